//! Database nodes: reads, writes, and what of the writes has reached the replicas.

use super::calls::{Call, Handle, Outcome, Request};
use super::hops::{Cargo, Fate};
use super::state::State;
use super::world::World;
use super::{Micros, Reason};

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
                let latency = self.latency_over(w, link).span;
                let ends = (plan.part, replica.part);
                self.tell_hop(w, request.number, ends, latency, (Cargo::Replication, fate));
            }
        }
    }
}
