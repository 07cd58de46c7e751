//! The nines.

use std::collections::BTreeMap;

use topple_analysis::availability::{Expected, carried, enumerated, with_limit};
use topple_analysis::{Availability, Failed, availability, bench};
use topple_model::sketch::sketch;
use topple_model::{Alike, Arrivals, Scenario, Settings, Target, Topology};
use topple_testing::Chance;
use topple_testing::systems::{crowded, furnished, layered, wired};

use crate::faults::elements;
use crate::tables::dead;
use crate::troubled::troubled;

fn of_class(found: &Availability, class: &str) -> f64 {
    let row = found
        .classes
        .iter()
        .find(|row| row.class.to_string() == class);
    row.and_then(|row| row.expected.exact())
        .unwrap_or_else(|| panic!("no exact {class}: {found:?}"))
}

#[track_caller]
fn close(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() < 1e-12,
        "{found} is not {expected}"
    );
}

fn nines(system: &str, class: &str) -> f64 {
    of_class(&availability(&sketch(system), &Failed::nothing()), class)
}

#[test]
fn a_chain_is_up_while_all_of_it_is() {
    close(
        nines("users -> dns-1 -> lb-1 -> web-1 -> db-1", "users/read"),
        0.999 * 0.995f64.powi(3),
    );
}

#[test]
fn two_servers_are_up_while_either_is() {
    close(
        nines("users -> web-1 web-2", "users/write"),
        1.0 - 0.005 * 0.005,
    );
}

#[test]
fn a_region_is_a_common_cause() {
    close(
        nines("users -> web-1 web-2\nwest = web-1 web-2", "users/read"),
        0.9999 * (1.0 - 0.005 * 0.005),
    );
    close(
        nines(
            "users -> web-1 web-2\nzone = web-1\nzone < west\nwest = web-2",
            "users/read",
        ),
        0.9999 * (1.0 - 0.005 * (1.0 - 0.999 * 0.995)),
    );
}

#[test]
fn a_group_is_a_common_cause_across_regions() {
    let system = "users -> web-1 web-2\neast = web-1\nwest = web-2\nedge ~ web-1 web-2";
    let scenario = sketch(system);
    let (part, region) = (0.995f64, scenario.regions[0].availability());
    let site = region * part;
    let up = scenario.groups[0].availability() * (1.0 - (1.0 - site).powi(2));
    close(nines(system, "users/read"), up);
    let found = availability(&scenario, &Failed::nothing());
    let edge = found.best();
    assert_eq!(edge[0].element.to_string(), "edge", "{found:?}");
}

#[test]
fn a_quorum_needs_two_of_three() {
    let up = 0.995f64;
    let two_of_three = up.powi(3) + 3.0 * up.powi(2) * (1.0 - up);
    let system = "users -> web-1 -> db-1 -> db-2 db-3\ndb-1: failover=quorum\ndb-2: role=standby\ndb-3: role=standby";
    close(nines(system, "users/write"), up * two_of_three);
}

#[test]
fn what_a_leak_loses_counts_by_its_share() {
    // Either dead: half of the requests fail. Both dead: all.
    let system = "users -> lb-1 -> web-1 web-2\nlb-1: health_check=off retries=0";
    close(nines(system, "users/read"), 0.995 * 0.995);
}

#[test]
fn the_dead_stay_dead() {
    let scenario = sketch("users -> web-1 web-2");
    let found = availability(&scenario, &dead(&scenario, "web-1"));
    close(of_class(&found, "users/read"), 0.995);
    assert!(
        found
            .importance
            .iter()
            .all(|row| row.element.to_string() != "web-1")
    );
}

#[test]
fn the_element_that_buys_the_most_comes_first() {
    let scenario = sketch("users -> lb-1 -> web-1 web-2");
    let found = availability(&scenario, &Failed::nothing());
    let names: Vec<String> = found
        .importance
        .iter()
        .map(|row| row.element.to_string())
        .collect();
    assert_eq!(names, ["lb-1", "web-1", "web-2"]);
    close(found.importance[0].birnbaum, 1.0 - 0.005 * 0.005);
    close(found.importance[1].birnbaum, 0.995 * 0.005);
}

/// A random system whose parts are up with chances that show every state.
fn shaky(seed: u64, size: usize) -> Scenario {
    shaken(furnished(seed, wired(seed, size)), seed)
}

fn shaken(mut scenario: Scenario, seed: u64) -> Scenario {
    let mut chance = Chance(seed ^ 0x5AA5);
    for component in &mut scenario.components {
        component.availability = Some(chance.pick(&[0.5, 0.7, 0.9, 0.99]));
    }
    for region in &mut scenario.regions {
        region.availability = Some(chance.pick(&[0.6, 0.95, 1.0]));
    }
    for group in &mut scenario.groups {
        group.availability = Some(chance.pick(&[0.7, 0.95, 1.0]));
    }
    scenario
}

/// Holds the nines of every system up to 16 elements against plain enumeration; how many were.
fn hold_against_enumeration(systems: impl Iterator<Item = (u64, Scenario)>) -> usize {
    let mut compared = 0;
    for (seed, scenario) in systems {
        let (scenario, failed) = troubled(seed, scenario);
        let all = elements(&scenario, &failed);
        let count = all.iter().filter(|e| !matches!(e, Target::Link(_))).count();
        if count > 16 {
            continue;
        }
        let expected = enumerated(&scenario, &failed).expect("not too many");
        let found = availability(&scenario, &failed);
        // With no diagrams, with few, and with some more: bounds of one sort or the other.
        let bounded = [0, 60, 400].map(|nodes| with_limit(&scenario, &failed, nodes));
        for (place, (row, expected)) in found.classes.iter().zip(&expected.classes).enumerate() {
            let told = format!("seed {seed}: {}", row.class);
            let exact = row.expected.exact().expect("small enough");
            let expected = expected.expected.low;
            assert!((exact - expected).abs() < 1e-9, "{told} {exact} {expected}");
            for rough in &bounded {
                let Expected { low, high } = rough.classes[place].expected;
                let within = low - 1e-9 <= expected && expected <= high + 1e-9;
                assert!(within, "{told}: {low} {expected} {high}");
            }
        }
        let by_element: BTreeMap<Target, f64> = expected
            .importance
            .iter()
            .map(|row| (row.element, row.birnbaum))
            .collect();
        assert_eq!(found.importance.len(), by_element.len(), "seed {seed}");
        for row in &found.importance {
            let expected = by_element[&row.element];
            let told = format!("seed {seed}: {}", row.element);
            assert!((row.birnbaum - expected).abs() < 1e-9, "{told}");
        }
        compared += 1;
    }
    compared
}

#[test]
fn nines_and_importance_of_every_random_system_up_to_sixteen_elements_are_those_of_plain_enumeration()
 {
    let systems = (0..260).map(|seed| (seed, shaky(seed, 4 + (seed % 13) as usize)));
    let compared = hold_against_enumeration(systems);
    assert!(compared > 200, "only {compared} compared");
}

#[test]
fn nines_and_importance_of_systems_as_people_draw_them_are_those_of_plain_enumeration() {
    let systems = (0..260).map(|seed| (seed, shaken(furnished(seed, layered(seed, 0.25)), seed)));
    let compared = hold_against_enumeration(systems);
    assert!(compared > 200, "only {compared} compared");
}

#[test]
fn parts_that_are_alike_change_no_nine_and_no_importance() {
    let mut alike = 0;
    let systems = (0..400).map(|seed| {
        let small = match seed % 2 {
            0 => shaky(seed, 4 + (seed % 6) as usize),
            _ => shaken(furnished(seed, layered(seed, 0.0)), seed),
        };
        let crowded = crowded(seed, small, 2 + (seed % 6) as usize);
        let classes = Alike::new(&crowded, &Topology::new(&crowded));
        alike += classes.classes().filter(|class| class.len() > 1).count();
        (seed, crowded)
    });
    let compared = hold_against_enumeration(systems);
    assert!(compared > 200, "only {compared} compared");
    assert!(alike > 250, "only {alike} classes");
}

#[test]
fn bounds_of_systems_of_reliable_parts_hold_what_is_exact_and_leave_little_open() {
    let (mut compared, mut narrow) = (0, 0);
    for seed in 0..600 {
        let mut scenario = match seed % 3 {
            0 => furnished(seed, wired(seed, 4 + (seed % 13) as usize)),
            1 => furnished(seed, layered(seed, 0.25)),
            _ => crowded(
                seed,
                furnished(seed, layered(seed, 0.0)),
                2 + (seed % 6) as usize,
            ),
        };
        let mut chance = Chance(seed ^ 0x5AA5);
        for component in &mut scenario.components {
            component.availability = Some(chance.pick(&[0.97, 0.99, 0.995, 0.999, 1.0]));
        }
        for region in &mut scenario.regions {
            region.availability = Some(chance.pick(&[0.99, 0.999, 0.9999]));
        }
        for group in &mut scenario.groups {
            group.availability = Some(chance.pick(&[0.99, 0.9999, 1.0]));
        }
        let (scenario, failed) = troubled(seed, scenario);
        let exact = availability(&scenario, &failed);
        let bounded = with_limit(&scenario, &failed, 0);
        for (exact, bounded) in exact.classes.iter().zip(&bounded.classes) {
            let expected = exact.expected.exact().expect("small enough");
            let Expected { low, high } = bounded.expected;
            let told = format!("seed {seed}: {}: {low} {expected} {high}", exact.class);
            assert!(
                low - 1e-12 <= expected && expected <= high + 1e-12,
                "{told}"
            );
            compared += 1;
            // A tenth of a nine.
            narrow += usize::from(1.0 - low <= 1.26 * (1.0 - high) + 1e-12);
        }
    }
    assert!(compared > 1_000, "only {compared} compared");
    assert!(
        10 * narrow > 9 * compared,
        "only {narrow} of {compared} are worth reading"
    );
}

#[test]
fn bounds_close_in_on_a_reliable_system() {
    let scenario = sketch(
        "users -> dns-1 dns-2 -> lb-1 lb-2 -> web-1 web-2 web-3 -> db-1 -> db-2\ndb-2: role=standby",
    );
    let bounded = with_limit(&scenario, &Failed::nothing(), 10);
    let exact = availability(&scenario, &Failed::nothing());
    assert!(bounded.all.exact().is_none() && bounded.importance.is_empty());
    assert!(bounded.caveat().is_some() && exact.caveat().is_none());
    assert!(
        bounded.all.high - bounded.all.low < 1e-4,
        "{:?}",
        bounded.all
    );
    assert!((bounded.all.low..=bounded.all.high).contains(&exact.all.low));
}

#[test]
fn where_nothing_is_alike_and_all_is_too_much_the_unlikely_is_left_out() {
    // A web of sixty parts in which each server has stores of its own.
    let scenario = bench::system(60);
    let found = availability(&scenario, &Failed::nothing());
    let Expected { low, high } = found.all;
    let (lost, at_least) = (1.0 - low, 1.0 - high);
    assert!(found.all.exact().is_none() && at_least > 0.0);
    let nines = (lost / at_least).log10();
    assert!(nines < 0.1, "{nines} nines between {low} and {high}");
}

#[test]
fn pools_of_unlike_parts_are_reckoned_exactly_as_well() {
    let mut scenario = bench::pools(200);
    for (place, component) in scenario.components.iter_mut().enumerate() {
        component.availability = Some(component.availability() - 1e-6 * place as f64);
    }
    let found = availability(&scenario, &Failed::nothing());
    assert!(found.all.exact().is_some(), "{:?}", found.all);
}

#[test]
fn the_largest_system_of_pools_is_reckoned_exactly() {
    let scenario = bench::pools(2_000);
    let found = availability(&scenario, &Failed::nothing());
    let whole = found.all.exact().expect("it is exact");
    // Name servers and the four regions are what counts: all else is there in plenty within each region.
    assert!((whole - 0.999_949).abs() < 1e-5, "{whole}");
    let of = |id: &str| {
        let target = scenario.target(id).expect("it is there");
        let mut rows = found.importance.iter();
        rows.find(|row| row.element == target)
            .expect("a row")
            .birnbaum
    };
    assert!((of("web-0-0") - of("web-0-7")).abs() < 1e-15);
    assert!(of("web-0-0") < of("lb-0-0") && of("lb-0-0") < of("dns-0"));
}

#[test]
fn a_set_that_is_torn_is_not_taken_for_another() {
    // A channel of the one set is cut, so its nodes are told apart one by one; the store that is read is another.
    let scenario = sketch(
        "users -> web-1 -> db-3
         db-0 -> db-1
         db-2 -> db-1
         db-5 -> db-1
         db-0: service=other
         db-1: service=other
         db-2: service=other
         db-5: service=other",
    );
    let found = availability(&scenario, &dead(&scenario, "db-2>db-1"));
    close(of_class(&found, "users/read"), 0.995 * 0.995);
}

#[test]
fn a_wide_pool_is_still_exact() {
    let servers: Vec<String> = (0..60).map(|n| format!("web-{n}")).collect();
    let system = format!(
        "users -> lb-1 lb-2 -> {} -> db-1 -> db-2\ndb-2: role=standby",
        servers.join(" ")
    );
    let expected = (1.0 - 0.005f64.powi(2)) * (1.0 - 0.005f64.powi(60)) * (1.0 - 0.005f64.powi(2));
    close(nines(&system, "users/read"), expected);
}

/// P(exactly k of n are up).
fn exactly(k: usize, n: usize, up: f64) -> f64 {
    let choose = (0..k).fold(1.0, |c, i| c * (n - i) as f64 / (i + 1) as f64);
    choose * up.powi(k as i32) * (1.0 - up).powi((n - k) as i32)
}

#[test]
fn within_capacity_a_pool_serves_what_those_who_are_up_can_do() {
    for (servers, rate) in [(2, 150.0), (5, 350.0), (12, 1_150.0)] {
        // One worker that takes 10 ms: 100 requests a second each.
        let web = |n: usize| format!("web-{n}");
        let pool: Vec<String> = (0..servers).map(web).collect();
        let each = pool
            .iter()
            .map(|id| format!("\n{id}: workers=1 service_ms=10 availability=0.9"));
        let system = format!(
            "users -> lb-1 -> {}\nusers: rate_rps={rate} reads=1 retries=3\nlb-1: availability=0.99{}",
            pool.join(" "),
            each.collect::<String>()
        );
        let scenario = sketch(&system);
        let found = carried(&scenario, &Failed::nothing());
        let share = |k: usize| (100.0 * k as f64 / rate).min(1.0);
        let states = (0..=servers).map(|k| exactly(k, servers, 0.9) * share(k));
        close(
            found.all.exact().expect("few states"),
            0.99 * states.sum::<f64>(),
        );
        let plain = availability(&scenario, &Failed::nothing());
        assert!(found.all.low < plain.all.low);
    }
}

#[test]
fn what_is_turned_away_before_is_no_load_behind() {
    // Twice as much as the server can do, and the database can do half of it: exactly what comes through.
    let scenario = sketch(
        "users -> web-1 -> db-1
         users: rate_rps=200 reads=1 retries=0
         web-1: workers=1 service_ms=5 availability=1
         db-1: workers=1 read_ms=10 availability=1",
    );
    // A worker of the server is held for 5 ms of its own and 10 ms and a bit of the database's: 66 a second at most.
    let found = carried(&scenario, &Failed::nothing());
    let whole = found.all.exact().expect("one state");
    assert!((0.32..0.34).contains(&whole), "{whole}");
}

#[test]
fn where_nobody_has_too_much_to_do_the_nines_with_load_are_the_nines() {
    let mut compared = 0;
    for seed in 0..120 {
        let mut scenario = furnished(seed, layered(seed, 0.1));
        for component in &mut scenario.components {
            component.availability = Some(0.99);
            if let Settings::Client(client) = &mut component.settings {
                client.arrivals = Arrivals::Poisson;
                client.rate_rps = 1e-6;
            }
        }
        let plain = availability(&scenario, &Failed::nothing());
        let found = carried(&scenario, &Failed::nothing());
        for (row, plain) in found.classes.iter().zip(&plain.classes) {
            let Some(plain) = plain.expected.exact() else {
                continue;
            };
            let Expected { low, high } = row.expected;
            let within = low - 1e-9 <= plain && plain <= high + 1e-9;
            assert!(within, "seed {seed}: {} {low} {plain} {high}", row.class);
            compared += 1;
        }
    }
    assert!(compared > 200, "only {compared}");
}
