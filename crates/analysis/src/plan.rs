//! The scenario made ready for being evaluated many times: by numbers, with every choice spelled out.

mod flows;
mod groups;
mod more;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::classes::{Class, Operation};
use super::databases::SetPlan;
use super::endpoint::Endpoint;
use super::shards::Sharded;
pub(super) use groups::{Group, Groups, caches_first};
pub(super) use more::{Consumed, Deliveries, More, Of, QueuePart};
use topple_model::link::LinkRole;
use topple_model::{
    Component, HealthCheck, Policy, Role, Scenario, Settings, Sound, Topology, order,
};

/// A target as its caller sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    pub(super) from: usize,
    pub(super) link: usize,
    pub(super) to: usize,
    pub(super) weight: f64,
    pub(super) leads: Leads,
    /// The replica set that is behind it, where databases are.
    pub(super) set: Option<usize>,
}

/// Where a link leads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Leads {
    /// To the component it is drawn to.
    There,
    /// To the primary of a set: its place among [`Plan::endpoints`].
    Endpoint(usize),
    /// To a read replica of this set.
    Replica(usize),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Check {
    Off,
    Shallow,
    Deep,
}

impl From<Option<HealthCheck>> for Check {
    fn from(check: Option<HealthCheck>) -> Self {
        match check {
            None => Check::Off,
            Some(check) if check.deep => Check::Deep,
            Some(_) => Check::Shallow,
        }
    }
}

/// What a component is to the analysis.
#[derive(Clone, Debug)]
pub(super) enum Part {
    Client(ClientPart),
    Dns {
        policy: Policy,
        check: Check,
        members: Vec<Member>,
    },
    Balancer(BalancerPart),
    Server {
        groups: Groups,
    },
    Database,
    Cache,
    Queue(QueuePart),
}

#[derive(Clone, Debug)]
pub(super) struct BalancerPart {
    pub(super) check: Check,
    pub(super) retries: usize,
    /// The share of its members below which it takes all of them to be in rotation; 0: never.
    pub(super) panic_threshold: f64,
    pub(super) members: Vec<Member>,
    /// Its pool, by the stores that its members keep their data in; one where they keep none, or the same.
    pub(super) stores: Vec<Store>,
    /// Of databases: whether some link of the pool always carries writes, and the read replicas that do once promoted.
    pub(super) writable: bool,
    pub(super) replicas: Vec<usize>,
}

/// Members of a pool of whom each request needs one.
#[derive(Clone, Debug)]
pub(super) struct Store {
    pub(super) members: Vec<Member>,
    /// Of databases: their set, and the service's place among the sharded ones.
    pub(super) set: Option<usize>,
    pub(super) slot: Option<usize>,
}

#[derive(Clone, Debug)]
pub(super) struct ClientPart {
    pub(super) component: usize,
    /// The name servers it asks.
    pub(super) names: Vec<Name>,
    /// Its fixed addresses, by service.
    pub(super) groups: Groups,
    pub(super) tries: usize,
    pub(super) tries_next_address: bool,
}

/// A name server as one who asks it sees it.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) link: usize,
    pub(super) dns: usize,
    /// Places in the name server's list, the nearest to who asks first.
    pub(super) nearest: Vec<usize>,
}

impl Name {
    /// Places in the name server's list, in the order in which its policy looks at them.
    pub(super) fn order(&self, policy: Policy, addresses: usize) -> Vec<usize> {
        match policy {
            Policy::Nearest => self.nearest.clone(),
            Policy::Multivalue | Policy::Weighted | Policy::Failover => (0..addresses).collect(),
        }
    }
}

/// What is the same for all requests of a class but their client: what they do, and on which shards.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Environment {
    pub(super) operation: Operation,
    /// By slot: the set that a request uses; `None` where its client does not find the service sharded.
    pub(super) shards: Vec<Option<usize>>,
    /// The slots that only its messages find sharded.
    pub(super) beyond: Vec<usize>,
}

/// One client's reads or writes, or what a queue delivers to a service.
#[derive(Clone, Debug)]
pub(super) struct Flow {
    /// The client; of deliveries the first node of the queue.
    pub(super) client: usize,
    /// Of deliveries: their place among [`Deliveries::all`].
    pub(super) delivery: Option<usize>,
    pub(super) operation: Operation,
    pub(super) rate_rps: f64,
    /// Its places in [`super::serve::State::shares`], one per combination of shards.
    pub(super) shares: Range<usize>,
    /// The environment of each.
    pub(super) environments: Vec<usize>,
    /// The labels of the shards of each; empty where nothing is sharded.
    pub(super) labels: Vec<Vec<String>>,
}

/// A scenario by numbers.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) sound: Arc<Sound>,
    pub(super) parts: Vec<Part>,
    pub(super) sets: Vec<SetPlan>,
    /// The ways into sets, one for each caller and set.
    pub(super) endpoints: Vec<Endpoint>,
    /// The place of each in `endpoints`, by caller and set.
    endpoint_of: BTreeMap<(usize, usize), usize>,
    pub(super) environments: Vec<Environment>,
    /// By environment: those in which its messages are delivered.
    delivered: Vec<Vec<usize>>,
    /// By environment: the slots that only its messages find sharded, each with the sets.
    beyond: Vec<Vec<(usize, Vec<usize>)>>,
    /// What is asked for beside whether a request is served.
    pub(super) more: Vec<More>,
    /// What queues deliver.
    pub(super) deliveries: Deliveries,
    /// Where queues mirror each other, by component: whether some request comes to it, as drawn.
    published_to: Vec<bool>,
    /// All components, callers before what they call, and a queue before what its mirrors deliver to.
    pub(super) order: Vec<usize>,
    pub(super) flows: Vec<Flow>,
    /// The flows of each component; empty for all but clients.
    pub(super) flows_of: Vec<Range<usize>>,
    /// Place of each component in the order in which callers come before the called.
    pub(super) position: Vec<usize>,
    /// Who calls, asks or names each component.
    pub(super) callers: Vec<Vec<usize>>,
    /// Who calls a node of each set, or a pool of its nodes: a promotion is news to all of them.
    pub(super) watchers: Vec<Vec<usize>>,
    /// The components of each region and of those within it, clients left out.
    pub(super) within: Vec<Vec<usize>>,
    /// The components of each group.
    pub(super) sharing: Vec<Vec<usize>>,
    /// Σ of all clients' rates.
    pub(super) demand_rps: f64,
    /// Whether some client has more combinations of shards than are looked at one by one.
    pub(super) combinations_cut: bool,
}

impl Plan {
    pub(super) fn new(sound: &Arc<Sound>) -> Self {
        let (scenario, topology) = (sound.scenario(), sound.topology());
        let sharded = Sharded::new(scenario, topology);
        let sets = (0..topology.sets.len())
            .map(|s| SetPlan::new(scenario, topology, s))
            .collect();
        let (ways, endpoints): (Vec<_>, Vec<_>) =
            Endpoint::all(scenario, topology).into_iter().unzip();
        let mut plan = Plan {
            parts: Vec::new(),
            sets,
            endpoints,
            endpoint_of: order::map_of(ways.into_iter().zip(0..)),
            environments: Vec::new(),
            delivered: Vec::new(),
            beyond: Vec::new(),
            more: Vec::new(),
            deliveries: Deliveries::new(scenario, topology),
            published_to: Vec::new(),
            order: topology.order.clone(),
            flows: Vec::new(),
            flows_of: vec![0..0; scenario.components.len()],
            position: vec![0; scenario.components.len()],
            watchers: Vec::new(),
            callers: callers(topology),
            within: within(scenario, topology),
            sharing: sharing(scenario, topology),
            demand_rps: scenario
                .components
                .iter()
                .filter_map(Component::client)
                .map(topple_model::settings::Client::offered_rps)
                .sum(),
            combinations_cut: false,
            sound: Arc::clone(sound),
        };
        plan.look_at_mirrors();
        plan.find_published_to();
        for (position, &component) in plan.order.iter().enumerate() {
            plan.position[component] = position;
        }
        plan.find_parts(&sharded);
        plan.find_watchers();
        plan.find_flows(&sharded);
        plan.find_delivered();
        plan.find_more();
        plan
    }

    /// The scenario.
    pub(super) fn scenario(&self) -> &Scenario {
        self.sound.scenario()
    }

    /// Who is linked to whom in it.
    pub(super) fn topology(&self) -> &Topology {
        self.sound.topology()
    }

    /// How many shares a state holds.
    pub(super) fn shares(&self) -> usize {
        self.flows.last().map_or(0, |flow| flow.shares.end)
    }

    /// The class of all of a flow's requests, and of each combination of shards where there is one.
    pub(super) fn class(&self, flow: &Flow, combination: Option<usize>) -> Class {
        let shards = combination
            .and_then(|c| flow.labels.get(c))
            .cloned()
            .unwrap_or_default();
        Class {
            client: self.scenario().components[flow.client].id,
            operation: flow.operation,
            shards,
            delivers: flow.delivery.map(|place| {
                let delivery = &self.deliveries.all[place];
                (delivery.queue.clone(), delivery.service.label.clone())
            }),
        }
    }

    fn find_parts(&mut self, sharded: &Sharded) {
        let mut parts = vec![Part::Cache; self.scenario().components.len()];
        // The called first: what is behind a balancer of balancers is known by then.
        for &component in self.order.iter().rev() {
            parts[component] = self.part(component, sharded, &parts);
        }
        self.parts = parts;
    }

    fn part(&self, component: usize, sharded: &Sharded, parts: &[Part]) -> Part {
        match &self.scenario().components[component].settings {
            Settings::Client(client) => Part::Client(ClientPart {
                component,
                names: self.names(component),
                groups: self.groups(component, sharded),
                // What a budget lets through depends on how much is failing.
                tries: match client.retry_budget {
                    None => client.retries as usize + 1,
                    Some(_) => 1,
                },
                tries_next_address: client.tries_next_address,
            }),
            Settings::Dns(dns) => Part::Dns {
                policy: dns.policy,
                check: dns.health_check.into(),
                members: self.members(component, LinkRole::Names),
            },
            Settings::LoadBalancer(balancer) => {
                let members = self.members(component, LinkRole::Calls);
                let (writable, replicas) = writers(&members, parts);
                Part::Balancer(BalancerPart {
                    check: balancer.health_check.into(),
                    retries: balancer.retries as usize,
                    panic_threshold: balancer.panic_threshold,
                    stores: self.stores(component, sharded),
                    members,
                    writable,
                    replicas,
                })
            }
            Settings::Server(_) => Part::Server {
                groups: self.groups(component, sharded),
            },
            Settings::Database(_) => Part::Database,
            Settings::Cache(_) => Part::Cache,
            Settings::Queue(queue) => Part::Queue(self.queue(component, queue)),
        }
    }

    fn members(&self, component: usize, role: LinkRole) -> Vec<Member> {
        self.topology()
            .out_by(component, role)
            .filter_map(|link| self.member(link))
            .collect()
    }

    /// The members of a balancer, store by store.
    fn stores(&self, balancer: usize, sharded: &Sharded) -> Vec<Store> {
        let pools = self.topology().stores_of_pool(balancer).into_iter();
        let store = |links: Vec<usize>| {
            let members: Vec<Member> = links.iter().filter_map(|&l| self.member(l)).collect();
            let set = members.first().and_then(|member| member.set);
            Store {
                members,
                set,
                slot: set.and_then(|set| sharded.slot_of_set(self.topology(), set)),
            }
        };
        pools.map(store).collect()
    }

    fn member(&self, link: usize) -> Option<Member> {
        let to = self.topology().to(link)?;
        let (from, _) = self.topology().ends[link]?;
        let set = self.topology().set_of[to];
        let leads = match (self.scenario().components[to].database(), set) {
            (Some(database), Some(set)) => match database.role {
                Role::Primary | Role::Standby => {
                    Leads::Endpoint(*self.endpoint_of.get(&(from, set))?)
                }
                Role::ReadReplica => Leads::Replica(set),
            },
            _ => Leads::There,
        };
        Some(Member {
            from,
            link,
            to,
            weight: self.scenario().links[link].weight,
            leads,
            set,
        })
    }

    fn names(&self, client: usize) -> Vec<Name> {
        if !self.scenario().components[client].kind().row().asks() {
            return Vec::new();
        }
        self.named_by(client, self.topology().out_by(client, LinkRole::Resolves))
    }

    /// The name servers at the ends of these links of one who asks.
    fn named_by(&self, client: usize, links: impl Iterator<Item = usize>) -> Vec<Name> {
        let name = |link: usize| {
            let dns = self.topology().to(link)?;
            let addresses: Vec<usize> = self
                .topology()
                .out_by(dns, LinkRole::Names)
                .filter_map(|l| self.topology().to(l))
                .collect();
            let mut nearest: Vec<usize> = (0..addresses.len()).collect();
            let latency = |&n: &usize| self.topology().default_latency_ms(client, addresses[n]);
            order::sort_by(&mut nearest, |a, b| latency(a).total_cmp(&latency(b)));
            Some(Name { link, dns, nearest })
        };
        links.filter_map(name).collect()
    }

    /// A set is watched by those who call its nodes, and those who call a pool that a node of it is in.
    fn find_watchers(&mut self) {
        let mut behind: Vec<Vec<usize>> = vec![Vec::new(); self.parts.len()];
        let mut watchers = vec![Vec::new(); self.sets.len()];
        for &component in self.order.iter().rev() {
            behind[component] = match &self.parts[component] {
                Part::Balancer(pool) => {
                    let members = pool.members.iter().flat_map(|m| &behind[m.to]);
                    members.copied().collect()
                }
                Part::Database => self.topology().set_of[component].into_iter().collect(),
                Part::Client(_)
                | Part::Dns { .. }
                | Part::Server { .. }
                | Part::Queue(_)
                | Part::Cache => Vec::new(),
            };
            order::sort(&mut behind[component]);
            behind[component].dedup();
            for &set in &behind[component] {
                watchers[set].extend(&self.callers[component]);
            }
        }
        for of_set in &mut watchers {
            order::sort(of_set);
            of_set.dedup();
        }
        self.watchers = watchers;
    }
}

/// Whether a pool's links always carry writes, and which read replicas do once promoted.
fn writers(members: &[Member], parts: &[Part]) -> (bool, Vec<usize>) {
    let (mut writable, mut replicas) = (false, Vec::new());
    for member in members {
        match (member.leads, &parts[member.to]) {
            (Leads::Replica(_), _) => replicas.push(member.to),
            (Leads::There, Part::Balancer(pool)) if member.set.is_some() => {
                writable |= pool.writable;
                replicas.extend(&pool.replicas);
            }
            (Leads::Endpoint(_) | Leads::There, _) => writable = true,
        }
    }
    (writable, replicas)
}

fn callers(topology: &Topology) -> Vec<Vec<usize>> {
    let from = |links: &Vec<usize>| {
        let requests = links.iter().filter(|&&link| {
            !matches!(
                topology.roles[link],
                Some(LinkRole::Replicates | LinkRole::Mirrors)
            )
        });
        requests
            .filter_map(|&link| topology.ends[link].map(|(from, _)| from))
            .collect()
    };
    topology.into.iter().map(from).collect()
}

fn within(scenario: &Scenario, topology: &Topology) -> Vec<Vec<usize>> {
    let mut within = vec![Vec::new(); scenario.regions.len()];
    for (component, drawn) in scenario.components.iter().enumerate() {
        if drawn.kind().row().may_die() {
            for &region in topology.regions(component) {
                within[region].push(component);
            }
        }
    }
    within
}

fn sharing(scenario: &Scenario, topology: &Topology) -> Vec<Vec<usize>> {
    let mut sharing = vec![Vec::new(); scenario.groups.len()];
    for (component, fates) in topology.fates.iter().enumerate() {
        for &group in fates {
            sharing[group].push(component);
        }
    }
    sharing
}
