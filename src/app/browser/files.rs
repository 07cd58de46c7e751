//! Files: chosen, dropped, saved.

use js_sys::{Array, JsString};
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, DragEvent, Element, File, FileList, HtmlAnchorElement, Url};

use super::document;
use super::listen::Listener;
use crate::app::fetched::TextFile;
use crate::formats::{collection, shortened};
use crate::model::limits;

/// The largest file that is read at all: many scenarios in one. Of a single one the reader of files reads less.
const MAX_BYTES: f64 = collection::LONGEST as f64;

/// The most files that are read at once.
const MOST: u32 = limits::FILES as u32;

/// Files, or a sentence on why there are none.
pub type Texts = Result<Vec<TextFile>, String>;

/// Hands over the files that are dropped on the page, and a text that is dropped where no field takes it.
pub fn listen_drop(
    read: impl Fn(Texts) + Clone + 'static,
    text: impl Fn(String) + 'static,
) -> [Listener; 2] {
    [
        Listener::new(&document(), "dragover", |event: DragEvent| {
            if !is_for_field(&event) {
                event.prevent_default();
            }
        }),
        Listener::new(&document(), "drop", move |event: DragEvent| {
            if is_for_field(&event) {
                return;
            }
            event.prevent_default();
            let Some(data) = event.data_transfer() else {
                return;
            };
            if has_files(&event) {
                read_all(data.files(), read.clone());
            } else {
                text(data.get_data("text/plain").unwrap_or_default());
            }
        }),
    ]
}

/// Whether it is a text that is dragged into a field, which the browser sees to.
fn is_for_field(event: &DragEvent) -> bool {
    let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    let field = target.and_then(|it| it.closest("input, textarea").ok().flatten());
    field.is_some() && !has_files(event)
}

fn has_files(event: &DragEvent) -> bool {
    let data = event.data_transfer();
    data.is_some_and(|data| data.types().includes(&JsString::from("Files"), 0))
}

/// Reads these files, if there are any.
pub fn read_all(files: Option<FileList>, read: impl FnOnce(Texts) + 'static) {
    let files: Vec<File> = files.map_or_else(Vec::new, |files| {
        (0..files.length().min(MOST + 1))
            .filter_map(|i| files.get(i))
            .collect()
    });
    if files.is_empty() {
        return;
    }
    if files.len() > MOST as usize {
        read(Err(format!(
            "These are more than the {MOST} files that are read at once."
        )));
        return;
    }
    spawn_local(async move {
        let mut texts = Vec::with_capacity(files.len());
        for file in &files {
            match text_of(file).await {
                Ok(text) => texts.push(TextFile {
                    name: file.name(),
                    text,
                }),
                Err(why) => return read(Err(why)),
            }
        }
        read(Ok(texts));
    });
}

async fn text_of(file: &File) -> Result<String, String> {
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
