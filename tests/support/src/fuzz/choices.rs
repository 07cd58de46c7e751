//! Choices read off bytes.

use topple_model::Scenario;

use crate::systems;

/// Bytes read as choices. When they run out, all that is left to choose is the first.
pub struct Choices<'a>(pub &'a [u8]);

impl Choices<'_> {
    /// Whether there is nothing left to choose by.
    pub fn is_over(&self) -> bool {
        self.0.is_empty()
    }

    /// The next byte; 0 when they have run out.
    pub fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else {
            return 0;
        };
        self.0 = rest;
        *first
    }

    /// A number below `n`, by one byte or, where that is not enough, two.
    pub fn below(&mut self, n: usize) -> usize {
        let number = if n <= 256 {
            usize::from(self.byte())
        } else {
            usize::from(self.byte()) << 8 | usize::from(self.byte())
        };
        number % n.max(1)
    }

    /// Whether, by one bit.
    pub fn flag(&mut self) -> bool {
        self.byte() & 1 == 1
    }

    /// One of these.
    pub fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    /// One of these; `None` where there is none.
    pub fn one<T: Clone>(&mut self, of: &[T]) -> Option<T> {
        (!of.is_empty()).then(|| self.pick(of))
    }

    /// A number: plain, at an end of what can be said, or none at all.
    pub fn number(&mut self) -> f64 {
        match self.byte() {
            0..=127 => f64::from(self.byte()),
            128..=191 => f64::from(self.byte()) / 256.0,
            192..=223 => -f64::from(self.byte()),
            _ => self.pick(&[
                1e-16,
                1e-300,
                1e6,
                1e9,
                1e18,
                1e300,
                f64::MAX,
                f64::INFINITY,
                f64::NAN,
                -0.0,
            ]),
        }
    }

    /// A sound system of any sort.
    pub fn system(&mut self) -> Scenario {
        let sort = self.below(4);
        let seed = self.below(1 << 16) as u64;
        let size = 2 + self.below(10);
        match sort {
            0 => systems::wired(seed, size),
            1 => systems::layered(seed, 0.5),
            2 => systems::pooled(seed),
            _ => systems::any(seed, size),
        }
    }
}
