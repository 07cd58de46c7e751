//! A lesson that goes with a scenario: what to do with it, and when it is done.
//!
//! The scenario is where the lesson starts. A lesson changes nothing of what a run or the analysis makes of it; texts, goals
//! and rules are for who learns. The course that is built in and the lessons in files are both of this form.

mod form;
mod goal;

pub use form::{FORMS, Form, Parts, Takes, Value, form};
pub use goal::{Goal, Share, one};

use super::{Kind, Target};

/// How much a lesson may hold. Texts are counted in characters.
pub mod most {
    /// Paragraphs before the task.
    pub const PARAGRAPHS: usize = 20;
    /// Characters of a paragraph, and of what has been learned.
    pub const PARAGRAPH: usize = 1_000;
    /// Characters of the task, of a question and of a hint.
    pub const SENTENCE: usize = 400;
    /// Goals.
    pub const GOALS: usize = 20;
    /// Hints.
    pub const HINTS: usize = 10;
    /// Answers to the question.
    pub const ANSWERS: usize = 6;
    /// Characters of an answer.
    pub const ANSWER: usize = 120;
    /// Steps of the share that an answer expects to be served.
    pub const STEPS: usize = 8;
    /// What is locked.
    pub const LOCKED: usize = 500;
    /// Settings that are free all the same.
    pub const FREE: usize = 40;
    /// Characters of the address of the lesson that comes next.
    pub const NEXT: usize = 4_000;
    /// Parts, shards, regions, … that a goal counts to.
    pub const COUNT: u32 = 1_000;
    /// Seconds after which something is measured, and over which.
    pub const SECONDS: u32 = 600;
}

/// What is asked of who takes it. The scenario that bears it is the start.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Lesson {
    /// What to know before, a paragraph each.
    pub text: Vec<String>,
    /// What to do, in a sentence.
    pub task: String,
    /// It is done when all of these are reached.
    pub goals: Vec<Goal>,
    /// What to answer before something is killed.
    pub predict: Option<Predict>,
    /// Hints; each tells more than the one before.
    pub hints: Vec<String>,
    /// What has been seen, for when it is done.
    pub learned: String,
    /// The lesson after it: a file beside this one, an address, or a link; empty: there is none.
    pub next: String,
    /// What stays as it is beside the users: a part with its settings, a link, a region or a group with who is in it.
    pub locked: Vec<Target>,
    /// Settings of parts that stay which may be changed all the same, by their keys.
    pub free: Vec<String>,
    /// What the palette shows; all there is where nothing is said.
    pub palette: Option<Palette>,
    /// Whether verdicts offer their mends before it is done.
    pub mends: bool,
}

/// What may be drawn.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Palette {
    /// Kinds of parts.
    pub kinds: Vec<Kind>,
    /// Whether regions may.
    pub regions: bool,
}

/// A question to answer before something is killed. There are no marks: the answer is drawn over what comes.
#[derive(Clone, PartialEq, Debug)]
pub struct Predict {
    /// The question.
    pub ask: String,
    /// What is killed, or cut.
    pub kill: Target,
    /// What one may say; empty: how much is served, from nothing to everything.
    pub answers: Vec<Answer>,
}

/// What one may say, and what would come then.
#[derive(Clone, PartialEq, Debug)]
pub struct Answer {
    /// The answer.
    pub text: String,
    /// From how many seconds after the fault on (0 to 600) such a share would be served (0 to 1); none where it is not about that.
    pub served: Vec<(f64, f64)>,
}

impl Lesson {
    /// Whether the palette shows this kind.
    pub fn shows(&self, kind: Kind) -> bool {
        let shows = |palette: &Palette| palette.kinds.contains(&kind);
        self.palette.as_ref().is_none_or(shows)
    }

    /// Whether the palette shows regions.
    pub fn shows_regions(&self) -> bool {
        self.palette.as_ref().is_none_or(|p| p.regions)
    }

    /// The lesson where these are gone; `None` where it speaks of none of them.
    pub(super) fn without(&self, is_gone: impl Fn(Target) -> bool) -> Option<Self> {
        let is_kept = |goal: &&Goal| goal.target().is_none_or(|target| !is_gone(target));
        let goals: Vec<_> = self.goals.iter().filter(is_kept).cloned().collect();
        let locked = self.locked.iter().copied();
        let locked: Vec<_> = locked.filter(|target| !is_gone(*target)).collect();
        let predict = self.predict.clone().filter(|p| !is_gone(p.kill));
        let is_same = goals.len() == self.goals.len()
            && locked.len() == self.locked.len()
            && predict.is_some() == self.predict.is_some();
        (!is_same).then(|| Self {
            goals,
            predict,
            locked,
            ..self.clone()
        })
    }

    /// Bytes that it holds, its texts included.
    pub fn bytes(&self) -> usize {
        let texts = |list: &[String]| list.iter().map(|t| size_of::<String>() + t.len()).sum();
        let answers = |predict: &Predict| -> usize {
            let answers = predict.answers.iter();
            let held = |a: &Answer| a.text.len() + size_of_val(&*a.served) + size_of::<Answer>();
            predict.ask.len() + answers.map(held).sum::<usize>()
        };
        let lists: [usize; 3] = [texts(&self.text), texts(&self.hints), texts(&self.free)];
        let rest = [
            size_of::<Self>(),
            self.task.len() + self.learned.len() + self.next.len(),
            self.goals.iter().map(Goal::bytes).sum(),
            self.predict.as_ref().map_or(0, answers),
            size_of_val(&*self.locked),
            self.palette.as_ref().map_or(0, |p| p.kinds.len()),
        ];
        lists.into_iter().chain(rest).sum()
    }
}
