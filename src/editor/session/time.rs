//! What goes on by itself: frames, what is found out meanwhile, and the lesson under way.

use std::sync::Arc;

use super::Session;
use crate::editor::course::Course;
use crate::editor::simulation::Simulation;
use crate::formats::Opened;
use crate::lessons::Assignment;
use crate::model::{Rejection, Scenario};

/// What a lesson's sheet covers of a phone's canvas, as `style/folded.css` has it.
const LESSON_SHEET: f64 = 0.48;

/// Seconds after which callers know addresses, and keep them: of what is drawn then they learn late.
const SETTLED_S: f64 = 1.0;

impl Session {
    /// A frame at this time, in milliseconds of a clock that never goes back: the run goes on, dots move, a resting
    /// finger selects. Then ask for changes and requests, and for the dots.
    pub fn frame(&mut self, now_ms: f64) {
        self.hand.long_press(now_ms, &mut self.document);
        self.simulation.frame(&self.document, now_ms);
        // What the run itself has broken, by its script or by chaos, is seen.
        self.simulate(|_| ());
        if let Some(course) = &mut self.course
            && course.watch(self.simulation.run().now().as_seconds())
        {
            self.changes.lesson = true;
        }
    }

    /// Whether something moves by itself, so that [`Session::frame`] must be called for each frame.
    pub fn wants_frame(&self) -> bool {
        self.simulation.moves() || self.hand.waits_for_long_press() || self.is_thinking()
    }

    /// Whether there is more to find out. Not while a hand is at work: that needs the time.
    pub fn is_thinking(&self) -> bool {
        let waits =
            !self.findings.is_done() || self.lesson_waits() || self.simulation.wants_to_count();
        waits && self.hand.is_idle()
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
            return;
        }
        if self.lesson_waits()
            && let Some(course) = &mut self.course
        {
            let was_done = course.is_done();
            self.changes.lesson |= course.judge(&self.document);
            let has_run = self.simulation.run().now().as_seconds() > SETTLED_S;
            if !was_done && has_run && course.begins_anew() {
                self.simulate(Simulation::restart);
            }
            return;
        }
        self.simulation.count();
    }

    /// Begins a lesson: its system takes the place of the document, which is left to the page to save.
    ///
    /// # Errors
    /// Why not; the document in hand stays.
    pub fn begin_lesson(&mut self, assignment: Arc<Assignment>) -> Result<(), Rejection> {
        self.begin_standing(assignment.start().clone(), LESSON_SHEET)?;
        self.resume_lesson(assignment);
        self.simulate(|simulation| simulation.set_playing(true));
        Ok(())
    }

    /// Begins the lesson that comes with what was read from a file or a link; without one, opens that as it is.
    ///
    /// # Errors
    /// Why not; the document in hand stays.
    pub fn take_or_open(&mut self, opened: Opened) -> Result<(), Rejection> {
        let Some(assignment) = Assignment::of_own(&opened.scenario) else {
            return self.open(opened);
        };
        self.begin_lesson(assignment.into())?;
        self.tell_news(&opened.news());
        Ok(())
    }

    /// Goes on with what had been made of the lesson under way.
    ///
    /// # Errors
    /// Why not, in plain words; the document in hand stays.
    pub fn go_on_with(&mut self, work: Scenario) -> Result<(), String> {
        let Some(course) = &self.course else {
            return Err("It is no lesson.".to_owned());
        };
        if let Some(why) = course.refusal(&work) {
            return Err(why);
        }
        let assignment = Arc::clone(course.assignment());
        self.begin(work).map_err(|why| why.to_string())?;
        self.resume_lesson(assignment);
        self.simulate(|simulation| simulation.set_playing(true));
        Ok(())
    }

    /// Goes on with a lesson whose system is the document.
    pub fn resume_lesson(&mut self, assignment: Arc<Assignment>) {
        self.course = Some(Course::new(assignment));
        self.changes.lesson = true;
    }

    /// Answers the question of the lesson under way, by the answer's place.
    pub fn predict(&mut self, answer: usize) {
        if let Some(course) = &mut self.course {
            course.choose(answer);
            self.changes.lesson = true;
        }
    }

    /// Leaves the lesson; the document stays as it is.
    pub fn leave_lesson(&mut self) {
        self.course = None;
        self.changes.lesson = true;
    }
}
