//! What is served now, and why, in words: of a run that is played as a person would, with what breaks in it.

use topple::editor::{Session, Situation, Standing};
use topple::model::sketch::sketch;
use topple::model::{
    Action, Component, Failover, LinkId, RegionId, Scenario, ScriptEntry, Settings, Target,
};

use crate::driver::id;

/// A session that plays this.
fn on(scenario: Scenario) -> Session {
    Session::new(scenario)
}

fn plays(session: &mut Session, seconds: u32) -> &mut Session {
    for _ in 0..seconds * 10 {
        session.simulate(topple::editor::Simulation::step);
    }
    session.simulate(|s| s.set_playing(true));
    session
}

fn does(session: &mut Session, action: Action) {
    session.simulate(|s| s.act(vec![action]));
}

fn kills(session: &mut Session, what: &str) {
    let target = session.document().scenario().target(what).expect(what);
    does(session, Action::Kill(target));
}

fn now(session: &Session) -> Situation {
    session.simulation().situation()
}

/// `All is served. web-1 is dead.`
fn says(session: &Session) -> String {
    let Situation { headline, why, .. } = now(session);
    format!("{headline}. {why}")
}

/// The same with its figures left out.
fn words(session: &Session) -> String {
    let said = says(session);
    let mut words: String = said.chars().filter(|c| !c.is_ascii_digit()).collect();
    words = words.replace("%", "#").replace(". #", " #");
    words.trim_start_matches([' ', '.']).to_owned()
}

fn with(text: &str, change: impl Fn(&mut Component)) -> Scenario {
    let mut scenario = sketch(text);
    scenario.components.iter_mut().for_each(change);
    scenario
}

const PAIR: &str = "users -> web-1 -> db-1 db-2\ndb-1 -> db-2\nstandby: db-2";
