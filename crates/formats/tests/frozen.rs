//! Files and links made with earlier versions open for ever. Nothing in `tests/frozen` is ever changed; a new version
//! of the form or of the packing adds a folder of its own.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::Path;

use topple_formats::{json, link};
use topple_model::Scenario;

/// The samples of version 1: each a file, and the link that was made of it then.
const SAMPLES: [&str; 4] = ["empty", "example", "every-setting", "hundred"];

fn sample(name: &str, extension: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/frozen/1");
    fs::read_to_string(folder.join(name).with_extension(extension)).unwrap()
}

fn opened(name: &str) -> Scenario {
    json::read(&sample(name, "json")).unwrap_or_else(|problems| panic!("{name}: {problems:?}"))
}

#[test]
fn files_of_version_1_open() {
    let parts = SAMPLES.map(|name| opened(name).components.len());
    assert_eq!(parts, [0, 6, 7, 97]);
}

#[test]
fn links_of_version_1_open_as_the_same_scenario() {
    for name in SAMPLES {
        assert_eq!(
            link::decode(sample(name, "link").trim_end()),
            Ok(opened(name)),
            "{name}"
        );
    }
}
