//! Who keeps everybody served while others are dead is told as that, and not as a fault of the design.

use topple::editor::{Flag, Session};
use topple::model::{Action, Target};

use crate::driver::{Hand, hand};

const BALANCERS: &str = "users -> dns-1 -> lb-1 lb-2 -> web-1 web-2 -> db-1";

fn think(session: &mut Session) {
    while session.is_thinking() {
        session.think();
    }
}

fn does(hand: &mut Hand, action: fn(Target) -> Action, what: &str) {
    let target = hand.target(what);
    hand.session.simulate(|s| s.act(vec![action(target)]));
}

/// What each part that must not fail is told as.
fn told(hand: &Hand) -> Vec<String> {
    let findings = hand.session.findings();
    let spofs = findings.report().spofs.iter();
    let told = spofs.map(|v| match findings.relieving(v.element) {
        None => {
            assert_eq!(findings.flag_of(v.element), Flag::SinglePointOfFailure);
            v.element.to_string()
        }
        Some(dead) => {
            assert_eq!(findings.flag_of(v.element), Flag::LastLeft);
            let dead: Vec<String> = dead.iter().map(ToString::to_string).collect();
            format!("{} until {}", v.element, dead.join(" or "))
        }
    });
    let mut told: Vec<String> = told.collect();
    told.sort();
    told
}

#[test]
fn who_is_left_alone_by_a_death_is_no_fault_of_the_design() {
    let mut hand = hand(BALANCERS);
    assert_eq!(told(&hand), ["db-1", "dns-1"]);
    does(&mut hand, Action::Kill, "lb-1");
    assert_eq!(told(&hand), ["db-1", "dns-1", "lb-2 until lb-1"]);
    does(&mut hand, Action::Kill, "web-2");
    let both = ["db-1", "dns-1", "lb-2 until lb-1", "web-1 until web-2"];
    assert_eq!(told(&hand), both, "each until its own is back");
    let said = hand.session.announcement();
    assert_eq!(
        said,
        "2 single points of failure: db-1, dns-1. The only ones left: lb-2, web-1."
    );
    does(&mut hand, Action::Revive, "lb-1");
    assert_eq!(told(&hand), ["db-1", "dns-1", "web-1 until web-2"]);
    does(&mut hand, Action::Revive, "web-2");
    assert_eq!(told(&hand), ["db-1", "dns-1"]);
}

#[test]
fn of_two_regions_the_one_that_is_left_waits_for_the_other() {
    let mut hand = hand(
        "users -> dns-1 dns-2 -> lb-1 lb-2
        lb-1 -> web-1
        lb-2 -> web-2
        east = dns-1 lb-1 web-1
        west = dns-2 lb-2 web-2",
    );
    assert_eq!(told(&hand), [""; 0]);
    does(&mut hand, Action::Kill, "east");
    let all = ["dns-2", "lb-2", "web-2", "west"].map(|part| format!("{part} until east"));
    assert_eq!(told(&hand), all);
}

#[test]
fn of_the_dead_it_is_known_what_would_have_helped_and_it_can_be_drawn() {
    let mut hand = hand("users -> web-1 -> db-1");
    does(&mut hand, Action::Kill, "web-1");
    let web = hand.target("web-1");
    assert_eq!(hand.session.findings().dead(), [web]);
    assert!(hand.session.findings().report().served <= 0.0);
    think(&mut hand.session);
    let mends = hand
        .session
        .findings()
        .mends_of(web)
        .and_then(|m| m.value());
    let mend = mends
        .and_then(|mends| mends.first())
        .expect("a mend")
        .id
        .clone();
    assert!(hand.session.mend(web, &mend), "{mend}");
    let served = hand.session.findings().report().served;
    assert!(served >= 1.0, "the copy serves in its place: {served}");
    does(&mut hand, Action::Revive, "web-1");
    assert_eq!(hand.session.findings().dead(), []);
}
