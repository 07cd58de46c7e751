//! Every use of `web_sys`: what the page wants of the browser, in the page's own words.
//!
//! Listeners, frames, timers and observers are values: dropped, they are gone.

pub mod address;
pub mod clipboard;
pub mod crash;
pub mod files;
pub mod focus;
pub mod frames;
pub mod ground;
pub mod image;
pub mod keys;
pub mod listen;
pub mod menu;
pub mod other_tabs;
pub mod paint;
pub mod parent;
pub mod pinch;
pub mod pointer;
pub mod presenting;
pub mod scenarios;
pub mod sheet;
pub mod space;
pub mod storage;
pub mod surface;
pub mod theme;
pub mod typing;

use wasm_bindgen::JsValue;
/// What components only hand on: they look into none of these.
pub use web_sys::{Blob, HtmlCanvasElement, HtmlElement, KeyboardEvent, PointerEvent};
use web_sys::{Document, Window};

/// The window this page lives in.
pub fn window() -> Window {
    web_sys::window().expect("the page runs in a window, never in a worker")
}

/// The document of [`window`].
pub fn document() -> Document {
    window()
        .document()
        .expect("a window of a page has a document")
}

/// Milliseconds since the page was opened.
pub fn now_ms() -> f64 {
    window()
        .performance()
        .map_or_else(js_sys::Date::now, |p| p.now())
}

/// The text in small letters, of any script: the browser has the tables for that anyway.
pub fn lowercase(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}

/// How much of the window's height is beside the canvas; `None` while there is no canvas.
pub fn height_beside_canvas() -> Option<f64> {
    let canvas = document().get_element_by_id("canvas")?;
    let inner = window().inner_height().ok()?.as_f64()?;
    Some(inner - canvas.get_bounding_client_rect().height())
}

/// A control shows this again: what was chosen in it was not taken, or is understood otherwise.
pub fn put_back(event: &web_sys::Event, property: &str, value: &JsValue) {
    if let Some(control) = event.target() {
        // It is one of the control's own.
        let _ = js_sys::Reflect::set(&control, &JsValue::from_str(property), value);
    }
}

/// Calls back when the window has another size.
pub fn on_resize(mut resized: impl FnMut() + 'static) -> listen::Listener {
    listen::Listener::new(&window(), "resize", move |_: web_sys::Event| resized())
}

/// Opens the browser's dialog for printing.
pub fn print() {
    // It fails only where printing is switched off, and says so itself.
    let _ = window().print();
}

/// Whether the window is as narrow as a phone that is held upright.
pub fn is_upright() -> bool {
    matches("(max-width: 760px) and (orientation: portrait)")
}

/// The size of the page's letters, in pixels: all its controls grow with it.
pub fn letter_px() -> f64 {
    let root = document().document_element();
    let style = root.and_then(|root| window().get_computed_style(&root).ok().flatten());
    let size = style.and_then(|style| style.get_property_value("font-size").ok());
    // The browser reads numbers anyway: Rust's reader of them is fetched later.
    let size = size.map(|size| js_sys::parse_float(&size));
    size.filter(|size| *size > 0.0).unwrap_or(16.0)
}

/// Width and height of the window, in letters.
pub fn room() -> (f64, f64) {
    let letter = letter_px();
    let in_letters = |side: Result<JsValue, JsValue>| {
        side.ok().and_then(|side| side.as_f64()).unwrap_or(1_024.0) / letter
    };
    (
        in_letters(window().inner_width()),
        in_letters(window().inner_height()),
    )
}

/// Whether this is a Mac, by what the browser says of itself.
pub fn is_mac() -> bool {
    let navigator = window().navigator();
    let platform = navigator.platform().unwrap_or_default();
    let agent = navigator.user_agent().unwrap_or_default();
    platform.starts_with("Mac") || agent.contains("Macintosh")
}

/// Whether the person asked for less motion.
pub fn prefers_reduced_motion() -> bool {
    matches("(prefers-reduced-motion: reduce)")
}

/// Whether what one mostly points with here is a finger.
pub fn points_with_a_finger() -> bool {
    matches("(pointer: coarse)")
}

fn matches(media: &str) -> bool {
    let query = window().match_media(media);
    query.ok().flatten().is_some_and(|query| query.matches())
}
