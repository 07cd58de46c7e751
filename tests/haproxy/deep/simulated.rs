//! The same faults in the engine.

use std::fmt::Write as _;

use topple::engine::{Cargo, Fate, Hop, Micros, Reason, Run, What};
use topple::model::sketch::sketch;
use topple::model::{Action, Scenario, Target};

use super::formula::Case;
use super::measured::{Course, Lasting, Passing};
use crate::simulated::{RUNS, id};

/// The engine's part of a server whose database does all the work: that work is its own, for a deep check asks a database
/// only whether it connects. Where the database dies there is one, and the work is the database's.
pub fn scenario(case: &Case, seed: u64) -> Scenario {
    let mut text = format!("users -> lb-1 -> {}\n", case.servers.join(" "));
    let _ = writeln!(
        text,
        "users: rate_rps={} reads=1 timeout_ms=2000",
        case.rate_rps
    );
    let _ = writeln!(
        text,
        "lb-1: algorithm=round_robin retries=3 connect_timeout_ms=250"
    );
    let _ = writeln!(
        text,
        "lb-1: health_check.deep=on health_check.interval_s={} health_check.timeout_s={}",
        case.inter_ms / 1000.0,
        case.check_timeout_ms / 1000.0
    );
    let _ = writeln!(
        text,
        "lb-1: health_check.fall={} health_check.rise={}",
        case.fall, case.rise
    );
    let _ = writeln!(text, "users>lb-1: latency_ms=0");
    let (own_ms, of_database_ms) = if case.gone {
        (0.0, case.work_ms)
    } else {
        (case.work_ms, 0.0)
    };
    for web in &case.servers {
        let (workers, queue) = (case.workers, case.queue);
        let _ = writeln!(text, "{web}: workers={workers} queue={queue}");
        let _ = writeln!(
            text,
            "{web}: service_ms={own_ms} service_distribution=constant"
        );
        if case.gone {
            let _ = writeln!(text, "{web} -> db-1\n{web}>db-1: latency_ms=0");
        }
        let _ = writeln!(text, "lb-1>{web}: latency_ms=0");
    }
    if case.gone {
        let _ = writeln!(text, "db-1: workers=100 read_ms={of_database_ms}");
    }
    let mut scenario = sketch(&text);
    scenario.seed = seed;
    scenario
}

fn harm(run: &mut Run, case: &Case) {
    if case.gone {
        return run.act(Action::Crash(id("db-1")));
    }
    for name in &case.hit {
        let target = id(name);
        if case.share > 0.0 {
            let (share, fast) = (case.share, false);
            run.act(Action::Errors {
                target,
                share,
                fast,
            });
        } else {
            let factor = case.factor;
            run.act(Action::Slow { target, factor });
        }
    }
}

fn heal(run: &mut Run, case: &Case) {
    let hit: Vec<&str> = if case.gone {
        vec!["db-1"]
    } else {
        case.hit.iter().map(String::as_str).collect()
    };
    for name in hit {
        run.act(Action::Revive(Target::Component(id(name))));
    }
}

/// Plays on; when each member was taken out (`false`) or back (`true`), in milliseconds after `since`.
fn changes(run: &mut Run, case: &Case, since: Micros, until: Micros) -> Vec<Vec<(f64, bool)>> {
    let mut all = vec![Vec::new(); case.servers.len()];
    let mut now = since;
    while now < until {
        let cursor = run.events_end();
        now = until.min(now + Micros::from_ms(10_000.0));
        run.advance(now, u64::MAX);
        for event in run.events_since(cursor) {
            let is_back = match event.what {
                What::InRotation { .. } => true,
                What::OutOfRotation { .. } => false,
                _ => continue,
            };
            let about = |name: &String| event.about == Some(Target::Component(id(name)));
            let member = case.servers.iter().position(about).unwrap();
            all[member].push((event.at.since(since).as_ms(), is_back));
        }
    }
    all
}

/// One fault and its end, with another seed in each of [`RUNS`].
pub fn passing(case: &Case) -> Vec<Passing> {
    let seeds = 1..=RUNS as u64;
    seeds.map(|seed| play_passing(case, seed)).collect()
}

fn play_passing(case: &Case, seed: u64) -> Passing {
    let mut run = Run::new(&scenario(case, seed));
    run.set_sample_rate(1_000_000);
    let harmed = Micros::from_ms(1000.0 + case.inter_ms);
    run.advance(harmed, u64::MAX);
    harm(&mut run, case);
    // The way back begins at another phase in every run.
    let between_checks = case.inter_ms + case.bad_ms();
    let lasts = case.detection().to + 500.0 + between_checks * (seed as f64 * 0.618_034).fract();
    let healed = harmed + Micros::from_ms(lasts);
    let outs = changes(&mut run, case, harmed, healed);
    let no_member = run.totals().failed[Reason::NoHealthyBackend.index()] as f64;
    heal(&mut run, case);
    let end = healed + Micros::from_ms(case.return_to_rotation().to + 500.0);
    let backs = changes(&mut run, case, healed, end);
    let hit = |name: &&String| case.hit.contains(*name);
    let of_hit = case
        .servers
        .iter()
        .enumerate()
        .filter(|(_, name)| hit(name));
    let members: Vec<Course> = of_hit
        .map(|(member, name)| {
            assert!(
                matches!(outs[member][..], [(_, false)]),
                "{name}: {:?}",
                outs[member]
            );
            assert!(
                matches!(backs[member][..], [(_, true)]),
                "{name}: {:?}",
                backs[member]
            );
            Course {
                out_ms: outs[member][0].0,
                back_after_ms: backs[member][0].0,
            }
        })
        .collect();
    let last_out = members.iter().map(|m| m.out_ms).fold(0.0, f64::max);
    let last_out = harmed + Micros::from_ms(last_out);
    let sent = |from: &str, to: &str| {
        let is_it = |h: &&Hop| {
            h.what == Cargo::Read
                && (h.from, h.to, h.fate) == (id(from), id(to), Fate::Arrives)
                && (harmed..last_out).contains(&h.depart)
        };
        run.hops_since(0).filter(is_it).count() as f64
    };
    Passing {
        exposed: sent("users", "lb-1"),
        erred: case.hit.iter().map(|name| sent("lb-1", name)).sum(),
        no_member: if case.hit.len() < case.servers.len() {
            no_member
        } else {
            0.0
        },
        members,
    }
}

/// One long run under a fault that lasts.
pub fn lasting(case: &Case, seed: u64, lasts_s: f64) -> (Vec<Lasting>, Run) {
    let mut run = Run::new(&scenario(case, seed));
    let harmed = Micros::from_ms(1000.0);
    run.advance(harmed, u64::MAX);
    harm(&mut run, case);
    let all = changes(
        &mut run,
        case,
        harmed,
        harmed + Micros::from_ms(lasts_s * 1000.0),
    );
    let members = all.into_iter().map(|changes| Lasting {
        changes,
        checks_ms: Vec::new(),
    });
    (members.collect(), run)
}
