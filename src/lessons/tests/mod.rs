//! No lesson is solved before it begins, each can be, and wrong answers are not taken: a table of them for each lesson.

use std::collections::BTreeSet;
use std::fmt::Write;

mod apart;
mod beyond;
mod data;
mod names;
mod own;
mod predictions;
mod servers;

use super::*;
use crate::model::sketch::onto;
use crate::model::{Component, Kind, Point, ScriptEntry, Settings, Target};

/// Systems that solve the lessons, one file each.
fn solution(lesson: &Lesson) -> Scenario {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lessons");
    let text = std::fs::read_to_string(folder.join(lesson.key).with_extension("json"));
    json::read(&text.expect("every lesson has a solution")).expect("and it is sound")
}

fn judged(lesson: &Lesson, scenario: &Scenario, killed: &BTreeSet<Target>) -> Judgement {
    let start = lesson.start();
    judge(&lesson.asked(&start), &start, &Attempt { scenario, killed })
}

/// What is drawn onto a lesson's start, a sketch; a line may also be `delete a …`, these parts are gone with their links,
/// `killed a …`, these were killed, or `outdoors a …`, these stand in no region.
fn drawn(lesson: &Lesson, text: &str) -> (Scenario, BTreeSet<Target>) {
    onto_system(lesson.start(), text)
}

/// The same onto any system.
fn onto_system(mut scenario: Scenario, text: &str) -> (Scenario, BTreeSet<Target>) {
    let mut killed = BTreeSet::new();
    for line in text.lines().map(str::trim) {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let named = |id: &str| rest.split(' ').any(|name| name == id);
        match verb {
            "delete" => {
                scenario.components.retain(|c| !named(c.id.as_str()));
                let is_left = |id: &str| !named(id);
                scenario
                    .links
                    .retain(|l| is_left(l.from.as_str()) && is_left(l.to.as_str()));
                scenario.regions.retain(|r| !named(r.id.as_str()));
                for component in &mut scenario.components {
                    component.region = component.region.filter(|r| !named(r.as_str()));
                }
                let is_there =
                    |e: &ScriptEntry| e.action().is_none_or(|a| !named(&a.target().to_string()));
                scenario.script.retain(is_there);
            }
            "outdoors" => {
                for component in &mut scenario.components {
                    if named(component.id.as_str()) {
                        component.region = None;
                    }
                }
            }
            "ungrouped" => {
                for component in &mut scenario.components {
                    if named(component.id.as_str()) {
                        component.groups.clear();
                    }
                }
            }
            "killed" => killed.extend(rest.split(' ').filter_map(|id| scenario.target(id))),
            _ => scenario = onto(scenario, line),
        }
    }
    // A line of a sketch may draw again what is there.
    let mut links = BTreeSet::new();
    scenario.links.retain(|link| links.insert(link.id()));
    let problems = crate::model::validate::problems(&scenario);
    assert!(problems.is_empty(), "{text}: {problems:?}");
    (scenario, killed)
}

/// Each of these answers with what is missing in it, a line each. None may be taken.
#[track_caller]
fn refused(key: &str, answers: &[&str]) -> String {
    let lesson = find(key).expect("there is this lesson");
    let (mut told, mut takes) = (String::new(), String::new());
    for answer in answers {
        let (scenario, killed) = drawn(lesson, answer);
        let judgement = judged(lesson, &scenario, &killed);
        match judgement.missing().next() {
            Some(missing) => {
                let _ = writeln!(told, "{}\n    {missing}", answer.replace('\n', "; "));
            }
            None => {
                let _ = writeln!(takes, "{answer:?} {judgement:?}");
            }
        }
    }
    assert!(
        takes.is_empty(),
        "{key} takes, or does not say what is missing in:\n{takes}"
    );
    assert!(answers.len() >= 10, "{key}: {}", answers.len());
    told
}

#[track_caller]
fn taken(key: &str, answers: &[&str]) {
    let lesson = find(key).expect("there is this lesson");
    let mut refuses = String::new();
    for answer in answers {
        let (scenario, killed) = drawn(lesson, answer);
        let judgement = judged(lesson, &scenario, &killed);
        if !judgement.is_reached() {
            let missing: Vec<_> = judgement.missing().collect();
            let _ = writeln!(refuses, "{answer:?}: {missing:?}");
        }
    }
    assert!(refuses.is_empty(), "{key} refuses:\n{refuses}");
}

#[test]
fn no_lesson_is_solved_where_it_starts_and_each_says_what_is_missing() {
    for lesson in all() {
        let judgement = judged(lesson, &lesson.start(), &BTreeSet::new());
        assert_eq!(judgement.goals.len(), lesson.goals.len());
        assert_eq!(judgement.objections, [""; 0], "{}", lesson.key);
        assert!(!judgement.is_reached(), "{}", lesson.key);
        assert!(judgement.missing().count() > 0, "{}", lesson.key);
    }
}

#[test]
fn every_lesson_is_solved_by_its_solution() {
    for lesson in all() {
        let scenario = solution(lesson);
        let killed = scenario
            .components
            .iter()
            .map(|c| Target::Component(c.id))
            .collect();
        let judgement = judged(lesson, &scenario, &killed);
        let missing: Vec<_> = judgement.missing().collect();
        assert!(judgement.is_reached(), "{}: {missing:?}", lesson.key);
    }
}

#[test]
fn no_lesson_takes_the_solution_of_another() {
    let mut taken = String::new();
    for lesson in all() {
        let others = all().filter(|other| other.key != lesson.key);
        let does_here =
            |other: &&Lesson| judged(lesson, &solution(other), &BTreeSet::new()).is_reached();
        let taken_here: Vec<_> = others.filter(does_here).map(|other| other.key).collect();
        if !taken_here.is_empty() {
            let _ = writeln!(taken, "{}: {}", lesson.key, taken_here.join(" "));
        }
    }
    // Those that hold the right answer to an earlier one, too.
    expect_test::expect![[r#"
        another-node: who-spreads-the-load two-balancers two-name-servers standby two-primaries region all-at-once deep-checks
        who-spreads-the-load: two-balancers two-name-servers standby two-primaries region all-at-once deep-checks
        two-balancers: two-name-servers balancer-checks standby two-primaries region all-at-once deep-checks
        two-name-servers: balancer-checks standby two-primaries region all-at-once deep-checks
        balancer-checks: two-name-servers standby two-primaries region all-at-once deep-checks
        standby: region all-at-once deep-checks without-the-extras
        all-at-once: standby two-primaries region deep-checks
    "#]].assert_eq(&taken);
}

#[test]
fn what_is_played_is_not_solved_by_the_start_either() {
    for lesson in all() {
        let scenario = lesson.start();
        for goal in lesson.goals {
            let attempt = Attempt {
                scenario: &scenario,
                killed: &BTreeSet::new(),
            };
            let alone = model::Lesson {
                goals: vec![goal.clone()],
                ..lesson.asked(&scenario)
            };
            let alone = judge(&alone, &scenario, &attempt);
            assert_ne!(
                alone.goals[0].standing,
                Standing::Untried,
                "{}: {goal}",
                lesson.key
            );
        }
    }
}

#[test]
fn every_lesson_starts_from_a_file_as_the_playground_saves_it_and_bears_its_title() {
    let mut keys = BTreeSet::new();
    for lesson in all() {
        assert_eq!(json::write(&lesson.start()), lesson.file, "{}", lesson.key);
        assert_eq!(lesson.start().title, lesson.title);
        assert!(keys.insert(lesson.key), "{} twice", lesson.key);
        assert!(
            !lesson.text.is_empty() && !lesson.hints.is_empty(),
            "{}",
            lesson.key
        );
    }
}

#[test]
fn lessons_follow_one_another_to_the_last_and_back() {
    let mut met = vec![find("one-server").expect("there is this lesson")];
    while let Some(next) = met[met.len() - 1].next() {
        assert_eq!(next.previous(), met.last().copied());
        assert_eq!(next.number(), met.len() + 1);
        met.push(next);
    }
    assert_eq!(met.len(), count());
    assert_eq!(met[0].previous(), None);
}

#[test]
fn nothing_is_played_while_something_quicker_is_open() {
    let lesson = find("standby").expect("there is this lesson");
    let judgement = judged(lesson, &lesson.start(), &BTreeSet::new());
    let standings: Vec<_> = judgement.goals.iter().map(|o| o.standing).collect();
    assert_eq!(
        standings,
        [
            Standing::Open,
            Standing::Open,
            Standing::Open,
            Standing::Open,
            Standing::Untried
        ]
    );
}

#[test]
fn judging_in_slices_says_the_same_as_judging_at_once() {
    let lesson = all()
        .find(|lesson| lesson.goals.iter().any(|g| matches!(g, Goal::Survives(..))))
        .expect("a lesson that is played");
    let scenario = solution(lesson);
    let killed = BTreeSet::new();
    let attempt = Attempt {
        scenario: &scenario,
        killed: &killed,
    };
    let start = lesson.start();
    let asked = lesson.asked(&start);
    let mut judging = Judging::new(&asked, &start, &attempt);
    let mut slices = 1;
    let judgement = loop {
        match judging.go_on(1_000) {
            Some(judgement) => break judgement,
            None => slices += 1,
        }
    };
    assert_eq!(judgement, judge(&asked, &start, &attempt));
    assert!(slices > 10, "{slices}");
}

#[test]
fn a_palette_shows_what_its_lesson_asks_for() {
    for lesson in all() {
        for goal in lesson.goals {
            let Goal::AtLeast(count, kind) = *goal else {
                continue;
            };
            let there = lesson.start().components.into_iter();
            let has_enough = there.filter(|c| c.kind() == kind).count() >= count as usize;
            let shown = lesson.rules.palette.contains(&kind);
            assert!(
                shown || has_enough || kind == Kind::Client,
                "{}: {kind:?}",
                lesson.key
            );
        }
    }
}
