//! Fetching the [rest](crate::app::rest) of the page, and what waits for it.

use super::{Bridge, Rest};
use crate::app::fetched::{Fetched, Unreachable};
use crate::editor::Severity;

/// What is said of what is done whose code cannot be had.
const UNREACHABLE: &str = "This part of the page could not be fetched, so that cannot be done now. What you drew is kept.";

impl Bridge {
    /// The rest of the page, once it is here.
    pub fn rest(self) -> Option<&'static Rest> {
        self.rest.get_untracked().here()
    }

    /// Fetches the rest of the page; where that cannot be done, its panels say so, and offer to try again.
    pub fn fetch_rest(self) {
        self.rest.set(Fetched::Coming);
        let fetch = self.inner().fetch;
        leptos::task::spawn_local(async move {
            match fetch().await {
                Ok(rest) => self.rest_is_here(rest),
                Err(Unreachable) => self.rest.set(Fetched::Lost),
            }
        });
    }

    /// Does something that needs the rest: at once where that is here, else as soon as it is.
    pub fn with_rest(self, act: impl FnOnce(&'static Rest) + 'static) {
        if let Some(rest) = self.rest() {
            return act(rest);
        }
        let fetch = self.inner().fetch;
        leptos::task::spawn_local(async move {
            match fetch().await {
                Ok(rest) => {
                    // Where no frame is painted, as in a hidden tab, nothing else has asked for it yet.
                    if self.rest().is_none() {
                        self.rest_is_here(rest);
                    }
                    act(rest);
                }
                Err(Unreachable) => self.say(Severity::Failure, UNREACHABLE),
            }
        });
    }

    /// What could not be told before is told now.
    pub fn rest_is_here(self, rest: &'static Rest) {
        self.rest.set(Fetched::Here(rest));
        self.publish_findings();
        self.publish_live_numbers();
        self.publish_costs();
        self.publish_situation();
        self.autosave();
        self.wake_frames();
    }
}
