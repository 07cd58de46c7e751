//! What a replica set and its nodes know at one moment: who is primary, and which writes are where.

use std::collections::VecDeque;

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

    /// How many are not there yet; they are forgotten.
    pub fn take(&mut self) -> u64 {
        self.writes.drain(..).map(|(_, count)| count).sum()
    }
}

/// A database node.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// What each of its replicas lacks, in the order of its plan.
    pub backlogs: Vec<Backlog>,
}

impl Node {
    pub fn new(plan: &DatabasePlan) -> Self {
        Self {
            backlogs: vec![Backlog::default(); plan.replicas.len()],
        }
    }
}

/// A promotion under way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Pending {
    pub node: u32,
    /// Whether the loss was noticed and the promotion itself has begun.
    pub begun: bool,
}

/// A replica set.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Set {
    /// Who takes writes now.
    pub primaries: Vec<u32>,
    /// Who of them was promoted.
    pub promoted: Option<u32>,
    /// Who was promoted last, whether it still is or not.
    pub last_promoted: Option<u32>,
    pub pending: Option<Pending>,
    /// An event of a promotion of an older generation is void.
    pub generation: u32,
    /// Whether the promoted one is primary beside a living one that it was cut off from.
    pub split: bool,
    /// Writes that it took meanwhile.
    pub apart: u64,
    /// Whether its majority was lost.
    pub no_quorum: bool,
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
