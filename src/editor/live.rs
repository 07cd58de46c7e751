//! What lives by the document: the run and the analysis. This is the one place that calls them.

use std::collections::BTreeSet;

use super::session::Session;
use crate::model::{ComponentId, Kind, Scenario, Target};

/// What was done to the system since the run began, and is not undone yet.
#[derive(Debug)]
pub struct Live {
    dead: BTreeSet<Target>,
}

impl Live {
    pub(super) fn new(_document: &Scenario) -> Self {
        Self {
            dead: BTreeSet::new(),
        }
    }
}

impl Session {
    /// Whether it lives: a component that was killed is dead, so is one in a dead region, and a link that is cut.
    /// A client is never dead.
    pub fn is_alive(&self, target: Target) -> bool {
        let dead = &self.live.dead;
        match target {
            Target::Component(id) => {
                let Some(component) = self.component(id) else {
                    return true;
                };
                let by_itself = dead.contains(&target);
                let around = self.document.enclosing(component.region);
                let by_region = around
                    .into_iter()
                    .any(|r| dead.contains(&Target::Region(r)));
                component.kind() == Kind::Client || !(by_itself || by_region)
            }
            Target::Region(id) => !self
                .document
                .enclosing(Some(id))
                .into_iter()
                .any(|r| dead.contains(&Target::Region(r))),
            Target::Link(_) => !dead.contains(&target),
        }
    }

    /// Whether it can be killed or cut: everything but clients.
    pub fn may_die(&self, target: Target) -> bool {
        let is_client = |id| self.component(id).is_some_and(|c| c.kind() == Kind::Client);
        !matches!(target, Target::Component(id) if is_client(id))
    }

    /// Kills a component or a region, cuts a link. Nothing happens to clients and to what is dead already.
    pub fn kill(&mut self, target: Target) {
        if self.may_die(target) && self.document.has(target) && self.live.dead.insert(target) {
            self.faults_changed(target);
        }
    }

    /// Revives a component or a region, mends a link.
    pub fn revive(&mut self, target: Target) {
        if self.live.dead.remove(&target) {
            self.faults_changed(target);
        }
    }

    /// Kills what lives and revives what is dead: the power button.
    pub fn toggle_power(&mut self, target: Target) {
        if self.is_alive(target) {
            self.kill(target);
        } else {
            self.revive(target);
        }
    }

    /// A frame at this time, in milliseconds of a clock that never goes back.
    pub fn frame(&mut self, now_ms: f64) {
        self.long_press(now_ms);
    }

    /// Whether something moves by itself, so that [`Session::frame`] must be called for each frame.
    pub fn wants_frame(&self) -> bool {
        self.waits_for_long_press()
    }

    fn faults_changed(&mut self, target: Target) {
        match target {
            Target::Component(id) => {
                self.changes.components.insert(id);
            }
            Target::Region(id) => {
                let inside = self
                    .document
                    .components
                    .iter()
                    .filter(|c| self.document.lies_in(c, id));
                self.changes.components.extend(inside.map(|c| c.id));
                self.changes
                    .regions
                    .extend(super::place::within(&self.document, id));
            }
            Target::Link(_) => {}
        }
        self.changes.faults = true;
        self.changes.picture = true;
    }

    /// The document changed from `_left`: the run goes on with the new one, what no longer exists is no longer dead.
    pub(super) fn live_document_changed(&mut self, _left: &Scenario) {
        let document = &self.document;
        self.live.dead.retain(|target| document.has(*target));
    }

    /// What goes down with `target`, drawn for the person who points at a verdict.
    pub(super) fn taken_down_by(&self, target: Target) -> BTreeSet<ComponentId> {
        match target {
            Target::Component(id) => BTreeSet::from([id]),
            Target::Region(id) => {
                let inside = self
                    .document
                    .components
                    .iter()
                    .filter(|c| self.document.lies_in(c, id));
                inside.map(|c| c.id).collect()
            }
            Target::Link(_) => BTreeSet::new(),
        }
    }
}
