//! The headline does not cry wolf: answers under way are no fault, and it says the same as the figures beside it.

use topple::editor::{Session, Simulation, Standing};
use topple::model::Action;
use topple::templates;

use crate::driver::id;

fn template(key: &str) -> Session {
    let mut template = templates::all();
    let template = template.find(|t| t.key == key).expect("a template");
    let mut session = Session::new(template.scenario());
    session.simulate(|s| s.set_playing(true));
    session
}

fn kill(session: &mut Session, what: &str) {
    let target = session.document().scenario().target(what).expect("a part");
    session.simulate(|s| s.act(vec![Action::Kill(target)]));
}

/// Plays on for so long, and looks at every tenth of a second, as the page does.
fn watch(session: &mut Session, seconds: u32, mut see: impl FnMut(&Session)) {
    for _ in 0..seconds * 10 {
        session.simulate(Simulation::step);
        session.simulate(|s| s.set_playing(true));
        see(session);
    }
}

fn is_well(session: &Session) {
    let now = session.situation();
    let at = session.simulation().run().now();
    assert_eq!(now.standing, Standing::Well, "{at:?} {now:?}");
}

#[test]
fn of_two_balancers_one_may_be_dead_and_the_headline_stays_well() {
    let mut session = template("two-balancers");
    watch(&mut session, 3, |_| ());
    watch(&mut session, 40, is_well);
    kill(&mut session, "lb-1");
    watch(&mut session, 8, |_| ());
    watch(&mut session, 60, is_well);
}

#[test]
fn the_headline_and_the_transport_say_the_same_share() {
    let mut session = template("two-balancers");
    watch(&mut session, 5, |_| ());
    let target = id("web-1");
    let errs = Action::Errors {
        target,
        share: 0.3,
        fast: false,
    };
    session.simulate(|s| s.act(vec![errs]));
    let mut seen = 0;
    watch(&mut session, 20, |session| {
        let headline = session.situation().headline;
        let Some((said, _)) = headline.split_once(" % served now") else {
            return;
        };
        seen += 1;
        let said: f64 = said.parse().expect("a number");
        let shown = session.simulation().served_now().expect("a share") * 100.0;
        assert!((said - shown).abs() <= 0.1, "{said} beside {shown}");
    });
    assert!(seen > 0, "something failed of it");
}

#[test]
fn what_answers_lack_is_named_and_nobody_is_said_to_wait() {
    let mut session = template("shop");
    watch(&mut session, 5, |_| ());
    kill(&mut session, "recommend-1");
    watch(&mut session, 12, |_| ());
    watch(&mut session, 30, |session| {
        let headline = session.situation().headline;
        assert!(
            headline.starts_with("All is served, without "),
            "{headline}"
        );
    });
}
