//! The course: from one server to a system that no single loss takes down, and what lies beyond.
//!
//! A lesson has a system to start from, a few sentences, a question to answer before something is killed, a task, and
//! goals that are checked, not believed: on the drawing by the analysis, and by playing the drawing with parts of it
//! killed. What holds in each of them (`rules`) keeps the question from being changed instead of answered. Tests hold
//! that no lesson is solved before it begins, that each can be, and that a dozen wrong answers to each are not taken.
//!
//! Lessons of one's own stand in the files of their scenarios ([`model::Lesson`]). They and those of the course are taken as
//! an [`Assignment`], and by one judge.

mod assignment;
mod course;
mod drawn;
mod judge;
mod play;
mod reach;
mod rules;

pub use assignment::Assignment;
pub use course::GROUPS;
pub use judge::{Attempt, Judgement, Judging, Outcome, Standing, judge};
pub use rules::refusal;

use crate::formats::json;
pub use crate::model::lesson::Goal;
use crate::model::lesson::{self, Palette};
use crate::model::{self, Kind, Scenario};

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

/// What a lesson of the course leaves to be changed of its start, and what not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rules {
    /// Parts that stay as they are, beside the users: no setting of theirs is changed, and none is taken away.
    pub locked: &'static [&'static str],
    /// Settings of parts that stay as they are which may be changed all the same, by their keys.
    pub free: &'static [&'static str],
    /// What the palette shows.
    pub palette: &'static [Kind],
    /// Whether it shows regions.
    pub regions: bool,
    /// Whether verdicts offer their mends before the lesson is done: where drawing them by hand is no lesson.
    pub mends: bool,
}

impl Rules {
    /// The users alone stay as they are, and the palette shows these.
    pub const fn showing(palette: &'static [Kind]) -> Self {
        Self {
            locked: &[],
            free: &[],
            palette,
            regions: false,
            mends: false,
        }
    }
}

/// To which system a question is put.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum When {
    /// The one that the lesson starts from, before anything is changed.
    AtTheStart,
    /// One that reaches the lesson's goals.
    Built,
}

/// A question to answer before something is killed. There are no marks: the answer is drawn over what comes.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Predict {
    /// The question.
    pub ask: &'static str,
    /// What it is about, by its id: a part, a region, a shared fate or a link.
    pub kill: &'static str,
    /// To which system it is put.
    pub when: When,
    /// The answer that comes nearest to what happens, by its place.
    pub comes: usize,
    /// Seconds after the fault by which that is to be seen.
    pub seen_s: u16,
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

    /// What it asks, beside its start.
    fn asked(&self, start: &Scenario) -> model::Lesson {
        let texts = |list: &[&str]| list.iter().map(|&text| text.to_owned()).collect();
        let answer = |answer: &Answer| lesson::Answer {
            text: answer.text.to_owned(),
            served: answer.served.to_vec(),
        };
        let predict = |predict: Predict| {
            Some(lesson::Predict {
                ask: predict.ask.to_owned(),
                kill: start.target(predict.kill)?,
                answers: predict.answers.iter().map(answer).collect(),
            })
        };
        let locked = self.rules.locked.iter();
        model::Lesson {
            text: texts(self.text),
            task: self.task.to_owned(),
            goals: self.goals.to_vec(),
            predict: self.predict.and_then(predict),
            hints: texts(self.hints),
            learned: self.learned.to_owned(),
            next: String::new(),
            locked: locked.filter_map(|id| start.target(id)).collect(),
            free: texts(self.rules.free),
            palette: Some(Palette {
                kinds: self.rules.palette.to_vec(),
                regions: self.rules.regions,
            }),
            mends: self.rules.mends,
        }
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
