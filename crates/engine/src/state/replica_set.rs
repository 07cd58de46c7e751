//! What a replica set and its nodes know at one moment: who is primary, and which writes are where.

use std::collections::VecDeque;

use topple_model::Role;

use crate::Micros;
use crate::world::DatabasePlan;

/// Acknowledged writes that one replica does not have yet. Writes close in time are counted together, so that it
/// stays small whatever the rate and the lag.
#[derive(Clone, Debug, Default)]
pub(crate) struct Backlog {
    /// When they were acknowledged, and how many.
    writes: VecDeque<(Micros, u64)>,
    /// Whether nothing is shipped at present: the way is broken, or one of the ends is dead.
    pub broken: bool,
}

/// Steps in which the writes of one lag are counted together.
const BACKLOG_STEPS: u64 = 128;
/// What is acknowledged behind a way that has been broken for long is all counted with the last.
const BACKLOG_ENTRIES: usize = 4_096;

impl Backlog {
    pub fn acknowledge(&mut self, now: Micros, lag: Micros) {
        if !self.broken {
            self.settle(now, lag);
        }
        let is_full = self.writes.len() >= BACKLOG_ENTRIES;
        match self.writes.back_mut() {
            Some((at, count)) if is_full || now.since(*at).0 <= lag.0 / BACKLOG_STEPS => {
                *count += 1;
            }
            _ => self.writes.push_back((now, 1)),
        }
    }

    /// Forgets what has arrived by now.
    pub fn settle(&mut self, now: Micros, lag: Micros) {
        while self.writes.front().is_some_and(|(at, _)| *at + lag <= now) {
            self.writes.pop_front();
        }
    }

    /// So many more are not there yet.
    pub fn owe(&mut self, now: Micros, count: u64) {
        if count > 0 {
            self.writes.push_back((now, count));
        }
    }

    /// How many are not there yet.
    pub fn len(&self) -> u64 {
        self.writes.iter().map(|(_, count)| count).sum()
    }

    /// How many are not there at `now`.
    pub fn lacking(&self, now: Micros, lag: Micros) -> u64 {
        let missing = |at: Micros| self.broken || at + lag > now;
        let writes = self.writes.iter().filter(|(at, _)| missing(*at));
        writes.map(|(_, count)| count).sum()
    }

    /// How many are not there yet; they are forgotten.
    pub fn take(&mut self) -> u64 {
        self.writes.drain(..).map(|(_, count)| count).sum()
    }
}

/// The way of an acting primary's writes to one other node of its set.
#[derive(Clone, Debug)]
pub(crate) struct Outlet {
    /// Who gets them.
    pub to: u32,
    /// The channel that leads straight there, if that is the way.
    pub link: Option<u32>,
    /// Until they are there.
    pub lag: Micros,
    /// All channels on the way are synchronous: the primary waits for the round trip.
    pub sync: bool,
    pub backlog: Backlog,
}

impl Outlet {
    /// One that nothing was sent by yet.
    pub fn new(to: u32, link: Option<u32>) -> Self {
        Self {
            to,
            link,
            lag: Micros::ZERO,
            sync: false,
            backlog: Backlog {
                broken: true,
                ..Backlog::default()
            },
        }
    }

    /// What is there as soon as it is acknowledged.
    pub fn waits(&self) -> bool {
        self.sync && !self.backlog.broken
    }
}

/// What a node has of the data of its set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Copied {
    /// Nothing: no channel ties it to a primary.
    #[default]
    Nothing,
    /// All that the way of replication brings it.
    All,
    /// It was dead and has not caught up since.
    Behind,
    /// The same of one that was replaced as primary.
    Replaced,
    /// The same of one that met a primary and has no way to catch up: it is not promoted.
    Out,
}

/// A database node.
#[derive(Clone, Debug, Default)]
pub(crate) struct Node {
    /// It acts as primary: since the promotion of this number, since the start of it all where that is 0.
    pub reign: Option<u32>,
    /// Whether it acts and takes writes: it lives, and has a majority where one is asked for.
    pub is_primary: bool,
    /// Since when it acts without a majority, where one is asked for.
    pub alone_since: Option<Micros>,
    /// It has seen that it acts without a majority, and takes no more writes.
    pub stood_down: bool,
    /// Since when no primary acts on its side, or in the majority that it is of.
    pub leaderless_since: Option<Micros>,
    pub copied: Copied,
    /// From when until when it catches up before it takes its role back.
    pub returns: Option<(Micros, Micros)>,
    /// Writes that it took since the brain is split.
    pub apart: u64,
    /// Where its writes go, while it acts as primary.
    pub outlets: Vec<Outlet>,
    /// Those before an edit, until new ones are laid.
    pub before_edit: Vec<Outlet>,
    /// How long a write waits for synchronous replicas.
    pub wait: Micros,
}

impl Node {
    /// As it is at the start of a run.
    pub fn new(plan: &DatabasePlan) -> Self {
        Self {
            reign: (plan.role == Role::Primary).then_some(0),
            copied: if plan.is_fed {
                Copied::All
            } else {
                Copied::Nothing
            },
            ..Self::default()
        }
    }

    /// As it is after an edit, by the new numbers of parts. `None`: it was drawn as something else, or of another set.
    pub fn carried(
        mut self,
        old: &DatabasePlan,
        new: &DatabasePlan,
        part: impl Fn(u32) -> Option<u32>,
    ) -> Option<Self> {
        if (old.role, old.label) != (new.role, new.label) {
            return None;
        }
        // Where its writes go is found anew; what was still to come is kept.
        let outlets = std::mem::take(&mut self.outlets).into_iter();
        let kept = outlets.filter_map(|o| {
            Some(Outlet {
                to: part(o.to)?,
                ..o
            })
        });
        self.before_edit = kept.collect();
        Some(self)
    }

    /// Whether it has the data, be it old.
    pub fn has_data(&self) -> bool {
        self.copied != Copied::Nothing
    }

    /// Whether it has missed writes and not caught up since.
    pub fn is_behind(&self) -> bool {
        match self.copied {
            Copied::Nothing | Copied::All => false,
            Copied::Behind | Copied::Replaced | Copied::Out => true,
        }
    }

    /// It no longer acts as primary.
    pub fn resign(&mut self) {
        self.reign = None;
        self.is_primary = false;
        self.alone_since = None;
        self.stood_down = false;
        self.apart = 0;
        self.outlets.clear();
        self.wait = Micros::ZERO;
    }
}

/// Somebody takes writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Primary {
    pub part: u32,
    /// Its place among the nodes of its set.
    pub place: u32,
}

/// A promotion under way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Pending {
    pub node: u32,
    /// Since when there is no primary.
    pub since: Micros,
    /// When that is noticed, and the promotion itself begins.
    pub noticed: Micros,
    /// When it is done.
    pub done: Micros,
    /// Whether it has begun.
    pub begun: bool,
}

/// A replica set.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Set {
    /// Who takes writes now, in the order drawn. All of them live.
    pub primaries: Vec<Primary>,
    /// Promotions under way, one at most on each side, in the order in which they were begun.
    pub pending: Vec<Pending>,
    /// Whether primaries act that were promoted apart from each other.
    pub is_split: bool,
    /// Under `quorum`: since when there is no majority.
    pub no_majority_since: Option<Micros>,
    /// Whether that was told.
    pub told_no_majority: bool,
    /// Whether it was told that nobody takes over.
    pub told_no_primary: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_acknowledged_within_the_lag_is_not_there_yet() {
        let (lag, mut backlog) = (Micros(100_000), Backlog::default());
        for ms in 0..1_000 {
            backlog.acknowledge(Micros(ms * 1_000), lag);
        }
        backlog.settle(Micros(999_000), lag);
        let missing = backlog.take();
        assert!((99..=101).contains(&missing), "{missing}");
        assert_eq!(backlog.take(), 0);
    }

    #[test]
    fn behind_a_broken_way_all_writes_pile_up_in_bounded_memory() {
        let mut backlog = Backlog {
            broken: true,
            ..Backlog::default()
        };
        for us in 0..2_000_000 {
            backlog.acknowledge(Micros(us), Micros(1));
        }
        assert!(backlog.writes.len() < 5_000);
        assert_eq!(backlog.take(), 2_000_000);
    }
}
