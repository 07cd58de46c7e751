//! A log that says the same again and again is told shorter: equal lines are one, in a row or within a short time.

/// For how long a line is still one with an equal one while others come between, in seconds of the run.
const SPAN_S: f64 = 10.0;
/// How many may come between.
const BETWEEN: usize = 12;

/// A line of a log.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Line<'a> {
    /// When, in seconds of the run.
    pub at_s: f64,
    /// What it says.
    pub text: &'a str,
}

/// Lines that say the same, as one.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Repeated<'a, T> {
    /// The last of them, at whose place they stand.
    pub last: &'a T,
    /// How many they are.
    pub times: usize,
    /// When the first came, in seconds of the run.
    pub since_s: f64,
}

/// Lines of a log in the order of the run, equal ones as one at the place of the last: those in a row, and those that others
/// come between within a short time.
pub fn folded<'a, T>(
    entries: impl Iterator<Item = &'a T>,
    line: impl Fn(&T) -> Line<'_>,
) -> Vec<Repeated<'a, T>> {
    let mut folded: Vec<Repeated<'a, T>> = Vec::new();
    for entry in entries {
        let Line { at_s, text } = line(entry);
        let rows = folded.iter().enumerate().rev().take(BETWEEN + 1);
        let equal = rows
            .filter(|(_, row)| line(row.last).text == text)
            .map(|(place, row)| (place, line(row.last).at_s))
            .next();
        let is_one =
            |(place, last_s): &(usize, f64)| place + 1 == folded.len() || at_s - last_s <= SPAN_S;
        let before = equal.filter(is_one).map(|(place, _)| folded.remove(place));
        let (times, since_s) = before.map_or((1, at_s), |row| (row.times + 1, row.since_s));
        folded.push(Repeated {
            last: entry,
            times,
            since_s,
        });
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::{Line, folded};

    fn told(log: &[(f64, &'static str)]) -> Vec<String> {
        let rows = folded(log.iter(), |(at_s, text)| Line { at_s: *at_s, text });
        rows.iter()
            .map(|row| {
                format!(
                    "{} {} ×{} since {}",
                    row.last.0, row.last.1, row.times, row.since_s
                )
            })
            .collect()
    }

    #[test]
    fn equal_lines_in_a_row_are_one_at_the_moment_of_the_last() {
        assert_eq!(
            told(&[(1.0, "a"), (40.0, "a"), (41.0, "b")]),
            ["40 a ×2 since 1", "41 b ×1 since 41"]
        );
    }

    #[test]
    fn alternating_lines_are_folded_within_a_short_time_in_the_order_of_their_last() {
        assert_eq!(
            told(&[(1.0, "a"), (2.0, "b"), (3.0, "a"), (4.0, "b"), (5.0, "a")]),
            ["4 b ×2 since 2", "5 a ×3 since 1"]
        );
    }

    #[test]
    fn what_happens_again_much_later_is_told_again() {
        assert_eq!(
            told(&[(1.0, "a"), (2.0, "b"), (30.0, "a")]),
            ["1 a ×1 since 1", "2 b ×1 since 2", "30 a ×1 since 30"]
        );
    }
}
