//! Broken, huge and hostile files: a sound drawing or reasons, never a panic, and never more than is bounded.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use topple_import::{File, import};
use topple_model::{Sound, limits};
use topple_testing::{Chance, each_seed};

/// All files of the tests.
fn samples() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests")];
    while let Some(folder) = folders.pop() {
        let mut entries: Vec<PathBuf> = fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path())
            .collect();
        entries.sort();
        for path in entries {
            let ending = path
                .extension()
                .and_then(|e| e.to_str())
                .unwrap_or_default()
                .to_owned();
            let is_sample = !path.to_string_lossy().contains(".expect.")
                && ending != "rs"
                && ending != "txt"
                && path.file_name() != Some("SOURCES.md".as_ref());
            if path.is_dir() {
                folders.push(path);
            } else if is_sample {
                let name = path
                    .file_name()
                    .and_then(|name| name.to_str())
                    .unwrap_or_default()
                    .to_owned();
                found.push((name, fs::read_to_string(&path).expect("a text")));
            }
        }
    }
    found
}

/// It gives a sound drawing within its limits, or reasons.
fn holds(files: &[File<'_>]) {
    match import(files, &[]) {
        Ok(import) => {
            let sound = Sound::new(import.scenario.clone());
            assert!(sound.is_ok(), "{:?}", sound.err());
            assert!(import.scenario.components.len() <= limits::COMPONENTS);
            for row in &import.imported.rows {
                assert!(!row.text.is_empty());
                let is_there = row.about.is_none_or(|about| import.scenario.has(about));
                assert!(is_there, "{row:?}");
            }
            again(files, &import);
        }
        Err(problems) => {
            assert!(
                !problems.is_empty() && problems.iter().all(|problem| !problem.text.is_empty())
            );
        }
    }
}

/// Any answer that is offered gives a sound drawing, too, and is not asked again.
fn again(files: &[File<'_>], first: &topple_import::Import) {
    let choices = first.imported.rows.iter().flat_map(|row| &row.choices);
    for choice in choices.step_by(7).take(3) {
        let answered = import(files, std::slice::from_ref(&choice.answer));
        if let Ok(answered) = answered {
            assert!(Sound::new(answered.scenario).is_ok(), "{choice:?}");
        }
    }
}

fn mutated(text: &str, cuts: &[(u8, usize, usize)]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for (how, a, b) in cuts {
        if lines.is_empty() {
            break;
        }
        let (a, b) = (a % lines.len(), b % lines.len());
        match how % 8 {
            0 => lines.swap(a, b),
            1 => drop(lines.remove(a)),
            2 => lines.insert(a, lines[b].clone()),
            3 => lines.truncate(a + 1),
            4 => lines[a] = format!("  {}", lines[a]),
            5 => {
                let bare = lines[a].trim_start().to_owned();
                lines[a] = bare;
            }
            6 => lines[a] = lines[a].chars().rev().collect(),
            _ => {
                let block: Vec<String> = lines[a.min(b)..a.max(b)].to_vec();
                let at = a.min(b);
                lines.splice(at..at, block);
            }
        }
    }
    lines.join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn mutations_of_real_files_are_drawn_soundly_or_refused(
        pick in 0_usize..1_000,
        cuts in prop::collection::vec((0_u8..8, 0_usize..5_000, 0_usize..5_000), 0..6),
    ) {
        let samples = samples();
        let (name, text) = &samples[pick % samples.len()];
        let text = mutated(text, &cuts);
        holds(&[File { name, text: &text }]);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[-a-z0-9:{}\\[\\]&*<>#'\"!|, \n\t$]{0,300}", name in "[a-z.]{1,12}") {
        holds(&[File { name: &name, text: &text }]);
        let wrapped = format!("services:\n  a: {{image: postgres}}\n  {text}");
        holds(&[File { name: "compose.yaml", text: &wrapped }]);
    }

    #[test]
    fn services_that_call_each_other_any_way_are_drawn(
        calls in prop::collection::vec((0_usize..8, 0_usize..8, 0_usize..4), 0..24),
        images in prop::collection::vec(0_usize..8, 8),
        doors in prop::collection::vec(any::<bool>(), 8),
        nodes in prop::collection::vec(0_u32..4, 8),
    ) {
        let names = ["redis", "postgres", "nginx", "haproxy", "rabbitmq", "memcached", "acme/app", "etcd"];
        let mut text = String::from("services:\n");
        for i in 0..8 {
            writeln!(text, "  s{i}:\n    image: {}\n    deploy: {{replicas: {}}}", names[images[i]], nodes[i]).expect("a string takes all");
            if doors[i] {
                text += "    ports: ['80:80']\n";
            }
            let of = |kind: usize| calls.iter().filter(move |(from, _, how)| *from == i && how % 2 == kind).map(|(_, to, _)| *to);
            let waits: std::collections::BTreeSet<String> = of(0).map(|to| format!("s{to}")).collect();
            writeln!(text, "    depends_on: [{}]", waits.into_iter().collect::<Vec<_>>().join(", ")).expect("a string takes all");
            let hosts: Vec<String> = of(1).enumerate().map(|(n, to)| format!("A{n}_HOST: s{to}")).collect();
            writeln!(text, "    environment: {{{}}}", hosts.join(", ")).expect("a string takes all");
        }
        holds(&[File { name: "compose.yaml", text: &text }]);
    }
}

#[test]
fn every_sample_is_drawn_at_every_length() {
    for (name, text) in samples() {
        for end in (0..text.len())
            .step_by(text.len() / 40 + 1)
            .filter(|end| text.is_char_boundary(*end))
        {
            holds(&[File {
                name: &name,
                text: &text[..end],
            }]);
        }
    }
}

#[test]
fn all_samples_together_are_one_drawing_or_reasons() {
    let samples = samples();
    let is_manifest = |text: &str| text.contains("apiVersion");
    // Compose files and manifests are refused together, so each go with the others.
    for wanted in [None, Some(true), Some(false)] {
        let files = samples.iter().filter(|(name, text)| {
            let is_yaml = Path::new(name).extension() == Some("yaml".as_ref());
            wanted.is_none_or(|wanted| !is_yaml || is_manifest(text) == wanted)
        });
        let files: Vec<File<'_>> = files.map(|(name, text)| File { name, text }).collect();
        holds(&files);
    }
}

/// By `cargo test --profile sweep -p topple-import --test hostile -- --ignored`.
#[test]
#[ignore = "long: 300,000 inputs"]
fn samples_changed_300_000_times_are_drawn_soundly_or_refused() {
    let samples = samples();
    each_seed(0..300_000, |seed| {
        let mut chance = Chance(seed);
        let (name, text) = chance.pick(&samples);
        let cuts = chance.between(1, 6);
        let cuts: Vec<(u8, usize, usize)> = (0..cuts)
            .map(|_| {
                (
                    chance.below(8) as u8,
                    chance.below(5_000),
                    chance.below(5_000),
                )
            })
            .collect();
        let mut text = mutated(&text, &cuts);
        // And a sign or two within a line.
        for _ in 0..chance.below(3) {
            let at = chance.below(text.len() + 1);
            if text.is_char_boundary(at) {
                text.insert_str(
                    at,
                    chance.pick(&[
                        "{", "}", "[", ":", "-", "\"", "*", "&", "$", "\n", " ", "0", "é",
                    ]),
                );
            }
        }
        holds(&[File {
            name: &name,
            text: &text,
        }]);
    });
}

fn refused(name: &str, text: &str, words: &[&str]) {
    let problems = import(&[File { name, text }], &[]).expect_err(name);
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(
        words
            .iter()
            .all(|word| said.iter().any(|text| text.contains(word))),
        "{name}: {said:?}"
    );
}

#[test]
fn what_cannot_be_read_gets_a_sentence_with_the_command() {
    refused(
        "main.tf",
        "resource \"aws_instance\" \"web\" {}",
        &["terraform show -json"],
    );
    refused(
        "deployment.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ include \"x\" . }}\n",
        &["line 4", "helm template"],
    );
    refused("values.yaml", "replicas: 3\n", &["helm template"]);
    refused(
        "kustomization.yaml",
        "resources: [a.yaml]\n",
        &["kustomize build"],
    );
    refused(
        "photo.png",
        "\u{fffd}PNG\r\n\u{1a}\n\0\0",
        &["not a text file"],
    );
    refused("empty.yaml", " \n", &["empty"]);
    refused("notes.txt", "Buy milk.", &["no format that is known"]);
    refused("list.yaml", "- a\n- b\n", &["no format that is known"]);
    refused(
        "cut.yaml",
        "services:\n  web: {image: 'acme/w",
        &["not YAML", "cut off"],
    );
    refused(
        "ns.yaml",
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n",
        &["nothing to draw"],
    );
}

#[test]
fn what_holds_nothing_gets_a_sentence_of_its_own_format() {
    for (text, words) in [
        ("services: {}\n", "has no services"),
        ("services:\n", "has no services"),
        ("version: '3'\nvolumes: {a: }\n", "has no services"),
        ("{\"services\":{},\"name\":\"x\"}", "has no services"),
        ("services:\n  web:\n", "says what it runs"),
        ("include: [a.yaml]\n", "docker compose config"),
        ("# nothing\n", "comments and empty values"),
        ("{}", "comments and empty values"),
        (
            "AWSTemplateFormatVersion: 2010-09-09\nResources: {A: {Type: b}}\n",
            "CloudFormation",
        ),
    ] {
        refused("compose.yaml", text, &[words]);
    }
    let plan = r#"{"format_version":"1.2","planned_values":{"root_module":{}}}"#;
    refused("plan.json", plan, &["No resource of a type that is drawn"]);
    refused(
        "none.json",
        r#"{"format_version":"1.0"}"#,
        &["terraform plan -out"],
    );
    refused("a.mmd", "flowchart LR\n", &["no boxes"]);
    let files_alone = "events {}\nhttp {\n  server {\n    listen 80;\n    root /x;\n  }\n}\n";
    refused("nginx.conf", files_alone, &["passes requests on to nobody"]);
    refused(
        "h.cfg",
        "global\n  maxconn 1\ndefaults\n  mode http\n",
        &["HAProxy would do nothing"],
    );
    refused(
        "Caddyfile",
        ":80 {\n\tfile_server\n}\n",
        &["passes requests on to nobody"],
    );
    let traefik = "entryPoints: {web: {address: ':80'}}\n";
    refused("traefik.yml", traefik, &["nothing to draw"]);
    let list = r#"{"apiVersion":"v1","kind":"List","items":[]}"#;
    refused("list.json", list, &["Deployments"]);
    refused("c.yaml", "404: Not Found", &["the download failed"]);
    refused("c.yaml", "<!DOCTYPE html><html></html>", &["web page"]);
    let wide = "\u{fffd}\u{fffd}s\0e\0r\0";
    refused("plan.json", wide, &["UTF-16"]);
    let put_together =
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n";
    refused("k.yaml", put_together, &["kustomize build"]);
}

#[test]
fn what_is_too_large_is_refused_before_it_costs_memory() {
    let long = "a".repeat((16 << 20) + 1);
    refused("long.yaml", &long, &["MiB"]);
    let mut many = String::from("services:\n");
    for i in 0..2_500 {
        writeln!(many, "  s{i}: {{image: acme/app}}").expect("a string takes all");
    }
    refused("many.yaml", &many, &["2500 parts", "2000"]);
    let mut bomb = String::from("services:\n  base: &a {image: x, environment: {");
    bomb += &(0..5_000)
        .map(|i| format!("K{i}: v"))
        .collect::<Vec<_>>()
        .join(", ");
    bomb += "}}\n";
    for i in 0..2_000 {
        writeln!(bomb, "  s{i}: {{<<: *a}}").expect("a string takes all");
    }
    refused("bomb.yaml", &bomb, &["100000 values"]);
}

#[test]
fn many_nodes_are_drawn_as_far_as_a_drawing_holds() {
    let text = "services:\n  web: {image: acme/web, deploy: {replicas: 5000}, ports: ['80:80'], depends_on: [api]}\n  api: {image: acme/api, deploy: {replicas: 4000000000}}\n";
    let import = import(
        &[File {
            name: "compose.yaml",
            text,
        }],
        &[],
    )
    .expect("a drawing");
    assert!(
        import.scenario.components.len() <= limits::COMPONENTS
            && import.scenario.links.len() <= limits::LINKS
    );
    assert!(
        import
            .imported
            .rows
            .iter()
            .any(|row| row.text.starts_with("web has 5000 nodes, of which"))
    );
}

#[test]
fn names_of_any_spelling_are_drawn() {
    let long = "x".repeat(200);
    let text = format!(
        "services:\n  Ünï_cödé: {{image: acme/a, ports: ['80:80']}}\n  '---': {{image: postgres}}\n  '': {{image: redis}}\n  {long}: {{image: a+b/c+d}}\n  users: {{image: acme/u}}\n  'a > b': {{image: acme/ab}}\n  web: {{image: acme/1}}\n  WEB: {{image: acme/2}}\n  w+b: {{image: mysql}}\n"
    );
    holds(&[File {
        name: Path::new("x.yaml").to_str().expect("a name"),
        text: &text,
    }]);
}
