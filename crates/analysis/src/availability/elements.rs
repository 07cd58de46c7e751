//! What can fail, and what diagrams ask about it.
//!
//! An element that is unlike any other is one question: is it up? Of parts that are alike it only matters how many are,
//! and that is asked step by step: "none?", if not "one alone?", and so on. The chance of a yes depends on nothing but
//! the answers before, which were all no, so that the steps are independent questions like all others: a pool of 120 is
//! one variable of 121 values, and a diagram that only wants to know whether anybody lives asks once.

use super::steps::Steps;
use crate::failed::Failed;
use crate::plan::{Part, Plan};
use crate::serve::State;
use topple_model::{Alike, Target};

/// An element, or several that are alike.
#[derive(Debug)]
pub(super) struct Element {
    /// All of them; one alone where it is unlike any other.
    pub(super) targets: Vec<Target>,
    /// The availability of each.
    pub(super) up: f64,
    /// What dies with the first.
    pub(super) components: Vec<usize>,
    /// The first of its questions.
    pub(super) asked_at: usize,
    /// Of several: the chances of their steps.
    pub(super) steps: Option<Steps>,
}

impl Element {
    /// How many questions are asked about it.
    pub(super) fn questions(&self) -> usize {
        self.steps.as_ref().map_or(1, |steps| steps.chances.len())
    }
}

/// What can fail, in the order in which diagrams ask.
#[derive(Debug, Default)]
pub(super) struct Elements {
    pub(super) all: Vec<Element>,
    /// By question: the chance that the answer is yes.
    pub(super) chances: Vec<f64>,
    /// By component that stands for those that are like it: what its life hangs on; `None`: it is dead now, or another
    /// stands for it.
    pub(super) of_component: Vec<Option<Life>>,
}

/// What the life of a component, or of those that are alike, hangs on.
#[derive(Clone, Debug, Default)]
pub(super) struct Life {
    /// The regions and groups that must be up, by their questions.
    pub(super) needs: Vec<usize>,
    /// The component, or those that are alike, by their place among the elements; `None`: it never fails by itself.
    pub(super) own: Option<usize>,
}

impl Elements {
    pub(super) fn new(plan: &Plan, now: &State, failed: &Failed, twins: &Alike) -> Self {
        let mut elements = Self {
            all: Vec::new(),
            chances: Vec::new(),
            of_component: vec![None; plan.parts.len()],
        };
        let mut of_region = vec![None; plan.scenario().regions.len()];
        for (i, region) in plan.scenario().regions.iter().enumerate() {
            if !plan.region_is_dead(region.id, failed) {
                of_region[i] = Some(elements.chances.len());
                let target = vec![Target::Region(region.id)];
                elements.push(target, region.availability(), plan.within[i].clone());
            }
        }
        let mut of_group = vec![None; plan.scenario().groups.len()];
        for (i, group) in plan.scenario().groups.iter().enumerate() {
            if !failed.groups.contains(&group.id) {
                of_group[i] = Some(elements.chances.len());
                let target = vec![Target::Group(group.id)];
                elements.push(target, group.availability(), plan.sharing[i].clone());
            }
        }
        for component in in_depth(plan) {
            let drawn = &plan.scenario().components[component];
            if !drawn.kind().row().may_die() {
                elements.of_component[component] = Some(Life::default());
            } else if !now.dead[component] && twins.is_first(component) {
                let regions = plan.topology().regions(component).iter();
                let fates = plan.topology().fates[component].iter();
                let needs = regions.filter_map(|&r| of_region[r]);
                let needs = needs.chain(fates.filter_map(|&g| of_group[g]));
                elements.of_component[component] = Some(Life {
                    needs: needs.collect(),
                    own: Some(elements.all.len()),
                });
                let target = |&c: &usize| Target::Component(plan.scenario().components[c].id);
                let targets = twins.like(component).iter().map(target).collect();
                elements.push(targets, drawn.availability(), vec![component]);
            }
        }
        elements
    }

    fn push(&mut self, targets: Vec<Target>, up: f64, components: Vec<usize>) {
        let steps = (targets.len() > 1).then(|| Steps::new(targets.len(), up));
        let asked_at = self.chances.len();
        match &steps {
            None => self.chances.push(up),
            Some(steps) => self.chances.extend(&steps.chances),
        }
        self.all.push(Element {
            targets,
            up,
            components,
            asked_at,
            steps,
        });
    }
}

/// Every part told apart from all others.
pub(super) fn apart(plan: &Plan) -> Alike {
    let (scenario, topology) = (plan.scenario(), plan.topology());
    Alike::marked(scenario, topology, &|c| c as u64, &|_| Some(0))
}

/// All components, each followed by what it calls, and a database by the rest of its set: what is asked about
/// together stands together, which keeps diagrams small.
fn in_depth(plan: &Plan) -> Vec<usize> {
    let mut seen = vec![false; plan.parts.len()];
    let mut order = Vec::with_capacity(plan.parts.len());
    for &start in &plan.order {
        let mut next = vec![start];
        while let Some(component) = next.pop() {
            if std::mem::replace(&mut seen[component], true) {
                continue;
            }
            order.push(component);
            let called = plan.topology().out[component]
                .iter()
                .filter_map(|&link| plan.topology().to(link));
            let mut called: Vec<usize> = called.collect();
            if let (Part::Database, Some(set)) =
                (&plan.parts[component], plan.topology().set_of[component])
            {
                called.extend(plan.sets[set].nodes.iter().map(|node| node.component));
            }
            next.extend(called.into_iter().rev());
        }
    }
    order
}
