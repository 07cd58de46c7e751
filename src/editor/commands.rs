//! The one list of what a person can do. Menus, toolbar, shortcuts and help are all drawn from it.
//!
//! A command is a row of [`TABLE`]: name, label, keys, where it shows, when it can be done, and what it does. Its
//! effect on the document is an edit, which history undoes. What lies outside of the editor (a dialog, the clipboard)
//! it asks of the page as a [`Request`].

use super::input::Key;
use super::session::Session;
use super::shortcut::{Shortcut, ctrl, ctrl_shift, key, shift};
use super::{actions, arrange, mending, promoting};
use crate::analysis::mends::SiteDatabases;
use crate::model::{Point, Target};

/// Something the page has to do for the session.
#[derive(Clone, PartialEq, Debug)]
pub enum Request {
    /// Open a menu at this point of the view, of the commands that show in [`Shown::Context`].
    ContextMenu {
        /// Where, in view pixels.
        at: Point,
        /// What it is about; `None`: the ground.
        target: Option<Target>,
    },
    /// Let the person edit the name of this, in place; then call `change_component` or `change_region`.
    Rename(Target),
    /// Put this text on the clipboard.
    WriteClipboard(String),
    /// Read the clipboard and call [`Session::paste`] with its text.
    ReadClipboard,
    /// Let the person choose a file and call [`Session::open_text`] with its text.
    OpenFile,
    /// Give the person this text as a file of this name.
    SaveFile {
        /// Its name, with the extension.
        name: String,
        /// What is in it.
        text: String,
    },
    /// Show the dialog for sharing.
    Share,
    /// Show the help.
    Help,
    /// Change between light and dark.
    Theme,
}

/// Where a command is offered, beside the help and its keys.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shown {
    /// In the top bar or its menu.
    Menu,
    /// In the menu of what is selected.
    Context,
    /// In the menu of the ground.
    Ground,
    /// In the transport.
    Transport,
    /// Only by key.
    Keys,
}

/// One row of the table.
pub struct Row {
    /// The command.
    pub command: Command,
    /// The word that markup uses.
    pub key: &'static str,
    /// What a person reads.
    pub label: &'static str,
    /// The keys that run it; the first is shown.
    pub shortcuts: &'static [Shortcut],
    /// Where it is offered.
    pub shown: &'static [Shown],
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
    /// The command.
    pub command: Command,
    /// The word that markup uses.
    pub key: &'static str,
    /// What a person reads.
    pub label: &'static str,
    /// The keys that run it; the first is shown.
    pub shortcuts: &'static [Shortcut],
    /// Where it is offered.
    pub shown: &'static [Shown],
    /// Whether it changes the document, rather than the run, the view or the selection.
    pub edits: bool,
    /// Whether it can be done now.
    pub enabled: fn(&Session) -> bool,
}

impl Row {
    const fn face(&self) -> Face {
        Face {
            command: self.command,
            key: self.key,
            label: self.label,
            shortcuts: self.shortcuts,
            shown: self.shown,
            edits: self.edits,
            enabled: self.enabled,
        }
    }
}

/// How commands look, and what they do, each apart: the page shows all of them at its first view, and fetches after it
/// what they do.
static FACES: [Face; TABLE.len()] = {
    let mut faces = [TABLE[0].face(); TABLE.len()];
    let mut place = 0;
    while place < TABLE.len() {
        faces[place] = TABLE[place].face();
        place += 1;
    }
    faces
};
static EFFECTS: [fn(&mut Session); TABLE.len()] = {
    let mut effects = [TABLE[0].effect; TABLE.len()];
    let mut place = 0;
    while place < TABLE.len() {
        effects[place] = TABLE[place].effect;
        place += 1;
    }
    effects
};

/// Declares the enum and the table from one list, so that neither can lack a row of the other.
macro_rules! commands {
    (@edits) => { true };
    (@keeps) => { false };
    ($($(#[$doc:meta])* $name:ident $key:literal $label:literal [$($shortcut:expr),*] [$($shown:ident),*] $edits:ident if $enabled:expr => $effect:expr;)*) => {
        /// Something a person can do.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Command { $($(#[$doc])* $name,)* }

        impl Command {
            /// All of them, in the order in which help and menus show them.
            pub const ALL: &'static [Command] = &[$(Command::$name,)*];
        }

        /// The one list, in the order of [`Command::ALL`].
        pub const TABLE: &[Row] = &[$(Row {
            command: Command::$name,
            key: $key,
            label: $label,
            shortcuts: &[$($shortcut),*],
            shown: &[$(Shown::$shown),*],
            edits: commands!(@$edits),
            enabled: $enabled,
            effect: $effect,
        },)*];
    };
}

commands! {
    /// Takes the last step back.
    Undo "undo" "Undo" [ctrl("z")] [Menu, Ground] edits if |s| !s.history.is_empty() => Session::undo;
    /// Does it again.
    Redo "redo" "Redo" [ctrl_shift("z"), ctrl("y")] [Menu, Ground] edits if |s| s.history.redo_label().is_some() => Session::redo;
    /// Kills what is selected and lives.
    Kill "kill" "Kill" [key("k")] [Context] keeps if actions::can_kill => actions::kill;
    /// Revives what is selected and dead.
    Revive "revive" "Revive" [key("k"), shift("k")] [Context] keeps if actions::can_revive => actions::revive;
    /// Ends the process of what is selected and lives: callers are refused at once.
    Crash "crash" "Crash" [shift("c")] [Context] keeps if actions::can_crash => actions::crash;
    /// Makes a standby the primary, where failover waits for a person.
    Promote "promote" "Promote to primary" [shift("p")] [Context] edits if promoting::can_promote => promoting::promote;
    /// Adds another node beside each selected one, with the same links.
    Duplicate "duplicate" "Duplicate with links" [ctrl("d"), key("d")] [Context] edits if actions::has_parts => actions::duplicate;
    /// Draws a link from what is selected.
    Link "link" "Draw a link" [key("l")] [Context] edits if actions::one_component => actions::link;
    /// Edits the name.
    Rename "rename" "Rename" [key("F2"), key("Enter")] [Context] edits if actions::can_rename => actions::rename;
    /// Copies what is selected.
    Copy "copy" "Copy" [ctrl("c")] [Context] keeps if actions::has_parts => actions::copy;
    /// Copies and deletes it.
    Cut "cut" "Cut" [ctrl("x")] [Context] edits if actions::has_parts => actions::cut;
    /// Puts in what was copied.
    Paste "paste" "Paste" [ctrl("v")] [Context, Ground] edits if actions::always => actions::paste;
    /// Deletes what is selected.
    Delete "delete" "Delete" [key("Delete"), key("Backspace")] [Context] edits if actions::has_selection => actions::delete;
    /// Selects everything.
    SelectAll "select_all" "Select all" [ctrl("a")] [Ground] keeps if actions::has_content => actions::select_all;
    /// Puts a region around what is selected.
    Group "group" "Put a region around" [ctrl("g")] [Context] edits if actions::has_parts => actions::group;
    /// All of a region once more elsewhere, its databases standing by.
    CopyRegionStandby "copy_region_standby" "Copy all this into a second region, databases as standbys" [] [Context, Ground] edits if mending::can_copy_region => |s| mending::copy_region(s, SiteDatabases::Standbys);
    /// The same, its databases being primaries too.
    CopyRegionPrimary "copy_region_primary" "Copy all this into a second region, databases as second primaries" [] [Context, Ground] edits if mending::can_copy_region => |s| mending::copy_region(s, SiteDatabases::Primaries);
    /// Aligns left edges.
    AlignLeft "align_left" "Align left" [] [Context] edits if actions::has_several => arrange::align_left;
    /// Aligns middles above each other.
    AlignCentre "align_centre" "Align in a column" [] [Context] edits if actions::has_several => arrange::align_centre;
    /// Aligns right edges.
    AlignRight "align_right" "Align right" [] [Context] edits if actions::has_several => arrange::align_right;
    /// Aligns upper edges.
    AlignTop "align_top" "Align at the top" [] [Context] edits if actions::has_several => arrange::align_top;
    /// Aligns middles beside each other.
    AlignMiddle "align_middle" "Align in a row" [] [Context] edits if actions::has_several => arrange::align_middle;
    /// Aligns lower edges.
    AlignBottom "align_bottom" "Align at the bottom" [] [Context] edits if actions::has_several => arrange::align_bottom;
    /// Lays everything out in layers.
    Tidy "tidy" "Tidy up" [shift("t")] [Menu, Ground] edits if actions::has_content => actions::tidy;
    /// Moves what is selected by one place of the grid.
    NudgeLeft "nudge_left" "Move left" [key("ArrowLeft")] [Keys] edits if actions::has_parts => |s| actions::nudge(s, -1.0, 0.0);
    /// The same, to the right.
    NudgeRight "nudge_right" "Move right" [key("ArrowRight")] [Keys] edits if actions::has_parts => |s| actions::nudge(s, 1.0, 0.0);
    /// The same, upwards.
    NudgeUp "nudge_up" "Move up" [key("ArrowUp")] [Keys] edits if actions::has_parts => |s| actions::nudge(s, 0.0, -1.0);
    /// The same, downwards.
    NudgeDown "nudge_down" "Move down" [key("ArrowDown")] [Keys] edits if actions::has_parts => |s| actions::nudge(s, 0.0, 1.0);
    /// Lets the run go on.
    Play "play" "Play" [key(" ")] [Transport] keeps if |s| !s.is_playing() => Session::play;
    /// Holds the run.
    Pause "pause" "Pause" [key(" ")] [Transport] keeps if Session::is_playing => Session::pause;
    /// Plays a tenth of a second.
    Step "step" "Step a tenth of a second" [key(".")] [Transport] keeps if actions::always => Session::step;
    /// Begins the run anew.
    Restart "restart" "Restart the run" [shift("r")] [Transport] keeps if actions::always => Session::restart;
    /// Parts die and come back at random, or no longer do.
    Chaos "chaos" "Turn chaos on or off" [shift("x")] [Keys] keeps if actions::always => Session::toggle_chaos;
    /// The next speed up.
    Faster "faster" "Faster" [key("]")] [Keys] keeps if |s| s.speed() < 60.0 => |s| actions::change_speed(s, true);
    /// The next speed down.
    Slower "slower" "Slower" [key("[")] [Keys] keeps if |s| s.speed() > 0.1 => |s| actions::change_speed(s, false);
    /// Shows everything.
    Fit "fit" "Show everything" [key("f"), key("1")] [Menu, Ground] keeps if actions::always => Session::fit;
    /// Shows what is selected.
    FitSelection "fit_selection" "Show what is selected" [shift("f")] [Context] keeps if actions::has_selection => Session::fit_selection;
    /// Larger.
    ZoomIn "zoom_in" "Zoom in" [key("+"), key("="), ctrl("+"), ctrl("=")] [Keys] keeps if actions::always => |s| s.zoom_by(1.25);
    /// Smaller.
    ZoomOut "zoom_out" "Zoom out" [key("-"), ctrl("-")] [Keys] keeps if actions::always => |s| s.zoom_by(0.8);
    /// A new, empty scenario.
    New "new" "New scenario" [] [Menu] edits if actions::always => actions::new;
    /// A file.
    Open "open" "Open a file" [ctrl("o")] [Menu] edits if actions::always => |s| s.requests.push(Request::OpenFile);
    /// Into a file.
    Save "save" "Save as a file" [ctrl("s")] [Menu] keeps if actions::always => actions::save;
    /// Link and embed code.
    Share "share" "Share" [] [Menu] keeps if actions::always => |s| s.requests.push(Request::Share);
    /// Shortcuts and the first minute.
    Help "help" "Help" [key("?")] [Menu] keeps if actions::always => |s| s.requests.push(Request::Help);
    /// Light or dark.
    Theme "theme" "Light or dark" [] [Menu] keeps if actions::always => |s| s.requests.push(Request::Theme);
}

impl Command {
    /// Its row of the table, but for what it does.
    pub fn face(self) -> &'static Face {
        &FACES[self as usize]
    }

    /// The command that markup calls so.
    pub fn from_key(key: &str) -> Option<Self> {
        FACES
            .iter()
            .find(|face| face.key == key)
            .map(|face| face.command)
    }

    /// The word that markup uses.
    pub fn key(self) -> &'static str {
        self.face().key
    }

    /// What a person reads.
    pub fn label(self) -> &'static str {
        self.face().label
    }

    /// Whether it changes the document, and so is not for a session that is read only.
    pub fn edits(self) -> bool {
        self.face().edits
    }

    /// The key that is shown beside it.
    pub fn shortcut(self) -> Option<Shortcut> {
        self.face().shortcuts.first().copied()
    }
}

/// What the hand can do with a pointer, for the help: how, and what it does.
pub const POINTER_HELP: &[(&str, &str)] = &[
    ("Click the power button", "Kill or revive"),
    ("Drag from the dot of a card", "Draw a link"),
    (
        "Drag a card or a region's title",
        "Move it; a region takes along what is in it",
    ),
    (
        "Drag the ground",
        "Select what the rectangle touches; with a finger: move the view",
    ),
    ("Shift and click", "Add to what is selected"),
    (
        "Wheel, or drag with the middle or right button",
        "Move the view",
    ),
    ("Ctrl and wheel, or two fingers", "Zoom"),
    ("Double click", "Rename"),
    ("Right click, or rest a finger", "Menu"),
    ("Alt while dragging", "Do not snap"),
];

impl Session {
    /// Whether a command can be done now.
    pub fn can(&self, command: Command) -> bool {
        !(self.is_readonly && command.edits()) && (command.face().enabled)(self)
    }

    /// Does it, if it can be done now. Then ask for requests and changes.
    pub fn perform(&mut self, command: Command) {
        if self.can(command) {
            EFFECTS[command as usize](self);
        }
    }

    /// What a person reads on it now: `Undo: Move web-1`.
    pub fn label(&self, command: Command) -> String {
        let of = match command {
            Command::Undo => self.history.undo_label(),
            Command::Redo => self.history.redo_label(),
            _ => None,
        };
        match of {
            Some(of) => format!("{}: {of}", command.label()),
            None => command.label().to_owned(),
        }
    }

    /// A key was pressed while the canvas or nothing has the focus. Returns whether it meant something, so that the
    /// browser must not act on it too.
    pub fn key(&mut self, key: Key<'_>) -> bool {
        if key.key == "Escape" {
            return self.escape();
        }
        if key.key == "Enter" && self.finish_link_by_key() {
            return true;
        }
        if let Some(far) = actions::far_nudge(&key) {
            let can = self.can(Command::NudgeLeft);
            if can {
                actions::nudge(self, far.0, far.1);
            }
            return can;
        }
        let mut commands = FACES
            .iter()
            .filter(|face| face.shortcuts.iter().any(|s| s.is(&key)))
            .map(|face| face.command);
        let Some(command) = commands.find(|command| self.can(*command)) else {
            return false;
        };
        self.perform(command);
        true
    }

    /// Ends what the hand is doing, else unselects.
    fn escape(&mut self) -> bool {
        if self.cancel_gesture() {
            return true;
        }
        let had = !self.selection.is_empty();
        self.select([]);
        had
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_its_row_and_its_own_key_and_label() {
        for (i, row) in TABLE.iter().enumerate() {
            assert_eq!(row.command as usize, i);
            assert_eq!(Command::from_key(row.key), Some(row.command));
            assert_eq!(
                TABLE.iter().filter(|r| r.label == row.label).count(),
                1,
                "{}",
                row.label
            );
        }
    }

    #[test]
    fn keys_are_written_as_people_read_them() {
        assert_eq!(
            Command::Redo.shortcut().map(|s| s.to_string()).as_deref(),
            Some("Ctrl+Shift+Z")
        );
        assert_eq!(
            Command::NudgeLeft
                .shortcut()
                .map(|s| s.to_string())
                .as_deref(),
            Some("←")
        );
        assert_eq!(
            Command::Delete.shortcut().map(|s| s.to_string()).as_deref(),
            Some("Delete")
        );
    }
}
