//! Breaking the running system, and mending it.

use super::row::{CommandRow, Offered, always};
use super::shortcut::{key, shift};
use crate::editor::session::Session;
use crate::editor::session::messages::Severity;
use crate::editor::simulation::Simulation;
use crate::model::Target;

/// Kills what is selected and lives.
pub(super) const KILL: CommandRow = CommandRow {
    key: "kill",
    label: "Kill",
    shortcuts: &[key("k")],
    shown: &[Offered::Context],
    edits: false,
    enabled: can_kill,
    effect: kill,
};

/// Revives what is selected and dead.
pub(super) const REVIVE: CommandRow = CommandRow {
    key: "revive",
    label: "Revive",
    shortcuts: &[key("k"), shift("k")],
    shown: &[Offered::Context],
    edits: false,
    enabled: can_revive,
    effect: revive,
};

/// Ends the process of what is selected and lives: callers are refused at once.
pub(super) const CRASH: CommandRow = CommandRow {
    key: "crash",
    label: "Crash",
    shortcuts: &[shift("c")],
    shown: &[Offered::Context],
    edits: false,
    enabled: can_crash,
    effect: crash,
};

/// Parts die and come back at random, or no longer do.
pub(super) const CHAOS: CommandRow = CommandRow {
    key: "chaos",
    label: "Turn chaos on or off",
    shortcuts: &[shift("x")],
    shown: &[Offered::Keys],
    edits: false,
    enabled: always,
    effect: |s| s.simulate(Simulation::toggle_chaos),
};

fn can_kill(s: &Session) -> bool {
    let mut selected = s.document().selection().iter();
    selected.any(|target| s.simulation().can_kill(target))
}

fn can_revive(s: &Session) -> bool {
    let mut selected = s.document().selection().iter();
    selected.any(|target| !s.simulation().is_alive(target))
}

/// A component is selected that lives and may die.
fn can_crash(s: &Session) -> bool {
    let selected = s.document().selection().components();
    let mut targets = selected.map(Target::Component);
    targets.any(|target| s.simulation().can_kill(target))
}

fn kill(s: &mut Session) {
    let selected: Vec<Target> = s.document().selection().iter().collect();
    s.simulate(|simulation| simulation.kill(selected));
}

fn crash(s: &mut Session) {
    let selected: Vec<_> = s.document().selection().components().collect();
    s.simulate(|simulation| simulation.crash(selected));
}

fn revive(s: &mut Session) {
    let selected = s.document().selection().iter();
    let dead = selected.filter(|target| !s.simulation().is_alive(*target));
    s.revive(dead.collect());
}

impl Session {
    /// Revives components and regions, mends links. Where one stays dead with its region, the person is told.
    pub fn revive(&mut self, targets: Vec<Target>) {
        self.simulate(|simulation| simulation.revive(targets.iter().copied()));
        for target in targets {
            if let Some(region) = self.simulation().dead_region_around(target) {
                let text =
                    format!("{target} is dead with {region}. Revive {region} to bring it back.");
                self.say(Severity::Note, text);
            }
        }
    }

    /// Kills what lives; revives what is dead and opens a region that is cut off: the power button.
    pub fn toggle_power(&mut self, target: Target) {
        let is_closed = match target {
            Target::Region(id) => self.simulation().is_isolated(id),
            Target::Component(_) | Target::Link(_) => false,
        };
        if self.simulation().is_alive(target) && !is_closed {
            self.simulate(|simulation| simulation.kill([target]));
        } else {
            self.revive(vec![target]);
        }
    }
}
