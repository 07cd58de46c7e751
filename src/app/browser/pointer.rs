//! Pointers: mouse, pen and finger by one path.

use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

/// From now on this pointer's events go to the event's element, until it is lifted.
pub fn capture(event: &PointerEvent) {
    if let Some(element) = event
        .current_target()
        .and_then(|t| t.dyn_into::<Element>().ok())
    {
        // It fails only for a pointer that is gone already.
        let _ = element.set_pointer_capture(event.pointer_id());
    }
}
