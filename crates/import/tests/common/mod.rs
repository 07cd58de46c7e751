//! What the tests of readers share.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use topple_analysis::{Failed, Options, Verdict, analyse, pairs};
use topple_import::inventory::Carries;
use topple_import::{File, Import, Inventory, import};
use topple_model::Kind;
use topple_model::imported::How;

/// The text of a case.
pub fn case(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases")
        .join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// An inventory in a few lines, to be compared and read.
pub fn outline(inventory: &Inventory) -> String {
    let mut out = String::new();
    for part in &inventory.parts {
        let kind = part.kind.as_ref().map_or("?", |k| k.what.key());
        let _ = write!(out, "{} {kind}", part.name);
        if let Some(image) = &part.image {
            let _ = write!(out, " image={}", image.what);
        }
        if let Some(service) = &part.service {
            let _ = write!(out, " service={}", service.what);
        }
        if let Some(nodes) = &part.nodes {
            let _ = write!(out, " nodes={}", nodes.what);
        }
        if !part.zones.is_empty() {
            let names: Vec<&str> = part
                .zones
                .iter()
                .map(|z| inventory.zones[*z].name.as_str())
                .collect();
            let _ = write!(out, " in {}", names.join(","));
        }
        if part.entry.is_some() {
            out.push_str(" entry");
        }
        if part.managed {
            out.push_str(" managed");
        }
        if part.restarts {
            out.push_str(" restarts");
        }
        let store = &part.store;
        if let Some(role) = &store.role {
            let _ = write!(out, " role={:?}", role.what);
        }
        if let Some(copies) = &store.copies {
            let _ = write!(out, " copies={}", copies.what);
        }
        if store.set.is_some() {
            out.push_str(" set");
        }
        if let Some(failover) = &store.failover {
            let _ = write!(out, " failover={:?}", failover.what);
        }
        if store.hidden_standby.is_some() {
            out.push_str(" +standby");
        }
        let balancer = &part.balancer;
        match balancer.check.as_ref().map(|c| c.what) {
            Some(Some(c)) => {
                let _ = write!(
                    out,
                    " check={}/{}/{}/{}",
                    c.interval_s, c.timeout_s, c.fall, c.rise
                );
            }
            Some(None) => out.push_str(" check=off"),
            None => {}
        }
        if let Some(retries) = &balancer.retries {
            let _ = write!(out, " retries={}", retries.what);
        }
        if let Some(timeout) = &balancer.connect_timeout_ms {
            let _ = write!(out, " connect={}", timeout.what);
        }
        if let Some(algorithm) = &balancer.algorithm {
            let _ = write!(out, " {:?}", algorithm.what);
        }
        out.push('\n');
    }
    for call in &inventory.calls {
        let arrow = match call.carries {
            Carries::Requests => ">",
            Carries::Replication => "~",
            Carries::Undirected => "-",
        };
        let sure = if call.evidence.certainty == topple_import::Certainty::Found {
            ""
        } else {
            " ?"
        };
        let _ = writeln!(out, "{} {arrow} {}{sure}", call.from, call.to);
    }
    for zone in &inventory.zones {
        let parent = zone
            .parent
            .map_or(String::new(), |p| format!(" < {}", inventory.zones[p].name));
        let _ = writeln!(out, "zone {}{parent}", zone.name);
    }
    for left in &inventory.left_out {
        let _ = writeln!(out, "not {}: {}", left.name, left.why);
    }
    for remark in &inventory.remarks {
        let _ = writeln!(out, "* {}", remark.text);
    }
    out
}

/// What these cases together are drawn as.
pub fn import_cases(names: &[&str]) -> Import {
    let texts: Vec<String> = names.iter().map(|name| case(name)).collect();
    let files: Vec<File<'_>> = names
        .iter()
        .zip(&texts)
        .map(|(name, text)| File { name, text })
        .collect();
    import(&files, &[]).unwrap_or_else(|problems| panic!("{names:?}: {problems:?}"))
}

/// What was worked out by hand.
pub fn expected(name: &str) -> Value {
    serde_json::from_str(&case(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// An id without its dashes, in which ids may differ.
fn plain(id: &str) -> String {
    id.replace('-', "")
}

/// The verdicts with their shares, pairs, kinds and what is left out are those expected. `renamed`: ids that differ.
pub fn holds(case: &str, import: &Import, expect: &Value, renamed: &[(&str, &str)]) {
    let called = |id: &str| {
        let ours = renamed.iter().find(|(theirs, _)| *theirs == id);
        ours.map_or_else(|| plain(id), |(_, ours)| plain(ours))
    };
    let (nothing, options) = (Failed::nothing(), Options::default());
    let report = analyse(&import.scenario, &nothing, options);
    let found = |verdicts: &[Verdict]| -> BTreeMap<String, i64> {
        let each = verdicts.iter();
        each.map(|v| (plain(&v.element.to_string()), thousandths(v.impact)))
            .collect()
    };
    let wanted = |key: &str| -> BTreeMap<String, i64> {
        let object = expect[key].as_object().into_iter().flatten();
        object
            .map(|(id, share)| (called(id), thousandths(share.as_f64().expect("a share"))))
            .collect()
    };
    assert_eq!(
        found(&report.spofs),
        wanted("spofs"),
        "{case}: single points of failure"
    );
    assert_eq!(found(&report.leaks), wanted("leaks"), "{case}: leaks");
    let texts = |list: &Value| -> BTreeSet<String> {
        let list = list.as_array().into_iter().flatten();
        list.map(|text| called(text.as_str().expect("a text")))
            .collect()
    };
    let together: BTreeSet<BTreeSet<String>> = pairs(&import.scenario, &nothing, options)
        .iter()
        .map(|pair| {
            pair.elements
                .iter()
                .map(|e| plain(&e.to_string()))
                .collect()
        })
        .collect();
    let wanted_pairs = expect["pairs"].as_array().into_iter().flatten();
    let wanted_pairs: BTreeSet<BTreeSet<String>> = wanted_pairs.map(texts).collect();
    assert_eq!(together, wanted_pairs, "{case}: pairs");
    let mut kinds: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for component in &import.scenario.components {
        // What was drawn as a server before there were queues is one now.
        let kind = match component.kind() {
            Kind::Queue => Kind::Server,
            kind => kind,
        };
        let of_kind = kinds.entry(kind.key()).or_default();
        of_kind.insert(plain(component.id.as_str()));
    }
    let wanted_kinds = expect["import"]["kinds"].as_object().into_iter().flatten();
    let wanted_kinds: BTreeMap<&str, BTreeSet<String>> = wanted_kinds
        .map(|(kind, ids)| (kind.as_str(), texts(ids)))
        .collect();
    assert_eq!(kinds, wanted_kinds, "{case}: kinds");
    for left in expect["import"]["left_out"]
        .as_array()
        .into_iter()
        .flatten()
    {
        let left = left.as_str().expect("a text");
        let mut rows = import.imported.rows.iter();
        let is_told = rows.any(|row| row.how == How::LeftOut && row.text.contains(left));
        assert!(is_told, "{case}: {left} is left out and told");
    }
}

fn thousandths(share: f64) -> i64 {
    (share * 1_000.0).round() as i64
}

/// Each of the lists of words stands together in one row.
pub fn tells(case: &str, import: &Import, wanted: &[&[&str]]) {
    let texts: Vec<String> = import
        .imported
        .rows
        .iter()
        .map(|row| format!("{:?}: {} [{}]", row.how, row.text, row.place))
        .collect();
    for words in wanted {
        assert!(
            texts
                .iter()
                .any(|text| words.iter().all(|word| text.contains(word))),
            "{case}: no row says {words:?}: {texts:#?}"
        );
    }
}
