//! The four loads by which the engine's speed is measured, natively by `benches/engine.rs` and in the browser by the
//! page itself, so that what is measured is what is shipped.

use std::sync::Arc;

use super::queue::LANES;
use super::{Micros, Run};
use topple_model::{Component, ComponentId, Kind, Link, Point, Role, Scenario, Settings, Sound};

/// One load.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Load {
    /// (i) One client, one server with one worker, half busy: the bare event loop.
    OneServer,
    /// (ii) Two name servers, two balancers, two servers, a database and its standby, all alive.
    Standby,
    /// (iii) 100 parts at 10,000 requests a second.
    Hundred,
    /// (iv) 1,000 parts at 50,000 requests a second.
    Thousand,
}

impl Load {
    /// All of them.
    pub const ALL: [Load; 4] = [
        Load::OneServer,
        Load::Standby,
        Load::Hundred,
        Load::Thousand,
    ];

    /// What to call it.
    pub const fn key(self) -> &'static str {
        match self {
            Load::OneServer => "one-server",
            Load::Standby => "standby",
            Load::Hundred => "hundred-parts",
            Load::Thousand => "thousand-parts",
        }
    }

    /// The scenario that is played.
    pub fn scenario(self) -> Scenario {
        match self {
            Load::OneServer => one_server(),
            Load::Standby => tiers(&Tiers {
                rate_rps: 50.0,
                names: 2,
                balancers: 2,
                servers: 2,
                caches: 0,
                databases: 1,
            }),
            Load::Hundred => tiers(&Tiers {
                rate_rps: 10_000.0,
                names: 2,
                balancers: 4,
                servers: 63,
                caches: 10,
                databases: 10,
            }),
            Load::Thousand => tiers(&Tiers {
                rate_rps: 50_000.0,
                names: 4,
                balancers: 20,
                servers: 715,
                caches: 60,
                databases: 100,
            }),
        }
    }
}

impl Load {
    /// A run of it.
    pub fn run(self) -> Run {
        self.run_on(Waiting::InLanes)
    }

    /// A run of it with one or the other queue of events: the same run, sooner or later over.
    pub fn run_on(self, waiting: Waiting) -> Run {
        let lanes = match waiting {
            Waiting::InLanes => LANES,
            Waiting::InAHeap => 0,
        };
        Run::with_lanes(Arc::new(Sound::unchecked(self.scenario())), lanes)
    }
}

/// Where future events wait. Two queues, to be compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Waiting {
    /// Those scheduled a constant span ahead in lanes, first in first out, the others in a 4-ary heap: what the engine
    /// has.
    InLanes,
    /// All in one 4-ary heap.
    InAHeap,
}

/// A load that is played for a while against a clock that the caller has: the engine has none.
///
/// ```
/// use std::time::Instant;
/// use topple_engine::bench::{Load, Trial, Waiting};
///
/// let mut trial = Trial::new(Load::OneServer, Waiting::InLanes);
/// while !trial.is_warm() {
///     trial.play();
/// }
/// let start = Instant::now();
/// trial.play();
/// let events_per_second = trial.played().events as f64 / start.elapsed().as_secs_f64();
/// assert!(events_per_second > 0.0);
/// ```
#[derive(Debug)]
pub struct Trial {
    run: Run,
    /// What had been played when it was warm.
    warm: Option<Played>,
}

/// What was played.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Played {
    /// Events processed.
    pub events: u64,
    /// Requests started.
    pub requests: u64,
}

impl Trial {
    /// Events of one slice: some milliseconds, natively and in a browser.
    pub const SLICE: u64 = 100_000;
    /// Queues and tables have met their greatest lengths after so much of the run.
    const WARM: Micros = Micros(5_000_000);
    const WARM_EVENTS: u64 = 3_000_000;

    /// A load at its start.
    pub fn new(load: Load, waiting: Waiting) -> Self {
        Self {
            run: load.run_on(waiting),
            warm: None,
        }
    }

    /// Plays one slice.
    pub fn play(&mut self) {
        self.run.advance(Micros::NEVER, Self::SLICE);
        let is_warm =
            self.run.now() >= Self::WARM || self.run.events_processed() >= Self::WARM_EVENTS;
        if self.warm.is_none() && is_warm {
            self.warm = Some(self.so_far());
        }
    }

    /// Whether what is played from now on counts.
    pub fn is_warm(&self) -> bool {
        self.warm.is_some()
    }

    /// What was played since it was warm.
    pub fn played(&self) -> Played {
        let Some(warm) = self.warm else {
            return Played::default();
        };
        let now = self.so_far();
        Played {
            events: now.events - warm.events,
            requests: now.requests - warm.requests,
        }
    }

    fn so_far(&self) -> Played {
        Played {
            events: self.run.events_processed(),
            requests: self.run.totals().started,
        }
    }
}

struct Tiers {
    rate_rps: f64,
    names: usize,
    balancers: usize,
    servers: usize,
    caches: usize,
    /// Databases, each a primary and a standby; every server keeps its data in one of them.
    databases: usize,
}

fn one_server() -> Scenario {
    let mut scenario = Scenario::default();
    let users = add(&mut scenario, Kind::Client, "users", 1);
    let web = add(&mut scenario, Kind::Server, "web", 1);
    wire(&mut scenario, &users, &web, 1);
    scenario.links[0].latency_ms = Some(0.0);
    for component in &mut scenario.components {
        if let Settings::Client(client) = &mut component.settings {
            client.rate_rps = 500.0;
        }
        if let Settings::Server(server) = &mut component.settings {
            server.workers = 1;
            server.queue = 1_000_000;
            server.service_ms = 1.0;
        }
    }
    scenario
}

fn tiers(tiers: &Tiers) -> Scenario {
    let mut scenario = Scenario::default();
    let users = add(&mut scenario, Kind::Client, "users", 1);
    let names = add(&mut scenario, Kind::Dns, "dns", tiers.names);
    let balancers = add(&mut scenario, Kind::LoadBalancer, "lb", tiers.balancers);
    let servers = add(&mut scenario, Kind::Server, "web", tiers.servers);
    let caches = add(&mut scenario, Kind::Cache, "cache", tiers.caches);
    let databases = add(&mut scenario, Kind::Database, "db", 2 * tiers.databases);
    wire(&mut scenario, &users, &names, tiers.names);
    wire(&mut scenario, &names, &balancers, tiers.balancers);
    let pool = tiers
        .servers
        .div_ceil(tiers.balancers)
        .max(tiers.servers.min(40));
    wire(&mut scenario, &balancers, &servers, pool);
    wire(&mut scenario, &servers, &caches, 2);
    let primaries: Vec<_> = databases.iter().step_by(2).copied().collect();
    wire(&mut scenario, &servers, &primaries, 1);
    for pair in databases.chunks(2) {
        scenario.links.push(Link::new(pair[0], pair[1]));
    }
    for component in &mut scenario.components {
        if let Settings::Client(client) = &mut component.settings {
            client.rate_rps = tiers.rate_rps;
            client.reads = 0.8;
        }
        let place = databases.iter().position(|id| *id == component.id);
        if let (Settings::Database(database), Some(place)) = (&mut component.settings, place) {
            // Sets apart, not shards of one service: each server keeps its data in one of them.
            component.service = (tiers.databases > 1).then(|| format!("db-{}", place / 2));
            if place % 2 == 1 {
                database.role = Role::Standby;
            }
        }
    }
    scenario
}

fn add(scenario: &mut Scenario, kind: Kind, stem: &str, count: usize) -> Vec<ComponentId> {
    let ids = (1..=count).filter_map(|i| ComponentId::new(&format!("{stem}-{i}")));
    let ids: Vec<_> = ids.collect();
    let new = ids
        .iter()
        .map(|id| Component::new(*id, kind, Point::default()));
    scenario.components.extend(new);
    ids
}

/// Links each of `from` to `each` of `to`, going round.
fn wire(scenario: &mut Scenario, from: &[ComponentId], to: &[ComponentId], each: usize) {
    for (i, &from) in from.iter().enumerate() {
        for k in 0..each.min(to.len()) {
            scenario
                .links
                .push(Link::new(from, to[(i * each + k) % to.len()]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use topple_model::validate;

    #[test]
    fn every_load_is_a_sound_scenario_of_its_size_and_serves_what_it_is_asked() {
        let parts = [2, 9, 100, 1_000];
        for (load, parts) in Load::ALL.into_iter().zip(parts) {
            let scenario = load.scenario();
            assert_eq!(validate::problems(&scenario), [], "{load:?}");
            assert_eq!(scenario.components.len(), parts, "{load:?}");
            let mut run = Run::new(&scenario);
            run.advance(Micros::SECOND, u64::MAX);
            let totals = run.totals();
            assert!(
                totals.served > 20 && totals.failed_in_all() == 0,
                "{load:?}: {totals:?}"
            );
        }
    }
}
