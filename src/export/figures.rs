//! How figures are written: short, of constant width, with their unit.

use crate::analysis::Expected;

/// `99.2 %`; whole per cent where nothing stands behind the point, and never rounded up to all or down to nothing.
pub fn per_cent(share: f64) -> String {
    let tenths = (share * 1_000.0).round() / 10.0;
    let tenths = if share < 1.0 {
        tenths.min(99.9)
    } else {
        tenths
    };
    let tenths = if share > 0.0 { tenths.max(0.1) } else { tenths };
    if (tenths - tenths.round()).abs() < 1e-9 {
        format!("{tenths:.0} %")
    } else {
        format!("{tenths:.1} %")
    }
}

/// `0.4 ms`, `38 ms`, `1.2 s`.
pub fn milliseconds(ms: f64) -> String {
    if ms < 10.0 {
        format!("{ms:.1} ms")
    } else if ms < 1_000.0 {
        format!("{ms:.0} ms")
    } else {
        format!("{:.1} s", ms / 1_000.0)
    }
}

/// `42/s`, `1.2k/s`.
pub fn per_second(rate: f64) -> String {
    format!("{}/s", count(rate))
}

/// `7`, `0.4`, `999`, `1.2k`, `3.4M`.
pub fn count(n: f64) -> String {
    if n >= 999_500.0 {
        format!("{:.1}M", n / 1_000_000.0)
    } else if n >= 999.5 {
        format!("{:.1}k", n / 1_000.0)
    } else if n >= 10.0 || n.fract() < 0.05 {
        format!("{n:.0}")
    } else {
        format!("{n:.1}")
    }
}

/// `0:42.3`, `1:02:03.4`: virtual time since the start of the run.
pub fn clock(seconds: f64) -> String {
    let tenths = (seconds * 10.0).floor() as u64;
    let (minutes, tenths) = (tenths / 600, tenths % 600);
    let (hours, minutes) = (minutes / 60, minutes % 60);
    let rest = format!("{:02}.{}", tenths / 10, tenths % 10);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{rest}")
    } else {
        format!("{minutes}:{rest}")
    }
}

/// `99.948 %`, or `99.94 % to 99.96 %` where only bounds are known that read differently.
pub fn nines_between(expected: Expected) -> String {
    let (low, high) = (nines(expected.low), nines(expected.high));
    if low == high {
        low
    } else {
        format!("{low} to {high}")
    }
}

/// `99.948 %`: as many digits as it takes to see two that are no nines, never rounded up.
pub fn nines(share: f64) -> String {
    let missing = 1.0 - share;
    if missing <= 1e-12 {
        return "100 %".to_owned();
    }
    let leading = (-missing.log10()).max(0.0).floor() as i32 + 1;
    // Two digits stand before the point already.
    let digits = leading.min(8);
    let scale = 10f64.powi(digits);
    let parts = (share * 100.0 * scale + 1e-6).floor() / scale;
    let text = format!("{parts:.*}", digits as usize);
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    format!("{text} %")
}

/// What a share of all time amounts to in a year: `3.2 days a year`, `4.4 h a year`, `26 min a year`.
pub fn per_year(share: f64) -> String {
    const YEAR_S: f64 = 365.25 * 86_400.0;
    let seconds = share.max(0.0) * YEAR_S;
    let (n, unit) = if seconds >= 2.0 * 86_400.0 {
        (seconds / 86_400.0, "days")
    } else if seconds >= 5_400.0 {
        (seconds / 3_600.0, "h")
    } else if seconds >= 90.0 {
        (seconds / 60.0, "min")
    } else {
        (seconds, "s")
    };
    format!("{} {unit} a year", count(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nines_are_shown_to_two_digits_after_them_and_never_rounded_up() {
        for (share, text) in [
            (0.0, "0 %"),
            (0.9, "90 %"),
            (0.9949, "99.49 %"),
            (0.994_999, "99.499 %"),
            (0.999_951, "99.9951 %"),
            (0.999_959_99, "99.99599 %"),
            (0.999_999_999_9, "99.99999999 %"),
            (1.0, "100 %"),
        ] {
            assert_eq!(nines(share), text);
        }
    }
}
