//! Fetching the [rest](crate::app::rest) of the page, and what waits for it.

use super::Bridge;
use crate::app::rest::{self, Fetched, Rest};

impl Bridge {
    /// The rest of the page, once it is here.
    pub fn rest(self) -> Option<&'static Rest> {
        self.rest.get_untracked().here()
    }

    /// Fetches the rest of the page; where that cannot be done, its panels say so, and offer to try again.
    pub fn fetch_rest(self) {
        self.rest.set(Fetched::Coming);
        leptos::task::spawn_local(async move {
            match rest::fetch().await {
                Ok(rest) => self.rest_is_here(rest),
                Err(rest::Unreachable) => self.rest.set(Fetched::Lost),
            }
        });
    }

    /// What could not be told before is told now.
    fn rest_is_here(self, rest: &'static Rest) {
        self.rest.set(Fetched::Here(rest));
        self.publish_findings();
        self.publish_live_numbers();
        self.keep();
        self.wake_frames();
    }
}
