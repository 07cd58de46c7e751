//! Nothing is lost: the work in hand is kept in the browser and in the address bar, and a link or a file that cannot be
//! read leaves it alone.

use std::cell::{Cell, RefCell};

use gloo_timers::callback::Timeout;

use super::Bridge;
use crate::app::browser::address::Options;
use crate::app::browser::listen::Listener;
use crate::app::browser::storage::{self, Key};
use crate::app::browser::{address, files, is_upright};
use crate::editor::{Session, Severity};
use crate::formats::{json, link};
use crate::model::{Point, Scenario};

/// How long the document must rest until it is kept.
const REST_MS: u32 = 400;
/// Cards are less high than wide: stood upright they may stand closer.
const UPRIGHT: f64 = 0.72;
/// How long a note stays.
const NOTE_MS: u32 = 4_000;

/// Timers and listeners of keeping.
#[derive(Default)]
pub struct Keeping {
    /// Whether something has changed since the document was last kept.
    unkept: Cell<bool>,
    autosave: RefCell<Option<Timeout>>,
    notes: RefCell<Option<Timeout>>,
    listeners: RefCell<Vec<Listener>>,
}

/// What the page opened with.
pub struct Opening {
    /// Whether this is somebody's first view.
    pub first_view: bool,
    /// The revision it opened with: only what comes after it is new, and has to be kept.
    pub revision: u64,
}

/// What the page opens with where it is somebody's first view of it, and no link's; `None` where there is more to read.
///
/// Reading a link or a file is for the [rest](crate::app::rest) of the page.
pub fn first_view(options: Options) -> Option<(Session, Opening)> {
    let keeps = !options.embed && storage::read(Key::Work).is_some();
    let is_read = keeps || address::fragment().starts_with(link::PREFIX);
    (!is_read).then(|| opened(first_visit(), true, options))
}

/// What the address names, else the work of the last visit, else the small system of the first.
///
/// An embed knows no earlier visit: it must show what its page says.
pub fn first_session(options: Options) -> (Session, Opening) {
    let kept = if options.embed {
        None
    } else {
        storage::read(Key::Work)
    };
    let kept = kept.and_then(|text| json::read(&text).ok());
    let first_view = kept.is_none();
    let linked = linked(&address::fragment());
    let mut session = match (&linked, kept) {
        (Some(Ok(linked)), None) => Session::new(linked.clone()),
        (_, Some(kept)) => Session::new(kept),
        (_, None) => first_visit(),
    };
    match linked {
        // The work of the last visit is one step back.
        Some(Ok(linked)) if *session.document().scenario() != linked => {
            if session.replace("Open a link", linked).is_ok() {
                session.say(
                    Severity::Note,
                    "The link is open. Undo brings back your own work.",
                );
            }
        }
        Some(Err(why)) => session.say(
            Severity::Failure,
            format!("{why}\nYour own work is as you left it."),
        ),
        Some(Ok(_)) | None => {}
    }
    opened(session, first_view, options)
}

fn opened(mut session: Session, first_view: bool, options: Options) -> (Session, Opening) {
    if !options.autoplay {
        session.simulate(|s| s.set_playing(false));
    }
    session.set_readonly(options.embed && options.readonly);
    let opening = Opening {
        first_view,
        revision: session.document().revision(),
    };
    (session, opening)
}

/// The small system of the first visit; on a phone that is held upright it stands upright too.
fn first_visit() -> Session {
    let first = Session::first();
    if !is_upright() {
        return first;
    }
    let mut document = first.document().scenario().clone();
    for component in &mut document.components {
        component.at = Point::new(component.at.y, component.at.x * UPRIGHT);
    }
    Session::new(document)
}

impl Bridge {
    /// From now on what changes is kept.
    pub(super) fn begin_keeping(self, opening: &Opening) {
        if opening.first_view {
            self.invitation
                .set(self.read(super::publish::invitation_at));
        }
        let listener = address::on_fragment(move |fragment| self.fragment_changed(fragment));
        // What was changed in the last moment is kept too.
        let leaving = address::on_leaving(move || {
            if self.inner().keeping.unkept.get() {
                self.keep_now();
            }
        });
        self.inner()
            .keeping
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
        self.inner().keeping.unkept.set(true);
        let timer = Timeout::new(REST_MS, move || self.keep_now());
        *self.inner().keeping.autosave.borrow_mut() = Some(timer);
    }

    fn keep_now(self) {
        self.inner().keeping.unkept.set(false);
        let file = self.read(|session| session.document().file_text());
        if !storage::write(Key::Work, &file) {
            let full = "The browser keeps nothing here: save your work as a file before you close this page.";
            self.say(Severity::Failure, full);
        }
        if let Some(rest) = self.rest() {
            address::set_fragment(&self.read(|session| (rest.link)(session.document().scenario())));
        }
    }

    /// Notes go by themselves after a while; failures stay.
    pub(super) fn let_notes_go(self) {
        let notes = self.read(|session| {
            let notes = session
                .messages()
                .iter()
                .filter(|m| m.severity == Severity::Note);
            notes.map(|m| m.number).collect::<Vec<_>>()
        });
        let timer = (!notes.is_empty()).then(|| {
            Timeout::new(NOTE_MS, move || {
                self.change(|session| notes.iter().for_each(|number| session.dismiss(*number)));
            })
        });
        *self.inner().keeping.notes.borrow_mut() = timer;
    }

    /// Somebody put another link into the address bar of this page.
    fn fragment_changed(self, fragment: String) {
        self.with_rest(move |rest| (rest.open_link)(self, &fragment));
    }

    /// Opens what the fragment of an address says, if it is a link.
    pub fn open_link(self, fragment: &str) {
        match linked(fragment) {
            None => {}
            Some(Ok(scenario)) => {
                let opened = self.change(|session| session.replace("Open a link", scenario));
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

/// The scenario of a link's fragment, or why there is none; `None` where the fragment is no link at all.
fn linked(fragment: &str) -> Option<Result<Scenario, String>> {
    let is_link = fragment.starts_with(link::PREFIX);
    is_link.then(|| link::decode(fragment).map_err(|error| error.to_string()))
}
