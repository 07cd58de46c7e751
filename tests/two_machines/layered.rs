//! Systems as people draw them, by chance: clients, names, balancers, services, caches, replica sets, regions. Where
//! wires drawn at random seldom serve anything, most of these do, and each fault in them has something to take away.

use topple::model::component::{HealthCheck, Role};
use topple::model::{
    Algorithm, Component, ComponentId, Failover, Kind, Link, Point, Policy, Rect, Region, RegionId,
    Scenario, Settings, rules, validate,
};

use topple::analysis::Failed;

use super::chance::Chance;
use super::systems::System;

/// Times so short that a run settles within seconds, whatever of it must run out first.
struct Tempo;

impl Tempo {
    const CHECK: HealthCheck = HealthCheck {
        interval_s: 0.2,
        timeout_s: 0.1,
        fall: 2,
        rise: 2,
        deep: false,
    };

    /// Hurries everything up: short checks, names and promotions; long patience; work that never queues.
    fn hurry(scenario: &mut Scenario) {
        for component in &mut scenario.components {
            match &mut component.settings {
                Settings::Client(client) => {
                    client.timeout_ms = 600_000.0;
                    // Longer than the round trip to an address in another region.
                    client.connect_timeout_ms = 50.0;
                }
                Settings::Dns(dns) => {
                    // So short that hardly two requests share an answer: shares come without lumps.
                    dns.ttl_s = 0.02;
                    Self::hurry_check(&mut dns.health_check);
                }
                Settings::LoadBalancer(balancer) => {
                    balancer.connect_timeout_ms = 10.0;
                    balancer.max_connections = 1_000_000;
                    Self::hurry_check(&mut balancer.health_check);
                }
                Settings::Server(server) => {
                    server.workers = 1_000_000;
                    server.service_ms = 1.0;
                    server.dependency_timeout_ms = 300_000.0;
                }
                Settings::Database(database) => {
                    database.workers = 1_000_000;
                    (database.read_ms, database.write_ms) = (0.1, 0.1);
                    (database.detect_s, database.promote_s) = (0.3, 0.1);
                }
                Settings::Cache(cache) => {
                    cache.workers = 1_000_000;
                    cache.read_ms = 0.1;
                    cache.ttl_s = 0.1;
                }
            }
        }
        for link in &mut scenario.links {
            link.loss = 0.0;
            link.latency_ms = Some(0.1);
        }
    }

    fn hurry_check(check: &mut Option<HealthCheck>) {
        if let Some(check) = check {
            let deep = check.deep;
            *check = Self::CHECK;
            check.deep = deep;
        }
    }
}

/// A sound system of a few layers, now and then with something dead from the start.
pub fn system(seed: u64) -> System {
    let mut draw = Draw {
        chance: Chance(seed),
        scenario: Scenario {
            seed,
            ..Scenario::default()
        },
    };
    draw.scenario.workload.keys = 40;
    draw.layers();
    Tempo::hurry(&mut draw.scenario);
    assert_eq!(validate::problems(&draw.scenario), [], "seed {seed}");
    let mut system = System {
        scenario: draw.scenario,
        failed: Failed::nothing(),
    };
    if draw.chance.percent(25) {
        let dead = draw.chance.pick(&system.elements());
        system.failed.insert(dead);
    }
    system
}

struct Draw {
    chance: Chance,
    scenario: Scenario,
}

impl Draw {
    fn layers(&mut self) {
        self.regions();
        let clients = self.some(Kind::Client, 1, 2);
        let names = self.some(Kind::Dns, 0, 2);
        let balancers = self.some(Kind::LoadBalancer, 0, 3);
        let web = self.some(Kind::Server, 1, 3);
        let api = self.some(Kind::Server, 0, 2);
        let api_balancer = if api.is_empty() {
            vec![]
        } else {
            self.some(Kind::LoadBalancer, 0, 1)
        };
        let caches = self.some(Kind::Cache, 0, 2);
        let cache_balancer = if caches.is_empty() {
            vec![]
        } else {
            self.some(Kind::LoadBalancer, 0, 1)
        };
        let databases = self.some(Kind::Database, 0, 5);
        self.label(&api, "api");
        self.replica_sets(&databases);
        let front = if balancers.is_empty() {
            &web
        } else {
            &balancers
        };
        let entry = if names.is_empty() { front } else { &names };
        self.link_most(&clients, entry);
        self.link_most(&names, front);
        self.link_most(&balancers, &web);
        if api_balancer.is_empty() {
            self.link_most(&web, &api);
        } else {
            self.link_most(&api_balancer, &api);
            self.link_most(&web, &api_balancer);
        }
        let shortcut = if cache_balancer.is_empty() {
            &caches
        } else {
            &cache_balancer
        };
        self.link_most(&cache_balancer, &caches);
        self.link_most(&web, shortcut);
        let users_of_data = if api.is_empty() || self.chance.percent(50) {
            &web
        } else {
            &api
        };
        self.link_most(users_of_data, &databases);
        let readers = if databases.len() > 1 {
            self.some(Kind::LoadBalancer, 0, 1)
        } else {
            vec![]
        };
        let replicas: Vec<_> = databases
            .iter()
            .copied()
            .filter(|id| self.is_replica(*id))
            .collect();
        self.link_most(&readers, &replicas);
        self.link_most(users_of_data, &readers);
        self.link_most(&databases, &databases);
    }

    fn is_replica(&self, id: ComponentId) -> bool {
        let database = self.scenario.component(id).and_then(Component::database);
        database.is_some_and(|d| d.role == Role::ReadReplica)
    }

    fn regions(&mut self) {
        for n in 0..self.chance.between(0, 3) {
            let id = RegionId::new(&format!("region-{n}")).expect("an id");
            let mut region = Region::new(id, Rect::new(0.0, 0.0, 100.0, 100.0));
            if n > 0 && self.chance.percent(50) {
                region.parent = Some(self.scenario.regions[0].id);
            }
            self.scenario.regions.push(region);
        }
    }

    /// From `least` to `most` new components of a kind.
    fn some(&mut self, kind: Kind, least: usize, most: usize) -> Vec<ComponentId> {
        let count = self.chance.between(least, most);
        (0..count).map(|_| self.one(kind)).collect()
    }

    fn one(&mut self, kind: Kind) -> ComponentId {
        let n = self.scenario.components.len();
        let id = ComponentId::new(&format!("{}-{n}", kind.stem())).expect("an id");
        let mut component = Component::new(id, kind, Point::new(n as f64 * 160.0, 0.0));
        if !self.scenario.regions.is_empty() && !self.chance.percent(33) {
            component.region = Some({
                let ids: Vec<_> = self.scenario.regions.iter().map(|r| r.id).collect();
                self.chance.pick(&ids)
            });
        }
        self.settings(&mut component.settings);
        self.scenario.components.push(component);
        id
    }

    fn settings(&mut self, settings: &mut Settings) {
        let chance = &mut self.chance;
        match settings {
            Settings::Client(client) => {
                client.rate_rps = 100.0;
                client.reads = chance.pick(&[0.0, 0.5, 0.5, 1.0]);
                client.retries = chance.pick(&[0, 0, 0, 1, 2]);
                client.tries_next_address = !chance.percent(33);
            }
            Settings::Dns(dns) => {
                let policies = [
                    Policy::Multivalue,
                    Policy::Weighted,
                    Policy::Failover,
                    Policy::Nearest,
                ];
                dns.policy = chance.pick(&policies);
                dns.health_check = checks(chance, HealthCheck::DNS);
            }
            Settings::LoadBalancer(balancer) => {
                let algorithms = [
                    Algorithm::RoundRobin,
                    Algorithm::Random,
                    Algorithm::SourceHash,
                ];
                balancer.algorithm = chance.pick(&algorithms);
                balancer.retries = chance.pick(&[0, 0, 1, 3]);
                balancer.health_check = checks(chance, HealthCheck::BALANCER);
            }
            Settings::Database(database) => {
                database.role = chance.pick(&[
                    Role::Primary,
                    Role::Primary,
                    Role::Standby,
                    Role::ReadReplica,
                ]);
                let rules = [Failover::Automatic, Failover::Manual, Failover::Quorum];
                database.failover = chance.pick(&rules);
                database.promotable = chance.percent(50);
            }
            Settings::Server(_) | Settings::Cache(_) => {}
        }
    }

    fn label(&mut self, ids: &[ComponentId], service: &str) {
        for component in &mut self.scenario.components {
            if ids.contains(&component.id) {
                component.service = Some(service.to_owned());
            }
        }
    }

    /// One service whole, one sharded, or two of which one is sharded.
    fn replica_sets(&mut self, databases: &[ComponentId]) {
        let sharded = self.chance.percent(33);
        let two = self.chance.percent(25);
        for (n, component) in self
            .scenario
            .components
            .iter_mut()
            .filter(|c| databases.contains(&c.id))
            .enumerate()
        {
            if two && n % 2 == 1 {
                component.service = Some("audit".to_owned());
            } else if let (Settings::Database(database), true) = (&mut component.settings, sharded)
            {
                database.shard = Some(if n % 4 < 2 { "a" } else { "b" }.to_owned());
            }
        }
    }

    /// Most of the links between the two layers, as far as the rules let them.
    fn link_most(&mut self, from: &[ComponentId], to: &[ComponentId]) {
        for &a in from {
            for &b in to {
                let mut link = Link::new(a, b);
                link.weight = self.chance.pick(&[1.0, 1.0, 1.0, 2.0, 0.5]);
                if !self.chance.percent(14) && rules::may_link(&self.scenario, &link).is_ok() {
                    self.scenario.links.push(link.clone());
                    self.require(&link);
                }
            }
        }
    }

    /// Sometimes makes a link to a cache a need, where the rules allow.
    fn require(&mut self, link: &Link) {
        if !self.chance.percent(33) {
            return;
        }
        if let Some(last) = self.scenario.links.last_mut() {
            last.required = true;
        }
        if !validate::problems(&self.scenario).is_empty() {
            self.scenario.links.pop();
            self.scenario.links.push(link.clone());
        }
    }
}

fn checks(chance: &mut Chance, default: HealthCheck) -> Option<HealthCheck> {
    let mut check = default;
    check.deep = chance.percent(50);
    (!chance.percent(33)).then_some(check)
}
