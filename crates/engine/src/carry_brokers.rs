//! Live editing of queues: messages go over to the queues of the next world. Where the same nodes are tied together and
//! deliver to the same services, all stays as it is; else every message is found a place anew.

use std::collections::BTreeMap;

use topple_model::{Kind, order};

use super::Micros;
use super::calls::{Call, Handle, NO_CLIENT, Stage};
use super::renumber::{Renumbering, taken};
use super::state::State;
use super::state::broker::{Broker, Flow, Message, QueueNode};
use super::world::{BrokerPlan, World};

/// A delivery whose message or whose service is gone.
const NOWHERE: u16 = u16::MAX;

/// A message that is to stand in a line again.
struct Waits {
    broker: u32,
    service: u16,
    stamp: u64,
    message: u32,
    attempts: u16,
}

/// What a message had for each service of its old broker: waiting (its stamp and its attempts), or a delivery.
#[derive(Default)]
struct Standing {
    waiting: BTreeMap<(u32, u32, u16), (u64, u16)>,
    under_way: BTreeMap<(u32, u32, u16), Handle>,
}

impl State {
    /// Whether a call is a delivery at the node that makes it.
    pub fn is_delivery(w: &World, call: &Call) -> bool {
        call.stage == Stage::Waiting && w.parts[call.at as usize].kind == Kind::Queue
    }

    /// Goes over to the queues of the next world. Calls have their new numbers already.
    pub fn carry_brokers(&mut self, old: &World, new: &World, to: &Renumbering) {
        if old.queues.is_empty() && new.queues.is_empty() {
            return;
        }
        self.carry_queue_nodes(old, new, to);
        let mut before = taken(&mut self.brokers);
        let brokers = new.brokers.iter().map(|plan| {
            let same = old.brokers.iter().position(|o| is_same(o, plan, to));
            let kept = same.and_then(|place| before[place].take());
            kept.unwrap_or_else(|| Broker::new(plan))
        });
        self.brokers = brokers.collect();
        self.place_anew(&before, old, new, to);
        for broker in &mut self.brokers {
            broker.wakes_at = Micros::NEVER;
            for message in &mut broker.messages {
                message.client = to.part(message.client).unwrap_or(NO_CLIENT);
            }
        }
    }

    fn carry_queue_nodes(&mut self, old: &World, new: &World, to: &Renumbering) {
        let mut before = taken(&mut self.queues);
        for plan in &new.queues {
            let slot = to.part_before(plan.part).map(|part| old.slot(part));
            let was = slot.and_then(|slot| Some((&old.queues[slot], before[slot].take()?)));
            let Some((was, mut node)) = was else {
                self.queues.push(QueueNode::new(new, plan, self.now));
                continue;
            };
            let consumers = plan.consumers.iter().map(|consumer| {
                let is_it = |c: &super::world::ConsumerPlan| to.link(c.link) == Some(consumer.link);
                let place = was.consumers.iter().position(is_it);
                place.map_or_else(Default::default, |place| node.consumers[place])
            });
            let consumers = consumers.collect();
            let services_before = &old.brokers[was.broker as usize].services;
            let services = new.brokers[plan.broker as usize].services.iter();
            let unable_since = services.map(|service| {
                let place = services_before.iter().position(|s| s.name == service.name);
                place.and_then(|place| node.unable_since[place])
            });
            let unable_since = unable_since.collect();
            (node.consumers, node.unable_since) = (consumers, unable_since);
            self.queues.push(node);
        }
    }

    /// Finds a place for every message of the old brokers that are no more what they were.
    fn place_anew(&mut self, gone: &[Option<Broker>], old: &World, new: &World, to: &Renumbering) {
        if gone.iter().all(Option::is_none) {
            return;
        }
        let standing = self.where_they_stand(gone, old, to);
        let mut messages: Vec<(Micros, u32, u32)> = Vec::new();
        for (number, broker) in (0u32..).zip(gone) {
            let Some(broker) = broker else { continue };
            let live = broker
                .by_age
                .iter()
                .filter(|(m, uses)| broker.is_live(*m, *uses));
            messages.extend(live.map(|(m, _)| {
                let published = broker.messages[*m as usize].published;
                (published, number, *m)
            }));
            self.keep_flows(broker, &old.brokers[number as usize], new, to);
        }
        order::sort_by_key(&mut messages, |(published, ..)| *published);
        let mut waits = Vec::new();
        for (_, number, message) in messages {
            if let Some(broker) = &gone[number as usize] {
                let record = broker.messages[message as usize];
                self.place(
                    record,
                    (number, message),
                    &standing,
                    (old, new, to),
                    &mut waits,
                );
            }
        }
        order::sort_by_key(&mut waits, |w: &Waits| w.stamp);
        for w in waits {
            self.brokers[w.broker as usize].line_up(w.service, w.message, w.attempts);
        }
        for plan in &new.queues {
            let broker = &self.brokers[plan.broker as usize];
            let live = broker.messages.iter().filter(|m| m.is_live);
            let depth = live.filter(|m| m.holders >> plan.place & 1 == 1).count() as u64;
            self.queues[new.slot(plan.part)].set_depth(depth, self.now);
        }
    }

    /// Where the messages of these brokers stand. Their deliveries have no place until they are found one.
    fn where_they_stand(
        &mut self,
        gone: &[Option<Broker>],
        old: &World,
        to: &Renumbering,
    ) -> Standing {
        let mut standing = Standing::default();
        for (number, broker) in (0u32..).zip(gone) {
            for line in broker.iter().flat_map(|b| &b.lines) {
                for entry in &line.waiting {
                    let at = (number, entry.message, line.service);
                    standing.waiting.insert(at, (entry.stamp, entry.attempts));
                }
            }
        }
        for call in self.calls.iter_mut() {
            let was = to
                .part_before_any(call.at)
                .filter(|_| call.stage == Stage::Waiting);
            let Some(was) = was.filter(|part| old.parts[*part as usize].kind == Kind::Queue) else {
                continue;
            };
            let number = old.queues[old.slot(was)].broker;
            if gone[number as usize].is_some() {
                let at = (number, call.place, call.step);
                standing.under_way.insert(at, call.handle);
                (call.place, call.step) = (u32::MAX, NOWHERE);
            }
        }
        standing
    }

    /// What came of messages before is told of the broker of the first node that is left.
    fn keep_flows(&mut self, broker: &Broker, was: &BrokerPlan, new: &World, to: &Renumbering) {
        let left = was.nodes.iter().find_map(|node| to.part(*node));
        let Some(now) = left.map(|part| new.queues[new.slot(part)].broker as usize) else {
            return;
        };
        for (service, flow) in was.services.iter().zip(&broker.flows) {
            let services = &new.brokers[now].services;
            if let Some(place) = services.iter().position(|s| s.name == service.name) {
                let kept = &mut self.brokers[now].flows[place];
                *kept = Flow {
                    entered: kept.entered + flow.delivered + flow.dead_letters + flow.dropped,
                    delivered: kept.delivered + flow.delivered,
                    redelivered: kept.redelivered + flow.redelivered,
                    dead_letters: kept.dead_letters + flow.dead_letters,
                    dropped: kept.dropped + flow.dropped,
                    ..*kept
                };
            }
        }
    }

    /// Finds a message a place: with who took it, else with the first that holds it; with nobody left it is gone.
    fn place(
        &mut self,
        record: Message,
        was: (u32, u32),
        standing: &Standing,
        (old, new, to): (&World, &World, &Renumbering),
        waits: &mut Vec<Waits>,
    ) {
        let (number, message) = was;
        let plan_before = &old.brokers[number as usize];
        let nodes = plan_before.nodes.iter().enumerate();
        let holders = nodes.filter(|(place, _)| record.holders >> place & 1 == 1);
        let holders: Vec<u32> = holders.filter_map(|(_, node)| to.part(*node)).collect();
        let taker = plan_before.nodes.get(usize::from(record.taker));
        let taker = taker.and_then(|node| to.part(*node));
        let Some(home) = taker.or_else(|| holders.first().copied()) else {
            return;
        };
        let home = &new.queues[new.slot(home)];
        let here = holders.iter().map(|part| &new.queues[new.slot(*part)]);
        let here = here.filter(|q| q.broker == home.broker);
        let holders = here.fold(1 << home.place, |mask, q| mask | 1 << q.place);
        let services = &new.brokers[home.broker as usize].services;
        let stands = |name: u64| {
            let place = plan_before.services.iter().position(|s| s.name == name);
            place.map(|place| (number, message, place as u16))
        };
        let broker = &mut self.brokers[home.broker as usize];
        let kept = broker.keep(Message {
            taker: home.place,
            holders,
            left: 0,
            under_way: 0,
            ..record
        });
        let (mut left, mut under_way) = (0, 0);
        for (service, delivered_to) in (0u16..).zip(services) {
            let at = stands(delivered_to.name);
            let delivery = at.and_then(|at| standing.under_way.get(&at));
            let waiting = match at {
                Some(at) => standing.waiting.get(&at).copied(),
                // A service that is new gets what is held, after all that it gets anyway.
                None => Some((u64::MAX, 0)),
            };
            if let Some(call) = delivery.and_then(|handle| self.calls.get_mut(*handle)) {
                (call.place, call.step) = (kept, service);
                under_way += 1;
                broker.flows[usize::from(service)].under_way += 1;
            } else if let Some((stamp, attempts)) = waiting {
                waits.push(Waits {
                    broker: home.broker,
                    service,
                    stamp,
                    message: kept,
                    attempts,
                });
            } else {
                continue;
            }
            left += 1;
            broker.flows[usize::from(service)].entered += 1;
        }
        (
            broker.messages[kept as usize].left,
            broker.messages[kept as usize].under_way,
        ) = (left, under_way);
        if left == 0 && !services.is_empty() {
            broker.let_go(kept);
        }
    }
}

/// Whether the same nodes are tied together, and deliver to the same services.
fn is_same(was: &BrokerPlan, now: &BrokerPlan, to: &Renumbering) -> bool {
    was.nodes.len() == now.nodes.len()
        && was.services.len() == now.services.len()
        && std::iter::zip(&was.nodes, &now.nodes).all(|(a, b)| to.part(*a) == Some(*b))
        && std::iter::zip(&was.services, &now.services).all(|(a, b)| a.name == b.name)
}
