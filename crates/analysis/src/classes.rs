//! Traffic classes: whose requests, of which sort, for which shards.

use std::fmt;

use topple_model::ComponentId;

/// What a request does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Operation {
    /// Only reads.
    Read,
    /// Writes.
    Write,
}

impl Operation {
    /// The word that class names use.
    pub const fn key(self) -> &'static str {
        match self {
            Operation::Read => "read",
            Operation::Write => "write",
        }
    }
}

/// One client's reads or writes; with `shards`, those of them whose keys lie there. Or what a queue delivers.
///
/// Written `users/read`, of one shard `users/read@a`, of a combination of shards of several services (these in
/// alphabetical order) `users/read@a+x`; what the queue `jobs` delivers to the service `mail` is written `jobs>mail`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Class {
    /// The client; of deliveries, the first node of the queue.
    pub client: ComponentId,
    /// What its requests do.
    pub operation: Operation,
    /// One shard of each sharded service that the client reaches; empty: all its requests.
    pub shards: Vec<String>,
    /// Of deliveries: the label of the queue, and that of the service that takes its messages.
    pub delivers: Option<(String, String)>,
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((queue, service)) = &self.delivers {
            return write!(f, "{queue}>{service}");
        }
        write!(f, "{}/{}", self.client, self.operation.key())?;
        for (i, shard) in self.shards.iter().enumerate() {
            write!(f, "{}{shard}", if i == 0 { '@' } else { '+' })?;
        }
        Ok(())
    }
}

/// What a shard without a label is called beside labelled ones.
pub const UNLABELLED_SHARD: &str = "none";
