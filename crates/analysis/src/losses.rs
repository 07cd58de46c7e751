//! What is lost from one state to another: which classes, and how much of all demand.

use super::classes::Class;
use super::plan::{Flow, Plan};
use super::serve::State;

/// A smaller fall of a share is rounding.
pub(super) const ROUNDING: f64 = 1e-12;

/// A class by numbers: a flow, or one combination of shards of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Hurt {
    pub(super) flow: usize,
    pub(super) combination: Option<usize>,
}

impl Hurt {
    pub(super) fn class(self, plan: &Plan) -> Class {
        plan.class(&plan.flows[self.flow], self.combination)
    }
}

/// The classes that were served before and are not served at all after.
pub(super) fn lost(plan: &Plan, before: &[f64], after: &[f64]) -> Vec<Hurt> {
    classes_where(plan, |places| {
        places.clone().any(|p| before[p] > 0.0) && places.clone().all(|p| after[p] == 0.0)
    })
}

/// Whether any class is lost, or loses a part.
pub(super) fn is_hurt(plan: &Plan, before: &[f64], after: &[f64]) -> bool {
    before != after && !fallen(plan, before, after).is_empty()
}

/// The classes that lose a part.
pub(super) fn fallen(plan: &Plan, before: &[f64], after: &[f64]) -> Vec<Hurt> {
    classes_where(plan, |places| {
        let fall: f64 = places.clone().map(|p| before[p] - after[p]).sum();
        fall > ROUNDING * places.len() as f64
    })
}

fn classes_where(plan: &Plan, holds: impl Fn(&std::ops::Range<usize>) -> bool) -> Vec<Hurt> {
    let mut found = Vec::new();
    for (i, flow) in plan.flows.iter().enumerate() {
        if holds(&flow.shares) {
            found.push(Hurt {
                flow: i,
                combination: None,
            });
        }
        for combination in 0..flow.labels.len() {
            let place = flow.shares.start + combination;
            if holds(&(place..place + 1)) {
                found.push(Hurt {
                    flow: i,
                    combination: Some(combination),
                });
            }
        }
    }
    found
}

/// Share of all of a flow's requests that is served.
pub(super) fn mean(flow: &Flow, shares: &[f64]) -> f64 {
    let of_flow = &shares[flow.shares.clone()];
    of_flow.iter().sum::<f64>() / of_flow.len().max(1) as f64
}

/// Share of all offered demand that is served before and not after.
pub(super) fn impact(plan: &Plan, before: &[f64], after: &[f64]) -> f64 {
    let lost = |flow: &Flow| flow.rate_rps * (mean(flow, before) - mean(flow, after)).max(0.0);
    let lost: f64 = plan.flows.iter().map(lost).sum();
    if plan.demand_rps > 0.0 {
        lost / plan.demand_rps
    } else {
        0.0
    }
}

/// Share of all offered demand that is served.
pub(super) fn served(plan: &Plan, shares: &[f64]) -> f64 {
    let served: f64 = plan
        .flows
        .iter()
        .map(|flow| flow.rate_rps * mean(flow, shares))
        .sum();
    if plan.demand_rps > 0.0 {
        served / plan.demand_rps
    } else {
        1.0
    }
}

/// The shares that are served in full.
pub(super) fn full(state: &State) -> &[f64] {
    if state.full.is_empty() {
        &state.shares
    } else {
        &state.full
    }
}
