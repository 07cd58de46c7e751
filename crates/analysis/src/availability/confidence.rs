//! What draws say of a chance, and where draws come from.

/// Numbers by chance (`SplitMix64`: Steele, Lea and Flood, 2014): the same on every machine.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(stream: u64) -> Self {
        let mut mixed = Self(stream);
        Self(mixed.bits())
    }

    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 up to, and never, 1.
    pub(super) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A whole number below `n`, or 0.
    pub(super) fn below(&mut self, n: usize) -> usize {
        (((self.bits() >> 32) * n as u64) >> 32) as usize
    }

    /// Exponential with mean 1, given that it is no more than where the distribution has come to `reached` of 1.
    pub(super) fn exponential_within(&mut self, reached: f64) -> f64 {
        -libm::log1p(-self.unit() * reached)
    }
}

/// How likely it may be that some share lies outside of bounds that are drawn: of one system, all of them together.
pub(super) const DOUBT: f64 = 1e-3;

/// Between which two numbers the mean of something from 0 to 1 lies, given the sum over so many draws.
///
/// Chernoff's and Hoeffding's bound: the chance of so large a sum or a larger one is at most e^(−n·d), and so is that of so
/// small a one or a smaller, where d is how far (Kullback and Leibler) the drawn mean is from the true one. Each of the
/// two numbers is wrong with a chance of no more than e^−`doubt`, whatever is drawn.
pub(super) fn within(sum: f64, draws: u64, doubt: f64) -> (f64, f64) {
    if draws == 0 {
        return (0.0, 1.0);
    }
    let n = draws as f64;
    let share = (sum / n).clamp(0.0, 1.0);
    let is_too_far = |mean: f64| n * distance(share, mean) > doubt;
    // What is kept is always too far, or the end.
    let (mut low, mut near) = (0.0, share);
    let (mut high, mut close) = (1.0, share);
    for _ in 0..60 {
        let middle = f64::midpoint(low, near);
        *(if is_too_far(middle) {
            &mut low
        } else {
            &mut near
        }) = middle;
        let middle = f64::midpoint(high, close);
        *(if is_too_far(middle) {
            &mut high
        } else {
            &mut close
        }) = middle;
    }
    (low, high)
}

/// The divergence of a coin that falls so from one that falls by `chance`.
fn distance(share: f64, chance: f64) -> f64 {
    let part = |of: f64, by: f64| {
        if of > 0.0 {
            of * libm::log(of / by)
        } else {
            0.0
        }
    };
    part(share, chance) + part(1.0 - share, 1.0 - chance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_hit_the_chance_is_bounded_by_what_would_have_shown() {
        let (low, high) = within(0.0, 1_000, 7.0);
        assert_eq!(low, 0.0);
        assert!((high - (1.0 - libm::exp(-0.007))).abs() < 1e-12, "{high}");
        let (low, high) = within(1_000.0, 1_000, 7.0);
        assert_eq!(high, 1.0);
        assert!((low - libm::exp(-0.007)).abs() < 1e-12, "{low}");
    }

    #[test]
    fn the_true_chance_is_hardly_ever_outside() {
        let mut random = Random::new(1);
        let mut outside = 0;
        for of in 0..4_000 {
            let chance = [0.001, 0.02, 0.3, 0.97][of % 4];
            let hits = (0..500).filter(|_| random.unit() < chance).count();
            // One in a hundred on each side, at most.
            let (low, high) = within(hits as f64, 500, libm::log(100.0));
            outside += usize::from(chance < low || high < chance);
        }
        assert!((4..80).contains(&outside), "{outside} of 4,000");
    }

    #[test]
    fn what_is_drawn_within_a_reach_is_within_it_and_is_spread_as_it_must_be() {
        let mut random = Random::new(2);
        let reach = 0.25;
        let reached = -libm::expm1(-reach);
        let half = -libm::log1p(-reached / 2.0);
        let drawn: Vec<f64> = (0..10_000)
            .map(|_| random.exponential_within(reached))
            .collect();
        assert!(drawn.iter().all(|x| (0.0..=reach).contains(x)));
        let below = drawn.iter().filter(|x| **x < half).count();
        assert!((4_800..5_200).contains(&below), "{below}");
    }
}
