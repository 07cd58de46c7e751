//! The live numbers of one component, gathered from where they are kept.

use topple_model::{Kind, order};

use super::numbers::{AnswerNumbers, ComponentNumbers, MemberNumbers, Totals};
use super::state::State;
use super::state::client::RESOLVERS;
use super::world::{Route, World};

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
            not_shipped: self.not_shipped(plan.kind, slot),
            database,
            checks: counts.checks,
            checks_failed: counts.checks_failed,
            members: self.members_of(w, plan.kind, slot),
            resolvers: Self::resolvers_of(w, plan.kind, slot),
            answers: self.answers_of(w, plan.kind, slot),
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

    /// The members of a balancer, the addresses of a name server, as that sees them; none of any other part.
    pub fn members_of(&self, w: &World, kind: Kind, slot: usize) -> Vec<MemberNumbers> {
        let (links, members) = match kind {
            Kind::Dns => (&w.dns[slot].addresses, &[][..]),
            Kind::LoadBalancer => (
                &w.balancers[slot].members,
                &self.balancers[slot].members[..],
            ),
            Kind::Client | Kind::Server | Kind::Database | Kind::Cache => return Vec::new(),
        };
        let member = |(i, link): (usize, &u32)| {
            let (failures, fall) = self.failures(w, *link);
            MemberNumbers {
                id: w.links[*link as usize].id.to,
                in_rotation: self.in_rotation(w, *link),
                failures,
                fall,
                in_flight: members.get(i).map_or(0, |member| member.in_flight.get()),
            }
        };
        links.iter().enumerate().map(member).collect()
    }

    /// What the replica lacks that lacks most of a primary's writes.
    fn not_shipped(&self, kind: Kind, slot: usize) -> u64 {
        let node = (kind == Kind::Database).then(|| self.nodes.get(slot));
        let outlets = node.flatten().into_iter().flat_map(|node| &node.outlets);
        let lacking = outlets.map(|o| o.backlog.lacking(self.now, o.lag));
        lacking.max().unwrap_or_default()
    }

    /// Resolvers of a client that looks up names; none of any other part.
    fn resolvers_of(w: &World, kind: Kind, slot: usize) -> u32 {
        let looks_up = kind == Kind::Client && matches!(w.clients[slot].route, Route::Names(_));
        if looks_up { RESOLVERS as u32 } else { 0 }
    }

    /// What the resolvers of a client remember, those that remember alike together.
    fn answers_of(&self, w: &World, kind: Kind, slot: usize) -> Vec<AnswerNumbers> {
        let mut answers: Vec<AnswerNumbers> = Vec::new();
        if Self::resolvers_of(w, kind, slot) == 0 {
            return answers;
        }
        let resolvers = self.clients[slot].resolvers.iter();
        for remembered in resolvers.filter(|r| self.now < r.until) {
            let addresses = self.lists.items(remembered.addresses).iter();
            let addresses: Vec<_> = addresses.map(|to| w.parts[*to as usize].id).collect();
            let until = remembered.until;
            if let Some(answer) = answers.iter_mut().find(|a| a.addresses == addresses) {
                answer.resolvers += 1;
                answer.first_until = answer.first_until.min(until);
                answer.last_until = answer.last_until.max(until);
            } else {
                answers.push(AnswerNumbers {
                    addresses,
                    resolvers: 1,
                    first_until: until,
                    last_until: until,
                });
            }
        }
        order::sort_by_key(&mut answers, |answer| std::cmp::Reverse(answer.resolvers));
        answers
    }

    /// Failed probes in a row over a link, and how many take its target out of rotation.
    fn failures(&self, w: &World, link: u32) -> (u32, u32) {
        let check = w.links[link as usize].check.map(|check| check as usize);
        let check = check.and_then(|i| Some((w.checks.get(i)?, self.checks.get(i)?)));
        check.map_or((0, 0), |(plan, check)| {
            let fall = plan.check.fall;
            let failures = if check.in_rotation {
                check.against
            } else {
                fall
            };
            (failures.min(fall), fall)
        })
    }
}
