//! Isolation: which places nothing passes between.

use std::collections::BTreeSet;

use topple_model::{RegionId, Scenario, Topology};

/// On which side of the borders of isolated regions each component lies.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Borders {
    /// By component: the innermost isolated region around it, counted from 1, or 0. Empty: no region is isolated.
    within: Vec<usize>,
}

impl Borders {
    pub(super) fn new(
        scenario: &Scenario,
        topology: &Topology,
        isolated: &BTreeSet<RegionId>,
    ) -> Self {
        let alone: Vec<bool> = scenario
            .regions
            .iter()
            .map(|region| isolated.contains(&region.id))
            .collect();
        if !alone.contains(&true) {
            return Self::default();
        }
        let innermost = |component| {
            let around = topology.regions(component).iter();
            around
                .copied()
                .find(|&r| alone[r])
                .map_or(0, |region| region + 1)
        };
        Self {
            within: (0..scenario.components.len()).map(innermost).collect(),
        }
    }

    /// What is the same for two components if, and only if, they are not isolated from each other.
    pub(super) fn side(&self, component: usize) -> usize {
        self.within.get(component).copied().unwrap_or(0)
    }

    /// Whether two components are isolated from each other.
    pub(super) fn part(&self, a: usize, b: usize) -> bool {
        self.side(a) != self.side(b)
    }
}
