//! Parts that somebody starts again after they have died.

use super::*;
use crate::{Chaos, Costs};

const WATCHED: &str = "
    users -> lb-1 -> web-1 web-2
    west = lb-1 web-1
    east = web-2
    edge ~ web-1
    web-1: restart_s=5
";

fn is_dead(run: &Run) -> bool {
    let dead = run.faults().dead(run.scenario());
    dead.contains(&id("web-1"))
}

#[test]
fn what_died_by_itself_is_started_again_and_the_log_says_so() {
    for crash in [false, true] {
        let mut run = run_of(WATCHED);
        run.to(2.0);
        if crash {
            run.act(Action::Crash(id("web-1")));
        } else {
            run.kill("web-1");
        }
        let due = |run: &Run| run.snapshot_numbers(id("web-1")).unwrap().restarts_at;
        assert_eq!(due(&run), Some(seconds(7.0)));
        assert!(is_dead(run.to(6.9)));
        assert!(!is_dead(run.to(7.0)));
        assert_eq!(due(&run), None);
        tells(&run, "7.0 s: web-1 is started again");
        assert!(run.share(12.0, 16.0) >= 1.0);
        let report = &run.fault_reports()[0];
        assert!(report.recovered_after.is_some());
    }
}

#[test]
fn reviving_it_stops_the_clock_and_another_death_starts_it_anew() {
    let mut run = run_of(WATCHED);
    run.to(1.0).kill("web-1").to(3.0).revive("web-1");
    run.to(4.0).kill("web-1");
    assert!(is_dead(run.to(8.9)));
    assert!(!is_dead(run.to(9.1)));
    // It crashes, and then its machine is gone.
    run.to(10.0).act(Action::Crash(id("web-1")));
    run.to(12.0).kill("web-1");
    assert!(is_dead(run.to(16.9)));
    assert!(!is_dead(run.to(17.1)));
    // A second strike at what is dead is none.
    run.to(20.0).kill("web-1").to(23.0).kill("web-1");
    assert!(!is_dead(run.to(25.1)));
}

#[test]
fn what_is_dead_with_its_region_or_its_group_is_not_started_again() {
    for around in ["west", "edge"] {
        let mut run = run_of(WATCHED);
        run.kill(around);
        assert!(is_dead(run.to(30.0)), "{around}");
        run.revive(around);
        assert!(!is_dead(&run));
        // Dead by itself too, it is started again once it is dead by itself alone, after that long.
        run.kill("web-1").to(31.0).kill(around);
        assert!(is_dead(run.to(50.0)));
        run.revive(around);
        assert!(is_dead(run.to(54.9)));
        assert!(!is_dead(run.to(55.1)));
    }
}

#[test]
fn when_it_is_started_again_may_be_edited_while_it_is_dead() {
    let mut run = run_of(WATCHED);
    let edited = |run: &Run, restart: Option<f64>| {
        let mut scenario = run.scenario().clone();
        let web = scenario.components.iter_mut().find(|c| c.id == id("web-1"));
        web.unwrap().restart_s = restart;
        scenario
    };
    run.to(1.0).kill("web-1").to(2.0);
    let scenario = edited(&run, None);
    run.apply_scenario(&scenario);
    assert!(is_dead(run.to(8.0)));
    let scenario = edited(&run, Some(10.0));
    run.apply_scenario(&scenario);
    assert!(is_dead(run.to(10.9)));
    assert!(!is_dead(run.to(11.1)));
    // Of one that has been dead for longer, it is overdue.
    run.kill("web-1").to(14.0);
    let scenario = edited(&run, Some(1.0));
    run.apply_scenario(&scenario);
    assert!(!is_dead(run.to(14.1)));
    let end = run.to(20.0).all();
    run.rewind(seconds(3.0)).unwrap();
    assert_eq!(run.to(20.0).all(), end);
}

#[test]
fn a_restart_undoes_what_else_ails_it_and_empties_its_memory() {
    let mut run = run_of("users -> web-1 -> cache-1\nweb-1 -> db-1\ncache-1: restart_s=2");
    let target = id("cache-1");
    let keys = |run: &Run| run.snapshot_numbers(target).unwrap().keys;
    run.to(5.0);
    let before = keys(&run);
    run.act(Action::Slow {
        target,
        factor: 3.0,
    });
    run.act(Action::Crash(target));
    run.to(7.1);
    assert!(run.faults().is_empty());
    assert!(keys(&run) < before);
}

#[test]
fn a_twin_restarts_what_the_run_restarts_and_leaves_the_later_strikes_as_they_were() {
    let scenario = sketch(
        "users -> lb-1 -> web-1 web-2 -> db-1
         users: rate_rps=80
         web-1: restart_s=3 workers=2 service_ms=20
         web-2: restart_s=4 workers=2 service_ms=20
         db-1: restart_s=2",
    );
    let chaos = Chaos {
        mean_time_to_failure_s: 12.0,
        mean_time_to_repair_s: 6.0,
        seed: 5,
        cuts_links: false,
        isolates_regions: false,
        kills_groups: false,
    };
    let mut run = Run::new(&scenario);
    run.set_chaos(Some(chaos));
    run.to(60.0);
    let costs = Costs::of(&mut run);
    let reports = costs.reports(&run);
    assert!(reports.len() > 8, "{}", reports.len());
    let lost = costs.together(&run).unwrap().lost_in_all;
    assert_eq!(lost, run.totals().failed_in_all() as i64);
    // With nothing left out, a twin is the run.
    let mut twin = crate::twin::Twin::new(
        &run,
        crate::state::omission::Omitted::One(u64::MAX),
        run.now(),
    )
    .unwrap();
    while !twin.advance(u64::MAX) {}
    assert_eq!(twin.head.state.measure.log_hash(), run.log_hash());
    assert_eq!(twin.head.state.omission.unwrap().there, *run.faults());
}
