//! The run and the verdicts, as they live in the session.

use topple::editor::{Command, SPEEDS, Session};
use topple::model::Target;

use crate::driver::{hand, id};

fn flagged(session: &Session) -> Vec<String> {
    session
        .report()
        .spofs
        .iter()
        .map(|v| v.element.to_string())
        .collect()
}

#[test]
fn killing_is_no_step_of_history_and_the_verdicts_follow_it() {
    let mut hand = hand("users -> lb-1 -> web-1 web-2 -> db-1");
    assert_eq!(flagged(&hand.session), ["db-1", "lb-1"]);
    hand.session.take_changes();
    hand.does("click web-1\nkey k");
    assert_eq!(hand.shows("web-1 "), "web-1 320,0 ✗ *");
    assert_eq!(flagged(&hand.session), ["db-1", "lb-1", "web-2"]);
    let changes = hand.session.take_changes();
    assert!(changes.verdicts && changes.faults && !changes.document);
    assert!(changes.components.contains(&id("web-2")));
    assert!(hand.session.history().is_empty());
    hand.does("key k");
    assert_eq!(flagged(&hand.session), ["db-1", "lb-1"]);
}

#[test]
fn an_edit_changes_the_verdicts_and_undo_changes_them_back() {
    let mut hand = hand("users -> lb-1 -> web-1 -> db-1");
    assert!(flagged(&hand.session).contains(&"web-1".to_owned()));
    hand.does("click web-1\nkey Ctrl+d");
    assert!(!flagged(&hand.session).contains(&"web-1".to_owned()));
    hand.does("key Ctrl+z");
    assert!(flagged(&hand.session).contains(&"web-1".to_owned()));
}

#[test]
fn a_dead_region_takes_its_members_down_and_reviving_one_of_them_says_why_not() {
    let mut hand = hand("users -> web-1 web-2\nwest = web-1");
    let (west, web) = (hand.target("west"), hand.target("web-1"));
    hand.session.toggle_power(west);
    assert!(!hand.session.is_alive(web) && hand.session.is_alive(hand.target("web-2")));
    hand.session.toggle_power(web);
    assert!(!hand.session.is_alive(web));
    assert_eq!(
        hand.told(),
        "web-1 is dead with west. Revive west to bring it back."
    );
    hand.session.toggle_power(west);
    assert!(hand.session.is_alive(web));
}

#[test]
fn clients_are_never_killed_and_links_are_cut() {
    let mut hand = hand("users -> web-1 -> db-1");
    hand.does("click users");
    assert!(!hand.session.can(Command::Kill));
    let link = hand.target("web-1>db-1");
    hand.session.select([link]);
    hand.does("do kill");
    assert!(!hand.session.is_alive(link));
    hand.does("do revive");
    assert!(hand.session.is_alive(link));
}

#[test]
fn what_is_deleted_is_no_longer_dead_when_it_comes_back() {
    let mut hand = hand("users -> web-1 -> db-1");
    hand.does("click web-1\nkey k\nkey Delete\nkey Ctrl+z");
    assert!(hand.session.is_alive(Target::Component(id("web-1"))));
}

#[test]
fn wall_time_drives_the_run_at_its_speed_and_pause_holds_it() {
    let mut session = Session::first();
    let play = |session: &mut Session, from: u32| {
        (from..=from + 20).for_each(|i| session.frame(f64::from(i) * 50.0));
    };
    play(&mut session, 0);
    let one = session.run().now().as_seconds();
    assert!((one - 1.0).abs() < 1e-6, "{one}");
    session.set_speed(2.0);
    play(&mut session, 20);
    let three = session.run().now().as_seconds();
    assert!((three - 3.0).abs() < 1e-6, "{three}");
    session.pause();
    play(&mut session, 40);
    assert!((session.run().now().as_seconds() - three).abs() < 1e-9);
    session.step();
    assert!((session.run().now().as_seconds() - three - 0.1).abs() < 1e-9);
    session.restart();
    assert_eq!(session.run().now().as_seconds(), 0.0);
}

#[test]
fn speeds_are_kept_in_bounds_and_keys_go_through_the_offered_ones() {
    let mut session = Session::first();
    session.set_speed(f64::NAN);
    assert_eq!(session.speed(), 1.0);
    session.set_speed(1e9);
    assert_eq!(session.speed(), 60.0);
    for _ in SPEEDS {
        session.perform(Command::Slower);
    }
    assert_eq!(session.speed(), 0.1);
}

#[test]
fn pointing_at_a_verdict_lights_up_what_would_go_down() {
    let mut hand = hand("users -> lb-1 -> web-1 -> db-1\nwest = web-1 db-1");
    let (west, web) = (hand.target("west"), hand.target("web-1"));
    hand.session.light_up(Some(west));
    assert!(hand.session.is_lit(web));
    assert!(
        hand.session
            .take_changes()
            .components
            .contains(&id("web-1"))
    );
    hand.session.light_up(None);
    assert!(!hand.session.is_lit(web));
}
