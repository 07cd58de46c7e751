//! Runs of their own: no hand, no going back, only what the script says and how it ends. What one fault costs is told by
//! one with the fault, beside one without.

use std::sync::Arc;

use topple_model::{Action, Scenario, ScriptEntry, Sound};

use super::Micros;
use super::figures::Figures;
use super::inputs::Inputs;
use super::numbers::FaultReport;
use super::play::play_on;
use super::playhead::Playhead;
use super::queue::LANES;
use super::twin::share_of;

/// A run of its own, from the start to a moment.
#[derive(Clone, Debug)]
pub struct Alone {
    head: Playhead,
    until: Micros,
}

impl Alone {
    /// The run of a scenario to a moment, without the faults of its script (but with the rates that it sets), and with one
    /// action at `at`, if there is one.
    pub fn new(scenario: &Scenario, fault: Option<(Micros, Action)>, until: Micros) -> Self {
        let mut scenario = scenario.clone();
        let is_rate = |entry: &ScriptEntry| matches!(entry.action(), Some(Action::SetRate { .. }));
        scenario.script.retain(is_rate);
        let entry = fault.map(|(at, action)| ScriptEntry::act(at.as_seconds(), action));
        scenario.script.extend(entry);
        let sound = Arc::new(Sound::unchecked(scenario));
        Self {
            head: Playhead::new(sound, LANES),
            until,
        }
    }

    /// Plays on, until so many events were processed or it is at its end. Whether it is there.
    pub fn advance(&mut self, budget_events: u64) -> bool {
        let inputs = Inputs::default();
        play_on(&mut self.head, &inputs, None, self.until, budget_events)
    }

    /// How far it has come, 0 to 1.
    pub fn progress(&self) -> f64 {
        share_of(self.head.state.now, Micros::ZERO, self.until)
    }

    /// Events processed so far.
    pub fn events_processed(&self) -> u64 {
        self.head.state.events
    }

    /// What its fault did that did not happen `there`, in the run without; both are at their ends. `None`: no fault struck.
    pub fn report(&self, there: &Alone) -> Option<FaultReport> {
        let state = &self.head.state;
        let mut report = state.measure.reports.told(state.moment()).pop()?;
        let here = Figures::of(&self.head);
        let cost = here.beyond(&Figures::of(&there.head), report.at);
        cost.tell(&mut report, here.at);
        Some(report)
    }
}
