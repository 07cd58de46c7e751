//! Settings changed by hand: each is a step, joined with those of the same field of the same things.

use std::collections::BTreeSet;

use super::Document;
use super::history::SquashKey;
use super::proposal::Proposal;
use crate::model::fields::{self, Value};
use crate::model::{
    Component, ComponentId, Edit, Kind, Link, LinkId, Region, RegionId, Target, validate,
};

impl Document {
    /// Sets a field of [`fields::of_kind`] on all of these components that have it. A rule of a whole replica set
    /// ([`is_rule_of_a_set`]) is set on the node that rules it.
    ///
    /// # Errors
    /// Why the value is refused, in words that follow the field's label.
    pub(in crate::editor) fn with_field(
        &self,
        ids: &[ComponentId],
        key: &str,
        value: &Value,
    ) -> Result<Proposal, String> {
        let mut edits = Vec::new();
        let mut rulers = BTreeSet::new();
        for &id in ids {
            let Some(mut component) = self.ruling_component(id, key).cloned() else {
                continue;
            };
            let Some(field) = fields::find(component.kind(), key) else {
                continue;
            };
            rulers.extend((component.id != id).then_some(component.id));
            if !field.admits(value) {
                return Err(validate::out_of_shape(field.shape, value));
            }
            if (field.set)(&mut component, value) {
                edits.push(Edit::SetComponent(Box::new(component)));
            }
        }
        let label = match (ids, label_of(key)) {
            ([id], Some(label)) => format!("Set {} of {id}", label.to_ascii_lowercase()),
            (_, Some(label)) => format!("Set {}", label.to_ascii_lowercase()),
            (_, None) => return Err(format!("there is no setting \"{key}\"")),
        };
        let notes = rulers.into_iter().map(|ruler| {
            let field = label_of(key).unwrap_or(key);
            format!(
                "\"{field}\" is a rule of the whole replica set. {ruler} rules it, and was set."
            )
        });
        let targets = ids.iter().map(|id| Target::Component(*id)).collect();
        let squash = Some(SquashKey {
            targets,
            field: key.to_owned(),
        });
        let proposal = Proposal::new(label, edits).saying(notes);
        Ok(Proposal { squash, ..proposal })
    }

    /// The component whose field counts: for a rule of a replica set the node that rules the set of `id`, else `id` itself.
    pub fn ruling_component(&self, id: ComponentId, key: &str) -> Option<&Component> {
        let component = self.component(id)?;
        if !is_rule_of_a_set(key) || component.database().is_none() {
            return Some(component);
        }
        let topology = self.topology();
        let set = topology.set_of.get(self.index_of(id)?).copied().flatten()?;
        self.scenario()
            .components
            .get(topology.sets.get(set)?.ruling)
    }

    /// A component changed by hand: name, service, region, availability, note. `what` names the field, for the label
    /// and for squashing: `name`. Its id stays what it is. `None` where it is gone.
    pub(in crate::editor) fn with_component(
        &self,
        id: ComponentId,
        what: &str,
        change: impl FnOnce(&mut Component),
    ) -> Option<Proposal> {
        let mut component = self.component(id)?.clone();
        change(&mut component);
        component.id = id;
        let edit = Edit::SetComponent(Box::new(component));
        Some(set(Target::Component(id), what, edit))
    }

    /// A region changed by hand: name, parent, availability, note. `None` where it is gone.
    pub(in crate::editor) fn with_region(
        &self,
        id: RegionId,
        what: &str,
        change: impl FnOnce(&mut Region),
    ) -> Option<Proposal> {
        let mut region = self.region(id)?.clone();
        change(&mut region);
        region.id = id;
        let edit = Edit::SetRegion(Box::new(region));
        Some(set(Target::Region(id), what, edit))
    }

    /// A link changed by hand: latency, loss, weight, required, mode. `None` where it is gone.
    pub(in crate::editor) fn with_link(
        &self,
        id: LinkId,
        what: &str,
        change: impl FnOnce(&mut Link),
    ) -> Option<Proposal> {
        let mut link = self.link(id)?.clone();
        change(&mut link);
        (link.from, link.to) = (id.from, id.to);
        let edit = Edit::SetLink(Box::new(link));
        Some(set(Target::Link(id), what, edit))
    }
}

/// Whether a field of a database is a rule of its whole set, whichever node it is set on.
fn is_rule_of_a_set(key: &str) -> bool {
    ["failover", "failback", "detect_s", "promote_s"].contains(&key)
}

/// A change of one thing, squashed by target and field.
fn set(target: Target, what: &str, edit: Edit) -> Proposal {
    Proposal {
        squash: Some(SquashKey {
            targets: vec![target],
            field: what.to_owned(),
        }),
        ..Proposal::new(format!("Set {what} of {target}"), vec![edit])
    }
}

fn label_of(key: &str) -> Option<&'static str> {
    Kind::ALL
        .into_iter()
        .find_map(|kind| fields::find(kind, key))
        .map(|field| field.label)
}
