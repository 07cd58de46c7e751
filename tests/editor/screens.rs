//! What a drawing looks like on the screen that it is opened on, from a phone to a wall.

use topple::editor::{Command, Insets, Session};
use topple::model::geometry::room;
use topple::model::sketch::sketch;
use topple::model::{Point, Rect, Scenario};
use topple::{lessons, templates};

/// A phone's canvas, between bars of 260 pixels.
const PHONE: (f64, f64) = (360.0, 380.0 + 48.0);
const LAPTOP: (f64, f64) = (844.0, 596.0);

fn session(scenario: Scenario, (width, height): (f64, f64)) -> Session {
    let mut session = Session::new(scenario);
    session.set_viewport(width, height, Insets::default());
    session.fit_opened();
    session
}

/// How large all of a scenario is seen on such a canvas.
fn zoom(session: &Session) -> f64 {
    session.view().camera().zoom
}

fn is_seen(session: &Session, at: Point) -> bool {
    session.view().camera().visible().encloses(Rect::card(at))
}

#[test]
fn on_a_phone_lessons_and_templates_stand_upright_large_enough_to_be_read_with_the_clients_in_sight()
 {
    let lessons = lessons::ALL.iter().map(|l| (l.title, l.start()));
    let templates = templates::ALL.iter().map(|t| (t.title, t.scenario()));
    for (title, scenario) in lessons.chain(templates) {
        let mut session = session(sketch("a -> b"), PHONE);
        session.begin_standing(scenario).expect(title);
        assert!(zoom(&session) >= 0.75, "{title}: {}", zoom(&session));
        let scenario = session.document().scenario();
        assert_eq!(room::intruder(scenario), None, "{title}");
        let clients = scenario
            .components
            .iter()
            .find(|c| c.kind().key() == "client");
        assert!(is_seen(&session, clients.expect(title).at), "{title}");
        let content = session.document().content().expect(title);
        assert!(content.width <= 620.0, "{title} is {} wide", content.width);
    }
}

#[test]
fn on_a_laptop_they_stand_as_they_were_drawn() {
    for template in templates::ALL {
        let mut session = session(sketch("a -> b"), LAPTOP);
        session
            .begin_standing(template.scenario())
            .expect(template.title);
        assert_eq!(*session.document().scenario(), template.scenario());
    }
}

#[test]
fn tidying_on_a_phone_puts_what_is_called_below_its_caller_and_twice_changes_nothing() {
    let text = "users -> dns -> lb-1 lb-2 -> web-1 web-2 web-3 web-4 -> db-1";
    let mut session = session(sketch(text), PHONE);
    session.perform(Command::Tidy);
    let tidied = session.document().scenario().clone();
    for link in &tidied.links {
        let at = |id| {
            tidied
                .components
                .iter()
                .find(|c| c.id == id)
                .map(|c| c.at.y)
        };
        assert!(at(link.from) < at(link.to), "{} -> {}", link.from, link.to);
    }
    session.perform(Command::Tidy);
    assert_eq!(*session.document().scenario(), tidied);
}

#[test]
fn a_large_screen_fits_larger_than_a_laptop() {
    let text = "users -> web-1 -> db-1";
    assert!(zoom(&session(sketch(text), LAPTOP)) <= 1.25);
    assert!(zoom(&session(sketch(text), (2_900.0, 1_700.0))) > 2.0);
}

#[test]
fn what_was_fitted_is_fitted_anew_on_another_size_until_it_is_moved() {
    let text = "users -> web-1 -> db-1";
    let mut session = session(sketch(text), LAPTOP);
    session.set_viewport(500.0, 900.0, Insets::default());
    let all = |session: &Session| {
        let mut cards = session.document().scenario().components.iter();
        cards.all(|c| is_seen(session, c.at))
    };
    assert!(all(&session));
    session.view_mut().pan(10.0, 0.0);
    let zoom_before = zoom(&session);
    session.set_viewport(300.0, 900.0, Insets::default());
    assert!((zoom(&session) - zoom_before).abs() < 1e-12);
    // What was opened is shown in what a sheet leaves, and in all of it once that is closed.
    session.fit_opened();
    let whole = zoom(&session);
    let sheet = Insets {
        bottom: 500.0,
        ..Insets::default()
    };
    session.set_viewport(300.0, 900.0, sheet);
    let open = session.view().camera().open();
    let users = session.document().scenario().components[0].at;
    assert!(open.contains(session.view().camera().view_from_world(users)));
    session.set_viewport(300.0, 900.0, Insets::default());
    assert!((zoom(&session) - whole).abs() < 1e-12);
    // A sheet that covers a part of it moves it aside, and no more.
    session.fit();
    let zoom_before = zoom(&session);
    let insets = Insets {
        bottom: 400.0,
        ..Insets::default()
    };
    session.set_viewport(300.0, 900.0, insets);
    assert!((zoom(&session) - zoom_before).abs() < 1e-12);
}
