//! Pointing: what fingers, the mouse's buttons and the wheel mean.

use topple::editor::{Button, Device, Modifiers, PointerKind, Request, Wheel};
use topple::model::{Kind, Point, Role};

use crate::driver::{Hand, hand, id};

fn three() -> Hand {
    hand("users -> web-1 -> db-1")
}

/// A finger, in pixels of the view: the world moves under the fingers.
fn finger(hand: &mut Hand, id: i32, kind: PointerKind, x: f64) {
    let at = Point::new(x, 2_500.0);
    let at = hand.session.view().camera().world_from_view(at);
    hand.finger(id, kind, at, Button::Primary);
}

fn zoom(hand: &Hand) -> f64 {
    hand.session.view().camera().zoom
}

#[test]
fn a_third_finger_changes_nothing_whichever_number_it_has() {
    for third in [0, 9] {
        let mut hand = three();
        hand.device = Device::Touch;
        finger(&mut hand, 4, PointerKind::Down, 1_000.0);
        finger(&mut hand, 5, PointerKind::Down, 1_100.0);
        finger(&mut hand, 5, PointerKind::Move, 1_110.0);
        let before = *hand.session.view().camera();
        finger(&mut hand, third, PointerKind::Down, 3_000.0);
        finger(&mut hand, third, PointerKind::Move, 3_300.0);
        finger(&mut hand, third, PointerKind::Cancel, 3_300.0);
        assert_eq!(*hand.session.view().camera(), before);
        finger(&mut hand, 5, PointerKind::Move, 1_220.0);
        assert!((zoom(&hand) / before.zoom - 2.0).abs() < 1e-6);
    }
}

#[test]
fn a_palm_beside_the_pen_or_the_mouse_takes_nothing_out_of_it() {
    for device in [Device::Pen, Device::Mouse] {
        let mut hand = three();
        hand.device = device;
        hand.does("hold web-1 by 0 200");
        hand.device = Device::Touch;
        let before = zoom(&hand);
        for (id, x) in [(7, 1_000.0), (8, 1_040.0)] {
            finger(&mut hand, id, PointerKind::Down, x);
            finger(&mut hand, id, PointerKind::Move, x + 300.0);
        }
        assert!((zoom(&hand) - before).abs() < 1e-12);
        hand.device = device;
        hand.lift(Point::new(150.0, 205.0), Button::Primary);
        assert_eq!(hand.shows("web-1 "), "web-1 160,200 *");
    }
}

#[test]
fn two_touches_at_one_place_do_not_zoom_wildly() {
    let mut hand = three();
    hand.device = Device::Touch;
    finger(&mut hand, 1, PointerKind::Down, 1_000.0);
    finger(&mut hand, 2, PointerKind::Down, 1_001.0);
    let before = zoom(&hand);
    finger(&mut hand, 2, PointerKind::Move, 1_020.0);
    assert!((zoom(&hand) - before).abs() < 1e-9);
}

#[test]
fn a_pinch_of_the_trackpad_follows_the_fingers_and_a_notch_of_the_wheel_is_a_fifth() {
    let mut hand = three();
    let turn = |hand: &mut Hand, dy| {
        hand.session.wheel(Wheel {
            at: Point::new(700.0, 500.0),
            dx: 0.0,
            dy,
            modifiers: Modifiers {
                command: true,
                ..Modifiers::default()
            },
        });
    };
    let before = zoom(&hand);
    // Fingers that come to be twice as far apart, as browsers tell of it.
    let steps = 20;
    for _ in 0..steps {
        turn(&mut hand, -100.0 * 2.0_f64.ln() / f64::from(steps));
    }
    assert!((zoom(&hand) / before - 2.0).abs() < 1e-6);
    for notch in [48.0, 66.7, 100.0, 120.0, 300.0] {
        let before = zoom(&hand);
        turn(&mut hand, notch);
        assert!((before / zoom(&hand) - 1.2).abs() < 1e-9, "{notch}");
        turn(&mut hand, -notch);
    }
}

/// Rests a finger there (in the world) until it selects; it stays down.
fn rest(hand: &mut Hand, at: Point) {
    hand.device = Device::Touch;
    hand.press(at, Button::Primary);
    hand.now_ms += 600.0;
    hand.session.frame(hand.now_ms);
}

fn selected(hand: &Hand) -> usize {
    hand.session.document().selection().len()
}

#[test]
fn a_finger_that_rests_begins_to_select_and_taps_add() {
    let mut hand = three();
    let at = Point::new(150.0, 5.0);
    rest(&mut hand, at);
    hand.lift(at, Button::Primary);
    assert!(hand.session.is_selecting());
    hand.does("click db-1");
    assert_eq!(selected(&hand), 2);
    hand.does("click users\nclick db-1");
    assert_eq!(selected(&hand), 2);
    assert_eq!(hand.shows("db-1"), "db-1 320,0");
    hand.does("click 900 900");
    assert!(!hand.session.is_selecting());
    hand.does("click users\nclick db-1");
    assert_eq!(selected(&hand), 1);
}

#[test]
fn a_finger_that_rested_on_the_ground_spans_a_rectangle_and_one_that_did_not_moves_the_view() {
    let mut hand = three();
    let (from, to) = (Point::new(60.0, -100.0), Point::new(330.0, 90.0));
    let camera = *hand.session.view().camera();
    rest(&mut hand, from);
    hand.event(PointerKind::Move, to, Button::Primary);
    hand.lift(to, Button::Primary);
    assert_eq!(*hand.session.view().camera(), camera);
    assert_eq!(selected(&hand), 3);
    assert!(hand.requests().is_empty(), "no menu");
    hand.does("click users");
    assert_eq!(selected(&hand), 2);
    hand.does("drag 900 900 to 950 900");
    assert!(hand.session.view().camera().offset.x > camera.offset.x);
}

#[test]
fn alt_copies_what_is_dragged_with_its_links_and_leaves_it_where_it_was() {
    let mut hand = three();
    hand.does("click web-1\nalt drag web-1 by 0 200");
    assert_eq!(hand.shows("web-1 "), "web-1 160,0");
    assert_eq!(hand.shows("web-2 "), "web-2 160,200 *");
    assert_eq!(hand.shows("users>"), "users>web-1\nusers>web-2");
    assert_eq!(hand.steps(), ["Duplicate web-1"]);
    hand.does("key Ctrl+z\nalt hold web-1 by 0 200");
    assert!(hand.session.overlay().ghost.is_some());
    hand.event(PointerKind::Move, Point::new(150.0, 205.0), Button::Primary);
    hand.lift(Point::new(150.0, 205.0), Button::Primary);
    assert_eq!(hand.steps(), ["Move web-1"], "let go of Alt, it is moved");
}

#[test]
fn a_link_dropped_on_the_ground_offers_what_may_stand_there() {
    let mut hand = three();
    hand.does("drag port web-1 to 320 200");
    let requests = hand.requests();
    let [Request::Offer { at, from, kinds }] = &requests[..] else {
        panic!("{requests:?}");
    };
    assert_eq!(*from, id("web-1"));
    assert!(kinds.contains(&Kind::Cache) && !kinds.contains(&Kind::Client));
    hand.session.add_called(*from, Kind::Cache, *at);
    assert_eq!(hand.shows("web-1>"), "web-1>db-1\nweb-1>cache-1");
    assert_eq!(hand.steps(), ["Add cache-1 behind web-1"]);
    assert_eq!(hand.shows("cache-1 "), "cache-1 380,200 *");
}

#[test]
fn a_database_behind_a_database_stands_by_and_a_cache_is_told_to_call_nobody() {
    let mut hand = hand("users -> web-1 -> db-1\nweb-1 -> cache-1");
    hand.does("drag port db-1 to 400 300");
    assert!(
        matches!(&hand.requests()[..], [Request::Offer { kinds, .. }] if *kinds == [Kind::Database])
    );
    hand.session
        .add_called(id("db-1"), Kind::Database, Point::new(900.0, 900.0));
    let database = hand.session.document().component(id("db-2"));
    let role = database.and_then(|c| c.database()).map(|d| d.role);
    assert_eq!(role, Some(Role::Standby));
    hand.does("drag port cache-1 to 400 400");
    assert!(hand.requests().is_empty());
    assert!(
        hand.told().contains("A cache calls nothing"),
        "{}",
        hand.told()
    );
}

#[test]
fn a_link_dropped_at_its_own_card_is_given_up() {
    let mut hand = three();
    hand.does("drag port web-1 by 15 10");
    assert!(hand.requests().is_empty() && hand.session.document().history().is_empty());
}

#[test]
fn control_and_zero_go_back_to_full_size() {
    let mut hand = three();
    hand.does("key +\nkey +");
    assert!(zoom(&hand) > 1.2);
    assert!(hand.key("Ctrl+0"));
    assert!((zoom(&hand) - 1.0).abs() < 1e-9);
}
