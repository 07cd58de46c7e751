//! What is held against each other.

use std::fmt;

use topple::model::ComponentId;

/// What both machines tell a share of.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Measured {
    /// The requests of a client that are served.
    Served(ComponentId),
    /// Those that are served in full.
    Full(ComponentId),
    /// What is published to a queue that a service takes.
    Delivered { queue: String, service: String },
    /// What a node of a queue takes; no share of anything.
    Published(ComponentId),
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Measured::Served(client) => write!(f, "{client}, served"),
            Measured::Full(client) => write!(f, "{client}, served in full"),
            Measured::Published(node) => write!(f, "{node}, published"),
            Measured::Delivered { queue, service } => write!(f, "{queue}>{service}"),
        }
    }
}
