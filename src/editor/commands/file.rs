//! Files, sharing, and what concerns the page as a whole.

use std::sync::Arc;

use super::row::{CommandRow, Offered, always, has_content};
use super::shortcut::{ctrl, key};
use crate::editor::document::clipboard;
use crate::editor::document::proposal::Proposal;
use crate::editor::session::Session;
use crate::editor::session::messages::{Severity, Topic};
use crate::editor::session::request::{Request, Sharing};
use crate::model::{Edit, Imported, Scenario};

/// A new, empty scenario.
pub(super) const NEW: CommandRow = CommandRow {
    key: "new",
    label: "New scenario",
    edits: true,
    effect: new,
    ..SHARE
};

/// A file.
pub(super) const OPEN: CommandRow = CommandRow {
    key: "open",
    label: "Open a file",
    shortcuts: &[ctrl("o")],
    edits: true,
    effect: |s| s.request(Request::OpenFile),
    ..SHARE
};

/// Into a file.
pub(super) const SAVE: CommandRow = CommandRow {
    key: "save",
    label: "Save as a file",
    shortcuts: &[ctrl("s")],
    effect: save,
    ..SHARE
};

/// All that can be given out, the link first.
pub(super) const SHARE: CommandRow = CommandRow {
    key: "share",
    label: "Share",
    shortcuts: &[],
    shown: &[Offered::Menu],
    edits: false,
    enabled: always,
    effect: |s| s.request(Request::Share(Sharing::Link)),
};

/// The link as a QR code.
pub(super) const QR_CODE: CommandRow = CommandRow {
    key: "qr-code",
    label: "QR code of the link",
    ..SHARE
};

/// A picture of the drawing.
pub(super) const PICTURE: CommandRow = CommandRow {
    key: "picture",
    label: "Picture: PNG or SVG",
    enabled: has_content,
    effect: |s| s.request(Request::Share(Sharing::Picture)),
    ..SHARE
};

/// The code that embeds it.
pub(super) const EMBED: CommandRow = CommandRow {
    key: "embed",
    label: "Embed in a page",
    effect: |s| s.request(Request::Share(Sharing::Embed)),
    ..SHARE
};

/// What would take it down, to be read and printed.
pub(super) const REPORT: CommandRow = CommandRow {
    key: "report",
    label: "Report",
    enabled: has_content,
    effect: |s| s.request(Request::Share(Sharing::Report)),
    ..SHARE
};

/// A lesson of one's own, that starts with what is drawn.
pub(super) const MAKE_LESSON: CommandRow = CommandRow {
    key: "make-lesson",
    label: "Make a lesson",
    edits: true,
    enabled: has_content,
    effect: make_lesson,
    ..SHARE
};

/// Shortcuts and the first minute.
pub(super) const HELP: CommandRow = CommandRow {
    key: "help",
    label: "Help",
    shortcuts: &[key("?")],
    effect: |s| s.request(Request::Help),
    ..SHARE
};

/// Those that the browser keeps.
pub(super) const SCENARIOS: CommandRow = CommandRow {
    key: "scenarios",
    label: "My scenarios",
    effect: |s| s.request(Request::Scenarios),
    ..SHARE
};

/// Light or dark.
pub(super) const THEME: CommandRow = CommandRow {
    key: "theme",
    label: "Light or dark",
    effect: |s| s.request(Request::Theme),
    ..SHARE
};

fn new(s: &mut Session) {
    if let Err(rejection) = s.begin(Scenario::default()) {
        s.say(Severity::Failure, rejection.to_string());
    }
}

/// What is drawn is the start, but of one's own lesson under way: that is opened again to be changed.
fn make_lesson(s: &mut Session) {
    let course = s.course().map(|c| Arc::clone(c.assignment()));
    if let Some(taken) = course {
        if taken.course.is_none() {
            if let Err(rejection) = s.begin(taken.file()) {
                return s.say(Severity::Failure, rejection.to_string());
            }
        } else {
            s.leave_lesson();
        }
    }
    s.request(Request::MakeLesson);
}

fn save(s: &mut Session) {
    let (name, text) = (s.document().file_name(), s.document().file_text());
    s.request(Request::SaveFile { name, text });
    if s.course().is_some_and(|c| c.assignment().course.is_none()) {
        s.say(
            Severity::Note,
            "The file holds what you have drawn. The lesson itself is in its link, under Share.",
        );
    }
}

impl Session {
    /// Opens a drawing that was made of files of other programs, as [`Self::open_text`] opens one. Returns whether it did.
    pub fn open_imported(&mut self, drawing: Scenario) -> bool {
        let begun = self.begin(drawing);
        if let Err(rejection) = &begun {
            self.say_of(Topic::Files, Severity::Failure, rejection.to_string());
        }
        begun.is_ok()
    }

    /// Takes the next state of a drawing that was imported, as one step.
    pub fn import_again(&mut self, label: &str, drawing: &Scenario) -> bool {
        let proposal = Proposal::between(label, self.document().scenario(), drawing);
        self.propose(proposal)
    }

    /// Keeps what is remembered of an import, as one step.
    pub fn keep_answer(&mut self, words: &str, imported: Imported) -> bool {
        let edits = vec![Edit::SetImported(Some(Arc::new(imported)))];
        self.propose(Proposal::new(format!("Answer: {words}"), edits))
    }

    /// Opens the text of a file in the place of the document, which is left to the page to save. A text that is no scenario
    /// is refused with a message, and the document stays. Returns whether it was opened.
    pub fn open_text(&mut self, text: &str) -> bool {
        let why = match clipboard::read_file(text) {
            Ok(opened) => match self.take_or_open(opened) {
                Ok(()) => return true,
                Err(rejection) => rejection.to_string(),
            },
            Err(why) => format!("{why} Your work is as it was."),
        };
        let text = format!("This file cannot be opened. {why}");
        self.say_of(Topic::Files, Severity::Failure, text);
        false
    }
}
