//! Every use of `web_sys`: what the page wants of the browser, in the page's own words.
//!
//! Listeners, frames, timers and observers are values: dropped, they are gone.

pub mod address;
pub mod clipboard;
pub mod crash;
pub mod files;
pub mod frames;
pub mod listen;
pub mod paint;
pub mod pointer;
pub mod storage;
pub mod surface;
pub mod theme;

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

/// Whether the person asked for less motion.
pub fn prefers_reduced_motion() -> bool {
    let query = window().match_media("(prefers-reduced-motion: reduce)");
    query.ok().flatten().is_some_and(|query| query.matches())
}
