//! How the document changes: by edits, which leave one step of history, or by a gesture, which marks, changes freely,
//! and in the end leaves one step or none.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::history::{Moment, SquashKey};
use super::messages::Severity;
use super::place;
use super::session::Session;
use crate::model::fields::{self, Value};
use crate::model::{
    Component, ComponentId, Edit, Kind, Link, LinkId, Region, RegionId, Rejection, Scenario,
    Target, Topology, Workload, validate,
};

impl Session {
    /// Takes these edits as one step, or none of them. Frames grow around what is in them.
    ///
    /// # Errors
    /// What is wrong with them; the document is as it was.
    pub fn apply(&mut self, label: impl Into<String>, edits: Vec<Edit>) -> Result<(), Rejection> {
        self.apply_squashed(label.into(), edits, None)
    }

    fn apply_squashed(
        &mut self,
        label: String,
        edits: Vec<Edit>,
        squash: Option<SquashKey>,
    ) -> Result<(), Rejection> {
        self.yield_document();
        let mut changed = Scenario::clone(&self.document);
        changed.take(edits)?;
        place::grow_frames(&mut changed);
        if changed != *self.document {
            let before = self.moment();
            self.history.record(label, before, squash);
            self.adopt(Rc::new(changed));
        }
        Ok(())
    }

    /// Takes these edits, or tells the person why not. Returns whether they were taken.
    pub(super) fn apply_or_say(&mut self, label: impl Into<String>, edits: Vec<Edit>) -> bool {
        match self.apply(label, edits) {
            Ok(()) => true,
            Err(rejection) => {
                self.say(Severity::Failure, rejection.to_string());
                false
            }
        }
    }

    /// Ends a gesture that changed the document since `before`: one step, or none where nothing changed. A result
    /// that is not sound is taken back and the person told.
    pub(super) fn commit(&mut self, label: String, before: Moment) {
        place::grow_frames(Rc::make_mut(&mut self.document));
        if let Some(problem) = validate::problems(&self.document).into_iter().next() {
            self.say(Severity::Failure, problem.message);
            self.bail(before);
        } else if *self.document == *before.document {
            self.bail(before);
        } else {
            let changed = std::mem::replace(&mut self.document, Rc::clone(&before.document));
            self.history.record(label, before, None);
            self.adopt(changed);
        }
    }

    /// Takes back everything since `before`.
    pub(super) fn bail(&mut self, before: Moment) {
        let left = std::mem::replace(&mut self.document, before.document);
        self.mark_differences(&left);
        self.set_selection(before.selection);
    }

    /// Takes the last step back. Nothing happens if there is none.
    pub fn undo(&mut self) {
        self.cancel_gesture();
        let now = self.moment();
        if let Some(moment) = self.history.undo(now) {
            self.history.settle();
            self.return_to(moment);
        }
    }

    /// Does the step again that was last taken back.
    pub fn redo(&mut self) {
        self.cancel_gesture();
        let now = self.moment();
        if let Some(moment) = self.history.redo(now) {
            self.return_to(moment);
        }
    }

    fn return_to(&mut self, moment: Moment) {
        self.adopt(moment.document);
        let mut selection = moment.selection;
        selection.keep_existing(&self.document);
        self.set_selection(selection);
    }

    /// Makes this the document: everybody who lives by it is told.
    fn adopt(&mut self, document: Rc<Scenario>) {
        let left = std::mem::replace(&mut self.document, document);
        self.topology = Rc::new(Topology::new(&self.document));
        self.revision += 1;
        self.changes.document = true;
        self.changes.history = true;
        self.mark_differences(&left);
        let mut selection = self.selection.clone();
        selection.keep_existing(&self.document);
        self.set_selection(selection);
        self.live_document_changed(&left);
    }

    /// Tells the page what differs between `left` and the document.
    fn mark_differences(&mut self, left: &Scenario) {
        let now = Rc::clone(&self.document);
        self.changes.picture = true;
        let same_components = left
            .components
            .iter()
            .map(|c| c.id)
            .eq(now.components.iter().map(|c| c.id));
        let same_regions = left
            .regions
            .iter()
            .map(|r| r.id)
            .eq(now.regions.iter().map(|r| r.id));
        self.changes.lists |= !(same_components && same_regions);
        if same_components {
            let pairs = left.components.iter().zip(&now.components);
            self.changes
                .components
                .extend(pairs.filter(|(a, b)| a != b).map(|(_, b)| b.id));
        } else {
            self.changes
                .components
                .extend(left.components.iter().chain(&now.components).map(|c| c.id));
        }
        if same_regions {
            let pairs = left.regions.iter().zip(&now.regions);
            self.changes
                .regions
                .extend(pairs.filter(|(a, b)| a != b).map(|(_, b)| b.id));
        } else {
            self.changes
                .regions
                .extend(left.regions.iter().chain(&now.regions).map(|r| r.id));
        }
    }

    /// Edits of a field from here on are a step of their own: call it when a field of the inspector is left.
    pub fn settle(&mut self) {
        self.history.settle();
    }

    /// Sets a field of [`fields::of_kind`] on all of these components that have it; one step with earlier edits of the
    /// same field of the same components, until [`Session::settle`]. `failover` is a rule of the whole replica set: it
    /// is set on the node that rules it.
    ///
    /// # Errors
    /// Why the value is refused, in words that follow the field's label; nothing is changed.
    pub fn set_field(
        &mut self,
        ids: &[ComponentId],
        key: &str,
        value: &Value,
    ) -> Result<(), String> {
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
        let targets = ids.iter().map(|id| Target::Component(*id)).collect();
        let squash = SquashKey {
            targets,
            field: key.to_owned(),
        };
        self.apply_squashed(label, edits, Some(squash))
            .map_err(|rejection| rejection.to_string())?;
        for ruler in rulers {
            let text = format!(
                "Failover is a rule of the whole replica set. {ruler} rules it, and was set."
            );
            self.say(Severity::Note, text);
        }
        Ok(())
    }

    /// The component whose field counts: for `failover` the node that rules the set of `id`, else `id` itself.
    pub fn ruling_component(&self, id: ComponentId, key: &str) -> Option<&Component> {
        let component = self.component(id)?;
        if key != "failover" || component.kind() != Kind::Database {
            return Some(component);
        }
        let set = self
            .topology
            .set_of
            .get(self.index_of(id)?)
            .copied()
            .flatten()?;
        let nodes = &self.topology.sets.get(set)?.nodes;
        let node = |i: &usize| self.document.components.get(*i);
        let is_primary = |c: &&Component| {
            c.database()
                .is_some_and(|d| d.role == crate::model::Role::Primary)
        };
        nodes
            .iter()
            .filter_map(node)
            .find(is_primary)
            .or_else(|| nodes.iter().find_map(node))
    }

    /// Changes a component by hand: name, service, region, availability, note. `what` names the field, for the label
    /// and for squashing: `name`. Its id stays what it is.
    ///
    /// # Errors
    /// Why not, in plain words; nothing is changed.
    pub fn change_component(
        &mut self,
        id: ComponentId,
        what: &str,
        change: impl FnOnce(&mut Component),
    ) -> Result<(), String> {
        let Some(mut component) = self.component(id).cloned() else {
            return Err(gone(id));
        };
        change(&mut component);
        component.id = id;
        self.change(Target::Component(id), what, |changed| {
            if let Some(old) = changed.components.iter_mut().find(|c| c.id == id) {
                *old = component;
            }
        })
    }

    /// Changes a region by hand: name, parent, availability, note.
    ///
    /// # Errors
    /// Why not, in plain words; nothing is changed.
    pub fn change_region(
        &mut self,
        id: RegionId,
        what: &str,
        change: impl FnOnce(&mut Region),
    ) -> Result<(), String> {
        let Some(mut region) = self.region(id).cloned() else {
            return Err(gone(id));
        };
        change(&mut region);
        region.id = id;
        self.change(Target::Region(id), what, |changed| {
            if let Some(old) = changed.regions.iter_mut().find(|r| r.id == id) {
                *old = region;
            }
        })
    }

    /// Changes a link by hand: latency, loss, weight, required, mode.
    ///
    /// # Errors
    /// Why not, in plain words; nothing is changed.
    pub fn change_link(
        &mut self,
        id: LinkId,
        what: &str,
        change: impl FnOnce(&mut Link),
    ) -> Result<(), String> {
        let Some(mut link) = self.link(id).cloned() else {
            return Err(gone(id));
        };
        change(&mut link);
        (link.from, link.to) = (id.from, id.to);
        self.change(Target::Link(id), what, |changed| {
            if let Some(old) = changed.links.iter_mut().find(|l| l.id() == id) {
                *old = link;
            }
        })
    }

    /// A change of one thing, squashed by target and field.
    fn change(
        &mut self,
        target: Target,
        what: &str,
        change: impl FnOnce(&mut Scenario),
    ) -> Result<(), String> {
        let mut changed = Scenario::clone(&self.document);
        change(&mut changed);
        let squash = SquashKey {
            targets: vec![target],
            field: what.to_owned(),
        };
        let edits = vec![Edit::Replace(Box::new(changed))];
        self.apply_squashed(format!("Set {what} of {target}"), edits, Some(squash))
            .map_err(|rejection| rejection.to_string())
    }

    /// Renames the scenario.
    ///
    /// # Errors
    /// Why not, in plain words.
    pub fn set_title(&mut self, title: &str) -> Result<(), String> {
        let edit = Edit::SetTitle(title.trim().to_owned());
        self.apply("Rename the scenario", vec![edit])
            .map_err(|rejection| rejection.to_string())
    }

    /// Sets the seed of the run, which starts anew.
    ///
    /// # Errors
    /// Why not, in plain words.
    pub fn set_seed(&mut self, seed: u64) -> Result<(), String> {
        self.apply("Set the seed", vec![Edit::SetSeed(seed)])
            .map_err(|r| r.to_string())
    }

    /// Sets what requests ask for.
    ///
    /// # Errors
    /// Why not, in plain words.
    pub fn set_workload(&mut self, workload: Workload) -> Result<(), String> {
        self.apply("Set the workload", vec![Edit::SetWorkload(workload)])
            .map_err(|r| r.to_string())
    }

    /// Opens another document in the place of this one: one step, which undo takes back.
    ///
    /// # Errors
    /// Why not; the document in hand stays.
    pub fn replace(
        &mut self,
        label: impl Into<String>,
        document: Scenario,
    ) -> Result<(), Rejection> {
        self.apply(label, vec![Edit::Replace(Box::new(document))])?;
        self.restart();
        self.select([]);
        self.fit();
        Ok(())
    }
}

fn label_of(key: &str) -> Option<&'static str> {
    Kind::ALL
        .into_iter()
        .find_map(|kind| fields::find(kind, key))
        .map(|field| field.label)
}

fn gone(id: impl std::fmt::Display) -> String {
    format!("\"{id}\" is not there any more.")
}
