//! The session: one document being edited, one of each room, and what they tell each other.
//!
//! # What holds
//! - The rooms do not know each other's owners: a step of the document is told to the simulation, then to the findings,
//!   then to the course, and each notes what changed for the page. `steps` is the one place where that order stands.
//! - The document changes by [`Session::propose`], undo and redo, each one step or none; [`Session::begin`] begins with another. Where it is
//!   only to be read, only the last of these does anything: the page may still open another document.
//! - Whatever may have changed the run goes through [`Session::simulate`], after which the findings know what is dead.
//! - A change by other means than a gesture ends what a gesture does with the document.

mod announce;
pub mod fate_chips;
mod hand;
pub mod invitation;
pub mod messages;
mod original;
pub mod outline;
pub mod picture;
pub mod request;
mod stacks;
mod standing;
mod steps;
mod time;
mod walk;

use std::sync::Arc;

use self::messages::{Message, Messages, Severity, Topic};
use self::request::Request;
use super::changes::Changes;
use super::course::Course;
use super::document::{Document, clipboard};
use super::findings::Findings;
use super::gestures::gesture::Gesture;
use super::gestures::hand::Hand;
use super::simulation::Simulation;
use super::simulation::situation::Situation;
use super::view::View;
use super::view::stacks::Stack;
use crate::model::{ComponentId, Point, Scenario, Target};

/// One document being edited.
#[derive(Debug)]
pub struct Session {
    document: Document,
    view: View,
    simulation: Simulation,
    findings: Findings,
    course: Option<Course>,
    hand: Hand,
    messages: Messages,
    requests: Vec<Request>,
    is_readonly: bool,
    is_locked: bool,
    /// What on the canvas had the keyboard's focus last.
    stop: Option<Target>,
    /// What the gallery has for the sentences of the script.
    original: Option<original::Original>,
    /// How far it has been read out what happened.
    told: Option<announce::Told>,
    /// The part whose links are gone through.
    links_of: Option<ComponentId>,
    /// Where the menu of the ground was opened, in the world.
    menu_place: Option<Point>,
    /// Whether the person is invited to kill something.
    invites: bool,
    /// What stood as one card when this was last told.
    stacked: (u64, Vec<Arc<Stack>>),
    /// Of what belongs to no room.
    changes: Changes,
}

impl Session {
    /// A session on this document, which is taken to be sound; its frames are grown around their members.
    pub fn new(scenario: Scenario) -> Self {
        let document = Document::new(scenario);
        let mut session = Self {
            simulation: Simulation::new(document.sound()),
            findings: Findings::new(document.sound()),
            document,
            view: View::default(),
            course: None,
            hand: Hand::default(),
            messages: Messages::default(),
            requests: Vec::new(),
            is_readonly: false,
            is_locked: false,
            stop: None,
            links_of: None,
            menu_place: None,
            original: None,
            told: None,
            invites: false,
            stacked: (0, Vec::new()),
            changes: Changes::default(),
        };
        session.view.fit(session.document.content());
        session.everything_changed();
        session
    }

    /// A session on the small living system of the first visit.
    pub fn first() -> Self {
        Self::new(Self::first_scenario())
    }

    /// The small living system of the first visit.
    pub fn first_scenario() -> Scenario {
        clipboard::first_scenario()
    }

    /// The document.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The document, to select in it.
    pub fn document_mut(&mut self) -> &mut Document {
        &mut self.document
    }

    /// The view.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// The view, to move the camera.
    pub fn view_mut(&mut self) -> &mut View {
        &mut self.view
    }

    /// The run and what is dead in it.
    pub fn simulation(&self) -> &Simulation {
        &self.simulation
    }

    /// What is served now, and why.
    pub fn situation(&self) -> Situation {
        self.simulation.situation()
    }

    /// What the analysis says.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// What the analysis says, to point at it and to ask for more.
    pub fn findings_mut(&mut self) -> &mut Findings {
        &mut self.findings
    }

    /// Whether a lesson is taken that wants drawn by hand what a button would do.
    pub fn withholds_mends(&self) -> bool {
        self.course().is_some_and(Course::withholds_mends)
    }

    /// The lesson under way.
    pub fn course(&self) -> Option<&Course> {
        self.course.as_ref()
    }

    /// The gesture under way.
    pub fn gesture(&self) -> &Gesture {
        self.hand.gesture()
    }

    /// Whether no gesture is under way.
    pub(super) fn is_idle(&self) -> bool {
        self.hand.is_idle()
    }

    /// What the person has been told and has not dismissed, the oldest first.
    pub fn messages(&self) -> &[Message] {
        self.messages.list()
    }

    /// Tells the person something: `The file could not be read.`
    pub fn say(&mut self, severity: Severity, text: impl Into<String>) {
        self.say_of(Topic::Other, severity, text);
    }

    /// The same of something that may be another soon.
    pub fn say_of(&mut self, topic: Topic, severity: Severity, text: impl Into<String>) {
        self.messages.say(severity, topic, text);
        self.changes.messages = true;
    }

    /// Says why the drawing was not changed, until it is.
    pub fn refuse(&mut self, why: impl Into<String>) {
        self.say_of(Topic::Drawing, Severity::Failure, why);
    }

    /// What messages of this topic speak of is another.
    pub(super) fn outdate(&mut self, topic: Topic) {
        self.changes.messages |= self.messages.outdated(topic);
    }

    /// Takes a message away.
    pub fn dismiss(&mut self, number: u64) {
        self.messages.dismiss(number);
        self.changes.messages = true;
    }

    /// Asks the page for something.
    pub(super) fn request(&mut self, request: Request) {
        self.requests.push(request);
    }

    /// What the page has to do for the session: open a dialog, write the clipboard … Ask right after `perform`, `key`
    /// and `pointer`, for browsers allow some of it only within the event.
    pub fn take_requests(&mut self) -> Vec<Request> {
        std::mem::take(&mut self.requests)
    }

    /// What changed since this was last asked. Ask after every call that may change something, and once a frame.
    pub fn take_changes(&mut self) -> Changes {
        let mut changes = std::mem::take(&mut self.changes);
        changes.absorb(&mut self.document.changes);
        changes.absorb(&mut self.view.changes);
        changes.absorb(&mut self.simulation.changes);
        changes.absorb(&mut self.findings.changes);
        changes.absorb(&mut self.hand.changes);
        self.note_stacks(&mut changes);
        changes
    }

    /// Whose part looks different looks different itself; and so do all where other parts stand as one card.
    fn note_stacks(&mut self, changes: &mut Changes) {
        let (version, stacks) = self.view.stacks(&self.document);
        let of_stacks = |stacks: &[Arc<Stack>]| {
            let members = stacks.iter().flat_map(|stack| stack.members.clone());
            members.map(Target::Component).collect::<Vec<_>>()
        };
        if version != self.stacked.0 {
            let gone = std::mem::replace(&mut self.stacked, (version, stacks.clone())).1;
            changes.look_different(of_stacks(&gone));
            changes.look_different(of_stacks(&stacks));
            changes.lists = true;
        }
        let components = &changes.components;
        let firsts: Vec<_> = stacks
            .iter()
            .filter(|stack| stack.members.iter().any(|id| components.contains(id)))
            .filter_map(|stack| stack.first())
            .collect();
        changes.components.extend(firsts);
    }

    /// The next `take_changes` says that everything changed: for a page that has just been made.
    pub fn everything_changed(&mut self) {
        let scenario = self.document.scenario();
        let components = scenario.components.iter().map(|c| c.id);
        let regions = scenario.regions.iter().map(|r| r.id);
        let notes = scenario.notes.iter().map(|n| n.id);
        self.changes = Changes::everything(components, regions, notes);
    }

    /// Whether hands may change nothing of the document: it is only shown, or locked.
    pub fn is_readonly(&self) -> bool {
        self.is_readonly || self.is_locked
    }

    /// Whether this session only shows: nothing is opened in it by hand either.
    pub fn only_shows(&self) -> bool {
        self.is_readonly
    }

    /// Whether the person has locked the drawing against their own hands.
    pub fn is_locked(&self) -> bool {
        self.is_locked
    }

    /// Locks the drawing, or unlocks it. What is opened in its place is not locked.
    pub fn set_locked(&mut self, is_locked: bool) {
        self.cancel_gesture();
        self.outdate(Topic::Lock);
        self.is_locked = is_locked;
        self.everything_changed();
    }

    /// From now on hands change nothing of the document: drags move the view, commands that edit cannot be done. Things
    /// can still be killed and revived, and the page may still open another document ([`Session::begin`]).
    pub fn set_readonly(&mut self, is_readonly: bool) {
        self.cancel_gesture();
        self.is_readonly = is_readonly;
        self.everything_changed();
    }
}
