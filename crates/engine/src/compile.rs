//! From a scenario to a [`World`].

mod brokers;
mod databases;

use std::collections::BTreeMap;
use std::sync::Arc;

use topple_model::latency;
use topple_model::link::LinkRole;
use topple_model::topology::{Dependency, Need};
use topple_model::{
    Client, Component, ComponentId, LoadBalancer, Role, Scenario, Server, Service,
    ServiceDistribution, Settings, Sound, Topology, order,
};

use super::Micros;
use super::brake_plans::{BalancerBrakes, BreakerPlan};
use super::degraded::OTHERS;
use super::queue::Delays;
use super::random::{hash_of, mix};
use super::ring::Ring;
use super::world::{
    BalancerPlan, CachePlan, CheckPlan, ClientPlan, DnsPlan, Group, LinkPlan, Names, Needs,
    PartPlan, PerOperation, ResolverPlan, Route, ServerPlan, Shards, Way, Work, World,
};
use super::zipf::Zipf;

/// Sets a service that is looked up apart from the same service called directly.
const LOOKED_UP: u64 = 0x6c6f_6f6b;

/// Silence after which a server takes a connect for failed, where its dependency timeout is not shorter
/// (RFC 8305, *Happy Eyeballs v2*, section 5).
const SERVER_CONNECT_TIMEOUT: Micros = Micros(250_000);

struct Compiler<'a> {
    scenario: &'a Scenario,
    topology: &'a Topology,
    delays: Delays,
    world: World,
    before: Option<&'a World>,
    /// The endpoints by their caller and their set.
    endpoints: BTreeMap<(usize, usize), u32>,
}

impl World {
    /// Compiles a scenario. Of one that breaks the rules, what is against them is left out. `before`: the world that it
    /// follows, whose tables it may keep. `lanes`: of the queue of events.
    pub fn new(sound: &Sound, before: Option<&World>, lanes: usize) -> Self {
        let (scenario, topology) = (sound.scenario(), sound.topology());
        let mut delays = Delays::new(lanes);
        let open_network = latency::DEFAULTS_MS.map(|ms| delays.delay(Micros::from_ms(ms)));
        let workload = scenario.workload;
        let kept = before.filter(|w| w.zipf.is_of(workload.keys, workload.skew));
        // Most edits change a setting: every name stands for what it did, and the maps of names are kept.
        let kept_index = before.filter(|w| w.names_parts_of(scenario));
        let kept_links = before.filter(|w| w.names_links_of(scenario));
        let links = scenario.links.iter().enumerate();
        let world = World {
            seed: scenario.seed,
            index: kept_index.map_or_else(
                || {
                    let parts = topology.index.iter();
                    Arc::new(order::map_of(parts.map(|(id, i)| (*id, *i as u32))))
                },
                |w| Arc::clone(&w.index),
            ),
            link_index: kept_links.map_or_else(
                || Arc::new(order::map_of(links.map(|(i, l)| (l.id(), i as u32)))),
                |w| Arc::clone(&w.link_index),
            ),
            regions: scenario.regions.iter().map(|r| r.id).collect(),
            groups: scenario.groups.iter().map(|g| g.id).collect(),
            parts: Vec::with_capacity(scenario.components.len()),
            links: Vec::with_capacity(scenario.links.len()),
            clients: Vec::new(),
            dns: Vec::new(),
            balancers: Vec::new(),
            servers: Vec::new(),
            resolvers: Vec::new(),
            databases: Vec::new(),
            caches: Vec::new(),
            queues: Vec::new(),
            brokers: Vec::new(),
            sets: Vec::new(),
            endpoints: Vec::new(),
            checks: Vec::new(),
            optional: before.map_or_else(Vec::new, |w| w.optional.clone()),
            zipf: kept.map_or_else(
                || Arc::new(Zipf::new(workload.keys, workload.skew)),
                |w| Arc::clone(&w.zipf),
            ),
            lanes: Vec::new(),
            has_script: !scenario.script.is_empty(),
            rings: BTreeMap::new(),
            open_network,
        };
        let mut compiler = Compiler {
            scenario,
            topology,
            delays,
            world,
            before,
            endpoints: BTreeMap::new(),
        };
        compiler.links();
        for part in 0..scenario.components.len() {
            compiler.part(part);
        }
        compiler.sets();
        compiler.brokers();
        compiler.world.lanes = compiler.delays.into_spans();
        compiler.world
    }
}

impl World {
    fn names_parts_of(&self, scenario: &Scenario) -> bool {
        let components = &scenario.components;
        self.parts.len() == components.len()
            && std::iter::zip(&self.parts, components).all(|(part, c)| part.id == c.id)
    }

    fn names_links_of(&self, scenario: &Scenario) -> bool {
        let links = &scenario.links;
        self.links.len() == links.len()
            && std::iter::zip(&self.links, links).all(|(plan, link)| plan.id == link.id())
    }
}

impl Compiler<'_> {
    /// All links keep their index; one that is against the rules leads nowhere and is never used.
    fn links(&mut self) {
        for (i, link) in self.scenario.links.iter().enumerate() {
            let (from, to) = match (self.topology.ends[i], self.topology.roles[i]) {
                (Some(ends), Some(_)) => ends,
                _ => (0, 0),
            };
            let latency = Micros::from_ms(self.topology.latency_ms(self.scenario, i));
            let set = self.topology.set_of.get(to).copied().flatten();
            let to_role = self
                .scenario
                .components
                .get(to)
                .and_then(Component::database)
                .map(|d| d.role);
            let calls = self.topology.roles[i] == Some(LinkRole::Calls);
            let way = match (to_role, set.filter(|_| calls)) {
                (Some(Role::Primary | Role::Standby), Some(set)) => {
                    Way::Endpoint(self.endpoint(from, set, i))
                }
                (Some(Role::ReadReplica), Some(_)) => Way::Replica,
                (None, Some(_)) => Way::Pool,
                (_, None) => Way::Node,
            };
            self.world.links.push(LinkPlan {
                id: link.id(),
                from: from as u32,
                to: to as u32,
                latency: self.delays.delay(latency),
                loss: link.loss,
                weight: link.weight,
                way,
                set: set.map(|s| s as u32),
                check: None,
            });
        }
    }

    fn part(&mut self, part: usize) {
        let component = &self.scenario.components[part];
        let slot = match &component.settings {
            Settings::Client(client) => self.client(part, client),
            Settings::Dns(dns) => {
                let addresses = self.links_of(part, LinkRole::Names);
                self.checks(part, &addresses);
                self.world.dns.push(DnsPlan {
                    policy: dns.policy,
                    ttl: Micros::from_seconds(dns.ttl_s),
                    addresses,
                });
                self.world.dns.len()
            }
            Settings::LoadBalancer(balancer) => self.balancer(part, balancer),
            Settings::Server(server) => self.server(part, server),
            Settings::Database(database) => self.database(part, database),
            Settings::Queue(queue) => self.queue(part, queue),
            Settings::Cache(cache) => {
                self.world.caches.push(CachePlan {
                    part: part as u32,
                    capacity: cache.capacity_keys,
                    ttl: Micros::from_seconds(cache.ttl_s),
                    workers: cache.workers,
                    read_us: cache.read_ms * 1e3,
                });
                self.world.caches.len()
            }
        } as u32
            - 1;
        self.world.parts.push(PartPlan {
            id: component.id,
            kind: component.kind(),
            slot,
            regions: self
                .topology
                .regions(part)
                .iter()
                .map(|r| *r as u32)
                .collect(),
            groups: self.topology.fates[part]
                .iter()
                .map(|g| *g as u32)
                .collect(),
            restart: component.restart_s.map(Micros::from_seconds),
        });
    }

    fn links_of(&self, part: usize, role: LinkRole) -> Vec<u32> {
        self.topology
            .out_by(part, role)
            .map(|link| link as u32)
            .collect()
    }

    fn checks(&mut self, part: usize, links: &[u32]) {
        let Some(check) = self.scenario.components[part].health_check() else {
            return;
        };
        for &link in links {
            self.world.links[link as usize].check = Some(self.world.checks.len() as u32);
            self.world.checks.push(CheckPlan {
                checker: part as u32,
                link,
                // No setting is that short, but a loop without an end would be worse than a late check.
                interval: Micros::from_seconds(check.interval_s).max(Micros(1_000)),
                timeout: Micros::from_seconds(check.timeout_s),
                check,
            });
        }
    }

    fn is_even(&self, links: &[u32]) -> bool {
        let weight = |link: &u32| self.world.links[*link as usize].weight;
        links.first().is_some_and(|first| {
            weight(first) > 0.0
                && links
                    .iter()
                    .all(|l| weight(l).to_bits() == weight(first).to_bits())
        })
    }

    /// What requests of one operation call.
    fn groups(&mut self, part: usize, dependencies: &[Dependency], writes: bool) -> Vec<Group> {
        let called = Dependency::called(dependencies, writes);
        let called = called
            .into_iter()
            .map(|(d, need)| self.group(part, d, need));
        called.collect()
    }

    fn group(&mut self, part: usize, dependency: &Dependency, need: &Need) -> Group {
        let links: Vec<u32> = need.links.iter().map(|l| *l as u32).collect();
        let kind = dependency.service.kind;
        let ring = self.ring(&links);
        let service = group_hash(dependency);
        let is_optional = !need.required && !kind.row().is_shortcut;
        Group {
            kind,
            service,
            required: need.required,
            names: dependency.by_name.then(|| self.names(part, service)),
            missing: if is_optional {
                missing_bit(&mut self.world.optional, &dependency.service)
            } else {
                0
            },
            even: self.is_even(&links),
            sharded: links
                .iter()
                .any(|l| self.world.links[*l as usize].set.is_some()),
            links,
            ring,
        }
    }

    /// Who remembers the addresses of a service that a server looks up, for reads and writes alike.
    fn names(&mut self, part: usize, service: u64) -> Names {
        let resolvers = &mut self.world.resolvers;
        let known = resolvers
            .iter()
            .rposition(|r| r.part == part as u32 && r.service == service);
        let resolver = known.unwrap_or_else(|| {
            resolvers.push(ResolverPlan {
                part: part as u32,
                service,
            });
            resolvers.len() - 1
        });
        let id = self.scenario.components[part].id;
        Names {
            resolver: resolver as u32,
            salt: mix(hash_of(id.as_str()) ^ service),
        }
    }

    /// Where keys live among the targets of these links, if they are several cache nodes. Most callers of caches call the
    /// same ones, before an edit as after it: they share their rings.
    fn ring(&mut self, links: &[u32]) -> Option<Arc<Ring>> {
        let components = &self.scenario.components;
        let targets = links
            .iter()
            .map(|l| &components[self.world.links[*l as usize].to as usize]);
        if links.len() < 2 || targets.clone().any(|c| !c.kind().row().is_shortcut) {
            return None;
        }
        let nodes: Vec<ComponentId> = targets.map(|c| c.id).collect();
        if let Some(known) = self.world.rings.get(&nodes) {
            return Some(Arc::clone(known));
        }
        let before = self.before.and_then(|w| w.rings.get(&nodes)).cloned();
        let ring =
            before.unwrap_or_else(|| Arc::new(Ring::new(nodes.iter().map(ComponentId::as_str))));
        self.world.rings.insert(nodes, Arc::clone(&ring));
        Some(ring)
    }

    fn client(&mut self, part: usize, client: &Client) -> usize {
        let names = self.links_of(part, LinkRole::Resolves);
        let dependencies = if names.is_empty() {
            self.topology.dependencies(self.scenario, part)
        } else {
            Vec::new()
        };
        let needs_nothing = |writes: bool| {
            let called = dependencies.iter().map(|d| (d, d.of(writes)));
            let mut called = called.filter(|(_, need)| !need.links.is_empty()).peekable();
            called.peek().is_some()
                && called.all(|(d, need)| !need.required && d.service.kind.row().is_shortcut)
        };
        let needs_nothing = PerOperation {
            reads: needs_nothing(false),
            writes: needs_nothing(true),
        };
        let route = if names.is_empty() {
            let mut of = |writes| {
                let mut groups = self.groups(part, &dependencies, writes);
                // Through a cache that nobody needs, a client reads nothing.
                groups.retain(|group| group.required || group.missing != 0);
                groups
            };
            Route::Fixed(PerOperation {
                reads: of(false),
                writes: of(true),
            })
        } else {
            Route::Names(names)
        };
        let shards = self
            .topology
            .shards_reached(part)
            .into_iter()
            .map(|(service, sets)| Shards {
                salt: hash_of(service),
                sets: sets.into_iter().map(|s| s as u32).collect(),
            });
        let shards = shards.collect();
        let timeout = self.delays.delay(Micros::from_ms(client.timeout_ms));
        self.world.clients.push(ClientPlan {
            part: part as u32,
            arrivals: client.arrivals,
            rate_rps: client.rate_rps,
            users: client.users,
            think_us: client.think_ms * 1e3,
            retry_budget: client.retry_budget,
            reads: client.reads,
            timeout,
            connect_timeout: Micros::from_ms(client.connect_timeout_ms),
            retries: client.retries as u16,
            tries_next_address: client.tries_next_address,
            route,
            needs_nothing,
            draws_keys: self
                .scenario
                .components
                .iter()
                .any(|c| c.kind().row().is_shortcut),
            shards,
        });
        self.world.clients.len()
    }

    fn balancer(&mut self, part: usize, balancer: &LoadBalancer) -> usize {
        let members = self.links_of(part, LinkRole::Calls);
        self.checks(part, &members);
        let ways = || members.iter().map(|m| self.world.links[*m as usize].way);
        let (stores, sets) = self.stores(part, &members);
        self.world.balancers.push(BalancerPlan {
            part: part as u32,
            algorithm: balancer.algorithm,
            retries: balancer.retries as u16,
            connect_timeout: Micros::from_ms(balancer.connect_timeout_ms),
            max_connections: balancer.max_connections,
            even: self.is_even(&members),
            of_databases: ways().any(|way| way != Way::Node),
            stores,
            needed: sets.len().max(1) as u16,
            sets,
            set: self.topology.set_of[part].map(|s| s as u32),
            salt: hash_of(self.scenario.components[part].id.as_str()),
            brakes: BalancerBrakes::of(balancer),
            members,
        });
        self.world.balancers.len()
    }

    fn server(&mut self, part: usize, server: &Server) -> usize {
        let dependencies = self.topology.dependencies(self.scenario, part);
        let mut of = |writes| {
            let mut groups = self.groups(part, &dependencies, writes);
            order::sort_by_key(&mut groups, |g| !g.kind.row().is_shortcut);
            let caches = groups.iter().filter(|g| g.kind.row().is_shortcut).count() as u16;
            Needs { groups, caches }
        };
        let reads = of(false);
        // As a rule reads and writes call the same.
        let are_alike = dependencies.iter().all(|d| d.reads == d.writes);
        let (writes, needed) = if are_alike {
            let needed = reads.groups.iter().filter(|group| group.required);
            (reads.clone(), needed.cloned().collect())
        } else {
            let writes = of(true);
            let required = dependencies.iter().filter(|d| d.is_required());
            let whole = |d: &Dependency| Need {
                links: d.links.clone(),
                required: true,
            };
            let needed = required.map(|d| self.group(part, d, &whole(d)));
            (writes, needed.collect())
        };
        let needs = PerOperation { reads, writes };
        let timeout = self
            .delays
            .delay(Micros::from_ms(server.dependency_timeout_ms));
        let service = self.topology.services[part]
            .as_ref()
            .map_or(0, |s| hash_of(&s.label));
        let breaker = BreakerPlan::of(
            server,
            dependencies
                .iter()
                .map(|d| (group_hash(d), &*d.service.label)),
        );
        self.world.servers.push(ServerPlan {
            service,
            workers: server.workers,
            places: server.queue,
            work: Work::of(server),
            timeout,
            connect_timeout: timeout.span.min(SERVER_CONNECT_TIMEOUT),
            needs,
            needed,
            breaker,
        });
        self.world.servers.len()
    }
}

impl Work {
    fn of(server: &Server) -> Self {
        let mean_us = server.service_ms * 1e3;
        // Of a lognormal with mean m and coefficient of variation v: σ² = ln(1 + v²), μ = ln m − σ²/2.
        let variance = libm::log(1.0 + server.service_cv * server.service_cv);
        let is_constant = server.service_distribution == ServiceDistribution::Lognormal
            && (variance == 0.0 || mean_us == 0.0);
        Self {
            distribution: if is_constant {
                ServiceDistribution::Constant
            } else {
                server.service_distribution
            },
            mean_us,
            log_mean: libm::log(mean_us) - variance / 2.0,
            log_deviation: libm::sqrt(variance),
        }
    }
}

/// The bit that stands for an answer without this service. Those beyond 63 share the last.
fn missing_bit(optional: &mut Vec<Service>, service: &Service) -> u64 {
    let known = optional.iter().position(|s| s == service);
    let place = known.unwrap_or_else(|| {
        let place = optional.len();
        if place < OTHERS as usize {
            optional.push(service.clone());
        }
        place
    });
    1 << place.min(OTHERS as usize)
}

/// Names a group from one edit to the next. What is looked up is a group of its own, beside what is linked to directly.
fn group_hash(dependency: &Dependency) -> u64 {
    let number = u64::from(dependency.service.kind.row().number);
    let service = mix(hash_of(&dependency.service.label) ^ number);
    if dependency.by_name {
        mix(service ^ LOOKED_UP)
    } else {
        service
    }
}
