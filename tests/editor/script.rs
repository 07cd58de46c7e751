//! The script, recorded and edited.

use topple::editor::Command;
use topple::editor::document::deeds::DeedKind;
use topple::model::fields::Value;
use topple::model::script::ScriptEntry;

use crate::driver::{Hand, hand, id};

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

fn says(hand: &mut Hand, at_s: f64, sentence: &str) -> Result<(), String> {
    hand.session.add_to_script(ScriptEntry::say(at_s, sentence))
}

fn sets(hand: &mut Hand, who: &str, key: &str, number: f64) {
    let session = &mut hand.session;
    session
        .set_field(&[id(who)], key, &Value::Number(number))
        .unwrap();
    session.document_mut().settle();
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
    assert_eq!(script(&hand), ["2 s: Kill web-1", "5 s: Restore web-1"]);
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
    says(&mut hand, 4.0, " Now it dies. ").unwrap();
    says(&mut hand, 1.0, "Watch web-1.").unwrap();
    assert_eq!(script(&hand), ["1 s: Watch web-1.", "4 s: Now it dies."]);
    let later = ScriptEntry::say(9.0, "Watch web-1.");
    hand.session.set_script_line(0, Some(later)).unwrap();
    assert_eq!(script(&hand), ["4 s: Now it dies.", "9 s: Watch web-1."]);
    hand.session.set_script_line(0, None).unwrap();
    assert_eq!(script(&hand), ["9 s: Watch web-1."]);
    assert!(hand.session.set_script_line(7, None).is_err());
    let too_long = "a".repeat(241);
    assert!(says(&mut hand, 1.0, &too_long).is_err());
    assert!(says(&mut hand, 1.0, "  ").is_err());
    assert_eq!(script(&hand), ["9 s: Watch web-1."]);
}

#[test]
fn a_rate_that_was_changed_in_a_run_is_recorded_and_the_run_begins_with_the_old_one() {
    let mut hand = hand("users -> lb-1 -> web-1 web-2");
    sets(&mut hand, "users", "rate_rps", 50.0);
    runs(&mut hand, 2);
    assert!(!hand.session.can(Command::Record), "that is the start");
    // A slider is dragged for a moment: one change.
    sets(&mut hand, "users", "rate_rps", 80.0);
    sets(&mut hand, "users", "rate_rps", 90.0);
    runs(&mut hand, 3);
    sets(&mut hand, "users", "rate_rps", 20.0);
    assert_eq!(hand.session.unrecordable(), [""; 0]);
    hand.session.perform(Command::Record);
    let lines = [
        "0 s: Request rate of users 50",
        "2 s: Request rate of users 90",
        "5 s: Request rate of users 20",
    ];
    let rates = || {
        let script = &hand.session.document().scenario().script;
        let rate = |line: &ScriptEntry| {
            let number = topple::editor::document::script::number_of(line)?;
            let words = hand.session.document().deed_words(&line.deed);
            Some(format!("{} s: {words} {}", line.at_s, number.value))
        };
        script.iter().filter_map(rate).collect::<Vec<_>>()
    };
    assert_eq!(rates(), lines);
    assert!(!hand.session.can(Command::Record), "it is all recorded");

    let started_in = |hand: &mut Hand, seconds: usize| {
        let before = hand.session.simulation().run().totals().started;
        runs(hand, seconds);
        hand.session.simulation().run().totals().started - before
    };
    hand.session.perform(Command::Restart);
    assert!((70..=130).contains(&started_in(&mut hand, 2)));
    assert!((220..=320).contains(&started_in(&mut hand, 3)));
    hand.does("key Ctrl+z");
    assert_eq!(script(&hand), [""; 0]);
}

#[test]
fn what_else_was_changed_in_a_run_is_named_as_not_recorded() {
    let mut hand = hand("users -> lb-1 -> web-1 web-2");
    runs(&mut hand, 1);
    sets(&mut hand, "web-1", "service_ms", 200.0);
    hand.does("select web-2\nkey Delete");
    assert!(!hand.session.can(Command::Record));
    assert_eq!(
        hand.session.unrecordable(),
        ["web-1", "web-2", "lb-1 to web-2"]
    );
    hand.session.perform(Command::Restart);
    assert_eq!(hand.session.unrecordable(), [""; 0]);
}

#[test]
fn lines_are_added_by_hand_one_by_one_each_a_step_to_be_undone() {
    let mut hand = hand("west = web-1\nusers -> lb-1 -> web-1 web-2");
    let mut add = |deed: DeedKind, target: &str, at_s: f64| {
        let target = hand.target(target);
        let scenario = hand.session.document().scenario();
        let action = deed.done_to(target, scenario).expect("it can be done");
        hand.session.add_to_script(ScriptEntry::act(at_s, action))
    };
    add(DeedKind::Isolate, "west", 8.0).unwrap();
    add(DeedKind::Slow, "web-2", 3.0).unwrap();
    add(DeedKind::Cut, "lb-1>web-1", 3.0).unwrap();
    let twice = add(DeedKind::Slow, "web-2", 3.0);
    assert_eq!(
        twice,
        Err("The script says that already, at the same moment.".to_owned())
    );
    assert!(add(DeedKind::Kill, "web-2", 3_601.0).is_err());
    assert_eq!(
        script(&hand),
        [
            "3 s: Slow down web-2",
            "3 s: Cut lb-1 to web-1",
            "8 s: Isolate west"
        ]
    );
    hand.does("key Ctrl+z");
    assert_eq!(script(&hand), ["3 s: Slow down web-2", "8 s: Isolate west"]);
    hand.does("key Ctrl+z\nkey Ctrl+z");
    assert_eq!(script(&hand), [""; 0]);
}

#[test]
fn a_deed_is_offered_for_what_it_can_be_done_to() {
    let hand = hand("west = web-1\nusers -> dns-1 -> lb-1 -> web-1");
    let told: Vec<String> = DeedKind::ALL
        .into_iter()
        .map(|deed| {
            let targets = hand.session.document().targets_of(deed).into_iter();
            let names: Vec<String> = targets.map(|(_, name)| name).collect();
            format!("{}: {}", deed.label(), names.join(", "))
        })
        .collect();
    expect_test::expect![[r#"
        Kill: web-1, dns-1, lb-1, west
        Crash: web-1, dns-1, lb-1
        Slow down: web-1, lb-1
        Errors from: web-1, lb-1
        Empty answers from: dns-1
        Drain: web-1, lb-1
        Cut: users to dns-1, dns-1 to lb-1, lb-1 to web-1
        Message loss on: users to dns-1, dns-1 to lb-1, lb-1 to web-1
        Extra latency on: users to dns-1, dns-1 to lb-1, lb-1 to web-1
        Isolate: west
        Request rate of: users
        Restore: web-1, dns-1, lb-1, west, users to dns-1, dns-1 to lb-1, lb-1 to web-1"#]]
    .assert_eq(&told.join("\n"));
}
