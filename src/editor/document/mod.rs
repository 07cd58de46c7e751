//! The document: the scenario, its history, what is selected, and where things are placed.
//!
//! # What holds
//! - What is committed is sound, and every frame encloses what is in it; after any step it holds nothing else. It is shared as one [`Sound`]: run, analysis and
//!   history hold the same.
//! - It changes by [`Edit`]s alone. They are taken all or none, as one step of history that keeps what undoes it.
//! - A gesture works on a draft. It may move and size things, but neither adds, removes nor reorders: indices stay good.
//!   In the end the draft is squashed to one step, or dropped; any other change drops it.
//! - The files beside this one read a document and propose a step ([`proposal::Proposal`]); only what is here changes it.
//!
//! Absent: the run, the verdicts, the view.

pub mod add;
pub mod align;
pub mod clipboard;
pub mod deeds;
pub mod duplicate;
pub mod fates;
pub mod group;
pub mod history;
pub mod link_ends;
pub mod notes;
pub mod place;
pub mod promote;
pub mod proposal;
pub mod script;
pub mod selection;
pub mod settings;
pub mod tidy;

use std::collections::BTreeSet;
use std::sync::Arc;

use self::history::{History, SquashKey, Step};
use self::selection::Selection;
use super::changes::Changes;
use crate::model::geometry::{follow, frames, room};
use crate::model::{
    Component, ComponentId, Edit, Link, LinkId, Note, NoteId, Rect, Region, RegionId, Rejection,
    Scenario, Sound, Target, Topology,
};

/// How much of a note's text is its name.
const NOTE_NAME: usize = 40;

/// The document being edited.
#[derive(Debug)]
pub struct Document {
    sound: Arc<Sound>,
    /// What a gesture has made of it so far.
    draft: Option<Box<Scenario>>,
    revision: u64,
    layout: u64,
    history: History,
    selection: Selection,
    pub(super) changes: Changes,
}

/// The document has become another.
#[derive(Clone, Copy, Debug)]
#[must_use = "the other rooms have to be told"]
pub(super) struct Stepped;

impl Document {
    /// A document, which is taken to be sound; its frames are grown around their members.
    pub(super) fn new(mut scenario: Scenario) -> Self {
        frames::grow_frames(&mut scenario);
        Self {
            sound: Arc::new(Sound::unchecked(scenario)),
            draft: None,
            revision: 0,
            layout: 0,
            history: History::default(),
            selection: Selection::default(),
            changes: Changes::default(),
        }
    }

    /// The scenario as it is drawn now, also in the middle of a gesture.
    pub fn scenario(&self) -> &Scenario {
        self.draft.as_deref().unwrap_or(self.sound.scenario())
    }

    /// The scenario as last committed: what a step is made of.
    pub(super) fn committed(&self) -> &Scenario {
        self.sound.scenario()
    }

    /// The scenario as last committed, with its topology, to be shared.
    pub fn sound(&self) -> &Arc<Sound> {
        &self.sound
    }

    /// Who is linked to whom.
    pub fn topology(&self) -> &Topology {
        self.sound.topology()
    }

    /// Grows with every committed change, undo and redo included.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Grows with whatever may have moved a part or a frame, also in the middle of a gesture.
    pub fn layout(&self) -> u64 {
        self.layout
    }

    /// What can be undone and redone.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// What is selected.
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// The component of this id.
    pub fn component(&self, id: ComponentId) -> Option<&Component> {
        self.scenario().components.get(self.index_of(id)?)
    }

    /// The place of a component in its list.
    pub(super) fn index_of(&self, id: ComponentId) -> Option<usize> {
        self.topology().index.get(&id).copied()
    }

    /// The region of this id.
    pub fn region(&self, id: RegionId) -> Option<&Region> {
        let place = self.topology().nesting.place(id)?;
        self.scenario().regions.get(place)
    }

    /// The link between these two.
    pub fn link(&self, id: LinkId) -> Option<&Link> {
        self.scenario().links.get(self.index_of_link(id)?)
    }

    /// The place of a link among the scenario's.
    pub fn index_of_link(&self, id: LinkId) -> Option<usize> {
        let from = self.index_of(id.from)?;
        let links = &self.scenario().links;
        let is_it = |l: &&usize| links.get(**l).is_some_and(|link| link.id() == id);
        self.topology().out.get(from)?.iter().find(is_it).copied()
    }

    /// The note of this id.
    pub fn note(&self, id: NoteId) -> Option<&Note> {
        self.scenario().note(id)
    }

    /// Whether it is there.
    pub fn has(&self, target: Target) -> bool {
        self.sound.has(target)
    }

    /// What a person calls it.
    pub fn name_of(&self, target: Target) -> String {
        match target {
            Target::Component(id) => self.component(id).map(|c| c.display_name().to_owned()),
            Target::Region(id) => self.region(id).map(|r| r.display_name().to_owned()),
            Target::Group(id) => self
                .scenario()
                .group(id)
                .map(|g| g.display_name().to_owned()),
            Target::Note(id) => self.note(id).map(|n| n.beginning(NOTE_NAME)),
            Target::Link(link) => {
                let [from, to] = [link.from, link.to].map(|id| self.name_of(Target::Component(id)));
                Some(format!("{from} to {to}"))
            }
        }
        .unwrap_or_else(|| target.to_string())
    }

    /// What encloses everything that is drawn; `None` where nothing is.
    pub fn content(&self) -> Option<Rect> {
        frames::content(self.scenario())
    }

    /// The components and regions that are selected, with all that is in selected regions.
    pub(super) fn selected_parts(&self) -> (BTreeSet<ComponentId>, BTreeSet<RegionId>) {
        let scenario = self.scenario();
        let inner = self
            .selection
            .regions()
            .flat_map(|id| frames::within(scenario, id));
        let regions: BTreeSet<RegionId> = inner.collect();
        let is_in = |c: &&Component| c.region.is_some_and(|r| regions.contains(&r));
        let mut components: BTreeSet<ComponentId> = self.selection.components().collect();
        components.extend(scenario.components.iter().filter(is_in).map(|c| c.id));
        (components, regions)
    }

    /// The notes that go where these go: those selected, those about them, and free ones that lie in the frame of a region
    /// among them.
    pub(super) fn notes_along(
        &self,
        components: &BTreeSet<ComponentId>,
        regions: &BTreeSet<RegionId>,
    ) -> BTreeSet<NoteId> {
        let scenario = self.scenario();
        let goes = |note: &&Note| match note.about.and_then(|id| scenario.part(id)) {
            _ if self.selection.contains(Target::Note(note.id)) => true,
            Some(Target::Component(id)) => components.contains(&id),
            Some(Target::Region(id)) => regions.contains(&id),
            Some(Target::Group(_) | Target::Link(_) | Target::Note(_)) => false,
            None => {
                let mut around = scenario.regions.iter().filter(|r| regions.contains(&r.id));
                around.any(|r| r.frame.encloses(note.frame()))
            }
        };
        let going = scenario.notes.iter().filter(goes);
        going.map(|note| note.id).collect()
    }

    /// `Move Shop`, `Move 3 parts`: of what is selected.
    pub(super) fn label_of_selection(&self, verb: &str) -> String {
        self.label_of(verb, &self.selection.iter().collect::<Vec<_>>())
    }

    /// The same of these.
    pub(super) fn label_of(&self, verb: &str, targets: &[Target]) -> String {
        match targets {
            [Target::Note(_)] => format!("{verb} the note"),
            [only] => format!("{verb} {}", self.name_in_step(*only)),
            all if all.iter().all(|t| matches!(t, Target::Note(_))) => {
                format!("{verb} {} notes", all.len())
            }
            many => format!("{verb} {} parts", many.len()),
        }
    }

    /// What something is called where a step is named.
    pub(super) fn name_in_step(&self, target: Target) -> String {
        let name = self.name_of(target);
        match target {
            Target::Link(_) => format!("the link from {name}"),
            _ => name,
        }
    }

    /// Selects exactly these, as far as they exist.
    pub fn select(&mut self, targets: impl IntoIterator<Item = Target>) {
        if self.select_on(targets) {
            // What is moved or set now is of other things: a step of its own.
            self.history.settle();
        }
    }

    /// The same, and what is done next may still join the last step. Whether anything else is selected now.
    pub(super) fn select_on(&mut self, targets: impl IntoIterator<Item = Target>) -> bool {
        let mut selection = Selection::of(targets);
        selection.keep(|target| self.has(target));
        if selection == self.selection {
            return false;
        }
        let mut fated = self.fated();
        let old = std::mem::replace(&mut self.selection, selection);
        fated.extend(self.fated());
        let different = old.iter().chain(self.selection.iter());
        let fated = fated.into_iter().map(Target::Component);
        self.changes
            .look_different(different.chain(fated).collect::<Vec<_>>());
        self.changes.selection = true;
        true
    }

    /// Selects it beside the others, or no longer.
    pub(super) fn toggle_selected(&mut self, target: Target) {
        let mut selection = self.selection.clone();
        selection.toggle(target);
        self.select(selection.iter().collect::<Vec<_>>());
    }

    /// Edits of a field from here on are a step of their own: call it when a field of the inspector is left.
    pub fn settle(&mut self) {
        self.history.settle();
    }

    /// Takes these edits as one step, or none of them. Frames grow around what is in them, and others make room; what is
    /// opened lies as it was drawn. `None`: nothing changed.
    ///
    /// # Errors
    /// What is wrong with them; the document is as it was.
    pub(super) fn take(
        &mut self,
        label: String,
        edits: Vec<Edit>,
        squash: Option<SquashKey>,
    ) -> Result<Option<Stepped>, Rejection> {
        self.bail();
        let before = self.sound.scenario();
        let opens = edits.iter().any(|e| matches!(e, Edit::Replace(_)));
        let changed = self.sound.take_with(edits, |scenario| {
            if opens {
                frames::grow_frames(scenario);
            } else {
                room::settle(scenario, before);
                follow::notes(scenario, before);
            }
        })?;
        Ok(self.step(label, changed, squash))
    }

    /// Goes on to what became of the document, as one step. `None`: nothing changed.
    fn step(
        &mut self,
        label: String,
        changed: Sound,
        squash: Option<SquashKey>,
    ) -> Option<Stepped> {
        if changed == *self.sound {
            return None;
        }
        let changed = Arc::new(changed);
        let both = [&self.sound, &changed];
        self.history
            .record(label, both, self.selection.clone(), squash);
        Some(self.adopt(changed))
    }

    /// Takes the last step back. `None` if there is none.
    pub(super) fn undo(&mut self) -> Option<Stepped> {
        let step = self.history.pop_past()?;
        let (back, stepped) = self.leave(step)?;
        self.history.push_future(back);
        Some(stepped)
    }

    /// Does the step again that was last taken back.
    pub(super) fn redo(&mut self) -> Option<Stepped> {
        let step = self.history.pop_future()?;
        let (back, stepped) = self.leave(step)?;
        self.history.push(back);
        Some(stepped)
    }

    /// Goes to the other side of a step, which then leads back here.
    fn leave(&mut self, step: Step) -> Option<(Step, Stepped)> {
        self.bail();
        // They are what lies between two sound documents, and this is one of them: nothing can be refused.
        let sound = Arc::new(self.sound.take(step.edits).ok()?);
        let back = Step {
            label: step.label,
            edits: Edit::between(sound.scenario(), self.sound.scenario()),
            selection: self.selection.clone(),
        };
        let stepped = self.adopt(sound);
        self.select(step.selection.iter());
        Some((back, stepped))
    }

    /// From now on nothing can be undone or redone.
    pub(super) fn forget_steps(&mut self) {
        self.history = History::default();
        self.changes.history = true;
    }

    /// Whether a gesture is at work on it.
    pub fn has_draft(&self) -> bool {
        self.draft.is_some()
    }

    /// What a gesture changes freely: the draft, made of the document where there is none yet.
    pub(super) fn draft(&mut self) -> &mut Scenario {
        self.layout += 1;
        self.draft
            .get_or_insert_with(|| Box::new(self.sound.scenario().clone()))
    }

    /// Ends a gesture: its draft becomes one step, or none where nothing changed.
    ///
    /// # Errors
    /// What is wrong with the draft, which is dropped.
    pub(super) fn squash(&mut self, label: String) -> Result<Option<Stepped>, Rejection> {
        let Some(mut draft) = self.draft.take() else {
            return Ok(None);
        };
        self.layout += 1;
        frames::keep_inside(&mut draft);
        room::settle(&mut draft, self.sound.scenario());
        follow::notes(&mut draft, self.sound.scenario());
        self.mark_differences(&draft);
        let changed = self.sound.successor(*draft)?;
        Ok(self.step(label, changed, None))
    }

    /// Drops the draft.
    pub(super) fn bail(&mut self) {
        if let Some(draft) = self.draft.take() {
            self.layout += 1;
            self.mark_differences(&draft);
        }
    }

    /// Makes this the document.
    fn adopt(&mut self, sound: Arc<Sound>) -> Stepped {
        let left = std::mem::replace(&mut self.sound, sound);
        self.revision += 1;
        self.layout += 1;
        self.changes.document = true;
        self.changes.history = true;
        self.mark_differences(left.scenario());
        self.select(self.selection.clone().iter());
        Stepped
    }

    /// Notes what differs between `other` and what is committed.
    fn mark_differences(&mut self, other: &Scenario) {
        let (now, changes) = (self.sound.scenario(), &mut self.changes);
        changes.picture = true;
        let components = differing(&other.components, &now.components, |c| c.id);
        let regions = differing(&other.regions, &now.regions, |r| r.id);
        let notes = differing(&other.notes, &now.notes, |n| n.id);
        changes.lists |= components.is_other_list || regions.is_other_list || notes.is_other_list;
        changes.components.extend(components.ids);
        changes.regions.extend(regions.ids);
        changes.notes.extend(notes.ids);
    }
}

/// What differs between two lists.
struct Differing<Id> {
    /// Whether they are of other things, or in another order; then all of both are `ids`.
    is_other_list: bool,
    ids: Vec<Id>,
}

fn differing<T: PartialEq, Id: PartialEq>(
    old: &[T],
    new: &[T],
    id: impl Fn(&T) -> Id,
) -> Differing<Id> {
    let is_other_list = !old.iter().map(&id).eq(new.iter().map(&id));
    let ids = if is_other_list {
        old.iter().chain(new).map(&id).collect()
    } else {
        let pairs = old.iter().zip(new).filter(|(a, b)| a != b);
        pairs.map(|(_, b)| id(b)).collect()
    };
    Differing { is_other_list, ids }
}
