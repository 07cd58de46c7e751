//! The latest that is known: what was found before stays to be seen, marked as no longer fresh, so that nothing on the
//! screen jumps.

use crate::analysis::{CUT_SETS, CutSet, Finding, MendId, Preview};
use crate::model::Target;

/// Cut sets of one order that are kept to be shown; of the others, how many there are.
const CUTS_KEPT: usize = 40;

/// The latest that is known of something: about the document and the faults as they are now, or as they were before.
#[derive(Clone, PartialEq, Debug)]
pub struct Latest<T> {
    value: Option<T>,
    fresh: bool,
}

impl<T> Default for Latest<T> {
    fn default() -> Self {
        Self {
            value: None,
            fresh: false,
        }
    }
}

impl<T> Latest<T> {
    /// It; `None` until it was found for the first time.
    pub fn value(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// Whether it is about everything as it is now.
    pub fn is_fresh(&self) -> bool {
        self.fresh
    }

    pub(super) fn stale(&mut self) {
        self.fresh = false;
    }

    /// Takes over what is known by now. Returns whether that is news.
    pub(super) fn learn<U>(&mut self, finding: &Finding<U>, of: impl FnOnce(&U) -> T) -> bool {
        if self.fresh {
            return false;
        }
        match finding {
            Finding::Pending => return false,
            Finding::Known(found) => self.value = Some(of(found)),
        }
        self.fresh = true;
        true
    }
}

/// Cut sets of one order.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct CutList {
    /// The worst of them.
    pub sets: Vec<CutSet>,
    /// How many there are.
    pub total: usize,
    /// Whether there are more than were looked for.
    pub is_full: bool,
}

impl CutList {
    pub(super) fn of(found: &[CutSet]) -> Self {
        Self {
            sets: found.iter().take(CUTS_KEPT).cloned().collect(),
            total: found.len(),
            is_full: found.len() >= CUT_SETS,
        }
    }
}

/// A mend that is pointed at, and what it would change.
#[derive(Clone, PartialEq, Debug)]
pub struct Previewed {
    /// The verdict that it mends.
    pub element: Target,
    /// Which mend it is.
    pub mend: MendId,
    /// What it would change; `None` while that is being found out.
    pub preview: Option<Preview>,
}
