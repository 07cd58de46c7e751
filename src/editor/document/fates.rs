//! Shared fates: groups of parts that fail together, wherever they stand.

use std::collections::BTreeSet;

use super::Document;
use super::proposal::Proposal;
use crate::model::{Component, ComponentId, Edit, Group, GroupId, Id, Target};

/// The selected parts that may share a fate: whatever can die.
pub(in crate::editor) fn mortal(document: &Document) -> impl Iterator<Item = &Component> {
    let selected = document.selection().components();
    let selected = selected.filter_map(|id| document.component(id));
    selected.filter(|c| c.kind().row().may_die())
}

/// Puts what is selected into a new group, which is selected then.
pub(in crate::editor) fn share(document: &Document) -> Proposal {
    let scenario = document.committed();
    let id = GroupId(Id::fresh("fate", |id| scenario.is_taken(id)));
    let mut edits = vec![Edit::AddGroup(
        scenario.groups.len(),
        Box::new(Group::new(id)),
    )];
    let members: Vec<Target> = mortal(document).map(|c| Target::Component(c.id)).collect();
    edits.extend(mortal(document).map(|component| {
        let mut member = Box::new(component.clone());
        member.groups.push(id);
        Edit::SetComponent(member)
    }));
    Proposal::new(document.label_of("Share the fate of", &members), edits)
        .selecting([Target::Group(id)])
}

impl Document {
    /// A group changed by hand: name, availability. `None` where it is gone.
    pub(in crate::editor) fn with_group(
        &self,
        id: GroupId,
        what: &str,
        change: impl FnOnce(&mut Group),
    ) -> Option<Proposal> {
        let mut group = self.committed().group(id)?.clone();
        change(&mut group);
        group.id = id;
        let edit = Edit::SetGroup(Box::new(group));
        Some(super::settings::set(self, Target::Group(id), what, edit))
    }

    /// The parts of the groups that are selected.
    pub fn fated(&self) -> BTreeSet<ComponentId> {
        let selected = self.selection().iter().filter_map(|target| match target {
            Target::Group(id) => Some(id),
            _ => None,
        });
        let groups: BTreeSet<GroupId> = selected.collect();
        if groups.is_empty() {
            return BTreeSet::new();
        }
        let shares = |c: &&Component| c.groups.iter().any(|g| groups.contains(g));
        let components = self.scenario().components.iter().filter(shares);
        components.map(|c| c.id).collect()
    }
}
