//! What a script says of a run that was changed: what it tells of happened in the original, and may not happen here.

use std::sync::Arc;

use super::Simulation;
use crate::engine::{LogEvent, Micros, What};
use crate::model::ScriptEntry;

impl Simulation {
    /// Whether what is drawn is another system than the one that the script tells of.
    pub(in crate::editor) fn set_strayed(&mut self, has_strayed: bool) {
        self.has_strayed = has_strayed;
    }

    /// Since when this run is another than the script tells of: a hand did something, or changed what is drawn. `None`: it
    /// is not.
    pub fn strayed_since(&self) -> Option<Micros> {
        if self.has_strayed {
            return Some(Micros::ZERO);
        }
        let script = &self.sound.scenario().script;
        let is_in_script = |at: Micros, action| {
            let line = ScriptEntry::act(at.as_ms().round() / 1_000.0, action);
            script.contains(&line)
        };
        let acts = self.run.acts();
        let act = acts
            .filter(|(at, action)| !is_in_script(*at, *action))
            .map(|(at, _)| at)
            .min();
        act.into_iter().chain(self.redrawn.first()).min()
    }

    /// A sentence of the script, marked where the run is no longer the one that it tells of; the first time that is said.
    pub(super) fn said(&self, number: u64, event: &LogEvent, text: &Arc<str>) -> String {
        let Some(since) = self.strayed_since().filter(|since| *since <= event.at) else {
            return text.to_string();
        };
        let events: Vec<&LogEvent> = self.run.events_since(0).collect();
        let first = self.run.events_end() - events.len() as u64;
        let mut before = (first..)
            .zip(events)
            .take_while(|(other, _)| *other < number);
        let is_told =
            before.any(|(_, other)| other.at >= since && matches!(other.what, What::Said { .. }));
        if is_told {
            format!("In the original: {text}")
        } else {
            format!("This has been changed. In the original: {text}")
        }
    }
}
