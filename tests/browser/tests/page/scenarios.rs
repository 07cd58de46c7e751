//! The scenarios that tests open.

use std::fs;
use std::path::PathBuf;

use topple_browser_tests::Page;

/// A scenario of `tests/scenarios`, by its name.
pub fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../scenarios")
        .join(format!("{name}.json"))
}

/// Opens a scenario through the page's file input, and waits until its parts are on the canvas.
pub fn open(page: &Page, name: &str) {
    let file = file(name);
    let text = fs::read_to_string(&file).expect("the scenario is there");
    let scenario: serde_json::Value = serde_json::from_str(&text).expect("the scenario is JSON");
    let parts = scenario["components"].as_array().map_or(0, Vec::len) as u64;
    let first = scenario["components"][0]["id"]
        .as_str()
        .expect("a component has an id")
        .to_owned();
    page.wait_for_element("#canvas");
    page.choose_file("input[type=file]", &file);
    page.wait_until("the scenario is on the canvas", |page| {
        page.count("[data-component]") == parts
            && page.count(&format!("[data-component='{first}']")) == 1
    });
}

/// Writes a file for the browser to open.
pub fn written(name: &str, text: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join(name);
    fs::write(&file, text).expect("a temporary file can be written");
    file
}
