//! Scenarios whose answers were worked out by hand, held against the analysis and against the run. `tests/scenarios/README.md` says what
//! an expectation states.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;
use topple::analysis::{
    Failed, Options, Report, Verdict, analyse, classes, pairs as analysis_pairs,
};
use topple::formats::json;
use topple::model::{Kind, Scenario, Settings, Target};
use topple_testing::settled;

const SCENARIOS: [&str; 8] = [
    "one-server",
    "read-replica",
    "sharding",
    "standby",
    "two-balancers",
    "two-balancers-one-dead",
    "two-regions",
    "two-servers-one-balancer",
];

/// A scenario, what is dead in it, and what must be found.
struct Known {
    scenario: Scenario,
    failed: Failed,
    expect: Value,
}

fn known(name: &str) -> Known {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let read = |file: String| fs::read_to_string(folder.join(file)).unwrap();
    let scenario = json::read(&read(format!("{name}.json"))).unwrap();
    let expect: Value = serde_json::from_str(&read(format!("{name}.expect.json"))).unwrap();
    let dead = texts(&expect["failed"]);
    let failed = dead.iter().map(|id| scenario.target(id).unwrap()).collect();
    Known {
        scenario,
        failed,
        expect,
    }
}

fn texts(list: &Value) -> Vec<String> {
    let list = list.as_array().into_iter().flatten();
    list.map(|text| text.as_str().unwrap().to_owned()).collect()
}

fn report(known: &Known) -> Report {
    analyse(&known.scenario, &known.failed, Options::default())
}

/// Elements with their impact in thousandths.
fn impacts(verdicts: &[Verdict]) -> BTreeMap<String, i64> {
    verdicts
        .iter()
        .map(|v| (v.element.to_string(), (v.impact * 1_000.0).round() as i64))
        .collect()
}

fn expected_impacts(expect: &Value) -> Option<BTreeMap<String, i64>> {
    let thousandths = |share: &Value| (share.as_f64().unwrap() * 1_000.0).round() as i64;
    Some(
        expect
            .as_object()?
            .iter()
            .map(|(id, share)| (id.clone(), thousandths(share)))
            .collect(),
    )
}

#[test]
fn every_scenario_has_its_known_single_points_of_failure() {
    for name in SCENARIOS {
        let known = known(name);
        if let Some(expected) = expected_impacts(&known.expect["spofs"]) {
            assert_eq!(impacts(&report(&known).spofs), expected, "{name}");
        }
    }
}

#[test]
fn every_scenario_has_its_known_leaks() {
    for name in SCENARIOS {
        let known = known(name);
        if let Some(expected) = expected_impacts(&known.expect["leaks"]) {
            assert_eq!(impacts(&report(&known).leaks), expected, "{name}");
        }
    }
}

#[test]
fn every_scenario_loses_the_known_classes() {
    for name in SCENARIOS {
        let known = known(name);
        let report = report(&known);
        for (element, down) in known.expect["classes_down"]
            .as_object()
            .into_iter()
            .flatten()
        {
            let verdict = report
                .spofs
                .iter()
                .find(|v| v.element.to_string() == *element);
            let found: Vec<_> = verdict
                .unwrap()
                .classes
                .iter()
                .map(ToString::to_string)
                .collect();
            assert_eq!(found, texts(down), "{name}, {element}");
        }
    }
}

/// Pairs of components whose joint loss takes a class down that neither alone does, by trying all of them.
fn pairs(known: &Known) -> BTreeSet<Vec<String>> {
    let served = |dead: &[Target]| -> Vec<bool> {
        let failed = dead
            .iter()
            .fold(known.failed.clone(), |failed, target| failed.with(*target));
        classes(&known.scenario, &failed)
            .iter()
            .map(|class| class.served > 0.0)
            .collect()
    };
    let living = known
        .scenario
        .components
        .iter()
        .filter(|c| c.kind() != Kind::Client);
    let living = living
        .filter(|c| !known.failed.components.contains(&c.id))
        .map(|c| Target::Component(c.id));
    let regions = known.scenario.regions.iter().map(|r| Target::Region(r.id));
    let living: Vec<_> = living.chain(regions).collect();
    let nothing = served(&[]);
    let lost = |dead: &[Target]| -> Vec<bool> {
        let both = nothing.iter().zip(served(dead));
        both.map(|(was, is)| *was && !is).collect()
    };
    let is_spof = |element: Target| lost(&[element]).contains(&true);
    let inside = |outer: Target| -> Vec<Target> {
        let within = living.iter().copied();
        within
            .filter(|inner| lies_within(&known.scenario, outer, *inner))
            .collect()
    };
    let mut found = BTreeSet::new();
    for (i, &a) in living.iter().enumerate() {
        for &b in &living[i + 1..] {
            let contains = inside(a).contains(&b) || inside(b).contains(&a);
            if contains || (is_spof(a) && is_spof(b)) {
                continue;
            }
            // Both together, neither alone, and neither replaced by something within it.
            let mut fewer = vec![lost(&[a]), lost(&[b])];
            fewer.extend(inside(a).into_iter().map(|inner| lost(&[inner, b])));
            fewer.extend(inside(b).into_iter().map(|inner| lost(&[a, inner])));
            let both = lost(&[a, b]);
            if (0..both.len()).any(|class| both[class] && !fewer.iter().any(|lost| lost[class])) {
                let mut pair = vec![a.to_string(), b.to_string()];
                pair.sort();
                found.insert(pair);
            }
        }
    }
    found
}

fn lies_within(scenario: &Scenario, outer: Target, inner: Target) -> bool {
    if let (Target::Group(group), Target::Component(id)) = (outer, inner) {
        let component = scenario.component(id);
        return component.is_some_and(|c| c.groups.contains(&group));
    }
    let Target::Region(outer) = outer else {
        return false;
    };
    match inner {
        Target::Component(id) => scenario
            .component(id)
            .is_some_and(|c| scenario.lies_in(c, outer)),
        Target::Region(id) => id != outer && scenario.enclosing(Some(id)).contains(&outer),
        Target::Group(_) | Target::Link(_) | Target::Note(_) => false,
    }
}

#[test]
fn the_pairs_found_are_those_that_trying_all_finds() {
    for name in SCENARIOS {
        let known = known(name);
        let found = analysis_pairs(&known.scenario, &known.failed, Options::default());
        let found: BTreeSet<Vec<String>> = found
            .iter()
            .map(|pair| pair.elements.iter().map(ToString::to_string).collect())
            .collect();
        assert_eq!(found, pairs(&known), "{name}");
    }
}

#[test]
fn every_scenario_has_its_known_pairs() {
    for name in SCENARIOS {
        let known = known(name);
        let expected = |key: &str| -> Option<BTreeSet<Vec<String>>> {
            let sorted = |pair| {
                let mut pair = texts(pair);
                pair.sort();
                pair
            };
            Some(known.expect[key].as_array()?.iter().map(sorted).collect())
        };
        if let Some(expected) = expected("pairs") {
            assert_eq!(pairs(&known), expected, "{name}");
        }
        if let Some(expected) = expected("pairs_include") {
            assert!(pairs(&known).is_superset(&expected), "{name}");
        }
    }
}

/// The scenario with clients that only read, or only write.
fn only(scenario: &Scenario, reads: f64) -> Scenario {
    let mut only = scenario.clone();
    for component in &mut only.components {
        if let Settings::Client(client) = &mut component.settings {
            client.reads = reads;
        }
    }
    only
}

#[test]
fn with_each_element_killed_the_run_settles_at_the_share_that_the_analysis_says() {
    for name in SCENARIOS {
        let known = known(name);
        let components = known
            .scenario
            .components
            .iter()
            .filter(|c| c.kind() != Kind::Client);
        let elements = components.map(|c| Target::Component(c.id));
        let elements: Vec<_> = elements
            .chain(known.scenario.regions.iter().map(|r| Target::Region(r.id)))
            .collect();
        for reads in [1.0, 0.0] {
            let scenario = only(&known.scenario, reads);
            for element in &elements {
                let failed = known.failed.with(*element);
                let share = analyse(&scenario, &failed, Options::default()).served;
                let run = settled::settled(&scenario, &failed, 60);
                assert!(
                    run.agrees_with(share),
                    "{name} with {element} dead and a share of {reads} reads: {run:?}, and the analysis says {share}"
                );
            }
        }
    }
}
