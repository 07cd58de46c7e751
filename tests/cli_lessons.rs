//! What the command line does with lessons of one's own.
#![cfg(not(target_arch = "wasm32"))]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn topple(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_topple"));
    command.args(arguments).env_remove("COLUMNS");
    command.output().expect("it runs")
}

fn own(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lessons/own");
    folder.join(name).to_string_lossy().into_owned()
}

/// A file of these contents, for as long as the test runs.
fn file(name: &str, text: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("topple-{}-{name}", std::process::id()));
    std::fs::write(&path, text).expect("it is written");
    path
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("it is JSON")
}

#[test]
fn a_lesson_says_of_each_goal_whether_it_is_met_at_the_start() {
    let ran = topple(&["check", &own("payments.json"), "--json"]);
    assert_eq!(ran.status.code(), Some(0));
    let told = json(&ran);
    let goals = told["files"][0]["lesson"]["goals"]
        .as_array()
        .expect("goals");
    assert_eq!(goals.len(), 4);
    for goal in goals {
        assert_eq!(goal["start"]["met"], false);
        assert!(goal["start"]["missing"].is_string() && goal.get("solution").is_none());
    }
}

#[test]
fn a_lesson_that_is_solved_before_it_begins_is_refused() {
    let lesson = std::fs::read_to_string(own("payments.json")).expect("it is there");
    let goals = lesson.find("\"goals\"").expect("it has goals");
    let end = lesson[goals..].find("    ],").expect("they end") + goals;
    let easy = format!(
        "{}\"goals\": [ {{ \"at_least\": 1, \"kind\": \"server\" }} {}",
        &lesson[..goals],
        &lesson[end..]
    );
    let path = file("easy.json", &easy);
    let ran = topple(&["check", path.to_str().expect("a name")]);
    let _ = std::fs::remove_file(&path);
    assert_eq!(ran.status.code(), Some(1));
    let told = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(
        told.ends_with("all goals of the lesson are met at its start\n"),
        "{told}"
    );
}

#[test]
fn a_solution_has_to_reach_all_goals_and_to_keep_the_rules() {
    let lesson = own("payments.json");
    let solved = own("payments-solved.json");
    let ran = topple(&["check", &lesson, "--solution", &solved, "--json"]);
    assert_eq!(ran.status.code(), Some(0));
    assert_eq!(json(&ran)["files"][0]["lesson"]["solved"], true);

    // The load turned down solves nothing.
    let text = std::fs::read_to_string(&solved).expect("it is there");
    let less = file(
        "less.json",
        &text.replace("\"rate_rps\": 40", "\"rate_rps\": 1"),
    );
    let ran = topple(&[
        "check",
        &lesson,
        "--solution",
        less.to_str().expect("a name"),
    ]);
    let _ = std::fs::remove_file(&less);
    assert_eq!(ran.status.code(), Some(1));
    let told = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(
        told.contains(
            "The solution breaks a rule: In this lesson the request rate of users is fixed."
        ),
        "{told}"
    );

    // Nor does the start itself.
    let ran = topple(&["check", &lesson, "--solution", &lesson]);
    assert_eq!(ran.status.code(), Some(1));
}

#[test]
fn a_solution_is_that_of_one_lesson() {
    let (lesson, solved) = (own("payments.json"), own("payments-solved.json"));
    let of_two = topple(&["check", &lesson, &lesson, "--solution", &solved]);
    let of_none = topple(&["check", &solved, "--solution", &solved]);
    assert_eq!(
        (of_two.status.code(), of_none.status.code()),
        (Some(2), Some(2))
    );
}

/// The files of an archive as `topple scorm` writes it, with what is in them.
fn unzipped(zip: &[u8]) -> Vec<(String, String)> {
    let number = |at: usize, bytes: usize| {
        zip[at..at + bytes]
            .iter()
            .rev()
            .fold(0_usize, |n, b| n << 8 | usize::from(*b))
    };
    let mut files = Vec::new();
    let mut at = 0;
    while zip[at..].starts_with(b"PK\x03\x04") {
        let (packed, name) = (number(at + 18, 4), number(at + 26, 2));
        let begin = at + 30 + name;
        let path = String::from_utf8_lossy(&zip[at + 30..begin]).into_owned();
        let bytes = miniz_oxide::inflate::decompress_to_vec(&zip[begin..begin + packed]);
        let bytes = bytes.expect("it is deflated");
        assert_eq!(bytes.len(), number(at + 22, 4));
        files.push((path, String::from_utf8_lossy(&bytes).into_owned()));
        at = begin + packed;
    }
    assert!(
        zip[at..].starts_with(b"PK\x01\x02"),
        "the directory follows"
    );
    files
}

#[test]
fn a_package_holds_the_lesson_the_playground_and_a_manifest_that_names_all() {
    let dist = std::env::temp_dir().join(format!("topple-{}-dist", std::process::id()));
    std::fs::create_dir_all(dist.join("deep")).expect("a folder");
    std::fs::write(dist.join("index.html"), "the playground").expect("it is written");
    std::fs::write(dist.join("deep/a&b.js"), "").expect("it is written");
    let folder = dist.to_str().expect("a name");
    let ran = topple(&["scorm", &own("payments.json"), "--dist", folder]);
    let _ = std::fs::remove_dir_all(&dist);
    assert_eq!(ran.status.code(), Some(0));
    let files = unzipped(&ran.stdout);
    let paths: Vec<_> = files.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "imsmanifest.xml",
            "index.html",
            "lesson.json",
            "topple/deep/a&b.js",
            "topple/index.html"
        ]
    );
    let manifest = &files[0].1;
    assert!(manifest.contains("<title>Sell while payments are down</title>"));
    for path in [
        "index.html",
        "lesson.json",
        "topple/deep/a&amp;b.js",
        "topple/index.html",
    ] {
        assert!(
            manifest.contains(&format!("<file href=\"{path}\"/>")),
            "{path}"
        );
    }
    assert!(files[1].1.contains("data-playground=\"topple/index.html\""));
    assert!(topple_formats::json::read(&files[2].1).is_ok_and(|s| s.lesson.is_some()));
}

#[test]
fn a_package_that_frames_a_hosted_playground_is_small_and_says_where_it_is() {
    let lesson = own("payments.json");
    let ran = topple(&[
        "scorm",
        &lesson,
        "--from",
        "https://example.org/topple/?embed#x",
    ]);
    assert_eq!(ran.status.code(), Some(0));
    assert!(ran.stdout.len() < 10_000, "{}", ran.stdout.len());
    let files = unzipped(&ran.stdout);
    assert_eq!(files.len(), 3);
    assert!(
        files[1]
            .1
            .contains("data-playground=\"https://example.org/topple/\"")
    );
    for wrong in ["javascript:alert(1)", "topple/"] {
        assert_eq!(
            topple(&["scorm", &lesson, "--from", wrong]).status.code(),
            Some(2)
        );
    }
}

#[test]
fn what_is_no_lesson_is_not_packed() {
    let from = ["--from", "https://example.org/"];
    let none = topple(&["scorm", &own("payments-solved.json"), from[0], from[1]]);
    assert_eq!(none.status.code(), Some(2));
    assert!(none.stdout.is_empty());
    let neither = topple(&["scorm", &own("payments.json")]);
    assert_eq!(neither.status.code(), Some(2));
    let no_dist = topple(&["scorm", &own("payments.json"), "--dist", "/nowhere/at/all"]);
    assert_eq!(no_dist.status.code(), Some(2));
}
