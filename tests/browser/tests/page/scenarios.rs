//! The scenarios that tests open.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use topple_browser_tests::Page;

/// A scenario of `tests/scenarios`, by its name.
pub fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../scenarios")
        .join(format!("{name}.json"))
}

/// A scenario of `tests/scenarios`, to be changed before it is opened.
pub fn read(name: &str) -> Value {
    let text = fs::read_to_string(file(name)).expect("the scenario is there");
    serde_json::from_str(&text).expect("the scenario is JSON")
}

/// Opens a scenario through the page's file input, and waits until its parts are on the canvas.
pub fn open(page: &Page, name: &str) {
    choose(page, &file(name), &read(name));
}

/// Opens a scenario that is in no file yet.
pub fn open_value(page: &Page, name: &str, scenario: &Value) {
    choose(page, &written(name, &scenario.to_string()), scenario);
}

fn choose(page: &Page, file: &Path, scenario: &Value) {
    let parts = scenario["components"].as_array().map_or(0, Vec::len) as u64;
    let first = scenario["components"][0]["id"]
        .as_str()
        .expect("a component has an id");
    page.wait_for_element("#canvas");
    page.choose_file("input[type=file]", file);
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
