//! What there is of every component at one moment, whatever its kind: whether it is there, its work, its counts.

use std::collections::VecDeque;

use topple_model::Kind;
use topple_model::settings::BACKLOG;

use crate::count::Count;
use crate::degraded::Degraded;
use crate::numbers::ComponentRow;
use crate::random::{Purpose, Random};
use crate::station::{Areas, Station};
use crate::world::World;
use crate::{Histogram, Micros, Reason};

/// Whether a component is there.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Condition {
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
pub(crate) struct Part {
    pub condition: Condition,
    /// Answers this many times later.
    pub slow: f64,
    /// Share of answers that are errors.
    pub errors: f64,
    /// Errors come at once, rather than after its usual work.
    pub errs_at_once: bool,
    /// A name server that answers without addresses.
    pub is_empty: bool,
    /// It gets no new connection.
    pub is_drained: bool,
    /// Probes among those whom its workers serve, or who wait for one.
    pub probes: Count,
    /// For choices that it makes.
    pub choices: Random,
    /// For how long its work takes.
    pub service: Random,
    pub station: Station,
    pub counts: Counts,
}

impl Part {
    pub fn new(w: &World, index: usize, now: Micros) -> Self {
        let plan = &w.parts[index];
        let stream = |purpose| Random::new(w.seed, plan.id.as_str(), purpose);
        let mut part = Self {
            condition: Condition::Up,
            slow: 1.0,
            errors: 0.0,
            errs_at_once: false,
            is_empty: false,
            is_drained: false,
            probes: Count::NONE,
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
            Kind::Client | Kind::Dns | Kind::LoadBalancer | Kind::Queue => (0, 0),
            Kind::Server => (w.servers[slot].workers, w.servers[slot].places),
            Kind::Database => (w.databases[slot].workers, BACKLOG),
            Kind::Cache => (w.caches[slot].workers, BACKLOG),
        };
        self.station.resize(workers, places, now);
    }
}

/// Counts of one component. For a client: of the requests that it started; for others: of the calls that they got.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts {
    pub started: u64,
    pub served: u64,
    pub failed: [u64; Reason::COUNT],
    /// Requests that failed for good because of this component.
    pub blamed: [u64; Reason::COUNT],
    pub hits: u64,
    pub misses: u64,
    pub checks: u64,
    pub checks_failed: u64,
    pub lost_writes: u64,
    pub conflicting_writes: u64,
    pub degraded: Degraded,
    pub latency: Histogram,
    pub second: ComponentRow,
    pub rows: VecDeque<ComponentRow>,
    /// Those of the station at the end of the last row.
    pub areas: Areas,
}

impl Counts {
    #[inline]
    pub fn count_started(&mut self) {
        self.started += 1;
        self.second.started += 1;
    }

    #[inline]
    pub fn count_served(&mut self, took: Micros) {
        self.served += 1;
        self.second.served += 1;
        self.latency.record(took);
    }

    /// Counts a served one that lacks these services.
    pub fn count_degraded(&mut self, missing: u64) {
        self.degraded.count(missing);
        self.second.degraded += 1;
    }

    #[inline]
    pub fn count_failed(&mut self, reason: Reason) {
        self.failed[reason.index()] += 1;
        self.second.failed += 1;
    }

    pub fn heap_bytes(&self) -> usize {
        self.latency.heap_bytes()
            + self.degraded.heap_bytes()
            + self.rows.capacity() * size_of::<ComponentRow>()
    }
}
