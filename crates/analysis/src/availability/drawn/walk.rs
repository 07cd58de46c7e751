//! One request, and what it meets.
//!
//! The recursion of [`crate::serve`], where each choice is made rather than averaged over, and a part is only asked
//! whether it is up when somebody looks at it. What a request comes to so is served with the same chance.

use super::hazards::Hazards;
use crate::availability::confidence::Random;
use crate::base::Base;
use crate::plan::{Groups, Member, Part, Plan};
use crate::serve::State;

/// What requests are drawn with. Between two requests nothing is known of anybody.
#[derive(Debug)]
pub(super) struct Walk {
    /// By element: the chance that it is up, and the logarithm of one over that.
    up: Vec<f64>,
    hazards: Vec<f64>,
    /// By component: the elements that must be up for it to live.
    needs: Vec<Vec<usize>>,
    /// The largest weight of a link.
    pub(super) heaviest: f64,
    random: Random,
    /// What stands in the tables below is of this request.
    pub(super) round: u32,
    /// By element: the last request that asked for it, and what it was told.
    asked: Vec<(u32, bool)>,
    /// By component, and by set: the last request that looked at it.
    alive: Vec<u32>,
    pub(super) healthy: Vec<u32>,
    pub(super) sets: Vec<u32>,
    /// As things stand now, but for what the request has found out.
    pub(super) state: State,
    died: Vec<usize>,
    pub(super) unwell: Vec<usize>,
    pub(super) changed: Vec<usize>,
    /// How much hazard the request has passed, and after how much the first that it meets is down.
    pub(super) passed: f64,
    first: f64,
    /// How many it has looked at.
    pub(super) looks: usize,
}

impl Walk {
    pub(super) fn new(base: &Base, hazards: &Hazards) -> Self {
        let plan = &base.plan;
        Self {
            up: hazards.up.clone(),
            hazards: hazards.of_element.clone(),
            needs: hazards.needs.clone(),
            heaviest: heaviest(plan),
            random: Random::new(0),
            round: 0,
            asked: vec![(0, false); hazards.up.len()],
            alive: vec![0; plan.parts.len()],
            healthy: vec![0; plan.parts.len()],
            sets: vec![0; plan.sets.len()],
            state: base.state.clone(),
            died: Vec::new(),
            unwell: Vec::new(),
            changed: Vec::new(),
            passed: 0.0,
            first: 0.0,
            looks: 0,
        }
    }

    /// From now on chance comes from this stream.
    pub(super) fn begin(&mut self, stream: u64) {
        self.random = Random::new(stream);
    }

    /// A number below `n`.
    pub(super) fn below(&mut self, n: usize) -> usize {
        self.random.below(n)
    }

    /// From 0 up to 1.
    pub(super) fn unit(&mut self) -> f64 {
        self.random.unit()
    }

    /// How many parts have been looked at since this was asked last.
    pub(super) fn take_looks(&mut self) -> usize {
        std::mem::take(&mut self.looks)
    }

    /// After how much hazard the first is down that a request meets, given that this is before all chance but `reached` of
    /// 1 is spent.
    pub(super) fn first_within(&mut self, reached: f64) -> f64 {
        self.random.exponential_within(reached)
    }

    /// Begins anew, given after how much hazard the `first` that is met is down.
    pub(super) fn set_out(&mut self, first: f64) {
        self.round += 1;
        (self.passed, self.first) = (0.0, first);
    }

    /// Takes back what the request has found out.
    pub(super) fn come_back(&mut self, base: &Base) {
        for component in self.died.drain(..) {
            self.state.dead[component] = false;
        }
        for component in self.unwell.drain(..) {
            self.state.healthy[component] = base.state.healthy[component];
        }
        for set in self.changed.drain(..) {
            self.state.sets[set] = base.state.sets[set].clone();
        }
    }

    fn is_up(&mut self, element: usize) -> bool {
        let (round, told) = self.asked[element];
        if round == self.round {
            return told;
        }
        let is_up = if self.passed < self.first {
            self.passed += self.hazards[element];
            self.passed < self.first
        } else {
            self.random.unit() < self.up[element]
        };
        self.asked[element] = (self.round, is_up);
        is_up
    }

    /// Whether a component lives.
    pub(super) fn lives(&mut self, component: usize) -> bool {
        if std::mem::replace(&mut self.alive[component], self.round) == self.round
            || self.state.dead[component]
        {
            return !self.state.dead[component];
        }
        self.looks += 1;
        let needs = std::mem::take(&mut self.needs[component]);
        let is_alive = needs.iter().all(|&need| self.is_up(need));
        self.needs[component] = needs;
        if !is_alive {
            self.state.dead[component] = true;
            self.died.push(component);
        }
        is_alive
    }
}

/// The largest weight that anybody is picked by, and 1 at least.
fn heaviest(plan: &Plan) -> f64 {
    let of_part = |part: &Part| {
        let weigh = |members: &[Member]| members.iter().map(|m| m.weight).fold(1.0, f64::max);
        let of_groups = |groups: &Groups| {
            let all = groups.all.iter();
            let all = all.flat_map(|group| [weigh(&group.members), weigh(&group.targets)]);
            all.fold(1.0, f64::max)
        };
        match part {
            Part::Client(client) => of_groups(&client.groups),
            Part::Server { groups } => of_groups(groups),
            Part::Dns { members, .. } => weigh(members),
            Part::Balancer(balancer) => {
                let stores = balancer.stores.iter();
                stores
                    .map(|store| weigh(&store.members))
                    .fold(1.0, f64::max)
            }
            Part::Database | Part::Cache | Part::Queue(_) => 1.0,
        }
    };
    plan.parts.iter().map(of_part).fold(1.0, f64::max)
}
