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
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Key<'a> {
    /// As `KeyboardEvent.key` names it: `a`, `A`, `Escape`, `ArrowLeft`, ` `.
    pub key: &'a str,
    /// What stands in its place on a Latin keyboard, where it types nothing that a shortcut could bear; see
    /// [`latin_of_place`].
    pub place: Option<&'a str>,
    /// Keys held.
    pub modifiers: Modifiers,
    /// Whether it is held down, and this is not the first time that it tells so.
    pub repeats: bool,
}

/// What stands in the place of a key on a Latin keyboard: for the letters of other scripts, for digits that need shift,
/// and for brackets that need `AltGr`. `None` for keys that go by what they type.
///
/// `key` and `code` are those of `KeyboardEvent`.
pub fn latin_of_place<'a>(key: &str, code: &'a str, shift: bool) -> Option<&'a str> {
    let types_latin = key.len() == 1 && key.as_bytes()[0].is_ascii_alphanumeric();
    let is_named = key.chars().nth(1).is_some() && !["Dead", "Process"].contains(&key);
    if types_latin || is_named {
        return None;
    }
    match code {
        "BracketLeft" if !shift => Some("["),
        "BracketRight" if !shift => Some("]"),
        _ => {
            let letter = code
                .strip_prefix("Key")
                .filter(|_| !key.is_ascii() || is_dead(key));
            let digit = code.strip_prefix("Digit").filter(|_| !shift);
            letter.or(digit).filter(|sign| sign.len() == 1)
        }
    }
}

fn is_dead(key: &str) -> bool {
    matches!(key, "Dead" | "Process")
}

/// A way to go on the canvas.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// Upwards.
    Up,
    /// Downwards.
    Down,
}

#[cfg(test)]
mod tests {
    use super::latin_of_place;

    #[test]
    fn letters_of_other_scripts_go_by_their_place() {
        for (key, code, place) in [
            ("л", "KeyK", "K"),
            ("κ", "KeyK", "K"),
            ("ל", "KeyK", "K"),
            ("ن", "KeyK", "K"),
            ("Л", "KeyK", "K"),
            ("Dead", "KeyN", "N"),
            ("Process", "KeyK", "K"),
            ("&", "Digit1", "1"),
            ("ü", "BracketLeft", "["),
            ("х", "BracketLeft", "["),
        ] {
            assert_eq!(latin_of_place(key, code, false), Some(place), "{key}");
        }
    }

    #[test]
    fn latin_letters_and_named_keys_go_by_what_they_are() {
        // On AZERTY `q` stands where `a` is elsewhere, and must not be one.
        for (key, code) in [
            ("q", "KeyA"),
            ("Enter", "Enter"),
            ("F2", "F2"),
            ("'", "KeyQ"),
        ] {
            assert_eq!(latin_of_place(key, code, false), None, "{key}");
        }
        assert_eq!(latin_of_place("!", "Digit1", true), None);
        assert_eq!(latin_of_place("{", "BracketLeft", true), None);
    }
}
