//! What is selected: components, regions, links, notes.

use std::collections::BTreeSet;

use crate::model::{ComponentId, LinkId, NoteId, RegionId, Target, order};

/// What is selected, in the order of ids.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Selection {
    targets: BTreeSet<Target>,
}

impl Selection {
    /// Exactly these.
    pub fn of(targets: impl IntoIterator<Item = Target>) -> Self {
        Self {
            targets: order::set_of(targets),
        }
    }

    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    /// How many things are selected.
    pub fn len(&self) -> usize {
        self.targets.len()
    }

    /// Whether this is.
    pub fn contains(&self, target: Target) -> bool {
        self.targets.contains(&target)
    }

    /// All of them, in the order of ids.
    pub fn iter(&self) -> impl Iterator<Item = Target> + '_ {
        self.targets.iter().copied()
    }

    /// The one thing that is selected, if it is one.
    pub fn only(&self) -> Option<Target> {
        self.iter().next().filter(|_| self.len() == 1)
    }

    /// The components among them.
    pub fn components(&self) -> impl Iterator<Item = ComponentId> + '_ {
        self.iter().filter_map(|target| match target {
            Target::Component(id) => Some(id),
            Target::Region(_) | Target::Group(_) | Target::Link(_) | Target::Note(_) => None,
        })
    }

    /// The regions among them.
    pub fn regions(&self) -> impl Iterator<Item = RegionId> + '_ {
        self.iter().filter_map(|target| match target {
            Target::Region(id) => Some(id),
            Target::Component(_) | Target::Group(_) | Target::Link(_) | Target::Note(_) => None,
        })
    }

    /// The links among them.
    pub fn links(&self) -> impl Iterator<Item = LinkId> + '_ {
        self.iter().filter_map(|target| match target {
            Target::Link(id) => Some(id),
            Target::Component(_) | Target::Region(_) | Target::Group(_) | Target::Note(_) => None,
        })
    }

    /// The notes among them.
    pub fn notes(&self) -> impl Iterator<Item = NoteId> + '_ {
        self.iter().filter_map(|target| match target {
            Target::Note(id) => Some(id),
            Target::Component(_) | Target::Region(_) | Target::Group(_) | Target::Link(_) => None,
        })
    }

    /// Whether links are selected, and nothing else.
    pub fn is_of_links(&self) -> bool {
        !self.is_empty() && self.links().count() == self.len()
    }

    /// Adds it, or takes it out where it is in.
    pub fn toggle(&mut self, target: Target) {
        if !self.targets.remove(&target) {
            self.targets.insert(target);
        }
    }

    /// Forgets what is no longer there.
    pub(super) fn keep(&mut self, is_there: impl Fn(Target) -> bool) {
        self.targets.retain(|target| is_there(*target));
    }
}
