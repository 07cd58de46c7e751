//! What faults cost is what whole runs without them tell.

use super::*;
use crate::costs::{COUNTED_FAULTS, Costs};
use crate::state::omission::Omitted;
use crate::twin::Twin;
use crate::{Chaos, Counting, FaultReport, INPUTS, Together};
use topple_model::ScriptEntry;

/// What a run tells that a cost is a difference of: failures, lost writes, writes on two sides, degraded answers.
fn told(run: &Run) -> [i64; 4] {
    let totals = run.totals();
    let counts = [
        totals.failed_in_all(),
        totals.lost_writes,
        totals.conflicting_writes,
        totals.degraded,
    ];
    counts.map(|count| count as i64)
}

/// All costs of a run that has ended.
fn costs_of(run: &mut Run) -> (Vec<FaultReport>, Option<Together>) {
    let costs = Costs::of(run);
    (costs.reports(run), costs.together(run))
}

fn played(scenario: &Scenario, until: f64) -> Run {
    let mut run = Run::new(scenario);
    run.to(until);
    run
}

/// A small system, some of it on the brink, and three or four faults at different parts, some undone.
fn random_system(chance: &mut u64) -> Scenario {
    let mut pick = |of: &[&str]| of[next(chance) % of.len()].to_owned();
    let text = [
        pick(&[
            "users -> lb-1 -> web-1 web-2 -> db-1 -> db-2",
            "users -> dns-1 -> lb-1 lb-2 -> web-1 web-2 -> db-1 -> db-2",
            "users -> web-1 web-2 -> cache-1\nweb-1 web-2 -> db-1 -> db-2",
            "users -> web-1 web-2 -> dns-1 -> shop-1\nweb-1 -> db-1 -> db-2\nshop-1: service=shop restart_s=3\nweb-1>dns-1: required=off",
            "users -> lb-1 -> web-1 web-2 -> queue-1 -> work-1\nweb-1 web-2 -> db-1 -> db-2\nwork-1: service=work\nqueue-1: restart_s=4 capacity=50\nweb-1>db-1: required=off",
        ]),
        "db-2: role=standby".to_owned(),
        pick(&[
            "users: rate_rps=40 retries=2 timeout_ms=500",
            "users: rate_rps=90 timeout_ms=300",
            "users: rate_rps=60 reads=0.4",
        ]),
        pick(&[
            "web-1: workers=2 queue=8 service_ms=20",
            "web-2: workers=1 queue=4 service_ms=30",
            "db-1: failover=manual",
            "db-1: workers=1 write_ms=20",
        ]),
    ];
    let mut scenario = sketch(&text.join("\n"));
    let mut targets: Vec<Target> = scenario.components[1..]
        .iter()
        .map(|c| Target::Component(c.id))
        .chain(scenario.links.iter().map(|l| Target::Link(l.id())))
        .collect();
    for _ in 0..3 + next(chance) % 2 {
        let target = targets.swap_remove(next(chance) % targets.len());
        let kind = next(chance) % 4;
        let action = match target {
            Target::Link(link) => Action::Cut(link),
            Target::Region(_) | Target::Group(_) | Target::Note(_) => Action::Kill(target),
            Target::Component(id) => match kind {
                0 => Action::Kill(target),
                1 => Action::Crash(id),
                2 => Action::Slow {
                    target: id,
                    factor: 15.0,
                },
                _ => Action::Errors {
                    target: id,
                    share: 0.5,
                    fast: false,
                },
            },
        };
        let at_s = 4.0 + (next(chance) % 160) as f64 / 10.0;
        scenario.script.push(ScriptEntry::act(at_s, action));
        if next(chance).is_multiple_of(2) {
            let back = ScriptEntry::act(at_s + 6.0, Action::Revive(target));
            scenario.script.push(back);
        }
    }
    scenario.seed = next(chance) as u64;
    scenario
}

#[test]
fn what_each_fault_cost_and_all_of_them_is_the_difference_of_two_whole_runs() {
    let (mut chance, mut harmful) = (5, 0);
    for _ in 0..60 {
        let scenario = random_system(&mut chance);
        let mut run = played(&scenario, 30.0);
        let (reports, together) = costs_of(&mut run);
        let is_fault = |entry: &&ScriptEntry| !matches!(entry.action(), Some(Action::Revive(_)));
        let without = |leave: &dyn Fn(Target) -> bool| {
            let mut scenario = scenario.clone();
            scenario.script.retain(|entry| {
                let target = entry.action().map(|a| a.target());
                !is_fault(&entry) || !target.is_some_and(leave)
            });
            told(&played(&scenario, 30.0))
        };
        let more = |there: [i64; 4]| {
            let here = told(&run);
            [0, 1, 2, 3].map(|i| here[i] - there[i])
        };
        for report in &reports {
            let cost = [
                report.lost,
                report.lost_writes,
                report.conflicting_writes,
                report.degraded,
            ];
            assert_eq!(cost, more(without(&|t| t == report.target)), "{report:?}");
            assert_eq!(report.counting, Counting::Counted(seconds(30.0)));
            harmful += i64::from(report.lost > 0);
        }
        let together = together.unwrap();
        let [lost, lost_writes, ..] = more(without(&|_| true));
        assert_eq!(
            (together.lost_in_all, together.lost_writes_in_all),
            (lost, lost_writes)
        );
        let sum: i64 = reports.iter().map(|r| r.lost).sum();
        assert_eq!(together.lost_together, lost - sum);
    }
    assert!(harmful > 60, "{harmful}");
}

/// A busy system with retries, where much fails for another reason, and a part that nobody calls.
fn with_a_bystander() -> Run {
    run_of(
        "users -> lb-1 -> web-1 web-2 -> db-1
         lb-9 -> web-9
         users: rate_rps=120 retries=3 timeout_ms=400
         web-1: workers=2 queue=8 service_ms=20",
    )
}

#[test]
fn a_part_that_nobody_calls_costs_nothing_whatever_else_fails() {
    let mut run = with_a_bystander();
    run.to(10.0).kill("web-9");
    run.to(12.0).act(Action::Slow {
        target: id("web-2"),
        factor: 200.0,
    });
    run.to(40.0);
    assert!(
        run.fault_reports()[0].lost > 100,
        "the live figure is a guess"
    );
    let (reports, together) = costs_of(&mut run);
    assert_eq!((reports[0].lost, reports[0].lost_writes), (0, 0));
    assert_eq!(reports[0].recovered_after, Some(Micros::ZERO));
    assert_eq!(reports[1].recovered_after, None);
    let together = together.unwrap();
    assert!(reports[1].lost > 100);
    assert_eq!(together.lost_in_all, reports[1].lost);
    assert_eq!(together.lost_together, 0);
}

#[test]
fn a_retry_storm_that_outlives_its_fault_is_charged_to_it() {
    let storm = |retries: u32| {
        let mut run = run_of(&format!(
            "users -> web-1 web-2 -> db-1
             lb-9 -> web-9
             users: rate_rps=150 retries={retries} timeout_ms=1000
             web-1: workers=8 queue=400
             web-2: workers=8 queue=400
             db-1: workers=4 read_ms=12 write_ms=12"
        ));
        run.to(10.0).act(Action::Slow {
            target: id("db-1"),
            factor: 4.0,
        });
        run.to(20.0).revive("db-1");
        run.to(40.0).kill("web-9");
        run.to(80.0);
        costs_of(&mut run).0
    };
    let (with, without) = (storm(5), storm(0));
    // Sixty seconds after the slow server is well again, the users still fail of it.
    assert!(
        with[0].lost > 7_000 && with[0].recovered_after.is_none(),
        "{with:#?}"
    );
    assert!(without[0].lost < 4_000, "{without:#?}");
    assert!(without[0].recovered_after.is_some());
    assert_eq!(
        with[1].lost, 0,
        "what struck meanwhile is not charged with it"
    );
}

#[test]
fn of_a_pair_each_is_charged_with_what_only_both_lose_and_that_is_told() {
    let mut run = run_of(
        "users -> web-1 web-2
         users: rate_rps=50 reads=1
         web-1: service_ms=0
         web-2: service_ms=0",
    );
    run.to(10.0).act(Action::Crash(id("web-1")));
    run.to(20.0).act(Action::Crash(id("web-2")));
    run.to(30.0).revive("web-1");
    run.to(40.0);
    let (reports, together) = costs_of(&mut run);
    let together = together.unwrap();
    let lost = together.lost_in_all;
    assert!((400..600).contains(&lost), "{lost}");
    for report in &reports {
        assert_eq!(report.lost, lost, "{reports:#?}");
    }
    assert_eq!(together.lost_together, -lost);
    // It was over when the first was back: 20 s after the one, 10 s after the other.
    let recovered: Vec<i64> = reports
        .iter()
        .map(|r| r.recovered_after.unwrap().as_seconds().round() as i64)
        .collect();
    assert_eq!(recovered, [20, 10]);
}

#[test]
fn of_two_faults_that_each_suffice_what_they_share_is_told_as_together() {
    let mut run = run_of(
        "users -> lb-1 -> web-1
         users: rate_rps=50",
    );
    run.to(10.0).kill("lb-1").kill("web-1");
    run.to(30.0).revive("lb-1").revive("web-1");
    run.to(60.0);
    let (reports, together) = costs_of(&mut run);
    let together = together.unwrap();
    assert!(together.lost_in_all > 900, "{together:?}");
    // What the absence of one would have saved: what the other alone would not have lost.
    assert!(reports.iter().all(|r| r.lost < 400), "{reports:#?}");
    assert!(together.lost_together > 500, "{together:?}");
}

#[test]
fn while_requests_hang_nothing_is_served_again_and_what_times_out_is_charged_to_the_hangs() {
    let hang = |seconds: f64| {
        let mut run = run_of(
            "users -> lb-1 -> web-1 web-2
             users: reads=1 timeout_ms=10000
             web-1: workers=1000 queue=1000
             web-2: workers=1000 queue=1000",
        );
        let both = ["web-1", "web-2"];
        run.to(10.0);
        run.act_all(&both.map(|web| Action::Crash(id(web))));
        run.to(20.0);
        run.act_all(&both.map(|web| Action::Revive(Target::Component(id(web)))));
        run.act_all(&both.map(|web| Action::Slow {
            target: id(web),
            factor: 1_000.0,
        }));
        run.to(seconds);
        run
    };
    let mut run = hang(60.0);
    let story = run.story();
    let again = |line: &&String| line.contains("served again");
    assert_eq!(story.iter().find(again), None, "{story:#?}");
    assert!(
        hang(27.0)
            .fault_reports()
            .iter()
            .all(|r| r.recovered_after.is_none())
    );
    let (reports, together) = costs_of(&mut run);
    let timeouts = run.failed(Reason::TimedOut) as i64;
    assert!(timeouts > 800, "{timeouts}");
    let [first, second] = [&reports[2], &reports[3]];
    assert!(
        first.lost > timeouts / 3 && second.lost > timeouts / 3,
        "{reports:#?}"
    );
    assert!(first.recovered_after.is_none() && second.recovered_after.is_none());
    let failed = run.totals().failed_in_all() as i64;
    assert_eq!(together.unwrap().lost_in_all, failed);
}

#[test]
fn all_is_served_again_soon_after_the_end_of_a_fault_at_any_rate() {
    for (rate, within) in [(0.2, 45.0), (2.0, 15.0), (50.0, 6.0), (500.0, 6.0)] {
        let mut run = run_of(&format!("users -> web-1\nusers: rate_rps={rate}"));
        run.to(10.0).act(Action::Crash(id("web-1")));
        run.to(60.0).revive("web-1");
        run.to(130.0);
        let again = |e: &&crate::LogEvent| matches!(e.what, crate::What::AllServedAgain { .. });
        let at = run.events_since(0).find(again).map(|e| e.at.as_seconds());
        assert!(at.is_some_and(|at| (at - 60.0) <= within), "{rate}: {at:?}");
    }
}

#[test]
fn who_tries_again_does_not_change_what_others_ask() {
    let asked = |kills: bool| {
        let mut run = run_of("users -> web-1\nusers: rate_rps=100 retries=5");
        run.to(5.0);
        if kills {
            run.kill("web-1").to(6.0).revive("web-1");
        }
        run.to(20.0);
        let client = &run.head.state.clients[0];
        (run.totals().started, client.choices.clone().bits())
    };
    assert_eq!(asked(true), asked(false));
}

#[test]
fn chaos_strikes_a_twin_where_it_struck_the_run() {
    let mut run = run_of("users -> lb-1 -> web-1 web-2 -> db-1\nusers: rate_rps=20");
    run.set_chaos(Some(Chaos {
        mean_time_to_failure_s: 15.0,
        mean_time_to_repair_s: 5.0,
        seed: 3,
        cuts_links: false,
        isolates_regions: false,
        kills_groups: false,
    }));
    run.to(60.0);
    let turns = |run: &Run| -> Vec<(Micros, Option<Target>, crate::What)> {
        let turned = run
            .events_since(0)
            .filter(|e| matches!(e.what, crate::What::Killed | crate::What::Revived { .. }));
        turned.map(|e| (e.at, e.about, e.what.clone())).collect()
    };
    let all = turns(&run);
    assert!(all.len() > 10);
    for report in run.fault_reports().into_iter().take(6) {
        let mut twin = Twin::new(&run, Omitted::One(report.number), run.now()).unwrap();
        assert!(twin.advance(u64::MAX));
        let mut other = run.clone();
        other.head = twin.head;
        // The kill is left out, and so is the revival that undid it.
        let mut expected = all.clone();
        let struck = |(at, about, _): &(Micros, Option<Target>, crate::What)| {
            *at >= report.at && *about == Some(report.target)
        };
        for _ in 0..2 {
            if let Some(place) = expected.iter().position(struck) {
                expected.remove(place);
            }
        }
        assert_eq!(turns(&other), expected, "{report:?}");
    }
}

#[test]
fn a_second_strike_at_what_was_dead_already_is_no_fault_that_waited() {
    let mut run = run_of("users -> web-1\nusers: rate_rps=50");
    run.to(10.0).kill("web-1");
    run.to(12.0).kill("web-1");
    run.to(20.0).revive("web-1");
    run.to(30.0);
    let (reports, _) = costs_of(&mut run);
    assert_eq!(reports.len(), 1);
    assert_eq!(reports[0].lost, told(&run)[0]);
}

#[test]
fn a_fault_of_the_first_moment_is_counted_by_script_and_by_hand() {
    let mut scenario = sketch("users -> web-1\nusers: rate_rps=50");
    let kill = Action::Kill(scenario.target("web-1").unwrap());
    let mut by_hand = Run::new(&scenario);
    by_hand.act(kill);
    scenario.script.push(ScriptEntry::act(0.0, kill));
    let by_script = Run::new(&scenario);
    for mut run in [by_hand, by_script] {
        run.to(20.0);
        let (reports, _) = costs_of(&mut run);
        assert_eq!(reports[0].lost, told(&run)[0]);
        assert!(reports[0].lost > 800);
    }
}

/// A run with hands of all kinds in it.
fn with_hands() -> Run {
    let mut run = with_a_bystander();
    run.to(7.3).kill("web-1");
    run.to(9.0);
    let mut edited = run.scenario().clone();
    edited.components[1].note = "looked at".to_owned();
    edited.links.pop();
    run.apply_scenario(&edited);
    run.to(11.0).act(Action::SetRate {
        target: id("users"),
        rate_rps: 200.0,
        over_s: 0.0,
    });
    run.to(14.0).revive("web-1").kill("web-2");
    run.to(25.0);
    run
}

#[test]
fn counting_in_slices_comes_to_the_same_and_the_run_may_go_on_meanwhile() {
    let mut run = with_hands();
    let at_once = costs_of(&mut run);
    let mut costs = Costs::default();
    costs.begin(&mut run);
    let (mut slices, mut before) = (0, 0.0);
    while let Some(events) = costs.count(&run, 500) {
        assert!(events <= 500 && costs.is_counting());
        assert!(costs.progress() >= before, "it only comes nearer");
        before = costs.progress();
        slices += 1;
        if slices == 20 {
            run.to(26.0);
        }
    }
    assert!(slices > 40, "{slices}");
    let reports = costs.reports(&run);
    for (sliced, once) in reports.iter().zip(&at_once.0) {
        assert_eq!((sliced.lost, sliced.counting), (once.lost, once.counting));
    }
    assert_eq!(costs.together(&run), at_once.1);
}

#[test]
fn figures_are_live_until_they_are_counted_and_another_past_is_counted_anew() {
    let mut run = with_hands();
    let mut costs = Costs::default();
    let counting = |costs: &Costs, run: &Run| -> Vec<Counting> {
        costs.reports(run).iter().map(|r| r.counting).collect()
    };
    assert_eq!(counting(&costs, &run), [Counting::Live; 2]);
    assert!(costs.lacks_faults(&run));
    costs.begin(&mut run);
    assert!(!costs.lacks_faults(&run));
    costs.count(&run, 100);
    assert_eq!(counting(&costs, &run), [Counting::Live; 2]);
    // Going back and doing something else: what was under way is of no use.
    run.rewind(seconds(8.0)).unwrap();
    run.kill("db-1").to(12.0);
    assert_eq!(costs.count(&run, u64::MAX), None);
    assert!(!costs.is_counting());
    costs.begin(&mut run);
    while costs.count(&run, u64::MAX).is_some() {}
    let counted = Counting::Counted(seconds(12.0));
    assert_eq!(counting(&costs, &run), [counted; 2]);
    run.rewind(seconds(9.0)).unwrap();
    assert_eq!(counting(&costs, &run), [Counting::Live; 2]);
}

#[test]
fn what_is_forgotten_or_too_long_ago_is_not_counted_and_says_so() {
    let mut run = run_of("users -> lb-1 -> web-1 web-2\nusers: rate_rps=5");
    run.to(1.0).kill("web-1");
    for step in 0..=INPUTS as u64 {
        run.advance(Micros(2_000_000 + step * 10_000), u64::MAX);
        run.act(Action::SetRate {
            target: id("users"),
            rate_rps: 5.0 + (step % 2) as f64,
            over_s: 0.0,
        });
    }
    run.kill("web-2").to(60.0);
    let (reports, together) = costs_of(&mut run);
    assert_eq!(reports[0].counting, Counting::NotCounted);
    assert_eq!(reports[1].counting, Counting::Counted(seconds(60.0)));
    assert_eq!(together, None);

    let mut run = run_of("users -> lb-1 -> web-1 web-2");
    for kill in 0..COUNTED_FAULTS + 3 {
        run.to(1.0 + kill as f64).kill("web-1");
        run.to(1.5 + kill as f64).revive("web-1");
    }
    let mut costs = Costs::default();
    costs.begin(&mut run);
    while costs.count(&run, u64::MAX).is_some() {}
    let counted = costs.reports(&run);
    let is_counted = |r: &FaultReport| r.counting != Counting::NotCounted;
    assert!(!counted[..3].iter().any(is_counted));
    assert!(counted[3..].iter().all(is_counted));
    assert_eq!(costs.together(&run), None);
}

#[test]
fn counting_holds_no_more_than_one_twin_beside_the_run() {
    let mut run = with_hands();
    run.kill("lb-1").to(60.0);
    let mut costs = Costs::default();
    costs.begin(&mut run);
    let (alone, mut most) = (run.bytes(), 0);
    while costs.count(&run, 2_000).is_some() {
        most = most.max(costs.bytes());
        assert_eq!(run.bytes(), alone);
    }
    assert!(most > 0 && most < 2 * alone, "{most} beside {alone}");
    assert_eq!(costs.bytes(), 0);
}
