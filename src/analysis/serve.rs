//! The recursion: with what chance does each part serve a request that reaches it, and each client's request get served.
//!
//! Each rule reads only the state of what the part calls, so one walk over the parts, the called before their
//! callers, settles everything ([`State::settled`]); and after a fault only those whose callees changed need
//! another look ([`super::ripple`]).

use super::choose::{self, Candidate};
use super::classes::Operation;
use super::databases::SetState;
use super::failed::Failed;
use super::plan::{
    BalancerPart, Check, ClientPart, Environment, Group, Leads, Member, Name, Part, Plan,
};
use crate::model::{Kind, Policy, RegionId};

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
        for &component in plan.topology.order.iter().rev() {
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
        if self.cut[member.link] {
            return false;
        }
        match member.leads {
            Leads::There => !self.dead[member.to],
            Leads::Endpoint(set) => self.sets[set].has_primary,
            Leads::Replica(set) => {
                let promoted = self.sets[set].promoted == Some(member.to);
                !self.dead[member.to] && (operation == Operation::Read || promoted)
            }
        }
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
            if let Some(&component) = self.topology.index.get(id) {
                dead[component] = self.scenario.components[component].kind() != Kind::Client;
            }
        }
        for (region, members) in self.scenario.regions.iter().zip(&self.within) {
            if failed.regions.contains(&region.id) {
                for &component in members {
                    dead[component] = true;
                }
            }
        }
        let is_cut = |l: &crate::model::Link| failed.links.contains(&l.id());
        let cut = if failed.links.is_empty() {
            vec![false; self.scenario.links.len()]
        } else {
            self.scenario.links.iter().map(is_cut).collect()
        };
        (dead, cut)
    }

    /// Whether a region is dead, by itself or with one around it.
    pub(super) fn region_is_dead(&self, region: RegionId, failed: &Failed) -> bool {
        self.scenario
            .enclosing(Some(region))
            .iter()
            .any(|id| failed.regions.contains(id))
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
        match (operation, member.leads, &self.parts[member.to]) {
            (Operation::Write, Leads::Replica(set), _) => {
                state.sets[set].promoted == Some(member.to)
            }
            (Operation::Write, Leads::There, Part::Balancer(pool)) if pool.set.is_some() => {
                let promoted = pool.set.and_then(|set| state.sets[set].promoted);
                pool.writable || promoted.is_some_and(|node| pool.replicas.contains(&node))
            }
            (Operation::Read, ..) | (Operation::Write, Leads::Endpoint(_) | Leads::There, _) => {
                true
            }
        }
    }

    /// Who answers at the end of a link: whoever is primary of the set where it leads to one.
    pub(super) fn led_to(&self, state: &State, member: &Member) -> usize {
        let Leads::Endpoint(set) = member.leads else {
            return member.to;
        };
        let lives = |n: &&super::databases::SetNode| {
            n.role == crate::model::Role::Primary && !state.dead[n.component]
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

    fn candidate(&self, state: &State, member: &Member, environment: usize) -> Candidate {
        Candidate {
            weight: member.weight,
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

    /// The chance that a server gets what it needs of one service.
    pub(super) fn need(&self, state: &State, group: &Group, environment: usize) -> f64 {
        let wanted = &self.environments[environment];
        let shortcut = group.service.kind == Kind::Cache
            && (!group.required || wanted.operation == Operation::Write);
        if shortcut {
            return 1.0;
        }
        let usable = group.members.iter().filter(|member| {
            Self::of_shard(wanted, group.slot, member.set)
                && state.connects(member, wanted.operation)
                && self.carries(state, member, wanted.operation)
        });
        choose::pick(usable.map(|member| self.candidate(state, member, environment)))
    }

    fn balancer(&self, state: &State, balancer: &BalancerPart, environment: usize) -> f64 {
        let wanted = &self.environments[environment];
        if !Self::of_shard(wanted, balancer.slot, balancer.set) {
            return 0.0;
        }
        let pool = balancer
            .members
            .iter()
            .filter(|m| self.carries(state, m, wanted.operation));
        let candidate = |member: &Member| self.candidate(state, member, environment);
        if balancer.check != Check::Off {
            let rotation = pool.filter(|member| state.passes(balancer.check, member));
            return choose::pick(rotation.map(candidate));
        }
        let (alive, dead): (Vec<&Member>, Vec<&Member>) =
            pool.partition(|member| state.connects(member, wanted.operation));
        let served = choose::pick(alive.iter().copied().map(candidate));
        if dead.is_empty() || served == 0.0 {
            return served;
        }
        let weights = |members: &[&Member]| members.iter().map(|m| m.weight).collect::<Vec<_>>();
        served * choose::blind_hit(&weights(&alive), &weights(&dead), balancer.retries + 1)
    }

    /// The share of a client's requests in this environment that is served.
    pub(super) fn share(&self, state: &State, client: &ClientPart, environment: usize) -> f64 {
        if client.names.is_empty() {
            return self.fixed(state, client, environment);
        }
        let answering = client
            .names
            .iter()
            .filter(|name| !state.cut[name.link] && !state.dead[name.dns]);
        let (mut sum, mut count) = (0.0, 0.0);
        for name in answering {
            sum += self.by_name(state, client, name, environment);
            count += 1.0;
        }
        if count > 0.0 { sum / count } else { 0.0 }
    }

    /// The addresses that a name server has in rotation, by their places in its list; all if none is.
    pub(super) fn rotation(&self, state: &State, dns: usize) -> Vec<usize> {
        let Part::Dns { check, members, .. } = &self.parts[dns] else {
            return Vec::new();
        };
        let passing = |&place: &usize| state.passes(*check, &members[place]);
        let rotation: Vec<usize> = (0..members.len()).filter(passing).collect();
        if rotation.is_empty() {
            (0..members.len()).collect()
        } else {
            rotation
        }
    }

    fn by_name(&self, state: &State, client: &ClientPart, name: &Name, environment: usize) -> f64 {
        let Part::Dns {
            policy, members, ..
        } = &self.parts[name.dns]
        else {
            return 0.0;
        };
        let rotation = self.rotation(state, name.dns);
        // No request travels the link from a name server to an address: only whether someone is there counts.
        let address = |place: usize| {
            let to = members[place].to;
            (!state.dead[to]).then(|| self.serves_there(state, to, environment))
        };
        let alone = |place: usize| choose::one_of(address(place).unwrap_or(0.0), client.tries);
        match policy {
            Policy::Multivalue => {
                let addresses: Vec<_> = rotation.iter().map(|&place| address(place)).collect();
                choose::down_a_list(&walked(client, &addresses), client.tries)
            }
            Policy::Weighted => choose::pick(rotation.iter().map(|&p| Candidate {
                weight: members[p].weight,
                serves: alone(p),
            })),
            Policy::Failover => rotation.first().map_or(0.0, |&place| alone(place)),
            Policy::Nearest => {
                let nearest = name
                    .nearest
                    .iter()
                    .copied()
                    .find(|place| rotation.contains(place));
                nearest.map_or(0.0, alone)
            }
        }
    }

    fn fixed(&self, state: &State, client: &ClientPart, environment: usize) -> f64 {
        let lists: Vec<Vec<f64>> = client
            .groups
            .iter()
            .filter(|group| group.required)
            .map(|group| walked(client, &self.addresses(state, group, environment)))
            .collect();
        match lists.as_slice() {
            [] => 0.0,
            [list] => choose::down_a_list(list, client.tries),
            several => choose::down_lists(several, client.tries),
        }
    }

    /// Of each fixed address of one service that may be asked: its chance to serve; `None`: it does not connect.
    fn addresses(&self, state: &State, group: &Group, environment: usize) -> Vec<Option<f64>> {
        let wanted = &self.environments[environment];
        let may = |m: &&Member| {
            Self::of_shard(wanted, group.slot, m.set) && self.carries(state, m, wanted.operation)
        };
        let address = |member: &Member| {
            state
                .connects(member, wanted.operation)
                .then(|| self.serves_there(state, member.to, environment))
        };
        group.members.iter().filter(may).map(address).collect()
    }
}

/// What a client meets as it goes down its list: those that connect, or, where a failed connect ends a try, all.
fn walked(client: &ClientPart, addresses: &[Option<f64>]) -> Vec<f64> {
    if client.tries_next_address {
        addresses.iter().copied().flatten().collect()
    } else {
        addresses
            .iter()
            .map(|serves| serves.unwrap_or(0.0))
            .collect()
    }
}
