//! Database nodes: reads, writes, and what of the writes has reached the replicas.

use std::collections::VecDeque;

use super::calls::{Call, Handle, Outcome, Request};
use super::hops::{Cargo, Fate};
use super::state::State;
use super::world::World;
use super::{Micros, Reason};

/// Acknowledged writes that one replica does not have yet. Writes close in time are counted together, so that it
/// stays small whatever the rate and the lag.
#[derive(Clone, Debug, Default)]
pub(super) struct Backlog {
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
    fn acknowledge(&mut self, now: Micros, lag: Micros) {
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

impl State {
    /// How long a write waits for synchronous replicas beside its own work. Those that cannot be reached are not waited
    /// for: the set degrades to asynchronous, as most do in practice.
    pub fn wait_for_replicas(&self, w: &World, slot: usize) -> Micros {
        let plan = &w.databases[slot];
        let reached = |path: &[u32]| path.iter().all(|link| !self.cut[*link as usize]);
        let waits = plan
            .replicas
            .iter()
            .filter(|r| r.sync && self.is_up(r.part) && reached(&r.path));
        waits.map(|r| r.lag + r.lag).max().unwrap_or_default()
    }

    /// A worker of a database node is done with a query.
    pub fn query_done(&mut self, w: &World, call: Handle, slot: usize) {
        let Call { at, request, .. } = self.calls[call];
        let plan = &w.databases[slot];
        let outcome = if !request.writes {
            Outcome::Served
        } else if self.sets[plan.set as usize].primaries.contains(&at) {
            self.acknowledge(w, slot, &request);
            Outcome::Served
        } else {
            // It stepped down while it worked on it.
            Outcome::Failed {
                reason: Reason::NoPrimary,
                at,
            }
        };
        self.finish(w, call, outcome);
    }

    fn acknowledge(&mut self, w: &World, slot: usize, request: &Request) {
        let plan = &w.databases[slot];
        let set = &mut self.sets[plan.set as usize];
        if set.split && set.promoted == Some(plan.part) {
            set.apart += 1;
            self.measure.split_brain_writes += 1;
            self.parts[plan.part as usize].counts.split_brain_writes += 1;
        }
        let backlogs = &mut self.nodes[slot].backlogs;
        for (replica, backlog) in plan.replicas.iter().zip(backlogs) {
            if !replica.sync {
                backlog.acknowledge(self.now, replica.lag);
            }
        }
        if request.sampled {
            for replica in plan.replicas.iter().filter(|r| r.path.len() == 1) {
                let link = replica.path[0];
                let reaches = !self.cut[link as usize] && self.is_up(replica.part);
                let fate = if reaches { Fate::Arrives } else { Fate::Dies };
                let latency = w.links[link as usize].latency.span;
                let ends = (plan.part, replica.part);
                self.tell_hop(w, request.number, ends, latency, (Cargo::Replication, fate));
            }
        }
    }
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
