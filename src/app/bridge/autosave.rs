//! Nothing is lost: the work is kept in the browser and in the address bar, and a link or a file that cannot be
//! read leaves it alone.

use std::cell::{Cell, RefCell};

use gloo_timers::callback::Timeout;

use super::Bridge;
use crate::app::browser::listen::Listener;
use crate::app::browser::storage::{self, Key};
use crate::app::browser::{address, files};
use crate::app::opening::{Opening, linked};
use crate::editor::Severity;
use crate::formats::link;

/// How long the document must rest until it is kept.
const REST_MS: u32 = 400;
/// How long a note stays, and how much longer for each line beyond the first.
const NOTE_MS: u32 = 4_000;
/// Lines that count for that.
const NOTE_LINES: usize = 8;

/// Timers and listeners of autosave.
#[derive(Default)]
pub struct Autosave {
    /// Whether something has changed since the document was last kept.
    unkept: Cell<bool>,
    timer: RefCell<Option<Timeout>>,
    notes: RefCell<Option<Timeout>>,
    listeners: RefCell<Vec<Listener>>,
}

impl Bridge {
    /// From now on what changes is kept.
    pub(super) fn begin_autosave(self, opening: &Opening) {
        if opening.first_view {
            self.inner().session.borrow_mut().invite();
        }
        let listener = address::on_fragment(move |fragment| self.fragment_changed(fragment));
        // What was changed in the last moment is kept too.
        let leaving = address::on_leaving(move || {
            if self.inner().autosave.unkept.get() {
                self.keep_now();
            }
        });
        self.inner()
            .autosave
            .listeners
            .borrow_mut()
            .extend([listener, leaving]);
    }

    /// The document changed: once it rests it is kept, in the browser and in the address bar.
    pub(super) fn keep(self) {
        let is_new = self.read(|session| session.document().revision()) > self.inner().opened_with;
        if self.options().embed || !is_new {
            return;
        }
        self.inner().autosave.unkept.set(true);
        let timer = Timeout::new(REST_MS, move || self.keep_now());
        *self.inner().autosave.timer.borrow_mut() = Some(timer);
    }

    /// Keeps the document. Whatever changes it is in the rest, so that is here; where it is not yet, nothing is to be kept.
    fn keep_now(self) {
        let Some(rest) = self.rest() else { return };
        self.inner().autosave.unkept.set(false);
        let file = self.read(rest.file_text);
        if !storage::write(Key::Work, &file) {
            let full = "The browser keeps nothing here: save your work as a file before you close this page.";
            self.say(Severity::Failure, full);
        }
        address::set_fragment(&self.read(|session| (rest.link)(session.document().scenario())));
    }

    /// Notes go by themselves after a while; failures stay.
    pub(super) fn let_notes_go(self) {
        let notes = self.read(|session| {
            let notes = session
                .messages()
                .iter()
                .filter(|m| m.severity == Severity::Note);
            notes
                .map(|m| (m.number, m.text.lines().count()))
                .collect::<Vec<_>>()
        });
        let lines = notes.iter().map(|(_, lines)| *lines).max();
        let stays_ms = NOTE_MS * lines.unwrap_or(1).clamp(1, NOTE_LINES) as u32;
        let timer = (!notes.is_empty()).then(|| {
            Timeout::new(stays_ms, move || {
                self.change(|session| {
                    for (number, _) in &notes {
                        session.dismiss(*number);
                    }
                });
            })
        });
        *self.inner().autosave.notes.borrow_mut() = timer;
    }

    /// Another link was put into the address bar of this page.
    fn fragment_changed(self, fragment: String) {
        self.with_rest(move |rest| (rest.open_link)(self, &fragment));
    }

    /// Opens what the fragment of an address says, if it is a link.
    pub fn open_link(self, fragment: &str) {
        match linked(fragment) {
            None => {}
            Some(Ok(linked)) => {
                let opened = self.change(|session| session.open("Open a link", linked));
                if let Err(rejection) = opened {
                    self.say(
                        Severity::Failure,
                        format!("This link cannot be opened. {rejection}"),
                    );
                }
            }
            Some(Err(why)) => {
                self.say(Severity::Failure, format!("{why}\nYour work is as it was."));
                self.keep();
            }
        }
    }

    /// A file was chosen or dropped.
    pub fn open_file(self, text: files::Text) {
        match text {
            Ok(text) => {
                self.with_rest(move |rest| {
                    self.change(|session| (rest.open_text)(session, &text));
                });
            }
            Err(why) => self.say(Severity::Failure, why),
        }
    }

    /// The address that opens this scenario anywhere.
    pub fn link(self) -> String {
        let fragment = self.read(|session| link::encode(session.document().scenario()));
        format!("{}{fragment}", address::bare())
    }
}
