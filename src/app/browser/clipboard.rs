//! The clipboard.

use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

use super::window;

/// Puts a text on the clipboard and says whether the browser let us.
pub fn write(text: String, done: impl FnOnce(bool) + 'static) {
    let promise = window().navigator().clipboard().write_text(&text);
    spawn_local(async move { done(JsFuture::from(promise).await.is_ok()) });
}
