//! The list of commands, by key and by name.

use topple::editor::{Command, Key, Modifiers, Request};

use crate::driver::{hand, id, lines};

#[test]
fn duplicating_adds_a_node_of_the_same_service_with_the_same_links() {
    let mut hand = hand("users -> lb-1 -> web-1 -> db-1\nweb-1: service=shop workers=7");
    hand.does("click web-1\nkey Ctrl+d");
    assert_eq!(hand.shows("web-2"), "web-2 320,120 *\nweb-2>db-1");
    assert_eq!(hand.shows("lb-1>"), "lb-1>web-1\nlb-1>web-2");
    let copy = hand.session.document().component(id("web-2")).unwrap();
    let original = hand.session.document().component(id("web-1")).unwrap();
    assert_eq!(
        (&copy.service, &copy.settings),
        (&original.service, &original.settings)
    );
    assert_eq!(hand.steps(), ["Duplicate web-1"]);
    hand.does("key Ctrl+d");
    assert_eq!(hand.session.document().scenario().components.len(), 6);
}

#[test]
fn many_duplicates_overlap_nothing() {
    let mut hand = hand("users -> lb-1 -> web-1 web-2 -> db-1");
    for _ in 0..3 {
        hand.does("select lb-1 web-1 db-1\nkey Ctrl+d");
    }
    let cards: Vec<_> = hand
        .session
        .document()
        .scenario()
        .components
        .iter()
        .map(|c| c.at)
        .collect();
    for (i, a) in cards.iter().enumerate() {
        for b in &cards[..i] {
            assert!(
                (a.x - b.x).abs() >= 136.0 || (a.y - b.y).abs() >= 76.0,
                "{a:?} {b:?}"
            );
        }
    }
}

#[test]
fn aligned_cards_share_a_line() {
    let mut hand = hand("users -> web-1 -> db-1");
    hand.does("drag web-1 by 0 205\nselect users web-1 db-1\ndo align_top");
    assert_eq!(
        hand.picture(),
        lines("users 0,0 *\nweb-1 160,0 *\ndb-1 320,0 *\nusers>web-1\nweb-1>db-1")
    );
}

#[test]
fn cards_that_would_lie_on_each_other_when_aligned_are_spread() {
    let mut hand = hand("users -> web-1 -> db-1");
    hand.does("select users web-1 db-1\ndo align_left");
    let ys: Vec<f64> = hand
        .session
        .document()
        .scenario()
        .components
        .iter()
        .map(|c| c.at.y)
        .collect();
    assert!(ys.windows(2).all(|w| w[1] - w[0] >= 76.0), "{ys:?}");
    assert_eq!(hand.shows("db-1").split(',').next(), Some("db-1 0"));
}

#[test]
fn alt_with_arrows_moves_by_places_of_the_grid_and_a_row_of_moves_is_one_step() {
    let mut hand = hand("users -> web-1");
    hand.does("click web-1\nkey Alt+ArrowDown\nkey Alt+Shift+ArrowRight");
    assert_eq!(hand.shows("web-1"), "web-1 260,20 *");
    hand.does("key Alt+ArrowDown");
    assert_eq!(hand.steps(), ["Move web-1"]);
    assert_eq!(hand.session.label(Command::Undo), "Undo: Move web-1");
    // Another part is another row.
    hand.does("click users\nkey Alt+ArrowUp\nclick web-1\nkey Alt+ArrowUp");
    assert_eq!(hand.steps(), ["Move web-1", "Move users", "Move web-1"]);
    hand.does("key Ctrl+z\nkey Ctrl+z\nkey Ctrl+z");
    assert_eq!(hand.shows("web-1"), "web-1 160,0 *");
}

#[test]
fn a_held_key_acts_once_and_moves_go_on() {
    let mut hand = hand("users -> web-1");
    hand.does("click web-1");
    let held = |key, alt| Key {
        key,
        repeats: true,
        modifiers: Modifiers {
            alt,
            ..Modifiers::default()
        },
        ..Key::default()
    };
    assert!(hand.key("k"));
    for _ in 0..3 {
        // It is ours all the same: the browser must not act on it.
        assert!(hand.session.key(held("k", false)));
    }
    assert!(!hand.session.simulation().is_alive(hand.target("web-1")));
    for _ in 0..3 {
        assert!(hand.session.key(held("ArrowDown", true)));
    }
    assert_eq!(hand.shows("web-1").split_once(' ').unwrap().1, "160,60 ✗ *");
}

#[test]
fn shortcuts_go_by_letter_and_where_there_is_none_by_place() {
    let mut hand = hand("users -> web-1");
    hand.does("click web-1");
    let typed = |key, place| Key {
        key,
        place,
        ..Key::default()
    };
    assert!(hand.session.key(typed("л", Some("K"))));
    assert!(!hand.session.simulation().is_alive(hand.target("web-1")));
    // What is typed goes before where it stands.
    assert!(hand.session.key(typed("f", Some("K"))));
    assert!(!hand.session.simulation().is_alive(hand.target("web-1")));
    let speed = hand.session.simulation().speed();
    assert!(hand.session.key(typed("ü", Some("["))));
    assert!(hand.session.simulation().speed() < speed);
}

#[test]
fn keys_without_meaning_are_left_to_the_browser() {
    let mut hand = hand("users -> web-1");
    assert!(!hand.key("Ctrl+r"));
    assert!(!hand.key("Alt+ArrowDown"));
    assert!(!hand.key("Delete"));
    assert!(!hand.key("q"));
    assert!(hand.key("?"));
    assert_eq!(hand.requests(), [Request::Help]);
}

#[test]
fn what_lies_outside_is_asked_of_the_page() {
    let mut hand = hand("users -> web-1");
    hand.does("do open\ndo share\ndo theme\ndo save");
    let requests = hand.requests();
    assert!(matches!(
        &requests[..],
        [Request::OpenFile, Request::Share(_), Request::Theme, Request::SaveFile { name, .. }] if name == "topple.json"
    ));
}

#[test]
fn undo_says_what_it_takes_back() {
    let mut hand = hand("users -> web-1");
    assert!(!hand.session.can(Command::Undo));
    assert_eq!(hand.session.label(Command::Undo), "Undo");
    hand.does("drag web-1 by 0 200");
    assert_eq!(hand.session.label(Command::Undo), "Undo: Move web-1");
    hand.does("key Ctrl+z");
    assert_eq!(hand.session.label(Command::Redo), "Redo: Move web-1");
    assert_eq!(hand.session.label(Command::Undo), "Undo");
}

#[test]
fn a_new_scenario_leaves_the_old_one_to_be_saved_and_has_steps_of_its_own() {
    let mut hand = hand("users -> web-1");
    let before = hand.session.document().scenario().clone();
    hand.does("do new");
    assert_eq!(hand.picture(), "");
    let left = hand.session.take_requests();
    let [Request::Left(left)] = &left[..] else {
        panic!("{left:?}");
    };
    assert_eq!(*left.scenario(), before);
    assert!(!hand.session.can(Command::Undo), "it is not a step");
}

#[test]
fn tidying_puts_callers_left_of_what_they_call_and_overlaps_nothing() {
    let mut hand = hand(
        "db-1:
         users -> dns -> lb-1 lb-2
         lb-1 lb-2 -> web-1 web-2 web-3 -> db-1
         db-1 -> db-2
         west = lb-1 web-1 web-2
         east = lb-2 web-3 db-2",
    );
    hand.does("do tidy");
    let x = |text: &str| hand.session.document().component(id(text)).unwrap().at.x;
    assert!(x("users") < x("dns") && x("dns") < x("lb-1"));
    assert!(x("lb-1") < x("web-1") && x("web-1") < x("db-1"));
    let cards: Vec<_> = hand
        .session
        .document()
        .scenario()
        .components
        .iter()
        .map(|c| c.at)
        .collect();
    for (i, a) in cards.iter().enumerate() {
        for b in &cards[..i] {
            assert!(
                (a.x - b.x).abs() >= 136.0 || (a.y - b.y).abs() >= 76.0,
                "{a:?} {b:?}"
            );
        }
    }
    let regions = &hand.session.document().scenario().regions;
    assert!(
        !regions[0].frame.touches(regions[1].frame),
        "{}",
        hand.picture()
    );
    for c in hand
        .session
        .document()
        .scenario()
        .components
        .iter()
        .filter(|c| c.region.is_none())
    {
        let card = topple::model::Rect::card(c.at);
        assert!(
            !regions.iter().any(|r| r.frame.touches(card)),
            "{}",
            hand.picture()
        );
    }
    let after = hand.picture();
    hand.does("do tidy");
    assert_eq!(hand.picture(), after);
    assert_eq!(hand.steps(), ["Tidy up"]);
}

#[test]
fn a_copy_stays_in_its_region_without_running_into_another() {
    let mut hand = hand("users:\nweb-1:\nweb-2:\nwest = web-1\neast = web-2");
    hand.does("do tidy\nselect web-1\nkey Ctrl+d\nkey Ctrl+d");
    let regions = &hand.session.document().scenario().regions;
    assert!(
        !regions[0].frame.touches(regions[1].frame),
        "{}",
        hand.picture()
    );
    let inside = hand
        .session
        .document()
        .scenario()
        .components
        .iter()
        .filter(|c| c.region == Some(regions[0].id));
    assert_eq!(inside.count(), 3);
}

#[test]
fn a_copied_region_overlaps_nothing() {
    let mut hand = hand("users:\nweb-1:\nweb-2:\nwest = web-1\neast = web-2");
    hand.does("do tidy\nselect west\nkey Ctrl+d\nkey Ctrl+d");
    let regions = &hand.session.document().scenario().regions;
    assert_eq!(regions.len(), 4);
    for (i, a) in regions.iter().enumerate() {
        assert!(
            regions[..i].iter().all(|b| !a.frame.touches(b.frame)),
            "{}",
            hand.picture()
        );
    }
}

#[test]
fn what_is_added_by_key_lies_wholly_in_a_frame_or_wholly_beside_it() {
    let mut hand = hand("web-1:\nweb-2:\nwest = web-1 web-2");
    for _ in 0..8 {
        hand.does("add server");
    }
    let document = hand.session.document().scenario();
    let frame = document.regions[0].frame;
    for component in &document.components {
        let card = topple::model::Rect::card(component.at);
        assert_eq!(
            frame.touches(card),
            component.region.is_some(),
            "{}",
            hand.picture()
        );
    }
}
