//! What geckodriver has a way of its own for: scripts in the context of the browser's own window.

use serde_json::{Value, json};

use super::{Theme, Viewport};
use crate::webdriver::Session;

/// What Firefox prints of `console.error` in a page, once it is told to print the console.
const PRINTED: [&str; 2] = ["console.error:", "console.warn:"];

/// What a new session asks for.
pub fn capabilities() -> Value {
    json!({
        "browserName": "firefox",
        "moz:firefoxOptions": {
            "args": ["-headless"],
            "prefs": {
                "devtools.console.stdout.content": true,
                // A page in the background of a test is not to be slowed down.
                "dom.min_background_timeout_value": 4,
                // Else a script that runs as its page goes is broken off with the page's process, and that is noted on the
                // console as if it had run for too long. (geckodriver itself lets scripts run as long as they like.)
                "dom.abort_script_on_child_shutdown": false,
                "toolkit.cosmeticAnimations.enabled": false,
            },
        },
    })
}

/// What Firefox notes where a page goes while it saves. The page has kept what it was saving by then (`app/bridge/leaving.rs`),
/// and gives up the transaction itself; nothing tells Firefox that this is meant.
const GIVEN_UP: &str =
    "An IndexedDB transaction that was not yet complete has been aborted due to page navigation.";

/// Runs a script in the browser's own window, as `browser` in it being the current tab's.
fn in_chrome(session: &Session, script: &str, arguments: &[Value]) -> Value {
    session.post("/moz/context", &json!({ "context": "chrome" }));
    let script = format!("const browser = gBrowser.selectedBrowser; {script}");
    let answer = session.try_post(
        "/execute/sync",
        &json!({ "script": script, "args": arguments }),
    );
    session.post("/moz/context", &json!({ "context": "content" }));
    answer.unwrap_or_else(|error| panic!("in the browser's own window: {error}"))
}

/// The window itself cannot be made as narrow as a phone: the tab's place in it can.
pub fn set_screen(session: &Session, viewport: Viewport, scale: u32) {
    let Viewport {
        width,
        height,
        mobile,
    } = viewport;
    session.post(
        "/window/rect",
        &json!({ "width": width.max(800) + 40, "height": height.max(600) + 200 }),
    );
    let script = "
        const [width, height, scale, mobile] = arguments;
        for (const [name, value] of [['width', width], ['height', height]]) {
            for (const property of [name, `min-${name}`, `max-${name}`]) {
                browser.style.setProperty(property, `${value}px`);
            }
        }
        browser.style.setProperty('flex', 'none');
        const context = browser.browsingContext;
        context.overrideDPPX = scale;
        context.inRDMPane = mobile;
        if (mobile) context.setRDMPaneMaxTouchPoints(5);
        context.touchEventsOverride = mobile ? 'enabled' : 'none';";
    in_chrome(
        session,
        script,
        &[json!(width), json!(height), json!(scale), json!(mobile)],
    );
}

/// What the page is told of the person's system.
pub fn set_theme(session: &Session, theme: Theme, forced_colours: bool) {
    let script = "
        const [scheme, forced] = arguments;
        browser.browsingContext.prefersColorSchemeOverride = scheme;
        browser.browsingContext.forcedColorsOverride = forced;";
    let forced = if forced_colours { "active" } else { "none" };
    in_chrome(session, script, &[json!(theme.name()), json!(forced)]);
}

/// Pages run no script of their own.
pub fn switch_scripts_off(session: &Session) {
    in_chrome(
        session,
        "browser.browsingContext.allowJavascript = false",
        &[],
    );
}

/// Errors and warnings of pages since the last call: what the browser noted, and what the page wrote.
pub fn complaints(session: &Session, printed: &[String]) -> Vec<String> {
    let script = "
        const noted = Services.console.getMessageArray()
            .filter(it => it instanceof Ci.nsIScriptError && !(it.flags & Ci.nsIScriptError.infoFlag))
            .filter(it => /^(https?|file|blob):/.test(it.sourceName) && !/^cookie/.test(it.category))
            .map(it => `${it.sourceName}:${it.lineNumber} ${it.category}: ${it.errorMessage}`);
        Services.console.reset();
        return noted;";
    let noted = in_chrome(session, script, &[]);
    let noted = noted.as_array().into_iter().flatten();
    let noted = noted.filter_map(|it| it.as_str().map(str::to_owned));
    let noted = noted.filter(|it| !it.ends_with(GIVEN_UP));
    let written = printed.iter().filter(|line| is_of_page(line));
    noted.chain(written.cloned()).collect()
}

/// Where the browser's own scripts are.
const OWN: [&str; 3] = ["resource://", "chrome://", "moz-src://"];

/// Whether a printed line is a complaint that a page wrote to its console. The browser's own parts write there too, after
/// their names: `console.error: RSLoader: …`; a page's text stands in quotes, and an error begins with its class.
fn is_of_page(line: &str) -> bool {
    let Some(text) = PRINTED.iter().find_map(|start| line.strip_prefix(start)) else {
        return false;
    };
    if OWN.iter().any(|own| text.contains(own)) {
        return false;
    }
    let name = text
        .trim_start()
        .split_once(": ")
        .map_or("", |(name, _)| name);
    let is_name = !name.is_empty() && name.chars().all(char::is_alphanumeric);
    !is_name || name.ends_with("Error")
}

#[cfg(test)]
mod tests {
    use super::is_of_page;

    #[test]
    fn what_a_page_writes_is_told_from_what_the_browser_does() {
        assert!(is_of_page("console.error: \"panicked at: here\""));
        assert!(is_of_page("console.warn: \"careful\""));
        assert!(is_of_page("console.error: TypeError: x is undefined"));
        assert!(!is_of_page("console.error: RSLoader: "));
        assert!(!is_of_page(
            "console.warn: BackupService: \"There was an error\""
        ));
        assert!(!is_of_page("console.log: \"hello\""));
    }
}
