//! Playing, holding and going back in the run.

use super::row::{CommandRow, Offered, always};
use super::shortcut::{key, shift};
use crate::editor::session::Session;
use crate::editor::session::messages::Severity;
use crate::editor::session::request::Request;
use crate::editor::simulation::Simulation;

/// Lets the run go on.
pub(super) const PLAY: CommandRow = CommandRow {
    key: "play",
    label: "Play",
    shortcuts: &[key(" ")],
    shown: &[Offered::Transport],
    edits: false,
    enabled: |s| !s.simulation().is_playing(),
    effect: |s| s.simulate(|run| run.set_playing(true)),
};

/// Holds the run.
pub(super) const PAUSE: CommandRow = CommandRow {
    key: "pause",
    label: "Pause",
    shortcuts: &[key(" ")],
    shown: &[Offered::Transport],
    edits: false,
    enabled: |s| s.simulation().is_playing(),
    effect: |s| s.simulate(|run| run.set_playing(false)),
};

/// Lets the first kill of a scenario slow time down, or no longer.
pub(super) const SLOW_MOTION: CommandRow = CommandRow {
    key: "slow_motion",
    label: "Slow motion at the first kill, on or off",
    shortcuts: &[],
    shown: &[Offered::Ground],
    edits: false,
    enabled: always,
    effect: toggle_slow_motion,
};

/// Plays a tenth of a second.
pub(super) const STEP: CommandRow = CommandRow {
    key: "step",
    label: "Step a tenth of a second",
    shortcuts: &[key(".")],
    shown: &[Offered::Transport],
    edits: false,
    enabled: always,
    effect: |s| s.simulate(Simulation::step),
};

/// Begins the run anew.
pub(super) const RESTART: CommandRow = CommandRow {
    key: "restart",
    label: "Restart the run",
    shortcuts: &[shift("r")],
    shown: &[Offered::Transport],
    edits: false,
    enabled: always,
    effect: |s| s.simulate(Simulation::restart),
};

/// Puts what was done by hand in this run into the script.
pub(super) const RECORD: CommandRow = CommandRow {
    key: "record",
    label: "Record the run as a script",
    shortcuts: &[],
    shown: &[Offered::Ground],
    edits: true,
    enabled: |s| !s.unrecorded().is_empty(),
    effect: |s| {
        if let Err(why) = s.record() {
            s.say(Severity::Failure, why);
        }
    },
};

/// The next speed up.
pub(super) const FASTER: CommandRow = CommandRow {
    key: "faster",
    label: "Faster",
    shortcuts: &[key("]")],
    shown: &[Offered::Keys],
    edits: false,
    enabled: |s| s.simulation().speed() < 60.0,
    effect: |s| s.simulate(|run| run.change_speed(true)),
};

/// The next speed down.
pub(super) const SLOWER: CommandRow = CommandRow {
    key: "slower",
    label: "Slower",
    shortcuts: &[key("[")],
    shown: &[Offered::Keys],
    edits: false,
    enabled: |s| s.simulation().speed() > 0.1,
    effect: |s| s.simulate(|run| run.change_speed(false)),
};

fn toggle_slow_motion(s: &mut Session) {
    let wanted = !s.simulation().wants_slow_motion();
    s.simulate(|run| run.want_slow_motion(wanted));
    s.request(Request::SlowMotion(wanted));
    let told = if wanted {
        "The first kill of a scenario slows time down for a moment."
    } else {
        "The first kill of a scenario no longer slows time down."
    };
    s.say(Severity::Note, told);
}

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
