//! Notes on the canvas, colours, labels of links.

use topple::editor::view::label::labels;
use topple::editor::{Command, Device, PointerKind, Request, Session};
use topple::engine::{Micros, Run};
use topple::formats::{json, link};
use topple::model::sketch::sketch;
use topple::model::{Colour, LinkId, Note, NoteId, Point, Scenario, Target, validate, work};

use crate::driver::{Hand, hand, id, of, region};

const SKETCH: &str = "users -> lb-1 -> web-1 web-2 -> db-1\nwest = lb-1 web-1";

fn note(number: u32) -> NoteId {
    NoteId::new(&format!("note-{number}")).expect("an id")
}

fn place(hand: &Hand, number: u32) -> Point {
    let note = hand.session.document().note(note(number));
    note.expect("a note").at
}

fn text(hand: &Hand, number: u32) -> String {
    let note = hand.session.document().note(note(number));
    note.expect("a note").text.clone()
}

/// With a note about this, which says so.
fn noted(part: &str) -> Hand {
    let mut hand = hand(SKETCH);
    hand.does(&format!("select {part}\ndo note"));
    let words = format!("About {part}");
    hand.session.write_note(note(1), &words).expect("written");
    hand.session.take_requests();
    hand
}

#[test]
fn a_note_is_added_and_written_in_one_step() {
    let mut hand = hand(SKETCH);
    hand.does("key t");
    assert_eq!(hand.requests(), [Request::Rename(Target::Note(note(1)))]);
    let selected = hand.session.document().selection();
    assert_eq!(selected.only(), Some(Target::Note(note(1))));
    hand.session
        .write_note(note(1), "Down every Sunday\r\nat four\n")
        .unwrap();
    assert_eq!(text(&hand, 1), "Down every Sunday\nat four");
    assert_eq!(hand.steps(), ["Add a note"]);
    hand.session.document_mut().settle();
    hand.session.write_note(note(1), "Never down").unwrap();
    assert_eq!(hand.steps(), ["Write a note", "Add a note"]);
    hand.does("do undo\ndo undo");
    assert!(hand.session.document().scenario().notes.is_empty());
}

#[test]
fn a_note_without_a_text_goes_and_a_new_one_was_never_there() {
    let mut hand = noted("web-1");
    hand.session.document_mut().settle();
    hand.session.write_note(note(1), " \n").unwrap();
    assert!(hand.session.document().scenario().notes.is_empty());
    assert_eq!(hand.steps(), ["Delete the note", "Add a note"]);
    hand.does("do undo");
    assert_eq!(text(&hand, 1), "About web-1");
    hand.does("select users\ndo note");
    hand.session.write_note(note(2), "").unwrap();
    assert_eq!(hand.session.document().scenario().notes.len(), 1);
    assert_eq!(hand.steps(), ["Add a note"]);
}

#[test]
fn a_text_that_is_too_long_is_refused_in_a_sentence_and_the_old_one_stays() {
    let mut hand = noted("web-1");
    let refused = hand.session.write_note(note(1), &"x".repeat(1_001));
    assert_eq!(
        refused,
        Err("1001 characters are more than the 1000 that fit".to_owned())
    );
    assert_eq!(text(&hand, 1), "About web-1");
}

#[test]
fn a_double_click_on_the_ground_writes_there_and_one_of_a_finger_does_not() {
    let mut hand = hand(SKETCH);
    let there = Point::new(-600.0, -400.0);
    let twice = |hand: &mut Hand| {
        for _ in 0..2 {
            hand.press(there, topple::editor::Button::Primary);
            hand.lift(there, topple::editor::Button::Primary);
        }
    };
    hand.device = Device::Touch;
    twice(&mut hand);
    assert!(hand.session.document().scenario().notes.is_empty());
    hand.now_ms += 1_000.0;
    hand.device = Device::Mouse;
    twice(&mut hand);
    assert_eq!(place(&hand, 1), there);
    assert_eq!(hand.requests(), [Request::Rename(Target::Note(note(1)))]);
}

#[test]
fn two_clicks_far_apart_on_the_ground_write_nothing() {
    let mut hand = hand(SKETCH);
    for x in [-600.0, -500.0] {
        let at = Point::new(x, -400.0);
        hand.press(at, topple::editor::Button::Primary);
        hand.lift(at, topple::editor::Button::Primary);
    }
    assert!(hand.session.document().scenario().notes.is_empty());
}

#[test]
fn a_readonly_document_gets_no_note() {
    let mut hand = hand(SKETCH);
    hand.session.set_readonly(true);
    hand.does("key t");
    for _ in 0..2 {
        hand.press(Point::new(-600.0, -400.0), topple::editor::Button::Primary);
        hand.lift(Point::new(-600.0, -400.0), topple::editor::Button::Primary);
    }
    assert!(hand.session.document().scenario().notes.is_empty());
    assert!(!hand.session.can(Command::ColourTeal));
}

#[test]
fn the_menu_of_the_ground_adds_a_note_where_it_was_opened() {
    let mut hand = hand(SKETCH);
    let there = Point::new(-600.0, -400.0);
    hand.press(there, topple::editor::Button::Secondary);
    hand.lift(there, topple::editor::Button::Secondary);
    hand.does("do note");
    assert_eq!(place(&hand, 1), there);
}

#[test]
fn what_the_palette_offers_is_put_down_and_written() {
    let mut hand = hand(SKETCH);
    hand.does("place note at 600 400");
    let frame = hand.session.document().note(note(1)).unwrap().frame();
    assert!(frame.contains(Point::new(600.0, 400.0)), "{frame:?}");
    assert_eq!(hand.requests(), [Request::Rename(Target::Note(note(1)))]);
    hand.does("add note");
    let two = &hand.session.document().scenario().notes;
    assert!(!two[0].frame().touches(two[1].frame()));
}

#[test]
fn a_note_about_a_part_goes_with_it_by_hand_by_key_and_when_all_is_tidied() {
    let mut hand = noted("web-2");
    let beside = |hand: &Hand| {
        let part = hand.session.document().component(id("web-2")).unwrap().at;
        let at = place(hand, 1);
        (at.x - part.x, at.y - part.y)
    };
    let before = beside(&hand);
    let start = place(&hand, 1);
    hand.does("drag web-2 by 400 240");
    assert_eq!(beside(&hand), before);
    hand.does("select web-2\nkey Alt+ArrowDown\ndo tidy");
    assert_eq!(beside(&hand), before);
    assert_ne!(place(&hand, 1), start);
    hand.does("do undo\ndo undo\ndo undo");
    assert_eq!(place(&hand, 1), start);
}

#[test]
fn a_region_takes_along_what_is_about_it_and_free_notes_within_it() {
    let mut hand = hand(SKETCH);
    hand.does("select west\ndo note");
    let frame = hand
        .session
        .document()
        .region(region("west"))
        .unwrap()
        .frame;
    let mut scenario = hand.session.document().scenario().clone();
    let inside = Point::new(frame.x + 20.0, frame.y + 40.0);
    scenario.notes.push(Note::new(note(2), inside, "in"));
    let outside = Point::new(frame.right() + 600.0, frame.y);
    scenario.notes.push(Note::new(note(3), outside, "out"));
    let mut hand = of(Session::new(scenario));
    let before = [1, 2, 3].map(|n| place(&hand, n));
    hand.does("drag title west by -400 -160");
    let moved = [1, 2, 3].map(|n| place(&hand, n));
    assert_eq!(moved[0], before[0].offset(-400.0, -160.0));
    assert_eq!(moved[1], before[1].offset(-400.0, -160.0));
    assert_eq!(moved[2], before[2]);
    assert_eq!(hand.steps(), ["Move west"]);
}

#[test]
fn a_note_is_dragged_nudged_and_selected_with_others() {
    let mut hand = noted("web-2");
    let at = place(&hand, 1);
    let held = at.offset(10.0, 10.0);
    hand.press(held, topple::editor::Button::Primary);
    for by in [40.0, 80.0] {
        let to = held.offset(by, 20.0);
        hand.event(PointerKind::Move, to, topple::editor::Button::Primary);
    }
    hand.lift(held.offset(80.0, 20.0), topple::editor::Button::Primary);
    assert_eq!(place(&hand, 1), at.offset(80.0, 20.0));
    assert_eq!(hand.steps()[0], "Move the note");
    hand.does("key Alt+ArrowLeft");
    assert_eq!(place(&hand, 1), at.offset(60.0, 20.0));
    hand.does("key Ctrl+a");
    assert!(
        hand.session
            .document()
            .selection()
            .contains(Target::Note(note(1)))
    );
}

#[test]
fn the_marquee_takes_notes_and_arrows_lead_to_them() {
    let mut hand = noted("web-2");
    let frame = hand.session.document().note(note(1)).unwrap().frame();
    let (x, y) = (frame.x - 6.0, frame.bottom() + 6.0);
    hand.does(&format!(
        "drag {x} {y} to {} {}",
        frame.x + 4.0,
        frame.bottom() - 4.0
    ));
    assert_eq!(
        hand.session.document().selection().only(),
        Some(Target::Note(note(1)))
    );
    hand.does("select web-2\nkey ArrowDown");
    assert_eq!(
        hand.session.document().selection().only(),
        Some(Target::Note(note(1)))
    );
}

#[test]
fn copies_of_a_part_have_copies_of_its_notes() {
    let mut hand = noted("web-2");
    hand.does("select web-2\nkey Ctrl+d");
    let copy = hand.session.document().note(note(2)).expect("a copy");
    assert_eq!(copy.about, Some(id("web-3").0));
    hand.does("select web-2\nkey Ctrl+c");
    let Some(Request::WriteClipboard(text)) = hand.requests().pop() else {
        panic!("no text")
    };
    let mut other = of(Session::new(sketch("users -> web-2")));
    assert!(other.session.paste(&text));
    let pasted = other.session.document().note(note(1)).expect("pasted");
    assert_eq!(pasted.about, Some(id("web-1").0));
    assert_eq!(pasted.text, "About web-2");
}

#[test]
fn a_note_alone_is_copied_cut_and_pasted_beside_itself() {
    let mut hand = noted("web-2");
    hand.session.document_mut().select([Target::Note(note(1))]);
    hand.does("key Ctrl+x");
    let Some(Request::Cut { text, targets }) = hand.requests().pop() else {
        panic!("no text")
    };
    assert!(hand.session.paste(&text));
    let pasted = hand.session.document().note(note(2)).expect("pasted");
    assert_eq!(pasted.about, None);
    assert_ne!(pasted.at, place(&hand, 1));
    hand.session.delete(&targets);
    assert!(hand.session.document().note(note(1)).is_none());
    assert_eq!(hand.steps()[0], "Cut the note");
}

#[test]
fn a_note_about_what_is_deleted_stays_and_is_free_until_that_is_undone() {
    let mut hand = noted("web-2");
    hand.does("select web-2\nkey Delete");
    let about = |hand: &Hand| hand.session.document().note(note(1)).unwrap().about;
    assert_eq!(about(&hand), None);
    assert_eq!(text(&hand, 1), "About web-2");
    hand.does("do undo");
    assert_eq!(about(&hand), Some(id("web-2").0));
    hand.does("do redo");
    assert_eq!(about(&hand), None);
}

#[test]
fn a_colour_is_given_to_parts_links_and_notes_at_once_in_one_step() {
    let mut hand = noted("web-2");
    let link = LinkId::parse("web-2>db-1").unwrap();
    hand.session.document_mut().select([
        Target::Component(id("web-1")),
        Target::Link(link),
        Target::Note(note(1)),
        Target::Region(region("west")),
    ]);
    hand.does("do colour_violet");
    let document = hand.session.document();
    let violet = Some(Colour::Violet);
    assert_eq!(document.component(id("web-1")).unwrap().colour, violet);
    assert_eq!(document.link(link).unwrap().colour, violet);
    assert_eq!(document.note(note(1)).unwrap().colour, violet);
    assert_eq!(document.common_colour(), Some(violet));
    assert_eq!(hand.steps()[0], "Colour 4 parts");
    hand.does("select web-1\ndo colour_none");
    let document = hand.session.document();
    assert_eq!(document.component(id("web-1")).unwrap().colour, None);
    hand.does("select west");
    assert!(!hand.session.can(Command::ColourTeal));
}

/// The system with everything that means nothing to it.
fn adorned(mut scenario: Scenario) -> Scenario {
    for component in &mut scenario.components {
        component.colour = Some(Colour::Pink);
    }
    for link in &mut scenario.links {
        "reads".clone_into(&mut link.label);
        link.colour = Some(Colour::Sky);
    }
    let mut about = Note::new(note(1), Point::default(), "About web-1");
    about.about = Some(id("web-1").0);
    scenario.notes = vec![
        about,
        Note::new(note(7), Point::new(5.5, -3.0), "Free\nof all"),
    ];
    scenario
}

#[test]
fn notes_colours_and_labels_change_no_run_and_no_verdict() {
    let plain = sketch(SKETCH);
    let hash = |scenario: &Scenario| {
        let mut run = Run::new(scenario);
        run.advance(Micros::from_seconds(20.0), u64::MAX);
        run.log_hash()
    };
    assert_eq!(hash(&plain), hash(&adorned(plain.clone())));
    let verdicts = |scenario: Scenario| Session::new(scenario).findings().report().clone();
    assert_eq!(verdicts(plain.clone()), verdicts(adorned(plain)));
}

#[test]
fn they_cost_one_copy_no_topology_and_nothing_that_was_found_out() {
    let mut hand = hand(SKETCH);
    while hand.session.is_thinking() {
        hand.session.think();
    }
    let ((), work) = work::of(|| {
        hand.does("select web-1\ndo colour_teal");
    });
    assert_eq!((work.copies, work.topologies), (1, 0));
    let link = LinkId::parse("web-2>db-1").unwrap();
    let (_, work) = work::of(|| {
        hand.session
            .change_link(link, "label", |link| "writes".clone_into(&mut link.label))
    });
    assert_eq!((work.copies, work.topologies), (1, 0));
    hand.does("do note");
    assert!(hand.session.findings().pairs().is_fresh());
    assert!(hand.session.findings().availability().is_fresh());
}

#[test]
fn files_and_links_keep_them_and_are_as_before_without() {
    let scenario = adorned(sketch(SKETCH));
    assert_eq!(validate::problems(&scenario), []);
    let text = json::write(&scenario);
    assert_eq!(json::read(&text).as_ref(), Ok(&scenario));
    assert_eq!(link::decode(&link::encode(&scenario)), Ok(scenario.clone()));
    assert!(text.contains("\"notes\""), "{text}");
    let plain = json::write(&sketch(SKETCH));
    for word in ["notes", "color", "label"] {
        assert!(!plain.contains(word), "{word}");
    }
}

#[test]
fn a_label_is_where_its_link_is_and_a_link_in_a_list_tells_it() {
    let mut hand = hand(SKETCH);
    let link = LinkId::parse("web-2>db-1").unwrap();
    hand.session
        .change_link(link, "label", |link| "writes".clone_into(&mut link.label))
        .unwrap();
    assert_eq!(hand.steps(), ["Set label of the link from web-2 to db-1"]);
    let all = labels(hand.session.document(), hand.session.view());
    assert_eq!(all.len(), 1);
    let cards = &hand.session.document().scenario().components;
    for card in cards.iter().map(|c| topple::model::Rect::card(c.at)) {
        assert!(!card.touches(all[0].frame));
    }
    let outline = hand.session.outline();
    let told = outline
        .iter()
        .any(|line| line.text.contains("db-1 (\"writes\")"));
    assert!(told, "{outline:?}");
}

#[test]
fn a_screen_reader_hears_of_notes_and_of_colours() {
    let mut hand = noted("web-2");
    hand.session.announcements();
    hand.does("select web-2\ndo colour_teal");
    assert_eq!(hand.session.announcements(), ["Colour web-2: done."]);
    let outline = hand.session.outline();
    let lines: Vec<&str> = outline.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(lines.last(), Some(&"Note about web-2: About web-2"));
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("web-2, server, teal")),
        "{lines:?}"
    );
}

#[test]
fn a_note_is_never_killed_and_kills_nothing() {
    let mut hand = noted("web-2");
    hand.session.document_mut().select([Target::Note(note(1))]);
    assert!(!hand.session.can(Command::Kill));
    assert!(!hand.session.can(Command::TryLoss));
    assert!(!hand.session.can(Command::Link));
    hand.does("key k");
    assert!(hand.session.simulation().dead().is_empty());
}

#[test]
fn a_region_is_cut_with_all_that_is_in_it_as_it_is_copied() {
    let mut hand = hand(SKETCH);
    hand.does("select west\nkey Ctrl+x");
    let Some(Request::Cut { text, targets }) = hand.requests().pop() else {
        panic!("no text")
    };
    hand.session.delete(&targets);
    let ids = |hand: &Hand| -> Vec<String> {
        let components = &hand.session.document().scenario().components;
        components.iter().map(|c| c.id.to_string()).collect()
    };
    assert_eq!(ids(&hand), ["users", "web-2", "db-1"]);
    assert_eq!(hand.steps(), ["Cut west"]);
    assert!(hand.session.paste(&text));
    assert_eq!(hand.shows("lb-1>"), "lb-1>web-1");
    hand.does("do undo\ndo undo");
    assert_eq!(ids(&hand), ["users", "lb-1", "web-1", "web-2", "db-1"]);
}
