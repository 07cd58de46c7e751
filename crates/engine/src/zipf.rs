//! Which key: a Zipf popularity over up to a million keys, drawn in constant time by Walker's alias method
//! (Walker 1977; built as Vose 1991 does).

use super::random::Random;

/// Keys `0..n`, the `i`-th as popular as 1/(i+1)^skew.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Zipf {
    keys: u32,
    skew: f64,
    /// For each column, how much of it is its own (as a share of 2³²), and whose the rest is.
    columns: Vec<(u32, u32)>,
}

impl Zipf {
    pub fn new(keys: u32, skew: f64) -> Self {
        let n = keys.max(1) as usize;
        let mut height: Vec<f64> = (1..=n).map(|rank| libm::pow(rank as f64, -skew)).collect();
        let scale = n as f64 / height.iter().sum::<f64>();
        for h in &mut height {
            *h *= scale;
        }
        let (mut small, mut large): (Vec<u32>, Vec<u32>) =
            (0..n as u32).partition(|&i| height[i as usize] < 1.0);
        let mut columns: Vec<(u32, u32)> = (0..n as u32).map(|i| (u32::MAX, i)).collect();
        while let (Some(low), Some(&high)) = (small.pop(), large.last()) {
            let share = height[low as usize];
            columns[low as usize] = ((share * f64::from(u32::MAX)) as u32, high);
            height[high as usize] -= 1.0 - share;
            if height[high as usize] < 1.0 {
                large.pop();
                small.push(high);
            }
        }
        Self {
            keys,
            skew,
            columns,
        }
    }

    /// Whether it is the one of this workload.
    pub fn is_of(&self, keys: u32, skew: f64) -> bool {
        self.keys == keys && self.skew.to_bits() == skew.to_bits()
    }

    #[inline]
    pub fn draw(&self, random: &mut Random) -> u32 {
        let bits = random.bits();
        let column = super::random::below(bits, self.columns.len() as u32);
        let (own, other) = self.columns[column as usize];
        if bits as u32 <= own { column } else { other }
    }
}

#[cfg(test)]
mod tests {
    use super::super::random::Purpose;
    use super::*;

    #[test]
    fn keys_are_drawn_as_often_as_their_rank_says() {
        let zipf = Zipf::new(100, 1.0);
        let mut random = Random::new(3, "a", Purpose::Keys);
        let mut counts = [0u32; 100];
        let draws = 500_000;
        for _ in 0..draws {
            counts[zipf.draw(&mut random) as usize] += 1;
        }
        let harmonic: f64 = (1..=100).map(|r| 1.0 / f64::from(r)).sum();
        for rank in [1usize, 2, 5, 10, 50, 100] {
            let expected = f64::from(draws) / harmonic / rank as f64;
            let got = f64::from(counts[rank - 1]);
            assert!(
                (got - expected).abs() < 4.5 * expected.sqrt(),
                "{rank}: {got} {expected}"
            );
        }
    }

    #[test]
    fn without_skew_all_keys_are_alike_and_one_key_is_enough() {
        let mut random = Random::new(3, "a", Purpose::Keys);
        assert_eq!(Zipf::new(1, 0.9).draw(&mut random), 0);
        let even = Zipf::new(4, 0.0);
        let mut counts = [0u32; 4];
        (0..40_000).for_each(|_| counts[even.draw(&mut random) as usize] += 1);
        assert!(
            counts.iter().all(|n| n.abs_diff(10_000) < 400),
            "{counts:?}"
        );
    }
}
