//! The keyboard in a menu: arrows walk its entries, Escape and Tab leave it.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent};

use super::listen::Listener;
use super::{document, keys};

/// Its entries.
const ENTRIES: &str = "[role='menuitem']";

/// What a key did in a menu.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Walked {
    /// It moved the focus, or nothing.
    Within,
    /// The menu is to be closed.
    Out,
}

/// Calls back when something is pressed that is no menu and does not lie on the canvas, which sees to its own.
pub fn on_press_beside(pressed: impl Fn() + 'static) -> Listener {
    Listener::capturing(&document(), "pointerdown", move |event: Event| {
        let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        let is_within = |it: &Element| it.closest(".menu, .stage").ok().flatten().is_some();
        if target.is_some_and(|it| !is_within(&it)) {
            pressed();
        }
    })
}

/// Puts the focus on the first entry of the menu that opens, once it is in the page.
pub fn focus_first() {
    leptos::task::spawn_local(async {
        leptos::task::tick().await;
        keys::focus(".menu [role='menuitem']");
    });
}

/// A key was pressed in the menu that listens.
pub fn walk(event: &KeyboardEvent) -> Walked {
    let step = match event.key().as_str() {
        "Escape" | "Tab" => {
            event.prevent_default();
            return Walked::Out;
        }
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        "Home" => i32::MIN,
        "End" => i32::MAX,
        _ => return Walked::Within,
    };
    event.prevent_default();
    let menu = event
        .current_target()
        .and_then(|menu| menu.dyn_into::<Element>().ok());
    let list = menu.and_then(|menu| menu.query_selector_all(ENTRIES).ok());
    let entries: Vec<HtmlElement> = list
        .iter()
        .flat_map(|list| (0..list.length()).filter_map(|i| list.item(i)))
        .filter_map(|entry| entry.dyn_into().ok())
        .collect();
    let focused = document().active_element();
    let at = entries
        .iter()
        .position(|entry| focused.as_ref() == Some(entry.as_ref()));
    let end = entries.len().saturating_sub(1);
    let next = match (step, at) {
        (i32::MIN, _) | (1.., None) => 0,
        (i32::MAX, _) | (_, None) => end,
        (1.., Some(at)) => (at + 1) % entries.len(),
        (_, Some(at)) => at.checked_sub(1).unwrap_or(end),
    };
    if let Some(entry) = entries.get(next) {
        let _ = entry.focus();
    }
    Walked::Within
}
