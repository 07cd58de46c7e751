//! How much travels each link, as measured on the sampled requests: for the thickness of lines.

use std::collections::BTreeMap;

use crate::engine::{Cargo, Hop};
use crate::model::ComponentId;

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
    pub(super) fn per_request(&self, from: ComponentId, to: ComponentId) -> f64 {
        let count = self.hops.get(&(from, to)).copied().unwrap_or(0.0);
        if self.requests > NOTHING {
            count / self.requests
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Fate, Micros};

    #[test]
    fn every_request_counts_once_on_each_link_it_travels_and_answers_do_not() {
        let [users, web, db] =
            ["users", "web-1", "db-1"].map(|t| ComponentId::new(t).expect("an id"));
        let mut flow = Flow::default();
        for request in 1..=40 {
            let hop = |from, to, what| {
                let (depart, arrive) = (Micros::ZERO, Micros::from_ms(1.0));
                Hop {
                    request,
                    from,
                    to,
                    depart,
                    arrive,
                    what,
                    fate: Fate::Arrives,
                    again: false,
                }
            };
            flow.count(&hop(users, web, Cargo::Read), true);
            flow.count(&hop(web, users, Cargo::Answer), false);
            if request % 2 == 0 {
                flow.count(&hop(web, db, Cargo::Read), false);
            }
            flow.fade(10.0);
        }
        assert!((flow.per_request(users, web) - 1.0).abs() < 1e-9);
        assert!((flow.per_request(web, db) - 0.5).abs() < 0.01);
        assert!(flow.per_request(web, users).abs() < 1e-9);
        flow.fade(60_000.0);
        assert!(flow.per_request(users, web).abs() < 1e-9);
    }
}
