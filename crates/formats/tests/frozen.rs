//! Files and links made with earlier versions open for ever. Nothing in `tests/frozen` is ever changed; a new version
//! of the form or of the packing adds a folder of its own.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::Path;

use expect_test::expect;
use topple_formats::{Opened, json, link};

/// The samples of each version: each a file, and the link that was made of it then.
const SAMPLES: [(u32, &str, usize); 6] = [
    (1, "empty", 0),
    (1, "example", 6),
    (1, "every-setting", 7),
    (1, "hundred", 97),
    (2, "failover", 9),
    (2, "lesson", 7),
];

fn sample(version: u32, name: &str, extension: &str) -> String {
    let frozen = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/frozen");
    let folder = frozen.join(version.to_string());
    fs::read_to_string(folder.join(name).with_extension(extension)).unwrap()
}

fn opened(version: u32, name: &str) -> Opened {
    json::open(&sample(version, name, "json"))
        .unwrap_or_else(|problems| panic!("{name}: {problems:?}"))
}

#[test]
fn files_of_every_version_open() {
    for (version, name, parts) in SAMPLES {
        let opened = opened(version, name);
        assert_eq!(opened.version, version, "{name}");
        assert_eq!(opened.scenario.components.len(), parts, "{name}");
    }
}

#[test]
fn links_of_every_version_open_as_the_same_scenario() {
    for (version, name, _) in SAMPLES {
        let link = sample(version, name, "link");
        assert_eq!(
            link::open(link.trim_end()),
            Ok(opened(version, name)),
            "{name}"
        );
    }
}

#[test]
fn a_lesson_asks_what_it_asked_when_it_was_written() {
    let opened = opened(2, "lesson");
    assert_eq!(opened.news(), [""; 0]);
    let lesson = opened.scenario.lesson.as_deref().expect("it carries one");
    let goals: Vec<&str> = lesson.goals.iter().map(|goal| goal.parts().key).collect();
    expect![[r#"
        survives survives survives_any survives_any does_without survives_cut_off recovers loses_no_writes notices_within_s spofs safe no_leaks at_least pools addresses checks primaries asks shared_fate killed"#]]
    .assert_eq(&goals.join(" "));
    let predict = lesson.predict.as_ref().expect("it asks a question");
    assert_eq!(predict.answers.len(), 3);
    assert_eq!(predict.answers[1].served, [(0.0, 0.5), (12.5, 0.0)]);
    assert_eq!((lesson.locked.len(), lesson.free.len()), (4, 1));
    assert!(lesson.mends && lesson.palette.as_ref().is_some_and(|p| p.regions));
    assert_eq!(
        json::read(&json::write(&opened.scenario)),
        Ok(opened.scenario)
    );
}

#[test]
fn what_an_older_drawing_means_by_now_is_told_once() {
    let old = r#"{ "topple": 1, "components": [
        { "id": "db-1", "kind": "database" }, { "id": "db-2", "kind": "database", "role": "standby" },
        { "id": "db-3", "kind": "database" }, { "id": "db-4", "kind": "database", "role": "read_replica" } ],
        "links": [ { "from": "db-1", "to": "db-2" } ] }"#;
    let opened = json::open(old).expect("it is sound");
    expect![[r#"
        db-4 has no data now: no replication leads to it from a primary.
        Once db-2 has taken over, db-1 stays a standby when it comes back. It took its role back before; "Failback" says so.
        db-3 is a store of its own now: no replication ties it to the other databases of its service, so it has none of their data."#]]
    .assert_eq(&opened.news().join("\n"));
    let again = json::open(&json::write(&opened.scenario)).expect("what is written opens");
    assert_eq!(again.news(), [""; 0]);
}
