//! The state of a run at one moment, and the loop that takes it from event to event.

use topple_model::{Kind, Target};

use super::calls::{Calls, Handle};
use super::checks::Check;
use super::client::Client;
use super::faults::Faults;
use super::happening::{Happening, is_stale, number_of};
use super::hops::{Cargo, Fate, Hop, Hops};
use super::lists::Lists;
use super::load_balancer::Balancer;
use super::log::{Log, LogEvent, What};
use super::lru::Lru;
use super::measure::{Counts, Measure};
use super::queue::{Delay, Queue};
use super::random::{Purpose, Random};
use super::replicas::{Node, Set};
use super::station::Station;
use super::world::World;
use super::{Chaos, Micros};

/// Whether a component is there.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Condition {
    /// It answers.
    #[default]
    Up,
    /// It is silent.
    Killed,
    /// It refuses.
    Crashed,
}

/// A component, whatever its kind.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub condition: Condition,
    /// Answers this many times later.
    pub slow: f64,
    /// Share of answers that are errors.
    pub errors: f64,
    /// For choices that it makes.
    pub choices: Random,
    /// For how long its work takes.
    pub service: Random,
    pub station: Station,
    pub counts: Counts,
}

/// Chaos under way. A strike of an older generation is void.
#[derive(Clone, Debug, Default)]
pub(super) struct ChaosState {
    pub chaos: Option<Chaos>,
    pub generation: u32,
    pub streams: Vec<Random>,
}

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
    pub clients: Vec<Client>,
    pub balancers: Vec<Balancer>,
    pub caches: Vec<Lru>,
    pub nodes: Vec<Node>,
    pub sets: Vec<Set>,
    pub checks: Vec<Check>,
    pub faults: Faults,
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
            clients: w.clients.iter().map(|c| Client::new(w, c)).collect(),
            balancers: w.balancers.iter().map(Balancer::new).collect(),
            caches: w.caches.iter().map(|c| Lru::new(c.capacity)).collect(),
            nodes: w.databases.iter().map(Node::new).collect(),
            sets: vec![Set::default(); w.sets.len()],
            checks: Vec::new(),
            faults: Faults::default(),
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
        for set in 0..w.sets.len() {
            state.review_set(w, set);
        }
        for client in 0..w.clients.len() {
            state.schedule_start(client);
        }
        for check in 0..w.checks.len() {
            let check = state.new_check(w, check);
            state.checks.push(check);
        }
        for balancer in 0..w.balancers.len() {
            state.refresh_rotation(w, balancer);
        }
        state
    }

    /// Processes the next event, if it is due no later than `until`. Whether there was one.
    #[inline]
    pub fn step(&mut self, w: &World, script: &[topple_model::ScriptEntry], until: Micros) -> bool {
        let calls = &self.calls;
        let Some(event) = self.queue.pop(until, |at, what| is_stale(calls, at, what)) else {
            return false;
        };
        if event.at >= self.measure.next_row.0 {
            self.close_rows(w, Micros(event.at));
        }
        self.now = Micros(event.at);
        self.events += 1;
        self.process(w, script, event.what);
        #[cfg(debug_assertions)]
        self.assert_invariants(w);
        true
    }

    #[inline]
    fn process(&mut self, w: &World, script: &[topple_model::ScriptEntry], what: u64) {
        let (happening, bits) = Happening::read(what);
        let call = Handle::from_bits(bits);
        let (number, generation) = number_of(bits);
        match happening {
            Happening::Start => self.start(w, number as usize, generation),
            Happening::Arrive => self.arrive(w, call),
            Happening::ConnectFails => self.connect_fails(w, call),
            Happening::WorkEnds => self.work_ends(w, call),
            Happening::LetGo => self.let_go(w, call),
            Happening::Answer => self.answer_arrives(w, call),
            Happening::TimeOut => self.time_out(w, call),
            Happening::TryAgain => self.try_again(w, call),
            Happening::ProbeLeaves => self.probe_leaves(w, number as usize, generation),
            Happening::ProbeArrives => self.probe_arrives(w, number as usize, generation),
            Happening::ProbeEnds => self.probe_ends(w, number as usize, generation),
            Happening::Promotion => self.promotion_goes_on(w, number as usize, generation),
            Happening::Script => {
                if let Some(entry) = script.get(number as usize) {
                    self.act(w, entry.action);
                }
            }
            Happening::Strike => self.strike(w, number as usize, generation),
        }
    }

    /// Schedules an event about a call a constant span ahead.
    #[inline]
    pub fn after(&mut self, delay: Delay, happening: Happening, call: Handle) {
        self.queue
            .after(self.now, delay, happening.about(call.bits()));
    }

    /// Schedules an event about a call.
    #[inline]
    pub fn at(&mut self, at: Micros, happening: Happening, call: Handle) {
        self.queue
            .at(at.max(self.now), happening.about(call.bits()));
    }

    /// The holder of a call will give up what it called after this long.
    #[inline]
    pub fn set_deadline(&mut self, call: Handle, delay: Delay) {
        self.calls[call].deadline = self.now + delay.span;
        self.after(delay, Happening::TimeOut, call);
        if self.queue.overlong(delay) {
            let calls = &self.calls;
            self.queue
                .sweep(delay, |at, what| is_stale(calls, at, what));
        }
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

    /// Tells a hop that leaves now. `number`: of its request.
    pub fn tell_hop(
        &mut self,
        w: &World,
        number: u64,
        ends: (u32, u32),
        latency: Micros,
        load: (Cargo, Fate),
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
        });
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
            Kind::LoadBalancer => u64::from(self.balancers[plan.slot as usize].open.get()),
            Kind::Server | Kind::Database | Kind::Cache => {
                let station = &self.parts[part].station;
                u64::from(station.busy()) + u64::from(station.waiting())
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
        let caches: usize = self.caches.iter().map(Lru::heap_bytes).sum();
        size_of::<Self>()
            + parts
            + caches
            + self.queue.heap_bytes()
            + self.calls.heap_bytes()
            + self.lists.heap_bytes()
            + self.measure.heap_bytes()
            + self.clients.len() * size_of::<Client>()
            + self.checks.len() * size_of::<Check>()
            + super::log::LOG_ENTRIES * size_of::<usize>()
    }
}

impl Part {
    pub fn new(w: &World, index: usize, now: Micros) -> Self {
        let plan = &w.parts[index];
        let stream = |purpose| Random::new(w.seed, plan.id.as_str(), purpose);
        let mut part = Self {
            condition: Condition::Up,
            slow: 1.0,
            errors: 0.0,
            choices: stream(Purpose::Choices),
            service: stream(Purpose::Service),
            station: Station::default(),
            counts: Counts::default(),
        };
        part.fit(w, index, now);
        part
    }

    /// Takes workers and places from the plan.
    pub fn fit(&mut self, w: &World, index: usize, now: Micros) {
        let plan = &w.parts[index];
        let slot = plan.slot as usize;
        let (workers, places) = match plan.kind {
            Kind::Client | Kind::Dns | Kind::LoadBalancer => (0, 0),
            Kind::Server => (w.servers[slot].workers, w.servers[slot].places),
            Kind::Database => (w.databases[slot].workers, super::compile::DATA_PLACES),
            Kind::Cache => (w.caches[slot].workers, super::compile::DATA_PLACES),
        };
        self.station.resize(workers, places, now);
    }
}
