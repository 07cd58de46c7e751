//! Keys, and what they lead to: pasting, and the focus.

use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Element, HtmlElement, HtmlInputElement, KeyboardEvent};

use super::listen::Listener;
use super::{document, pointer, window};
use crate::editor::{Key, Modifiers};

/// Hands over every key that belongs to no field and no button; the browser does not act on those that `pressed` took.
pub fn listen(pressed: impl Fn(Key<'_>) -> bool + 'static) -> Listener {
    Listener::new(&window(), "keydown", move |event: KeyboardEvent| {
        if event.default_prevented() || are_taken(&event) {
            return;
        }
        let modifiers = Modifiers {
            shift: event.shift_key(),
            command: event.ctrl_key() || event.meta_key(),
            alt: event.alt_key(),
        };
        let name = event.key();
        // Browsers give the clipboard away without asking only in the `paste` event, which this key leads to.
        let pastes = modifiers.command && name.eq_ignore_ascii_case("v");
        if !pastes
            && pressed(Key {
                key: &name,
                modifiers,
            })
        {
            event.prevent_default();
        }
    })
}

/// Whether keys belong to what has the focus: a field takes all, a button takes those that press it.
fn are_taken(event: &KeyboardEvent) -> bool {
    let element = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let within = |selector: &str| {
        element
            .as_ref()
            .is_some_and(|element| element.closest(selector).ok().flatten().is_some())
    };
    let presses = matches!(event.key().as_str(), " " | "Enter");
    within("input, select, textarea, dialog") || (presses && within("button, a"))
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

/// Presses the first element of this selector.
pub fn press(selector: &str) {
    if let Some(element) = find(selector) {
        element.click();
    }
}

fn find(selector: &str) -> Option<HtmlElement> {
    document()
        .query_selector(selector)
        .ok()
        .flatten()?
        .dyn_into()
        .ok()
}
