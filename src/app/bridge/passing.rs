//! Scrolling past an embed: it says how its own view is moved.

use gloo_timers::callback::Timeout;

use super::Bridge;
use super::publish::set;
use crate::app::browser::ground::Past;
use crate::app::browser::is_mac;

/// How long it says so after the last turn of the wheel, in milliseconds.
const SHOWN_MS: u32 = 1_800;

impl Bridge {
    /// The page around was scrolled past the canvas.
    pub(super) fn passed(self, past: Past) {
        let words = match past {
            Past::Wheel if is_mac() => "⌘ and the wheel, or a pinch, zoom the drawing.",
            Past::Wheel => "Ctrl and the wheel zoom the drawing.",
            Past::Finger => "Two fingers move and zoom the drawing.",
        };
        set(self.passing, Some(words.to_owned()));
        let ends = Timeout::new(SHOWN_MS, move || set(self.passing, None));
        *self.inner().passing_ends.borrow_mut() = Some(ends);
    }
}
