//! What is asked for beside whether a request is served: whether it is in full, and what becomes of messages.
//!
//! The recursion is that of [`super::serve`]. What is served *in full* is a product of all that is called, optional or
//! not. How many messages are *published*, and how many of them *taken*, are sums over all that is called as long as
//! nothing before has failed.

use super::choices::Pick;
use super::classes::Operation;
use super::plan::{Consumed, Group, Member, More, Of, Part, Plan, QueuePart, caches_first};
use super::serve::State;

impl Plan {
    /// What the component yields, given that it is alive: by environment, and by what is asked for.
    pub(super) fn more_of(&self, state: &State, component: usize, into: &mut Vec<f64>) {
        into.clear();
        for environment in 0..self.environments.len() {
            for (which, more) in self.more.iter().enumerate() {
                into.push(self.more_at(state, component, environment, (which, *more)));
            }
        }
    }

    fn more_at(
        &self,
        state: &State,
        component: usize,
        environment: usize,
        (which, more): (usize, More),
    ) -> f64 {
        let of = Of::More(which);
        match &self.parts[component] {
            Part::Server { groups } => {
                let called = groups.of(self.environments[environment].operation);
                if more == More::Full {
                    let in_full = |group| self.need(state, group, environment, of);
                    return called.iter().map(in_full).product();
                }
                self.on_the_way(state, called, environment, of)
            }
            Part::Balancer(balancer) if more == More::Full || balancer.stores.len() == 1 => {
                self.balancer(state, balancer, environment, of)
            }
            Part::Queue(queue) => self.more_at_queue(state, component, queue, environment, more),
            Part::Database | Part::Cache if more == More::Full => 1.0,
            // Databases publish nothing, nor does a pool of several stores of them.
            Part::Balancer(_)
            | Part::Database
            | Part::Cache
            | Part::Client(_)
            | Part::Dns { .. } => 0.0,
        }
    }

    /// The sum over all that a server calls, one after the other, as long as nothing needed fails.
    fn on_the_way(&self, state: &State, groups: &[Group], environment: usize, of: Of) -> f64 {
        let operation = self.environments[environment].operation;
        let (mut sum, mut reached) = (0.0, 1.0);
        for group in caches_first(groups) {
            if Self::passes_over(group, operation) {
                continue;
            }
            sum += reached * self.need(state, group, environment, of);
            if group.required {
                reached *= self.need(state, group, environment, Of::Serves);
            }
        }
        sum
    }

    fn more_at_queue(
        &self,
        state: &State,
        node: usize,
        queue: &QueuePart,
        environment: usize,
        more: More,
    ) -> f64 {
        if self.is_full(state, queue) {
            return 0.0;
        }
        let (of, own) = match more {
            More::Full => return 1.0,
            More::Published(of) => (of, 1.0),
            More::Taken(of) | More::TakenInFull(of) => (of, 0.0),
        };
        let of_own = self.deliveries.all[of].queue == queue.queue;
        let mut sum = if of_own { own } else { 0.0 };
        for consumed in &queue.services {
            let Some(deliverer) = Self::deliverer(state, node, queue, consumed) else {
                continue;
            };
            let tries = queue.most[deliverer];
            let within = self.delivered(environment);
            let each = |&environment: &usize| {
                let consumers = &consumed.consumers[deliverer];
                let picked = |of: Of| self.consumer(state, consumers, environment, of);
                let serves = picked(Of::Serves);
                // All that is published while it is delivered, again and again until it is taken.
                let along = self
                    .place_of(more)
                    .map_or(0.0, |which| picked(Of::More(which)));
                let mut sum = yield_of(serves, along, tries);
                if consumed.delivery == of {
                    sum += match more {
                        More::Taken(_) => yield_of(serves, serves, tries),
                        More::TakenInFull(_) => {
                            let full = picked(Of::More(0));
                            yield_of(serves, full, tries)
                        }
                        More::Full | More::Published(_) => 0.0,
                    };
                }
                sum
            };
            sum += within.iter().map(each).sum::<f64>() / within.len() as f64;
        }
        sum
    }

    /// What a consumer that is picked among those that take a connection yields.
    pub(super) fn consumer(
        &self,
        state: &State,
        consumers: &[Member],
        environment: usize,
        of: Of,
    ) -> f64 {
        let mut pick = Pick::default();
        for member in consumers {
            if self.connects(state, member, Operation::Write) {
                let yields = self.yields(state, member.to, environment, of);
                pick.add(member.weight, yields);
            }
        }
        pick.chance()
    }

    /// Which of the tied nodes delivers what this one takes to a service: by its place among them.
    pub(super) fn deliverer(
        state: &State,
        node: usize,
        queue: &QueuePart,
        consumed: &Consumed,
    ) -> Option<usize> {
        if !consumed.consumers[0].is_empty() {
            return Some(0);
        }
        debug_assert_eq!(queue.tied[0], node);
        let holds = Self::holders(state, queue, &|place| !state.dead[queue.tied[place]]);
        (0..queue.tied.len()).find(|&place| holds[place] && !consumed.consumers[place].is_empty())
    }

    /// Which of the tied nodes hold what the first takes, given which of them live (the first does): those to whom a chain
    /// of live nodes and open links leads. Of the state no more is used than what is cut and isolated in it.
    pub(super) fn holders(
        state: &State,
        queue: &QueuePart,
        lives: &dyn Fn(usize) -> bool,
    ) -> Vec<bool> {
        let lives = |place: usize| place == 0 || lives(place);
        let mut holds: Vec<bool> = (0..queue.tied.len()).map(|place| place == 0).collect();
        let place = |n: usize| queue.tied.iter().position(|&tied| tied == n);
        let mut grows = true;
        while std::mem::take(&mut grows) {
            for &(a, b, link) in &queue.mirrors {
                let (Some(a), Some(b)) = (place(a), place(b)) else {
                    continue;
                };
                if holds[a] != holds[b] && state.is_open(link) && lives(a) && lives(b) {
                    (holds[a], holds[b], grows) = (true, true, true);
                }
            }
        }
        holds
    }

    /// Whether a node that lives has filled up and refuses: nobody takes what it holds for some service.
    pub(super) fn is_full(&self, state: &State, queue: &QueuePart) -> bool {
        queue.refuses && self.filled_by(state, queue).is_some()
    }

    /// Whose messages fill a node that lives, for nobody takes them: its own, else those of one that it mirrors.
    pub(super) fn filled_by(&self, state: &State, queue: &QueuePart) -> Option<usize> {
        let (node, mut services) = (queue.tied[0], queue.services.iter());
        let is_taken = |consumed: &Consumed, deliverer: Option<usize>| {
            deliverer.is_some_and(|deliverer| {
                let mut consumers = consumed.consumers[deliverer].iter();
                consumers.any(|m| self.connects(state, m, Operation::Write))
            })
        };
        if !services.all(|c| is_taken(c, Self::deliverer(state, node, queue, c))) {
            return Some(node);
        }
        if queue.tied.len() == 1 {
            return None;
        }
        let holds = Self::holders(state, queue, &|place| !state.dead[queue.tied[place]]);
        // All that hold the same hand it to the same one, but who delivers what it takes itself.
        let deliverer = |consumed: &Consumed, place: usize| {
            let delivers = |place: &usize| holds[*place] && !consumed.consumers[*place].is_empty();
            let first = || {
                (0..holds.len())
                    .filter(delivers)
                    .min_by_key(|p| queue.tied[*p])
            };
            Some(place).filter(delivers).or_else(first)
        };
        let mut others = (1..holds.len()).filter(|&place| holds[place] && queue.fills[place]);
        let other = others.find(|&place| {
            let mut services = queue.services.iter();
            !services.all(|c| is_taken(c, deliverer(c, place)))
        });
        other.map(|place| queue.tied[place])
    }

    /// Finds of every delivery the share that is taken, and how much of it in full; calls `each` with what it was and
    /// its place where that has changed.
    pub(super) fn delivered_shares(
        &self,
        state: &mut State,
        mut each: impl FnMut(usize, [f64; 2]),
    ) {
        for (flow, place, delivery) in self.deliveries() {
            let published = self.sum_of(state, More::Published(delivery));
            let share = |taken: f64| {
                if published > 0.0 {
                    (taken / published).min(1.0)
                } else {
                    0.0
                }
            };
            let taken = share(self.sum_of(state, More::Taken(delivery)));
            let full = if self.has_full() {
                share(self.sum_of(state, More::TakenInFull(delivery))).min(taken)
            } else {
                taken
            };
            let was = [
                state.shares[place],
                state.full.get(place).copied().unwrap_or(0.0),
            ];
            debug_assert!(self.flows[flow].delivery.is_some());
            state.shares[place] = taken;
            if let Some(place) = state.full.get_mut(place) {
                *place = full;
            }
            if was != [taken, full] {
                each(place, was);
            }
        }
    }

    /// Of each flow of deliveries: its place, that of its share, and that of the delivery.
    pub(super) fn deliveries(&self) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
        let flows = self.flows.iter().enumerate();
        flows.filter_map(|(i, flow)| Some((i, flow.shares.start, flow.delivery?)))
    }

    /// So much a second over all clients.
    pub(super) fn sum_of(&self, state: &State, more: More) -> f64 {
        let Some(which) = self.place_of(more) else {
            return 0.0;
        };
        let mut sum = 0.0;
        for flow in self.flows.iter().filter(|flow| flow.delivery.is_none()) {
            let each = flow.rate_rps / flow.environments.len().max(1) as f64;
            let places = flow.shares.clone();
            let asked: f64 = places
                .map(|p| state.asked[p * self.more.len() + which])
                .sum();
            sum += each * asked;
        }
        sum
    }

    /// Seconds after which a node of a queue is full where nobody takes from it: its capacity over the rate at which is
    /// published to it now, each live node of its queue taking as much as the others. `None`: nothing is published.
    pub(super) fn full_after_s(&self, state: &State, node: usize) -> Option<f64> {
        let Part::Queue(queue) = &self.parts[node] else {
            return None;
        };
        let settings = self.scenario().components[node].queue()?;
        let all = &self.deliveries.all;
        let delivery = all.iter().position(|d| d.queue == queue.queue)?;
        let live = all[delivery]
            .nodes
            .iter()
            .filter(|&&n| !state.dead[n])
            .count();
        let rate = self.sum_of(state, More::Published(delivery)) / live.max(1) as f64;
        (rate > 0.0).then(|| f64::from(settings.capacity) / rate)
    }

    /// Knows from now on at what rate messages are published in this state: what deliveries weigh.
    pub(super) fn weigh_deliveries(&mut self, state: &State) {
        let rates: Vec<(usize, f64)> = self
            .deliveries()
            .map(|(flow, _, delivery)| (flow, self.sum_of(state, More::Published(delivery))))
            .collect();
        for (flow, rate) in rates {
            self.flows[flow].rate_rps = rate;
            self.demand_rps += rate;
        }
    }
}

/// What so many tries yield of which each ends it with this chance.
fn yield_of(serves: f64, yields: f64, tries: usize) -> f64 {
    super::choose::yield_of(super::choose::Met { serves, yields }, tries)
}
