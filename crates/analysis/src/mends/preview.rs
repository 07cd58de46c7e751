//! What a mend would change, before it is taken.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use super::Mend;
use crate::availability::{self, Availability};
use crate::base::{Base, Slice};
use crate::classes::Class;
use crate::elements::Options;
use crate::failed::Failed;
use crate::losses;
use crate::verdict_kind::VerdictKind;
use crate::verdicts::{self, Report};
use crate::warnings::Warning;
use topple_model::{Scenario, Sound, Target};

/// What a mend would change.
#[derive(Clone, PartialEq, Debug)]
pub struct Preview {
    /// Verdicts that would be gone.
    pub gone: Vec<(Target, VerdictKind)>,
    /// Verdicts that would be new.
    pub new: Vec<(Target, VerdictKind)>,
    /// Warnings that it brings with it: that it opens the way to a split brain, say.
    pub brings: Vec<Warning>,
    /// The nines before.
    pub before: Availability,
    /// The nines after.
    pub after: Availability,
    /// Classes of which more is served now.
    pub better_now: Vec<Class>,
}

/// What a mend would change in the verdicts and the nines; `None` if it cannot be taken (any more).
pub fn preview(
    scenario: &Scenario,
    failed: &Failed,
    options: Options,
    mend: &Mend,
) -> Option<Preview> {
    let base = Rc::new(Base::new(scenario, failed, options));
    let mut search = PreviewSearch::new(base, mend.clone());
    while !search.advance(usize::MAX).over {}
    let before = availability::availability(scenario, failed);
    search.take_found(&verdicts::analyse(scenario, failed, options), &before)
}

/// The search for what a mend would change, that can be done in slices.
#[derive(Debug)]
pub(crate) struct PreviewSearch {
    base: Rc<Base>,
    mend: Mend,
    stage: PreviewStage,
}

#[derive(Debug)]
enum PreviewStage {
    Start,
    Taken(Arc<Sound>),
    Verdicts(Rc<Base>, verdicts::VerdictSearch),
    Nines(Report, Box<availability::AvailabilitySearch>),
    /// `None`: the mend cannot be taken.
    Over(Option<(Report, Availability)>),
}

impl PreviewSearch {
    /// Makes ready for the search, which is yet to be done.
    pub(crate) fn new(base: Rc<Base>, mend: Mend) -> Self {
        Self {
            base,
            mend,
            stage: PreviewStage::Start,
        }
    }

    /// Goes on until about `looks` parts more have been looked at.
    pub(crate) fn advance(&mut self, looks: usize) -> Slice {
        let base = &self.base;
        let mut done = base.plan.parts.len();
        let stage = std::mem::replace(&mut self.stage, PreviewStage::Over(None));
        self.stage = match stage {
            PreviewStage::Start => match base.plan.sound.take(self.mend.edits.clone()) {
                Ok(mended) => PreviewStage::Taken(Arc::new(mended)),
                Err(_) => PreviewStage::Over(None),
            },
            PreviewStage::Taken(mended) => {
                let after = Rc::new(Base::of(&mended, &base.failed, base.options));
                let search = verdicts::VerdictSearch::new(&after);
                PreviewStage::Verdicts(after, search)
            }
            PreviewStage::Verdicts(after, mut search) => {
                let slice = search.advance(&after, looks);
                done = slice.looks;
                if slice.over {
                    let nines = availability::AvailabilitySearch::new(&after, availability::NODES);
                    PreviewStage::Nines(search.take_found(), Box::new(nines))
                } else {
                    PreviewStage::Verdicts(after, search)
                }
            }
            PreviewStage::Nines(report, mut search) => {
                done = search.advance(looks).looks;
                match search.take_found() {
                    Some(found) => PreviewStage::Over(Some((report, found))),
                    None => PreviewStage::Nines(report, search),
                }
            }
            PreviewStage::Over(found) => PreviewStage::Over(found),
        };
        Slice {
            looks: done,
            over: matches!(self.stage, PreviewStage::Over(_)),
        }
    }

    /// What would change from these verdicts and nines; `None`: the mend cannot be taken, or the search is not over.
    pub(crate) fn take_found(&mut self, was: &Report, before: &Availability) -> Option<Preview> {
        let PreviewStage::Over(found) = &mut self.stage else {
            return None;
        };
        let (is, after) = found.take()?;
        let (old, new) = (flags(was), flags(&is));
        let served: BTreeMap<&Class, f64> =
            was.classes.iter().map(|w| (&w.class, w.served)).collect();
        let better = |is: &&verdicts::ClassReport| {
            let was = served.get(&is.class);
            was.is_some_and(|was| is.served > was + losses::ROUNDING)
        };
        Some(Preview {
            gone: without(&old, &new),
            new: without(&new, &old),
            brings: self.mend.brings.clone(),
            better_now: is
                .classes
                .iter()
                .filter(better)
                .map(|r| r.class.clone())
                .collect(),
            before: before.clone(),
            after,
        })
    }
}

/// All verdicts, single points of failure first, the worst first.
fn flags(report: &Report) -> Vec<(Target, VerdictKind)> {
    let all = report.spofs.iter().chain(&report.leaks);
    let all = all.chain(&report.degrades);
    all.map(|v| (v.element, v.kind)).collect()
}

fn without(
    flags: &[(Target, VerdictKind)],
    others: &[(Target, VerdictKind)],
) -> Vec<(Target, VerdictKind)> {
    let others: BTreeSet<_> = others.iter().collect();
    let left = flags.iter().filter(|flag| !others.contains(flag));
    left.copied().collect()
}
