//! Nothing is lost: every scenario that a person touches is saved by itself, and what is opened opens beside it.
//!
//! What is in hand is saved once it rests, and every so often while it does not; as a version once it rests for longer, and
//! when it is left. Saves go one after the other, each with the count of saves that this tab has seen: a scenario that
//! another tab has changed meanwhile is not written over, but goes on as a copy.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};

use gloo_timers::callback::Timeout;
use leptos::task::spawn_local;

use super::Bridge;
use crate::app::browser::listen::Listener;
use crate::app::browser::other_tabs::OtherTabs;
use crate::app::browser::scenarios::{self, clock_ms};
use crate::app::browser::storage::{self, Key};
use crate::app::browser::{address, crash};
use crate::app::opening::Opening;
use crate::app::saved::{Held, Refused, Saved, Written};
use crate::editor::Severity;
use crate::formats::json;
use crate::model::Scenario;

/// How long the document must rest until it is saved.
const REST_MS: u32 = 400;
/// How long it may go unsaved where it does not rest.
const UNSAVED_MS: f64 = 2_000.0;
/// How long it must rest until it is a version.
const PAUSE_MS: u32 = 10_000;
const FULL: &str = "The browser's store is full: nothing more is kept. Delete scenarios that you no longer need under My scenarios, or save your work as a file before you close this page.";
const CLOSED: &str =
    "The browser keeps nothing here: save your work as a file before you close this page.";
const SILENT: &str = "The browser's store does not answer; another tab of Topple may hold it. Close the other tabs, or save your work as a file before you close this page.";

/// What the person is told of why nothing is kept; `None` where there is nothing to tell.
const fn why_not(refused: Refused) -> Option<&'static str> {
    match refused {
        Refused::Full => Some(FULL),
        Refused::Closed => Some(CLOSED),
        Refused::Silent => Some(SILENT),
        Refused::Left => None,
    }
}

/// What is saved, and whether as a version too.
struct Save {
    saved: Saved,
    is_version: bool,
}

/// What is in hand, what of it is not saved yet, and the timers and listeners.
#[derive(Default)]
pub struct Autosave {
    pub(super) held: RefCell<Held>,
    /// The revision that the page opened what is in hand with: only what comes after it has to be saved.
    pub(super) opened_with: Cell<u64>,
    /// Since when something is unsaved.
    pub(super) unsaved_since: Cell<Option<f64>>,
    /// Whether something has changed since the last version.
    pub(super) since_version: Cell<bool>,
    waiting: RefCell<VecDeque<Save>>,
    pub(super) is_saving: Cell<bool>,
    /// What is being saved.
    writing: RefCell<Option<Saved>>,
    /// How often each scenario had been saved when this tab last saw it.
    pub(super) seen: RefCell<BTreeMap<String, u32>>,
    /// Going back or forward, or a link in the address bar, opens something: the browser has its entry for that already.
    pub(super) has_entry: Cell<bool>,
    /// Another tab has it in hand too: what is changed here becomes a copy.
    is_elsewhere: Cell<bool>,
    /// What the person was told of a store that keeps nothing.
    told: Cell<Option<Refused>>,
    timer: RefCell<Option<Timeout>>,
    pause: RefCell<Option<Timeout>>,
    listeners: RefCell<Vec<Listener>>,
    others: RefCell<Option<OtherTabs>>,
}

impl Bridge {
    /// From now on what changes is saved.
    pub(super) fn begin_autosave(self, opening: &Opening) {
        if opening.first_view {
            self.inner().session.borrow_mut().invite();
        }
        let inner = self.inner();
        let autosave = &inner.autosave;
        autosave.opened_with.set(opening.revision);
        if self.options().embed {
            let listener = address::on_fragment(move |fragment| self.fragment_changed(fragment));
            autosave.listeners.borrow_mut().push(listener);
            return;
        }
        *autosave.others.borrow_mut() = OtherTabs::listen(move || self.is_elsewhere_too());
        self.hold(opening.held.clone());
        // Links in the address bar, and going back and forward between what was opened.
        let listener = address::on_fragment(move |fragment| {
            self.inner().autosave.has_entry.set(true);
            match address::entry() {
                Some(id) => self.with_rest(move |rest| (rest.open_saved)(self, id)),
                None => self.fragment_changed(fragment),
            }
        });
        let mut listeners = autosave.listeners.borrow_mut();
        listeners.push(listener);
        listeners.extend(self.listen_for_leaving());
    }

    /// Has this in hand from now on.
    pub(super) fn hold(self, held: Held) {
        let inner = self.inner();
        let autosave = &inner.autosave;
        autosave.is_elsewhere.set(false);
        if let Some(id) = &held.id {
            autosave.seen.borrow_mut().insert(id.clone(), held.saves);
        }
        if let Some(others) = &*autosave.others.borrow() {
            others.hold(held.id.as_deref(), true);
        }
        *autosave.held.borrow_mut() = held;
        self.tell_tab();
    }

    /// What this tab has in hand is known after a reload.
    fn tell_tab(self) {
        let inner = self.inner();
        let held = inner.autosave.held.borrow();
        let id = held.id.as_deref().unwrap_or_default();
        storage::write_tab(&format!(
            "{id} {}",
            held.lesson.as_deref().unwrap_or_default()
        ));
        if !id.is_empty() {
            storage::write(Key::Last, id);
        }
    }

    fn is_elsewhere_too(self) {
        if !self.inner().autosave.is_elsewhere.replace(true) {
            self.say(
                Severity::Note,
                "This scenario is open in another tab too. What you change here is kept as a copy.",
            );
        }
    }

    /// The document changed: once it rests it is saved.
    pub(super) fn autosave(self) {
        let inner = self.inner();
        let autosave = &inner.autosave;
        let is_new =
            self.read(|session| session.document().revision()) > autosave.opened_with.get();
        if self.options().embed || !is_new {
            return;
        }
        autosave.since_version.set(true);
        let since = autosave.unsaved_since.get().unwrap_or_else(clock_ms);
        autosave.unsaved_since.set(Some(since));
        if clock_ms() - since > UNSAVED_MS {
            return self.save_now(false);
        }
        *autosave.timer.borrow_mut() = Some(Timeout::new(REST_MS, move || self.save_now(false)));
        *autosave.pause.borrow_mut() = Some(Timeout::new(PAUSE_MS, move || self.save_now(true)));
    }

    /// What was opened is saved though nothing of it was changed: a file may not be at hand the next time.
    pub(super) fn touch(self) {
        let autosave = &self.inner().autosave;
        autosave.opened_with.set(0);
        self.autosave();
    }

    /// Saves what is in hand, if anything of it is unsaved; and as a version. Whatever changes it is in the rest, so that is
    /// here; where it is not yet, nothing is to be saved.
    pub(super) fn save_now(self, is_version: bool) {
        let Some(rest) = self.rest() else { return };
        let inner = self.inner();
        let autosave = &inner.autosave;
        let is_unsaved = autosave.unsaved_since.take().is_some();
        let is_version = is_version && autosave.since_version.take();
        if !is_unsaved && !is_version {
            return;
        }
        let title = self.read(|session| session.document().scenario().title.clone());
        let saved = self.in_hand(title, self.read(rest.file_text));
        let id = saved.id.clone();
        self.save(saved, is_version);
        let fragment = self.read(|session| (rest.link)(session.document().scenario()));
        address::set_fragment(&fragment.unwrap_or_default(), Some(&id));
    }

    /// What is in hand, to be saved: under its id, or under a new one where it has none or is somebody else's too.
    pub(super) fn in_hand(self, title: String, file: String) -> Saved {
        let inner = self.inner();
        let autosave = &inner.autosave;
        crash::remember(&file);
        let is_copy = autosave.is_elsewhere.take();
        let mut held = autosave.held.borrow_mut();
        let id = held.id.take().filter(|_| !is_copy);
        let id = id.unwrap_or_else(scenarios::new_id);
        held.id = Some(id.clone());
        let lesson = held.lesson.clone().unwrap_or_default();
        drop(held);
        if let Some(others) = &*autosave.others.borrow() {
            others.hold(Some(&id), false);
        }
        self.tell_tab();
        Saved {
            id,
            title,
            file,
            at_ms: clock_ms(),
            saves: 0,
            lesson,
            is_deleted: false,
        }
    }

    /// Saves it after all that waits to be saved.
    pub(super) fn save(self, saved: Saved, is_version: bool) {
        let inner = self.inner();
        let autosave = &inner.autosave;
        {
            let mut waiting = autosave.waiting.borrow_mut();
            // What waits for the same scenario is older, and only wanted where it is a version.
            waiting.retain(|other| other.saved.id != saved.id || other.is_version);
            waiting.push_back(Save { saved, is_version });
        }
        self.with_rest(move |rest| (rest.save_waiting)(self));
    }

    /// Saves what waits to be saved, one after the other.
    pub fn save_waiting(self) {
        if self.inner().autosave.is_saving.replace(true) {
            return;
        }
        spawn_local(async move {
            while !scenarios::is_left() {
                let next = self.inner().autosave.waiting.borrow_mut().pop_front();
                let Some(next) = next else { break };
                self.write(next).await;
            }
            self.inner().autosave.is_saving.set(false);
        });
    }

    async fn write(self, save: Save) {
        let inner = self.inner();
        let autosave = &inner.autosave;
        let Save {
            mut saved,
            is_version,
        } = save;
        let seen = |id: &str| autosave.seen.borrow().get(id).copied();
        saved.saves = seen(&saved.id).unwrap_or_default();
        *autosave.writing.borrow_mut() = Some(saved.clone());
        // One may have come back to a page whose saves were given up when it went.
        let page = scenarios::page();
        let mut written = scenarios::save_after(Some(&page), &saved, is_version).await;
        if written == Ok(Written::Conflict) {
            let held = autosave.held.borrow().id.clone();
            let original = std::mem::replace(&mut saved.id, scenarios::new_id());
            saved.saves = 0;
            for next in &mut *autosave.waiting.borrow_mut() {
                if next.saved.id == original {
                    next.saved.id.clone_from(&saved.id);
                }
            }
            written = scenarios::save(&saved, is_version).await;
            if held.as_ref() == Some(&original) {
                autosave.held.borrow_mut().id = Some(saved.id.clone());
                self.tell_tab();
                if let Some(others) = &*autosave.others.borrow() {
                    others.hold(Some(&saved.id), false);
                }
            }
            self.say(
                Severity::Note,
                "This scenario was changed in another tab meanwhile. What you changed here is kept as a copy.",
            );
        }
        autosave.writing.borrow_mut().take();
        match written {
            Ok(Written::Saves(saves)) => {
                autosave.seen.borrow_mut().insert(saved.id.clone(), saves);
                // A page that goes has kept what is newer than this.
                if !scenarios::is_left() {
                    storage::forget_unsaved(&saved.id);
                }
                autosave.told.set(None);
            }
            Ok(Written::Conflict) => {}
            Err(Refused::Left) => {
                let save = Save { saved, is_version };
                autosave.waiting.borrow_mut().push_front(save);
            }
            Err(why) => self.is_refused(why, &saved),
        }
    }

    /// All that waits to be saved or is being saved.
    pub(super) fn saves_under_way(self) -> Vec<Saved> {
        let inner = self.inner();
        let waiting = inner.autosave.waiting.borrow();
        let current = inner.autosave.writing.borrow().clone();
        let waiting = waiting.iter().map(|save| save.saved.clone());
        current.into_iter().chain(waiting).collect()
    }

    /// The store keeps nothing: the drawer does, or else it is told, once.
    pub(super) fn is_refused(self, why: Refused, saved: &Saved) {
        let inner = self.inner();
        let autosave = &inner.autosave;
        let is_kept = match why {
            // For one scenario.
            Refused::Closed => storage::write(Key::Work, &saved.file),
            // Until the store answers again.
            Refused::Silent => {
                let seen = autosave.seen.borrow().get(&saved.id).copied();
                storage::keep_unsaved(saved, seen.unwrap_or_default())
            }
            Refused::Full | Refused::Left => false,
        };
        if !is_kept && autosave.told.replace(Some(why)) != Some(why) {
            self.tell_refused(why);
        }
    }

    /// Tells why the store keeps nothing, or does not give what it keeps.
    pub(super) fn tell_refused(self, why: Refused) {
        if let Some(words) = why_not(why) {
            self.say(Severity::Failure, words);
        }
    }

    /// Something else takes the place of what was in hand: that is saved, and left as it is.
    pub fn left(self, scenario: &Scenario) {
        if self.options().embed {
            return;
        }
        let inner = self.inner();
        let autosave = &inner.autosave;
        drop(autosave.timer.borrow_mut().take());
        drop(autosave.pause.borrow_mut().take());
        let is_unsaved = autosave.unsaved_since.take().is_some();
        if autosave.since_version.take() || is_unsaved {
            let saved = self.in_hand(scenario.title.clone(), json::write(scenario));
            self.save(saved, true);
        }
        let (revision, lesson) = self.read(|session| {
            let lesson = session
                .course()
                .map(|course| course.assignment().key().to_owned());
            (session.document().revision(), lesson)
        });
        // It is touched once the revision is another.
        autosave.opened_with.set(revision);
        self.hold(Held {
            lesson,
            ..Held::default()
        });
        if let Some(rest) = self.rest() {
            let fragment = self.read(|session| (rest.link)(session.document().scenario()));
            let fragment = fragment.unwrap_or_default();
            if autosave.has_entry.take() {
                address::set_fragment(&fragment, None);
            } else {
                address::push_fragment(&fragment, None);
            }
        }
    }
}
