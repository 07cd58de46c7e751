//! The browser's own drawer. It may be closed (private windows, full disks): then nothing is kept, and that is said.

use web_sys::Storage;

use super::window;

/// Where a thing is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Key {
    /// The scenario in hand, as a file, where there is no store of [scenarios](super::scenarios).
    Work,
    /// Which scenario was last saved, by its id.
    Last,
    /// What a page that went away had not saved yet.
    Unsaved,
    /// `light` or `dark`, where the person chose.
    Theme,
    /// Which parts of the verdicts panel are open.
    Sections,
    /// Which lessons are done.
    Lessons,
}

impl Key {
    const fn name(self) -> &'static str {
        match self {
            Key::Work => "topple.work",
            Key::Last => "topple.last",
            Key::Unsaved => "topple.unsaved",
            Key::Theme => "topple.theme",
            Key::Sections => "topple.sections",
            Key::Lessons => "topple.lessons",
        }
    }
}

fn drawer() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// What is kept under the key.
pub fn read(key: Key) -> Option<String> {
    drawer()?.get_item(key.name()).ok().flatten()
}

/// Keeps a text; `false` if the browser would not.
pub fn write(key: Key, text: &str) -> bool {
    drawer().is_some_and(|drawer| drawer.set_item(key.name(), text).is_ok())
}

/// What this tab had in hand before it was reloaded.
const TAB: &str = "topple.tab";

/// What this tab has kept for itself, over a reload.
pub fn read_tab() -> Option<String> {
    let drawer = window().session_storage().ok().flatten()?;
    drawer.get_item(TAB).ok().flatten()
}

/// Keeps a text for this tab alone.
pub fn write_tab(text: &str) {
    if let Some(drawer) = window().session_storage().ok().flatten() {
        // Where it is not kept, a reload shows what the address says.
        let _ = drawer.set_item(TAB, text);
    }
}

/// Keeps nothing under the key any more.
pub fn forget(key: Key) {
    if let Some(drawer) = drawer() {
        let _ = drawer.remove_item(key.name());
    }
}
