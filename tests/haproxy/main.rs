//! A real `HAProxy` and the engine, with the same settings: who is noticed when, and what it costs until then.
//!
//! `docs/haproxy/measure.py` killed a server behind `HAProxy` again and again and kept the figures in `docs/haproxy/raw`;
//! `docs/haproxy.md` shows them. Here both, the figures and the engine's runs, are held against one formula.
#![cfg(not(target_arch = "wasm32"))]

mod deep;
mod formula;
mod measured;
mod simulated;
mod statistics;

use formula::{Death, RATE_RPS, SERVICE_MS, Window};
use measured::{Course, Measured, POLL_MS, REAL, ROUND_ROBIN, all, real};
use simulated::{RUNS, simulated};
use statistics::{distance_from_even, mean, once_in_a_thousand, sorted};

/// How late a moment may be noted on a machine that has other things to do: the figures were taken with two cores.
const SLACK_MS: f64 = 50.0;

#[test]
fn haproxy_takes_a_dead_member_out_when_the_formula_says() {
    for (m, death) in all() {
        let setting = &m.setting;
        for (course, witness) in m.of(death) {
            let first = witness.first_failure_ms;
            assert!(
                setting.first_failure(death).holds(first, SLACK_MS),
                "{} {course:?}",
                setting.name
            );
            let late = course.out_ms - first - setting.more_failures_ms(death);
            assert!(late.abs() <= SLACK_MS, "{} {course:?}", setting.name);
            let seen_later = Window {
                from: 0.0,
                to: POLL_MS,
            };
            assert!(
                seen_later.holds(witness.out_seen_ms - course.out_ms, SLACK_MS),
                "{} {course:?}",
                setting.name
            );
        }
    }
}

#[test]
fn haproxy_takes_a_member_back_when_the_formula_says() {
    for (m, death) in all() {
        let setting = &m.setting;
        for (course, witness) in m.of(death) {
            let first = witness.first_success_after_ms;
            let window = Window {
                from: 0.0,
                to: setting.period_ms(death),
            };
            assert!(window.holds(first, SLACK_MS), "{} {course:?}", setting.name);
            let late = course.back_after_ms - first - setting.more_successes_ms();
            assert!(late.abs() <= SLACK_MS, "{} {course:?}", setting.name);
        }
    }
}

#[test]
fn the_engine_takes_members_out_and_back_when_the_formula_says() {
    for (m, death) in all() {
        for course in simulated(m, death) {
            let (out, back) = (
                m.setting.detection(death),
                m.setting.return_to_rotation(death),
            );
            assert!(
                out.holds(course.out_ms, 0.001),
                "{}: {course:?} within {out:?}",
                m.setting.name
            );
            assert!(
                back.holds(course.back_after_ms, 0.001),
                "{}: {course:?} within {back:?}",
                m.setting.name
            );
        }
    }
}

/// What is left when the formula is taken away is the phase alone: even over one interval, for both.
#[test]
fn the_phase_of_the_checks_explains_all_of_the_spread_of_detection() {
    let whole = Window { from: 0.0, to: 1.0 };
    let share = |m: &Measured, course: &Course| {
        let window = m.setting.detection(course.death);
        (course.out_ms - window.from) / (window.to - window.from)
    };
    let of_haproxy =
        sorted(all().flat_map(|(m, death)| m.of(death).map(move |(c, _)| share(m, c))));
    let distance = distance_from_even(&of_haproxy, whole);
    assert!(
        distance < once_in_a_thousand(of_haproxy.len()),
        "HAProxy: {distance}"
    );
    for (m, death) in all() {
        let of_engine = sorted(simulated(m, death).iter().map(|course| share(m, course)));
        let distance = distance_from_even(&of_engine, whole);
        assert!(
            distance < once_in_a_thousand(RUNS),
            "{} {death:?}: {distance}",
            m.setting.name
        );
    }
}

#[test]
fn without_another_try_every_third_request_fails_until_the_member_is_out() {
    for (m, death) in real(&["no-retries", "no-redispatch", "hair-trigger"]) {
        let of_haproxy = m.of(death).map(|(course, _)| course);
        for course in of_haproxy.chain(simulated(m, death)) {
            // In turn: a third, give or take where the turn begins and ends.
            let off = course.no_connection - course.exposed / 3.0;
            assert!(off.abs() <= 1.0, "{course:?}");
        }
    }
}

#[test]
fn with_a_retry_elsewhere_only_what_was_in_flight_is_lost() {
    for (m, death) in real(&["default", "brisk", "least-connections", "long-wait"]) {
        let of_haproxy = m.of(death).map(|(course, _)| course);
        for course in of_haproxy.chain(simulated(m, death)) {
            assert_eq!(course.no_connection, 0.0, "{}: {course:?}", m.setting.name);
            assert!(course.met_the_dead > 0.0, "{}: {course:?}", m.setting.name);
        }
    }
}

/// A third of the rate, for one time of service: one request on average, with the spread of a Poisson count.
#[test]
fn what_was_in_flight_at_the_dead_server_is_lost_in_both_alike() {
    let expected = RATE_RPS / 3.0 * SERVICE_MS / 1000.0;
    let holds = |who: &str, lost: &[f64]| {
        let n = lost.len() as f64;
        let (sum, spread) = (lost.iter().sum::<f64>(), (n * expected).sqrt());
        assert!(
            (sum - n * expected).abs() <= 3.3 * spread,
            "{who}: {sum} of {n} deaths"
        );
    };
    let of_haproxy =
        real(&ROUND_ROBIN).flat_map(|(m, death)| m.of(death).map(|(c, _)| c.lost_in_flight));
    holds("HAProxy", &of_haproxy.collect::<Vec<_>>());
    for (m, death) in real(&ROUND_ROBIN) {
        let lost: Vec<f64> = simulated(m, death)
            .iter()
            .map(|course| course.lost_in_flight)
            .collect();
        holds(&m.setting.name, &lost);
    }
}

/// A silent connect takes so long that others move the turn on meanwhile: then who is next in turn is as good as random.
#[test]
fn a_third_of_the_requests_meets_a_silent_server_first_in_both() {
    for m in ROUND_ROBIN.map(|name| &REAL[name]) {
        let (of_haproxy, of_engine) = shares_that_met_the_dead(m, Death::Silent);
        let name = &m.setting.name;
        assert!(
            (of_haproxy - 1.0 / 3.0).abs() < 0.05,
            "{name}: {of_haproxy}"
        );
        assert!((of_engine - 1.0 / 3.0).abs() < 0.02, "{name}: {of_engine}");
    }
}

/// Of the requests that started until the member was out: in `HAProxy`, in the engine.
fn shares_that_met_the_dead(m: &Measured, death: Death) -> (f64, f64) {
    let share = |met: f64, exposed: f64| met / exposed;
    let runs = simulated(m, death);
    (
        share(
            m.mean(death, |c| c.met_the_dead),
            m.mean(death, |c| c.exposed),
        ),
        share(
            mean(runs.iter().map(|c| c.met_the_dead)),
            mean(runs.iter().map(|c| c.exposed)),
        ),
    )
}

/// Where they differ, and `docs/haproxy.md` says so: a refusal takes no time, so the retry is the next in turn, and the turn
/// comes round to the dead server for every second request. The engine picks the other at random and leaves the turn alone.
#[test]
fn half_of_the_requests_meet_a_crashed_server_first_in_haproxy_and_a_third_in_the_engine() {
    for m in ["default", "brisk"].map(|name| &REAL[name]) {
        for (course, _) in m.of(Death::Crash) {
            assert!(
                (course.met_the_dead - course.exposed / 2.0).abs() <= 4.0,
                "{course:?}"
            );
        }
        for course in simulated(m, Death::Crash) {
            assert!(
                (course.met_the_dead - course.exposed / 3.0).abs() <= 1.0,
                "{course:?}"
            );
        }
    }
}

/// Who is least busy is asked more while it refuses, and less while it is silent and holds what it was sent. Who is picked
/// among equals differs, so the shares are alike and not the same.
#[test]
fn with_least_connections_a_refusing_server_draws_most_requests_and_a_silent_one_few_in_both() {
    let m = &REAL["least-connections"];
    let (of_haproxy, of_engine) = shares_that_met_the_dead(m, Death::Crash);
    assert!(
        of_haproxy.min(of_engine) > 0.8,
        "{of_haproxy} and {of_engine}"
    );
    let (of_haproxy, of_engine) = shares_that_met_the_dead(m, Death::Silent);
    assert!(
        of_haproxy.max(of_engine) < 0.2,
        "{of_haproxy} and {of_engine}"
    );
}

/// `HAProxy` without `option redispatch` is the engine without retries: trying the dead server again does not help.
#[test]
fn without_redispatch_retries_are_in_vain() {
    let m = &REAL["no-redispatch"];
    for (course, witness) in Death::ALL.into_iter().flat_map(|death| m.of(death)) {
        let retries = f64::from(m.setting.retries) * course.no_connection;
        assert!(
            (witness.retried_there - retries).abs() <= retries * 0.1,
            "{course:?} {witness:?}"
        );
    }
}

/// Where they differ, too: a hash leads `HAProxy` to the same server for as long as that is in rotation, redispatch or not.
/// The engine moves on.
#[test]
fn a_hash_leads_haproxy_to_the_dead_server_again_and_the_engine_elsewhere() {
    let m = &REAL["hash"];
    for death in Death::ALL {
        assert!(m.of(death).all(|(course, _)| course.no_connection > 0.0));
        assert!(
            simulated(m, death)
                .iter()
                .all(|course| course.no_connection == 0.0)
        );
    }
}

/// The table of `docs/haproxy.md`: `cargo test --test haproxy table -- --ignored --nocapture`.
#[test]
#[ignore = "it only prints the table of docs/haproxy.md"]
fn table() {
    println!(
        "| setting | death | window by formula | out: HAProxy | out: engine | back: HAProxy | back: engine | requests meanwhile | met the dead: HAProxy | engine | 503: HAProxy | engine | lost in flight: HAProxy | engine |"
    );
    for (m, death) in all() {
        let runs = simulated(m, death);
        let engine = |what: fn(&Course) -> f64| mean(runs.iter().map(what));
        let both =
            |what: fn(&Course) -> f64| format!("{:.1} | {:.1}", m.mean(death, what), engine(what));
        let range = |values: Vec<f64>| {
            format!(
                "{:.2}–{:.2}",
                values[0] / 1e3,
                values[values.len() - 1] / 1e3
            )
        };
        let ranges = |what: fn(&Course) -> f64| {
            let of_haproxy = sorted(m.of(death).map(|(course, _)| what(course)));
            format!(
                "{} | {}",
                range(of_haproxy),
                range(sorted(runs.iter().map(what)))
            )
        };
        let window = |w: Window| range(vec![w.from, w.to]);
        println!(
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            m.setting.name,
            death.key(),
            window(m.setting.detection(death)),
            ranges(|c| c.out_ms),
            window(m.setting.return_to_rotation(death)),
            ranges(|c| c.back_after_ms),
            both(|c| c.exposed),
            both(|c| c.met_the_dead),
            both(|c| c.no_connection),
            both(|c| c.lost_in_flight),
        );
    }
}
