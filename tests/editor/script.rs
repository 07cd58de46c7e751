//! The script, recorded and edited.

use topple::editor::Command;
use topple::model::script::ScriptEntry;

use crate::driver::{Hand, hand};

fn script(hand: &Hand) -> Vec<String> {
    let document = hand.session.document();
    let lines = document.scenario().script.iter();
    lines
        .map(|line| format!("{} s: {}", line.at_s, document.deed_words(&line.deed)))
        .collect()
}

/// Plays so many seconds, a tenth at a time.
fn runs(hand: &mut Hand, seconds: usize) {
    (0..seconds * 10).for_each(|_| hand.session.perform(Command::Step));
}

#[test]
fn what_was_done_in_a_run_is_recorded_once_and_happens_again() {
    let mut hand = hand("users -> lb-1 -> web-1 web-2");
    assert!(!hand.session.can(Command::Record), "nothing was done");
    runs(&mut hand, 2);
    hand.does("click web-1\nkey k");
    runs(&mut hand, 3);
    hand.does("key k");
    assert!(hand.session.can(Command::Record));
    hand.session.perform(Command::Record);
    assert_eq!(
        script(&hand),
        ["2 s: Kill web-1", "5 s: web-1 is well again"]
    );
    assert!(!hand.session.can(Command::Record), "it is all recorded");

    hand.session.perform(Command::Restart);
    runs(&mut hand, 3);
    assert!(!hand.session.simulation().is_alive(hand.target("web-1")));
    runs(&mut hand, 3);
    assert!(hand.session.simulation().is_alive(hand.target("web-1")));
    assert!(
        !hand.session.can(Command::Record),
        "the script did it, no hand"
    );

    hand.does("key Ctrl+z");
    assert_eq!(script(&hand), [""; 0]);
}

#[test]
fn what_was_done_to_a_part_that_is_gone_is_not_recorded() {
    let mut hand = hand("users -> lb-1 -> web-1 web-2");
    hand.does("click web-1\nkey k\nkey Delete");
    assert!(!hand.session.can(Command::Record));
}

#[test]
fn lines_stay_in_the_order_of_their_moments() {
    let mut hand = hand("users -> web-1");
    hand.session.say_in_script(4.0, " Now it dies. ").unwrap();
    hand.session.say_in_script(1.0, "Watch web-1.").unwrap();
    assert_eq!(script(&hand), ["1 s: Watch web-1.", "4 s: Now it dies."]);
    let later = ScriptEntry::say(9.0, "Watch web-1.");
    hand.session.set_script_line(0, Some(later)).unwrap();
    assert_eq!(script(&hand), ["4 s: Now it dies.", "9 s: Watch web-1."]);
    hand.session.set_script_line(0, None).unwrap();
    assert_eq!(script(&hand), ["9 s: Watch web-1."]);
    assert!(hand.session.set_script_line(7, None).is_err());
    let too_long = "a".repeat(241);
    assert!(hand.session.say_in_script(1.0, &too_long).is_err());
    assert!(hand.session.say_in_script(1.0, "  ").is_err());
    assert_eq!(script(&hand), ["9 s: Watch web-1."]);
}
