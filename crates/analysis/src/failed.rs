//! What is dead or cut off now, and who is primary.

use std::collections::BTreeSet;

use topple_model::{ComponentId, GroupId, LinkId, RegionId, Roles, Target};

/// What is dead or cut off now, and who is primary. Everything the analysis says is relative to it.
///
/// Ids that the scenario does not know are passed over: a part may have been removed since it was killed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Failed {
    /// Components that were killed or that crashed.
    pub components: BTreeSet<ComponentId>,
    /// Regions that were killed: everything in them but clients is dead, and in the regions within them.
    pub regions: BTreeSet<RegionId>,
    /// Groups that were killed: every part of them is dead.
    pub groups: BTreeSet<GroupId>,
    /// Links that are cut.
    pub links: BTreeSet<LinkId>,
    /// Regions that are isolated: what is in them lives, and nothing crosses their borders.
    pub isolated: BTreeSet<RegionId>,
    /// Who acts as primary now, where that is not as drawn.
    pub roles: Roles,
}

impl Failed {
    /// Nothing is dead.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// Adds one more.
    pub fn insert(&mut self, target: Target) {
        match target {
            Target::Component(id) => {
                self.components.insert(id);
            }
            Target::Region(id) => {
                self.regions.insert(id);
            }
            Target::Group(id) => {
                self.groups.insert(id);
            }
            Target::Link(id) => {
                self.links.insert(id);
            }
            Target::Note(_) => {}
        }
    }

    /// The same with one more dead.
    #[must_use]
    pub fn with(&self, target: Target) -> Self {
        let mut more = self.clone();
        more.insert(target);
        more
    }
}

impl FromIterator<Target> for Failed {
    fn from_iter<I: IntoIterator<Item = Target>>(targets: I) -> Self {
        let mut failed = Self::nothing();
        targets.into_iter().for_each(|target| failed.insert(target));
        failed
    }
}
