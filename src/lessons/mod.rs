//! The course: from one server to a system that no single loss takes down, and what lies beyond.
//!
//! A lesson has a system to start from, a few sentences, a question to answer before something is killed, a task, and
//! goals that are checked, not believed: on the drawing by the analysis, and by playing the drawing with parts of it
//! killed. What holds in each of them ([`Rules`]) keeps the question from being changed instead of answered. Tests hold
//! that no lesson is solved before it begins, that each can be, and that a dozen wrong answers to each are not taken.

mod course;
mod drawn;
mod goal;
mod judge;
mod play;
mod rules;

pub use course::GROUPS;
pub use goal::{Goal, Share};
pub use judge::{Attempt, Judgement, Judging, Outcome, Standing};
pub use rules::Rules;

use crate::formats::json;
use crate::model::Scenario;

/// Lessons that belong together.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Group {
    /// What they are about.
    pub title: &'static str,
    /// They, in their order.
    pub lessons: &'static [Lesson],
}

/// One lesson.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Lesson {
    /// Its name, for keeping progress and in addresses.
    pub key: &'static str,
    /// What a person calls it.
    pub title: &'static str,
    /// What to know before, a paragraph each.
    pub text: &'static [&'static str],
    /// What to do, in a sentence.
    pub task: &'static str,
    /// What to answer before something is killed.
    pub predict: Option<Predict>,
    /// When it is done: all of these are reached.
    pub goals: &'static [Goal],
    /// Hints; each tells more than the one before.
    pub hints: &'static [&'static str],
    /// What has been seen, for when it is done.
    pub learned: &'static str,
    /// What is not to be changed.
    pub rules: Rules,
    file: &'static str,
}

/// A question to answer before something is killed. There are no marks: the answer is drawn over what comes.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Predict {
    /// The question.
    pub ask: &'static str,
    /// What it is about, by its id: a part, a region, a shared fate or a link.
    pub kill: &'static str,
    /// What one may say.
    pub answers: &'static [Answer],
}

/// What one may say, and what would come then.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Answer {
    /// The answer.
    pub text: &'static str,
    /// From how many seconds after the fault on such a share would be served, 0 to 1; none where it is not about that.
    pub served: &'static [(f64, f64)],
}

impl Lesson {
    /// The system that it starts from.
    ///
    /// # Panics
    /// Never: a test reads every lesson.
    pub fn start(&self) -> Scenario {
        json::read(self.file).expect("every lesson starts from a sound file")
    }

    /// Its place in the course, from 1.
    pub fn number(&self) -> usize {
        1 + all().take_while(|lesson| lesson.key != self.key).count()
    }

    /// The lesson after it; `None` after the last.
    pub fn next(&self) -> Option<&'static Lesson> {
        all().nth(self.number())
    }

    /// The lesson before it; `None` before the first.
    pub fn previous(&self) -> Option<&'static Lesson> {
        all().nth(self.number().checked_sub(2)?)
    }

    /// How an attempt stands.
    ///
    /// Goals that need a run are played on the side, within a bound; ask again when the document rests, not at every
    /// move of a hand, and in slices ([`Lesson::begin_judging`]) where something else waits for it.
    pub fn judge(&self, attempt: &Attempt<'_>) -> Judgement {
        judge::judge(self.begin_judging(attempt))
    }

    /// The same, to be gone on with in slices.
    pub fn begin_judging(&self, attempt: &Attempt<'_>) -> Judging {
        Judging::new(self.goals, &self.rules, &self.start(), attempt)
    }
}

/// All lessons, in their order.
pub fn all() -> impl Iterator<Item = &'static Lesson> {
    GROUPS.iter().flat_map(|group| group.lessons)
}

/// How many there are.
pub fn count() -> usize {
    all().count()
}

/// The lesson of this key.
pub fn find(key: &str) -> Option<&'static Lesson> {
    all().find(|lesson| lesson.key == key)
}

#[cfg(test)]
mod tests;
