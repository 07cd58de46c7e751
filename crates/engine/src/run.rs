//! A run of a scenario, as the rest of the program sees it.

use std::fmt;
use std::sync::Arc;

use topple_model::{Action, ComponentId, Scenario, Sound};

use super::queue::LANES;
use super::snapshots::Snapshots;
use super::state::State;
use super::world::World;
use super::{
    ComponentNumbers, ComponentRow, FaultReport, Faults, Hop, LogEvent, Micros, Row, Totals,
};

/// How far [`Run::advance`] came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    /// The time that the run is at now.
    pub reached: Micros,
    /// Events that were processed on the way.
    pub events: u64,
}

/// Kills and revives at random. Clients and regions are left alone.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Chaos {
    /// Mean time from a component's start to its death, in seconds (exponential).
    pub mean_time_to_failure_s: f64,
    /// Mean time from its death to its revival, in seconds (exponential).
    pub mean_time_to_repair_s: f64,
    /// Its own seed: chaos does not disturb the run's chance.
    pub seed: u64,
}

/// Why a run cannot go back there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RewindError {
    /// That lies in the future of the run.
    NotYet {
        /// Where the run is.
        now: Micros,
    },
    /// So much was done by hand since then that the beginning was forgotten.
    Forgotten {
        /// The earliest moment to which it can go back.
        earliest: Micros,
    },
}

impl fmt::Display for RewindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RewindError::NotYet { now } => write!(f, "The run has only come to {now}."),
            RewindError::Forgotten { earliest } => {
                write!(f, "The run remembers its past from {earliest} on.")
            }
        }
    }
}

/// Things done by hand that are remembered, to be played again after going back; of more, the older half is forgotten.
pub const DEEDS: usize = 4_096;

/// Something done by hand.
#[derive(Clone, Debug)]
enum Deed {
    Act(Action),
    Edit(Arc<Sound>),
    Chaos(Option<Chaos>),
}

/// A run of a scenario: the state of everything at one moment of virtual time, and what is needed to go back.
#[derive(Clone, Debug)]
pub struct Run {
    sound: Arc<Sound>,
    world: Arc<World>,
    state: State,
    deeds: Vec<(Micros, Deed)>,
    /// Those before it are done; those from it on are to be done again, after going back.
    next_deed: usize,
    snapshots: Snapshots,
}

impl Run {
    /// A run at its start, with the seed of the scenario, which is taken to be sound.
    pub fn new(scenario: &Scenario) -> Self {
        Self::of(Arc::new(Sound::unchecked(scenario.clone())))
    }

    /// A run at its start of a scenario that others hold too.
    pub fn of(sound: Arc<Sound>) -> Self {
        Self::with_lanes(sound, LANES)
    }

    /// A run whose queue of events has fewer lanes: the same run, only slower.
    pub(super) fn with_lanes(sound: Arc<Sound>, lanes: usize) -> Self {
        let world = Arc::new(World::new(&sound, None, lanes));
        let mut state = State::new(&world);
        state.schedule_script(sound.scenario());
        Self {
            sound,
            world,
            state,
            deeds: Vec::new(),
            next_deed: 0,
            snapshots: Snapshots::default(),
        }
    }

    /// The scenario as the run knows it now.
    pub fn scenario(&self) -> &Scenario {
        self.sound.scenario()
    }

    /// Where the run is.
    pub fn now(&self) -> Micros {
        self.state.now
    }

    /// Plays on until `until`, or until `budget_events` events were processed. The run is the same however it is sliced.
    pub fn advance(&mut self, until: Micros, budget_events: u64) -> Progress {
        let start = self.state.events;
        let stop = start.saturating_add(budget_events);
        loop {
            let deed_at = self.deeds.get(self.next_deed).map(|(at, _)| *at);
            let limit = until.min(self.snapshots.next).min(deed_at.unwrap_or(until));
            if limit >= self.state.now && !self.play(limit, stop) {
                break;
            }
            if limit == self.snapshots.next {
                let Self {
                    snapshots,
                    sound,
                    world,
                    state,
                    next_deed,
                    ..
                } = self;
                snapshots.take(sound, world, state, *next_deed);
            } else if deed_at == Some(limit) {
                let deed = self.deeds[self.next_deed].1.clone();
                self.next_deed += 1;
                self.carry_out(deed);
            } else {
                break;
            }
        }
        Progress {
            reached: self.state.now,
            events: self.state.events - start,
        }
    }

    /// Plays to `limit`; `false` where the budget ran out before.
    fn play(&mut self, limit: Micros, stop: u64) -> bool {
        let Self {
            sound,
            world,
            state,
            ..
        } = self;
        let script = &sound.scenario().script;
        loop {
            if state.events >= stop {
                // What is due at this very moment belongs to it, but can wait for the next slice.
                if state.queue.next_at().is_none_or(|at| at > limit) && state.now >= limit {
                    break;
                }
                return false;
            }
            if !state.step(world, script, limit) {
                break;
            }
        }
        state.close_rows(world, limit);
        state.now = limit;
        true
    }

    /// Takes an edited scenario. What was not touched keeps its state, by id; requests inside what was removed fail there.
    /// A changed seed matters to new components alone: a run that is to be another one is a new [`Run`].
    ///
    /// It is what the run plays from now on: after going back, edits that came later are not taken again. What else was
    /// done later is, if this means the same as what was drawn at this moment.
    pub fn apply_scenario(&mut self, scenario: &Scenario) {
        self.apply(Arc::new(Sound::unchecked(scenario.clone())));
    }

    /// The same of a scenario that others hold too. Whether it means another than before.
    pub fn apply(&mut self, sound: Arc<Sound>) -> bool {
        let is_other = !self.plays(sound.scenario());
        if is_other {
            self.do_now(Deed::Edit(sound));
        } else {
            self.forget_edits_ahead();
            // Names and places are told and drawn by the scenario, not by the run.
            self.sound = sound;
        }
        is_other
    }

    /// Whether this scenario means the same as the one that it plays now.
    pub fn plays(&self, scenario: &Scenario) -> bool {
        self.scenario().means_the_same(scenario)
    }

    /// After going back: edits that were to be taken again are not.
    fn forget_edits_ahead(&mut self) {
        let mut ahead = self.deeds.split_off(self.next_deed);
        let all = ahead.len();
        ahead.retain(|(_, deed)| !matches!(deed, Deed::Edit(_)));
        if ahead.len() < all {
            self.snapshots.forget_after(self.state.now);
        }
        self.deeds.append(&mut ahead);
    }

    /// Does something to the system now. What makes no sense (a target that is gone) changes nothing.
    pub fn act(&mut self, action: Action) {
        self.do_now(Deed::Act(action));
    }

    /// Starts, changes or ends chaos.
    pub fn set_chaos(&mut self, chaos: Option<Chaos>) {
        self.do_now(Deed::Chaos(chaos));
    }

    fn do_now(&mut self, deed: Deed) {
        self.forget_future();
        if self.deeds.len() >= DEEDS {
            self.deeds.drain(..DEEDS / 2);
            self.next_deed -= DEEDS / 2;
            self.snapshots.forget_deeds(DEEDS / 2);
        }
        self.deeds.push((self.state.now, deed.clone()));
        self.next_deed += 1;
        self.carry_out(deed);
    }

    fn carry_out(&mut self, deed: Deed) {
        match deed {
            Deed::Act(action) => self.state.act(&self.world, action),
            Deed::Chaos(chaos) => self.state.set_chaos(&self.world, chaos),
            Deed::Edit(sound) => {
                let world = Arc::new(World::new(&sound, Some(&self.world), LANES));
                self.state.adopt(&self.world, &world, sound.scenario());
                self.state.schedule_script(sound.scenario());
                self.world = world;
                self.sound = sound;
            }
        }
        #[cfg(debug_assertions)]
        self.state.assert_counts(&self.world);
    }

    /// After going back: what was done by hand later is not to be done again. Doing something else implies this.
    pub fn forget_future(&mut self) {
        if self.deeds.len() > self.next_deed || self.snapshots.times().any(|at| at > self.state.now)
        {
            self.deeds.truncate(self.next_deed);
            self.snapshots.forget_after(self.state.now);
        }
    }

    /// The chaos there is.
    pub fn chaos(&self) -> Option<Chaos> {
        self.state.chaos.chaos
    }

    /// What is broken now.
    pub fn faults(&self) -> &Faults {
        &self.state.faults
    }

    /// Log entries from number `cursor` on that are still kept, oldest first. Start with 0, go on with
    /// [`Self::events_end`], start again after [`Self::rewind`].
    pub fn events_since(&self, cursor: u64) -> impl DoubleEndedIterator<Item = &LogEvent> {
        self.state.log.since(cursor)
    }

    /// The number that the next log entry will have.
    pub fn events_end(&self) -> u64 {
        self.state.log.end()
    }

    /// Samples at most so many requests per second of virtual time for [`Self::hops_since`]; 0, as at the start: none.
    pub fn set_sample_rate(&mut self, per_second: u32) {
        let now = self.state.now;
        self.state.hops.set_rate(per_second, now);
    }

    /// Hops of sampled requests from number `cursor` on that are still kept, in the order in which they depart.
    pub fn hops_since(&self, cursor: u64) -> impl DoubleEndedIterator<Item = &Hop> {
        self.state.hops.since(cursor)
    }

    /// The number that the next hop will have. It never goes back.
    pub fn hops_end(&self) -> u64 {
        self.state.hops.end()
    }

    /// The live numbers of a component; `None` where there is no such.
    pub fn snapshot_numbers(&self, id: ComponentId) -> Option<ComponentNumbers> {
        let part = *self.world.index.get(&id)?;
        Some(self.state.numbers_of(&self.world, part))
    }

    /// The seconds of the run so far, oldest first; old ones are merged so that their number stays bounded.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = &Row> + ExactSizeIterator {
        self.state.measure.rows.iter().map(AsRef::as_ref)
    }

    /// The last seconds of one component, oldest first; empty where there is no such.
    pub fn component_rows(
        &self,
        id: ComponentId,
    ) -> impl DoubleEndedIterator<Item = &ComponentRow> {
        let part = self
            .world
            .index
            .get(&id)
            .map(|i| &self.state.parts[*i as usize]);
        part.into_iter().flat_map(|p| p.counts.rows.iter())
    }

    /// What came of all requests so far.
    pub fn totals(&self) -> Totals {
        let measure = &self.state.measure;
        Totals {
            started: measure.started,
            served: measure.served,
            failed: measure.failed,
            in_flight: self.state.in_flight(),
            lost_writes: measure.lost_writes,
            split_brain_writes: measure.split_brain_writes,
            latency: measure.latency.clone(),
        }
    }

    /// What each fault did, oldest first; a bounded number of them.
    pub fn fault_reports(&self) -> Vec<FaultReport> {
        let measure = &self.state.measure;
        measure.reports.told(measure.moment(self.state.now))
    }

    /// A hash over the outcome of every request and every change of state so far: equal for equal runs.
    pub fn log_hash(&self) -> u64 {
        self.state.measure.log_hash()
    }

    /// Events processed since the start.
    pub fn events_processed(&self) -> u64 {
        self.state.events
    }

    /// The moments of which there are snapshots: going back there costs nothing, anywhere else some replay.
    pub fn checkpoints(&self) -> impl Iterator<Item = Micros> + '_ {
        self.snapshots.times()
    }

    /// Bytes that the snapshots hold, as far as that can be counted: at most [`super::SNAPSHOT_BYTES`] beside the first.
    pub fn checkpoint_bytes(&self) -> usize {
        self.snapshots.bytes()
    }

    /// Bytes that the run holds beside its snapshots, as far as that can be counted.
    pub fn bytes(&self) -> usize {
        self.state.bytes()
    }

    /// Goes back to a moment of the past, exactly. What was done by hand after it is played again as the run goes on,
    /// unless something else is done first.
    ///
    /// # Errors
    /// Where `to` lies in the future, or before what is remembered.
    pub fn rewind(&mut self, to: Micros) -> Result<(), RewindError> {
        if to > self.state.now {
            return Err(RewindError::NotYet {
                now: self.state.now,
            });
        }
        if to == self.state.now {
            return Ok(());
        }
        let Some(snapshot) = self.snapshots.before(to).cloned() else {
            let earliest = self.snapshots.times().next().unwrap_or(self.state.now);
            return Err(RewindError::Forgotten { earliest });
        };
        let mut state = snapshot.state.clone();
        state.hops.continue_after(&self.state.hops, state.now);
        self.state = state;
        self.sound = Arc::clone(&snapshot.sound);
        self.world = Arc::clone(&snapshot.world);
        self.next_deed = snapshot.deeds;
        self.advance(to, u64::MAX);
        Ok(())
    }
}
