//! What the log says beside what happened: to whom a balancer still sends requests, and that an outage was changed.

use topple::editor::{Session, Simulation};
use topple::model::script::Action;
use topple::model::sketch::sketch;
use topple::model::{ComponentId, Deed, Scenario, ScriptEntry, Target};
use topple::templates::outages;

use crate::driver::id;

fn play(session: &mut Session, until_s: f64) {
    while session.simulation().run().now().as_seconds() < until_s - 0.05 {
        session.simulate(Simulation::step);
    }
}

fn kill(session: &mut Session, what: &str) {
    let target = session.document().scenario().target(what).expect("a part");
    session.simulate(|s| s.act(vec![Action::Kill(target)]));
}

fn log(session: &Session) -> Vec<String> {
    let lines = session.simulation().log_since(0).into_iter();
    lines.map(|line| line.text).collect()
}

/// What is said in the first seconds of a run in which this was killed after one second, of failing requests.
fn failing(text: &str, kills: &[&str]) -> String {
    let mut session = Session::new(sketch(text));
    play(&mut session, 1.0);
    for what in kills {
        kill(&mut session, what);
    }
    play(&mut session, 3.0);
    let lines = log(&session).into_iter();
    let mut lines = lines.filter(|line| line.starts_with("requests fail"));
    lines.next().expect("requests fail")
}

const POOL: &str = "users -> lb-1 -> web-1 web-2 web-3\nlb-1: retries=0";

#[test]
fn a_balancer_that_still_sends_to_the_dead_says_to_whom_and_until_when() {
    assert_eq!(
        failing(POOL, &["web-1"]),
        "requests fail at lb-1: it still sends them to web-1, which is dead, until 3 checks in a row have failed."
    );
    assert_eq!(
        failing(
            &format!("{POOL}\nlb-1: health_check=off"),
            &["web-1", "web-3"]
        ),
        "requests fail at lb-1: it still sends them to web-1 and web-3, which are dead, and no check takes the dead out of rotation."
    );
    assert_eq!(
        failing(&format!("{POOL}\nwest = web-2"), &["west"]),
        "requests fail at lb-1: it still sends them to web-2, which is dead, until 3 checks in a row have failed."
    );
}

#[test]
fn a_member_that_was_noticed_or_is_back_is_not_named() {
    let mut session = Session::new(sketch(POOL));
    play(&mut session, 1.0);
    kill(&mut session, "web-1");
    play(&mut session, 20.0);
    kill(&mut session, "web-2");
    play(&mut session, 22.0);
    let told = log(&session).join("\n");
    assert!(
        told.contains("it still sends them to web-2, which is dead, until"),
        "web-1 is out of rotation by then: {told}"
    );
}

fn fastly() -> Session {
    let outage = outages::find("fastly-2021").expect("it is in the gallery");
    let mut session = Session::new(outage.scenario());
    session.hold_against_original();
    session
}

/// The sentences of the script, as they were said.
fn said(session: &Session) -> Vec<String> {
    let lines = session.simulation().log_since(0).into_iter();
    let said = lines.filter(|line| line.event.what.key() == "said");
    said.map(|line| line.text).collect()
}

fn sentences(scenario: &Scenario) -> Vec<String> {
    let script = scenario.script.iter();
    let said = script.filter_map(|entry| match &entry.deed {
        Deed::Say(text) => Some(text.to_string()),
        Deed::Act(_) => None,
    });
    said.collect()
}

#[test]
fn an_outage_as_it_was_and_each_change_that_helps_are_told_as_they_are() {
    for outage in outages::ALL {
        let helped = outage.helps.iter().map(|help| help.applied_to(outage));
        for scenario in std::iter::once(outage.scenario()).chain(helped) {
            let first = sentences(&scenario).into_iter().next().expect("it is told");
            let mut session = Session::new(scenario);
            session.hold_against_original();
            play(&mut session, 3.0);
            assert_eq!(session.simulation().strayed_since(), None);
            assert_eq!(said(&session).first(), Some(&first));
        }
    }
}

#[test]
fn what_a_hand_does_in_an_outage_marks_what_the_script_says_from_then_on() {
    let mut session = fastly();
    let told = sentences(session.document().scenario());
    play(&mut session, 2.0);
    let part = session.document().scenario().components.iter();
    let part: ComponentId = part
        .filter(|c| c.kind().row().may_die())
        .map(|c| c.id)
        .next()
        .expect("a part");
    session.simulate(|s| s.act(vec![Action::Kill(Target::Component(part))]));
    play(&mut session, 90.0);
    let said = said(&session);
    assert_eq!(said.len(), told.len());
    assert_eq!(said[0], told[0], "before the change it is as it was");
    assert_eq!(
        said[1],
        format!("This has been changed. In the original: {}", told[1])
    );
    assert_eq!(said[2], format!("In the original: {}", told[2]));
}

#[test]
fn an_outage_whose_drawing_was_changed_tells_of_the_original_from_its_start() {
    let mut session = fastly();
    session.perform(topple::editor::Command::SelectAll);
    session.perform(topple::editor::Command::Duplicate);
    session.hold_against_original();
    session.simulate(Simulation::restart);
    play(&mut session, 3.0);
    let first = said(&session).remove(0);
    assert!(
        first.starts_with("This has been changed. In the original: "),
        "{first}"
    );
    session.perform(topple::editor::Command::Undo);
    session.hold_against_original();
    session.simulate(Simulation::restart);
    play(&mut session, 3.0);
    assert!(!said(&session)[0].contains("In the original"));
}

#[test]
fn what_was_done_by_hand_and_is_in_the_script_by_now_is_no_change() {
    let mut scenario = sketch("users -> lb-1 -> web-1 web-2");
    scenario.script = vec![ScriptEntry::say(4.0, "Watch.")];
    let mut session = Session::new(scenario);
    play(&mut session, 2.0);
    let target = Target::Component(id("web-1"));
    session.simulate(|s| s.act(vec![Action::Kill(target)]));
    session.record().expect("it is recorded");
    play(&mut session, 5.0);
    assert_eq!(said(&session), ["Watch."]);
}
