//! Chaos as it is set, and under way.

use crate::random::Random;

/// How many sorts of targets there are: parts, links, regions, groups.
pub(crate) const SORTS: usize = 4;

/// Strikes and mends at random. Clients are left alone.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Chaos {
    /// Mean time from the start of what it strikes to that strike, in seconds (exponential).
    pub mean_time_to_failure_s: f64,
    /// Mean time from a strike to when it is undone, in seconds (exponential).
    pub mean_time_to_repair_s: f64,
    /// Its own seed: chaos does not disturb the run's chance.
    pub seed: u64,
    /// Whether it also cuts links.
    pub cuts_links: bool,
    /// Whether it also isolates regions.
    pub isolates_regions: bool,
    /// Whether it also kills groups.
    pub kills_groups: bool,
}

/// Chaos under way. A strike of an older generation is void.
#[derive(Clone, Debug, Default)]
pub(crate) struct ChaosState {
    pub chaos: Option<Chaos>,
    pub generation: u32,
    /// When it strikes each part, each link, each region, each group.
    pub streams: [Vec<Random>; SORTS],
}
