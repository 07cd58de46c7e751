//! What a drawing looks like on the screen that it is opened on, from a phone to a wall.

use topple::editor::{Command, Drawn, Insets, Names, Session};
use topple::model::geometry::room;
use topple::model::sketch::sketch;
use topple::model::{Kind, Point, Rect, Scenario};
use topple::{lessons, templates};

/// A phone's canvas, between bars of 252 pixels.
const PHONE: (f64, f64) = (390.0, 592.0);
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

/// That all cards are seen in what panels leave of the canvas, so large that their names can be written on them.
fn expect_all_named(session: &Session, what: &str) {
    let camera = session.view().camera();
    let names = camera.names();
    let scenario = session.document().scenario();
    let components = &scenario.components;
    // Frames have titles, and take room; so does what a person laid out in a row.
    let is_short = names == Names::AloneAndShort;
    let may_be_short = !scenario.regions.is_empty() || camera.insets.bottom == 0.0;
    assert!(!is_short || may_be_short, "{what}: {names:?}");
    assert_ne!(names, Names::Nowhere, "{what}");
    for component in components {
        let card = Rect::card(component.at);
        let [corner, other] = [
            Point::new(card.x, card.y),
            Point::new(card.right(), card.bottom()),
        ]
        .map(|p| camera.view_from_world(p));
        let seen = Rect::spanning(corner, other);
        assert!(camera.open().encloses(seen), "{what}: {}", component.id);
    }
}

#[test]
fn on_a_phone_all_of_a_lesson_or_a_template_is_in_sight_with_names_that_can_be_read() {
    let sheet = Insets {
        bottom: 287.0,
        ..Insets::default()
    };
    let lessons = lessons::all().map(|l| (l.title, l.start(), sheet));
    let templates = templates::all();
    let templates = templates.map(|t| (t.title, t.scenario(), Insets::default()));
    for (title, scenario, insets) in lessons.chain(templates) {
        let mut session = session(sketch("a -> b"), PHONE);
        let share = insets.bottom / PHONE.1;
        session.begin_standing(scenario, share).expect(title);
        // A lesson's sheet opens once it has begun.
        session.set_viewport(PHONE.0, PHONE.1, insets);
        expect_all_named(&session, title);
        assert_eq!(
            room::intruder(session.document().scenario()),
            None,
            "{title}"
        );
    }
}

#[test]
fn the_invitation_is_written_over_no_card_on_any_screen() {
    let mut invited = 0;
    for view in [PHONE, (1_280.0, 800.0)] {
        let mut session = session(sketch("a -> b"), view);
        session.invite();
        for lesson in lessons::all() {
            let assignment = lessons::Assignment::of_course(lesson);
            session.begin_lesson(assignment.into()).expect(lesson.key);
            let Some(invitation) = session.invitation() else {
                continue;
            };
            invited += 1;
            let line = invitation.line();
            let cards = session.document().scenario().components.iter();
            let mut over = cards.filter(|c| Rect::card(c.at).touches(line));
            assert_eq!(over.next(), None, "{}", lesson.key);
        }
    }
    assert!(invited > 10, "{invited}");
}

#[test]
fn on_a_phone_what_a_link_brings_is_in_sight_as_it_was_drawn() {
    let wide = sketch("users -> dns-1 -> lb-1 -> web-1 web-2 -> cache-1 -> db-1");
    let session = session(wide.clone(), PHONE);
    expect_all_named(&session, "seven parts in a row");
    assert_eq!(*session.document().scenario(), wide);
}

#[test]
fn on_a_laptop_they_stand_as_they_were_drawn() {
    for template in templates::all() {
        let mut session = session(sketch("a -> b"), LAPTOP);
        session
            .begin_standing(template.scenario(), 0.0)
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

#[test]
fn on_a_phone_all_of_a_lesson_stays_in_sight_until_a_hand_moves_it() {
    let mut session = Session::new(sketch("users -> web-1"));
    let sheet = |bottom: f64| Insets {
        bottom,
        ..Insets::default()
    };
    session.set_viewport(390.0, 560.0, sheet(16.0));
    let lesson = lessons::find("standby").expect("a lesson");
    let assignment = lessons::Assignment::of_course(lesson);
    session.begin_lesson(assignment.into()).expect("it begins");
    session.set_viewport(390.0, 560.0, sheet(260.0));
    session.fit_opened();
    let all_seen = |session: &Session| {
        let scenario = session.document().scenario();
        let mut cards = scenario.components.iter().map(|c| Rect::card(c.at));
        cards.all(|card| session.view().sees(card))
    };
    assert!(all_seen(&session));
    // A part that is added, a copy, another sheet, and the button that shows all.
    session.add(Drawn::Component(Kind::Database));
    assert!(all_seen(&session));
    session.perform(Command::Duplicate);
    assert!(all_seen(&session));
    session.set_viewport(390.0, 560.0, sheet(16.0));
    session.perform(Command::Fit);
    session.set_viewport(390.0, 560.0, sheet(260.0));
    assert!(all_seen(&session), "the sheet is open again");
    session.view_mut().zoom_at(Point::new(10.0, 10.0), 3.0);
    session.add(Drawn::Component(Kind::Database));
    assert!(!all_seen(&session), "who moved it looks where they want");
}

#[test]
fn the_flag_of_the_lowest_card_is_in_sight_where_there_is_little_room() {
    let mut session = Session::new(sketch("users -> web-1 -> db-1"));
    session.set_viewport(390.0, 240.0, Insets::default());
    session.fit_opened();
    let components = session.document().scenario().components.iter();
    let lowest = components.map(|c| Rect::card(c.at).bottom());
    let lowest = lowest.reduce(f64::max).expect("there is one");
    let flag = Rect::new(0.0, lowest, 10.0, 20.0);
    assert!(session.view().sees(flag));
}
