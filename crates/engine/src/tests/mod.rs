//! The engine from outside: a system in a few lines of text, played, and what came of it.

mod arrivals;
mod balancing;
mod bounds;
mod brakes;
mod deep_checks;
mod determinism;
mod edits;
mod failover;
mod faults;
mod going_back;
mod groups;
mod names;
mod optional;
mod partitions;
mod queues;
mod recovery;
mod reports;
mod rerouting;
mod restarts;
mod roles;
mod twins;

use topple_model::sketch::sketch;
use topple_model::{Action, ComponentId, Roles, Scenario, Target};

use super::{Micros, Reason, RoleNow, Run};

pub(super) fn id(text: &str) -> ComponentId {
    ComponentId::new(text).unwrap()
}

/// A small generator of chance.
pub(super) fn next(state: &mut u64) -> usize {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize
}

/// A run of a sketch.
pub(super) fn run_of(text: &str) -> Run {
    Run::new(&sketch(text))
}

pub(super) fn seconds(s: f64) -> Micros {
    Micros::from_seconds(s)
}

impl Run {
    /// Plays to this second.
    pub(super) fn to(&mut self, second: f64) -> &mut Self {
        self.advance(seconds(second), u64::MAX);
        self
    }

    /// What a name in the scenario stands for.
    pub(super) fn target(&self, text: &str) -> Target {
        self.scenario().target(text).unwrap()
    }

    pub(super) fn kill(&mut self, text: &str) -> &mut Self {
        let target = self.target(text);
        self.act(match target {
            Target::Link(link) => Action::Cut(link),
            Target::Component(_) | Target::Region(_) | Target::Group(_) | Target::Note(_) => {
                Action::Kill(target)
            }
        });
        self
    }

    pub(super) fn revive(&mut self, text: &str) -> &mut Self {
        self.act(Action::Revive(self.target(text)));
        self
    }

    /// Share served of what finished between two seconds, both whole.
    pub(super) fn share(&mut self, from: f64, until: f64) -> f64 {
        self.to(until);
        let rows = self
            .rows()
            .filter(|r| r.end > seconds(from) && r.end <= seconds(until));
        let (served, failed) = rows.fold((0, 0), |(s, f), r| (s + r.served, f + r.failed_in_all()));
        served as f64 / (served + failed).max(1) as f64
    }

    pub(super) fn failed(&self, reason: Reason) -> u64 {
        self.totals().failed[reason.index()]
    }

    /// Everything that a run tells of itself.
    pub(super) fn all(&self) -> String {
        let parts = self.scenario().components.iter();
        let numbers: Vec<_> = parts.map(|c| self.snapshot_numbers(c.id)).collect();
        let rows: Vec<_> = self.rows().collect();
        let told = (self.now(), self.log_hash(), self.events_processed());
        let counted = (self.totals(), rows, numbers);
        format!(
            "{told:?} {counted:?} {:?} {:?} {:?}",
            self.fault_reports(),
            self.story(),
            self.faults()
        )
    }

    /// The log as lines of text.
    pub(super) fn story(&self) -> Vec<String> {
        let scenario: &Scenario = self.scenario();
        self.events_since(0)
            .map(|e| format!("{}: {}", e.at, e.text(scenario)))
            .collect()
    }
}

/// What a database node is now.
pub(super) fn role(run: &Run, node: &str) -> Option<RoleNow> {
    let database = run.snapshot_numbers(id(node))?.database;
    database.map(|d| d.role)
}

/// Isolates a region.
pub(super) fn isolate(run: &mut Run, region: &str) {
    let Target::Region(region) = run.target(region) else {
        panic!("{region} is no region");
    };
    run.act(Action::Isolate(region));
}

/// These nodes act as primary, those are out.
pub(super) fn roles(primaries: &[&str], out: &[&str]) -> Roles {
    let ids = |names: &[&str]| names.iter().map(|n| id(n)).collect();
    Roles {
        primaries: ids(primaries),
        out: ids(out),
    }
}

/// The log holds this line.
#[track_caller]
pub(super) fn tells(run: &Run, line: &str) {
    let story = run.story().join("\n");
    assert!(story.contains(line), "{line:?} is not in\n{story}");
}
