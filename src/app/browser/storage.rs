//! The browser's own drawer. It may be closed (private windows, full disks): then nothing is kept, and that is said.

use web_sys::Storage;

use super::{scenarios, window};
use crate::app::saved::Saved;

/// What a page that went away had not saved yet: under this and the scenario's id.
const UNSAVED: &str = "topple.unsaved";

/// Where a thing is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Key {
    /// The scenario in hand, as a file, where there is no store of [scenarios](super::scenarios).
    Work,
    /// Which scenario was last saved, by its id.
    Last,
    /// `light` or `dark`, where the person chose.
    Theme,
    /// Whether the page presents.
    Presenting,
    /// That the first kill of a scenario does not slow time down.
    NoSlowMotion,
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
            Key::Theme => "topple.theme",
            Key::NoSlowMotion => "topple.no-slow-motion",
            Key::Presenting => "topple.presenting",
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

/// Keeps what this page, which goes, has no time to save, and how often it had been saved when the page last saw it;
/// `false` if the browser would not.
pub fn keep_unsaved(saved: &Saved, seen: u32) -> bool {
    let Saved {
        id, lesson, file, ..
    } = saved;
    let text = format!("{id} {seen} {lesson} {}\n{file}", scenarios::page());
    drawer().is_some_and(|drawer| drawer.set_item(&format!("{UNSAVED} {id}"), &text).is_ok())
}

/// What earlier pages had no time to save: names, and what [`keep_unsaved`] kept.
pub fn unsaved() -> Vec<(String, String)> {
    let Some(drawer) = drawer() else {
        return Vec::new();
    };
    let keys = (0..drawer.length().unwrap_or_default()).filter_map(|i| drawer.key(i).ok()?);
    let of_unsaved = keys.filter(|key| key.starts_with(UNSAVED));
    of_unsaved
        .filter_map(|key| drawer.get_item(&key).ok()?.map(|text| (key, text)))
        .collect()
}

/// It is saved by now.
pub fn forget_unsaved(id: &str) {
    forget_name(&format!("{UNSAVED} {id}"));
}

/// Keeps nothing under a name that [`unsaved`] gave.
pub fn forget_name(name: &str) {
    if let Some(drawer) = drawer() {
        let _ = drawer.remove_item(name);
    }
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
    forget_name(key.name());
}
