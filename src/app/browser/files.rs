//! Files: chosen, dropped, saved.

use js_sys::{Array, JsString};
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, DragEvent, File, FileList, HtmlAnchorElement, Url};

use super::document;
use super::listen::Listener;
use crate::formats::{collection, shortened};

/// The largest file that is read at all: many scenarios in one. Of a single one the reader of files reads less.
const MAX_BYTES: f64 = collection::LONGEST as f64;

/// A file's text, or a sentence on why there is none.
pub type Text = Result<String, String>;

/// Hands over the text of a file that is dropped on the page.
pub fn listen_drop(read: impl Fn(Text) + Clone + 'static) -> [Listener; 2] {
    [
        Listener::new(&document(), "dragover", |event: DragEvent| {
            event.prevent_default();
        }),
        Listener::new(&document(), "drop", move |event: DragEvent| {
            event.prevent_default();
            let dropped = event.data_transfer().and_then(|data| data.files());
            read_first(dropped, read.clone());
        }),
    ]
}

/// Reads the first of these files, if there is one.
pub fn read_first(files: Option<FileList>, read: impl FnOnce(Text) + 'static) {
    if let Some(file) = files.and_then(|files| files.get(0)) {
        spawn_local(async move { read(text_of(&file).await) });
    }
}

async fn text_of(file: &File) -> Text {
    let name = shortened(&file.name());
    if file.size() > MAX_BYTES {
        return Err(format!(
            "{name} is larger than 64 MiB, which no file of scenarios is."
        ));
    }
    let text = JsFuture::from(file.text())
        .await
        .ok()
        .and_then(|text| text.as_string());
    text.ok_or_else(|| format!("{name} cannot be read."))
}

/// Gives the person a file; `false` if the browser would not.
pub fn save(name: &str, text: &str) -> bool {
    save_as(name, text, "application/json")
}

/// The same of any text, with its type.
pub fn save_as(name: &str, text: &str, kind: &str) -> bool {
    blob(&JsString::from(text), kind).is_some_and(|blob| save_blob(name, &blob))
}

/// The same of whatever there is.
pub fn save_blob(name: &str, blob: &Blob) -> bool {
    let Ok(url) = Url::create_object_url_with_blob(blob) else {
        return false;
    };
    let anchor = document()
        .create_element("a")
        .ok()
        .and_then(|a| a.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(anchor) = &anchor {
        anchor.set_href(&url);
        anchor.set_download(name);
        anchor.click();
    }
    let _ = Url::revoke_object_url(&url);
    anchor.is_some()
}

/// An address under which the browser has this text as a file, until the page is gone.
pub fn url_of(text: &JsString) -> Option<String> {
    Url::create_object_url_with_blob(&blob(text, "application/json")?).ok()
}

fn blob(text: &JsString, kind: &str) -> Option<Blob> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    Blob::new_with_str_sequence_and_options(&Array::of1(text), &options).ok()
}
