//! Copy, cut and paste.

use super::row::{CommandRow, Offered, always, has_things};
use super::shortcut::ctrl;
use crate::editor::document::clipboard::{self, Seen};
use crate::editor::document::group;
use crate::editor::session::Session;
use crate::editor::session::messages::Severity;
use crate::editor::session::request::Request;
use crate::model::Target;

/// Copies what is selected.
pub(super) const COPY: CommandRow = CommandRow {
    key: "copy",
    label: "Copy",
    shortcuts: &[ctrl("c")],
    shown: &[Offered::Context],
    edits: false,
    enabled: has_things,
    effect: copy,
};

/// Copies and deletes it.
pub(super) const CUT: CommandRow = CommandRow {
    key: "cut",
    label: "Cut",
    shortcuts: &[ctrl("x")],
    shown: &[Offered::Context],
    edits: true,
    enabled: has_things,
    effect: cut,
};

/// Puts in what was copied.
pub(super) const PASTE: CommandRow = CommandRow {
    key: "paste",
    label: "Paste",
    shortcuts: &[ctrl("v")],
    shown: &[Offered::Context, Offered::Ground],
    edits: true,
    enabled: always,
    effect: |s| s.request(Request::ReadClipboard),
};

fn copy(s: &mut Session) {
    if let Some(text) = s.document().copied() {
        s.request(Request::WriteClipboard(text));
    }
}

/// What is copied is deleted, of a region all that is in it, once it is on the clipboard: the page says when it is.
fn cut(s: &mut Session) {
    if let Some(text) = s.document().copied() {
        let targets = s.document().chosen();
        s.request(Request::Cut { text, targets });
    }
}

impl Session {
    /// Deletes these, as far as they are still there: the second half of cutting.
    pub fn delete(&mut self, targets: &[Target]) {
        if !self.is_readonly() {
            self.propose(group::cut(self.document(), targets));
        }
    }

    /// Puts in what was copied: with fresh ids, at a free place in view, of the region it falls into, and selected. A text
    /// that is no scenario is refused with a message. Returns whether something was put in.
    pub fn paste(&mut self, text: &str) -> bool {
        let camera = self.view().camera();
        let seen = Seen {
            visible: camera.visible(),
            centre: camera.centre(),
        };
        match clipboard::paste(self.document(), text, seen) {
            Ok(Some(proposal)) => self.propose(proposal),
            Ok(None) => {
                self.say(Severity::Note, "There is nothing in it to paste.");
                false
            }
            Err(why) => {
                self.say(Severity::Failure, why);
                false
            }
        }
    }
}
