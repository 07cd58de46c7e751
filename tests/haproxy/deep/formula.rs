//! When deep checks must notice, and what luck does with them.
//!
//! A check that passes takes `good`, one that fails `bad`; the next leaves `inter` after its result.

use crate::formula::Window;

/// What balancers were told, what stands behind them, and what goes wrong there.
#[derive(Clone, Debug)]
pub struct Case {
    pub name: String,
    pub inter_ms: f64,
    pub fall: u32,
    pub rise: u32,
    pub check_timeout_ms: f64,
    /// Whose work is hit.
    pub hit: Vec<String>,
    /// Share of that work that ends with an error.
    pub share: f64,
    /// How many times as long it takes.
    pub factor: f64,
    /// The database is dead instead.
    pub gone: bool,
    pub servers: Vec<String>,
    pub workers: u32,
    pub queue: u32,
    pub work_ms: f64,
    pub rate_rps: f64,
    /// What a passing check spends at its target.
    pub good_ms: f64,
}

impl Case {
    /// After how long a check has failed while the fault lasts.
    pub fn bad_ms(&self) -> f64 {
        if self.gone {
            0.0
        } else {
            (self.good_ms * self.factor).min(self.check_timeout_ms)
        }
    }

    fn is_slow(&self) -> bool {
        self.factor > 1.0
    }

    /// From the fault until the first check has failed. One that is under way passes where work has become slow, for its own
    /// had begun; it fails where work ends with an error, and at once where the database dies.
    pub fn first_failure(&self) -> Window {
        let (from, under_way) = match () {
            () if self.gone => (0.0, 0.0),
            () if self.is_slow() => (self.bad_ms(), self.good_ms),
            () => (0.0, self.good_ms),
        };
        let to = from + under_way + self.inter_ms;
        Window { from, to }
    }

    /// From the first failed check until out of rotation.
    pub fn more_failures_ms(&self) -> f64 {
        f64::from(self.fall - 1) * (self.inter_ms + self.bad_ms())
    }

    /// From the fault until out of rotation.
    pub fn detection(&self) -> Window {
        self.first_failure().later(self.more_failures_ms())
    }

    /// From the end of the fault until the first check has passed. One under way passes where work ends well now, and fails
    /// where it began slow.
    pub fn first_success(&self) -> Window {
        let (from, to) = if self.gone || self.is_slow() {
            (self.good_ms, self.bad_ms() + self.inter_ms + self.good_ms)
        } else {
            (0.0, self.inter_ms + self.good_ms)
        };
        Window { from, to }
    }

    /// From the first good check until back in rotation.
    pub fn more_successes_ms(&self) -> f64 {
        f64::from(self.rise - 1) * (self.inter_ms + self.good_ms)
    }

    /// From the end of the fault until back in rotation.
    pub fn return_to_rotation(&self) -> Window {
        self.first_success().later(self.more_successes_ms())
    }
}

/// How many tries it takes until so many in a row have come to pass, each with this chance.
#[derive(Clone, Copy, Debug)]
pub struct InARow {
    pub needed: u32,
    pub chance: f64,
}

impl InARow {
    pub fn mean(self) -> f64 {
        (self.chance.powf(-f64::from(self.needed)) - 1.0) / (1.0 - self.chance)
    }

    /// The chance that it takes at most `0`, `1`, … tries, up to so many.
    pub fn cumulated(self, up_to: usize) -> Vec<f64> {
        let k = self.needed as usize;
        let row = self.chance.powf(f64::from(self.needed));
        let mut cumulated = vec![0.0; k];
        for n in k..=up_to {
            // A row ends here if none has before, the try ahead of it failed, and it came to pass.
            let ends_here = if n == k {
                row
            } else {
                (1.0 - cumulated[n - k - 1]) * (1.0 - self.chance) * row
            };
            cumulated.push(cumulated[n - 1] + ends_here);
        }
        cumulated
    }
}
