//! Queues: a message is taken now and delivered later. Who publishes goes on once it is stored; each service that the
//! queue is linked to gets every message, by a request of the queue's own, until one of its consumers has answered well.
//!
//! A delivery is a call at the node that makes it, without a caller: `place` is its message, `step` the service among those
//! of the broker, `attempt` how often it was delivered before, `walked` the link to who has it.

use topple_model::WhenFull;

use super::calls::{Call, Handle, Outcome, Request, Stage};
use super::event::{EventKind, numbered};
use super::hops::DELIVERIES;
use super::state::State;
use super::state::broker::{Entry, Message};
use super::world::{QueuePlan, World};
use super::{Micros, Reason};

/// Silence after which a consumer is taken not to connect, as for a server (RFC 8305, section 5).
pub(super) const CONNECT_TIMEOUT: Micros = Micros(250_000);

/// For so long who did not connect gets nothing, and nobody delivers in the place of another.
const PAUSE: Micros = Micros::SECOND;

impl State {
    /// A message arrives at a node.
    pub fn publish(&mut self, w: &World, call: Handle, part: u32) {
        let slot = w.slot(part);
        let plan = &w.queues[slot];
        self.parts[part as usize].counts.count_started();
        let node = &self.queues[slot];
        let is_full = node.depth + u64::from(node.writing.get()) >= plan.capacity;
        let reason = if self.errs(part, true) {
            Some(Reason::DependencyFailed)
        } else if is_full && plan.when_full == WhenFull::Refuse {
            Some(Reason::Overloaded)
        } else {
            None
        };
        if let Some(reason) = reason {
            return self.answer(w, call, Outcome::Failed { reason, at: part });
        }
        let node = &mut self.queues[slot];
        node.writing.up();
        let at = &mut self.parts[part as usize];
        let drawn = at.service.exponential() * plan.write_us * at.slow;
        let took = Micros::from_us(drawn.round()) + node.mirroring;
        self.calls[call].stage = Stage::Working;
        self.at(self.now + took, EventKind::WorkEnds, call);
    }

    /// A node has stored a message: it is taken.
    pub fn message_is_written(&mut self, w: &World, call: Handle) {
        let Call { at, request, .. } = self.calls[call];
        let slot = w.slot(at);
        self.queues[slot].writing.down();
        self.take_message(w, slot, &request);
        self.answer(w, call, Outcome::Served);
        self.deliver(w, w.queues[slot].broker);
    }

    fn take_message(&mut self, w: &World, slot: usize, request: &Request) {
        let now = self.now;
        let plan = &w.queues[slot];
        let node = &mut self.queues[slot];
        node.published += 1;
        let holders = node.reach;
        let is_full = node.depth >= plan.capacity;
        if is_full && plan.when_full == WhenFull::DropOldest && !self.drop_oldest(w, slot) {
            // All of them are being worked on: the new one is the oldest that nobody works on.
            self.queues[slot].dropped += 1;
            for flow in &mut self.brokers[plan.broker as usize].flows {
                flow.entered += 1;
                flow.dropped += 1;
            }
            return;
        }
        let broker = &mut self.brokers[plan.broker as usize];
        let services = broker.flows.len() as u16;
        let message = broker.keep(Message {
            lot: request.lot,
            key: request.key,
            client: request.client,
            sampled: request.sampled,
            published: now,
            taker: plan.place,
            holders,
            left: services,
            ..Message::GONE
        });
        for service in 0..services {
            broker.flows[usize::from(service)].entered += 1;
            broker.line_up(service, message, 0);
        }
        self.hold_one_more(w, plan.broker, holders, true);
    }

    /// These nodes hold a message more, or one less.
    fn hold_one_more(&mut self, w: &World, broker: u32, holders: u64, more: bool) {
        for (place, part) in w.brokers[broker as usize].nodes.iter().enumerate() {
            if holders >> place & 1 == 1 {
                let node = &mut self.queues[w.slot(*part)];
                let depth = node.depth;
                let depth = if more {
                    depth + 1
                } else {
                    depth.saturating_sub(1)
                };
                node.set_depth(depth, self.now);
            }
        }
    }

    /// A message is gone from all that hold it.
    fn let_go_of(&mut self, w: &World, broker: u32, message: u32) {
        let holders = self.brokers[broker as usize].messages[message as usize].holders;
        self.brokers[broker as usize].let_go(message);
        self.hold_one_more(w, broker, holders, false);
    }

    /// Drops the oldest message of a node that nobody works on. Whether there was one.
    fn drop_oldest(&mut self, w: &World, slot: usize) -> bool {
        let plan = &w.queues[slot];
        let broker = &mut self.brokers[plan.broker as usize];
        let oldest = broker.by_age.iter().find(|(message, uses)| {
            let m = &broker.messages[*message as usize];
            m.is_live && m.uses == *uses && m.under_way == 0 && m.holders >> plan.place & 1 == 1
        });
        let Some(&(message, uses)) = oldest else {
            return false;
        };
        for line in &mut broker.lines {
            // It waits near the front of each, as it is old; who has been delivered before may stand at the end.
            let place = line
                .waiting
                .iter()
                .position(|e| e.message == message && e.uses == uses);
            if let Some(place) = place {
                line.waiting.remove(place);
                let flow = &mut broker.flows[usize::from(line.service)];
                flow.waiting -= 1;
                flow.dropped += 1;
            }
        }
        self.queues[slot].dropped += 1;
        self.let_go_of(w, plan.broker, message);
        true
    }

    /// Starts all deliveries that can be started, and schedules when to look again.
    pub fn deliver(&mut self, w: &World, broker: u32) {
        for service in 0..self.brokers[broker as usize].flows.len() as u16 {
            let mut next = self.next_in_line(w, broker, service);
            while let Some((line, slot, consumer)) = next {
                if self.calls.is_full() {
                    self.wake_at(broker, self.now + PAUSE);
                    return;
                }
                self.start_delivery(w, broker, line, slot, consumer);
                next = self.next_in_line(w, broker, service);
            }
        }
    }

    /// The first message for a service that somebody can take: its line, the node that delivers it, and to whom.
    fn next_in_line(
        &mut self,
        w: &World,
        broker: u32,
        service: u16,
    ) -> Option<(usize, usize, usize)> {
        let mut best: Option<(u64, usize, usize)> = None;
        for line in 0..self.brokers[broker as usize].lines.len() {
            let of = &self.brokers[broker as usize].lines[line];
            if of.service != service || of.waiting.is_empty() {
                continue;
            }
            let Some(first) = self.brokers[broker as usize].first(line) else {
                continue;
            };
            if best.is_some_and(|(stamp, ..)| stamp < first.stamp) {
                continue;
            }
            let Some(slot) = self.deliverer(w, broker, line) else {
                continue;
            };
            if self.has_taker(w, broker, slot, service) {
                best = Some((first.stamp, line, slot));
            }
        }
        let (_, line, slot) = best?;
        let consumer = self.pick_consumer(w, slot, service)?;
        Some((line, slot, consumer))
    }

    /// The node that delivers a line: who took it, or, a second after that cannot, another that can and holds it.
    fn deliverer(&mut self, w: &World, broker: u32, line: usize) -> Option<usize> {
        let line = &self.brokers[broker as usize].lines[line];
        let (taker, holders, service) = (line.taker, line.holders, usize::from(line.service));
        let nodes = &w.brokers[broker as usize].nodes;
        let taker_slot = w.slot(*nodes.get(usize::from(taker))?);
        let Some(since) = self.queues[taker_slot].unable_since[service] else {
            return Some(taker_slot);
        };
        let holds = |place: usize| holders >> place & 1 == 1;
        let slots = nodes.iter().enumerate();
        let mut slots = slots
            .filter(|(place, _)| holds(*place))
            .map(|(_, n)| w.slot(*n));
        let other = slots.find(|slot| self.queues[*slot].unable_since[service].is_none())?;
        if self.now < since + PAUSE {
            self.wake_at(broker, since + PAUSE);
            return None;
        }
        Some(other)
    }

    fn takes_more(&self, w: &World, slot: usize, consumer: usize) -> bool {
        let (plan, state) = (&w.queues[slot], self.queues[slot].consumers[consumer]);
        state.in_flight.get() < plan.prefetch
            && state.paused_until <= self.now
            && !self.is_drained(w.links[plan.consumers[consumer].link as usize].to)
    }

    /// Whether somebody of a service takes more of a node; if not for now, it looks again.
    fn has_taker(&mut self, w: &World, broker: u32, slot: usize, service: u16) -> bool {
        let plan = &w.queues[slot];
        let mut again = Micros::NEVER;
        for (i, consumer) in plan.consumers.iter().enumerate() {
            if consumer.service != service {
                continue;
            }
            if self.takes_more(w, slot, i) {
                return true;
            }
            let paused = self.queues[slot].consumers[i].paused_until;
            if paused > self.now {
                again = again.min(paused);
            }
        }
        if again < Micros::NEVER {
            self.wake_at(broker, again);
        }
        false
    }

    fn pick_consumer(&mut self, w: &World, slot: usize, service: u16) -> Option<usize> {
        let plan = &w.queues[slot];
        let mut able = std::mem::take(&mut self.scratch);
        able.clear();
        let consumers = (0u32..).zip(&plan.consumers);
        let of_service = consumers.filter(|(_, c)| c.service == service);
        able.extend(
            of_service
                .map(|(i, _)| i)
                .filter(|i| self.takes_more(w, slot, *i as usize)),
        );
        let weight = |i: usize| {
            let link = plan.consumers[able[i] as usize].link;
            Some(w.links[link as usize].weight)
        };
        let chance = &mut self.parts[plan.part as usize].choices;
        let picked = chance.pick(able.len(), weight).map(|i| able[i] as usize);
        self.scratch = able;
        picked
    }

    fn start_delivery(
        &mut self,
        w: &World,
        broker: u32,
        line: usize,
        slot: usize,
        consumer: usize,
    ) {
        let of = &mut self.brokers[broker as usize];
        let service = of.lines[line].service;
        let Some(entry) = of.lines[line].waiting.pop_front() else {
            return;
        };
        let flow = &mut of.flows[usize::from(service)];
        flow.waiting -= 1;
        flow.under_way += 1;
        let message = &mut of.messages[entry.message as usize];
        message.under_way += 1;
        self.measure.deliveries.begun += 1;
        let request = Request {
            number: DELIVERIES + self.measure.deliveries.begun,
            lot: message.lot,
            client: message.client,
            attempt: entry.attempts,
            key: message.key,
            writes: true,
            sampled: message.sampled,
        };
        let plan = &w.queues[slot];
        let node = &mut self.queues[slot];
        node.deliveries.begun += 1;
        node.in_flight.up();
        node.consumers[consumer].in_flight.up();
        let over = plan.consumers[consumer].link;
        let root = self.calls.create(
            request,
            Handle::NONE,
            plan.part,
            super::calls::BY_NAME,
            self.now,
        );
        let record = &mut self.calls[root];
        record.stage = Stage::Waiting;
        record.place = entry.message;
        record.step = service;
        record.attempt = entry.attempts;
        record.walked = over;
        self.set_deadline(root, plan.redeliver);
        self.send(w, root, w.links[over as usize].to, over);
    }

    /// A consumer has answered.
    pub fn delivery_answered(&mut self, w: &World, root: Handle, outcome: Outcome) {
        let slot = w.slot(self.calls[root].at);
        self.end_delivery(w, root, Some(outcome));
        self.deliver(w, w.queues[slot].broker);
    }

    /// A consumer did not take the connection: the message goes to another, or waits at the front of its line.
    pub fn delivery_connect_failed(&mut self, w: &World, root: Handle, link: u32) {
        let slot = w.slot(self.calls[root].at);
        if let Some(consumer) = consumer_over(&w.queues[slot], link) {
            self.queues[slot].consumers[consumer].paused_until = self.now + PAUSE;
        }
        self.end_delivery(w, root, None);
        self.deliver(w, w.queues[slot].broker);
    }

    /// A consumer has not answered in time.
    pub fn delivery_timed_out(&mut self, w: &World, root: Handle, reason: Reason, at: u32) {
        self.delivery_answered(w, root, Outcome::Failed { reason, at });
    }

    /// A delivery is over: with an answer, with an error, or without a connection.
    pub fn end_delivery(&mut self, w: &World, root: Handle, outcome: Option<Outcome>) {
        let Call {
            at,
            place: message,
            step: service,
            attempt,
            walked: link,
            missing,
            request,
            ..
        } = self.calls[root];
        self.end(root);
        let now = self.now;
        let slot = w.slot(at);
        let plan = &w.queues[slot];
        let node = &mut self.queues[slot];
        node.in_flight.down();
        if let Some(consumer) = consumer_over(plan, link) {
            node.consumers[consumer].in_flight.down();
        }
        let published = self.brokers[plan.broker as usize]
            .messages
            .get(message as usize)
            .map_or(now, |m| m.published);
        for counts in [&mut node.deliveries, &mut self.measure.deliveries] {
            match outcome {
                None => counts.given_back += 1,
                Some(Outcome::Served) => {
                    counts.served += 1;
                    counts.latency.record(now.since(published));
                    if missing != 0 {
                        counts.degraded.count(missing);
                    }
                }
                Some(Outcome::Failed { reason, .. }) => counts.failed[reason.index()] += 1,
            }
        }
        if let Some(outcome) = outcome {
            self.measure.hash(now.0);
            self.measure
                .hash(request.number << 1 | u64::from(outcome == Outcome::Served));
        }
        let broker = &mut self.brokers[plan.broker as usize];
        let Some(flow) = broker.flows.get_mut(usize::from(service)) else {
            // An edit has taken its service away.
            return;
        };
        flow.under_way -= 1;
        let record = &mut broker.messages[message as usize];
        record.under_way -= 1;
        match outcome {
            None => {
                flow.waiting += 1;
                let (uses, stamp) = (record.uses, 0);
                broker.line(service, message).waiting.push_front(Entry {
                    message,
                    uses,
                    stamp,
                    attempts: attempt,
                });
                return;
            }
            Some(Outcome::Served) => {
                flow.delivered += 1;
                self.parts[at as usize].counts.second.delivered += 1;
            }
            Some(Outcome::Failed { .. }) if attempt + 1 < plan.max_deliveries => {
                flow.redelivered += 1;
                self.queues[slot].redelivered += 1;
                broker.line_up(service, message, attempt + 1);
                return;
            }
            Some(Outcome::Failed { .. }) => {
                flow.dead_letters += 1;
                self.queues[slot].dead_letters += 1;
                self.measure.dead_letters += 1;
            }
        }
        let record = &mut self.brokers[plan.broker as usize].messages[message as usize];
        record.left = record.left.saturating_sub(1);
        if record.left == 0 {
            self.let_go_of(w, plan.broker, message);
        }
    }

    /// A node dies: of its deliveries no answer comes.
    pub fn drop_delivery(&mut self, w: &World, root: Handle, reason: Reason) {
        let at = self.calls[root].at;
        self.give_up(w, root);
        self.end_delivery(w, root, Some(Outcome::Failed { reason, at }));
    }

    /// It is time to look again.
    pub fn broker_wakes(&mut self, w: &World, broker: u32) {
        if let Some(of) = self.brokers.get_mut(broker as usize) {
            of.wakes_at = Micros::NEVER;
            self.deliver(w, broker);
        }
    }

    fn wake_at(&mut self, broker: u32, at: Micros) {
        let of = &mut self.brokers[broker as usize];
        if at < of.wakes_at {
            of.wakes_at = at;
            let what = EventKind::Deliver.about(numbered(broker, 0));
            self.queue.at(at, what);
        }
    }

    /// Who lives, what is cut or isolated or drained, or what is drawn has changed.
    pub fn review_brokers(&mut self, w: &World) {
        for slot in 0..w.queues.len() {
            let plan = &w.queues[slot];
            for service in 0..self.queues[slot].unable_since.len() {
                let is_linked = plan
                    .consumers
                    .iter()
                    .any(|c| usize::from(c.service) == service);
                let is_able = is_linked && self.is_up(plan.part);
                let now = self.now;
                let since = &mut self.queues[slot].unable_since[service];
                *since = (!is_able).then(|| since.unwrap_or(now));
            }
            let (reach, mirroring) = self.reach_of(w, slot);
            self.queues[slot].reach = reach;
            self.queues[slot].mirroring = mirroring;
        }
        for broker in 0..w.brokers.len() as u32 {
            self.mirrors_catch_up(w, broker);
            self.deliver(w, broker);
        }
    }

    /// Mirrors that are in reach of each other again bring each other what they hold.
    fn mirrors_catch_up(&mut self, w: &World, broker: u32) {
        let nodes = &w.brokers[broker as usize].nodes;
        if nodes.len() < 2 {
            return;
        }
        let queues = &self.queues;
        let live = nodes.iter().enumerate().filter(|(_, n)| self.is_up(**n));
        let live: Vec<(usize, u64)> = live
            .map(|(place, node)| (place, queues[w.slot(*node)].reach))
            .collect();
        let reach = |holders: u64| {
            let of = live.iter().filter(|(place, _)| holders >> place & 1 == 1);
            of.fold(0, |all, (_, reach)| all | reach)
        };
        let of = &mut self.brokers[broker as usize];
        if !of.catch_up(reach) {
            return;
        }
        for (place, node) in nodes.iter().enumerate() {
            let live = of.messages.iter().filter(|m| m.is_live);
            let depth = live.filter(|m| m.holders >> place & 1 == 1).count() as u64;
            self.queues[w.slot(*node)].set_depth(depth, self.now);
        }
    }

    /// The nodes that get what one takes, and how long that takes: the longest of the shortest ways, there and back.
    fn reach_of(&self, w: &World, slot: usize) -> (u64, Micros) {
        let plan = &w.queues[slot];
        let nodes = &w.brokers[plan.broker as usize].nodes;
        let mut far: Vec<Option<Micros>> = vec![None; nodes.len()];
        far[usize::from(plan.place)] = Some(Micros::ZERO);
        // As many rounds as the longest way has links.
        for _ in 1..nodes.len() {
            let mut is_done = true;
            for place in 0..nodes.len() {
                let Some(here) = far[place] else { continue };
                for &(link, other) in &w.queues[w.slot(nodes[place])].mirrors {
                    let other = usize::from(other);
                    if self.barred[link as usize] || !self.is_up(nodes[other]) {
                        continue;
                    }
                    let way = here + self.latency_over(w, link).span;
                    if far[other].is_none_or(|known| way < known) {
                        far[other] = Some(way);
                        is_done = false;
                    }
                }
            }
            if is_done {
                break;
            }
        }
        let reached = far.iter().enumerate().filter(|(_, way)| way.is_some());
        let reach = reached.fold(0u64, |reach, (place, _)| reach | 1 << place);
        let longest = far.into_iter().flatten().max().unwrap_or_default();
        (reach, longest + longest)
    }
}

/// The place among the consumers of a node of who is reached over a link.
fn consumer_over(plan: &QueuePlan, link: u32) -> Option<usize> {
    plan.consumers.iter().position(|c| c.link == link)
}
