//! What a client knows at one moment: its rate, its chance, what its resolvers remember.

use crate::Micros;
use crate::count::Count;
use crate::lists::List;
use crate::random::{Purpose, Random};
use crate::state::brakes::RetryBudget;
use crate::world::{ClientPlan, World};

/// An answer without addresses is not remembered for longer.
pub(crate) const EMPTY_ANSWER: Micros = Micros::SECOND;

/// Resolver caches that the users of one client share, each request belonging to one of them at random.
pub(crate) const RESOLVERS: usize = 16;

/// What a resolver remembers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Remembered {
    pub addresses: List,
    pub until: Micros,
}

/// A rate that changes evenly.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ramp {
    pub from_rps: f64,
    pub at: Micros,
    pub until: Micros,
}

/// A population of users.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    /// Requests per second; on a ramp, at its end.
    pub rate_rps: f64,
    /// How the rate gets there, until it has.
    pub ramp: Option<Ramp>,
    /// Of constant arrivals: what was still to come of the integral of the rate until the next request, and when that was.
    pub owed: f64,
    pub owed_since: Micros,
    /// When the next request is scheduled.
    pub next_start: Micros,
    pub budget: RetryBudget,
    /// What is left of a microsecond, so that rounding does not change the rate.
    pub carry: f64,
    /// A start that was scheduled for an older generation is void.
    pub generation: u32,
    /// Requests that it started and that have not ended.
    pub in_flight: Count,
    pub arrivals: Random,
    pub choices: Random,
    pub keys: Random,
    pub resolvers: [Remembered; RESOLVERS],
    pub cannot_resolve: bool,
}

impl Client {
    pub fn new(w: &World, plan: &ClientPlan) -> Self {
        let id = w.parts.get(plan.part as usize).map(|p| p.id);
        let stream =
            |purpose| Random::new(w.seed, id.as_ref().map_or("", |id| id.as_str()), purpose);
        Self {
            rate_rps: plan.rate_rps,
            ramp: None,
            owed: 1.0,
            owed_since: Micros::ZERO,
            next_start: Micros::NEVER,
            budget: RetryBudget::default(),
            carry: 0.0,
            generation: 0,
            in_flight: Count::NONE,
            arrivals: stream(Purpose::Arrivals),
            choices: stream(Purpose::Choices),
            keys: stream(Purpose::Keys),
            resolvers: [Remembered {
                addresses: List::NONE,
                until: Micros::ZERO,
            }; RESOLVERS],
            cannot_resolve: false,
        }
    }
}
