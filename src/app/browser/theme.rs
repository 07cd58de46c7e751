//! Light or dark: what the person chose, else what the system says.

use web_sys::Event;

use super::listen::Listener;
use super::storage::{self, Key};
use super::{document, window};

/// One of the two.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// As `style/tokens.css` and addresses spell it.
    pub const fn key(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// Reads `light` or `dark`.
    pub fn from_key(key: &str) -> Option<Self> {
        [Theme::Light, Theme::Dark]
            .into_iter()
            .find(|theme| theme.key() == key)
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::Light,
        }
    }
}

fn system() -> Theme {
    let dark = window()
        .match_media("(prefers-color-scheme: dark)")
        .ok()
        .flatten();
    if dark.is_some_and(|query| query.matches()) {
        Theme::Dark
    } else {
        Theme::Light
    }
}

/// What the page shows now.
pub fn current() -> Theme {
    let root = document().document_element();
    let chosen = root.and_then(|root| root.get_attribute("data-theme"));
    chosen
        .and_then(|key| Theme::from_key(&key))
        .unwrap_or_else(system)
}

/// Shows this one from now on.
pub fn show(theme: Theme) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-theme", theme.key());
    }
}

/// Shows this one and remembers it. Choosing what the system says anyway is to follow the system again.
pub fn choose(theme: Theme) {
    show(theme);
    if theme == system() {
        storage::forget(Key::Theme);
    } else {
        storage::write(Key::Theme, theme.key());
    }
}

/// Calls back when the system goes from light to dark or back; `None` where the browser cannot tell.
pub fn on_system_change(mut changed: impl FnMut() + 'static) -> Option<Listener> {
    let query = window()
        .match_media("(prefers-color-scheme: dark)")
        .ok()
        .flatten()?;
    Some(Listener::new(&query, "change", move |_: Event| changed()))
}

/// Shows what was chosen at an earlier visit, if anything was.
pub fn restore() {
    if let Some(theme) = storage::read(Key::Theme).and_then(|key| Theme::from_key(&key)) {
        show(theme);
    }
}
