//! Flowcharts that are written, and read back as the same system.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use topple_import::mermaid::write::write;
use topple_import::{File, import, mermaid};
use topple_model::sketch::sketch;
use topple_model::{Kind, Scenario, Topology};
use topple_testing::systems;

/// The zones around each part, innermost first, by name.
fn zones(scenario: &Scenario) -> BTreeMap<String, Vec<String>> {
    let chain = |region| {
        scenario
            .enclosing(region)
            .into_iter()
            .filter_map(|id| scenario.region(id))
            .map(|r| line(r.display_name()))
            .collect()
    };
    scenario
        .components
        .iter()
        .filter(|c| c.kind() != Kind::Client)
        .map(|c| (c.id.to_string(), chain(c.region)))
        .collect()
}

/// The service that each part that works or keeps is of.
fn services(scenario: &Scenario) -> BTreeMap<String, String> {
    let topology = Topology::new(scenario);
    let works = scenario
        .components
        .iter()
        .enumerate()
        .filter(|(_, c)| c.kind().row().own_service().is_some());
    works
        .filter_map(|(place, c)| {
            Some((c.id.to_string(), line(&topology.drawn_set(place).0?.label)))
        })
        .collect()
}

/// A text as it stands on one line.
fn line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

fn kinds(scenario: &Scenario) -> BTreeMap<String, Kind> {
    scenario
        .components
        .iter()
        .map(|c| (c.id.to_string(), c.kind()))
        .collect()
}

fn id(name: &str) -> String {
    name.replace('_', "-").trim_end_matches('-').to_owned()
}

/// What is read of what is written is the same: kinds, services, zones and every link.
fn comes_back(scenario: &Scenario) {
    let flowchart = write(scenario);
    let inventory = mermaid::read(&flowchart.text, 0)
        .unwrap_or_else(|problem| panic!("{problem}\n{}", flowchart.text));
    let read: BTreeMap<String, Kind> = inventory
        .parts
        .iter()
        .map(|p| (id(&p.name), p.kind.as_ref().expect("a kind").what))
        .collect();
    assert_eq!(read, kinds(scenario), "{}", flowchart.text);
    let links: BTreeSet<String> = inventory
        .calls
        .iter()
        .map(|c| format!("{}>{}", id(&c.from), id(&c.to)))
        .collect();
    let wanted: BTreeSet<String> = scenario.links.iter().map(|l| l.id().to_string()).collect();
    assert_eq!(links, wanted, "{}", flowchart.text);
    let of: BTreeMap<String, String> = inventory
        .parts
        .iter()
        .filter_map(|p| Some((id(&p.name), p.service.as_ref()?.what.clone())))
        .collect();
    assert_eq!(of, services(scenario), "{}", flowchart.text);
    let chain = |zone: Option<&usize>| {
        std::iter::successors(zone.copied(), |z| inventory.zones[*z].parent)
            .map(|z| inventory.zones[z].name.clone())
            .collect()
    };
    let found: BTreeMap<String, Vec<String>> = inventory
        .parts
        .iter()
        .filter(|p| p.kind.as_ref().is_some_and(|k| k.what != Kind::Client))
        .map(|p| (id(&p.name), chain(p.zones.first())))
        .collect();
    assert_eq!(found, zones(scenario), "{}", flowchart.text);
    assert!(inventory.left_out.is_empty(), "{:?}", inventory.left_out);
}

/// And so is the drawing, where databases are not tied in ways of their own.
fn draws_the_same(scenario: &Scenario) {
    let flowchart = write(scenario);
    let files = [File {
        name: "system.mmd",
        text: &flowchart.text,
    }];
    let drawn = import(&files, &[])
        .unwrap_or_else(|problems| panic!("{problems:?}\n{}", flowchart.text))
        .scenario;
    assert_eq!(kinds(&drawn), kinds(scenario), "{}", flowchart.text);
    assert_eq!(zones(&drawn), zones(scenario), "{}", flowchart.text);
    assert_eq!(services(&drawn), services(scenario), "{}", flowchart.text);
    let links =
        |s: &Scenario| -> BTreeSet<String> { s.links.iter().map(|l| l.id().to_string()).collect() };
    assert_eq!(links(&drawn), links(scenario), "{}", flowchart.text);
}

#[test]
fn a_system_with_every_kind_is_drawn_again() {
    let scenario = sketch(
        "
        users -> dns -> lb-1 lb-2 -> web-1 web-2 -> db-1
        web-1 web-2 -> cache-1 queue-1
        queue-1 -> worker-1
        db-1 -> db-2 db-3
        db-2: role=standby
        db-3: role=read_replica
        worker-1: service=mailer
        west = lb-1 web-1 db-1
        east = lb-2 web-2
        west < america
        end -> db-1
        web-1 web-2 -> end
        end: service=the_end
        ",
    );
    comes_back(&scenario);
    draws_the_same(&scenario);
    let flowchart = write(&scenario);
    assert_eq!(flowchart.lost, [""; 0], "{}", flowchart.text);
}

#[test]
fn what_is_lost_is_listed() {
    let mut scenario = sketch(
        "users -> lb-1 -> web-1 -> db-1\nlb-1: retries=0\nedge ~ lb-1\nweb-1: restart_s=30\nweb-1>db-1: required=off",
    );
    scenario.seed = 7;
    let lost = write(&scenario).lost.join(" ");
    for word in [
        "Settings",
        "started again",
        "Shared fates",
        "required",
        "Seed",
    ] {
        assert!(lost.contains(word), "{word}: {lost}");
    }
}

#[test]
fn texts_are_data() {
    let mut scenario = sketch("users -> web-1");
    scenario.title = "a: \"b\"\n---\nend".to_owned();
    scenario.components[1].name = Some("\"]:::cache\nend --> <br/> #quot; | `x` **y**".to_owned());
    comes_back(&scenario);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_system_comes_back(seed in any::<u64>(), size in 1usize..40) {
        comes_back(&systems::any(seed, size));
        comes_back(&systems::wired(seed, size));
        comes_back(&systems::pooled(seed));
    }
}
