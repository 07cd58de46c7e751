//! `topple simulate` as a person or a script meets it.
#![cfg(not(target_arch = "wasm32"))]

use std::path::PathBuf;
use std::process::Command;

use expect_test::expect;
use serde_json::Value;

fn topple(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_topple"))
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
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

fn simulated(arguments: &[&str]) -> Value {
    let file = scenario("standby");
    let (code, out, err) = topple(&[&["simulate", "--json", &file], arguments].concat());
    assert_eq!((code, &*err), (0, ""));
    serde_json::from_str(&out).unwrap()
}

fn sum(of: &Value) -> u64 {
    of.as_object()
        .unwrap()
        .values()
        .map(|n| n.as_u64().unwrap())
        .sum()
}

#[test]
fn every_request_is_served_failed_or_under_way() {
    let run = simulated(&["--seconds", "20", "--kill", "lb-1@5"]);
    for totals in [&run["totals"], &run["clients"]["users"]] {
        let count = |key: &str| totals[key].as_u64().unwrap();
        assert!(count("started") > 500);
        assert_eq!(
            count("started"),
            count("served") + count("in_flight") + sum(&totals["failed"])
        );
    }
    assert_eq!(
        run["totals"]["failed"].as_object().unwrap().len(),
        9,
        "every reason is told, also of none"
    );
}

#[test]
fn the_same_seed_gives_the_same_run() {
    let once = simulated(&["--seconds", "10"]);
    assert_eq!(simulated(&["--seconds", "10"]), once);
    assert_eq!(once["seed"], 1);
    assert_eq!(once["log_hash"].as_str().unwrap().len(), 16);
}

#[test]
fn there_is_a_row_for_every_second_and_they_add_up() {
    let run = simulated(&["--seconds", "90"]);
    let rows = run["rows"].as_array().unwrap();
    let times: Vec<_> = rows
        .iter()
        .map(|row| row["at_s"].as_f64().unwrap())
        .collect();
    assert_eq!(times, (1..=90).map(f64::from).collect::<Vec<_>>());
    let started: u64 = rows
        .iter()
        .map(|row| row["started"].as_u64().unwrap())
        .sum();
    assert_eq!(Some(started), run["totals"]["started"].as_u64());
    assert!(rows[10]["p99_ms"].as_f64().unwrap() > 20.0);
}

#[test]
fn a_kill_is_told_with_who_noticed_it_and_what_it_cost() {
    let run = simulated(&["--seconds", "60", "--kill", "web-1@10"]);
    let fault = &run["faults"][0];
    assert_eq!(
        (fault["at_s"].as_f64(), fault["target"].as_str()),
        (Some(10.0), Some("web-1"))
    );
    let detected = fault["detected_after_s"].as_f64().unwrap();
    assert!(
        (2.0..10.0).contains(&detected),
        "three checks, two seconds apart: {detected}"
    );
    let noticed = |event: &Value| {
        event["what"] == "out_of_rotation" && event["by"] == "lb-1" && event["about"] == "web-1"
    };
    let events = run["events"].as_array().unwrap();
    let event = events.iter().find(|event| noticed(event)).unwrap();
    assert!(event["text"].as_str().unwrap().contains("web-1"));
}

#[test]
fn components_tell_how_busy_they_were() {
    let run = simulated(&["--seconds", "60"]);
    let web = &run["components"]["web-1"];
    let utilisation = web["utilisation"].as_f64().unwrap();
    // 25 requests a second, some 23 ms each, 16 workers.
    assert!((0.02..0.06).contains(&utilisation), "{utilisation}");
    assert!(web["queue_mean"].as_f64().unwrap() < 0.01);
    assert!(
        run["components"]["users"].is_null(),
        "clients stand among the clients"
    );
}

#[test]
fn a_person_reads_the_same_in_words() {
    let (code, out, err) = topple(&[
        "simulate",
        &scenario("standby"),
        "--seconds",
        "30",
        "--kill",
        "web-1@5",
    ]);
    assert_eq!((code, &*err), (0, ""));
    for words in [
        "A standby that takes over\n",
        "30 s with seed 1",
        "served, ",
        "What happened",
        "lb-1 takes web-1 out of rotation",
    ] {
        assert!(out.contains(words), "{words}:\n{out}");
    }
}

#[test]
fn what_cannot_be_played_exits_with_2() {
    let file = scenario("standby");
    for (arguments, told) in [
        (
            &["--seconds", "0"][..],
            "--seconds: 0 is not in 0.001..=86400\n",
        ),
        (
            &["--seconds", "-1"],
            "--seconds: -1 is not in 0.001..=86400\n",
        ),
        (
            &["--seconds", "NaN"],
            "--seconds: NaN is not in 0.001..=86400\n",
        ),
        (
            &["--seconds", "1e9"],
            "--seconds: 1e9 is not in 0.001..=86400\n",
        ),
        (
            &["--seconds", "a minute"],
            "--seconds: \"a minute\" is not a number of seconds\n",
        ),
        (
            &["--kill", "web-1@"],
            "\"web-1@\": a kill is written ID@SECONDS\n",
        ),
        (
            &["--kill", "web-1@-1"],
            "\"web-1@-1\": -1 is not a second of the run, in 0..=60\n",
        ),
        (
            &["--kill", "web-1@NaN"],
            "\"web-1@NaN\": NaN is not a second of the run, in 0..=60\n",
        ),
        (
            &["--kill", "lb-1>web-9@5"],
            "\"lb-1>web-9@5\": there is no such link in this scenario\n",
        ),
        (
            &["--kill", "web-1"],
            "\"web-1\": a kill is written ID@SECONDS\n",
        ),
        (
            &["--kill", "web-1@61"],
            "\"web-1@61\": 61 is not a second of the run, in 0..=60\n",
        ),
        (
            &["--kill", "web-9@1", "--kill", "users@2"],
            "\"web-9@1\": there is no such component, region or group in this scenario\n\"users@2\": a client is never dead: its users are not in the data centre\n",
        ),
        (
            &["--isolate", "web-1@5"],
            "\"web-1@5\": web-1 is a server: only a region can be isolated\n",
        ),
        (
            &["--isolate", "lb-1>web-1@5"],
            "\"lb-1>web-1@5\": a link is cut by --kill: only a region can be isolated\n",
        ),
        (
            &["--isolate", "west"],
            "\"west\": an isolation is written REGION@SECONDS\n",
        ),
        (
            &[
                "--revive",
                "web-9@1",
                "--isolate",
                "north@1",
                "--kill",
                "@1",
            ],
            "\"@1\": a kill is written ID@SECONDS\n\"north@1\": there is no such component, region or group in this scenario\n\"web-9@1\": there is no such component, region or group in this scenario\n",
        ),
    ] {
        let (code, out, err) = topple(&[&["simulate", &file], arguments].concat());
        assert_eq!((code, &*out, &*err), (2, "", told));
    }
}

/// The keys that `docs/command-line.md` and scripts rely on: no more, no fewer.
#[test]
fn the_json_has_exactly_the_keys_that_were_promised() {
    let run = simulated(&["--seconds", "30", "--kill", "lb-1@5", "--kill", "web-1@8"]);
    let keys =
        |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let sorted = |text: &str| {
        let mut words = words(text);
        words.sort();
        words
    };
    assert_eq!(
        keys(&run),
        sorted(
            "seed log_hash totals clients components rows events faults lost_in_all lost_together"
        )
    );
    for totals in [&run["totals"], &run["clients"]["users"]] {
        assert_eq!(
            keys(totals),
            sorted(
                "started served in_flight failed degraded lost_writes conflicting_writes latency_ms"
            )
        );
        assert_eq!(keys(&totals["latency_ms"]), sorted("mean p50 p95 p99 max"));
    }
    assert_eq!(
        keys(&run["rows"][0]),
        sorted("at_s started served failed degraded p99_ms")
    );
    assert_eq!(keys(&run["events"][0]), sorted("at_s by about what text"));
    assert_eq!(
        keys(&run["faults"][0]),
        sorted(
            "at_s target detected_after_s recovered_after_s lost lost_writes conflicting_writes degraded dead_letters counted"
        )
    );
    let faults = run["faults"].as_array().unwrap();
    let targets: Vec<_> = faults
        .iter()
        .map(|f| f["target"].as_str().unwrap())
        .collect();
    assert_eq!(targets, ["lb-1", "web-1"], "--kill can be given again");
    for key in ["utilisation", "queue_mean"] {
        assert!(run["components"]["web-1"][key].is_f64(), "{key}");
    }
}

/// What was done to the run, by hand or by its script: when, what, to whom.
fn done(run: &Value) -> Vec<(f64, String, String)> {
    let events = run["events"].as_array().unwrap().iter();
    let by_nobody = events.filter(|e| e["by"].is_null());
    let text = |e: &Value, key: &str| e[key].as_str().unwrap_or_default().to_owned();
    by_nobody
        .map(|e| {
            (
                e["at_s"].as_f64().unwrap(),
                text(e, "what"),
                text(e, "about"),
            )
        })
        .filter(|(_, what, _)| ["killed", "cut", "isolated", "revived"].contains(&what.as_str()))
        .collect()
}

#[test]
fn a_region_and_a_link_can_be_killed_isolated_and_revived() {
    let file = scenario("two-regions");
    let options = "--kill west@5 --kill lb-2>web-2@8 --isolate east@9 --revive lb-2>web-2@10 --revive west@11 --revive east@12";
    let mut arguments = vec!["simulate", &file, "--json", "--seconds", "20"];
    arguments.extend(options.split(' '));
    let (code, out, err) = topple(&arguments);
    assert_eq!((code, &*err), (0, ""));
    let told = done(&serde_json::from_str(&out).unwrap());
    let expected = [
        (5.0, "killed", "west"),
        (8.0, "cut", "lb-2>web-2"),
        (9.0, "isolated", "east"),
        (10.0, "revived", "lb-2>web-2"),
        (11.0, "revived", "west"),
        (12.0, "revived", "east"),
    ];
    assert_eq!(
        told,
        expected.map(|(at, what, about)| (at, what.to_owned(), about.to_owned()))
    );
}

#[test]
fn a_script_may_do_everything_and_what_it_says_is_an_event() {
    let text = r#"{"topple": 2, "seed": 1,
        "components": [{"id": "users", "kind": "client"}, {"id": "dns-1", "kind": "dns"}, {"id": "web-1", "kind": "server"}],
        "links": [{"from": "users", "to": "dns-1"}, {"from": "dns-1", "to": "web-1"}],
        "script": [
            {"at_s": 1, "do": "say", "text": "The name is about to be empty."},
            {"at_s": 2, "do": "empty", "target": "dns-1"},
            {"at_s": 3, "do": "drain", "target": "web-1"},
            {"at_s": 4, "do": "errors", "target": "web-1", "share": 0.5, "fast": true},
            {"at_s": 5, "do": "loss", "target": "users>dns-1", "share": 0.5},
            {"at_s": 6, "do": "latency", "target": "users>dns-1", "factor": 3}
        ]}"#;
    let path = std::env::temp_dir().join(format!("topple-script-{}.json", std::process::id()));
    std::fs::write(&path, text).unwrap();
    let (code, out, err) = topple(&[
        "simulate",
        path.to_str().unwrap(),
        "--json",
        "--seconds",
        "8",
    ]);
    std::fs::remove_file(&path).unwrap();
    assert_eq!((code, &*err), (0, ""));
    let run: Value = serde_json::from_str(&out).unwrap();
    let events = run["events"].as_array().unwrap().iter();
    let told: Vec<(&str, &str)> = events
        .filter(|e| e["by"].is_null() && e["what"] != "failures_start")
        .map(|e| (e["what"].as_str().unwrap(), e["text"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            ("said", "The name is about to be empty."),
            ("emptied", "dns-1 answers without addresses"),
            ("drained", "web-1 is drained: it gets no new requests"),
            ("errs", "web-1 answers 50 % with an error, at once"),
            (
                "loses",
                "the link from users to dns-1 loses 50 % of its messages"
            ),
            ("lags", "the link from users to dns-1 takes 3 times as long"),
        ]
    );
}

#[test]
fn while_servers_hang_nothing_is_served_again_and_the_hangs_are_charged() {
    let file = scenario("../reported/all-served-again-while-none-is");
    let (code, out, err) = topple(&["simulate", &file, "--json"]);
    assert_eq!(code, 0, "{err}");
    let run: Value = serde_json::from_str(&out).unwrap();
    let again = |event: &Value| event["what"] == "all_served_again";
    assert!(!run["events"].as_array().unwrap().iter().any(again));
    let faults = run["faults"].as_array().unwrap();
    let lost: Vec<i64> = faults.iter().map(|f| f["lost"].as_i64().unwrap()).collect();
    assert!(faults.iter().all(|f| f["counted"] == true));
    let timeouts = run["totals"]["failed"]["timed_out"].as_i64().unwrap();
    assert!(timeouts > 800);
    // Without one of the hangs its half of the requests would have been served.
    assert!(lost[2].abs_diff(timeouts / 2) < 60 && lost[3].abs_diff(timeouts / 2) < 60);
    assert!(faults[2..].iter().all(|f| f["recovered_after_s"].is_null()));
    // The two crashes did their harm only together, and each is charged with it.
    let in_all = sum(&run["totals"]["failed"]) as i64;
    assert_eq!(run["lost_in_all"].as_i64(), Some(in_all));
    let together = run["lost_together"].as_i64().unwrap();
    assert_eq!(together, in_all - lost.iter().sum::<i64>());
    assert!(together < -400, "{together}");
}

#[test]
fn what_a_fault_cost_is_the_difference_to_the_run_without_it() {
    let failed = |run: &Value| sum(&run["totals"]["failed"]) as i64;
    let kills = [
        "--kill", "db-1@10", "--kill", "web-1@12", "--kill", "lb-1@14",
    ];
    let all = simulated(&kills);
    for (fault, leave) in [0, 2, 4].into_iter().enumerate() {
        let mut kills = kills.to_vec();
        kills.drain(leave..leave + 2);
        let without = simulated(&kills);
        let cost = all["faults"][fault]["lost"].as_i64();
        assert_eq!(cost, Some(failed(&all) - failed(&without)));
    }
    assert_eq!(
        all["lost_in_all"].as_i64(),
        Some(failed(&all) - failed(&simulated(&[])))
    );
}

fn every_fault(arguments: &[&str]) -> String {
    let file = scenario("standby");
    let all = [
        &["simulate", &file, "--every-fault", "--seconds", "30"],
        arguments,
    ]
    .concat();
    let (code, out, _) = topple(&all);
    assert_eq!(code, 0);
    out
}

#[test]
fn every_single_fault_is_told_as_text_the_dearest_first() {
    expect![[r#"
        A standby that takes over
        each single fault at 10 s, in a run of its own of 30 s with seed 1

                 noticed    recovered  requests      writes
                   after  after (RTO)      lost  lost (RPO)
          db-1     5.0 s        8.2 s       405           1
          lb-1     never        2.0 s         2           0
          web-2    7.3 s        2.0 s         2           0
          dns-1    never        0.0 s         0           0
          dns-2    never        0.0 s         0           0
          lb-2     never        0.0 s         0           0
          web-1    7.2 s        0.0 s         0           0
          db-2     never        0.0 s         0           0

          Beside the same run without a fault. Recovered: when the last request failed of it. Never: not
          within the 20 s that were played.
    "#]]
    .assert_eq(&every_fault(&[]));
}

#[test]
fn every_single_fault_is_told_in_markdown_with_links_where_they_are_wanted() {
    expect![[r#"
        | fault | noticed after | recovered after (RTO) | requests lost | writes lost (RPO) |
        | --- | ---: | ---: | ---: | ---: |
        | `web-1>db-1` | never | never | 600 | 0 |
        | `web-2>db-1` | never | never | 598 | 0 |
        | `db-1` | 5.0 s | 8.2 s | 378 | 1 |
        | `dns-1` | never | 0.0 s | 0 | 0 |
        | `dns-2` | never | 0.0 s | 0 | 0 |
        | `lb-1` | never | 0.0 s | 0 | 0 |
        | `lb-2` | never | 0.0 s | 0 | 0 |
        | `web-1` | 8.2 s | 0.0 s | 0 | 0 |
        | `web-2` | 7.5 s | 0.0 s | 0 | 0 |
        | `db-2` | never | 0.0 s | 0 | 0 |
        | `users>dns-1` | never | 0.0 s | 0 | 0 |
        | `users>dns-2` | never | 0.0 s | 0 | 0 |
        | `dns-1>lb-1` | never | 0.0 s | 0 | 0 |
        | `dns-1>lb-2` | never | 0.0 s | 0 | 0 |
        | `dns-2>lb-1` | never | 0.0 s | 0 | 0 |
        | `dns-2>lb-2` | never | 0.0 s | 0 | 0 |
        | `lb-1>web-1` | 8.5 s | 0.0 s | 0 | 0 |
        | `lb-1>web-2` | 8.3 s | 0.0 s | 0 | 0 |
        | `lb-2>web-1` | 8.2 s | 0.0 s | 0 | 0 |
        | `lb-2>web-2` | 7.5 s | 0.0 s | 0 | 0 |
        | `db-1>db-2` | 5.0 s | 0.0 s | 0 | 0 |
    "#]]
    .assert_eq(&every_fault(&["--markdown", "--links", "--at", "5"]));
}

#[test]
fn every_single_fault_is_told_as_json_and_costs_what_its_run_alone_tells() {
    let json = every_fault(&["--json"]);
    expect![[r#"
        {"seed":1,"seconds":30.0,"at_s":10.0,"faults":[{"target":"db-1","do":"kill","detected_after_s":5.0,"recovered_after_s":8.240515,"lost":405,"lost_writes":1,"conflicting_writes":0,"degraded":0,"dead_letters":0},{"target":"lb-1","do":"kill","detected_after_s":null,"recovered_after_s":1.996603,"lost":2,"lost_writes":0,"conflicting_writes":0,"degraded":0,"dead_letters":0},{"target":"web-2","do":"kill","detected_after_s":7.325535,"recovered_after_s":1.996603,"lost":2,"lost_writes":0,"conflicting_writes":0,"degraded":0,"dead_letters":0},{"target":"dns-1","do":"kill","detected_after_s":null,"recovered_after_s":0.0,"lost":0,"lost_writes":0,"conflicting_writes":0,"degraded":0,"dead_letters":0},{"target":"dns-2","do":"kill","detected_after_s":null,"recovered_after_s":0.0,"lost":0,"lost_writes":0,"conflicting_writes":0,"degraded":0,"dead_letters":0},{"target":"lb-2","do":"kill","detected_after_s":null,"recovered_after_s":0.0,"lost":0,"lost_writes":0,"conflicting_writes":0,"degraded":0,"dead_letters":0},{"target":"web-1","do":"kill","detected_after_s":7.237553,"recovered_after_s":0.0,"lost":0,"lost_writes":0,"conflicting_writes":0,"degraded":0,"dead_letters":0},{"target":"db-2","do":"kill","detected_after_s":null,"recovered_after_s":0.0,"lost":0,"lost_writes":0,"conflicting_writes":0,"degraded":0,"dead_letters":0}]}
    "#]]
    .assert_eq(&json);
    let json: Value = serde_json::from_str(&json).unwrap();
    for fault in json["faults"].as_array().unwrap() {
        let kill = format!("{}@10", fault["target"].as_str().unwrap());
        let alone = simulated(&["--seconds", "30", "--kill", &kill]);
        for key in [
            "lost",
            "lost_writes",
            "detected_after_s",
            "recovered_after_s",
        ] {
            assert_eq!(alone["faults"][0][key], fault[key], "{kill} {key}");
        }
    }
}

#[test]
fn every_fault_goes_with_no_other_and_strikes_within_the_run() {
    let file = scenario("standby");
    for (arguments, told) in [
        (&["--at", "5"][..], "--every-fault"),
        (&["--markdown"], "--every-fault"),
        (
            &["--every-fault", "--kill", "db-1@5"],
            "cannot be used with",
        ),
        (
            &["--every-fault", "--revive", "db-1@5"],
            "cannot be used with",
        ),
        (
            &["--every-fault", "--markdown", "--json"],
            "cannot be used with",
        ),
        (
            &["--every-fault", "--at", "60"],
            "--at: 60 is not a second of the run, from 0 to before 60\n",
        ),
    ] {
        let (code, out, err) = topple(&[&["simulate", &file], arguments].concat());
        assert_eq!((code, &*out), (2, ""));
        assert!(err.contains(told), "{err}");
    }
}
