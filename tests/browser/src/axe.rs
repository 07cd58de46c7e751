//! axe-core, which looks for what keeps people out of a page.

use std::env;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::browser::Browser;

/// Rules that are not asked for, and why.
pub const EXCEPTIONS: [(&str, &str); 2] = [
    (
        "color-contrast-enhanced",
        "level AAA: AA is held, and the contrast of what is painted by a test of the theme's own colours",
    ),
    (
        "focus-order-semantics",
        "an experiment that wants a widget wherever the focus goes. A card is a group that names itself and holds its power button: as a widget it would hide that from screen readers",
    ),
];

/// Where `cargo xtask test` put it: `TOPPLE_AXE`, or the folder of this user's tools.
fn file() -> PathBuf {
    env::var_os("TOPPLE_AXE").map_or_else(
        || {
            let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
            let home = || Some(PathBuf::from(env::var_os("HOME")?).join(".cache"));
            cache
                .or_else(home)
                .unwrap_or_default()
                .join("topple-tools/node_modules/axe-core/axe.min.js")
        },
        PathBuf::from,
    )
}

/// What axe finds in the page as it is: for each rule that is broken a paragraph.
///
/// # Panics
/// When it is not installed, or cannot run.
pub fn findings(browser: &Browser) -> Vec<String> {
    let file = file();
    let axe = fs::read_to_string(&file).unwrap_or_else(|error| {
        panic!(
            "{} cannot be read ({error}); `cargo xtask test` installs it",
            file.display()
        )
    });
    if browser.run("return typeof axe === 'undefined'", &[]) == json!(true) {
        browser.run(&format!("{axe}; window.axe = axe;"), &[]);
    }
    let script = "
        const [left, done] = arguments;
        const rules = Object.fromEntries(axe.getRules().map(({ ruleId }) => [ruleId, { enabled: !left.includes(ruleId) }]));
        axe.run({ rules, resultTypes: ['violations'] }).then(
            ({ violations }) => done(violations.map(found => `${found.id} (${found.impact}): ${found.help}\\n` + found.nodes.slice(0, 4).map(node =>
                `    ${node.target.join(' ')}  ${node.html.slice(0, 160)}\\n      ${node.failureSummary.replace(/\\s+/g, ' ').slice(0, 300)}`).join('\\n'))),
            why => done([`axe cannot run: ${why}`]));";
    let left: Vec<Value> = EXCEPTIONS.iter().map(|(rule, _)| json!(rule)).collect();
    let found = browser.session().post(
        "/execute/async",
        &json!({ "script": script, "args": [left] }),
    );
    let found = found.as_array().into_iter().flatten();
    found
        .filter_map(|text| text.as_str().map(str::to_owned))
        .collect()
}
