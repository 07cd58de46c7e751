//! The study under way, and what has been taken over from it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::design::Design;
use super::latest::{CutList, Latest, Previewed};
use crate::analysis::{
    Availability, Failed, Finding, Mend, MendId, Options, Overloads, Report, Search, SiteDatabases,
    Study, Verdict, VerdictKind, Warning,
};
use crate::model::{RegionId, Sound, Target, order};

/// Verdicts whose mends are looked for before anything else: those that a person sees without scrolling.
const MENDED_FIRST: usize = 6;

/// What has been found out, and the study that finds out the rest.
#[derive(Debug)]
pub(super) struct Studied {
    study: Study,
    /// What the design is worth with everything alive, where something is dead.
    design: Option<Design>,
    pub is_done: bool,
    pub options: Options,
    /// Where in the report the verdict on an element stands.
    verdicts: BTreeMap<Target, (VerdictKind, usize)>,
    pub overloads: Latest<Overloads>,
    /// Who is flagged for an overload: by its place in the list where its loss brings one about, by none where it is
    /// overloaded now. Asked for every card and link of a picture.
    pub overloaded: BTreeMap<Target, Option<usize>>,
    pub warnings: Latest<Vec<Warning>>,
    pub pairs: Latest<CutList>,
    pub triples: Latest<CutList>,
    pub triples_asked: bool,
    pub availability: Latest<Availability>,
    pub with_load: Latest<Availability>,
    pub mends: BTreeMap<Target, Latest<Vec<Mend>>>,
    pub previewed: Option<Previewed>,
}

impl Studied {
    pub fn new(sound: &Arc<Sound>) -> Self {
        let options = Options::default();
        let mut studied = Self {
            study: Study::of(sound, &Failed::nothing(), options),
            design: None,
            is_done: false,
            options,
            verdicts: BTreeMap::new(),
            overloads: Latest::default(),
            overloaded: BTreeMap::new(),
            warnings: Latest::default(),
            pairs: Latest::default(),
            triples: Latest::default(),
            triples_asked: false,
            availability: Latest::default(),
            with_load: Latest::default(),
            mends: BTreeMap::new(),
            previewed: None,
        };
        studied.index_verdicts();
        studied.keep_mends();
        studied
    }

    /// The document or what is dead may be another: the verdicts are found at once. The rest has to be found out anew,
    /// but where things only lie elsewhere: there it is the mends alone, which say where new parts lie.
    pub fn restart(&mut self, sound: &Arc<Sound>, failed: &Failed) {
        let is_new = self.study.restart(sound, failed, self.options);
        self.is_done = false;
        if self.triples_asked {
            self.study.ask_for_triples();
        }
        if is_new {
            self.overloads.stale();
            self.warnings.stale();
            self.pairs.stale();
            self.triples.stale();
            self.availability.stale();
            self.with_load.stale();
            self.index_verdicts();
            self.design = Design::of(sound, failed, self.options, self.study.report());
        } else if let Some(design) = &mut self.design {
            design.redrawn(sound, self.options);
        }
        self.mends.values_mut().for_each(Latest::stale);
        self.keep_mends();
        self.previewed = None;
    }

    /// The verdicts, which are there at once.
    pub fn report(&self) -> &Report {
        self.study.report()
    }

    pub fn verdict_of(&self, target: Target) -> Option<&Verdict> {
        let &(kind, place) = self.verdicts.get(&target)?;
        match kind {
            VerdictKind::SinglePointOfFailure => self.report().spofs.get(place),
            VerdictKind::Leak => self.report().leaks.get(place),
            VerdictKind::Degrades => self.report().degrades.get(place),
        }
    }

    /// What is dead, where something is.
    pub fn design(&self) -> Option<&Design> {
        self.design.as_ref()
    }

    /// What each flagged element looks like.
    pub fn flags(&self) -> BTreeMap<Target, (VerdictKind, bool, u64)> {
        let report = self.report();
        let all = verdicts(report).chain(&report.degrades);
        let design = self.design.as_ref();
        let is_last_left =
            |element| design.is_some_and(|design| design.relieving(element).is_some());
        let flag = |v: &Verdict| (v.kind, is_last_left(v.element), v.impact.to_bits());
        order::map_of(all.map(|v| (v.element, flag(v))))
    }

    fn index_verdicts(&mut self) {
        let report = self.study.report();
        let places = [&report.spofs, &report.leaks, &report.degrades].map(|list| {
            let verdicts = list.iter().enumerate();
            verdicts.map(|(place, v)| (v.element, (v.kind, place)))
        });
        self.verdicts = order::map_of(places.into_iter().flatten());
    }

    /// The mends of what is flagged are known or will be; those of what no longer is are forgotten.
    fn keep_mends(&mut self) {
        let mut old = std::mem::take(&mut self.mends);
        let verdicts = verdicts(self.study.report()).map(|v| v.element);
        let overloads = self.overloads.value().into_iter().flat_map(|o| &o.verdicts);
        let missed = self.design.iter().flat_map(Design::missed);
        let flagged = verdicts.chain(overloads.map(|o| o.element)).chain(missed);
        let kept = flagged.map(|element| (element, old.remove(&element).unwrap_or_default()));
        self.mends = order::map_of(kept);
    }

    /// What is being looked for that takes its time, and how many per cent of that are done at least.
    pub fn progress(&self) -> Option<(Search, u8)> {
        let (search, share) = self.study.progress()?;
        Some((search, (share * 100.0) as u8))
    }

    /// Finds out a little more. `None`: nothing that is shown has changed; else whose flags may be others now.
    pub fn step(&mut self) -> Option<Vec<Target>> {
        if let Some(design) = &mut self.design
            && design.step()
        {
            return Some(self.learn());
        }
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
        self.availability.learn(study.availability(), Clone::clone);
        self.with_load
            .learn(study.availability_with_load(), Clone::clone);
        let mut flags = Vec::new();
        if self.overloads.learn(study.overloads(), Clone::clone) {
            self.keep_mends();
            let now = self.overloads.value().map(overloaded).unwrap_or_default();
            flags.extend(now.keys());
            flags.extend(std::mem::replace(&mut self.overloaded, now).into_keys());
        }
        let study = &self.study;
        let missed: Vec<Target> = self.design.iter().flat_map(Design::missed).collect();
        for (element, mends) in &mut self.mends {
            let found = match &self.design {
                Some(design) if missed.contains(element) => design.mends(*element),
                Some(_) | None => study.mends(*element),
            };
            mends.learn(found, Clone::clone);
        }
        self.learn_preview();
        flags
    }

    /// From now on triples are looked for too.
    pub fn ask_for_triples(&mut self) {
        self.triples_asked = true;
        self.study.ask_for_triples();
        self.is_done = false;
    }

    /// A preview of this mend is wanted, or of none. Returns whether that is another wish than before.
    pub fn want_preview(&mut self, wanted: Option<(Target, MendId)>) -> bool {
        let now = self.previewed.as_ref();
        if now.map(|p| (p.element, &p.mend)) == wanted.as_ref().map(|(e, mend)| (*e, mend)) {
            return false;
        }
        self.previewed = wanted.map(|(element, mend)| Previewed {
            element,
            mend,
            preview: None,
        });
        let mend = self.previewed.as_ref();
        let mend = mend.and_then(|p| self.known_mend(p.element, &p.mend).cloned());
        if let Some(mend) = mend {
            self.study.ask_for_preview(&mend);
            self.is_done = false;
        }
        self.learn_preview();
        true
    }

    fn learn_preview(&mut self) {
        let Some(previewed) = &self.previewed else {
            return;
        };
        let mend = self.known_mend(previewed.element, &previewed.mend);
        let found = mend.map(|mend| self.study.preview(mend));
        if let (Some(Finding::Known(found)), Some(previewed)) =
            (found.cloned(), &mut self.previewed)
        {
            previewed.preview = found;
        }
    }

    /// A mend that was found of everything as it is now.
    fn known_mend(&self, element: Target, id: &MendId) -> Option<&Mend> {
        let mends = self.mends.get(&element).filter(|mends| mends.is_fresh())?;
        mends.value()?.iter().find(|m| m.id == *id)
    }

    /// The mend that is meant; it is looked for at once where it is not known yet.
    pub fn find_mend(&mut self, element: Target, id: &MendId) -> Option<Mend> {
        let known = self.known_mend(element, id).cloned();
        known.or_else(|| {
            let mends = match &mut self.design {
                Some(design) if design.missed().any(|missed| missed == element) => {
                    design.mends_at_once(element)
                }
                Some(_) | None => self.study.mends_at_once(element),
            };
            mends.into_iter().find(|m| m.id == *id)
        })
    }

    /// All of a region once more elsewhere; of `None`, all that lies in no region.
    pub fn second_site(
        &mut self,
        region: Option<RegionId>,
        databases: SiteDatabases,
    ) -> Option<Mend> {
        self.study.second_site(region, databases)
    }

    /// What goes down with all of these, and carries requests that are served now.
    pub fn blast_radius(&self, targets: &[Target]) -> BTreeSet<Target> {
        self.study.blast_radius(targets)
    }
}

/// What loses requests, the worst first: that is what mends are looked for.
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
