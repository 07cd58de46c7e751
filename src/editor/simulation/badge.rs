//! What a database is now, as its card shows it: by what the run says, not by what is drawn.

use super::Simulation;
use crate::engine::{DatabaseNow, Micros, RoleNow};
use crate::model::{ComponentId, Failover, Role};

/// What a database is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Badge {
    /// Takes writes.
    Primary,
    /// Has the title, and takes no writes: it is dead, or has no majority.
    Title,
    /// Waits to take over.
    Standby,
    /// Serves reads.
    Replica,
    /// Votes, and holds no data.
    Witness,
    /// Cannot catch up, and is not promoted.
    Out,
    /// Holds no data, and answers nothing.
    NoData,
}

/// What a database is about to become.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Turn {
    /// It notices that there is no primary.
    Notices,
    /// It is being promoted.
    TakesOver,
    /// It catches up before it takes its role back.
    CatchesUp,
    /// It notices that it has no majority.
    StandsDown,
}

/// What a card shows of a database.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Shown {
    /// What it is.
    pub badge: Badge,
    /// What it is about to become, and how far that is: 0 to 1.
    pub turn: Option<(Turn, f64)>,
    /// Which part of a failover is its being noticed: 0 to 1.
    pub noticing: f64,
    /// In a split brain: the writes that it took since.
    pub split_writes: Option<u64>,
    /// Whose writes reach it.
    pub follows: Option<ComponentId>,
}

impl Simulation {
    /// What the card of a database shows, where the run says this of it.
    pub fn badge(&self, id: ComponentId, now: &DatabaseNow) -> Shown {
        let far = now.span.map_or(0.0, |span| self.share_of(span));
        let turn = turn(now.role).map(|turn| (turn, far));
        Shown {
            badge: self.badge_of(id, now.role),
            turn,
            noticing: self.noticing(id),
            split_writes: now.split_writes,
            follows: now.follows,
        }
    }

    fn badge_of(&self, id: ComponentId, role: RoleNow) -> Badge {
        match role {
            RoleNow::Primary | RoleNow::Promoted | RoleNow::StandingDown => Badge::Primary,
            RoleNow::NotPrimary => Badge::Title,
            RoleNow::Noticing | RoleNow::BeingPromoted | RoleNow::CatchingUp | RoleNow::Standby => {
                Badge::Standby
            }
            RoleNow::ReadReplica => Badge::Replica,
            RoleNow::Out => Badge::Out,
            RoleNow::NoData if self.is_witness(id) => Badge::Witness,
            RoleNow::NoData => Badge::NoData,
        }
    }

    /// Whether it votes and holds no data, as a quorum may want it.
    fn is_witness(&self, id: ComponentId) -> bool {
        let votes = self.sound.component(id).and_then(|c| c.database());
        votes.is_some_and(|d| d.role != Role::ReadReplica)
            && self
                .set(id)
                .is_some_and(|set| set.failover == Failover::Quorum)
    }

    fn set(&self, id: ComponentId) -> Option<&crate::model::ReplicaSet> {
        let topology = self.sound.topology();
        let set = topology.set_of[*topology.index.get(&id)?]?;
        topology.sets.get(set)
    }

    /// Which part of a failover of its set is its being noticed.
    fn noticing(&self, id: ComponentId) -> f64 {
        let ruling = self.set(id).map(|set| set.ruling);
        let ruling = ruling.and_then(|i| self.sound.scenario().components.get(i));
        let times = ruling.and_then(|c| c.database());
        let (detect_s, promote_s) = times.map_or((0.0, 0.0), |d| (d.detect_s, d.promote_s));
        if detect_s + promote_s > 0.0 {
            detect_s / (detect_s + promote_s)
        } else {
            0.5
        }
    }

    fn share_of(&self, (from, until): (Micros, Micros)) -> f64 {
        let (gone, all) = (self.run.now().since(from), until.since(from));
        (gone.as_seconds() / all.as_seconds().max(1e-6)).clamp(0.0, 1.0)
    }
}

const fn turn(role: RoleNow) -> Option<Turn> {
    match role {
        RoleNow::Noticing => Some(Turn::Notices),
        RoleNow::BeingPromoted => Some(Turn::TakesOver),
        RoleNow::CatchingUp => Some(Turn::CatchesUp),
        RoleNow::StandingDown => Some(Turn::StandsDown),
        RoleNow::Primary
        | RoleNow::Promoted
        | RoleNow::NotPrimary
        | RoleNow::Standby
        | RoleNow::ReadReplica
        | RoleNow::Out
        | RoleNow::NoData => None,
    }
}
