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
