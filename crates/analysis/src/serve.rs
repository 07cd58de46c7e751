//! The recursion: with what chance does each part serve a request that reaches it, and each client's request get served.
//!
//! Each rule reads only the state of what the part calls, so one walk over the parts, the called before their
//! callers, settles everything ([`State::settled`]); and after a fault only those whose callees changed need
//! another look ([`super::ripple`]).

use super::choices::{Pick, Pool, Seen};
use super::classes::Operation;
use super::databases::SetState;
use super::failed::Failed;
use super::plan::{BalancerPart, Check, ClientPart, Environment, Group, Leads, Member, Part, Plan};
use topple_model::RegionId;

/// What is dead, and what follows from it.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct State {
    /// By component.
    pub(super) dead: Vec<bool>,
    /// By link.
    pub(super) cut: Vec<bool>,
    /// By replica set.
    pub(super) sets: Vec<SetState>,
    /// By component: whether a deep check finds that it can serve, given that it is alive.
    pub(super) healthy: Vec<bool>,
    /// By component and environment: the chance that it serves a request that reaches it, given that it is alive.
    pub(super) serves: Vec<f64>,
    /// By flow and combination of shards: the share that is served.
    pub(super) shares: Vec<f64>,
}

impl State {
    /// The settled state with these components and links gone.
    pub(super) fn settled(plan: &Plan, dead: Vec<bool>, cut: Vec<bool>) -> Self {
        let components = plan.parts.len();
        let sets = plan
            .sets
            .iter()
            .map(|set| set.settled(&dead, &cut))
            .collect();
        let mut state = Self {
            dead,
            cut,
            sets,
            healthy: vec![true; components],
            serves: vec![1.0; components * plan.environments.len()],
            shares: vec![0.0; plan.shares()],
        };
        let mut serves = Vec::with_capacity(plan.environments.len());
        for &component in plan.topology().order.iter().rev() {
            state.healthy[component] = plan.healthy(&state, component);
            plan.serves(&state, component, &mut serves);
            let start = component * serves.len();
            state.serves[start..start + serves.len()].copy_from_slice(&serves);
            plan.client_shares(component, |plan, client, environment, place| {
                state.shares[place] = plan.share(&state, client, environment);
            });
        }
        state
    }

    /// The settled state with `failed` dead.
    pub(super) fn of(plan: &Plan, failed: &Failed) -> Self {
        let (dead, cut) = plan.gone(failed);
        Self::settled(plan, dead, cut)
    }
}

impl State {
    /// Whether the target takes a connection over the link.
    pub(super) fn connects(&self, member: &Member, operation: Operation) -> bool {
        let set = member.set.map(|set| self.sets[set]).unwrap_or_default();
        connects(
            member,
            operation,
            self.cut[member.link],
            !self.dead[member.to],
            set,
        )
    }

    /// Whether the target passes this check.
    pub(super) fn passes(&self, check: Check, member: &Member) -> bool {
        let connects = self.connects(member, Operation::Read);
        match check {
            Check::Off => true,
            Check::Shallow => connects,
            Check::Deep => connects && self.healthy[member.to],
        }
    }

    /// Whether some target of each shard of the group takes a connection.
    fn reaches_all(&self, group: &Group) -> bool {
        let connects = |m: &Member| self.connects(m, Operation::Read);
        if group.slot.is_none() {
            return group.members.iter().any(connects);
        }
        let same = |a: &Member, b: &Member| a.set == b.set;
        group
            .members
            .iter()
            .all(|a| group.members.iter().any(|b| same(a, b) && connects(b)))
    }
}

impl Plan {
    /// Which components and links are gone, by number.
    pub(super) fn gone(&self, failed: &Failed) -> (Vec<bool>, Vec<bool>) {
        let mut dead = vec![false; self.parts.len()];
        for id in &failed.components {
            if let Some(&component) = self.topology().index.get(id) {
                dead[component] = self.scenario().components[component].kind().row().may_die();
            }
        }
        for (region, members) in self.scenario().regions.iter().zip(&self.within) {
            if failed.regions.contains(&region.id) {
                for &component in members {
                    dead[component] = true;
                }
            }
        }
        let is_cut = |l: &topple_model::Link| failed.links.contains(&l.id());
        let cut = if failed.links.is_empty() {
            vec![false; self.scenario().links.len()]
        } else {
            self.scenario().links.iter().map(is_cut).collect()
        };
        (dead, cut)
    }

    /// Whether a region is dead, by itself or with one around it.
    pub(super) fn region_is_dead(&self, region: RegionId, failed: &Failed) -> bool {
        let around = self.topology().nesting.around_id(Some(region));
        let regions = &self.scenario().regions;
        around
            .iter()
            .any(|&r| failed.regions.contains(&regions[r].id))
    }

    /// Calls `each` for every share of a component that is a client.
    pub(super) fn client_shares(
        &self,
        component: usize,
        mut each: impl FnMut(&Self, &ClientPart, usize, usize),
    ) {
        let Part::Client(client) = &self.parts[component] else {
            return;
        };
        for flow in &self.flows[self.flows_of[component].clone()] {
            for (place, &environment) in flow.shares.clone().zip(&flow.environments) {
                each(self, client, environment, place);
            }
        }
    }

    /// The chance that the component serves, given that it is alive, for each environment.
    pub(super) fn serves(&self, state: &State, component: usize, into: &mut Vec<f64>) {
        into.clear();
        let each = 0..self.environments.len();
        match &self.parts[component] {
            Part::Server { groups } => {
                into.extend(each.map(|environment| self.server(state, groups, environment)));
            }
            Part::Balancer(balancer) => {
                into.extend(each.map(|environment| self.balancer(state, balancer, environment)));
            }
            Part::Database | Part::Cache | Part::Client(_) | Part::Dns { .. } => {
                into.extend(each.map(|_| 1.0));
            }
        }
    }

    /// What a deep check finds, given that the component is alive.
    pub(super) fn healthy(&self, state: &State, component: usize) -> bool {
        match &self.parts[component] {
            Part::Server { groups } => groups
                .iter()
                .filter(|group| group.required)
                .all(|group| state.reaches_all(group)),
            Part::Balancer(BalancerPart {
                check: Check::Off,
                members,
                ..
            }) => !members.is_empty(),
            Part::Balancer(BalancerPart { check, members, .. }) => {
                members.iter().any(|member| state.passes(*check, member))
            }
            Part::Database | Part::Cache | Part::Client(_) | Part::Dns { .. } => true,
        }
    }

    /// Whether requests that do this may be sent over the link at all.
    pub(super) fn carries(&self, state: &State, member: &Member, operation: Operation) -> bool {
        let set = member.set.map(|set| state.sets[set]).unwrap_or_default();
        self.carries_given(member, operation, set)
    }

    /// The same, given what its set is by now.
    pub(super) fn carries_given(
        &self,
        member: &Member,
        operation: Operation,
        set: SetState,
    ) -> bool {
        match (operation, member.leads, &self.parts[member.to]) {
            (Operation::Write, Leads::Replica(_), _) => set.promoted == Some(member.to),
            (Operation::Write, Leads::There, Part::Balancer(pool)) if pool.set.is_some() => {
                pool.writable
                    || set
                        .promoted
                        .is_some_and(|node| pool.replicas.contains(&node))
            }
            (Operation::Read, ..) | (Operation::Write, Leads::Endpoint(_) | Leads::There, _) => {
                true
            }
        }
    }

    /// Who answers at the end of a link: the primary of the set where it leads to one.
    pub(super) fn led_to(&self, state: &State, member: &Member) -> usize {
        let Leads::Endpoint(set) = member.leads else {
            return member.to;
        };
        let lives = |n: &&super::databases::SetNode| {
            n.role == topple_model::Role::Primary && !state.dead[n.component]
        };
        let drawn = self.sets[set]
            .nodes
            .iter()
            .find(lives)
            .map(|node| node.component);
        state.sets[set].promoted.or(drawn).unwrap_or(member.to)
    }

    fn serves_there(&self, state: &State, component: usize, environment: usize) -> f64 {
        state.serves[component * self.environments.len() + environment]
    }

    pub(super) fn see(
        &self,
        state: &State,
        member: &Member,
        check: Check,
        environment: usize,
    ) -> Seen {
        let operation = self.environments[environment].operation;
        let set = member.set.map(|set| state.sets[set]).unwrap_or_default();
        let (cut, alive) = (state.cut[member.link], !state.dead[member.to]);
        let connects_for = |operation| connects(member, operation, cut, alive, set);
        let passes = match check {
            Check::Off => true,
            Check::Shallow => connects_for(Operation::Read),
            Check::Deep => state.healthy[member.to] && connects_for(Operation::Read),
        };
        Seen {
            carries: self.carries_given(member, operation, set),
            connects: connects_for(operation),
            passes,
            serves: self.serves_there(state, member.to, environment),
        }
    }

    /// Whether this target may be asked for the request's shard.
    pub(super) fn of_shard(
        environment: &Environment,
        slot: Option<usize>,
        set: Option<usize>,
    ) -> bool {
        let wanted = slot.and_then(|slot| environment.shards[slot]);
        wanted.is_none() || wanted == set
    }

    fn server(&self, state: &State, groups: &[Group], environment: usize) -> f64 {
        let mut served = 1.0;
        for group in groups {
            served *= self.need(state, group, environment);
            if served == 0.0 {
                break;
            }
        }
        served
    }

    /// Whether a server passes this group over: a shortcut, or one that only reads take.
    pub(super) fn passes_over(group: &Group, operation: Operation) -> bool {
        group.service.kind.row().is_shortcut && (!group.required || operation == Operation::Write)
    }

    /// The chance that a server gets what it needs of one service.
    fn need(&self, state: &State, group: &Group, environment: usize) -> f64 {
        let wanted = &self.environments[environment];
        if Self::passes_over(group, wanted.operation) {
            return 1.0;
        }
        let mut pick = Pick::default();
        for member in group
            .members
            .iter()
            .filter(|m| Self::of_shard(wanted, group.slot, m.set))
        {
            let seen = self.see(state, member, Check::Off, environment);
            if seen.carries && seen.connects {
                pick.add(member.weight, seen.serves);
            }
        }
        pick.chance()
    }

    fn balancer(&self, state: &State, balancer: &BalancerPart, environment: usize) -> f64 {
        if !Self::of_shard(&self.environments[environment], balancer.slot, balancer.set) {
            return 0.0;
        }
        let mut pool = Pool::default();
        for member in &balancer.members {
            let seen = self.see(state, member, balancer.check, environment);
            pool.add(balancer.check, member.weight, &seen);
        }
        pool.chance(balancer.retries)
    }
}

/// Whether a target takes a connection over a link: given whether that is cut, whether the target lives, and what
/// has become of its set.
#[inline]
pub(super) fn connects(
    member: &Member,
    operation: Operation,
    cut: bool,
    alive: bool,
    set: SetState,
) -> bool {
    let there = match member.leads {
        Leads::There => alive,
        Leads::Endpoint(_) => set.has_primary,
        Leads::Replica(_) => {
            alive && (operation == Operation::Read || set.promoted == Some(member.to))
        }
    };
    there && !cut
}
