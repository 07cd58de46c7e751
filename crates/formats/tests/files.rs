//! The file: what opens, what is refused and in which words, what is written.
#![cfg(not(target_arch = "wasm32"))]

use std::fmt::Write as _;
use std::path::Path;

use expect_test::{Expect, expect};
use topple_formats::json;
use topple_model::{Kind, Point, Rect, Replication, Settings};

/// All problems of a text, a line each.
fn problems(text: &str) -> String {
    match json::read(text) {
        Ok(_) => String::new(),
        Err(problems) => problems.iter().fold(String::new(), |mut told, problem| {
            writeln!(told, "{problem}").expect("text grows");
            told
        }),
    }
}

/// Problems of a file with these lines in its body.
fn check(body: &str, expected: &Expect) {
    expected.assert_eq(&problems(&format!("{{ \"topple\": 1, {body} }}")));
}

const EXAMPLE: &str = r#"{
  "topple": 2,
  "title": "Two balancers, one database",
  "seed": 7,
  "workload": { "keys": 10000, "skew": 0.9 },
  "regions":    [ { "id": "us-west", "name": "US West", "frame": [0, 0, 640, 420] } ],
  "components": [
    { "id": "users", "kind": "client", "at": [-300, 200], "rate_rps": 80, "reads": 0.8 },
    { "id": "dns",   "kind": "dns", "at": [-120, 40] },
    { "id": "lb-1",  "kind": "load_balancer", "region": "us-west", "at": [80, 120], "algorithm": "least_connections",
      "health_check": { "interval_s": 2, "timeout_s": 1, "fall": 3, "rise": 2 } },
    { "id": "web-1", "kind": "server", "region": "us-west", "at": [260, 120], "service": "web" },
    { "id": "db-1",  "kind": "database", "region": "us-west", "at": [460, 120], "role": "primary", "failover": "automatic" },
    { "id": "db-2",  "kind": "database", "region": "us-west", "at": [460, 260], "role": "standby" }
  ],
  "links": [
    { "from": "users", "to": "dns" }, { "from": "dns", "to": "lb-1" }, { "from": "lb-1", "to": "web-1" },
    { "from": "web-1", "to": "db-1" },
    { "from": "db-1", "to": "db-2", "mode": "async" }
  ],
  "script": [ { "at_s": 10, "do": "kill", "target": "lb-1" }, { "at_s": 40, "do": "revive", "target": "lb-1" } ]
}
"#;

#[test]
fn answers_are_a_file_of_their_own() {
    let text = r#"{
  "answers": [
    { "about": "redis", "kind": "cache" },
    { "about": "web > redis", "needed": false },
    { "about": "worker", "drawn": false },
    { "about": "web", "entry": true },
    { "about": "web > mail", "calls": true },
    { "about": "db", "replicated": true }
  ]
}
"#;
    let answers = json::read_answers(text).unwrap();
    assert_eq!(answers.len(), 6);
    assert_eq!(json::write_answers(&answers), text);

    let bad = r#"{ "answers": [
        { "kind": "cahce" },
        { "about": "redis" },
        { "about": "redis", "entry": true, "calls": true },
        { "about": "redis", "drawn": true, "why": 1 } ] }"#;
    let problems = json::read_answers(bad).unwrap_err();
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "answers[0]: \"about\" is missing: a part's name, or a call as \"web > redis\"",
            "answers[0].kind: \"cahce\" is not one of \"client\", \"dns\", \"load_balancer\", \"server\", \"database\", \"cache\", \"queue\"",
            "answers[1]: it says nothing: one of \"kind\", \"drawn\", \"entry\", \"calls\", \"needed\", \"replicated\" is missing",
            "answers[2]: an answer says one thing: make two of it",
            "answers[3].drawn: say of which \"kind\" it is to be drawn",
            "answers[3].why: there is no such field; here may stand about, kind, drawn, entry, calls, needed, replicated",
        ]
    );
}

#[test]
fn the_example_on_the_page_about_files_opens() {
    let page = include_str!("../../../docs/file.md");
    let example = page
        .split("```json\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next());
    let scenario = json::read(example.unwrap()).unwrap();
    assert_eq!(scenario.components.len(), 7);
}

#[test]
fn a_setting_of_a_check_stands_within_the_check() {
    check(
        r#""components": [ { "id": "lb", "kind": "load_balancer", "health_check.fall": 3 } ]"#,
        &expect![[r#"
            components[0]["health_check.fall"]: there is no such field; here may stand algorithm, retries, connect_timeout_ms, max_connections, rate_limit_rps, panic_threshold, eject_after, eject_s, health_check, id, kind, name, region, groups, at, service, availability, restart_s, note, color
        "#]],
    );
}

#[test]
fn a_shard_called_none_is_none_and_a_plus_joins_labels_so_none_holds_one() {
    let database = |shard: &str| {
        format!(
            r#"{{ "topple": 1, "components": [ {{ "id": "db-1", "kind": "database", "shard": "{shard}" }} ] }}"#
        )
    };
    let scenario = json::read(&database("none")).expect("none is a label");
    assert_eq!(scenario.components[0].database().unwrap().shard, None);
    assert_eq!(
        problems(&database("a+b")),
        "components[0].shard: a label has 1 to 80 characters and no +\n"
    );
}

#[test]
fn a_service_may_be_said_of_every_kind_and_is_kept() {
    for kind in Kind::ALL {
        let text = format!(
            r#"{{ "topple": 1, "components": [ {{ "id": "x", "kind": "{}", "service": "shop" }} ] }}"#,
            kind.key()
        );
        let scenario = json::read(&text).expect("every kind has a service");
        let again = json::read(&json::write(&scenario)).expect("what is written opens");
        assert_eq!(again.components[0].service.as_deref(), Some("shop"));
    }
}

#[test]
fn a_link_that_no_settings_would_allow_is_refused_beside_what_is_wrong_with_its_ends() {
    check(
        r#""components": [ { "id": "dns", "kind": "dns", "tll_s": 30 }, { "id": "db", "kind": "database", "workers": 0 } ],
           "links": [ { "from": "dns", "to": "db" } ]"#,
        &expect![[r#"
            components[0].tll_s: there is no such field; did you mean "ttl_s"?
            components[1].workers: 0 is not in 1..=1000000
            links[0]: DNS names what clients connect to: a load balancer or a server.
        "#]],
    );
}

#[test]
fn what_equals_its_default_is_not_written() {
    let written = json::write(&json::read(EXAMPLE).expect("the example of the design is sound"));
    assert_eq!(
        written,
        r#"{
  "topple": 2,
  "title": "Two balancers, one database",
  "seed": 7,
  "regions": [
    { "id": "us-west", "name": "US West", "frame": [0, 0, 640, 420] }
  ],
  "components": [
    { "id": "users", "kind": "client", "at": [-300, 200], "rate_rps": 80, "reads": 0.8 },
    { "id": "dns", "kind": "dns", "at": [-120, 40] },
    { "id": "lb-1", "kind": "load_balancer", "region": "us-west", "at": [80, 120], "algorithm": "least_connections" },
    { "id": "web-1", "kind": "server", "region": "us-west", "at": [260, 120] },
    { "id": "db-1", "kind": "database", "region": "us-west", "at": [460, 120] },
    { "id": "db-2", "kind": "database", "region": "us-west", "at": [460, 260], "role": "standby" }
  ],
  "links": [
    { "from": "users", "to": "dns" },
    { "from": "dns", "to": "lb-1" },
    { "from": "lb-1", "to": "web-1" },
    { "from": "web-1", "to": "db-1" },
    { "from": "db-1", "to": "db-2" }
  ],
  "script": [
    { "at_s": 10, "do": "kill", "target": "lb-1" },
    { "at_s": 40, "do": "revive", "target": "lb-1" }
  ]
}
"#
    );
}

#[test]
fn what_is_left_out_takes_its_default() {
    let scenario =
        json::read(r#"{"topple": 1, "components": [{"id": "lb", "kind": "load_balancer"}]}"#)
            .unwrap();
    assert_eq!(scenario.seed, 1);
    assert_eq!(
        scenario.components[0].settings,
        Settings::of(Kind::LoadBalancer)
    );
}

#[test]
fn what_has_no_place_gets_one_beside_its_callers() {
    let text = r#"{ "topple": 1,
        "regions": [ { "id": "west" }, { "id": "zone", "parent": "west" } ],
        "components": [
          { "id": "users", "kind": "client" },
          { "id": "web-1", "kind": "server", "region": "zone" }, { "id": "web-2", "kind": "server", "region": "zone" },
          { "id": "db", "kind": "database" } ],
        "links": [ { "from": "users", "to": "web-1" }, { "from": "users", "to": "web-2" },
                   { "from": "web-1", "to": "db" }, { "from": "web-2", "to": "db" } ] }"#;
    let scenario = json::read(text).unwrap();
    let at: Vec<_> = scenario
        .components
        .iter()
        .map(|c| (c.at.x, c.at.y))
        .collect();
    assert_eq!(
        at,
        [(0.0, 0.0), (200.0, 210.0), (200.0, 340.0), (400.0, 0.0)]
    );
    let cards = scenario.components[1..3].iter().map(|c| Rect::card(c.at));
    let zone = scenario.regions[1].frame;
    assert_eq!(Some(zone), cards.reduce(Rect::union).map(Rect::framed));
    assert_eq!(scenario.regions[0].frame, zone.framed());
}

#[test]
fn what_has_a_place_keeps_it_and_the_rest_goes_below() {
    let text = r#"{ "topple": 1, "regions": [ { "id": "empty" } ], "components": [
          { "id": "users", "kind": "client", "at": [-50, 70] }, { "id": "web", "kind": "server" } ] }"#;
    let scenario = json::read(text).unwrap();
    let at: Vec<_> = scenario
        .components
        .iter()
        .map(|c| (c.at.x, c.at.y))
        .collect();
    assert_eq!(at, [(-50.0, 70.0), (-50.0, 238.0)]);
    assert!(scenario.regions[0].frame.y > 238.0);
}

#[test]
fn whole_numbers_may_be_written_with_a_fraction_of_zero() {
    let text = r#"{"topple": 1.0, "seed": 5.0, "components": [
        {"id": "web", "kind": "server", "at": [5.0, -0.0], "workers": 4.0e0}]}"#;
    let scenario = json::read(text).unwrap();
    assert_eq!(
        (scenario.seed, scenario.components[0].at),
        (5, Point::new(5.0, 0.0))
    );
    assert!(json::write(&scenario).contains(r#""at": [5, 0], "workers": 4 }"#));
}

#[test]
fn a_health_check_is_true_false_or_an_object() {
    let read = |check: &str| {
        let text = format!(
            r#"{{"topple": 1, "components": [{{"id": "lb", "kind": "load_balancer", "health_check": {check}}}]}}"#
        );
        let scenario = json::read(&text).unwrap();
        let check = scenario.components[0].health_check();
        (
            check.map(|c| (c.interval_s, c.fall, c.deep)),
            json::write(&scenario).contains("health_check"),
        )
    };
    assert_eq!(read("true"), (Some((2.0, 3, false)), false));
    assert_eq!(read("{}"), (Some((2.0, 3, false)), false));
    assert_eq!(read("false"), (None, true));
    assert_eq!(
        read(r#"{ "fall": 5, "deep": true }"#),
        (Some((2.0, 5, true)), true)
    );
}

#[test]
fn every_problem_is_told_at_once_with_its_path_and_what_would_be_right() {
    check(
        r#""seed": -1, "titel": "x", "workload": { "keys": 0.5, "skew": 9 },
           "regions": [ { "id": "West", "frame": [0, 0, 1] }, { "id": "east", "frame": [0, 0, 1, -1], "parent": "mars" } ],
           "components": [
             { "id": "users", "kind": "client", "rate_rps": "fast", "workers": 3 },
             { "id": "lb", "kind": "balancer" },
             { "kind": "server" },
             { "id": "dns", "kind": "dns", "health_check": { "fall": 0, "rise": 2.5, "depth": 1 } },
             { "id": "dns", "kind": "dns", "policy": "closest", "ttl_s": 1e300 }
           ],
           "links": [ { "from": "users" }, { "from": "users", "to": "web" }, { "from": "users", "to": "lb", "loss": 2 } ],
           "script": [ { "at_s": -1, "do": "set_rate", "target": "users" }, { "at_s": 1, "do": "kill", "target": "users" } ]"#,
        &expect![[r#"
            seed: -1 is not in 0..=9007199254740991
            titel: there is no such field; did you mean "title"?
            workload.keys: 0.5 is not in 1..=1000000
            workload.skew: 9 is not in 0..=3
            regions[0].id: "West" is not an id: 1 to 40 of a-z, 0-9 and -
            regions[1].frame: -1 is not in 0..=1000000
            regions[1].parent: there is no region "mars"
            components[0].rate_rps: "fast" is not a number in 0..=1000000
            components[0].workers: a client has no such field; it is one of a server or a database or a cache
            components[1].kind: "balancer" is not one of "client", "dns", "load_balancer", "server", "database", "cache", "queue"
            components[2]: "id" is missing: 1 to 40 of a-z, 0-9 and -
            components[3].health_check.fall: 0 is not in 1..=20
            components[3].health_check.rise: 2.5 is not a whole number
            components[3].health_check.depth: there is no such field; here may stand interval_s, timeout_s, fall, rise, deep
            components[4].id: "dns" is taken: ids are unique
            components[4].policy: "closest" is not one of "multivalue", "weighted", "failover", "nearest"
            components[4].ttl_s: 1e300 is beyond all ranges
            links[0]: "to" is missing: a link has two ends
            links[1].to: There is no component "web".
            links[2].loss: 2 is not in 0..=1
            script[0]: "rate_rps" is missing: "set_rate" needs to know how much
            script[0].at_s: -1 is not in 0..=3600
            script[1].do: a client is never dead: its users are not in the data centre
        "#]],
    );
}

#[test]
fn a_link_that_the_rules_forbid_says_why() {
    check(
        r#""components": [ { "id": "db", "kind": "database" }, { "id": "cache", "kind": "cache" } ],
           "links": [ { "from": "db", "to": "cache" } ]"#,
        &expect![[r#"
            links[0]: A database does not call a cache. Draw the link from the server that uses both.
        "#]],
    );
}

#[test]
fn a_field_that_stands_twice_is_told() {
    check(
        r#""seed": 1, "seed": 2"#,
        &expect![[r#"
            seed: this field stands here twice
        "#]],
    );
}

#[test]
fn a_script_names_links_and_regions() {
    let text = r#"{ "topple": 1, "regions": [{ "id": "west", "frame": [0, 0, 1, 1] }],
        "components": [{ "id": "users", "kind": "client" }, { "id": "web", "kind": "server" }],
        "links": [{ "from": "users", "to": "web" }],
        "script": [ { "at_s": 1, "do": "cut", "target": "users>web" }, { "at_s": 2, "do": "kill", "target": "west" },
                    { "at_s": 3, "do": "errors", "target": "web", "share": 0.25 }, { "at_s": 4, "do": "set_rate", "target": "users", "rate_rps": 9 } ] }"#;
    let scenario = json::read(text).unwrap();
    assert_eq!(scenario.script.len(), 4);
    assert_eq!(json::read(&json::write(&scenario)).unwrap(), scenario);
}

#[test]
fn a_script_refuses_what_cannot_be_done() {
    check(
        r#""regions": [{ "id": "west", "frame": [0, 0, 1, 1] }],
           "components": [{ "id": "web", "kind": "server" }],
           "script": [ { "at_s": 1, "do": "crash", "target": "west" }, { "at_s": 1, "do": "cut", "target": "web" },
                       { "at_s": 1, "do": "kill", "target": "nobody" }, { "at_s": 1, "do": "kill", "target": "web", "share": 1 } ]"#,
        &expect![[r#"
            script[0].do: west is a region, and only a component crashes
            script[1].do: web is killed, not cut; a link is named "from>to"
            script[2].target: "nobody" is not a component, a region, a group or a link ("from>to") of this scenario
            script[3].share: "kill" has no such field; it belongs to "errors"
        "#]],
    );
}

#[test]
fn a_newer_version_says_so() {
    let told = problems(r#"{ "topple": 3, "rooms": [] }"#);
    assert!(
        told.starts_with("topple: this was made by a newer Topple: its form is version 3"),
        "{told}"
    );
    assert!(problems(r#"{ "components": [] }"#).contains("the version is missing"));
    assert!(problems("[]").contains("a scenario is an object"));
}

#[test]
fn what_is_not_json_says_where_and_what_to_do() {
    let cases = [
        (
            "",
            "line 1, column 1: the text ends too early: a value is missing",
        ),
        (
            "{ \"topple\": 1\n  \"seed\": 2 }",
            "line 2, column 3: '\"' stands where a ',' or a '}' is wanted",
        ),
        (
            "{ \"topple\": 1, }",
            "line 1, column 14: a ',' with nothing after it: remove it, or write a field after it",
        ),
        (
            "{ topple: 1 }",
            "line 1, column 3: the name of a field stands in double quotes",
        ),
        (
            "{ \"topple\": 01 }",
            "line 1, column 13: \"01\" is not a number",
        ),
        (
            "{ \"topple\": True }",
            "line 1, column 13: \"True\" is no value; text stands in double quotes",
        ),
        (
            "{ \"title\": \"x",
            "line 1, column 12: this text has no closing double quote",
        ),
        (
            "{ // note",
            "line 1, column 3: JSON has no comments; the \"note\" of a component or region is the place for words",
        ),
        (
            "{ \"é\": 'x' }",
            "line 1, column 8: text stands in double quotes, not in single ones",
        ),
        (
            "{} {}",
            "line 1, column 4: '{' stands after the end of the scenario",
        ),
    ];
    for (text, told) in cases {
        assert_eq!(problems(text).trim_end(), told, "{text}");
    }
}

#[test]
fn a_problem_knows_its_line() {
    let problems = json::read(
        "{ \"topple\": 1,\n  \"seed\": true,\n  \"components\": [\n    { \"id\": \"a\" } ] }",
    )
    .unwrap_err();
    let lines: Vec<_> = problems
        .iter()
        .map(|p| p.position.map(|p| (p.line, p.column)))
        .collect();
    assert_eq!(lines, [Some((2, 11)), Some((4, 5))]);
}

#[test]
fn too_much_is_refused_before_it_costs_memory() {
    let deep = "[".repeat(1_000_000);
    assert!(problems(&deep).contains("more than 32 lists and objects within one another"));
    let many = format!("[{}0]", "0,".repeat(500_000));
    assert!(problems(&many).contains("more than 400000 values"));
    let long = " ".repeat(4 << 20) + "{}";
    assert!(problems(&long).contains("4194306 bytes are more than the 4194304"));
    let components = (0..2_001)
        .map(|i| format!(r#"{{"id":"c-{i}","kind":"client"}}"#))
        .collect::<Vec<_>>()
        .join(",");
    check(
        &format!("\"components\": [{components}]"),
        &expect![[r#"
            components: 2001 are more than the 2000 that a scenario holds
        "#]],
    );
}

#[test]
fn endless_problems_are_counted() {
    let fields = (0..1_500)
        .map(|i| format!("\"x{i}\": 1"))
        .collect::<Vec<_>>()
        .join(",");
    let told = problems(&format!("{{ \"topple\": 1, {fields} }}"));
    assert_eq!(told.lines().count(), 1_001);
    assert_eq!(
        told.lines().last(),
        Some("line 1, column 9896: and 500 problems more")
    );
}

#[test]
fn what_only_follows_from_another_problem_is_not_told() {
    check(
        r#""regions": [ { "id": "west", "frame": 1 }, { "id": "east" } ],
           "components": [ { "id": "users", "kind": "cleint" }, { "id": "web", "kind": "server", "region": "west" } ],
           "links": [ { "from": "users", "to": "web" } ]"#,
        &expect![[r#"
            regions[0].frame: 1 is not a frame: [left, top, width, height]
            components[0].kind: "cleint" is not one of "client", "dns", "load_balancer", "server", "database", "cache", "queue"
        "#]],
    );
}

#[test]
fn text_and_numbers_of_every_sort_come_back() {
    let mut scenario = json::read(EXAMPLE).unwrap();
    scenario.title = "\u{0}\u{1f}\"\\/\u{7f}é\u{2028}😀".to_owned();
    scenario.components[0].note = "two\nlines\tand a tab".to_owned();
    scenario.components[0].name = Some(String::new());
    scenario.components[1].at = Point::new(0.1 + 0.2, -1e-9);
    scenario.links[4].mode = Replication::Sync;
    scenario.links[4].loss = 5e-324;
    let written = json::write(&scenario);
    let read = json::read(&written).unwrap();
    assert_eq!(read, scenario);
    assert_eq!(json::write(&read), written);
}

#[test]
fn the_shared_scenarios_open_and_come_back_the_same() {
    for name in [
        "one-server",
        "read-replica",
        "sharding",
        "standby",
        "two-balancers",
        "two-balancers-one-dead",
        "two-regions",
        "two-servers-one-balancer",
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join(format!("../../tests/scenarios/{name}.json"));
        let text = std::fs::read_to_string(path).unwrap();
        let scenario = json::read(&text).unwrap_or_else(|problems| panic!("{name}: {problems:?}"));
        assert_eq!(
            json::read(&json::write(&scenario)).as_ref(),
            Ok(&scenario),
            "{name}"
        );
    }
}
