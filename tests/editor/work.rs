//! What an edit costs: how often the document is copied and read anew, and what is kept of it.

use topple::editor::document::history::BYTES;
use topple::editor::document::proposal::Proposal;
use topple::editor::{Command, Session};
use topple::model::fields::Value;
use topple::model::sketch::sketch;
use topple::model::{Edit, Rect, Region, Scenario, work};

use crate::driver::{Hand, hand, id, region};

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
        for other in [large(n), sketch(SKETCH)] {
            assert!(session.propose(Proposal::new("Open", vec![Edit::Replace(Box::new(other))])));
        }
    }
    let history = session.document().history();
    assert!(history.bytes() <= BYTES, "{}", history.bytes());
    assert!((2..18).contains(&history.len()), "{}", history.len());
}

/// So many regions, each in the one before, with a server in each.
fn nested(depth: usize) -> Scenario {
    let mut scenario = sketch("users -> web-1");
    let web = scenario.components[1].clone();
    let mut parent = None;
    for i in 0..depth {
        let mut inner = Region::new(region(&format!("r-{i}")), Rect::default());
        inner.parent = parent;
        parent = Some(inner.id);
        scenario.regions.push(inner);
        let mut inside = web.clone();
        inside.id = id(&format!("web-{}", i + 2));
        inside.region = parent;
        scenario.components.push(inside);
    }
    scenario
}

#[test]
fn how_often_the_nesting_is_read_does_not_hang_on_how_many_cards_are_dropped() {
    let mut readings = [4, 40].map(|parts| {
        let mut session = Session::new(nested(parts));
        session.perform(Command::SelectAll);
        let ((), work) = work::of(|| session.perform(Command::AlignTop));
        assert_eq!(session.document().history().len(), 1);
        work.nestings
    });
    readings.sort_unstable();
    assert_eq!(readings[0], readings[1]);
}

#[test]
fn a_revival_in_nested_regions_reads_no_nesting_for_each_part() {
    let mut readings = [4, 40].map(|parts| {
        let mut session = Session::new(nested(parts));
        session.perform(Command::SelectAll);
        let ((), work) = work::of(|| {
            session.perform(Command::Kill);
            session.perform(Command::Revive);
        });
        assert_eq!(session.simulation().dead().len(), 0);
        work.nestings
    });
    readings.sort_unstable();
    assert_eq!(readings[0], readings[1]);
}
