//! What comes of a request: how likely it is served, and what it publishes on its way.

use std::collections::BTreeMap;

/// What comes of a request.
#[derive(Clone, PartialEq, Debug)]
pub struct Outcome {
    /// How likely it is served.
    pub served: f64,
    /// How likely it is served in full.
    pub full: f64,
    /// How often, on average, something is published or taken, by what it is.
    pub counts: BTreeMap<String, f64>,
}

impl Outcome {
    pub fn served() -> Self {
        Self {
            served: 1.0,
            full: 1.0,
            counts: BTreeMap::new(),
        }
    }

    pub fn failed() -> Self {
        Self {
            served: 0.0,
            full: 0.0,
            counts: BTreeMap::new(),
        }
    }

    /// Served all the same where it fails, and then not in full.
    pub fn or_without(mut self) -> Self {
        self.served = 1.0;
        self
    }

    /// One call, and where it is served the next.
    pub fn then(mut self, next: &Self) -> Self {
        let reached = self.served;
        self.count_all(next, reached);
        self.served *= next.served;
        self.full *= next.full;
        self
    }

    /// One of several that may come, this one with this probability.
    pub fn add(&mut self, probability: f64, one: &Self) {
        self.served += probability * one.served;
        self.full += probability * one.full;
        self.count_all(one, probability);
    }

    pub fn count(&mut self, what: String, times: f64) {
        *self.counts.entry(what).or_default() += times;
    }

    pub fn count_all(&mut self, one: &Self, times: f64) {
        for (what, count) in &one.counts {
            self.count(what.clone(), times * count);
        }
    }
}
