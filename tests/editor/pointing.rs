//! Pointing: what fingers, the mouse's buttons and the wheel mean.

use topple::editor::{Button, Device, Modifiers, PointerKind, Wheel};
use topple::model::Point;

use crate::driver::{Hand, hand};

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
