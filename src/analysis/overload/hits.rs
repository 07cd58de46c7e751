//! The share of look-ups that a settled cache answers.
//!
//! Che's approximation (Che, Tung and Wang 2002): an LRU of `C` places forgets a key that was not asked for during a
//! characteristic time `t`, the same for all keys, such that the expected number of keys held is `C`. A key that is
//! read at rate λ and invalidated by writes at rate ω is then hit with the chance that the next event within `t` is a
//! read, λ/(λ+ω) · (1 − e^(−(λ+ω)t)). With a time to live τ that begins at the fill it is hit at most x/(1+x) of the
//! time, x = λ(1 − e^(−ωτ))/ω being the reads of one life; the smaller of the two is taken.

use crate::model::Workload;

/// Keys by popularity: how many of about the same, and the share of requests that each gets.
#[derive(Clone, Debug)]
pub(super) struct Popularity {
    steps: Vec<(f64, f64)>,
}

/// Ranks up to here stand alone; beyond, those within one part in twenty-four are taken together.
const ALONE: u32 = 256;

impl Popularity {
    pub(super) fn new(workload: Workload) -> Self {
        let mut steps: Vec<(f64, f64)> = Vec::new();
        let mut rank = 1;
        while rank <= workload.keys {
            let wide = if rank < ALONE { 1 } else { rank / 24 };
            let count = wide.min(workload.keys - rank + 1);
            let middle = f64::from(rank) + f64::from(count - 1) / 2.0;
            steps.push((f64::from(count), libm::pow(middle, -workload.skew)));
            rank += count;
        }
        let sum: f64 = steps.iter().map(|(count, weight)| count * weight).sum();
        for (_, weight) in &mut steps {
            *weight /= sum;
        }
        Self { steps }
    }

    /// The hit share of a cache of so many places, read and written to at these rates (a second). 0 where nothing is
    /// read.
    pub(super) fn hits(&self, places: f64, reads_rps: f64, writes_rps: f64, ttl_s: f64) -> f64 {
        if reads_rps <= 0.0 || places <= 0.0 || ttl_s <= 0.0 {
            return 0.0;
        }
        let held = |time_s: f64, weigh: &dyn Fn(f64) -> f64| -> f64 {
            let of_key = |share: f64| key(share * reads_rps, share * writes_rps, time_s, ttl_s);
            self.steps
                .iter()
                .map(|(count, share)| count * weigh(*share) * of_key(*share))
                .sum()
        };
        let keys = |time_s| held(time_s, &|_| 1.0);
        let mut long = 1.0;
        while keys(long) < places && long < 1e12 {
            long *= 4.0;
        }
        let (mut low, mut high) = (0.0, long);
        if keys(long) > places {
            for _ in 0..60 {
                let middle = f64::midpoint(low, high);
                if keys(middle) < places {
                    low = middle;
                } else {
                    high = middle;
                }
            }
        }
        held(high, &|share| share)
    }
}

/// The chance that one key is there.
fn key(reads_rps: f64, writes_rps: f64, time_s: f64, ttl_s: f64) -> f64 {
    let all = reads_rps + writes_rps;
    let kept = reads_rps / all * -libm::expm1(-all * time_s);
    let life_s = if writes_rps > 0.0 {
        -libm::expm1(-writes_rps * ttl_s) / writes_rps
    } else {
        ttl_s
    };
    let reads = reads_rps * life_s;
    kept.min(reads / (1.0 + reads))
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
