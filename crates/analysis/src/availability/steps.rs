//! How many of several equal parts are up, asked step by step.

/// The questions "are exactly k up, given that at least k are?" for k from 0 to n − 1 of n equal, independent parts. All
/// of them answered with no: all n are up.
#[derive(Debug)]
pub(super) struct Steps {
    /// By k: the chance of a yes.
    pub(super) chances: Vec<f64>,
    /// By k: how much that chance grows with the availability that all of them have.
    growth: Vec<f64>,
}

impl Steps {
    /// Of `count` parts of which each is up with the chance `up`.
    pub(super) fn new(count: usize, up: f64) -> Self {
        let mut steps = Self {
            chances: vec![0.0; count],
            growth: vec![0.0; count],
        };
        let n = count as f64;
        if up <= 0.0 {
            // Nobody is up. Were anybody, it would be one alone, for all that can be told.
            steps.chances.fill(1.0);
            steps.growth[0] = -n;
            return steps;
        }
        if up >= 1.0 {
            steps.growth[count - 1] = -n;
            return steps;
        }
        // With P(k) the chance that exactly k are up and S(k) that at least k are: T(k) = S(k) / P(k) is 1 plus
        // P(k + 1) / P(k) times T(k + 1), and the chance of a yes is its inverse.
        let odds = up / (1.0 - up);
        let slope_of_odds = 1.0 / (up * (1.0 - up));
        let (mut t, mut slope) = (1.0, 0.0);
        for k in (0..count).rev() {
            let ratio = (n - k as f64) / (k as f64 + 1.0) * odds;
            let further = ratio * t;
            t = 1.0 + further;
            let chance = 1.0 / t;
            // d ln T / d up, by the chain rule; the chance of a no is what T owes to the steps after.
            slope = (1.0 - chance) * (slope_of_odds + slope);
            steps.chances[k] = chance;
            steps.growth[k] = -chance * slope;
        }
        steps
    }

    /// How much more there is of what grows by `growth` with the chance of each question's yes, while one of the parts
    /// is up than while it is down.
    pub(super) fn of_one(&self, growth: &[f64]) -> f64 {
        let all: f64 = self.growth.iter().zip(growth).map(|(a, b)| a * b).sum();
        all / self.chances.len() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exactly(k: usize, n: usize, up: f64) -> f64 {
        let choose = (0..k).fold(1.0, |c, i| c * (n - i) as f64 / (i + 1) as f64);
        choose * up.powi(k as i32) * (1.0 - up).powi((n - k) as i32)
    }

    #[test]
    fn going_step_by_step_comes_to_the_binomial_distribution() {
        for (n, up) in [(2, 0.5), (3, 0.999), (7, 0.3), (120, 0.995)] {
            let steps = Steps::new(n, up);
            let mut left = 1.0;
            for (k, yes) in steps.chances.iter().enumerate() {
                let expected = exactly(k, n, up);
                assert!((left * yes - expected).abs() <= 1e-14, "{k} of {n}");
                left *= 1.0 - yes;
            }
            assert!((left - exactly(n, n, up)).abs() < 1e-13, "all of {n}");
        }
    }

    #[test]
    fn what_one_part_is_worth_is_the_difference_that_it_makes() {
        // Served is a number of those that are up: its square.
        let served = |k: usize| (k * k) as f64;
        for (n, up) in [(2, 0.9), (5, 0.25), (60, 0.99), (4, 0.0), (4, 1.0)] {
            let steps = Steps::new(n, up);
            // The mean from each step on, and so how it grows with the chance of the step's yes.
            let mut mean = served(n);
            let mut growth = vec![0.0; n];
            let mut reached = vec![1.0; n];
            for k in 1..n {
                reached[k] = reached[k - 1] * (1.0 - steps.chances[k - 1]);
            }
            for k in (0..n).rev() {
                growth[k] = reached[k] * (served(k) - mean);
                mean = steps.chances[k] * served(k) + (1.0 - steps.chances[k]) * mean;
            }
            let others = |k: usize| exactly(k, n - 1, up);
            let expected: f64 = (0..n)
                .map(|k| others(k) * (served(k + 1) - served(k)))
                .sum();
            let found = steps.of_one(&growth);
            assert!(
                (found - expected).abs() < 1e-9 * expected,
                "{found} is not {expected}"
            );
        }
    }

    #[test]
    fn two_thousand_parts_do_not_overflow() {
        let steps = Steps::new(2_000, 0.999_99);
        let ok = |n: &f64| n.is_finite();
        assert!(steps.chances.iter().all(ok) && steps.growth.iter().all(ok));
        assert!(steps.chances[1_999] > 0.0);
    }
}
