//! The state of a run at one moment: everything that changes while it is played.

pub(super) mod balancer;
pub(super) mod brakes;
pub(super) mod broker;
pub(super) mod chaos;
pub(super) mod check;
pub(super) mod client;
pub(super) mod fault_reports;
pub(super) mod link_fault;
pub(super) mod measure;
pub(super) mod omission;
pub(super) mod part;
pub(super) mod replica_set;
pub(super) mod resolver;
pub(super) mod restarts;

use std::collections::BTreeMap;

use topple_model::{Kind, Target};

use self::balancer::Balancer;
use self::brakes::Breaker;
use self::broker::{Broker, QueueNode};
use self::chaos::ChaosState;
use self::check::Check;
use self::client::Client;
use self::link_fault::LinkFault;
use self::measure::Measure;
use self::omission::Omission;
use self::part::{Condition, Part};
use self::replica_set::{Node, Set};
use self::resolver::Resolver;
use self::restarts::Restarts;
use super::Micros;
use super::calls::Calls;
use super::faults::Faults;
use super::hops::{Cargo, Fate, Hop, Hops};
use super::lists::Lists;
use super::log::{Log, LogEvent, What};
use super::lru::Lru;
use super::queue::Queue;
use super::world::World;

/// Everything that changes in a run.
#[derive(Clone, Debug)]
pub(super) struct State {
    pub now: Micros,
    pub queue: Queue,
    pub calls: Calls,
    pub lists: Lists,
    pub parts: Vec<Part>,
    /// Whether each link is cut.
    pub cut: Vec<bool>,
    /// Whether nothing passes each link: it is cut, or leads across the border of an isolated region.
    pub barred: Vec<bool>,
    /// Whether any is cut, or any region isolated.
    pub has_gaps: bool,
    /// On which side of the borders of isolated regions each part lies; empty where none is isolated.
    pub borders: Vec<u32>,
    /// Links that lose messages or take longer, beyond what is drawn.
    pub link_faults: BTreeMap<u32, LinkFault>,
    /// Whether any link loses messages, as drawn or by a fault, or takes longer than drawn.
    pub has_ailing: bool,
    pub clients: Vec<Client>,
    pub balancers: Vec<Balancer>,
    /// Those of each server, by the places of its groups; empty where it has none.
    pub breakers: Vec<Vec<Breaker>>,
    pub caches: Vec<Lru>,
    pub queues: Vec<QueueNode>,
    pub brokers: Vec<Broker>,
    pub nodes: Vec<Node>,
    pub sets: Vec<Set>,
    /// Promotions so far, of all sets: each is a reign of its own.
    pub reigns: u32,
    pub checks: Vec<Check>,
    pub faults: Faults,
    pub restarts: Restarts,
    /// What servers remember that look up names.
    pub resolvers: Vec<Resolver>,
    /// In a twin: what it leaves out.
    pub omission: Option<Box<Omission>>,
    pub chaos: ChaosState,
    pub measure: Measure,
    pub log: Log,
    pub hops: Hops,
    pub events: u64,
    /// A buffer, empty between events.
    pub scratch: Vec<u32>,
}

impl State {
    /// The start of a run.
    pub fn new(w: &World) -> Self {
        let mut state = Self {
            now: Micros::ZERO,
            queue: Queue::default(),
            calls: Calls::default(),
            lists: Lists::default(),
            parts: Vec::new(),
            cut: vec![false; w.links.len()],
            barred: vec![false; w.links.len()],
            has_gaps: false,
            borders: Vec::new(),
            link_faults: BTreeMap::new(),
            has_ailing: w.links.iter().any(|link| link.loss > 0.0),
            clients: w.clients.iter().map(|c| Client::new(w, c)).collect(),
            balancers: w.balancers.iter().map(Balancer::new).collect(),
            breakers: w.servers.iter().map(|plan| plan.breaker.closed()).collect(),
            caches: w.caches.iter().map(|c| Lru::new(c.capacity)).collect(),
            queues: Vec::new(),
            brokers: w.brokers.iter().map(Broker::new).collect(),
            nodes: w.databases.iter().map(Node::new).collect(),
            sets: vec![Set::default(); w.sets.len()],
            reigns: 0,
            checks: Vec::new(),
            faults: Faults::default(),
            restarts: Restarts::default(),
            resolvers: vec![Resolver::NEW; w.resolvers.len()],
            omission: None,
            chaos: ChaosState::default(),
            measure: Measure::default(),
            log: Log::default(),
            hops: Hops::default(),
            events: 0,
            scratch: Vec::new(),
        };
        state.parts = (0..w.parts.len())
            .map(|i| Part::new(w, i, Micros::ZERO))
            .collect();
        let queues = w.queues.iter();
        state.queues = queues.map(|q| QueueNode::new(w, q, Micros::ZERO)).collect();
        state.review_brokers(w);
        for set in 0..w.sets.len() {
            state.review_set(w, set);
        }
        for client in 0..w.clients.len() {
            state.schedule_start(w, client);
        }
        for check in 0..w.checks.len() {
            state.checks.push(Check::new(w, check));
            state.start_check(w, check);
        }
        for balancer in 0..w.balancers.len() {
            state.refresh_rotation(w, balancer);
        }
        state
    }

    /// Writes into the log, and into its hash.
    pub fn tell(&mut self, by: Option<(&World, u32)>, about: Option<Target>, what: What) {
        let [kind, data] = what.words();
        let named = by.map_or(u64::MAX, |(_, part)| u64::from(part));
        for word in [self.now.0, kind, data, named] {
            self.measure.hash(word);
        }
        let by = by.map(|(w, part)| w.parts[part as usize].id);
        let at = self.now;
        self.log.push(LogEvent {
            at,
            by,
            about,
            what,
        });
    }

    /// Tells a hop that leaves now. `number`: of its request. `load`: what it carries, what becomes of it, and whether it
    /// was tried before.
    pub fn tell_hop(
        &mut self,
        w: &World,
        number: u64,
        ends: (u32, u32),
        latency: Micros,
        load: (Cargo, Fate, bool),
    ) {
        let id = |part: u32| w.parts[part as usize].id;
        self.hops.push(Hop {
            request: number,
            from: id(ends.0),
            to: id(ends.1),
            depart: self.now,
            arrive: self.now + latency,
            what: load.0,
            fate: load.1,
            again: load.2,
        });
    }

    /// Whether it gets no new connection.
    #[inline]
    pub fn is_drained(&self, part: u32) -> bool {
        self.parts[part as usize].is_drained
    }

    #[inline]
    pub fn is_up(&self, part: u32) -> bool {
        self.parts[part as usize].condition == Condition::Up
    }

    /// Requests that a component holds, counted from what holds them.
    pub fn held_by(&self, w: &World, part: usize) -> u64 {
        let plan = &w.parts[part];
        match plan.kind {
            Kind::Client => u64::from(self.clients[plan.slot as usize].in_flight.get()),
            Kind::Dns => 0,
            Kind::Queue => u64::from(self.queues[plan.slot as usize].writing.get()),
            Kind::LoadBalancer => u64::from(self.balancers[plan.slot as usize].open.get()),
            Kind::Server | Kind::Database | Kind::Cache => {
                let Part {
                    station, probes, ..
                } = &self.parts[part];
                // A probe takes a worker or a place, and is no request.
                u64::from(station.busy()) + u64::from(station.waiting()) - u64::from(probes.get())
            }
        }
    }

    /// Requests of all clients that have not ended.
    pub fn in_flight(&self) -> u64 {
        let held = self.clients.iter().map(|c| u64::from(c.in_flight.get()));
        held.sum()
    }

    /// Bytes that it holds.
    pub fn bytes(&self) -> usize {
        let parts: usize = self
            .parts
            .iter()
            .map(|p| size_of::<Part>() + p.station.heap_bytes() + p.counts.heap_bytes())
            .sum();
        let nodes = self.queues.iter().map(QueueNode::heap_bytes);
        let messages = self.brokers.iter().map(Broker::heap_bytes);
        let queues = nodes.chain(messages).sum::<usize>();
        let caches: usize = self.caches.iter().map(Lru::heap_bytes).sum();
        size_of::<Self>()
            + parts
            + caches
            + queues
            + self.queues.len() * size_of::<QueueNode>()
            + self.queue.heap_bytes()
            + self.calls.heap_bytes()
            + self.lists.heap_bytes()
            + self.measure.heap_bytes()
            + self.clients.len() * size_of::<Client>()
            + self.checks.len() * size_of::<Check>()
            + super::log::LOG_ENTRIES * size_of::<usize>()
    }
}
