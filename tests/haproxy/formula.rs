//! What both were told, and when their checks must notice.
//!
//! With `inter` from the result of one check to the start of the next, and `wait` until a check that stays silent has failed
//! (0 for one that is refused):
//!
//! - the first check fails at a moment that the phase decides, from `wait` to `inter + wait` after the death;
//! - the member is out of rotation `(fall − 1) · (inter + wait)` later;
//! - the first good check comes from 0 to `inter + wait` after the return, the member is back `(rise − 1) · inter` later.

/// `docs/haproxy/measure.py` has the same.
pub const RATE_RPS: f64 = 50.0;
pub const SERVICE_MS: f64 = 60.0;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Death {
    /// The process is gone, its port refuses.
    Crash,
    /// The machine is gone, nothing answers.
    Silent,
}

impl Death {
    pub const ALL: [Self; 2] = [Self::Crash, Self::Silent];

    pub fn key(self) -> &'static str {
        match self {
            Self::Crash => "crash",
            Self::Silent => "silent",
        }
    }
}

/// What balancers were told.
#[derive(Clone, Debug)]
pub struct Setting {
    pub name: String,
    pub inter_ms: f64,
    pub fall: u32,
    pub rise: u32,
    pub retries: u32,
    pub redispatch: bool,
    pub balance: String,
    pub connect_timeout_ms: f64,
}

/// A span of time, both ends included.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    pub from: f64,
    pub to: f64,
}

impl Window {
    pub fn holds(self, ms: f64, slack_ms: f64) -> bool {
        (self.from - slack_ms..=self.to + slack_ms).contains(&ms)
    }

    pub fn later(self, ms: f64) -> Self {
        Self {
            from: self.from + ms,
            to: self.to + ms,
        }
    }
}

impl Setting {
    /// How many other members are tried: without `option redispatch`, `HAProxy` tries the same one again.
    pub fn tries_of_others(&self) -> u32 {
        if self.redispatch { self.retries } else { 0 }
    }

    /// After how long a silent check has failed: `HAProxy` gives its connection the smaller of `timeout connect` and
    /// `inter`, whatever `timeout check` says.
    pub fn check_timeout_ms(&self) -> f64 {
        self.connect_timeout_ms.min(self.inter_ms)
    }

    /// How long a check waits for its result.
    pub fn wait_ms(&self, death: Death) -> f64 {
        match death {
            Death::Crash => 0.0,
            Death::Silent => self.check_timeout_ms(),
        }
    }

    pub fn period_ms(&self, death: Death) -> f64 {
        self.inter_ms + self.wait_ms(death)
    }

    /// From the death until the first check has failed.
    pub fn first_failure(&self, death: Death) -> Window {
        let from = self.wait_ms(death);
        Window {
            from,
            to: from + self.inter_ms,
        }
    }

    /// From the first failed check until out of rotation.
    pub fn more_failures_ms(&self, death: Death) -> f64 {
        f64::from(self.fall - 1) * self.period_ms(death)
    }

    /// From the death until out of rotation.
    pub fn detection(&self, death: Death) -> Window {
        let Window { from, to } = self.first_failure(death);
        let more = self.more_failures_ms(death);
        Window {
            from: from + more,
            to: to + more,
        }
    }

    /// From the first good check until back in rotation.
    pub fn more_successes_ms(&self) -> f64 {
        f64::from(self.rise - 1) * self.inter_ms
    }

    /// From the return until back in rotation. A check that was waiting when the server came back still fails.
    pub fn return_to_rotation(&self, death: Death) -> Window {
        let from = self.more_successes_ms();
        Window {
            from,
            to: from + self.period_ms(death),
        }
    }
}
