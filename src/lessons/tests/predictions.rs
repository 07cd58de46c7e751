//! One of the answers that may be given before a kill is what comes: the choice is a fair one.

use std::fmt::Write as _;

use crate::engine::{Micros, Run};
use crate::lessons::{Lesson, When, all};
use crate::model::{Action, Scenario, Target};

/// Seconds before the kill, and how long it is looked at from then on.
const WARM_UP_S: f64 = 20.0;
const LOOKED_AT_S: u32 = 50;

/// Share served in each second after the fault.
fn comes(lesson: &Lesson, kill: &str) -> Vec<f64> {
    let is_built = lesson.predict.is_some_and(|p| p.when == When::Built);
    let scenario: Scenario = if is_built {
        super::solution(lesson)
    } else {
        lesson.start()
    };
    let target = scenario.target(kill).expect("the question is about a part");
    let is_scripted = !scenario.script.is_empty();
    let since_s = scenario.script.first().map_or(WARM_UP_S, |e| e.at_s);
    let mut run = Run::new(&scenario);
    run.advance(Micros::from_seconds(since_s), u64::MAX);
    if !is_scripted {
        run.act(match target {
            Target::Link(link) => Action::Cut(link),
            _ => Action::Kill(target),
        });
    }
    let mut shares = Vec::new();
    for second in 1..=LOOKED_AT_S {
        let before = run.totals();
        run.advance(Micros::from_seconds(since_s + f64::from(second)), u64::MAX);
        let after = run.totals();
        let served = (after.served - before.served) as f64;
        let failed = (after.failed_in_all() - before.failed_in_all()) as f64;
        shares.push(if served > 0.0 {
            served / (served + failed)
        } else {
            0.0
        });
    }
    shares
}

/// What an answer says of a second after the fault.
fn said(served: &[(f64, f64)], second: f64) -> f64 {
    let since = served.iter().take_while(|(from, _)| *from <= second);
    since.last().map_or(0.0, |(_, share)| *share)
}

#[test]
fn what_comes_is_nearest_to_an_answer_that_stands_there() {
    let mut told = String::new();
    for lesson in all() {
        let Some(predict) = lesson.predict else {
            continue;
        };
        let texts: Vec<_> = predict.answers.iter().map(|a| a.text).collect();
        assert!(texts.len() >= 3, "{}", lesson.key);
        let comes = comes(lesson, predict.kill);
        let distance = |served: &[(f64, f64)]| {
            let seconds = comes.iter().enumerate();
            let off = seconds.map(|(i, share)| (said(served, i as f64) - share).abs());
            off.sum::<f64>() / comes.len() as f64
        };
        let mut answers: Vec<_> = predict
            .answers
            .iter()
            .filter(|a| !a.served.is_empty())
            .map(|a| (distance(a.served), a.text))
            .collect();
        answers.sort_by(|a, b| a.0.total_cmp(&b.0));
        let Some((off, text)) = answers.first() else {
            continue;
        };
        assert_eq!(
            predict.answers.get(predict.comes).map(|a| a.text),
            Some(*text),
            "{}: what the panel says that happens",
            lesson.key
        );
        let is_put_so = predict.when == When::AtTheStart;
        assert!(
            is_put_so || predict.ask.starts_with("Once ") || predict.ask.starts_with("With "),
            "{}: {}",
            lesson.key,
            predict.ask
        );
        let _ = writeln!(told, "{}: {text} ({:.0} % off)", lesson.key, off * 100.0);
        if *off >= 0.12 {
            let _ = writeln!(told, "    {comes:.2?}");
        }
    }
    assert!(!told.contains('['), "{told}");
    expect_test::expect![[r#"
        one-server: Nothing (0 % off)
        another-node: All are served (0 % off)
        who-spreads-the-load: All are served (0 % off)
        two-balancers: Nearly all are served, some of them late (0 % off)
        dns-checks: About half (9 % off)
        two-name-servers: Everything is served for a while, then nothing (9 % off)
        balancer-checks: About half (2 % off)
        standby: None for a few seconds, then all (0 % off)
        two-primaries: All are served (0 % off)
        read-replicas: The reads, no writes (1 % off)
        sharding: Half (3 % off)
        region: Nothing (0 % off)
        cache: A part: the database is overloaded (12 % off)
        overload: About four in five, and late (9 % off)
        retry-storm: Hardly anything (9 % off)
        split-brain: Nothing: all are served (0 % off)
        deep-checks: About half (2 % off)
        without-the-extras: Nothing (0 % off)
        accept-now: Half: those that only look around (10 % off)
        one-release: Nothing (0 % off)
    "#]]
    .assert_eq(&told);
}
