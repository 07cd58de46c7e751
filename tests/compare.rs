//! `topple compare` and `topple export`, and the script that CI runs, as it is.
#![cfg(all(not(target_arch = "wasm32"), unix))]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// Two folders in the temporary folder of the tests: a diagram of two web servers, and one without the second.
fn folders(name: &str) -> (PathBuf, PathBuf) {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let (base, head) = (root.join("base"), root.join("head"));
    fs::create_dir_all(&base).unwrap();
    fs::create_dir_all(&head).unwrap();
    let compose = "services:\n  web:\n    build: .\n    ports: ['80:80']\n    deploy: {replicas: 2}\n    environment: {DB_HOST: db, PASSWORD: planted}\n  db:\n    image: postgres:16\n";
    fs::write(base.join("compose.yaml"), compose).unwrap();
    fs::write(
        head.join("compose.yaml"),
        compose.replace("replicas: 2", "replicas: 1"),
    )
    .unwrap();
    fs::write(head.join("README.md"), "# Nothing that is read\n").unwrap();
    (base, head)
}

fn topple(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_topple"))
        .args(arguments)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Runs the script of CI.
fn script(base: &Path, head: &Path, settings: &[(&str, &str)]) -> Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("ci/compare.sh");
    let mut command = Command::new("sh");
    command
        .arg(script)
        .args([base, head])
        .env("TOPPLE", env!("CARGO_BIN_EXE_topple"));
    command
        .env_remove("GITHUB_STEP_SUMMARY")
        .envs(settings.iter().copied())
        .output()
        .unwrap()
}

#[test]
fn a_new_single_point_of_failure_fails_the_job_and_says_why() {
    let (base, head) = folders("script");
    let report = head.with_file_name("report.md");
    let settings = [
        ("BASE_URL", "https://example.org/topple/"),
        ("REPORT", report.to_str().unwrap()),
    ];
    let ran = script(&base, &head, &settings);
    let out = text(&ran.stdout);
    assert_eq!(ran.status.code(), Some(1), "{out}");
    assert!(
        out.starts_with("### Topple: 1 new single point of failure."),
        "{out}"
    );
    assert!(
        out.contains("| `web` | single point of failure | 100 % |"),
        "{out}"
    );
    assert!(out.contains("(https://example.org/topple/#s="), "{out}");
    assert!(!out.contains("planted") && !text(&ran.stderr).contains("planted"));
    assert_eq!(fs::read_to_string(report).unwrap(), out);
}

#[test]
fn what_is_accepted_or_no_worse_passes() {
    let (base, head) = folders("accepted");
    assert_eq!(
        script(&base, &head, &[("ACCEPT", "web")]).status.code(),
        Some(0)
    );
    let back = script(&head, &base, &[]);
    assert_eq!(back.status.code(), Some(0));
    assert!(text(&back.stdout).contains("No new single point of failure."));
    let same = script(&base, &base, &[]);
    assert_eq!(
        (same.status.code(), text(&same.stdout)),
        (Some(0), "### Topple: Nothing changes.\n".to_owned())
    );
}

#[test]
fn what_cannot_be_read_is_told_with_its_file() {
    let (base, head) = folders("broken");
    fs::write(head.join("compose.yaml"), "services:\n  web: {image: [\n").unwrap();
    let ran = script(&base, &head, &[]);
    assert_eq!(ran.status.code(), Some(2));
    assert!(
        text(&ran.stderr).contains("compose.yaml:"),
        "{}",
        text(&ran.stderr)
    );
}

#[test]
fn the_action_runs_this_script_and_names_its_settings() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let action = fs::read_to_string(root.join("action.yml")).unwrap();
    assert!(action.contains("sh \"$GITHUB_ACTION_PATH/ci/compare.sh\" \"$BASE\" \"$HEAD\""));
    let script = fs::read_to_string(root.join("ci/compare.sh")).unwrap();
    for name in [
        "TOPPLE",
        "REPORT",
        "ACCEPT",
        "LINKS",
        "RESTARTS_COUNT_AS_SAFE",
        "BASE_URL",
    ] {
        assert!(
            action.contains(&format!("{name}: ${{{{")),
            "{name} is given"
        );
        assert!(script.contains(&format!("${{{name}:-")), "{name} is read");
    }
}

#[test]
fn machines_are_told_all_of_it() {
    let (base, head) = folders("json");
    let ran = topple(&[
        "compare",
        "--json",
        base.to_str().unwrap(),
        head.to_str().unwrap(),
    ]);
    let json: Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(json["new_spofs"], serde_json::json!(["web"]));
    assert_eq!(json["appeared"][0]["kind"], "spof");
    assert!(json["availability"][0]["before"].as_f64() > json["availability"][0]["after"].as_f64());
    assert!(
        json["parts_gone"]
            .as_array()
            .unwrap()
            .iter()
            .any(|part| part["id"] == "web-2")
    );
}

#[test]
fn what_only_together_fails_is_compared_as_well() {
    let (base, head) = folders("pairs");
    let (base, head) = (base.to_str().unwrap(), head.to_str().unwrap());
    let ran = topple(&["compare", "--json", base, head]);
    let json: Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(
        json["pairs_vanished"][0]["elements"],
        serde_json::json!(["web-1", "web-2"])
    );
    assert_eq!(json["pairs_appeared"], serde_json::json!([]));
    let ran = topple(&["compare", head, base]);
    assert!(
        text(&ran.stdout).contains("Only together take something down\n  web-1 and web-2 (100 %)"),
        "{}",
        text(&ran.stdout)
    );
    assert_eq!(ran.status.code(), Some(0), "a pair is no single point");
}

#[test]
fn a_change_after_which_nothing_is_served_fails_the_job() {
    let (base, head) = folders("closed");
    let compose = fs::read_to_string(base.join("compose.yaml")).unwrap();
    let closed = compose.replace("    ports: ['80:80']\n", "") + "  other:\n    build: other\n";
    fs::write(head.join("compose.yaml"), closed).unwrap();
    let ran = script(&base, &head, &[]);
    let out = text(&ran.stdout);
    assert_eq!(ran.status.code(), Some(1), "{out}");
    assert!(
        out.starts_with("### Topple: No request is served any more: nothing can be judged."),
        "{out}"
    );
    assert!(
        out.contains("Not judged, for no request reaches them:"),
        "{out}"
    );
}

#[test]
fn a_system_that_nobody_calls_does_not_pass_for_one_without_single_points_of_failure() {
    let (_, head) = folders("uncalled");
    let compose = "services:\n  one:\n    build: one\n  two:\n    build: two\n";
    fs::write(head.join("compose.yaml"), compose).unwrap();
    let head = head.to_str().unwrap();
    let ran = topple(&["analyze", "--max-spofs", "0", head]);
    assert_eq!(ran.status.code(), Some(1), "{}", text(&ran.stdout));
    assert!(
        text(&ran.stderr).contains("nothing is served"),
        "{}",
        text(&ran.stderr)
    );
    let ran = topple(&["compare", head, head]);
    assert!(
        text(&ran.stdout)
            .starts_with("No request is served, before or after: nothing can be judged."),
        "{}",
        text(&ran.stdout)
    );
}

#[test]
fn a_scenario_is_exported_as_a_flowchart_that_compares_as_equal() {
    let shop = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/templates/three-tiers.json");
    let shop = shop.to_str().unwrap();
    let ran = topple(&["export", "--mermaid", shop]);
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("three-tiers.mmd");
    fs::write(&file, &ran.stdout).unwrap();
    let compared = topple(&["compare", "--json", shop, file.to_str().unwrap()]);
    let json: Value = serde_json::from_slice(&compared.stdout)
        .unwrap_or_else(|_| panic!("{}", text(&compared.stderr)));
    for list in [
        "new_spofs",
        "parts_added",
        "parts_gone",
        "links_added",
        "links_gone",
    ] {
        assert_eq!(json[list], serde_json::json!([]), "{list}");
    }
}
