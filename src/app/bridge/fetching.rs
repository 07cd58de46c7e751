//! Fetching the [rest](crate::app::rest) of the page, and what waits for it.

use super::{Bridge, Rest};
use crate::app::fetched::Fetched;
use crate::editor::Severity;

/// What is said of what is done whose code cannot be had.
const UNREACHABLE: &str = "This part of the page could not be fetched, so that cannot be done now. What you drew is kept.";
/// The most that is kept of what hands do meanwhile: whoever has done so much to no avail means none of it any more.
const MOST: usize = 1_000;

type Act = Box<dyn FnOnce(&'static Rest)>;

/// What is done as soon as the rest is here, in the order in which it was asked for.
#[derive(Default)]
pub struct Waiting {
    acts: Vec<(Act, Why)>,
    is_fetching: bool,
}

/// Why something waits for the rest.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It was asked for by name: where it cannot be done, that is said.
    Asked,
    /// Hands did it.
    Hands,
    /// Hands did it, and where they do more of it at once, only the last counts: what is pointed at.
    Pointed,
    /// The same: where this pointer is.
    Moved(i32),
}

impl Bridge {
    /// The rest of the page, once it is here.
    pub fn rest(self) -> Option<&'static Rest> {
        self.rest.get_untracked().here()
    }

    /// Fetches the rest of the page; where that cannot be done, its panels say so, and offer to try again.
    pub fn fetch_rest(self) {
        let inner = self.inner();
        if std::mem::replace(&mut inner.waiting.borrow_mut().is_fetching, true) {
            return;
        }
        if matches!(self.rest.get_untracked(), Fetched::Lost) {
            self.rest.set(Fetched::Coming);
        }
        leptos::task::spawn_local(async move {
            let fetched = (inner.fetch)().await;
            let acts = std::mem::take(&mut *inner.waiting.borrow_mut()).acts;
            if let Ok(rest) = fetched {
                if self.rest().is_none() {
                    self.rest_is_here(rest);
                }
                for (act, _) in acts {
                    act(rest);
                }
            } else {
                self.rest.set(Fetched::Lost);
                if acts.iter().any(|(_, why)| *why == Why::Asked) {
                    self.say(Severity::Failure, UNREACHABLE);
                }
            }
        });
    }

    /// Does something that needs the rest: at once where that is here, else as soon as it is.
    pub fn with_rest(self, act: impl FnOnce(&'static Rest) + 'static) {
        if let Some(rest) = self.rest() {
            return act(rest);
        }
        self.wait(Why::Asked, Box::new(act));
        // Where no frame is painted, as in a hidden tab, or it could not be had before, nothing else has asked for it.
        self.fetch_rest();
    }

    /// Does something that hands did: at once where the rest is here, as soon as it is while it is on its way, and never
    /// where it could not be had.
    pub(super) fn by_hand(self, why: Why, act: impl FnOnce(&'static Rest) + 'static) {
        match self.rest.get_untracked() {
            Fetched::Here(rest) => act(rest),
            Fetched::Coming => self.wait(why, Box::new(act)),
            Fetched::Lost => {}
        }
    }

    fn wait(self, why: Why, act: Act) {
        let inner = self.inner();
        let acts = &mut inner.waiting.borrow_mut().acts;
        let is_newer = matches!(why, Why::Pointed | Why::Moved(_));
        if is_newer && acts.last().is_some_and(|(_, last)| *last == why) {
            acts.pop();
        }
        if acts.len() >= MOST {
            acts.retain(|(_, why)| *why == Why::Asked);
        }
        acts.push((act, why));
    }

    /// What could not be told before is told now.
    pub fn rest_is_here(self, rest: &'static Rest) {
        self.rest.set(Fetched::Here(rest));
        (rest.publish_notes)(self, true, true);
        self.hold_against_original();
        (rest.begin_lesson_of_address)(self);
        self.publish_findings();
        self.publish_live_numbers();
        self.publish_costs();
        self.publish_situation();
        self.autosave();
        self.wake_frames();
    }
}
