//! Snapshots of a run, so that any moment of its past can be shown again: a bounded number of them, in bounded memory,
//! evenly spread over the run so far.

use std::sync::Arc;

use super::Micros;
use super::playhead::Playhead;

/// Snapshots that are kept at most.
pub const SNAPSHOTS: usize = 48;
/// Bytes that they hold at most, as far as that can be counted; the one of the start is kept in any case.
pub const SNAPSHOT_BYTES: usize = 64 << 20;
/// Time between two at first; it doubles whenever there are too many.
const SPACING: Micros = Micros(5_000_000);

/// A run at one moment.
#[derive(Clone, Debug)]
pub(super) struct Snapshot {
    pub head: Playhead,
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
    /// Takes the first, if there is none.
    pub fn take_first(&mut self, head: &Playhead) {
        if self.kept.is_empty() && self.next == Micros::ZERO {
            self.take(head);
        }
    }

    /// Takes one. Where there are too many then, every second goes.
    pub fn take(&mut self, head: &Playhead) {
        let last = self.kept.last();
        if last.is_none_or(|last| last.head.state.now < head.state.now) {
            let head = head.clone();
            let bytes = head.state.bytes();
            self.kept.push(Arc::new(Snapshot { head, bytes }));
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
        let last = self.kept.last().map_or(Micros::ZERO, |s| s.head.state.now);
        self.next = (last + self.spacing).max(head.state.now + Micros(1));
    }

    /// The last one that is not after `to`.
    pub fn before(&self, to: Micros) -> Option<&Arc<Snapshot>> {
        self.kept.iter().rev().find(|s| s.head.state.now <= to)
    }

    /// The last one that is not after `to`, and in which the fault of this number has not yet struck.
    pub fn before_strike(&self, number: u64, to: Micros) -> Option<&Arc<Snapshot>> {
        let is_before = |s: &&Arc<Snapshot>| {
            let state = &s.head.state;
            state.now <= to && state.measure.reports.struck <= number
        };
        self.kept.iter().rev().find(is_before)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// The times of all of them.
    pub fn times(&self) -> impl Iterator<Item = Micros> + '_ {
        self.kept.iter().map(|s| s.head.state.now)
    }

    /// The future is going to be another one.
    pub fn forget_after(&mut self, now: Micros) {
        self.kept.retain(|s| s.head.state.now <= now);
        let last = self.kept.last().map_or(Micros::ZERO, |s| s.head.state.now);
        self.next = (last + self.spacing).max(now + Micros(1));
    }

    /// The first of all inputs, so many, are no longer known.
    pub fn forget_inputs(&mut self, forgotten: usize, now: Micros) {
        self.kept.retain(|s| s.head.next_input >= forgotten);
        for snapshot in &mut self.kept {
            Arc::make_mut(snapshot).head.next_input -= forgotten;
        }
        if self.kept.is_empty() {
            // The past is remembered from here on.
            self.next = now;
        }
    }

    /// Bytes that they hold, as far as that can be counted. What some in a row share is counted once.
    pub fn bytes(&self) -> usize {
        let before = std::iter::once(None).chain(self.kept.iter().map(|s| Some(&s.head)));
        let held = self.kept.iter().zip(before);
        held.map(|(s, before)| s.bytes + s.head.shared_bytes(before))
            .sum()
    }
}
