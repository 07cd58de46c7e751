//! The nines by plain enumeration: every state of the system, one after the other. What diagrams find must be this.

use std::rc::Rc;

use super::elements::{Elements, apart};
use super::{Availability, from_shares, importance, weights};
use crate::base::Base;
use crate::elements::Options;
use crate::failed::Failed;
use crate::serve::State;
use topple_model::Scenario;

/// Elements that are enumerated at most: twice as many states with every one more.
pub const ELEMENTS: usize = 20;

/// The nines as their definition has them: over every state of all elements, its chance times what is served in it.
/// Nothing is shared between states, and nothing with [`super::availability`] but the evaluation of one state.
///
/// `None` where there are more than [`ELEMENTS`] elements.
pub fn enumerated(scenario: &Scenario, failed: &Failed) -> Option<Availability> {
    let base = Rc::new(Base::new(scenario, failed, Options::default()));
    let (plan, now) = (&base.plan, &base.state);
    let elements = Elements::new(plan, now, failed, &apart(plan));
    let count = elements.all.len();
    if count > ELEMENTS {
        return None;
    }
    let weights = weights(plan);
    let mut shares = vec![0.0; plan.shares()];
    let mut growth = vec![0.0; count];
    for state in 0..1u32 << count {
        let is_up = |element: usize| state & 1 << element == 0;
        let mut dead = now.dead.clone();
        for element in (0..count).filter(|&e| !is_up(e)) {
            for &component in &elements.all[element].components {
                dead[component] = true;
            }
        }
        let chance_of = |element: usize| {
            let up = elements.all[element].up;
            if is_up(element) { up } else { 1.0 - up }
        };
        let settled = State::settled(plan, &now.now, dead, now.cut.clone());
        let chance: f64 = (0..count).map(chance_of).product();
        for (sum, share) in shares.iter_mut().zip(&settled.shares) {
            *sum += chance * share;
        }
        // Birnbaum: what is served with the element up less what is served with it down, over all states of the others.
        let all: f64 = settled
            .shares
            .iter()
            .zip(&weights)
            .map(|(s, w)| s * w)
            .sum();
        for (element, growth) in growth.iter_mut().enumerate() {
            let others: f64 = (0..count)
                .filter(|&e| e != element)
                .map(chance_of)
                .product();
            *growth += others * if is_up(element) { all } else { -all };
        }
    }
    Some(Availability {
        importance: importance(&elements, &growth),
        ..from_shares(plan, &shares, &shares)
    })
}
