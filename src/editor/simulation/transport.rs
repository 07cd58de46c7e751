//! The transport: whether the run goes on by itself, and how fast.

use crate::engine::Micros;

/// Events that are played in one frame at most: what a slow machine does in half of it.
pub(super) const FRAME_EVENTS: u64 = 40_000;

/// How wall time drives the run.
#[derive(Clone, Debug)]
pub struct Transport {
    /// Whether the run goes on by itself.
    pub(super) playing: bool,
    /// Seconds of virtual time per second.
    pub(super) speed: f64,
    pub(super) last_frame_ms: Option<f64>,
    /// When numbers were last told to have changed.
    pub(super) numbers_ms: f64,
    /// When it was last told what is served now.
    pub(super) situation_ms: f64,
    /// Whether the machine cannot keep up.
    pub(super) late: bool,
    /// Where the run is on its way to, back or on, a frame's worth at a time.
    pub(super) heading: Option<Micros>,
    /// Events that may still be processed before the next frame.
    pub(super) left_events: u64,
}

impl Default for Transport {
    fn default() -> Self {
        Self {
            playing: true,
            speed: 1.0,
            last_frame_ms: None,
            numbers_ms: f64::MIN,
            situation_ms: f64::MIN,
            late: false,
            heading: None,
            left_events: FRAME_EVENTS,
        }
    }
}

/// How long the first kill slows time down, in milliseconds on the wall.
const SLOWED_MS: f64 = 4_000.0;
/// Seconds of virtual time per second meanwhile, at most.
const SLOWED: f64 = 0.25;

/// Whether time is slowed down, and may be.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SlowMotion {
    pub is_wanted: bool,
    /// Something was killed already in this scenario.
    is_spent: bool,
    /// It began, and nobody has said so yet.
    pub is_news: bool,
    pub left_ms: f64,
}

impl SlowMotion {
    /// The speed for the next so many milliseconds.
    pub fn speed(&mut self, chosen: f64, elapsed_ms: f64) -> f64 {
        if self.left_ms <= 0.0 {
            return chosen;
        }
        self.left_ms -= elapsed_ms;
        chosen.min(SLOWED)
    }

    /// The same for another scenario, whose first kill is yet to come.
    pub fn renewed(self) -> Self {
        Self {
            is_wanted: self.is_wanted,
            ..Self::default()
        }
    }

    /// Something is killed by hand, while the run goes at this speed: the first time that slows it down.
    pub fn begin(&mut self, playing: bool, speed: f64) {
        let is_first = !std::mem::replace(&mut self.is_spent, true);
        if is_first && self.is_wanted && playing && speed > SLOWED {
            self.left_ms = SLOWED_MS;
            self.is_news = true;
        }
    }
}
