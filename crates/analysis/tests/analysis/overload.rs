//! What is saturated.

use std::collections::BTreeMap;

use topple_analysis::overload::utilisations;
use topple_analysis::{Failed, Options, overloads};
use topple_model::sketch::sketch;
use topple_model::{Alike, Scenario, Settings, Topology};
use topple_testing::systems::{crowded, furnished, layered, wired};

use crate::tables::dead;

/// Asserts who is overloaded now and whose loss overloads whom, a sentence each.
#[track_caller]
fn expect(system: &str, failed: &str, expected: &[&str]) {
    let scenario = sketch(system);
    let found = overloads(
        &scenario,
        &dead(&scenario, failed),
        Options { links: false },
    );
    let now = found.now.iter().map(|d| format!("now: {d}"));
    let lines: Vec<String> = now
        .chain(found.verdicts.iter().map(|o| format!("{}: {o}", o.element)))
        .collect();
    assert_eq!(lines, expected);
}

fn utilisation(system: &str, id: &str) -> f64 {
    let rows = utilisations(&sketch(system), &Failed::nothing());
    rows.into_iter()
        .find(|(row, _)| row.as_str() == id)
        .expect("it has workers")
        .1
}

/// Own work 20 ms, 16 workers: 800 requests a second are all that a server can do.
const POOL: &str = "
    users -> lb-1 lb-2 -> web-1 web-2
    users: reads=1 rate_rps=";

#[test]
fn the_survivor_of_two_servers_is_saturated_if_one_is_not_enough() {
    expect(&format!("{POOL}700"), "", &[]);
    expect(
        &format!("{POOL}1040"),
        "",
        &[
            "web-1: Without web-1, its load moves to those that are left; web-2 would need 130 % of its workers.",
            "web-2: Without web-2, its load moves to those that are left; web-1 would need 130 % of its workers.",
        ],
    );
}

#[test]
fn what_is_saturated_already_is_told_and_blamed_on_no_loss() {
    expect(
        &format!("{POOL}2000"),
        "",
        &[
            "now: web-1 would need 125 % of its workers",
            "now: web-2 would need 125 % of its workers",
        ],
    );
    expect(
        &format!("{POOL}1040"),
        "web-1",
        &["now: web-2 would need 130 % of its workers"],
    );
}

#[test]
fn a_worker_is_held_while_it_waits() {
    // 20 ms of its own, 0.5 ms there and back, 2 ms at the database.
    let system = "users -> web-1 -> db-1\nusers: reads=1 rate_rps=80";
    assert!((utilisation(system, "web-1") - 80.0 * 0.0225 / 16.0).abs() < 1e-12);
    assert!((utilisation(system, "db-1") - 80.0 * 0.002 / 32.0).abs() < 1e-12);
    // Half of the requests wait 250 ms for the dead one first.
    let scenario = sketch(
        "users -> web-1 -> back-1 back-2\nback-1: service=back\nback-2: service=back\nusers: rate_rps=80",
    );
    let rows = utilisations(&scenario, &dead(&scenario, "back-1"));
    let web = rows
        .iter()
        .find(|(id, _)| id.as_str() == "web-1")
        .expect("it has workers")
        .1;
    assert!((web - 80.0 * (0.020 + 0.0205 + 0.125) / 16.0).abs() < 1e-12);
}

#[test]
fn writes_go_to_the_primary_and_reads_to_all_copies() {
    let system = "users -> web-1 -> db-1 db-2\ndb-1 -> db-2\ndb-2: role=read_replica\nusers: reads=0.5 rate_rps=100";
    assert!((utilisation(system, "db-1") - (50.0 * 0.006 + 25.0 * 0.002) / 32.0).abs() < 1e-12);
    assert!((utilisation(system, "db-2") - 25.0 * 0.002 / 32.0).abs() < 1e-12);
}

#[test]
fn a_cache_whose_loss_saturates_the_database_is_flagged_with_its_hit_share() {
    let system = "
        users -> web-1 web-2 web-3 -> cache-1 db-1
        db-1 -> db-2
        db-2: role=standby
        users: reads=1 rate_rps=1200
        db-1: workers=2
        db-2: workers=2
        cache-1: ttl_s=3600
        ";
    let patient = format!("{system}\nweb-1: workers=200\nweb-2: workers=200\nweb-3: workers=200");
    expect(
        &patient,
        "",
        &[
            "cache-1: cache-1 answers 75 % of the reads that ask it. Without it they go on to the database; db-1 would \
           need 120 % of its workers.",
        ],
    );
    // Every read holds a worker for the 250 ms after which a connect to the dead cache is given up.
    let told = overloads(
        &sketch(system),
        &Failed::nothing(),
        Options { links: false },
    );
    let cache = told
        .verdicts
        .iter()
        .find(|o| o.element.to_string() == "cache-1")
        .expect("it is flagged");
    assert!(
        cache.waits && cache.saturated[0].name == "web-1" && cache.saturated[0].utilisation > 6.0
    );
}

#[test]
fn a_cache_takes_load_off_a_database_that_was_drawn_before_it() {
    // The course's lesson of the cache: the links to the database were drawn first, and the cache is asked first.
    let system = "
        users -> dns-1 dns-2 -> lb-1 lb-2 -> web-1 web-2 -> db-1
        db-1 -> db-2
        web-1 web-2 -> cache-1
        users: rate_rps=300 reads=0.95
        web-1: workers=64
        web-2: workers=64
        db-1: workers=4 read_ms=20
        db-2: role=standby workers=4 read_ms=20
        ";
    let busy = utilisation(system, "db-1");
    assert!((0.3..0.9).contains(&busy), "{busy}");
    let found = overloads(&sketch(system), &Failed::nothing(), Options::default());
    assert!(found.now.is_empty(), "{found:?}");
    let cache = found
        .verdicts
        .iter()
        .find(|o| o.element.to_string() == "cache-1");
    let cache = cache.expect("its loss saturates the database");
    assert!(cache.hit_share.is_some_and(|hits| hits > 0.4), "{cache:?}");
    assert!(cache.saturated.iter().any(|s| s.name == "db-1"), "{cache}");
    let beside = found.beside_the_nines().expect("somebody drowns");
    let start = "These nines count a request as served whatever the load: with cache-1 down, ";
    assert!(beside.starts_with(start), "{beside}");
}

#[test]
fn the_nines_say_who_could_not_carry_the_load() {
    let beside = |system: &str| {
        overloads(&sketch(system), &Failed::nothing(), Options::default()).beside_the_nines()
    };
    let tight = "users -> lb-1 lb-2 -> web-1 web-2\nusers: rate_rps=700\nweb-1: workers=5 service_ms=10\nweb-2: workers=5 service_ms=10";
    let told = beside(tight).expect("one is not enough");
    assert_eq!(
        told,
        "These nines count a request as served whatever the load: with web-1 down, web-2 would have to do 140 % of what it \
         can."
    );
    assert_eq!(beside("users -> lb-1 lb-2 -> web-1 web-2"), None);
}

#[test]
fn what_loses_requests_is_no_overload() {
    // db-1 is a single point of failure: that is said, and not that others are saturated.
    expect("users -> web-1 web-2 -> db-1\nusers: rate_rps=500", "", &[]);
}

/// The same, but no two parts are alike: how often they fail is nothing to the load.
fn told_apart(scenario: &Scenario) -> Scenario {
    let mut apart = scenario.clone();
    for (place, component) in apart.components.iter_mut().enumerate() {
        component.availability = Some(0.9 + 0.0001 * place as f64);
    }
    apart
}

#[test]
fn parts_that_are_alike_change_no_load_and_no_overload() {
    let (mut alike, mut found) = (0, 0);
    for seed in 0..300 {
        let small = match seed % 2 {
            0 => layered(seed, 0.1),
            _ => furnished(seed, wired(seed, 4 + (seed % 9) as usize)),
        };
        let mut scenario = crowded(seed, small, 2 + (seed % 7) as usize);
        for component in &mut scenario.components {
            if let Settings::Client(client) = &mut component.settings {
                client.rate_rps *= 4.0 + (seed % 5) as f64;
            }
        }
        let apart = told_apart(&scenario);
        let classes = Alike::new(&scenario, &Topology::new(&scenario));
        alike += classes.classes().filter(|class| class.len() > 1).count();
        let failed = Failed::nothing();
        let (one, other) = (
            utilisations(&scenario, &failed),
            utilisations(&apart, &failed),
        );
        for ((id, one), (_, other)) in one.iter().zip(&other) {
            assert!(
                (one - other).abs() <= 1e-9 * one.abs(),
                "seed {seed}: {id} {one} {other}"
            );
        }
        let told = |scenario: &Scenario| {
            let found = overloads(scenario, &failed, Options::default());
            let rows = found.verdicts.iter().map(|o| {
                let saturated: Vec<String> = o
                    .saturated
                    .iter()
                    .map(|s| format!("{} {} {:.6}", s.component, s.name, s.utilisation))
                    .collect();
                (o.element, saturated)
            });
            rows.collect::<BTreeMap<_, _>>()
        };
        let told = [told(&scenario), told(&apart)];
        assert_eq!(told[0], told[1], "seed {seed}");
        found += told[0].len();
    }
    assert!(
        alike > 200 && found > 100,
        "{alike} classes, {found} overloads"
    );
}
