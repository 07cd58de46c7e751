//! Holds `docs/engines.md` to the tests: what they leave out in which engine, and why.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const MARK: &str = "<!-- left out -->\n";
const CALL: &str = "left_out_in(";

/// Each call of `left_out_in` in a file: the function that it is in, the engines, and the reason.
fn left_out(source: &str) -> Vec<(String, String, String)> {
    source
        .match_indices(CALL)
        .map(|(at, _)| {
            let function = source[..at]
                .rsplit_once("\nfn ")
                .and_then(|(_, after)| after.split_once('('))
                .map_or_else(String::new, |(name, _)| name.to_owned());
            let (engines, rest) = source[at..].split_once(']').expect("engines in brackets");
            let (_, engines) = engines.split_once("&[").expect("engines in brackets");
            let engines = engines.replace("Engine::", "").replace([' ', '\n'], "");
            let reason = rest.split('"').nth(1).expect("a reason");
            let engines = engines.trim_end_matches(',').replace(',', ", ");
            (function, engines, reason.to_owned())
        })
        .collect()
}

fn listed() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/tests/page");
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the tests are there")
        .map(|entry| entry.expect("it can be read").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .collect();
    files.sort();
    let mut table = String::from("| test | not in | why |\n| --- | --- | --- |\n");
    for file in files {
        let module = file.file_stem().unwrap_or_default().to_string_lossy();
        let source = fs::read_to_string(&file).expect("it can be read");
        for (function, engines, reason) in left_out(&source) {
            let _ = writeln!(table, "| `{module}::{function}` | {engines} | {reason} |");
        }
    }
    table
}

#[test]
fn what_is_left_out_is_listed() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/engines.md");
    let page = fs::read_to_string(&file).expect("it is there");
    let parts: Vec<&str> = page.split(MARK).collect();
    let [before, told, after] = parts[..] else {
        panic!("the list stands between two marks")
    };
    let listed = listed();
    if told != listed && std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&file, format!("{before}{MARK}{listed}{MARK}{after}"))
            .expect("it can be written");
        return;
    }
    assert_eq!(told, listed, "UPDATE_EXPECT=1 accepts it");
}

#[test]
fn a_call_is_read_over_lines() {
    let source = "\nfn a_test() {\n    if left_out_in(\n        &[Engine::Firefox, Engine::WebKit],\n        \"it has no word\",\n    ) {";
    let expected = ("a_test", "Firefox, WebKit", "it has no word");
    let found = left_out(source);
    assert_eq!(found.len(), 1);
    let (function, engines, reason) = &found[0];
    assert_eq!((&**function, &**engines, &**reason), expected);
}
