//! Regions hold what is dropped in them and move with it.

use topple::model::geometry::frames;
use topple::model::sketch::sketch;
use topple::model::{Point, limits, validate};

use crate::driver::{hand, lines};

#[test]
fn frames_that_do_not_hold_their_members_are_grown_when_opened() {
    let hand = hand("users -> web-1 web-2\nwest = web-1 web-2\nwest < earth");
    assert_eq!(
        hand.shows("["),
        "[west] 0,-86 404,386".replace("404,386", "404×386")
            + " in earth\n[earth] -16,-134 436×450"
    );
}

#[test]
fn a_region_moves_with_all_that_is_in_it_nested_too() {
    let mut hand = hand("users -> web-1 web-2\nwest = web-1\nzone = web-2\nzone < west");
    let before = hand.picture();
    hand.does("drag title west by 100 200");
    let moved = hand.picture();
    // It stood in the frame of zone, and is not of it.
    assert!(moved.contains("web-1 260,60 in west"), "{moved}");
    assert!(moved.contains("web-2 420,200 in zone"), "{moved}");
    assert!(moved.contains("users 0,0"), "{moved}");
    assert_eq!(hand.steps(), ["Move west"]);
    hand.does("key Ctrl+z\nclick 1500 1500");
    assert_eq!(hand.picture(), before);
}

#[test]
fn dropping_a_card_into_a_frame_sets_its_region_and_out_of_it_clears_it() {
    let mut hand = hand("users -> web-1\nwest = web-9");
    hand.does("drag web-1 to 200 220");
    assert!(hand.shows("web-1 ").contains("in west"));
    hand.does("drag web-1 to 1200 900");
    assert!(!hand.shows("web-1 ").contains("in west"));
}

#[test]
fn a_frame_grows_around_what_is_dropped_at_its_rim() {
    let mut hand = hand("users -> web-1\nweb-9:\nwest = web-9");
    let frame = |hand: &crate::driver::Hand| hand.shows("[west]");
    let before = frame(&hand);
    hand.does("drag web-1 to 390 290");
    assert!(hand.shows("web-1 ").contains("in west"));
    assert_ne!(frame(&hand), before);
    let region = &hand.session.document().scenario().regions[0];
    let card = topple::model::Rect::card(
        hand.session
            .document()
            .component(crate::driver::id("web-1"))
            .unwrap()
            .at,
    );
    assert!(region.frame.encloses(card.framed()));
}

#[test]
fn a_region_is_placed_around_what_lies_there() {
    let mut hand = hand("users -> web-1\ndb-1:");
    hand.does("place region at 160 0");
    assert_eq!(hand.shows("web-1 "), "web-1 160,0 in region-1");
    assert_eq!(
        hand.shows("users"),
        "users -100,0\nusers>web-1",
        "it makes room"
    );
}

#[test]
fn a_region_is_sized_by_its_corner_but_never_below_what_it_holds() {
    let mut hand = hand("users:\nweb-1:\nwest = web-1");
    hand.does("drag corner west by 118 77");
    assert!(
        hand.shows("[west]").contains("520×"),
        "{}",
        hand.shows("[west]")
    );
    hand.does("drag corner west by -2000 -2000");
    let region = &hand.session.document().scenario().regions[0];
    assert_eq!(region.frame.right(), 160.0 + 68.0 + 16.0);
    assert_eq!(hand.steps(), ["Size west", "Size west"]);
}

#[test]
fn a_region_dropped_in_a_larger_one_lies_in_it() {
    let mut hand = hand("users:\nweb-1:\nweb-2:\nbig = web-2");
    hand.does("place region at 900 900\ndrag corner region-1 by 600 600\nplace region at 160 900");
    hand.does("drag title region-2 to 760 840");
    assert!(
        hand.shows("[region-2]").contains("in region-1"),
        "{}",
        hand.picture()
    );
}

#[test]
fn deleting_a_region_leaves_what_was_in_it() {
    let mut hand = hand("users -> web-1\nwest = web-1");
    hand.does("select west\nkey Delete");
    assert_eq!(hand.picture(), lines("users 0,0\nweb-1 160,0\nusers>web-1"));
}

#[test]
fn a_region_is_put_around_what_is_selected() {
    let mut hand = hand("users -> web-1 -> db-1\nweb-1:\nwest = web-1 db-1");
    hand.does("select web-1 db-1\nkey Ctrl+g");
    assert!(
        hand.shows("[zone-1]").contains("in west *"),
        "{}",
        hand.picture()
    );
    assert!(hand.shows("web-1 ").contains("in zone-1"));
}

#[test]
fn a_duplicated_region_takes_its_members_and_their_links_along() {
    let mut hand = hand("users -> lb-1 -> web-1 -> db-1\nwest = lb-1 web-1 db-1");
    hand.does("select west\ndo duplicate");
    assert_eq!(hand.shows("lb-2>"), "lb-2>web-2");
    assert_eq!(hand.shows("users>"), "users>lb-1\nusers>lb-2");
    assert_eq!(hand.shows("web-2>"), "web-2>db-2");
    assert!(
        hand.shows("web-2 ").contains("in west-1"),
        "{}",
        hand.picture()
    );
}

#[test]
fn a_frame_grown_around_parts_at_the_edge_stays_on_the_canvas() {
    let edge = limits::EXTENT;
    for x in [-edge, edge - 0.1, edge] {
        for y in [-edge, 0.0, edge] {
            let mut scenario = sketch("users -> web-1\nzone = web-1\nzone < west");
            scenario.components[1].at = Point::new(x, y);
            frames::grow_frames(&mut scenario);
            assert_eq!(validate::problems(&scenario), [], "{x}, {y}");
        }
    }
}

#[test]
fn a_region_within_a_region_is_a_zone() {
    let mut hand = hand("users -> web-1 web-2\nwest = web-1 web-2");
    hand.does("select web-1\ndo group");
    assert!(
        hand.shows("[zone-1]").ends_with("in west *"),
        "{}",
        hand.picture()
    );
    hand.does("select users\ndo group");
    assert!(hand.picture().contains("[region-1]"), "{}", hand.picture());
}
