//! A system to be played, and what is dead in it from the start.

use topple::analysis::Failed;
use topple::model::{Scenario, Target};
use topple_testing::{Chance, systems};

/// A system, and what is dead in it from the start.
#[derive(Clone, Debug)]
pub struct System {
    pub scenario: Scenario,
    pub failed: Failed,
}

impl System {
    /// Everything that can fail.
    pub fn elements(&self) -> Vec<Target> {
        systems::elements(&self.scenario)
    }
}

/// Groups of alike parts, deeper than people draw.
pub fn pooled(seed: u64) -> System {
    broken(seed, systems::pooled(seed))
}

/// As people draw, with settings of every sort, in times that settle soon.
pub fn layered(seed: u64) -> System {
    broken(seed, systems::brisk(systems::layered(seed, 1.0)))
}

/// Wired at random, in times that settle soon.
pub fn wired(seed: u64) -> System {
    let size = 4 + (seed % 9) as usize;
    broken(seed, systems::brisk(systems::wired(seed, size)))
}

/// With nothing, one or two of its elements dead, and now and then a region isolated.
fn broken(seed: u64, mut scenario: Scenario) -> System {
    scenario.seed = seed + 1;
    let mut system = System {
        scenario,
        failed: Failed::nothing(),
    };
    let elements = system.elements();
    let mut chance = Chance(!seed);
    for _ in 0..chance.pick(&[0, 0, 0, 1, 1, 2]) {
        system.failed.insert(chance.pick(&elements));
    }
    if !system.scenario.regions.is_empty() && chance.happens(0.3) {
        let region = chance.pick(&system.scenario.regions).id;
        system.failed.isolated.insert(region);
    }
    system
}
