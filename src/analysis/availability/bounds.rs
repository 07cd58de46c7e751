//! Bounds for systems whose diagrams grow too large: every state with up to two elements down is looked at, and of
//! the others it is only known that a share lies between nothing and everything.

use super::{Availability, Elements, from_shares};
use crate::analysis::plan::Plan;
use crate::analysis::ripple::Ripple;
use crate::analysis::serve::State;

/// States that are looked at. With more elements than this allows in pairs, only single ones are.
const STATES: usize = 200_000;

pub(super) fn availability(plan: &Plan, now: State, elements: &Elements) -> Availability {
    let mut sums = Sums {
        low: vec![0.0; plan.shares()],
        seen: 0.0,
    };
    let count = elements.targets.len();
    // The chance that all are up, and the odds of each being down instead.
    let all_up: f64 = elements.up.iter().filter(|up| **up > 0.0).product();
    let always_down = elements.up.iter().any(|up| *up <= 0.0);
    let odds: Vec<f64> = elements.up.iter().map(|up| (1.0 - up) / up).collect();
    let mut ripple = Ripple::new(plan, now);
    if !always_down {
        sums.add(all_up, &ripple.state.shares);
        let pairs = count.saturating_mul(count) / 2 <= STATES;
        for first in 0..count {
            let mark = ripple.strike(&elements.components[first], &[]);
            sums.add(all_up * odds[first], &ripple.state.shares);
            for second in (first + 1..count).filter(|_| pairs) {
                let inner = ripple.strike(&elements.components[second], &[]);
                sums.add(all_up * odds[first] * odds[second], &ripple.state.shares);
                ripple.lift(inner);
            }
            ripple.lift(mark);
        }
    }
    let unseen = (1.0 - sums.seen).clamp(0.0, 1.0);
    let high: Vec<f64> = sums.low.iter().map(|low| (low + unseen).min(1.0)).collect();
    from_shares(plan, &sums.low, &high)
}

struct Sums {
    low: Vec<f64>,
    seen: f64,
}

impl Sums {
    fn add(&mut self, chance: f64, shares: &[f64]) {
        self.seen += chance;
        for (sum, share) in self.low.iter_mut().zip(shares) {
            *sum += chance * share;
        }
    }
}
