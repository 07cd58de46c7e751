//! The simulation: the run of what is drawn, how wall time drives it, what is broken in it, and its traffic.
//!
//! # What holds
//! - The run plays the committed document: it is told of every step, goes on with it, and begins anew where all its
//!   chance is another.
//! - What is dead is derived from the run's faults; after anything that may have changed them comes
//!   `Simulation::take_news`.
//! - Nothing here is a step of history: the run is not the document, and is never undone.
//! - A change of many parts at once (the kill of a selection) is one change.
//!
//! Absent: the verdicts, the camera, gestures.

pub mod badge;
mod borders;
pub mod costs;
pub mod detail;
pub mod dots;
pub mod faults;
mod flow;
mod layout;
pub mod outcome;
pub mod playing;
mod redrawn;
mod seeking;
pub mod situation;
mod slow_motion;
pub mod spoken;
mod still_sent;
mod stores;
mod telling;
pub mod traffic;
mod transport;
pub mod trial;
mod ways;
mod words;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use self::layout::{Walls, Ways};
use self::redrawn::Redrawn;
use self::traffic::Traffic;
use self::transport::{SlowMotion, Transport};
use self::trial::Trial;
use super::changes::Changes;
use crate::engine::{Chaos, ComponentNumbers, Costs, Faults, LogEvent, Micros, Run, What};
use crate::model::{Component, ComponentId, Roles, ScriptEntry, Sound, Target, order};

/// Requests per second of a clock on the wall that are shown of each client.
const SAMPLED_PER_CLIENT: f64 = 12.0;
/// The same of each link: a large system shows more of them.
const SAMPLED_PER_LINK: f64 = 0.05;
/// The most that are shown per second, for which some five thousand dots are under way.
const SAMPLED: f64 = 1_200.0;

/// The run, and what is dead in it.
#[derive(Debug)]
pub struct Simulation {
    sound: Arc<Sound>,
    run: Run,
    transport: Transport,
    slow_motion: SlowMotion,
    /// What chaos was when it was last on, or last tuned.
    last_chaos: Option<Chaos>,
    traffic: Traffic,
    ways: RefCell<Ways>,
    walls: Walls,
    /// What was broken when `dead` was made.
    faults: Faults,
    dead: BTreeSet<Target>,
    /// Who acted as primary when the log was last looked at, where that is not as drawn.
    roles: Roles,
    /// When in the run that was last another.
    broken_at: Micros,
    /// When in the run what is drawn last came to mean something else.
    redrawn_at: Micros,
    /// What was changed of the drawing since the run began.
    redrawn: Redrawn,
    /// Whether what is drawn is another system than the one that its script tells of.
    has_strayed: bool,
    /// Whether something is broken that was not, or the other way round, since `Simulation::take_news` was asked.
    is_news: bool,
    /// Entries of the log when it was last looked at.
    log_end: u64,
    costs: Costs,
    trial: Option<Trial>,
    pub(super) changes: Changes,
}

impl Simulation {
    pub(super) fn new(sound: &Arc<Sound>) -> Self {
        let mut simulation = Self {
            sound: Arc::clone(sound),
            run: Run::of(Arc::clone(sound)),
            transport: Transport::default(),
            slow_motion: SlowMotion::default(),
            last_chaos: None,
            traffic: Traffic::default(),
            ways: RefCell::default(),
            walls: Walls::default(),
            faults: Faults::default(),
            dead: BTreeSet::new(),
            roles: Roles::default(),
            broken_at: Micros::ZERO,
            redrawn_at: Micros::ZERO,
            redrawn: Redrawn::default(),
            has_strayed: false,
            is_news: false,
            log_end: 0,
            costs: Costs::default(),
            trial: None,
            changes: Changes::default(),
        };
        simulation.sample();
        simulation
    }

    /// The run: its time, rows, totals, log.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// The live numbers of a component.
    pub fn numbers(&self, id: ComponentId) -> Option<ComponentNumbers> {
        self.run.snapshot_numbers(id)
    }

    /// Whether it lives: a component that was killed is dead, so is one in a dead region, and a link that is cut.
    /// A client is never dead.
    pub fn is_alive(&self, target: Target) -> bool {
        !self.dead.contains(&target)
    }

    /// All that is dead or cut.
    pub fn dead(&self) -> &BTreeSet<Target> {
        &self.dead
    }

    /// What is broken, in all detail: also who is slow and who is in error.
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// Who acts as primary by now, where that is not as drawn.
    pub fn roles(&self) -> &Roles {
        &self.roles
    }

    /// Rates of clients that were changed in the drawing since the run began, as lines of its script.
    pub fn redrawn_rates(&self) -> Vec<ScriptEntry> {
        self.redrawn.lines(&self.sound.scenario().script)
    }

    /// What else was changed in the drawing since then, which no script can say; `None`: what requests ask for.
    pub fn redrawn(&self) -> impl Iterator<Item = Option<Target>> + '_ {
        self.redrawn.others()
    }

    /// The log of the run from entry number `cursor` on, the oldest first: each with its number, its time in seconds, its
    /// sentence, and what it is about. Begin with 0; a restart begins anew.
    pub fn log_since(&self, cursor: u64) -> Vec<LogLine> {
        let run = &self.run;
        let events: Vec<&LogEvent> = run.events_since(cursor).collect();
        let first = run.events_end() - events.len() as u64;
        let line = |(number, event): (u64, &LogEvent)| LogLine {
            number,
            at_s: event.at.as_seconds(),
            text: sentence(&self.told(number, event)),
            event: event.clone(),
        };
        (first..).zip(events).map(line).collect()
    }

    /// An entry in words: as the log has them, and what can be said of it beside the others.
    fn told(&self, number: u64, event: &LogEvent) -> String {
        match &event.what {
            What::Said { text } => self.said(number, event, text),
            _ => self
                .still_sent(number, event)
                .unwrap_or_else(|| event.text(self.run.scenario())),
        }
    }

    /// The document changed: the run goes on with the new one, or anew where all its chance is another.
    pub(super) fn document_changed(&mut self, sound: &Arc<Sound>) {
        let left = std::mem::replace(&mut self.sound, Arc::clone(sound));
        if !left.scenario().means_the_same(sound.scenario()) {
            self.forget_trial();
        }
        if left.scenario().seed == sound.scenario().seed {
            self.arrive();
            let now = self.run.now();
            self.redrawn.note(now, left.scenario(), sound.scenario());
            if self.run.apply(Arc::clone(sound)) {
                self.redrawn_at = self.run.now();
            }
            self.sample();
        } else {
            self.restart();
        }
        self.forget_log();
        self.look_at_log();
        self.derive_dead();
    }

    /// Begins the run anew: at time zero, with everything alive. Chaos, where it is on, stays on.
    pub fn restart(&mut self) {
        let chaos = self.chaos();
        self.run = Run::of(Arc::clone(&self.sound));
        self.transport.heading = None;
        self.costs = Costs::default();
        self.redrawn = Redrawn::default();
        self.changes.costs = true;
        if chaos.is_some() {
            self.run.set_chaos(chaos);
        }
        self.sample();
        self.traffic = Traffic::default();
        self.forget_log();
        (self.broken_at, self.redrawn_at) = (Micros::ZERO, Micros::ZERO);
        self.changes.log = true;
        self.changes.numbers = true;
        self.changes.transport = true;
    }

    /// Looks at the run after anything may have happened in it: faults by hand or by script, entries of the log.
    fn look(&mut self) {
        debug_assert!(
            self.run.plays(self.sound.scenario()),
            "the run plays what is drawn"
        );
        self.look_at_log();
        if *self.run.faults() != self.faults {
            self.derive_dead();
        }
    }

    /// Looks at the run after something was done with it. Whether something is broken that was not when this was last
    /// asked, or the other way round.
    pub(super) fn take_news(&mut self) -> bool {
        self.look();
        std::mem::take(&mut self.is_news)
    }

    /// No role moves without an entry in the log.
    fn look_at_log(&mut self) {
        let end = self.run.events_end();
        if end != self.log_end {
            self.log_end = end;
            self.changes.log = true;
            self.derive_roles();
        }
    }

    /// What was known of the log says nothing of it any more.
    fn forget_log(&mut self) {
        self.log_end = u64::MAX;
    }

    /// Derives who is primary, and notes whose card looks different for it.
    fn derive_roles(&mut self) {
        let roles = self.run.roles();
        if roles == self.roles {
            return;
        }
        let left = std::mem::replace(&mut self.roles, roles);
        let primaries = left.primaries.symmetric_difference(&self.roles.primaries);
        let out = left.out.symmetric_difference(&self.roles.out);
        let moved = primaries.chain(out).copied().map(Target::Component);
        self.changes.look_different(moved);
        self.changes.situation = true;
        self.is_news = true;
    }

    /// Derives what is dead from document and faults, and notes what looks different for it.
    fn derive_dead(&mut self) {
        let scenario = self.sound.scenario();
        let faults = self.run.faults().clone();
        let components = faults.dead(scenario).into_iter().map(Target::Component);
        let regions = faults.dead_regions(scenario).into_iter();
        let links = faults.cut.iter().copied().map(Target::Link);
        let groups = faults.groups.iter().copied().map(Target::Group);
        let dead = components.chain(regions.map(Target::Region));
        let dead = dead.chain(groups).chain(links);
        let dead = order::set_of(dead);
        if dead == self.dead && faults == self.faults {
            return;
        }
        let died = order::set_of(dead.difference(&self.dead).copied());
        self.traffic.strike(&died);
        for faults in [&self.faults, &faults] {
            self.changes.look_different(faults.ailing());
            let crashed = faults.crashed.iter().copied();
            self.changes.look_different(crashed.map(Target::Component));
        }
        let turned = dead.symmetric_difference(&self.dead).copied();
        self.changes.look_different(turned);
        self.changes.faults = true;
        self.dead = dead;
        self.faults = faults;
        self.broken_at = self.run.now();
        self.is_news = true;
    }

    /// Asks the run for as many sampled requests as there is to see at this speed.
    fn sample(&mut self) {
        let is_client = |c: &&Component| c.kind().row().asks();
        let scenario = self.sound.scenario();
        let clients = scenario.components.iter().filter(is_client).count();
        let of_all =
            clients as f64 * SAMPLED_PER_CLIENT + scenario.links.len() as f64 * SAMPLED_PER_LINK;
        let seen_per_second = of_all.clamp(20.0, SAMPLED);
        let per_second = (seen_per_second / self.transport.speed).ceil() as u32;
        self.run.set_sample_rate(per_second);
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
    // What a script says ends as its author wrote it.
    let ends = text.ends_with(['.', '!', '?', '…', ':', ')', '"', '”']);
    format!("{text}{}", if ends { "" } else { "." })
}
