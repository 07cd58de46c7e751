//! What a hand may do with a document that is only to be read, and what becomes of a gesture whose document is taken away.

use topple::editor::document::proposal::Proposal;
use topple::editor::{Command, Drawn, Gesture, Key, Session};
use topple::model::sketch::sketch;
use topple::model::{Edit, Point, Scenario, Target, fields};

use crate::driver::{Hand, hand, id, region};

const SKETCH: &str = "users -> lb-1 -> web-1 web-2\nweb-1 web-2 -> db-1\nwest = web-1";

/// Something that is done to a session, by its name.
type Way = (&'static str, fn(&mut Session));

/// Every public way by which a session changes its document.
const WAYS: &[Way] = &[
    ("try_propose", |s| {
        let _ = s.try_propose(Proposal::new(
            "Rename",
            vec![Edit::SetTitle("another".to_owned())],
        ));
    }),
    ("undo", Session::undo),
    ("redo", Session::redo),
    ("set_field", |s| {
        let _ = s.set_field(&[id("web-1")], "workers", &fields::Value::Number(9.0));
    }),
    ("change_component", |s| {
        let _ = s.change_component(id("web-1"), "name", |c| c.name = Some("W".to_owned()));
    }),
    ("change_region", |s| {
        let _ = s.change_region(region("west"), "name", |r| r.name = Some("W".to_owned()));
    }),
    ("change_link", |s| {
        let link = s.document().scenario().links[0].id();
        let _ = s.change_link(link, "weight", |l| l.weight = 7.0);
    }),
    ("set_title", |s| {
        let _ = s.set_title("another");
    }),
    ("set_seed", |s| {
        let _ = s.set_seed(99);
    }),
    ("set_workload", |s| {
        let mut workload = s.document().scenario().workload;
        workload.keys += 1;
        let _ = s.set_workload(workload);
    }),
    ("paste", |s| {
        s.document_mut().select([Target::Component(id("web-1"))]);
        let text = s.document().copied().expect("something is selected");
        s.paste(&text);
    }),
    ("duplicate", |s| s.perform(Command::Duplicate)),
    ("tidy", |s| s.perform(Command::Tidy)),
    ("add", |s| {
        s.add(Drawn::Region);
    }),
    ("add_link", |s| {
        s.begin_link(id("users"), None);
        s.focus(Target::Component(id("web-1")));
        s.key(Key {
            key: "Enter",
            ..Key::default()
        });
    }),
    ("mend", |s| {
        while s.is_thinking() {
            s.think();
        }
        let verdict = s.findings().report().spofs[0].element;
        let mends = s.findings().mends_of(verdict).and_then(|m| m.value());
        let mend = mends.expect("it has thought")[0].id.clone();
        s.mend(verdict, &mend);
    }),
];

/// A session with something to undo and something to redo.
fn edited() -> Hand {
    let mut hand = hand(SKETCH);
    hand.does("click web-2\nkey Ctrl+d\nclick web-1\nkey Ctrl+d\nkey Ctrl+z\nclick web-1");
    hand
}

/// Everything that a pointer can drag about.
const DRAGS: &[&str] = &[
    "hold web-1 by 0 200",
    "hold port web-1 to db-1",
    "hold title west by 100 0",
    "hold corner west by 100 100",
    "hold -300 -300 to 2000 2000",
];

#[test]
fn no_way_leads_to_a_change_of_a_document_that_is_only_to_be_read_or_locked() {
    no_way_leads_to_a_change(|session| session.set_readonly(true));
    no_way_leads_to_a_change(|session| session.set_locked(true));
}

fn no_way_leads_to_a_change(keep: fn(&mut Session)) {
    let mut hand = edited();
    keep(&mut hand.session);
    let before = hand.session.document().scenario().clone();
    for (name, way) in WAYS {
        way(&mut hand.session);
        assert_eq!(*hand.session.document().scenario(), before, "by {name}");
    }
    for command in Command::ALL.iter().copied() {
        // What is opened in the place of a locked drawing is another; that one is left as it is.
        let is_free = hand.session.is_locked() && command == Command::New;
        if is_free || command == Command::Lock {
            continue;
        }
        hand.session
            .document_mut()
            .select([Target::Component(id("web-1"))]);
        hand.session.perform(command);
        assert_eq!(
            *hand.session.document().scenario(),
            before,
            "by {command:?}"
        );
    }
    for drag in DRAGS {
        hand.session.cancel_gesture();
        hand.does(&drag.replace("hold", "drag"));
        assert_eq!(*hand.session.document().scenario(), before, "by {drag}");
    }
    hand.session.begin_link(id("web-2"), None);
    hand.does("click db-1\nplace server at 900 900\nadd region");
    assert_eq!(*hand.session.document().scenario(), before);
}

#[test]
fn a_drawing_that_is_locked_says_so_and_is_free_again_once_it_is_unlocked_or_another() {
    const LOCKED: &str = "The drawing is locked. Unlock it to change it.";
    let told = |hand: &Hand| {
        let messages = hand.session.messages();
        messages.iter().any(|message| message.text == LOCKED)
    };
    let slips = [
        "drag web-1 by 0 200",
        "click web-1\nkey Delete",
        "place server at 900 900",
        "drag port web-1 to db-1",
    ];
    for slip in slips {
        let mut hand = hand(SKETCH);
        hand.does("key Ctrl+Shift+l");
        assert!(hand.session.is_locked() && !told(&hand));
        hand.does(slip);
        assert!(told(&hand), "{slip}");
        // Looking and killing are free.
        hand.does("click web-2\nkey k");
        let dead = hand.session.simulation().dead();
        assert!(dead.contains(&Target::Component(id("web-2"))), "{slip}");
        hand.does("key Ctrl+Shift+l");
        assert!(!hand.session.is_locked() && !told(&hand), "{slip}");
    }
    let mut hand = hand(SKETCH);
    hand.does("key Ctrl+Shift+l");
    hand.session
        .begin(sketch("users -> web-9"))
        .expect("it is sound");
    assert!(!hand.session.is_locked());
}

#[test]
fn each_of_the_ways_changes_a_document_that_may_be_changed() {
    for (name, way) in WAYS {
        let mut hand = edited();
        let before = hand.session.document().scenario().clone();
        way(&mut hand.session);
        assert_ne!(*hand.session.document().scenario(), before, "by {name}");
    }
}

#[test]
fn a_gesture_ends_where_its_document_is_taken_away_and_nothing_that_is_gone_is_selected() {
    let takers: &[Way] = &[
        ("replace", |s| {
            s.begin(sketch("users -> web-9")).expect("it is sound");
        }),
        ("open_text", |s| {
            assert!(s.open_text("{ \"topple\": 1 }"));
        }),
        ("undo", Session::undo),
        ("redo", Session::redo),
    ];
    for (name, taken_by) in takers {
        for drag in DRAGS.iter().copied().chain(["press", "place"]) {
            let mut hand = edited();
            match drag {
                "press" => hand.press(Point::new(0.0, 5.0), topple::editor::Button::Primary),
                "place" => hand.session.begin_place(Drawn::Region, 1),
                drag => {
                    hand.does(drag);
                }
            }
            taken_by(&mut hand.session);
            let told = format!("{drag}, then {name}");
            assert!(matches!(hand.session.gesture(), Gesture::Idle), "{told}");
            let now: Scenario = hand.session.document().scenario().clone();
            hand.event(
                topple::editor::PointerKind::Move,
                Point::new(50.0, 50.0),
                topple::editor::Button::Primary,
            );
            hand.lift(Point::new(60.0, 60.0), topple::editor::Button::Primary);
            assert_eq!(*hand.session.document().scenario(), now, "{told}");
            let mut selected = hand.session.document().selection().iter();
            assert!(selected.all(|target| now.has(target)), "{told}");
        }
    }
}

#[test]
fn a_marquee_ends_with_an_edit_and_gives_back_only_what_is_still_there() {
    let mut hand = hand(SKETCH);
    hand.does("click web-2\nshift hold -300 -300 to 2000 2000");
    let gone = hand
        .session
        .document()
        .scenario()
        .removal_of(&[Target::Component(id("web-2"))]);
    hand.session
        .try_propose(Proposal::new("Delete", gone))
        .expect("it is there");
    assert!(matches!(hand.session.gesture(), Gesture::Idle));
    hand.lift(Point::new(60.0, 60.0), topple::editor::Button::Primary);
    assert!(hand.session.document().selection().is_empty());
}
