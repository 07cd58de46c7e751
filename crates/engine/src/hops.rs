//! Hops of a sample of the requests, to be drawn. Sampling draws no chance and changes nothing in the run.

use std::collections::VecDeque;

use topple_model::ComponentId;

use super::Micros;

/// Hops that are kept for a reader; older ones are forgotten.
pub const HOPS: usize = 16_384;

/// One message of a sampled request on its way over one link (or over the open network, to an address that DNS named).
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Hop {
    /// The number of the request: all hops of one request bear it, and no other request does. 0: a probe or replication; from 2⁴⁸ on:
    /// a delivery of a queue, of a message that a sampled request has published.
    pub request: u64,
    /// Who sent it.
    pub from: ComponentId,
    /// Who gets it.
    pub to: ComponentId,
    /// When it leaves.
    pub depart: Micros,
    /// When it arrives, or would.
    pub arrive: Micros,
    /// What it carries.
    pub what: Cargo,
    /// Whether it gets there.
    pub fate: Fate,
    /// Whether it is sent because an earlier try failed: by the client, by a balancer to another member, by a queue that
    /// delivers once more.
    pub again: bool,
}

/// Numbers of requests from here on are those of deliveries: clients do not start as many.
pub(super) const DELIVERIES: u64 = 1 << 48;

impl Hop {
    /// Whether it is of a delivery of a queue, and not of a client's request.
    pub const fn is_of_delivery(&self) -> bool {
        self.request >= DELIVERIES
    }
}

/// What a hop carries.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cargo {
    /// A question of a client to a name server.
    Resolve,
    /// A request that reads.
    Read,
    /// A request that writes.
    Write,
    /// A good answer.
    Answer,
    /// An answer that is an error.
    Failure,
    /// A health check.
    Probe,
    /// A write on its way to a replica.
    Replication,
}

/// What becomes of a hop, as far as it is known when it leaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// It gets there.
    Arrives,
    /// The link is cut, the message is lost, or its target is down.
    Dies,
}

/// A bounded ring of hops and the rule which requests are sampled.
#[derive(Debug)]
pub(super) struct Hops {
    kept: VecDeque<Hop>,
    forgotten: u64,
    /// Least time between two sampled requests.
    spacing: Micros,
    next_sample: Micros,
}

/// A snapshot of a run keeps no hops: they are drawn once, as they happen.
impl Clone for Hops {
    fn clone(&self) -> Self {
        Self {
            kept: VecDeque::new(),
            forgotten: self.end(),
            ..*self
        }
    }
}

impl Default for Hops {
    fn default() -> Self {
        Self {
            kept: VecDeque::new(),
            forgotten: 0,
            spacing: Micros::NEVER,
            next_sample: Micros::NEVER,
        }
    }
}

impl Hops {
    /// At most so many requests per second of virtual time are sampled; 0: none.
    pub fn set_rate(&mut self, per_second: u32, now: Micros) {
        self.spacing = 1_000_000u64
            .checked_div(u64::from(per_second))
            .map_or(Micros::NEVER, Micros);
        self.next_sample = if per_second == 0 { Micros::NEVER } else { now };
    }

    /// Whether a request that starts now is sampled.
    #[inline]
    pub fn sample(&mut self, now: Micros) -> bool {
        if now < self.next_sample {
            return false;
        }
        self.next_sample = now + self.spacing;
        true
    }

    /// After going back: numbers go on, and requests are sampled as they were.
    pub fn continue_after(&mut self, later: &Hops, now: Micros) {
        self.kept.clear();
        self.forgotten = later.end();
        self.spacing = later.spacing;
        self.next_sample = if later.shows_probes() {
            now
        } else {
            Micros::NEVER
        };
    }

    /// Goes on from here in the place of `later`, which has gone on meanwhile, and may have been told to sample otherwise.
    pub fn go_on_as(&mut self, later: &Hops, now: Micros) {
        if self.spacing != later.spacing || self.forgotten < later.end() {
            self.continue_after(later, now);
        }
    }

    /// Whether hops are recorded: probes are too then, all of them, as they are few.
    pub fn shows_probes(&self) -> bool {
        self.spacing != Micros::NEVER
    }

    pub fn push(&mut self, hop: Hop) {
        if self.kept.len() == HOPS {
            self.kept.pop_front();
            self.forgotten += 1;
        }
        self.kept.push_back(hop);
    }

    /// The number that the next hop will have.
    pub fn end(&self) -> u64 {
        self.forgotten + self.kept.len() as u64
    }

    /// The hops from this number on that are still kept.
    pub fn since(&self, cursor: u64) -> impl DoubleEndedIterator<Item = &Hop> {
        let skip = cursor
            .saturating_sub(self.forgotten)
            .min(self.kept.len() as u64) as usize;
        self.kept.range(skip..)
    }
}
