//! Who is primary of a replica set, given who acts as primary now and what is dead, cut and isolated.

mod sides;
mod start;
mod tally;

use std::rc::Rc;

use super::borders::Borders;
use topple_model::{Failback, Failover, Role, Scenario, Topology};

pub(super) use start::SetStart;
pub(super) use tally::{Kinds, Tally};

/// A replica set as its rule sees it.
#[derive(Clone, Debug)]
pub(super) struct SetPlan {
    pub(super) failover: Failover,
    failback: Failback,
    /// In the order drawn.
    pub(super) nodes: Vec<SetNode>,
    /// Replication channels: the link, and its ends as places in `nodes`.
    channels: Vec<(usize, usize, usize)>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct SetNode {
    pub(super) component: usize,
    pub(super) role: Role,
    promotable: bool,
    /// Whether channels tie it to a node drawn primary.
    pub(super) fed: bool,
}

impl SetNode {
    fn votes(self) -> bool {
        match self.role {
            Role::Primary | Role::Standby => true,
            Role::ReadReplica => false,
        }
    }
}

/// What a set is after its rule has done what it does: who is primary. All of these live.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct SetState {
    /// Components, in the order drawn.
    pub(super) primaries: Rc<[usize]>,
}

impl SetState {
    pub(super) fn has_primary(&self) -> bool {
        !self.primaries.is_empty()
    }

    /// Whether this node is primary.
    pub(super) fn is_led_by(&self, node: usize) -> bool {
        self.primaries.contains(&node)
    }
}

/// What has happened to the parts that a set is made of.
#[derive(Clone, Copy)]
pub(super) struct Damage<'a> {
    /// By component.
    pub(super) dead: &'a [bool],
    /// By link.
    pub(super) cut: &'a [bool],
    pub(super) borders: &'a Borders,
}

impl SetPlan {
    pub(super) fn new(scenario: &Scenario, topology: &Topology, set: usize) -> Self {
        let drawn = &topology.sets[set];
        let place = |component| drawn.nodes.iter().position(|&n| n == component);
        let node = |&component: &usize| {
            let database = scenario.components[component].database()?;
            Some(SetNode {
                component,
                role: database.role,
                promotable: database.promotable,
                fed: topology.is_fed[component],
            })
        };
        let channel = |&link: &usize| {
            let (from, to) = topology.ends[link]?;
            Some((link, place(from)?, place(to)?))
        };
        Self {
            failover: drawn.failover,
            failback: drawn.failback,
            nodes: drawn.nodes.iter().filter_map(node).collect(),
            channels: drawn.channels.iter().filter_map(channel).collect(),
        }
    }

    /// Who leads once every promotion has run its course.
    pub(super) fn settled(&self, start: &SetStart, damage: Damage<'_>) -> SetState {
        let leads = self.leads(start, damage);
        let leading = (0..self.nodes.len()).filter(|&place| leads[place]);
        SetState {
            primaries: leading.map(|place| self.nodes[place].component).collect(),
        }
    }

    /// The same by place.
    fn leads(&self, start: &SetStart, damage: Damage<'_>) -> Vec<bool> {
        let mut leads: Vec<bool> = (0..self.nodes.len())
            .map(|place| start.acts[place] && self.lives(place, damage))
            .collect();
        match self.failover {
            Failover::Manual => {}
            Failover::Automatic => self.promote_on_every_side(&mut leads, start, damage),
            Failover::Quorum => self.promote_in_the_majority(&mut leads, start, damage),
        }
        if self.failback == Failback::Return {
            self.give_back(&mut leads, start, damage);
        }
        leads
    }

    fn lives(&self, place: usize, damage: Damage<'_>) -> bool {
        !damage.dead[self.nodes[place].component]
    }

    /// A side without a primary promotes its first standby, although one may lead elsewhere; where none leads at all, a
    /// read replica may.
    fn promote_on_every_side(&self, leads: &mut [bool], start: &SetStart, damage: Damage<'_>) {
        let sides = self.sides(damage, |_| true);
        let mut is_led = vec![false; self.nodes.len()];
        for place in (0..self.nodes.len()).filter(|&place| leads[place]) {
            is_led[sides[place]] = true;
        }
        for place in 0..self.nodes.len() {
            if self.stands_by(place, start) && self.lives(place, damage) && !is_led[sides[place]] {
                is_led[sides[place]] = true;
                leads[place] = true;
            }
        }
        if !leads.contains(&true) {
            let fits =
                |&place: &usize| self.may_be_promoted(place, start) && self.lives(place, damage);
            if let Some(replica) = (0..self.nodes.len()).find(fits) {
                leads[replica] = true;
            }
        }
    }

    /// Only where more than half of those who vote live and talk to each other is there a primary.
    fn promote_in_the_majority(&self, leads: &mut [bool], start: &SetStart, damage: Damage<'_>) {
        let Some(group) = self.majority(damage) else {
            leads.fill(false);
            return;
        };
        for (leads, is_in) in leads.iter_mut().zip(&group) {
            *leads &= is_in;
        }
        if leads.contains(&true) {
            return;
        }
        let in_group = || (0..self.nodes.len()).filter(|&place| group[place]);
        let standby = in_group().find(|&place| self.stands_by(place, start));
        let replica = || in_group().find(|&place| self.may_be_promoted(place, start));
        if let Some(heir) = standby.or_else(replica) {
            leads[heir] = true;
        }
    }

    /// The majority, with the read replicas that talk to one of it; `None`: there is none.
    fn majority(&self, damage: Damage<'_>) -> Option<Vec<bool>> {
        let sides = self.sides(damage, |place| self.nodes[place].votes());
        let mut counted = vec![0; self.nodes.len()];
        for place in 0..self.nodes.len() {
            if self.nodes[place].votes() && self.lives(place, damage) {
                counted[sides[place]] += 1;
            }
        }
        let side = (0..counted.len()).find(|&side| counted[side] >= self.needed())?;
        let voters: Vec<usize> = (0..self.nodes.len())
            .filter(|&p| self.nodes[p].votes() && self.lives(p, damage) && sides[p] == side)
            .collect();
        let mut group = vec![false; self.nodes.len()];
        for &voter in &voters {
            group[voter] = true;
        }
        let cut = self.cut_pairs(damage);
        for (place, is_in) in group.iter_mut().enumerate() {
            let talks = |&voter: &usize| self.talk(place, voter, &cut, damage);
            if !self.nodes[place].votes() && self.lives(place, damage) {
                *is_in = voters.iter().any(talks);
            }
        }
        Some(group)
    }

    /// How many votes are more than half.
    fn needed(&self) -> usize {
        self.nodes.iter().filter(|node| node.votes()).count() / 2 + 1
    }

    /// Whether this node, while it lives, is a standby that can be promoted.
    fn stands_by(&self, place: usize, start: &SetStart) -> bool {
        self.nodes[place].votes() && start.is_fit(place)
    }

    /// Whether this read replica, while it lives, may be promoted where no standby is left.
    fn may_be_promoted(&self, place: usize, start: &SetStart) -> bool {
        let node = self.nodes[place];
        !node.votes() && node.promotable && start.is_fit(place)
    }

    /// With `failback: return` those drawn primary that have caught up take their role back from the stand-ins on their
    /// side.
    fn give_back(&self, leads: &mut [bool], start: &SetStart, damage: Damage<'_>) {
        let is_drawn = |place: usize| self.nodes[place].role == Role::Primary;
        let waits = |place: usize| is_drawn(place) && !leads[place] && self.lives(place, damage);
        let waiting: Vec<usize> = (0..self.nodes.len()).filter(|&p| waits(p)).collect();
        if waiting.is_empty() {
            return;
        }
        let up_to_date = self.caught_up(leads, damage);
        let group = match self.failover {
            Failover::Quorum => self.majority(damage),
            Failover::Manual | Failover::Automatic => None,
        };
        let is_in = |place: usize| group.as_ref().is_none_or(|group| group[place]);
        let sides = self.sides(damage, |_| true);
        for place in waiting {
            if up_to_date[place] && start.fed[place] && is_in(place) {
                for other in 0..self.nodes.len() {
                    leads[other] &= is_drawn(other) || sides[other] != sides[place];
                }
                leads[place] = true;
            }
        }
    }
}
