//! Keys as the table of commands names them.

use std::fmt;

use crate::editor::input::{Key, Modifiers};

/// A key with what is held beside it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shortcut {
    /// As `KeyboardEvent.key` names it; letters in lower case.
    pub key: &'static str,
    /// With control, or ⌘ where the keyboard has it.
    pub command: bool,
    /// With shift.
    pub shift: bool,
    /// With Alt.
    pub alt: bool,
}

impl Shortcut {
    /// Whether that key was pressed: by what it types.
    pub(super) fn is(self, key: &Key<'_>) -> bool {
        self.fits(key.key, key.modifiers)
    }

    /// Whether a key was pressed that stands in its place.
    pub(super) fn is_at_place(self, key: &Key<'_>) -> bool {
        key.place
            .is_some_and(|place| self.fits(place, key.modifiers))
    }

    fn fits(self, key: &str, modifiers: Modifiers) -> bool {
        let Modifiers {
            shift,
            command,
            alt,
        } = modifiers;
        // Signs and digits need shift on some keyboards and not on others.
        let is_sign = self.key.len() == 1 && !self.key.as_bytes()[0].is_ascii_alphabetic();
        let same_key = self.key == key
            || (self.key.len() == 1 && key.len() == 1 && self.key.eq_ignore_ascii_case(key));
        same_key
            && self.command == command
            && self.alt == alt
            && ((is_sign && self.key != " ") || self.shift == shift)
    }
}

impl fmt::Display for Shortcut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.command {
            f.write_str("Ctrl+")?;
        }
        if self.alt {
            f.write_str("Alt+")?;
        }
        if self.shift {
            f.write_str("Shift+")?;
        }
        match self.key {
            " " => f.write_str("Space"),
            "ArrowLeft" => f.write_str("←"),
            "ArrowRight" => f.write_str("→"),
            "ArrowUp" => f.write_str("↑"),
            "ArrowDown" => f.write_str("↓"),
            "ContextMenu" => f.write_str("Menu"),
            key => f.write_str(
                &key.to_ascii_uppercase()
                    .replace("DELETE", "Delete")
                    .replace("BACKSPACE", "Backspace")
                    .replace("ENTER", "Enter"),
            ),
        }
    }
}

const fn with(key: &'static str, command: bool, shift: bool, alt: bool) -> Shortcut {
    Shortcut {
        key,
        command,
        shift,
        alt,
    }
}
pub(super) const fn key(key: &'static str) -> Shortcut {
    with(key, false, false, false)
}
pub(super) const fn ctrl(key: &'static str) -> Shortcut {
    with(key, true, false, false)
}
pub(super) const fn shift(key: &'static str) -> Shortcut {
    with(key, false, true, false)
}
pub(super) const fn ctrl_shift(key: &'static str) -> Shortcut {
    with(key, true, true, false)
}
pub(super) const fn alt(key: &'static str) -> Shortcut {
    with(key, false, false, true)
}
pub(super) const fn alt_shift(key: &'static str) -> Shortcut {
    with(key, false, true, true)
}
