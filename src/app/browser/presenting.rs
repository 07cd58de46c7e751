//! Presenting: text and controls are larger, and panels folded, for who sees the page from afar.

use super::document;
use super::storage::{self, Key};

/// As `style/tokens.css` spells it.
const ATTRIBUTE: &str = "data-presenting";

/// Whether the page presents.
pub fn is_on() -> bool {
    let root = document().document_element();
    root.is_some_and(|root| root.has_attribute(ATTRIBUTE))
}

/// Presents from now on, or no longer.
fn show(on: bool) {
    if let Some(root) = document().document_element() {
        let _ = root.toggle_attribute_with_force(ATTRIBUTE, on);
    }
}

/// The same, and remembers it.
pub fn choose(on: bool) {
    show(on);
    if on {
        storage::write(Key::Presenting, "on");
    } else {
        storage::forget(Key::Presenting);
    }
}

/// Presents, if that was chosen at an earlier visit.
pub fn restore() {
    show(storage::read(Key::Presenting).is_some());
}
