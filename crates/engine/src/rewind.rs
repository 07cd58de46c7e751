//! Going back: to the nearest snapshot, and from there by playing again, a slice at a time.
//!
//! An hour of a hundred parts has snapshots minutes apart, and minutes take seconds to play. Who shows the run goes back
//! by [`Run::begin_rewind`] and one [`Run::continue_rewind`] for each frame; whatever is asked of the run meanwhile is
//! answered as of the old moment, until it is at the new one.

use super::play::{Progress, play_on};
use super::rewinding::{RewindError, Rewinding};
use super::{Micros, Run};

impl Run {
    /// Goes back to a moment of the past, exactly, and at once. What was done by hand after it is played again as the run
    /// goes on, unless something else is done first.
    ///
    /// # Errors
    /// Where `to` lies in the future, or before what is remembered.
    pub fn rewind(&mut self, to: Micros) -> Result<(), RewindError> {
        self.begin_rewind(to)?;
        self.continue_rewind(u64::MAX);
        Ok(())
    }

    /// Begins to go back to a moment of the past; [`Self::continue_rewind`] gets there. Takes the place of a way back that
    /// is not at its end, and goes on from where that one has come if it lies on the way.
    ///
    /// # Errors
    /// Where `to` lies in the future, or before what is remembered.
    pub fn begin_rewind(&mut self, to: Micros) -> Result<(), RewindError> {
        let now = self.now();
        if to > now {
            return Err(RewindError::NotYet { now });
        }
        if to == now {
            self.abandon_rewind();
            return Ok(());
        }
        let Some(snapshot) = self.snapshots.before(to) else {
            let earliest = self.snapshots.times().next().unwrap_or(now);
            return Err(RewindError::Forgotten { earliest });
        };
        let begun = self.rewinding.take().map(|begun| begun.head);
        let is_nearer = |head: &super::playhead::Playhead| {
            head.state.now <= to && head.state.now >= snapshot.head.state.now
        };
        let head = begun.filter(is_nearer).unwrap_or_else(|| {
            let mut head = snapshot.head.clone();
            let at = head.state.now;
            head.state.hops.continue_after(&self.head.state.hops, at);
            head
        });
        self.rewinding = Some(Rewinding { to, head });
        Ok(())
    }

    /// Goes on with the way back that has begun, until so many events were processed. The run is where it was until the way
    /// is done, and then all at once where it leads; [`Self::rewinds_to`] tells whether it is done.
    pub fn continue_rewind(&mut self, budget_events: u64) -> Progress {
        let Some(mut rewinding) = self.rewinding.take() else {
            return Progress {
                reached: self.now(),
                events: 0,
            };
        };
        let head = &mut rewinding.head;
        let before = head.state.events;
        let is_there = play_on(head, &self.inputs, None, rewinding.to, budget_events);
        let progress = Progress {
            reached: head.state.now,
            events: head.state.events - before,
        };
        if is_there {
            let hops = &mut rewinding.head.state.hops;
            hops.go_on_as(&self.head.state.hops, rewinding.to);
            self.head = rewinding.head;
            self.sound.clone_from(&self.head.sound);
        } else {
            self.rewinding = Some(rewinding);
        }
        progress
    }

    /// Stays where it is: the way back that has begun is not gone.
    pub fn abandon_rewind(&mut self) {
        self.rewinding = None;
    }

    /// Where the way back leads that has begun and is not done.
    pub fn rewinds_to(&self) -> Option<Micros> {
        self.rewinding.as_ref().map(|rewinding| rewinding.to)
    }
}
