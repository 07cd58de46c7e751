//! The scenario compiled for speed: everything by dense number, every span of time with its lane, nothing that changes
//! while the run goes on. An edit makes a new one.

use std::collections::BTreeMap;
use std::sync::Arc;

use topple_model::{
    Algorithm, ComponentId, Failback, Failover, HealthCheck, Kind, LinkId, Policy, RegionId, Role,
    ServiceDistribution, Target,
};

use super::Micros;
use super::calls::Request;
use super::queue::Delay;
use super::random::{below, mix};
use super::ring::Ring;
use super::zipf::Zipf;

/// A compiled scenario.
#[derive(Debug)]
pub(super) struct World {
    pub seed: u64,
    /// Parts and links by name, and regions by number.
    pub index: Arc<BTreeMap<ComponentId, u32>>,
    pub link_index: Arc<BTreeMap<LinkId, u32>>,
    pub regions: Vec<RegionId>,
    pub parts: Vec<PartPlan>,
    pub links: Vec<LinkPlan>,
    pub clients: Vec<ClientPlan>,
    pub dns: Vec<DnsPlan>,
    pub balancers: Vec<BalancerPlan>,
    pub servers: Vec<ServerPlan>,
    pub databases: Vec<DatabasePlan>,
    pub caches: Vec<CachePlan>,
    pub sets: Vec<SetPlan>,
    pub endpoints: Vec<EndpointPlan>,
    pub checks: Vec<CheckPlan>,
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
#[derive(Debug)]
pub(super) struct Group {
    pub kind: Kind,
    /// A hash of the service's label and kind: names the group from one edit to the next.
    pub service: u64,
    pub required: bool,
    pub links: Vec<u32>,
    /// Whether all weigh the same, and something.
    pub even: bool,
    /// Whether some client's requests may only use part of it: its shard.
    pub sharded: bool,
    /// Where keys live, for several cache nodes; balancers in front of caches are picked as other targets are.
    pub ring: Option<Arc<Ring>>,
}

/// How a client gets at addresses.
#[derive(Debug)]
pub(super) enum Route {
    /// By asking name servers, over these links.
    Names(Vec<u32>),
    /// It has them.
    Fixed(Vec<Group>),
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
    pub rate_rps: f64,
    pub reads: f64,
    pub timeout: Delay,
    pub connect_timeout: Micros,
    pub retries: u16,
    pub tries_next_address: bool,
    pub route: Route,
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
    /// How many stores there are, one member of each of which is needed.
    pub needed: u16,
    pub set: Option<u32>,
    pub salt: u64,
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
    /// What a read asks first, in the order drawn; then everything else.
    pub groups: Vec<Group>,
    /// How many of the groups are caches.
    pub caches: u16,
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
            Target::Link(id) => self.link_index.contains_key(&id),
            Target::Note(_) => false,
        }
    }

    /// Whether a component lies in a region, or in one within it.
    pub fn lies_in(&self, part: u32, region: RegionId) -> bool {
        let mut around = self.parts[part as usize].regions.iter();
        around.any(|r| self.regions[*r as usize] == region)
    }

    /// Bytes that it holds, as far as that can be counted.
    pub fn bytes(&self) -> usize {
        let parts = self.parts.len() * (size_of::<PartPlan>() + size_of::<(ComponentId, u32)>());
        let links = self.links.len() * (size_of::<LinkPlan>() + size_of::<(LinkId, u32)>());
        let slots = self.clients.len() * size_of::<ClientPlan>()
            + self.balancers.len() * size_of::<BalancerPlan>()
            + self.servers.len() * size_of::<ServerPlan>()
            + self.databases.len() * size_of::<DatabasePlan>()
            + self.checks.len() * size_of::<CheckPlan>();
        let rings: usize = self.rings.values().map(|ring| ring.heap_bytes()).sum();
        size_of::<Self>() + parts + links + slots + rings
    }

    /// The open network's latency between two components.
    #[inline]
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
