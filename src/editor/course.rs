//! A lesson under way: its system is the document, and its goals are judged whenever that rests.

use std::collections::BTreeSet;

use super::session::Session;
use crate::lessons::{Attempt, Goal, Lesson, Standing};
use crate::model::{Rejection, Target};

/// A lesson under way.
#[derive(Clone, Debug)]
pub struct Course {
    lesson: &'static Lesson,
    /// All that was dead at some moment since it began.
    killed: BTreeSet<Target>,
    standing: Vec<Standing>,
    /// Of what the standing is: the revision of the document, and how much had been killed.
    judged: Option<(u64, usize)>,
    done: bool,
}

impl Course {
    /// The lesson.
    pub fn lesson(&self) -> &'static Lesson {
        self.lesson
    }

    /// How each of its goals stands.
    pub fn standing(&self) -> &[Standing] {
        &self.standing
    }

    /// Whether all goals were reached at some moment: what is learned stays learned.
    pub fn is_done(&self) -> bool {
        self.done
    }

    /// What the standing hangs on.
    fn state(&self, revision: u64) -> (u64, usize) {
        let by_kills = self
            .lesson
            .goals
            .iter()
            .any(|g| matches!(g, Goal::Killed(_)));
        (revision, if by_kills { self.killed.len() } else { 0 })
    }
}

impl Session {
    /// Begins a lesson: its system takes the place of the document, as one step that undo takes back.
    ///
    /// # Errors
    /// Why not; the document in hand stays.
    pub fn begin_lesson(&mut self, lesson: &'static Lesson) -> Result<(), Rejection> {
        self.replace(format!("Lesson: {}", lesson.title), lesson.start())?;
        self.live.course = Some(Course {
            lesson,
            killed: BTreeSet::new(),
            standing: vec![Standing::Untried; lesson.goals.len()],
            judged: None,
            done: false,
        });
        self.play();
        self.changes.lesson = true;
        Ok(())
    }

    /// Leaves the lesson; the document stays as it is.
    pub fn leave_lesson(&mut self) {
        self.live.course = None;
        self.changes.lesson = true;
    }

    /// The lesson under way.
    pub fn course(&self) -> Option<&Course> {
        self.live.course.as_ref()
    }

    /// What is dead now was killed in this lesson.
    pub(super) fn lesson_sees_dead(&mut self) {
        if let Some(course) = &mut self.live.course {
            course.killed.extend(&self.live.dead);
        }
    }

    /// Whether the lesson's goals have to be judged anew.
    pub(super) fn lesson_waits(&self) -> bool {
        let waits = |course: &Course| course.judged != Some(course.state(self.revision));
        self.live.course.as_ref().is_some_and(waits)
    }

    /// Judges the goals. Those that need a run are played here, within a bound.
    pub(super) fn judge_lesson(&mut self) {
        let (document, revision) = (self.shared_document(), self.revision);
        let Some(course) = &mut self.live.course else {
            return;
        };
        course.judged = Some(course.state(revision));
        course.standing = course.lesson.judge(&Attempt {
            scenario: &document,
            killed: &course.killed,
        });
        course.done |= course.standing.iter().all(|s| *s == Standing::Reached);
        self.changes.lesson = true;
    }
}
