//! What the analysis finds out in its own time: who would drown, what to warn of, mends, pairs, nines.
//!
//! The verdicts are there at once, with the edit itself. This goes on in small steps ([`Session::think`]) while nothing
//! else has to be done, and begins anew with the next edit or kill. What was found before stays to be seen meanwhile,
//! marked as no longer fresh, so that nothing on the screen jumps.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::gesture::Gesture;
use super::session::Session;
use crate::analysis::{
    Availability, CUT_SETS, CutSet, Failed, Finding, Mend, MendId, Options, Overload, Overloads,
    Preview, Report, SiteDatabases, Study, TooLarge, Verdict, Warning,
};
use crate::model::{RegionId, Scenario, Sound, Target, order};

/// Cut sets of one order that are kept to be shown; of the others, how many there are.
const CUTS_KEPT: usize = 40;
/// Verdicts whose mends are looked for before anything else: those that a person sees without scrolling.
const MENDED_FIRST: usize = 6;

/// The latest that is known of something: about the document and the faults as they are now, or as they were before.
#[derive(Clone, PartialEq, Debug)]
pub struct Latest<T> {
    value: Option<T>,
    fresh: bool,
    too_large: Option<TooLarge>,
}

impl<T> Default for Latest<T> {
    fn default() -> Self {
        Self {
            value: None,
            fresh: false,
            too_large: None,
        }
    }
}

impl<T> Latest<T> {
    /// It; `None` until it was found for the first time.
    pub fn value(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// Whether it is about everything as it is now.
    pub fn is_fresh(&self) -> bool {
        self.fresh
    }

    /// Why it is not looked for, where it is not.
    pub fn too_large(&self) -> Option<TooLarge> {
        self.too_large
    }

    fn stale(&mut self) {
        self.fresh = false;
    }

    /// Takes over what is known by now. Returns whether that is news.
    fn learn<U>(&mut self, finding: &Finding<U>, of: impl FnOnce(&U) -> T) -> bool {
        if self.fresh {
            return false;
        }
        match finding {
            Finding::Pending => return false,
            Finding::Known(found) => {
                (self.value, self.too_large) = (Some(of(found)), None);
            }
            Finding::TooLarge(why) => (self.value, self.too_large) = (None, Some(*why)),
        }
        self.fresh = true;
        true
    }
}

/// Cut sets of one order.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct CutList {
    /// The worst of them.
    pub sets: Vec<CutSet>,
    /// How many there are.
    pub total: usize,
    /// Whether there are more than were looked for.
    pub is_full: bool,
}

impl CutList {
    fn of(found: &[CutSet]) -> Self {
        Self {
            sets: found.iter().take(CUTS_KEPT).cloned().collect(),
            total: found.len(),
            is_full: found.len() >= CUT_SETS,
        }
    }
}

/// A mend that is pointed at, and what it would change.
#[derive(Clone, PartialEq, Debug)]
pub struct Previewed {
    /// The verdict that it mends.
    pub element: Target,
    /// Which mend it is.
    pub mend: MendId,
    /// What it would change; `None` while that is being found out.
    pub preview: Option<Preview>,
}

/// What has been found out, and the study that finds out the rest.
#[derive(Debug)]
pub struct Deeper {
    study: Study,
    is_done: bool,
    options: Options,
    overloads: Latest<Overloads>,
    /// Who is flagged for an overload: by its place in the list where its loss brings one about, by none where it is
    /// overloaded now. Asked for every card and link of a picture.
    overloaded: BTreeMap<Target, Option<usize>>,
    warnings: Latest<Vec<Warning>>,
    pairs: Latest<CutList>,
    triples: Latest<CutList>,
    triples_asked: bool,
    nines: Latest<Availability>,
    mends: BTreeMap<Target, Latest<Vec<Mend>>>,
    previewed: Option<Previewed>,
}

impl Deeper {
    pub(super) fn new(document: &Scenario) -> Self {
        let options = Options::default();
        Self {
            study: Study::new(document, &Failed::nothing(), options),
            is_done: false,
            options,
            overloads: Latest::default(),
            overloaded: BTreeMap::new(),
            warnings: Latest::default(),
            pairs: Latest::default(),
            triples: Latest::default(),
            triples_asked: false,
            nines: Latest::default(),
            mends: BTreeMap::new(),
            previewed: None,
        }
    }

    /// The verdicts, which are there at once.
    pub(super) fn report(&self) -> &Report {
        self.study.report()
    }

    /// Whether links count as parts that can fail.
    pub(super) fn counts_links(&self) -> bool {
        self.options.links
    }

    /// From the next [`Deeper::restart`] on links count, or no longer do.
    pub(super) fn count_links(&mut self, count: bool) {
        self.options.links = count;
    }

    /// The document or what is dead is another: the verdicts are found at once, the rest has to be found out anew.
    pub(super) fn restart(&mut self, document: &Scenario, failed: Failed) {
        let sound = Arc::new(Sound::unchecked(document.clone()));
        let is_new = self.study.restart(&sound, &failed, self.options);
        self.is_done = false;
        if self.triples_asked {
            self.study.ask_for_triples();
        }
        if is_new {
            self.overloads.stale();
            self.warnings.stale();
            self.pairs.stale();
            self.triples.stale();
            self.nines.stale();
        }
        self.mends.values_mut().for_each(Latest::stale);
        self.keep_mends();
        self.previewed = None;
    }

    /// The mends of what is flagged are known or will be; those of what no longer is are forgotten.
    fn keep_mends(&mut self) {
        let mut old = std::mem::take(&mut self.mends);
        let verdicts = verdicts(self.study.report()).map(|v| v.element);
        let overloads = self.overloads.value.iter().flat_map(|o| &o.verdicts);
        let flagged = verdicts.chain(overloads.map(|o| o.element));
        let kept = flagged.map(|element| (element, old.remove(&element).unwrap_or_default()));
        self.mends = order::map_of(kept);
    }

    /// Finds out a little more. `None`: nothing that is shown has changed; else whose flags may be others now.
    fn step(&mut self) -> Option<Vec<Target>> {
        let study = &mut self.study;
        let first = verdicts(study.report()).take(MENDED_FIRST);
        let next = first
            .map(|v| v.element)
            .find(|e| study.mends(*e).is_pending());
        if let Some(next) = next {
            study.ask_for_mends(next);
        }
        let before = study.revision();
        self.is_done = !study.step();
        (before != self.study.revision()).then(|| self.learn())
    }

    /// Takes over what the study knows by now. Returns whose flags of overload may be others now.
    fn learn(&mut self) -> Vec<Target> {
        let study = &self.study;
        self.warnings.learn(study.warnings(), Clone::clone);
        self.pairs.learn(study.pairs(), |found| CutList::of(found));
        if self.triples_asked {
            self.triples
                .learn(study.triples(), |found| CutList::of(found));
        }
        self.nines.learn(study.availability(), Clone::clone);
        let mut flags = Vec::new();
        if self.overloads.learn(study.overloads(), Clone::clone) {
            self.keep_mends();
            let now = self.overloads.value().map(overloaded).unwrap_or_default();
            flags.extend(now.keys());
            flags.extend(std::mem::replace(&mut self.overloaded, now).into_keys());
        }
        let study = &self.study;
        for (element, mends) in &mut self.mends {
            mends.learn(study.mends(*element), Clone::clone);
        }
        self.learn_preview();
        flags
    }

    fn learn_preview(&mut self) {
        let (study, Some(previewed)) = (&self.study, &mut self.previewed) else {
            return;
        };
        let mends = self.mends.get(&previewed.element).and_then(Latest::value);
        let mend = mends.and_then(|mends| mends.iter().find(|m| m.id == previewed.mend));
        if let Some(Finding::Known(found)) = mend.map(|mend| study.preview(mend)) {
            previewed.preview.clone_from(found);
        }
    }

    /// A preview of this mend is wanted, or of none. Returns whether that is another wish than before.
    fn want_preview(&mut self, wanted: Option<(Target, MendId)>) -> bool {
        let now = self.previewed.as_ref().map(|p| (p.element, &p.mend));
        if now == wanted.as_ref().map(|(element, mend)| (*element, mend)) {
            return false;
        }
        self.previewed = wanted.map(|(element, mend)| Previewed {
            element,
            mend,
            preview: None,
        });
        if let Some(previewed) = &self.previewed {
            let mends = self.mends.get(&previewed.element);
            let mends = mends.filter(|m| m.fresh).and_then(Latest::value);
            let mend = mends.and_then(|mends| mends.iter().find(|m| m.id == previewed.mend));
            if let Some(mend) = mend {
                self.study.ask_for_preview(mend);
                self.is_done = false;
            }
        }
        self.learn_preview();
        true
    }
}

/// All verdicts, the worst first.
fn verdicts(report: &Report) -> impl Iterator<Item = &Verdict> {
    report.spofs.iter().chain(&report.leaks)
}

/// Who is flagged. What is overloaded now is flagged for that, whatever its loss would bring about.
fn overloaded(found: &Overloads) -> BTreeMap<Target, Option<usize>> {
    let after = found.verdicts.iter().enumerate();
    let after = after.map(|(place, o)| (o.element, Some(place)));
    let now = found
        .now
        .iter()
        .map(|d| (Target::Component(d.component), None));
    order::map_of(after.chain(now))
}

impl Session {
    /// Finds out a little more of what takes its time: call it while [`Session::is_thinking`] and the frame has room.
    pub fn think(&mut self) {
        if !self.is_thinking() {
            return;
        }
        if self.live.deeper.is_done {
            self.judge_lesson();
            return;
        }
        let Some(flags) = self.live.deeper.step() else {
            return;
        };
        if !flags.is_empty() {
            self.look_different(flags);
        }
        if self.light_hangs_on_findings() {
            self.relight();
        }
        self.changes.deeper = true;
    }

    /// Whether there is more to find out. Not while a hand is at work: that needs the time.
    pub fn is_thinking(&self) -> bool {
        let open = !self.live.deeper.is_done || self.lesson_waits();
        open && matches!(self.gesture, Gesture::Idle)
    }

    /// Who is overloaded now, and whose loss would overload others.
    pub fn overloads(&self) -> &Latest<Overloads> {
        &self.live.deeper.overloads
    }

    /// What the loss of this would overload; `None`: nothing.
    pub fn overload_of(&self, target: Target) -> Option<&Overload> {
        let place = (*self.live.deeper.overloaded.get(&target)?)?;
        self.overloads().value()?.verdicts.get(place)
    }

    /// Whether this has more to do now than it can.
    pub fn is_drowning(&self, target: Target) -> bool {
        self.live.deeper.overloaded.get(&target) == Some(&None)
    }

    /// Where the drawing can hardly mean what it says.
    pub fn warnings(&self) -> &Latest<Vec<Warning>> {
        &self.live.deeper.warnings
    }

    /// What only together takes something down.
    pub fn pairs(&self) -> &Latest<CutList> {
        &self.live.deeper.pairs
    }

    /// The same of three, once [`Session::ask_for_triples`] asked.
    pub fn triples(&self) -> Option<&Latest<CutList>> {
        let deeper = &self.live.deeper;
        deeper.triples_asked.then_some(&deeper.triples)
    }

    /// From now on triples are looked for too.
    pub fn ask_for_triples(&mut self) {
        let deeper = &mut self.live.deeper;
        deeper.triples_asked = true;
        deeper.study.ask_for_triples();
        deeper.is_done = false;
        self.changes.deeper = true;
    }

    /// The nines of every class, and who buys the most.
    pub fn nines(&self) -> &Latest<Availability> {
        &self.live.deeper.nines
    }

    /// The mends of a verdict.
    pub fn mends_of(&self, element: Target) -> Option<&Latest<Vec<Mend>>> {
        self.live.deeper.mends.get(&element)
    }

    /// The mend that is pointed at, with what it would change once that is found out.
    pub fn previewed(&self) -> Option<&Previewed> {
        self.live.deeper.previewed.as_ref()
    }

    /// A preview of this mend is wanted, or of none.
    pub(super) fn want_preview(&mut self, mend: Option<(Target, MendId)>) {
        self.changes.deeper |= self.live.deeper.want_preview(mend);
    }

    /// The mend that is meant, looked for at once if it has not been yet.
    pub(super) fn find_mend(&mut self, element: Target, id: &MendId) -> Option<Mend> {
        let known = self.mends_of(element).filter(|mends| mends.fresh);
        let mends = match known.and_then(Latest::value) {
            Some(mends) => mends.clone(),
            None => self.live.deeper.study.mends_at_once(element),
        };
        mends.into_iter().find(|m| m.id == *id)
    }

    /// All of a region once more elsewhere; of `None`, all that lies in no region.
    pub(super) fn second_site(
        &mut self,
        region: Option<RegionId>,
        databases: SiteDatabases,
    ) -> Option<Mend> {
        self.live.deeper.study.second_site(region, databases)
    }

    /// What goes down with all of these, and is served by somebody now.
    pub(super) fn taken_down_by(&self, targets: &[Target]) -> BTreeSet<Target> {
        self.live.deeper.study.blast_radius(targets)
    }
}
