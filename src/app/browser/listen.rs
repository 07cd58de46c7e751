//! Event listeners that end with their owner.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{AddEventListenerOptions, Event, EventTarget};

/// A listener on an event target, taken off when dropped.
pub struct Listener {
    target: EventTarget,
    name: &'static str,
    closure: Closure<dyn FnMut(Event)>,
    is_capturing: bool,
}

impl Listener {
    /// Calls `heard` at every event of this name, which must be of the type `E`.
    ///
    /// The listener may prevent the browser's own reaction (it is not passive).
    pub fn new<E: JsCast>(
        target: &EventTarget,
        name: &'static str,
        heard: impl FnMut(E) + 'static,
    ) -> Self {
        Self::add(target, name, heard, false)
    }

    /// The same, before whatever listens further in.
    pub fn capturing<E: JsCast>(
        target: &EventTarget,
        name: &'static str,
        heard: impl FnMut(E) + 'static,
    ) -> Self {
        Self::add(target, name, heard, true)
    }

    fn add<E: JsCast>(
        target: &EventTarget,
        name: &'static str,
        mut heard: impl FnMut(E) + 'static,
        is_capturing: bool,
    ) -> Self {
        let closure =
            Closure::<dyn FnMut(Event)>::new(move |event: Event| heard(event.unchecked_into()));
        let options = AddEventListenerOptions::new();
        options.set_passive(false);
        options.set_capture(is_capturing);
        // Adding can fail only for a `null` callback.
        let _ = target.add_event_listener_with_callback_and_add_event_listener_options(
            name,
            closure.as_ref().unchecked_ref(),
            &options,
        );
        Self {
            target: target.clone(),
            name,
            closure,
            is_capturing,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.closure.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback_and_bool(
            self.name,
            callback,
            self.is_capturing,
        );
    }
}
