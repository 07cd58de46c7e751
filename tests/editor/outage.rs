//! What is seen on the canvas of an outage: badges, rings, borders, counted probes, ways round cards.

use topple::editor::session::picture::Suspicion;
use topple::editor::{Badge, Curve, Dot, Flag, Session, Shown, Turn};
use topple::engine::Cargo;
use topple::model::sketch::sketch;
use topple::model::{Action, Point, Rect, Target};

use crate::driver::{Hand, hand, id, of, region};

const PAIR: &str = "users -> web-1 -> db-1 -> db-2\nusers: reads=0\ndb-1: detect_s=3 promote_s=2\ndb-2: role=standby";
const COASTS: &str = "users -> web-1 web-2\nweb-1 -> db-1 -> db-2\nweb-2 -> db-1\nusers: reads=0\ndb-1: detect_s=1 promote_s=1\ndb-2: role=standby\nwest = web-1 db-1\neast = web-2 db-2";

/// The same with the two regions apart, the users between them.
fn coasts() -> Hand {
    let mut scenario = sketch(COASTS);
    let places = [
        ("users", 0.0, 0.0),
        ("web-1", 300.0, -200.0),
        ("db-1", 500.0, -200.0),
        ("web-2", 300.0, 300.0),
        ("db-2", 500.0, 300.0),
    ];
    for (who, x, y) in places {
        let mut components = scenario.components.iter_mut();
        components
            .find(|c| c.id == id(who))
            .expect("it is drawn")
            .at = Point::new(x, y);
    }
    for (which, y) in [("west", -300.0), ("east", 200.0)] {
        let mut regions = scenario.regions.iter_mut();
        regions
            .find(|r| r.id == region(which))
            .expect("it is drawn")
            .frame = Rect::new(200.0, y, 400.0, 180.0);
    }
    of(Session::new(scenario))
}

fn play(hand: &mut Hand, seconds: f64) {
    for _ in 0..(seconds * 20.0).round() as u32 {
        hand.now_ms += 50.0;
        hand.session.frame(hand.now_ms);
    }
}

fn badge(hand: &Hand, who: &str) -> Shown {
    let simulation = hand.session.simulation();
    let numbers = simulation.numbers(id(who)).expect("it is there");
    simulation.badge(id(who), &numbers.database.expect("it is a database"))
}

fn isolate(hand: &mut Hand, who: &str) {
    let action = Action::Isolate(region(who));
    hand.session.simulate(|s| s.act(vec![action]));
}

fn toggle(hand: &mut Hand, what: &str) {
    let target = hand.target(what);
    hand.session.toggle_power(target);
}

#[test]
fn a_standby_notices_takes_over_and_wears_the_badge_then() {
    let mut hand = hand(PAIR);
    play(&mut hand, 2.0);
    assert_eq!(badge(&hand, "db-1").badge, Badge::Primary);
    let standby = badge(&hand, "db-2");
    assert_eq!((standby.badge, standby.turn), (Badge::Standby, None));
    assert_eq!(standby.follows, Some(id("db-1")));
    assert!((standby.noticing - 0.6).abs() < 1e-9, "3 of 5 seconds");
    toggle(&mut hand, "db-1");
    play(&mut hand, 1.5);
    assert_eq!(badge(&hand, "db-1").badge, Badge::Title);
    let (turn, far) = badge(&hand, "db-2").turn.expect("it notices");
    assert!(
        turn == Turn::Notices && (far - 0.5).abs() < 0.05,
        "{turn:?} {far}"
    );
    play(&mut hand, 2.5);
    let (turn, far) = badge(&hand, "db-2").turn.expect("it takes over");
    assert!(
        turn == Turn::TakesOver && (far - 0.5).abs() < 0.05,
        "{turn:?} {far}"
    );
    play(&mut hand, 1.5);
    let heir = badge(&hand, "db-2");
    assert_eq!(
        (heir.badge, heir.turn, heir.follows),
        (Badge::Primary, None, None)
    );
    assert_ne!(badge(&hand, "db-1").badge, Badge::Primary);
}

#[test]
fn the_ring_stands_still_while_the_run_does_and_is_right_after_going_back() {
    let mut hand = hand(PAIR);
    play(&mut hand, 2.0);
    toggle(&mut hand, "db-1");
    play(&mut hand, 4.0);
    hand.session.simulate(|s| s.set_playing(false));
    let held = badge(&hand, "db-2");
    assert_eq!(held.turn.map(|(turn, _)| turn), Some(Turn::TakesOver));
    play(&mut hand, 5.0);
    assert_eq!(badge(&hand, "db-2"), held);
    let went = hand.session.simulate(|s| s.rewind(2.5));
    went.expect("it is kept");
    play(&mut hand, 0.1);
    let (turn, far) = badge(&hand, "db-2").turn.expect("it notices");
    assert!(
        turn == Turn::Notices && (far - 0.5 / 3.0).abs() < 0.03,
        "{turn:?} {far}"
    );
}

#[test]
fn who_takes_over_is_not_scolded_until_the_other_is_back() {
    let mut hand = hand(PAIR);
    play(&mut hand, 1.0);
    let flag = |hand: &Hand| hand.session.findings().flag_of(hand.target("db-2"));
    assert_eq!(flag(&hand), Flag::None);
    toggle(&mut hand, "db-1");
    for seconds in [2.0, 12.0, 30.0] {
        play(&mut hand, seconds);
        assert_eq!(flag(&hand), Flag::LastLeft);
    }
    toggle(&mut hand, "db-1");
    play(&mut hand, 2.0);
    assert_eq!(flag(&hand), Flag::None);
}

#[test]
fn in_a_split_brain_both_are_primary_and_count_their_writes() {
    let mut hand = coasts();
    play(&mut hand, 2.0);
    isolate(&mut hand, "east");
    play(&mut hand, 5.0);
    for node in ["db-1", "db-2"] {
        let shown = badge(&hand, node);
        assert_eq!(shown.badge, Badge::Primary, "{node}");
        assert!(shown.split_writes.is_some(), "{node}");
    }
    assert!(badge(&hand, "db-1").split_writes > Some(20));
}

#[test]
fn a_database_without_a_channel_has_no_data_and_a_voter_of_a_quorum_is_a_witness() {
    let mut hand =
        hand("users -> web-1 -> db-1\ndb-1 -> db-2\ndb-2: role=standby\ndb-3: role=standby");
    play(&mut hand, 1.0);
    assert_eq!(badge(&hand, "db-3").badge, Badge::NoData);
    let mut hand = self::hand(
        "users -> web-1 -> db-1\ndb-1 -> db-2\ndb-1: failover=quorum\ndb-2: role=standby failover=quorum\ndb-3: role=standby failover=quorum",
    );
    play(&mut hand, 1.0);
    assert_eq!(badge(&hand, "db-3").badge, Badge::Witness);
}

#[test]
fn an_isolated_region_is_closed_its_links_are_broken_at_the_border_and_its_power_opens_it() {
    let mut hand = coasts();
    play(&mut hand, 1.0);
    isolate(&mut hand, "east");
    play(&mut hand, 0.1);
    let picture = hand.session.picture();
    let east = picture
        .regions
        .iter()
        .find(|r| r.id == region("east"))
        .unwrap();
    assert!(east.isolated && east.alive);
    let broken: Vec<String> = picture
        .links
        .iter()
        .filter(|l| l.broken_at.is_some())
        .map(|l| l.id.to_string())
        .collect();
    assert_eq!(broken, ["users>web-2", "db-1>db-2", "web-2>db-1"]);
    for link in picture.links.iter().filter(|l| l.broken_at.is_some()) {
        assert!(!link.alive && !link.cut);
        assert!(on_border(
            east.frame,
            link.curve.at(link.broken_at.unwrap())
        ));
    }
    toggle(&mut hand, "east");
    let picture = hand.session.picture();
    assert!(picture.regions.iter().all(|r| !r.isolated && r.alive));
    assert!(
        picture
            .links
            .iter()
            .all(|l| l.broken_at.is_none() && l.alive)
    );
}

fn on_border(frame: Rect, at: Point) -> bool {
    frame.inflate(1.0).contains(at) && !frame.inflate(-1.0).contains(at)
}

#[test]
fn what_goes_into_an_isolated_region_dies_at_its_border() {
    let mut hand = coasts();
    play(&mut hand, 2.0);
    isolate(&mut hand, "east");
    let frame = hand
        .session
        .document()
        .region(region("east"))
        .unwrap()
        .frame;
    let mut deaths = 0;
    for _ in 0..80 {
        play(&mut hand, 0.05);
        let simulation = hand.session.simulation();
        let dots = simulation.dots(hand.session.document(), hand.session.view());
        for dot in dots.iter().filter(|dot| dot.dying > 0.0) {
            assert!(on_border(frame, dot.at), "{dot:?} of {frame:?}");
            deaths += 1;
        }
    }
    assert!(deaths > 10, "{deaths}");
}

#[test]
fn failed_probes_are_counted_on_the_link_until_its_target_is_struck() {
    let mut hand = hand("users -> lb-1 -> web-1 web-2\nlb-1: health_check.fall=3");
    play(&mut hand, 2.0);
    let suspicion = |hand: &Hand| {
        let links = hand.session.picture().links;
        let suspect = |who: &str| {
            links
                .iter()
                .find(|l| l.id.to.as_str() == who)
                .unwrap()
                .suspicion
        };
        assert_eq!(suspect("web-1"), None);
        suspect("web-2")
    };
    assert_eq!(suspicion(&hand), None);
    toggle(&mut hand, "web-2");
    let mut seen = Vec::new();
    for _ in 0..400 {
        play(&mut hand, 0.05);
        if let Some(now) = suspicion(&hand).filter(|now| seen.last() != Some(now)) {
            seen.push(now);
        }
    }
    let counted = |failures, is_out| Suspicion {
        failures,
        fall: 3,
        is_out,
    };
    assert_eq!(
        seen,
        [counted(1, false), counted(2, false), counted(3, true)]
    );
}

#[test]
fn a_resolved_client_reaches_its_address_round_the_name_server_and_in_both_directions_alike() {
    let mut hand = hand("users -> dns-1 -> lb-1 -> web-1");
    play(&mut hand, 3.0);
    let ways = hand.session.picture().open_ways;
    assert_eq!(ways.len(), 1);
    let card = |who: &str| Rect::card(hand.session.document().component(id(who)).unwrap().at);
    let straight = Curve::between(card("users"), card("lb-1"));
    let between = card("dns-1");
    let meets = |curve: &Curve| (0..=100).any(|i| between.contains(curve.at(f64::from(i) / 100.0)));
    assert!(meets(&straight), "it lies between");
    assert!(!meets(&ways[0]));
    for _ in 0..40 {
        play(&mut hand, 0.05);
        let requests =
            |dot: &&Dot| matches!(dot.load.cargo, Cargo::Read | Cargo::Write | Cargo::Answer);
        let dots = hand
            .session
            .simulation()
            .dots(hand.session.document(), hand.session.view());
        assert!(
            dots.iter()
                .filter(requests)
                .all(|dot| !between.inflate(4.0).contains(dot.at))
        );
    }
}

#[test]
fn after_a_failover_requests_take_an_open_way_to_the_new_primary_and_the_way_follows_the_drawing() {
    let mut hand = hand(PAIR);
    hand.session
        .simulate(|s| s.kill([Target::Component(id("db-1"))]));
    play(&mut hand, 8.0);
    let ways = hand.session.picture().open_ways;
    assert_eq!(ways.len(), 1, "no link is drawn to db-2");
    let ends = |ways: &[Curve], hand: &Hand| {
        let card = |who: &str| {
            Rect::card(hand.session.document().component(id(who)).unwrap().at).inflate(1.0)
        };
        let touches = |p: Point| card("web-1").contains(p) || card("db-2").contains(p);
        ways.iter()
            .all(|way| touches(way.start) && touches(way.end))
    };
    assert!(ends(&ways, &hand));
    hand.does("drag db-2 by 40 200");
    play(&mut hand, 0.5);
    let moved = hand.session.picture().open_ways;
    assert!(moved != ways && ends(&moved, &hand));
}
