//! How much travels each link, as measured on the sampled requests: for the thickness of lines.

use std::collections::BTreeMap;

use super::session::Session;
use crate::engine::{Cargo, Hop};
use crate::model::{ComponentId, LinkId};

/// How fast what was counted is forgotten, in milliseconds: a kill is seen on the lines within a second or two.
const MEMORY_MS: f64 = 1_500.0;
/// A count below this is nothing any more.
const NOTHING: f64 = 1e-3;

/// Counts of the last moments, fading.
#[derive(Clone, Debug, Default)]
pub(super) struct Flow {
    requests: f64,
    hops: BTreeMap<(ComponentId, ComponentId), f64>,
}

impl Flow {
    /// A hop of a sampled request; `is_first` where none of that request was seen before.
    pub fn count(&mut self, hop: &Hop, is_first: bool) {
        if is_first {
            self.requests += 1.0;
        }
        if matches!(hop.what, Cargo::Read | Cargo::Write) {
            *self.hops.entry((hop.from, hop.to)).or_default() += 1.0;
        }
    }

    /// Time passes, and with it the past.
    pub fn fade(&mut self, elapsed_ms: f64) {
        let kept = (-elapsed_ms / MEMORY_MS).exp();
        self.requests *= kept;
        self.hops.retain(|_, count| {
            *count *= kept;
            *count > NOTHING
        });
    }

    /// How many times a request travels from one to the other, on the average of all requests.
    fn per_request(&self, from: ComponentId, to: ComponentId) -> f64 {
        let count = self.hops.get(&(from, to)).copied().unwrap_or(0.0);
        if self.requests > NOTHING {
            count / self.requests
        } else {
            0.0
        }
    }
}

impl Session {
    /// Requests per second of virtual time that travel a link now, as the sampled ones say.
    pub fn link_rate_rps(&self, id: LinkId) -> f64 {
        let last = self.live.run.rows().next_back();
        let started_rps = last.map_or(0.0, |row| {
            row.started as f64 / row.span.as_seconds().max(1e-6)
        });
        self.live.traffic.flow.per_request(id.from, id.to) * started_rps
    }
}
