//! Latencies, counted in buckets that grow with the value: exact to 0.8 %, small, and two of them add up to one.
//!
//! Log-linear buckets as in Gil Tene's `HdrHistogram`: every power of two is split into [`STEPS`] equal steps. Only the
//! span of buckets between the least and the greatest value seen is kept.

use super::Micros;

/// Steps per power of two. The middle of a bucket is off by at most 1 part in twice this: 0.8 %.
const STEPS: u64 = 64;
const STEP_BITS: u32 = STEPS.trailing_zeros();

/// Counts of durations.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Histogram {
    first_bucket: u32,
    buckets: Vec<u32>,
    count: u64,
    sum: u64,
    max: u64,
}

/// The bucket of a value: exact below [`STEPS`], then [`STEPS`] of them per power of two.
#[inline]
fn bucket_of(value: u64) -> u32 {
    if value < STEPS {
        return value as u32;
    }
    let power = value.ilog2() - STEP_BITS;
    let step = (value >> power) - STEPS;
    (u64::from(power + 1) * STEPS + step) as u32
}

/// The least value of a bucket, and how many values it holds.
fn span_of(bucket: u32) -> (f64, f64) {
    let bucket = u64::from(bucket);
    if bucket < STEPS {
        return (bucket as f64, 1.0);
    }
    let power = bucket / STEPS - 1;
    let low = (STEPS + bucket % STEPS) << power;
    (low as f64, (1u64 << power) as f64)
}

impl Histogram {
    /// Counts one.
    #[inline]
    pub fn record(&mut self, duration: Micros) {
        let value = duration.0;
        let bucket = bucket_of(value);
        // A bucket before the first wraps around to none that there is.
        match self
            .buckets
            .get_mut(bucket.wrapping_sub(self.first_bucket) as usize)
        {
            Some(n) => *n = n.saturating_add(1),
            None => self.count_in(bucket, 1),
        }
        self.count += 1;
        self.sum = self.sum.saturating_add(value);
        self.max = self.max.max(value);
    }

    #[inline(never)]
    fn count_in(&mut self, bucket: u32, n: u32) {
        if self.buckets.is_empty() {
            self.first_bucket = bucket;
        }
        if bucket < self.first_bucket {
            let missing = (self.first_bucket - bucket) as usize;
            self.buckets.splice(0..0, std::iter::repeat_n(0, missing));
            self.first_bucket = bucket;
        }
        let at = (bucket - self.first_bucket) as usize;
        if at >= self.buckets.len() {
            self.buckets.resize(at + 1, 0);
        }
        self.buckets[at] = self.buckets[at].saturating_add(n);
    }

    /// Adds what another has counted: as if all had been counted here.
    pub fn merge(&mut self, other: &Histogram) {
        for (i, &n) in other.buckets.iter().enumerate().filter(|(_, n)| **n > 0) {
            self.count_in(other.first_bucket + i as u32, n);
        }
        self.count += other.count;
        self.sum = self.sum.saturating_add(other.sum);
        self.max = self.max.max(other.max);
    }

    /// Empties it, keeping its memory.
    pub fn clear(&mut self) {
        self.buckets.fill(0);
        self.count = 0;
        self.sum = 0;
        self.max = 0;
    }

    /// A copy that holds no more memory than it needs.
    #[must_use]
    pub fn compact(&self) -> Histogram {
        let used = |n: &u32| *n > 0;
        let start = self.buckets.iter().position(used).unwrap_or(0);
        let end = self
            .buckets
            .iter()
            .rposition(used)
            .map_or(start, |last| last + 1);
        Histogram {
            first_bucket: self.first_bucket + start as u32,
            buckets: self.buckets[start..end].to_vec(),
            ..*self
        }
    }

    /// How many were counted.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The exact mean in milliseconds; `None` where nothing was counted.
    pub fn mean_ms(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum as f64 / self.count as f64 / 1e3)
    }

    /// The exact maximum in milliseconds; `None` where nothing was counted.
    pub fn max_ms(&self) -> Option<f64> {
        (self.count > 0).then_some(self.max as f64 / 1e3)
    }

    /// The duration in milliseconds that a `share` (0 to 1) of all do not exceed, to 0.8 %; `None` where nothing was counted.
    pub fn quantile_ms(&self, share: f64) -> Option<f64> {
        if self.count == 0 {
            return None;
        }
        let rank = ((share * self.count as f64).ceil() as u64).clamp(1, self.count);
        let mut before = 0;
        for (i, &n) in self.buckets.iter().enumerate() {
            let n = u64::from(n);
            if before + n >= rank {
                // Within a bucket values are taken to lie evenly.
                let (low, width) = span_of(self.first_bucket + i as u32);
                let part = ((rank - before) as f64 - 0.5) / n as f64;
                let value = low + part * (width - 1.0);
                return Some(value.min(self.max as f64) / 1e3);
            }
            before += n;
        }
        self.max_ms()
    }

    /// Bytes that it holds beside itself.
    pub(super) fn heap_bytes(&self) -> usize {
        self.buckets.capacity() * size_of::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_a_bucket_is_within_one_per_cent_of_every_value_in_it() {
        let mut value = 1u64;
        while value < 1 << 40 {
            for v in [value, value + value / 3, value + value / 2] {
                let (low, width) = span_of(bucket_of(v));
                let middle = low + (width - 1.0) / 2.0;
                assert!(low <= v as f64 && (v as f64) < low + width, "{v}");
                assert!(
                    (middle - v as f64).abs() <= 0.008 * v as f64,
                    "{v}: {middle}"
                );
            }
            value *= 2;
        }
    }

    #[test]
    fn buckets_follow_one_another_without_a_gap() {
        for value in 0..100_000u64 {
            let step = bucket_of(value + 1) - bucket_of(value);
            assert!(step <= 1, "{value}");
        }
    }

    #[test]
    fn merged_halves_are_the_whole() {
        let (mut whole, mut even, mut odd) = <(Histogram, Histogram, Histogram)>::default();
        for i in 0..10_000u64 {
            let value = Micros(i * i % 77_777);
            whole.record(value);
            let half = if i % 2 == 0 { &mut even } else { &mut odd };
            half.record(value);
        }
        even.merge(&odd);
        assert_eq!(even.compact(), whole.compact());
        assert_eq!(whole.count(), 10_000);
    }

    #[test]
    fn quantiles_of_one_to_a_thousand_are_where_they_should_be() {
        let mut histogram = Histogram::default();
        assert_eq!(histogram.quantile_ms(0.5), None);
        for ms in 1..=1_000u64 {
            histogram.record(Micros(ms * 1_000));
        }
        for (share, expected) in [(0.5, 500.0), (0.95, 950.0), (0.99, 990.0), (1.0, 1_000.0)] {
            let got = histogram.quantile_ms(share).unwrap();
            assert!((got / expected - 1.0).abs() < 0.01, "{share}: {got}");
        }
        assert_eq!(histogram.max_ms(), Some(1_000.0));
        assert_eq!(histogram.mean_ms(), Some(500.5));
    }
}
