//! The nines: what share of each class is served in the long run.
//!
//! Every element is up with its own availability, independently of the others; a region is a common cause for all
//! that lies in it; recovery is taken as instant. The expected share is exact: it is summed over all states of the
//! system by a decision diagram (`diagram`), not sampled. Where a diagram would grow past its limit, the states with up to two elements
//! down are summed one by one, and the rest gives a bound.

mod bounds;
mod diagram;
mod states;
mod values;

use super::base::Base;
use super::classes::Class;
use super::failed::Failed;
use super::plan::{Flow, Plan};
use super::serve::State;
use super::verdicts::Options;
use crate::model::{Scenario, Target, order};

pub use states::NODES;

/// An expected share: exact, or between two bounds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Expected {
    /// It is at least this.
    pub low: f64,
    /// It is at most this. Equal to `low` where it is exact.
    pub high: f64,
}

impl Expected {
    /// The share, if it is known exactly.
    pub fn exact(self) -> Option<f64> {
        (self.low.to_bits() == self.high.to_bits()).then_some(self.low)
    }
}

/// The long-run share of one class.
#[derive(Clone, PartialEq, Debug)]
pub struct ClassAvailability {
    /// The class.
    pub class: Class,
    /// The share of its requests that is served in the long run.
    pub expected: Expected,
}

/// What an element is worth.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Importance {
    /// The element: a component or a region.
    pub element: Target,
    /// Birnbaum's importance: how much more of all demand is served while it is up than while it is down.
    pub birnbaum: f64,
    /// How much more of all demand would be served if it never failed: the importance times its downtime.
    pub gain: f64,
}

/// The nines of a scenario, relative to what is dead now: the dead stay dead.
#[derive(Clone, PartialEq, Debug)]
pub struct Availability {
    /// Every class.
    pub classes: Vec<ClassAvailability>,
    /// The expected share of all demand; 1 where nothing is asked for.
    pub all: Expected,
    /// What each element is worth, the one that buys the most first; empty where the shares are not exact.
    pub importance: Vec<Importance>,
}

/// The expected share served of every class, and what each element is worth.
pub fn availability(scenario: &Scenario, failed: &Failed) -> Availability {
    with_limit(scenario, failed, NODES)
}

/// The same with diagrams of at most `nodes` nodes: to see the bounds.
pub fn with_limit(scenario: &Scenario, failed: &Failed, nodes: usize) -> Availability {
    of_base(&Base::new(scenario, failed, Options::default()), nodes)
}

pub(super) fn of_base(base: &Base, nodes: usize) -> Availability {
    let (plan, now) = (&base.plan, &base.state);
    let elements = Elements::new(plan, now, &base.failed);
    exact(plan, now, &elements, nodes)
        .unwrap_or_else(|diagram::TooLarge| bounds::availability(plan, now.clone(), &elements))
}

/// What can fail, in the order in which diagrams ask.
struct Elements {
    targets: Vec<Target>,
    up: Vec<f64>,
    /// By component: the elements that must all be up for it to live; `None`: it is dead now.
    of_component: Vec<Option<Vec<usize>>>,
    /// What dies with each element.
    components: Vec<Vec<usize>>,
}

impl Elements {
    fn new(plan: &Plan, now: &State, failed: &Failed) -> Self {
        let mut elements = Self {
            targets: Vec::new(),
            up: Vec::new(),
            of_component: vec![None; plan.parts.len()],
            components: Vec::new(),
        };
        let mut of_region = vec![None; plan.scenario.regions.len()];
        for (i, region) in plan.scenario.regions.iter().enumerate() {
            if !plan.region_is_dead(region.id, failed) {
                of_region[i] = Some(elements.targets.len());
                let target = Target::Region(region.id);
                elements.push(target, region.availability(), plan.within[i].clone());
            }
        }
        for component in in_depth(plan) {
            let drawn = &plan.scenario.components[component];
            let mut needs: Vec<usize> = plan.topology.regions[component]
                .iter()
                .filter_map(|&r| of_region[r])
                .collect();
            if !states::can_fail(drawn.kind()) {
                elements.of_component[component] = Some(Vec::new());
            } else if !now.dead[component] {
                needs.push(elements.targets.len());
                let target = Target::Component(drawn.id);
                elements.push(target, drawn.availability(), vec![component]);
                elements.of_component[component] = Some(needs);
            }
        }
        elements
    }

    fn push(&mut self, target: Target, up: f64, components: Vec<usize>) {
        self.targets.push(target);
        self.up.push(up);
        self.components.push(components);
    }
}

/// All components, each followed by what it calls, and a database by the rest of its set: what is asked about
/// together stands together, which keeps diagrams small.
fn in_depth(plan: &Plan) -> Vec<usize> {
    let mut seen = vec![false; plan.parts.len()];
    let mut order = Vec::with_capacity(plan.parts.len());
    for &start in &plan.topology.order {
        let mut next = vec![start];
        while let Some(component) = next.pop() {
            if std::mem::replace(&mut seen[component], true) {
                continue;
            }
            order.push(component);
            let called = plan.topology.out[component]
                .iter()
                .filter_map(|&link| plan.topology.to(link));
            let mut called: Vec<usize> = called.collect();
            if let (super::plan::Part::Database, Some(set)) =
                (&plan.parts[component], plan.topology.set_of[component])
            {
                called.extend(plan.sets[set].nodes.iter().map(|node| node.component));
            }
            next.extend(called.into_iter().rev());
        }
    }
    order
}

fn exact(
    plan: &Plan,
    now: &State,
    elements: &Elements,
    nodes: usize,
) -> Result<Availability, diagram::TooLarge> {
    let mut states = states::States::new(plan, now, &elements.of_component, nodes)?;
    let mut shares = Vec::with_capacity(plan.shares());
    let mut weights = Vec::with_capacity(plan.shares());
    for flow in &plan.flows {
        for &environment in &flow.environments {
            shares.push(states.share(flow, environment)?);
            let part = flow.environments.len() as f64 * plan.demand_rps;
            weights.push(if part > 0.0 {
                flow.rate_rps / part
            } else {
                0.0
            });
        }
    }
    let means = states.diagrams.means(&elements.up, values::Is::serves);
    let expected: Vec<f64> = shares.iter().map(|&top| means.of(top)).collect();
    let tops: Vec<_> = shares.into_iter().zip(weights).collect();
    let growth = states.diagrams.growth(&tops, &elements.up, &means);
    Ok(Availability {
        importance: importance(elements, &growth),
        ..from_shares(plan, &expected, &expected)
    })
}

fn importance(elements: &Elements, growth: &[f64]) -> Vec<Importance> {
    let row = |place: usize| Importance {
        element: elements.targets[place],
        birnbaum: growth[place],
        gain: growth[place] * (1.0 - elements.up[place]),
    };
    let mut rows: Vec<Importance> = (0..growth.len()).map(row).collect();
    order::sort_by(&mut rows, |a, b| {
        b.gain.total_cmp(&a.gain).then(a.element.cmp(&b.element))
    });
    rows
}

/// The classes, of the bounds of every share.
fn from_shares(plan: &Plan, low: &[f64], high: &[f64]) -> Availability {
    let whole = |flow: &Flow| {
        let mean = |shares| super::verdicts::mean(flow, shares);
        Expected {
            low: mean(low),
            high: mean(high),
        }
    };
    let mut classes = Vec::new();
    let (mut all_low, mut all_high) = (0.0, 0.0);
    for flow in &plan.flows {
        let expected = whole(flow);
        all_low += flow.rate_rps * expected.low;
        all_high += flow.rate_rps * expected.high;
        classes.push(ClassAvailability {
            class: plan.class(flow, None),
            expected,
        });
        for combination in 0..flow.labels.len() {
            let place = flow.shares.start + combination;
            classes.push(ClassAvailability {
                class: plan.class(flow, Some(combination)),
                expected: Expected {
                    low: low[place],
                    high: high[place],
                },
            });
        }
    }
    let of_all = |sum: f64| {
        if plan.demand_rps > 0.0 {
            sum / plan.demand_rps
        } else {
            1.0
        }
    };
    let all = Expected {
        low: of_all(all_low),
        high: of_all(all_high),
    };
    Availability {
        classes,
        all,
        importance: Vec::new(),
    }
}
