//! Pairs and triples.

use std::collections::{BTreeMap, BTreeSet};

use topple_analysis::{CutSet, CutSets, Failed, Options, Order, classes, pairs, triples};
use topple_model::sketch::sketch;
use topple_model::{Alike, Scenario, Target, Topology};
use topple_testing::systems::{crowded, furnished, layered, wired};

use crate::faults::elements;
use crate::tables::dead;
use crate::troubled::settled;

/// Of each set of elements, the classes that it takes down and no fewer of them do.
type Found = BTreeMap<Vec<Target>, BTreeSet<String>>;

fn by_analysis(found: &[CutSet]) -> Found {
    let classes = |set: &CutSet| set.classes.iter().map(ToString::to_string).collect();
    let every = |set: &CutSet| {
        let told: BTreeSet<String> = classes(set);
        let every = set.every(usize::MAX).into_iter();
        every.map(move |elements| (elements, told.clone()))
    };
    found.iter().flat_map(every).collect()
}

fn lost(scenario: &Scenario, failed: &Failed, more: &[Target]) -> BTreeSet<String> {
    let before = classes(scenario, failed);
    let after = classes(
        scenario,
        &more.iter().fold(failed.clone(), |f, t| f.with(*t)),
    );
    let both = before.iter().zip(&after);
    both.filter(|(b, a)| b.served > 0.0 && a.served == 0.0)
        .map(|(b, _)| b.class.to_string())
        .collect()
}

/// By the definition: all sets of `order` elements, each looked at anew, with all its subsets.
fn by_definition(scenario: &Scenario, failed: &Failed, options: Options, order: usize) -> Found {
    let mut all = elements(scenario, failed);
    all.retain(|e| match e {
        Target::Component(_) | Target::Region(_) | Target::Group(_) => true,
        Target::Link(_) => options.links,
        Target::Note(_) => false,
    });
    all.sort();
    let mut known: BTreeMap<Vec<Target>, BTreeSet<String>> = BTreeMap::new();
    let mut sets: Vec<Vec<Target>> = vec![Vec::new()];
    for _ in 0..order {
        let longer = sets.iter().flat_map(|set| {
            let beyond = all
                .iter()
                .filter(|e| set.last().is_none_or(|last| *e > last));
            beyond
                .map(|e| [set.as_slice(), &[*e]].concat())
                .collect::<Vec<_>>()
        });
        sets = longer.collect();
        for set in &sets {
            known.insert(set.clone(), lost(scenario, failed, set));
        }
    }
    let mut found = Found::new();
    for set in sets {
        let is_spof = |e: &Target| !known[[*e].as_slice()].is_empty();
        let contains = |a: &Target| set.iter().any(|b| lies_within(scenario, *a, *b));
        if set.iter().any(contains) || set.iter().all(is_spof) {
            continue;
        }
        let mut mine = known[&set].clone();
        for (other, theirs) in &known {
            if other.len() < set.len() && other.iter().all(|e| set.contains(e)) {
                mine.retain(|class| !theirs.contains(class));
            }
        }
        // Nothing within one of them does as well.
        for (place, outer) in set.iter().enumerate() {
            for inner in all.iter().filter(|e| lies_within(scenario, *outer, **e)) {
                let mut instead = set.clone();
                instead[place] = *inner;
                instead.sort();
                mine.retain(|class| !known[&instead].contains(class));
            }
        }
        if !mine.is_empty() {
            found.insert(set, mine);
        }
    }
    found
}

/// Whether `inner` is another element, and lies in the region, or shares the fate of the group, `outer`.
fn lies_within(scenario: &Scenario, outer: Target, inner: Target) -> bool {
    match (outer, inner) {
        (Target::Region(outer), Target::Component(id)) => {
            scenario.lies_in(scenario.component(id).unwrap(), outer)
        }
        (Target::Region(outer), Target::Region(id)) => {
            id != outer && scenario.enclosing(Some(id)).contains(&outer)
        }
        (Target::Group(outer), Target::Component(id)) => {
            scenario.component(id).unwrap().groups.contains(&outer)
        }
        _ => false,
    }
}

fn named(found: &[CutSet]) -> Vec<String> {
    found
        .iter()
        .map(|set| {
            set.elements
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("+")
        })
        .collect()
}

const TWO_OF_ALL: &str =
    "users -> dns-1 dns-2 -> lb-1 lb-2 -> web-1 web-2 -> db-1 -> db-2\ndb-2: role=standby";

#[test]
fn two_of_everything_falls_to_both_of_a_kind() {
    let found = pairs(
        &sketch(TWO_OF_ALL),
        &Failed::nothing(),
        Options { links: false },
    );
    assert_eq!(
        named(&found),
        ["db-1+db-2", "dns-1+dns-2", "lb-1+lb-2", "web-1+web-2"]
    );
}

#[test]
fn a_zone_is_in_a_pair_where_nothing_within_it_does_as_well() {
    let system = "users -> web-1 web-2 -> db-1 -> db-2 db-3
         db-1: failover=quorum
         db-2: role=standby
         db-3: role=standby
         za = web-1 db-1
         zb = web-2 db-2
         zc = db-3";
    let found = pairs(&sketch(system), &Failed::nothing(), Options::default());
    // Any two of the three voters; both servers; and of what lies apart no zone, for a node of it does as well.
    assert_eq!(
        named(&found),
        ["db-1+db-2", "db-1+db-3", "db-2+db-3", "web-1+web-2"]
    );
    let two_each = "users -> lb-1 -> web-1 web-2 web-3 web-4
         za = web-1 web-2
         zb = web-3 web-4";
    let found = pairs(&sketch(two_each), &Failed::nothing(), Options::default());
    assert_eq!(named(&found), ["za+zb"]);
}

#[test]
fn a_group_is_in_a_pair_where_no_part_of_it_does_as_well() {
    let two_vendors = "users -> lb-1 -> web-1 web-2 web-3 web-4
         one ~ web-1 web-2
         other ~ web-3 web-4";
    let found = pairs(&sketch(two_vendors), &Failed::nothing(), Options::default());
    assert_eq!(named(&found), ["one+other"]);
    let across = "users -> lb-1 -> web-1 web-2 web-3
         one ~ web-1 web-2
         za = web-2 web-3";
    let found = pairs(&sketch(across), &Failed::nothing(), Options::default());
    assert_eq!(named(&found), ["web-1+za", "web-3+one"]);
}

#[test]
fn what_is_a_single_point_of_failure_by_now_is_in_no_pair() {
    let scenario = sketch(TWO_OF_ALL);
    let found = pairs(
        &scenario,
        &dead(&scenario, "lb-1 web-2"),
        Options { links: false },
    );
    assert_eq!(named(&found), ["db-1+db-2", "dns-1+dns-2"]);
}

#[test]
fn three_of_everything_falls_to_all_three_of_a_kind() {
    let scenario = sketch("users -> lb-1 lb-2 lb-3 -> web-1 web-2 web-3\nusers: reads=1");
    let options = Options { links: false };
    assert_eq!(
        named(&pairs(&scenario, &Failed::nothing(), options)),
        Vec::<String>::new()
    );
    let found = triples(&scenario, &Failed::nothing(), options);
    assert_eq!(named(&found), ["lb-1+lb-2+lb-3", "web-1+web-2+web-3"]);
}

#[test]
fn pairs_of_random_systems_are_those_of_the_definition() {
    let mut count = 0;
    for seed in 0..360 {
        let (scenario, failed) =
            settled(seed, furnished(seed, wired(seed, 4 + (seed % 11) as usize)));
        let options = Options {
            links: seed % 3 == 0,
        };
        let found = by_analysis(&pairs(&scenario, &failed, options));
        assert_eq!(
            found,
            by_definition(&scenario, &failed, options, 2),
            "seed {seed}"
        );
        count += found.len();
    }
    assert!(count > 140, "only {count} pairs");
}

#[test]
fn parts_that_are_alike_change_no_pair_and_no_triple() {
    let (mut found, mut of_alike) = (0, 0);
    for seed in 0..300 {
        let small = match seed % 2 {
            0 => furnished(seed, wired(seed, 4 + (seed % 7) as usize)),
            _ => layered(seed, 0.0),
        };
        let crowded = crowded(seed, small, 2 + (seed % 5) as usize);
        let (scenario, failed) = settled(seed, crowded);
        let options = Options {
            links: seed % 3 == 0,
        };
        let mut hold = |sets: &[CutSet], order| {
            let every = by_analysis(sets);
            let expected = by_definition(&scenario, &failed, options, order);
            assert_eq!(every, expected, "seed {seed}");
            let alike = Alike::new(&scenario, &Topology::new(&scenario));
            let has_twins = |element: &Target| match element {
                Target::Component(id) => {
                    let place = scenario.components.iter().position(|c| c.id == *id);
                    place.is_some_and(|place| alike.like(place).len() > 1)
                }
                _ => false,
            };
            of_alike += every.keys().flatten().filter(|e| has_twins(e)).count();
            found += every.len();
        };
        hold(&pairs(&scenario, &failed, options), 2);
        if !options.links && scenario.components.len() < 16 {
            hold(&triples(&scenario, &failed, options), 3);
        }
    }
    assert!(
        found > 300 && of_alike > 50,
        "only {found}, and {of_alike} of alike parts"
    );
}

#[test]
fn triples_of_random_systems_are_those_of_the_definition() {
    let mut count = 0;
    for seed in 0..900 {
        let (scenario, failed) =
            settled(seed, furnished(seed, wired(seed, 4 + (seed % 9) as usize)));
        let options = Options { links: false };
        let found = by_analysis(&triples(&scenario, &failed, options));
        assert_eq!(
            found,
            by_definition(&scenario, &failed, options, 3),
            "seed {seed}"
        );
        count += found.len();
    }
    assert!(count > 10, "only {count} triples");
}

#[test]
fn a_search_in_slices_finds_the_same() {
    let scenario = wired(7, 30);
    let options = Options { links: true };
    for order in [Order::Pairs, Order::Triples] {
        let mut whole = CutSets::new(&scenario, &Failed::nothing(), options, order);
        while !whole.advance(usize::MAX) {}
        let mut sliced = CutSets::new(&scenario, &Failed::nothing(), options, order);
        while !sliced.advance(100) {}
        assert_eq!(whole.into_found(), sliced.into_found());
    }
}
