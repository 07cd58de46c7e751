//! What the faults of the run cost, counted while there is time, and what one fault would cost, played beside.
//!
//! # What holds
//! - The figures of a fault are there at once, as they can be told while it stands; a count takes their place. While the run
//!   plays, a count is as old as it says; it is made anew as often as keeps all of them a fixed part of the work.
//! - Counting never touches the run but to let it end the moment that it is at.

use super::Simulation;
use super::trial::Trial;
use crate::engine::{FaultReport, Micros, Together};
use crate::model::Target;

/// Events of one slice: a fraction of a frame.
const SLICE_EVENTS: u64 = 4_000;
/// While the run plays, faults are counted for the first time when the last one has stood for so long …
const FIRST_AFTER: Micros = Micros(3_000_000);
/// … and again when so much more was played, or a quarter of what was counted over.
const AGAIN_AFTER: Micros = Micros(5_000_000);

impl Simulation {
    /// What each fault of the run did, the oldest first: as it was counted last, else as can be told at once.
    pub fn fault_reports(&self) -> Vec<FaultReport> {
        self.costs.reports(&self.run)
    }

    /// What the faults cost together, where there are several and all are counted.
    pub fn together(&self) -> Option<Together> {
        self.costs.together(&self.run)
    }

    /// What one fault would cost, if that was asked.
    pub fn trial(&self) -> Option<&Trial> {
        self.trial.as_ref()
    }

    /// Asks what the loss of this would cost: the run as drawn is played beside, from its start, once with it and once
    /// without.
    pub fn try_loss(&mut self, target: Target) {
        if self.may_die(target) && self.sound.has(target) {
            self.trial = Some(Trial::new(&self.sound, target));
            self.changes.costs = true;
        }
    }

    /// Gives up what was asked, or its answer.
    pub fn forget_trial(&mut self) {
        self.changes.costs |= self.trial.take().is_some();
    }

    /// Whether there is something to count.
    pub(in crate::editor) fn wants_to_count(&self) -> bool {
        self.trial.as_ref().is_some_and(|trial| !trial.is_done)
            || self.costs.is_counting()
            || self.is_count_due()
    }

    /// Counts a little more.
    pub(in crate::editor) fn count(&mut self) {
        if let Some(trial) = self.trial.as_mut().filter(|trial| !trial.is_done) {
            let before = (trial.progress() * 50.0) as u32;
            trial.advance(SLICE_EVENTS);
            let now = (trial.progress() * 50.0) as u32;
            self.changes.costs |= trial.is_done || now != before;
            return;
        }
        if self.is_count_due() && !self.costs.is_counting() {
            self.costs.begin(&mut self.run);
        }
        let was_counting = self.costs.is_counting();
        self.costs.count(&self.run, SLICE_EVENTS);
        self.changes.costs |= was_counting && !self.costs.is_counting();
    }

    /// Whether the faults are to be counted up to now.
    fn is_count_due(&self) -> bool {
        let Some((first, last)) = self.run.first_and_last_strike() else {
            return false;
        };
        if self.transport.heading.is_some() || self.run.rewinds_to().is_some() {
            return false;
        }
        let now = self.run.now();
        let counted = self.costs.counted_to(&self.run);
        if !self.transport.playing {
            return counted != Some(now) || self.costs.lacks_faults(&self.run);
        }
        if self.costs.lacks_faults(&self.run) {
            return now.since(last) >= FIRST_AFTER;
        }
        counted.is_none_or(|counted| {
            let quarter = Micros(counted.since(first).0 / 4);
            now.since(counted) >= AGAIN_AFTER.max(quarter)
        })
    }
}
