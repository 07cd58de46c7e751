//! The first kill of a scenario slows time down for a moment: one sees who notices it when. Where that is wanted.

use super::Simulation;

/// How long it lasts, in milliseconds on the wall.
const LASTS_MS: f64 = 4_000.0;
/// Seconds of virtual time per second meanwhile, at most.
const SPEED: f64 = 0.25;

/// Whether time is slowed down, and may be.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SlowMotion {
    is_wanted: bool,
    /// Something was killed already in this scenario.
    is_spent: bool,
    is_news: bool,
    left_ms: f64,
}

impl SlowMotion {
    /// The speed for the next so many milliseconds.
    pub fn speed(&mut self, chosen: f64, elapsed_ms: f64) -> f64 {
        if self.left_ms <= 0.0 {
            return chosen;
        }
        self.left_ms -= elapsed_ms;
        chosen.min(SPEED)
    }
}

impl Simulation {
    /// Whether the first kill of a scenario slows time down.
    pub fn wants_slow_motion(&self) -> bool {
        self.slow_motion.is_wanted
    }

    /// From now on it does, or does not.
    pub fn want_slow_motion(&mut self, wanted: bool) {
        self.slow_motion.is_wanted = wanted;
        if !wanted {
            self.slow_motion.left_ms = 0.0;
        }
    }

    /// Whether time is slowed down now.
    pub fn is_in_slow_motion(&self) -> bool {
        self.slow_motion.left_ms > 0.0
    }

    /// Another scenario: its first kill is yet to come.
    pub(in crate::editor) fn renew_slow_motion(&mut self) {
        self.slow_motion = SlowMotion {
            is_wanted: self.slow_motion.is_wanted,
            ..SlowMotion::default()
        };
    }

    /// Whether time was slowed down since this was last asked.
    pub(in crate::editor) fn take_slow_motion(&mut self) -> bool {
        std::mem::take(&mut self.slow_motion.is_news)
    }

    /// Something is killed by hand.
    pub(super) fn slow_down(&mut self) {
        let motion = &mut self.slow_motion;
        if std::mem::replace(&mut motion.is_spent, true) || !motion.is_wanted {
            return;
        }
        if self.transport.playing && self.transport.speed > SPEED {
            motion.left_ms = LASTS_MS;
            motion.is_news = true;
        }
    }
}
