//! The browser's own drawer. It may be closed (private windows, full disks): then nothing is kept, and that is said.

use web_sys::Storage;

use super::window;

/// Where a thing is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Key {
    /// The work in hand, as a file.
    Work,
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

/// Keeps nothing under the key any more.
pub fn forget(key: Key) {
    if let Some(drawer) = drawer() {
        let _ = drawer.remove_item(key.name());
    }
}
