//! The recursion of [`crate::serve`] for all states at once.

use std::rc::Rc;

use super::diagram::{Diagrams, Stop, Top};
use super::values::Is;
use crate::base::{Base, Slice};
use crate::choices::{Pick, Pool, Seen};
use crate::classes::Operation;
use crate::databases::SetState;
use crate::plan::{BalancerPart, Check, Group, Leads, Member, Part, Plan, Store};

/// Nodes of diagrams that are kept; a system that needs more gets bounds.
pub const NODES: usize = 400_000;

pub(super) type Result<T> = std::result::Result<T, Stop>;

/// Diagrams of everything that [`crate::serve::State`] holds for one state, found unit by unit.
#[derive(Debug)]
pub(super) struct States {
    pub(super) base: Rc<Base>,
    pub(super) plan: Rc<Plan>,
    pub(super) diagrams: Diagrams<Is>,
    pub(super) alive: Vec<Top>,
    sets: Vec<Top>,
    healthy: Vec<Top>,
    pub(super) serves: Vec<Vec<Top>>,
    shares: Vec<Top>,
    unit: Unit,
}

/// What is found next. Within a unit, work that was paused is asked for once more and remembered.
#[derive(Clone, Copy, Debug)]
enum Unit {
    /// Whether this component lives.
    Alive(usize),
    /// What becomes of this set.
    Set(usize),
    /// Whether the component at this place of the reverse order passes a deep check.
    Health(usize),
    /// The chance that the component at this place of the reverse order serves, in this environment.
    Service(usize, usize),
    /// The share of this flow, for its environment at this place.
    Share(usize, usize),
    Over,
}

impl States {
    /// Makes ready; all is yet to be found, with diagrams of at most `limit` nodes.
    pub(super) fn new(base: &Rc<Base>, limit: usize) -> Self {
        let mut diagrams = Diagrams::new(limit);
        let parts = base.plan.parts.len();
        Self {
            healthy: vec![diagrams.constant(Is::So(true)); parts],
            base: Rc::clone(base),
            plan: Rc::clone(&base.plan),
            diagrams,
            alive: Vec::new(),
            sets: Vec::new(),
            serves: vec![Vec::new(); parts],
            shares: Vec::new(),
            unit: Unit::Alive(0),
        }
    }

    /// Goes on until about `looks` nodes more have been looked at. `elements` says which elements (by their place in
    /// the order of the diagrams) must be up for a component to live; `None`: it is dead now.
    pub(super) fn advance(
        &mut self,
        elements: &[Option<Vec<usize>>],
        looks: usize,
    ) -> std::result::Result<Slice, Stop> {
        let mut units = 0;
        self.diagrams.allow(looks);
        while !matches!(self.unit, Unit::Over) && units < looks {
            match self.find(elements) {
                Ok(next) => {
                    self.unit = next;
                    self.diagrams.milestone();
                    units += 1;
                }
                Err(Stop::Paused) => break,
                Err(Stop::TooLarge) => return Err(Stop::TooLarge),
            }
        }
        Ok(Slice {
            looks: units + (looks - self.diagrams.left()),
            over: matches!(self.unit, Unit::Over),
        })
    }

    /// Of each flow, the share in each of its environments.
    pub(super) fn shares(&self) -> &[Top] {
        &self.shares
    }

    /// Finds the next unit; which comes after it.
    fn find(&mut self, elements: &[Option<Vec<usize>>]) -> Result<Unit> {
        let plan = Rc::clone(&self.plan);
        let component = |place: usize| plan.topology().order[plan.parts.len() - 1 - place];
        Ok(match self.unit {
            Unit::Alive(part) if part < plan.parts.len() => {
                let alive = self.all_up(elements[part].as_deref())?;
                self.alive.push(alive);
                Unit::Alive(part + 1)
            }
            Unit::Alive(_) => Unit::Set(0),
            Unit::Set(set) if set < plan.sets.len() => {
                let state = self.settled_set(set)?;
                self.sets.push(state);
                Unit::Set(set + 1)
            }
            Unit::Set(_) => Unit::Health(0),
            Unit::Health(place) if place < plan.parts.len() => {
                let health = self.health(component(place))?;
                self.healthy[component(place)] = health;
                Unit::Service(place, 0)
            }
            Unit::Health(_) => Unit::Share(0, 0),
            Unit::Service(place, environment) if environment < plan.environments.len() => {
                let serves = self.service(component(place), environment)?;
                self.serves[component(place)].push(serves);
                Unit::Service(place, environment + 1)
            }
            Unit::Service(place, _) => Unit::Health(place + 1),
            Unit::Share(flow, place) => match plan.flows.get(flow) {
                None => Unit::Over,
                Some(of) if place < of.environments.len() => {
                    let share = self.share(of, of.environments[place])?;
                    self.shares.push(share);
                    Unit::Share(flow, place + 1)
                }
                Some(_) => Unit::Share(flow + 1, 0),
            },
            Unit::Over => Unit::Over,
        })
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

    /// Diagrams of whether the target takes a connection for this operation.
    fn connects(&mut self, member: &Member, operation: Operation) -> Result<Top> {
        let (plan, base) = (Rc::clone(&self.plan), Rc::clone(&self.base));
        let set = match (member.leads, member.set) {
            (Leads::Endpoint(_) | Leads::Replica(_), Some(set)) => self.sets[set],
            (Leads::Endpoint(_) | Leads::Replica(_), None) | (Leads::There, _) => {
                self.diagrams.constant(Is::Set(SetState::default()))
            }
        };
        let alive = self.alive[member.to];
        self.diagrams.join(alive, set, &mut |alive, set| {
            let (alive, set) = (alive.so(), set.set());
            Is::So(plan.connects_given(&base.state, member, operation, alive, &set))
        })
    }

    /// Diagrams of whether requests that do this may be sent there at all.
    fn carries(&mut self, member: &Member, operation: Operation) -> Result<Top> {
        let plan = Rc::clone(&self.plan);
        let Some(replicas) = plan.carriers(member, operation) else {
            return Ok(self.diagrams.constant(Is::So(true)));
        };
        let mut any = self.diagrams.constant(Is::So(false));
        for &node in replicas {
            if let Some(set) = plan.topology().set_of[node] {
                let set = self.sets[set];
                any = self.diagrams.join(any, set, &mut |any, set| {
                    Is::So(any.so() || set.set().is_led_by(node))
                })?;
            }
        }
        Ok(any)
    }

    pub(super) fn passes(&mut self, check: Check, member: &Member) -> Result<Top> {
        match check {
            Check::Off => Ok(self.diagrams.constant(Is::So(true))),
            Check::Shallow => self.answers(member),
            Check::Deep => {
                let answers = self.answers(member)?;
                self.both(answers, self.healthy[member.to])
            }
        }
    }

    /// Diagrams of whether a probe is answered.
    fn answers(&mut self, member: &Member) -> Result<Top> {
        if Plan::is_probed(&self.base.state, member) {
            self.connects(member, Operation::Read)
        } else {
            Ok(self.diagrams.constant(Is::So(false)))
        }
    }

    fn health(&mut self, component: usize) -> Result<Top> {
        let plan = Rc::clone(&self.plan);
        match &plan.parts[component] {
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
    pub(super) fn see(&mut self, member: &Member, check: Check, environment: usize) -> Result<Top> {
        let plan = Rc::clone(&self.plan);
        let operation = plan.environments[environment].operation;
        let carries = self.carries(member, operation)?;
        let connects = self.connects(member, operation)?;
        let passes = self.passes(check, member)?;
        let seen = self
            .diagrams
            .join(carries, connects, &mut |carries, connects| {
                Is::Seen(Seen {
                    carries: carries.so(),
                    connects: connects.so(),
                    passes: false,
                    serves: 0.0,
                })
            })?;
        self.with_service(seen, passes, self.serves[member.to][environment])
    }

    pub(super) fn with_service(&mut self, seen: Top, passes: Top, serves: Top) -> Result<Top> {
        let seen = self.diagrams.join(seen, passes, &mut |seen, passes| {
            Is::Seen(Seen {
                passes: passes.so(),
                ..seen.seen()
            })
        })?;
        self.diagrams.join(seen, serves, &mut |seen, serves| {
            let seen = seen.seen();
            // What cannot be reached is not asked what it would serve.
            let serves = if seen.connects { serves.serves() } else { 0.0 };
            Is::Seen(Seen { serves, ..seen })
        })
    }

    fn service(&mut self, component: usize, environment: usize) -> Result<Top> {
        let plan = Rc::clone(&self.plan);
        match &plan.parts[component] {
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
        let plan = Rc::clone(&self.plan);
        let wanted = &plan.environments[environment];
        if Plan::passes_over(group, wanted.operation) {
            return Ok(self.diagrams.constant(Is::Serves(1.0)));
        }
        let mut pick = self.diagrams.constant(Is::Pick(Pick::default()));
        for member in group
            .targets
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

    pub(super) fn picked(&mut self, pick: Top) -> Result<Top> {
        self.diagrams.map(pick, |pick| match pick {
            Is::Pick(pick) => Is::Serves(pick.chance()),
            other => other.clone(),
        })
    }

    fn balancer(&mut self, balancer: &BalancerPart, environment: usize) -> Result<Top> {
        let mut all = self
            .diagrams
            .constant(Is::Serves(if balancer.stores.is_empty() {
                0.0
            } else {
                1.0
            }));
        for store in &balancer.stores {
            let one = self.of_store(balancer, store, environment)?;
            all = self
                .diagrams
                .join(all, one, &mut |a, b| Is::Serves(a.serves() * b.serves()))?;
        }
        Ok(all)
    }

    fn of_store(
        &mut self,
        balancer: &BalancerPart,
        store: &Store,
        environment: usize,
    ) -> Result<Top> {
        let wanted = &self.plan.environments[environment];
        if !Plan::of_shard(wanted, store.slot, store.set) {
            return Ok(self.diagrams.constant(Is::Serves(0.0)));
        }
        let mut pool = self.diagrams.constant(Is::Pool(Pool::default()));
        for member in &store.members {
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
}
