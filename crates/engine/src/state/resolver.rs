//! What a server remembers of what it looks up.

use crate::Micros;
use crate::lists::List;

/// What a server remembers of a service that it looks up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Resolver {
    pub addresses: List,
    pub until: Micros,
    /// Whether the last look-up gave no address.
    pub cannot_resolve: bool,
}

impl Resolver {
    /// One that remembers nothing.
    pub const NEW: Resolver = Resolver {
        addresses: List::NONE,
        until: Micros::ZERO,
        cannot_resolve: false,
    };
}
