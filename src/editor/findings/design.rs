//! The design, apart from what is dead now: what the analysis says of the same drawing with everything alive.
//!
//! Who is a single point of failure only because others are dead is the last one left, and no fault of the design.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::analysis::{Failed, Finding, Mend, Options, Report, Study};
use crate::model::{Sound, Target};

/// Parts of all drawings that are judged to try the dead one by one, which of them, were it back, would relieve the last one
/// left: it is done at once, with each kill and each edit.
const TRIED: usize = 1_000;
/// Dead parts whose mends are looked for: those that a person sees without scrolling.
const MENDED: usize = 4;

/// The design, where something is dead.
#[derive(Debug)]
pub(super) struct Design {
    study: Study,
    /// What is dead, the widest first.
    dead: Vec<Target>,
    /// Who is the last one left, each with those of the dead that would relieve it.
    last_left: BTreeMap<Target, Vec<Target>>,
}

impl Design {
    /// What is known of it; `None` where nothing is dead.
    pub fn of(
        sound: &Arc<Sound>,
        failed: &Failed,
        options: Options,
        report: &Report,
    ) -> Option<Self> {
        let dead = dead(failed);
        if dead.is_empty() {
            return None;
        }
        let mut design = Self {
            study: Study::of(sound, &Failed::nothing(), options),
            dead,
            last_left: BTreeMap::new(),
        };
        let now = report.spofs.iter().map(|v| v.element);
        let last_left: Vec<Target> = now.filter(|e| !design.is_single_point(*e)).collect();
        if last_left.is_empty() {
            return Some(design);
        }
        let parts = sound.scenario().components.len();
        let without: Vec<(Target, Study)> = match design.dead.as_slice() {
            dead @ [_, _, ..] if dead.len() * parts <= TRIED => {
                let alive = |t: &Target| (*t, Study::of(sound, &without(failed, *t), options));
                dead.iter().map(alive).collect()
            }
            _ => Vec::new(),
        };
        for element in last_left {
            let relieves = |(dead, study): &(Target, Study)| {
                let spofs = &study.report().spofs;
                (!spofs.iter().any(|v| v.element == element)).then_some(*dead)
            };
            let mut relieving: Vec<Target> = without.iter().filter_map(relieves).collect();
            if relieving.is_empty() {
                relieving.clone_from(&design.dead);
            }
            design.last_left.insert(element, relieving);
        }
        Some(design)
    }

    /// The same system, drawn another way: mends say where new parts lie.
    pub fn redrawn(&mut self, sound: &Arc<Sound>, options: Options) {
        self.study.restart(sound, &Failed::nothing(), options);
    }

    /// Those of the dead that would relieve this, if it is the last one left.
    pub fn relieving(&self, element: Target) -> Option<&[Target]> {
        self.last_left.get(&element).map(Vec::as_slice)
    }

    /// What is dead, the widest first.
    pub fn dead(&self) -> &[Target] {
        &self.dead
    }

    fn is_single_point(&self, element: Target) -> bool {
        let mut verdicts = self.study.report().spofs.iter();
        verdicts.any(|v| v.element == element)
    }

    /// Those of the dead whose loss the design does not survive: what would have helped is looked for.
    pub fn missed(&self) -> impl Iterator<Item = Target> + '_ {
        let report = self.study.report();
        let is_missed = |element: &Target| {
            let mut verdicts = report.spofs.iter().chain(&report.leaks);
            verdicts.any(|v| v.element == *element)
        };
        self.dead.iter().copied().filter(is_missed).take(MENDED)
    }

    /// What would have helped, as far as it is known.
    pub fn mends(&self, element: Target) -> &Finding<Vec<Mend>> {
        self.study.mends(element)
    }

    /// The same, found at once.
    pub fn mends_at_once(&mut self, element: Target) -> Vec<Mend> {
        self.study.mends_at_once(element)
    }

    /// Finds out a little more of what would have helped. Whether there was something to find out.
    pub fn step(&mut self) -> bool {
        let pending = self.missed().find(|e| self.study.mends(*e).is_pending());
        if let Some(pending) = pending {
            self.study.ask_for_mends(pending);
            self.study.step();
        }
        pending.is_some()
    }
}

/// What is dead, cut or cut off, the widest first.
fn dead(failed: &Failed) -> Vec<Target> {
    let regions = failed.regions.union(&failed.isolated).copied();
    let groups = failed.groups.iter().copied();
    let components = failed.components.iter().copied();
    let links = failed.links.iter().copied();
    let all = regions.map(Target::Region);
    let all = all.chain(groups.map(Target::Group));
    let all = all.chain(components.map(Target::Component));
    all.chain(links.map(Target::Link)).collect()
}

/// The same with one of them back.
fn without(failed: &Failed, back: Target) -> Failed {
    let mut failed = failed.clone();
    match back {
        Target::Component(id) => {
            failed.components.remove(&id);
        }
        Target::Region(id) => {
            failed.regions.remove(&id);
            failed.isolated.remove(&id);
        }
        Target::Group(id) => {
            failed.groups.remove(&id);
        }
        Target::Link(id) => {
            failed.links.remove(&id);
        }
        Target::Note(_) => {}
    }
    failed
}
