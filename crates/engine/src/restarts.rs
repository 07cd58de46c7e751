//! Restarts: a part that was killed or crashed by itself, and that somebody watches over, is started again some time later.
//!
//! The clock runs while it is dead by itself alone. Reviving it, another death of it, or that of its region or of a group of
//! it stops the clock; where it is dead by itself alone again, that starts anew.
//!
//! A twin follows two clocks, as chaos does there: what is dead in it, and what would be in the run.

use topple_model::{Action, Target};

use super::Micros;
use super::event::EventKind;
use super::log::What;
use super::state::State;
use super::world::World;

/// Where an event says that it is about the run, and not about its twin.
const IN_THE_RUN: u32 = 1 << 31;

impl State {
    /// Takes note of who is dead by itself alone, and has their restarts scheduled; after an edit, those of all.
    pub fn review_restarts(&mut self, w: &World, all: bool) {
        for (at, bits) in self.restarts.review(w, &self.faults, self.now, all) {
            self.queue.at(at, EventKind::Restart.about(bits));
        }
        self.review_restarts_in_the_run(w, all);
    }

    /// In a twin: the same of what is dead in the run.
    pub fn review_restarts_in_the_run(&mut self, w: &World, all: bool) {
        let Some(omission) = &mut self.omission else {
            return;
        };
        let (restarts, there) = (&mut omission.restarts, &omission.there);
        for (at, bits) in restarts.review(w, there, self.now, all) {
            let bits = bits | u64::from(IN_THE_RUN);
            self.queue.at(at, EventKind::Restart.about(bits));
        }
    }

    /// Somebody starts a part again.
    pub fn restart(&mut self, w: &World, number: u32, generation: u32) {
        let Some(plan) = w.parts.get((number & !IN_THE_RUN) as usize) else {
            return;
        };
        let is_in_the_run = number & IN_THE_RUN != 0;
        let restarts = match &self.omission {
            Some(omission) if is_in_the_run => &omission.restarts,
            Some(_) | None => &self.restarts,
        };
        let dead = restarts.dead.get(&plan.id);
        if dead.is_none_or(|dead| dead.generation != generation) {
            return;
        }
        let target = Target::Component(plan.id);
        let revive = Action::Revive(target);
        if is_in_the_run {
            if let Some(omission) = &mut self.omission {
                omission.there.take(&revive);
            }
            return self.review_restarts_in_the_run(w, false);
        }
        self.faults.take(&revive);
        self.tell(None, Some(target), What::Restarted);
        self.faults_changed(w);
    }

    /// When a part will be started again, if nothing comes between.
    pub fn restarts_at(&self, w: &World, part: u32) -> Option<Micros> {
        let plan = &w.parts[part as usize];
        Some(self.restarts.since(plan.id)? + plan.restart?)
    }
}
