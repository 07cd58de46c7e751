//! The script: what fails when, in a run of the scenario, and what is said of it.

use std::sync::Arc;

use super::{ComponentId, Kind, LinkId, RegionId, Target};

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
        /// Whether it errs at once, rather than after its usual work.
        fast: bool,
    },
    /// Answers without any address: what was remembered runs out, and nothing replaces it. A name server.
    Empty(ComponentId),
    /// Nothing passes, either way. A link.
    Cut(LinkId),
    /// Messages are lost. A link.
    Loss {
        /// Which link.
        target: LinkId,
        /// Share of messages lost, 0 to 1, whatever the link loses when it is well.
        share: f64,
    },
    /// The way takes `factor` times as long, 1 to 1,000. A link.
    Latency {
        /// Which link.
        target: LinkId,
        /// How much.
        factor: f64,
    },
    /// Alive, and alone: nothing crosses the border of the region; what lies within it stays together.
    Isolate(RegionId),
    /// Gets no new connection and finishes what it has. A member of a pool, or of a name.
    Drain(ComponentId),
    /// Undoes every fault of a component, a region or a link.
    Revive(Target),
    /// Sets a client's rate, for this run only. Users who wait for their answers have none: nothing changes for them.
    SetRate {
        /// Whose rate.
        target: ComponentId,
        /// Requests per second, 0 to 1,000,000.
        rate_rps: f64,
        /// Seconds in which the rate gets there, evenly; 0: at once. 0 to 3,600.
        over_s: f64,
    },
}

impl Action {
    /// What it is done to.
    pub fn target(&self) -> Target {
        match *self {
            Action::Kill(target) | Action::Revive(target) => target,
            Action::Cut(link)
            | Action::Loss { target: link, .. }
            | Action::Latency { target: link, .. } => Target::Link(link),
            Action::Isolate(region) => Target::Region(region),
            Action::Crash(target)
            | Action::Slow { target, .. }
            | Action::Errors { target, .. }
            | Action::Empty(target)
            | Action::Drain(target)
            | Action::SetRate { target, .. } => Target::Component(target),
        }
    }

    /// Whether it can be done to a component of this kind.
    pub const fn applies_to(&self, kind: Kind) -> bool {
        match self {
            Action::Kill(_) | Action::Crash(_) => kind.row().may_die(),
            Action::Slow { .. } | Action::Errors { .. } => kind.row().may_ail(),
            Action::Empty(_) => kind.row().names_addresses(),
            Action::Drain(_) => kind.row().may_drain(),
            Action::SetRate { .. } => kind.row().asks(),
            Action::Cut(_)
            | Action::Loss { .. }
            | Action::Latency { .. }
            | Action::Isolate(_)
            | Action::Revive(_) => true,
        }
    }

    /// The word that files use.
    pub const fn key(&self) -> &'static str {
        match self {
            Action::Kill(_) => "kill",
            Action::Crash(_) => "crash",
            Action::Slow { .. } => "slow",
            Action::Errors { .. } => "errors",
            Action::Empty(_) => "empty",
            Action::Cut(_) => "cut",
            Action::Loss { .. } => "loss",
            Action::Latency { .. } => "latency",
            Action::Isolate(_) => "isolate",
            Action::Drain(_) => "drain",
            Action::Revive(_) => "revive",
            Action::SetRate { .. } => "set_rate",
        }
    }
}

/// What a line of the script does.
#[derive(Clone, PartialEq, Debug)]
pub enum Deed {
    /// Something is done to the system.
    Act(Action),
    /// A sentence is shown, of 1 to 240 characters. Nothing happens to the system.
    Say(Arc<str>),
}

/// One line of the script.
#[derive(Clone, PartialEq, Debug)]
pub struct ScriptEntry {
    /// Seconds after the start of the run, 0 to 3,600.
    pub at_s: f64,
    /// What is done then.
    pub deed: Deed,
}

impl ScriptEntry {
    /// Something is done to the system, so many seconds after the start.
    pub const fn act(at_s: f64, action: Action) -> Self {
        Self {
            at_s,
            deed: Deed::Act(action),
        }
    }

    /// A sentence is shown, so many seconds after the start.
    pub fn say(at_s: f64, sentence: &str) -> Self {
        Self {
            at_s,
            deed: Deed::Say(sentence.into()),
        }
    }

    /// What is done to the system, if anything.
    pub const fn action(&self) -> Option<Action> {
        match &self.deed {
            Deed::Act(action) => Some(*action),
            Deed::Say(_) => None,
        }
    }

    /// Bytes that it holds.
    pub fn bytes(&self) -> usize {
        let said = match &self.deed {
            Deed::Act(_) => 0,
            Deed::Say(sentence) => sentence.len(),
        };
        size_of::<Self>() + said
    }
}
