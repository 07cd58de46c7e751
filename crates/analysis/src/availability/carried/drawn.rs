//! States by chance, from those that have not been looked at.

use std::collections::BTreeSet;

use super::Down;
use crate::availability::confidence::{DOUBT, Random, within};
use crate::availability::elements::Elements;
use crate::availability::{Availability, from_shares};
use crate::base::Base;
use crate::plan::Plan;

/// States that are drawn at most, and parts in them.
const STATES: u64 = 4_000;
const PARTS: u64 = 1_000_000;

/// Elements that are asked whether they are up, at most, where most states that come up have been looked at.
const ASKED: u64 = 20_000_000;

/// Elements that are asked in the time of one look of the other searches.
const LOOKS: usize = 16;

/// What was drawn.
#[derive(Debug)]
pub(super) struct Drawn {
    random: Random,
    most: u64,
    draws: u64,
    asked: u64,
    /// By share: what is not served, summed over all that were drawn.
    lost: Vec<f64>,
}

impl Drawn {
    pub(super) fn new(base: &Base) -> Self {
        Self {
            random: Random::new(0),
            most: STATES.min(PARTS / base.plan.parts.len().max(1) as u64),
            draws: 0,
            asked: 0,
            lost: vec![0.0; base.plan.shares()],
        }
    }

    /// Whether enough was drawn: that does not hang on what is served in it.
    pub(super) fn is_over(&self) -> bool {
        self.draws >= self.most || self.asked >= ASKED
    }

    /// What is down in a state by chance, if it has not been `known` before; how many looks that took.
    pub(super) fn state(
        &mut self,
        elements: &Elements,
        known: &BTreeSet<Down>,
    ) -> (Option<Down>, usize) {
        let mut down = Down::new();
        let mut asked = 0;
        for (place, element) in elements.all.iter().enumerate() {
            if element.up <= 0.0 || element.up >= 1.0 {
                continue;
            }
            let all = element.targets.len();
            asked += all;
            let count = (0..all).filter(|_| self.random.unit() >= element.up);
            match count.count() {
                0 => {}
                count => down.push((place, count)),
            }
        }
        self.asked += asked as u64;
        let looks = asked / LOOKS;
        (Some(down).filter(|down| !known.contains(down)), looks)
    }

    /// Adds what is served in the state.
    pub(super) fn add(&mut self, shares: &[f64]) {
        self.draws += 1;
        for (lost, share) in self.lost.iter_mut().zip(shares) {
            *lost += 1.0 - share;
        }
    }

    /// What all this says, with the sums over the states that have been looked at and their chance.
    pub(super) fn found(
        &self,
        plan: &Plan,
        (served, seen): (&[f64], f64),
        proven: &Availability,
    ) -> Availability {
        let unseen = (1.0 - seen).max(0.0);
        let doubt = libm::log(2.0 * self.lost.len() as f64 / DOUBT);
        let bounds = self
            .lost
            .iter()
            .map(|&lost| within(lost, self.draws, doubt));
        let (low, high): (Vec<f64>, Vec<f64>) = std::iter::zip(served, bounds)
            .map(|(served, (least, most))| {
                let share = |lost: f64| (served + unseen * (1.0 - lost)).min(1.0);
                (share(most), share(least))
            })
            .unzip();
        Availability {
            drawn: self.draws,
            ..proven.clone().narrowed(&from_shares(plan, &low, &high))
        }
    }
}
