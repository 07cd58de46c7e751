//! After a panic nothing of the program can be trusted: what is shown then is plain HTML, made on the spot from what
//! the browser keeps.

use std::panic::PanicHookInfo;

use super::storage::{self, Key};
use super::{address, document};

/// From now on a panic is told on the console and in a notice over the page: what happened, the scenario as a file,
/// and a way to begin again.
pub fn install() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        show(info);
    }));
}

fn show(info: &PanicHookInfo<'_>) {
    let what = info.to_string().replace('&', "&amp;").replace('<', "&lt;");
    show_notice(
        "Topple itself fell over",
        "This is a fault of the program, not of what you drew. Your work was kept a moment ago; save it as a file to be safe, then begin again.",
        &format!(r#"<pre class="crash-what">{what}</pre>"#),
    );
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
        let work = storage::read(Key::Work).unwrap_or_default();
        let _ = body.insert_adjacent_html("beforeend", &notice(title, words, what, &work));
    }
}

fn notice(title: &str, words: &str, what: &str, work: &str) -> String {
    let file = if work.is_empty() {
        String::new()
    } else {
        let data = js_sys::encode_uri_component(work);
        format!(
            r#"<a class="button button-outlined" download="rescued.topple.json" href="data:application/json,{data}">Save the scenario as a file</a>"#
        )
    };
    let address = address::without_fragment().replace('"', "%22");
    format!(
        r#"<div id="crash" class="crash" role="alertdialog" aria-labelledby="crash-title"><div class="crash-box">
<h2 id="crash-title">{title}</h2>
<p>{words}</p>
{what}
<div class="dialog-row">{file}<a class="button button-primary" href="{address}">Begin again</a></div></div></div>"#
    )
}
