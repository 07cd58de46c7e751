//! The command line as a person or a CI job meets it: what it prints, where, and how it exits.
#![cfg(not(target_arch = "wasm32"))]

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use expect_test::expect_file;
use serde_json::{Value, json};

/// What came of a command.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

/// Runs `topple` with these arguments, with `input` on its standard input.
fn topple_with(input: &str, arguments: &[&str]) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_topple"))
        .args(arguments)
        .env_remove("COLUMNS")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran {
        code: output.status.code().unwrap(),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

fn topple(arguments: &[&str]) -> Ran {
    topple_with("", arguments)
}

fn scenario(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    folder
        .join(name)
        .with_extension("json")
        .to_str()
        .unwrap()
        .to_owned()
}

fn parsed(ran: &Ran) -> Value {
    assert_eq!((ran.code, &*ran.err), (0, ""));
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn analyze_tells_a_person_what_is_a_single_point_of_failure() {
    let ran = topple(&["analyze", &scenario("read-replica")]);
    assert_eq!((ran.code, &*ran.err), (0, ""));
    let told: Vec<_> = ran.out.lines().collect();
    assert_eq!(told[0], "A read replica is not a standby");
    assert!(told.contains(&"1 single point of failure"), "{}", ran.out);
    assert!(
        told.iter()
            .any(|line| line.starts_with("  db-1  20 %  Every write needs a primary")),
        "{}",
        ran.out
    );
    assert!(
        !ran.out.contains('\u{1b}'),
        "no colours where they are not seen"
    );
}

#[test]
fn analyze_tells_a_machine_the_same_in_json() {
    let answer = parsed(&topple(&["analyze", "--json", &scenario("read-replica")]));
    let spof = &answer["spofs"][0];
    assert_eq!(
        (&spof["element"], &spof["impact"]),
        (&json!("db-1"), &json!(0.2))
    );
    assert_eq!(spof["classes"], json!(["users/write"]));
    assert!(spof["reason"].as_str().unwrap().contains("db-1"));
    assert_eq!(answer["leaks"], json!([]));
    assert_eq!(answer["classes"][1]["class"], "users/write");
    assert_eq!(answer["classes"][1]["served"], 1.0);
}

#[test]
fn an_isolated_region_is_as_good_as_cut_off() {
    let file = scenario("reported/minority-side-of-a-partition");
    let served = |ran: &Ran| -> Vec<(String, f64)> {
        assert_eq!(ran.code, 0, "{}", ran.err);
        let answer: Value = serde_json::from_str(&ran.out).unwrap();
        let classes = answer["classes"].as_array().unwrap().iter();
        let row = |c: &Value| {
            (
                c["class"].as_str().unwrap().to_owned(),
                c["served"].as_f64().unwrap(),
            )
        };
        classes.map(row).collect()
    };
    let isolated = served(&topple(&["analyze", "--json", "--isolated", "east", &file]));
    let links = "db-east>db-west,db-east>db-hub,web-east>db-west,web-west>db-east";
    let cut = served(&topple(&["analyze", "--json", "--failed", links, &file]));
    assert_eq!(isolated, cut);
    let expected = [("users-east/write", 0.0), ("users-west/write", 1.0)];
    assert_eq!(
        isolated,
        expected.map(|(class, share)| (class.to_owned(), share))
    );
    let told = topple(&["analyze", "--isolated", "east", &file]).out;
    assert!(told.contains("Isolated: east\n"), "{told}");
    let wrong = topple(&["analyze", "--isolated", "north", &file]);
    assert_eq!(wrong.code, 2);
    assert!(
        wrong.err.contains("there is no such region"),
        "{}",
        wrong.err
    );
}

#[test]
fn pairs_are_told_to_person_and_machine() {
    let file = scenario("standby");
    let answer = parsed(&topple(&["analyze", "--json", &file]));
    assert!(
        answer["pairs"]
            .as_array()
            .unwrap()
            .contains(&json!(["lb-1", "lb-2"]))
    );
    let told = topple(&["analyze", &file]).out;
    assert!(
        told.contains("4 pairs that only together take something down\n"),
        "{told}"
    );
    assert!(told.contains("  lb-1 and lb-2    100 %\n"), "{told}");
}

#[test]
fn the_nines_of_a_chain_are_the_product_of_its_parts() {
    let answer = parsed(&topple(&["analyze", "--json", &scenario("one-server")]));
    let availability = answer["classes"][0]["availability"].as_f64().unwrap();
    assert!(
        (availability - 0.995 * 0.995).abs() < 1e-12,
        "{availability}"
    );
    let told = topple(&["analyze", &scenario("one-server")]).out;
    assert!(told.contains("99.002 %"), "{told}");
    assert!(
        told.contains(
            "db-1 and web-1 buy the most: if any of them never failed, 44 hours less would be"
        ),
        "{told}"
    );
}

#[test]
fn nines_that_were_drawn_are_not_told_as_proven() {
    let large = topple::formats::json::write(&topple::analysis::bench::system(150));
    let answer = parsed(&topple_with(&large, &["analyze", "--json", "-"]));
    let drawn = |key: &str| answer[key].as_u64().unwrap_or(0);
    assert!(drawn("availability_drawn") > 0 && drawn("availability_within_capacity_drawn") > 0);
    let class = &answer["classes"][0];
    let number = |key: &str| class[key].as_f64().unwrap();
    assert!(number("availability") < number("availability_at_most"));
    let told = topple_with(&large, &["analyze", "-"]).out;
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "requests were drawn at random",
        "of them were drawn at random",
        "that is not proven, and in one of a thousand such systems it lies outside of them",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let small = parsed(&topple(&["analyze", "--json", &scenario("one-server")]));
    assert_eq!(small.get("availability_drawn"), None);
}

#[test]
fn mends_are_told_by_the_words_of_their_buttons() {
    let file = scenario("one-server");
    let answer = parsed(&topple(&["analyze", "--json", &file]));
    let expected = json!(["Add another web", "Add a second web server and a balancer"]);
    assert_eq!(answer["spofs"][1]["element"], "web-1");
    assert_eq!(answer["spofs"][1]["mends"], expected);
    let told = topple(&["analyze", &file]).out;
    assert!(told.contains("→ Add another web\n"), "{told}");
}

/// Two servers of which one cannot do the work of both, and a standby that nothing feeds.
const NARROW: &str = r#"{
  "topple": 2,
  "components": [
    { "id": "users", "kind": "client", "rate_rps": 1040, "reads": 1 },
    { "id": "lb-1", "kind": "load_balancer" },
    { "id": "lb-2", "kind": "load_balancer" },
    { "id": "web-1", "kind": "server" },
    { "id": "web-2", "kind": "server" },
    { "id": "db-1", "kind": "database", "service": "spare" },
    { "id": "db-2", "kind": "database", "service": "spare", "role": "standby" }
  ],
  "links": [
    { "from": "users", "to": "lb-1" }, { "from": "users", "to": "lb-2" },
    { "from": "lb-1", "to": "web-1" }, { "from": "lb-1", "to": "web-2" },
    { "from": "lb-2", "to": "web-1" }, { "from": "lb-2", "to": "web-2" }
  ]
}"#;

#[test]
fn overloads_and_warnings_are_told_to_person_and_machine() {
    let answer = parsed(&topple_with(NARROW, &["analyze", "--json", "-"]));
    let overload = &answer["overloads"][0];
    assert_eq!(overload["element"], "web-1");
    assert_eq!(
        overload["drowning"],
        json!([{ "component": "web-2", "utilisation": 1.3 }])
    );
    assert_eq!(
        overload["mends"],
        json!(["Add another web", "Give every web 26 workers"])
    );
    assert!(overload["reason"].as_str().unwrap().contains("130 %"));
    assert_eq!(answer["overloaded"], json!([]));
    let about: Vec<_> = answer["warnings"].as_array().unwrap().iter().collect();
    assert!(about.iter().any(|w| w["about"] == "db-2"), "{about:?}");
    let told = topple_with(NARROW, &["analyze", "-"]).out;
    assert!(told.contains("2 overloads: parts without which"), "{told}");
    assert!(told.contains("3 warnings: where the drawing"), "{told}");
    let now = parsed(&topple_with(
        NARROW,
        &["analyze", "--json", "-", "--failed", "web-1"],
    ));
    assert_eq!(now["overloaded"][0]["component"], "web-2");
}

#[test]
fn triples_are_looked_for_when_asked_for() {
    let file = scenario("standby");
    let without = parsed(&topple(&["analyze", "--json", &file]));
    assert_eq!(without.get("triples"), None);
    let with = parsed(&topple(&["analyze", "--json", "--triples", &file]));
    assert_eq!(with["triples"], json!([]));
    let told = topple(&["analyze", "--triples", &file]).out;
    assert!(
        told.contains("No three parts take something down only together"),
        "{told}"
    );
}

#[test]
fn the_part_that_buys_the_most_comes_first() {
    let answer = parsed(&topple(&["analyze", "--json", &scenario("read-replica")]));
    let first = &answer["importance"][0];
    assert_eq!(first["element"], "db-1");
    let (birnbaum, gain) = (first["birnbaum"].as_f64(), first["gain"].as_f64());
    // It is down 0.5 % of the time, and a fifth of all requests needs it.
    assert!((birnbaum.unwrap() * 0.005 - gain.unwrap()).abs() < 1e-12);
    assert!(birnbaum.unwrap() > 0.2 && birnbaum.unwrap() < 0.21);
}

#[test]
fn the_page_on_the_command_line_shows_what_is_printed() {
    let printed = topple(&["analyze", &scenario("read-replica")]).out;
    let page = std::fs::read_to_string("docs/command-line.md").expect("tests run at the root");
    // The first answer on the page follows the first command.
    let (before, rest) = page.split_once("```text\n").expect("it shows an answer");
    let (_, after) = rest.split_once("```").expect("the answer ends");
    expect_file!["../docs/command-line.md"]
        .assert_eq(&format!("{before}```text\n{printed}```{after}"));
}

fn spofs(arguments: &[&str]) -> Vec<String> {
    let answer = parsed(&topple(&[&["analyze", "--json"], arguments].concat()));
    let spofs = answer["spofs"].as_array().unwrap().iter();
    spofs
        .map(|spof| spof["element"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn failed_says_what_is_dead_already() {
    let file = scenario("standby");
    assert_eq!(spofs(&[&file]), [""; 0]);
    assert_eq!(spofs(&[&file, "--failed", "lb-1"]), ["lb-2"]);
    assert_eq!(spofs(&[&file, "--failed", "lb-1,web-1"]), ["lb-2", "web-2"]);
    assert_eq!(
        spofs(&[&file, "--failed", "dns-1>lb-1", "--failed", "dns-2"]),
        ["dns-1"]
    );
}

#[test]
fn links_count_only_where_asked_for() {
    let file = scenario("one-server");
    assert_eq!(spofs(&[&file]), ["db-1", "web-1"]);
    assert_eq!(
        spofs(&[&file, "--links"]),
        ["db-1", "web-1", "users>web-1", "web-1>db-1"]
    );
}

#[test]
fn too_many_single_points_of_failure_exit_with_1() {
    let file = scenario("two-balancers");
    assert_eq!(topple(&["analyze", &file, "--max-spofs", "2"]).code, 0);
    let ran = topple(&["analyze", &file, "--max-spofs", "1"]);
    assert_eq!(ran.code, 1);
    assert_eq!(
        ran.err,
        "topple: 2 single points of failure, and no more than 1 are allowed\n"
    );
    assert!(
        ran.out.contains("dns-1"),
        "the verdicts are printed all the same"
    );
}

#[test]
fn what_is_accepted_is_told_and_not_counted() {
    let file = scenario("two-balancers");
    let accepting = ["--accept", "db-1", "--max-spofs", "1"];
    let ran = topple(&[&["analyze", &file], &accepting[..]].concat());
    assert_eq!((ran.code, &*ran.err), (0, ""));
    assert!(
        ran.out.contains("2 single points of failure"),
        "{}",
        ran.out
    );
    let all = ["--accept", "db-1,dns-1", "--max-spofs", "0"];
    assert_eq!(topple(&[&["analyze", &file], &all[..]].concat()).code, 0);
    assert_eq!(topple(&["analyze", &file, "--accept", "db-9"]).code, 2);
}

#[test]
fn mend_prints_a_file_without_single_points_of_failure_and_says_what_it_did() {
    let file = scenario("two-balancers");
    let ran = topple(&["mend", &file]);
    assert_eq!(
        (ran.code, &*ran.err),
        (
            0,
            "db-1: Add a standby of db\ndns-1: Add another name server\n"
        )
    );
    let again = topple_with(&ran.out, &["analyze", "-", "--max-spofs", "0"]);
    assert_eq!(again.code, 0, "{}", again.err);
    let ran = topple(&["mend", &file, "--accept", "db-1"]);
    assert_eq!(ran.err, "dns-1: Add another name server\n");
    let answer = parsed(&topple_with(&ran.out, &["analyze", "--json", "-"]));
    assert_eq!(answer["spofs"].as_array().unwrap().len(), 1);
    let nothing = topple(&["mend", &scenario("standby")]);
    assert_eq!(&*nothing.err, "There is nothing to mend.\n");
}

#[test]
fn a_file_a_link_and_standard_input_are_all_the_same() {
    let file = scenario("standby");
    let text = std::fs::read_to_string(&file).unwrap();
    let link = topple(&["link", &file]).out;
    let address = topple(&["link", &file, "--base", "https://example.org/topple/"]).out;
    assert_eq!(address, format!("https://example.org/topple/{link}"));
    let expected = topple(&["analyze", &file]).out;
    assert_eq!(topple(&["analyze", address.trim()]).out, expected);
    assert_eq!(topple_with(&text, &["analyze", "-"]).out, expected);
    assert_eq!(topple_with(&address, &["analyze", "-"]).out, expected);
}

#[test]
fn open_gives_the_file_of_a_link_back() {
    let link = topple(&["link", &scenario("two-regions")]).out;
    let file = topple(&["open", link.trim()]).out;
    assert!(
        file.starts_with("{\n  \"topple\": 2,\n  \"title\": \"Two regions\""),
        "{file}"
    );
    assert_eq!(topple_with(&link, &["open", "-"]).out, file);
    assert_eq!(topple_with(&file, &["link", "-"]).out, link);
}

#[test]
fn a_damaged_link_exits_with_2_and_says_so() {
    let link = topple(&["link", &scenario("standby")]).out;
    for command in ["open", "analyze"] {
        let ran = topple(&[command, &link[..link.len() - 5]]);
        assert_eq!((ran.code, &*ran.out), (2, ""));
        assert!(ran.err.contains("This link is damaged"), "{}", ran.err);
    }
}

#[test]
fn check_tells_every_problem_of_every_file_by_line() {
    let broken = r#"{
  "topple": 2,
  "seed": "seven",
  "components": [ { "id": "lb", "kind": "load_balancer", "health_check": { "fall": 0 } } ]
}"#;
    let ran = topple_with(
        broken,
        &["check", &scenario("standby"), "-", "no/such/file.json"],
    );
    assert_eq!((ran.code, &*ran.out), (2, ""));
    assert_eq!(
        ran.err,
        "standard input:3:11: seed: \"seven\" is not a number\n\
         standard input:4:84: components[0].health_check.fall: 0 is not in 1..=20\n\
         no/such/file.json: there is no such file\n"
    );
}

#[test]
fn check_is_content_with_sound_files() {
    let (one, other) = (scenario("standby"), scenario("sharding"));
    let ran = topple(&["check", &one, &other]);
    assert_eq!(
        (ran.code, ran.out),
        (0, format!("{one}: fine\n{other}: fine\n"))
    );
}

#[test]
fn bad_input_exits_with_2_in_plain_words() {
    let file = scenario("standby");
    for (arguments, told) in [
        (
            &["analyze", "no-such-file.json"][..],
            "no-such-file.json: there is no such file\n",
        ),
        (
            &["analyze", concat!(env!("CARGO_MANIFEST_DIR"), "/style")],
            "there is no file in this folder that describes a system\n",
        ),
        (
            &["analyze", &file, "--failed", "lb-9,users"],
            "\"lb-9\": there is no such component, region or group in this scenario\n\"users\": a client is never dead: its users are not in the data centre\n",
        ),
        (
            &["analyze", &file, "--failed", "lb-1>db-1"],
            "\"lb-1>db-1\": there is no such link in this scenario\n",
        ),
        (&["open", "https://example.org/"], "there is no such file\n"),
    ] {
        let ran = topple(arguments);
        assert_eq!((ran.code, &*ran.out), (2, ""), "{arguments:?}");
        assert!(ran.err.ends_with(told), "{arguments:?}: {}", ran.err);
    }
    assert_eq!(topple(&["analyze", &file, "--max-spofs", "few"]).code, 2);
    assert_eq!(topple(&["topple"]).code, 2);
}

#[test]
fn what_is_no_text_or_too_much_of_it_is_refused() {
    let ran = topple_with(&" ".repeat((16 << 20) + 1), &["check", "-"]);
    assert_eq!(
        ran.err,
        "standard input: more than the 16777216 bytes that are read\n"
    );
    let mut path = std::env::temp_dir();
    path.push(format!("topple-not-text-{}.json", std::process::id()));
    std::fs::write(&path, [0xff, 0xfe, 0x00]).unwrap();
    let ran = topple(&["check", path.to_str().unwrap()]);
    std::fs::remove_file(&path).unwrap();
    assert!(
        ran.err.ends_with("this is not text in UTF-8\n"),
        "{}",
        ran.err
    );
}

#[test]
fn a_file_in_utf_16_is_read_as_powershell_writes_it() {
    let compose = "services: {web: {build: ., ports: ['80:80']}}\n";
    for (mark, order) in [
        ([0xff, 0xfe], u16::to_le_bytes as fn(u16) -> [u8; 2]),
        ([0xfe, 0xff], u16::to_be_bytes),
    ] {
        let mut bytes = mark.to_vec();
        bytes.extend(compose.encode_utf16().flat_map(order));
        let name = format!("topple-wide-{}-{}.yaml", mark[0], std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, bytes).unwrap();
        let ran = topple(&["import", path.to_str().unwrap()]);
        std::fs::remove_file(&path).unwrap();
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.contains("\"web\""), "{}", ran.out);
    }
}

#[test]
fn a_caddyfile_is_read_with_the_folder_that_it_stands_in() {
    let folder = std::env::temp_dir().join(format!("topple-caddy-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let compose = "services:\n  caddy: {image: 'caddy:2', ports: ['80:80'], volumes: ['./Caddyfile:/etc/caddy/Caddyfile']}\n  web: {build: .}\n";
    std::fs::write(folder.join("compose.yaml"), compose).unwrap();
    std::fs::write(
        folder.join("Caddyfile"),
        ":80 {\n\treverse_proxy web:3000\n}\n",
    )
    .unwrap();
    let ran = topple(&["import", folder.to_str().unwrap()]);
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(ran.code, 0, "{}", ran.err);
    let drawing: Value = serde_json::from_str(&ran.out).unwrap();
    let links = drawing["links"].as_array().unwrap();
    let is_there = |link: &Value| link["from"] == "caddy" && link["to"] == "web";
    assert!(links.iter().any(is_there), "{drawing}");
}

#[test]
fn shells_manuals_and_editors_get_what_they_ask_for() {
    for shell in ["bash", "zsh", "fish"] {
        assert!(
            topple(&["completions", shell]).out.contains("analyze"),
            "{shell}"
        );
    }
    let manual = topple(&["man"]).out;
    assert!(
        manual.contains(".TH topple 1") && manual.contains("max\\-spofs"),
        "{manual}"
    );
    let schema = parsed(&topple(&["schema"]));
    assert_eq!(schema["title"], "A Topple scenario");
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_written_is_no_success() {
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .unwrap();
    for arguments in [
        &["analyze", &scenario("two-balancers")][..],
        &["link", &scenario("two-balancers")],
        &["schema"],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_topple"))
            .args(arguments)
            .stdout(full.try_clone().unwrap())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(3), "{arguments:?}");
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(told.contains("could not be written"), "{told}");
    }
}

#[test]
fn no_bytes_of_a_scenario_or_of_a_name_steer_the_terminal() {
    let file = r#"{ "topple": 1, "title": "a\u001b[2Jb\u009b", "components": [ { "id": "users", "kind": "client", "name": "u\u001b]0;x\u0007", "at": [0, 0] } ] }"#;
    let steers = |text: &str| text.chars().any(|c| c.is_control() && c != '\n');
    for command in ["analyze", "simulate", "mend", "link", "check"] {
        let ran = topple_with(file, &[command, "-"]);
        assert!(
            !steers(&ran.out) && !steers(&ran.err),
            "{command}: {:?} {:?}",
            ran.out,
            ran.err
        );
    }
    let ran = topple(&["analyze", "no\u{1b}[2Jsuch.json"]);
    assert_eq!(ran.code, 2);
    assert!(!steers(&ran.err), "{:?}", ran.err);
}

#[cfg(unix)]
#[test]
fn a_file_name_need_not_be_utf_8() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join(std::ffi::OsStr::from_bytes(b"caf\xe9.json"));
    std::fs::copy(scenario("two-balancers"), &file).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_topple"))
        .arg("check")
        .arg(&file)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .ends_with("caf\u{fffd}.json: fine\n")
    );
}

#[test]
fn report_writes_picture_verdicts_pairs_nines_and_what_faults_cost() {
    let ran = topple(&["report", &scenario("two-balancers")]);
    assert_eq!((ran.code, &*ran.err), (0, ""));
    for words in [
        "# ",
        "## Single points of failure",
        "| db-1 | 100 % | ",
        "## Overload",
        "## Double failures",
        "| lb-1 and lb-2 | 100 % of requests |",
        "## Availability",
        "## Faults and what they cost",
        "| Fault | Noticed after | Recovered after (RTO) |",
    ] {
        assert!(ran.out.contains(words), "{words}\n{}", ran.out);
    }
    let encoded = ran
        .out
        .split_once("](<data:image/svg+xml,")
        .expect("a picture")
        .1;
    let picture = decoded(encoded.split_once(">)").expect("it ends").0);
    let picture = roxmltree::Document::parse(&picture).expect("it is well-formed");
    let says = |words: &str| picture.descendants().any(|node| node.text() == Some(words));
    assert!(says("db-1") && says("primary") && says("single point of failure"));
}

/// The text that was written with `%`.
fn decoded(text: &str) -> String {
    let (first, rest) = text.split_once('%').unwrap_or((text, ""));
    let mut bytes = first.as_bytes().to_vec();
    for part in rest.split('%').filter(|part| !part.is_empty()) {
        bytes.push(u8::from_str_radix(&part[..2], 16).expect("two digits"));
        bytes.extend_from_slice(&part.as_bytes()[2..]);
    }
    String::from_utf8(bytes).expect("it is text")
}

#[test]
fn report_puts_the_picture_into_a_file_and_fails_where_it_cannot() {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("two balancers.svg");
    let path = file.to_str().unwrap();
    let arguments = [
        "report",
        &scenario("two-balancers"),
        "--no-faults",
        "--picture",
    ];
    let ran = topple(&[&arguments[..], &[path]].concat());
    assert_eq!((ran.code, &*ran.err), (0, ""));
    assert!(ran.out.contains("](<two balancers.svg>)"), "{}", ran.out);
    let picture = std::fs::read_to_string(&file).expect("it was written");
    assert!(roxmltree::Document::parse(&picture).is_ok());
    let ran = topple(&[&arguments[..], &["/no/such/folder/x.svg"]].concat());
    assert_eq!((ran.code, &*ran.out), (3, ""));
    assert!(ran.err.contains("/no/such/folder/x.svg"), "{}", ran.err);
}

#[test]
fn a_queue_that_gets_more_than_is_taken_from_it_is_told_to_grow() {
    let orders = include_str!("../src/templates/orders-queue.json");
    let slow = orders.replace("\"workers\": 4", "\"workers\": 1");
    let ran = topple_with(&slow, &["analyze", "-", "--json"]);
    let answer: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let growing = answer["growing"].as_array().expect("a list");
    assert_eq!(growing.len(), 2, "{}", ran.out);
    assert!(
        growing
            .iter()
            .all(|g| g["per_s"].as_f64().is_some_and(|n| n > 1.0))
    );
    assert!(
        topple_with(&slow, &["analyze", "-"])
            .out
            .contains("Orders 1 grows by")
    );
    let ran = topple_with(orders, &["analyze", "-", "--json"]);
    let answer: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(answer["growing"], serde_json::json!([]));
}
