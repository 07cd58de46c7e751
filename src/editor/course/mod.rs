//! The course: a lesson under way. Its system is the document, and its goals are judged whenever that rests.
//!
//! # What holds
//! - It changes nothing; it is told of the document and of what died, and says how the goals stand.
//! - Goals are judged in slices, and anew once the document is another.
//! - What was learned stays learned: a lesson that was done once is done.

use std::collections::BTreeSet;

use super::document::Document;
use crate::lessons::{Attempt, Goal, Judging, Lesson, Standing};
use crate::model::Target;

/// Events that are played at a time while goals are judged: what a slow machine does in a few milliseconds.
pub const SLICE_EVENTS: u64 = 20_000;

/// What a judgement hangs on: the revision of the document, and how much had been killed.
type Hangs = (u64, usize);

/// A lesson under way.
#[derive(Debug)]
pub struct Course {
    lesson: &'static Lesson,
    /// All that was dead at some moment since it began.
    killed: BTreeSet<Target>,
    standing: Vec<Standing>,
    /// What the standing hung on.
    judged: Option<Hangs>,
    judging: Option<(Hangs, Judging)>,
    done: bool,
}

impl Course {
    pub(super) fn new(lesson: &'static Lesson) -> Self {
        Self {
            lesson,
            killed: BTreeSet::new(),
            standing: vec![Standing::Untried; lesson.goals.len()],
            judged: None,
            judging: None,
            done: false,
        }
    }

    /// The lesson.
    pub fn lesson(&self) -> &'static Lesson {
        self.lesson
    }

    /// How each of its goals stands.
    pub fn standing(&self) -> &[Standing] {
        &self.standing
    }

    /// Whether all goals were reached at some moment.
    pub fn is_done(&self) -> bool {
        self.done
    }

    fn hangs_on(&self, revision: u64) -> Hangs {
        let mut goals = self.lesson.goals.iter();
        let by_kills = goals.any(|g| matches!(g, Goal::Killed(_)));
        (revision, if by_kills { self.killed.len() } else { 0 })
    }

    /// What is dead now was killed in this lesson.
    pub(super) fn see_dead(&mut self, dead: &BTreeSet<Target>) {
        self.killed.extend(dead);
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
                self.lesson.begin_judging(&Attempt {
                    scenario: document.committed(),
                    killed: &self.killed,
                })
            },
            |(_, judging)| judging,
        );
        let Some(standing) = judging.go_on(SLICE_EVENTS) else {
            self.judging = Some((now, judging));
            return false;
        };
        self.judged = Some(now);
        self.done |= standing.iter().all(|s| *s == Standing::Reached);
        self.standing = standing;
        true
    }
}
