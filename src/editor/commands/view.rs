//! Moving the camera.

use super::row::{CommandRow, Offered, always, has_selection};
use super::shortcut::{ctrl, ctrl_shift, key, shift};
use crate::editor::session::Session;
use crate::editor::session::request::Request;
use crate::editor::view;
use crate::model::Rect;

/// Shows everything.
pub(super) const FIT: CommandRow = CommandRow {
    key: "fit",
    label: "Show everything",
    shortcuts: &[key("f"), key("1")],
    shown: &[Offered::Menu, Offered::Ground],
    edits: false,
    enabled: always,
    effect: fit,
};

/// Shows what is selected.
pub(super) const FIT_SELECTION: CommandRow = CommandRow {
    key: "fit_selection",
    label: "Show what is selected",
    shortcuts: &[shift("f")],
    shown: &[Offered::Context],
    edits: false,
    enabled: has_selection,
    effect: fit_selection,
};

/// Parts that are alike stand as one card, or apart.
pub(super) const STACK: CommandRow = CommandRow {
    key: "stack",
    label: "Stack or unstack what is alike",
    shortcuts: &[key("s")],
    shown: &[Offered::Context],
    edits: false,
    enabled: |s| s.stackable().is_some(),
    effect: |s| {
        if let Some(id) = s.stackable() {
            s.turn_stack(id);
        }
    },
};

/// Larger.
pub(super) const ZOOM_IN: CommandRow = CommandRow {
    key: "zoom_in",
    label: "Zoom in",
    shortcuts: &[key("+"), key("="), ctrl("+"), ctrl("=")],
    shown: &[Offered::Keys],
    edits: false,
    enabled: always,
    effect: |s| s.view_mut().zoom_by(1.25),
};

/// Smaller.
pub(super) const ZOOM_OUT: CommandRow = CommandRow {
    key: "zoom_out",
    label: "Zoom out",
    shortcuts: &[key("-"), ctrl("-")],
    shown: &[Offered::Keys],
    edits: false,
    enabled: always,
    effect: |s| s.view_mut().zoom_by(0.8),
};

/// As large as it is.
pub(super) const ZOOM_RESET: CommandRow = CommandRow {
    key: "zoom_reset",
    label: "Back to 100 %",
    shortcuts: &[ctrl("0")],
    shown: &[Offered::Keys],
    edits: false,
    enabled: always,
    effect: |s| {
        let zoom = s.view().camera().zoom;
        s.view_mut().zoom_by(1.0 / zoom);
    },
};

/// Larger text and controls, and the panels folded.
pub(super) const PRESENT: CommandRow = CommandRow {
    key: "present",
    label: "Presenting: larger, panels folded",
    shortcuts: &[key("b")],
    shown: &[Offered::Menu, Offered::Ground],
    edits: false,
    enabled: always,
    effect: |s| s.request(Request::Present),
};

/// Nothing of the drawing is changed by hand; faults are.
pub(super) const LOCK: CommandRow = CommandRow {
    key: "lock",
    label: "Lock the drawing",
    shortcuts: &[ctrl_shift("l")],
    shown: &[Offered::Menu, Offered::Ground],
    edits: false,
    enabled: |s| !s.only_shows(),
    effect: |s| s.set_locked(!s.is_locked()),
};

fn fit(s: &mut Session) {
    s.fit();
}

fn fit_selection(s: &mut Session) {
    let selected = s.document().selection().iter();
    let places = selected.filter_map(|target| view::place_of(s.document(), target));
    match places.reduce(Rect::union) {
        Some(content) => s.view_mut().fit(Some(content)),
        None => s.fit(),
    }
}
