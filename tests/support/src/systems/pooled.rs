//! Groups of alike parts, deeper than people draw: shards, pools of replicas, balancers behind balancers, several
//! services of a kind. Times are short, so that they settle soon; rates are small and workers many, so that nothing waits.

use topple_model::{
    Algorithm, Cache, Client, Component, ComponentId, Database, Dns, Failback, Failover,
    HealthCheck, Id, Link, LoadBalancer, Point, Policy, Rect, Region, RegionId, Replication, Role,
    Scenario, Server, Settings, rules, validate,
};

use crate::Chance;

/// A sound system of groups of alike parts, with times so short that it settles soon.
pub fn pooled(seed: u64) -> Scenario {
    let mut chance = Chance(seed.wrapping_mul(0x1000_0001).wrapping_add(12_345));
    let mut draft = Draft {
        ttl_s: chance.pick(&[0.0, 0.1]),
        chance,
        scenario: Scenario {
            seed: seed % (1 << 52) + 1,
            ..Scenario::default()
        },
    };
    draft.scenario.workload.keys = 20;
    draft.draw();
    assert_eq!(validate::problems(&draft.scenario), [], "seed {seed}");
    draft.scenario
}

struct Draft {
    /// Of all name servers: of several, the answer that is remembered longer is used by more requests.
    ttl_s: f64,
    chance: Chance,
    scenario: Scenario,
}

impl Draft {
    fn draw(&mut self) {
        let databases: Vec<_> = (0..self.chance.pick(&[0, 1, 1, 1, 2]))
            .map(|i| self.databases(i))
            .collect();
        let caches: Vec<_> = (0..self.chance.pick(&[0, 0, 1, 1, 2]))
            .map(|i| self.caches(i))
            .collect();
        let inner: Vec<_> = (0..self.chance.pick(&[0, 0, 0, 1, 2]))
            .map(|i| self.service("api", i))
            .collect();
        for group in &inner {
            self.depend(group, &databases, 0.6);
            self.depend(group, &caches, 0.3);
        }
        let inner_fronts: Vec<_> = inner
            .into_iter()
            .map(|group| self.maybe_balanced(group))
            .collect();
        let webs: Vec<_> = (0..self.chance.pick(&[1, 1, 1, 2]))
            .map(|i| self.service("web", i))
            .collect();
        for group in &webs {
            self.depend(group, &databases, 0.7);
            self.depend(group, &caches, 0.6);
            self.depend(group, &inner_fronts, 0.6);
        }
        let fronts: Vec<_> = webs
            .into_iter()
            .map(|group| self.maybe_balanced(group))
            .collect();
        let names: Vec<_> = (0..self.chance.pick(&[0, 1, 1, 2]))
            .map(|i| self.dns(i))
            .collect();
        for &dns in &names {
            let front = &fronts[self.chance.between(0, fronts.len() - 1)];
            self.link_some(dns, front, 0.85);
        }
        for i in 0..self.chance.pick(&[1, 1, 2, 3]) {
            self.client(i, &names, &fronts);
        }
        self.regions();
    }

    fn add(&mut self, stem: &str, settings: Settings, service: Option<String>) -> ComponentId {
        let id = ComponentId(Id::fresh(stem, |id| self.scenario.is_taken(id)));
        let mut component = Component::new(id, settings.kind(), Point::default());
        component.settings = settings;
        component.service = service;
        self.scenario.components.push(component);
        id
    }

    /// Draws a link where the rules allow it.
    fn link(&mut self, from: ComponentId, to: ComponentId) -> bool {
        let mut link = Link::new(from, to);
        if self.chance.happens(0.25) {
            link.weight = self.chance.pick(&[0.0, 1.0, 2.0, 3.0]);
        }
        let allowed = rules::may_link(&self.scenario, &link).is_ok();
        if allowed {
            self.scenario.links.push(link);
        }
        allowed
    }

    fn link_some(&mut self, from: ComponentId, to: &[ComponentId], share: f64) {
        for &target in to {
            if self.chance.happens(share) {
                self.link(from, target);
            }
        }
    }

    fn check(&mut self, share: f64) -> Option<HealthCheck> {
        self.chance.happens(share).then(|| HealthCheck {
            interval_s: 0.4,
            timeout_s: 0.1,
            fall: self.chance.between(1, 3) as u32,
            rise: self.chance.between(1, 3) as u32,
            deep: self.chance.happens(0.5),
        })
    }

    fn databases(&mut self, service: usize) -> Vec<ComponentId> {
        let shards = self.chance.pick(&[1, 1, 1, 2, 3]);
        let label = format!("db{service}");
        let failover = self
            .chance
            .pick(&[Failover::Manual, Failover::Automatic, Failover::Quorum]);
        let mut all = Vec::new();
        for shard in 0..shards {
            let count = self.chance.pick(&[1, 1, 2, 2, 3, 4]);
            let shard = (shards > 1 && (shard > 0 || self.chance.happens(0.7)))
                .then(|| format!("s{shard}"));
            let nodes: Vec<_> = (0..count)
                .map(|i| self.database(i, &label, shard.clone(), failover))
                .collect();
            for &from in &nodes {
                for &to in &nodes {
                    if from != to
                        && self
                            .chance
                            .happens(if from == nodes[0] { 0.75 } else { 0.15 })
                        && self.link(from, to)
                    {
                        let mode = self.chance.pick(&[Replication::Async, Replication::Sync]);
                        self.scenario.links.last_mut().expect("one was drawn").mode = mode;
                    }
                }
            }
            all.extend(self.maybe_pooled(nodes));
        }
        all
    }

    /// Sometimes some of the nodes behind balancers: beside the nodes, or in their place.
    fn maybe_pooled(&mut self, nodes: Vec<ComponentId>) -> Vec<ComponentId> {
        if !self.chance.happens(0.25) {
            return nodes;
        }
        let is_replica = |id: &ComponentId| {
            let database = self.scenario.component(*id).and_then(Component::database);
            database.is_some_and(|d| d.role == Role::ReadReplica)
        };
        let readers: Vec<_> = nodes.iter().copied().filter(is_replica).collect();
        let pool = if self.chance.happens(0.7) {
            readers
        } else {
            nodes.clone()
        };
        let mut pools = self.balanced(&pool);
        if self.chance.happens(0.2) {
            pools = self.balanced(&pools);
        }
        if self.chance.happens(0.7) {
            pools.extend(nodes);
        }
        pools
    }

    fn database(
        &mut self,
        i: usize,
        label: &str,
        shard: Option<String>,
        failover: Failover,
    ) -> ComponentId {
        let role = if i == 0 && self.chance.happens(0.9) {
            Role::Primary
        } else {
            self.chance.pick(&[
                Role::Standby,
                Role::Standby,
                Role::ReadReplica,
                Role::ReadReplica,
                Role::Primary,
            ])
        };
        let settings = Database {
            role,
            shard,
            failover,
            failback: self
                .chance
                .pick(&[Failback::Stay, Failback::Stay, Failback::Return]),
            promotable: self.chance.happens(0.4),
            detect_s: 0.3,
            promote_s: 0.2,
            workers: 1_000,
            read_ms: 0.1,
            write_ms: 0.1,
        };
        self.add("db", Settings::Database(settings), Some(label.to_owned()))
    }

    fn caches(&mut self, service: usize) -> Vec<ComponentId> {
        let settings = Cache {
            capacity_keys: 10,
            ttl_s: 0.5,
            workers: 1_000,
            read_ms: 0.05,
        };
        let label = format!("cache{service}");
        let count = self.chance.pick(&[1, 2, 3]);
        let nodes: Vec<_> = (0..count)
            .map(|_| {
                self.add(
                    "cache",
                    Settings::Cache(settings.clone()),
                    Some(label.clone()),
                )
            })
            .collect();
        if self.chance.happens(0.3) {
            self.balanced(&nodes)
        } else {
            nodes
        }
    }

    fn service(&mut self, stem: &str, service: usize) -> Vec<ComponentId> {
        let settings = Server {
            workers: 10_000,
            service_ms: 0.1,
            queue: 10_000,
            dependency_timeout_ms: 1_000.0,
            ..Server::default()
        };
        let label = format!("{stem}{service}");
        let count = self.chance.pick(&[1, 2, 2, 3]);
        (0..count)
            .map(|_| {
                self.add(
                    stem,
                    Settings::Server(settings.clone()),
                    Some(label.clone()),
                )
            })
            .collect()
    }

    /// Links the servers of a group to some of what there is, all of them alike or each on its own.
    fn depend(&mut self, group: &[ComponentId], on: &[Vec<ComponentId>], share: f64) {
        for targets in on {
            if !self.chance.happens(share) {
                continue;
            }
            let each = self.chance.pick(&[1.0, 1.0, 0.7]);
            let required = self.chance.happens(0.4);
            for &server in group {
                for &target in targets {
                    if self.chance.happens(each) && self.link(server, target) {
                        let link = self.scenario.links.last_mut().expect("one was drawn");
                        link.required = required.then_some(true);
                    }
                }
            }
        }
    }

    fn maybe_balanced(&mut self, group: Vec<ComponentId>) -> Vec<ComponentId> {
        match self.chance.between(0, 9) {
            0..=2 => group,
            3..=8 => self.balanced(&group),
            _ => {
                let inner = self.balanced(&group);
                self.balanced(&inner)
            }
        }
    }

    fn balanced(&mut self, group: &[ComponentId]) -> Vec<ComponentId> {
        let count = self.chance.pick(&[1, 2, 2, 3]);
        (0..count)
            .map(|_| {
                let settings = LoadBalancer {
                    algorithm: self.chance.pick(&[
                        Algorithm::RoundRobin,
                        Algorithm::RoundRobin,
                        Algorithm::Random,
                        Algorithm::Random,
                        Algorithm::LeastConnections,
                        Algorithm::TwoChoices,
                        Algorithm::SourceHash,
                    ]),
                    health_check: self.check(0.6),
                    retries: self.chance.pick(&[0, 0, 1, 3]),
                    connect_timeout_ms: 50.0,
                    max_connections: 1_000_000,
                    ..LoadBalancer::default()
                };
                let balancer = self.add("lb", Settings::LoadBalancer(settings), None);
                self.link_some(balancer, group, 0.85);
                balancer
            })
            .collect()
    }

    fn dns(&mut self, _: usize) -> ComponentId {
        let settings = Dns {
            policy: self.chance.pick(&[
                Policy::Multivalue,
                Policy::Weighted,
                Policy::Failover,
                Policy::Nearest,
            ]),
            ttl_s: self.ttl_s,
            health_check: self.check(0.6),
        };
        self.add("dns", Settings::Dns(settings), None)
    }

    fn client(&mut self, _: usize, names: &[ComponentId], fronts: &[Vec<ComponentId>]) {
        let settings = Client {
            rate_rps: 40.0,
            reads: self.chance.pick(&[0.0, 1.0, 1.0, 0.5]),
            timeout_ms: 3_000.0,
            connect_timeout_ms: 50.0,
            retries: self.chance.pick(&[0, 0, 0, 1, 2]),
            tries_next_address: self.chance.happens(0.6),
            ..Client::default()
        };
        let client = self.add("users", Settings::Client(settings), None);
        if !names.is_empty() && self.chance.happens(0.7) {
            self.link_some(client, names, 0.9);
        } else {
            for front in fronts {
                if self.chance.happens(0.8) {
                    self.link_some(client, front, 0.85);
                }
            }
        }
    }

    fn regions(&mut self) {
        let count = self.chance.pick(&[0, 0, 1, 2, 3]);
        let ids: Vec<_> = (0..count)
            .map(|i| RegionId::new(&format!("region-{i}")).unwrap())
            .collect();
        for (i, &id) in ids.iter().enumerate() {
            let mut region = Region::new(id, Rect::default());
            if i > 0 && self.chance.happens(0.5) {
                region.parent = Some(ids[0]);
            }
            self.scenario.regions.push(region);
        }
        for i in 0..self.scenario.components.len() {
            if !ids.is_empty() && self.chance.happens(0.7) {
                self.scenario.components[i].region = Some(self.chance.pick(&ids));
            }
        }
    }
}
