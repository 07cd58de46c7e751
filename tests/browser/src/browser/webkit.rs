//! What `WebKitWebDriver` has a way of its own for, which is little; `docs/engines.md` tells what it cannot.

use serde_json::{Value, json};

use super::{Theme, Viewport};
use crate::webdriver::Session;

/// Where Debian keeps the browser that the driver drives, for the versions of its library that there are.
const BROWSERS: [&str; 2] = [
    "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    "/usr/lib/x86_64-linux-gnu/webkitgtk-6.0/MiniBrowser",
];

/// What a new session asks for.
pub fn capabilities() -> Value {
    let browser = BROWSERS
        .into_iter()
        .find(|path| std::path::Path::new(path).is_file());
    json!({
        "browserName": "MiniBrowser",
        "webkitgtk:browserOptions": { "binary": browser, "args": ["--automation"] },
    })
}

/// The window is made so large that the view in it has the size.
pub fn set_screen(session: &Session, viewport: Viewport, scale: u32) {
    assert_eq!(scale, 1, "WebKit's driver cannot enlarge");
    let Viewport { width, height, .. } = viewport;
    let (mut outer_width, mut outer_height) = (width, height);
    for _ in 0..3 {
        session.post(
            "/window/rect",
            &json!({ "width": outer_width, "height": outer_height }),
        );
        let script = "return [innerWidth, innerHeight]";
        let inner = session.post("/execute/sync", &json!({ "script": script, "args": [] }));
        let inner = |i: usize| u32::try_from(inner[i].as_u64().unwrap_or(0)).unwrap_or(0);
        if (inner(0), inner(1)) == (width, height) {
            return;
        }
        outer_width = (outer_width + width).saturating_sub(inner(0));
        outer_height = (outer_height + height).saturating_sub(inner(1));
    }
}

/// It has the theme that the display has.
pub fn set_theme(theme: Theme, forced_colours: bool) {
    assert_eq!(
        (theme, forced_colours),
        (Theme::Light, false),
        "WebKit's driver cannot choose colours"
    );
}
