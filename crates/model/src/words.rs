//! The words that files and the inspector use for each choice.

use super::imported::How;
use super::{
    Algorithm, Arrivals, Colour, Failback, Failover, On, Policy, Replication, Role,
    ServiceDistribution, WhenFull,
};

/// One of a few choices: each has a key that files use and words that a person reads.
pub trait Choice: Copy + PartialEq + Sized + 'static {
    /// All choices, each with its key and its words; the default first.
    const TABLE: &'static [(Self, &'static str, &'static str)];

    /// The word that files use.
    fn key(self) -> &'static str {
        let row = Self::TABLE.iter().find(|(choice, ..)| *choice == self);
        row.map_or("", |(_, key, _)| key)
    }

    /// The choice of this key.
    fn from_key(key: &str) -> Option<Self> {
        Self::TABLE
            .iter()
            .find(|(_, k, _)| *k == key)
            .map(|(choice, ..)| *choice)
    }
}

impl Choice for Arrivals {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Arrivals::Poisson, "poisson", "At random"),
        (Arrivals::Constant, "constant", "Evenly spaced"),
        (Arrivals::Closed, "closed", "Each user waits for the answer"),
    ];
}

impl Choice for How {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (How::Told, "told", "To know"),
        (How::Asked, "asked", "Questions"),
        (How::Guessed, "guessed", "Guessed"),
        (How::LeftOut, "left_out", "Left out"),
        (How::Found, "found", "Found"),
    ];
}

impl Choice for On {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (On::All, "all", "Every request"),
        (On::Reads, "reads", "Reads only"),
        (On::Writes, "writes", "Writes only"),
    ];
}

impl Choice for Policy {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (
            Policy::Multivalue,
            "multivalue",
            "All addresses, in random order",
        ),
        (Policy::Weighted, "weighted", "One address, by weight"),
        (
            Policy::Failover,
            "failover",
            "The first that is in rotation",
        ),
        (Policy::Nearest, "nearest", "The nearest to the client"),
    ];
}

impl Choice for Algorithm {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Algorithm::RoundRobin, "round_robin", "In turn"),
        (
            Algorithm::LeastConnections,
            "least_connections",
            "Fewest in flight",
        ),
        (Algorithm::Random, "random", "At random"),
        (
            Algorithm::TwoChoices,
            "two_choices",
            "The better of two at random",
        ),
        (
            Algorithm::SourceHash,
            "source_hash",
            "By the user's address",
        ),
    ];
}

impl Choice for ServiceDistribution {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (
            ServiceDistribution::Exponential,
            "exponential",
            "Exponential",
        ),
        (ServiceDistribution::Constant, "constant", "Constant"),
        (ServiceDistribution::Lognormal, "lognormal", "Lognormal"),
    ];
}

impl Choice for Role {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Role::Primary, "primary", "Primary"),
        (Role::Standby, "standby", "Standby"),
        (Role::ReadReplica, "read_replica", "Read replica"),
    ];
}

impl Choice for Failback {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Failback::Stay, "stay", "Stays a standby"),
        (Failback::Return, "return", "Takes its role back"),
    ];
}

impl Choice for Failover {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Failover::Automatic, "automatic", "Automatic"),
        (Failover::Manual, "manual", "By hand"),
        (Failover::Quorum, "quorum", "By majority"),
    ];
}

impl Choice for Replication {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Replication::Async, "async", "Asynchronous"),
        (Replication::Sync, "sync", "Synchronous"),
    ];
}

impl Choice for WhenFull {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (WhenFull::Refuse, "refuse", "Refuses more"),
        (WhenFull::DropOldest, "drop_oldest", "Drops the oldest"),
    ];
}

impl Choice for Colour {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Colour::Teal, "teal", "Teal"),
        (Colour::Sky, "sky", "Sky"),
        (Colour::Violet, "violet", "Violet"),
        (Colour::Pink, "pink", "Pink"),
        (Colour::Brown, "brown", "Brown"),
        (Colour::Slate, "slate", "Slate"),
    ];
}
