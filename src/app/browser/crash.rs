//! After a panic nothing of the program can be trusted: what is shown then is plain HTML, made on the spot from what
//! the browser keeps.

use std::cell::RefCell;
use std::panic::PanicHookInfo;

use js_sys::JsString;
use wasm_bindgen::JsCast;
use web_sys::ErrorEvent;

use super::listen::Listener;
use super::{address, document, files, keys, window};

const FELL: &str = "Topple itself fell over";
const KEPT: &str = "This is a fault of the program, not of what you drew. Your work was kept a moment ago; save it as a file to be safe, then begin again.";

thread_local! {
    /// What was last saved, as a file. It lies with the browser, so that it can be given out when memory has run out.
    static LAST: RefCell<Option<JsString>> = const { RefCell::new(None) };
}

/// This is what is given out as a file if the program falls over.
pub fn remember(file: &str) {
    LAST.set(Some(JsString::from(file)));
}

/// From now on a panic is told on the console and in a notice over the page: what happened, the scenario as a file,
/// and a way to begin again.
pub fn install() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        show(info);
    }));
    // Memory that has run out is no panic: the browser stops the program, and says so to the window.
    std::mem::forget(Listener::new(&window(), "error", |event: ErrorEvent| {
        if event
            .error()
            .is_instance_of::<js_sys::WebAssembly::RuntimeError>()
        {
            show_notice(
                FELL,
                KEPT,
                &format!(
                    r#"<pre class="crash-what">{}</pre>"#,
                    escaped(&event.message())
                ),
            );
        }
    }));
}

fn show(info: &PanicHookInfo<'_>) {
    let what = escaped(&info.to_string());
    show_notice(
        FELL,
        KEPT,
        &format!(r#"<pre class="crash-what">{what}</pre>"#),
    );
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// The page cannot open what there is to open, for its other part could not be fetched.
pub fn show_unreachable() {
    show_notice(
        "Topple could not be fetched as a whole",
        "A part of this page did not arrive, and without it neither a link nor your earlier work can be opened. Nothing of them is lost.",
        "",
    );
}

fn show_notice(title: &str, words: &str, what: &str) {
    let body = document().body();
    if let Some(body) = body.filter(|_| document().get_element_by_id("crash").is_none()) {
        // A dialog that is open lies above all else, and lets nothing else be reached.
        while let Some(dialog) = keys::find("dialog[open]") {
            dialog.remove();
        }
        let _ = body.insert_adjacent_html("beforeend", &notice(title, words, what));
        keys::focus("#crash a");
    }
}

fn notice(title: &str, words: &str, what: &str) -> String {
    let file = LAST.with_borrow(|last| last.as_ref().and_then(files::url_of)).map_or_else(String::new, |url| {
        format!(
            r#"<a class="button button-outlined" download="rescued.topple.json" href="{url}">Save the scenario as a file</a>"#
        )
    });
    let address = address::without_fragment().replace('"', "%22");
    format!(
        r#"<div id="crash" class="crash" role="alertdialog" aria-labelledby="crash-title"><div class="crash-box">
<h2 id="crash-title">{title}</h2>
<p>{words}</p>
{what}
<div class="dialog-row">{file}<a class="button button-primary" href="{address}">Begin again</a></div></div></div>"#
    )
}
