//! What can come of a gesture.

use crate::editor::document::add::Drawn;
use crate::model::{ComponentId, Point, Target};

/// What comes of an event, to be carried out by the session.
#[derive(Clone, PartialEq, Debug)]
pub(in crate::editor) enum Outcome {
    /// The draft becomes one step of this name.
    Squash(String),
    /// A link is to be drawn.
    Link(ComponentId, ComponentId),
    /// A link was dropped on the ground: what may stand there is offered.
    Offer(ComponentId, Point),
    /// What is selected is copied, so far from where it is.
    Copy {
        /// To the right, in canvas units.
        dx: f64,
        /// Down.
        dy: f64,
    },
    /// Something new is put down there.
    PutDown(Drawn, Point),
    /// A menu opens.
    Menu(Menu),
    /// The name of this is to be edited.
    Rename(Target),
    /// A note is to be written there, in the world.
    Write(Point),
}

/// Where a menu opens, and of what.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(in crate::editor) struct Menu {
    /// Where, in view pixels.
    pub at: Point,
    /// What it is about; `None`: the ground.
    pub target: Option<Target>,
}
