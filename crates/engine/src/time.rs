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
    /// Later than anything: some 146,000 years, so that adding an hour to it does not overflow.
    pub const NEVER: Micros = Micros(1 << 62);

    /// The nearest whole microsecond; what is negative or not a number is 0, what is beyond [`Self::NEVER`] is that.
    pub fn from_seconds(seconds: f64) -> Self {
        Self((seconds * 1e6).round().clamp(0.0, Self::NEVER.0 as f64) as u64)
    }

    /// The nearest whole microsecond; what is negative or not a number is 0, what is beyond [`Self::NEVER`] is that.
    pub fn from_ms(ms: f64) -> Self {
        Self((ms * 1e3).round().clamp(0.0, Self::NEVER.0 as f64) as u64)
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
    fn add(self, span: Micros) -> Micros {
        Micros(self.0 + span.0)
    }
}

impl Sub for Micros {
    type Output = Micros;
    fn sub(self, span: Micros) -> Micros {
        Micros(self.0 - span.0)
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
        assert_eq!(Micros::from_seconds(12.44).to_string(), "12.4 s");
    }
}
