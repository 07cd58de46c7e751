//! Notes on the canvas, and colours.

use super::row::{CommandRow, Offered, always};
use super::shortcut::key;
use crate::editor::document::notes;
use crate::editor::session::Session;
use crate::editor::session::request::Request;
use crate::editor::view;
use crate::model::Point;
use crate::model::{Colour, NoteId, Target};

/// Adds a note about what is selected, else a free one.
pub(super) const NOTE: CommandRow = CommandRow {
    key: "note",
    label: "Add a note",
    shortcuts: &[key("t")],
    shown: &[Offered::Context, Offered::Ground],
    edits: true,
    enabled: always,
    effect: Session::add_note,
};

/// Takes the colours of what is selected.
pub(super) const COLOUR_NONE: CommandRow = colour("colour_none", "No colour", |s| {
    set(s, None);
});
/// Teal.
pub(super) const COLOUR_TEAL: CommandRow = colour("colour_teal", "Colour: teal", |s| {
    set(s, Some(Colour::Teal));
});
/// Sky.
pub(super) const COLOUR_SKY: CommandRow = colour("colour_sky", "Colour: sky", |s| {
    set(s, Some(Colour::Sky));
});
/// Violet.
pub(super) const COLOUR_VIOLET: CommandRow = colour("colour_violet", "Colour: violet", |s| {
    set(s, Some(Colour::Violet));
});
/// Pink.
pub(super) const COLOUR_PINK: CommandRow = colour("colour_pink", "Colour: pink", |s| {
    set(s, Some(Colour::Pink));
});
/// Brown.
pub(super) const COLOUR_BROWN: CommandRow = colour("colour_brown", "Colour: brown", |s| {
    set(s, Some(Colour::Brown));
});
/// Slate.
pub(super) const COLOUR_SLATE: CommandRow = colour("colour_slate", "Colour: slate", |s| {
    set(s, Some(Colour::Slate));
});

const fn colour(key: &'static str, label: &'static str, effect: fn(&mut Session)) -> CommandRow {
    CommandRow {
        key,
        label,
        shortcuts: &[],
        shown: &[Offered::Colours],
        edits: true,
        enabled: |s| s.document().can_colour(),
        effect,
    }
}

fn set(s: &mut Session, colour: Option<Colour>) {
    s.propose(notes::colour(s.document(), colour));
}

impl Session {
    /// Adds a note about the one part that is selected, else a free one: where the menu was opened, or in the middle of the
    /// view. Then it is written.
    fn add_note(&mut self) {
        self.cancel_gesture();
        let about = self.document().selection().only();
        let about = about.filter(|t| matches!(t, Target::Component(_) | Target::Region(_)));
        let at = match (about, self.take_menu_place()) {
            (Some(about), _) => notes::place_beside(self.document(), about),
            (None, Some(at)) => at,
            (None, None) => notes::place_near(self.document(), self.view().camera().centre()),
        };
        self.add_note_at(at, about);
    }

    /// Adds a note there, and lets it be written.
    pub(in crate::editor) fn add_note_at(&mut self, at: Point, about: Option<Target>) {
        let proposal = notes::add(self.document(), at, about);
        if self.propose(proposal) {
            self.write_added();
        }
    }

    /// What has just been added is a note: it is shown, and then it is written.
    pub(in crate::editor) fn write_added(&mut self) {
        let added = self.document().selection().only();
        let Some(note @ Target::Note(_)) = added else {
            return;
        };
        if let Some(place) = view::place_of(self.document(), note) {
            self.include(place);
        }
        self.request(Request::Rename(note));
    }

    /// Writes on a note. One without a text is deleted; a new one is as if it had never been.
    ///
    /// # Errors
    /// Why not, in plain words; nothing is changed.
    pub fn write_note(&mut self, id: NoteId, text: &str) -> Result<(), String> {
        let is_new = self.document().history().undo_label() == Some("Add a note")
            && self
                .document()
                .note(id)
                .is_some_and(|n| n.text == notes::UNWRITTEN);
        if text.trim().is_empty() && is_new {
            self.undo();
            return Ok(());
        }
        match self.document().written(id, text) {
            Some(proposal) => self.try_propose(proposal).map_err(|why| why.to_string()),
            None => Err(format!("\"{id}\" is not there any more.")),
        }
    }
}
