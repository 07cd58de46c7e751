//! Going about the canvas by key.

use super::row::{CommandRow, Offered, always, has_content};
use super::shortcut::{ctrl, key, shift};
use crate::editor::input::Direction;
use crate::editor::session::Session;
use crate::editor::session::request::Request;
use crate::model::Target;

/// Goes to the next card on the left.
pub(super) const GO_LEFT: CommandRow = CommandRow {
    key: "go_left",
    label: "To the next part on the left",
    shortcuts: &[key("ArrowLeft")],
    shown: &[Offered::Keys],
    edits: false,
    enabled: has_content,
    effect: |s| s.go(Direction::Left, false),
};

/// The same, on the right.
pub(super) const GO_RIGHT: CommandRow = CommandRow {
    key: "go_right",
    label: "To the next part on the right",
    shortcuts: &[key("ArrowRight")],
    shown: &[Offered::Keys],
    edits: false,
    enabled: has_content,
    effect: |s| s.go(Direction::Right, false),
};

/// The same, above.
pub(super) const GO_UP: CommandRow = CommandRow {
    key: "go_up",
    label: "To the next part above",
    shortcuts: &[key("ArrowUp")],
    shown: &[Offered::Keys],
    edits: false,
    enabled: has_content,
    effect: |s| s.go(Direction::Up, false),
};

/// The same, below.
pub(super) const GO_DOWN: CommandRow = CommandRow {
    key: "go_down",
    label: "To the next part below",
    shortcuts: &[key("ArrowDown")],
    shown: &[Offered::Keys],
    edits: false,
    enabled: has_content,
    effect: |s| s.go(Direction::Down, false),
};

/// Selects the next card on the left beside what is selected.
pub(super) const ADD_LEFT: CommandRow = CommandRow {
    key: "add_left",
    label: "Select the next on the left too",
    shortcuts: &[shift("ArrowLeft")],
    shown: &[Offered::Keys],
    edits: false,
    enabled: has_content,
    effect: |s| s.go(Direction::Left, true),
};

/// The same, on the right.
pub(super) const ADD_RIGHT: CommandRow = CommandRow {
    key: "add_right",
    label: "Select the next on the right too",
    shortcuts: &[shift("ArrowRight")],
    shown: &[Offered::Keys],
    edits: false,
    enabled: has_content,
    effect: |s| s.go(Direction::Right, true),
};

/// The same, above.
pub(super) const ADD_UP: CommandRow = CommandRow {
    key: "add_up",
    label: "Select the next above too",
    shortcuts: &[shift("ArrowUp")],
    shown: &[Offered::Keys],
    edits: false,
    enabled: has_content,
    effect: |s| s.go(Direction::Up, true),
};

/// The same, below.
pub(super) const ADD_DOWN: CommandRow = CommandRow {
    key: "add_down",
    label: "Select the next below too",
    shortcuts: &[shift("ArrowDown")],
    shown: &[Offered::Keys],
    edits: false,
    enabled: has_content,
    effect: |s| s.go(Direction::Down, true),
};

/// Goes through the links of a part.
pub(super) const NEXT_LINK: CommandRow = CommandRow {
    key: "next_link",
    label: "To the next link of this part",
    shortcuts: &[key("n")],
    shown: &[Offered::Keys],
    edits: false,
    enabled: can_go_through_links,
    effect: |s| s.go_through_links(false),
};

/// The same, backwards.
pub(super) const PREVIOUS_LINK: CommandRow = CommandRow {
    key: "previous_link",
    label: "To the link before",
    shortcuts: &[shift("n")],
    shown: &[Offered::Keys],
    edits: false,
    enabled: can_go_through_links,
    effect: |s| s.go_through_links(true),
};

/// Opens the menu of what is selected.
pub(super) const MENU: CommandRow = CommandRow {
    key: "menu",
    label: "Open the menu of what is selected",
    shortcuts: &[shift("F10"), key("ContextMenu")],
    shown: &[Offered::Keys],
    edits: false,
    enabled: always,
    effect: Session::open_menu_by_key,
};

/// Goes from panel to panel.
pub(super) const NEXT_PANEL: CommandRow = CommandRow {
    key: "next_panel",
    label: "To the next panel",
    shortcuts: &[key("F6")],
    shown: &[Offered::Keys],
    edits: false,
    enabled: always,
    effect: |s| s.request(Request::Panel { back: false }),
};

/// The same, backwards.
pub(super) const PREVIOUS_PANEL: CommandRow = CommandRow {
    key: "previous_panel",
    label: "To the panel before",
    shortcuts: &[shift("F6")],
    shown: &[Offered::Keys],
    edits: false,
    enabled: always,
    effect: |s| s.request(Request::Panel { back: true }),
};

/// Finds commands, parts, settings, templates and lessons by their names.
pub(super) const FIND: CommandRow = CommandRow {
    key: "find",
    label: "Find anything",
    shortcuts: &[ctrl("k")],
    shown: &[Offered::Menu, Offered::Ground],
    edits: false,
    enabled: always,
    effect: |s| s.request(Request::Find),
};

fn can_go_through_links(s: &Session) -> bool {
    let only = s.document().selection().only();
    matches!(only, Some(Target::Component(_) | Target::Link(_)))
}
