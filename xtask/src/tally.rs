//! Counting tests by what their runners say at the end.

use std::fmt;
use std::iter::Sum;

/// How many tests of a suite passed, failed and were skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests that ran and passed.
    pub passed: u32,
    /// Tests that ran and failed.
    pub failed: u32,
    /// Tests that were there and did not run.
    pub skipped: u32,
}

impl Tally {
    /// Reads the closing line of libtest or of wasm-bindgen's runner, which are written alike:
    /// `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s`.
    pub fn of_closing_line(line: &str) -> Option<Self> {
        let (_, counts) = line
            .trim()
            .strip_prefix("test result: ")?
            .split_once(". ")?;
        let count = |what: &str| {
            counts
                .split("; ")
                .find_map(|part| part.strip_suffix(what)?.trim().parse().ok())
        };
        Some(Self {
            passed: count("passed")?,
            failed: count("failed")?,
            skipped: count("ignored").unwrap_or(0),
        })
    }

    /// How many tests really ran.
    pub fn ran(self) -> u32 {
        self.passed + self.failed
    }
}

/// The test that a line of libtest says has failed: `test smoke::it_opens ... FAILED`.
pub fn failed_test(line: &str) -> Option<&str> {
    line.trim()
        .strip_prefix("test ")?
        .strip_suffix(" ... FAILED")
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), |a, b| Self {
            passed: a.passed + b.passed,
            failed: a.failed + b.failed,
            skipped: a.skipped + b.skipped,
        })
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(out, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_is_named() {
        assert_eq!(
            failed_test("test smoke::it_opens ... FAILED\n"),
            Some("smoke::it_opens")
        );
        assert_eq!(failed_test("test smoke::it_opens ... ok"), None);
        assert_eq!(failed_test("test result: FAILED. 12 passed"), None);
    }

    #[test]
    fn the_closing_lines_of_both_runners_are_understood() {
        let cases = [
            (
                "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s",
                Some((3, 0, 1)),
            ),
            (
                "test result: FAILED. 12 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.25s",
                Some((12, 2, 0)),
            ),
            (
                "test result: ok. 5 passed; 0 failed; 0 ignored; 0 filtered out; finished in 0.01s",
                Some((5, 0, 0)),
            ),
            ("test tests::result ... ok", None),
            ("3 passed, 0 failed", None),
            ("test result: nonsense", None),
        ];
        for (line, expected) in cases {
            let tally = Tally::of_closing_line(line)
                .map(|tally| (tally.passed, tally.failed, tally.skipped));
            assert_eq!(tally, expected, "{line}");
        }
    }

    #[test]
    fn the_sum_is_written_as_one_plain_line() {
        let suites = [
            Tally {
                passed: 3,
                failed: 0,
                skipped: 0,
            },
            Tally {
                passed: 4,
                failed: 1,
                skipped: 0,
            },
        ];
        assert_eq!(
            suites.into_iter().sum::<Tally>().to_string(),
            "7 passed, 1 failed"
        );
        assert_eq!(
            Tally {
                passed: 1,
                failed: 0,
                skipped: 2
            }
            .to_string(),
            "1 passed, 0 failed, 2 skipped"
        );
    }
}
