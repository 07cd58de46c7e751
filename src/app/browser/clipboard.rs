//! The clipboard.

use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

use super::window;

/// Puts a text on the clipboard and says whether the browser let us.
pub fn write(text: &str, done: impl FnOnce(bool) + 'static) {
    let promise = window().navigator().clipboard().write_text(text);
    spawn_local(async move { done(JsFuture::from(promise).await.is_ok()) });
}

/// Reads the clipboard; `None` where the browser does not let us.
pub fn read(done: impl FnOnce(Option<String>) + 'static) {
    let promise = window().navigator().clipboard().read_text();
    spawn_local(async move {
        let text = JsFuture::from(promise).await.ok();
        done(text.and_then(|text| text.as_string()));
    });
}
