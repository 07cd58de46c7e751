//! Undo, and what changes which parts and links there are.

use super::row::{CommandRow, Offered, has_content, has_parts, has_selection, has_things};
use super::shortcut::{ctrl, ctrl_shift, key, shift};
use crate::editor::document::add::{self, Drawn};
use crate::editor::document::proposal::Proposal;
use crate::editor::document::{duplicate, fates, group, promote};
use crate::editor::session::Session;
use crate::editor::session::request::Request;
use crate::editor::view;
use crate::model::{ComponentId, Target};

/// Takes the last step back.
pub(super) const UNDO: CommandRow = CommandRow {
    key: "undo",
    label: "Undo",
    shortcuts: &[ctrl("z")],
    shown: &[Offered::Menu, Offered::Ground],
    edits: true,
    enabled: |s| !s.document().history().is_empty(),
    effect: Session::undo,
};

/// Does it again.
pub(super) const REDO: CommandRow = CommandRow {
    key: "redo",
    label: "Redo",
    shortcuts: &[ctrl_shift("z"), ctrl("y")],
    shown: &[Offered::Menu, Offered::Ground],
    edits: true,
    enabled: |s| s.document().history().redo_label().is_some(),
    effect: Session::redo,
};

/// Makes a standby the primary, where failover waits for a person.
pub(super) const PROMOTE: CommandRow = CommandRow {
    key: "promote",
    label: "Promote to primary",
    shortcuts: &[shift("p")],
    shown: &[Offered::Context],
    edits: true,
    enabled: |s| promotion(s).is_some(),
    effect: promote,
};

/// Adds another node beside each selected one, with the same links.
pub(super) const DUPLICATE: CommandRow = CommandRow {
    key: "duplicate",
    label: "Duplicate with links",
    shortcuts: &[ctrl("d"), key("d")],
    shown: &[Offered::Context],
    edits: true,
    enabled: has_things,
    effect: duplicate,
};

/// Draws a link from what is selected.
pub(super) const LINK: CommandRow = CommandRow {
    key: "link",
    label: "Draw a link",
    shortcuts: &[key("l")],
    shown: &[Offered::Context],
    edits: true,
    enabled: one_component,
    effect: link,
};

/// Edits the name.
pub(super) const RENAME: CommandRow = CommandRow {
    key: "rename",
    label: "Rename",
    shortcuts: &[key("F2"), key("Enter")],
    shown: &[Offered::Context],
    edits: true,
    enabled: can_rename,
    effect: rename,
};

/// Deletes what is selected.
pub(super) const DELETE: CommandRow = CommandRow {
    key: "delete",
    label: "Delete",
    shortcuts: &[key("Delete"), key("Backspace")],
    shown: &[Offered::Context],
    edits: true,
    enabled: has_selection,
    effect: delete,
};

/// Selects everything.
pub(super) const SELECT_ALL: CommandRow = CommandRow {
    key: "select_all",
    label: "Select all",
    shortcuts: &[ctrl("a")],
    shown: &[Offered::Ground],
    edits: false,
    enabled: has_content,
    effect: select_all,
};

/// Puts a region around what is selected.
pub(super) const GROUP: CommandRow = CommandRow {
    key: "group",
    label: "Put a region around",
    shortcuts: &[ctrl("g")],
    shown: &[Offered::Context],
    edits: true,
    enabled: has_parts,
    effect: group,
};

/// Says that what is selected fails together, wherever it stands.
pub(super) const SHARE_FATE: CommandRow = CommandRow {
    key: "share_fate",
    label: "Share a fate",
    shortcuts: &[ctrl_shift("g")],
    shown: &[Offered::Context],
    edits: true,
    enabled: |s| fates::mortal(s.document()).next().is_some(),
    effect: |s| {
        s.propose(fates::share(s.document()));
    },
};

fn one_component(s: &Session) -> bool {
    matches!(s.document().selection().only(), Some(Target::Component(_)))
}

fn can_rename(s: &Session) -> bool {
    matches!(
        s.document().selection().only(),
        Some(Target::Component(_) | Target::Region(_) | Target::Group(_) | Target::Note(_))
    )
}

/// The step that makes the selected standby the primary, where failover waits for a person.
fn promotion(s: &Session) -> Option<Proposal> {
    promote::promote(s.document(), |target| s.simulation().is_alive(target))
}

fn promote(s: &mut Session) {
    if let Some(proposal) = promotion(s) {
        s.propose(proposal);
    }
}

fn duplicate(s: &mut Session) {
    if let Some(proposal) = duplicate::duplicate(s.document()) {
        s.propose(proposal);
    }
}

fn group(s: &mut Session) {
    s.propose(group::group(s.document()));
}

fn delete(s: &mut Session) {
    s.propose(group::delete(s.document()));
}

fn link(s: &mut Session) {
    let from: Option<ComponentId> = s.document().selection().components().next();
    if let Some(from) = from {
        s.begin_link(from, None);
    }
}

fn rename(s: &mut Session) {
    if let Some(target) = s.document().selection().only() {
        s.request(Request::Rename(target));
    }
}

fn select_all(s: &mut Session) {
    let scenario = s.document().scenario();
    let components = scenario.components.iter().map(|c| Target::Component(c.id));
    let regions = scenario.regions.iter().map(|r| Target::Region(r.id));
    let notes = scenario.notes.iter().map(|n| Target::Note(n.id));
    let all: Vec<Target> = components.chain(regions).chain(notes).collect();
    s.document_mut().select(all);
}

impl Session {
    /// Adds one at a free place in the middle of the view, and selects it. `None` where the document is full.
    pub fn add(&mut self, drawn: Drawn) -> Option<Target> {
        self.cancel_gesture();
        let wish = self.view().camera().centre();
        let proposal = add::add_near(self.document(), drawn, wish);
        if self.is_readonly() || !self.propose(proposal) {
            return None;
        }
        let added = self.document().selection().only()?;
        let place = view::place_of(self.document(), added)?;
        self.include(place);
        self.write_added();
        Some(added)
    }
}
