//! What the analysis finds out in its own time: who would drown, what to warn of, mends, pairs, nines.
//!
//! The verdicts are there at once, with the edit itself. This goes on in small steps ([`Session::think`]) while nothing
//! else has to be done, and begins anew with the next edit or kill. What was found before stays to be seen meanwhile,
//! marked as no longer fresh, so that nothing on the screen jumps.

use std::collections::BTreeMap;

use super::gesture::Gesture;
use super::session::Session;
use crate::analysis::{
    self, Availability, CutSet, CutSets, Failed, Mend, Options, Order, Overload, Overloads,
    Preview, Report, Warning,
};
use crate::model::{Scenario, Target};

/// Combinations that one step of a search tries.
const LOOKS: usize = 400;

/// Something that is found out; `fresh` while it is about the document and the faults as they are now.
#[derive(Clone, Debug, Default)]
pub struct Finding<T> {
    value: T,
    fresh: bool,
}

impl<T> Finding<T> {
    /// What was found: now, or else before the last change.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// Whether it is about everything as it is now.
    pub fn is_fresh(&self) -> bool {
        self.fresh
    }

    fn set(&mut self, value: T) {
        (self.value, self.fresh) = (value, true);
    }
}

/// Cut sets of one order.
#[derive(Clone, Debug, Default)]
pub struct CutList {
    /// Those found, the worst first.
    pub sets: Vec<CutSet>,
    /// Whether there are more than are kept.
    pub is_full: bool,
}

/// A mend that is pointed at, and what it would change.
#[derive(Clone, Debug)]
pub struct Previewed {
    /// The verdict that it mends.
    pub element: Target,
    /// What its button says.
    pub label: String,
    /// What it would change; `None` while that is being found out.
    pub preview: Option<Preview>,
}

/// What is to be found out next.
#[derive(Debug, Default)]
enum Stage {
    Overloads,
    Warnings,
    /// Of the verdicts, from this place of the list on.
    Mends(usize),
    Pairs(Option<Box<CutSets>>),
    Nines,
    Triples(Option<Box<CutSets>>),
    #[default]
    Done,
}

/// What has been found out, and how far the rest is.
#[derive(Debug, Default)]
pub struct Deeper {
    stage: Stage,
    options: Options,
    failed: Failed,
    overloads: Finding<Overloads>,
    warnings: Finding<Vec<Warning>>,
    pairs: Finding<CutList>,
    triples: Finding<CutList>,
    triples_asked: bool,
    nines: Finding<Option<Availability>>,
    mends: BTreeMap<Target, Finding<Vec<Mend>>>,
    previewed: Option<Previewed>,
}

impl Deeper {
    /// Everything has to be found out anew.
    pub(super) fn restart(&mut self, failed: Failed, options: Options, report: &Report) {
        (self.failed, self.options) = (failed, options);
        self.stage = Stage::Overloads;
        self.overloads.fresh = false;
        self.warnings.fresh = false;
        self.pairs.fresh = false;
        self.triples.fresh = false;
        self.nines.fresh = false;
        // What has no verdict any more needs no mend.
        self.mends
            .retain(|element, _| verdicts(report).any(|v| v.element == *element));
        self.mends
            .values_mut()
            .for_each(|mends| mends.fresh = false);
        self.previewed = None;
    }

    /// Finds out a little more. Returns whether the flags of overload may be others now.
    fn step(&mut self, document: &Scenario, report: &Report) -> bool {
        let wanted = self.previewed.take_if(|p| p.preview.is_none());
        if let Some(wanted) = wanted {
            self.previewed = self.preview(document, wanted);
            return false;
        }
        match std::mem::take(&mut self.stage) {
            Stage::Overloads => {
                let found = analysis::overloads(document, &self.failed, self.options);
                self.overloads.set(found);
                self.stage = Stage::Warnings;
                return true;
            }
            Stage::Warnings => {
                self.warnings.set(analysis::warnings(document));
                self.stage = Stage::Mends(0);
            }
            Stage::Mends(place) => {
                if let Some(verdict) = verdicts(report).nth(place) {
                    let element = verdict.element;
                    let found = analysis::mends_for(document, &self.failed, element);
                    self.mends.entry(element).or_default().set(found);
                    self.stage = Stage::Mends(place + 1);
                } else {
                    self.stage = Stage::Pairs(None);
                }
            }
            Stage::Pairs(search) => {
                let search = self.search(document, search, Order::Pairs);
                self.stage = match search {
                    Ok(found) => {
                        self.pairs.set(found);
                        Stage::Nines
                    }
                    Err(search) => Stage::Pairs(Some(search)),
                };
            }
            Stage::Nines => {
                let found = analysis::availability(document, &self.failed);
                self.nines.set(Some(found));
                self.stage = self.after_nines();
            }
            Stage::Triples(search) => {
                let search = self.search(document, search, Order::Triples);
                self.stage = match search {
                    Ok(found) => {
                        self.triples.set(found);
                        Stage::Done
                    }
                    Err(search) => Stage::Triples(Some(search)),
                };
            }
            Stage::Done => {}
        }
        false
    }

    fn after_nines(&self) -> Stage {
        if self.triples_asked && !self.triples.fresh {
            Stage::Triples(None)
        } else {
            Stage::Done
        }
    }

    /// Goes on with a search: what it found, or the search itself where it is not over.
    fn search(
        &self,
        document: &Scenario,
        search: Option<Box<CutSets>>,
        order: Order,
    ) -> Result<CutList, Box<CutSets>> {
        let Some(mut search) = search else {
            let search = CutSets::new(document, &self.failed, self.options, order);
            return Err(Box::new(search));
        };
        if search.advance(LOOKS) {
            Ok(CutList {
                is_full: search.is_full(),
                sets: search.into_found(),
            })
        } else {
            Err(search)
        }
    }

    fn preview(&self, document: &Scenario, wanted: Previewed) -> Option<Previewed> {
        let mends = self.mends.get(&wanted.element)?;
        let mend = mends.value.iter().find(|m| m.label == wanted.label)?;
        let preview = analysis::preview(document, &self.failed, self.options, mend)?;
        Some(Previewed {
            preview: Some(preview),
            ..wanted
        })
    }

    fn is_done(&self) -> bool {
        let previews = self.previewed.as_ref().is_some_and(|p| p.preview.is_none());
        matches!(self.stage, Stage::Done) && !previews
    }
}

/// All verdicts, the worst first.
fn verdicts(report: &Report) -> impl Iterator<Item = &analysis::Verdict> {
    report.spofs.iter().chain(&report.leaks)
}

impl Session {
    /// Finds out a little more of what takes its time: call it while [`Session::is_thinking`] and the frame has room.
    pub fn think(&mut self) {
        if !self.is_thinking() {
            return;
        }
        let document = self.shared_document();
        let flags: Vec<Target> = self.overloaded().collect();
        let live = &mut self.live;
        if live.deeper.step(&document, &live.report) {
            let now: Vec<Target> = self.overloaded().collect();
            self.look_different(flags.into_iter().chain(now));
        }
        self.relight();
        self.changes.deeper = true;
    }

    /// Whether there is more to find out. Not while a hand is at work: that needs the time.
    pub fn is_thinking(&self) -> bool {
        !self.live.deeper.is_done() && matches!(self.gesture, Gesture::Idle)
    }

    /// Who is overloaded now, and whose loss would overload others.
    pub fn overloads(&self) -> &Finding<Overloads> {
        &self.live.deeper.overloads
    }

    /// What the loss of this would overload; `None`: nothing.
    pub fn overload_of(&self, target: Target) -> Option<&Overload> {
        let overloads = &self.live.deeper.overloads.value.verdicts;
        overloads.iter().find(|o| o.element == target)
    }

    /// Whether this has more to do now than it can.
    pub fn is_drowning(&self, target: Target) -> bool {
        let now = &self.live.deeper.overloads.value.now;
        now.iter().any(|d| Target::Component(d.component) == target)
    }

    fn overloaded(&self) -> impl Iterator<Item = Target> + '_ {
        let overloads = &self.live.deeper.overloads.value;
        let now = overloads.now.iter().map(|d| Target::Component(d.component));
        now.chain(overloads.verdicts.iter().map(|o| o.element))
    }

    /// Where the drawing can hardly mean what it says.
    pub fn warnings(&self) -> &Finding<Vec<Warning>> {
        &self.live.deeper.warnings
    }

    /// What only together takes something down.
    pub fn pairs(&self) -> &Finding<CutList> {
        &self.live.deeper.pairs
    }

    /// The same of three, once [`Session::ask_for_triples`] asked.
    pub fn triples(&self) -> Option<&Finding<CutList>> {
        let deeper = &self.live.deeper;
        deeper.triples_asked.then_some(&deeper.triples)
    }

    /// From now on triples are looked for too.
    pub fn ask_for_triples(&mut self) {
        let deeper = &mut self.live.deeper;
        deeper.triples_asked = true;
        if matches!(deeper.stage, Stage::Done) {
            deeper.stage = deeper.after_nines();
        }
        self.changes.deeper = true;
    }

    /// The nines of every class, and who buys the most; `None` until they were found for the first time.
    pub fn nines(&self) -> &Finding<Option<Availability>> {
        &self.live.deeper.nines
    }

    /// The mends of a verdict; `None` until they were looked for.
    pub fn mends_of(&self, element: Target) -> Option<&Finding<Vec<Mend>>> {
        self.live.deeper.mends.get(&element)
    }

    /// The mend that is pointed at, with what it would change once that is found out.
    pub fn previewed(&self) -> Option<&Previewed> {
        self.live.deeper.previewed.as_ref()
    }

    /// A preview of this mend is wanted, or of none.
    pub(super) fn want_preview(&mut self, mend: Option<(Target, String)>) {
        let previewed = &mut self.live.deeper.previewed;
        let same = match (&*previewed, &mend) {
            (Some(p), Some((element, label))) => p.element == *element && p.label == *label,
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        if !same {
            *previewed = mend.map(|(element, label)| Previewed {
                element,
                label,
                preview: None,
            });
            self.changes.deeper = true;
        }
    }

    /// The mend that is meant, looked for at once if it has not been yet.
    pub(super) fn find_mend(&mut self, element: Target, label: &str) -> Option<Mend> {
        let known = self.mends_of(element).filter(|mends| mends.fresh);
        let mends = match known {
            Some(mends) => mends.value.clone(),
            None => analysis::mends_for(&self.document, &self.live.deeper.failed, element),
        };
        mends.into_iter().find(|m| m.label == label)
    }

    /// What goes down with all of these, and is served by somebody now.
    pub(super) fn taken_down_by(&self, targets: &[Target]) -> Vec<Target> {
        let mut failed = self.live.deeper.failed.clone();
        let mut down = Vec::new();
        for &target in targets {
            down.extend(analysis::taken_down(&self.document, &failed, target));
            failed.insert(target);
        }
        down
    }
}
