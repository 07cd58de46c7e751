//! Settings changed by hand: each is a step, joined with those of the same field of the same things.

use std::collections::BTreeSet;

use super::Document;
use super::history::SquashKey;
use super::proposal::Proposal;
use crate::model::fields::{self, Value};
use crate::model::geometry::frames;
use crate::model::geometry::free_space::{self, Home};
use crate::model::{
    Component, ComponentId, Edit, Kind, Link, LinkId, Point, Rect, Region, RegionId, Scenario,
    Target, validate,
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
            ([id], Some(label)) => {
                let name = self.name_of(Target::Component(*id));
                format!("Set {} of {name}", label.to_ascii_lowercase())
            }
            (_, Some(label)) => format!("Set {}", label.to_ascii_lowercase()),
            (_, None) => return Err(format!("there is no setting \"{key}\"")),
        };
        let notes = rulers.into_iter().map(|ruler| {
            let field = label_of(key).unwrap_or(key);
            let ruler = self.name_of(Target::Component(ruler));
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
        let home = component.region;
        change(&mut component);
        component.id = id;
        if let Some(region) = component.region.filter(|_| component.region != home) {
            let mut others = self.committed().clone();
            others.components.retain(|c| c.id != component.id);
            component.at = place_in(&others, region, &component);
        }
        let edit = Edit::SetComponent(Box::new(component));
        Some(set(self, Target::Component(id), what, edit))
    }

    /// The same of several, in one step: region, availability, groups, note. Those that are gone are left out.
    pub(in crate::editor) fn with_components(
        &self,
        ids: &[ComponentId],
        what: &str,
        change: impl Fn(&mut Component),
    ) -> Proposal {
        let mut changed = self.committed().clone();
        let mut edits = Vec::new();
        for &id in ids {
            let Some(place) = changed.components.iter().position(|c| c.id == id) else {
                continue;
            };
            let mut component = changed.components.remove(place);
            let home = component.region;
            change(&mut component);
            component.id = id;
            if let Some(region) = component.region.filter(|_| component.region != home) {
                component.at = place_in(&changed, region, &component);
            }
            edits.push(Edit::SetComponent(Box::new(component.clone())));
            changed.components.insert(place, component);
        }
        let targets: Vec<Target> = ids.iter().map(|id| Target::Component(*id)).collect();
        let label = self.label_of(&format!("Set {what} of"), &targets);
        let squash = Some(SquashKey {
            targets,
            field: what.to_owned(),
        });
        Proposal {
            squash,
            ..Proposal::new(label, edits)
        }
    }

    /// A region changed by hand: name, parent, availability, note. `None` where it is gone.
    pub(in crate::editor) fn with_region(
        &self,
        id: RegionId,
        what: &str,
        change: impl FnOnce(&mut Region),
    ) -> Option<Proposal> {
        let mut region = self.region(id)?.clone();
        let home = region.parent;
        change(&mut region);
        region.id = id;
        let moved_to = region.parent.filter(|_| region.parent != home);
        let edit = Edit::SetRegion(Box::new(region));
        let mut proposal = set(self, Target::Region(id), what, edit);
        let moved = moved_to.and_then(|parent| self.moved_into(parent, id));
        proposal.edits.extend(moved.into_iter().flatten());
        Some(proposal)
    }

    /// The edits that move a region with all that is in it into the frame of another that does not hold it yet; none where
    /// that lies in it.
    fn moved_into(&self, parent: RegionId, id: RegionId) -> Option<Vec<Edit>> {
        let scenario = self.committed();
        let (outer, inner) = (self.region(parent)?.frame, self.region(id)?.frame);
        let within = frames::within(scenario, id);
        if within.contains(&parent) || outer.encloses(inner.framed()) {
            return None;
        }
        let is_in = |c: &Component| c.region.is_some_and(|r| within.contains(&r));
        let mut others = scenario.clone();
        others.components.retain(|c| !is_in(c));
        others.regions.retain(|r| !within.contains(&r.id));
        let around = scenario.enclosing(Some(parent));
        let size = (inner.width, inner.height);
        let to = free_space::for_frame(&others, size, &around, outer.centre());
        let by = Point::new(to.x - inner.centre().x, to.y - inner.centre().y);
        let cards = scenario.components.iter().filter(|c| is_in(c)).map(|c| {
            let at = c.at.offset(by.x, by.y).within_extent();
            Edit::SetComponent(Box::new(Component { at, ..c.clone() }))
        });
        let frames = scenario.regions.iter().filter(|r| within.contains(&r.id));
        let frames = frames.map(|r| {
            let mut moved = r.clone();
            moved.frame = r.frame.offset(by.x, by.y);
            if r.id == id {
                moved.parent = Some(parent);
            }
            Edit::SetRegion(Box::new(moved))
        });
        Some(cards.chain(frames).collect())
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
        Some(set(self, Target::Link(id), what, edit))
    }
}

/// Where a component comes to lie that is put into a region among these others: where it is, if that is in its frame, else
/// at a free place in it or beside what is in it.
fn place_in(others: &Scenario, region: RegionId, component: &Component) -> Point {
    let frame = others.regions.iter().find(|r| r.id == region);
    match frame.map(|r| r.frame) {
        Some(frame) if !frame.encloses(Rect::card(component.at).framed()) => {
            free_space::for_card(others, Home::Of(Some(region)), frame.centre())
        }
        _ => component.at,
    }
}

/// Whether a field of a database is a rule of its whole set, whichever node it is set on.
fn is_rule_of_a_set(key: &str) -> bool {
    ["failover", "failback", "detect_s", "promote_s"].contains(&key)
}

/// A change of one thing, squashed by target and field.
pub(super) fn set(document: &Document, target: Target, what: &str, edit: Edit) -> Proposal {
    Proposal {
        squash: Some(SquashKey {
            targets: vec![target],
            field: what.to_owned(),
        }),
        ..Proposal::new(
            format!("Set {what} of {}", document.name_in_step(target)),
            vec![edit],
        )
    }
}

fn label_of(key: &str) -> Option<&'static str> {
    Kind::ALL
        .into_iter()
        .find_map(|kind| fields::find(kind, key))
        .map(|field| field.label)
}
