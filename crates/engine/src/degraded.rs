//! Degraded answers: those that lack a service which the request can do without. Each carries the set of what it lacks, as
//! bits, from where a call was skipped up to its client.

use std::sync::Arc;

use topple_model::Service;

use super::world::World;

/// The bit that all share for whom no other is left, and so the most services that are told apart.
pub(super) const OTHERS: u32 = 63;

/// Degraded answers that lack one service.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MissingService {
    /// The service; `None`: those beyond the first 63 that are optional somewhere, together.
    pub service: Option<Service>,
    /// Degraded answers without it.
    pub answers: u64,
}

impl MissingService {
    /// What it is called.
    pub fn name(&self) -> String {
        let named = self.service.as_ref().map(ToString::to_string);
        named.unwrap_or_else(|| "others".to_owned())
    }
}

impl World {
    /// What the log calls the service that a bit stands for.
    pub fn optional_name(&self, bit: u32) -> Arc<str> {
        let service = self.optional.get(bit as usize);
        service.map_or("others", |service| &service.label).into()
    }
}

/// Degraded answers, in all and by what they lack.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Degraded {
    pub answers: u64,
    /// By the bit of the service; as long as the highest that ever lacked.
    by_bit: Vec<u64>,
}

impl Degraded {
    /// Counts an answer without these.
    pub fn count(&mut self, missing: u64) {
        self.answers += 1;
        let mut left = missing;
        while left != 0 {
            let bit = left.trailing_zeros() as usize;
            left &= left - 1;
            if bit >= self.by_bit.len() {
                self.by_bit.resize(bit + 1, 0);
            }
            self.by_bit[bit] += 1;
        }
    }

    /// By the services that lacked.
    pub fn told(&self, w: &World) -> Vec<MissingService> {
        let lacking = self.by_bit.iter().enumerate().filter(|(_, n)| **n > 0);
        let missing = lacking.map(|(bit, &answers)| MissingService {
            service: w.optional.get(bit).cloned(),
            answers,
        });
        missing.collect()
    }

    /// Bytes that it holds beside itself.
    pub fn heap_bytes(&self) -> usize {
        self.by_bit.capacity() * 8
    }
}
