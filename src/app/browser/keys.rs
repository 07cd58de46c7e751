//! Keys, and what they lead to: pasting, and the focus.

use wasm_bindgen::JsCast;
use web_sys::{
    ClipboardEvent, Element, HtmlElement, HtmlInputElement, HtmlTextAreaElement, KeyboardEvent,
};

use super::listen::Listener;
use super::{document, pointer, window};
use crate::editor::input::latin_of_place;
use crate::editor::{Key, Modifiers};

/// Hands over every key that what has the focus does not need itself; the browser does not act on those that `pressed`
/// took.
pub fn listen(pressed: impl Fn(Key<'_>) -> bool + 'static) -> Listener {
    Listener::new(&window(), "keydown", move |event: KeyboardEvent| {
        if event.default_prevented() || composes(&event) {
            return;
        }
        let (name, code) = (event.key(), event.code());
        let modifiers = modifiers(&event, &name);
        let key = Key {
            key: &name,
            place: latin_of_place(&name, &code, modifiers.shift),
            modifiers,
            repeats: event.repeat(),
        };
        let chord = |letter: &str| {
            let typed = key.place.unwrap_or(&name);
            modifiers.command && !modifiers.alt && typed.eq_ignore_ascii_case(letter)
        };
        // Saving, opening and finding are for the page as a whole, whatever has the focus: never the browser's own dialogs.
        let is_for_page = !modifiers.shift && ["s", "o", "k"].into_iter().any(chord);
        if !is_for_page && is_needed(&event, &name) {
            return;
        }
        // Browsers give the clipboard away without asking only in the `paste` event, which this key leads to.
        let pastes = chord("v");
        // Words that are highlighted are what is copied.
        let copies_words = (chord("c") || chord("x")) && has_highlighted_words();
        if !pastes && !copies_words && pressed(key) {
            event.prevent_default();
        }
    })
}

/// Whether a key belongs to a word that is being composed, as Chinese, Japanese and Korean are written: it is no other key's
/// business. Safari ends the word before it tells of the key that did, and marks that by its old number.
pub fn composes(event: &KeyboardEvent) -> bool {
    const COMPOSING: u32 = 229;
    event.is_composing() || event.key_code() == COMPOSING
}

/// A key that is held presses a button once: browsers press it again and again.
pub fn once() -> Listener {
    Listener::capturing(&window(), "keydown", |event: KeyboardEvent| {
        let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        let is_button = target.is_some_and(|it| {
            let button = it.closest("button, a[href], summary, [role=button]");
            button.ok().flatten().is_some()
        });
        if event.repeat() && event.key() == "Enter" && is_button {
            event.prevent_default();
        }
    })
}

/// The keys held beside it, but for those that a sign is typed with: `AltGr`, and Option on a Mac.
fn modifiers(event: &KeyboardEvent, name: &str) -> Modifiers {
    let with_alt_graph = event.get_modifier_state("AltGraph");
    let alt = event.alt_key() || with_alt_graph;
    let is_sign = name.len() == 1 && name.as_bytes()[0].is_ascii_punctuation();
    let types = is_sign && alt;
    Modifiers {
        shift: event.shift_key(),
        command: (event.ctrl_key() || event.meta_key()) && !(types && with_alt_graph),
        alt: alt && !types,
    }
}

/// Fields that take whatever is typed.
const FIELDS_OF_TEXT: &str = "textarea, [contenteditable], input:not([type=checkbox]):not([type=radio]):not([type=range]):not([type=button])";

/// Whether what has the focus needs the key itself: a field of text whatever types, a dialog all, a button what presses
/// it, a slider and a list what moves them.
fn is_needed(event: &KeyboardEvent, name: &str) -> bool {
    let element = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let within = |selector: &str| {
        element
            .as_ref()
            .is_some_and(|element| element.closest(selector).ok().flatten().is_some())
    };
    let is_page = element
        .as_ref()
        .is_none_or(|element| element.tag_name() == "BODY");
    if within("dialog") {
        return true;
    }
    if within(FIELDS_OF_TEXT) {
        return name != "F6";
    }
    match name {
        " " => within("button, a, select, summary, input, [role=button]"),
        "Enter" => within("button, a, select, summary, [role=button]"),
        "Escape" => within("select"),
        "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" | "Home" | "End" | "PageUp"
        | "PageDown" => !within("#canvas") && !is_page,
        _ => false,
    }
}

/// Whether words of the page are highlighted.
pub fn has_highlighted_words() -> bool {
    let selection = window().get_selection().ok().flatten();
    selection
        .is_some_and(|words| !words.is_collapsed() && !String::from(words.to_string()).is_empty())
}

/// Hands over what is pasted while no field has the focus.
pub fn listen_paste(pasted: impl Fn(&str) + 'static) -> Listener {
    Listener::new(&document(), "paste", move |event: ClipboardEvent| {
        let text = event
            .clipboard_data()
            .and_then(|data| data.get_data("text/plain").ok());
        if let Some(text) = text.filter(|_| !pointer::is_for_control(event.target())) {
            event.prevent_default();
            pasted(&text);
        }
    })
}

/// The same once this event is over.
pub fn focus_soon(selector: String) {
    leptos::task::spawn_local(async move {
        leptos::task::tick().await;
        focus(&selector);
    });
}

/// Moves the focus to the first element of this selector, and selects its text if it has some.
pub fn focus(selector: &str) {
    if let Some(element) = find(selector) {
        let _ = element.focus();
        if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
            input.select();
        }
    }
}

/// Moves the focus to this field, and selects its text.
pub fn focus_all(input: &HtmlInputElement) {
    let _ = input.focus();
    input.select();
}

/// The same of a field of several lines.
pub fn focus_all_of_area(area: &HtmlTextAreaElement) {
    let _ = area.focus();
    area.select();
}

/// Presses the first element of this selector.
pub fn press(selector: &str) {
    if let Some(element) = find(selector) {
        element.click();
    }
}

/// The first element that a selector names.
pub(super) fn find(selector: &str) -> Option<HtmlElement> {
    document()
        .query_selector(selector)
        .ok()
        .flatten()?
        .dyn_into()
        .ok()
}
