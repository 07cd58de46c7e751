use super::*;

/// What came of a client's requests between two whole seconds.
fn failed_between(run: &mut Run, from: f64, until: f64) -> u64 {
    run.to(from);
    let before = run.totals().failed_in_all();
    run.to(until).totals().failed_in_all() - before
}

/// How many calls a part has got.
fn got(run: &Run, part: &str) -> u64 {
    run.snapshot_numbers(id(part)).unwrap().totals.started
}

/// A part answers this share with errors, at once.
fn errs(run: &mut Run, part: &str, share: f64) {
    run.act(Action::Errors {
        target: id(part),
        share,
        fast: true,
    });
}

/// Answers of a server by its reasons: who refused.
fn refused(run: &Run) -> u64 {
    run.failed(Reason::Overloaded)
}

// Retry budgets: Finagle's `RetryBudget`, Envoy's "retry budgets", AWS Builders' Library, "Timeouts, retries and backoff
// with jitter": retries of a layer are limited to a share of its requests, so that a dependency that fails gets a tenth
// more and not several times as much.

/// Calls per request at a server that answers with errors alone, for a minute.
fn tries_per_request(settings: &str) -> f64 {
    let mut run = run_of(&format!(
        "users -> web-1\nusers: rate_rps=200 retries=3 {settings}"
    ));
    errs(&mut run, "web-1", 1.0);
    run.to(60.0);
    got(&run, "web-1") as f64 / run.totals().started as f64
}

#[test]
fn where_all_fails_a_budget_of_a_fifth_makes_six_tries_of_five_requests() {
    assert!((tries_per_request("") - 4.0).abs() < 0.05);
    assert!((tries_per_request("retry_budget=0.2") - 1.2).abs() < 0.01);
    assert!((tries_per_request("retry_budget=0.0") - 1.0).abs() < 1e-9);
    assert!((tries_per_request("retry_budget=1.0") - 2.0).abs() < 0.02);
}

#[test]
fn where_little_fails_a_budget_is_as_good_as_none() {
    let failed = |settings: &str| {
        let mut run = run_of(&format!(
            "users -> web-1\nusers: rate_rps=200 retries=3 {settings}"
        ));
        run.to(10.0);
        errs(&mut run, "web-1", 0.05);
        failed_between(&mut run, 10.0, 60.0)
    };
    assert_eq!(failed("retry_budget=0.2"), failed(""));
    assert!(failed("retry_budget=0.01") > 100);
}

#[test]
fn what_fails_for_want_of_a_budget_fails_as_if_no_retries_were_left() {
    let mut run = run_of("users -> web-1\nusers: retries=3 retry_budget=0.0");
    errs(&mut run, "web-1", 1.0);
    run.to(20.0);
    let totals = run.totals();
    assert_eq!(totals.failed_in_all(), run.failed(Reason::DependencyFailed));
    assert!(totals.failed_in_all() > 900);
}

// The retry storm of the course (`src/lessons/retry-storm.json`): ten seconds of a slow database, and the system stays down
// after it, as whoever fails comes six times. A metastable failure (Bronson et al., HotOS 2021): the trigger is gone.

/// Share served from 20 s to 50 s after ten seconds in which the database was slow.
fn served_after_the_storm(seed: u64, brakes: &str) -> f64 {
    let mut scenario = sketch(
        "users -> dns-1 dns-2 -> lb-1 lb-2 -> web-1 web-2 -> db-1 -> db-2
         users: rate_rps=150 retries=5 timeout_ms=1000
         web-1: workers=8 queue=400
         web-2: workers=8 queue=400
         db-1: workers=4 read_ms=12 write_ms=12
         db-2: role=standby workers=4",
    );
    scenario = topple_model::sketch::onto(scenario, brakes);
    scenario.seed = seed;
    let mut run = Run::new(&scenario);
    run.to(15.0).act(Action::Slow {
        target: id("db-1"),
        factor: 4.0,
    });
    run.to(25.0).revive("db-1");
    run.share(45.0, 75.0)
}

const QUICK: &str = "web-1: dependency_timeout_ms=150\nweb-2: dependency_timeout_ms=150\n";

#[test]
fn a_retry_storm_stays_after_its_cause_is_gone_and_ends_with_a_budget_or_with_a_breaker() {
    // A breaker spares the call and not the work before it: six tries of each of 150 requests a second, 20 ms each, keep
    // 18 workers busy. With the 16 of the course it does not always end.
    let quick = format!("web-1: workers=10\nweb-2: workers=10\n{QUICK}");
    let breaker = format!("{quick}web-1: breaker_after=5\nweb-2: breaker_after=5");
    for seed in 1..=3 {
        assert!(served_after_the_storm(seed, "") < 0.01);
        // What makes calls fail sooner is not what ends it, nor are more workers.
        assert!(served_after_the_storm(seed, &quick) < 0.01);
        assert!(served_after_the_storm(seed, "users: retry_budget=0.1") > 0.999);
        assert!(served_after_the_storm(seed, &breaker) > 0.999, "{seed}");
    }
}

// Breakers: Nygard, *Release It!*; closed, open, half-open.

const BREAKER: &str = "
    users -> web-1 -> db-1
    web-1 -> pay-1
    pay-1: service=pay
    users: rate_rps=100 reads=1
    web-1: workers=200 breaker_after=5 breaker_s=10
";

#[test]
fn an_open_breaker_fails_calls_at_once_and_lets_one_through_when_its_time_is_over() {
    let mut run = run_of(BREAKER);
    run.to(10.0);
    errs(&mut run, "db-1", 1.0);
    run.to(15.0);
    tells(
        &run,
        "web-1 opens its breaker to db, 5 calls in a row failed",
    );
    let before = got(&run, "db-1");
    run.to(19.9);
    assert_eq!(got(&run, "db-1"), before, "no call gets there");
    run.to(29.0);
    assert_eq!(got(&run, "db-1"), before + 1, "one is let through");
    run.to(39.0);
    assert_eq!(got(&run, "db-1"), before + 2, "it failed: so is another");
    // Half of them fail at once, and each of them takes no longer than the work that comes before the call.
    run.revive("db-1");
    assert_eq!(failed_between(&mut run, 44.0, 60.0), 0);
    tells(
        &run,
        "web-1 closes its breaker to db, the call that it let through succeeded",
    );
    let story = run.story().join("\n");
    assert_eq!(story.matches("breaker").count(), 2, "{story}");
    assert_eq!(
        run.failed(Reason::DependencyFailed),
        run.totals().failed_in_all()
    );
}

#[test]
fn a_breaker_is_to_one_service_and_the_others_are_called_on() {
    let mut run = run_of(BREAKER);
    run.to(10.0);
    errs(&mut run, "pay-1", 1.0);
    run.to(20.0);
    let (db, pay) = (got(&run, "db-1"), got(&run, "pay-1"));
    run.to(21.0);
    // The database is called first, the breaker is to what is called then.
    assert!(got(&run, "db-1") > db + 60);
    assert!(got(&run, "pay-1") <= pay + 1);
    tells(&run, "breaker to pay");
}

#[test]
fn failures_that_are_not_in_a_row_open_no_breaker() {
    let mut run = run_of(&BREAKER.replace("breaker_after=5", "breaker_after=40"));
    run.to(10.0);
    errs(&mut run, "db-1", 0.5);
    run.to(60.0);
    assert!(run.totals().failed_in_all() > 2_000);
    assert!(!run.story().join("\n").contains("breaker"));
}

#[test]
fn a_silent_service_opens_the_breaker_by_timeouts_and_by_connects_that_fail() {
    for wound in [
        Action::Kill(Target::Component(id("db-1"))),
        Action::Crash(id("db-1")),
        Action::Slow {
            target: id("db-1"),
            factor: 1_000.0,
        },
    ] {
        let mut run = run_of(BREAKER);
        run.to(10.0).act(wound);
        run.to(14.0);
        tells(&run, "web-1 opens its breaker to db");
        // With it open a request fails as soon as the server's own work is done.
        let busy = run.snapshot_numbers(id("web-1")).unwrap().busy;
        run.to(16.0);
        let then = run.snapshot_numbers(id("web-1")).unwrap().busy;
        assert!(then < 10, "{wound:?}: {busy} and then {then} workers");
    }
}

#[test]
fn a_server_that_comes_back_has_forgotten_its_breakers() {
    let mut run = run_of(BREAKER);
    run.to(10.0);
    errs(&mut run, "db-1", 1.0);
    run.to(12.0).revive("db-1");
    run.kill("web-1").to(13.0).revive("web-1");
    assert_eq!(failed_between(&mut run, 15.0, 20.0), 0);
}

#[test]
fn a_breaker_to_a_cache_skips_what_is_not_needed_and_nothing_fails() {
    let mut run = run_of(
        "users -> web-1 -> cache-1
         web-1 -> db-1
         users: reads=1
         web-1: workers=64 breaker_after=5 breaker_s=10",
    );
    run.to(10.0).kill("cache-1").to(20.0);
    tells(&run, "web-1 opens its breaker to");
    let waits = |run: &mut Run, until: f64| {
        run.to(until);
        let last = run.rows().next_back().unwrap();
        last.latency.quantile_ms(0.5).unwrap()
    };
    // A connect that stays silent costs a quarter of a second; a breaker that is open costs nothing.
    assert!(waits(&mut run, 25.0) < 60.0);
    assert_eq!(run.totals().failed_in_all(), 0);
}

// Rate limits: nginx `limit_req`, Envoy's local rate limit ("token bucket"): a burst of what the bucket holds, then
// the rate, and the rest is refused.

#[test]
fn a_rate_limit_lets_its_rate_through_and_refuses_the_rest() {
    let mut run = run_of(
        "users -> lb-1 -> web-1
         users: rate_rps=500
         web-1: workers=1000
         lb-1: rate_limit_rps=200",
    );
    run.to(60.0);
    let passed = got(&run, "web-1");
    // A bucket of 200 at the start, and 200 a second.
    assert!(
        (12_195..=12_200).contains(&passed),
        "200 · 61 pass, not {passed}"
    );
    assert_eq!(refused(&run), run.totals().failed_in_all());
    let under = {
        let mut run = run_of(
            "users -> lb-1 -> web-1
             users: rate_rps=100 arrivals=constant
             lb-1: rate_limit_rps=100",
        );
        run.to(60.0).totals().failed_in_all()
    };
    assert_eq!(under, 0, "what keeps to the limit is not refused");
}

#[test]
fn a_rate_limit_of_none_refuses_all_and_one_set_while_it_runs_counts_from_then() {
    let mut run = run_of("users -> lb-1 -> web-1\nlb-1: rate_limit_rps=0");
    run.to(10.0);
    assert_eq!(got(&run, "web-1"), 0);
    let open = sketch("users -> lb-1 -> web-1");
    run.apply_scenario(&open);
    assert_eq!(failed_between(&mut run, 11.0, 20.0), 0);
    run.apply_scenario(&sketch("users -> lb-1 -> web-1\nlb-1: rate_limit_rps=10"));
    let before = got(&run, "web-1");
    run.to(30.0);
    let passed = got(&run, "web-1") - before;
    assert!((108..=110).contains(&passed), "{passed}");
}

// Panic threshold: Envoy, "Panic threshold": below it the balancer disregards health and balances among all hosts.

#[test]
fn below_the_panic_threshold_a_balancer_sends_to_all_and_above_it_to_the_healthy_alone() {
    let mut run = run_of(
        "users -> lb-1 -> web-1 web-2 web-3 web-4
         lb-1: panic_threshold=0.5 retries=0",
    );
    let rotation = |run: &Run| {
        let members = run.members(id("lb-1"));
        members.iter().filter(|m| m.in_rotation).count()
    };
    run.to(10.0).kill("web-1").kill("web-2").to(30.0);
    assert_eq!(rotation(&run), 2, "half of them are enough");
    assert_eq!(failed_between(&mut run, 30.0, 40.0), 0);
    run.kill("web-3").to(60.0);
    tells(
        &run,
        "lb-1 sends to all 4 of its members, as only 1 is healthy",
    );
    assert_eq!(rotation(&run), 4);
    let share = run.share(60.0, 100.0);
    assert!((share - 0.25).abs() < 0.03, "{share}");
    run.revive("web-3").to(120.0);
    tells(
        &run,
        "lb-1 sends to its healthy members alone again, 2 of 4",
    );
    assert_eq!(failed_between(&mut run, 120.0, 130.0), 0);
}

#[test]
fn those_drained_are_no_members_to_the_panic_threshold() {
    let mut run = run_of(
        "users -> lb-1 -> web-1 web-2 web-3 web-4
         lb-1: panic_threshold=0.5",
    );
    for drained in ["web-3", "web-4"] {
        run.act(Action::Drain(id(drained)));
    }
    run.to(10.0).kill("web-1").to(40.0);
    // One of two is half of them.
    assert!(!run.story().join("\n").contains("sends to all"));
    run.kill("web-2").to(60.0);
    tells(
        &run,
        "lb-1 sends to all 2 of its members, as none is healthy",
    );
    assert_eq!(
        got(&run, "web-3") + got(&run, "web-4"),
        0,
        "they get nothing"
    );
}

/// The network of Slack's outage of 4 January 2021: it loses so much that checks fail, while most requests get through.
/// ("Slack's Outage on January 4th 2021", slack.engineering: its balancers' panic mode kept it serving.)
fn on_a_lossy_network(brakes: &str) -> (f64, u64) {
    let web: Vec<String> = (1..=6).map(|i| format!("web-{i}")).collect();
    let links: String = web.iter().fold(String::new(), |text, web| {
        text + &format!("lb-1>{web}: loss=0.2\n")
    });
    let mut run = run_of(&format!(
        "users -> lb-1 -> {}
         {links}
         users: timeout_ms=1000
         lb-1: health_check.fall=2 health_check.rise=5 {brakes}",
        web.join(" ")
    ));
    let share = run.share(60.0, 600.0);
    (share, run.failed(Reason::NoHealthyBackend))
}

#[test]
fn a_lossy_network_empties_the_rotation_and_a_panic_threshold_keeps_it_alive() {
    let (without, nobody) = on_a_lossy_network("");
    let (with, nobody_with) = on_a_lossy_network("panic_threshold=0.5");
    assert!(nobody > 1_000, "{nobody}");
    assert_eq!(nobody_with, 0);
    // What a request needs is there and back: 0.8².
    assert!((with - 0.64).abs() < 0.02, "{with}");
    assert!(without < with - 0.05, "{without} {with}");
}

// Outlier detection: Envoy, "consecutive 5xx", "consecutive gateway failure": a host is ejected for a time.

#[test]
fn a_member_that_errs_is_put_aside_though_its_checks_are_good_and_is_tried_again_later() {
    let mut run = run_of(
        "users -> lb-1 -> web-1 web-2 web-3
         lb-1: eject_after=5 eject_s=30",
    );
    run.to(10.0);
    errs(&mut run, "web-2", 1.0);
    run.to(12.0);
    tells(
        &run,
        "lb-1 puts web-2 aside for 30 s, 5 requests in a row failed",
    );
    assert_eq!(run.totals().failed_in_all(), 5);
    let before = got(&run, "web-2");
    run.to(40.0);
    assert_eq!(got(&run, "web-2"), before);
    assert!(!run.members(id("lb-1"))[1].in_rotation);
    run.to(45.0);
    tells(
        &run,
        "lb-1 takes web-2 back into rotation, its time aside is over",
    );
    assert_eq!(run.totals().failed_in_all(), 10, "it errs still");
    run.revive("web-2");
    assert_eq!(failed_between(&mut run, 45.0, 100.0), 0);
    assert!(got(&run, "web-2") > before + 100);
    // Who put it aside noticed: errors are nothing that a shallow check would see.
    let noticed = run.fault_reports()[0].detected_after.unwrap();
    assert!(noticed < seconds(2.0), "{noticed}");
}

#[test]
fn failures_with_a_success_between_them_put_nobody_aside() {
    let mut run = run_of("users -> lb-1 -> web-1 web-2\nlb-1: eject_after=40");
    errs(&mut run, "web-1", 0.5);
    run.to(60.0);
    assert!(run.totals().failed_in_all() > 500);
    assert!(!run.story().join("\n").contains("aside"));
}

#[test]
fn failed_connects_put_a_dead_member_aside_and_checks_that_fail_by_then_keep_it_out() {
    let mut run = run_of(
        "users -> lb-1 -> web-1 web-2
         lb-1: eject_after=3 eject_s=20",
    );
    run.to(10.0).kill("web-1").to(60.0);
    let story = run.story().join("\n");
    assert_eq!(story.matches("puts web-1 aside").count(), 1, "{story}");
    assert_eq!(story.matches("out of rotation").count(), 1, "{story}");
    assert!(!story.contains("back into rotation"), "{story}");
    run.revive("web-1").to(70.0);
    tells(
        &run,
        "lb-1 takes web-1 back into rotation, 2 checks succeeded",
    );
}

#[test]
fn a_member_is_back_when_its_time_is_over_and_its_checks_are_good_again() {
    let mut run = run_of(
        "users -> lb-1 -> web-1 web-2
         lb-1: eject_after=3 eject_s=60",
    );
    run.to(10.0).kill("web-1").to(30.0).revive("web-1").to(50.0);
    let told = run.story().join("\n");
    assert!(!told.contains("back into rotation"), "{told}");
    let before = got(&run, "web-1");
    run.to(65.0);
    assert_eq!(got(&run, "web-1"), before);
    run.to(80.0);
    tells(&run, "back into rotation, its time aside is over");
    assert!(got(&run, "web-1") > before + 100);
}

#[test]
fn a_balancer_that_comes_back_has_put_nobody_aside() {
    let mut run = run_of("users -> lb-1 -> web-1 web-2\nlb-1: eject_after=3 eject_s=600");
    run.to(10.0);
    errs(&mut run, "web-1", 1.0);
    run.to(20.0).revive("web-1");
    let before = got(&run, "web-1");
    run.kill("lb-1").to(25.0).revive("lb-1").to(40.0);
    assert!(got(&run, "web-1") > before + 200);
}

#[test]
fn whoever_is_put_aside_counts_as_out_to_the_panic_threshold() {
    let mut run = run_of(
        "users -> lb-1 -> web-1 web-2
         lb-1: eject_after=3 panic_threshold=0.6",
    );
    run.to(10.0);
    errs(&mut run, "web-1", 1.0);
    run.to(30.0);
    tells(&run, "lb-1 sends to all 2 of its members");
    assert!(!run.members(id("lb-1")).iter().any(|m| !m.in_rotation));
}

// All of it goes back and forth in time, and through edits.

const ALL: &str = "
    users -> lb-1 lb-2 -> web-1 web-2 web-3 -> db-1
    clients -> lb-1
    clients: arrivals=closed users=40 think_ms=500 retries=2 retry_budget=0.3
    users: rate_rps=100 arrivals=constant retries=3 retry_budget=0.2
    lb-1: eject_after=3 eject_s=7 panic_threshold=0.5 rate_limit_rps=150
    lb-2: eject_after=5 eject_s=3 panic_threshold=0.9
    web-1: breaker_after=3 breaker_s=2
    web-2: breaker_after=5 breaker_s=4
    web-3: breaker_after=2 breaker_s=1
";

fn all_brakes() -> Scenario {
    sketch(ALL)
}

fn braked() -> Run {
    braked_run_of(&all_brakes())
}

fn braked_run_of(scenario: &Scenario) -> Run {
    let mut run = Run::new(scenario);
    for (second, part, share) in [
        (2.0, "db-1", 0.7),
        (9.0, "db-1", 0.0),
        (9.0, "web-1", 1.0),
        (15.0, "web-2", 0.8),
        (21.0, "web-1", 0.0),
    ] {
        run.to(second);
        errs(&mut run, part, share);
    }
    run.act(Action::SetRate {
        target: id("users"),
        rate_rps: 300.0,
        over_s: 10.0,
    });
    run.to(26.5).kill("lb-2");
    run.to(29.0).revive("lb-2");
    run
}

#[test]
fn brakes_closed_populations_and_ramps_go_back_in_time_and_come_out_the_same() {
    let mut run = braked();
    run.to(60.0);
    let story = run.story().join("\n");
    for told in ["breaker", "aside", "sends to all", "go from"] {
        assert!(story.contains(told), "no {told:?} in\n{story}");
    }
    let end = run.all();
    for back in [33.3, 26.0, 17.2, 3.0] {
        run.rewind(seconds(back)).unwrap();
        let then = run.all();
        run.to(60.0);
        assert_eq!(run.all(), end, "from {back} s on");
        run.rewind(seconds(back)).unwrap();
        assert_eq!(run.all(), then);
    }
    let mut sliced = braked();
    while sliced.now() < seconds(60.0) {
        let next = (sliced.now() + Micros(77_777)).min(seconds(60.0));
        while sliced.now() < next {
            sliced.advance(next, 13);
        }
    }
    assert_eq!(sliced.log_hash(), run.to(60.0).log_hash());
}

#[test]
fn an_edit_of_something_else_leaves_brakes_as_they_are() {
    // An edit begins turns anew.
    let at_random = "lb-1: algorithm=random\nlb-2: algorithm=random";
    let drawn = topple_model::sketch::onto(all_brakes(), at_random);
    let mut plain = braked_run_of(&drawn);
    plain.to(60.0);
    let mut edited = braked_run_of(&drawn);
    let mut other = edited.scenario().clone();
    other.components.push(topple_model::Component::new(
        id("web-9"),
        topple_model::Kind::Server,
        topple_model::Point::default(),
    ));
    edited.to(31.0).apply_scenario(&other);
    edited.to(60.0);
    assert_eq!(edited.totals(), plain.totals());
    let (told, expected) = (edited.story(), plain.story());
    assert_eq!(told, expected);
}

#[test]
fn brakes_may_be_set_and_released_while_it_runs() {
    let with = all_brakes();
    let mut without = with.clone();
    let bare = sketch(
        &ALL.lines()
            .filter(|l| !l.contains(':'))
            .collect::<Vec<_>>()
            .join("\n"),
    );
    without.components.clone_from(&bare.components);
    let mut run = Run::new(&without);
    let mut chance = 5;
    for step in 1..=60u32 {
        run.to(f64::from(step));
        let share = if next(&mut chance).is_multiple_of(2) {
            0.0
        } else {
            1.0
        };
        let part = ["db-1", "web-1", "web-2", "web-3"][next(&mut chance) % 4];
        errs(&mut run, part, share);
        run.apply_scenario(if step.is_multiple_of(3) {
            &with
        } else {
            &without
        });
    }
    for part in ["db-1", "web-1", "web-2", "web-3"] {
        errs(&mut run, part, 0.0);
    }
    run.apply_scenario(&without);
    // All who were put aside are back, and no breaker is left open.
    assert_eq!(failed_between(&mut run, 70.0, 90.0), 0);
}
