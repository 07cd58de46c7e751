use super::*;
use crate::{Chaos, RewindError};

const STANDBY: &str = "
    users -> dns-1 dns-2 -> lb-1 lb-2 -> web-1 web-2 -> db-1 -> db-2
    web-1 web-2 -> cache-1 cache-2
    db-2: role=standby
    users: rate_rps=200 retries=1
";

fn scripted() -> Scenario {
    let mut scenario = sketch(STANDBY);
    for (at_s, target) in [(3.0, "lb-1"), (7.0, "db-1"), (11.0, "cache-1")] {
        let action = Action::Kill(scenario.target(target).unwrap());
        scenario
            .script
            .push(topple_model::ScriptEntry::act(at_s, action));
    }
    scenario
}

#[test]
fn a_run_is_the_same_however_it_is_sliced() {
    let mut whole = Run::new(&scripted());
    whole.to(40.0);
    let mut sliced = Run::new(&scripted());
    sliced.set_sample_rate(30);
    let mut step = 1u64;
    while sliced.now() < seconds(40.0) {
        step = step * 7 % 1_009;
        let until = (sliced.now() + Micros(step * 500)).min(seconds(40.0));
        while sliced.now() < until {
            sliced.advance(until, step % 50);
            step += 1;
        }
    }
    assert_eq!(whole.log_hash(), sliced.log_hash());
    assert_eq!(whole.totals(), sliced.totals());
    assert_eq!(whole.events_processed(), sliced.events_processed());
    assert!(sliced.hops_end() > 1_000);
}

/// Optional calls, names for servers, restarts, queues with mirrors; and what strikes them.
fn late() -> Scenario {
    let mut scenario = sketch(super::edits::LATE);
    for (at_s, target) in [
        (2.0, "queue-1"),
        (4.0, "shop-1"),
        (5.0, "work-1"),
        (6.0, "edge"),
        (9.0, "dns-1"),
        (11.0, "ads-1"),
    ] {
        let action = Action::Kill(scenario.target(target).unwrap());
        scenario
            .script
            .push(topple_model::ScriptEntry::act(at_s, action));
    }
    scenario
}

#[test]
fn what_is_late_is_the_same_however_it_is_sliced_and_after_going_back() {
    let mut whole = Run::new(&late());
    let mut past = Vec::new();
    for second in [3.1, 5.5, 8.0, 13.7] {
        whole.to(second);
        past.push((whole.now(), whole.all()));
    }
    let end = whole.to(20.0).all();
    assert!(whole.totals().degraded > 100 && whole.deliveries().served > 500);
    tells(&whole, "shop-1 is started again");
    let mut sliced = Run::new(&late());
    let mut step = 1u64;
    while sliced.now() < seconds(20.0) {
        step = step * 7 % 1_009;
        let until = (sliced.now() + Micros(step * 500)).min(seconds(20.0));
        while sliced.now() < until {
            sliced.advance(until, step % 50);
            step += 1;
        }
    }
    assert_eq!(sliced.all(), end);
    for (at, told) in past.iter().rev() {
        whole.rewind(*at).unwrap();
        assert_eq!(whole.all(), *told);
    }
    assert_eq!(whole.to(20.0).all(), end);
}

#[test]
fn another_seed_is_another_run() {
    let mut other = scripted();
    other.seed += 1;
    let hash = |s: &Scenario| Run::new(s).to(5.0).log_hash();
    assert_ne!(hash(&scripted()), hash(&other));
    assert_eq!(hash(&scripted()), hash(&scripted()));
}

#[test]
fn a_component_that_is_added_does_not_reshuffle_the_others() {
    let arrivals = |text: &str| {
        let mut run = run_of(text);
        run.to(20.0).totals().started
    };
    assert_eq!(
        arrivals("users -> web-1"),
        arrivals("other-1 -> db-9\nusers -> web-1")
    );
}

#[test]
fn going_back_shows_the_past_exactly_and_the_same_future_follows() {
    let mut run = Run::new(&scripted());
    let mut past = Vec::new();
    for second in [4.0, 9.5, 13.0, 21.7, 33.0] {
        run.to(second);
        let target = run.target("web-2");
        run.act(if run.faults().has(target) {
            Action::Revive(target)
        } else {
            Action::Kill(target)
        });
        past.push((run.now(), run.all()));
    }
    run.to(50.0);
    let end = run.all();
    for (at, told) in past.iter().rev() {
        run.rewind(*at).unwrap();
        assert_eq!(run.all(), *told);
    }
    run.rewind(seconds(2.0)).unwrap();
    run.to(50.0);
    assert_eq!(run.all(), end);
    assert!(matches!(
        run.rewind(seconds(51.0)),
        Err(RewindError::NotYet { .. })
    ));
}

#[test]
fn snapshots_of_a_large_run_keep_to_their_bytes_and_still_lead_back_to_every_moment() {
    // A cache that remembers half a million keys by the end: a snapshot is large, and soon they would be too many.
    let mut scenario = sketch(
        "users -> web-1 -> cache-1
         web-1 -> db-1
         users: rate_rps=20000 reads=1
         web-1: workers=100000 service_ms=0
         cache-1: capacity_keys=1000000
         db-1: workers=1000",
    );
    scenario.workload.keys = 1_000_000;
    scenario.workload.skew = 0.0;
    let mut run = Run::new(&scenario);
    run.to(12.3);
    let early = run.all();
    run.to(38.0);
    let (held, taken) = (run.checkpoint_bytes(), run.checkpoints().count());
    assert!(held <= crate::SNAPSHOT_BYTES, "{held}");
    assert!(
        taken < 7,
        "of seven that are due some must go: {held} bytes"
    );
    run.rewind(seconds(12.3)).unwrap();
    assert_eq!(run.all(), early);
}

#[test]
fn what_is_done_after_going_back_makes_another_future() {
    let mut run = Run::new(&scripted());
    run.to(20.0).kill("web-1").to(40.0);
    run.rewind(seconds(10.0)).unwrap();
    run.kill("web-2").to(40.0);
    let faults = run.faults().clone();
    assert!(faults.killed.contains(&id("web-2")) && !faults.killed.contains(&id("web-1")));
    assert!(run.checkpoints().count() <= crate::SNAPSHOTS);
}

#[test]
fn after_going_back_it_plays_what_is_drawn_and_edits_that_came_later_are_not_taken_again() {
    let drawn = sketch("users -> lb-1 -> web-1 web-2");
    let mut less = drawn.clone();
    let gone = less.removal_of(&[less.target("web-2").unwrap()]);
    less.take(gone).unwrap();
    let mut run = Run::new(&drawn);
    run.to(2.0).kill("web-1");
    run.to(3.0).apply_scenario(&less);
    run.to(8.0).apply_scenario(&drawn);
    run.to(9.0).rewind(seconds(1.0)).unwrap();
    run.apply_scenario(&drawn);
    for second in 1..12 {
        assert!(run.to(f64::from(second)).plays(&drawn), "at {second} s");
    }
    assert!(run.faults().has(run.target("web-1")), "it is killed again");
}

#[test]
fn chaos_kills_and_mends_from_its_own_seed() {
    let chaos = Chaos {
        mean_time_to_failure_s: 20.0,
        mean_time_to_repair_s: 5.0,
        seed: 3,
        cuts_links: false,
        isolates_regions: false,
        kills_groups: false,
    };
    let play = |chaos| {
        let mut run = run_of(STANDBY);
        run.set_chaos(chaos);
        run.to(100.0);
        (
            run.log_hash(),
            run.fault_reports().len(),
            run.totals().started,
        )
    };
    let (hash, faults, started) = play(Some(chaos));
    assert_eq!((hash, faults, started), play(Some(chaos)));
    assert!(faults > 10, "{faults}");
    let (other, ..) = play(Some(Chaos { seed: 4, ..chaos }));
    assert_ne!(hash, other);
    assert_eq!(started, play(None).2, "the clients do not notice");
}

#[test]
fn sampled_hops_are_bounded_and_follow_a_request_from_end_to_end() {
    let mut run = run_of("users -> lb-1 -> web-1 -> db-1");
    run.set_sample_rate(5);
    run.to(10.0);
    let hops: Vec<_> = run
        .hops_since(0)
        .filter(|h| h.request > 0)
        .copied()
        .collect();
    let requests: std::collections::BTreeSet<_> = hops.iter().map(|h| h.request).collect();
    assert!((40..=51).contains(&requests.len()), "{}", requests.len());
    let first = *requests.first().unwrap();
    let path: Vec<_> = hops
        .iter()
        .filter(|h| h.request == first)
        .map(|h| format!("{}>{}", h.from, h.to))
        .collect();
    assert_eq!(
        path,
        [
            "users>lb-1",
            "lb-1>web-1",
            "web-1>db-1",
            "db-1>web-1",
            "web-1>lb-1",
            "lb-1>users"
        ]
    );
}
