//! Virtual time: a whole number of microseconds since the start of the run.

use std::fmt;
use std::ops::{Add, Sub};

/// A point of virtual time, or a span of it, in microseconds. Whole numbers, so that the same run is the same on every machine.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Micros(pub u64);

impl Micros {
    /// The start of a run.
    pub const ZERO: Micros = Micros(0);
    /// One second.
    pub const SECOND: Micros = Micros(1_000_000);
    /// Later than anything, some 146,000 years: no sum is later, and what is due then never comes.
    pub const NEVER: Micros = Micros(1 << 62);

    /// The nearest whole microsecond; what is negative or not a number is 0, what is beyond [`Self::NEVER`] is that.
    pub fn from_seconds(seconds: f64) -> Self {
        Self::from_us((seconds * 1e6).round())
    }

    /// The nearest whole microsecond; what is negative or not a number is 0, what is beyond [`Self::NEVER`] is that.
    pub fn from_ms(ms: f64) -> Self {
        Self::from_us((ms * 1e3).round())
    }

    /// The whole microseconds of it; what is negative or not a number is 0, what is beyond [`Self::NEVER`] is that.
    #[inline]
    pub fn from_us(us: f64) -> Self {
        Self((us as u64).min(Self::NEVER.0))
    }

    /// In seconds.
    pub fn as_seconds(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// In milliseconds.
    pub fn as_ms(self) -> f64 {
        self.0 as f64 / 1e3
    }

    /// The span since an earlier point; zero where that is later.
    #[must_use]
    pub fn since(self, earlier: Micros) -> Micros {
        Micros(self.0.saturating_sub(earlier.0))
    }
}

impl Add for Micros {
    type Output = Micros;
    /// No later than [`Micros::NEVER`].
    #[inline]
    fn add(self, span: Micros) -> Micros {
        Micros(self.0.saturating_add(span.0).min(Self::NEVER.0))
    }
}

impl Sub for Micros {
    type Output = Micros;
    /// No earlier than [`Micros::ZERO`].
    #[inline]
    fn sub(self, span: Micros) -> Micros {
        self.since(span)
    }
}

impl fmt::Display for Micros {
    /// As the log shows it: `12.4 s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} s", self.as_seconds())
    }
}

#[cfg(test)]
mod tests {
    use super::Micros;

    #[test]
    fn times_are_rounded_to_whole_microseconds_and_never_wrap() {
        assert_eq!(Micros::from_ms(0.25), Micros(250));
        assert_eq!(Micros::from_seconds(1e-7), Micros(0));
        assert_eq!(Micros::from_seconds(-1.0), Micros(0));
        assert_eq!(Micros::from_seconds(f64::NAN), Micros(0));
        assert_eq!(Micros::from_seconds(f64::INFINITY), Micros::NEVER);
        assert_eq!(Micros::from_us(1.9), Micros(1));
        assert_eq!(Micros::from_us(1e22), Micros::NEVER);
        assert_eq!(Micros::NEVER + Micros::SECOND, Micros::NEVER);
        assert_eq!(Micros(u64::MAX) + Micros(u64::MAX), Micros::NEVER);
        assert_eq!(Micros(3) - Micros(5), Micros::ZERO);
        assert_eq!(Micros::from_seconds(12.44).to_string(), "12.4 s");
    }
}
