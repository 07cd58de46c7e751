//! The script: what fails when, in a run of the scenario.

use super::{ComponentId, Kind, Target};

/// Something that is done to a running system.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Action {
    /// The machine is gone: no answer, callers wait for their timeouts. A component or a region.
    Kill(Target),
    /// The process is gone: refused at once. A component.
    Crash(ComponentId),
    /// Answers `factor` times later, 1 to 1,000. A server, database, cache or balancer.
    Slow {
        /// Who is slow.
        target: ComponentId,
        /// How much.
        factor: f64,
    },
    /// Answers with an error. A server, database, cache or balancer.
    Errors {
        /// Who errs.
        target: ComponentId,
        /// Share of answers that are errors, 0 to 1.
        share: f64,
    },
    /// Nothing passes, either way. A link.
    Cut(super::LinkId),
    /// Undoes every fault of a component, a region or a link.
    Revive(Target),
    /// Sets a client's rate, for this run only.
    SetRate {
        /// Whose rate.
        target: ComponentId,
        /// Requests per second, 0 to 1,000,000.
        rate_rps: f64,
    },
}

impl Action {
    /// What it is done to.
    pub fn target(&self) -> Target {
        match *self {
            Action::Kill(target) | Action::Revive(target) => target,
            Action::Cut(link) => Target::Link(link),
            Action::Crash(target)
            | Action::Slow { target, .. }
            | Action::Errors { target, .. }
            | Action::SetRate { target, .. } => Target::Component(target),
        }
    }

    /// Whether it can be done to a component of this kind.
    pub const fn applies_to(&self, kind: Kind) -> bool {
        match self {
            Action::Kill(_) | Action::Crash(_) => kind.row().may_die(),
            Action::Slow { .. } | Action::Errors { .. } => kind.row().may_ail(),
            Action::SetRate { .. } => kind.row().asks(),
            Action::Cut(_) | Action::Revive(_) => true,
        }
    }

    /// The word that files use.
    pub const fn key(&self) -> &'static str {
        match self {
            Action::Kill(_) => "kill",
            Action::Crash(_) => "crash",
            Action::Slow { .. } => "slow",
            Action::Errors { .. } => "errors",
            Action::Cut(_) => "cut",
            Action::Revive(_) => "revive",
            Action::SetRate { .. } => "set_rate",
        }
    }
}

/// One line of the script.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ScriptEntry {
    /// Seconds after the start of the run, 0 to 3,600.
    pub at_s: f64,
    /// What is done then.
    pub action: Action,
}
