//! The space bar: held, any pointer drags the view; tapped, it is a key like any other.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent};

use super::listen::Listener;
use super::window;

/// What has its own use for the space bar.
const TAKERS: &str =
    "input, select, textarea, button, a, dialog, summary, [role=button], [contenteditable]";

/// How the space bar is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Bar {
    /// Not held.
    #[default]
    Up,
    /// Held.
    Down,
    /// Held, and a pointer was pressed meanwhile.
    Used,
}

/// The space bar.
#[derive(Clone, Debug, Default)]
pub struct Space(Rc<Cell<Bar>>);

impl Space {
    /// A pointer is pressed. Returns whether the bar is held, so that it drags the view.
    pub fn is_used(&self) -> bool {
        let is_held = self.0.get() != Bar::Up;
        if is_held {
            self.0.set(Bar::Used);
        }
        is_held
    }

    /// Listens to the bar; tells when it was only tapped. `shown` is marked while it is held.
    pub fn listen(&self, shown: &Element, tapped: impl Fn() + 'static) -> [Listener; 3] {
        let (down, up, lost) = (self.clone(), self.clone(), self.clone());
        let (marked, unmarked, left) = (shown.clone(), shown.clone(), shown.clone());
        [
            Listener::capturing(&window(), "keydown", move |event: KeyboardEvent| {
                let is_plain = !(event.ctrl_key() || event.meta_key() || event.alt_key());
                if event.key() == " " && is_plain && !is_taken(&event) {
                    event.prevent_default();
                    if down.0.get() == Bar::Up {
                        down.0.set(Bar::Down);
                    }
                    let _ = marked.set_attribute("data-space", "held");
                }
            }),
            Listener::capturing(&window(), "keyup", move |event: KeyboardEvent| {
                if event.key() == " " {
                    let _ = unmarked.remove_attribute("data-space");
                    if up.0.take() == Bar::Down {
                        tapped();
                    }
                }
            }),
            Listener::new(&window(), "blur", move |_: Event| {
                lost.0.set(Bar::Up);
                let _ = left.remove_attribute("data-space");
            }),
        ]
    }
}

fn is_taken(event: &KeyboardEvent) -> bool {
    let element = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| element.closest(TAKERS).ok().flatten().is_some())
}
