//! The run and the verdicts, as they live in the session.

use topple::editor::{Command, Dot, Highlight, Pointed, SPEEDS, Session, Simulation};
use topple::engine::Cargo;
use topple::model::Target;

use crate::driver::{hand, id};

fn flagged(session: &Session) -> Vec<String> {
    session
        .findings()
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
    assert!(hand.session.document().history().is_empty());
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
    assert!(
        !hand.session.simulation().is_alive(web)
            && hand.session.simulation().is_alive(hand.target("web-2"))
    );
    hand.session.toggle_power(web);
    assert!(!hand.session.simulation().is_alive(web));
    assert_eq!(
        hand.told(),
        "web-1 is dead with west. Revive west to bring it back."
    );
    hand.session.toggle_power(west);
    assert!(hand.session.simulation().is_alive(web));
}

#[test]
fn clients_are_never_killed_and_links_are_cut() {
    let mut hand = hand("users -> web-1 -> db-1");
    hand.does("click users");
    assert!(!hand.session.can(Command::Kill));
    let link = hand.target("web-1>db-1");
    hand.session.document_mut().select([link]);
    hand.does("do kill");
    assert!(!hand.session.simulation().is_alive(link));
    hand.does("do revive");
    assert!(hand.session.simulation().is_alive(link));
}

#[test]
fn what_is_deleted_is_no_longer_dead_when_it_comes_back() {
    let mut hand = hand("users -> web-1 -> db-1");
    hand.does("click web-1\nkey k\nkey Delete\nkey Ctrl+z");
    assert!(
        hand.session
            .simulation()
            .is_alive(Target::Component(id("web-1")))
    );
}

#[test]
fn wall_time_drives_the_run_at_its_speed_and_pause_holds_it() {
    let mut session = Session::first();
    let play = |session: &mut Session, from: u32| {
        (from..=from + 20).for_each(|i| session.frame(f64::from(i) * 50.0));
    };
    play(&mut session, 0);
    let one = session.simulation().run().now().as_seconds();
    assert!((one - 1.0).abs() < 1e-6, "{one}");
    session.simulate(|s| s.set_speed(2.0));
    play(&mut session, 20);
    let three = session.simulation().run().now().as_seconds();
    assert!((three - 3.0).abs() < 1e-6, "{three}");
    session.simulate(|s| s.set_playing(false));
    play(&mut session, 40);
    assert!((session.simulation().run().now().as_seconds() - three).abs() < 1e-9);
    session.simulate(Simulation::step);
    assert!((session.simulation().run().now().as_seconds() - three - 0.1).abs() < 1e-9);
    session.simulate(Simulation::restart);
    assert_eq!(session.simulation().run().now().as_seconds(), 0.0);
}

#[test]
fn speeds_are_kept_in_bounds_and_keys_go_through_the_offered_ones() {
    let mut session = Session::first();
    session.simulate(|s| s.set_speed(f64::NAN));
    assert_eq!(session.simulation().speed(), 1.0);
    session.simulate(|s| s.set_speed(1e9));
    assert_eq!(session.simulation().speed(), 60.0);
    for _ in SPEEDS {
        session.perform(Command::Slower);
    }
    assert_eq!(session.simulation().speed(), 0.1);
}

#[test]
fn pointing_at_a_verdict_highlights_what_would_go_down() {
    let mut hand = hand("users -> lb-1 -> web-1 -> db-1\nwest = web-1 db-1");
    let (west, web) = (hand.target("west"), hand.target("web-1"));
    hand.session
        .findings_mut()
        .point_at(Some(Pointed::Loss(vec![west])));
    assert_eq!(
        hand.session.findings().highlight(west),
        Some(Highlight::Cause)
    );
    assert_eq!(
        hand.session.findings().highlight(web),
        Some(Highlight::Down)
    );
    assert_eq!(
        hand.session.findings().highlight(hand.target("users")),
        Some(Highlight::Down)
    );
    assert_eq!(
        hand.session.findings().highlight(hand.target("lb-1>web-1")),
        Some(Highlight::Down)
    );
    assert!(
        hand.session
            .take_changes()
            .components
            .contains(&id("web-1"))
    );
    hand.session.findings_mut().point_at(None);
    assert_eq!(hand.session.findings().highlight(web), None);
}

/// All dots, where they are now.
fn dots(session: &Session) -> Vec<Dot> {
    session
        .simulation()
        .dots(session.document(), session.view())
}

/// Plays so many seconds in frames of 50 ms, and tells what was seen on the way.
fn play(session: &mut Session, from_ms: f64, seconds: u32) -> (f64, Vec<Dot>) {
    let mut seen = Vec::new();
    let mut now_ms = from_ms;
    for _ in 0..seconds * 20 {
        now_ms += 50.0;
        session.frame(now_ms);
        seen.extend(dots(session));
    }
    (now_ms, seen)
}

#[test]
fn dots_are_requests_of_the_run_on_links_that_are_drawn() {
    let mut session = hand("users -> web-1 -> db-1").session;
    let (_, seen) = play(&mut session, 0.0, 3);
    let kinds = [Cargo::Read, Cargo::Write, Cargo::Answer];
    for kind in kinds {
        assert!(seen.iter().any(|dot| dot.load.cargo == kind), "{kind:?}");
    }
    let curves: Vec<_> = session.picture().links.iter().map(|l| l.curve).collect();
    let on_a_link = |dot: &Dot| curves.iter().any(|curve| curve.distance(dot.at) < 1.0);
    assert!(seen.iter().all(on_a_link));
    assert!(
        session
            .picture()
            .links
            .iter()
            .all(|l| (20.0..90.0).contains(&l.rate_rps))
    );
}

#[test]
fn what_is_tried_again_is_marked_and_nothing_else_is() {
    let system = "users -> lb-1 -> web-1 web-2\nlb-1: health_check=off retries=1";
    let mut hand = hand(system);
    let (now_ms, seen) = play(&mut hand.session, 0.0, 2);
    assert!(seen.iter().all(|dot| !dot.load.again), "nothing failed yet");
    hand.does("select web-1");
    hand.does("do kill");
    let (_, seen) = play(&mut hand.session, now_ms, 3);
    assert!(seen.iter().any(|dot| dot.load.again));
    let is_answer = |dot: &Dot| dot.load.cargo == Cargo::Answer;
    assert!(!seen.iter().any(|dot| dot.load.again && is_answer(dot)));
}

#[test]
fn what_a_queue_delivers_is_a_message() {
    let mut session = hand("users -> web-1 -> queue-1 -> app-1").session;
    let (_, seen) = play(&mut session, 0.0, 4);
    let to_the_worker = |dot: &&Dot| dot.load.is_of_delivery && !dot.load.again;
    assert!(seen.iter().any(|dot| to_the_worker(&dot)));
    assert!(seen.iter().any(|dot| !dot.load.is_of_delivery));
}

#[test]
fn dots_follow_the_cards_that_they_fly_between() {
    let mut hand = hand("users -> web-1 -> db-1");
    play(&mut hand.session, 0.0, 1);
    hand.does("drag web-1 by 0 400");
    let curves: Vec<_> = hand
        .session
        .picture()
        .links
        .iter()
        .map(|l| l.curve)
        .collect();
    let dots = dots(&hand.session);
    assert!(!dots.is_empty());
    assert!(
        dots.iter()
            .all(|dot| curves.iter().any(|curve| curve.distance(dot.at) < 1.0))
    );
}

#[test]
fn a_resolved_client_sends_to_the_balancer_directly() {
    let mut session = hand("users -> dns -> lb-1 -> web-1").session;
    let (_, seen) = play(&mut session, 0.0, 3);
    assert!(
        seen.iter().any(|dot| dot.load.cargo == Cargo::Resolve),
        "the question is seen"
    );
    let ways = session
        .simulation()
        .open_ways(session.document(), session.view());
    assert_eq!(ways.len(), 1);
    let is_read = |dot: &&Dot| dot.load.cargo == Cargo::Read;
    assert!(
        dots(&session)
            .iter()
            .chain(&seen)
            .filter(is_read)
            .any(|dot| ways[0].distance(dot.at) < 1.0)
    );
}

#[test]
fn what_was_on_its_way_dies_visibly_when_its_target_does() {
    let mut hand = hand("users -> web-1 -> db-1");
    let (now_ms, _) = play(&mut hand.session, 0.0, 2);
    let dying = |session: &Session| dots(session).iter().filter(|dot| dot.dying > 0.0).count();
    assert_eq!(dying(&hand.session), 0);
    hand.session
        .simulate(|s| s.kill([Target::Component(id("web-1"))]));
    assert!(dying(&hand.session) > 0);
    hand.session.simulate(|s| s.set_playing(false));
    assert!(hand.session.wants_frame());
    play(&mut hand.session, now_ms, 1);
    assert_eq!(dying(&hand.session), 0);
    while hand.session.is_thinking() {
        hand.session.think();
    }
    assert!(!hand.session.wants_frame());
}

#[test]
fn the_log_tells_who_noticed_what() {
    let mut hand = hand("users -> lb-1 -> web-1 web-2 -> db-1");
    play(&mut hand.session, 0.0, 1);
    hand.session
        .simulate(|s| s.kill([Target::Component(id("web-1"))]));
    hand.session.take_changes();
    play(&mut hand.session, 1_000.0, 12);
    assert!(hand.session.take_changes().log);
    let told: Vec<String> = hand
        .session
        .simulation()
        .log_since(0)
        .into_iter()
        .map(|line| line.text)
        .collect();
    assert!(told.contains(&"web-1 is killed.".to_owned()), "{told:?}");
    assert!(
        told.iter()
            .any(|t| t.starts_with("lb-1 takes web-1 out of rotation")),
        "{told:?}"
    );
    let later = hand.session.simulation().log_since(told.len() as u64);
    assert!(later.is_empty());
}

#[test]
fn what_the_script_kills_is_dead_for_the_verdicts_too() {
    let mut scenario = topple::model::sketch::sketch("users -> lb-1 -> web-1 web-2");
    let action = topple::model::Action::Kill(Target::Component(id("web-1")));
    scenario
        .script
        .push(topple::model::ScriptEntry::act(0.5, action));
    let mut session = Session::new(scenario);
    assert_eq!(flagged(&session), ["lb-1"]);
    play(&mut session, 0.0, 1);
    assert_eq!(flagged(&session), ["lb-1", "web-2"]);
    assert!(!session.simulation().is_alive(action.target()));
}

#[test]
fn the_run_goes_back_to_a_moment_and_on_from_there() {
    let mut hand = hand("users -> lb-1 -> web-1 web-2");
    let (now_ms, _) = play(&mut hand.session, 0.0, 2);
    hand.session
        .simulate(|s| s.kill([Target::Component(id("web-1"))]));
    play(&mut hand.session, now_ms, 2);
    hand.session.take_changes();
    assert!(hand.session.seek(1.0));
    assert!((hand.session.simulation().run().now().as_seconds() - 1.0).abs() < 1e-9);
    assert!(
        hand.session
            .simulation()
            .is_alive(Target::Component(id("web-1")))
    );
    assert!(hand.session.take_changes().faults);
    let (_, seen) = play(&mut hand.session, 10_000.0, 3);
    assert!(seen.iter().any(|dot| dot.load.cargo == Cargo::Answer));
    assert!(
        !hand
            .session
            .simulation()
            .is_alive(Target::Component(id("web-1"))),
        "what was done is done again"
    );
    let refused = hand.session.simulate(|s| s.rewind(1e6));
    assert!(refused.is_err_and(|why| why.to_string().contains("only come to")));
}

#[test]
fn what_was_deleted_and_brought_back_is_played_after_a_rewind_too() {
    let mut hand = hand("users -> lb-1 -> web-1 web-2");
    hand.session.seek(3.0);
    hand.does("click web-2\nkey Delete");
    hand.session.seek(8.0);
    hand.does("key Ctrl+z");
    hand.session.seek(9.0);
    assert!(hand.session.seek(1.0));
    hand.session.seek(6.0);
    let played = hand
        .session
        .simulation()
        .numbers(id("web-2"))
        .expect("it is played");
    assert!(played.last_second.served > 0, "{played:?}");
}
