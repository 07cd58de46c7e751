//! The session: one document being edited, one of each room, and what they tell each other.
//!
//! # What holds
//! - The rooms do not know each other's owners: a step of the document is told to the simulation, then to the findings,
//!   then to the course, and each notes what changed for the page. This file is the one place where that order stands.
//! - The document changes by [`Session::propose`], undo, redo and [`Session::replace`], each one step or none. Where it is
//!   only to be read, only the last of these does anything: the page may still open another document.
//! - Whatever may have changed the run goes through [`Session::simulate`], after which the findings know what is dead.
//! - A change by other means than the hand's ends what the hand is doing with the document.

pub mod messages;
pub mod outline;
pub mod picture;
pub mod request;

use std::sync::Arc;

use self::messages::{Message, Messages, Severity};
use self::request::Request;
use super::changes::Changes;
use super::course::Course;
use super::document::add::{self, Drawn};
use super::document::proposal::Proposal;
use super::document::{Document, Stepped, clipboard, link_ends};
use super::findings::Findings;
use super::gestures::hand::{self, Gesture, Hand, Outcome, Reach};
use super::input::{PointerEvent, Wheel};
use super::simulation::Simulation;
use super::view::{self, View};
use crate::analysis::Failed;
use crate::lessons::Lesson;
use crate::model::{ComponentId, Edit, Rejection, Scenario, Target};

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
            changes: Changes::default(),
        };
        session.view.fit(session.document.content());
        session.everything_changed();
        session
    }

    /// A session on the small living system of the first visit.
    pub fn first() -> Self {
        Self::new(clipboard::first_scenario())
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

    /// What the analysis says.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// What the analysis says, to point at it and to ask for more.
    pub fn findings_mut(&mut self) -> &mut Findings {
        &mut self.findings
    }

    /// The lesson under way.
    pub fn course(&self) -> Option<&Course> {
        self.course.as_ref()
    }

    /// What the hand is doing.
    pub fn gesture(&self) -> &Gesture {
        self.hand.gesture()
    }

    /// Whether the hand does nothing.
    pub(super) fn is_idle(&self) -> bool {
        self.hand.is_idle()
    }

    /// What the person has been told and has not dismissed, the oldest first.
    pub fn messages(&self) -> &[Message] {
        self.messages.list()
    }

    /// Tells the person something: `The file could not be read.`
    pub fn say(&mut self, severity: Severity, text: impl Into<String>) {
        self.messages.say(severity, text);
        self.changes.messages = true;
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
        changes
    }

    /// The next `take_changes` says that everything changed: for a page that has just been made.
    pub fn everything_changed(&mut self) {
        let scenario = self.document.scenario();
        let components = scenario.components.iter().map(|c| c.id);
        let regions = scenario.regions.iter().map(|r| r.id);
        self.changes = Changes::everything(components, regions);
    }

    /// Whether hands may change nothing of the document.
    pub fn is_readonly(&self) -> bool {
        self.is_readonly
    }

    /// From now on hands change nothing of the document: drags move the view, commands that edit cannot be done. Things
    /// can still be killed and revived, and the page may still open another document ([`Session::replace`]).
    pub fn set_readonly(&mut self, is_readonly: bool) {
        self.cancel_gesture();
        self.is_readonly = is_readonly;
        self.everything_changed();
    }
}

/// How the document changes, and who is told.
impl Session {
    /// Takes a step that was proposed, selects and says what it wants. What a gesture has changed so far is given up.
    ///
    /// # Errors
    /// What is wrong with it; the document is as it was.
    pub fn try_propose(&mut self, proposal: Proposal) -> Result<(), Rejection> {
        self.hand.yield_document(&mut self.document);
        if self.is_readonly {
            return Err(Rejection::ReadOnly);
        }
        let Proposal {
            label,
            edits,
            squash,
            selects,
            notes,
        } = proposal;
        let stepped = self.document.take(label, edits, squash)?;
        self.tell(stepped);
        if let Some(targets) = selects {
            self.document.select(targets);
        }
        for note in notes {
            self.say(Severity::Note, note);
        }
        Ok(())
    }

    /// The same; where it is refused the person is told why. Returns whether it was taken.
    pub fn propose(&mut self, proposal: Proposal) -> bool {
        let taken = self.try_propose(proposal);
        if let Err(rejection) = &taken {
            self.say(Severity::Failure, rejection.to_string());
        }
        taken.is_ok()
    }

    /// Takes the last step back. Nothing happens if there is none.
    pub fn undo(&mut self) {
        if !self.is_readonly {
            self.cancel_gesture();
            let stepped = self.document.undo();
            self.tell(stepped);
        }
    }

    /// Does the step again that was last taken back.
    pub fn redo(&mut self) {
        if !self.is_readonly {
            self.cancel_gesture();
            let stepped = self.document.redo();
            self.tell(stepped);
        }
    }

    /// Opens another document in the place of this one: one step, which undo takes back. Whatever the hand was doing with
    /// the old one is over. For the page, which may do so also where hands may only read.
    ///
    /// # Errors
    /// Why not; the document in hand stays.
    pub fn replace(
        &mut self,
        label: impl Into<String>,
        document: Scenario,
    ) -> Result<(), Rejection> {
        self.cancel_gesture();
        let edits = vec![Edit::Replace(Box::new(document))];
        let stepped = self.document.take(label.into(), edits, None)?;
        self.tell(stepped);
        self.simulate(Simulation::restart);
        self.document.select([]);
        self.view.fit(self.document.content());
        Ok(())
    }

    /// Whoever lives by the document is told of a step: the run, then the findings.
    fn tell(&mut self, stepped: Option<Stepped>) {
        if stepped.is_some() {
            let sound = Arc::clone(self.document.sound());
            self.simulation.document_changed(&sound);
            self.simulation.reflect();
            self.judge();
        }
    }

    /// Does something with the run, then sees what that has broken.
    pub fn simulate<T>(&mut self, act: impl FnOnce(&mut Simulation) -> T) -> T {
        let result = act(&mut self.simulation);
        if self.simulation.reflect() {
            self.judge();
        }
        result
    }

    /// The document or what is dead is another: the findings and the course are told.
    fn judge(&mut self) {
        let failed = failed_by(self.simulation.faults());
        self.findings.judge(self.document.sound(), failed);
        if let Some(course) = &mut self.course {
            course.see_dead(self.simulation.dead());
        }
    }
}

/// What the hand does.
impl Session {
    /// A pointer did something on the canvas, or anywhere while it is captured.
    pub fn pointer(&mut self, event: PointerEvent) {
        let outcome = self.with_hand(|hand, reach| hand.pointer(event, reach));
        self.carry_out(outcome);
    }

    /// The wheel was turned: pans, or zooms at the pointer while control (or ⌘) is held.
    pub fn wheel(&mut self, wheel: Wheel) {
        hand::wheel(&mut self.view, wheel);
    }

    /// Gives up what the hand is doing and takes back what it changed. Returns whether it was doing anything.
    pub fn cancel_gesture(&mut self) -> bool {
        self.hand.cancel(&mut self.document)
    }

    /// Begins to draw a link from this component; ended by a click, by Enter, or by the pointer that is named.
    pub fn begin_link(&mut self, from: ComponentId, pointer: Option<i32>) {
        self.with_hand(|hand, reach| hand.begin_link(from, pointer, reach));
    }

    /// Enter: ends a link that is drawn by keys where it points. Returns whether there was one.
    pub(super) fn finish_link_by_key(&mut self) -> bool {
        let outcome = self.hand.finish_link_by_key();
        let was_one = outcome.is_some();
        self.carry_out(outcome);
        was_one
    }

    /// Whether the link that is being drawn may end at this component, or the sentence that says why not; `None` while none
    /// is drawn, and for the component that it starts at.
    pub fn link_target(&self, id: ComponentId) -> Option<Result<(), String>> {
        self.hand.linking()?.target(&self.document, id)
    }

    /// The hand takes something out of the palette. Its moves go to [`Session::pointer`], in view pixels of the canvas,
    /// also while it is still over the palette.
    pub fn begin_place(&mut self, drawn: Drawn, pointer: i32) {
        self.with_hand(|hand, reach| hand.begin_place(drawn, pointer, reach));
    }

    /// The keyboard's focus came to this: it is selected alone, or becomes the end of the link that is being drawn.
    pub fn focus(&mut self, target: Target) {
        match (self.hand.gesture(), target) {
            (Gesture::Linking(_), Target::Component(id)) => {
                self.hand.aim_link_at(&self.document, id);
            }
            (Gesture::Idle, _) if !self.document.selection().contains(target) => {
                self.document.select([target]);
            }
            _ => {}
        }
    }

    /// Selects it alone and moves the view just so far that it is seen: for an entry of the log or a verdict.
    pub fn show(&mut self, target: Target) {
        if let Some(place) = view::place_of(&self.document, target) {
            self.document.select([target]);
            self.view.reveal(place);
        }
    }

    fn with_hand<T>(&mut self, act: impl FnOnce(&mut Hand, &mut Reach<'_>) -> T) -> T {
        let mut reach = Reach {
            document: &mut self.document,
            view: &mut self.view,
            is_readonly: self.is_readonly,
        };
        act(&mut self.hand, &mut reach)
    }

    fn carry_out(&mut self, outcome: Option<Outcome>) {
        match outcome {
            None => {}
            Some(Outcome::Squash(label)) => match self.document.squash(label) {
                Ok(stepped) => self.tell(stepped),
                Err(rejection) => self.say(Severity::Failure, rejection.to_string()),
            },
            Some(Outcome::Link(from, to)) => match link_ends::link(&self.document, from, to) {
                Ok(proposal) => {
                    self.propose(proposal);
                }
                Err(refusal) => self.say(Severity::Failure, refusal.to_string()),
            },
            Some(Outcome::PutDown(drawn, at)) => {
                self.propose(add::put_down(&self.document, drawn, at));
            }
            Some(Outcome::Menu(at, target)) => self.request(Request::ContextMenu { at, target }),
            Some(Outcome::Rename(target)) => self.request(Request::Rename(target)),
        }
    }
}

/// What goes on by itself.
impl Session {
    /// A frame at this time, in milliseconds of a clock that never goes back: the run goes on, dots move, a resting
    /// finger opens the menu. Then ask for changes and requests, and for the dots.
    pub fn frame(&mut self, now_ms: f64) {
        let outcome = self.hand.long_press(now_ms, &mut self.document);
        self.carry_out(outcome);
        self.simulate(|simulation| simulation.frame(now_ms));
    }

    /// Whether something moves by itself, so that [`Session::frame`] must be called for each frame.
    pub fn wants_frame(&self) -> bool {
        self.simulation.moves() || self.hand.waits_for_long_press() || self.is_thinking()
    }

    /// Whether there is more to find out. Not while a hand is at work: that needs the time.
    pub fn is_thinking(&self) -> bool {
        (!self.findings.is_done() || self.lesson_waits()) && self.hand.is_idle()
    }

    fn lesson_waits(&self) -> bool {
        let revision = self.document.revision();
        self.course.as_ref().is_some_and(|c| c.waits(revision))
    }

    /// Finds out a little more of what takes its time: call it while [`Session::is_thinking`] and the frame has room.
    pub fn think(&mut self) {
        if !self.is_thinking() {
            return;
        }
        if !self.findings.is_done() {
            self.findings.step();
        } else if let Some(course) = &mut self.course {
            self.changes.lesson |= course.judge(&self.document);
        }
    }

    /// Begins a lesson: its system takes the place of the document, as one step that undo takes back.
    ///
    /// # Errors
    /// Why not; the document in hand stays.
    pub fn begin_lesson(&mut self, lesson: &'static Lesson) -> Result<(), Rejection> {
        self.replace(format!("Lesson: {}", lesson.title), lesson.start())?;
        self.course = Some(Course::new(lesson));
        self.simulate(|simulation| simulation.set_playing(true));
        self.changes.lesson = true;
        Ok(())
    }

    /// Leaves the lesson; the document stays as it is.
    pub fn leave_lesson(&mut self) {
        self.course = None;
        self.changes.lesson = true;
    }
}

/// What is dead for the analysis: what was killed, crashed or cut itself.
fn failed_by(faults: &crate::engine::Faults) -> Failed {
    let killed = faults.killed.iter().chain(&faults.crashed).copied();
    let regions = faults.regions.iter().copied();
    let cut = faults.cut.iter().copied();
    killed
        .map(Target::Component)
        .chain(regions.map(Target::Region))
        .chain(cut.map(Target::Link))
        .collect()
}
