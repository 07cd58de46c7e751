//! The recursion: with what chance does each part serve a request that reaches it, and each client's request get served.
//!
//! Each rule reads only the state of what the part calls, so one walk over the parts, the called before their
//! callers, settles everything ([`State::settled`]); and after a fault only those whose callees changed need
//! another look ([`super::ripple`]).

use std::rc::Rc;

use super::choices::{Pick, Pool, Seen};
use super::classes::Operation;
use super::databases::{Damage, SetState};
use super::failed::Failed;
use super::now::Now;
use super::plan::{
    BalancerPart, Check, ClientPart, Environment, Group, Groups, Leads, Member, Of, Part, Plan,
    Store,
};
use super::twins;
use topple_model::{Alike, RegionId};

/// What is dead, and what follows from it.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct State {
    /// What it started from.
    pub(super) now: Rc<Now>,
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
    /// By component, environment and what is asked for more ([`Plan::more`]): what it yields, given that it is alive.
    pub(super) more: Vec<f64>,
    /// By place of [`State::shares`] and what is asked for more: what a request yields.
    pub(super) asked: Vec<f64>,
    /// The share that is served in full, by place of [`State::shares`]; empty where all that is served is.
    pub(super) full: Vec<f64>,
}

impl State {
    /// The settled state with these components and links gone, from where things stand now.
    pub(super) fn settled(plan: &Plan, now: &Rc<Now>, dead: Vec<bool>, cut: Vec<bool>) -> Self {
        Self::settled_by(plan, now, dead, cut, |_| None, &[])
    }

    /// The same where each component serves only this share of what it could; all of it where the list is empty.
    pub(super) fn settled_within(
        plan: &Plan,
        now: &Rc<Now>,
        dead: Vec<bool>,
        cut: Vec<bool>,
        factors: &[f64],
    ) -> Self {
        Self::settled_by(plan, now, dead, cut, |_| None, factors)
    }

    /// The same where it is known of some parts that they yield what others do.
    fn settled_by(
        plan: &Plan,
        now: &Rc<Now>,
        dead: Vec<bool>,
        cut: Vec<bool>,
        like: impl Fn(usize) -> Option<usize>,
        factors: &[f64],
    ) -> Self {
        let components = plan.parts.len();
        let mut state = Self {
            now: Rc::clone(now),
            dead,
            cut,
            sets: Vec::new(),
            healthy: vec![true; components],
            serves: vec![1.0; components * plan.environments.len()],
            shares: vec![0.0; plan.shares()],
            more: vec![1.0; components * plan.environments.len() * plan.more.len()],
            asked: vec![0.0; plan.shares() * plan.more.len()],
            full: vec![0.0; if plan.has_full() { plan.shares() } else { 0 }],
        };
        state.sets = (0..plan.sets.len())
            .map(|set| state.settled_set(plan, set))
            .collect();
        let mut serves = Vec::with_capacity(plan.environments.len());
        let mut more = Vec::new();
        let mut is_known = vec![false; components];
        for &component in plan.order.iter().rev() {
            if let Some(first) = like(component).filter(|&first| is_known[first]) {
                state.healthy[component] = state.healthy[first];
                let each = plan.environments.len();
                copy_row(&mut state.serves, each, first, component);
                copy_row(&mut state.more, each * plan.more.len(), first, component);
                continue;
            }
            is_known[component] = true;
            state.healthy[component] = plan.healthy(&state, component);
            plan.serves(&state, component, &mut serves);
            if let Some(factor) = factors.get(component) {
                for serves in &mut serves {
                    *serves *= factor;
                }
            }
            let start = component * serves.len();
            state.serves[start..start + serves.len()].copy_from_slice(&serves);
            if !plan.more.is_empty() {
                plan.more_of(&state, component, &mut more);
                let start = component * more.len();
                state.more[start..start + more.len()].copy_from_slice(&more);
            }
            plan.client_shares(component, |plan, client, environment, place| {
                state.shares[place] = plan.share(&state, client, environment, Of::Serves);
                for (which, _) in plan.more.iter().enumerate() {
                    let asked = plan.share(&state, client, environment, Of::More(which));
                    state.asked[place * plan.more.len() + which] = asked;
                }
                if plan.has_full() {
                    state.full[place] = state.asked[place * plan.more.len()];
                }
            });
        }
        plan.delivered_shares(&mut state, |_, _| {});
        state
    }

    /// The settled state with `failed` dead.
    pub(super) fn of(plan: &Plan, failed: &Failed) -> Self {
        let (dead, cut) = plan.gone(failed);
        let (scenario, topology) = (plan.scenario(), plan.topology());
        let now = Now::new(scenario, topology, &plan.sets, failed, &dead, &cut);
        Self::settled(plan, &Rc::new(now), dead, cut)
    }

    /// The same, and the parts that are alike for what is served: of them one alone was looked at.
    pub(super) fn with_twins(plan: &Plan, failed: &Failed) -> (Self, Alike) {
        let (dead, cut) = plan.gone(failed);
        let (scenario, topology) = (plan.scenario(), plan.topology());
        let now = Now::new(scenario, topology, &plan.sets, failed, &dead, &cut);
        let is_open = |link: usize| !cut[link] && !now.is_barred(link);
        let twins = twins::for_requests(plan, &dead, &is_open);
        // Clients are in classes of their own, and databases are looked at in no time.
        let like = |component: usize| Some(twins.first(component)).filter(|&c| c != component);
        let state = Self::settled_by(plan, &Rc::new(now), dead, cut, like, &[]);
        (state, twins)
    }

    /// What has become of this set, with what is gone.
    pub(super) fn settled_set(&self, plan: &Plan, set: usize) -> SetState {
        plan.sets[set].settled(&self.now.starts[set], self.damage())
    }

    /// What has happened to the parts that sets are made of.
    pub(super) fn damage(&self) -> Damage<'_> {
        Damage {
            dead: &self.dead,
            cut: &self.cut,
            borders: &self.now.borders,
        }
    }

    /// Whether anything passes over this link: it is not cut, and its ends are not isolated from each other.
    pub(super) fn is_open(&self, link: usize) -> bool {
        !self.cut[link] && !self.now.is_barred(link)
    }
}

/// Makes one row of a table, each of `width`, that of another.
fn copy_row(table: &mut [f64], width: usize, from: usize, to: usize) {
    table.copy_within(from * width..(from + 1) * width, to * width);
}

impl Plan {
    /// Whether the target takes a connection over the link.
    pub(super) fn connects(&self, state: &State, member: &Member, operation: Operation) -> bool {
        let alive = !state.dead[member.to];
        match member.leads {
            Leads::There => alive && state.is_open(member.link),
            Leads::Endpoint(_) | Leads::Replica(_) => {
                let none = SetState::default();
                let set = member.set.map_or(&none, |set| &state.sets[set]);
                self.connects_given(state, member, operation, alive, set)
            }
        }
    }

    /// The same, given whether the target lives and what its set is by now; of the state no more is used than what is
    /// cut and isolated in it.
    pub(super) fn connects_given(
        &self,
        state: &State,
        member: &Member,
        operation: Operation,
        alive: bool,
        set: &SetState,
    ) -> bool {
        match member.leads {
            Leads::There => alive && state.is_open(member.link),
            Leads::Endpoint(place) => {
                let endpoint = &self.endpoints[place];
                let mut primaries = set.primaries.iter();
                primaries.any(|&node| endpoint.reaches(node, &state.cut, &state.now.borders))
            }
            Leads::Replica(_) => {
                let is_there =
                    alive && state.is_open(member.link) && !state.now.is_empty[member.to];
                is_there && (operation == Operation::Read || set.is_led_by(member.to))
            }
        }
    }

    /// Whether a probe over this link, which finds the target connecting, comes back: one into an endpoint goes where a
    /// request would, but not over a link that is cut.
    pub(super) fn is_probed(state: &State, member: &Member) -> bool {
        match member.leads {
            Leads::Endpoint(_) => !state.cut[member.link],
            Leads::There | Leads::Replica(_) => true,
        }
    }

    /// Whether the target passes this check.
    pub(super) fn passes(&self, state: &State, check: Check, member: &Member) -> bool {
        let answers =
            || self.connects(state, member, Operation::Read) && Self::is_probed(state, member);
        match check {
            Check::Off => true,
            Check::Shallow => answers(),
            Check::Deep => state.healthy[member.to] && answers(),
        }
    }

    /// Whether some target of each shard of the group takes a connection.
    pub(super) fn reaches_all(&self, state: &State, groups: &Groups, group: &Group) -> bool {
        if let Some(asker) = &group.by_name {
            return self.asks(state, asker, Of::Serves, &|_| 1.0) > 0.0;
        }
        // Who takes a connection of a write takes one of a read.
        let connects = |m: &Member| self.connects(state, m, Operation::Read);
        if group.slot.is_none() {
            return group.members.iter().any(connects);
        }
        let same = |a: &Member, b: &Member| a.set == b.set;
        let targets = if groups.alike {
            &group.targets
        } else {
            &group.members
        };
        let reached = |a: &Member| targets.iter().any(|b| same(a, b) && connects(b));
        targets.iter().all(reached)
    }

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
        for (group, members) in self.scenario().groups.iter().zip(&self.sharing) {
            if failed.groups.contains(&group.id) {
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
                into.extend(each.map(|environment| {
                    let operation = self.environments[environment].operation;
                    self.server(state, groups.of(operation), environment)
                }));
            }
            Part::Balancer(balancer) => {
                into.extend(
                    each.map(|environment| self.balancer(state, balancer, environment, Of::Serves)),
                );
            }
            Part::Queue(queue) => {
                let takes = f64::from(u8::from(!self.is_full(state, queue)));
                into.extend(each.map(|_| takes));
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
                .all
                .iter()
                .filter(|group| group.required)
                .all(|group| self.reaches_all(state, groups, group)),
            Part::Balancer(BalancerPart {
                check: Check::Off,
                members,
                ..
            }) => !members.is_empty(),
            Part::Balancer(balancer) => {
                let (check, members) = (balancer.check, &balancer.members);
                members.iter().any(|m| self.passes(state, check, m))
                    || (balancer.panic_threshold > 0.0 && !members.is_empty())
            }
            Part::Database | Part::Cache | Part::Queue(_) | Part::Client(_) | Part::Dns { .. } => {
                true
            }
        }
    }

    /// Whether requests that do this may be sent over the link at all.
    pub(super) fn carries(&self, state: &State, member: &Member, operation: Operation) -> bool {
        let is_primary = |&node: &usize| {
            let set = self.topology().set_of[node];
            set.is_some_and(|set| state.sets[set].is_led_by(node))
        };
        match self.carriers(member, operation) {
            None => true,
            Some(replicas) => replicas.iter().any(is_primary),
        }
    }

    /// The read replicas of which one must be primary for such requests to be sent over the link; `None`: they always are.
    pub(super) fn carriers<'a>(
        &'a self,
        member: &'a Member,
        operation: Operation,
    ) -> Option<&'a [usize]> {
        match (operation, member.leads, &self.parts[member.to]) {
            (Operation::Write, Leads::Replica(_), _) => Some(std::slice::from_ref(&member.to)),
            (Operation::Write, Leads::There, Part::Balancer(pool))
                if member.set.is_some() && !pool.writable =>
            {
                Some(&pool.replicas)
            }
            (Operation::Read, ..) | (Operation::Write, Leads::Endpoint(_) | Leads::There, _) => {
                None
            }
        }
    }

    /// What a component yields of that which is asked for, given that it is alive.
    pub(super) fn yields(
        &self,
        state: &State,
        component: usize,
        environment: usize,
        of: Of,
    ) -> f64 {
        let place = component * self.environments.len() + environment;
        match of {
            Of::Serves => state.serves[place],
            Of::More(which) => state.more[place * self.more.len() + which],
        }
    }

    pub(super) fn see(
        &self,
        state: &State,
        member: &Member,
        check: Check,
        environment: usize,
        of: Of,
    ) -> Seen {
        let operation = self.environments[environment].operation;
        Seen {
            carries: self.carries(state, member, operation),
            connects: self.connects(state, member, operation),
            passes: self.passes(state, check, member),
            serves: self.yields(state, member.to, environment, Of::Serves),
            yields: self.yields(state, member.to, environment, of),
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
        for group in groups.iter().filter(|group| group.required) {
            served *= self.need(state, group, environment, Of::Serves);
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
    pub(super) fn need(&self, state: &State, group: &Group, environment: usize, of: Of) -> f64 {
        let wanted = &self.environments[environment];
        if Self::passes_over(group, wanted.operation) {
            return 1.0;
        }
        if let Some(asker) = &group.by_name {
            return self.asked(state, asker, environment, of);
        }
        let mut pick = Pick::default();
        for member in group
            .targets
            .iter()
            .filter(|m| Self::of_shard(wanted, group.slot, m.set))
        {
            let seen = self.see(state, member, Check::Off, environment, of);
            if seen.carries && seen.connects {
                pick.add(member.weight, seen.yields);
            }
        }
        pick.chance()
    }

    /// The chance that a balancer gets one member of each store of its pool.
    pub(super) fn balancer(
        &self,
        state: &State,
        balancer: &BalancerPart,
        environment: usize,
        of: Of,
    ) -> f64 {
        let check = self.effective(state, balancer);
        let mut served = 1.0;
        for store in &balancer.stores {
            served *= self.of_store(state, balancer, (store, check), environment, of);
            if served == 0.0 {
                break;
            }
        }
        if balancer.stores.is_empty() {
            0.0
        } else {
            served
        }
    }

    /// The check that decides who is in rotation: none, where so few pass that the balancer takes all.
    pub(super) fn effective(&self, state: &State, balancer: &BalancerPart) -> Check {
        let check = balancer.check;
        if balancer.panic_threshold == 0.0 || check == Check::Off {
            return check;
        }
        let passing = |m: &&Member| self.passes(state, check, m);
        let count = balancer.members.iter().filter(passing).count();
        if balancer.panics(count) {
            Check::Off
        } else {
            check
        }
    }

    fn of_store(
        &self,
        state: &State,
        balancer: &BalancerPart,
        (store, check): (&Store, Check),
        environment: usize,
        of: Of,
    ) -> f64 {
        if !Self::of_shard(&self.environments[environment], store.slot, store.set) {
            return 0.0;
        }
        let mut pool = Pool::default();
        for member in &store.members {
            let seen = self.see(state, member, check, environment, of);
            pool.add(check, member.weight, &seen);
        }
        pool.chance(balancer.retries)
    }
}

impl BalancerPart {
    /// Whether it takes all members to be in rotation where so many pass their checks.
    pub(super) fn panics(&self, passing: usize) -> bool {
        let share = passing as f64 / self.members.len().max(1) as f64;
        self.check != Check::Off && share < self.panic_threshold
    }
}
