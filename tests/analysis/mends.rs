//! Mends: what takes a verdict away takes it away, and nothing else.

use std::fmt::Write as _;

use topple::analysis::{
    Failed, Mend, MendKey, Options, Verdict, VerdictKind, analyse, classes, mends_for, preview,
};
use topple::model::sketch::sketch;
use topple::model::{Point, Rect, Scenario, Settings, Target, validate};

use crate::random::{Dice, damage, system};
use crate::tables::dead;

const PARTS: Options = Options { links: false };

fn labels(system: &str, failed: &str, element: &str) -> Vec<String> {
    let scenario = sketch(system);
    let element = scenario.target(element).expect("it is there");
    let found = mends_for(&scenario, &dead(&scenario, failed), element);
    found.into_iter().map(|mend| mend.label).collect()
}

#[test]
fn a_server_is_doubled_or_put_behind_a_balancer() {
    let found = labels("users -> web-1 -> db-1", "", "web-1");
    assert_eq!(
        found,
        ["Add another web", "Put a balancer in front of two of web"]
    );
}

#[test]
fn a_balancer_that_dns_names_gets_a_second_beside_it() {
    let chain = "users -> dns-1 -> lb-1 -> web-1 -> db-1";
    assert_eq!(labels(chain, "", "dns-1"), ["Add another name server"]);
    assert_eq!(
        labels(chain, "", "lb-1"),
        ["Register a second balancer in DNS"]
    );
    assert_eq!(labels(chain, "", "web-1"), ["Add another web"]);
    assert_eq!(
        labels("users -> lb-1 -> web-1 web-2", "", "lb-1"),
        ["Add another balancer"]
    );
}

#[test]
fn a_blind_balancer_is_made_to_look() {
    let system = "users -> lb-1 -> web-1 web-2\nlb-1: health_check=off retries=0";
    let expected = [
        "Turn on health checks at lb-1",
        "Let lb-1 retry every member",
    ];
    assert_eq!(labels(system, "", "web-1"), expected);
    let shallow = "
        users -> lb-1 lb-2 -> web-1 web-2
        web-1 -> db-1
        web-2 -> db-2
        db-1: service=one
        db-2: service=two
        ";
    let expected = [
        "Add a standby of one",
        "Make the checks of lb-1 and lb-2 deep",
    ];
    assert_eq!(labels(shallow, "", "db-1"), expected);
    let stubborn = "users -> web-1 web-2\nusers: tries_next_address=off";
    assert!(labels(stubborn, "", "web-1").contains(&"Let users try the next address".to_owned()));
}

#[test]
fn a_database_gets_what_its_set_lacks() {
    let lone = "users -> web-1 -> db-1";
    assert_eq!(labels(lone, "", "db-1"), ["Add a standby of db"]);
    let manual = "users -> web-1 -> db-1 -> db-2\ndb-2: role=standby\ndb-1: failover=manual";
    assert!(labels(manual, "", "db-1").contains(&"Make the failover of db automatic".to_owned()));
    let empty = "users -> web-1 -> db-1 db-2\ndb-2: role=standby";
    assert_eq!(
        labels(empty, "", "db-1"),
        ["Replicate to db-2", "Add a standby of db"]
    );
    let quorum = "users -> web-1 -> db-1\ndb-1: failover=quorum";
    assert_eq!(labels(quorum, "", "db-1"), ["Add 2 standbys of db"]);
    let reads = "users -> web-1 -> db-1\nusers: reads=1";
    assert_eq!(
        labels(reads, "", "db-1"),
        ["Add a standby of db", "Add a read replica of db"]
    );
    let sharded = "users -> web-1 -> db-a db-b\ndb-a: shard=a\ndb-b: shard=b";
    assert_eq!(
        labels(sharded, "", "db-a"),
        ["Add a standby of db (shard a)"]
    );
}

const ONE_REGION: &str = "
    users -> dns-1 dns-2 -> lb-1 lb-2 -> web-1 web-2 -> cache-1 db-1
    db-1 -> db-2
    db-2: role=standby
    west = lb-1 lb-2 web-1 web-2 cache-1 db-1 db-2
    ";

#[test]
fn a_region_is_copied_into_a_second_site_that_works() {
    let found = labels(ONE_REGION, "", "west");
    let expected = [
        "Copy all of west into a second region, databases as standbys",
        "Copy all of west into a second region, databases as second primaries",
    ];
    assert_eq!(found, expected);
}

/// What a mend of `element` makes of the scenario, by the name of the mend.
fn results(scenario: &Scenario, element: &str) -> Vec<(String, Scenario)> {
    let element = scenario.target(element).expect("it is there");
    let found = mends_for(scenario, &Failed::nothing(), element);
    found
        .into_iter()
        .map(|mend| (mend.label.clone(), mended(scenario, &mend)))
        .collect()
}

/// What is untidy: cards that overlap, cards outside the frame of their region or inside another's.
fn untidy(scenario: &Scenario) -> Vec<String> {
    let mut found = Vec::new();
    for (n, a) in scenario.components.iter().enumerate() {
        for b in &scenario.components[n + 1..] {
            if Rect::card(a.at).touches(Rect::card(b.at)) {
                found.push(format!("{} and {} overlap", a.id, b.id));
            }
        }
        for region in &scenario.regions {
            let card = Rect::card(a.at);
            match scenario.lies_in(a, region.id) {
                true if !region.frame.encloses(card) => found.push(format!("{} sticks out", a.id)),
                false if region.frame.touches(card) => {
                    found.push(format!("{} lies in {}", a.id, region.id));
                }
                true | false => {}
            }
        }
    }
    for (n, a) in scenario.regions.iter().enumerate() {
        for b in &scenario.regions[n + 1..] {
            if a.frame.touches(b.frame) {
                found.push(format!("{} and {} overlap", a.id, b.id));
            }
        }
    }
    found
}

#[test]
fn what_a_mend_adds_lies_tidily() {
    let mut scenario = sketch(ONE_REGION);
    for (n, component) in scenario.components.iter_mut().enumerate() {
        let (column, row) = if n < 3 { (0, n) } else { (n % 3 + 3, n / 3) };
        component.at = Point::new(160.0 * column as f64, 120.0 * row as f64);
    }
    scenario.regions[0].frame = Rect::new(390.0, 20.0, 500.0, 420.0);
    assert_eq!(untidy(&scenario), Vec::<String>::new());
    let mut seen = 0;
    for broken in ["", "dns-1", "lb-1", "web-1", "db-1"] {
        let mut damaged = scenario.clone();
        let gone: Vec<Target> = damaged.target(broken).into_iter().collect();
        damaged
            .take(damaged.removal_of(&gone))
            .expect("it can be removed");
        for verdict in verdicts(&damaged, &Failed::nothing(), PARTS) {
            for (label, result) in results(&damaged, &verdict.element.to_string()) {
                assert_eq!(untidy(&result), Vec::<String>::new(), "after {label}");
                seen += 1;
            }
        }
    }
    assert!(seen > 10, "only {seen} mends");
}

#[test]
fn a_preview_tells_what_would_be_gone_what_would_be_new_and_the_nines() {
    let scenario = sketch("users -> web-1 -> db-1");
    let nothing = Failed::nothing();
    let found = mends_for(
        &scenario,
        &nothing,
        scenario.target("web-1").expect("it is there"),
    );
    let in_front = found
        .iter()
        .find(|m| m.key == MendKey::BalancerInFront)
        .expect("offered");
    let shown = preview(&scenario, &nothing, PARTS, in_front).expect("it can be taken");
    let names = |flags: &[(Target, VerdictKind)]| -> Vec<String> {
        flags.iter().map(|(target, _)| target.to_string()).collect()
    };
    assert_eq!(
        (names(&shown.gone), names(&shown.new)),
        (vec!["web-1".into()], vec!["lb-1".into()])
    );
    let another = found
        .iter()
        .find(|m| m.key == MendKey::AddNode)
        .expect("offered");
    let shown = preview(&scenario, &nothing, PARTS, another).expect("it can be taken");
    assert!(shown.after.all.low > shown.before.all.low + 0.004);
}

fn verdicts(scenario: &Scenario, failed: &Failed, options: Options) -> Vec<Verdict> {
    let report = analyse(scenario, failed, options);
    report.spofs.into_iter().chain(report.leaks).collect()
}

fn mended(scenario: &Scenario, mend: &Mend) -> Scenario {
    let mut mended = scenario.clone();
    mended
        .take(mend.edits.clone())
        .expect("an offered mend can be taken");
    mended
}

#[test]
fn every_mend_takes_its_verdict_away_loses_nothing_and_is_undone_whole() {
    let (mut tried, mut spofs, mut mendable) = (0, 0, 0);
    for seed in 0..200 {
        let scenario = system(seed, 4 + (seed % 13) as usize);
        let failed = damage(seed, &scenario);
        let before = classes(&scenario, &failed);
        for verdict in verdicts(
            &scenario,
            &failed,
            Options {
                links: seed % 4 == 0,
            },
        ) {
            let found = mends_for(&scenario, &failed, verdict.element);
            spofs += 1;
            mendable += usize::from(!found.is_empty());
            for mend in found {
                tried += 1;
                let mut changed = scenario.clone();
                let undo = changed
                    .take(mend.edits.clone())
                    .expect("an offered mend can be taken");
                assert!(
                    validate::problems(&changed).is_empty(),
                    "seed {seed}: {}",
                    mend.label
                );
                let flagged = verdicts(&changed, &failed, Options { links: true });
                let still = flagged
                    .iter()
                    .any(|v| v.element == verdict.element && v.kind == verdict.kind);
                assert!(
                    !still,
                    "seed {seed}: {} leaves {}",
                    mend.label, verdict.element
                );
                for (was, is) in before.iter().zip(classes(&changed, &failed)) {
                    assert!(
                        is.served >= was.served - 1e-9,
                        "seed {seed}: {} costs {}",
                        mend.label,
                        is.class
                    );
                }
                changed.take(undo).expect("what was taken can be undone");
                assert_eq!(changed, scenario, "seed {seed}: {} undone", mend.label);
            }
        }
    }

    assert!(tried > 700, "only {tried} mends");
    assert!(
        mendable * 100 > spofs * 95,
        "{mendable} of {spofs} verdicts have a mend"
    );
}

/// Whether every class is served whole at the first try. What is half broken as drawn may have no mend that costs
/// nothing.
fn works_as_drawn(scenario: &Scenario) -> bool {
    let mut scenario = scenario.clone();
    for component in &mut scenario.components {
        if let Settings::Client(client) = &mut component.settings {
            client.retries = 0;
        }
    }
    classes(&scenario, &Failed::nothing())
        .iter()
        .all(|r| r.served > 1.0 - 1e-9)
}

#[test]
fn applying_any_mends_until_none_is_left_ends_without_a_single_point_of_failure() {
    let mut ended = 0;
    for seed in 0..1_000 {
        let mut dice = Dice(seed);
        let mut scenario = system(seed, 4 + (seed % 10) as usize);
        let failed = Failed::nothing();
        if !works_as_drawn(&scenario) {
            continue;
        }
        let mut told = String::new();
        for step in 0.. {
            assert!(step < 120, "seed {seed} does not end:{told}");
            let report = analyse(&scenario, &failed, PARTS);
            let Some(verdict) = report.spofs.first() else {
                break;
            };
            let found = mends_for(&scenario, &failed, verdict.element);
            assert!(
                !found.is_empty(),
                "seed {seed}: nothing mends {}: {}{told}\n{scenario:#?}",
                verdict.element,
                verdict.reason
            );
            let mend = &found[dice.below(found.len())];
            write!(told, "\n{}: {}", verdict.element, mend.label).expect("a string takes it");
            scenario = mended(&scenario, mend);
        }
        ended += 1;
    }
    assert!(ended > 60, "only {ended} systems");
}
