//! Where one looks, and what is drawn of it.

use topple::editor::{Modifiers, Wheel};
use topple::model::Point;

use crate::driver::hand;

fn wheel(dy: f64, command: bool) -> Wheel {
    let modifiers = Modifiers {
        command,
        ..Modifiers::default()
    };
    Wheel {
        at: Point::new(700.0, 500.0),
        dx: 0.0,
        dy,
        modifiers,
    }
}

#[test]
fn the_wheel_pans_and_with_control_zooms_at_the_pointer() {
    let mut hand = hand("users -> web-1");
    let at = Point::new(700.0, 500.0);
    let before = *hand.session.camera();
    hand.session.wheel(wheel(40.0, false));
    assert!((hand.session.camera().offset.y - before.offset.y + 40.0).abs() < 1e-9);
    let world = hand.session.camera().world_from_view(at);
    hand.session.wheel(wheel(-100.0, true));
    let now = hand.session.camera();
    assert!(now.zoom > before.zoom);
    assert!((now.world_from_view(at).x - world.x).abs() < 1e-9);
    assert!(hand.session.take_changes().camera);
}

#[test]
fn fitting_shows_everything() {
    let mut hand = hand("users -> web-1 -> db-1");
    hand.does("alt drag db-1 by 3000 2500");
    hand.session.fit();
    let visible = hand.session.camera().visible();
    assert!(
        hand.session
            .document()
            .components
            .iter()
            .all(|c| visible.contains(c.at))
    );
}

#[test]
fn an_entry_of_the_log_shows_its_component() {
    let mut hand = hand("users -> web-1 -> db-1");
    hand.does("alt drag db-1 by 9000 0\nclick users");
    let target = hand.target("db-1");
    hand.session.show(target);
    let place = hand.session.place_of(target).unwrap();
    assert!(hand.session.camera().visible().encloses(place));
    assert_eq!(hand.session.selection().only(), Some(target));
}

#[test]
fn numbers_that_are_none_leave_the_view_alone() {
    let mut hand = hand("users -> web-1");
    let before = *hand.session.camera();
    hand.session.wheel(wheel(f64::NAN, true));
    hand.session.wheel(wheel(f64::INFINITY, false));
    hand.session.zoom_by(0.0);
    assert_eq!(*hand.session.camera(), before);
}
