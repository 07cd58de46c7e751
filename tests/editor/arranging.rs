//! A frame holds its own and nobody else's, whatever is drawn.

use proptest::prelude::*;
use topple::editor::{Command, Insets, Session};
use topple::model::geometry::{frames, room};
use topple::model::{Point, RegionId, Scenario, Target};
use topple::{lessons, templates};

use crate::driver::{Hand, drawn, hand, id, of, region};

fn is_in_order(scenario: &Scenario) {
    assert_eq!(room::intruder(scenario), None);
    for r in &scenario.regions {
        let needed = frames::needed_frame(scenario, r.id);
        let fits = needed.is_none_or(|needed| r.frame.inflate(1e-6).encloses(needed));
        assert!(fits, "{} is too small", r.id);
    }
}

#[derive(Clone, Debug)]
enum Edit {
    Place(&'static str, (i32, i32)),
    Add(&'static str),
    DragCard(usize, (i32, i32)),
    DragRegion(usize, (i32, i32)),
    Size(usize, (i32, i32)),
    LiesIn(usize, Option<usize>),
    RegionLiesIn(usize, Option<usize>),
    Select(Vec<usize>),
    Do(usize),
    Copy(usize, (i32, i32)),
}

const COMMANDS: [Command; 10] = [
    Command::Duplicate,
    Command::Group,
    Command::Delete,
    Command::AlignTop,
    Command::AlignLeft,
    Command::NudgeLeft,
    Command::NudgeDown,
    Command::Tidy,
    Command::Undo,
    Command::Redo,
];

fn spot() -> impl Strategy<Value = (i32, i32)> {
    (-900..900, -700..700)
}

fn edit() -> impl Strategy<Value = Edit> {
    let kind = prop::sample::select(vec!["server", "database", "region"]);
    prop_oneof![
        4 => (kind.clone(), spot()).prop_map(|(kind, at)| Edit::Place(kind, at)),
        1 => kind.prop_map(Edit::Add),
        4 => (0..20usize, spot()).prop_map(|(i, to)| Edit::DragCard(i, to)),
        3 => (0..20usize, spot()).prop_map(|(i, by)| Edit::DragRegion(i, by)),
        2 => (0..20usize, spot()).prop_map(|(i, by)| Edit::Size(i, by)),
        2 => (0..20usize, prop::option::of(0..20usize)).prop_map(|(i, home)| Edit::LiesIn(i, home)),
        2 => (0..20usize, prop::option::of(0..20usize)).prop_map(|(i, home)| Edit::RegionLiesIn(i, home)),
        3 => prop::collection::vec(0..20usize, 1..5).prop_map(Edit::Select),
        4 => (0..COMMANDS.len()).prop_map(Edit::Do),
        1 => (0..20usize, spot()).prop_map(|(i, by)| Edit::Copy(i, by)),
    ]
}

fn regions(hand: &Hand) -> Vec<RegionId> {
    let scenario = hand.session.document().scenario();
    scenario.regions.iter().map(|r| r.id).collect()
}

fn nth<T: Copy>(list: &[T], n: usize) -> Option<T> {
    (!list.is_empty()).then(|| list[n % list.len()])
}

fn carry_out(hand: &mut Hand, edit: &Edit) {
    let scenario = hand.session.document().scenario();
    let cards: Vec<_> = scenario.components.iter().map(|c| c.id).collect();
    let homes = regions(hand);
    let home = |n: &Option<usize>| n.and_then(|n| nth(&homes, n));
    match edit {
        Edit::Place(what, (x, y)) => {
            hand.does(&format!("place {what} at {x} {y}"));
        }
        Edit::Add(what) => {
            hand.session.add(drawn(what));
        }
        Edit::DragCard(i, (x, y)) => {
            if let Some(card) = nth(&cards, *i) {
                hand.does(&format!("select {card}\ndrag {card} to {x} {y}"));
            }
        }
        Edit::DragRegion(i, (x, y)) => {
            if let Some(region) = nth(&homes, *i) {
                hand.does(&format!("drag title {region} by {x} {y}"));
            }
        }
        Edit::Size(i, (x, y)) => {
            if let Some(region) = nth(&homes, *i) {
                hand.does(&format!("drag corner {region} by {x} {y}"));
            }
        }
        Edit::LiesIn(i, n) => {
            if let Some(card) = nth(&cards, *i) {
                let _ = hand
                    .session
                    .change_component(card, "region", |c| c.region = home(n));
            }
        }
        Edit::RegionLiesIn(i, n) => {
            if let Some(region) = nth(&homes, *i) {
                let _ = hand
                    .session
                    .change_region(region, "parent", |r| r.parent = home(n));
            }
        }
        Edit::Select(which) => {
            let all = cards.iter().map(|id| Target::Component(*id));
            let all: Vec<Target> = all
                .chain(homes.iter().map(|r| Target::Region(*r)))
                .collect();
            let chosen: Vec<Target> = which.iter().filter_map(|n| nth(&all, *n)).collect();
            hand.session.document_mut().select(chosen);
        }
        Edit::Do(n) => hand.session.perform(COMMANDS[*n]),
        Edit::Copy(i, (x, y)) => {
            if let Some(card) = nth(&cards, *i) {
                hand.does(&format!("select {card}\nalt drag {card} by {x} {y}"));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]
    #[test]
    fn after_each_edit_no_frame_holds_a_stranger_and_siblings_are_apart(
        edits in prop::collection::vec(edit(), 1..30)
    ) {
        let mut hand = of(Session::new(Scenario::default()));
        for edit in &edits {
            carry_out(&mut hand, edit);
            is_in_order(hand.session.document().scenario());
        }
    }
}

#[test]
fn what_is_put_into_a_region_by_its_setting_comes_to_lie_in_it() {
    let mut hand = hand("users -> web-1 -> db-1\nwest = users");
    let west = region("west");
    hand.session
        .change_component(id("db-1"), "region", |c| c.region = Some(west))
        .expect("it is there");
    is_in_order(hand.session.document().scenario());
    let frame = hand.session.document().region(west).expect("west").frame;
    assert!(
        frame.width < 500.0,
        "it is not stretched over what lies between"
    );
    hand.session
        .change_component(id("db-1"), "region", |c| c.region = None)
        .expect("it is there");
    is_in_order(hand.session.document().scenario());
    assert_eq!(hand.steps().len(), 1, "one setting, one step");
}

#[test]
fn a_frame_that_grows_pushes_its_sibling_away_with_all_that_is_in_it() {
    let mut hand = hand("web-1:\nweb-2:\nwest = web-1\neast = web-2");
    hand.does("drag title east by 0 160\nclick 900 900");
    assert_eq!(hand.shows("web-2 "), "web-2 160,160 in east");
    hand.does("ctrl drag web-1 by 0 40");
    is_in_order(hand.session.document().scenario());
    assert!(hand.shows("web-1 ").ends_with("in west *"));
    assert!(hand.shows("web-2 ").ends_with("in east"));
    assert!(
        hand.shows("web-2 ").contains("in east"),
        "{}",
        hand.picture()
    );
}

#[test]
fn a_card_goes_into_a_region_by_arrow_keys() {
    let mut hand = hand("users:\nweb-1:\nwest = web-1");
    hand.does("ctrl drag web-1 by 200 0\nselect users");
    for _ in 0..30 {
        hand.does("do nudge_right");
    }
    assert!(
        hand.shows("users").contains("in west"),
        "{}",
        hand.picture()
    );
}

#[test]
fn what_is_shipped_is_in_order() {
    for template in templates::all() {
        assert_eq!(
            room::intruder(&template.scenario()),
            None,
            "{}",
            template.title
        );
    }
    for lesson in lessons::all() {
        assert_eq!(room::intruder(&lesson.start()), None, "{}", lesson.title);
    }
}

#[test]
fn a_region_added_by_click_leaves_every_card_in_view() {
    let mut hand = of(Session::first());
    hand.session
        .view_mut()
        .set_viewport(900.0, 500.0, Insets::default());
    hand.session.fit();
    hand.session.add(drawn("region"));
    let visible = hand.session.view().camera().visible();
    let scenario = hand.session.document().scenario();
    assert!(
        scenario
            .components
            .iter()
            .all(|c| visible.encloses(topple::model::Rect::card(c.at)))
    );
    assert!(scenario.regions.iter().all(|r| visible.encloses(r.frame)));
}

#[test]
fn a_drawing_out_of_sight_is_known_to_be_lost_and_any_fits_on_the_screen() {
    let mut hand = hand("users -> web-1");
    assert!(!hand.session.view().is_lost(hand.session.document()));
    hand.session.view_mut().look_at(Point::new(90_000.0, 0.0));
    assert!(hand.session.view().is_lost(hand.session.document()));
    hand.does("ctrl drag web-1 by 50000 20000");
    hand.session.fit();
    let visible = hand.session.view().camera().visible();
    let mut cards = hand.session.document().scenario().components.iter();
    assert!(cards.all(|c| visible.contains(c.at)));
}
