//! The oracle itself, against systems whose answers were worked out by hand.

use crate::file::{Broken, read};
use crate::verdicts::{Oracle, Verdict};
use serde_json::Value;
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
