//! Going about by key.

use topple::editor::Request;
use topple::model::{LinkId, Target};

use crate::driver::{Hand, hand, id};

/// `users`, `web-1`, `db-1` in a row, 160 apart, and `web-2` below `web-1`.
fn four() -> Hand {
    let mut hand = hand("users -> web-1 -> db-1\nusers -> web-2 -> db-1");
    hand.does("drag web-2 by 0 40");
    hand.does("click 900 900");
    hand
}

fn stop(hand: &Hand) -> String {
    hand.session
        .stop()
        .map(|stop| stop.to_string())
        .unwrap_or_default()
}

#[test]
fn arrows_go_from_card_to_card_by_place_and_select_it() {
    let mut hand = hand("users -> web-1 -> db-1");
    // The first press only takes hold.
    for (key, at) in [
        ("ArrowRight", "users"),
        ("ArrowRight", "web-1"),
        ("ArrowRight", "db-1"),
        ("ArrowRight", "db-1"),
        ("ArrowLeft", "web-1"),
    ] {
        assert!(hand.key(key));
        assert_eq!(stop(&hand), at, "{key}");
        assert_eq!(
            hand.session.document().selection().only(),
            hand.session.stop()
        );
    }
    assert!(hand.session.document().history().is_empty());
}

#[test]
fn every_card_is_reached_by_arrows() {
    let hand = four();
    for start in ["users", "web-1", "web-2", "db-1"] {
        let mut seen = vec![start.to_owned()];
        let mut next = 0;
        while next < seen.len() {
            let from = seen[next].clone();
            next += 1;
            for key in ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"] {
                let mut walker = four();
                walker.session.focus(walker.target(&from));
                walker.key(key);
                let at = stop(&walker);
                if !seen.contains(&at) {
                    seen.push(at);
                }
            }
        }
        assert_eq!(
            seen.len(),
            hand.session.document().scenario().components.len(),
            "from {start}: {seen:?}"
        );
    }
}

#[test]
fn shift_with_an_arrow_selects_the_next_too() {
    let mut hand = hand("users -> web-1 -> db-1");
    hand.session.focus(hand.target("users"));
    hand.does("key Shift+ArrowRight\nkey Shift+ArrowRight");
    assert_eq!(hand.session.document().selection().len(), 3);
    assert_eq!(stop(&hand), "db-1");
    hand.does("key ArrowLeft");
    assert_eq!(
        hand.session.document().selection().only(),
        Some(hand.target("web-1"))
    );
}

#[test]
fn n_goes_through_the_links_of_a_part_and_k_cuts_the_one_that_is_selected() {
    let mut hand = hand("users -> web-1 -> db-1");
    hand.session.focus(hand.target("web-1"));
    let link = |from, to| {
        Some(Target::Link(LinkId {
            from: id(from),
            to: id(to),
        }))
    };
    hand.does("key n");
    assert_eq!(
        hand.session.document().selection().only(),
        link("users", "web-1")
    );
    hand.does("key n");
    assert_eq!(
        hand.session.document().selection().only(),
        link("web-1", "db-1")
    );
    hand.does("key n");
    assert_eq!(
        hand.session.document().selection().only(),
        link("users", "web-1")
    );
    hand.does("key Shift+N\nkey k");
    assert!(
        !hand
            .session
            .simulation()
            .is_alive(link("web-1", "db-1").unwrap())
    );
    assert_eq!(
        hand.session.label(topple::editor::Command::Revive),
        "Mend the link"
    );
    // An arrow leads to the end that lies there.
    hand.does("key ArrowRight");
    assert_eq!(stop(&hand), "db-1");
}

#[test]
fn a_link_is_drawn_with_arrows_and_the_keys_go_on_from_its_end() {
    let mut hand = hand("users:\nweb-1:\ndb-1:");
    hand.session.focus(hand.target("users"));
    hand.does("key l\nkey ArrowRight\nkey Enter\nkey l\nkey ArrowRight\nkey Enter");
    assert_eq!(hand.steps().len(), 2, "{:?}", hand.steps());
    assert_eq!(stop(&hand), "db-1");
    hand.does("key k");
    assert!(!hand.session.simulation().is_alive(hand.target("db-1")));
}

#[test]
fn what_is_walked_to_is_in_view() {
    let mut hand = hand("users -> web-1 -> db-1");
    hand.does("drag db-1 by 4000 0");
    hand.session.focus(hand.target("web-1"));
    hand.does("key ArrowRight");
    let at = hand.session.document().component(id("db-1")).unwrap().at;
    let visible = hand.session.view().camera().visible();
    assert!(
        visible.x <= at.x && at.x <= visible.right(),
        "{visible:?} {at:?}"
    );
}

#[test]
fn shift_f10_opens_the_menu_of_what_is_selected_beside_it() {
    let mut hand = hand("users -> web-1");
    assert!(hand.key("Shift+F10"));
    assert!(matches!(
        &hand.requests()[..],
        [Request::ContextMenu { target: None, .. }]
    ));
    hand.session.focus(hand.target("web-1"));
    assert!(hand.key("ContextMenu"));
    let target = Some(hand.target("web-1"));
    assert!(
        matches!(&hand.requests()[..], [Request::ContextMenu { target: of, .. }] if *of == target)
    );
}
