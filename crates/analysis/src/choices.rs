//! Choices as their candidates come in, one by one: who is there is gathered first, and the chance taken at the end.
//!
//! Gathered so, a choice can be made for one state of the system ([`super::serve`]) and for all states at once
//! ([`super::availability`]) by the same rule.

use super::choose::{self, Met};
use super::plan::{Check, ClientPart};
use topple_model::Policy;

/// A target as its chooser sees it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Seen {
    /// Whether requests that do this may be sent there at all.
    pub(super) carries: bool,
    /// Whether it takes a connection.
    pub(super) connects: bool,
    /// Whether it passes the chooser's check.
    pub(super) passes: bool,
    /// Chance that it serves, once connected.
    pub(super) serves: f64,
    /// What it yields of that which is asked for: where that is to be served, the same.
    pub(super) yields: f64,
}

impl Seen {
    /// What comes of meeting it; `None`: it takes no connection.
    pub(super) fn met(&self) -> Option<Met> {
        self.connects.then_some(Met {
            serves: self.serves,
            yields: self.yields,
        })
    }
}

/// A pick by weight among those that were added.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub(super) struct Pick {
    weight: f64,
    served: f64,
    idle: f64,
    idle_served: f64,
}

impl Pick {
    /// One more candidate. One of weight 0 is picked only when no other can be.
    #[inline]
    pub(super) fn add(&mut self, weight: f64, serves: f64) {
        if weight > 0.0 {
            self.weight += weight;
            self.served += weight * serves;
        } else {
            self.idle += 1.0;
            self.idle_served += serves;
        }
    }

    /// The candidates of both.
    pub(super) fn with(self, other: Self) -> Self {
        Self {
            weight: self.weight + other.weight,
            served: self.served + other.served,
            idle: self.idle + other.idle,
            idle_served: self.idle_served + other.idle_served,
        }
    }

    /// Chance that the one picked serves; 0 if there are none.
    pub(super) fn chance(self) -> f64 {
        if self.weight > 0.0 {
            self.served / self.weight
        } else if self.idle > 0.0 {
            self.idle_served / self.idle
        } else {
            0.0
        }
    }

    pub(super) fn numbers(self) -> [f64; 4] {
        [self.weight, self.served, self.idle, self.idle_served]
    }
}

/// The members of a balancer's pool.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Pool {
    pub(super) pick: Pick,
    /// Without checks: the weights of those who take a connection, and of those who do not.
    pub(super) alive: Vec<f64>,
    pub(super) dead: Vec<f64>,
}

impl Pool {
    #[inline]
    pub(super) fn add(&mut self, check: Check, weight: f64, seen: &Seen) {
        if !seen.carries || (check != Check::Off && !seen.passes) {
            return;
        }
        // With checks all that are in rotation take a connection.
        if check != Check::Off || seen.connects {
            self.pick.add(weight, seen.yields);
        }
        if check == Check::Off {
            if seen.connects {
                &mut self.alive
            } else {
                &mut self.dead
            }
            .push(weight);
        }
    }

    /// The members of both.
    pub(super) fn with(&self, other: &Self) -> Self {
        let mut both = Self {
            pick: self.pick.with(other.pick),
            alive: [self.alive.as_slice(), &other.alive].concat(),
            dead: [self.dead.as_slice(), &other.dead].concat(),
        };
        both.sort();
        both
    }

    /// Puts what is the same in any order into one order.
    pub(super) fn sort(&mut self) {
        self.alive.sort_by(f64::total_cmp);
        self.dead.sort_by(f64::total_cmp);
    }

    /// Chance that the balancer serves: with checks by one pick, without by one and so many retries.
    pub(super) fn chance(&self, retries: usize) -> f64 {
        let served = self.pick.chance();
        if self.dead.is_empty() || served == 0.0 {
            return served;
        }
        served * choose::blind_hit(&self.alive, &self.dead, retries + 1)
    }
}

/// What a client gets to choose from.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Answer {
    /// Several addresses: the chance of each that is met on the way down the list.
    List(Vec<Met>),
    /// One address, by weight.
    Weighted(Pick),
    /// The first that was added.
    First(Option<f64>),
}

impl Answer {
    pub(super) fn new(policy: Policy) -> Self {
        match policy {
            Policy::Multivalue => Answer::List(Vec::new()),
            Policy::Weighted => Answer::Weighted(Pick::default()),
            Policy::Failover | Policy::Nearest => Answer::First(None),
        }
    }

    /// One more address: what comes of meeting it, or `None` if it takes no connection.
    pub(super) fn add(&mut self, client: &ClientPart, weight: f64, address: Option<Met>) {
        let alone = || choose::yield_of(address.unwrap_or(Met::serving(0.0)), client.tries);
        match self {
            // One that does not connect is passed over, or, where a failed connect ends a try, costs a try.
            Answer::List(list) if client.tries_next_address => list.extend(address),
            Answer::List(list) => list.push(address.unwrap_or(Met::serving(0.0))),
            Answer::Weighted(pick) => pick.add(weight, alone()),
            Answer::First(first) => {
                first.get_or_insert_with(alone);
            }
        }
    }

    /// The addresses of both, these first.
    pub(super) fn with(&self, other: &Self) -> Self {
        let mut both = match (self, other) {
            (Answer::List(a), Answer::List(b)) => Answer::List([a.as_slice(), b].concat()),
            (Answer::Weighted(a), Answer::Weighted(b)) => Answer::Weighted(a.with(*b)),
            (Answer::First(a), Answer::First(b)) => Answer::First(a.or(*b)),
            // The policy is one.
            (Answer::List(_) | Answer::Weighted(_) | Answer::First(_), _) => self.clone(),
        };
        both.sort();
        both
    }

    /// Puts what is the same in any order into one order.
    pub(super) fn sort(&mut self) {
        if let Answer::List(list) = self {
            list.sort_by(|a, b| {
                let yields = a.yields.total_cmp(&b.yields);
                a.serves.total_cmp(&b.serves).then(yields)
            });
        }
    }

    pub(super) fn chance(&self, client: &ClientPart) -> f64 {
        match self {
            Answer::List(list) => choose::yield_of_a_list(list, client.tries),
            Answer::Weighted(pick) => pick.chance(),
            Answer::First(first) => first.unwrap_or(0.0),
        }
    }
}

/// What a name server answers: the addresses in rotation, or all if none is.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Named {
    pub(super) in_rotation: bool,
    pub(super) rotation: Answer,
    pub(super) all: Answer,
}

impl Named {
    pub(super) fn new(policy: Policy) -> Self {
        Self {
            in_rotation: false,
            rotation: Answer::new(policy),
            all: Answer::new(policy),
        }
    }

    /// One more address. For policies that take the first, the first comes first.
    pub(super) fn add(&mut self, client: &ClientPart, weight: f64, seen: &Seen) {
        let address = seen.met();
        if seen.passes {
            self.in_rotation = true;
            self.rotation.add(client, weight, address);
        }
        if !self.in_rotation {
            self.all.add(client, weight, address);
        }
    }

    /// The addresses of both, these first.
    pub(super) fn with(&self, other: &Self) -> Self {
        Self {
            in_rotation: self.in_rotation || other.in_rotation,
            rotation: self.rotation.with(&other.rotation),
            all: self.all.with(&other.all),
        }
    }

    /// Puts what is the same in any order into one order.
    pub(super) fn sort(&mut self) {
        self.rotation.sort();
        self.all.sort();
    }

    /// What is answered, as far as is known.
    pub(super) fn chosen(&self) -> &Answer {
        if self.in_rotation {
            &self.rotation
        } else {
            &self.all
        }
    }

    pub(super) fn chance(&self, client: &ClientPart) -> f64 {
        self.chosen().chance(client)
    }
}
