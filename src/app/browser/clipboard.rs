//! The clipboard. Browsers give it to pages of a secure origin alone; elsewhere a text is copied as by hand.

use js_sys::{Array, Function, Object, Reflect};
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{Blob, Clipboard, ClipboardItem, HtmlTextAreaElement};

use super::{document, window};

/// Puts a text on the clipboard and says whether the browser let us. To be called within what a hand did.
pub fn write(text: &str, done: impl FnOnce(bool) + 'static) {
    let Some(clipboard) = clipboard() else {
        let copied = copy_as_by_hand(text);
        return spawn_local(async move { done(copied) });
    };
    let promise = clipboard.write_text(text);
    let text = text.to_owned();
    spawn_local(
        async move { done(JsFuture::from(promise).await.is_ok() || copy_as_by_hand(&text)) },
    );
}

/// Puts a picture on the clipboard, which may yet have to be made, and says whether the browser let us. To be called within
/// what a hand did: some browsers allow it only there, and wait for the picture.
pub fn write_image(
    made: impl Future<Output = Option<Blob>> + 'static,
    done: impl FnOnce(bool) + 'static,
) {
    let made = future_to_promise(async move { made.await.map(Into::into).ok_or(JsValue::NULL) });
    let kinds = Object::new();
    let written = Reflect::set(&kinds, &"image/png".into(), &made)
        .and_then(|_| {
            ClipboardItem::new_with_record_from_str_to_blob_promise(kinds.unchecked_ref())
        })
        .ok()
        .zip(clipboard())
        .map(|(item, clipboard)| clipboard.write(&Array::of1(&item)));
    spawn_local(async move {
        let written = match written {
            Some(written) => JsFuture::from(written).await.is_ok(),
            None => false,
        };
        done(written);
    });
}

/// Reads the clipboard; `None` where the browser does not let us.
pub fn read(done: impl FnOnce(Option<String>) + 'static) {
    let promise = clipboard().map(|clipboard| clipboard.read_text());
    spawn_local(async move {
        let text = match promise {
            Some(promise) => JsFuture::from(promise).await.ok(),
            None => None,
        };
        done(text.and_then(|text| text.as_string()));
    });
}

/// The browser's clipboard; `None` on plain HTTP by a name that is not this machine's.
fn clipboard() -> Option<Clipboard> {
    let clipboard = Reflect::get(&window().navigator(), &"clipboard".into()).ok()?;
    clipboard.is_object().then(|| clipboard.unchecked_into())
}

/// Highlights the text in a field of its own and has the browser copy that. Whether it did.
fn copy_as_by_hand(text: &str) -> bool {
    let document = document();
    // Nothing outside of a dialog can be highlighted while that is open.
    let dialog = document.query_selector("dialog[open]").ok().flatten();
    let Some(home) = dialog.or_else(|| document.body().map(Into::into)) else {
        return false;
    };
    let field = document.create_element("textarea").ok();
    let Some(field) = field.and_then(|field| field.dyn_into::<HtmlTextAreaElement>().ok()) else {
        return false;
    };
    let focused = document.active_element();
    field.set_value(text);
    field.set_class_name("visually-hidden");
    let copied = home.append_child(&field).is_ok() && {
        field.select();
        exec_copy(&document).is_some_and(|copied| copied.is_truthy())
    };
    field.remove();
    if let Some(focused) = focused.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = focused.focus();
    }
    copied
}

fn exec_copy(document: &web_sys::Document) -> Option<JsValue> {
    let exec = Reflect::get(document, &"execCommand".into()).ok()?;
    let exec = exec.dyn_into::<Function>().ok()?;
    exec.call1(document, &"copy".into()).ok()
}
