//! What faults cost: counted while there is time, and one of them tried beside.

use topple::editor::{Command, Session, Simulation, Trial};
use topple::engine::{Alone, Costs, Counting, FaultReport, Micros};
use topple::model::{Action, Target};

use crate::driver::{Hand, hand, id};

const SYSTEM: &str = "users -> lb-1 -> web-1 web-2 -> db-1\nlb-9 -> web-9\nweb-1: service_ms=200";

/// Lets the session think until there is nothing more to find out. How many slices that took.
fn think(session: &mut Session) -> usize {
    for slice in 0..1_000_000 {
        if !session.is_thinking() {
            return slice;
        }
        session.think();
    }
    panic!("it never comes to an end");
}

/// Plays in frames of 50 ms of wall time, without time to think.
fn play(session: &mut Session, from_s: u32, seconds: u32) {
    for frame in from_s * 20..=(from_s + seconds) * 20 {
        session.frame(f64::from(frame) * 50.0);
    }
}

fn kill(hand: &mut Hand, name: &str) {
    let target = hand.target(name);
    hand.session.simulate(|s| s.kill([target]));
}

/// A session that was held after two parts died, with all else found out before.
fn held() -> Hand {
    let mut hand = hand(SYSTEM);
    play(&mut hand.session, 0, 10);
    kill(&mut hand, "web-9");
    kill(&mut hand, "web-1");
    play(&mut hand.session, 10, 15);
    hand.session.simulate(|s| s.set_playing(false));
    hand
}

fn counting(reports: &[FaultReport]) -> Vec<Counting> {
    reports.iter().map(|r| r.counting).collect()
}

#[test]
fn figures_are_live_at_once_and_counted_in_slices_when_there_is_time() {
    let mut hand = held();
    let session = &mut hand.session;
    let live = session.simulation().fault_reports();
    assert_eq!(counting(&live), [Counting::Live; 2]);
    assert!(live[0].lost > 0, "a guess charges the bystander too");
    session.take_changes();
    let slices = think(session);
    assert!(session.take_changes().costs && slices > 10, "{slices}");
    let mut run = session.simulation().run().clone();
    let expected = Costs::of(&mut run).reports(&run);
    let counted = session.simulation().fault_reports();
    assert_eq!(counted, expected);
    assert_eq!(counted[0].lost, 0);
    assert!(counted[1].lost > 0);
    assert_eq!(
        session.simulation().together().map(|t| t.lost_in_all),
        Some(counted[1].lost)
    );
    assert!(!session.is_thinking(), "the run stands, and all is counted");
}

#[test]
fn while_the_run_plays_a_count_is_made_again_now_and_then_and_a_restart_forgets_it() {
    let mut hand = held();
    let session = &mut hand.session;
    think(session);
    session.simulate(|s| s.set_playing(true));
    assert!(!session.is_thinking());
    play(session, 25, 4);
    assert!(!session.is_thinking(), "it is too soon");
    play(session, 29, 4);
    assert!(session.is_thinking());
    think(session);
    let now = session.simulation().run().now();
    let reports = session.simulation().fault_reports();
    assert_eq!(counting(&reports), [Counting::Counted(now); 2]);
    session.simulate(Simulation::restart);
    assert!(session.simulation().fault_reports().is_empty());
    think(session);
    assert_eq!(session.simulation().together(), None);
}

#[test]
fn what_a_loss_would_cost_is_played_beside_and_leaves_the_run_alone() {
    let mut hand = hand(SYSTEM);
    hand.session.simulate(|s| s.set_playing(false));
    think(&mut hand.session);
    hand.does("click db-1\ndo try-loss");
    let before = hand.session.simulation().run().log_hash();
    let progress = |hand: &Hand| hand.session.simulation().trial().map(Trial::progress);
    assert_eq!(progress(&hand), Some(0.0));
    hand.session.take_changes();
    let slices = think(&mut hand.session);
    assert!(slices > 5 && hand.session.take_changes().costs, "{slices}");
    assert_eq!(progress(&hand), Some(1.0));
    assert_eq!(hand.session.simulation().run().log_hash(), before);

    let scenario = hand.session.document().scenario();
    let (at, until) = (Micros::from_seconds(10.0), Micros::from_seconds(60.0));
    let kill = Action::Kill(Target::Component(id("db-1")));
    let mut alone = [None, Some((at, kill))].map(|fault| Alone::new(scenario, fault, until));
    for run in &mut alone {
        assert!(run.advance(u64::MAX));
    }
    let trial = hand.session.simulation().trial().expect("it was asked");
    assert_eq!(trial.outcome(), alone[1].report(&alone[0]).as_ref());
    assert!(trial.outcome().is_some_and(|r| r.lost > 1_000));
}

#[test]
fn a_trial_is_given_up_by_hand_and_by_an_edit_and_is_of_one_part_that_may_die() {
    let mut hand = hand(SYSTEM);
    hand.does("click web-1\ndo try-loss");
    hand.session.think();
    hand.session.simulate(Simulation::forget_trial);
    assert!(hand.session.simulation().trial().is_none());
    hand.does("click web-1\ndo try-loss\ndrag web-2 by 0 80");
    assert!(
        hand.session.simulation().trial().is_some(),
        "where a part stands is no matter"
    );
    hand.does("click web-2\nkey Delete");
    assert!(hand.session.simulation().trial().is_none());
    hand.does("click users");
    assert!(!hand.session.can(Command::TryLoss));
    hand.does("select web-1 db-1");
    assert!(!hand.session.can(Command::TryLoss));
}
