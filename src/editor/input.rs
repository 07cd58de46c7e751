//! What a hand sends: pointers, the wheel, keys. Plain values, so that a test can send them too.

use super::view::hit::Hit;
use crate::model::Point;

/// What a pointer did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PointerKind {
    /// It was pressed (a finger put down).
    Down,
    /// It moved, pressed or not.
    Move,
    /// It was lifted.
    Up,
    /// The system took it away: what was begun is undone.
    Cancel,
}

/// What kind of pointer it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Device {
    /// A mouse.
    Mouse,
    /// A finger: drags of the ground move the view, a long press selects and opens the menu.
    Touch,
    /// A pen: like a mouse.
    Pen,
}

/// Which button was pressed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Button {
    /// The left one, a finger, the tip of a pen.
    Primary,
    /// The wheel, or any while Space is held: drags the view.
    Middle,
    /// The right one: the menu, or drags the view.
    Secondary,
}

/// Keys that are held meanwhile.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Modifiers {
    /// Shift: adds to the selection.
    pub shift: bool,
    /// Control, or ⌘ where the keyboard has it: adds to the selection; while dragging: no snapping.
    pub command: bool,
    /// Alt: a drag copies.
    pub alt: bool,
}

/// Something a pointer did.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct PointerEvent {
    /// What it did.
    pub kind: PointerKind,
    /// Tells it from other pointers.
    pub id: i32,
    /// Where, in view pixels from the canvas's upper left corner.
    pub at: Point,
    /// When, in milliseconds of the clock that [`super::Session::frame`] is told too.
    pub at_ms: f64,
    /// The button that went down or up; [`Button::Primary`] for moves.
    pub button: Button,
    /// Keys held.
    pub modifiers: Modifiers,
    /// What kind of pointer it is.
    pub device: Device,
    /// What lies under it, where the page knows better than geometry (a port shown larger than it is); else `None`.
    pub hit: Option<Hit>,
}

impl PointerEvent {
    /// Whether it adds to the selection.
    pub(super) fn adds(&self) -> bool {
        self.modifiers.shift || self.modifiers.command
    }
}

/// A turn of the wheel, or two fingers on a trackpad.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Wheel {
    /// Where, in view pixels.
    pub at: Point,
    /// How far to the right, in pixels (lines and pages already turned into them).
    pub dx: f64,
    /// How far down, in pixels.
    pub dy: f64,
    /// Keys held: with `command` it zooms (browsers set control for a trackpad's pinch), with `shift` it pans sideways.
    pub modifiers: Modifiers,
}

/// A key that was pressed.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Key<'a> {
    /// As `KeyboardEvent.key` names it: `a`, `A`, `Escape`, `ArrowLeft`, ` `.
    pub key: &'a str,
    /// Keys held.
    pub modifiers: Modifiers,
}
