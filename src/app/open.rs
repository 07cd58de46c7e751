//! What of the page can be open: a panel on a phone's sheet, a dialog, a menu.

use crate::editor::{Offered, Sharing};
use crate::model::{ComponentId, Kind, Point};

/// A panel that the sheet of a phone can show.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sheet {
    /// What would take it down.
    Verdicts,
    /// Settings of what is selected.
    Inspector,
    /// What happened.
    Log,
    /// The palette.
    Add,
    /// The lesson under way.
    Lesson,
}

impl Sheet {
    /// As `style/layout.css` spells it.
    pub const fn key(self) -> &'static str {
        match self {
            Sheet::Verdicts => "verdicts",
            Sheet::Inspector => "inspector",
            Sheet::Log => "log",
            Sheet::Add => "add",
            Sheet::Lesson => "lesson",
        }
    }
}

/// A dialog that is open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OpenDialog {
    /// What can be given out, and which of it is shown first.
    Share(Sharing),
    /// Real architectures to begin from.
    Gallery,
    /// All lessons.
    Lessons,
    /// Famous outages.
    Outages,
    /// The scenarios that this browser keeps.
    Scenarios,
    /// A lesson of one's own, with what is on the canvas as its start.
    LessonMaker,
    /// Shortcuts and the first minute.
    Help,
    /// Commands, parts, settings, templates and lessons by their names.
    Find,
}

/// A menu that is open.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct OpenMenu {
    /// Its upper left corner, in pixels of the canvas.
    pub at: Point,
    /// Which commands it offers.
    pub shown: Offered,
}

/// What may stand at the end of a link that was dropped on the ground.
#[derive(Clone, PartialEq, Debug)]
pub struct OpenOffer {
    /// Where, in pixels of the canvas.
    pub at: Point,
    /// Where the link begins.
    pub from: ComponentId,
    /// What may stand at its end.
    pub kinds: Vec<Kind>,
}
