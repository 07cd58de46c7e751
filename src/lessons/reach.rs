//! What users reach by the links that are drawn.

use std::collections::BTreeSet;

use crate::model::link::LinkRole;
use crate::model::{Scenario, Topology};

/// All that a way of links leads to from a client. Replication and mirroring lead both ways.
pub(super) fn used(scenario: &Scenario, topology: &Topology) -> BTreeSet<usize> {
    let is_client = |i: &usize| scenario.components[*i].kind().row().asks();
    let mut next: Vec<usize> = (0..scenario.components.len()).filter(is_client).collect();
    let mut used = BTreeSet::new();
    while let Some(component) = next.pop() {
        if !used.insert(component) {
            continue;
        }
        next.extend(
            topology.out[component]
                .iter()
                .filter_map(|l| topology.to(*l)),
        );
        let both_ways = topology.into[component].iter().filter(|link| {
            matches!(
                topology.roles[**link],
                Some(LinkRole::Replicates | LinkRole::Mirrors)
            )
        });
        next.extend(both_ways.filter_map(|link| Some(topology.ends[*link]?.0)));
    }
    used
}

/// What the requests of clients come to, no message with them.
pub(super) fn called_by_clients(scenario: &Scenario, topology: &Topology) -> BTreeSet<usize> {
    let asks = |i: &usize| scenario.components[*i].kind().row().asks();
    let mut next: Vec<usize> = (0..scenario.components.len()).filter(asks).collect();
    let mut called = BTreeSet::new();
    while let Some(component) = next.pop() {
        if called.insert(component) {
            let calls = topology.out[component].iter().filter(|link| {
                let role = topology.roles[**link];
                role != Some(LinkRole::Delivers) && role != Some(LinkRole::Mirrors)
            });
            next.extend(calls.filter_map(|link| topology.to(*link)));
        }
    }
    called
}
