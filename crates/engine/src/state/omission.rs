//! What a twin of a run leaves out: some or all of the faults that struck there.

use topple_model::Action;

use crate::faults::Faults;
use crate::state::restarts::Restarts;

/// Which faults a twin leaves out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Omitted {
    /// All of them.
    All,
    /// The one of this number.
    One(u64),
}

/// What a twin leaves out, and what would be broken if it did not.
///
/// The twin must know both: a fault that was left out may be struck a second time, which did nothing in the run and does
/// nothing here, and chaos goes on to revive what it believes to have killed.
#[derive(Clone, Debug)]
pub(crate) struct Omission {
    omitted: Omitted,
    /// What is broken in the run at this moment.
    pub there: Faults,
    /// Who will be started again there.
    pub restarts: Restarts,
    /// How many faults have struck in the run by now.
    struck: u64,
}

impl Omission {
    pub fn new(omitted: Omitted, there: &Faults, restarts: &Restarts, struck: u64) -> Self {
        Self {
            omitted,
            there: there.clone(),
            restarts: restarts.clone(),
            struck,
        }
    }

    /// Takes in what was done in the run, by something that is a fault or is none. Whether it is left out here.
    pub fn leaves_out(&mut self, action: &Action, is_fault: bool) -> bool {
        let changed = self.there.take(action);
        if !is_fault {
            return false;
        }
        if !changed {
            return true;
        }
        let number = self.struck;
        self.struck += 1;
        self.omitted == Omitted::All || self.omitted == Omitted::One(number)
    }
}
