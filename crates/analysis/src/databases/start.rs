//! What a set remembers: who acts as primary now, from which every fault starts.

use super::{Damage, SetPlan};
use topple_model::{Role, Roles, Scenario};

/// What a set remembers, by place of its nodes.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct SetStart {
    /// Who acts as primary.
    pub(super) acts: Vec<bool>,
    /// Who came back and could not catch up.
    pub(super) out: Vec<bool>,
    /// Who has the data.
    pub(super) fed: Vec<bool>,
}

impl SetStart {
    /// As things are now, once what is under way has come to its end.
    pub(crate) fn new(
        set: &SetPlan,
        scenario: &Scenario,
        roles: &Roles,
        damage: Damage<'_>,
    ) -> Self {
        let id = |place: usize| scenario.components[set.nodes[place].component].id;
        let all = || 0..set.nodes.len();
        let is_named = |place| !roles.primaries.is_empty() && roles.primaries.contains(&id(place));
        let is_as_drawn = !all().any(is_named);
        let is_drawn = |place: usize| set.nodes[place].role == Role::Primary;
        let acts: Vec<bool> = all()
            .map(|place| {
                if is_as_drawn {
                    is_drawn(place)
                } else {
                    is_named(place)
                }
            })
            .collect();
        let tied = set.channels.iter().map(|&(_, a, b)| (a, b));
        let fed: Vec<bool> = set
            .spread(&acts, tied)
            .into_iter()
            .zip(&set.nodes)
            .map(|(tied, node)| tied || node.fed)
            .collect();
        let mut start = Self {
            acts,
            out: all().map(|place| roles.out.contains(&id(place))).collect(),
            fed,
        };
        if !is_as_drawn {
            start.meet(set, damage);
        }
        let leads = set.leads(&start, damage);
        if leads.contains(&true) {
            let up_to_date = set.caught_up(&leads, damage);
            for (out, up_to_date) in start.out.iter_mut().zip(up_to_date) {
                *out &= !up_to_date;
            }
            start.acts = leads;
        }
        start
    }

    /// Whether this node, while it lives, could take over.
    pub(super) fn is_fit(&self, place: usize) -> bool {
        self.fed[place] && !self.out[place] && !self.acts[place]
    }

    /// By place: who acts as primary.
    pub(crate) fn acts(&self, place: usize) -> bool {
        self.acts[place]
    }

    /// By place: who came back and cannot catch up.
    pub(crate) fn is_out(&self, place: usize) -> bool {
        self.out[place]
    }

    /// By place: who has the data.
    pub(crate) fn has_data(&self) -> impl Iterator<Item = bool> + '_ {
        self.fed.iter().copied()
    }

    /// Where primaries of one side have met, a stand-in was promoted last, and stays.
    fn meet(&mut self, set: &SetPlan, damage: Damage<'_>) {
        let sides = set.sides(damage, |_| true);
        let stands_in = |place: &usize| {
            self.acts[*place]
                && set.lives(*place, damage)
                && set.nodes[*place].role != Role::Primary
        };
        let stand_ins: Vec<usize> = (0..set.nodes.len()).filter(stands_in).collect();
        for stays in stand_ins.into_iter().rev() {
            if !self.acts[stays] {
                continue;
            }
            for other in (0..set.nodes.len()).filter(|&other| other != stays) {
                self.acts[other] &= !set.lives(other, damage) || sides[other] != sides[stays];
            }
        }
    }
}
