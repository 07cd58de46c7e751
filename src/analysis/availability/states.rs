//! The recursion of [`crate::analysis::serve`] for all states at once.

use super::diagram::{Diagrams, TooLarge, Top};
use super::values::Is;
use crate::analysis::choices::{Answer, Named, Pick, Pool, Seen};
use crate::analysis::classes::Operation;
use crate::analysis::databases::SetState;
use crate::analysis::plan::{
    BalancerPart, Check, ClientPart, Flow, Group, Leads, Member, Name, Part, Plan,
};
use crate::analysis::serve::{self, State};
use crate::model::{Kind, Policy};

/// Nodes of diagrams that are kept; a system that needs more gets bounds.
pub const NODES: usize = 400_000;

type Result<T> = std::result::Result<T, TooLarge>;

/// Diagrams of everything that [`State`] holds for one state.
pub(super) struct States<'a> {
    plan: &'a Plan,
    /// What is cut now stays cut.
    now: &'a State,
    pub(super) diagrams: Diagrams<Is>,
    alive: Vec<Top>,
    sets: Vec<Top>,
    healthy: Vec<Top>,
    serves: Vec<Vec<Top>>,
}

impl<'a> States<'a> {
    /// Goes through the whole system. `elements` says which elements (by their place in the order of the diagrams)
    /// must be up for a component to live; `None`: it is dead now.
    pub(super) fn new(
        plan: &'a Plan,
        now: &'a State,
        elements: &[Option<Vec<usize>>],
        limit: usize,
    ) -> Result<Self> {
        let mut diagrams = Diagrams::new(limit);
        let healthy = vec![diagrams.constant(Is::So(true)); plan.parts.len()];
        let serves = vec![Vec::new(); plan.parts.len()];
        let mut states = Self {
            plan,
            now,
            diagrams,
            alive: Vec::new(),
            sets: Vec::new(),
            healthy,
            serves,
        };
        for of_component in elements {
            let alive = states.all_up(of_component.as_deref())?;
            states.alive.push(alive);
        }
        for set in 0..plan.sets.len() {
            let state = states.set(set)?;
            states.sets.push(state);
        }
        for &component in plan.topology.order.iter().rev() {
            states.healthy[component] = states.health(component)?;
            for environment in 0..plan.environments.len() {
                let serves = states.service(component, environment)?;
                states.serves[component].push(serves);
            }
        }
        Ok(states)
    }

    fn all_up(&mut self, elements: Option<&[usize]>) -> Result<Top> {
        let Some(elements) = elements else {
            return Ok(self.diagrams.constant(Is::So(false)));
        };
        let mut all = self.diagrams.constant(Is::So(true));
        for &element in elements {
            let up = self
                .diagrams
                .element(element, Is::So(true), Is::So(false))?;
            all = self.both(all, up)?;
        }
        Ok(all)
    }

    fn both(&mut self, a: Top, b: Top) -> Result<Top> {
        self.diagrams
            .join(a, b, &mut |a, b| Is::So(a.so() && b.so()))
    }

    fn either(&mut self, a: Top, b: Top) -> Result<Top> {
        self.diagrams
            .join(a, b, &mut |a, b| Is::So(a.so() || b.so()))
    }

    fn set(&mut self, set: usize) -> Result<Top> {
        let drawn = &self.plan.sets[set];
        let mut living = self.diagrams.constant(Is::Living(Vec::new()));
        for node in &drawn.nodes {
            let alive = self.alive[node.component];
            let counts = drawn.counts(node);
            living = self.diagrams.join(living, alive, &mut |living, alive| {
                let Is::Living(living) = living else {
                    return living.clone();
                };
                let mut living = living.clone();
                // Those whose life decides nothing are not told apart.
                living.push(alive.so() && counts && !drawn.is_decided(&living));
                Is::Living(living)
            })?;
        }
        let (components, cut) = (self.plan.parts.len(), &self.now.cut);
        self.diagrams.map(living, |living| {
            let Is::Living(living) = living else {
                return living.clone();
            };
            let mut dead = vec![false; components];
            for (node, lives) in drawn.nodes.iter().zip(living) {
                dead[node.component] = !lives;
            }
            Is::Set(drawn.settled(&dead, cut))
        })
    }

    /// Diagrams of whether the target takes a connection for this operation.
    fn connects(&mut self, member: &Member, operation: Operation) -> Result<Top> {
        let cut = self.now.cut[member.link];
        let set = self.set_of(member);
        let member = *member;
        self.diagrams
            .join(self.alive[member.to], set, &mut |alive, set| {
                Is::So(serve::connects(
                    &member,
                    operation,
                    cut,
                    alive.so(),
                    set.set(),
                ))
            })
    }

    fn set_of(&mut self, member: &Member) -> Top {
        match member.set {
            Some(set) => self.sets[set],
            None => self.diagrams.constant(Is::Set(SetState::default())),
        }
    }

    fn passes(&mut self, check: Check, member: &Member) -> Result<Top> {
        match check {
            Check::Off => Ok(self.diagrams.constant(Is::So(true))),
            Check::Shallow => self.connects(member, Operation::Read),
            Check::Deep => {
                let connects = self.connects(member, Operation::Read)?;
                self.both(connects, self.healthy[member.to])
            }
        }
    }

    fn health(&mut self, component: usize) -> Result<Top> {
        match &self.plan.parts[component] {
            Part::Server { groups } => {
                let mut all = self.diagrams.constant(Is::So(true));
                for group in groups.iter().filter(|group| group.required) {
                    let reaches = self.reaches_all(group)?;
                    all = self.both(all, reaches)?;
                }
                Ok(all)
            }
            Part::Balancer(BalancerPart {
                check: Check::Off,
                members,
                ..
            }) => Ok(self.diagrams.constant(Is::So(!members.is_empty()))),
            Part::Balancer(BalancerPart { check, members, .. }) => {
                let mut any = self.diagrams.constant(Is::So(false));
                for member in members {
                    let passes = self.passes(*check, member)?;
                    any = self.either(any, passes)?;
                }
                Ok(any)
            }
            Part::Database | Part::Cache | Part::Client(_) | Part::Dns { .. } => {
                Ok(self.diagrams.constant(Is::So(true)))
            }
        }
    }

    fn reaches_all(&mut self, group: &Group) -> Result<Top> {
        let mut sets: Vec<Option<usize>> = group.members.iter().map(|m| m.set).collect();
        sets.sort_unstable();
        sets.dedup();
        if group.slot.is_none() {
            sets = vec![None];
        }
        let mut all = self.diagrams.constant(Is::So(true));
        for set in sets {
            let mut any = self.diagrams.constant(Is::So(false));
            for member in group
                .members
                .iter()
                .filter(|m| group.slot.is_none() || m.set == set)
            {
                let connects = self.connects(member, Operation::Read)?;
                any = self.either(any, connects)?;
            }
            all = self.both(all, any)?;
        }
        Ok(all)
    }

    /// What a chooser sees of a target.
    fn see(&mut self, member: &Member, check: Check, environment: usize) -> Result<Top> {
        let operation = self.plan.environments[environment].operation;
        let (plan, member) = (self.plan, *member);
        let set = self.set_of(&member);
        let connects = self.connects(&member, operation)?;
        let passes = self.passes(check, &member)?;
        let seen = self.diagrams.join(set, connects, &mut |set, connects| {
            let carries = plan.carries_given(&member, operation, set.set());
            Is::Seen(Seen {
                carries,
                connects: connects.so(),
                passes: false,
                serves: 0.0,
            })
        })?;
        self.with_service(seen, passes, self.serves[member.to][environment])
    }

    fn with_service(&mut self, seen: Top, passes: Top, serves: Top) -> Result<Top> {
        let seen = self.diagrams.join(seen, passes, &mut |seen, passes| {
            Is::Seen(Seen {
                passes: passes.so(),
                ..seen.seen()
            })
        })?;
        self.diagrams.join(seen, serves, &mut |seen, serves| {
            let seen = seen.seen();
            // Nobody asks what one would serve who cannot be reached.
            let serves = if seen.connects { serves.serves() } else { 0.0 };
            Is::Seen(Seen { serves, ..seen })
        })
    }

    fn service(&mut self, component: usize, environment: usize) -> Result<Top> {
        match &self.plan.parts[component] {
            Part::Server { groups } => {
                let mut all = self.diagrams.constant(Is::Serves(1.0));
                for group in groups {
                    let need = self.need(group, environment)?;
                    all = self
                        .diagrams
                        .join(all, need, &mut |a, b| Is::Serves(a.serves() * b.serves()))?;
                }
                Ok(all)
            }
            Part::Balancer(balancer) => self.balancer(balancer, environment),
            Part::Database | Part::Cache | Part::Client(_) | Part::Dns { .. } => {
                Ok(self.diagrams.constant(Is::Serves(1.0)))
            }
        }
    }

    fn need(&mut self, group: &Group, environment: usize) -> Result<Top> {
        let wanted = &self.plan.environments[environment];
        if Plan::passes_over(group, wanted.operation) {
            return Ok(self.diagrams.constant(Is::Serves(1.0)));
        }
        let mut pick = self.diagrams.constant(Is::Pick(Pick::default()));
        for member in group
            .members
            .iter()
            .filter(|m| Plan::of_shard(wanted, group.slot, m.set))
        {
            let seen = self.see(member, Check::Off, environment)?;
            pick = self.diagrams.join(pick, seen, &mut |pick, seen| {
                let (Is::Pick(mut pick), seen) = (pick.clone(), seen.seen()) else {
                    return pick.clone();
                };
                if seen.carries && seen.connects {
                    pick.add(member.weight, seen.serves);
                }
                Is::Pick(pick)
            })?;
        }
        self.picked(pick)
    }

    fn picked(&mut self, pick: Top) -> Result<Top> {
        self.diagrams.map(pick, |pick| match pick {
            Is::Pick(pick) => Is::Serves(pick.chance()),
            other => other.clone(),
        })
    }

    fn balancer(&mut self, balancer: &BalancerPart, environment: usize) -> Result<Top> {
        if !Plan::of_shard(
            &self.plan.environments[environment],
            balancer.slot,
            balancer.set,
        ) {
            return Ok(self.diagrams.constant(Is::Serves(0.0)));
        }
        let mut pool = self.diagrams.constant(Is::Pool(Pool::default()));
        for member in &balancer.members {
            let seen = self.see(member, balancer.check, environment)?;
            pool = self.diagrams.join(pool, seen, &mut |pool, seen| {
                let Is::Pool(pool) = pool else {
                    return pool.clone();
                };
                let mut pool = pool.clone();
                pool.add(balancer.check, member.weight, &seen.seen());
                pool.sort();
                Is::Pool(pool)
            })?;
        }
        self.diagrams.map(pool, |pool| match pool {
            Is::Pool(pool) => Is::Serves(pool.chance(balancer.retries)),
            other => other.clone(),
        })
    }

    /// The share of a flow's requests that is served, for one of its environments.
    pub(super) fn share(&mut self, flow: &Flow, environment: usize) -> Result<Top> {
        let Part::Client(client) = &self.plan.parts[flow.client] else {
            return Ok(self.diagrams.constant(Is::Serves(0.0)));
        };
        if client.names.is_empty() {
            return self.fixed(client, environment);
        }
        let mut asked = self.diagrams.constant(Is::Pick(Pick::default()));
        for name in client.names.iter().filter(|name| !self.now.cut[name.link]) {
            let by_name = self.by_name(client, name, environment)?;
            let answers = self.alive[name.dns];
            let heard = self
                .diagrams
                .join(answers, by_name, &mut |answers, by_name| {
                    if answers.so() {
                        by_name.clone()
                    } else {
                        Is::So(false)
                    }
                })?;
            asked = self
                .diagrams
                .join(asked, heard, &mut |asked, heard| match (asked, heard) {
                    (Is::Pick(asked), Is::Serves(chance)) => {
                        let mut asked = *asked;
                        asked.add(1.0, *chance);
                        Is::Pick(asked)
                    }
                    _ => asked.clone(),
                })?;
        }
        self.picked(asked)
    }

    fn by_name(&mut self, client: &ClientPart, name: &Name, environment: usize) -> Result<Top> {
        let Part::Dns {
            policy,
            check,
            members,
        } = &self.plan.parts[name.dns]
        else {
            return Ok(self.diagrams.constant(Is::Serves(0.0)));
        };
        let mut answer = self.diagrams.constant(Is::Named(Named::new(*policy)));
        for place in name.order(*policy, members.len()) {
            let member = &members[place];
            debug_assert!(member.leads == Leads::There);
            let passes = self.passes(*check, member)?;
            let there = self.diagrams.map(self.alive[member.to], |alive| {
                Is::Seen(Seen {
                    carries: true,
                    connects: alive.so(),
                    passes: false,
                    serves: 0.0,
                })
            })?;
            let seen = self.with_service(there, passes, self.serves[member.to][environment])?;
            answer = self.diagrams.join(answer, seen, &mut |answer, seen| {
                let Is::Named(named) = answer else {
                    return answer.clone();
                };
                let mut named = named.clone();
                named.add(client, member.weight, &seen.seen());
                named.sort();
                Is::Named(named)
            })?;
        }
        self.diagrams.map(answer, |answer| match answer {
            Is::Named(named) => Is::Serves(named.chance(client)),
            other => other.clone(),
        })
    }

    fn fixed(&mut self, client: &ClientPart, environment: usize) -> Result<Top> {
        let wanted = &self.plan.environments[environment];
        let mut lists = self.diagrams.constant(Is::Lists(Vec::new()));
        for group in client.groups.iter().filter(|group| group.required) {
            let mut list = self
                .diagrams
                .constant(Is::List(Answer::new(Policy::Multivalue)));
            for member in group
                .members
                .iter()
                .filter(|m| Plan::of_shard(wanted, group.slot, m.set))
            {
                let seen = self.see(member, Check::Off, environment)?;
                list = self.diagrams.join(list, seen, &mut |list, seen| {
                    let (Is::List(answer), seen) = (list, seen.seen()) else {
                        return list.clone();
                    };
                    let mut answer = answer.clone();
                    if seen.carries {
                        answer.add(client, member.weight, seen.connects.then_some(seen.serves));
                        answer.sort();
                    }
                    Is::List(answer)
                })?;
            }
            lists = self
                .diagrams
                .join(lists, list, &mut |lists, list| match (lists, list) {
                    (Is::Lists(lists), Is::List(Answer::List(list))) => {
                        let mut lists = lists.clone();
                        lists.push(list.clone());
                        Is::Lists(lists)
                    }
                    _ => lists.clone(),
                })?;
        }
        self.diagrams.map(lists, |lists| match lists {
            Is::Lists(lists) => Is::Serves(serve::down_lists(lists, client)),
            other => other.clone(),
        })
    }
}

/// Whether a component can fail at all.
pub(super) fn can_fail(kind: Kind) -> bool {
    match kind {
        Kind::Client => false,
        Kind::Dns | Kind::LoadBalancer | Kind::Server | Kind::Database | Kind::Cache => true,
    }
}
