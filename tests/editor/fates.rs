//! Shared fates: groups of parts that fail together wherever they stand.

use std::collections::BTreeSet;

use topple::formats::link;
use topple::model::{ComponentId, GroupId, Target};

use crate::driver::{Hand, hand, id};

const SKETCH: &str = "users -> lb-1 lb-2 -> web-1 web-2\nwest = lb-1 web-1\neast = lb-2 web-2";

fn fate() -> GroupId {
    GroupId::new("fate-1").expect("an id")
}

fn members(hand: &Hand) -> BTreeSet<ComponentId> {
    let components = hand.session.document().scenario().components.iter();
    let members = components.filter(|c| c.groups.contains(&fate()));
    members.map(|c| c.id).collect()
}

/// Both balancers share a fate.
fn shared() -> Hand {
    let mut hand = hand(SKETCH);
    hand.does("select users lb-1 lb-2\ndo share_fate");
    hand
}

#[test]
fn what_is_selected_shares_a_fate_in_one_step_and_clients_share_none() {
    let mut hand = shared();
    assert_eq!(members(&hand), BTreeSet::from([id("lb-1"), id("lb-2")]));
    let selected = hand.session.document().selection().only();
    assert_eq!(selected, Some(Target::Group(fate())));
    assert_eq!(hand.session.document().fated(), members(&hand));
    assert_eq!(hand.steps(), ["Share the fate of 2 parts"]);
    hand.does("do undo");
    assert!(hand.session.document().scenario().groups.is_empty());
    assert!(members(&hand).is_empty());
}

#[test]
fn a_shared_fate_is_killed_and_revived_and_its_parts_with_it() {
    let mut hand = shared();
    hand.does("key k");
    let alive = |hand: &Hand, part| {
        let target = Target::Component(id(part));
        hand.session.simulation().is_alive(target)
    };
    assert!(!alive(&hand, "lb-1") && !alive(&hand, "lb-2") && alive(&hand, "web-1"));
    hand.does("select lb-1\nkey k");
    assert!(!alive(&hand, "lb-1"), "it is dead with its fate");
    assert!(
        hand.told().contains("lb-1 shares the fate of fate-1"),
        "{}",
        hand.told()
    );
    hand.session.revive(vec![Target::Group(fate())]);
    assert!(alive(&hand, "lb-1") && alive(&hand, "lb-2"));
}

#[test]
fn a_shared_fate_is_a_single_point_of_failure_that_taking_one_out_mends() {
    let mut hand = shared();
    let verdict = |hand: &Hand| {
        let verdict = hand.session.findings().verdict_of(Target::Group(fate()));
        verdict.map(|v| v.impact)
    };
    assert_eq!(verdict(&hand), Some(1.0));
    let left = hand
        .session
        .change_component(id("lb-2"), "groups", |c| c.groups.clear());
    assert_eq!(left, Ok(()));
    assert_eq!(verdict(&hand), None);
}

#[test]
fn a_deleted_fate_lets_its_parts_go_and_links_carry_it() {
    let mut hand = shared();
    let named = hand
        .session
        .change_group(fate(), "name", |g| g.name = Some("Edge 7".to_owned()));
    assert_eq!(named, Ok(()));
    let text = link::encode(hand.session.document().scenario());
    let read = link::decode(&text).expect("it was just made");
    assert_eq!(&read, hand.session.document().scenario());
    hand.session.document_mut().select([Target::Group(fate())]);
    hand.does("key Delete");
    assert!(hand.session.document().scenario().groups.is_empty());
    assert!(members(&hand).is_empty());
    hand.does("do undo");
    assert_eq!(
        hand.session.document().name_of(Target::Group(fate())),
        "Edge 7"
    );
    assert_eq!(members(&hand).len(), 2);
}

#[test]
fn a_copy_of_a_part_shares_its_fate() {
    let mut hand = shared();
    hand.does("select lb-1\ndo duplicate");
    let copy = hand
        .session
        .document()
        .selection()
        .components()
        .next()
        .expect("a copy");
    assert!(members(&hand).contains(&copy));
}

#[test]
fn the_chip_of_a_shared_fate_stands_over_a_part_of_it_and_is_gone_to_and_killed_by_key() {
    let mut hand = hand(SKETCH);
    hand.does("select lb-1 lb-2\ndo share_fate\nselect web-1 lb-1\ndo share_fate");
    let chips = hand.session.fate_chips();
    let corner = |who: &str| {
        let component = hand.session.document().component(id(who));
        let card = topple::model::Rect::card(component.expect("it is drawn").at);
        topple::model::Point::new(card.x, card.y)
    };
    let told: Vec<_> = chips.iter().map(|c| (c.at, c.row)).collect();
    // The second would stand over lb-1, too, where the first is already.
    assert_eq!(told, [(corner("lb-1"), 0), (corner("web-1"), 0)]);
    let target = Target::Group(fate());
    hand.does("select lb-1\nkey ArrowUp");
    let selected = |hand: &Hand| hand.session.document().selection().only();
    assert_eq!(selected(&hand), Some(target), "over the part is its chip");
    assert_eq!(hand.session.stop(), Some(target));
    hand.does("key k");
    let alive = |hand: &Hand, part| {
        let target = Target::Component(id(part));
        hand.session.simulation().is_alive(target)
    };
    assert!(!alive(&hand, "lb-1") && !alive(&hand, "lb-2") && alive(&hand, "web-1"));
    hand.does("key ArrowDown");
    assert_ne!(selected(&hand), Some(target));
}

#[test]
fn chips_over_one_part_stand_above_each_other_and_without_parts_there_is_none() {
    let mut hand = hand(SKETCH);
    hand.does("select lb-1\ndo share_fate\nselect lb-1\ndo share_fate");
    let rows = |hand: &Hand| {
        let chips = hand.session.fate_chips();
        chips.iter().map(|c| c.row).collect::<Vec<_>>()
    };
    assert_eq!(rows(&hand), [0, 1]);
    hand.does("select lb-1\nkey Delete");
    assert_eq!(rows(&hand), [0; 0]);
}
