//! What a checker knows at one moment of one target.

use crate::Micros;

/// What a checker knows of one target.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Check {
    pub in_rotation: bool,
    /// Probes in a row that say otherwise than `in_rotation`.
    pub against: u32,
    /// When the probe under way left.
    pub left: Micros,
    /// What it will say.
    pub good: bool,
    /// An event of an older generation is void.
    pub generation: u32,
}

impl Check {
    /// One that has not started.
    pub const UNKNOWN: Check = Check {
        in_rotation: true,
        against: 0,
        left: Micros::ZERO,
        good: true,
        generation: 0,
    };
}
