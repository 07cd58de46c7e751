//! The one list of what a person can do.

use super::row::{CommandRow, Face};
use super::shortcut::Shortcut;
use super::{arrange, clipboard, edit, faults, file, mend, notes, transport, view, walk};
use crate::editor::input::Key;
use crate::editor::session::Session;
use crate::model::Colour;
use crate::model::words::Choice;

/// Declares the enum and the table from one list, so that neither can lack a row of the other.
macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident = $row:path;)*) => {
        /// Something a person can do.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Command { $($(#[$doc])* $name,)* }

        impl Command {
            /// All of them, in the order in which help and menus show them.
            pub const ALL: &'static [Command] = &[$(Command::$name,)*];
        }

        /// The one list, in the order of [`Command::ALL`].
        const TABLE: &[CommandRow] = &[$($row,)*];
    };
}

commands! {
    /// Takes the last step back.
    Undo = edit::UNDO;
    /// Does it again.
    Redo = edit::REDO;
    /// Kills what is selected and lives.
    Kill = faults::KILL;
    /// Revives what is selected and dead.
    Revive = faults::REVIVE;
    /// Ends the process of what is selected and lives: callers are refused at once.
    Crash = faults::CRASH;
    /// Plays beside what the loss of what is selected would cost.
    TryLoss = faults::TRY_LOSS;
    /// Cuts selected regions off from the rest: alive, and alone.
    Isolate = faults::ISOLATE;
    /// Lets selected regions that are cut off back.
    Rejoin = faults::REJOIN;
    /// Selected parts get no new connection, and finish what they have.
    Drain = faults::DRAIN;
    /// Selected parts that are drained get connections again.
    Undrain = faults::UNDRAIN;
    /// Selected name servers answer without addresses.
    Empty = faults::EMPTY;
    /// Selected name servers answer with addresses again.
    Refill = faults::REFILL;
    /// Undoes whatever ails what is selected and lives.
    Heal = faults::HEAL;
    /// Undoes every fault there is.
    ReviveAll = faults::REVIVE_ALL;
    /// Makes a standby the primary, where failover waits for a person.
    Promote = edit::PROMOTE;
    /// Adds another node beside each selected one, with the same links.
    Duplicate = edit::DUPLICATE;
    /// Draws a link from what is selected.
    Link = edit::LINK;
    /// Edits the name.
    Rename = edit::RENAME;
    /// Adds a note about what is selected, else a free one.
    Note = notes::NOTE;
    /// Copies what is selected.
    Copy = clipboard::COPY;
    /// Copies and deletes it.
    Cut = clipboard::CUT;
    /// Puts in what was copied.
    Paste = clipboard::PASTE;
    /// Deletes what is selected.
    Delete = edit::DELETE;
    /// Selects everything.
    SelectAll = edit::SELECT_ALL;
    /// Puts a region around what is selected.
    Group = edit::GROUP;
    /// Says that what is selected fails together.
    ShareFate = edit::SHARE_FATE;
    /// All of a region once more elsewhere, its databases standing by.
    CopyRegionStandby = mend::COPY_REGION_STANDBY;
    /// The same, its databases being primaries too.
    CopyRegionPrimary = mend::COPY_REGION_PRIMARY;
    /// Takes the colours of what is selected.
    ColourNone = notes::COLOUR_NONE;
    /// Teal for what is selected.
    ColourTeal = notes::COLOUR_TEAL;
    /// Sky.
    ColourSky = notes::COLOUR_SKY;
    /// Violet.
    ColourViolet = notes::COLOUR_VIOLET;
    /// Pink.
    ColourPink = notes::COLOUR_PINK;
    /// Brown.
    ColourBrown = notes::COLOUR_BROWN;
    /// Slate.
    ColourSlate = notes::COLOUR_SLATE;
    /// Aligns left edges.
    AlignLeft = arrange::ALIGN_LEFT;
    /// Aligns middles above each other.
    AlignCentre = arrange::ALIGN_CENTRE;
    /// Aligns right edges.
    AlignRight = arrange::ALIGN_RIGHT;
    /// Aligns upper edges.
    AlignTop = arrange::ALIGN_TOP;
    /// Aligns middles beside each other.
    AlignMiddle = arrange::ALIGN_MIDDLE;
    /// Aligns lower edges.
    AlignBottom = arrange::ALIGN_BOTTOM;
    /// Lays everything out in layers.
    Tidy = arrange::TIDY;
    /// Finds commands, parts, settings, templates and lessons by their names.
    Find = walk::FIND;
    /// Goes to the next card on the left.
    GoLeft = walk::GO_LEFT;
    /// The same, on the right.
    GoRight = walk::GO_RIGHT;
    /// The same, above.
    GoUp = walk::GO_UP;
    /// The same, below.
    GoDown = walk::GO_DOWN;
    /// Selects the next card on the left beside what is selected.
    AddLeft = walk::ADD_LEFT;
    /// The same, on the right.
    AddRight = walk::ADD_RIGHT;
    /// The same, above.
    AddUp = walk::ADD_UP;
    /// The same, below.
    AddDown = walk::ADD_DOWN;
    /// Goes through the links of a part.
    NextLink = walk::NEXT_LINK;
    /// The same, backwards.
    PreviousLink = walk::PREVIOUS_LINK;
    /// Opens the menu of what is selected.
    Menu = walk::MENU;
    /// Goes to the next panel.
    NextPanel = walk::NEXT_PANEL;
    /// The same, backwards.
    PreviousPanel = walk::PREVIOUS_PANEL;
    /// Moves what is selected by one place of the grid.
    NudgeLeft = arrange::NUDGE_LEFT;
    /// The same, to the right.
    NudgeRight = arrange::NUDGE_RIGHT;
    /// The same, upwards.
    NudgeUp = arrange::NUDGE_UP;
    /// The same, downwards.
    NudgeDown = arrange::NUDGE_DOWN;
    /// Moves what is selected by five places of the grid.
    FarLeft = arrange::FAR_LEFT;
    /// The same, to the right.
    FarRight = arrange::FAR_RIGHT;
    /// The same, upwards.
    FarUp = arrange::FAR_UP;
    /// The same, downwards.
    FarDown = arrange::FAR_DOWN;
    /// Lets the run go on.
    Play = transport::PLAY;
    /// Holds the run.
    Pause = transport::PAUSE;
    /// Plays a tenth of a second.
    Step = transport::STEP;
    /// Begins the run anew.
    Restart = transport::RESTART;
    /// Puts what was done by hand in this run into the script.
    Record = transport::RECORD;
    /// Parts die and come back at random, or no longer do.
    Chaos = faults::CHAOS;
    /// The next speed up.
    Faster = transport::FASTER;
    /// The next speed down.
    Slower = transport::SLOWER;
    /// Shows everything.
    Fit = view::FIT;
    /// Lets parts that are alike stand as one card, or apart.
    Stack = view::STACK;
    /// Shows what is selected.
    FitSelection = view::FIT_SELECTION;
    /// Larger.
    ZoomIn = view::ZOOM_IN;
    /// Smaller.
    ZoomOut = view::ZOOM_OUT;
    /// As large as it is.
    ZoomReset = view::ZOOM_RESET;
    /// Slow motion at the first kill.
    SlowMotion = transport::SLOW_MOTION;
    /// Larger text and controls, and the panels folded, for a projector.
    Present = view::PRESENT;
    /// Locks the drawing against hands that slip, or unlocks it.
    Lock = view::LOCK;
    /// A new, empty scenario.
    New = file::NEW;
    /// Those that the browser keeps.
    Scenarios = file::SCENARIOS;
    /// A file.
    Open = file::OPEN;
    /// Into a file.
    Save = file::SAVE;
    /// All that can be given out, the link first.
    Share = file::SHARE;
    /// Makes a lesson that starts with what is drawn, or changes it.
    MakeLesson = file::MAKE_LESSON;
    /// The link as a QR code.
    QrCode = file::QR_CODE;
    /// A picture of the drawing.
    Picture = file::PICTURE;
    /// The code that embeds it.
    Embed = file::EMBED;
    /// What would take it down, to be read and printed.
    Report = file::REPORT;
    /// Shortcuts and the first minute.
    Help = file::HELP;
    /// Light or dark.
    Theme = file::THEME;
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

impl Command {
    /// Its row of the table, but for what it does.
    pub fn face(self) -> &'static Face {
        &FACES[self as usize]
    }

    /// Those that a key may mean: by what it types, or, where that means nothing, by its place.
    pub fn bound_to(key: &Key<'_>) -> Vec<Self> {
        let bound = |is: fn(Shortcut, &Key<'_>) -> bool| -> Vec<Self> {
            let all = Self::ALL.iter().copied();
            all.filter(|command| command.face().shortcuts.iter().any(|s| is(*s, key)))
                .collect()
        };
        let typed = bound(Shortcut::is);
        if typed.is_empty() {
            bound(Shortcut::is_at_place)
        } else {
            typed
        }
    }

    /// The command that markup calls so.
    pub fn from_key(key: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|command| command.key() == key)
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

    /// Whether it is done again and again while its key is held.
    fn repeats(self) -> bool {
        matches!(
            self,
            Command::Undo
                | Command::Redo
                | Command::GoLeft
                | Command::GoRight
                | Command::GoUp
                | Command::GoDown
                | Command::NextLink
                | Command::PreviousLink
                | Command::NudgeLeft
                | Command::NudgeRight
                | Command::NudgeUp
                | Command::NudgeDown
                | Command::FarLeft
                | Command::FarRight
                | Command::FarUp
                | Command::FarDown
                | Command::ZoomIn
                | Command::ZoomOut
        )
    }

    /// The key that is shown beside it.
    pub fn shortcut(self) -> Option<Shortcut> {
        self.face().shortcuts.first().copied()
    }
}

impl Command {
    /// The commands that give what is selected a colour, and first the one that takes it.
    pub const COLOURS: [Command; 7] = [
        Command::ColourNone,
        Command::ColourTeal,
        Command::ColourSky,
        Command::ColourViolet,
        Command::ColourPink,
        Command::ColourBrown,
        Command::ColourSlate,
    ];

    /// The colour that it gives.
    pub fn colour(self) -> Option<Colour> {
        Colour::from_key(self.colour_key())
    }

    /// The word that markup uses for the colour that it gives: `none` where it takes it.
    pub fn colour_key(self) -> &'static str {
        self.key().strip_prefix("colour_").unwrap_or("none")
    }
}

/// What a pointer can do, for the help: how, and what it does.
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
    (
        "Shift and click, or rest a finger and tap others",
        "Add to what is selected",
    ),
    (
        "Wheel, or drag with Space held or the middle or right button",
        "Move the view",
    ),
    ("Ctrl and wheel, or two fingers", "Zoom"),
    ("Double click", "Rename; on the ground: add a note"),
    ("Right click, or rest a finger", "Menu"),
    ("Alt while dragging", "Copy"),
    ("Ctrl while dragging", "Do not snap"),
];

impl Session {
    /// Whether a command can be done now.
    pub fn can(&self, command: Command) -> bool {
        // What opens something leaves what is locked as it is.
        let opens = matches!(command, Command::New | Command::Open);
        let is_kept = self.only_shows() || self.is_locked() && !opens;
        !(is_kept && command.edits()) && (command.face().enabled)(self)
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
            Command::Undo => self.document().history().undo_label(),
            Command::Redo => self.document().history().redo_label(),
            _ => None,
        };
        let cuts = self.document().selection().is_of_links();
        match (of, command) {
            (Some(of), _) => format!("{}: {of}", command.label()),
            (None, Command::Kill) if cuts => "Cut the link".to_owned(),
            (None, Command::Revive) if cuts => "Mend the link".to_owned(),
            (None, Command::Lock) if self.is_locked() => "Unlock the drawing".to_owned(),
            (None, _) => command.label().to_owned(),
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
        let commands = Command::bound_to(&key);
        let Some(command) = commands.iter().find(|command| self.can(**command)).copied() else {
            let is_kept = self.is_locked() && commands.into_iter().any(Command::edits);
            if is_kept {
                self.say_locked();
            }
            return is_kept;
        };
        // A key that is held acts once.
        if !key.repeats || command.repeats() {
            self.perform(command);
        }
        true
    }

    /// Ends the gesture under way, else unselects.
    fn escape(&mut self) -> bool {
        if self.cancel_gesture() {
            return true;
        }
        let had = !self.document().selection().is_empty();
        self.document_mut().select([]);
        had
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_its_row_and_its_own_key_and_label() {
        for &command in Command::ALL {
            assert_eq!(Command::from_key(command.key()), Some(command));
            let same_label = Command::ALL.iter().filter(|c| c.label() == command.label());
            assert_eq!(same_label.count(), 1, "{}", command.label());
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
            Some("Alt+←")
        );
        assert_eq!(
            Command::Delete.shortcut().map(|s| s.to_string()).as_deref(),
            Some("Delete")
        );
    }
}
