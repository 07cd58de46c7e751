//! The first kill of a scenario slows time down for a moment: one sees who notices it when. Where that is wanted.

use super::Simulation;

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
        self.slow_motion = self.slow_motion.renewed();
    }

    /// Whether time was slowed down since this was last asked.
    pub(in crate::editor) fn take_slow_motion(&mut self) -> bool {
        std::mem::take(&mut self.slow_motion.is_news)
    }

    /// Something is killed by hand.
    pub(super) fn slow_down(&mut self) {
        let transport = &self.transport;
        self.slow_motion.begin(transport.playing, transport.speed);
    }
}
