//! The first kill of a scenario slows time down for a moment, and says so; where that is wanted.

use topple::editor::{Command, Request, Session};
use topple::model::sketch::sketch;

use crate::driver::{Hand, hand};

/// A session that wants it, after a second of frames.
fn wanting() -> Hand {
    let mut hand = hand("users -> lb-1 -> web-1 web-2");
    hand.session.simulate(|s| s.want_slow_motion(true));
    frames(&mut hand.session, 0, 1_000);
    hand
}

/// Frames of 20 ms. How much of the run they play, in seconds.
fn frames(session: &mut Session, from_ms: u32, until_ms: u32) -> f64 {
    let now = |session: &Session| session.simulation().run().now().as_seconds();
    let before = now(session);
    for at_ms in (from_ms..=until_ms).step_by(20) {
        session.frame(f64::from(at_ms));
    }
    now(session) - before
}

fn toggle(hand: &mut Hand, name: &str) {
    let target = hand.target(name);
    let alive = hand.session.simulation().is_alive(target);
    hand.session.simulate(|s| {
        if alive {
            s.kill([target]);
        } else {
            s.revive([target]);
        }
    });
}

#[test]
fn the_first_kill_slows_time_down_for_a_moment_and_the_next_does_not() {
    let mut hand = wanting();
    toggle(&mut hand, "web-1");
    assert!(hand.session.simulation().is_in_slow_motion());
    let told = hand.session.messages().iter();
    assert!(told.into_iter().any(|m| m.text.starts_with("Slow motion")));
    let slowed = frames(&mut hand.session, 1_000, 3_000);
    assert!((0.45..0.55).contains(&slowed), "{slowed} s in two seconds");
    frames(&mut hand.session, 3_000, 6_000);
    assert!(!hand.session.simulation().is_in_slow_motion());
    toggle(&mut hand, "web-1");
    toggle(&mut hand, "web-2");
    assert!(!hand.session.simulation().is_in_slow_motion());
    let on = frames(&mut hand.session, 6_000, 8_000);
    assert!((1.9..2.1).contains(&on), "{on} s in two seconds");
}

#[test]
fn each_scenario_has_a_first_kill() {
    let mut hand = wanting();
    toggle(&mut hand, "web-1");
    let other = sketch("users -> lb-1 -> web-1 web-2 web-3");
    hand.session.begin(other).expect("a sound scenario");
    assert!(!hand.session.simulation().is_in_slow_motion());
    toggle(&mut hand, "web-1");
    assert!(hand.session.simulation().is_in_slow_motion());
}

#[test]
fn it_can_be_turned_off_which_is_remembered() {
    let mut hand = wanting();
    hand.session.perform(Command::SlowMotion);
    let requests = hand.session.take_requests();
    assert!(
        requests.contains(&Request::SlowMotion(false)),
        "{requests:?}"
    );
    toggle(&mut hand, "web-1");
    assert!(!hand.session.simulation().is_in_slow_motion());
}
