//! Database nodes: reads, writes, and what of the writes has reached the replicas.

use super::Reason;
use super::calls::{Call, Handle, Outcome, Request};
use super::hops::{Cargo, Fate};
use super::state::State;
use super::state::replica_set::Outlet;
use super::world::World;

impl State {
    /// A worker of a database node is done with a query.
    pub fn query_done(&mut self, w: &World, call: Handle, slot: usize) {
        let Call { at, request, .. } = self.calls[call];
        let outcome = if !request.writes {
            Outcome::Served
        } else if self.nodes[slot].is_primary {
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
        let node = &mut self.nodes[slot];
        node.apart += u64::from(self.sets[plan.set as usize].is_split);
        for outlet in node.outlets.iter_mut().filter(|o| !o.waits()) {
            outlet.backlog.acknowledge(self.now, outlet.lag);
        }
        if request.sampled {
            self.tell_shipping(w, slot, request);
        }
    }

    /// Tells the hops of a write to the nodes that a channel leads to straight.
    fn tell_shipping(&mut self, w: &World, slot: usize, request: &Request) {
        let from = w.databases[slot].part;
        for i in 0..self.nodes[slot].outlets.len() {
            let Outlet { to, link, .. } = self.nodes[slot].outlets[i];
            let Some(link) = link else { continue };
            let reaches = !self.barred[link as usize] && self.is_up(to);
            let fate = if reaches { Fate::Arrives } else { Fate::Dies };
            let latency = self.latency_over(w, link).span;
            self.tell_hop(
                w,
                request.number,
                (from, to),
                latency,
                (Cargo::Replication, fate, false),
            );
        }
    }
}
