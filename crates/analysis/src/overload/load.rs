//! Where the load goes: the rate at which each part is called, and how long it is held.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Growing;
use super::hits::Popularity;
use crate::base::Slice;
use crate::classes::Operation;
use crate::plan::{Check, ClientPart, Group, Member, Part, Plan, QueuePart, caches_first};
use crate::serve::State;
use crate::twins;
use topple_model::{Alike, Kind, Policy, Settings, order};

/// Rounds in which hit shares and rates settle, at most: with one cache before another the second is read only on a miss.
const ROUNDS: usize = 3;

/// The load on every part in one settled state. It is found part by part, so that it can be done in slices.
#[derive(Debug)]
pub(crate) struct Load {
    pub(super) plan: Rc<Plan>,
    pub(super) state: State,
    pub(super) popularity: Rc<Popularity>,
    /// Parts that are alike for the load while nothing more is gone.
    twins: Rc<Alike>,
    /// By component that stands for those that are like it: whether what is gone tells them apart.
    apart: Vec<bool>,
    /// Requests a second by component and environment.
    pub(super) rps: Vec<f64>,
    /// Milliseconds that a caller waits for an answer, by component and environment.
    pub(super) answer_ms: Vec<f64>,
    /// Of caches: the hit share of those that a server reads directly, together, and of each behind a balancer.
    pub(super) hits: BTreeMap<Vec<usize>, f64>,
    /// The caches that share keys with each other, each group of them once.
    pub(super) together: Vec<Vec<usize>>,
    stage: LoadStage,
}

/// What is to be found next.
#[derive(Clone, Copy, Debug)]
enum LoadStage {
    /// The rates of the component at this place in the order of calls, in this round.
    Rates {
        round: usize,
        place: usize,
    },
    /// What the caches at this place of [`Load::together`] hit at the rates of this round.
    Hits {
        round: usize,
        place: usize,
    },
    /// The time that the component at this place in the reverse order takes.
    Times {
        place: usize,
    },
    Over,
}

/// A target and the share of the requests that go to it.
pub(super) struct Share {
    pub(super) member: Member,
    pub(super) share: f64,
}

impl Load {
    /// The load in this state, all of it.
    pub(super) fn new(plan: &Rc<Plan>, state: &State, popularity: &Rc<Popularity>) -> Self {
        let mut load = Self::begin(plan, state, popularity);
        while !load.advance(usize::MAX).over {}
        load
    }

    /// Makes ready; all is yet to be found.
    pub(super) fn begin(plan: &Rc<Plan>, state: &State, popularity: &Rc<Popularity>) -> Self {
        let is_open = |link: usize| state.is_open(link);
        let twins = Rc::new(twins::for_load(plan, &state.dead, &is_open));
        Self::of_alike(plan, state, popularity, &twins)
    }

    /// The same where it is known who is alike, but for those of whom some are dead and some are not, or who have a
    /// link that is cut.
    pub(crate) fn of_alike(
        plan: &Rc<Plan>,
        state: &State,
        popularity: &Rc<Popularity>,
        twins: &Rc<Alike>,
    ) -> Self {
        let mut apart = vec![false; plan.parts.len()];
        for component in 0..plan.parts.len() {
            let first = twins.first(component);
            apart[first] |= state.dead[component] != state.dead[first];
        }
        let cut = (0..state.cut.len()).filter(|&link| state.cut[link]);
        for (from, to) in cut.filter_map(|link| plan.topology().ends[link]) {
            apart[twins.first(from)] = true;
            apart[twins.first(to)] = true;
        }
        let zeros = vec![0.0; plan.parts.len() * plan.environments.len()];
        let mut load = Self {
            plan: Rc::clone(plan),
            state: state.clone(),
            popularity: Rc::clone(popularity),
            twins: Rc::clone(twins),
            apart,
            rps: zeros.clone(),
            answer_ms: zeros,
            hits: BTreeMap::new(),
            together: Vec::new(),
            stage: LoadStage::Rates { round: 0, place: 0 },
        };
        load.find_together();
        load
    }

    /// Goes on until about this many parts more have been looked at.
    pub(crate) fn advance(&mut self, looks: usize) -> Slice {
        let plan = Rc::clone(&self.plan);
        let each = plan.environments.len().max(1);
        let mut done = 0;
        while done < looks {
            done += each;
            match self.stage {
                LoadStage::Rates { round, place } if place < plan.order.len() => {
                    let component = plan.order[place];
                    if let Some(many) = self.stands_for(component) {
                        done += plan.topology().out[component].len() / 8;
                        self.leave(component, many);
                    }
                    let place = place + 1;
                    self.stage = LoadStage::Rates { round, place };
                }
                LoadStage::Rates { round, .. } if round + 1 < rounds(&plan) => {
                    self.stage = LoadStage::Hits { round, place: 0 };
                }
                LoadStage::Hits { round, place } if place < self.together.len() => {
                    done += self.find_hits(place);
                    let place = place + 1;
                    self.stage = LoadStage::Hits { round, place };
                }
                LoadStage::Hits { round, .. } => {
                    self.rps.iter_mut().for_each(|rate| *rate = 0.0);
                    let (round, place) = (round + 1, 0);
                    self.stage = LoadStage::Rates { round, place };
                }
                LoadStage::Rates { .. } => self.stage = LoadStage::Times { place: 0 },
                LoadStage::Times { place } if place < plan.order.len() => {
                    let component = plan.order[plan.topology().order.len() - 1 - place];
                    if let Some(many) = self.stands_for(component) {
                        done += plan.topology().out[component].len() / 8;
                        self.find_times(component);
                        self.times_of_others(component, many);
                    }
                    self.stage = LoadStage::Times { place: place + 1 };
                }
                LoadStage::Times { .. } => self.stage = LoadStage::Over,
                LoadStage::Over => break,
            }
        }
        Slice {
            looks: done,
            over: matches!(self.stage, LoadStage::Over),
        }
    }

    /// By component, the share of what comes to it that it can do, 0 to 1: what is turned away before it does not come. Of
    /// a load that has settled.
    pub(crate) fn carried(mut self) -> Vec<f64> {
        let plan = Rc::clone(&self.plan);
        let mut shares = vec![1.0; plan.parts.len()];
        self.rps.iter_mut().for_each(|rate| *rate = 0.0);
        let each = plan.environments.len();
        for &component in &plan.order {
            if let Some(busy) = self.utilisation(component).filter(|busy| *busy > 1.0) {
                shares[component] = 1.0 / busy;
                let rates = component * each..(component + 1) * each;
                for rate in &mut self.rps[rates] {
                    *rate /= busy;
                }
            }
            if let Some(many) = self.stands_for(component) {
                self.leave(component, many);
            }
        }
        shares
    }

    /// Requests a second that a component gets.
    pub(super) fn rate(&self, component: usize) -> f64 {
        let all = 0..self.plan.environments.len();
        all.map(|environment| self.rps[self.place(component, environment)])
            .sum()
    }

    /// The queues that get more than those who take from them can do, the fastest first.
    pub(super) fn growing(&self) -> Vec<Growing> {
        let mut found = Vec::new();
        for (node, queue) in self.plan.queues() {
            let drawn = &self.plan.scenario().components[node];
            let Settings::Queue(settings) = &drawn.settings else {
                continue;
            };
            if self.state.dead[node] || self.plan.is_full(&self.state, queue) {
                continue;
            }
            let mut per_s: f64 = 0.0;
            for consumed in &queue.services {
                let deliverer = Plan::deliverer(&self.state, node, queue, consumed);
                let Some(place) = deliverer else { continue };
                let left = |environment: usize| -> f64 {
                    let rate = self.rps[self.place(node, environment)];
                    if rate == 0.0 {
                        return 0.0;
                    }
                    let consumers = &consumed.consumers[place];
                    let shares = self.shares(consumers, None, Check::Off, environment);
                    let over = |p: &Share| match self.busiest(p.member.to) {
                        busy if busy > 1.0 => p.share * (1.0 - 1.0 / busy),
                        _ => 0.0,
                    };
                    rate * shares.iter().map(over).sum::<f64>()
                };
                let all = 0..self.plan.environments.len();
                per_s = per_s.max(all.map(left).sum());
            }
            if per_s > 1e-9 {
                found.push(Growing {
                    queue: drawn.id,
                    name: drawn.display_name().to_owned(),
                    per_s,
                    full_after_s: f64::from(settings.capacity) / per_s,
                });
            }
        }
        order::sort_by(&mut found, |a, b| b.per_s.total_cmp(&a.per_s));
        found
    }

    /// How busy a consumer is, or, behind a balancer, the busiest of those it passes messages on to.
    fn busiest(&self, component: usize) -> f64 {
        let own = self.utilisation(component).unwrap_or(0.0);
        match &self.plan.parts[component] {
            Part::Balancer(pool) => {
                let live = pool.members.iter().filter(|m| !self.state.dead[m.to]);
                live.map(|m| self.busiest(m.to)).fold(own, f64::max)
            }
            _ => own,
        }
    }

    /// Share of its workers that a component would need, or of its rate limit; `None` for what has neither.
    pub(super) fn utilisation(&self, component: usize) -> Option<f64> {
        let drawn = &self.plan.scenario().components[component];
        if let Some(limit) = drawn.balancer().and_then(|b| b.rate_limit_rps) {
            let rate = self.rate(component);
            return (limit > 0.0 || rate > 0.0).then(|| rate / limit);
        }
        let ms_and_workers = |environment: usize| -> Option<(f64, u32)> {
            let operation = self.plan.environments[environment].operation;
            match &self.plan.scenario().components[component].settings {
                Settings::Server(server) => Some((
                    self.answer_ms[self.place(component, environment)],
                    server.workers,
                )),
                Settings::Database(database) => match operation {
                    Operation::Read => Some((database.read_ms, database.workers)),
                    Operation::Write => Some((database.write_ms, database.workers)),
                },
                Settings::Cache(cache) => Some((cache.read_ms, cache.workers)),
                Settings::Client(_)
                | Settings::Dns(_)
                | Settings::LoadBalancer(_)
                | Settings::Queue(_) => None,
            }
        };
        let mut busy = 0.0;
        let mut workers = None;
        for environment in 0..self.plan.environments.len() {
            let (ms, of) = ms_and_workers(environment)?;
            busy += self.rps[self.place(component, environment)] * ms / 1_000.0;
            workers = Some(f64::from(of));
        }
        workers.map(|workers| busy / workers)
    }

    /// Milliseconds that the slowest sort of request takes at a component.
    pub(super) fn longest_answer_ms(&self, component: usize) -> f64 {
        let all = 0..self.plan.environments.len();
        all.map(|environment| self.answer_ms[self.place(component, environment)])
            .fold(0.0, f64::max)
    }

    /// The hit share of a cache in this state, as far as reads go through it.
    pub(super) fn hit_share(&self, cache: usize) -> Option<f64> {
        self.hits
            .iter()
            .find(|(nodes, _)| nodes.contains(&cache))
            .map(|(_, hits)| *hits)
    }

    pub(super) fn place(&self, component: usize, environment: usize) -> usize {
        component * self.plan.environments.len() + environment
    }

    fn serves(&self, component: usize, environment: usize) -> f64 {
        self.state.serves[self.place(component, environment)]
    }

    /// For how many that are alike this one stands, itself among them; `None`: another stands for it.
    fn stands_for(&self, component: usize) -> Option<usize> {
        let first = self.twins.first(component);
        if self.apart[first] {
            Some(1)
        } else {
            (first == component).then(|| self.twins.like(component).len())
        }
    }

    /// Those that a component stands for take as long as it does.
    fn times_of_others(&mut self, component: usize, many: usize) {
        let twins = Rc::clone(&self.twins);
        let each = self.plan.environments.len();
        let first = component * each..(component + 1) * each;
        for other in twins.like(component).iter().take(many).skip(1) {
            self.answer_ms.copy_within(first.clone(), other * each);
        }
    }

    /// Sends on what a component is called for, and so many that are alike.
    fn leave(&mut self, component: usize, many: usize) {
        let many = many as f64;
        let plan = Rc::clone(&self.plan);
        for environment in 0..plan.environments.len() {
            match &plan.parts[component] {
                Part::Server { groups } => {
                    let groups = groups.of(plan.environments[environment].operation);
                    self.leave_server(component, groups, environment, many);
                }
                Part::Queue(queue) => self.leave_queue(component, queue, environment),
                Part::Balancer(balancer) => {
                    let mut rate = many * self.rps[self.place(component, environment)];
                    let check = plan.effective(&self.state, balancer);
                    for store in &balancer.stores {
                        let (members, slot) = (&store.members, store.slot);
                        let shares = self.shares(members, slot, check, environment);
                        self.send(&shares, rate, environment);
                        rate *= self.served(&shares, environment);
                    }
                }
                Part::Client(_) | Part::Dns { .. } | Part::Database | Part::Cache => {}
            }
        }
        for flow in &plan.flows[plan.flows_of[component].clone()] {
            let Part::Client(client) = &plan.parts[component] else {
                continue;
            };
            let rate = flow.rate_rps / flow.environments.len() as f64;
            for &environment in &flow.environments {
                self.leave_client(client, rate, environment);
            }
        }
    }

    /// Adds the rate to those it is shared among; what is led to an endpoint goes to the nodes that answer there.
    fn send(&mut self, shares: &[Share], rate: f64, environment: usize) {
        for Share { member, share } in shares {
            for end in self.plan.ends(&self.state, member) {
                let place = self.place(end.node, environment);
                self.rps[place] += rate * share * end.share;
            }
        }
    }

    /// Of requests that are sent so, the share that is served.
    fn served(&self, shares: &[Share], environment: usize) -> f64 {
        let served = shares
            .iter()
            .map(|p| p.share * self.serves(p.member.to, environment));
        served.sum::<f64>().min(1.0)
    }

    /// Among those that take a connection: who is picked how often.
    pub(super) fn shares(
        &self,
        members: &[Member],
        slot: Option<usize>,
        check: Check,
        environment: usize,
    ) -> Vec<Share> {
        let wanted = &self.plan.environments[environment];
        let usable = members.iter().filter(|m| {
            Plan::of_shard(wanted, slot, m.set)
                && self.plan.carries(&self.state, m, wanted.operation)
                && self.plan.connects(&self.state, m, wanted.operation)
                && self.plan.passes(&self.state, check, m)
        });
        let usable: Vec<&Member> = usable.collect();
        let any_weight = usable.iter().any(|m| m.weight > 0.0);
        let weight = |m: &Member| if any_weight { m.weight } else { 1.0 };
        let sum: f64 = usable.iter().map(|m| weight(m)).sum();
        usable
            .into_iter()
            .map(|m| Share {
                member: *m,
                share: weight(m) / sum,
            })
            .collect()
    }

    /// Of one who asks name servers: by each that answers, the part of its requests, and among whom they are shared.
    pub(super) fn named(&self, client: &ClientPart) -> Vec<(f64, Vec<Share>)> {
        let answering: Vec<_> = client
            .names
            .iter()
            .filter(|name| self.state.is_open(name.link) && !self.state.dead[name.dns])
            .collect();
        let mut lists = Vec::new();
        for name in &answering {
            let Part::Dns {
                policy, members, ..
            } = &self.plan.parts[name.dns]
            else {
                continue;
            };
            let rotation = self.plan.rotation(&self.state, name.dns);
            let in_order = name
                .order(*policy, members.len())
                .into_iter()
                .filter(|p| rotation.contains(p));
            let takes = match policy {
                Policy::Multivalue | Policy::Weighted => usize::MAX,
                Policy::Failover | Policy::Nearest => 1,
            };
            let places: Vec<usize> = in_order.take(takes).collect();
            let even = *policy != Policy::Weighted;
            let weight = |place: usize| if even { 1.0 } else { members[place].weight };
            let any_weight = places.iter().any(|&p| weight(p) > 0.0);
            let weight = |place: usize| if any_weight { weight(place) } else { 1.0 };
            let alive = places
                .into_iter()
                .filter(|&p| client.reaches(&self.state, members[p].to));
            let alive: Vec<usize> = alive.collect();
            let sum: f64 = alive.iter().map(|&p| weight(p)).sum();
            let shares = alive.iter().filter(|_| sum > 0.0);
            let shares = shares.map(|&p| Share {
                member: members[p],
                share: weight(p) / sum,
            });
            lists.push((1.0 / answering.len() as f64, shares.collect()));
        }
        lists
    }

    /// A client's tries: the first goes to one address, and as long as tries fail, the next ones to the others.
    fn leave_client(&mut self, client: &ClientPart, rate: f64, environment: usize) {
        let mut lists: Vec<(f64, Vec<Share>)> = self.named(client);
        for (part, _) in &mut lists {
            *part *= rate;
        }
        let operation = self.plan.environments[environment].operation;
        for group in client.groups.of(operation) {
            if client.skips(group) {
                continue;
            }
            let even: Vec<Member> = group
                .targets
                .iter()
                .map(|m| Member { weight: 1.0, ..*m })
                .collect();
            lists.push((
                rate,
                self.shares(&even, group.slot, Check::Off, environment),
            ));
        }
        for (rate, shares) in lists {
            let served = self.served(&shares, environment);
            let mut tries = 0.0;
            let mut goes_on = 1.0;
            for _ in 0..client.tries {
                tries += goes_on;
                goes_on *= 1.0 - served;
            }
            self.send(&shares, rate * tries, environment);
        }
    }

    /// A node of a queue delivers what it takes, again and again until it is taken.
    fn leave_queue(&mut self, component: usize, queue: &QueuePart, environment: usize) {
        let rate = self.rps[self.place(component, environment)];
        if rate == 0.0 || self.plan.is_full(&self.state, queue) {
            return;
        }
        let plan = Rc::clone(&self.plan);
        let within = plan.delivered(environment);
        for consumed in &queue.services {
            let deliverer = Plan::deliverer(&self.state, component, queue, consumed);
            let Some(place) = deliverer else { continue };
            for &environment in within {
                let consumers = &consumed.consumers[place];
                let shares = self.shares(consumers, None, Check::Off, environment);
                let served = self.served(&shares, environment);
                let (mut tries, mut goes_on) = (0.0, 1.0);
                for _ in 0..queue.most[place] {
                    tries += goes_on;
                    goes_on *= 1.0 - served;
                }
                let rate = rate / within.len() as f64;
                self.send(&shares, rate * tries, environment);
            }
        }
    }

    fn leave_server(&mut self, component: usize, groups: &[Group], environment: usize, many: f64) {
        let mut rate = many * self.rps[self.place(component, environment)];
        if rate == 0.0 {
            return;
        }
        let mut missed = 1.0;
        for group in caches_first(groups) {
            if let Some(asker) = &group.by_name {
                let mut served = 0.0;
                for (part, shares) in self.named(asker) {
                    self.send(&shares, rate * part, environment);
                    served += part * self.served(&shares, environment);
                }
                if group.required {
                    rate *= served.min(1.0);
                }
                continue;
            }
            let shares = self.shares(&group.targets, group.slot, Check::Off, environment);
            match group.service.kind {
                Kind::Cache => {
                    self.send(&shares, rate * missed, environment);
                    missed *= 1.0 - self.group_hits(group, environment);
                }
                Kind::Database => self.send(&shares, rate * missed, environment),
                Kind::Client | Kind::Dns | Kind::LoadBalancer | Kind::Server | Kind::Queue => {
                    self.send(&shares, rate, environment);
                }
            }
            if group.required
                && !Plan::passes_over(group, self.plan.environments[environment].operation)
            {
                rate *= self.served(&shares, environment);
            }
        }
    }
}

/// Rounds that this system takes to settle: one more than there are caches one behind the other at a server.
fn rounds(plan: &Plan) -> usize {
    let caches = |part: &Part| match part {
        Part::Server { groups } => {
            let caches = groups.all.iter();
            let caches = caches.filter(|g| g.service.kind.row().is_shortcut);
            caches.count()
        }
        Part::Client(_)
        | Part::Dns { .. }
        | Part::Balancer(_)
        | Part::Database
        | Part::Cache
        | Part::Queue(_) => 0,
    };
    let most = plan.parts.iter().map(caches).max().unwrap_or_default();
    (most + 1).min(ROUNDS)
}
