//! What of messages is taken, of whole states by chance.
//!
//! What is taken is the part of what is published in the same state, one sum over all clients by another, so that no
//! request can be drawn for it. States can, but seldom enough: what is told is three nines at best.

use super::hazards::Hazards;
use crate::availability::confidence::{Random, within};
use crate::availability::{Availability, Expected};
use crate::base::{Base, Slice};
use crate::ripple::Ripple;

/// States before it is looked at for the first time whether they suffice; each time after, twice as many.
const FIRST: u64 = 1 << 10;

/// How often that is looked at, at most.
const ROUNDS: u64 = 5;

/// States that are drawn at most.
const STATES: u64 = FIRST << (ROUNDS - 1);

/// Elements that are asked in the time of one look of the other searches.
const LOOKS: usize = 16;

/// States by chance.
#[derive(Debug)]
pub(super) struct Messages {
    random: Random,
    draws: u64,
    suffices: bool,
    rows: Vec<Taken>,
}

/// What is delivered to one service.
#[derive(Debug)]
struct Taken {
    /// Its row among the classes, and its place among the shares.
    row: usize,
    place: usize,
    lost: f64,
}

impl Messages {
    /// Those whose bounds are not worth reading.
    pub(super) fn new(base: &Base, known: &Availability) -> Self {
        let (mut rows, mut row) = (Vec::new(), 0);
        for flow in &base.plan.flows {
            if flow.delivery.is_some() && !known.classes[row].expected.is_worth_reading() {
                rows.push(Taken {
                    row,
                    place: flow.shares.start,
                    lost: 0.0,
                });
            }
            row += 1 + flow.labels.len();
        }
        Self {
            random: Random::new(u64::MAX),
            draws: 0,
            suffices: rows.is_empty(),
            rows,
        }
    }

    /// How often it is looked at whether a share is known well enough.
    pub(super) fn times(&self) -> u64 {
        self.rows.len() as u64 * ROUNDS
    }

    pub(super) fn draws(&self) -> u64 {
        self.draws
    }

    pub(super) fn is_over(&self) -> bool {
        self.suffices || self.draws >= STATES
    }

    pub(super) fn share_done(&self) -> f64 {
        if self.is_over() {
            1.0
        } else {
            self.draws as f64 / STATES as f64
        }
    }

    /// Goes on until about `looks` parts more have been looked at.
    pub(super) fn advance(
        &mut self,
        base: &Base,
        (hazards, doubt): (&Hazards, f64),
        looks: usize,
    ) -> Slice {
        let mut ripple = Ripple::on(base);
        let mut done = 1;
        while done < looks && !self.is_over() {
            let elements = hazards.up.iter().zip(&hazards.components);
            let down = elements.filter(|(up, _)| self.random.unit() >= **up);
            let gone: Vec<usize> = down
                .flat_map(|(_, components)| components)
                .copied()
                .collect();
            let mark = ripple.strike(&gone, &[]);
            done += 1 + hazards.up.len() / LOOKS + ripple.touched.len();
            for taken in &mut self.rows {
                taken.lost += 1.0 - ripple.state.shares[taken.place];
            }
            ripple.lift(mark);
            self.draws += 1;
            if self.draws >= FIRST && self.draws.is_power_of_two() {
                let suffices = self.found(doubt).all(|(_, e)| e.is_worth_reading());
                self.suffices = suffices;
            }
        }
        Slice {
            looks: done,
            over: self.is_over(),
        }
    }

    /// By row: between what its share lies.
    pub(super) fn found(&self, doubt: f64) -> impl Iterator<Item = (usize, Expected)> {
        self.rows.iter().map(move |taken| {
            let (low, high) = within(taken.lost, self.draws, doubt);
            let expected = Expected {
                low: 1.0 - high,
                high: 1.0 - low,
            };
            (taken.row, expected)
        })
    }
}
