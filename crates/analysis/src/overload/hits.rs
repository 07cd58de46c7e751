//! The share of look-ups that a settled cache answers.
//!
//! Che's approximation (Che, Tung and Wang 2002): an LRU of `C` places forgets a key that was not asked for during a
//! characteristic time `t`, the same for all keys, such that the expected number of keys held is `C`. A key that is
//! read at rate λ and invalidated by writes at rate ω is then hit with the chance that the next event within `t` is a
//! read, λ/(λ+ω) · (1 − e^(−(λ+ω)t)). With a time to live τ that begins at the fill it is hit at most x/(1+x) of the
//! time, x = λ(1 − e^(−ωτ))/ω being the reads of one life; the smaller of the two is taken.

use std::cell::RefCell;
use std::collections::BTreeMap;

use topple_model::Workload;

/// Keys by popularity: how many of about the same, and the share of requests that each gets.
#[derive(Clone, Debug)]
pub(crate) struct Popularity {
    steps: Vec<(f64, f64)>,
    /// What was asked before: many states of a system ask the same of its caches.
    known: RefCell<BTreeMap<[u32; 4], f64>>,
}

/// Ranks up to here stand alone; beyond, those within one part in twelve are taken together.
const ALONE: u32 = 64;

impl Popularity {
    pub(crate) fn new(workload: Workload) -> Self {
        let mut steps: Vec<(f64, f64)> = Vec::new();
        let mut rank = 1;
        while rank <= workload.keys {
            let wide = if rank < ALONE { 1 } else { rank / 12 };
            let count = wide.min(workload.keys - rank + 1);
            let middle = f64::from(rank) + f64::from(count - 1) / 2.0;
            steps.push((f64::from(count), libm::pow(middle, -workload.skew)));
            rank += count;
        }
        let sum: f64 = steps.iter().map(|(count, weight)| count * weight).sum();
        for (_, weight) in &mut steps {
            *weight /= sum;
        }
        Self {
            steps,
            known: RefCell::default(),
        }
    }

    /// How many hit shares have been found so far.
    pub(super) fn known(&self) -> usize {
        self.known.borrow().len()
    }

    /// The hit share of a cache of so many places, read and written to at these rates (a second). 0 where nothing is
    /// read. Numbers are taken to three digits: more the formula is not good for, and so most states ask the same.
    pub(super) fn hits(&self, places: f64, reads_rps: f64, writes_rps: f64, ttl_s: f64) -> f64 {
        let numbers = [places, reads_rps, writes_rps, ttl_s].map(three_digits);
        let [places, reads_rps, writes_rps, ttl_s] = numbers.map(f64::from);
        if reads_rps <= 0.0 || places <= 0.0 || ttl_s <= 0.0 {
            return 0.0;
        }
        let key = numbers.map(f32::to_bits);
        if let Some(&known) = self.known.borrow().get(&key) {
            return known;
        }
        let keys: Vec<Key> = self
            .steps
            .iter()
            .map(|&(count, share)| Key::new(count, share, reads_rps, writes_rps, ttl_s))
            .collect();
        let hits = settled(&keys, places);
        self.known.borrow_mut().insert(key, hits);
        hits
    }
}

/// A number to one part in two thousand.
fn three_digits(number: f64) -> f32 {
    /// Of the 23 bits after the point, those that are rounded away.
    const COARSE: u32 = (1 << 13) - 1;
    let number = number as f32;
    if number.is_finite() {
        f32::from_bits((number.to_bits() + COARSE / 2) & !COARSE)
    } else {
        number
    }
}

/// Keys of one popularity in one cache.
struct Key {
    count: f64,
    share: f64,
    /// Reads and writes a second.
    events_rps: f64,
    /// Which part of them are reads.
    reads: f64,
    /// The most of the time that it can be there, for its time to live.
    most: f64,
}

impl Key {
    fn new(count: f64, share: f64, reads_rps: f64, writes_rps: f64, ttl_s: f64) -> Self {
        let (reads_rps, writes_rps) = (share * reads_rps, share * writes_rps);
        let life_s = if writes_rps > 0.0 {
            -libm::expm1(-writes_rps * ttl_s) / writes_rps
        } else {
            ttl_s
        };
        let of_a_life = reads_rps * life_s;
        Self {
            count,
            share,
            events_rps: reads_rps + writes_rps,
            reads: reads_rps / (reads_rps + writes_rps),
            most: of_a_life / (1.0 + of_a_life),
        }
    }

    /// The chance that it is there, if a key that was not asked for so long is forgotten.
    fn held(&self, time_s: f64) -> f64 {
        let kept = self.reads * -libm::expm1(-self.events_rps * time_s);
        if self.most.is_nan() {
            // It lives for ever.
            return kept;
        }
        kept.min(self.most)
    }
}

/// The longest characteristic time that is looked at, in seconds: beyond it everything is held that ever will be.
const LONGEST_S: f64 = 1e12;

/// The share of the reads that are hits, at the time after which as many keys are held as there are places.
fn settled(keys: &[Key], places: f64) -> f64 {
    let held = |time_s: f64| -> f64 { keys.iter().map(|k| k.count * k.held(time_s)).sum() };
    let mut time_s = LONGEST_S;
    if held(LONGEST_S) > places {
        time_s = characteristic_time(&held, places);
    }
    keys.iter()
        .map(|k| k.count * k.share * k.held(time_s))
        .sum()
}

/// Where `held` grows past `places`: by regula falsi on the logarithm of time (with the Illinois correction), between
/// two times that are sure to be too short and too long.
fn characteristic_time(held: &impl Fn(f64) -> f64, places: f64) -> f64 {
    let lacks = |log: f64| held(libm::exp(log)) - places;
    let (mut low, mut high) = (0.0, 0.0);
    let mut at_low = lacks(low);
    let mut at_high = at_low;
    while at_low > 0.0 && low > -60.0 {
        (high, at_high) = (low, at_low);
        low -= 2.0;
        at_low = lacks(low);
    }
    while at_high < 0.0 && high < 60.0 {
        (low, at_low) = (high, at_high);
        high += 2.0;
        at_high = lacks(high);
    }
    let mut last_side = 0;
    for _ in 0..40 {
        if high - low < 1e-9 || at_high - at_low <= 0.0 {
            break;
        }
        let middle = (low * at_high - high * at_low) / (at_high - at_low);
        let here = lacks(middle);
        if here.abs() < 1e-7 * places {
            return libm::exp(middle);
        }
        let side = if here < 0.0 { -1 } else { 1 };
        if here < 0.0 {
            (low, at_low) = (middle, here);
            at_high *= if side == last_side { 0.5 } else { 1.0 };
        } else {
            (high, at_high) = (middle, here);
            at_low *= if side == last_side { 0.5 } else { 1.0 };
        }
        last_side = side;
    }
    libm::exp(f64::midpoint(low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hit_shares_are_those_of_the_table() {
        // 10,000 keys; Che's approximation computed exactly, rank by rank.
        let table = [
            (0.9, 100.0, 0.2612),
            (0.9, 1_000.0, 0.5565),
            (0.9, 3_000.0, 0.7460),
            (0.99, 100.0, 0.3769),
            (0.99, 1_000.0, 0.6641),
            (0.99, 3_000.0, 0.8175),
        ];
        for (skew, places, expected) in table {
            let popularity = Popularity::new(Workload { keys: 10_000, skew });
            let found = popularity.hits(places, 50.0, 0.0, f64::INFINITY);
            assert!(
                (found - expected).abs() < 0.001,
                "{skew} {places}: {found} is not {expected}"
            );
        }
    }

    #[test]
    fn a_cache_that_holds_everything_misses_what_was_written_or_ran_out() {
        let popularity = Popularity::new(Workload { keys: 1, skew: 0.0 });
        assert!((popularity.hits(10.0, 9.0, 1.0, f64::INFINITY) - 0.9).abs() < 1e-9);
        assert!((popularity.hits(10.0, 9.0, 0.0, 1.0) - 0.9).abs() < 1e-9);
        assert!(popularity.hits(10.0, 0.0, 1.0, 1.0).abs() < 1e-12);
    }
}
