//! What chromedriver has a way of its own for: the Chrome DevTools Protocol.

use serde_json::{Value, json};

use super::{Theme, Viewport};
use crate::webdriver::Session;

/// What a new session asks for.
pub fn capabilities() -> Value {
    let arguments = [
        "--headless",
        // Everything this browser ever opens comes from this machine; as root there is no sandbox to be had.
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
    ];
    json!({
        "browserName": "chrome",
        "goog:chromeOptions": { "args": arguments },
        "goog:loggingPrefs": { "browser": "ALL" },
    })
}

/// The window itself cannot be made as narrow as a phone.
pub fn set_screen(session: &Session, viewport: Viewport, scale: u32) {
    let Viewport {
        width,
        height,
        mobile,
    } = viewport;
    session.devtools(
        "Emulation.setDeviceMetricsOverride",
        &json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": mobile }),
    );
    let touch = json!({ "enabled": mobile, "maxTouchPoints": 5 });
    session.devtools("Emulation.setTouchEmulationEnabled", &touch);
}

/// What the page is told of the person's system.
pub fn set_theme(session: &Session, theme: Theme, forced_colours: bool) {
    let forced = if forced_colours { "active" } else { "none" };
    let features = json!([
        { "name": "prefers-color-scheme", "value": theme.name() },
        { "name": "forced-colors", "value": forced },
    ]);
    session.devtools(
        "Emulation.setEmulatedMedia",
        &json!({ "features": features }),
    );
}

/// Runs a script before anything of a page.
pub fn before_every_page(session: &Session, script: &str) {
    session.devtools(
        "Page.addScriptToEvaluateOnNewDocument",
        &json!({ "source": script }),
    );
}

/// Pages run no script of their own.
pub fn switch_scripts_off(session: &Session) {
    session.devtools(
        "Emulation.setScriptExecutionDisabled",
        &json!({ "value": true }),
    );
}

/// Errors and warnings since the last call.
pub fn complaints(session: &Session) -> Vec<String> {
    let entries = session.post("/se/log", &json!({ "type": "browser" }));
    let entries = entries.as_array().into_iter().flatten();
    entries
        .filter(|entry| matches!(entry["level"].as_str(), Some("SEVERE" | "WARNING")))
        .map(|entry| entry["message"].as_str().unwrap_or_default().to_owned())
        .collect()
}
