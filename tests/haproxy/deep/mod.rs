//! Deep checks: servers that ask a database for all they do, their own health included, and that database errs, is slow, dies
//! or is not fast enough.

mod formula;
mod measured;
mod simulated;

use topple::engine::{Micros, Reason};
use topple::model::Action;

use crate::SLACK_MS;
use crate::formula::Window;
use crate::simulated::id;
use crate::statistics::{distance_from, distance_from_even, mean, sorted};
use crate::statistics::{once_in_a_thousand, spread};
use formula::{Case, InARow};
use measured::{Course, Spells, case, lasting, passing, shares_that_failed, worker_held_ms};

/// Where work ends with an error for a while, is slow for a while, or nobody is there to do it.
const PASSING: [&str; 5] = ["errs-one", "errs-all", "slow-out", "slow-long", "gone"];

/// As the engine has it: a check of a server asks whether the database connects, and lets it do no work.
fn in_the_engine(case: Case) -> Case {
    let good_ms = if case.gone { 0.0 } else { case.good_ms };
    Case { good_ms, ..case }
}

#[test]
fn haproxy_takes_who_errs_or_is_too_slow_out_and_back_when_the_formula_says() {
    for name in PASSING {
        let case = case(name);
        let mut members = 0;
        for (fault, witnesses) in passing(name) {
            for (course, witness) in fault.members.iter().zip(witnesses) {
                let (first, passed) = (witness.first_failure_ms, witness.first_success_after_ms);
                assert!(
                    case.first_failure().holds(first, SLACK_MS),
                    "{name} {first}"
                );
                assert!(
                    case.first_success().holds(passed, SLACK_MS),
                    "{name} {passed}"
                );
                let out_late = course.out_ms - first - case.more_failures_ms();
                assert!(out_late.abs() <= SLACK_MS, "{name} {course:?}");
                let back_late = course.back_after_ms - passed - case.more_successes_ms();
                assert!(back_late.abs() <= SLACK_MS, "{name} {course:?}");
                members += 1;
            }
        }
        assert!(members >= 8, "{name}: {members}");
    }
}

#[test]
fn the_engine_takes_who_errs_or_is_too_slow_out_and_back_when_the_formula_says() {
    for name in PASSING {
        let case = in_the_engine(case(name));
        let (out, back) = (case.detection(), case.return_to_rotation());
        for fault in simulated::passing(&case) {
            assert_eq!(fault.members.len(), case.hit.len());
            for course in fault.members {
                assert!(
                    out.holds(course.out_ms, 0.002),
                    "{name}: {course:?}, {out:?}"
                );
                let after = course.back_after_ms;
                assert!(back.holds(after, 0.002), "{name}: {course:?}, {back:?}");
            }
        }
    }
}

/// Nothing but the phase is left: it is even over one interval and one check, in both.
#[test]
fn the_phase_of_the_checks_explains_when_who_errs_or_is_slow_is_out() {
    let whole = Window { from: 0.0, to: 1.0 };
    for name in ["errs-one", "slow-out", "slow-long"] {
        let case = case(name);
        let out = case.detection();
        let share = |course: &Course| (course.out_ms - out.from) / (out.to - out.from);
        let of_haproxy = sorted(
            passing(name)
                .iter()
                .map(|(fault, _)| share(&fault.members[0])),
        );
        let of_engine = simulated::passing(&case);
        let of_engine = sorted(of_engine.iter().map(|fault| share(&fault.members[0])));
        for values in [of_haproxy, of_engine] {
            let distance = distance_from_even(&values, whole);
            assert!(
                distance < once_in_a_thousand(values.len()),
                "{name}: {distance}"
            );
        }
    }
}

#[test]
fn every_third_request_meets_the_errors_of_one_server_and_every_request_those_of_all() {
    for (name, share) in [("errs-one", 1.0 / 3.0), ("errs-all", 1.0)] {
        let of_haproxy = passing(name).into_iter().map(|(fault, _)| fault);
        for fault in of_haproxy.chain(simulated::passing(&case(name))) {
            let off = fault.erred - share * fault.exposed;
            assert!(off.abs() <= 1.0, "{name}: {fault:?}");
            assert_eq!(fault.no_member, 0.0, "{name}: {fault:?}");
        }
    }
}

/// Four times as slow, and still in time: nobody leaves, and the interval counts from the answer.
#[test]
fn a_check_that_is_answered_late_but_in_time_passes_and_the_next_is_as_much_later() {
    let case = case("slow-in");
    let period = case.inter_ms + case.work_ms * case.factor;
    for member in lasting("slow-in") {
        assert!(member.changes.is_empty());
        let gaps = member.checks_ms.windows(2).map(|pair| pair[1] - pair[0]);
        let gaps = sorted(gaps.skip(1));
        assert!(gaps.len() > 20);
        for gap in gaps {
            assert!((gap - period).abs() < SLACK_MS, "{gap} of {period}");
        }
    }
    let lasts_s = 200.0;
    let (members, run) = simulated::lasting(&case, 1, lasts_s);
    assert!(members.iter().all(|member| member.changes.is_empty()));
    let checks = run.snapshot_numbers(id("lb-1")).unwrap().checks as f64;
    let expected = 3.0 * lasts_s * 1000.0 / period;
    assert!((checks - expected).abs() < 9.0, "{checks} of {expected}");
}

/// How many checks each spell in and out of rotation took while every second one failed: in `HAProxy` by the servers' own
/// count of them, in the engine by time.
fn spells_in_checks(case: &Case, seed: u64) -> (Spells, Spells) {
    let of_haproxy = lasting(&case.name).into_iter().map(|member| {
        let counted = |from, to| {
            let within = |at: &&f64| (from..to).contains(*at);
            member.checks_ms.iter().filter(within).count() as f64
        };
        member.spells(counted)
    });
    let period = case.inter_ms + case.work_ms;
    let counted = |from: f64, to: f64| ((to - from) / period).round();
    let (members, _) = simulated::lasting(case, seed, 3000.0);
    let of_engine = members.iter().map(|member| member.spells(counted));
    (Spells::join(of_haproxy), Spells::join(of_engine))
}

#[test]
fn so_many_failures_in_a_row_take_as_many_checks_as_luck_says() {
    let case = case("errs-half");
    let (of_haproxy, of_engine) = spells_in_checks(&case, 1);
    let chance = case.share;
    let falls = InARow {
        needed: case.fall,
        chance,
    };
    let rises = InARow {
        needed: case.rise,
        chance: 1.0 - chance,
    };
    for (who, spells) in [("HAProxy", of_haproxy), ("engine", of_engine)] {
        for (of, counts) in [(falls, spells.inside), (rises, spells.outside)] {
            assert!(counts.len() > 30, "{who}: {}", counts.len());
            let distance = distance_from(&of.cumulated(200), &counts);
            assert!(
                distance < once_in_a_thousand(counts.len()),
                "{who} {of:?}: {distance}"
            );
            let off = (mean(counts.iter().copied()) - of.mean()).abs();
            let allowed = 3.3 * spread(&counts) / (counts.len() as f64).sqrt();
            assert!(off < allowed, "{who} {of:?}: {off} of {allowed}");
        }
    }
}

/// Members come and go by luck, each by its own: now and then all are out.
#[test]
fn half_of_the_answers_wrong_leave_a_third_of_the_requests_without_any_member() {
    let case = case("errs-half");
    let inside = InARow {
        needed: case.fall,
        chance: case.share,
    }
    .mean();
    let outside = InARow {
        needed: case.rise,
        chance: 1.0 - case.share,
    }
    .mean();
    let all_out = (outside / (inside + outside)).powi(3);
    // States last for about this long, so that a run holds so many that are independent of each other.
    let memory_s = 1.0;
    let allowed =
        |lasts_s: f64| 3.3 * (2.0 * memory_s / lasts_s * all_out * (1.0 - all_out)).sqrt();
    let holds = |who: &str, erred: f64, no_member: f64, lasts_s: f64| {
        let off = no_member - all_out;
        assert!(
            off.abs() < allowed(lasts_s),
            "{who}: {no_member} of {all_out}"
        );
        // Of those that met a member, half.
        let wrong = erred / (1.0 - no_member);
        assert!((wrong - case.share).abs() < 0.05, "{who}: {wrong}");
    };
    let (erred, no_member) = shares_that_failed("errs-half");
    holds("HAProxy", erred, no_member, 90.0);
    let lasts_s = 12_000.0;
    let (_, run) = simulated::lasting(&case, 1, lasts_s);
    let totals = run.totals();
    let share = |reason: Reason| totals.failed[reason.index()] as f64 / totals.started as f64;
    holds(
        "engine",
        share(Reason::DependencyFailed),
        share(Reason::NoHealthyBackend),
        lasts_s,
    );
}

/// Spells of the server that has twice the work it can do, in milliseconds: in `HAProxy`, and in the engine for so long, where
/// work takes as long as a worker was held in fact.
fn spells_of_the_busy(lasts_s: f64) -> (Spells, Spells) {
    let case = Case {
        work_ms: worker_held_ms("queue"),
        ..case("queue")
    };
    let time = |from: f64, to: f64| to - from;
    let of_haproxy = lasting("queue").into_iter().map(|m| m.spells(time));
    let (members, _) = simulated::lasting(&case, 1, lasts_s);
    let of_engine = members.iter().map(|member| member.spells(time));
    (Spells::join(of_haproxy), Spells::join(of_engine))
}

/// Checks wait in the queue of such a server as requests do. It leaves after `fall` of them were too late, works off what it
/// has, comes back, and so on. How long it is in is a formula, how long it is out is held against each other.
#[test]
fn a_server_that_is_too_busy_for_its_checks_comes_and_goes_in_both_alike() {
    let case = case("queue");
    let (of_haproxy, of_engine) = spells_of_the_busy(2000.0);
    let too_late = case.inter_ms + case.check_timeout_ms;
    let inside = f64::from(case.fall) * too_late;
    // At the soonest all checks pass; at the latest the queue was full, and only then they do.
    let passed = f64::from(case.rise) * (case.inter_ms + case.work_ms);
    let full = f64::from(case.queue + case.workers) * worker_held_ms("queue");
    let outside = Window {
        from: passed,
        to: full + f64::from(case.rise + 1) * too_late,
    };
    for (who, spells) in [("HAProxy", &of_haproxy), ("engine", &of_engine)] {
        assert!(spells.inside.len() > 20, "{who}: {}", spells.inside.len());
        // Now and then few requests come at first, and one check more passes.
        let usual = spells
            .inside
            .iter()
            .filter(|&ms| (ms - inside).abs() <= SLACK_MS);
        assert!(
            usual.count() as f64 > 0.85 * spells.inside.len() as f64,
            "{who}"
        );
        for &ms in &spells.outside {
            assert!(
                outside.holds(ms, SLACK_MS),
                "{who}: {ms} within {outside:?}"
            );
        }
    }
    let (a, b) = (&of_haproxy.outside, &of_engine.outside);
    let off = (mean(a.iter().copied()) - mean(b.iter().copied())).abs();
    let error = |values: &[f64]| spread(values).powi(2) / values.len() as f64;
    let allowed = 3.3 * (error(a) + error(b)).sqrt();
    assert!(off < allowed, "{off} of {allowed}");
}

/// Where they differ by design: a page of health that asks a query errs where the database errs. The engine's check asks
/// only whether the database connects, so one that errs or is slow takes nobody out.
#[test]
fn a_database_that_errs_or_is_slow_takes_no_server_out_in_the_engine() {
    let case = Case {
        gone: true,
        ..case("errs-all")
    };
    for seed in 1..=5 {
        let target = id("db-1");
        for fault in [
            Action::Errors {
                target,
                share: 1.0,
                fast: false,
            },
            Action::Slow {
                target,
                factor: 20.0,
            },
        ] {
            let mut run = topple::engine::Run::new(&simulated::scenario(&case, seed));
            run.act(fault);
            run.advance(Micros::from_ms(20_000.0), u64::MAX);
            assert_eq!(run.snapshot_numbers(id("lb-1")).unwrap().checks_failed, 0);
        }
    }
}

/// The tables of `docs/haproxy.md`: `cargo test --test haproxy table -- --ignored --nocapture`.
#[test]
#[ignore = "it only prints the tables of docs/haproxy.md"]
fn table() {
    let range = |values: &[f64]| {
        format!(
            "{:.2}–{:.2}",
            values[0] / 1e3,
            values[values.len() - 1] / 1e3
        )
    };
    for name in PASSING {
        let told = case(name);
        let real: Vec<_> = passing(name).into_iter().map(|(fault, _)| fault).collect();
        let played = simulated::passing(&in_the_engine(told.clone()));
        let columns = |what: fn(&Course) -> f64, window: Window| {
            let of = |faults: &[measured::Passing]| {
                range(&sorted(faults.iter().flat_map(|f| &f.members).map(what)))
            };
            format!(
                "{} | {} | {}",
                range(&[window.from, window.to]),
                of(&real),
                of(&played)
            )
        };
        println!(
            "| {name} | {} | {} |",
            columns(|c| c.out_ms, told.detection()),
            columns(|c| c.back_after_ms, told.return_to_rotation()),
        );
        for faults in [&real, &played] {
            let of = |what: fn(&measured::Passing) -> f64| mean(faults.iter().map(what));
            println!(
                "    exposed {:.1}, erred {:.1}",
                of(|f| f.exposed),
                of(|f| f.erred)
            );
        }
    }
    let half = case("errs-half");
    let (of_haproxy, of_engine) = spells_in_checks(&half, 1);
    let (busy, busy_engine) = spells_of_the_busy(2000.0);
    for (who, spells) in [
        ("half: HAProxy", of_haproxy),
        ("half: engine", of_engine),
        ("queue: HAProxy", busy),
        ("queue: engine", busy_engine),
    ] {
        for (what, values) in [("inside", spells.inside), ("outside", spells.outside)] {
            let all = sorted(values.iter().copied());
            println!(
                "{who}, {what}: {} spells, mean {:.2}, median {:.2}, spread {:.2}, {:.2} to {:.2}",
                all.len(),
                mean(all.iter().copied()),
                all[all.len() / 2],
                spread(&all),
                all[0],
                all[all.len() - 1]
            );
        }
    }
    let (_, run) = simulated::lasting(&half, 1, 12_000.0);
    let totals = run.totals();
    let none = totals.failed[Reason::NoHealthyBackend.index()] as f64 / totals.started as f64;
    let served = totals.served as f64 / totals.started as f64;
    let (erred, no_member) = shares_that_failed("errs-half");
    println!(
        "half: no member {no_member:.3}, {none:.3}; served {:.3}, {served:.3}",
        1.0 - erred - no_member
    );
}
