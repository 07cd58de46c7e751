//! Playing, holding and going back in the run.

use super::row::{Row, Shown, always};
use super::shortcut::{key, shift};
use crate::editor::session::Session;
use crate::editor::session::messages::Severity;
use crate::editor::simulation::Simulation;

/// Lets the run go on.
pub(super) const PLAY: Row = Row {
    key: "play",
    label: "Play",
    shortcuts: &[key(" ")],
    shown: &[Shown::Transport],
    edits: false,
    enabled: |s| !s.simulation().is_playing(),
    effect: |s| s.simulate(|run| run.set_playing(true)),
};

/// Holds the run.
pub(super) const PAUSE: Row = Row {
    key: "pause",
    label: "Pause",
    shortcuts: &[key(" ")],
    shown: &[Shown::Transport],
    edits: false,
    enabled: |s| s.simulation().is_playing(),
    effect: |s| s.simulate(|run| run.set_playing(false)),
};

/// Plays a tenth of a second.
pub(super) const STEP: Row = Row {
    key: "step",
    label: "Step a tenth of a second",
    shortcuts: &[key(".")],
    shown: &[Shown::Transport],
    edits: false,
    enabled: always,
    effect: |s| s.simulate(Simulation::step),
};

/// Begins the run anew.
pub(super) const RESTART: Row = Row {
    key: "restart",
    label: "Restart the run",
    shortcuts: &[shift("r")],
    shown: &[Shown::Transport],
    edits: false,
    enabled: always,
    effect: |s| s.simulate(Simulation::restart),
};

/// The next speed up.
pub(super) const FASTER: Row = Row {
    key: "faster",
    label: "Faster",
    shortcuts: &[key("]")],
    shown: &[Shown::Keys],
    edits: false,
    enabled: |s| s.simulation().speed() < 60.0,
    effect: |s| s.simulate(|run| run.change_speed(true)),
};

/// The next speed down.
pub(super) const SLOWER: Row = Row {
    key: "slower",
    label: "Slower",
    shortcuts: &[key("[")],
    shown: &[Shown::Keys],
    edits: false,
    enabled: |s| s.simulation().speed() > 0.1,
    effect: |s| s.simulate(|run| run.change_speed(false)),
};

impl Session {
    /// Goes to a moment of the run, in seconds of its time: back, or on by playing as far as one frame allows. Where it
    /// cannot, the person is told why. Returns whether it could.
    pub fn seek(&mut self, at_s: f64) -> bool {
        let gone = self.simulate(|simulation| simulation.seek(at_s));
        if let Err(why) = &gone {
            self.say(Severity::Note, why.to_string());
        }
        gone.is_ok()
    }
}
