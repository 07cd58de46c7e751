//! Breaking the running system, and mending it.

use super::row::{CommandRow, Offered, always};
use super::shortcut::{ctrl_shift, key, shift};
use crate::editor::session::Session;
use crate::editor::session::messages::Severity;
use crate::editor::simulation::Simulation;
use crate::model::{ComponentId, RegionId, Target};

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

/// Plays beside what the loss of what is selected would cost.
pub(super) const TRY_LOSS: CommandRow = CommandRow {
    key: "try-loss",
    label: "What would it cost?",
    shortcuts: &[],
    shown: &[Offered::Context],
    edits: false,
    enabled: can_try_loss,
    effect: try_loss,
};

/// Cuts selected regions off from the rest: alive, and alone.
pub(super) const ISOLATE: CommandRow = CommandRow {
    key: "isolate",
    label: "Isolate",
    shortcuts: &[shift("i")],
    shown: &[Offered::Context],
    edits: false,
    enabled: |s| regions(s).any(|id| !s.simulation().is_isolated(id)),
    effect: isolate,
};

/// Lets selected regions that are cut off back.
pub(super) const REJOIN: CommandRow = CommandRow {
    key: "rejoin",
    label: "End isolation",
    shortcuts: &[shift("i")],
    shown: &[Offered::Context],
    edits: false,
    enabled: |s| regions(s).any(|id| s.simulation().is_isolated(id)),
    effect: rejoin,
};

/// Selected parts get no new connection, and finish what they have.
pub(super) const DRAIN: CommandRow = CommandRow {
    key: "drain",
    label: "Drain",
    shortcuts: &[shift("d")],
    shown: &[Offered::Context],
    edits: false,
    enabled: |s| drainable(s).any(|id| !s.simulation().is_drained(id)),
    effect: |s| set_drained(s, true),
};

/// Selected parts that are drained get connections again.
pub(super) const UNDRAIN: CommandRow = CommandRow {
    key: "undrain",
    label: "End draining",
    shortcuts: &[shift("d")],
    shown: &[Offered::Context],
    edits: false,
    enabled: |s| drainable(s).any(|id| s.simulation().is_drained(id)),
    effect: |s| set_drained(s, false),
};

/// Selected name servers answer without addresses.
pub(super) const EMPTY: CommandRow = CommandRow {
    key: "empty",
    label: "Answer without addresses",
    shortcuts: &[shift("e")],
    shown: &[Offered::Context],
    edits: false,
    enabled: |s| names(s).any(|id| !s.simulation().is_empty(id)),
    effect: |s| set_empty(s, true),
};

/// Selected name servers answer with addresses again.
pub(super) const REFILL: CommandRow = CommandRow {
    key: "refill",
    label: "Answer with addresses again",
    shortcuts: &[shift("e")],
    shown: &[Offered::Context],
    edits: false,
    enabled: |s| names(s).any(|id| s.simulation().is_empty(id)),
    effect: |s| set_empty(s, false),
};

/// Undoes whatever ails what is selected and lives: slow, faulty, drained, lossy, cut off.
pub(super) const HEAL: CommandRow = CommandRow {
    key: "heal",
    label: "Undo its faults",
    shortcuts: &[shift("h")],
    shown: &[Offered::Context],
    edits: false,
    enabled: |s| ailing(s).next().is_some(),
    effect: heal,
};

/// Undoes every fault there is.
pub(super) const REVIVE_ALL: CommandRow = CommandRow {
    key: "revive_all",
    label: "Undo all faults",
    shortcuts: &[ctrl_shift("k")],
    shown: &[Offered::Ground],
    edits: false,
    enabled: |s| !s.simulation().faults().is_empty(),
    effect: |s| s.simulate(Simulation::revive_all),
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

/// The regions that are selected.
fn regions(s: &Session) -> impl Iterator<Item = RegionId> + '_ {
    s.document().selection().regions()
}

/// The components that are selected and may be drained.
fn drainable(s: &Session) -> impl Iterator<Item = ComponentId> + '_ {
    let selected = s.document().selection().components();
    selected.filter(|id| s.simulation().may_drain(*id))
}

/// The name servers that are selected.
fn names(s: &Session) -> impl Iterator<Item = ComponentId> + '_ {
    let selected = s.document().selection().components();
    selected.filter(|id| s.simulation().may_be_empty(*id))
}

/// What is selected, lives, and bears a fault of its own.
fn ailing(s: &Session) -> impl Iterator<Item = Target> + '_ {
    let simulation = s.simulation();
    let selected = s.document().selection().iter();
    selected.filter(|target| simulation.is_alive(*target) && simulation.is_faulty(*target))
}

fn isolate(s: &mut Session) {
    let selected: Vec<_> = regions(s).collect();
    s.simulate(|simulation| simulation.isolate(selected));
}

fn rejoin(s: &mut Session) {
    let isolated = regions(s).filter(|id| s.simulation().is_isolated(*id));
    let isolated: Vec<_> = isolated.map(Target::Region).collect();
    s.revive(isolated);
}

fn set_drained(s: &mut Session, drained: bool) {
    let selected: Vec<_> = drainable(s).collect();
    s.simulate(|simulation| simulation.set_drained(selected, drained));
}

fn set_empty(s: &mut Session, empty: bool) {
    let selected: Vec<_> = names(s).collect();
    s.simulate(|simulation| simulation.set_empty(selected, empty));
}

fn heal(s: &mut Session) {
    let selected: Vec<_> = ailing(s).collect();
    s.simulate(|simulation| simulation.revive(selected));
}

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

/// One thing is selected, and may die.
fn can_try_loss(s: &Session) -> bool {
    let selected = s.document().selection().only();
    selected.is_some_and(|target| s.simulation().may_die(target))
}

fn try_loss(s: &mut Session) {
    if let Some(target) = s.document().selection().only() {
        s.simulate(|simulation| simulation.try_loss(target));
    }
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
            if let Some(group) = self.simulation().dead_group_of(target) {
                let [name, group] =
                    [target, Target::Group(group)].map(|it| self.document().name_of(it));
                let text =
                    format!("{name} shares the fate of {group}. Revive {group} to bring it back.");
                self.say(Severity::Note, text);
            } else if let Some(region) = self.simulation().dead_region_around(target) {
                let [name, region] =
                    [target, Target::Region(region)].map(|it| self.document().name_of(it));
                let text =
                    format!("{name} is dead with {region}. Revive {region} to bring it back.");
                self.say(Severity::Note, text);
            }
        }
    }

    /// Kills what lives; revives what is dead and opens a region that is cut off: the power button.
    pub fn toggle_power(&mut self, target: Target) {
        let is_closed = match target {
            Target::Region(id) => self.simulation().is_isolated(id),
            Target::Component(_) | Target::Group(_) | Target::Link(_) | Target::Note(_) => false,
        };
        // A stack is killed as one: what lives of it dies, and where nothing does all of it comes back.
        let whole = self.view().whole(self.document(), target);
        let living = whole.iter().copied();
        let living: Vec<Target> = living
            .filter(|target| self.simulation().is_alive(*target))
            .collect();
        if living.is_empty() || is_closed {
            self.revive(whole);
        } else {
            self.simulate(|simulation| simulation.kill(living));
        }
    }

    /// The light of a part in a stack: the part alone is killed, or revived.
    pub fn toggle_light(&mut self, id: ComponentId) {
        let target = Target::Component(id);
        if self.simulation().is_alive(target) {
            self.simulate(|simulation| simulation.kill([target]));
        } else {
            self.revive(vec![target]);
        }
    }
}
