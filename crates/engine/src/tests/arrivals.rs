use super::*;

fn set_rate(run: &mut Run, rate_rps: f64, over_s: f64) {
    run.act(Action::SetRate {
        target: id("users"),
        rate_rps,
        over_s,
    });
}

fn started(run: &mut Run, until: f64) -> u64 {
    run.to(until).totals().started
}

/// Requests started in each span of so many seconds.
fn counts(run: &mut Run, from: f64, until: f64, step: f64) -> Vec<u64> {
    let mut before = started(run, from);
    let spans = ((until - from) / step).round() as u32;
    let mut count = |span: u32| {
        let then = started(run, from + f64::from(span) * step);
        then - std::mem::replace(&mut before, then)
    };
    (1..=spans).map(&mut count).collect()
}

const QUICK: &str = "users -> web-1\nweb-1: workers=1000 service_ms=1\n";

#[test]
fn constant_arrivals_are_a_gap_apart_and_the_first_is_a_gap_after_the_start() {
    let mut run = run_of(&format!("{QUICK}users: arrivals=constant rate_rps=3"));
    for (second, count) in [
        (0.33, 0),
        (0.34, 1),
        (0.66, 1),
        (0.67, 2),
        (0.99, 2),
        (1.01, 3),
    ] {
        assert_eq!(started(&mut run, second), count, "at {second} s");
    }
    // A third of a second is no whole number of microseconds, and none is lost of it.
    assert_eq!(started(&mut run, 1_000.01), 3_000);
}

#[test]
fn a_ramp_of_poisson_arrivals_starts_as_many_as_the_integral_of_the_rate_says() {
    // 50 to 500 in 60 s: in the n-th tenth of it 6 s · (72.5 + 45 n).
    let runs = 40u32;
    let (mut sum, mut squares) = ([0.0; 10], 0.0);
    for seed in 1..=runs {
        let mut scenario = sketch(QUICK);
        scenario.seed = u64::from(seed);
        let mut run = Run::new(&scenario);
        run.to(10.0);
        set_rate(&mut run, 500.0, 60.0);
        let counts = counts(&mut run, 10.0, 70.0, 6.0);
        for (n, count) in counts.iter().enumerate() {
            let expected = 6.0 * (72.5 + 45.0 * n as f64);
            let z = (*count as f64 - expected) / expected.sqrt();
            assert!(z.abs() < 4.5, "{count} for {expected}");
            sum[n] += z;
            squares += z * z;
        }
        let after = self::counts(&mut run, 70.0, 80.0, 10.0)[0];
        assert!(after.abs_diff(5_000) < 320, "{after}");
    }
    // The sums of 40 standard deviates, and the mean square of 400 of them.
    let most = 4.0 * f64::from(runs).sqrt();
    assert!(sum.iter().all(|z| z.abs() < most), "{sum:?}");
    let spread = squares / (10.0 * f64::from(runs));
    assert!((spread - 1.0).abs() < 0.3, "{spread}");
}

#[test]
fn a_ramp_of_constant_arrivals_starts_exactly_the_integral_of_the_rate() {
    let mut run = run_of(&format!("{QUICK}users: arrivals=constant rate_rps=50"));
    run.to(10.005);
    set_rate(&mut run, 500.0, 60.0);
    for second in [20.0, 33.3, 47.0, 69.9, 70.1, 90.0] {
        let on_ramp = (second - 10.005_f64).min(60.0);
        let after = second - 10.005 - on_ramp;
        let whole = 500.25 + 50.0 * on_ramp + 450.0 / 120.0 * on_ramp * on_ramp + 500.0 * after;
        assert_eq!(started(&mut run, second), whole as u64, "at {second} s");
    }
}

#[test]
fn a_ramp_may_turn_back_on_its_way_and_end_at_nothing() {
    for arrivals in ["poisson", "constant"] {
        let mut run = run_of(&format!("{QUICK}users: arrivals={arrivals} rate_rps=100"));
        run.to(10.0);
        set_rate(&mut run, 300.0, 20.0);
        run.to(20.0);
        set_rate(&mut run, 0.0, 10.0);
        tells(&run, "users go from 100 to 300 req/s in 20 s");
        tells(&run, "users go from 200 to 0 req/s in 10 s");
        let before = started(&mut run, 20.0);
        let down = started(&mut run, 30.0) - before;
        assert!(down.abs_diff(1_000) < 130, "{down}");
        let last = started(&mut run, 31.0);
        assert_eq!(started(&mut run, 60.0), last);
        set_rate(&mut run, 10.0, 0.0);
        tells(&run, "users now sends 10 requests a second");
        let again = started(&mut run, 160.0) - last;
        assert!(again.abs_diff(1_000) < 130, "{again}");
    }
}

#[test]
fn a_ramp_in_a_script_is_played_and_a_change_of_something_else_leaves_it_alone() {
    let mut scenario = sketch(QUICK);
    let ramp = Action::SetRate {
        target: id("users"),
        rate_rps: 500.0,
        over_s: 60.0,
    };
    scenario
        .script
        .push(topple_model::ScriptEntry::act(5.0, ramp));
    let mut plain = Run::new(&scenario);
    plain.to(90.0);
    let mut edited = Run::new(&scenario);
    edited.to(30.0);
    edited.apply_scenario(&topple_model::sketch::onto(scenario, "web-1: queue=99"));
    edited.to(90.0);
    assert_eq!(edited.totals(), plain.totals());
    tells(&plain, "5.0 s: users go from 50 to 500 req/s in 60 s");
}

#[test]
fn another_rate_counts_what_has_gone_by_of_a_gap() {
    let mut run = run_of(&format!("{QUICK}users: arrivals=constant rate_rps=0.1"));
    run.to(5.0);
    set_rate(&mut run, 1.0, 0.0);
    // Half of ten seconds are gone by: half of one is left.
    assert_eq!(started(&mut run, 5.49), 0);
    assert_eq!(started(&mut run, 5.51), 1);
}

#[test]
fn each_user_of_a_closed_population_has_one_request_under_way_at_most() {
    let mut run = run_of(
        "users -> web-1
         users: arrivals=closed users=20 think_ms=100 timeout_ms=600000
         web-1: workers=100 service_ms=100 service_distribution=constant",
    );
    let in_flight = |run: &mut Run, s: f64| run.to(s).totals().in_flight;
    for tenth in 1..300 {
        assert!(in_flight(&mut run, f64::from(tenth) / 10.0) <= 20);
    }
    // Half of the time they think: 20 users ask a hundred times a second.
    let rate = counts(&mut run, 30.0, 130.0, 100.0)[0];
    assert!(rate.abs_diff(10_000) < 300, "{rate}");
    run.act(Action::Slow {
        target: id("web-1"),
        factor: 1_000.0,
    });
    assert_eq!(in_flight(&mut run, 140.0), 20, "all of them wait");
    let last = started(&mut run, 140.0);
    assert_eq!(started(&mut run, 150.0), last);
    let other = |run: &Run, users: &str| {
        topple_model::sketch::onto(run.scenario().clone(), &format!("users: users={users}"))
    };
    let more = other(&run, "50");
    run.apply_scenario(&more);
    assert_eq!(in_flight(&mut run, 155.0), 50);
    let fewer = other(&run, "5");
    run.apply_scenario(&fewer);
    run.revive("web-1");
    // Those who are too many go as soon as they have their answer.
    assert!(in_flight(&mut run, 1_000.0) <= 5);
    let rate = counts(&mut run, 1_100.0, 1_200.0, 100.0)[0];
    assert!(rate.abs_diff(2_500) < 200, "{rate}");
}

#[test]
fn users_who_fail_think_again_and_those_who_do_not_think_at_all_do_not_stop_the_clock() {
    let mut run = run_of("users -> web-1\nusers: arrivals=closed users=10 think_ms=1000");
    run.act(Action::Crash(id("web-1")));
    let failed = run.to(100.0).totals().failed_in_all();
    assert!(failed.abs_diff(1_000) < 120, "{failed}");
    // A client that is linked to nothing fails at once.
    let mut run = run_of("users: arrivals=closed users=1000 think_ms=0");
    let totals = run.to(0.01).totals();
    assert!((1_000..100_000).contains(&totals.started), "{totals:?}");
    assert_eq!(totals.started, totals.failed_in_all());
}

#[test]
fn a_closed_population_has_no_rate_to_set() {
    let text = "users -> web-1\nusers: arrivals=closed";
    let mut set = run_of(text);
    set.to(10.0);
    set_rate(&mut set, 1_000.0, 0.0);
    set_rate(&mut set, 2_000.0, 30.0);
    let mut plain = run_of(text);
    plain.to(60.0);
    assert_eq!(set.to(60.0).log_hash(), plain.log_hash());
    assert_eq!(set.story(), plain.story());
}

#[test]
fn arrivals_may_become_others_while_it_runs_and_nothing_is_lost() {
    let drawn = |arrivals: &str| {
        sketch(&format!(
            "{QUICK}users: arrivals={arrivals} rate_rps=100 users=100 think_ms=1000"
        ))
    };
    let mut run = Run::new(&drawn("poisson"));
    let mut from = 0.0;
    for arrivals in [
        "constant", "closed", "poisson", "closed", "constant", "poisson",
    ] {
        run.apply_scenario(&drawn(arrivals));
        let count = counts(&mut run, from, from + 100.0, 100.0)[0];
        assert!(count.abs_diff(10_000) < 450, "{arrivals}: {count}");
        if arrivals == "constant" {
            assert!(count.abs_diff(10_000) <= 1, "{count}");
        }
        from += 100.0;
    }
    assert_eq!(run.totals().failed_in_all(), 0);
}
