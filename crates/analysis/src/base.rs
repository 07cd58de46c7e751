//! What all searches start from: the system as it is now.

use std::rc::Rc;
use std::sync::Arc;

use super::elements::{self, Element, Options};
use super::failed::Failed;
use super::plan::Plan;
use super::serve::State;
use topple_model::{Alike, Scenario, Sound};

/// A scenario as it is, with a topology of its own.
pub(super) fn unchecked(scenario: &Scenario) -> Arc<Sound> {
    Arc::new(Sound::unchecked(scenario.clone()))
}

/// A scenario by numbers, settled, with deliveries weighed by what is published then.
pub(super) fn weighed(sound: &Arc<Sound>, failed: &Failed) -> (Plan, State) {
    let mut plan = Plan::new(sound);
    let state = State::of(&plan, failed);
    plan.weigh_deliveries(&state);
    (plan, state)
}

/// A scenario by numbers, with what is dead now, settled.
#[derive(Clone, Debug)]
pub(super) struct Base {
    pub(super) plan: Rc<Plan>,
    pub(super) state: State,
    pub(super) failed: Failed,
    pub(super) options: Options,
    /// The parts that are alike for what is served.
    pub(super) twins: Rc<Alike>,
}

impl Base {
    /// Of a scenario that is not known to be sound.
    pub(super) fn new(scenario: &Scenario, failed: &Failed, options: Options) -> Self {
        Self::of(&unchecked(scenario), failed, options)
    }

    pub(super) fn of(sound: &Arc<Sound>, failed: &Failed, options: Options) -> Self {
        let mut plan = Plan::new(sound);
        let (state, twins) = State::with_twins(&plan, failed);
        plan.weigh_deliveries(&state);
        Self {
            twins: Rc::new(twins),
            plan: Rc::new(plan),
            state,
            failed: failed.clone(),
            options,
        }
    }

    /// What can fail on its own.
    pub(super) fn elements(&self) -> Vec<Element> {
        elements::elements(&self.plan, &self.state, &self.failed, self.options)
    }
}

/// What a slice of a search has done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Slice {
    /// How many parts were looked at: the measure of work.
    pub(super) looks: usize,
    /// Whether the search is over.
    pub(super) over: bool,
}

/// How much of all pairs of `count` is done, from 0 to 1, once the first of each has come to `first`.
pub(super) fn share_of_pairs(first: usize, count: usize) -> f64 {
    let left = 1.0 - first as f64 / count.max(1) as f64;
    1.0 - left.max(0.0) * left.max(0.0)
}
