//! What an edit costs: how often the document is copied and read anew, and what is kept of it.

use topple::editor::document::history::BYTES;
use topple::editor::{Command, Session};
use topple::model::fields::Value;
use topple::model::sketch::sketch;
use topple::model::{Scenario, work};

use crate::driver::{Hand, hand, id};

const SKETCH: &str = "users -> lb-1 -> web-1 web-2 -> db-1";

/// A hand on a system of which all is known.
fn thought() -> Hand {
    let mut hand = hand(SKETCH);
    while hand.session.is_thinking() {
        hand.session.think();
    }
    hand
}

#[test]
fn a_changed_setting_costs_one_copy_and_one_topology_in_all_rooms_together() {
    let mut hand = thought();
    let (set, work) = work::of(|| {
        hand.session
            .set_field(&[id("web-1")], "workers", &Value::Number(9.0))
    });
    assert_eq!(set, Ok(()));
    assert_eq!((work.copies, work.topologies), (1, 1));
}

#[test]
fn a_drag_costs_one_copy_and_no_topology() {
    let mut hand = thought();
    let ((), work) = work::of(|| {
        hand.does("drag web-1 by 0 400");
    });
    assert_eq!((work.copies, work.topologies), (1, 0));
    assert_eq!(hand.steps(), ["Move web-1"]);
}

#[test]
fn killing_all_that_is_selected_copies_nothing() {
    let mut hand = thought();
    hand.session.perform(Command::SelectAll);
    let ((), work) = work::of(|| hand.session.perform(Command::Kill));
    assert_eq!((work.copies, work.topologies), (0, 0));
    assert_eq!(hand.session.simulation().dead().len(), 4);
}

#[test]
fn what_was_found_out_stays_where_things_are_only_moved() {
    let mut hand = thought();
    hand.does("drag web-1 by 0 400");
    assert!(hand.session.findings().pairs().is_fresh());
    assert!(hand.session.findings().availability().is_fresh());
    hand.does("select web-1\nkey Delete");
    assert!(!hand.session.findings().pairs().is_fresh());
}

/// A scenario of some megabytes, each another.
fn large(n: usize) -> Scenario {
    let mut scenario = sketch("users -> web-1");
    let web = scenario.components[1].clone();
    for i in 0..1_900 {
        let mut more = web.clone();
        more.id = id(&format!("web-{}", i + 2));
        more.note = n.to_string().repeat(4_000);
        scenario.components.push(more);
    }
    scenario
}

#[test]
fn history_is_bounded_by_the_bytes_that_it_holds() {
    let mut session = Session::new(sketch(SKETCH));
    for n in 0..9 {
        session.replace("Open", large(n)).expect("it is sound");
        session
            .replace("Close", sketch(SKETCH))
            .expect("it is sound");
    }
    let history = session.document().history();
    assert!(history.bytes() <= BYTES, "{}", history.bytes());
    assert!((2..18).contains(&history.len()), "{}", history.len());
}
