//! The scenario compiled for speed: everything by dense number, every span of time with its lane, nothing that changes
//! while the run goes on. An edit makes a new one.

use std::collections::BTreeMap;
use std::sync::Arc;

use topple_model::{
    Algorithm, Arrivals, ComponentId, Failback, Failover, GroupId, HealthCheck, Kind, LinkId,
    Policy, RegionId, Role, Service, ServiceDistribution, Target, WhenFull,
};

use super::Micros;
use super::brake_plans::{BalancerBrakes, BreakerPlan};
use super::calls::Request;
use super::queue::Delay;
use super::random::{below, mix};
use super::ring::Ring;
use super::zipf::Zipf;

/// A compiled scenario.
#[derive(Debug)]
pub(super) struct World {
    pub seed: u64,
    /// Parts and links by name, and regions and groups by number.
    pub index: Arc<BTreeMap<ComponentId, u32>>,
    pub link_index: Arc<BTreeMap<LinkId, u32>>,
    pub regions: Vec<RegionId>,
    pub groups: Vec<GroupId>,
    pub parts: Vec<PartPlan>,
    pub links: Vec<LinkPlan>,
    pub clients: Vec<ClientPlan>,
    pub dns: Vec<DnsPlan>,
    pub balancers: Vec<BalancerPlan>,
    pub servers: Vec<ServerPlan>,
    /// What servers look up by name.
    pub resolvers: Vec<ResolverPlan>,
    pub databases: Vec<DatabasePlan>,
    pub caches: Vec<CachePlan>,
    pub queues: Vec<QueuePlan>,
    pub brokers: Vec<BrokerPlan>,
    pub sets: Vec<SetPlan>,
    pub endpoints: Vec<EndpointPlan>,
    pub checks: Vec<CheckPlan>,
    /// The services without which some answer may be degraded, by the bits that stand for them. They keep their bits from
    /// one edit to the next.
    pub optional: Vec<Service>,
    pub zipf: Arc<Zipf>,
    /// Which span each lane of the queue stands for.
    pub lanes: Vec<Micros>,
    /// Where keys live, by the cache nodes that they live on.
    pub rings: BTreeMap<Vec<ComponentId>, Arc<Ring>>,
    /// Whether some of the events are lines of a script.
    pub has_script: bool,
    /// Default latencies: in one region, between zones, anything else.
    pub open_network: [Delay; 3],
}

/// A component, whatever its kind.
#[derive(Debug)]
pub(super) struct PartPlan {
    pub id: ComponentId,
    pub kind: Kind,
    /// Its place in the list of its kind.
    pub slot: u32,
    /// The regions around it, innermost first.
    pub regions: Vec<u32>,
    /// The groups that it is in.
    pub groups: Vec<u32>,
    /// Killed or crashed by itself, it is started again after this long.
    pub restart: Option<Micros>,
}

/// Where a link leads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Way {
    /// To the component drawn.
    Node,
    /// To a balancer of databases, which carries writes where one of its members does.
    Pool,
    /// To whoever is primary, by this endpoint.
    Endpoint(u32),
    /// To this read replica, which carries writes only while it acts as primary.
    Replica,
}

/// A link.
#[derive(Debug)]
pub(super) struct LinkPlan {
    pub id: LinkId,
    pub from: u32,
    pub to: u32,
    pub latency: Delay,
    pub loss: f64,
    pub weight: f64,
    pub way: Way,
    /// The replica set of the databases that it leads to, also through a balancer.
    pub set: Option<u32>,
    /// The check that watches its target, where the caller checks.
    pub check: Option<u32>,
}

/// Links to targets of one service, one of which is needed.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub kind: Kind,
    /// A hash of the service's label and kind: names the group from one edit to the next.
    pub service: u64,
    pub required: bool,
    /// Where it is optional: the bit that stands for an answer without it. 0 where it is needed, or a shortcut.
    pub missing: u64,
    /// Where its links lead to name servers: who remembers what those answer.
    pub names: Option<Names>,
    pub links: Vec<u32>,
    /// Whether all weigh the same, and something.
    pub even: bool,
    /// Whether some client's requests may only use part of it: its shard.
    pub sharded: bool,
    /// Where keys live, for several cache nodes; balancers in front of caches are picked as other targets are.
    pub ring: Option<Arc<Ring>>,
}

/// How a server gets at the addresses of a service that it looks up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Names {
    /// Its place among the resolvers.
    pub resolver: u32,
    /// Sets its draws apart from those of other servers and other services.
    pub salt: u64,
}

/// What remembers the addresses of a service for a server.
#[derive(Debug)]
pub(super) struct ResolverPlan {
    pub part: u32,
    /// As of its [`Group`].
    pub service: u64,
}

/// How a client gets at addresses.
#[derive(Debug)]
pub(super) enum Route {
    /// By asking name servers, over these links.
    Names(Vec<u32>),
    /// It has them.
    Fixed(PerOperation<Vec<Group>>),
}

/// What there is of something for requests that read, and for those that write.
#[derive(Debug)]
pub(super) struct PerOperation<T> {
    pub reads: T,
    pub writes: T,
}

impl<T> PerOperation<T> {
    #[inline]
    pub const fn of(&self, writes: bool) -> &T {
        if writes { &self.writes } else { &self.reads }
    }
}

/// What a request calls at a server.
#[derive(Clone, Debug)]
pub(super) struct Needs {
    /// What a read asks first, in the order drawn; then everything else.
    pub groups: Vec<Group>,
    /// How many of the groups are caches.
    pub caches: u16,
}

/// A sharded service as a client sees it.
#[derive(Debug)]
pub(super) struct Shards {
    /// Sets this service's draw apart from that of the others.
    pub salt: u64,
    /// The sets that are its shards.
    pub sets: Vec<u32>,
}

/// A client.
#[derive(Debug)]
pub(super) struct ClientPlan {
    pub part: u32,
    pub arrivals: Arrivals,
    pub rate_rps: f64,
    pub users: u32,
    pub think_us: f64,
    pub retry_budget: Option<f64>,
    pub reads: f64,
    pub timeout: Delay,
    pub connect_timeout: Micros,
    pub retries: u16,
    pub tries_next_address: bool,
    pub route: Route,
    /// Whether its requests call something, and nothing that they need or that would be missing: only caches.
    pub needs_nothing: PerOperation<bool>,
    /// Whether a cache can be reached, so that keys matter.
    pub draws_keys: bool,
    pub shards: Vec<Shards>,
}

/// A name server.
#[derive(Debug)]
pub(super) struct DnsPlan {
    pub policy: Policy,
    pub ttl: Micros,
    /// The links to its addresses.
    pub addresses: Vec<u32>,
}

/// A balancer.
#[derive(Debug)]
pub(super) struct BalancerPlan {
    pub part: u32,
    pub algorithm: Algorithm,
    pub retries: u16,
    pub connect_timeout: Micros,
    pub max_connections: u32,
    /// The links to its members.
    pub members: Vec<u32>,
    pub even: bool,
    /// Whether members are databases, not all of which carry writes.
    pub of_databases: bool,
    /// Of each member of a pool of databases: which of the stores it belongs to.
    pub stores: Vec<u16>,
    /// The set of each of those stores.
    pub sets: Vec<Option<u32>>,
    /// How many stores there are, one member of each of which is needed.
    pub needed: u16,
    pub set: Option<u32>,
    pub salt: u64,
    pub brakes: BalancerBrakes,
}

/// How long work takes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Work {
    pub distribution: ServiceDistribution,
    pub mean_us: f64,
    /// Of a lognormal one: mean and deviation of the logarithm.
    pub log_mean: f64,
    pub log_deviation: f64,
}

/// A server.
#[derive(Debug)]
pub(super) struct ServerPlan {
    /// A hash of its service.
    pub service: u64,
    pub workers: u32,
    pub places: u32,
    pub work: Work,
    pub timeout: Delay,
    pub connect_timeout: Micros,
    pub needs: PerOperation<Needs>,
    /// What some request needs, by service, whichever requests take each link: a deep check asks for it.
    pub needed: Vec<Group>,
    pub breaker: BreakerPlan,
}

/// A database node.
#[derive(Debug)]
pub(super) struct DatabasePlan {
    pub part: u32,
    pub set: u32,
    /// Its place among the nodes of its set.
    pub place: u32,
    pub role: Role,
    pub promotable: bool,
    pub workers: u32,
    pub read_us: f64,
    pub write_us: f64,
    /// A hash of its service and its shard as drawn.
    pub label: u64,
    /// Whether channels tie it to a node drawn as primary, cut or not.
    pub is_fed: bool,
    /// A number that all share whom channels tie together.
    pub tie: u32,
}

/// A cache node.
#[derive(Debug)]
pub(super) struct CachePlan {
    pub part: u32,
    pub capacity: u32,
    pub ttl: Micros,
    pub workers: u32,
    pub read_us: f64,
}

/// A node of a queue.
#[derive(Debug)]
pub(super) struct QueuePlan {
    pub part: u32,
    /// The broker that it is of, and its place among the nodes of that.
    pub broker: u32,
    pub place: u8,
    pub capacity: u64,
    pub when_full: WhenFull,
    pub redeliver: Delay,
    pub max_deliveries: u16,
    pub prefetch: u32,
    pub write_us: f64,
    pub consumers: Vec<ConsumerPlan>,
    /// The links that tie it to others, either way, each with the place of the other end.
    pub mirrors: Vec<(u32, u8)>,
}

/// Somebody that a queue delivers to.
#[derive(Debug)]
pub(super) struct ConsumerPlan {
    pub link: u32,
    /// The service, by its place among those of the broker.
    pub service: u16,
}

/// Nodes of a queue that mirrors tie together, or one alone.
#[derive(Debug)]
pub(super) struct BrokerPlan {
    /// As components, in the order drawn.
    pub nodes: Vec<u32>,
    pub services: Vec<DeliveredTo>,
}

/// A service that gets every message.
#[derive(Debug)]
pub(super) struct DeliveredTo {
    pub service: Service,
    /// A hash of it: names it from one edit to the next.
    pub name: u64,
}

/// A replica set.
#[derive(Debug)]
pub(super) struct SetPlan {
    /// A hash of its service and its shard: names it from one edit to the next.
    pub name: u64,
    /// Its nodes as components, in the order drawn.
    pub nodes: Vec<u32>,
    pub failover: Failover,
    pub failback: Failback,
    pub detect: Micros,
    pub promote: Micros,
    pub channels: Vec<Channel>,
    /// The channels of each node, by their places in `channels`.
    pub channels_of: Vec<Vec<u32>>,
}

/// A replication link. What is written at one of its ends is shipped to the other, whichever way it is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Channel {
    pub link: u32,
    /// Its ends, as places among the nodes of the set.
    pub ends: [u32; 2],
    /// How far the receiver lags behind the sender.
    pub lag: Micros,
    /// The sender waits for the receiver.
    pub sync: bool,
}

/// The links of one caller to primaries and standbys of one set: they lead to whoever is primary.
#[derive(Debug)]
pub(super) struct EndpointPlan {
    pub caller: u32,
    pub set: u32,
    /// Those links, in the order drawn.
    pub links: Vec<u32>,
    /// The link of the caller to each node of the set, [`BY_NAME`](super::calls::BY_NAME) where none is drawn.
    pub paths: Vec<u32>,
}

/// One target of health checks.
#[derive(Debug)]
pub(super) struct CheckPlan {
    pub checker: u32,
    pub link: u32,
    pub interval: Micros,
    pub timeout: Micros,
    pub check: HealthCheck,
}

impl World {
    /// Whether the target is there.
    pub fn has(&self, target: Target) -> bool {
        match target {
            Target::Component(id) => self.index.contains_key(&id),
            Target::Region(id) => self.regions.contains(&id),
            Target::Group(id) => self.groups.contains(&id),
            Target::Link(id) => self.link_index.contains_key(&id),
            Target::Note(_) => false,
        }
    }

    /// Whether a component lies in a region, or in one within it.
    pub fn lies_in(&self, part: u32, region: RegionId) -> bool {
        let mut around = self.parts[part as usize].regions.iter();
        around.any(|r| self.regions[*r as usize] == region)
    }

    /// Whether a component is in a group.
    pub fn shares(&self, part: u32, group: GroupId) -> bool {
        let mut groups = self.parts[part as usize].groups.iter();
        groups.any(|g| self.groups[*g as usize] == group)
    }

    /// Bytes that it holds, as far as that can be counted.
    pub fn bytes(&self) -> usize {
        let parts = self.parts.len() * (size_of::<PartPlan>() + size_of::<(ComponentId, u32)>());
        let links = self.links.len() * (size_of::<LinkPlan>() + size_of::<(LinkId, u32)>());
        let slots = self.clients.len() * size_of::<ClientPlan>()
            + self.balancers.len() * size_of::<BalancerPlan>()
            + self.servers.len() * size_of::<ServerPlan>()
            + self.databases.len() * size_of::<DatabasePlan>()
            + self.queues.len() * size_of::<QueuePlan>()
            + self.checks.len() * size_of::<CheckPlan>();
        let rings: usize = self.rings.values().map(|ring| ring.heap_bytes()).sum();
        size_of::<Self>() + parts + links + slots + rings
    }

    /// The open network's latency between two components.
    pub fn latency_between(&self, a: u32, b: u32) -> Delay {
        let (a, b) = (
            &self.parts[a as usize].regions,
            &self.parts[b as usize].regions,
        );
        self.open_network[match (a.last(), b.last()) {
            _ if a.first() == b.first() => 0,
            (Some(x), Some(y)) if x == y => 1,
            _ => 2,
        }]
    }

    #[inline]
    pub fn slot(&self, part: u32) -> usize {
        self.parts[part as usize].slot as usize
    }

    /// Whether a request may use a set: where the set is a shard of a service that its client sees sharded, only if
    /// that is the request's shard.
    #[inline]
    pub fn may_use(&self, client: u32, lot: u64, set: Option<u32>) -> bool {
        let Some(set) = set else { return true };
        if client as usize >= self.parts.len() {
            // Its client is gone: what is still worked on for it is in vain anyway.
            return true;
        }
        let shards = &self.clients[self.slot(client)].shards;
        let of = shards.iter().find(|s| s.sets.contains(&set));
        of.is_none_or(|shards| shards.of(lot) == set)
    }

    /// What a cache holds for a request of a service: its key, where it lies, and whose it is. Every shard has keys of
    /// its own, as it is drawn independently of the key; and what one service has stored is of no use to another.
    #[inline]
    pub fn item(&self, request: &Request, service: u64) -> u64 {
        let part = self.parts.get(request.client as usize);
        let shards = part.map_or(&[][..], |p| &self.clients[p.slot as usize].shards);
        let home = |hash: u64, s: &Shards| mix(hash ^ self.sets[s.of(request.lot) as usize].name);
        shards.iter().fold(service, home) << 32 | (request.key & u64::from(u32::MAX))
    }
}

impl Shards {
    /// The shard of a request with this lot.
    #[inline]
    fn of(&self, lot: u64) -> u32 {
        self.sets[below(mix(lot ^ self.salt), self.sets.len() as u32) as usize]
    }
}
