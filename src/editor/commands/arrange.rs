//! Moving what is selected about, and tidying everything.

use super::row::{CommandRow, Offered, has_content, has_things};
use super::shortcut::{alt, alt_shift, shift};
use crate::editor::document::align::{self, Line};
use crate::editor::document::tidy;
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
    shortcuts: &[alt("ArrowLeft")],
    shown: &[Offered::Keys],
    edits: true,
    enabled: has_things,
    effect: |s| nudge(s, -1e+00, 0e+00),
};

/// The same, to the right.
pub(super) const NUDGE_RIGHT: CommandRow = CommandRow {
    key: "nudge_right",
    label: "Move right",
    shortcuts: &[alt("ArrowRight")],
    shown: &[Offered::Keys],
    edits: true,
    enabled: has_things,
    effect: |s| nudge(s, 1e+00, 0e+00),
};

/// The same, upwards.
pub(super) const NUDGE_UP: CommandRow = CommandRow {
    key: "nudge_up",
    label: "Move up",
    shortcuts: &[alt("ArrowUp")],
    shown: &[Offered::Keys],
    edits: true,
    enabled: has_things,
    effect: |s| nudge(s, 0e+00, -1e+00),
};

/// The same, downwards.
pub(super) const NUDGE_DOWN: CommandRow = CommandRow {
    key: "nudge_down",
    label: "Move down",
    shortcuts: &[alt("ArrowDown")],
    shown: &[Offered::Keys],
    edits: true,
    enabled: has_things,
    effect: |s| nudge(s, 0e+00, 1e+00),
};

/// Moves what is selected by five places of the grid.
pub(super) const FAR_LEFT: CommandRow = CommandRow {
    key: "far_left",
    label: "Move far left",
    shortcuts: &[alt_shift("ArrowLeft")],
    shown: &[Offered::Keys],
    edits: true,
    enabled: has_things,
    effect: |s| nudge(s, -5e+00, 0e+00),
};

/// The same, to the right.
pub(super) const FAR_RIGHT: CommandRow = CommandRow {
    key: "far_right",
    label: "Move far right",
    shortcuts: &[alt_shift("ArrowRight")],
    shown: &[Offered::Keys],
    edits: true,
    enabled: has_things,
    effect: |s| nudge(s, 5e+00, 0e+00),
};

/// The same, upwards.
pub(super) const FAR_UP: CommandRow = CommandRow {
    key: "far_up",
    label: "Move far up",
    shortcuts: &[alt_shift("ArrowUp")],
    shown: &[Offered::Keys],
    edits: true,
    enabled: has_things,
    effect: |s| nudge(s, 0e+00, -5e+00),
};

/// The same, downwards.
pub(super) const FAR_DOWN: CommandRow = CommandRow {
    key: "far_down",
    label: "Move far down",
    shortcuts: &[alt_shift("ArrowDown")],
    shown: &[Offered::Keys],
    edits: true,
    enabled: has_things,
    effect: |s| nudge(s, 0e+00, 5e+00),
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
    let flow = s.view().camera().flow();
    if let Some(proposal) = tidy::tidy(s.document(), flow) {
        s.propose(proposal);
        s.fit();
    }
}

/// Moves what is selected by places of the grid; not while a hand is at work.
fn nudge(s: &mut Session, columns: f64, rows: f64) {
    if s.is_idle() {
        s.propose(align::nudge(s.document(), columns, rows));
    }
}
