//! The tree keeps the order that `ARCHITECTURE.md` tells of: arrows between the rooms, no way to panic, files one can read, licences.
#![cfg(not(target_arch = "wasm32"))]

#[path = "tidy/circles.rs"]
mod circles;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What each room of `src` may know besides itself and the crates, in the order of the house. What the crates may know
/// stands in their `Cargo.toml`, and the compiler holds them to it.
const ARROWS: [(&str, &[&str]); 6] = [
    ("export", &[]),
    ("lessons", &[]),
    ("templates", &[]),
    ("editor", &["lessons", "templates"]),
    ("app", &["export", "lessons", "templates", "editor"]),
    ("cli", &["export", "lessons", "templates"]),
];

/// What each room of the editor may know of the editor.
const EDITOR_ARROWS: [(&str, &[&str]); 10] = [
    ("changes", &[]),
    ("document", &["changes"]),
    ("view", &["changes", "document"]),
    ("input", &["view"]),
    ("simulation", &["changes", "document", "view"]),
    ("findings", &["changes", "document", "view"]),
    ("course", &["document"]),
    ("gestures", &["changes", "document", "view", "input"]),
    (
        "session",
        &[
            "changes",
            "document",
            "view",
            "input",
            "simulation",
            "findings",
            "course",
            "gestures",
        ],
    ),
    (
        "commands",
        &[
            "document",
            "view",
            "input",
            "simulation",
            "findings",
            "session",
        ],
    ),
];

/// Longer files have a second subject.
const LONGEST_FILE: usize = 600;

/// Licences under which a dependency may be shipped with the page or the command line.
const LICENCES: [&str; 12] = [
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "0BSD",
    "Unlicense",
    "Unicode-3.0",
    "BSL-1.0",
    "CC0-1.0",
];

#[test]
fn each_room_knows_only_the_rooms_before_it() {
    let mut wrong = Vec::new();
    for file in sources() {
        let Some((room, known)) = ARROWS
            .iter()
            .find(|(room, _)| file.path.starts_with(format!("src/{room}")))
        else {
            continue;
        };
        for (number, other) in file.rooms_named() {
            if other != *room
                && !known.contains(&other)
                && ARROWS.iter().any(|(room, _)| *room == other)
            {
                wrong.push(file.at(number, &format!("`{room}` must not know `{other}`")));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn each_room_of_the_editor_knows_only_the_rooms_before_it() {
    let mut wrong = Vec::new();
    let mut arrows = 0;
    for (room, known) in EDITOR_ARROWS {
        let folder = Path::new("src/editor").join(room);
        let alone = folder.with_extension("rs");
        for file in sources() {
            if !(file.path.starts_with(&folder) || file.path == alone) {
                continue;
            }
            // Directly in the editor, or at the head of a room, `super` is the editor.
            let is_head = file.path == alone || file.path == folder.join("mod.rs");
            let prefixes: &[&str] = if is_head {
                &["editor::", " super::"]
            } else {
                &["editor::"]
            };
            for (number, line) in file.code() {
                let after = prefixes.iter().filter_map(|p| Some(line.split_once(p)?.1));
                for other in after.map(first_name) {
                    let is_room = EDITOR_ARROWS.iter().any(|(name, _)| *name == other);
                    arrows += usize::from(is_room && other != room);
                    if !is_room && !line.contains("pub(in crate::editor)") {
                        wrong.push(file.at(number, &format!("`{other}` is no room")));
                    } else if is_room && other != room && !known.contains(&other) {
                        wrong.push(file.at(number, &format!("`{room}` must not know `{other}`")));
                    }
                }
            }
        }
    }
    assert!(arrows > 50, "the arrows were found: {arrows}");
    assert_none(&wrong);
}

#[test]
fn rooms_are_found_in_every_form_of_use() {
    let text = "use crate::model::{Id, Kind};\nuse crate::{\n    lessons::{clock, queue},\n    templates,\n};\nfn f() { crate::cli::main() }\nuse crate::{app::view, editor};\n";
    let source = Source {
        path: "x.rs".into(),
        text: text.into(),
    };
    assert_eq!(
        source.rooms_named(),
        [
            (1, "model"),
            (3, "lessons"),
            (4, "templates"),
            (6, "cli"),
            (7, "app"),
            (7, "editor")
        ]
    );
}

/// Folders without a circle of files, each with the root of its crate.
const FOLDERS_WITHOUT_CIRCLES: [(&str, &str); 9] = [
    ("crates/analysis/src", ""),
    ("crates/engine/src", ""),
    ("crates/formats/src", ""),
    ("crates/import/src", ""),
    ("crates/model/src", ""),
    ("src", "export"),
    ("src", "lessons"),
    ("src", "editor"),
    ("src", "app"),
];

#[test]
fn no_two_files_need_each_other() {
    let sources = sources();
    for (root, folder) in FOLDERS_WITHOUT_CIRCLES {
        let files = sources.iter().filter_map(|source| {
            let path = source.path.strip_prefix(root).ok()?.to_path_buf();
            let code: Vec<&str> = source.code().map(|(_, line)| line).collect();
            Some(circles::File {
                path,
                code: code.join("\n"),
            })
        });
        let files: Vec<circles::File> = files.collect();
        assert!(files.len() > 5, "{root} was read");
        let mut circles = circles::circles(&files);
        circles.retain(|circle| circle.iter().any(|path| path.starts_with(folder)));
        assert!(circles.is_empty(), "in {root}: {circles:#?}");
    }
}

#[test]
fn only_the_browser_room_talks_to_the_browser() {
    let mut wrong = Vec::new();
    for file in sources() {
        for (number, line) in file.code() {
            let allowed = |crate_name| match crate_name {
                "web_sys" | "js_sys" => file.path.starts_with("src/app/browser"),
                _ => file.path.starts_with("src/app"),
            };
            for crate_name in ["web_sys", "js_sys", "wasm_bindgen", "leptos", "gloo_timers"] {
                if mentions(line, &format!("{crate_name}::")) && !allowed(crate_name) {
                    wrong.push(file.at(number, &format!("`{crate_name}` has no business here")));
                }
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn nothing_outside_tests_can_panic_without_naming_its_invariant() {
    let mut wrong = Vec::new();
    for file in sources() {
        for (number, line) in file.code() {
            for forbidden in [
                ".unwrap()",
                "unsafe {",
                "todo!(",
                "unimplemented!(",
                "dbg!(",
                ".forget(",
            ] {
                if line.contains(forbidden) {
                    wrong.push(file.at(number, &format!("`{forbidden}`")));
                }
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn no_file_is_longer_than_one_subject() {
    let long: Vec<String> = sources()
        .iter()
        .filter(|file| file.text.lines().count() > LONGEST_FILE)
        .map(|file| {
            format!(
                "{}: {} lines",
                file.path.display(),
                file.text.lines().count()
            )
        })
        .collect();
    assert_none(&long);
}

#[test]
fn everything_that_is_shipped_may_be_shipped() {
    let mut wrong = Vec::new();
    for platform in ["wasm32-unknown-unknown", "x86_64-unknown-linux-gnu"] {
        let metadata = metadata(platform);
        let Some(packages) = metadata["packages"].as_array() else {
            panic!("cargo metadata lists packages")
        };
        assert!(packages.len() > 10, "a page has dependencies");
        for package in packages {
            let licence = package["license"].as_str().unwrap_or("none");
            if !may_be_shipped(licence) {
                wrong.push(format!(
                    "{} {}: {licence}",
                    package["name"], package["version"]
                ));
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert_none(&wrong);
}

#[test]
fn a_licence_is_judged_by_what_one_may_choose_of_it() {
    let cases = [
        ("MIT OR Apache-2.0", true),
        ("MIT/Apache-2.0", true),
        ("GPL-3.0", false),
        ("GPL-2.0 OR MIT", true),
        ("MIT AND GPL-2.0", false),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
        ("Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT", true),
        ("none", false),
    ];
    for (licence, allowed) in cases {
        assert_eq!(may_be_shipped(licence), allowed, "{licence}");
    }
}

/// All of an `AND` must be allowed, one of each `OR`. No licence in the tree nests deeper than `(A OR B) AND C`.
fn may_be_shipped(licence: &str) -> bool {
    let one_of = |choice: &str| {
        let choice = choice
            .trim()
            .trim_start_matches('(')
            .trim_end_matches(')')
            .replace('/', " OR ");
        choice
            .split(" OR ")
            .any(|name| LICENCES.contains(&name.trim()))
    };
    let nested = licence.contains('(');
    if !nested && licence.contains(" OR ") && licence.contains(" AND ") {
        return licence
            .split(" OR ")
            .any(|choice| choice.split(" AND ").all(one_of));
    }
    licence.split(" AND ").all(one_of)
}

fn metadata(platform: &str) -> serde_json::Value {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version=1",
            "--locked",
            "--filter-platform",
            platform,
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs, for it runs this test");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON")
}

struct Source {
    /// Relative to the root of the repository.
    path: PathBuf,
    text: String,
}

impl Source {
    /// The numbered lines before the tests, without comments.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let is_test_file = self.path.components().any(|part| {
            part.as_os_str()
                .to_string_lossy()
                .trim_end_matches(".rs")
                .ends_with("tests")
        });
        let lines = if is_test_file { "" } else { &self.text };
        lines
            .lines()
            .take_while(|line| !line.starts_with("#[cfg(test)]"))
            .enumerate()
            .map(|(index, line)| (index + 1, line.split("//").next().unwrap_or_default()))
    }

    /// What is named directly after `crate::`, alone or in braces, with its line.
    fn rooms_named(&self) -> Vec<(usize, &str)> {
        let mut named = Vec::new();
        // How many braces are open since the `crate::{` that is being read.
        let mut depth = 0;
        for (number, line) in self.code() {
            let mut rest = line;
            if depth == 0 {
                while let Some((_, after)) = rest.split_once("crate::") {
                    rest = after;
                    if after.starts_with('{') {
                        break;
                    }
                    named.push((number, first_name(after)));
                }
                if !rest.starts_with('{') {
                    continue;
                }
            }
            let mut wants_name = depth == 1;
            for (at, character) in rest.char_indices() {
                match character {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    _ if wants_name && depth == 1 && character.is_alphabetic() => {
                        named.push((number, first_name(&rest[at..])));
                    }
                    _ => {}
                }
                wants_name = match character {
                    '{' | ',' => depth == 1,
                    _ => wants_name && character.is_whitespace(),
                };
                if depth == 0 {
                    break;
                }
            }
        }
        named
    }

    fn at(&self, line: usize, what: &str) -> String {
        format!("{}:{line}: {what}", self.path.display())
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Vec::new();
    let crates = fs::read_dir(root.join("crates")).expect("crates can be read");
    let crates = crates.map(|entry| entry.expect("crates can be read").path().join("src"));
    let mut folders: Vec<PathBuf> = crates.chain([root.join("src")]).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("src can be read") {
            let path = entry.expect("src can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("a source is text");
                let relative = path
                    .strip_prefix(root)
                    .expect("it lies below")
                    .to_path_buf();
                sources.push(Source {
                    path: relative,
                    text,
                });
            }
        }
    }
    assert!(sources.len() > 10, "the sources were found");
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

fn first_name(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .next()
        .unwrap_or_default()
}

/// Whether `line` names `path`, and not just something that begins like it.
fn mentions(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let after = line[at + path.len()..].chars().next();
        let before = line[..at].chars().next_back();
        let is_name = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        !is_name(before) && (path.ends_with(':') || !is_name(after))
    })
}

fn assert_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}
