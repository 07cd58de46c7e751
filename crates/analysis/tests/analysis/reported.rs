//! Small systems that were once told wrongly, each from a public report of a real one.

use std::collections::BTreeSet;

use topple_analysis::{Failed, Options, analyse, mends_for, pairs};
use topple_formats::json;
use topple_model::script::Deed;
use topple_model::{Action, RegionId, Scenario};

fn reported(name: &str) -> Scenario {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/scenarios/reported"
    );
    let text = std::fs::read_to_string(format!("{folder}/{name}.json")).expect("it is there");
    json::read(&text).expect("it is sound")
}

fn spofs(scenario: &Scenario, failed: &Failed) -> BTreeSet<String> {
    let found = analyse(scenario, failed, Options::default()).spofs;
    found.iter().map(|v| v.element.to_string()).collect()
}

/// arXiv 2206.11321: five nodes that decide by majority, two in each of two zones and one in a third.
#[test]
fn five_nodes_in_three_zones_fall_with_a_zone_and_a_node_of_another() {
    let scenario = reported("five-nodes-three-zones");
    let nothing = Failed::nothing();
    assert_eq!(
        spofs(&scenario, &nothing),
        BTreeSet::from(["lb-1".to_owned()])
    );
    let found: BTreeSet<String> = pairs(&scenario, &nothing, Options::default())
        .iter()
        .map(|pair| {
            let ids: Vec<String> = pair.elements.iter().map(ToString::to_string).collect();
            ids.join("+")
        })
        .collect();
    let voters = |zone: &str| -> Vec<String> {
        let in_zone = scenario.components.iter().filter(|c| {
            c.database().is_some() && c.region.is_some_and(|region| region.as_str() == zone)
        });
        in_zone.map(|c| c.id.to_string()).collect()
    };
    let mut expected = BTreeSet::from(["web-1+web-2".to_owned()]);
    for (zone, others) in [("za", ["zb", "zc"]), ("zb", ["za", "zc"])] {
        let nodes = others.iter().flat_map(|other| voters(other));
        expected.extend(nodes.map(|node| format!("{node}+{zone}")));
    }
    assert_eq!(found, expected);
}

/// patroni#534: two nodes that vote are no majority without either.
#[test]
fn a_quorum_of_two_is_mended_by_a_third_vote_first() {
    let scenario = reported("quorum-of-two");
    let nothing = Failed::nothing();
    for element in ["db-1", "db-2", "za", "zb"] {
        assert!(spofs(&scenario, &nothing).contains(element), "{element}");
        let target = scenario.target(element).expect("it is there");
        let told: Vec<String> = mends_for(&scenario, &nothing, target)
            .iter()
            .map(|mend| mend.told(&scenario))
            .collect();
        let first = "Add a standby of db, as the third that votes";
        assert_eq!(told.first().map(String::as_str), Some(first), "{element}");
        for mend in told.iter().filter(|told| told.contains("automatic")) {
            assert!(mend.contains("split brain"), "{element}: {mend}");
        }
    }
}

/// github.blog, 30 October 2018: who is cut off from the primary does not write on, cut link by link or isolated.
#[test]
fn the_minority_side_of_a_partition_serves_nothing() {
    let scenario = reported("minority-side-of-a-partition");
    let mut cut = Failed::nothing();
    let mut isolated = Failed::nothing();
    for entry in &scenario.script {
        if let Deed::Act(Action::Cut(link)) = entry.deed {
            cut.links.insert(link);
        }
    }
    assert!(!cut.links.is_empty());
    isolated.isolated.extend(RegionId::new("east"));
    let served = |failed: &Failed| -> Vec<(String, f64)> {
        let report = analyse(&scenario, failed, Options::default());
        let row = |c: &topple_analysis::ClassReport| (c.class.to_string(), c.served);
        report.classes.iter().map(row).collect()
    };
    assert_eq!(served(&cut), served(&isolated));
    for (class, share) in served(&cut) {
        let is_east = class.contains("east");
        assert_eq!(share, if is_east { 0.0 } else { 1.0 }, "{class}");
    }
}
