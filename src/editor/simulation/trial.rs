//! What the loss of one part would cost: two runs, one with it.

use std::sync::Arc;

use crate::engine::{Alone, FaultReport, Micros};
use crate::model::{Action, Sound, Target};

/// When the fault of a trial strikes, and how long it is played.
const STRIKES_AT: Micros = Micros(10_000_000);
const ENDS_AT: Micros = Micros(60_000_000);

/// What the loss of one part would cost: a run of its own with the fault, beside one without.
#[derive(Clone, Debug)]
pub struct Trial {
    target: Target,
    there: Alone,
    here: Alone,
    outcome: Option<FaultReport>,
    pub(super) is_done: bool,
}

impl Trial {
    /// Makes ready for it.
    pub(super) fn new(sound: &Arc<Sound>, target: Target) -> Self {
        let action = match target {
            Target::Component(_) | Target::Region(_) | Target::Group(_) | Target::Note(_) => {
                Action::Kill(target)
            }
            Target::Link(link) => Action::Cut(link),
        };
        let scenario = sound.scenario();
        Self {
            target,
            there: Alone::new(scenario, None, ENDS_AT),
            here: Alone::new(scenario, Some((STRIKES_AT, action)), ENDS_AT),
            outcome: None,
            is_done: false,
        }
    }

    /// Whose loss is tried.
    pub fn target(&self) -> Target {
        self.target
    }

    /// How far it has come, 0 to 1.
    pub fn progress(&self) -> f64 {
        f64::midpoint(self.there.progress(), self.here.progress())
    }

    /// What came of it, once it is done.
    pub fn outcome(&self) -> Option<&FaultReport> {
        self.outcome.as_ref()
    }

    /// How long the fault stands in it, in seconds.
    pub fn stands_s(&self) -> f64 {
        ENDS_AT.since(STRIKES_AT).as_seconds()
    }

    /// Goes on for about so many events.
    pub(super) fn advance(&mut self, events: u64) {
        if self.there.advance(events) && self.here.advance(events) {
            self.outcome = self.here.report(&self.there);
            self.is_done = true;
        }
    }
}
