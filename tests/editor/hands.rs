//! Selecting, moving, adding, deleting.

use topple::editor::{Button, Device, Gesture, PointerKind, Request};
use topple::model::{LinkId, Point, Target};

use crate::driver::{Hand, hand, id, lines};

fn three() -> Hand {
    hand("users -> web-1 -> db-1")
}

#[test]
fn a_click_selects_and_shift_adds() {
    let mut hand = three();
    hand.does("click web-1");
    assert_eq!(hand.shows("web-1 "), "web-1 160,0 *");
    hand.does("shift click db-1");
    assert_eq!(hand.session.document().selection().len(), 2);
    hand.does("shift click web-1");
    assert_eq!(hand.shows("db-1"), "db-1 320,0 *");
    assert_eq!(hand.shows("web-1 "), "web-1 160,0");
    hand.does("click 900 900");
    assert!(hand.session.document().selection().is_empty());
}

#[test]
fn a_drag_is_one_step_and_undo_takes_it_back() {
    let mut hand = three();
    hand.does("drag web-1 by 0 200");
    assert_eq!(hand.shows("web-1 "), "web-1 160,200 *");
    assert_eq!(hand.steps(), ["Move web-1"]);
    hand.does("key Ctrl+z");
    assert_eq!(hand.shows("web-1 "), "web-1 160,0 *");
    hand.does("key Ctrl+Shift+Z");
    assert_eq!(hand.shows("web-1 "), "web-1 160,200 *");
}

#[test]
fn what_is_selected_moves_together_and_snaps_as_the_held_card_does() {
    let mut hand = three();
    hand.does(
        "click web-1
         shift click db-1
         drag db-1 by 51 89",
    );
    assert_eq!(hand.shows("web-1 "), "web-1 220,80 *");
    assert_eq!(hand.shows("db-1"), "db-1 380,80 *");
    assert_eq!(hand.steps(), ["Move 2 parts"]);
}

#[test]
fn escape_takes_a_drag_back_without_a_trace() {
    let mut hand = three();
    let before = hand.picture();
    hand.does("hold web-1 by 50 300");
    assert_eq!(hand.shows("web-1 "), "web-1 220,300 *");
    assert!(hand.key("Escape"));
    hand.does("click 900 900");
    assert_eq!(hand.picture(), before);
    assert!(hand.session.document().history().is_empty());
}

#[test]
fn a_drag_that_comes_back_to_its_start_is_no_step() {
    let mut hand = three();
    hand.does("hold web-1 by 0 200");
    let start = Point::new(150.0, 5.0);
    hand.event(PointerKind::Move, start, Button::Primary);
    hand.lift(start, Button::Primary);
    assert!(hand.session.document().history().is_empty());
}

#[test]
fn a_card_snaps_to_a_neighbours_line_and_control_lets_it_be() {
    let mut hand = three();
    hand.does("ctrl drag web-1 by 3 203");
    assert_eq!(hand.shows("web-1 "), "web-1 163,203 *");
    hand.does("hold db-1 by -160 101");
    let guides = match hand.session.gesture() {
        topple::editor::Gesture::Dragging(drag) => drag.guides.len(),
        other => panic!("{other:?}"),
    };
    assert_eq!(guides, 1);
    assert_eq!(hand.shows("db-1"), "db-1 163,100 *");
}

#[test]
fn a_rectangle_on_the_ground_selects_what_it_touches() {
    let mut hand = three();
    hand.does("drag 60 -100 to 330 -20");
    assert_eq!(
        hand.session
            .document()
            .selection()
            .iter()
            .collect::<Vec<_>>()
            .len(),
        3
    );
    hand.does("drag 232 -100 to 330 -20");
    assert_eq!(
        hand.session.document().selection().only(),
        Some(Target::Component(id("db-1")))
    );
    hand.does("shift drag 92 -100 to 200 -20");
    assert_eq!(hand.session.document().selection().len(), 2);
}

#[test]
fn a_part_is_dragged_out_of_the_palette_and_lies_where_it_is_dropped() {
    let mut hand = three();
    hand.does("place cache at 203 296");
    assert_eq!(hand.shows("cache"), "cache-1 200,300 *");
    assert_eq!(hand.steps(), ["Add a cache"]);
}

#[test]
fn what_is_dropped_on_a_card_lies_beside_it() {
    let mut hand = three();
    hand.does("place server at 165 10");
    let [a, b] = ["web-1", "web-2"].map(|c| hand.session.document().component(id(c)).unwrap().at);
    assert!(
        (a.x - b.x).abs() >= 136.0 || (a.y - b.y).abs() >= 76.0,
        "{b:?}"
    );
}

#[test]
fn enter_adds_at_free_spots_in_view() {
    let mut hand = three();
    for _ in 0..12 {
        hand.does("add server");
    }
    let cards: Vec<Point> = hand
        .session
        .document()
        .scenario()
        .components
        .iter()
        .map(|c| c.at)
        .collect();
    for (i, a) in cards.iter().enumerate() {
        for b in &cards[..i] {
            let apart = (a.x - b.x).abs() >= 136.0 || (a.y - b.y).abs() >= 76.0;
            assert!(apart, "{a:?} {b:?}");
        }
        assert!(hand.session.view().camera().visible().contains(*a));
    }
}

#[test]
fn delete_takes_the_links_along_and_undo_brings_all_back() {
    let mut hand = three();
    let before = hand.picture();
    hand.does("click web-1\nkey Delete");
    assert_eq!(hand.picture(), lines("users 0,0\ndb-1 320,0"));
    hand.does("key Ctrl+z\nclick 900 900");
    assert_eq!(hand.picture(), before);
}

#[test]
fn a_finger_on_the_ground_moves_the_view_and_on_a_card_the_card() {
    let mut hand = three();
    hand.device = Device::Touch;
    let before = hand.session.view().camera().offset;
    let (from, to) = (Point::new(900.0, 900.0), Point::new(950.0, 900.0));
    hand.press(from, Button::Primary);
    hand.event(PointerKind::Move, to, Button::Primary);
    hand.lift(from, Button::Primary);
    assert!((hand.session.view().camera().offset.x - before.x - 50.0).abs() < 1e-9);
    hand.does("drag web-1 by 0 200");
    assert_eq!(hand.shows("web-1 "), "web-1 160,200 *");
}

#[test]
fn a_resting_finger_opens_the_menu_and_so_does_the_right_button() {
    let mut hand = three();
    hand.device = Device::Touch;
    hand.press(Point::new(160.0, 0.0), Button::Primary);
    assert!(hand.session.wants_frame());
    hand.session.frame(hand.now_ms + 300.0);
    assert!(hand.requests().is_empty());
    hand.session.frame(hand.now_ms + 600.0);
    let about = Target::Component(id("web-1"));
    assert_eq!(hand.session.document().selection().only(), Some(about));
    assert!(!hand.session.wants_frame() || hand.requests().is_empty());
    hand.lift(Point::new(160.0, 0.0), Button::Primary);
    assert!(
        matches!(hand.requests()[..], [Request::ContextMenu { target, .. }] if target == Some(about))
    );

    hand.device = Device::Mouse;
    hand.press(Point::new(900.0, 900.0), Button::Secondary);
    hand.lift(Point::new(900.0, 900.0), Button::Secondary);
    assert!(matches!(
        hand.requests()[..],
        [Request::ContextMenu { target: None, .. }]
    ));
    assert!(hand.session.document().selection().is_empty());
}

#[test]
fn a_finger_taps_the_link_in_a_small_gap_and_still_draws_from_the_port_there() {
    let mut hand = three();
    let card = topple::model::Rect::card(Point::new(0.0, 0.0));
    let gap = Point::new(card.right() + 8.0, 0.0);
    let link = LinkId {
        from: id("users"),
        to: id("web-1"),
    };
    let tap = |hand: &mut Hand, at: Point| {
        hand.press(at, Button::Primary);
        hand.lift(at, Button::Primary);
        hand.now_ms += 1_000.0;
        hand.session.document().selection().only()
    };
    assert_eq!(
        tap(&mut hand, gap),
        Some(Target::Component(id("users"))),
        "the port, for a mouse"
    );
    hand.device = Device::Touch;
    assert_eq!(tap(&mut hand, gap), Some(Target::Link(link)));
    assert_eq!(
        tap(&mut hand, card.centre()),
        Some(Target::Component(id("users")))
    );
    hand.does("hold port users to 700 700");
    assert!(matches!(hand.session.gesture(), Gesture::Linking(_)));
}

#[test]
fn a_second_finger_takes_a_drag_back_and_pinches() {
    let mut hand = three();
    hand.device = Device::Touch;
    hand.does("hold web-1 by 0 200");
    let zoom = hand.session.view().camera().zoom;
    let (a, b) = (Point::new(150.0, 205.0), Point::new(350.0, 205.0));
    hand.finger(2, PointerKind::Down, b, Button::Primary);
    assert_eq!(hand.shows("web-1 "), "web-1 160,0 *");
    hand.finger(2, PointerKind::Move, b.offset(200.0, 0.0), Button::Primary);
    assert!((hand.session.view().camera().zoom / zoom - 2.0).abs() < 1e-6);
    hand.finger(2, PointerKind::Up, b, Button::Primary);
    hand.finger(1, PointerKind::Up, a, Button::Primary);
    assert!(hand.session.document().history().is_empty());
}

#[test]
fn a_double_click_renames() {
    let mut hand = three();
    for _ in 0..2 {
        hand.press(Point::new(150.0, 5.0), Button::Primary);
        hand.lift(Point::new(150.0, 5.0), Button::Primary);
    }
    assert_eq!(
        hand.requests(),
        [Request::Rename(Target::Component(id("web-1")))]
    );
}

#[test]
fn only_what_changed_is_told() {
    let mut hand = three();
    hand.does("hold web-1 by 0 200");
    hand.session.take_changes();
    hand.event(PointerKind::Move, Point::new(150.0, 265.0), Button::Primary);
    let changes = hand.session.take_changes();
    assert_eq!(
        changes
            .components
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
        ["web-1"]
    );
    assert!(changes.picture && !changes.document && !changes.lists && !changes.selection);
    hand.lift(Point::new(150.0, 265.0), Button::Primary);
    assert!(hand.session.take_changes().document);
}

#[test]
fn a_session_that_is_read_only_can_be_looked_at_and_killed_in_and_not_changed() {
    let mut hand = three();
    hand.session.set_readonly(true);
    let before = hand.session.document().scenario().clone();
    let camera = *hand.session.view().camera();
    hand.does(
        "drag web-1 by 0 200
         click web-1
         key Delete
         key d
         key l
         key Alt+ArrowLeft",
    );
    assert_eq!(*hand.session.document().scenario(), before);
    assert_ne!(*hand.session.view().camera(), camera);
    hand.does("key k");
    assert!(
        !hand
            .session
            .simulation()
            .is_alive(Target::Component(id("web-1")))
    );
}

#[test]
fn after_a_pinch_the_finger_that_is_left_moves_the_view_and_a_second_one_pinches_again() {
    let mut hand = three();
    hand.device = Device::Touch;
    // In pixels of the view, for the world moves under the fingers.
    let mut finger = |pointer, kind, x: f64| {
        let at = hand
            .session
            .view()
            .camera()
            .world_from_view(Point::new(x, 2_500.0));
        hand.finger(pointer, kind, at, Button::Primary);
        *hand.session.view().camera()
    };
    finger(1, PointerKind::Down, 100.0);
    finger(2, PointerKind::Down, 200.0);
    finger(2, PointerKind::Up, 200.0);
    let before = finger(1, PointerKind::Move, 100.0);
    let after = finger(1, PointerKind::Move, 150.0);
    assert!((after.offset.x - before.offset.x - 50.0).abs() < 1e-9);
    finger(3, PointerKind::Down, 250.0);
    let zoomed = finger(3, PointerKind::Move, 350.0);
    assert!((zoomed.zoom / after.zoom - 2.0).abs() < 1e-6);
}

#[test]
fn a_finger_whose_lifting_was_lost_does_not_pinch() {
    let mut hand = three();
    hand.device = Device::Touch;
    hand.press(Point::new(160.0, 0.0), Button::Primary);
    hand.session.cancel_gesture();
    hand.finger(
        2,
        PointerKind::Down,
        Point::new(-10.0, 5.0),
        Button::Primary,
    );
    hand.finger(2, PointerKind::Up, Point::new(-10.0, 5.0), Button::Primary);
    assert_eq!(
        hand.session.document().selection().only(),
        Some(Target::Component(id("users")))
    );
}
