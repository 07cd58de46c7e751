//! Parts that are alike stand as one card: what is seen of them, and what hands and keys do with them.

use topple::editor::{Button, Command, PointerKind, Session};
use topple::model::sketch::sketch;
use topple::model::{ComponentId, LinkId, Point, Rect, Target};

use crate::driver::{Hand, hand, id, of};

const POOL: &str = "users -> lb-1 lb-2 -> web-1 web-2 web-3 -> db-1";

fn part(text: &str) -> Target {
    Target::Component(id(text))
}

/// The parts whose cards are seen.
fn seen(session: &Session) -> Vec<ComponentId> {
    let document = session.document();
    let cards = session.view().cards(document).into_iter();
    cards
        .map(|(i, _)| document.scenario().components[i].id)
        .collect()
}

fn card(session: &Session, name: &str) -> Rect {
    let document = session.document();
    let mut components = document.scenario().components.iter();
    let index = components.position(|c| c.id == id(name)).expect("a part");
    session.view().card(document, index).expect("a card")
}

/// A hand whose servers stand as one card.
fn stacked() -> Hand {
    let mut hand = hand(POOL);
    hand.does("click web-1");
    hand.session.perform(Command::Stack);
    hand
}

fn is_dead(hand: &Hand, name: &str) -> bool {
    !hand.session.simulation().is_alive(part(name))
}

#[test]
fn what_is_alike_stands_as_one_card_and_apart_again_and_the_document_knows_nothing_of_it() {
    let mut hand = stacked();
    let shown = ["users", "lb-1", "lb-2", "web-1", "db-1"].map(id);
    assert_eq!(seen(&hand.session), shown);
    assert!(hand.session.picture().links.iter().all(|link| {
        let ends = [link.id.from, link.id.to];
        ends.iter().all(|end| shown.contains(end))
    }));
    assert_eq!(hand.session.picture().links.len(), 5);
    assert_eq!(hand.session.document().history().len(), 0);
    hand.session.perform(Command::Stack);
    assert_eq!(seen(&hand.session).len(), 7);
    assert_eq!(hand.session.picture().links.len(), 11);
}

#[test]
fn a_dozen_stand_apart_more_as_one_and_from_afar_three_do() {
    let pool = |count: usize| {
        let names: Vec<String> = (1..=count).map(|i| format!("web-{i}")).collect();
        of(Session::new(sketch(&format!(
            "users -> {}",
            names.join(" ")
        ))))
    };
    assert_eq!(seen(&pool(12).session).len(), 13);
    let mut many = pool(13);
    assert_eq!(seen(&many.session).len(), 2);
    // Opened by hand it stays so, however far the view goes away.
    many.session.document_mut().select([part("web-1")]);
    many.session.perform(Command::Stack);
    many.session.view_mut().zoom_by(0.2);
    assert_eq!(seen(&many.session).len(), 14);
    let mut few = pool(3);
    few.session.view_mut().zoom_by(0.2);
    assert_eq!(seen(&few.session).len(), 2);
    few.session.view_mut().zoom_by(5.0);
    assert_eq!(seen(&few.session).len(), 4);
}

#[test]
fn databases_and_what_is_not_alike_stand_apart() {
    for text in [
        "users -> web-1 -> db-1 -> db-2 db-3",
        "users -> web-1 web-2\nweb-2: workers=9",
    ] {
        let mut hand = hand(text);
        for component in hand.session.document().scenario().components.clone() {
            hand.session
                .document_mut()
                .select([Target::Component(component.id)]);
            assert!(!hand.session.can(Command::Stack), "{}", component.id);
        }
    }
}

#[test]
fn a_stack_is_selected_killed_and_dragged_as_one_and_each_drag_is_one_step() {
    let mut hand = stacked();
    let all = ["web-1", "web-2", "web-3"];
    hand.does("click db-1");
    let at = card(&hand.session, "web-1").centre();
    hand.press(at, Button::Primary);
    hand.lift(at, Button::Primary);
    let selection = hand.session.document().selection().clone();
    assert_eq!(selection.iter().collect::<Vec<_>>(), all.map(part));
    hand.session.perform(Command::Kill);
    assert!(all.iter().all(|name| is_dead(&hand, name)));
    hand.session.toggle_power(part("web-1"));
    assert!(!all.iter().any(|name| is_dead(&hand, name)));
    // One of them dies alone; the power of the whole then kills the others, too.
    hand.session.toggle_light(id("web-2"));
    assert_eq!(all.map(|name| is_dead(&hand, name)), [false, true, false]);
    assert!(hand.session.picture().links.iter().all(|link| link.alive));
    hand.session.toggle_power(part("web-1"));
    assert!(all.iter().all(|name| is_dead(&hand, name)));
    assert!(hand.session.picture().links.iter().any(|link| !link.alive));

    let places = |hand: &Hand| -> Vec<Point> {
        let parts = hand.session.document().scenario().components.iter();
        let parts = parts.filter(|c| all.map(id).contains(&c.id));
        parts.map(|c| c.at).collect()
    };
    let before = places(&hand);
    hand.press(at, Button::Primary);
    for by in [20.0, 60.0, 100.0] {
        let to = Point::new(at.x + by, at.y + 300.0);
        hand.event(PointerKind::Move, to, Button::Primary);
    }
    hand.lift(Point::new(at.x + 100.0, at.y + 300.0), Button::Primary);
    let moved = places(&hand);
    let by = (moved[0].x - before[0].x, moved[0].y - before[0].y);
    assert!(by.1 > 200.0, "{by:?}");
    for (to, from) in moved.iter().zip(&before) {
        assert_eq!((to.x - from.x, to.y - from.y), by);
    }
    assert_eq!(hand.session.document().history().len(), 1);
    assert_eq!(seen(&hand.session).len(), 5, "it is a stack still");
    hand.session.undo();
    assert_eq!(places(&hand), before);
}

#[test]
fn shift_takes_a_stack_in_and_out_whole_and_a_marquee_takes_it_by_its_card() {
    let mut hand = stacked();
    let at = card(&hand.session, "web-1").centre();
    hand.does("click db-1");
    let count = |hand: &Hand| hand.session.document().selection().len();
    for expected in [4, 1, 4] {
        hand.modifiers.shift = true;
        hand.press(at, Button::Primary);
        hand.lift(at, Button::Primary);
        hand.modifiers.shift = false;
        hand.now_ms += 1_000.0;
        assert_eq!(count(&hand), expected);
    }
}

#[test]
fn the_keyboard_comes_to_a_stack_as_to_a_card_and_to_a_part_of_it_by_opening_it() {
    let mut hand = stacked();
    hand.session.document_mut().select([]);
    hand.session.come_to(part("web-1"), false);
    assert_eq!(hand.session.stop(), Some(part("web-1")));
    assert_eq!(seen(&hand.session).len(), 5, "it is seen by its card");
    assert_eq!(hand.session.document().selection().len(), 3);
    hand.key("ArrowRight");
    assert_eq!(hand.session.stop(), Some(part("db-1")));
    // Links that are drawn as one are gone through, and cut, as one.
    hand.key("n");
    let links = hand
        .session
        .document()
        .selection()
        .links()
        .collect::<Vec<_>>();
    let into_db = ["web-1", "web-2", "web-3"].map(|web| LinkId {
        from: id(web),
        to: id("db-1"),
    });
    assert_eq!(links, into_db);
    hand.key("k");
    assert!(
        into_db
            .iter()
            .all(|link| { !hand.session.simulation().is_alive(Target::Link(*link)) })
    );
    // By its name a part is found where it is.
    hand.session.come_to(part("web-2"), false);
    assert_eq!(seen(&hand.session).len(), 7);
    assert_eq!(
        hand.session.document().selection().only(),
        Some(part("web-2"))
    );
}

#[test]
fn a_link_to_a_stack_leads_to_all_of_it_in_one_step() {
    let mut hand = hand("users -> lb-1 -> web-1 web-2 web-3\ncache-1");
    hand.does("click web-1");
    hand.session.perform(Command::Stack);
    hand.session.begin_link(id("web-1"), None);
    hand.session.come_to(part("cache-1"), false);
    hand.key("Enter");
    let links = &hand.session.document().scenario().links;
    let of_cache = links.iter().filter(|link| link.to == id("cache-1"));
    assert_eq!(of_cache.count(), 3);
    assert_eq!(hand.session.document().history().len(), 1);
    assert_eq!(seen(&hand.session).len(), 4, "they are alike still");
    hand.session.undo();
    assert_eq!(hand.session.document().scenario().links.len(), 4);
}

#[test]
fn the_page_is_told_of_a_card_whose_part_behind_it_has_died() {
    let mut hand = stacked();
    hand.session.take_changes();
    hand.session.toggle_light(id("web-3"));
    let changes = hand.session.take_changes();
    assert!(changes.components.contains(&id("web-1")));
    hand.session.perform(Command::Stack);
    let changes = hand.session.take_changes();
    assert!(changes.lists && changes.picture);
}
