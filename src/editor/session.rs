//! The session: one document being edited, with all that surrounds it.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::camera::{Camera, Insets};
use super::changes::Changes;
use super::commands::Request;
use super::gesture::{Gesture, Hand};
use super::history::{History, Moment};
use super::live::Live;
use super::messages::{Message, Messages, Severity};
use super::place;
use super::pointing::Light;
use super::selection::Selection;
use crate::model::geometry::REGION_TITLE;
use crate::model::{
    Component, ComponentId, Link, LinkId, Point, Rect, Region, RegionId, Scenario, Target, Topology,
};

/// The largest zoom that fitting chooses: a small system is not blown up.
const LARGEST_FIT: f64 = 1.25;

/// One document being edited: history, selection, camera, gesture, run, analysis, messages.
#[derive(Debug)]
pub struct Session {
    pub(super) document: Rc<Scenario>,
    /// Of the document as last committed; a gesture moves things without changing it.
    pub(super) topology: Rc<Topology>,
    pub(super) revision: u64,
    pub(super) history: History,
    pub(super) selection: Selection,
    pub(super) camera: Camera,
    pub(super) gesture: Gesture,
    pub(super) hand: Hand,
    pub(super) live: Live,
    pub(super) messages: Messages,
    pub(super) changes: Changes,
    pub(super) requests: Vec<Request>,
    pub(super) light: Light,
    pub(super) is_readonly: bool,
}

impl Session {
    /// A session on this document, which is taken to be sound; its frames are grown around their members.
    pub fn new(mut document: Scenario) -> Self {
        place::grow_frames(&mut document);
        let topology = Rc::new(Topology::new(&document));
        let mut session = Self {
            live: Live::new(&document),
            document: Rc::new(document),
            topology,
            revision: 0,
            history: History::default(),
            selection: Selection::default(),
            camera: Camera::default(),
            gesture: Gesture::Idle,
            hand: Hand::default(),
            messages: Messages::default(),
            changes: Changes::default(),
            requests: Vec::new(),
            light: Light::default(),
            is_readonly: false,
        };
        session.fit();
        session.everything_changed();
        session
    }

    /// From now on hands change nothing of the document: drags move the view, commands that edit cannot be done. Things
    /// can still be killed and revived, and the page may still open another document ([`Session::replace`]).
    pub fn set_readonly(&mut self, is_readonly: bool) {
        self.cancel_gesture();
        self.is_readonly = is_readonly;
        self.everything_changed();
    }

    /// The document.
    pub fn document(&self) -> &Scenario {
        &self.document
    }

    /// The document, shared: to keep it beyond this borrow.
    pub fn shared_document(&self) -> Rc<Scenario> {
        Rc::clone(&self.document)
    }

    /// Who is linked to whom, of the document as it was last committed.
    pub fn topology(&self) -> &Topology {
        &self.topology
    }

    /// Grows with every committed change of the document, undo and redo included.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The component of this id.
    pub fn component(&self, id: ComponentId) -> Option<&Component> {
        self.document.components.get(self.index_of(id)?)
    }

    /// The region of this id.
    pub fn region(&self, id: RegionId) -> Option<&Region> {
        self.document.region(id)
    }

    /// The link between these two.
    pub fn link(&self, id: LinkId) -> Option<&Link> {
        let from = self.index_of(id.from)?;
        let links = self.topology.out.get(from)?.iter();
        links
            .filter_map(|&l| self.document.links.get(l))
            .find(|l| l.id() == id)
    }

    /// What is selected.
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// Where one looks.
    pub fn camera(&self) -> &Camera {
        &self.camera
    }

    /// What can be undone and redone.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// What the hand is doing.
    pub fn gesture(&self) -> &Gesture {
        &self.gesture
    }

    /// What the person has been told and has not dismissed, the oldest first.
    pub fn messages(&self) -> &[Message] {
        self.messages.list()
    }

    /// Tells the person something that happened outside: `The file could not be read.`
    pub fn say(&mut self, severity: Severity, text: impl Into<String>) {
        self.messages.say(severity, text);
        self.changes.messages = true;
    }

    /// Takes a message away.
    pub fn dismiss(&mut self, number: u64) {
        self.messages.dismiss(number);
        self.changes.messages = true;
    }

    /// What changed since this was last asked. Ask after every call that may change something, and once a frame.
    pub fn take_changes(&mut self) -> Changes {
        std::mem::take(&mut self.changes)
    }

    /// What the page has to do for the session: open a dialog, write the clipboard … Ask right after `perform`, `key`
    /// and `pointer`, for browsers allow some of it only within the event.
    pub fn take_requests(&mut self) -> Vec<Request> {
        std::mem::take(&mut self.requests)
    }

    /// Tells the size of the canvas and what panels cover of it, in pixels. What was in the middle stays there.
    pub fn set_viewport(&mut self, width: f64, height: f64, insets: Insets) {
        let middle = self.camera.centre();
        self.camera.width = width.max(1.0);
        self.camera.height = height.max(1.0);
        self.camera.insets = insets;
        let (to, now) = (
            self.camera.open().centre(),
            self.camera.view_from_world(middle),
        );
        self.camera.pan(to.x - now.x, to.y - now.y);
        self.camera_moved();
    }

    /// Shows everything.
    pub fn fit(&mut self) {
        let content = place::content(&self.document).unwrap_or(Rect::card(Point::default()));
        self.camera.fit(content, LARGEST_FIT);
        self.camera_moved();
    }

    /// Shows what is selected, or everything.
    pub fn fit_selection(&mut self) {
        let all = self
            .selection
            .iter()
            .filter_map(|target| self.place_of(target))
            .reduce(Rect::union);
        match all {
            Some(content) => {
                self.camera.fit(content, LARGEST_FIT);
                self.camera_moved();
            }
            None => self.fit(),
        }
    }

    /// Zooms by a factor at the middle of the open part of the view.
    pub fn zoom_by(&mut self, factor: f64) {
        self.camera.zoom_at(self.camera.open().centre(), factor);
        self.camera_moved();
    }

    /// Moves the view so that this part of the world is in its middle: for a minimap.
    pub fn look_at(&mut self, world: Point) {
        let (to, now) = (
            self.camera.open().centre(),
            self.camera.view_from_world(world),
        );
        self.camera.pan(to.x - now.x, to.y - now.y);
        self.camera_moved();
    }

    /// Selects it alone and moves the view just so far that it is seen: for an entry of the log or a verdict.
    pub fn show(&mut self, target: Target) {
        if let Some(place) = self.place_of(target) {
            self.select([target]);
            self.camera.reveal(place);
            self.camera_moved();
        }
    }

    /// Selects exactly these, as far as they exist.
    pub fn select(&mut self, targets: impl IntoIterator<Item = Target>) {
        self.set_selection(Selection::of(targets));
    }

    /// The keyboard's focus came to this: it is selected alone, or becomes the end of the link that is being drawn.
    pub fn focus(&mut self, target: Target) {
        match (&self.gesture, target) {
            (Gesture::Linking(_), Target::Component(id)) => self.aim_link_at(Some(id)),
            (Gesture::Idle, _) if !self.selection.contains(target) => self.select([target]),
            _ => {}
        }
    }

    /// Where a thing lies on the canvas: its card, its frame, the bounds of its curve.
    pub fn place_of(&self, target: Target) -> Option<Rect> {
        match target {
            Target::Component(id) => self.component(id).map(|c| Rect::card(c.at)),
            Target::Region(id) => self.region(id).map(|r| r.frame),
            Target::Link(id) => self.curve_of(id).map(|curve| curve.bounds()),
        }
    }

    /// The title bar of a region.
    pub fn title_bar(region: &Region) -> Rect {
        Rect {
            height: REGION_TITLE.min(region.frame.height),
            ..region.frame
        }
    }

    /// These look different from now on.
    pub(super) fn look_different(&mut self, targets: impl IntoIterator<Item = Target>) {
        for target in targets {
            match target {
                Target::Component(id) => {
                    self.changes.components.insert(id);
                }
                Target::Region(id) => {
                    self.changes.regions.insert(id);
                }
                Target::Link(_) => {}
            }
        }
        self.changes.picture = true;
    }

    /// The components and regions that are selected, with all that is in selected regions.
    pub(super) fn selected_parts(&self) -> (BTreeSet<ComponentId>, BTreeSet<RegionId>) {
        let document = &self.document;
        let inner = self
            .selection
            .regions()
            .flat_map(|id| place::within(document, id));
        let regions: BTreeSet<RegionId> = inner.collect();
        let is_in = |c: &&Component| c.region.is_some_and(|r| regions.contains(&r));
        let mut components: BTreeSet<ComponentId> = self.selection.components().collect();
        components.extend(document.components.iter().filter(is_in).map(|c| c.id));
        (components, regions)
    }

    pub(super) fn index_of(&self, id: ComponentId) -> Option<usize> {
        self.topology.index.get(&id).copied()
    }

    pub(super) fn moment(&self) -> Moment {
        Moment {
            document: Rc::clone(&self.document),
            selection: self.selection.clone(),
        }
    }

    /// Selects these, as far as they exist: nothing that is gone is ever selected.
    pub(super) fn set_selection(&mut self, mut selection: Selection) {
        selection.keep(|target| match target {
            Target::Component(id) => self.index_of(id).is_some(),
            Target::Region(id) => self.region(id).is_some(),
            Target::Link(id) => self.link(id).is_some(),
        });
        if selection == self.selection {
            return;
        }
        let old = std::mem::replace(&mut self.selection, selection);
        let different: Vec<Target> = old.iter().chain(self.selection.iter()).collect();
        self.look_different(different);
        self.changes.selection = true;
    }

    pub(super) fn camera_moved(&mut self) {
        self.changes.camera = true;
        self.changes.picture = true;
    }

    /// The next `take_changes` says that everything changed: for a page that has just been made.
    pub fn everything_changed(&mut self) {
        let components = self.document.components.iter().map(|c| c.id);
        let regions = self.document.regions.iter().map(|r| r.id);
        self.changes = Changes::everything(components, regions);
    }
}
