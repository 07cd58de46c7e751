//! Going back in the run, and on to a moment of it, a frame's worth at a time.

use std::sync::Arc;

use super::Simulation;
use super::traffic::Traffic;
use crate::engine::{Micros, RewindError};

impl Simulation {
    /// Goes back to a moment of the run, in seconds of its time. It goes on from there with the document as it is now: the
    /// run never takes an edit again, nor back. What was done to the system later is done again only if the document
    /// of that moment meant the same. Where it takes longer than a frame, the run stays where it was until a later frame
    /// has brought it there.
    ///
    /// # Errors
    /// Why it cannot; the run is where it was.
    pub fn rewind(&mut self, at_s: f64) -> Result<(), RewindError> {
        let to = Micros::from_seconds(at_s);
        self.run.begin_rewind(to)?;
        self.head_for(to);
        Ok(())
    }

    /// Goes to a moment of the run, back as [`Simulation::rewind`] does or on by playing: for a hand on the timeline.
    ///
    /// # Errors
    /// As of [`Simulation::rewind`].
    pub fn seek(&mut self, at_s: f64) -> Result<(), RewindError> {
        let to = Micros::from_seconds(at_s.max(0.0));
        if to <= self.run.now() {
            return self.rewind(at_s.max(0.0));
        }
        self.run.abandon_rewind();
        self.head_for(to);
        Ok(())
    }

    fn head_for(&mut self, to: Micros) {
        self.transport.heading = Some(to);
        self.follow_heading();
    }

    /// Goes on to where the run is on its way to, as far as this frame may.
    pub(super) fn follow_heading(&mut self) {
        let left = self.transport.left_events;
        let Some(to) = self.transport.heading.filter(|_| left > 0) else {
            return;
        };
        let goes_back = self.run.rewinds_to().is_some();
        let progress = if goes_back {
            self.run.continue_rewind(left)
        } else {
            self.run.advance(to, left)
        };
        self.transport.left_events = left.saturating_sub(progress.events);
        if self.run.rewinds_to().is_some() {
            return;
        }
        if self.run.now() >= to {
            self.transport.heading = None;
        }
        if goes_back {
            let now = self.run.now();
            self.redrawn.forget_after(now);
            self.redrawn
                .note(now, self.run.scenario(), self.sound.scenario());
            let redrawn = self.run.apply_again(Arc::clone(&self.sound));
            self.redrawn_at = if redrawn {
                self.run.now()
            } else {
                Micros::ZERO
            };
            self.sample();
            self.forget_log();
        }
        self.traffic = Traffic::from_now(&self.run);
        self.changes.numbers = true;
        self.changes.situation = true;
        self.look();
        if goes_back {
            // What was measured until this moment is of this moment.
            self.broken_at = Micros::ZERO;
        }
    }

    /// Ends the way that the run is on: what is done next is done at the moment gone back to, however long that takes, or at
    /// the one that it has come on to.
    pub(super) fn arrive(&mut self) {
        if self.run.rewinds_to().is_some() {
            self.transport.left_events = u64::MAX;
            self.follow_heading();
            self.transport.left_events = 0;
        }
        self.transport.heading = None;
    }
}
