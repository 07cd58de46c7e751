//! The brakes as they are drawn: numbers that a run goes by.

use std::sync::Arc;

use topple_model::{LoadBalancer, Server};

use super::Micros;
use super::state::brakes::{Breaker, Ejection};

/// The brakes of a balancer.
#[derive(Debug)]
pub(super) struct BalancerBrakes {
    /// 0: none.
    pub panic_threshold: f64,
    /// 0: none.
    pub eject_after: u32,
    pub eject: Micros,
    pub rate_limit_rps: Option<f64>,
}

impl BalancerBrakes {
    pub fn of(balancer: &LoadBalancer) -> Self {
        Self {
            panic_threshold: balancer.panic_threshold,
            eject_after: balancer.eject_after,
            eject: Micros::from_seconds(balancer.eject_s),
            rate_limit_rps: balancer.rate_limit_rps,
        }
    }

    /// What is known at first of so many members.
    pub fn ejections(&self, members: usize) -> Vec<Ejection> {
        let watched = if self.eject_after > 0 { members } else { 0 };
        vec![Ejection::default(); watched]
    }
}

/// The breakers of a server: one to each service that it calls.
#[derive(Debug)]
pub(super) struct BreakerPlan {
    /// Failures in a row that open one; 0: it has none.
    pub after: u32,
    pub span: Micros,
    /// What is called: the hash that names its group, and its label.
    pub called: Vec<(u64, Arc<str>)>,
}

impl BreakerPlan {
    pub fn of<'a>(server: &Server, called: impl Iterator<Item = (u64, &'a str)>) -> Self {
        let has_some = server.breaker_after > 0;
        let called = called.map(|(group, label)| (group, Arc::from(label)));
        Self {
            after: server.breaker_after,
            span: Micros::from_seconds(server.breaker_s),
            called: called.filter(|_| has_some).collect(),
        }
    }

    /// All of them at first.
    pub fn closed(&self) -> Vec<Breaker> {
        vec![Breaker::default(); self.called.len()]
    }
}
