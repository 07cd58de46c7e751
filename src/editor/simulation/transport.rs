//! The transport: whether the run goes on by itself, and how fast.

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
    /// Whether the machine cannot keep up.
    pub(super) late: bool,
}

impl Default for Transport {
    fn default() -> Self {
        Self {
            playing: true,
            speed: 1.0,
            last_frame_ms: None,
            numbers_ms: f64::MIN,
            late: false,
        }
    }
}
