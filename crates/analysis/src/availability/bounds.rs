//! Bounds for systems whose diagrams grow too large: every state with up to two elements down is looked at, and of
//! the others it is only known that a share lies between nothing and everything.

use super::elements::{Elements, apart};
use super::{Availability, from_shares};
use crate::base::{Base, Slice, share_of_pairs};
use crate::plan::Plan;
use crate::ripple::Ripple;

/// States that are looked at. With more elements than this allows in pairs, only single ones are.
const STATES: usize = 200_000;

/// The sums over the states that have been looked at.
#[derive(Debug)]
pub(super) struct Bounds {
    elements: Elements,
    low: Vec<f64>,
    seen: f64,
    /// The chance that all elements are up; `None`: never, one of them is always down.
    all_up: Option<f64>,
    /// The element that is down in the next state.
    first: usize,
    /// The other one; `None`: none yet.
    second: Option<usize>,
}

impl Bounds {
    pub(super) fn new(base: &Base) -> Self {
        let plan = &base.plan;
        let elements = Elements::new(plan, &base.state, &base.failed, &apart(plan));
        let always_down = elements.all.iter().any(|e| e.up <= 0.0);
        Self {
            low: vec![0.0; plan.shares()],
            seen: 0.0,
            all_up: (!always_down).then(|| elements.all.iter().map(|e| e.up).product()),
            first: 0,
            second: None,
            elements,
        }
    }

    /// How much of it is done, from 0 to 1.
    pub(super) fn share_done(&self) -> f64 {
        share_of_pairs(self.first, self.elements.all.len())
    }

    /// Goes on until about `looks` parts more have been looked at.
    pub(super) fn advance(&mut self, base: &Base, looks: usize) -> Slice {
        let elements = std::mem::take(&mut self.elements);
        let slice = self.look(base, &elements, looks);
        self.elements = elements;
        slice
    }

    fn look(&mut self, base: &Base, elements: &Elements, looks: usize) -> Slice {
        let count = elements.all.len();
        let Some(all_up) = self.all_up else {
            return Slice {
                looks: 0,
                over: true,
            };
        };
        let pairs = count.saturating_mul(count) / 2 <= STATES;
        let odds = |element: usize| (1.0 - elements.all[element].up) / elements.all[element].up;
        let mut ripple = Ripple::on(base);
        if (self.first, self.second) == (0, None) {
            self.add(all_up, &ripple.state.shares);
        }
        let mut done = 0;
        while done < looks && self.first < count {
            let (first, chance) = (self.first, all_up * odds(self.first));
            let mark = ripple.strike(&elements.all[first].components, &[]);
            done += 1 + ripple.touched.len();
            let mut second = self.second.unwrap_or_else(|| {
                self.add(chance, &ripple.state.shares);
                first + 1
            });
            while pairs && done < looks && second < count {
                let inner = ripple.strike(&elements.all[second].components, &[]);
                done += 1 + ripple.touched.len();
                self.add(chance * odds(second), &ripple.state.shares);
                ripple.lift(inner);
                second += 1;
            }
            ripple.lift(mark);
            (self.first, self.second) = if pairs && second < count {
                (first, Some(second))
            } else {
                (first + 1, None)
            };
        }
        Slice {
            looks: done,
            over: self.first >= count,
        }
    }

    /// The shares that all this leaves open.
    pub(super) fn found(&self, plan: &Plan) -> Availability {
        let unseen = (1.0 - self.seen).clamp(0.0, 1.0);
        let high: Vec<f64> = self.low.iter().map(|low| (low + unseen).min(1.0)).collect();
        from_shares(plan, &self.low, &high)
    }

    fn add(&mut self, chance: f64, shares: &[f64]) {
        self.seen += chance;
        for (sum, share) in self.low.iter_mut().zip(shares) {
            *sum += chance * share;
        }
    }
}
