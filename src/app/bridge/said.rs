//! The sentence of the script that is shown: the last that was said, until it has been there long enough.

use gloo_timers::callback::Timeout;

use super::Bridge;
use super::publish::set;
use crate::app::browser::paint::timeline::MarkKind;
use crate::app::view::{LogView, SaidView};

/// How long a sentence is shown, in milliseconds on the wall.
const SAID_MS: u32 = 6_000;

impl Bridge {
    /// Shows the last of what the script says in these entries of the log.
    pub(super) fn say_aloud(self, news: &[LogView]) {
        let mut said = news.iter().rev();
        let Some(entry) = said.find(|entry| entry.mark == Some(MarkKind::Said)) else {
            return;
        };
        let said = SaidView {
            number: entry.number,
            text: entry.text.clone(),
        };
        set(self.said, Some(said));
        let timer = Timeout::new(SAID_MS, move || self.fall_silent());
        *self.inner().said.borrow_mut() = Some(timer);
    }

    /// Nothing is shown of what was said.
    pub fn fall_silent(self) {
        set(self.said, None);
    }
}
