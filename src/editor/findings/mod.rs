//! The findings: what the analysis says of the document with what is dead now.
//!
//! The verdicts are there at once, with the step itself. Overloads, warnings, mends, cut sets and availability take their
//! time: they go on in small steps (`Findings::step`) while nothing else has to be done.
//!
//! # What holds
//! - They are about the committed document and what is dead in the run, and are told of both (`Findings::judge`).
//! - The study begins anew only where what it reads is another: a step that only moves things leaves it alone. What was
//!   found before stays to be seen meanwhile, no longer fresh.
//! - What is highlighted follows from what is pointed at and from what is known of it, and is never set beside that.
//!
//! Absent: the run itself, gestures, the camera.

mod design;
pub mod highlight;
pub mod latest;
mod pointing;
mod study;

use std::sync::Arc;

use self::design::Design;
use self::highlight::{Additions, Highlight, Highlights};
use self::latest::{CutList, Latest, Previewed};
use self::study::Studied;
use super::changes::Changes;
use crate::analysis::{
    Availability, Failed, Mend, MendId, Overload, Overloads, Report, Search, SiteDatabases,
    Verdict, VerdictKind, Warning,
};
use crate::model::{RegionId, Sound, Target};

/// The flag on a part: the worst that there is to say of it.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub enum Flag {
    /// None.
    #[default]
    None,
    /// Its loss takes some traffic down for good.
    SinglePointOfFailure,
    /// The same, but only because others are dead now: it keeps everybody served until they are back.
    LastLeft,
    /// Its loss goes on losing this share of all requests.
    Leak(f64),
    /// Its loss leaves this share of all requests answered, and not in full.
    Degrades(f64),
    /// Its loss would give others more to do than they can.
    Overload,
    /// It has more to do now than it can.
    Saturated,
}

impl Flag {
    /// As markup spells it.
    pub const fn key(self) -> &'static str {
        match self {
            Flag::None => "none",
            Flag::SinglePointOfFailure => "single-point-of-failure",
            Flag::LastLeft => "last-left",
            Flag::Leak(_) => "leak",
            Flag::Degrades(_) => "degrades",
            Flag::Overload => "overload",
            Flag::Saturated => "saturated",
        }
    }
}

/// What is known of the document, and what is highlighted for it.
#[derive(Debug)]
pub struct Findings {
    sound: Arc<Sound>,
    /// What is dead.
    failed: Failed,
    studied: Studied,
    highlights: Highlights,
    /// Derives the highlight anew, once something has been pointed at. Whoever points brings it along, so that the first
    /// view of the page does without that code (`docs/weight.md`).
    update_light: Option<fn(&mut Findings)>,
    pub(super) changes: Changes,
}

impl Findings {
    pub(super) fn new(sound: &Arc<Sound>) -> Self {
        Self {
            sound: Arc::clone(sound),
            failed: Failed::nothing(),
            studied: Studied::new(sound),
            highlights: Highlights::default(),
            update_light: None,
            changes: Changes::default(),
        }
    }

    /// The document or what is dead may be another.
    pub(super) fn judge(&mut self, sound: &Arc<Sound>, failed: Failed) {
        self.sound = Arc::clone(sound);
        self.failed = failed;
        self.restart();
    }

    fn restart(&mut self) {
        let flags = self.studied.flags();
        let served = self.report().served;
        self.studied.restart(&self.sound, &self.failed);
        let now = self.studied.flags();
        let gone = flags
            .iter()
            .filter(|(target, flag)| now.get(target) != Some(flag));
        let new = now.keys().filter(|target| !flags.contains_key(target));
        let different: Vec<Target> = gone.map(|(target, _)| target).chain(new).copied().collect();
        self.changes.verdicts |= !different.is_empty() || served != self.report().served;
        self.changes.look_different(different);
        self.changes.findings = true;
        self.relight();
    }

    /// The document or what is known of it may have changed: so may the highlight.
    fn relight(&mut self) {
        if let Some(update_light) = self.update_light {
            update_light(self);
        }
    }

    /// Finds out a little more of what takes its time.
    pub(super) fn step(&mut self) {
        let before = self.studied.progress();
        let flags = self.studied.step();
        self.changes.findings |= before != self.studied.progress();
        let Some(flags) = flags else {
            return;
        };
        if !flags.is_empty() {
            self.changes.look_different(flags);
        }
        if self.highlights.hangs_on_findings() {
            self.relight();
        }
        self.changes.findings = true;
    }

    /// How this is highlighted, if it is.
    pub fn highlight(&self, target: Target) -> Option<Highlight> {
        self.highlights.shown.get(&target).copied()
    }

    /// What the mend that is pointed at would add.
    pub fn additions(&self) -> &Additions {
        &self.highlights.additions
    }

    /// Whether all was found out.
    pub fn is_done(&self) -> bool {
        self.studied.is_done
    }

    /// The verdicts, which are there at once.
    pub fn report(&self) -> &Report {
        self.studied.report()
    }

    /// What the analysis says of the loss of this; `None`: it is safe (or dead already).
    pub fn verdict_of(&self, target: Target) -> Option<&Verdict> {
        self.studied.verdict_of(target)
    }

    /// The flag that this bears.
    pub fn flag_of(&self, target: Target) -> Flag {
        let verdict = self.verdict_of(target);
        match verdict.map(|verdict| (verdict.kind, verdict.impact)) {
            Some((VerdictKind::SinglePointOfFailure, _)) if self.relieving(target).is_some() => {
                Flag::LastLeft
            }
            Some((VerdictKind::SinglePointOfFailure, _)) => Flag::SinglePointOfFailure,
            Some((VerdictKind::Leak, impact)) => Flag::Leak(impact),
            _ if self.is_saturated(target) => Flag::Saturated,
            _ if self.overload_of(target).is_some() => Flag::Overload,
            Some((VerdictKind::Degrades, impact)) => Flag::Degrades(impact),
            None => Flag::None,
        }
    }

    /// Where this is a single point of failure only because others are dead now: those of them that would relieve it, were
    /// they back.
    pub fn relieving(&self, target: Target) -> Option<&[Target]> {
        self.studied.design()?.relieving(target)
    }

    /// What is dead, cut or cut off by a fault of its own, the widest first.
    pub fn dead(&self) -> &[Target] {
        self.studied.design().map_or(&[], Design::dead)
    }

    /// Seconds for which the verdict on this lasts each time, where it is started again by itself.
    pub fn lasts_s(&self, target: Target) -> Option<f64> {
        self.verdict_of(target)?.for_s
    }

    /// Whether links count as parts that can fail.
    pub fn counts_links(&self) -> bool {
        self.studied.options.links
    }

    /// From now on links count as parts that can fail, or no longer do.
    pub fn count_links(&mut self, count: bool) {
        if self.counts_links() != count {
            self.studied.options.links = count;
            self.restart();
            self.changes.verdicts = true;
        }
    }

    /// Who is overloaded now, and whose loss would overload others.
    pub fn overloads(&self) -> &Latest<Overloads> {
        &self.studied.overloads
    }

    /// What the loss of this would overload; `None`: nothing.
    pub fn overload_of(&self, target: Target) -> Option<&Overload> {
        let place = (*self.studied.overloaded.get(&target)?)?;
        self.overloads().value()?.verdicts.get(place)
    }

    /// Whether this has more to do now than it can.
    pub fn is_saturated(&self, target: Target) -> bool {
        self.studied.overloaded.get(&target) == Some(&None)
    }

    /// Where the drawing can hardly mean what it says.
    pub fn warnings(&self) -> &Latest<Vec<Warning>> {
        &self.studied.warnings
    }

    /// The share of every class that is served within capacity, in the long run.
    pub fn availability_with_load(&self) -> &Latest<Availability> {
        &self.studied.with_load
    }

    /// What is being looked for that takes its time, and how many per cent of that are done at least.
    pub fn progress(&self) -> Option<(Search, u8)> {
        self.studied.progress()
    }

    /// What only together takes something down.
    pub fn pairs(&self) -> &Latest<CutList> {
        &self.studied.pairs
    }

    /// The same of three, once [`Findings::ask_for_triples`] asked.
    pub fn triples(&self) -> Option<&Latest<CutList>> {
        let studied = &self.studied;
        studied.triples_asked.then_some(&studied.triples)
    }

    /// From now on triples are looked for too.
    pub fn ask_for_triples(&mut self) {
        self.studied.ask_for_triples();
        self.changes.findings = true;
    }

    /// The availability of every class, and who adds the most to it.
    pub fn availability(&self) -> &Latest<Availability> {
        &self.studied.availability
    }

    /// The mends of a verdict.
    pub fn mends_of(&self, element: Target) -> Option<&Latest<Vec<Mend>>> {
        self.studied.mends.get(&element)
    }

    /// The mend that is pointed at, with what it would change once that is found out.
    pub fn previewed(&self) -> Option<&Previewed> {
        self.studied.previewed.as_ref()
    }

    /// The mend that is meant, looked for at once if it has not been yet.
    pub(super) fn find_mend(&mut self, element: Target, mend: &MendId) -> Option<Mend> {
        self.studied.find_mend(element, mend)
    }

    /// All of a region once more elsewhere; of `None`, all that lies in no region.
    pub(super) fn second_site(
        &mut self,
        region: Option<RegionId>,
        databases: SiteDatabases,
    ) -> Option<Mend> {
        self.studied.second_site(region, databases)
    }
}
