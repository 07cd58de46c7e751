//! Chance: one small generator per component and purpose, all derived from the scenario's seed.
//!
//! A stream depends on the seed, the id of its component and what it is for, and on nothing else: a component that is
//! added has a stream of its own and leaves those of the others alone. The generator is xoshiro256++ (Blackman and
//! Vigna, *Scrambled linear pseudorandom number generators*, 2021), seeded by `SplitMix64` as its authors advise.
//! Logarithms come from the `libm` crate, which has the same bits on every machine.

/// A stream of chance.
#[derive(Clone, Debug)]
pub(super) struct Random {
    state: [u64; 4],
}

/// What a stream is for. Streams of one component for different purposes have nothing to do with each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Purpose {
    /// When requests start.
    Arrivals,
    /// What requests are, and whatever is drawn on their way by this component.
    Choices,
    /// Which key a request asks for.
    Keys,
    /// Service times.
    Service,
    /// The phase of the checks of one target.
    Checks,
    /// When chaos strikes.
    Chaos,
}

/// One step of `SplitMix64` (Steele, Lea and Flood 2014): a good hash of a number, too.
pub(super) const fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// A hash of a text (FNV-1a, then mixed): the same on every machine.
pub(super) fn hash_of(text: &str) -> u64 {
    let step = |h: u64, b: u8| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
    mix(text.bytes().fold(0xcbf2_9ce4_8422_2325, step))
}

/// A whole number below `n` made of a hash: even, to 1 part in 2³² / n. `n` must not be 0.
#[inline]
pub(super) const fn below(hash: u64, n: u32) -> u32 {
    (((hash >> 32) * n as u64) >> 32) as u32
}

/// A number in (0, 1] made of a hash.
#[inline]
pub(super) const fn unit(hash: u64) -> f64 {
    ((hash >> 11) + 1) as f64 * (1.0 / (1u64 << 53) as f64)
}

impl Random {
    /// The stream of `name` for a purpose under a seed.
    pub fn new(seed: u64, name: &str, purpose: Purpose) -> Self {
        let mut x = mix(seed) ^ hash_of(name) ^ mix(0x0070_7572_706f_7365 + purpose as u64);
        let state = std::array::from_fn(|_| {
            x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
            mix(x)
        });
        Self { state }
    }

    /// 64 fresh bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        let [a, b, c, d] = self.state;
        let result = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        let (c2, d2) = (c ^ a, d ^ b);
        self.state = [a ^ d2, b ^ c2, c2 ^ (b << 17), d2.rotate_left(45)];
        result
    }

    /// A number in (0, 1].
    #[inline]
    pub fn unit(&mut self) -> f64 {
        unit(self.bits())
    }

    /// True with this probability.
    #[inline]
    pub fn happens(&mut self, share: f64) -> bool {
        // `unit` is never 0: a share of 0 never happens, a share of 1 always does.
        self.unit() <= share
    }

    /// A whole number below `n`, which must not be 0. Nothing is drawn where there is no choice.
    #[inline]
    pub fn below(&mut self, n: u32) -> u32 {
        if n == 1 { 0 } else { below(self.bits(), n) }
    }

    /// Exponential with mean 1.
    #[inline]
    pub fn exponential(&mut self) -> f64 {
        -libm::log(self.unit())
    }

    /// Standard normal, by Marsaglia's polar method (1962). The second of the pair is thrown away: no state to keep.
    pub fn normal(&mut self) -> f64 {
        loop {
            let (x, y) = (2.0 * self.unit() - 1.0, 2.0 * self.unit() - 1.0);
            let square = x * x + y * y;
            if square > 0.0 && square < 1.0 {
                return x * libm::sqrt(-2.0 * libm::log(square) / square);
            }
        }
    }

    /// An index drawn by weight among those that `weight_of` gives one; where all weights are 0, evenly among them.
    pub fn pick(&mut self, n: usize, weight_of: impl Fn(usize) -> Option<f64>) -> Option<usize> {
        let (mut sum, mut candidates, mut last) = (0.0, 0u32, None);
        for i in 0..n {
            if let Some(weight) = weight_of(i) {
                sum += weight;
                candidates += 1;
                last = Some(i);
            }
        }
        if candidates < 2 {
            return last;
        }
        if sum <= 0.0 {
            let mut skip = self.below(candidates);
            return (0..n).filter(|&i| weight_of(i).is_some()).find(|_| {
                let found = skip == 0;
                skip = skip.wrapping_sub(1);
                found
            });
        }
        let mut left = (1.0 - self.unit()) * sum;
        let mut picked = None;
        for i in 0..n {
            let Some(weight) = weight_of(i).filter(|w| *w > 0.0) else {
                continue;
            };
            picked = Some(i);
            if left < weight {
                break;
            }
            left -= weight;
        }
        picked
    }
}

/// The `k`-th element of the random order of `0..n` that `seed` stands for: a permutation that costs no memory, as
/// most requests never get beyond its first element. `scratch` is only a buffer.
pub(super) fn nth_of_order(seed: u64, n: u32, k: u32, scratch: &mut Vec<u32>) -> u32 {
    let draw = |i: u32| i + below(mix(seed ^ mix(u64::from(i))), n - i);
    if k == 0 {
        return draw(0);
    }
    scratch.clear();
    scratch.extend(0..n);
    for i in 0..=k {
        scratch.swap(i as usize, draw(i) as usize);
    }
    scratch[k as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_differ_by_seed_name_and_purpose_and_by_nothing_else() {
        let first = |seed, name, purpose| Random::new(seed, name, purpose).bits();
        let here = first(1, "web-1", Purpose::Service);
        assert_eq!(here, first(1, "web-1", Purpose::Service));
        assert_ne!(here, first(2, "web-1", Purpose::Service));
        assert_ne!(here, first(1, "web-2", Purpose::Service));
        assert_ne!(here, first(1, "web-1", Purpose::Choices));
    }

    #[test]
    fn moments_are_those_of_the_distributions() {
        let mut random = Random::new(7, "a", Purpose::Service);
        let n = 200_000;
        let (mut exponential, mut square, mut normal) = (0.0, 0.0, 0.0);
        for _ in 0..n {
            let x = random.exponential();
            exponential += x;
            square += x * x;
            let z = random.normal();
            normal += z * z;
        }
        let n = f64::from(n);
        assert!((exponential / n - 1.0).abs() < 0.01);
        assert!((square / n - 2.0).abs() < 0.05);
        assert!((normal / n - 1.0).abs() < 0.02);
    }

    #[test]
    fn a_pick_follows_the_weights_and_a_weight_of_zero_only_in_need() {
        let mut random = Random::new(7, "a", Purpose::Choices);
        let weights = [Some(1.0), None, Some(3.0), Some(0.0)];
        let mut counts = [0u32; 4];
        for _ in 0..40_000 {
            counts[random.pick(4, |i| weights[i]).unwrap()] += 1;
        }
        assert_eq!((counts[1], counts[3]), (0, 0));
        assert!(counts[0].abs_diff(10_000) < 400, "{counts:?}");
        assert_eq!(random.pick(4, |i| (i == 3).then_some(0.0)), Some(3));
        assert_eq!(random.pick(4, |_| None), None);
        let zeros = (0..1_000)
            .map(|_| random.pick(2, |_| Some(0.0)).unwrap())
            .sum::<usize>();
        assert!((400..600).contains(&zeros), "{zeros}");
    }

    #[test]
    fn an_order_is_a_permutation_and_every_first_place_is_as_likely() {
        let mut scratch = Vec::new();
        let mut firsts = [0u32; 5];
        for seed in 0..20_000u64 {
            let order: Vec<u32> = (0..5)
                .map(|k| nth_of_order(seed, 5, k, &mut scratch))
                .collect();
            let mut sorted = order.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, [0, 1, 2, 3, 4]);
            firsts[order[0] as usize] += 1;
        }
        assert!(firsts.iter().all(|n| n.abs_diff(4_000) < 300), "{firsts:?}");
    }
}
