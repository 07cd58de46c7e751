//! The live numbers of one component, gathered from where they are kept.

use topple_model::{Kind, order};

use super::numbers::{
    AnswerNumbers, ComponentNumbers, DeliveryNumbers, MemberNumbers, QueueNumbers, Totals,
};
use super::state::State;
use super::state::broker::{Deliveries, Flow};
use super::state::client::{RESOLVERS, Remembered};
use super::world::{DeliveredTo, Route, World};

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
            Kind::Client | Kind::Dns | Kind::LoadBalancer | Kind::Server | Kind::Queue => {
                (None, None)
            }
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
            resolvers: Self::resolvers_of(w, index),
            answers: self.answers_of(w, index),
            messages: self.messages_of(w, plan.kind, slot),
            restarts_at: self.restarts_at(w, index),
            blamed: counts.blamed,
            totals: Totals {
                started: counts.started,
                served: counts.served,
                degraded: counts.degraded.answers,
                missing: counts.degraded.told(w),
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
        let (links, members, rotation) = match kind {
            Kind::Dns => (&w.dns[slot].addresses, &[][..], None),
            Kind::LoadBalancer => (
                &w.balancers[slot].members,
                &self.balancers[slot].members[..],
                Some(&self.balancers[slot].rotation),
            ),
            Kind::Client | Kind::Server | Kind::Database | Kind::Cache | Kind::Queue => {
                return Vec::new();
            }
        };
        let member = |(i, link): (usize, &u32)| {
            let (failures, fall) = self.failures(w, *link);
            MemberNumbers {
                id: w.links[*link as usize].id.to,
                in_rotation: match rotation {
                    Some(rotation) => rotation.binary_search(&(i as u32)).is_ok(),
                    None => self.in_rotation(w, *link),
                },
                failures,
                fall,
                in_flight: members.get(i).map_or(0, |member| member.in_flight.get()),
            }
        };
        links.iter().enumerate().map(member).collect()
    }

    /// What a node of a queue holds; `None` of any other part.
    fn messages_of(&self, w: &World, kind: Kind, slot: usize) -> Option<QueueNumbers> {
        let plan = (kind == Kind::Queue).then(|| &w.queues[slot])?;
        let node = &self.queues[slot];
        let broker = &self.brokers[plan.broker as usize];
        let services = &w.brokers[plan.broker as usize].services;
        let of = |(to, flow): (&DeliveredTo, &Flow)| DeliveryNumbers {
            service: to.service.clone(),
            waiting: flow.waiting,
            under_way: flow.under_way,
            delivered: flow.delivered,
            redelivered: flow.redelivered,
            dead_letters: flow.dead_letters,
            dropped: flow.dropped,
        };
        Some(QueueNumbers {
            depth: node.depth,
            depth_mean: node.mean_depth(self.now),
            oldest: broker.oldest(plan.place).map(|at| self.now.since(at)),
            published: node.published,
            delivered: node.deliveries.served,
            redelivered: node.redelivered,
            dropped: node.dropped,
            dead_letters: node.dead_letters,
            deliveries: totals_of(w, &node.deliveries, u64::from(node.in_flight.get())),
            services: std::iter::zip(services, &broker.flows).map(of).collect(),
        })
    }

    /// What came of the deliveries of all queues.
    pub fn deliveries(&self, w: &World) -> Totals {
        let in_flight = self.queues.iter().map(|q| u64::from(q.in_flight.get()));
        totals_of(w, &self.measure.deliveries, in_flight.sum())
    }

    /// What the replica lacks that lacks most of a primary's writes.
    fn not_shipped(&self, kind: Kind, slot: usize) -> u64 {
        let node = (kind == Kind::Database).then(|| self.nodes.get(slot));
        let outlets = node.flatten().into_iter().flat_map(|node| &node.outlets);
        let lacking = outlets.map(|o| o.backlog.lacking(self.now, o.lag));
        lacking.max().unwrap_or_default()
    }

    /// Resolvers of a client or a server that looks up names; none of any other part.
    fn resolvers_of(w: &World, index: u32) -> u32 {
        let plan = &w.parts[index as usize];
        match plan.kind {
            Kind::Client => match w.clients[plan.slot as usize].route {
                Route::Names(_) => RESOLVERS as u32,
                Route::Fixed(_) => 0,
            },
            Kind::Server => w.resolvers.iter().filter(|r| r.part == index).count() as u32,
            Kind::Dns | Kind::LoadBalancer | Kind::Database | Kind::Cache | Kind::Queue => 0,
        }
    }

    /// What the resolvers of a client or a server remember, those that remember alike together.
    fn answers_of(&self, w: &World, index: u32) -> Vec<AnswerNumbers> {
        let mut answers: Vec<AnswerNumbers> = Vec::new();
        let plan = &w.parts[index as usize];
        if Self::resolvers_of(w, index) == 0 {
            return answers;
        }
        let resolvers: Vec<Remembered> = if plan.kind == Kind::Client {
            self.clients[plan.slot as usize].resolvers.to_vec()
        } else {
            let all = std::iter::zip(&w.resolvers, &self.resolvers);
            let of = all.filter(|(plan, _)| plan.part == index);
            of.map(|(_, r)| Remembered {
                addresses: r.addresses,
                until: r.until,
            })
            .collect()
        };
        for remembered in resolvers.iter().filter(|r| self.now < r.until) {
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

/// Deliveries as they are told: one that nobody took the connection of was none.
fn totals_of(w: &World, deliveries: &Deliveries, in_flight: u64) -> Totals {
    Totals {
        started: deliveries.begun - deliveries.given_back,
        served: deliveries.served,
        degraded: deliveries.degraded.answers,
        missing: deliveries.degraded.told(w),
        failed: deliveries.failed,
        in_flight,
        latency: deliveries.latency.clone(),
        ..Totals::default()
    }
}
