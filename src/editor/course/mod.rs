//! The course: a lesson under way. Its system is the document, and its goals are judged whenever that rests.
//!
//! # What holds
//! - It changes nothing; it is told of the document and of what died, and says how the goals stand.
//! - Goals are judged in slices, and anew once the document is another.
//! - What was learned stays learned: a lesson that was done once is done.
//! - What is the question of a lesson is not changed: such a step is refused (`Course::refusal`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::document::Document;
use crate::lessons::{self, Assignment, Attempt, Goal, Judgement, Judging};
use crate::model::{Lesson, Scenario, Target};

/// Events that are played at a time while goals are judged: what a slow machine does in a few milliseconds.
pub const SLICE_EVENTS: u64 = 20_000;

/// Seconds of the run that something has to be dead for, to have been seen.
const SEEN_S: f64 = 3.0;

/// What a judgement hangs on: the revision of the document, and how much had been killed.
type Hangs = (u64, usize);

/// Why a step is not taken that leads from a lesson's start to what is drawn then. By its address, so that the first view of
/// the page does without it: only who begins a lesson leads to it.
type Refuses = fn(&Lesson, &Scenario, &Scenario) -> Option<String>;

/// A lesson under way.
#[derive(Debug)]
pub struct Course {
    assignment: Arc<Assignment>,
    refuses: Refuses,
    /// All that is dead, and since when of the run's time.
    dead: BTreeMap<Target, f64>,
    /// All that was dead for a while since it began.
    killed: BTreeSet<Target>,
    judgement: Judgement,
    /// What the judgement hung on.
    judged: Option<Hangs>,
    judging: Option<(Hangs, Judging)>,
    /// The answer to its question that was chosen, by its place.
    answer: Option<usize>,
    /// When that came which the question is about, in seconds of the run.
    struck_s: Option<f64>,
    done: bool,
}

impl Course {
    pub(super) fn new(assignment: Arc<Assignment>) -> Self {
        let goals = assignment.lesson.goals.len();
        Self {
            assignment,
            refuses: lessons::refusal,
            dead: BTreeMap::new(),
            killed: BTreeSet::new(),
            judgement: Judgement::untried(goals),
            judged: None,
            judging: None,
            answer: None,
            struck_s: None,
            done: false,
        }
    }

    /// The lesson, with its start.
    pub fn assignment(&self) -> &Arc<Assignment> {
        &self.assignment
    }

    /// How it stands.
    pub fn judgement(&self) -> &Judgement {
        &self.judgement
    }

    /// Whether all goals were reached at some moment.
    pub fn is_done(&self) -> bool {
        self.done
    }

    /// The answer to its question that was chosen, by its place.
    pub fn answer(&self) -> Option<usize> {
        self.answer
    }

    /// When that came which the question is about, in seconds of the run.
    pub fn struck_s(&self) -> Option<f64> {
        self.struck_s
    }

    /// What the answer says is served, from these moments of the run on; nothing before the fault has come.
    pub fn expected(&self) -> Vec<(f64, f64)> {
        let (Some(answer), Some(since_s)) = (self.answer, self.struck_s) else {
            return Vec::new();
        };
        let answers = self.assignment.answers();
        let Some(answer) = answers.get(answer) else {
            return Vec::new();
        };
        let served = answer.served.iter();
        served
            .map(|(at_s, share)| (since_s + at_s, *share))
            .collect()
    }

    pub(super) fn choose(&mut self, answer: usize) {
        self.answer = Some(answer);
    }

    /// Why a step to this is not taken: it changes what is the question.
    pub(super) fn refusal(&self, after: &Scenario) -> Option<String> {
        (self.refuses)(&self.assignment.lesson, self.assignment.start(), after)
    }

    fn hangs_on(&self, revision: u64) -> Hangs {
        let mut goals = self.assignment.lesson.goals.iter();
        let by_kills = goals.any(|g| matches!(g, Goal::Killed(_)));
        (revision, if by_kills { self.killed.len() } else { 0 })
    }

    /// This is dead now, and that ails.
    pub(super) fn see_dead(&mut self, dead: &BTreeSet<Target>, ailing: &[Target], now_s: f64) {
        self.dead.retain(|target, _| dead.contains(target));
        for target in dead {
            self.dead.entry(*target).or_insert(now_s);
        }
        let asked = self.assignment.lesson.predict.as_ref().map(|p| p.kill);
        let about = |target: &Target| asked == Some(*target);
        if dead.iter().chain(ailing).any(about) {
            // A run that was begun again, or taken back, may come to it anew.
            let since = self.struck_s.filter(|since_s| *since_s <= now_s);
            self.struck_s = since.or(Some(now_s));
        }
    }

    /// The run has come to this moment. Returns whether something has been dead long enough to have been seen.
    pub(super) fn watch(&mut self, now_s: f64) -> bool {
        let before = self.killed.len();
        for (target, since_s) in &mut self.dead {
            *since_s = since_s.min(now_s);
            if now_s - *since_s >= SEEN_S {
                self.killed.insert(*target);
            }
        }
        self.killed.len() > before
    }

    /// Whether the goals have to be judged anew.
    pub(super) fn waits(&self, revision: u64) -> bool {
        self.judged != Some(self.hangs_on(revision))
    }

    /// Judges a little more. Returns whether the goals may stand otherwise now.
    pub(super) fn judge(&mut self, document: &Document) -> bool {
        let now = self.hangs_on(document.revision());
        let begun = self.judging.take().filter(|(then, _)| *then == now);
        let mut judging = begun.map_or_else(
            || {
                let attempt = Attempt {
                    scenario: document.committed(),
                    killed: &self.killed,
                };
                let Assignment { lesson, .. } = &*self.assignment;
                Judging::new(lesson, self.assignment.start(), &attempt)
            },
            |(_, judging)| judging,
        );
        let Some(judgement) = judging.go_on(SLICE_EVENTS) else {
            self.judging = Some((now, judging));
            return false;
        };
        self.judged = Some(now);
        self.done |= judgement.is_reached();
        self.judgement = judgement;
        true
    }
}
