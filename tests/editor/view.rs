//! The camera, and what is drawn of what it shows.

use std::collections::BTreeSet;

use topple::editor::bench::drawing::Drawing;
use topple::editor::view::place_of;
use topple::editor::{Command, Insets, Modifiers, Session, Wheel};
use topple::model::sketch::sketch;
use topple::model::{Action, ComponentId, Point, Rect};

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
    let before = *hand.session.view().camera();
    hand.session.wheel(wheel(40.0, false));
    assert!((hand.session.view().camera().offset.y - before.offset.y + 40.0).abs() < 1e-9);
    let world = hand.session.view().camera().world_from_view(at);
    hand.session.wheel(wheel(-100.0, true));
    let now = hand.session.view().camera();
    assert!(now.zoom > before.zoom);
    assert!((now.world_from_view(at).x - world.x).abs() < 1e-9);
    assert!(hand.session.take_changes().camera);
}

#[test]
fn fitting_shows_everything() {
    let mut hand = hand("users -> web-1 -> db-1");
    hand.does("ctrl drag db-1 by 3000 2500");
    hand.session.fit();
    let visible = hand.session.view().camera().visible();
    assert!(
        hand.session
            .document()
            .scenario()
            .components
            .iter()
            .all(|c| visible.contains(c.at))
    );
}

#[test]
fn an_entry_of_the_log_shows_its_component() {
    let mut hand = hand("users -> web-1 -> db-1");
    hand.does("ctrl drag db-1 by 9000 0\nclick users");
    let target = hand.target("db-1");
    hand.session.show(target);
    let place = place_of(hand.session.document(), target).unwrap();
    assert!(hand.session.view().camera().visible().encloses(place));
    assert_eq!(hand.session.document().selection().only(), Some(target));
}

#[test]
fn numbers_that_are_none_leave_the_view_alone() {
    let mut hand = hand("users -> web-1");
    let before = *hand.session.view().camera();
    hand.session.wheel(wheel(f64::NAN, true));
    hand.session.wheel(wheel(f64::INFINITY, false));
    hand.session.view_mut().zoom_by(0.0);
    assert_eq!(*hand.session.view().camera(), before);
}

#[test]
fn the_picture_has_only_what_is_in_view() {
    let mut hand = hand("users -> web-1 -> db-1\nwest = db-1\nusers -> web-2");
    hand.does("ctrl drag web-2 by 9000 0");
    let picture = hand.session.picture();
    assert_eq!(picture.links.len(), 3);
    assert_eq!(picture.regions.len(), 1);
    hand.session.view_mut().look_at(Point::new(9_000.0, 0.0));
    let picture = hand.session.picture();
    assert_eq!((picture.links.len(), picture.regions.len()), (1, 0));
}

#[test]
fn the_picture_shows_what_a_gesture_draws_and_who_is_dead() {
    let mut hand = hand("users -> web-1 -> db-1\nwest = db-1");
    let (link, web) = (hand.target("users>web-1"), hand.target("web-1"));
    hand.session.simulate(|s| s.kill([web]));
    hand.session.document_mut().select([link]);
    let picture = hand.session.picture();
    assert!(picture.links.iter().all(|l| !l.alive && !l.cut));
    assert!(picture.links[0].selected && !picture.links[1].selected);
    hand.does("hold port users to 700 700");
    assert_eq!(
        hand.session.overlay().rubber_band.map(|r| r.allowed),
        Some(None)
    );
    hand.does("key Escape\nhold 600 600 to 700 700");
    assert!(hand.session.overlay().marquee.is_some());
    hand.does("key Escape\nhold users to 200 200");
    assert!(hand.session.picture().regions[0].selected);
}

#[test]
fn a_list_says_in_words_what_the_picture_shows() {
    let mut hand = hand("users -> web-1 -> db-1\nwest = db-1");
    let web = hand.target("web-1");
    let said = |hand: &crate::driver::Hand| {
        hand.session
            .outline()
            .iter()
            .map(|item| item.text.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        said(&hand),
        [
            "west, region with 1 part, single point of failure.",
            "users, client. Links to web-1.",
            "web-1, server, single point of failure. Links to db-1. Linked from users.",
            "db-1, database, in west, single point of failure. Linked from web-1.",
        ]
    );
    let announced = "3 single points of failure: db-1, web-1, west.";
    assert_eq!(hand.session.announcement(), announced);
    hand.session.simulate(|s| s.kill([web]));
    assert_eq!(
        said(&hand)[2],
        "web-1, server, dead. Links to db-1. Linked from users."
    );
    assert_eq!(hand.session.announcement(), "Nothing is served.");
}

#[test]
fn fitting_shows_the_invitation_too_which_goes_for_good_with_the_first_fault() {
    let mut session = Session::new(sketch("web-1 -> db-1"));
    let insets = Insets {
        left: 100.0,
        ..Insets::default()
    };
    session.view_mut().set_viewport(1_280.0, 800.0, insets);
    assert_eq!(session.invitation(), None);
    session.invite();
    session.fit();
    let at = session.invitation().expect("it is shown").at;
    let camera = session.view().camera();
    assert!(camera.open().contains(camera.view_from_world(at)));
    let link = session.document().scenario().links[0].id();
    session.simulate(|run| run.act(vec![Action::Cut(link)]));
    assert_eq!(session.invitation(), None);
    session.perform(Command::ReviveAll);
    assert_eq!(session.invitation(), None);
}

#[test]
fn on_a_phone_fitting_leaves_little_beside_the_drawing() {
    let mut hand = hand("users -> web-1 -> db-1");
    let view = hand.session.view_mut();
    view.set_viewport(390.0, 640.0, Insets::default());
    hand.session.fit();
    let content = hand.session.document().content().unwrap();
    let camera = hand.session.view().camera();
    let share = content.width * camera.zoom / camera.width;
    assert!((0.94..1.0).contains(&share), "{share}");
}

/// A drawing of 979 parts at this zoom, its middle in view.
fn large(zoom: f64) -> Session {
    let [.., drawing] = Drawing::ALL;
    let mut session = Session::new(drawing.scenario());
    session.open_stacks();
    let view = session.view_mut();
    view.set_viewport(1_280.0, 800.0, Insets::default());
    view.zoom_by(zoom / view.camera().zoom);
    view.look_at(Point::new(600.0, 1_000.0));
    session
}

/// The cards that are elements once there are no more to come, and the most that came in one frame.
fn elements(session: &Session, stop: Option<ComponentId>) -> (BTreeSet<ComponentId>, usize) {
    let (mut now, mut most) = (BTreeSet::new(), 0);
    loop {
        let view = session.view();
        let (next, waits) = view.cards_as_elements(session.document(), &now, stop, false);
        let next = BTreeSet::from_iter(next);
        most = most.max(next.difference(&now).count());
        now = next;
        if !waits {
            return (now, most);
        }
    }
}

#[test]
fn of_a_large_drawing_those_cards_are_elements_that_are_seen_and_can_be_read() {
    let session = large(1.0);
    let camera = session.view().camera();
    let (elements, most) = elements(&session, None);
    let visible = camera.visible();
    for c in &session.document().scenario().components {
        if visible.touches(Rect::card(c.at)) {
            assert!(elements.contains(&c.id), "{} is seen", c.id);
        }
    }
    assert!((30..150).contains(&elements.len()), "{}", elements.len());
    assert!(most <= 8, "{most} in one frame");
}

#[test]
fn while_the_camera_moves_no_card_stops_being_an_element_that_may_be_seen_again() {
    let mut session = large(1.0);
    let (before, _) = elements(&session, None);
    session.view_mut().pan(400.0, 0.0);
    let view = session.view();
    let (moving, _) = view.cards_as_elements(session.document(), &before, None, true);
    assert!(before.iter().all(|id| moving.contains(id)));
    let (rested, _) = elements(&session, None);
    assert!(before.iter().any(|id| !rested.contains(id)));
}

#[test]
fn from_afar_cards_are_painted_but_for_the_one_that_the_keyboard_is_on() {
    let session = large(0.08);
    assert_eq!(elements(&session, None).0.len(), 0);
    let last = session.document().scenario().components.last().unwrap().id;
    assert_eq!(elements(&session, Some(last)).0, BTreeSet::from([last]));
    assert!(session.picture().plates.len() > 200);
}

#[test]
fn of_a_small_drawing_all_cards_are_elements_and_none_is_painted() {
    let mut hand = hand("users -> web-1 -> db-1");
    hand.session.view_mut().look_at(Point::new(9_000.0, 0.0));
    assert_eq!(elements(&hand.session, None).0.len(), 3);
    assert_eq!(hand.session.picture().plates, []);
}
