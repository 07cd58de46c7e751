//! Deep checks feel what a request feels; shallow ones ask only whether something listens.

use super::faults::link;
use super::*;
use topple_model::Kind;
use topple_model::fields::{self, Value};

const POOL: &str = "users -> lb-1 -> web-1 web-2\nusers: rate_rps=100\n\
                    web-1: workers=64 service_ms=100\nweb-2: workers=64 service_ms=100";

fn pool(deep: &str) -> Run {
    run_of(&format!("{POOL}\nlb-1: health_check.deep={deep}"))
}

fn in_rotation(run: &Run, balancer: &str) -> Vec<bool> {
    let members = run.snapshot_numbers(id(balancer)).unwrap().members;
    members.iter().map(|m| m.in_rotation).collect()
}

fn errors(target: &str, share: f64, fast: bool) -> Action {
    let target = id(target);
    Action::Errors {
        target,
        share,
        fast,
    }
}

fn slow(target: &str, factor: f64) -> Action {
    let target = id(target);
    Action::Slow { target, factor }
}

#[test]
fn what_errs_on_everything_is_out_after_three_deep_checks_and_all_is_served() {
    for fast in [false, true] {
        let mut run = pool("on");
        run.to(10.0);
        run.act(errors("web-1", 1.0, fast));
        run.to(20.0);
        assert_eq!(in_rotation(&run, "lb-1"), [false, true], "{fast}");
        assert!(
            run.fault_reports()[0]
                .detected_after
                .is_some_and(|s| s < seconds(7.0))
        );
        assert!(run.share(20.0, 60.0) >= 1.0);
        let story = run.story();
        assert!(
            story
                .iter()
                .any(|l| l.ends_with("lb-1 takes web-1 out of rotation, 3 checks failed"))
        );
        run.revive("web-1");
        run.to(70.0);
        assert_eq!(in_rotation(&run, "lb-1"), [true, true]);
    }
}

#[test]
fn a_server_that_is_a_thousand_times_slower_is_out_and_one_that_is_twice_is_not() {
    for (factor, stays) in [(1_000.0, false), (2.0, true)] {
        let mut run = pool("on");
        run.to(10.0);
        run.act(slow("web-1", factor));
        run.to(25.0);
        assert_eq!(in_rotation(&run, "lb-1"), [stays, true], "{factor}");
    }
}

#[test]
fn a_slow_server_ends_its_probes_late_and_is_back_once_it_is_well() {
    let mut run = pool("on");
    run.act(slow("web-1", 300.0));
    run.to(60.0);
    run.revive("web-1");
    // Whatever it still works on, is worked on to its end.
    run.to(300.0);
    assert_eq!(in_rotation(&run, "lb-1"), [true, true]);
    assert_eq!(
        run.snapshot_numbers(id("web-1")).unwrap().totals.in_flight,
        run.snapshot_numbers(id("web-1")).unwrap().in_flight
    );
}

#[test]
fn a_flooded_server_takes_itself_out_of_deep_checks_and_not_of_shallow_ones() {
    for (deep, stays) in [("on", false), ("off", true)] {
        let mut run = run_of(&format!(
            "users -> lb-1 -> web-1\nusers: rate_rps=200\nweb-1: workers=1 queue=3 service_ms=500\nlb-1: health_check.deep={deep}"
        ));
        let mut was_always_in = true;
        for second in 1..=60 {
            run.to(f64::from(second));
            was_always_in &= in_rotation(&run, "lb-1")[0];
        }
        assert_eq!(was_always_in, stays, "{deep}");
    }
}

#[test]
fn shallow_checks_feel_nothing() {
    let mut run = pool("off");
    run.to(10.0);
    run.act(slow("web-1", 1_000.0));
    run.act(errors("web-2", 1.0, true));
    run.to(60.0);
    assert_eq!(in_rotation(&run, "lb-1"), [true, true]);
    assert_eq!(run.snapshot_numbers(id("lb-1")).unwrap().checks_failed, 0);
}

#[test]
fn databases_and_caches_are_felt_too() {
    for members in ["db-1 db-2", "cache-1 cache-2"] {
        let first = members.split(' ').next().unwrap();
        let channel = if first == "db-1" {
            "db-1 -> db-2\ndb-2: role=read_replica"
        } else {
            ""
        };
        let mut run = run_of(&format!(
            "users -> web-1 -> lb-1 -> {members}\n{channel}\nlb-1: health_check.deep=on"
        ));
        run.to(10.0);
        assert_eq!(in_rotation(&run, "lb-1"), [true, true]);
        run.act(errors(first, 1.0, false));
        run.to(30.0);
        assert!(!in_rotation(&run, "lb-1")[0], "{members}");
    }
}

#[test]
fn a_balancer_that_errs_or_is_far_too_slow_is_taken_out_of_a_name() {
    for fault in [errors("lb-1", 1.0, false), slow("lb-1", 1_000.0)] {
        let mut run = run_of("users -> dns-1 -> lb-1 lb-2 -> web-1");
        run.to(10.0);
        run.act(fault);
        run.to(100.0);
        assert_eq!(in_rotation(&run, "dns-1"), [false, true], "{fault:?}");
    }
}

#[test]
fn a_share_of_errors_fails_as_large_a_share_of_the_probes() {
    let mut run = run_of(&format!(
        "{POOL}\nlb-1: health_check.deep=on health_check.interval_s=0.1 health_check.fall=20"
    ));
    run.act(errors("web-1", 0.4, false));
    run.to(600.0);
    let numbers = run.snapshot_numbers(id("lb-1")).unwrap();
    // Half of the probes are of web-2.
    let share = 2.0 * numbers.checks_failed as f64 / numbers.checks as f64;
    assert!((share - 0.4).abs() < 0.05, "{share}");
}

#[test]
fn probes_take_workers_and_are_no_requests() {
    let mut run = run_of(
        "users -> web-2\nlb-1 -> web-1\nlb-1: health_check.deep=on health_check.interval_s=0.5\nweb-1: service_ms=100 service_distribution=constant workers=1",
    );
    run.to(120.0);
    let numbers = run.snapshot_numbers(id("web-1")).unwrap();
    assert_eq!(
        (
            numbers.totals.started,
            numbers.totals.served,
            numbers.in_flight
        ),
        (0, 0, 0)
    );
    let expected = 0.1 / 0.6;
    assert!(
        (numbers.utilisation_mean - expected).abs() < 0.01,
        "{}",
        numbers.utilisation_mean
    );
}

#[test]
fn what_probes_draw_leaves_the_chance_of_requests_alone() {
    let requests = |deep: &str| {
        let mut run = pool(deep);
        run.act(errors("web-1", 0.3, true));
        run.to(5.0);
        let web = run.snapshot_numbers(id("web-1")).unwrap();
        (
            run.totals().started,
            run.totals().served,
            web.totals.started,
            web.totals.failed,
        )
    };
    assert_eq!(requests("on"), requests("off"));
}

#[test]
fn a_probe_ends_with_whoever_holds_it() {
    type Hand = fn(&mut Run);
    let hands: [(&str, Hand); 5] = [
        ("killed", |run| {
            run.kill("web-1");
        }),
        ("crashed", |run| run.act(Action::Crash(id("web-1")))),
        ("removed", |run| {
            run.apply_scenario(&sketch("users -> lb-1 -> web-2"));
        }),
        ("its link is removed", |run| {
            let mut without = run.scenario().clone();
            without.links.retain(|l| l.id() != link("lb-1>web-1"));
            run.apply_scenario(&without);
        }),
        ("unchecked", |run| {
            let mut without = run.scenario().clone();
            let balancer = without.components.iter_mut().find(|c| c.id == id("lb-1"));
            let field = fields::find(Kind::LoadBalancer, fields::CHECK).unwrap();
            assert!((field.set)(balancer.unwrap(), &Value::Switch(false)));
            run.apply_scenario(&without);
        }),
    ];
    for (what, hand) in hands {
        for seed in 0..20 {
            let mut run = run_of(&format!(
                "{POOL}\nweb-1: workers=1 service_ms=3000\nlb-1: health_check.deep=on health_check.interval_s=0.2"
            ));
            run.to(3.0 + 0.1 * f64::from(seed));
            hand(&mut run);
            run.to(10.0);
            if run.scenario().target("web-1").is_some() {
                run.revive("web-1");
            }
            run.to(60.0);
            assert!(run.totals().served > 0, "{what}");
        }
    }
}

#[test]
fn probes_under_way_are_there_again_after_going_back() {
    let mut run = pool("on");
    run.act(slow("web-1", 12.0));
    run.act(errors("web-2", 0.3, false));
    run.to(47.3);
    let then = run.all();
    run.to(95.0);
    let later = run.all();
    run.rewind(seconds(47.3)).unwrap();
    assert_eq!(run.all(), then);
    run.to(95.0);
    assert_eq!(run.all(), later);
}

#[test]
fn a_deep_check_does_not_count_what_is_drained() {
    let mut run = run_of(
        "users -> lb-1 -> web-1 web-2\nweb-1 -> api-1\nweb-2 -> api-2\napi-1: service=api\napi-2: service=api\nlb-1: health_check.deep=on",
    );
    run.to(10.0);
    run.act(Action::Drain(id("api-1")));
    run.to(25.0);
    assert_eq!(in_rotation(&run, "lb-1"), [false, true]);
    assert!(run.share(25.0, 40.0) >= 1.0);
}
