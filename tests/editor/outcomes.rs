//! What came of faults is told so that it agrees with the log and with what is served now.

use topple::editor::{Session, Simulation};
use topple::engine::What;
use topple::model::Action;
use topple::model::sketch::sketch;

const PAIR: &str = "users -> web-1 -> db-1 -> db-2\nweb-1 -> db-2\ndb-2: role=standby\nusers: reads=0\nlb-9 -> web-9";

fn play(session: &mut Session, until_s: f64) {
    while session.simulation().run().now().as_seconds() < until_s - 0.05 {
        session.simulate(Simulation::step);
    }
}

fn does(session: &mut Session, action: fn(topple::model::Target) -> Action, what: &str) {
    let target = session.document().scenario().target(what).expect("a part");
    session.simulate(|s| s.act(vec![action(target)]));
}

/// What is told once all is counted.
fn counted(session: &mut Session) -> Vec<String> {
    while session.is_thinking() {
        session.think();
    }
    told(session)
}

fn told(session: &Session) -> Vec<String> {
    let simulation = session.simulation();
    simulation.outcomes(&simulation.fault_reports())
}

/// When the first fault was over by the engine's count, which reports and the command line tell, in seconds.
fn recovered_after_s(session: &Session) -> f64 {
    let reports = session.simulation().fault_reports();
    let recovered = reports.first().and_then(|report| report.recovered_after);
    recovered.expect("it is over").as_seconds()
}

/// When the log says that all were served again, in seconds.
fn served_again_s(session: &Session) -> f64 {
    let mut events = session.simulation().run().events_since(0);
    let again = events.find(|e| matches!(e.what, What::AllServedAgain { .. }));
    again.expect("an entry").at.as_seconds()
}

#[test]
fn a_fault_that_another_makes_up_for_is_over_with_the_last_failure_as_the_engine_counts_it() {
    let mut session = Session::new(sketch(PAIR));
    play(&mut session, 2.0);
    does(&mut session, Action::Kill, "db-1");
    play(&mut session, 5.0);
    let now = told(&session).remove(0);
    assert!(
        now.starts_with("Still dead; ") && now.contains("requests still fail"),
        "{now}"
    );
    play(&mut session, 30.0);
    let now = counted(&mut session).remove(0);
    let again = format!(
        "the last request failed of it after {:.1} s; ",
        recovered_after_s(&session)
    );
    assert!(
        now.starts_with("Still dead; noticed after ") && now.contains(&again),
        "{now}"
    );
    assert!(now.ends_with(" lost."), "{now}");
    // The log waits some seconds before it says that it is over.
    let waited = served_again_s(&session) - 2.0 - recovered_after_s(&session);
    assert!((3.0..4.5).contains(&waited), "{waited}");
    does(&mut session, Action::Revive, "db-1");
    play(&mut session, 40.0);
    let now = counted(&mut session).remove(0);
    assert!(
        now.starts_with("Noticed after ") && now.contains(&again),
        "{now}"
    );
}

#[test]
fn a_count_that_is_older_than_the_failures_does_not_deny_them() {
    let mut session = Session::new(sketch("users -> dns-1 -> web-1\ndns-1: ttl_s=20"));
    play(&mut session, 5.0);
    does(&mut session, Action::Kill, "dns-1");
    play(&mut session, 10.0);
    let quiet = counted(&mut session).remove(0);
    assert_eq!(quiet, "Still dead; not noticed yet; no request failed.");
    session.simulate(|s| s.set_playing(true));
    play(&mut session, 40.0);
    let now = told(&session).remove(0);
    assert!(now.contains("requests still fail"), "{now}");
}

#[test]
fn a_bystander_costs_nothing_and_nobody_notices() {
    let mut session = Session::new(sketch(PAIR));
    play(&mut session, 2.0);
    does(&mut session, Action::Kill, "lb-9");
    play(&mut session, 40.0);
    let still = "Still dead; nobody noticed; no request failed.";
    assert_eq!(counted(&mut session), [still]);
    does(&mut session, Action::Revive, "lb-9");
    play(&mut session, 50.0);
    assert_eq!(
        counted(&mut session),
        ["Nobody noticed; no request failed."]
    );
}

#[test]
fn while_requests_fail_no_fault_that_stands_is_said_to_be_over() {
    let mut session = Session::new(sketch(PAIR));
    play(&mut session, 2.0);
    does(&mut session, Action::Kill, "db-1");
    play(&mut session, 25.0);
    assert!(told(&session)[0].contains("the last request failed of it after"));
    does(&mut session, Action::Kill, "web-1");
    play(&mut session, 40.0);
    for now in counted(&mut session) {
        assert!(
            now.contains("requests fail now, of this or of another fault"),
            "{now}"
        );
    }
}
