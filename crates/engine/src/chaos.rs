//! Chaos: kills and revives at random, from a seed of its own.

use topple_model::ComponentId;

use super::random::{Purpose, Random};

/// Kills and revives at random. Clients and regions are left alone.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Chaos {
    /// Mean time from a component's start to its death, in seconds (exponential).
    pub mean_time_to_failure_s: f64,
    /// Mean time from its death to its revival, in seconds (exponential).
    pub mean_time_to_repair_s: f64,
    /// Its own seed: chaos does not disturb the run's chance.
    pub seed: u64,
}

impl Chaos {
    /// When it strikes a component.
    pub(super) fn stream(&self, id: ComponentId) -> Random {
        Random::new(self.seed, id.as_str(), Purpose::Chaos)
    }
}

/// Chaos under way. A strike of an older generation is void.
#[derive(Clone, Debug, Default)]
pub(super) struct ChaosState {
    pub chaos: Option<Chaos>,
    pub generation: u32,
    pub streams: Vec<Random>,
}
