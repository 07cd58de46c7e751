//! Where the way of a request that fails ends.

use topple_model::Service;

/// Where the way ends.
pub(super) enum Ending {
    /// No name server answers who asks.
    NoName {
        caller: usize,
        drawn: usize,
        lost: Vec<usize>,
    },
    /// A node of a queue is full: nobody takes its messages, or those of a node that it mirrors.
    Full { node: usize, taker: usize },
    /// Nothing is published any more to the queue of this delivery.
    NotPublished { delivery: usize },
    /// No target that a caller may turn to takes a connection.
    NoneLeft {
        caller: usize,
        what: What,
        drawn: usize,
        lost: Vec<usize>,
    },
    /// The set has no primary.
    NoPrimary { caller: usize, set: usize },
    /// The set has a primary, and the caller has no way to it.
    OutOfReach { caller: usize, set: usize },
    /// A chooser goes on choosing a target that is dead.
    Dead { chooser: usize, chosen: usize },
    /// A chooser goes on choosing a target that is alive and cannot serve; why not is further down the way.
    Broken { chooser: usize, chosen: usize },
    /// The deep checks of a balancer leave it no member, although some could still serve.
    Unrotated { chooser: usize, what: What },
    /// Nothing of the above: the way could not be told apart.
    Unclear,
}

/// What a caller looks for.
#[derive(Clone)]
pub(super) enum What {
    /// An address that a name server gives.
    Named { by: usize },
    /// A fixed address.
    Address,
    /// A member of its pool, or one of a service it calls.
    Service(Service),
}
