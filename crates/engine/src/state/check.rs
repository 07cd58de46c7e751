//! What a checker knows at one moment of one target.

use crate::Micros;
use crate::calls::Handle;
use crate::random::{Purpose, Random};
use crate::world::World;

/// What a checker knows of one target.
#[derive(Clone, Debug)]
pub(crate) struct Check {
    pub in_rotation: bool,
    /// Probes in a row that say otherwise than `in_rotation`.
    pub against: u32,
    /// When the probe under way left.
    pub left: Micros,
    /// What it will say.
    pub good: bool,
    /// The probe that the target of a deep check works on, or lets wait.
    pub probe: Handle,
    /// An event of an older generation is void.
    pub generation: u32,
    /// For when it starts, and for what its probes meet: they draw nothing that a request would have drawn.
    pub chance: Random,
}

impl Check {
    /// One that has not started.
    pub fn new(w: &World, index: usize) -> Self {
        let name = w.links[w.checks[index].link as usize].id.to_string();
        Self {
            in_rotation: true,
            against: 0,
            left: Micros::ZERO,
            good: true,
            probe: Handle::NONE,
            generation: 0,
            chance: Random::new(w.seed, &name, Purpose::Checks),
        }
    }
}
