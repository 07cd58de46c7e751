//! What brakes know at one moment: a client's retry budget, a balancer's tokens and whom it has put aside, a server's
//! breakers.

use crate::Micros;
use crate::calls::Handle;

/// Seconds that a retry budget looks back, the one under way among them.
const SECONDS: usize = 10;

/// Requests and retries of the last ten seconds, second by second.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RetryBudget {
    started: [u32; SECONDS],
    retried: [u32; SECONDS],
    /// The second under way.
    second: u64,
}

impl RetryBudget {
    /// The bucket of the second under way. Those of seconds that have gone by since are emptied.
    fn bucket(&mut self, now: Micros) -> usize {
        let second = now.0 / Micros::SECOND.0;
        let place = |second: u64| (second % SECONDS as u64) as usize;
        let first = (self.second + 1).max((second + 1).saturating_sub(SECONDS as u64));
        for gone in first..=second {
            self.started[place(gone)] = 0;
            self.retried[place(gone)] = 0;
        }
        self.second = second;
        place(second)
    }

    /// A request starts.
    #[cold]
    pub fn start(&mut self, now: Micros) {
        let bucket = self.bucket(now);
        self.started[bucket] = self.started[bucket].saturating_add(1);
    }

    /// Whether a retry is within this share of the requests started. If so, it is counted.
    #[cold]
    pub fn take(&mut self, now: Micros, share: f64) -> bool {
        let bucket = self.bucket(now);
        let sum = |counts: &[u32]| counts.iter().map(|n| u64::from(*n)).sum::<u64>() as f64;
        let is_within = sum(&self.retried) + 1.0 <= share * sum(&self.started);
        self.retried[bucket] += u32::from(is_within);
        is_within
    }
}

/// A bucket of tokens: one second's worth, one at least.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tokens {
    left: f64,
    at: Micros,
}

/// What rounding may take away from a token.
const ROUNDING: f64 = 1e-9;

impl Tokens {
    /// A full bucket, whatever it holds.
    pub const FULL: Tokens = Tokens {
        left: f64::INFINITY,
        at: Micros::ZERO,
    };

    /// Takes a token, if there is one, from a bucket that fills at this rate.
    #[cold]
    pub fn take(&mut self, now: Micros, rate_rps: f64) -> bool {
        let most = if rate_rps > 0.0 {
            rate_rps.max(1.0)
        } else {
            0.0
        };
        let left = self.left + rate_rps * now.since(self.at).as_seconds();
        let left = left.min(most);
        let has_one = left + ROUNDING >= 1.0;
        self.left = if has_one { (left - 1.0).max(0.0) } else { left };
        self.at = now;
        has_one
    }
}

/// What a balancer has seen of a member in its own traffic.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ejection {
    /// Failures in a row.
    pub failures: u32,
    pub is_aside: bool,
    /// Until when it is.
    pub until: Micros,
}

/// A server's breaker to one service.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Breaker {
    /// Failures in a row, while it is closed.
    pub failures: u32,
    /// Open; from this moment on one call is let through.
    pub open_until: Option<Micros>,
    /// The call that was let through, as long as it is under way.
    pub trial: Handle,
}

impl Default for Breaker {
    fn default() -> Self {
        Self {
            failures: 0,
            open_until: None,
            trial: Handle::NONE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: f64) -> Micros {
        Micros::from_seconds(seconds)
    }

    #[test]
    fn a_budget_looks_back_ten_seconds_and_counts_only_retries_that_were_made() {
        let mut budget = RetryBudget::default();
        (0..100).for_each(|_| budget.start(at(0.5)));
        let granted =
            |budget: &mut RetryBudget, s: f64| (0..50).filter(|_| budget.take(at(s), 0.2)).count();
        assert_eq!(granted(&mut budget, 0.9), 20);
        assert_eq!(granted(&mut budget, 9.9), 0, "they are remembered");
        (0..50).for_each(|_| budget.start(at(9.9)));
        assert_eq!(granted(&mut budget, 9.95), 10);
        assert_eq!(granted(&mut budget, 10.0), 0, "50 requests, 10 retries");
        budget.start(at(1_000.0));
        assert_eq!(granted(&mut budget, 1_000.0), 0, "a fifth of one is none");
        (0..9).for_each(|_| budget.start(at(1_000.5)));
        assert_eq!(granted(&mut budget, 1_000.9), 2);
    }

    #[test]
    fn a_bucket_lets_a_burst_of_one_second_through_and_then_the_rate() {
        let mut tokens = Tokens::FULL;
        let mut passed = |s: f64, asked: usize, rate: f64| {
            (0..asked).filter(|_| tokens.take(at(s), rate)).count()
        };
        assert_eq!(passed(5.0, 100, 20.0), 20);
        assert_eq!(passed(5.5, 100, 20.0), 10);
        assert_eq!(passed(60.0, 100, 20.0), 20, "never more than one second's");
        assert_eq!(passed(61.0, 100, 0.5), 0);
        assert_eq!(passed(63.0, 100, 0.5), 1, "one in two seconds");
        assert_eq!(passed(99.0, 100, 0.0), 0);
    }
}
