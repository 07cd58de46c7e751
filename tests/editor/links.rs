//! Drawing links, and what the rules say to it.

use topple::editor::{Button, PointerKind};
use topple::model::sketch::sketch;
use topple::model::{Link, Point, rules};

use crate::driver::{hand, id};

#[test]
fn a_link_is_dragged_from_a_port_to_a_card() {
    let mut hand = hand("users -> web-1\ndb-1:");
    hand.does("drag port web-1 to db-1");
    assert_eq!(hand.shows("web-1>"), "web-1>db-1 *");
    assert_eq!(hand.steps(), ["Link web-1 to db-1"]);
}

#[test]
fn a_link_that_ends_on_nothing_is_given_up() {
    let mut hand = hand("users -> web-1\ndb-1:");
    hand.does("drag port web-1 to 900 900");
    assert_eq!(hand.told(), "");
    assert!(hand.session.document().history().is_empty());
}

#[test]
fn a_refused_link_is_refused_in_a_sentence() {
    let mut hand = hand("users -> web-1\ndb-1:");
    hand.does("drag port users to db-1");
    assert_eq!(
        hand.told(),
        "A client does not reach the data directly. Put a server between them."
    );
    assert!(hand.session.document().history().is_empty());
}

#[test]
fn while_a_link_is_drawn_every_target_says_whether_it_may_end_there() {
    let mut hand = hand("users -> web-1\ndb-1:\ndns:");
    hand.does("hold port users to 700 700");
    let says = |target: &str| hand.session.link_target(id(target));
    assert_eq!(says("users"), None);
    assert!(
        says("db-1")
            .unwrap()
            .unwrap_err()
            .starts_with("A client does not reach the data")
    );
    assert!(
        says("dns")
            .unwrap()
            .unwrap_err()
            .contains("both names and fixed addresses")
    );
    assert!(
        says("web-1")
            .unwrap()
            .unwrap_err()
            .contains("already calls")
    );
    hand.does("key Escape");
    assert_eq!(hand.session.link_target(id("db-1")), None);
}

#[test]
fn a_link_is_drawn_by_keys_alone() {
    let mut hand = hand("users -> web-1\ndb-1:");
    hand.session.focus(hand.target("web-1"));
    hand.does("key l");
    hand.session.focus(hand.target("db-1"));
    hand.does("key Enter");
    assert_eq!(hand.shows("web-1>"), "web-1>db-1");
    // The focus is on the target, and so are the keys.
    assert_eq!(hand.session.stop(), Some(hand.target("db-1")));
    assert!(hand.shows("db-1").ends_with('*'));
}

#[test]
fn after_l_a_click_ends_the_link() {
    let mut hand = hand("users -> web-1\ndb-1:");
    hand.does("click web-1\nkey l\nclick db-1");
    assert_eq!(hand.shows("web-1>"), "web-1>db-1 *");
}

#[test]
fn a_link_is_selected_by_its_curve_and_deleted() {
    let mut hand = hand("users -> web-1\ndb-1:");
    hand.does("drag web-1 by 200 300\nclick link users>web-1\nkey Delete");
    assert_eq!(hand.shows("users>"), "");
    assert_eq!(
        hand.steps(),
        ["Delete the link from users to web-1", "Move web-1"]
    );
}

#[test]
fn the_rubber_band_follows_the_pointer_and_catches_on_a_card() {
    let mut hand = hand("users -> web-1\ndb-1:");
    hand.does("hold port web-1 to 700 300");
    assert_eq!(
        hand.session.overlay().rubber_band.unwrap().curve.end,
        Point::new(700.0, 300.0)
    );
    hand.event(PointerKind::Move, Point::new(320.0, 10.0), Button::Primary);
    assert_eq!(
        hand.session.overlay().rubber_band.unwrap().curve.end,
        Point::new(252.0, 0.0)
    );
}

#[test]
fn all_targets_at_once_say_what_the_rules_say_of_each() {
    let sketches = [
        "users -> web-1 -> db-1\ndns: \nlb-1:\ncache-1:\ndb-2: shard=a",
        "users-1 -> dns -> lb-1 -> web-1 -> lb-2 -> cache-1\nweb-1 -> db-1 -> db-2\nlb-3:\nweb-9: service=x",
        "lb-1 -> lb-2 lb-3\nlb-2 -> web-1\nlb-3:\ndb-1: shard=a\ndb-2: shard=b\nweb-2: service=x\nlb-4 -> db-1",
        "web-1 -> web-2 -> web-3 -> db-1\nusers -> web-1\ncache-1:\nlb-1 -> web-1\nlb-2:",
    ];
    for text in sketches {
        let scenario = sketch(text);
        let mut hand = hand(text);
        for from in &scenario.components {
            hand.session.begin_link(from.id, None);
            for to in scenario.components.iter().filter(|c| c.id != from.id) {
                let rule = rules::may_link(&scenario, &Link::new(from.id, to.id));
                let said = hand.session.link_target(to.id).unwrap();
                // Which one of a circle is named is of no matter.
                let told = |r: String| r.split(" through ").next().map(str::to_owned);
                let (said, rule) = (said.map_err(told), rule.map_err(|r| told(r.to_string())));
                assert_eq!(said, rule, "{} > {}", from.id, to.id);
            }
        }
    }
}

#[test]
fn a_refusal_goes_with_the_next_edit_and_the_next_takes_its_place() {
    let mut hand = hand("users -> web-1\ndb-1:\ndns:");
    hand.does("drag port users to db-1");
    assert_eq!(hand.session.messages().len(), 1);
    hand.does("drag port users to dns");
    assert_eq!(hand.session.messages().len(), 1, "{}", hand.told());
    assert!(hand.told().contains("both names and fixed addresses"));
    hand.does("drag port web-1 to db-1");
    assert_eq!(hand.told(), "");
}

#[test]
fn there_are_two_failures_at_most_and_one_of_files() {
    let mut hand = hand("users -> web-1");
    for n in 0..5 {
        assert!(!hand.session.open_text(&format!("no drawing {n}")));
    }
    assert_eq!(hand.session.messages().len(), 1, "{}", hand.told());
    for n in 0..5 {
        hand.session
            .say(topple::editor::Severity::Failure, format!("Failure {n}."));
    }
    assert_eq!(hand.told(), "Failure 3.\nFailure 4.");
}
