//! What every fault starts from: who acts as primary now, and which places are isolated from each other.

use super::borders::Borders;
use super::databases::{Damage, SetPlan, SetStart};
use super::failed::Failed;
use topple_model::{Scenario, Topology};

/// What every fault starts from, beside what is dead and cut.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Now {
    pub(super) borders: Borders,
    /// By link: whether its ends are isolated from each other. Empty: none are.
    barred: Vec<bool>,
    /// By replica set.
    pub(super) starts: Vec<SetStart>,
    /// By component: whether it is a database without data.
    pub(super) is_empty: Vec<bool>,
}

impl Now {
    pub(super) fn new(
        scenario: &Scenario,
        topology: &Topology,
        sets: &[SetPlan],
        failed: &Failed,
        dead: &[bool],
        cut: &[bool],
    ) -> Self {
        let borders = Borders::new(scenario, topology, &failed.isolated);
        let damage = Damage {
            dead,
            cut,
            borders: &borders,
        };
        let starts: Vec<SetStart> = sets
            .iter()
            .map(|set| SetStart::new(set, scenario, &failed.roles, damage))
            .collect();
        let mut is_empty = vec![false; scenario.components.len()];
        for (set, start) in sets.iter().zip(&starts) {
            for (node, has_data) in set.nodes.iter().zip(start.has_data()) {
                is_empty[node.component] = !has_data;
            }
        }
        let is_barred =
            |ends: &Option<(usize, usize)>| ends.is_some_and(|(a, b)| borders.part(a, b));
        let barred = if borders == Borders::default() {
            Vec::new()
        } else {
            topology.ends.iter().map(is_barred).collect()
        };
        Self {
            borders,
            barred,
            starts,
            is_empty,
        }
    }

    /// Whether the ends of this link are isolated from each other.
    pub(super) fn is_barred(&self, link: usize) -> bool {
        self.barred.get(link).copied().unwrap_or(false)
    }
}
