//! A set whose nodes are asked one after the other whether they live, for all states of a system at once: no more is
//! kept of those asked than decides who leads.

use super::{Damage, SetPlan, SetStart, SetState};
use topple_model::{Failback, Failover, Role};

/// What is known of a set by now.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Tally {
    /// Of each side, where who lives does not decide who can talk to whom.
    Sides(Vec<Side>),
    /// Of each node, by place.
    Nodes(Vec<bool>),
}

#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Side {
    /// Votes, as far as they are needed.
    votes: usize,
    /// Acting primaries that live, by place: one of each kind.
    acting: Vec<usize>,
    /// The first standby, and the first read replica, that would be promoted.
    standby: Option<usize>,
    replica: Option<usize>,
}

/// Which nodes need not be told apart while they are primary, by place: those with the same number.
pub(crate) type Kinds = Vec<usize>;

impl Tally {
    /// Nobody has been asked.
    pub(crate) fn new(set: &SetPlan, start: &SetStart, damage: Damage<'_>) -> Self {
        let is_cut = |(link, ..): &(usize, usize, usize)| damage.cut[*link];
        let waits = |(place, acts): (usize, &bool)| !acts && set.nodes[place].role == Role::Primary;
        let gives_back =
            set.failback == Failback::Return && start.acts.iter().enumerate().any(waits);
        if set.channels.iter().any(is_cut) || gives_back {
            return Self::Nodes(Vec::new());
        }
        let sides = set.nodes.iter().map(|n| damage.borders.side(n.component));
        Self::Sides(vec![
            Side::default();
            sides.max().map_or(0, |most| most + 1)
        ])
    }

    /// The next node, at this place, has been asked.
    pub(crate) fn add(
        &mut self,
        lives: bool,
        place: usize,
        set: &SetPlan,
        start: &SetStart,
        kinds: &Kinds,
        damage: Damage<'_>,
    ) {
        let sides = match self {
            Self::Nodes(living) => return living.push(lives),
            Self::Sides(_) if !lives => return,
            Self::Sides(sides) => sides,
        };
        let node = set.nodes[place];
        let side = &mut sides[damage.borders.side(node.component)];
        if set.failover == Failover::Quorum && node.votes() {
            side.votes = set.needed().min(side.votes + 1);
        }
        if start.acts[place] {
            if side
                .acting
                .iter()
                .all(|&other| kinds[other] != kinds[place])
            {
                side.acting.push(place);
            }
            (side.standby, side.replica) = (None, None);
        } else if set.failover != Failover::Manual && side.acting.is_empty() {
            if side.standby.is_none() && set.stands_by(place, start) {
                (side.standby, side.replica) = (Some(place), None);
            } else if side.standby.is_none()
                && side.replica.is_none()
                && set.may_be_promoted(place, start)
            {
                side.replica = Some(place);
            }
        }
    }

    /// Who leads, now that all have been asked.
    pub(crate) fn settled(
        &self,
        set: &SetPlan,
        start: &SetStart,
        kinds: &Kinds,
        damage: Damage<'_>,
    ) -> SetState {
        let mut leading = match self {
            Self::Sides(sides) => by_sides(set, sides),
            Self::Nodes(living) => {
                let mut dead = vec![false; damage.dead.len()];
                for (node, lives) in set.nodes.iter().zip(living) {
                    dead[node.component] = !lives;
                }
                let leads = set.leads(
                    start,
                    Damage {
                        dead: &dead,
                        ..damage
                    },
                );
                (0..leads.len()).filter(|&place| leads[place]).collect()
            }
        };
        leading.sort_unstable();
        let mut told: Vec<usize> = Vec::new();
        for place in leading {
            if told.iter().all(|&other| kinds[other] != kinds[place]) {
                told.push(place);
            }
        }
        SetState {
            primaries: told.into_iter().map(|p| set.nodes[p].component).collect(),
        }
    }

    /// What is the same for two that know the same.
    pub(crate) fn key(&self) -> Vec<u64> {
        match self {
            Self::Nodes(living) => living.iter().map(|lives| u64::from(*lives)).collect(),
            Self::Sides(sides) => {
                let number = |place: Option<usize>| place.map_or(0, |place| place as u64 + 1);
                let mut key = Vec::new();
                for side in sides {
                    let heirs = [number(side.standby), number(side.replica)];
                    key.extend([
                        side.votes as u64,
                        heirs[0],
                        heirs[1],
                        side.acting.len() as u64,
                    ]);
                    key.extend(side.acting.iter().map(|&place| place as u64));
                }
                key
            }
        }
    }
}

fn by_sides(set: &SetPlan, sides: &[Side]) -> Vec<usize> {
    let or_standby = |side: &Side| match side.standby {
        Some(standby) if side.acting.is_empty() => vec![standby],
        Some(_) | None => side.acting.clone(),
    };
    match set.failover {
        Failover::Manual => sides.iter().flat_map(|s| s.acting.clone()).collect(),
        Failover::Automatic => {
            let leading: Vec<usize> = sides.iter().flat_map(or_standby).collect();
            if leading.is_empty() {
                sides
                    .iter()
                    .filter_map(|side| side.replica)
                    .min()
                    .into_iter()
                    .collect()
            } else {
                leading
            }
        }
        Failover::Quorum => {
            let majority = sides.iter().find(|side| side.votes >= set.needed());
            let Some(side) = majority else {
                return Vec::new();
            };
            let leading = or_standby(side);
            if leading.is_empty() {
                side.replica.into_iter().collect()
            } else {
                leading
            }
        }
    }
}
