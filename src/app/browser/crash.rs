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
    let body = document().body();
    if let Some(body) = body.filter(|_| document().get_element_by_id("crash").is_none()) {
        let work = storage::read(Key::Work).unwrap_or_default();
        let _ = body.insert_adjacent_html("beforeend", &notice(&info.to_string(), &work));
    }
}

fn notice(what: &str, work: &str) -> String {
    let file = if work.is_empty() {
        String::new()
    } else {
        let data = js_sys::encode_uri_component(work);
        format!(
            r#"<a class="button button-outlined" download="rescued.topple.json" href="data:application/json,{data}">Save the scenario as a file</a>"#
        )
    };
    let what = what.replace('&', "&amp;").replace('<', "&lt;");
    let address = address::without_fragment().replace('"', "%22");
    format!(
        r#"<div id="crash" class="crash" role="alertdialog" aria-labelledby="crash-title"><div class="crash-box">
<h2 id="crash-title">Topple itself fell over</h2>
<p>This is a fault of the program, not of what you drew. Your work was kept a moment ago; save it as a file to be safe, then begin again.</p>
<pre class="crash-what">{what}</pre>
<div class="dialog-row">{file}<a class="button button-primary" href="{address}">Begin again</a></div></div></div>"#
    )
}
