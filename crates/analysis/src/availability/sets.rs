//! Who is primary, for all states at once: see [`crate::databases`].

use std::collections::BTreeMap;
use std::rc::Rc;

use super::diagram::Top;
use super::states::{Result, States};
use super::values::Is;
use crate::base::Base;
use crate::borders::Borders;
use crate::databases::{Kinds, SetNode, Tally};
use crate::endpoint::Endpoint;
use topple_model::Role;

impl States {
    /// What becomes of a set.
    pub(super) fn settled_set(&mut self, set: usize) -> Result<Top> {
        let plan = Rc::clone(&self.plan);
        let base = Rc::clone(&self.base);
        let (drawn, start) = (&plan.sets[set], &base.state.now.starts[set]);
        let damage = base.state.damage();
        let kinds = kinds(&base, set);
        let nobody = Is::Tally(Tally::new(drawn, start, damage));
        let mut tally = self.diagrams.constant(nobody);
        for (place, node) in drawn.nodes.iter().enumerate() {
            let alive = self.alive[node.component];
            tally = self.diagrams.join(tally, alive, &mut |tally, alive| {
                let Is::Tally(tally) = tally else {
                    return tally.clone();
                };
                let mut tally = tally.clone();
                tally.add(alive.so(), place, drawn, start, &kinds, damage);
                Is::Tally(tally)
            })?;
        }
        self.diagrams.map(tally, |tally| match tally {
            Is::Tally(tally) => Is::Set(tally.settled(drawn, start, &kinds, damage)),
            other => other.clone(),
        })
    }
}

/// Which nodes of a set need not be told apart while they are primary: those that are in reach of the same callers, but
/// for read replicas, which have links of their own.
fn kinds(base: &Base, set: usize) -> Kinds {
    let (plan, state) = (&base.plan, &base.state);
    let is_whole = !state.cut.contains(&true) && state.now.borders == Borders::default();
    // Where nothing is cut or isolated all of them are in reach of all.
    let of_set = |e: &&Endpoint| e.set == set && !is_whole;
    let endpoints: Vec<&Endpoint> = plan.endpoints.iter().filter(of_set).collect();
    let mut known: BTreeMap<(Option<usize>, Vec<bool>), usize> = BTreeMap::new();
    let kind = |node: &SetNode| {
        let reached = |e: &&Endpoint| e.reaches(node.component, &state.cut, &state.now.borders);
        let itself = match node.role {
            Role::ReadReplica => Some(node.component),
            Role::Primary | Role::Standby => None,
        };
        let next = known.len();
        let seen = (itself, endpoints.iter().map(reached).collect());
        *known.entry(seen).or_insert(next)
    };
    plan.sets[set].nodes.iter().map(kind).collect()
}
