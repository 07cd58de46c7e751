//! What changed since the page last asked, so that it updates one small signal per id and nothing else.
//!
//! Every room notes what it changes; the session puts it together.

use std::collections::BTreeSet;

use crate::model::{ComponentId, NoteId, RegionId, Target, order};

/// What changed. All `false` and empty: nothing did.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a signal of the page"
)]
pub struct Changes {
    /// The document, in any way. It has a new revision, and should be saved.
    pub document: bool,
    /// Which components, regions or notes there are, or in which order: the lists of ids.
    pub lists: bool,
    /// Components whose card looks different: place, name, settings, selected, dead, flagged, highlighted, link end.
    pub components: BTreeSet<ComponentId>,
    /// Regions that look different.
    pub regions: BTreeSet<RegionId>,
    /// Notes that look different.
    pub notes: BTreeSet<NoteId>,
    /// Something of the static picture: links, regions, camera, guides, rubber band, marquee. Ask for the shapes again.
    pub picture: bool,
    /// Pan, zoom or the size of the view.
    pub camera: bool,
    /// What is selected.
    pub selection: bool,
    /// What can be undone or redone.
    pub history: bool,
    /// Who is dead or cut, or slow, or in error.
    pub faults: bool,
    /// The run's numbers: rates, loads, queues, time.
    pub numbers: bool,
    /// What is served now, and why: told about once a second while it goes on.
    pub situation: bool,
    /// Playing or paused, speed.
    pub transport: bool,
    /// The verdicts.
    pub verdicts: bool,
    /// What the analysis finds out in its own time, or how far that is.
    pub findings: bool,
    /// The lesson under way, or how its goals stand.
    pub lesson: bool,
    /// The log of the run.
    pub log: bool,
    /// What faults cost, or how far that is counted.
    pub costs: bool,
    /// What the person is told.
    pub messages: bool,
}

impl Changes {
    /// Everything: what a page that has just been made needs.
    pub fn everything(
        components: impl IntoIterator<Item = ComponentId>,
        regions: impl IntoIterator<Item = RegionId>,
        notes: impl IntoIterator<Item = NoteId>,
    ) -> Self {
        Self {
            document: true,
            lists: true,
            components: order::set_of(components),
            regions: order::set_of(regions),
            notes: order::set_of(notes),
            picture: true,
            camera: true,
            selection: true,
            history: true,
            faults: true,
            numbers: true,
            situation: true,
            transport: true,
            verdicts: true,
            findings: true,
            lesson: true,
            log: true,
            costs: true,
            messages: true,
        }
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// These look different from now on. Links are all of the picture.
    pub fn look_different(&mut self, targets: impl IntoIterator<Item = Target>) {
        for target in targets {
            match target {
                Target::Component(id) => {
                    self.components.insert(id);
                }
                Target::Region(id) => {
                    self.regions.insert(id);
                }
                Target::Note(id) => {
                    self.notes.insert(id);
                }
                // A group has no looks of its own: its parts are told when they change.
                Target::Group(_) | Target::Link(_) => {}
            }
        }
        self.picture = true;
    }

    /// The camera shows another part of the world.
    pub fn camera_moved(&mut self) {
        self.camera = true;
        self.picture = true;
    }

    /// Takes over what another room has noted, which then has noted nothing.
    pub fn absorb(&mut self, other: &mut Changes) {
        let Changes {
            document,
            lists,
            components,
            regions,
            notes,
            picture,
            camera,
            selection,
            history,
            faults,
            numbers,
            situation,
            transport,
            verdicts,
            findings,
            lesson,
            log,
            costs,
            messages,
        } = std::mem::take(other);
        self.document |= document;
        self.lists |= lists;
        self.components.extend(components);
        self.regions.extend(regions);
        self.notes.extend(notes);
        self.picture |= picture;
        self.camera |= camera;
        self.selection |= selection;
        self.history |= history;
        self.faults |= faults;
        self.numbers |= numbers;
        self.situation |= situation;
        self.transport |= transport;
        self.verdicts |= verdicts;
        self.findings |= findings;
        self.lesson |= lesson;
        self.log |= log;
        self.costs |= costs;
        self.messages |= messages;
    }
}
