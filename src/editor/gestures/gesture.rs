//! The gestures.

use super::camera::{Panning, Pinching};
use super::drag::Dragging;
use super::link::Linking;
use super::marquee::Marquee;
use super::place::Placing;
use super::resize::Resizing;
use crate::editor::input::PointerEvent;
use crate::editor::view::hit::Hit;

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
