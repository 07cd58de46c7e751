//! What going back is made of: where it leads, how far it has come, and why it may not be.

use std::fmt;

use super::Micros;
use super::playhead::Playhead;

/// Why a run cannot go back there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RewindError {
    /// That lies in the future of the run.
    NotYet {
        /// Where the run is.
        now: Micros,
    },
    /// So much was done by hand since then that the beginning was forgotten.
    Forgotten {
        /// The earliest moment to which it can go back.
        earliest: Micros,
    },
}

impl fmt::Display for RewindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RewindError::NotYet { now } => write!(f, "The run has only come to {now}."),
            RewindError::Forgotten { earliest } => {
                write!(f, "The run remembers its past from {earliest} on.")
            }
        }
    }
}

/// A way back that has begun.
#[derive(Clone, Debug)]
pub(super) struct Rewinding {
    /// Where it leads.
    pub to: Micros,
    /// How far it has come.
    pub head: Playhead,
}
