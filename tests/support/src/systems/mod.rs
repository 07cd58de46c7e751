//! Sound systems by chance. The same seed gives the same system.
//!
//! - [`wired`]: links between any two parts that the rules let call each other. Small, and full of what is easy to get
//!   wrong; most of it serves nothing.
//! - [`layered`]: as people draw, layer by layer, placed as they place. Most of it serves.
//! - [`pooled`]: deeper than people draw: shards, balancers behind balancers, several services of a kind.
//! - [`any`]: over all of the model, for what reads and writes it: every setting, odd names, odd places, scripts.
//!
//! [`furnished`] adds to any of them what few draw: groups, optional calls, names for servers, brakes, queues.
//! [`brisk`] makes any of them settle within seconds; [`damage`] breaks some of it.

mod any;
mod brisk;
mod crowded;
mod furnished;
mod layered;
mod lessons;
mod pooled;
mod wired;

pub use any::any;
pub use brisk::brisk;
pub use crowded::crowded;
pub use furnished::furnished;
pub use layered::layered;
pub use pooled::pooled;
pub use wired::wired;

use topple_analysis::Failed;
use topple_model::{Kind, Scenario, Target};

use crate::Chance;

/// Everything that can fail: components but clients, regions, groups, links.
pub fn elements(scenario: &Scenario) -> Vec<Target> {
    let components = scenario.components.iter();
    let components = components.filter(|c| c.kind() != Kind::Client);
    let components = components.map(|c| Target::Component(c.id));
    let regions = scenario.regions.iter().map(|r| Target::Region(r.id));
    let links = scenario.links.iter().map(|l| Target::Link(l.id()));
    let groups = scenario.groups.iter().map(|g| Target::Group(g.id));
    components
        .chain(regions)
        .chain(groups)
        .chain(links)
        .collect()
}

/// Some of its elements, dead; of every other system none.
pub fn damage(seed: u64, scenario: &Scenario) -> Failed {
    let mut chance = Chance(seed ^ 0x00da_4a6e);
    let share = chance.pick(&[0.0, 0.0, 0.1, 0.3]);
    let elements = elements(scenario).into_iter();
    elements.filter(|_| chance.happens(share)).collect()
}
