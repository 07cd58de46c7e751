//! Who acts as primary by now, where that is not as drawn.

use std::collections::BTreeSet;

use super::ComponentId;

/// What replica sets remember of promotions (`docs/meaning.md`, *Who is primary*).
///
/// Ids that a scenario does not know are passed over: a part may have been removed meanwhile.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Roles {
    /// The acting primaries, dead or alive, of every set whose acting primaries are not those drawn primary. A set none of
    /// whose nodes is named here is as drawn.
    pub primaries: BTreeSet<ComponentId>,
    /// Nodes that came back and could not catch up: they are not promoted.
    pub out: BTreeSet<ComponentId>,
}

impl Roles {
    /// Whether every set is as drawn.
    pub fn are_as_drawn(&self) -> bool {
        self.primaries.is_empty() && self.out.is_empty()
    }
}
