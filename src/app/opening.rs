//! What the page opens with: a link's scenario, the work of the last visit, or the small system of the first.

use super::browser::address::Options;
use super::browser::storage::{self, Key};
use super::browser::{address, is_upright};
use crate::editor::{Session, Severity};
use crate::formats::{Opened, json, link};
use crate::model::Point;

/// Cards are less high than wide: stood upright they may stand closer.
const UPRIGHT: f64 = 0.72;

/// What the page opened with.
pub struct Opening {
    /// Whether this browser has kept no earlier work.
    pub first_view: bool,
    /// The revision it opened with: only what comes after it is new, and has to be kept.
    pub revision: u64,
}

/// What the page opens with where no earlier work is kept and the address is no link; `None` where there is more to read.
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
    let kept = kept.and_then(|text| json::open(&text).ok());
    let first_view = kept.is_none();
    let linked = linked(&address::fragment());
    let begin = |opened: &Opened| {
        let mut session = Session::new(opened.scenario.clone());
        session.tell_news(&opened.news());
        session
    };
    let mut session = match (&linked, &kept) {
        (Some(Ok(linked)), None) => begin(linked),
        (_, Some(kept)) => begin(kept),
        (_, None) => first_visit(),
    };
    match linked {
        // The work of the last visit is one step back.
        Some(Ok(linked)) if *session.document().scenario() != linked.scenario => {
            if session.open("Open a link", linked).is_ok() {
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

/// The scenario of a link's fragment, or why there is none; `None` where the fragment is no link at all.
pub fn linked(fragment: &str) -> Option<Result<Opened, String>> {
    let is_link = fragment.starts_with(link::PREFIX);
    is_link.then(|| link::open(fragment).map_err(|error| error.to_string()))
}
