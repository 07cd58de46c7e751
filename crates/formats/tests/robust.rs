//! Whatever the text, reading ends with a scenario or with problems; and what we take for JSON is JSON.
#![cfg(not(target_arch = "wasm32"))]

use proptest::prelude::*;
use topple_formats::{clipboard, json, link};
use topple_model::sketch::sketch;
use topple_model::{ComponentId, RegionId, Scenario, Target, limits, validate};
use topple_testing::{Chance, systems};

/// Reads the text every way there is; what opens must be sound.
fn read_every_way(text: &str) {
    let read = [
        json::read(text).ok(),
        clipboard::read(text).ok(),
        link::decode(text).ok(),
    ];
    for scenario in read.iter().flatten() {
        assert_eq!(validate::problems(scenario), []);
    }
}

/// The text with a piece of it removed, doubled, moved or replaced by something that may fit elsewhere.
fn mutated(text: &str, chance: &mut Chance) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=chance.below(3) {
        let from = chance.below(bytes.len());
        let to = (from + chance.below(12)).min(bytes.len());
        let piece: Vec<u8> = match chance.below(6) {
            0 => Vec::new(),
            1 => bytes[from..to].repeat(2),
            2 => chance
                .pick(&[
                    "-1", "1e400", "null", "true", "[]", "{}", "\"\"", "0.5", ",", "\\u00e9",
                ])
                .bytes()
                .collect(),
            3 => vec![chance.below(256) as u8],
            4 => chance
                .pick(&["web-1", "kind", "client", "users>lb", "at", "note", "kill"])
                .bytes()
                .collect(),
            _ => {
                let other = chance.below(bytes.len());
                bytes[other..(other + 8).min(bytes.len())].to_vec()
            }
        };
        bytes.splice(from..to, piece);
        if bytes.is_empty() {
            break;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Whether a text is JSON: our reader finds another fault than one of syntax, or none.
fn is_json_to_us(text: &str) -> bool {
    json::read(text).map_or_else(
        |problems| problems.iter().any(|p| !p.path.is_empty()),
        |_| true,
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_a_reader_panic(text: String, bytes: Vec<u8>) {
        read_every_way(&text);
        read_every_way(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_change_to_a_sound_file_makes_a_reader_panic(seed: u64) {
        let mut chance = Chance(seed);
        let text = json::write(&systems::any(seed, 6));
        for _ in 0..20 {
            read_every_way(&mutated(&text, &mut chance));
        }
    }

    #[test]
    fn what_is_json_to_others_is_json_to_us(seed: u64) {
        let mut chance = Chance(seed);
        let text = json::write(&systems::any(seed, 2));
        // Under an unknown name, so that a text that is JSON always has a problem with a path.
        let text = format!("{{ \"topple\": 1, \"x\": {text} }}");
        for _ in 0..20 {
            let text = mutated(&text, &mut chance);
            let theirs = serde_json::from_str::<serde_json::Value>(&text);
            if matches!(&theirs, Ok(value) if !value.is_object()) {
                continue;
            }
            prop_assert_eq!(is_json_to_us(&text), theirs.is_ok(), "{}", text);
        }
    }
}

fn two_sites() -> Scenario {
    sketch(
        "
        users -> lb-1 -> web-1 web-2 -> db-1
        web-1 -> lb-2 -> cache-1
        web-1>lb-2: required=on
        zone < west
        zone = web-1 lb-2
        west = web-2
        ",
    )
}

fn copied(targets: &[&str]) -> Scenario {
    let targets: Vec<_> = targets
        .iter()
        .map(|t| two_sites().target(t).unwrap())
        .collect();
    clipboard::read(&clipboard::write(&two_sites(), &targets)).unwrap()
}

#[test]
fn a_selection_takes_the_links_within_it_along() {
    let piece = copied(&["web-1", "web-2", "db-1"]);
    let links: Vec<_> = piece.links.iter().map(|l| l.id().to_string()).collect();
    assert_eq!(links, ["web-1>db-1", "web-2>db-1"]);
}

#[test]
fn what_lies_in_a_region_left_behind_lies_in_the_next_around_it_or_in_none() {
    assert!(copied(&["web-1"]).components[0].region.is_none());
    let piece = copied(&["web-1", "west"]);
    assert_eq!(piece.components[0].region, RegionId::new("west"));
    let piece = copied(&["web-1", "west", "zone"]);
    assert_eq!(piece.components[0].region, RegionId::new("zone"));
    assert_eq!(piece.regions.len(), 2);
}

#[test]
fn a_cache_pool_copied_without_its_caches_is_as_needed_as_before() {
    for chosen in [&["web-1", "lb-2"][..], &["web-1", "lb-2", "cache-1"]] {
        let piece = copied(chosen);
        assert!(piece.links.iter().any(|l| l.required == Some(true)));
    }
}

#[test]
fn every_selection_of_any_scenario_can_be_pasted() {
    for seed in 0..100 {
        let mut chance = Chance(seed);
        let scenario = systems::any(seed, 14);
        let components = scenario.components.iter().map(|c| Target::Component(c.id));
        let regions = scenario.regions.iter().map(|r| Target::Region(r.id));
        let chosen: Vec<_> = components
            .chain(regions)
            .filter(|_| chance.happens(0.5))
            .collect();
        let piece = clipboard::read(&clipboard::write(&scenario, &chosen));
        let piece = piece.unwrap_or_else(|problems| panic!("seed {seed}: {problems:?}"));
        assert_eq!(
            piece.components.len() + piece.regions.len(),
            chosen.len(),
            "seed {seed}"
        );
    }
}

#[test]
fn what_is_gone_is_not_copied() {
    let gone = Target::Component(ComponentId::new("gone").unwrap());
    assert_eq!(
        clipboard::read(&clipboard::write(&two_sites(), &[gone])),
        Ok(Scenario::default())
    );
}

/// A place of its own, none, or one at the very edge of the canvas, for everything in a file.
fn placed_anyhow(scenario: &Scenario, chance: &mut Chance) -> String {
    let mut file: serde_json::Value =
        serde_json::from_str(&json::write(scenario)).expect("it is JSON");
    let edge = limits::EXTENT;
    for (list, key) in [("components", "at"), ("regions", "frame")] {
        let parts = file.get_mut(list).and_then(serde_json::Value::as_array_mut);
        let parts = parts.into_iter().flatten();
        for part in parts.filter_map(serde_json::Value::as_object_mut) {
            match chance.below(4) {
                0 => {}
                1 | 2 => {
                    part.remove(key);
                }
                _ => {
                    let mut place = vec![chance.pick(&[-edge, 0.0, edge - 0.1, edge]), 0.0];
                    place[1] = chance.pick(&[-edge, 0.0, edge]);
                    if key == "frame" {
                        place.extend([chance.pick(&[0.0, edge]), chance.pick(&[0.0, edge])]);
                    }
                    part.insert(key.to_owned(), place.into());
                }
            }
        }
    }
    file.to_string()
}

#[test]
fn a_file_that_is_accepted_makes_a_file_and_a_link_that_open_wherever_its_parts_lie() {
    for seed in 0..400 {
        let mut chance = Chance(seed);
        let text = placed_anyhow(&systems::any(seed, 1 + chance.below(12)), &mut chance);
        let scenario = json::read(&text).expect("only places were changed, to sound ones");
        assert_eq!(validate::problems(&scenario), [], "seed {seed}: {text}");
        assert_eq!(json::read(&json::write(&scenario)).as_ref(), Ok(&scenario));
        assert_eq!(
            link::decode(&link::encode(&scenario)).as_ref(),
            Ok(&scenario)
        );
    }
}
