//! What a balancer knows at one moment: what it holds, and its members.

use crate::Micros;
use crate::count::Count;
use crate::state::brakes::{Ejection, Tokens};
use crate::world::BalancerPlan;

/// What a balancer knows of a member.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Member {
    /// Requests of this balancer that it has.
    pub in_flight: Count,
    /// Smooth weighted round robin, as nginx does it: its current weight.
    pub owed: f64,
}

/// A balancer.
#[derive(Clone, Debug)]
pub(crate) struct Balancer {
    /// Requests that it holds.
    pub open: Count,
    pub members: Vec<Member>,
    /// Members in rotation, in the order drawn.
    pub rotation: Vec<u32>,
    /// Whose turn was last, as a place in the rotation.
    pub turn: u32,
    /// How long the last request took that a member answered.
    pub last_took: Micros,
    /// Of its rate limit.
    pub tokens: Tokens,
    /// Whether it sends to all members, as too few are healthy.
    pub in_panic: bool,
    /// What it has seen of each member in its traffic; empty where it does not look.
    pub ejections: Vec<Ejection>,
}

impl Balancer {
    pub fn new(plan: &BalancerPlan) -> Self {
        Self {
            open: Count::NONE,
            members: vec![Member::default(); plan.members.len()],
            rotation: Vec::new(),
            turn: u32::MAX,
            last_took: Micros::ZERO,
            tokens: Tokens::FULL,
            in_panic: false,
            ejections: plan.brakes.ejections(plan.members.len()),
        }
    }

    /// All that it held is lost.
    pub fn hold_nothing(&mut self) {
        self.open = Count::NONE;
        self.members
            .iter_mut()
            .for_each(|m| m.in_flight = Count::NONE);
    }
}
