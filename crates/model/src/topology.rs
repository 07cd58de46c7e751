//! The scenario by numbers: who is linked to whom, which service each belongs to, which databases form a set.
//!
//! Everything that asks "who calls whom" more than once asks here. It speaks of what is *drawn*; what is dead or
//! cut is not its business. It can be made of any scenario, also of one that breaks the rules (the rules are
//! checked on it): then circles are walked once and a pool of several services is taken to be of its first.

mod calls;

use std::collections::BTreeMap;

use petgraph::algo::toposort;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::unionfind::UnionFind;
use petgraph::visit::{Dfs, Reversed};

use super::kinds::Task;
use super::link::LinkRole;
use super::{
    ComponentId, Failback, Failover, GroupId, Kind, Nesting, Role, Scenario, latency, order, work,
};

/// What makes components replicas of each other: their label, and that they are of one kind.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Service {
    /// The kind that does the work.
    pub kind: Kind,
    /// The label.
    pub label: String,
}

/// Databases that hold the same data: of one service with one shard label, and tied together by replication channels.
/// What no channel ties in is a store of its own, or has no data (`docs/meaning.md`, *Sets and stores*).
#[derive(Clone, PartialEq, Debug)]
pub struct ReplicaSet {
    /// The label of their service; of a store of its own, the id of its first node drawn as primary.
    pub service: String,
    /// Their shard; `None` where none is named, and of a store of its own.
    pub shard: Option<String>,
    /// Whether its service and shard, as drawn, are those of another set, which no channel ties to it.
    pub is_of_its_own: bool,
    /// Its nodes by index, in the order drawn.
    pub nodes: Vec<usize>,
    /// The node whose rules are those of the set: the first drawn as primary, else the first.
    pub ruling: usize,
    /// Its rule of failover.
    pub failover: Failover,
    /// Its rule of failback.
    pub failback: Failback,
    /// The replication channels between its nodes, by link, in the order drawn.
    pub channels: Vec<usize>,
}

/// Targets of one service that a caller is linked to.
#[derive(Clone, PartialEq, Debug)]
pub struct Dependency {
    /// The service.
    pub service: Service,
    /// Whether its links lead to name servers, where the caller looks the addresses up.
    pub by_name: bool,
    /// The links to it, in the order drawn.
    pub links: Vec<usize>,
    /// What reads call of it.
    pub reads: Need,
    /// What writes call of it.
    pub writes: Need,
}

/// What requests of one operation call of a service.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Need {
    /// The links of these calls, in the order drawn; none: they do not call it.
    pub links: Vec<usize>,
    /// Whether such a request fails without it: where any of the links is required.
    pub required: bool,
}

impl Dependency {
    /// What reads, or writes, call of these, one after the other: in the order in which the first link was drawn that they
    /// call by.
    pub fn called(all: &[Self], writes: bool) -> Vec<(&Self, &Need)> {
        let called = all.iter().map(|d| (d, d.of(writes)));
        let mut called: Vec<_> = called.filter(|(_, need)| !need.links.is_empty()).collect();
        order::sort_by_key(&mut called, |(_, need)| need.links.first().copied());
        called
    }

    /// What reads, or writes, call of it.
    pub fn of(&self, writes: bool) -> &Need {
        if writes { &self.writes } else { &self.reads }
    }

    /// Whether some request fails without it.
    pub fn is_required(&self) -> bool {
        self.reads.required || self.writes.required
    }
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
    /// The groups whose fate each component shares, by their places in the scenario's list.
    pub fates: Vec<Vec<usize>>,
    /// The service each component belongs to; a balancer's is that of its members. `None`: clients and DNS.
    pub services: Vec<Option<Service>>,
    /// The same as drawn: that a database which no channel ties in is a store of its own is left aside.
    drawn_services: Vec<Option<Service>>,
    /// The shard of each: its label as drawn, of a balancer that of its first member.
    shards: Vec<Option<String>>,
    /// The balancers without members. Any pool takes one in: it has no service of its own to be at odds.
    pub idle: Vec<bool>,
    /// All replica sets, in the order of their first nodes.
    pub sets: Vec<ReplicaSet>,
    /// Each database's set. For a balancer of databases: its members' set.
    pub set_of: Vec<Option<usize>>,
    /// Whether each component is tied to a database drawn as primary by channels, cut or not; false of all others.
    pub is_fed: Vec<bool>,
    /// All components, callers before what they call (DNS before the addresses it names).
    pub order: Vec<usize>,
    /// A component on a circle of calls, where there is one.
    pub on_a_circle: Option<usize>,
    /// The ways of requests, of names and of deliveries: all links but replication and mirroring, components by index.
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
            fates: fates(scenario),
            services: Vec::new(),
            drawn_services: Vec::new(),
            shards: Vec::new(),
            idle: Vec::new(),
            sets: Vec::new(),
            set_of: Vec::new(),
            is_fed: Vec::new(),
            order,
            on_a_circle,
            travelled,
        };
        topology.find_services(scenario);
        topology.find_sets(scenario);
        topology.pass_services_on(scenario);
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

    /// A component and all that its requests, and the messages that they publish, can reach as drawn; replication and
    /// mirroring left aside.
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

    /// The components that no request and no message of these clients meets as drawn, in the order drawn: nobody calls
    /// them, so that nothing can be said of them. Clients are none of them; a database is met with its set, a node of a
    /// queue with those that it mirrors.
    pub fn unmet(
        &self,
        scenario: &Scenario,
        clients: impl IntoIterator<Item = usize>,
    ) -> Vec<usize> {
        let mut met = vec![false; self.out.len()];
        for component in clients
            .into_iter()
            .flat_map(|client| self.reached_from(client))
        {
            met[component] = true;
        }
        for set in &self.sets {
            if set.nodes.iter().any(|node| met[*node]) {
                set.nodes.iter().for_each(|node| met[*node] = true);
            }
        }
        let is_queue = |i: &usize| scenario.components[*i].kind().row().keeps_messages();
        for queue in (0..met.len()).filter(is_queue) {
            let mirrors = self.mirrors_of(queue);
            met[queue] |= mirrors.iter().any(|node| met[*node]);
        }
        let unmet = (0..met.len()).filter(|i| !met[*i]);
        let asks = |i: &usize| scenario.components[*i].kind().row().asks();
        unmet.filter(|i| !asks(i)).collect()
    }

    /// The components of which nothing can be said, for no request of any client meets them; see [`Self::unmet`]. Clients
    /// that ask for nothing meet nobody.
    pub fn not_judged(&self, scenario: &Scenario) -> Vec<usize> {
        let components = scenario.components.iter().enumerate();
        let asking = components.filter(|(_, c)| c.client().is_some_and(|c| c.offered_rps() > 0.0));
        self.unmet(scenario, asking.map(|(i, _)| i))
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
                    Task::Asks | Task::Names | Task::Keeps(_) | Task::Works(_) => c.kind(),
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
        self.drawn_services.clone_from(&self.services);
    }

    /// A balancer is of the service, and of the set, of its first member.
    fn pass_services_on(&mut self, scenario: &Scenario) {
        for at in (0..self.order.len()).rev() {
            let component = self.order[at];
            if let Some(member) = self.first_member(scenario, component) {
                let service = self.services[member].clone();
                self.services[component] = service;
                self.set_of[component] = self.set_of[member];
                let shard = self.shards[member].clone();
                self.shards[component] = shard;
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

    /// The databases of one service with one shard label, as drawn, in the order of the first of each.
    fn drawn_together(&self, scenario: &Scenario) -> Vec<Vec<usize>> {
        let mut places: BTreeMap<(&str, Option<&str>), usize> = BTreeMap::new();
        let mut found: Vec<Vec<usize>> = Vec::new();
        for (i, component) in scenario.components.iter().enumerate() {
            if let (Some(database), Some(service)) = (component.database(), &self.services[i]) {
                let label = (&*service.label, database.shard.as_deref());
                let place = *places.entry(label).or_insert(found.len());
                if place == found.len() {
                    found.push(Vec::new());
                }
                found[place].push(i);
            }
        }
        found
    }

    /// Whom each database is tied to by channels, by a number that all that are tied together share.
    fn tied(&self) -> UnionFind<usize> {
        let mut tied = UnionFind::new(self.out.len());
        for (role, ends) in self.roles.iter().zip(&self.ends) {
            if let (Some(LinkRole::Replicates), Some((from, to))) = (role, *ends)
                && self.drawn_set(from) == self.drawn_set(to)
            {
                tied.union(from, to);
            }
        }
        tied
    }

    fn find_sets(&mut self, scenario: &Scenario) {
        self.set_of = vec![None; scenario.components.len()];
        self.is_fed = vec![false; scenario.components.len()];
        self.shards = scenario
            .components
            .iter()
            .map(|c| c.database().and_then(|d| d.shard.clone()))
            .collect();
        let database = |i: usize| scenario.components[i].database();
        let is_primary = |i: &&usize| database(**i).is_some_and(|d| d.role == Role::Primary);
        let tied = self.tied();
        for nodes in self.drawn_together(scenario) {
            let primaries = nodes.iter().filter(is_primary);
            // The first node drawn primary of each store, by what ties the store together.
            let mut stores: Vec<(usize, usize)> = Vec::new();
            for &primary in primaries {
                let tie = tied.find(primary);
                if stores.iter().all(|(other, _)| *other != tie) {
                    stores.push((tie, primary));
                }
            }
            let first = self.sets.len();
            let drawn = self.services[nodes[0]].as_ref().map(|s| s.label.clone());
            for place in 0..stores.len().max(1) {
                let ruling = stores.get(place).map_or(nodes[0], |(_, primary)| *primary);
                let rules = database(ruling).cloned().unwrap_or_default();
                let is_of_its_own = place > 0;
                self.sets.push(ReplicaSet {
                    service: match &drawn {
                        Some(label) if !is_of_its_own => label.clone(),
                        _ => scenario.components[ruling].id.to_string(),
                    },
                    shard: rules.shard.filter(|_| !is_of_its_own),
                    is_of_its_own,
                    nodes: Vec::new(),
                    ruling,
                    failover: rules.failover,
                    failback: rules.failback,
                    channels: Vec::new(),
                });
            }
            for node in nodes {
                let store = stores.iter().position(|(tie, _)| *tie == tied.find(node));
                let set = first + store.unwrap_or(0);
                self.is_fed[node] = store.is_some();
                self.sets[set].nodes.push(node);
                self.set_of[node] = Some(set);
            }
        }
        self.name_stores();
        for (link, role) in self.roles.iter().enumerate() {
            if let (Some(LinkRole::Replicates), Some((from, to))) = (role, self.ends[link])
                && let Some(set) = self.set_of[from].filter(|set| self.set_of[to] == Some(*set))
            {
                self.sets[set].channels.push(link);
            }
        }
    }

    /// A store of its own is called by its id, and by more where another service is called so.
    fn name_stores(&mut self) {
        let shared = self.sets.iter().filter(|s| !s.is_of_its_own);
        let mut taken = order::set_of(shared.map(|s| s.service.clone()));
        for set in self.sets.iter_mut().filter(|s| s.is_of_its_own) {
            while !taken.insert(set.service.clone()) {
                set.service.push('*');
            }
            for &node in &set.nodes {
                self.services[node] = Some(Service {
                    kind: Kind::Database,
                    label: set.service.clone(),
                });
            }
        }
    }

    /// What a component's service is as drawn, and its shard: what must be the same for a channel, and in a pool.
    pub fn drawn_set(&self, component: usize) -> (Option<&Service>, Option<&str>) {
        let service = self.drawn_services.get(component).and_then(Option::as_ref);
        let shard = self.shards.get(component).and_then(Option::as_deref);
        (service, shard)
    }

    /// The set in which each node is that is linked to a store from a pool of several: the members of a pool of
    /// databases, store by store, in the order drawn. One list where there is one store, or none.
    pub fn stores_of_pool(&self, balancer: usize) -> Vec<Vec<usize>> {
        let mut found: Vec<(Option<usize>, Vec<usize>)> = Vec::new();
        for link in self.calls(balancer) {
            let set = self.to(link).and_then(|to| self.set_of[to]);
            match found.iter_mut().find(|(of, _)| *of == set) {
                Some((_, links)) => links.push(link),
                None => found.push((set, vec![link])),
            }
        }
        found.into_iter().map(|(_, links)| links).collect()
    }
}

/// The groups that each component is in, by place.
fn fates(scenario: &Scenario) -> Vec<Vec<usize>> {
    let groups = scenario.groups.iter().enumerate();
    let places: BTreeMap<GroupId, usize> = groups.map(|(i, g)| (g.id, i)).collect();
    let of = |c: &super::Component| {
        c.groups
            .iter()
            .filter_map(|g| places.get(g))
            .copied()
            .collect()
    };
    scenario.components.iter().map(of).collect()
}

/// All links but replication and mirroring.
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
            && !matches!(role, LinkRole::Replicates | LinkRole::Mirrors)
        {
            graph.add_edge(NodeIndex::new(from), NodeIndex::new(to), ());
        }
    }
    for (queue, consumer) in delivered_for(components, ends, roles) {
        graph.add_edge(NodeIndex::new(queue), NodeIndex::new(consumer), ());
    }
    graph
}

/// Who takes the messages of a node of a queue out of one that mirrors tie it to: what one holds, the other delivers.
fn delivered_for(
    components: usize,
    ends: &[Option<(usize, usize)>],
    roles: &[Option<LinkRole>],
) -> Vec<(usize, usize)> {
    let of = |wanted: LinkRole| {
        let links = ends.iter().zip(roles);
        links.filter_map(move |(ends, role)| ends.filter(|_| *role == Some(wanted)))
    };
    let mut tied = UnionFind::new(components);
    let mut nodes = Vec::new();
    for (a, b) in of(LinkRole::Mirrors) {
        tied.union(a, b);
        nodes.extend([a, b]);
    }
    nodes.sort_unstable();
    nodes.dedup();
    let mut found = Vec::new();
    for (queue, consumer) in of(LinkRole::Delivers) {
        let others = nodes
            .iter()
            .filter(|n| **n != queue && tied.equiv(**n, queue));
        found.extend(others.map(|node| (*node, consumer)));
    }
    found
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
