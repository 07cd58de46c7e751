//! The scenarios of this browser's store: one is opened, goes back to an earlier version, or is kept beside the others.

use leptos::task::spawn_local;

use super::Bridge;
use crate::app::browser::address;
use crate::app::browser::scenarios::{self, clock_ms};
use crate::app::browser::storage;
use crate::app::opening;
use crate::app::saved::{Held, Refused, Saved};
use crate::editor::Severity;
use crate::formats::json;
use crate::lessons::Assignment;

impl Bridge {
    /// Opens a scenario of this browser's store.
    pub fn open_saved(self, id: String) {
        if self.inner().autosave.held.borrow().id.as_ref() == Some(&id) {
            return;
        }
        spawn_local(async move {
            match scenarios::get(&id).await {
                Ok(Some(saved)) => self.show_saved(&saved),
                Ok(None) => self.say(
                    Severity::Failure,
                    "This scenario is no longer kept here: it was deleted.",
                ),
                Err(why) => self.tell_refused(why),
            }
            self.inner().autosave.has_entry.set(false);
        });
    }

    fn show_saved(self, saved: &Saved) {
        let opened = match json::open(&saved.file) {
            Ok(opened) => opened,
            Err(problems) => {
                let why = problems
                    .first()
                    .map(ToString::to_string)
                    .unwrap_or_default();
                return self.say(
                    Severity::Failure,
                    format!("{} cannot be opened. {why}", saved.name()),
                );
            }
        };
        if let Err(rejection) = self.change(|session| session.open(opened)) {
            return self.say(Severity::Failure, rejection.to_string());
        }
        self.holds_saved(saved);
    }

    /// What was opened last is this scenario of the store.
    fn holds_saved(self, saved: &Saved) {
        if let Some(assignment) = Assignment::of_key(&saved.lesson) {
            self.change(|session| session.resume_lesson(assignment.into()));
        }
        self.hold(opening::held(saved));
        if let Some(rest) = self.rest() {
            let fragment = self.read(|session| (rest.link)(session.document().scenario()));
            address::set_fragment(&fragment.unwrap_or_default(), Some(&saved.id));
        }
    }

    /// Opens an earlier state of a scenario of the store. What it was until now is a version too.
    pub fn restore_version(self, saved: Saved, file: String) {
        spawn_local(async move {
            let restored = Saved {
                file,
                at_ms: clock_ms(),
                ..saved.clone()
            };
            let done = async {
                scenarios::save(&saved, true).await?;
                let latest = scenarios::get(&saved.id).await?;
                let restored = Saved {
                    saves: latest.map_or(0, |latest| latest.saves),
                    ..restored
                };
                scenarios::save(&restored, true).await?;
                scenarios::get(&saved.id).await
            };
            match done.await {
                Ok(Some(latest)) => {
                    self.inner().autosave.held.borrow_mut().id = None;
                    self.show_saved(&latest);
                }
                Ok(None) => {}
                Err(why) => self.is_refused(why, &saved),
            }
        });
    }

    /// Keeps another scenario beside the others, which is not opened; then `done`.
    pub fn save_beside(self, title: String, file: String, done: impl FnOnce() + 'static) {
        spawn_local(async move {
            if let Err(why) = self.keep_beside(title, file).await {
                self.tell_refused(why);
            }
            done();
        });
    }

    /// The same, to be waited for.
    ///
    /// # Errors
    /// Why it is not kept.
    pub async fn keep_beside(self, title: String, file: String) -> Result<(), Refused> {
        let saved = Saved {
            id: scenarios::new_id(),
            title,
            file,
            at_ms: clock_ms(),
            saves: 0,
            lesson: String::new(),
            is_deleted: false,
        };
        match scenarios::save(&saved, true).await {
            Err(Refused::Silent) if storage::keep_unsaved(&saved, 0) => Ok(()),
            written => written.map(drop),
        }
    }

    /// Whether this scenario of the store is the one in hand.
    pub fn holds(self, id: &str) -> bool {
        self.inner().autosave.held.borrow().id.as_deref() == Some(id)
    }

    /// This scenario of the store is deleted: what is on the canvas stays, and is kept anew once it is touched.
    pub fn let_go(self, id: &str) {
        if self.holds(id) {
            let revision = self.read(|session| session.document().revision());
            self.inner().autosave.opened_with.set(revision);
            self.hold(Held::default());
        }
    }

    /// Saves what is in hand, if anything of it is unsaved; then `done`.
    pub fn save_in_hand(self, done: impl FnOnce() + 'static) {
        self.save_now(false);
        spawn_local(async move {
            // Saves of this tab go one after the other: once a reading comes to its turn, what was asked for is written.
            while self.inner().autosave.is_saving.get() {
                gloo_timers::future::TimeoutFuture::new(10).await;
            }
            done();
        });
    }
}
