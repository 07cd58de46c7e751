//! Moving what is selected about, and tidying everything.

use super::row::{CommandRow, Offered, has_content, has_parts};
use super::shortcut::{key, shift};
use crate::editor::document::align::{self, Line};
use crate::editor::document::tidy;
use crate::editor::input::Key;
use crate::editor::session::Session;

/// Aligns left edges.
pub(super) const ALIGN_LEFT: CommandRow = CommandRow {
    key: "align_left",
    label: "Align left",
    shortcuts: &[],
    shown: &[Offered::Context],
    edits: true,
    enabled: has_several,
    effect: |s| align(s, Line::Left),
};

/// Aligns middles above each other.
pub(super) const ALIGN_CENTRE: CommandRow = CommandRow {
    key: "align_centre",
    label: "Align in a column",
    shortcuts: &[],
    shown: &[Offered::Context],
    edits: true,
    enabled: has_several,
    effect: |s| align(s, Line::Centre),
};

/// Aligns right edges.
pub(super) const ALIGN_RIGHT: CommandRow = CommandRow {
    key: "align_right",
    label: "Align right",
    shortcuts: &[],
    shown: &[Offered::Context],
    edits: true,
    enabled: has_several,
    effect: |s| align(s, Line::Right),
};

/// Aligns upper edges.
pub(super) const ALIGN_TOP: CommandRow = CommandRow {
    key: "align_top",
    label: "Align at the top",
    shortcuts: &[],
    shown: &[Offered::Context],
    edits: true,
    enabled: has_several,
    effect: |s| align(s, Line::Top),
};

/// Aligns middles beside each other.
pub(super) const ALIGN_MIDDLE: CommandRow = CommandRow {
    key: "align_middle",
    label: "Align in a row",
    shortcuts: &[],
    shown: &[Offered::Context],
    edits: true,
    enabled: has_several,
    effect: |s| align(s, Line::Middle),
};

/// Aligns lower edges.
pub(super) const ALIGN_BOTTOM: CommandRow = CommandRow {
    key: "align_bottom",
    label: "Align at the bottom",
    shortcuts: &[],
    shown: &[Offered::Context],
    edits: true,
    enabled: has_several,
    effect: |s| align(s, Line::Bottom),
};

/// Lays everything out in layers.
pub(super) const TIDY: CommandRow = CommandRow {
    key: "tidy",
    label: "Tidy up",
    shortcuts: &[shift("t")],
    shown: &[Offered::Menu, Offered::Ground],
    edits: true,
    enabled: has_content,
    effect: tidy,
};

/// Moves what is selected by one place of the grid.
pub(super) const NUDGE_LEFT: CommandRow = CommandRow {
    key: "nudge_left",
    label: "Move left",
    shortcuts: &[key("ArrowLeft")],
    shown: &[Offered::Keys],
    edits: true,
    enabled: has_parts,
    effect: |s| nudge(s, -1.0, 0.0),
};

/// The same, to the right.
pub(super) const NUDGE_RIGHT: CommandRow = CommandRow {
    key: "nudge_right",
    label: "Move right",
    shortcuts: &[key("ArrowRight")],
    shown: &[Offered::Keys],
    edits: true,
    enabled: has_parts,
    effect: |s| nudge(s, 1.0, 0.0),
};

/// The same, upwards.
pub(super) const NUDGE_UP: CommandRow = CommandRow {
    key: "nudge_up",
    label: "Move up",
    shortcuts: &[key("ArrowUp")],
    shown: &[Offered::Keys],
    edits: true,
    enabled: has_parts,
    effect: |s| nudge(s, 0.0, -1.0),
};

/// The same, downwards.
pub(super) const NUDGE_DOWN: CommandRow = CommandRow {
    key: "nudge_down",
    label: "Move down",
    shortcuts: &[key("ArrowDown")],
    shown: &[Offered::Keys],
    edits: true,
    enabled: has_parts,
    effect: |s| nudge(s, 0.0, 1.0),
};

fn has_several(s: &Session) -> bool {
    s.document().selection().components().nth(1).is_some()
}

fn align(s: &mut Session, line: Line) {
    s.cancel_gesture();
    s.propose(align::align(s.document(), line));
}

fn tidy(s: &mut Session) {
    s.cancel_gesture();
    if let Some(proposal) = tidy::tidy(s.document()) {
        s.propose(proposal);
        s.fit();
    }
}

/// Moves what is selected by places of the grid; not while a hand is at work.
pub(super) fn nudge(s: &mut Session, columns: f64, rows: f64) {
    if s.is_idle() {
        s.propose(align::nudge(s.document(), columns, rows));
    }
}

/// With shift held an arrow moves five places of the grid.
pub(super) fn far_nudge(key: &Key<'_>) -> Option<(f64, f64)> {
    if !key.modifiers.shift || key.modifiers.command || key.modifiers.alt {
        return None;
    }
    match key.key {
        "ArrowLeft" => Some((-5.0, 0.0)),
        "ArrowRight" => Some((5.0, 0.0)),
        "ArrowUp" => Some((0.0, -5.0)),
        "ArrowDown" => Some((0.0, 5.0)),
        _ => None,
    }
}
