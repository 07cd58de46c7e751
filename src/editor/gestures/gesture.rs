//! The gestures, and what can come of them.

use super::camera::{Panning, Pinching};
use super::drag::Dragging;
use super::link::Linking;
use super::marquee::Marquee;
use super::place::Placing;
use super::resize::Resizing;
use crate::editor::document::add::Drawn;
use crate::editor::input::PointerEvent;
use crate::editor::view::hit::Hit;
use crate::model::{ComponentId, Point, Target};

/// The gesture under way.
#[derive(Clone, Debug)]
pub enum Gesture {
    /// Nothing.
    Idle,
    /// It has pressed and not yet moved: a click, or the start of something.
    Pressing(Pressing),
    /// It drags cards and regions.
    Dragging(Dragging),
    /// It spans a rectangle that selects.
    Marquee(Marquee),
    /// It draws a link.
    Linking(Linking),
    /// It drags the view.
    Panning(Panning),
    /// Two fingers hold the view.
    Pinching(Pinching),
    /// It drags something new from the palette.
    Placing(Placing),
    /// It drags the corner of a region.
    Resizing(Resizing),
}

/// A press that has not moved yet.
#[derive(Clone, Copy, Debug)]
pub struct Pressing {
    /// What began it.
    pub event: PointerEvent,
    /// What lies under it.
    pub hit: Hit,
    /// Whether the press itself has selected it, so that lifting must not toggle it away again.
    pub has_selected: bool,
    /// Whether it is a finger that has rested so long that lifting it opens the menu.
    pub has_rested: bool,
}

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
}

/// Where a menu opens, and of what.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(in crate::editor) struct Menu {
    /// Where, in view pixels.
    pub at: Point,
    /// What it is about; `None`: the ground.
    pub target: Option<Target>,
}
