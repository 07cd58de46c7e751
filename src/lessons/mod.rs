//! The course: from one server to a system that no single loss takes down, and what lies beyond.
//!
//! A lesson has a system to start from, a few sentences, a task, and goals that are checked, not believed: on the
//! drawing by the analysis, and by playing the drawing with parts of it killed. Tests hold that no lesson is solved
//! before it begins, and that each can be.

mod course;
mod goal;
mod judge;
mod play;

pub use course::ALL;
pub use goal::{Goal, Share};
pub use judge::{Attempt, Judging, Standing};

use crate::formats::json;
use crate::model::Scenario;

/// One lesson.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Lesson {
    /// Its name, for keeping progress.
    pub key: &'static str,
    /// What a person calls it.
    pub title: &'static str,
    /// What to know before, a paragraph each.
    pub text: &'static [&'static str],
    /// What to do, in a sentence.
    pub task: &'static str,
    /// When it is done: all of these are reached.
    pub goals: &'static [Goal],
    /// Hints; each tells more than the one before.
    pub hints: &'static [&'static str],
    /// What has been seen, for when it is done.
    pub learned: &'static str,
    file: &'static str,
}

impl Lesson {
    /// The system that it starts from.
    ///
    /// # Panics
    /// Never: a test reads every lesson.
    pub fn start(&self) -> Scenario {
        json::read(self.file).expect("every lesson starts from a sound file")
    }

    /// The lesson after it; `None` after the last.
    pub fn next(&self) -> Option<&'static Lesson> {
        let at = ALL.iter().position(|lesson| lesson.key == self.key)?;
        ALL.get(at + 1)
    }

    /// How each of its goals stands.
    ///
    /// Goals that need a run are played on the side, within a bound; ask again when the document rests, not at every
    /// move of a hand, and in slices ([`Lesson::begin_judging`]) where something else waits for it.
    pub fn judge(&self, attempt: &Attempt<'_>) -> Vec<Standing> {
        judge::judge(self.goals, attempt)
    }

    /// The same, to be gone on with in slices.
    pub fn begin_judging(&self, attempt: &Attempt<'_>) -> Judging {
        Judging::new(self.goals, attempt)
    }
}

/// The lesson of this key.
pub fn find(key: &str) -> Option<&'static Lesson> {
    ALL.iter().find(|lesson| lesson.key == key)
}

#[cfg(test)]
mod tests;
