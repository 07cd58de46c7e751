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
}

impl Shortcut {
    /// Whether that key was pressed.
    pub(super) fn is(self, key: &Key<'_>) -> bool {
        let Modifiers {
            shift,
            command,
            alt,
        } = key.modifiers;
        // Signs such as `?` and `+` need shift on some keyboards and not on others.
        let is_sign = self.key.len() == 1 && !self.key.as_bytes()[0].is_ascii_alphanumeric();
        let same_key = self.key == key.key
            || (self.key.len() == 1
                && key.key.len() == 1
                && self.key.eq_ignore_ascii_case(key.key));
        same_key && self.command == command && !alt && (is_sign || self.shift == shift)
    }
}

impl fmt::Display for Shortcut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.command {
            f.write_str("Ctrl+")?;
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
            key => f.write_str(
                &key.to_ascii_uppercase()
                    .replace("DELETE", "Delete")
                    .replace("BACKSPACE", "Backspace"),
            ),
        }
    }
}

pub(super) const fn key(key: &'static str) -> Shortcut {
    Shortcut {
        key,
        command: false,
        shift: false,
    }
}
pub(super) const fn ctrl(key: &'static str) -> Shortcut {
    Shortcut {
        key,
        command: true,
        shift: false,
    }
}
pub(super) const fn shift(key: &'static str) -> Shortcut {
    Shortcut {
        key,
        command: false,
        shift: true,
    }
}
pub(super) const fn ctrl_shift(key: &'static str) -> Shortcut {
    Shortcut {
        key,
        command: true,
        shift: true,
    }
}
