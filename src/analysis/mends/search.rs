//! Trying what may be a mend, one candidate after the other.

use std::collections::VecDeque;
use std::rc::Rc;

use super::draft::Ground;
use super::{Candidate, Mend, checks, databases, nodes, regions};
use crate::analysis::base::{Base, Slice};
use crate::analysis::verdicts::{self, VerdictKind};
use crate::model::{Scenario, Target, order};

/// A search for the mends of one verdict that can be done in slices.
#[derive(Debug)]
pub(in crate::analysis) struct Search {
    ground: Rc<Ground>,
    element: Target,
    /// What is served now.
    before: Vec<verdicts::ClassReport>,
    pass: Pass,
    /// What is tried in this pass, the plainest first.
    queue: VecDeque<Candidate>,
    /// What was tried in the first pass and did not mend alone.
    too_little: Vec<Candidate>,
    attempt: Option<Attempt>,
    found: Vec<Mend>,
}

/// What is asked of a candidate, one pass after the other until some are found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Pass {
    /// Nothing has been looked at yet.
    Start,
    /// That the element is safe with it.
    Safe,
    /// That the element is safe with it and with checks.
    SafeWithChecks,
    /// That at least no class is lost whole.
    Leaking,
    /// The same, with checks.
    LeakingWithChecks,
    Over,
}

/// How far the trial of one candidate has come.
#[derive(Debug)]
enum Attempt {
    Made(Candidate),
    Told(Candidate, Mend),
    Taken(Candidate, Mend, Box<Scenario>),
    Settled(Candidate, Mend, Box<Base>),
}

impl Search {
    /// Makes ready for the search, which is yet to be done.
    pub(in crate::analysis) fn new(ground: Rc<Ground>, element: Target) -> Self {
        Self {
            before: Vec::new(),
            ground,
            element,
            pass: Pass::Start,
            queue: VecDeque::new(),
            too_little: Vec::new(),
            attempt: None,
            found: Vec::new(),
        }
    }

    /// Does one piece: finds what may be tried, or goes one step on with trying it.
    pub(in crate::analysis) fn advance(&mut self) -> Slice {
        match self.attempt.take() {
            Some(attempt) => self.go_on(attempt),
            None => match self.queue.pop_front() {
                Some(candidate) => self.begin(candidate),
                None => self.next_pass(),
            },
        }
        Slice {
            looks: self.ground.scenario().components.len(),
            over: self.pass == Pass::Over,
        }
    }

    /// What was found, the plainest first.
    pub(in crate::analysis) fn into_found(self) -> Vec<Mend> {
        self.found
    }

    fn next_pass(&mut self) {
        let looked = self.found.iter().any(|mend| mend.key.is_look());
        let with_checks = |search: &mut Self| {
            let along = |candidate| checks::along(candidate, search.element);
            search.queue = search.too_little.drain(..).filter_map(along).collect();
        };
        self.pass = match self.pass {
            Pass::Start => self.start(),
            Pass::Safe if !looked => {
                with_checks(self);
                Pass::SafeWithChecks
            }
            Pass::Safe | Pass::SafeWithChecks => self.start_again(),
            Pass::Leaking if !looked => {
                with_checks(self);
                Pass::LeakingWithChecks
            }
            Pass::Leaking | Pass::LeakingWithChecks | Pass::Over => Pass::Over,
        };
    }

    fn start(&mut self) -> Pass {
        let base = &self.ground.base;
        self.before = verdicts::class_reports(&base.plan, &base.state);
        if !self.fill() {
            return Pass::Over;
        }
        Pass::Safe
    }

    /// Where nothing makes a single point of failure safe, less will do.
    fn start_again(&mut self) -> Pass {
        let verdict = verdicts::verdict_in(&self.ground.base, self.element);
        let is_spof = verdict.is_some_and(|v| v.kind == VerdictKind::SinglePointOfFailure);
        self.too_little.clear();
        if !self.found.is_empty() || !is_spof || !self.fill() {
            return Pass::Over;
        }
        Pass::Leaking
    }

    /// Finds the candidates; whether there is a verdict at all.
    fn fill(&mut self) -> bool {
        let Some(verdict) = verdicts::verdict_in(&self.ground.base, self.element) else {
            return false;
        };
        let (ground, element) = (&self.ground, self.element);
        self.queue.extend(nodes::candidates(ground, element));
        self.queue.extend(databases::candidates(ground, element));
        self.queue
            .extend(checks::candidates(ground, element, &verdict.path));
        self.queue.extend(regions::candidates(ground, element));
        true
    }

    fn begin(&mut self, candidate: Candidate) {
        let look = candidate.key.is_look();
        if !look || !self.found.iter().any(|mend| mend.key == candidate.key) {
            self.attempt = Some(Attempt::Made(candidate));
        }
    }

    fn go_on(&mut self, attempt: Attempt) {
        match attempt {
            Attempt::Made(candidate) => {
                let mend = Mend {
                    key: candidate.key,
                    label: candidate.label.clone(),
                    edits: candidate.draft.clone().into_edits(),
                };
                let same = |m: &Mend| m.edits == mend.edits || m.label == mend.label;
                if mend.edits.is_empty() || self.found.iter().any(same) {
                    self.fails(candidate);
                } else {
                    self.attempt = Some(Attempt::Told(candidate, mend));
                }
            }
            Attempt::Told(candidate, mend) => {
                let mut mended = Box::new(self.ground.scenario().clone());
                match mended.take(mend.edits.clone()) {
                    Ok(_) => self.attempt = Some(Attempt::Taken(candidate, mend, mended)),
                    Err(_) => self.fails(candidate),
                }
            }
            Attempt::Taken(candidate, mend, mended) => {
                let base = &self.ground.base;
                let settled = Box::new(Base::new(&mended, &base.failed, base.options));
                self.attempt = Some(Attempt::Settled(candidate, mend, settled));
            }
            Attempt::Settled(candidate, mend, after) => {
                if self.keeps_what_is_served(&after) && self.mends(&after) {
                    self.found.push(mend);
                } else {
                    self.fails(candidate);
                }
            }
        }
    }

    fn fails(&mut self, candidate: Candidate) {
        if !candidate.key.is_look() && matches!(self.pass, Pass::Safe | Pass::Leaking) {
            self.too_little.push(candidate);
        }
    }

    /// Whether nothing is lost that was served.
    fn keeps_what_is_served(&self, after: &Base) -> bool {
        let after = verdicts::class_reports(&after.plan, &after.state);
        let after = order::map_of(after.iter().map(|is| (&is.class, is.served)));
        self.before.iter().all(|was| {
            let is = after.get(&was.class);
            is.is_some_and(|is| *is >= was.served - verdicts::ROUNDING)
        })
    }

    /// Whether the verdict is gone, or at least less.
    fn mends(&self, after: &Base) -> bool {
        match (verdicts::verdict_in(after, self.element), self.pass) {
            (None, _) => true,
            (Some(verdict), Pass::Leaking | Pass::LeakingWithChecks) => {
                verdict.kind == VerdictKind::Leak
            }
            (Some(_), Pass::Start | Pass::Safe | Pass::SafeWithChecks | Pass::Over) => false,
        }
    }
}
