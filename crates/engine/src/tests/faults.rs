//! What each fault does beside a death: lossy and slow links, empty answers, drained parts, errors that come at once, and
//! lines of the script that only say something.

use super::*;
use topple_model::{LinkId, ScriptEntry};

pub(super) fn link(text: &str) -> LinkId {
    LinkId::parse(text).unwrap()
}

fn started(run: &Run, who: &str) -> u64 {
    run.snapshot_numbers(id(who)).unwrap().totals.started
}

fn loss(target: &str, share: f64) -> Action {
    let target = link(target);
    Action::Loss { target, share }
}

fn latency(target: &str, factor: f64) -> Action {
    let target = link(target);
    Action::Latency { target, factor }
}

const DIRECT: &str = "users -> web-1\nusers: rate_rps=200";

#[test]
fn a_lossy_link_loses_a_message_there_or_back_until_it_is_well() {
    let mut run = run_of(DIRECT);
    run.act(loss("users>web-1", 0.2));
    let share = run.share(5.0, 60.0);
    assert!((share - 0.64).abs() < 0.02, "{share}");
    assert_eq!(run.totals().failed_in_all(), run.failed(Reason::LinkLost));
    run.revive("users>web-1");
    assert!(run.share(65.0, 75.0) >= 1.0);
}

#[test]
fn of_the_loss_drawn_and_that_of_a_fault_the_larger_counts() {
    for (drawn, fault, expected) in [(0.1, 0.2, 0.64), (0.2, 0.1, 0.64), (0.2, 0.0, 0.64)] {
        let mut run = run_of(&format!("{DIRECT}\nusers>web-1: loss={drawn}"));
        run.act(loss("users>web-1", fault));
        let share = run.share(5.0, 60.0);
        assert!((share - expected).abs() < 0.02, "{drawn} {fault}: {share}");
    }
}

#[test]
fn a_way_that_takes_longer_does_so_both_ways_and_no_longer_once_it_is_well() {
    let text = "users -> web-1\nusers>web-1: latency_ms=10\nweb-1: service_ms=1 service_distribution=constant";
    let mut run = run_of(text);
    run.act(latency("users>web-1", 7.0));
    // Both ways and the work, to the per cent that a histogram is exact to.
    run.to(20.0);
    let took = |q| run.totals().latency.quantile_ms(q).unwrap();
    assert!(
        took(0.0) > 139.0 && took(1.0) < 143.0,
        "{} {}",
        took(0.0),
        took(1.0)
    );
    run.revive("users>web-1");
    run.to(40.0);
    let last = run.rows().last().unwrap().latency.max_ms().unwrap();
    assert!((20.8..21.3).contains(&last), "{last}");
}

#[test]
fn a_way_longer_than_the_callers_patience_is_no_way() {
    let mut run =
        run_of("users -> web-1\nusers: connect_timeout_ms=300\nusers>web-1: latency_ms=20");
    run.act(latency("users>web-1", 10.0));
    run.to(10.0);
    assert_eq!(
        (run.totals().served, run.failed(Reason::ConnectTimeout)),
        (0, run.totals().failed_in_all())
    );
}

#[test]
fn checks_take_out_what_is_behind_a_lossy_link_and_that_is_how_the_loss_is_noticed() {
    let mut run = run_of("users -> lb-1 -> web-1 web-2");
    run.to(5.0);
    run.act(loss("lb-1>web-1", 1.0));
    run.to(30.0);
    assert!(run.fault_reports()[0].detected_after.is_some());
    assert!(run.share(25.0, 40.0) >= 1.0);
}

#[test]
fn an_empty_answer_hurts_when_what_was_remembered_runs_out_and_for_a_second_after_it() {
    let mut run = run_of("users -> dns-1 -> lb-1 -> web-1\nusers: rate_rps=200\ndns-1: ttl_s=10");
    run.to(15.0);
    run.act(Action::Empty(id("dns-1")));
    assert!(run.share(15.0, 20.0) >= 1.0, "an address is remembered");
    let share = run.share(25.0, 30.0);
    assert!(share <= 0.0, "{share}");
    assert_eq!(
        run.totals().failed_in_all(),
        run.failed(Reason::CannotResolve)
    );
    let told = run
        .story()
        .iter()
        .filter(|l| l.contains("cannot resolve"))
        .count();
    assert_eq!(told, 1, "{:?}", run.story());
    run.revive("dns-1");
    assert!(run.share(32.0, 40.0) >= 1.0);
}

#[test]
fn a_name_that_has_just_been_given_an_address_serves_within_about_a_second() {
    let mut run =
        run_of("users -> dns-1\nusers: rate_rps=200\nweb-1: workers=64\ndns-1: ttl_s=300");
    run.to(10.0);
    assert_eq!(run.totals().served, 0);
    let mut drawn = run.scenario().clone();
    drawn
        .links
        .push(topple_model::Link::new(id("dns-1"), id("web-1")));
    run.apply_scenario(&drawn);
    assert!(run.share(12.0, 20.0) >= 1.0);
}

#[test]
fn a_name_whose_only_address_was_replaced_serves_within_about_a_second() {
    let mut run = run_of("users -> dns-1 -> web-1\nusers: rate_rps=200\ndns-1: ttl_s=300");
    run.to(10.0);
    run.apply_scenario(&sketch(
        "users -> dns-1 -> web-2\nusers: rate_rps=200\ndns-1: ttl_s=300",
    ));
    assert!(run.share(12.0, 20.0) >= 1.0);
}

#[test]
fn a_drained_member_finishes_what_it_has_and_gets_nothing_more() {
    let mut run = run_of(
        "users -> lb-1 -> web-1 web-2\nusers: rate_rps=100\nweb-1: service_ms=500 service_distribution=constant workers=99\nweb-2: workers=99",
    );
    run.to(10.0);
    assert!(run.snapshot_numbers(id("web-1")).unwrap().in_flight > 5);
    run.act(Action::Drain(id("web-1")));
    run.to(10.1);
    let before = started(&run, "web-1");
    run.to(30.0);
    let drained = run.snapshot_numbers(id("web-1")).unwrap();
    assert_eq!((started(&run, "web-1"), drained.in_flight), (before, 0));
    assert_eq!(run.totals().failed_in_all(), 0);
    run.revive("web-1");
    run.to(40.0);
    assert!(started(&run, "web-1") > before + 100);
}

#[test]
fn where_all_members_are_drained_there_is_no_healthy_backend() {
    let mut run = run_of("users -> lb-1 -> web-1 web-2");
    run.to(10.0);
    run.act_all(&["web-1", "web-2"].map(|web| Action::Drain(id(web))));
    assert!(run.share(12.0, 20.0) <= 0.0);
    assert_eq!(
        run.totals().failed_in_all(),
        run.failed(Reason::NoHealthyBackend)
    );
    assert!(
        run.story()
            .iter()
            .any(|l| l.ends_with("lb-1 has no healthy member left"))
    );
}

#[test]
fn names_leave_a_drained_address_out_and_clients_pass_it_over_at_once() {
    for text in ["users -> dns-1 -> web-1 web-2", "users -> web-1 web-2"] {
        let mut run = run_of(&format!("{text}\nusers: rate_rps=100"));
        run.to(10.0);
        run.act(Action::Drain(id("web-2")));
        run.to(10.1);
        let before = started(&run, "web-2");
        run.to(30.0);
        assert_eq!(started(&run, "web-2"), before, "{text}");
        assert_eq!(run.totals().failed_in_all(), 0, "{text}");
        // Nobody has told them of another: the last one is used on.
        run.act(Action::Drain(id("web-1")));
        assert!(run.share(31.0, 60.0) >= 1.0, "{text}");
    }
}

#[test]
fn a_server_leaves_drained_targets_out_and_fails_where_nothing_else_is_left() {
    let text = "users -> web-1 -> api-1 api-2 cache-1 cache-2\napi-1: service=api\napi-2: service=api\nusers: rate_rps=100";
    let mut run = run_of(text);
    run.to(10.0);
    run.act_all(&["api-1", "cache-2"].map(|web| Action::Drain(id(web))));
    run.to(10.1);
    let before = ["api-1", "cache-2"].map(|part| started(&run, part));
    run.to(30.0);
    assert_eq!(["api-1", "cache-2"].map(|part| started(&run, part)), before);
    assert_eq!(run.totals().failed_in_all(), 0);
    run.act(Action::Drain(id("api-2")));
    assert!(run.share(31.0, 40.0) <= 0.0);
    assert_eq!(
        run.totals().failed_in_all(),
        run.failed(Reason::DependencyFailed)
    );
}

#[test]
fn errors_at_once_take_no_worker_and_draw_most_of_the_traffic_of_least_connections() {
    let text = "users -> lb-1 -> web-1 web-2 web-3\nusers: rate_rps=200\nlb-1: algorithm=least_connections\n\
                web-1: workers=99 service_ms=100\nweb-2: workers=99 service_ms=100\nweb-3: workers=99 service_ms=100";
    let errors = |fast| Action::Errors {
        target: id("web-1"),
        share: 1.0,
        fast,
    };
    let mut shares = Vec::new();
    for fast in [false, true] {
        let mut run = run_of(text);
        run.act(errors(fast));
        run.to(60.0);
        let numbers = run.snapshot_numbers(id("web-1")).unwrap();
        assert_eq!(numbers.totals.served, 0);
        assert_eq!(numbers.utilisation_mean > 0.0, !fast);
        shares.push(started(&run, "web-1") as f64 / run.totals().started as f64);
    }
    assert!((shares[0] - 1.0 / 3.0).abs() < 0.03, "{shares:?}");
    assert!(shares[1] > 0.8, "{shares:?}");
}

#[test]
fn errors_at_once_come_even_from_a_full_server() {
    let mut run =
        run_of("users -> web-1\nusers: rate_rps=200\nweb-1: workers=1 queue=0 service_ms=1000");
    run.to(10.0);
    let full = run.failed(Reason::Overloaded);
    run.act(Action::Errors {
        target: id("web-1"),
        share: 1.0,
        fast: true,
    });
    run.to(20.0);
    assert!(full > 0);
    assert!(run.failed(Reason::Overloaded) <= full + 1);
}

#[test]
fn a_share_of_none_and_a_factor_of_one_are_no_fault() {
    let mut run = run_of("users -> web-1");
    run.act(latency("users>web-1", 3.0));
    run.act(loss("users>web-1", 0.5));
    run.act(Action::Slow {
        target: id("web-1"),
        factor: 2.0,
    });
    assert!(!run.faults().is_empty());
    run.act(latency("users>web-1", 1.0));
    run.act(loss("users>web-1", 0.0));
    run.act(Action::Slow {
        target: id("web-1"),
        factor: 1.0,
    });
    assert!(run.faults().is_empty());
    assert_eq!(run.fault_reports().len(), 3);
}

#[test]
fn what_cannot_bear_a_fault_does_not_get_it() {
    let mut run = run_of("users -> dns-1 -> web-1");
    run.act_all(&[
        Action::Empty(id("web-1")),
        Action::Drain(id("users")),
        Action::Drain(id("dns-1")),
    ]);
    assert!(run.faults().is_empty() && run.story().is_empty());
}

#[test]
fn a_sentence_of_the_script_stands_in_the_log_and_does_nothing() {
    let mut scenario = sketch("users -> web-1");
    let plain = Run::new(&scenario).to(10.0).totals();
    scenario
        .script
        .push(ScriptEntry::say(5.0, "Now watch web-1."));
    let mut run = Run::new(&scenario);
    run.to(10.0);
    assert_eq!(run.story(), ["5.0 s: Now watch web-1."]);
    assert_eq!(run.events_since(0).next().unwrap().what.key(), "said");
    assert_eq!(
        (run.totals().started, run.totals().served),
        (plain.started, plain.served)
    );
    assert!(run.fault_reports().is_empty());
}

#[test]
fn every_fault_can_stand_in_a_script_and_revive_undoes_each() {
    let mut scenario = sketch("users -> dns-1 -> lb-1 -> web-1 web-2\nwest = web-2");
    let web = id("web-1");
    let over = link("lb-1>web-1");
    let west = scenario.target("west").unwrap();
    let Target::Region(region) = west else {
        panic!("a region")
    };
    let faults = [
        Action::Kill(Target::Component(web)),
        Action::Crash(web),
        Action::Slow {
            target: web,
            factor: 2.0,
        },
        Action::Errors {
            target: web,
            share: 0.5,
            fast: true,
        },
        Action::Empty(id("dns-1")),
        Action::Drain(web),
        Action::Cut(over),
        Action::Loss {
            target: over,
            share: 0.5,
        },
        Action::Latency {
            target: over,
            factor: 9.0,
        },
        Action::Isolate(region),
        Action::Kill(west),
    ];
    for (i, fault) in faults.into_iter().enumerate() {
        let at = 10.0 * i as f64 + 5.0;
        scenario.script.push(ScriptEntry::act(at, fault));
        scenario
            .script
            .push(ScriptEntry::act(at + 5.0, Action::Revive(fault.target())));
    }
    let mut run = Run::new(&scenario);
    for (i, fault) in faults.iter().enumerate() {
        run.to(10.0 * i as f64 + 7.0);
        assert!(run.faults().has(fault.target()), "{fault:?}");
        run.to(10.0 * i as f64 + 12.0);
        assert!(run.faults().is_empty(), "{fault:?}");
    }
    assert_eq!(run.fault_reports().len(), faults.len());
}

#[test]
fn a_drained_primary_gets_no_new_query_by_any_way_in() {
    let lines = [
        "users -> web-1 -> db-1 db-2",
        "users -> web-1 -> lb-1 -> db-1 db-2",
    ];
    for line in lines {
        let mut run = run_of(&format!("{line}\ndb-1 -> db-2\ndb-2: role=standby"));
        run.to(10.0);
        run.act(Action::Drain(id("db-1")));
        run.to(10.1);
        let before = started(&run, "db-1");
        assert!(run.share(12.0, 20.0) <= 0.0, "{line}");
        assert_eq!(started(&run, "db-1"), before, "{line}");
        // A drained standby is nobody whom a query would have come to.
        run.revive("db-1");
        run.act(Action::Drain(id("db-2")));
        assert!(run.share(22.0, 30.0) >= 1.0, "{line}");
    }
}

#[test]
fn of_two_primaries_the_one_that_is_not_drained_answers() {
    let mut run = run_of("users -> web-1 -> db-1 db-2\ndb-1 -> db-2");
    run.to(10.0);
    run.act(Action::Drain(id("db-1")));
    run.to(10.1);
    let before = started(&run, "db-1");
    assert!(run.share(11.0, 30.0) >= 1.0);
    assert_eq!(started(&run, "db-1"), before);
}

#[test]
fn a_channel_that_takes_longer_ships_later() {
    let text = "users -> web-1 -> db-1\ndb-1 -> db-2\ndb-2: role=standby\nusers: rate_rps=100 reads=0\n\
                db-1: failover=automatic\ndb-1>db-2: latency_ms=10";
    let lost = |factor: f64| {
        let mut run = run_of(text);
        run.to(5.0);
        run.act(latency("db-1>db-2", factor));
        run.to(20.0);
        run.kill("db-1");
        run.to(60.0);
        run.totals().lost_writes
    };
    let (near, far) = (lost(1.0), lost(300.0));
    assert!(near < 30 && far > 200, "{near} {far}");
}

#[test]
fn chaos_cuts_links_and_isolates_regions_only_where_that_is_asked_for() {
    let told = |cuts_links, isolates_regions| {
        let mut run = run_of("users -> lb-1 -> web-1 web-2\nwest = web-1\neast = web-2");
        run.set_chaos(Some(crate::Chaos {
            mean_time_to_failure_s: 20.0,
            mean_time_to_repair_s: 5.0,
            seed: 7,
            cuts_links,
            isolates_regions,
            kills_groups: false,
        }));
        run.to(60.0);
        // What is new comes under chaos too, what is left keeps its own.
        run.apply_scenario(&sketch(
            "users -> lb-1 -> web-2 web-3\neast = web-2\nnorth = web-3",
        ));
        run.to(120.0);
        let story = run.story();
        let parts: Vec<String> = story
            .iter()
            .filter(|l| l.ends_with("is killed"))
            .cloned()
            .collect();
        let has = |words: &str| story.iter().any(|l| l.ends_with(words));
        (parts, has("is cut"), has("is cut off from the rest"))
    };
    let (plain, cut, isolated) = told(false, false);
    assert!(!plain.is_empty() && !cut && !isolated);
    assert_eq!(
        told(true, true),
        (plain.clone(), true, true),
        "parts die as they did"
    );
    assert_eq!(told(true, false), (plain.clone(), true, false));
    assert_eq!(told(false, true), (plain, false, true));
}
