//! Links: who may call whom, and over what wire.

use super::{Colour, ComponentId, LinkId};

/// What a link is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkRole {
    /// Client or server to DNS: asks it for addresses.
    Resolves,
    /// DNS to an address: an A record, and the way of its checks. No request travels it.
    Names,
    /// A caller to what it calls.
    Calls,
    /// Queue to a server or to a balancer of servers: messages are delivered. No request of a client travels it.
    Delivers,
    /// Queue to queue: what one holds, the other holds too. No request travels it.
    Mirrors,
    /// Database to database: replication. No request travels it.
    Replicates,
}

/// Which requests make a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum On {
    /// Every one.
    #[default]
    All,
    /// Those that only read.
    Reads,
    /// Those that write.
    Writes,
}

impl On {
    /// Whether a request that writes, or one that only reads, makes the call.
    pub const fn covers(self, writes: bool) -> bool {
        match self {
            On::All => true,
            On::Reads => !writes,
            On::Writes => writes,
        }
    }
}

/// How a replication link ships what the primary has written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Replication {
    /// After the answer: what has not been shipped is lost at promotion.
    #[default]
    Async,
    /// Before the answer: nothing is lost, and a write waits for the round trip.
    Sync,
}

/// An arrow from a caller to what it calls, or from a database node to its replica.
#[derive(Clone, PartialEq, Debug)]
pub struct Link {
    /// Where it starts.
    pub from: ComponentId,
    /// Where it ends.
    pub to: ComponentId,
    /// One-way latency in milliseconds, 0 to 3,600,000; `None`: by the regions of its ends.
    pub latency_ms: Option<f64>,
    /// Share of messages lost on the way, 0 to 1.
    pub loss: f64,
    /// Share of the traffic relative to its siblings, where the chooser weighs. 0 to 1,000.
    pub weight: f64,
    /// Whether a request fails without what it leads to; `None`: yes, but for a cache (or a balancer of caches).
    pub required: Option<bool>,
    /// Which requests make this call; `None`: all of them.
    pub on: Option<On>,
    /// Database to database: how it ships.
    pub mode: Replication,
    /// What is written on it; empty: nothing.
    pub label: String,
    /// Its colour; `None`: that of its state.
    pub colour: Option<Colour>,
}

impl Link {
    /// A link with all defaults.
    pub fn new(from: ComponentId, to: ComponentId) -> Self {
        Self {
            from,
            to,
            latency_ms: None,
            loss: 0.0,
            weight: 1.0,
            required: None,
            on: None,
            mode: Replication::Async,
            label: String::new(),
            colour: None,
        }
    }

    /// Whether the two mean the same to a run: labels and colours may differ.
    #[allow(
        clippy::float_cmp,
        reason = "a setting that is the same is so to the bit"
    )]
    pub fn means_the_same(&self, other: &Link) -> bool {
        self.id() == other.id()
            && self.latency_ms == other.latency_ms
            && self.loss == other.loss
            && self.weight == other.weight
            && self.required == other.required
            && self.on == other.on
            && self.mode == other.mode
    }

    /// Bytes that it holds, its label included.
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + self.label.capacity()
    }

    /// Its id.
    pub fn id(&self) -> LinkId {
        LinkId {
            from: self.from,
            to: self.to,
        }
    }
}
