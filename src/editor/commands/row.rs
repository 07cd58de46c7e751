//! What a command is: a row of the one table.

use super::shortcut::Shortcut;
use crate::editor::session::Session;

/// Where a command is offered, beside the help and its keys.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Offered {
    /// In the top bar or its menu.
    Menu,
    /// In the menu of what is selected.
    Context,
    /// In the menu of the ground.
    Ground,
    /// As a dot of its colour, in the menu of what is selected.
    Colours,
    /// In the transport.
    Transport,
    /// Only by key.
    Keys,
}

/// One row of the table.
pub struct CommandRow {
    /// The word that markup uses.
    pub key: &'static str,
    /// What a person reads.
    pub label: &'static str,
    /// The keys that run it; the first is shown.
    pub shortcuts: &'static [Shortcut],
    /// Where it is offered.
    pub shown: &'static [Offered],
    /// Whether it changes the document, rather than the run, the view or the selection.
    pub edits: bool,
    /// Whether it can be done now.
    pub enabled: fn(&Session) -> bool,
    /// Does it.
    pub effect: fn(&mut Session),
}

/// A row without what it does.
#[derive(Clone, Copy)]
pub struct Face {
    /// The word that markup uses.
    pub key: &'static str,
    /// What a person reads.
    pub label: &'static str,
    /// The keys that run it; the first is shown.
    pub shortcuts: &'static [Shortcut],
    /// Where it is offered.
    pub shown: &'static [Offered],
    /// Whether it changes the document, rather than the run, the view or the selection.
    pub edits: bool,
    /// Whether it can be done now.
    pub enabled: fn(&Session) -> bool,
}

impl CommandRow {
    pub(super) const fn face(&self) -> Face {
        Face {
            key: self.key,
            label: self.label,
            shortcuts: self.shortcuts,
            shown: self.shown,
            edits: self.edits,
            enabled: self.enabled,
        }
    }
}

/// It can always be done.
pub(super) fn always(_: &Session) -> bool {
    true
}

/// Something is drawn.
pub(super) fn has_content(s: &Session) -> bool {
    s.document().content().is_some()
}

/// Something is selected.
pub(super) fn has_selection(s: &Session) -> bool {
    !s.document().selection().is_empty()
}

/// Components, regions or notes are selected: what has a place of its own.
pub(super) fn has_things(s: &Session) -> bool {
    has_parts(s) || s.document().selection().notes().next().is_some()
}

/// Components or regions are selected.
pub(super) fn has_parts(s: &Session) -> bool {
    let selection = s.document().selection();
    selection.components().next().is_some() || selection.regions().next().is_some()
}
