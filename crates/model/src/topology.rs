//! The scenario by numbers: who is linked to whom, which service each belongs to, which databases form a set.
//!
//! Everything that asks "who calls whom" more than once asks here. It speaks of what is *drawn*; what is dead or
//! cut is not its business. It can be made of any scenario, also of one that breaks the rules (the rules are
//! checked on it): then circles are walked once and a pool of several services is taken to be of its first.

use std::collections::BTreeMap;

use petgraph::algo::toposort;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{Dfs, Reversed};

use super::kinds::Task;
use super::link::LinkRole;
use super::{ComponentId, Failover, Kind, Nesting, Role, Scenario, latency, order, work};

/// What makes components replicas of each other: their label, and that they are of one kind.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Service {
    /// The kind that does the work.
    pub kind: Kind,
    /// The label.
    pub label: String,
}

/// Databases of one service with one shard label: copies of the same data.
#[derive(Clone, PartialEq, Debug)]
pub struct ReplicaSet {
    /// The label of their service.
    pub service: String,
    /// Their shard; `None` where none is named.
    pub shard: Option<String>,
    /// Its nodes by index, in the order drawn.
    pub nodes: Vec<usize>,
    /// Its rule: that of the first node drawn as primary, else of the first node.
    pub failover: Failover,
}

/// Targets of one service that a caller is linked to.
#[derive(Clone, PartialEq, Debug)]
pub struct Dependency {
    /// The service.
    pub service: Service,
    /// The links to it, in the order drawn.
    pub links: Vec<usize>,
    /// Whether a request needs it: always, but for a cache that no link calls required.
    pub required: bool,
}

/// The scenario by numbers: components, links and regions are named by their index in the scenario's lists.
#[derive(Clone, Debug)]
pub struct Topology {
    /// Index of each component.
    pub index: BTreeMap<ComponentId, usize>,
    /// Each link's ends, by component. Links whose end is missing are `None`.
    pub ends: Vec<Option<(usize, usize)>>,
    /// What each link is for; `None`: a link that the rules forbid.
    pub roles: Vec<Option<LinkRole>>,
    /// The links that leave each component, in the order drawn.
    pub out: Vec<Vec<usize>>,
    /// The links that reach each component, in the order drawn.
    pub into: Vec<Vec<usize>>,
    /// Which region lies in which.
    pub nesting: Nesting,
    /// The region that each component lies in.
    pub homes: Vec<Option<usize>>,
    /// The service each component belongs to; a balancer's is that of its members. `None`: clients and DNS.
    pub services: Vec<Option<Service>>,
    /// The balancers without members. Any pool takes one in: it has no service of its own to be at odds.
    pub idle: Vec<bool>,
    /// All replica sets, in the order of their first nodes.
    pub sets: Vec<ReplicaSet>,
    /// Each database's set. For a balancer of databases: its members' set.
    pub set_of: Vec<Option<usize>>,
    /// All components, callers before what they call (DNS before the addresses it names).
    pub order: Vec<usize>,
    /// A component on a circle of calls, where there is one.
    pub on_a_circle: Option<usize>,
    /// The ways of requests and of names: all links but replication, components by their index.
    travelled: DiGraph<(), ()>,
}

impl Topology {
    /// Reads the scenario.
    pub fn new(scenario: &Scenario) -> Self {
        work::made_topology();
        let kinds: Vec<Kind> = scenario
            .components
            .iter()
            .map(super::Component::kind)
            .collect();
        let components = scenario.components.iter().enumerate();
        let index = order::map_of(components.map(|(i, c)| (c.id, i)));
        let ends: Vec<_> = scenario
            .links
            .iter()
            .map(|l| Some((*index.get(&l.from)?, *index.get(&l.to)?)))
            .collect();
        let roles: Vec<_> = ends
            .iter()
            .map(|ends| ends.and_then(|(a, b)| kinds[a].row().link_to(kinds[b])))
            .collect();
        let mut out = vec![Vec::new(); kinds.len()];
        let mut into = vec![Vec::new(); kinds.len()];
        for (link, ends) in ends.iter().enumerate() {
            if let (Some((from, to)), Some(_)) = (*ends, roles[link]) {
                out[from].push(link);
                into[to].push(link);
            }
        }
        let travelled = travelled(kinds.len(), &ends, &roles);
        let (order, on_a_circle) = callers_first(&travelled);
        let nesting = Nesting::new(scenario);
        let home = |c: &super::Component| nesting.place(c.region?);
        let mut topology = Self {
            index,
            ends,
            roles,
            out,
            into,
            homes: scenario.components.iter().map(home).collect(),
            nesting,
            services: Vec::new(),
            idle: Vec::new(),
            sets: Vec::new(),
            set_of: Vec::new(),
            order,
            on_a_circle,
            travelled,
        };
        topology.find_services(scenario);
        topology.find_sets(scenario);
        topology
    }

    /// The end of a link, or `None` where the link is forbidden or dangles.
    pub fn to(&self, link: usize) -> Option<usize> {
        self.roles.get(link).copied().flatten()?;
        self.ends.get(link).copied().flatten().map(|(_, to)| to)
    }

    /// The links over which requests leave this component, in the order drawn.
    pub fn calls(&self, component: usize) -> impl Iterator<Item = usize> + '_ {
        self.out_by(component, LinkRole::Calls)
    }

    /// The links of one role that leave this component, in the order drawn.
    pub fn out_by(&self, component: usize, role: LinkRole) -> impl Iterator<Item = usize> + '_ {
        let links = self.out.get(component).map_or(&[][..], Vec::as_slice);
        links
            .iter()
            .copied()
            .filter(move |&link| self.roles[link] == Some(role))
    }

    /// The regions around a component, innermost first.
    pub fn regions(&self, component: usize) -> &[usize] {
        let home = self.homes.get(component).copied().flatten();
        home.map_or(&[], |home| self.nesting.around(home))
    }

    /// A component and all that its requests can reach as drawn; replication left aside.
    pub fn reached_from(&self, component: usize) -> impl Iterator<Item = usize> + '_ {
        let mut walk = Dfs::new(&self.travelled, NodeIndex::new(component));
        std::iter::from_fn(move || walk.next(&self.travelled).map(NodeIndex::index))
    }

    /// These components and all whose requests can reach any of them as drawn; replication left aside.
    pub fn reaching(
        &self,
        components: impl IntoIterator<Item = usize>,
    ) -> impl Iterator<Item = usize> + '_ {
        let backwards = Reversed(&self.travelled);
        let mut walk = Dfs::empty(backwards);
        walk.stack
            .extend(components.into_iter().map(NodeIndex::new));
        std::iter::from_fn(move || walk.next(backwards).map(NodeIndex::index))
    }

    /// How many links away from where requests begin each component is, by the longest way.
    pub fn depths(&self) -> Vec<usize> {
        let mut depths = vec![0; self.order.len()];
        for &from in &self.order {
            for to in self.travelled.neighbors(NodeIndex::new(from)) {
                depths[to.index()] = depths[to.index()].max(depths[from] + 1);
            }
        }
        depths
    }

    /// What a server or a client with fixed addresses calls, grouped by service in the order first drawn.
    pub fn dependencies(&self, scenario: &Scenario, component: usize) -> Vec<Dependency> {
        let mut found: Vec<Dependency> = Vec::new();
        for link in self.calls(component) {
            let Some(service) = self.to(link).and_then(|to| self.services[to].clone()) else {
                continue;
            };
            let required = !service.kind.row().is_shortcut || scenario.links[link].required;
            if let Some(known) = found.iter_mut().find(|d| d.service == service) {
                known.links.push(link);
                known.required |= required;
            } else {
                found.push(Dependency {
                    service,
                    links: vec![link],
                    required,
                });
            }
        }
        found
    }

    /// The sharded services (more than one shard) whose databases this client's requests can reach as drawn, by
    /// service label, each with the sets that are its shards, sorted by shard label.
    pub fn shards_reached(&self, client: usize) -> BTreeMap<&str, Vec<usize>> {
        let mut reached: BTreeMap<&str, BTreeMap<Option<&str>, usize>> = BTreeMap::new();
        for set in self.reached_from(client).filter_map(|c| self.set_of[c]) {
            let ReplicaSet { service, shard, .. } = &self.sets[set];
            let shards = reached.entry(service).or_default();
            shards.insert(shard.as_deref(), set);
        }
        reached.retain(|_, shards| shards.len() > 1);
        reached
            .into_iter()
            .map(|(service, sets)| (service, sets.into_values().collect()))
            .collect()
    }

    /// One-way latency in milliseconds of the link that stands at this place: its own, else by the regions of its ends.
    pub fn latency_ms(&self, scenario: &Scenario, link: usize) -> f64 {
        let by_regions = |(from, to)| self.default_latency_ms(from, to);
        scenario.links[link]
            .latency_ms
            .or_else(|| self.ends[link].map(by_regions))
            .unwrap_or_default()
    }

    /// Default one-way latency between two components in milliseconds; see [`Scenario::default_latency_ms`].
    pub fn default_latency_ms(&self, a: usize, b: usize) -> f64 {
        latency::default_ms(self.regions(a), self.regions(b))
    }

    fn find_services(&mut self, scenario: &Scenario) {
        let passes_on = |c: &super::Component| c.kind().row().passes_on();
        self.idle = scenario.components.iter().map(passes_on).collect();
        self.services = scenario
            .components
            .iter()
            .map(|c| {
                let default = c.kind().row().default_service()?;
                let label = c.service.as_deref().unwrap_or(default).to_owned();
                let kind = match c.kind().row().task {
                    Task::PassesOn(kind) => kind,
                    Task::Asks | Task::Names | Task::Works(_) => c.kind(),
                };
                Some(Service { kind, label })
            })
            .collect();
        for &component in self.order.iter().rev() {
            if let Some(member) = self.first_member(scenario, component) {
                let service = self.services[member].clone();
                self.services[component] = service;
                self.idle[component] = false;
            }
        }
    }

    /// Of a balancer: the first member that does any work, or has a member that does.
    pub fn first_member(&self, scenario: &Scenario, component: usize) -> Option<usize> {
        if !scenario.components[component].kind().row().passes_on() {
            return None;
        }
        self.calls(component)
            .filter_map(|link| self.to(link))
            .find(|&member| !self.idle[member])
    }

    fn find_sets(&mut self, scenario: &Scenario) {
        self.set_of = vec![None; scenario.components.len()];
        for (i, component) in scenario.components.iter().enumerate() {
            let (Some(database), Some(service)) = (component.database(), &self.services[i]) else {
                continue;
            };
            let same = |s: &ReplicaSet| s.service == service.label && s.shard == database.shard;
            let set = self.sets.iter().position(same).unwrap_or_else(|| {
                self.sets.push(ReplicaSet {
                    service: service.label.clone(),
                    shard: database.shard.clone(),
                    nodes: Vec::new(),
                    failover: Failover::default(),
                });
                self.sets.len() - 1
            });
            self.sets[set].nodes.push(i);
            self.set_of[i] = Some(set);
        }
        for set in &mut self.sets {
            let nodes = || {
                set.nodes
                    .iter()
                    .filter_map(|&i| scenario.components[i].database())
            };
            let ruling = nodes()
                .find(|d| d.role == Role::Primary)
                .or_else(|| nodes().next());
            set.failover = ruling.map(|d| d.failover).unwrap_or_default();
        }
        for &component in self.order.iter().rev() {
            if let Some(member) = self.first_member(scenario, component) {
                self.set_of[component] = self.set_of[member];
            }
        }
    }
}

/// All links but replication.
fn travelled(
    components: usize,
    ends: &[Option<(usize, usize)>],
    roles: &[Option<LinkRole>],
) -> DiGraph<(), ()> {
    let mut graph = DiGraph::with_capacity(components, ends.len());
    for _ in 0..components {
        graph.add_node(());
    }
    for (link, ends) in ends.iter().enumerate() {
        if let (Some((from, to)), Some(role)) = (*ends, roles[link])
            && role != LinkRole::Replicates
        {
            graph.add_edge(NodeIndex::new(from), NodeIndex::new(to), ());
        }
    }
    graph
}

/// All components, callers before the called; where calls form a circle, in the order drawn, and one that is on it.
fn callers_first(travelled: &DiGraph<(), ()>) -> (Vec<usize>, Option<usize>) {
    match toposort(travelled, None) {
        Ok(order) => (order.into_iter().map(NodeIndex::index).collect(), None),
        Err(circle) => (
            (0..travelled.node_count()).collect(),
            Some(circle.node_id().index()),
        ),
    }
}
