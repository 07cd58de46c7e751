//! The recursion of [`crate::serve`] for all states at once.

use std::rc::Rc;

use super::diagram::{Diagrams, Neglected, Stop, Top};
use super::elements::Elements;
use super::values::Is;
use crate::base::{Base, Slice};
use crate::choices::Seen;
use crate::classes::Operation;
use crate::databases::SetState;
use crate::plan::{BalancerPart, Check, Group, Leads, Member, More, Of, Part, Plan};

/// Nodes of diagrams that are kept; a system that needs more gets bounds.
pub const NODES: usize = 1_000_000;

/// What a chooser sees, and of how many.
pub(super) type Several<'a> = &'a [(Seen, usize)];

pub(super) type Result<T> = std::result::Result<T, Stop>;

/// Diagrams of everything that [`crate::serve::State`] holds for one state, found unit by unit.
#[derive(Debug)]
pub(super) struct States {
    pub(super) base: Rc<Base>,
    pub(super) plan: Rc<Plan>,
    pub(super) diagrams: Diagrams<Is>,
    /// By component: whether it lives; of those that are alike, whether any does.
    pub(super) alive: Vec<Top>,
    /// By component that stands for several: how many of them live.
    counts: Vec<Option<Top>>,
    sets: Vec<Top>,
    healthy: Vec<Top>,
    pub(super) serves: Vec<Vec<Top>>,
    /// What is asked for: first whether requests are served.
    wanted: Vec<Of>,
    /// By component, then by environment and what else is wanted.
    more: Vec<Vec<Top>>,
    shares: Vec<Top>,
    /// By share and what else is wanted.
    asked: Vec<Top>,
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
    /// What the component at this place of the reverse order yields, in this environment, of what is wanted here.
    Service(usize, usize, usize),
    /// The share of this flow, for its environment at this place, or what else is wanted of it.
    Share(usize, usize, usize),
    Over,
}

impl States {
    /// Makes ready; all is yet to be found, with diagrams of at most `limit` nodes.
    pub(super) fn new(base: &Rc<Base>, limit: usize) -> Self {
        Self::on(base, Diagrams::new(limit))
    }

    /// The same where states that are unlikely are not looked into.
    pub(super) fn neglecting(base: &Rc<Base>, limit: usize, neglected: Neglected) -> Self {
        Self::on(base, Diagrams::neglecting(limit, neglected))
    }

    fn on(base: &Rc<Base>, mut diagrams: Diagrams<Is>) -> Self {
        let parts = base.plan.parts.len();
        let is_of_messages = |(which, more): (usize, &More)| match more {
            More::Published(_) | More::Taken(_) => Some(Of::More(which)),
            More::Full | More::TakenInFull(_) => None,
        };
        let more = base.plan.more.iter().enumerate();
        let more = more.filter_map(is_of_messages);
        Self {
            wanted: std::iter::once(Of::Serves).chain(more).collect(),
            healthy: vec![diagrams.constant(Is::So(true)); parts],
            base: Rc::clone(base),
            plan: Rc::clone(&base.plan),
            diagrams,
            alive: Vec::new(),
            counts: Vec::new(),
            sets: Vec::new(),
            serves: vec![Vec::new(); parts],
            more: vec![Vec::new(); parts],
            shares: Vec::new(),
            asked: Vec::new(),
            unit: Unit::Alive(0),
        }
    }

    /// Goes on until about `looks` nodes more have been looked at.
    pub(super) fn advance(
        &mut self,
        elements: &Elements,
        looks: usize,
    ) -> std::result::Result<Slice, Stop> {
        let mut units = 0;
        self.diagrams.allow(looks);
        while !matches!(self.unit, Unit::Over) && units < looks {
            match self.find(elements) {
                Ok(next) => {
                    self.unit = next;
                    self.diagrams.milestone();
                    if self.diagrams.is_crowded() {
                        self.drop_the_rest();
                        units += self.plan.parts.len();
                    }
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

    /// Drops what diagrams on the way are not asked for any more.
    fn drop_the_rest(&mut self) {
        let mut roots: Vec<&mut Top> = Vec::new();
        let counts = self.counts.iter_mut().flatten();
        roots.extend(self.alive.iter_mut().chain(counts));
        roots.extend(self.sets.iter_mut().chain(&mut self.healthy));
        roots.extend(self.serves.iter_mut().flatten());
        roots.extend(self.more.iter_mut().flatten());
        roots.extend(self.shares.iter_mut().chain(&mut self.asked));
        self.diagrams.keep(&mut roots);
    }

    /// Of each flow, the share in each of its environments.
    pub(super) fn shares(&self) -> &[Top] {
        &self.shares
    }

    /// Finds the next unit; which comes after it.
    fn find(&mut self, elements: &Elements) -> Result<Unit> {
        let plan = Rc::clone(&self.plan);
        let component = |place: usize| plan.order[plan.parts.len() - 1 - place];
        Ok(match self.unit {
            Unit::Alive(part) if part < plan.parts.len() => {
                let (alive, count) = self.living(elements, part)?;
                self.alive.push(alive);
                self.counts.push(count);
                Unit::Alive(part + 1)
            }
            Unit::Alive(_) => Unit::Set(0),
            Unit::Set(set) if set < plan.sets.len() => {
                let state = self.settled_set(set)?;
                self.sets.push(state);
                Unit::Set(set + 1)
            }
            Unit::Set(_) => Unit::Health(0),
            // Another stands for it.
            Unit::Health(place)
                if place < plan.parts.len() && !self.base.twins.is_first(component(place)) =>
            {
                Unit::Health(place + 1)
            }
            Unit::Health(place) if place < plan.parts.len() => {
                let health = self.health(component(place))?;
                self.healthy[component(place)] = health;
                Unit::Service(place, 0, 0)
            }
            Unit::Health(_) => Unit::Share(0, 0, 0),
            Unit::Service(place, environment, which) if environment < plan.environments.len() => {
                let part = component(place);
                let yields = self.service(part, environment, self.wanted[which])?;
                if which == 0 {
                    self.serves[part].push(yields);
                } else {
                    self.more[part].push(yields);
                }
                if which + 1 < self.wanted.len() {
                    Unit::Service(place, environment, which + 1)
                } else {
                    Unit::Service(place, environment + 1, 0)
                }
            }
            Unit::Service(place, ..) => Unit::Health(place + 1),
            Unit::Share(flow, place, which) => match plan.flows.get(flow) {
                None => Unit::Over,
                Some(of) if of.delivery.is_some() => {
                    let share = self.delivered_share(of.delivery.unwrap_or_default())?;
                    self.shares.push(share);
                    Unit::Share(flow + 1, 0, 0)
                }
                Some(of) if place < of.environments.len() => {
                    let share = self.share(of, of.environments[place], self.wanted[which])?;
                    if which == 0 {
                        self.shares.push(share);
                    } else {
                        self.asked.push(share);
                    }
                    if which + 1 < self.wanted.len() {
                        Unit::Share(flow, place, which + 1)
                    } else {
                        Unit::Share(flow, place + 1, 0)
                    }
                }
                Some(_) => Unit::Share(flow + 1, 0, 0),
            },
            Unit::Over => Unit::Over,
        })
    }

    /// Diagrams of what a component yields.
    pub(super) fn yields(&self, component: usize, environment: usize, of: Of) -> Top {
        match self.wanted.iter().position(|wanted| *wanted == of) {
            Some(0) | None => self.serves[component][environment],
            Some(which) => self.more[component][environment * (self.wanted.len() - 1) + which - 1],
        }
    }

    /// The share of what is published that is taken: one sum over the other.
    fn delivered_share(&mut self, delivery: usize) -> Result<Top> {
        let published = self.sum_of(More::Published(delivery))?;
        let taken = self.sum_of(More::Taken(delivery))?;
        self.diagrams
            .join(taken, published, &mut |taken, published| {
                let (taken, published) = (taken.serves(), published.serves());
                Is::Serves(if published > 0.0 {
                    (taken / published).min(1.0)
                } else {
                    0.0
                })
            })
    }

    /// So much a second over all clients.
    fn sum_of(&mut self, more: More) -> Result<Top> {
        let plan = Rc::clone(&self.plan);
        let of = plan.place_of(more).map(Of::More);
        let which = self.wanted.iter().position(|wanted| Some(*wanted) == of);
        let mut sum = self.diagrams.constant(Is::Serves(0.0));
        let Some(which) = which.and_then(|which| which.checked_sub(1)) else {
            return Ok(sum);
        };
        let each = self.wanted.len() - 1;
        for flow in plan.flows.iter().filter(|flow| flow.delivery.is_none()) {
            let rate = flow.rate_rps / flow.environments.len().max(1) as f64;
            for share in flow.shares.clone() {
                let asked = self.asked[share * each + which];
                sum = self.diagrams.join(sum, asked, &mut |sum, asked| {
                    Is::Serves(sum.serves() + rate * asked.serves())
                })?;
            }
        }
        Ok(sum)
    }

    /// Diagrams of whether a component lives, and, where it stands for several, of how many do.
    fn living(&mut self, elements: &Elements, component: usize) -> Result<(Top, Option<Top>)> {
        let Some(life) = &elements.of_component[component] else {
            return Ok((self.diagrams.constant(Is::So(false)), None));
        };
        let mut alive = self.diagrams.constant(Is::So(true));
        for &need in &life.needs {
            let up = self.diagrams.element(need, Is::So(true), Is::So(false))?;
            alive = self.both(alive, up)?;
        }
        let Some(own) = life.own.map(|own| &elements.all[own]) else {
            return Ok((alive, None));
        };
        if own.steps.is_none() {
            let up = self
                .diagrams
                .element(own.asked_at, Is::So(true), Is::So(false))?;
            return Ok((self.both(alive, up)?, None));
        }
        let questions = own.asked_at..own.asked_at + own.questions();
        let up = self.diagrams.steps(questions, Is::Count)?;
        let count = self.diagrams.join(alive, up, &mut |alive, up| {
            if alive.so() { up.clone() } else { Is::Count(0) }
        })?;
        let any = self
            .diagrams
            .map(count, |count| Is::So(count.count() > 0))?;
        Ok((any, Some(count)))
    }

    /// Diagrams of a choice among these. Those that are alike come in together: so many who live, so many who do not.
    ///
    /// `see` is what the chooser sees of one, given whether it lives; `add` adds those of whom it sees the same to a
    /// choice among nobody.
    pub(super) fn gather(
        &mut self,
        nobody: Is,
        members: impl Iterator<Item = Member>,
        see: &mut dyn FnMut(&mut Self, &Member, Top) -> Result<Top>,
        add: &mut dyn FnMut(Is, &Member, Several<'_>) -> Is,
    ) -> Result<Top> {
        let twins = Rc::clone(&self.base.twins);
        // Two by two, then four by four: a choice among many is put together from few that are large.
        let mut parts: Vec<(usize, Top)> = Vec::new();
        for member in members.filter(|member| twins.is_first(member.to)) {
            let mut alone = |seen: Several<'_>| add(nobody.clone(), &member, seen);
            let mut part = match self.counts[member.to] {
                None => {
                    let seen = see(self, &member, self.alive[member.to])?;
                    self.diagrams.map(seen, |seen| alone(&[(seen.seen(), 1)]))?
                }
                Some(count) => {
                    let all = twins.like(member.to).len();
                    let lives = self.diagrams.constant(Is::So(true));
                    let is_dead = self.diagrams.constant(Is::So(false));
                    let live = see(self, &member, lives)?;
                    let dead = see(self, &member, is_dead)?;
                    let both = self.diagrams.join(live, dead, &mut |live, dead| {
                        Is::Alike(live.seen(), dead.seen())
                    })?;
                    self.diagrams.join(count, both, &mut |count, both| {
                        let Is::Alike(live, dead) = both else {
                            return both.clone();
                        };
                        let count = count.count();
                        alone(&[(*live, count), (*dead, all - count)])
                    })?
                }
            };
            let mut size = 1;
            while let Some(&(before, top)) = parts.last()
                && before == size
            {
                parts.pop();
                part = self.diagrams.join(top, part, &mut Is::with)?;
                size *= 2;
            }
            parts.push((size, part));
        }
        let mut all = self.diagrams.constant(nobody);
        while let Some((_, part)) = parts.pop() {
            all = self.diagrams.join(part, all, &mut Is::with)?;
        }
        Ok(all)
    }

    /// How many live of those that a component stands for, itself among them; `None`: it stands for none.
    pub(super) fn count(&self, component: usize) -> Option<Top> {
        self.counts[component]
    }

    /// Those that stand for themselves and others.
    pub(super) fn firsts<'a>(&self, members: &'a [Member]) -> Vec<&'a Member> {
        let twins = &self.base.twins;
        members.iter().filter(|m| twins.is_first(m.to)).collect()
    }

    pub(super) fn both(&mut self, a: Top, b: Top) -> Result<Top> {
        self.diagrams
            .join(a, b, &mut |a, b| Is::So(a.so() && b.so()))
    }

    pub(super) fn either(&mut self, a: Top, b: Top) -> Result<Top> {
        self.diagrams
            .join(a, b, &mut |a, b| Is::So(a.so() || b.so()))
    }

    /// Diagrams of whether the target takes a connection for this operation, given whether it lives.
    pub(super) fn connects(
        &mut self,
        member: &Member,
        operation: Operation,
        alive: Top,
    ) -> Result<Top> {
        let (plan, base) = (Rc::clone(&self.plan), Rc::clone(&self.base));
        let set = match (member.leads, member.set) {
            (Leads::Endpoint(_) | Leads::Replica(_), Some(set)) => self.sets[set],
            (Leads::Endpoint(_) | Leads::Replica(_), None) | (Leads::There, _) => {
                self.diagrams.constant(Is::Set(SetState::default()))
            }
        };
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

    /// Diagrams of whether it passes a check, given whether it lives.
    pub(super) fn passes(&mut self, check: Check, member: &Member, alive: Top) -> Result<Top> {
        match check {
            Check::Off => Ok(self.diagrams.constant(Is::So(true))),
            Check::Shallow => self.answers(member, alive),
            Check::Deep => {
                let answers = self.answers(member, alive)?;
                self.both(answers, self.healthy[member.to])
            }
        }
    }

    /// Diagrams of whether a probe is answered.
    fn answers(&mut self, member: &Member, alive: Top) -> Result<Top> {
        if Plan::is_probed(&self.base.state, member) {
            self.connects(member, Operation::Read, alive)
        } else {
            Ok(self.diagrams.constant(Is::So(false)))
        }
    }

    fn health(&mut self, component: usize) -> Result<Top> {
        let plan = Rc::clone(&self.plan);
        match &plan.parts[component] {
            Part::Server { groups } => {
                let mut all = self.diagrams.constant(Is::So(true));
                for group in groups.all.iter().filter(|group| group.required) {
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
            Part::Balancer(BalancerPart {
                check,
                members,
                panic_threshold,
                ..
            }) => {
                let takes_all = *panic_threshold > 0.0 && !members.is_empty();
                let mut any = self.diagrams.constant(Is::So(takes_all));
                for member in self.firsts(members) {
                    let passes = self.passes(*check, member, self.alive[member.to])?;
                    any = self.either(any, passes)?;
                }
                Ok(any)
            }
            Part::Database | Part::Cache | Part::Queue(_) | Part::Client(_) | Part::Dns { .. } => {
                Ok(self.diagrams.constant(Is::So(true)))
            }
        }
    }

    fn reaches_all(&mut self, group: &Group) -> Result<Top> {
        if let Some(asker) = &group.by_name {
            let one = self.diagrams.constant(Is::Serves(1.0));
            let found = self.asks(asker, &|_| (one, one))?;
            return self
                .diagrams
                .map(found, |found| Is::So(found.serves() > 0.0));
        }
        let mut sets: Vec<Option<usize>> = group.members.iter().map(|m| m.set).collect();
        sets.sort_unstable();
        sets.dedup();
        if group.slot.is_none() {
            sets = vec![None];
        }
        let mut all = self.diagrams.constant(Is::So(true));
        for set in sets {
            let mut any = self.diagrams.constant(Is::So(false));
            for member in self
                .firsts(&group.members)
                .into_iter()
                .filter(|m| group.slot.is_none() || m.set == set)
            {
                let alive = self.alive[member.to];
                let connects = self.connects(member, Operation::Read, alive)?;
                any = self.either(any, connects)?;
            }
            all = self.both(all, any)?;
        }
        Ok(all)
    }

    /// What a chooser sees of a target, given whether it lives.
    pub(super) fn see(
        &mut self,
        (member, alive): (&Member, Top),
        check: Check,
        environment: usize,
        yields: (Top, Top),
    ) -> Result<Top> {
        let plan = Rc::clone(&self.plan);
        let operation = plan.environments[environment].operation;
        let carries = self.carries(member, operation)?;
        let connects = self.connects(member, operation, alive)?;
        let passes = self.passes(check, member, alive)?;
        let seen = self
            .diagrams
            .join(carries, connects, &mut |carries, connects| {
                Is::Seen(Seen {
                    carries: carries.so(),
                    connects: connects.so(),
                    passes: false,
                    serves: 0.0,
                    yields: 0.0,
                })
            })?;
        self.with_service(seen, passes, yields)
    }

    /// What a chooser sees, with the chance that it serves, and with what it yields.
    pub(super) fn with_service(
        &mut self,
        seen: Top,
        passes: Top,
        (serves, yields): (Top, Top),
    ) -> Result<Top> {
        let seen = self.diagrams.join(seen, passes, &mut |seen, passes| {
            Is::Seen(Seen {
                passes: passes.so(),
                ..seen.seen()
            })
        })?;
        let seen = self.diagrams.join(seen, serves, &mut |seen, serves| {
            let seen = seen.seen();
            // What cannot be reached is not asked what it would serve.
            let serves = if seen.connects { serves.serves() } else { 0.0 };
            let yields = serves;
            Is::Seen(Seen {
                serves,
                yields,
                ..seen
            })
        })?;
        if yields == serves {
            return Ok(seen);
        }
        self.diagrams.join(seen, yields, &mut |seen, yields| {
            let seen = seen.seen();
            let yields = if seen.connects { yields.serves() } else { 0.0 };
            Is::Seen(Seen { yields, ..seen })
        })
    }

    /// What is yielded, where the chance to serve does not matter.
    pub(super) fn alone(&self, component: usize, environment: usize, of: Of) -> (Top, Top) {
        let yields = self.yields(component, environment, of);
        (yields, yields)
    }
}

/// What is seen of each of several.
pub(super) fn each(several: Several<'_>) -> impl Iterator<Item = &Seen> {
    several
        .iter()
        .flat_map(|(seen, count)| std::iter::repeat_n(seen, *count))
}
