//! Snapshots of a run, so that any moment of its past can be shown again: a bounded number of them, in bounded memory,
//! evenly spread over the run so far.

use std::sync::Arc;

use topple_model::Sound;

use super::Micros;
use super::state::State;
use super::world::World;

/// Snapshots that are kept at most.
pub const SNAPSHOTS: usize = 48;
/// Bytes that they hold at most, as far as that can be counted; the one of the start is kept in any case.
pub const SNAPSHOT_BYTES: usize = 64 << 20;
/// Time between two at first; it doubles whenever there are too many.
const SPACING: Micros = Micros(5_000_000);

/// A run at one moment.
#[derive(Clone, Debug)]
pub(super) struct Snapshot {
    pub sound: Arc<Sound>,
    pub world: Arc<World>,
    pub state: State,
    /// How many of the deeds were done by then.
    pub deeds: usize,
    bytes: usize,
}

/// The snapshots of a run, oldest first.
#[derive(Clone, Debug)]
pub(super) struct Snapshots {
    kept: Vec<Arc<Snapshot>>,
    spacing: Micros,
    /// When the next one is due.
    pub next: Micros,
}

impl Default for Snapshots {
    fn default() -> Self {
        Self {
            kept: Vec::new(),
            spacing: SPACING,
            next: Micros::ZERO,
        }
    }
}

impl Snapshots {
    /// Takes one. Where there are too many then, every second goes.
    pub fn take(&mut self, sound: &Arc<Sound>, world: &Arc<World>, state: &State, deeds: usize) {
        let is_new = self
            .kept
            .last()
            .is_none_or(|last| last.state.now < state.now);
        if is_new {
            let state = state.clone();
            self.kept.push(Arc::new(Snapshot {
                sound: Arc::clone(sound),
                world: Arc::clone(world),
                bytes: state.bytes(),
                state,
                deeds,
            }));
        }
        while self.kept.len() > SNAPSHOTS || (self.kept.len() > 1 && self.bytes() > SNAPSHOT_BYTES)
        {
            let mut index = 0;
            self.kept.retain(|_| {
                index += 1;
                index % 2 == 1
            });
            self.spacing = self.spacing + self.spacing;
        }
        let last = self.kept.last().map_or(Micros::ZERO, |s| s.state.now);
        self.next = (last + self.spacing).max(state.now + Micros(1));
    }

    /// The last one that is not after `to`.
    pub fn before(&self, to: Micros) -> Option<&Arc<Snapshot>> {
        self.kept.iter().rev().find(|s| s.state.now <= to)
    }

    /// The times of all of them.
    pub fn times(&self) -> impl Iterator<Item = Micros> + '_ {
        self.kept.iter().map(|s| s.state.now)
    }

    /// The future is going to be another one.
    pub fn forget_after(&mut self, now: Micros) {
        self.kept.retain(|s| s.state.now <= now);
        let last = self.kept.last().map_or(Micros::ZERO, |s| s.state.now);
        self.next = (last + self.spacing).max(now + Micros(1));
    }

    /// The first `deeds` of all deeds are no longer known.
    pub fn forget_deeds(&mut self, deeds: usize) {
        self.kept.retain(|s| s.deeds >= deeds);
        for snapshot in &mut self.kept {
            Arc::make_mut(snapshot).deeds -= deeds;
        }
    }

    /// Bytes that they hold, as far as that can be counted.
    pub fn bytes(&self) -> usize {
        self.kept.iter().map(|s| s.bytes).sum()
    }
}
