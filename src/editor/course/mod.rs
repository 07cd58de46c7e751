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
use crate::lessons::{self, Assignment, Attempt, Goal, Judgement, Judging, When};
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

/// How the question of a lesson stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
    /// What it is about has not come.
    Open,
    /// It came to another system than the one in the question.
    Amiss,
    /// It came.
    Struck,
    /// It came, and enough time has passed to see what comes of it.
    Seen,
}

/// What the question is about, as it came.
#[derive(Clone, Copy, Debug)]
struct Struck {
    /// When, in seconds of the run.
    at_s: f64,
    /// The revision of the document that it came to.
    revision: u64,
    /// Whether that was the system in the question; `None`: its goals are still being judged.
    fits: Option<bool>,
    /// Whether what comes of it was to be seen.
    seen: bool,
}

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
    /// That which the question is about, as it last came.
    struck: Option<Struck>,
    /// Whether it is so now.
    is_struck: bool,
    done: bool,
    /// Whether the run began anew when the goals were reached.
    began_anew: bool,
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
            struck: None,
            is_struck: false,
            done: false,
            began_anew: false,
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

    /// How its question stands.
    pub fn asked(&self) -> Asked {
        match self.struck {
            None => Asked::Open,
            Some(struck) => match struck.fits {
                None => Asked::Open,
                Some(false) => Asked::Amiss,
                Some(true) if struck.seen => Asked::Seen,
                Some(true) => Asked::Struck,
            },
        }
    }

    /// What the question asks to be killed, while that is what there is to do: nothing where it has to be built first,
    /// or where the script does it.
    pub fn invites_to(&self) -> Option<Target> {
        let predict = self.assignment.lesson.predict.as_ref()?;
        let is_built = self.when() != Some(When::Built) || self.done;
        let by_script = !self.assignment.start().script.is_empty();
        (is_built && !by_script).then_some(predict.kill)
    }

    /// Whether the goals are reached as it is now.
    pub fn is_reached(&self) -> bool {
        self.judgement.is_reached()
    }

    /// Whether what the lesson asks for is not to be had by a press of a button.
    pub fn withholds_mends(&self) -> bool {
        !self.assignment.lesson.mends && !self.done
    }

    /// Whether the run began anew when the goals were reached.
    pub fn began_anew(&self) -> bool {
        self.began_anew
    }

    /// To which system the question is put; of one's own lessons nobody knows.
    fn when(&self) -> Option<When> {
        Some(self.assignment.course?.predict?.when)
    }

    /// Whether a document is the system in the question; `None`: its goals are still being judged.
    fn fits(&self, document: &Document) -> Option<bool> {
        match self.when() {
            None => Some(true),
            Some(When::AtTheStart) => Some(self.assignment.is_as_drawn(document.committed())),
            Some(When::Built) if self.waits(document.revision()) => None,
            Some(When::Built) => Some(self.is_reached()),
        }
    }

    /// What the answer says is served, from these moments of the run on; nothing before the fault has come.
    pub fn expected(&self) -> Vec<(f64, f64)> {
        let struck = self.struck.filter(|struck| struck.fits == Some(true));
        let (Some(answer), Some(struck)) = (self.answer, struck) else {
            return Vec::new();
        };
        let answers = self.assignment.answers();
        let Some(answer) = answers.get(answer) else {
            return Vec::new();
        };
        let served = answer.served.iter();
        served
            .map(|(at_s, share)| (struck.at_s + at_s, *share))
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
    pub(super) fn see_dead(
        &mut self,
        dead: &BTreeSet<Target>,
        ailing: &[Target],
        now_s: f64,
        document: &Document,
    ) {
        self.dead.retain(|target, _| dead.contains(target));
        for target in dead {
            self.dead.entry(*target).or_insert(now_s);
        }
        let asked = self.assignment.lesson.predict.as_ref().map(|p| p.kill);
        let about = |target: &Target| asked == Some(*target);
        let was_struck =
            std::mem::replace(&mut self.is_struck, dead.iter().chain(ailing).any(about));
        if self.is_struck && !was_struck {
            self.struck = Some(Struck {
                at_s: now_s,
                revision: document.revision(),
                fits: self.fits(document),
                seen: false,
            });
        }
    }

    /// The run has come to this moment. Returns whether there is something new to say of it: that something has been dead
    /// long enough to have been seen, or what came of the question.
    pub(super) fn watch(&mut self, now_s: f64) -> bool {
        let before = self.killed.len();
        for (target, since_s) in &mut self.dead {
            *since_s = since_s.min(now_s);
            if now_s - *since_s >= SEEN_S {
                self.killed.insert(*target);
            }
        }
        let is_seen = self.watch_question(now_s);
        is_seen || self.killed.len() > before
    }

    fn watch_question(&mut self, now_s: f64) -> bool {
        let seen_s = self.assignment.course.and_then(|lesson| lesson.predict);
        let seen_s = seen_s.map_or(f64::INFINITY, |predict| f64::from(predict.seen_s));
        let Some(struck) = &mut self.struck else {
            return false;
        };
        // A run that was begun again, or taken back, comes to it anew.
        if struck.at_s > now_s {
            self.struck = None;
            return true;
        }
        let is_seen = struck.fits == Some(true) && now_s - struck.at_s >= seen_s;
        is_seen && !std::mem::replace(&mut struck.seen, true)
    }

    /// Whether it was done by what was drawn, rather than by what was killed: then a run that began with another drawing
    /// does not show yet what was built. Tells it once.
    pub(super) fn begins_anew(&mut self) -> bool {
        let mut goals = self.assignment.lesson.goals.iter();
        let by_kills = goals.any(|g| matches!(g, Goal::Killed(_)));
        let begins = self.done && !by_kills && !self.began_anew;
        self.began_anew |= begins;
        begins
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
        if let Some(struck) = &mut self.struck
            && struck.fits.is_none()
        {
            struck.fits = Some(struck.revision == now.0 && self.judgement.is_reached());
        }
        true
    }
}
