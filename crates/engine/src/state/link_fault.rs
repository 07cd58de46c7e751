//! What ails one link.

use topple_model::LinkId;

use crate::faults::Faults;

/// What ails one link.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct LinkFault {
    /// Share of messages lost.
    pub loss: f64,
    /// The way takes this many times as long.
    pub factor: f64,
}

impl LinkFault {
    /// What the faults do to a link, if anything.
    pub fn of(faults: &Faults, link: LinkId) -> Option<LinkFault> {
        let loss = faults.loss.get(&link).copied();
        let factor = faults.latency.get(&link).copied();
        (loss.is_some() || factor.is_some()).then(|| LinkFault {
            loss: loss.unwrap_or(0.0).clamp(0.0, 1.0),
            factor: factor.unwrap_or(1.0).clamp(1.0, 1_000.0),
        })
    }
}
