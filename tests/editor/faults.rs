//! What is done to the running system beside killing.

use topple::editor::{Command, Session, Simulation};
use topple::engine::{Chaos, Run};

use crate::driver::{Hand, hand, id, region};

fn play(hand: &mut Hand, seconds: u32) {
    for _ in 0..seconds * 20 {
        hand.now_ms += 50.0;
        hand.session.frame(hand.now_ms);
    }
}

fn now_s(session: &Session) -> f64 {
    session.simulation().run().now().as_seconds()
}

#[test]
fn slow_and_errors_are_of_the_run_and_not_of_the_drawing() {
    let mut hand = hand("users -> web-1 -> db-1");
    hand.session.take_changes();
    hand.session.simulate(|s| s.set_slowness(id("web-1"), 8.0));
    hand.session
        .simulate(|s| s.set_error_share(id("db-1"), 0.25));
    assert_eq!(hand.session.simulation().slowness(id("web-1")), 8.0);
    assert_eq!(hand.session.simulation().error_share(id("db-1")), 0.25);
    let changes = hand.session.take_changes();
    assert!(changes.faults && !changes.document);
    assert!(changes.components.contains(&id("web-1")) && changes.components.contains(&id("db-1")));
    hand.session.simulate(|s| s.set_slowness(id("web-1"), 0.0));
    assert_eq!(hand.session.simulation().slowness(id("web-1")), 1.0);
    hand.session.simulate(|s| s.set_slowness(id("users"), 5.0));
    assert_eq!(
        hand.session.simulation().slowness(id("users")),
        1.0,
        "users are never slow"
    );
    assert!(hand.session.document().history().is_empty());
}

#[test]
fn what_crashed_is_dead_and_told_apart_from_what_was_killed() {
    let mut hand = hand("users -> web-1 -> db-1");
    hand.does("click web-1\ndo crash");
    assert!(!hand.session.simulation().is_alive(hand.target("web-1")));
    assert!(hand.session.simulation().has_crashed(id("web-1")));
    assert!(!hand.session.can(Command::Crash));
    hand.does("key k\nclick db-1\nkey k");
    assert!(hand.session.simulation().is_alive(hand.target("web-1")));
    assert!(!hand.session.simulation().has_crashed(id("db-1")));
}

#[test]
fn chaos_kills_and_revives_by_itself_until_it_is_turned_off_and_outlives_a_restart() {
    let mut hand = hand("users -> web-1 web-2 web-3 -> db-1");
    let quick = Chaos {
        mean_time_to_failure_s: 2.0,
        mean_time_to_repair_s: 1.0,
        seed: 7,
        cuts_links: false,
        isolates_regions: false,
        kills_groups: false,
    };
    hand.session.simulate(|s| s.tune_chaos(quick));
    assert_eq!(
        hand.session.simulation().chaos(),
        None,
        "tuning is not turning on"
    );
    hand.does("do chaos");
    assert_eq!(hand.session.simulation().chaos(), Some(quick));
    play(&mut hand, 6);
    let log = hand.session.simulation().log_since(0);
    let told = |words: &str| log.iter().any(|line| line.text.contains(words));
    assert!(told("is killed") && told("is back"));
    hand.session.simulate(Simulation::restart);
    assert_eq!(hand.session.simulation().chaos(), Some(quick));
    hand.does("do chaos");
    assert_eq!(hand.session.simulation().chaos(), None);
    let dead = hand.session.simulation().dead().clone();
    play(&mut hand, 6);
    assert_eq!(*hand.session.simulation().dead(), dead);
}

#[test]
fn a_hand_on_the_timeline_goes_back_and_forth() {
    let mut hand = hand("users -> lb-1 -> web-1 web-2");
    play(&mut hand, 2);
    let web = hand.target("web-1");
    hand.session.simulate(|s| s.kill([web]));
    play(&mut hand, 2);
    let end = now_s(&hand.session);
    hand.session.seek(1.0);
    assert!((now_s(&hand.session) - 1.0).abs() < 1e-9 && hand.session.simulation().is_alive(web));
    hand.session.seek(end);
    assert!((now_s(&hand.session) - end).abs() < 1e-9);
    assert!(
        !hand.session.simulation().is_alive(web),
        "what was done is done again"
    );
    hand.session.seek(-5.0);
    assert_eq!(now_s(&hand.session), 0.0);
}

#[test]
fn a_standby_that_waits_for_a_person_is_promoted_by_one_and_the_old_primary_stands_by() {
    let mut hand =
        hand("users -> web-1 -> db-1 -> db-2\ndb-1: failover=manual\ndb-2: role=standby");
    hand.does("click db-2");
    assert!(!hand.session.can(Command::Promote), "the primary lives");
    let primary = hand.target("db-1");
    hand.session.simulate(|s| s.kill([primary]));
    assert!(
        hand.session.findings().report().served < 0.01,
        "no standby takes over by itself"
    );
    assert!(hand.session.can(Command::Promote));
    hand.does("do promote");
    assert!(
        hand.session.findings().report().served > 0.99,
        "{}",
        hand.picture()
    );
    assert!(
        hand.session
            .document()
            .scenario()
            .has(hand.target("db-2>db-1")),
        "it replicates the other way round"
    );
    assert_eq!(hand.steps(), ["Promote db-2"]);
    hand.session.revive(vec![primary]);
    assert!(hand.session.findings().report().served > 0.99);
    assert!(!hand.session.can(Command::Promote));
    hand.does("key Ctrl+z");
    assert!(
        hand.session
            .document()
            .scenario()
            .has(hand.target("db-1>db-2"))
    );
}

/// A system whose seconds are more than a frame may play, held at its third.
fn busy() -> Hand {
    let mut hand = hand(
        "users -> lb-1 -> web-1 web-2\nusers: rate_rps=5000\nweb-1: workers=200\nweb-2: workers=200",
    );
    play(&mut hand, 3);
    hand.session.simulate(|run| run.set_playing(false));
    hand
}

/// Frames until the run has come to a second.
fn frames_until(hand: &mut Hand, second: f64) -> u32 {
    let mut frames = 0;
    while (now_s(&hand.session) - second).abs() > 1e-9 {
        assert!(hand.session.simulation().moves(), "it is on its way");
        hand.now_ms += 16.0;
        hand.session.frame(hand.now_ms);
        frames += 1;
        assert!(frames < 1_000, "it never gets there");
    }
    frames
}

#[test]
fn going_back_takes_as_many_frames_as_it_must_and_shows_the_old_moment_until_it_is_there() {
    let mut hand = busy();
    let end = now_s(&hand.session);
    hand.session.seek(2.9);
    assert_eq!(now_s(&hand.session), end);
    let frames = frames_until(&mut hand, 2.9);
    assert!((2..20).contains(&frames), "{frames}");
    let mut alone = Run::new(hand.session.document().scenario());
    alone.advance(hand.session.simulation().run().now(), u64::MAX);
    assert_eq!(hand.session.simulation().run().log_hash(), alone.log_hash());
    assert!(!hand.session.simulation().moves(), "it rests there");
}

#[test]
fn a_hand_that_moves_on_along_the_timeline_takes_the_run_with_it() {
    let mut hand = busy();
    for second in [2.9, 0.5, 2.7, 1.5] {
        hand.session.seek(second);
        hand.now_ms += 16.0;
        hand.session.frame(hand.now_ms);
    }
    frames_until(&mut hand, 1.5);
    hand.session.seek(2.5);
    frames_until(&mut hand, 2.5);
}

#[test]
fn what_is_done_on_the_way_back_is_done_at_the_moment_that_it_leads_to() {
    let mut hand = busy();
    hand.session.seek(2.0);
    let web = hand.target("web-1");
    hand.session.simulate(|run| run.kill([web]));
    assert!((now_s(&hand.session) - 2.0).abs() < 1e-9 && !hand.session.simulation().is_alive(web));
}

#[test]
fn many_killed_at_once_are_dead_at_once_and_a_region_takes_its_own_along() {
    let mut hand = hand("users -> lb-1 -> web-1 web-2\nwest = web-1");
    let all = ["west", "web-1", "web-2", "users"].map(|name| hand.target(name));
    hand.session.simulate(|run| run.kill(all));
    let faults = hand.session.simulation().faults();
    assert_eq!(faults.killed.len(), 1, "web-2 alone: {faults:?}");
    assert_eq!(faults.regions.len(), 1);
    hand.session.revive(vec![all[0]]);
    assert!(
        hand.session.simulation().is_alive(all[1]),
        "it came back with its region"
    );
}

#[test]
fn a_region_is_isolated_and_let_back_by_hand_and_by_no_undo() {
    let mut hand = hand("users -> lb-1 -> web-1 web-2\nwest = web-1\neast = web-2");
    assert!(!hand.session.can(Command::Isolate), "nothing is selected");
    hand.does("select west\nkey Shift+i");
    let isolated = |hand: &Hand| hand.session.simulation().is_isolated(region("west"));
    assert!(isolated(&hand));
    assert!(hand.session.simulation().is_alive(hand.target("web-1")));
    assert!(!hand.session.can(Command::Isolate) && hand.session.can(Command::Rejoin));
    assert!(hand.session.document().history().is_empty());
    hand.does("key Ctrl+z");
    assert!(isolated(&hand));
    let changes = hand.session.take_changes();
    assert!(changes.faults && changes.regions.contains(&region("west")));
    hand.does("select west\nkey Shift+i");
    assert!(!isolated(&hand));
    hand.does("select web-1");
    assert!(!hand.session.can(Command::Isolate), "only regions");
}

#[test]
fn parts_are_drained_and_put_back_with_whatever_else_ails_them() {
    let mut hand = hand("users -> dns-1 -> lb-1 -> web-1 web-2");
    hand.does("select web-1 dns-1 users");
    hand.session.simulate(|s| s.set_slowness(id("web-1"), 8.0));
    hand.session
        .simulate(|s| s.set_error_share(id("web-1"), 0.5));
    hand.session
        .simulate(|s| s.set_errs_at_once(id("web-1"), true));
    hand.does("key Shift+d");
    let drained = |hand: &Hand, part| hand.session.simulation().is_drained(id(part));
    assert!(drained(&hand, "web-1") && !drained(&hand, "dns-1") && !drained(&hand, "users"));
    hand.does("key Shift+d");
    let simulation = hand.session.simulation();
    assert!(!simulation.is_drained(id("web-1")));
    assert_eq!(simulation.slowness(id("web-1")), 8.0);
    assert_eq!(simulation.error_share(id("web-1")), 0.5);
    assert_eq!(simulation.errs_at_once(id("web-1")), Some(true));
    hand.does("do drain\nkey Ctrl+z");
    assert!(
        drained(&hand, "web-1"),
        "faults are never undone by a step back"
    );
}

#[test]
fn name_servers_alone_answer_without_addresses() {
    let mut hand = hand("users -> dns-1 -> web-1");
    hand.does("select dns-1 web-1\ndo empty");
    let simulation = hand.session.simulation();
    assert!(simulation.is_empty(id("dns-1")) && !simulation.is_empty(id("web-1")));
    hand.does("do refill");
    assert!(hand.session.simulation().faults().is_empty());
    hand.does("select web-1");
    assert!(!hand.session.can(Command::Empty));
}

#[test]
fn errors_at_once_are_a_matter_of_those_who_err() {
    let mut hand = hand("users -> web-1");
    hand.session
        .simulate(|s| s.set_errs_at_once(id("web-1"), true));
    assert_eq!(hand.session.simulation().errs_at_once(id("web-1")), None);
    hand.session
        .simulate(|s| s.set_error_share(id("web-1"), 0.5));
    hand.session
        .simulate(|s| s.set_errs_at_once(id("web-1"), true));
    hand.session
        .simulate(|s| s.set_error_share(id("web-1"), 0.9));
    assert_eq!(
        hand.session.simulation().errs_at_once(id("web-1")),
        Some(true)
    );
    hand.session
        .simulate(|s| s.set_error_share(id("web-1"), 0.0));
    assert!(hand.session.simulation().faults().is_empty());
}

#[test]
fn what_a_link_loses_in_this_run_is_not_what_it_loses_as_drawn() {
    let mut hand = hand("users -> web-1\nusers>web-1: loss=0.1");
    let over = topple::model::LinkId::parse("users>web-1").unwrap();
    hand.session.simulate(|s| s.set_link_loss(over, 0.4));
    hand.session
        .simulate(|s| s.set_link_slowness(over, 5_000.0));
    let simulation = hand.session.simulation();
    assert_eq!(
        (simulation.link_loss(over), simulation.link_slowness(over)),
        (0.4, 1_000.0)
    );
    assert!(
        simulation.is_alive(hand.target("users>web-1")),
        "it is not cut"
    );
    assert_eq!(hand.session.document().scenario().links[0].loss, 0.1);
    assert!(hand.session.document().history().is_empty());
    hand.session.simulate(|s| s.set_link_loss(over, f64::NAN));
    hand.session.simulate(|s| s.set_link_slowness(over, 0.0));
    assert!(hand.session.simulation().faults().is_empty());
}

#[test]
fn all_faults_are_undone_at_once_whatever_they_are() {
    let mut hand = hand("users -> dns-1 -> lb-1 -> web-1 web-2 web-3\nwest = web-2");
    assert!(!hand.session.can(Command::ReviveAll));
    let over = topple::model::LinkId::parse("lb-1>web-3").unwrap();
    hand.does("select dns-1\ndo empty\nselect web-1\ndo drain\nselect west\ndo isolate\ndo kill\nselect lb-1\ndo crash");
    hand.session.simulate(|s| s.set_link_loss(over, 0.5));
    hand.session
        .simulate(|s| s.kill([topple::model::Target::Link(over)]));
    hand.session.simulate(|s| s.set_slowness(id("web-3"), 9.0));
    assert_eq!(hand.session.simulation().faults().targets().len(), 6);
    hand.does("select web-3\nkey Shift+h");
    assert_eq!(hand.session.simulation().slowness(id("web-3")), 1.0);
    hand.does("key Ctrl+Shift+k");
    assert!(hand.session.simulation().faults().is_empty());
    assert!(hand.session.simulation().dead().is_empty());
    assert!(hand.session.document().history().is_empty());
}
