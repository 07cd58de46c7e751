//! The live numbers of one component, gathered from where they are kept.

use topple_model::Kind;

use super::numbers::{ComponentNumbers, MemberNumbers, Totals};
use super::state::State;
use super::world::World;

impl State {
    /// The numbers of a component.
    pub fn numbers_of(&self, w: &World, index: u32) -> ComponentNumbers {
        let plan = &w.parts[index as usize];
        let slot = plan.slot as usize;
        let part = &self.parts[index as usize];
        let counts = &part.counts;
        let in_flight = self.held_by(w, index as usize);
        let areas = part.station.areas(self.now);
        let (keys, database) = match plan.kind {
            Kind::Database => (None, Some(self.database_now(w, index))),
            Kind::Cache => (Some(self.caches[slot].len() as u64), None),
            Kind::Client | Kind::Dns | Kind::LoadBalancer | Kind::Server => (None, None),
        };
        let elapsed = (self.now.0 as f64).max(1.0);
        let lookups = counts.hits + counts.misses;
        ComponentNumbers {
            in_flight,
            queue: u64::from(part.station.waiting()),
            busy: part.station.busy(),
            workers: part.station.workers(),
            last_second: counts.rows.back().copied().unwrap_or_default(),
            utilisation_mean: areas.utilisation(),
            queue_mean: areas.waiting as f64 / elapsed,
            hit_share: (lookups > 0).then(|| counts.hits as f64 / lookups as f64),
            keys,
            database,
            checks: counts.checks,
            checks_failed: counts.checks_failed,
            members: self.members_of(w, plan.kind, slot),
            blamed: counts.blamed,
            totals: Totals {
                started: counts.started,
                served: counts.served,
                failed: counts.failed,
                in_flight,
                lost_writes: counts.lost_writes,
                conflicting_writes: counts.conflicting_writes,
                latency: counts.latency.clone(),
            },
        }
    }

    fn members_of(&self, w: &World, kind: Kind, slot: usize) -> Vec<MemberNumbers> {
        let (links, members) = match kind {
            Kind::Dns => (&w.dns[slot].addresses, &[][..]),
            Kind::LoadBalancer => (
                &w.balancers[slot].members,
                &self.balancers[slot].members[..],
            ),
            Kind::Client | Kind::Server | Kind::Database | Kind::Cache => return Vec::new(),
        };
        let member = |(i, link): (usize, &u32)| MemberNumbers {
            id: w.links[*link as usize].id.to,
            in_rotation: self.in_rotation(w, *link),
            in_flight: members.get(i).map_or(0, |member| member.in_flight.get()),
        };
        links.iter().enumerate().map(member).collect()
    }
}
