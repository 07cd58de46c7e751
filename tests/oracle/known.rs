//! The oracle itself, against systems whose answers were worked out by hand.

use crate::file::{Broken, read};
use crate::verdicts::{Oracle, Verdict};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

fn impacts(verdicts: &[Verdict]) -> BTreeMap<String, i64> {
    verdicts
        .iter()
        .map(|verdict| {
            (
                verdict.element.clone(),
                (verdict.impact * 1e6).round() as i64,
            )
        })
        .collect()
}

fn wanted(expect: &Value) -> Option<BTreeMap<String, i64>> {
    let wanted = expect.as_object()?.iter();
    let millionths = |share: &Value| (share.as_f64().unwrap() * 1e6).round() as i64;
    Some(
        wanted
            .map(|(id, share)| (id.clone(), millionths(share)))
            .collect(),
    )
}

fn texts(list: &Value) -> BTreeSet<String> {
    let list = list.as_array().into_iter().flatten();
    list.map(|text| text.as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_oracle_knows_the_known_answers() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut looked_at = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(name) = name.strip_suffix(".expect.json") else {
            continue;
        };
        let system = read(&fs::read_to_string(folder.join(format!("{name}.json"))).unwrap());
        let expect = fs::read_to_string(folder.join(format!("{name}.expect.json"))).unwrap();
        let expect: Value = serde_json::from_str(&expect).unwrap();
        let failed = texts(&expect["failed"]);
        let failed = failed.iter().map(|id| system.element(id).unwrap());
        let broken = failed.fold(Broken::default(), |broken, element| broken.with(element));
        let oracle = Oracle::new(system, &[broken]);
        let verdicts = oracle.verdicts(false);
        if let Some(spofs) = wanted(&expect["spofs"]) {
            assert_eq!(impacts(&verdicts.spofs), spofs, "{name}");
        }
        if let Some(leaks) = wanted(&expect["leaks"]) {
            assert_eq!(impacts(&verdicts.leaks), leaks, "{name}");
        }
        for (element, classes) in expect["classes_down"].as_object().into_iter().flatten() {
            let spof = verdicts.spofs.iter().find(|spof| spof.element == *element);
            assert_eq!(spof.unwrap().classes, texts(classes), "{name}");
        }
        let pairs: BTreeSet<BTreeSet<String>> = oracle.pairs(false).into_keys().collect();
        let of = |key: &str| -> Option<BTreeSet<BTreeSet<String>>> {
            Some(expect[key].as_array()?.iter().map(texts).collect())
        };
        if let Some(wanted) = of("pairs") {
            assert_eq!(pairs, wanted, "{name}");
        }
        if let Some(wanted) = of("pairs_include") {
            assert!(pairs.is_superset(&wanted), "{name}: {pairs:?}");
        }
        looked_at += 1;
    }
    assert!(looked_at >= 8);
}

fn pair(a: &str, b: &str) -> BTreeSet<String> {
    [a, b].map(str::to_owned).into()
}

fn link(from: &str, to: &str) -> Value {
    json!({ "from": from, "to": to })
}

#[test]
fn five_voters_in_three_zones_are_lost_by_a_zone_and_a_node_elsewhere() {
    let zones = ["za", "za", "zb", "zb", "zc"];
    let mut parts = vec![
        json!({ "id": "users", "kind": "client", "reads": 0 }),
        json!({ "id": "web-1", "kind": "server" }),
        json!({ "id": "web-2", "kind": "server" }),
        json!({ "id": "lb-1", "kind": "load_balancer" }),
    ];
    let mut links = vec![
        link("users", "lb-1"),
        link("lb-1", "web-1"),
        link("lb-1", "web-2"),
    ];
    for (at, zone) in zones.into_iter().enumerate() {
        let id = format!("db-{}", at + 1);
        let role = if at == 0 { "primary" } else { "standby" };
        parts.push(json!({
            "id": id, "kind": "database", "role": role, "failover": "quorum", "region": zone
        }));
        links.extend([link("web-1", &id), link("web-2", &id)]);
        if at > 0 {
            links.push(link("db-1", &id));
        }
    }
    let regions: Vec<Value> = ["za", "zb", "zc"]
        .iter()
        .map(|id| json!({ "id": id }))
        .collect();
    let file = json!({ "topple": 2, "regions": regions, "components": parts, "links": links });
    let oracle = Oracle::new(read(&file.to_string()), &[]);
    let expected: BTreeSet<BTreeSet<String>> = [
        pair("za", "db-3"),
        pair("za", "db-4"),
        pair("za", "db-5"),
        pair("zb", "db-1"),
        pair("zb", "db-2"),
        pair("zb", "db-5"),
        pair("web-1", "web-2"),
    ]
    .into();
    let found: BTreeSet<BTreeSet<String>> = oracle.pairs(false).into_keys().collect();
    assert_eq!(found, expected);
}

#[test]
fn the_minority_side_of_a_partition_writes_nowhere() {
    let node = |id: &str, role: &str, region: &str| json!({ "id": id, "kind": "database", "role": role, "failover": "quorum", "region": region });
    let client = |id: &str, region: &str| json!({ "id": id, "kind": "client", "reads": 0, "region": region });
    let server = |id: &str, region: &str| json!({ "id": id, "kind": "server", "region": region });
    let file = json!({
        "topple": 2,
        "regions": [{ "id": "east" }, { "id": "west" }, { "id": "hub" }],
        "components": [
            client("users-east", "east"), client("users-west", "west"),
            server("web-east", "east"), server("web-west", "west"),
            node("db-east", "primary", "east"), node("db-west", "standby", "west"), node("db-hub", "standby", "hub")
        ],
        "links": [
            link("users-east", "web-east"), link("users-west", "web-west"),
            link("web-east", "db-east"), link("web-east", "db-west"),
            link("web-west", "db-west"), link("web-west", "db-east"),
            link("db-east", "db-west"), link("db-east", "db-hub"), link("db-hub", "db-west")
        ]
    });
    let cut = [
        "db-east>db-west",
        "db-east>db-hub",
        "web-east>db-west",
        "web-west>db-east",
    ];
    let system = read(&file.to_string());
    let links = cut.iter().map(|id| system.element(id).unwrap());
    let cut = links.fold(Broken::default(), |broken, link| broken.with(link));
    let mut isolated = Broken::default();
    isolated.isolated.insert(0);
    for broken in [cut, isolated] {
        let oracle = Oracle::new(read(&file.to_string()), &[broken]);
        let shares: BTreeMap<&str, f64> = oracle
            .classes
            .iter()
            .map(|class| &*class.name)
            .zip(oracle.shares(&[]).into_iter().map(|share| share.served))
            .collect();
        assert_eq!(
            shares,
            [("users-east/write", 0.0), ("users-west/write", 1.0)].into()
        );
    }
}

#[test]
fn the_old_primary_comes_back_as_a_standby_or_takes_its_role_back() {
    for (failback, acts) in [("stay", "db-2"), ("return", "db-1")] {
        let file = json!({
            "topple": 2,
            "components": [
                { "id": "db-1", "kind": "database", "failback": failback },
                { "id": "db-2", "kind": "database", "role": "standby" }
            ],
            "links": [link("db-1", "db-2")]
        });
        let system = read(&file.to_string());
        let dead = Broken::default().with(system.element("db-1").unwrap());
        let oracle = Oracle::new(system, &[dead, Broken::default()]);
        let acting = oracle.acting(&oracle.sets[0]);
        let names: Vec<&str> = acting
            .iter()
            .map(|node| &*oracle.system.parts[*node].id)
            .collect();
        assert_eq!(names, [acts]);
    }
}
