//! What the page has to do for the session: a dialog, the clipboard, a file.

use std::sync::Arc;

use crate::model::{ComponentId, Kind, Point, Sound, Target};

/// What of a scenario is given out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sharing {
    /// Its link, and that as a QR code.
    Link,
    /// Its picture.
    Picture,
    /// The code that embeds it.
    Embed,
    /// The report on it.
    Report,
}

/// Something the page has to do for the session.
#[derive(Clone, PartialEq, Debug)]
pub enum Request {
    /// Open a menu at this point of the view, of the commands that show in `Offered::Context`.
    ContextMenu {
        /// Where, in view pixels.
        at: Point,
        /// What it is about; `None`: the ground.
        target: Option<Target>,
    },
    /// Offer what a link may lead to that was dropped on the ground; then call `add_called`.
    Offer {
        /// Where, in view pixels.
        at: Point,
        /// Where the link begins.
        from: ComponentId,
        /// What may stand at its end; never empty.
        kinds: Vec<Kind>,
    },
    /// Let the person edit the name of this, in place; then call `change_component` or `change_region`.
    Rename(Target),
    /// Put this text on the clipboard.
    WriteClipboard(String),
    /// The same; then, where it was put there, call `Session::delete` with what it holds.
    Cut {
        /// What was copied.
        text: String,
        /// What of the drawing it is.
        targets: Vec<Target>,
    },
    /// Read the clipboard and call `Session::paste` with its text.
    ReadClipboard,
    /// Something else has taken the place of this scenario: save it, if it is not saved.
    Left(Arc<Sound>),
    /// Show the scenarios that are kept.
    Scenarios,
    /// Let the person choose a file and call `Session::open_text` with its text.
    OpenFile,
    /// Give the person this text as a file of this name.
    SaveFile {
        /// Its name, with the extension.
        name: String,
        /// What is in it.
        text: String,
    },
    /// Show the dialog for sharing, with this.
    Share(Sharing),
    /// Let the person find commands, parts, settings, templates and lessons.
    Find,
    /// Move the keyboard's focus to the next panel of the page.
    Panel {
        /// To the one before.
        back: bool,
    },
    /// Let the person make a lesson of the scenario.
    MakeLesson,
    /// Show the help.
    Help,
    /// Change between light and dark.
    Theme,
    /// Present, or no longer.
    Present,
    /// Remember whether the first kill of a scenario slows time down.
    SlowMotion(bool),
}
