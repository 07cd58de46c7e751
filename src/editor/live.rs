//! What lives by the document: the run and the analysis. This is the one place that calls them.

use std::collections::{BTreeMap, BTreeSet};

use super::course::Course;
use super::deeper::Deeper;
use super::messages::Severity;
use super::session::Session;
use super::traffic::Traffic;
use super::transport::Transport;
use crate::analysis::{Failed, Report, Verdict, VerdictKind};
use crate::engine::{Chaos, ComponentNumbers, Faults, LogEvent, Run};
use crate::model::{Action, Component, ComponentId, RegionId, Scenario, Target, order};

/// The run, what is dead in it, and what the analysis says of that.
#[derive(Debug)]
pub struct Live {
    pub(super) run: Run,
    pub(super) transport: Transport,
    /// What chaos was when it was last on, or last tuned.
    pub(super) last_chaos: Option<Chaos>,
    pub(super) traffic: Traffic,
    /// What was broken when `dead` and `report` were made.
    faults: Faults,
    pub(super) dead: BTreeSet<Target>,
    pub(super) deeper: Deeper,
    pub(super) course: Option<Course>,
    /// Entries of the log when it was last looked at.
    log_end: u64,
    /// Where in the report the verdict on an element stands.
    verdicts: BTreeMap<Target, (VerdictKind, usize)>,
}

impl Live {
    pub(super) fn new(document: &Scenario) -> Self {
        let mut live = Self {
            run: Run::new(document),
            transport: Transport::default(),
            last_chaos: None,
            traffic: Traffic::default(),
            faults: Faults::default(),
            dead: BTreeSet::new(),
            deeper: Deeper::new(document),
            course: None,
            log_end: 0,
            verdicts: BTreeMap::new(),
        };
        live.sample();
        live.reflect(document);
        live
    }

    /// Asks the run for as many sampled requests as there is to see at this speed.
    pub(super) fn sample(&mut self) {
        let is_client = |c: &&Component| c.kind().row().asks();
        let clients = self
            .run
            .scenario()
            .components
            .iter()
            .filter(is_client)
            .count();
        let seen_per_second = (clients as f64 * SAMPLED_PER_CLIENT).clamp(20.0, 400.0);
        let per_second = (seen_per_second / self.transport.speed()).ceil() as u32;
        self.run.set_sample_rate(per_second);
    }

    /// Derives what is dead, and what that means, from document and faults.
    fn reflect(&mut self, document: &Scenario) {
        self.faults = self.run.faults().clone();
        let components = self
            .faults
            .dead(document)
            .into_iter()
            .map(Target::Component);
        let regions = self
            .faults
            .dead_regions(document)
            .into_iter()
            .map(Target::Region);
        let links = self.faults.cut.iter().copied().map(Target::Link);
        self.dead = components.chain(regions).chain(links).collect();
        let killed = self
            .faults
            .killed
            .iter()
            .chain(&self.faults.crashed)
            .copied();
        let failed: Failed = killed
            .map(Target::Component)
            .chain(self.faults.regions.iter().copied().map(Target::Region))
            .chain(self.faults.cut.iter().copied().map(Target::Link))
            .collect();
        self.deeper.restart(document, failed);
        let mut places_of = BTreeMap::new();
        for list in [&self.report().spofs, &self.report().leaks] {
            let places = list
                .iter()
                .enumerate()
                .map(|(i, v)| (v.element, (v.kind, i)));
            places_of.extend(places);
        }
        self.verdicts = places_of;
    }

    fn report(&self) -> &Report {
        self.deeper.report()
    }

    fn verdict_of(&self, target: Target) -> Option<&Verdict> {
        let &(kind, place) = self.verdicts.get(&target)?;
        match kind {
            VerdictKind::SinglePointOfFailure => self.report().spofs.get(place),
            VerdictKind::Leak => self.report().leaks.get(place),
        }
    }

    /// What each flagged element looks like.
    fn flags(&self) -> BTreeMap<Target, (VerdictKind, u64)> {
        let verdicts = self.report().spofs.iter().chain(&self.report().leaks);
        order::map_of(verdicts.map(|v| (v.element, (v.kind, v.impact.to_bits()))))
    }
}

/// Requests per second of a clock on the wall that are shown of each client.
const SAMPLED_PER_CLIENT: f64 = 12.0;

impl Session {
    /// The run: its time, rows, totals, log.
    pub fn run(&self) -> &Run {
        &self.live.run
    }

    /// What the analysis says of the document with what is dead now.
    pub fn report(&self) -> &Report {
        self.live.report()
    }

    /// What the analysis says of the loss of this; `None`: it is safe (or dead already).
    pub fn verdict_of(&self, target: Target) -> Option<&Verdict> {
        self.live.verdict_of(target)
    }

    /// Whether links count as parts that can fail.
    pub fn counts_links(&self) -> bool {
        self.live.deeper.counts_links()
    }

    /// From now on links count as parts that can fail, or no longer do.
    pub fn count_links(&mut self, count: bool) {
        if self.counts_links() != count {
            self.live.deeper.count_links(count);
            self.changes.verdicts = true;
            self.reflect();
        }
    }

    /// The live numbers of a component.
    pub fn numbers(&self, id: ComponentId) -> Option<ComponentNumbers> {
        self.live.run.snapshot_numbers(id)
    }

    /// The log of the run from entry number `cursor` on, the oldest first: each with its number, its time in seconds, its
    /// sentence, and what it is about. Begin with 0; a restart begins anew.
    pub fn log_since(&self, cursor: u64) -> Vec<LogLine> {
        let run = &self.live.run;
        let events: Vec<&LogEvent> = run.events_since(cursor).collect();
        let first = run.events_end() - events.len() as u64;
        let line = |(number, event): (u64, &LogEvent)| LogLine {
            number,
            at_s: event.at.as_seconds(),
            text: sentence(&event.text(run.scenario())),
            event: event.clone(),
        };
        (first..).zip(events).map(line).collect()
    }

    /// Whether it lives: a component that was killed is dead, so is one in a dead region, and a link that is cut.
    /// A client is never dead.
    pub fn is_alive(&self, target: Target) -> bool {
        !self.live.dead.contains(&target)
    }

    /// All that is dead or cut.
    pub fn dead(&self) -> &BTreeSet<Target> {
        &self.live.dead
    }

    /// What is broken, in all detail: also who is slow and who is in error.
    pub fn faults(&self) -> &Faults {
        &self.live.faults
    }

    /// Whether it can be killed or cut: everything but clients.
    pub fn may_die(&self, target: Target) -> bool {
        let is_client = |id| self.component(id).is_some_and(|c| c.kind().row().asks());
        !matches!(target, Target::Component(id) if is_client(id))
    }

    /// Kills a component or a region, cuts a link. Nothing happens to clients and to what is dead already.
    pub fn kill(&mut self, target: Target) {
        if self.is_alive(target) && self.may_die(target) {
            self.act(match target {
                Target::Link(link) => Action::Cut(link),
                Target::Component(_) | Target::Region(_) => Action::Kill(target),
            });
        }
    }

    /// Revives a component or a region, mends a link. What lies in a dead region stays dead until that is revived.
    pub fn revive(&mut self, target: Target) {
        self.act(Action::Revive(target));
        if let Some(region) = self.dead_region_around(target) {
            let text = format!("{target} is dead with {region}. Revive {region} to bring it back.");
            self.say(Severity::Note, text);
        }
    }

    /// Kills what lives and revives what is dead: the power button.
    pub fn toggle_power(&mut self, target: Target) {
        if self.is_alive(target) {
            self.kill(target);
        } else {
            self.revive(target);
        }
    }

    /// Does something to the running system. No step of history: the run is not the document.
    pub fn act(&mut self, action: Action) {
        if self.document.has(action.target()) {
            self.live.run.act(action);
            self.run_changed();
        }
    }

    /// The region that this is dead with, the innermost that was itself killed.
    fn dead_region_around(&self, target: Target) -> Option<RegionId> {
        let around = match target {
            Target::Component(id) => self.component(id)?.region,
            Target::Region(id) => self.region(id)?.parent,
            Target::Link(_) => None,
        };
        let around = self.document.enclosing(around).into_iter();
        around
            .filter(|_| !self.is_alive(target))
            .find(|id| self.live.faults.regions.contains(id))
    }

    /// Looks at the run after anything may have happened in it: faults by hand or by script, entries of the log.
    pub(super) fn run_changed(&mut self) {
        self.log_changed();
        if *self.live.run.faults() != self.live.faults {
            self.reflect();
        }
    }

    fn log_changed(&mut self) {
        let end = self.live.run.events_end();
        self.changes.log |= end != self.live.log_end;
        self.live.log_end = end;
    }

    /// Derives what is dead and the verdicts anew, and tells the page what looks different for it.
    pub(super) fn reflect(&mut self) {
        let flags = self.live.flags();
        let dead = self.live.dead.clone();
        let faults = self.live.faults.clone();
        let served = self.live.report().served;
        self.live.reflect(&self.document);
        let died: BTreeSet<Target> = self.live.dead.difference(&dead).copied().collect();
        self.live.traffic.strike(&died);
        let now = self.live.flags();
        let reflagged =
            |(target, flag): (&Target, &_)| (now.get(target) != Some(flag)).then_some(*target);
        let unflagged = flags.iter().filter_map(reflagged);
        let newly = now
            .keys()
            .filter(|target| !flags.contains_key(target))
            .copied();
        let mut different: BTreeSet<Target> = unflagged.chain(newly).collect();
        self.changes.verdicts |=
            !different.is_empty() || (served - self.live.report().served).abs() > 0.0;
        self.changes.faults |= dead != self.live.dead || faults != self.live.faults;
        let ailing = [&faults, &self.live.faults]
            .map(|f| f.slow.keys().chain(f.errors.keys()).chain(&f.crashed));
        different.extend(ailing.into_iter().flatten().copied().map(Target::Component));
        different.extend(dead.symmetric_difference(&self.live.dead));
        self.look_different(different);
        self.changes.deeper = true;
        self.lesson_sees_dead();
        self.relight();
    }

    /// The document changed from `left`: the run goes on with the new one, or anew where all its chance is another.
    pub(super) fn live_document_changed(&mut self, left: &Scenario) {
        if left.seed == self.document.seed {
            self.live.run.apply_scenario(&self.document);
            self.live.sample();
            self.log_changed();
            self.changes.verdicts = true;
            self.reflect();
        } else {
            self.restart();
        }
    }

    /// Begins the run anew: at time zero, with everything alive. Chaos, where it is on, stays on.
    pub fn restart(&mut self) {
        let chaos = self.chaos();
        self.live.run = Run::new(&self.document);
        if chaos.is_some() {
            self.live.run.set_chaos(chaos);
        }
        self.live.sample();
        self.live.traffic = Traffic::default();
        self.live.log_end = 0;
        self.changes.log = true;
        self.changes.numbers = true;
        self.changes.transport = true;
        self.changes.verdicts = true;
        self.reflect();
    }
}

/// One entry of the log.
#[derive(Clone, PartialEq, Debug)]
pub struct LogLine {
    /// Its number in the run, from 0.
    pub number: u64,
    /// When, in seconds of virtual time.
    pub at_s: f64,
    /// What happened, as a sentence.
    pub text: String,
    /// The same as data: who, about what, what.
    pub event: LogEvent,
}

/// With a full stop. Names stay spelled as they are, so the first letter does too.
fn sentence(text: &str) -> String {
    format!("{text}.")
}
