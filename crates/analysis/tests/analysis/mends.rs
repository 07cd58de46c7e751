//! Mends: what takes a verdict away takes it away, and nothing else.

use std::fmt::Write as _;

use std::collections::BTreeSet;

use topple_analysis::{
    Failed, Mend, MendKind, Options, SiteDatabases, Verdict, VerdictKind, analyse, classes,
    mend_all, mends_for, overloads, preview, second_site,
};
use topple_formats::json;
use topple_model::sketch::sketch;
use topple_model::{Kind, Point, Rect, Scenario, Settings, Target, validate};
use topple_testing::Chance;
use topple_testing::systems::{damage, layered, wired};

use crate::tables::dead;
use crate::troubled::settled;

const PARTS: Options = Options { links: false };

fn labels(system: &str, failed: &str, element: &str) -> Vec<String> {
    let scenario = sketch(system);
    let element = scenario.target(element).expect("it is there");
    let found = mends_for(&scenario, &dead(&scenario, failed), element);
    found.iter().map(|mend| mend.id.label(&scenario)).collect()
}

#[test]
fn a_mend_is_known_by_what_it_does_to_what_whatever_the_parts_are_called() {
    let mut scenario = sketch("users -> lb-1 -> web-1 -> db-1");
    let ids = |scenario: &Scenario, element| -> Vec<String> {
        let element = scenario.target(element).expect("it is there");
        let found = mends_for(scenario, &Failed::nothing(), element);
        found.iter().map(|mend| mend.id.to_string()).collect()
    };
    let drawn = ids(&scenario, "web-1");
    assert_eq!(drawn, ["add_nodes:web-1:1"]);
    assert_eq!(ids(&scenario, "db-1"), ["add_standbys:db-1:1"]);
    for component in &mut scenario.components {
        component.name = Some("Something else".to_owned());
    }
    assert_eq!(ids(&scenario, "web-1"), drawn);
}

#[test]
fn no_two_mends_of_a_verdict_have_one_id_or_one_label() {
    let mut several = 0;
    for seed in 0..60 {
        let scenario = layered(seed, 0.25);
        for verdict in analyse(&scenario, &Failed::nothing(), PARTS).spofs {
            let found = mends_for(&scenario, &Failed::nothing(), verdict.element);
            let ids: BTreeSet<String> = found.iter().map(|m| m.id.to_string()).collect();
            let labels: BTreeSet<String> = found.iter().map(|m| m.id.label(&scenario)).collect();
            assert_eq!(
                (ids.len(), labels.len()),
                (found.len(), found.len()),
                "{ids:?}"
            );
            several += usize::from(found.len() > 1);
        }
    }
    assert!(several > 20, "only {several} verdicts have several mends");
}

#[test]
fn a_server_is_doubled_or_put_behind_a_balancer() {
    let found = labels("users -> web-1 -> db-1", "", "web-1");
    assert_eq!(
        found,
        ["Add another web", "Add a second web server and a balancer"]
    );
}

#[test]
fn parts_are_taken_out_of_a_group_until_it_can_die() {
    let one_will_do = "users -> lb-1 lb-2\nlb-1 lb-2 -> web-1 web-2\nedge ~ lb-1 lb-2";
    assert_eq!(labels(one_will_do, "", "edge"), ["Take lb-1 out of edge"]);
    // The balancers of one site alone would not do: its server is in the group, too.
    let sites = "users -> lb-1 lb-2
         lb-1 -> web-1
         lb-2 -> web-2
         east = lb-1 web-1
         west = lb-2 web-2
         edge ~ lb-1 lb-2 web-1 web-2";
    assert_eq!(
        labels(sites, "", "edge"),
        ["Take lb-1 and web-1 out of edge"]
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
    let stores = "users -> web-1 -> db-1 db-2";
    for store in ["db-1", "db-2"] {
        let found = labels(stores, "", store);
        let first = ["Let db-1 replicate to db-2", "Make db-2 a standby of db-1"];
        assert_eq!(found[..2], first, "{store}: {found:?}");
    }
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
        ["Add a standby of db for shard a"]
    );
}

#[test]
fn a_majority_of_two_gets_a_third_vote_before_it_is_given_up() {
    let system = "users -> lb-1 lb-2 -> web-1 web-2 -> db-1 db-2
         db-1 -> db-2
         db-1: failover=quorum
         db-2: role=standby failover=quorum
         za = web-1 db-1
         zb = web-2 db-2";
    let scenario = sketch(system);
    let mends = |element: &str| {
        let element = scenario.target(element).expect("it is there");
        mends_for(&scenario, &Failed::nothing(), element)
    };
    for node in ["db-1", "db-2"] {
        let told: Vec<String> = mends(node).iter().map(|m| m.told(&scenario)).collect();
        assert_eq!(
            told[..2],
            [
                "Add a standby of db, as the third that votes",
                "Add a third vote for db: a witness, without data"
            ],
            "{node}"
        );
        let automatic = "Make the failover of db automatic (opens the way to a split brain)";
        assert_eq!(told.last().map(String::as_str), Some(automatic), "{node}");
    }
    // A third place: neither zone has a majority alone.
    for zone in ["za", "zb"] {
        let found = mends(zone);
        assert_eq!(found[0].id.kind(), MendKind::Standby, "{zone}");
        let added = mended(&scenario, &found[0]);
        let voter = added.components.last().expect("one was added");
        assert_eq!(
            (voter.kind(), voter.region),
            (Kind::Database, None),
            "{zone}"
        );
    }
    let automatic = mends("db-1").pop().expect("it is offered");
    let shown = preview(&scenario, &Failed::nothing(), PARTS, &automatic).expect("it can be taken");
    assert_eq!(shown.brings.len(), 1);
    assert!(shown.brings[0].to_string().contains("split brain"));
}

#[test]
fn deep_checks_that_make_a_part_all_are_made_shallow() {
    let system = "users -> lb-1 lb-2 -> web-1 web-2 -> db-a db-b
         db-a: shard=a
         db-b: shard=b
         lb-1: health_check.deep=on
         lb-2: health_check.deep=on";
    assert_eq!(
        labels(system, "", "db-a"),
        [
            "Add a standby of db for shard a",
            "Make the checks of lb-1 and lb-2 shallow"
        ]
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
        .map(|mend| (mend.id.label(scenario), mended(scenario, &mend)))
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
    for a in &scenario.regions {
        for b in scenario.regions.iter().filter(|b| b.id != a.id) {
            let around = scenario.enclosing(Some(a.id));
            let within = scenario.enclosing(Some(b.id));
            if around.contains(&b.id) && !b.frame.encloses(a.frame) {
                found.push(format!("{} sticks out of {}", a.id, b.id));
            } else if !around.contains(&b.id) && !within.contains(&a.id) && a.frame.touches(b.frame)
            {
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
        .find(|m| m.id.kind() == MendKind::BalancerInFront)
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
        .find(|m| m.id.kind() == MendKind::AddNode)
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

/// Applies every mend of every verdict on a system and holds it against what a mend has to be.
struct Shooting {
    verdicts: usize,
    mended: usize,
    mends: usize,
}

impl Shooting {
    fn shoot(&mut self, told: &str, scenario: &Scenario, failed: &Failed, options: Options) {
        let flagged = verdicts(scenario, failed, options);
        let saturated = overloads(scenario, failed, options).verdicts;
        let elements = flagged.iter().map(|v| (v.element, Some(v.kind)));
        let elements = elements.chain(saturated.iter().map(|o| (o.element, None)));
        for (element, kind) in elements {
            let found = mends_for(scenario, failed, element);
            self.verdicts += 1;
            self.mended += usize::from(!found.is_empty());
            for mend in found {
                self.mends += 1;
                let told = format!("{told}: {element}, {}", mend.id);
                Self::hold(&told, scenario, failed, &mend, element, kind);
            }
        }
    }

    /// Its verdict is gone, nothing is lost, all is sound, and undo gives the document back to the byte.
    fn hold(
        told: &str,
        scenario: &Scenario,
        failed: &Failed,
        mend: &Mend,
        element: Target,
        kind: Option<VerdictKind>,
    ) {
        let mut changed = scenario.clone();
        let undo = changed
            .take(mend.edits.clone())
            .unwrap_or_else(|why| panic!("{told}: {why}"));
        assert!(validate::problems(&changed).is_empty(), "{told}");
        let links = Options { links: true };
        let flagged = verdicts(&changed, failed, links);
        let still = flagged
            .iter()
            .any(|v| v.element == element && kind.is_none_or(|kind| kind == v.kind));
        if mend.id.kind().only_lessens() {
            let impact = |found: &[Verdict]| {
                let of_element = found.iter().find(|v| v.element == element);
                of_element.map_or(0.0, |v| v.impact)
            };
            let before = verdicts(scenario, failed, links);
            assert!(
                impact(&flagged) < impact(&before),
                "{told}: as bad as before"
            );
        } else {
            assert!(!still, "{told}: the verdict stays");
        }
        if kind.is_none() {
            let saturated = overloads(&changed, failed, links).verdicts;
            assert!(saturated.iter().all(|o| o.element != element), "{told}");
        }
        let after = classes(&changed, failed);
        for was in classes(scenario, failed) {
            let is = after.iter().find(|is| is.class == was.class);
            let is = is.unwrap_or_else(|| panic!("{told}: {} is gone", was.class));
            assert!(
                is.served >= was.served - 1e-9,
                "{told}: costs {}",
                was.class
            );
        }
        changed.take(undo).expect("what was taken can be undone");
        assert_eq!(
            json::write(&changed),
            json::write(scenario),
            "{told}: undone"
        );
        assert_eq!(changed, *scenario, "{told}: undone");
    }
}

#[test]
fn every_mend_takes_its_verdict_away_loses_nothing_and_is_undone_to_the_byte() {
    let mut shooting = Shooting {
        verdicts: 0,
        mended: 0,
        mends: 0,
    };
    for seed in 0..200 {
        let options = Options {
            links: seed % 4 == 0,
        };
        let (scenario, failed) = settled(seed, wired(seed, 4 + (seed % 13) as usize));
        shooting.shoot(
            &format!("wired at random {seed}"),
            &scenario,
            &failed,
            options,
        );
    }
    let Shooting {
        verdicts, mended, ..
    } = shooting;
    assert!(mended * 100 > verdicts * 95, "{mended} of {verdicts}");
    for seed in 0..200 {
        let options = Options {
            links: seed % 4 == 0,
        };
        let scenario = layered(seed, 0.25);
        let failed = if seed % 3 == 0 {
            damage(seed, &scenario)
        } else {
            Failed::nothing()
        };
        shooting.shoot(
            &format!("as people draw {seed}"),
            &scenario,
            &failed,
            options,
        );
    }
    assert!(shooting.mends > 1_500, "only {} mends", shooting.mends);
}

#[test]
fn every_single_point_of_failure_of_a_system_as_people_draw_it_has_a_mend() {
    let mut spofs = 0;
    for seed in 0..400 {
        let scenario = layered(seed, 0.25);
        let failed = if seed % 4 == 1 {
            damage(seed, &scenario)
        } else {
            Failed::nothing()
        };
        let options = Options {
            links: seed % 3 == 0,
        };
        for verdict in analyse(&scenario, &failed, options).spofs {
            let found = mends_for(&scenario, &failed, verdict.element);
            assert!(
                !found.is_empty(),
                "seed {seed}: {}: {}",
                verdict.element,
                verdict.reason
            );
            spofs += 1;
        }
    }
    assert!(spofs > 900, "only {spofs} single points of failure");
}

#[test]
fn what_is_laid_out_tidily_stays_tidy() {
    let mut seen = 0;
    for seed in 0..150 {
        let scenario = layered(seed, 0.25);
        if !untidy(&scenario).is_empty() {
            continue;
        }
        for verdict in verdicts(&scenario, &Failed::nothing(), PARTS) {
            for (label, result) in results(&scenario, &verdict.element.to_string()) {
                let untidy = untidy(&result);
                assert!(untidy.is_empty(), "seed {seed}: after {label}: {untidy:?}");
                seen += 1;
            }
        }
    }
    assert!(seen > 400, "only {seen} mends");
}

#[test]
fn a_second_site_of_anything_works_alone() {
    let mut seen = 0;
    for seed in 0..200 {
        let scenario = layered(seed, 0.25);
        if !works_as_drawn(&scenario)
            || scenario
                .components
                .iter()
                .any(|c| c.kind() == Kind::Dns && c.region.is_some())
        {
            continue;
        }
        let site = scenario.regions.first().map(|r| r.id);
        for databases in [SiteDatabases::Standbys, SiteDatabases::Primaries] {
            let Some(mend) = second_site(&scenario, &Failed::nothing(), site, databases) else {
                continue;
            };
            let both = mended(&scenario, &mend);
            let told = format!("seed {seed}: {}", mend.id);
            assert!(
                untidy(&scenario) != [""; 0] || untidy(&both) == [""; 0],
                "{told}: {:?}",
                untidy(&both)
            );
            let first = site.unwrap_or(both.regions[scenario.regions.len()].id);
            let lost = Failed::nothing().with(Target::Region(first));
            let (now, then) = (classes(&both, &Failed::nothing()), classes(&both, &lost));
            for (was, is) in now.iter().zip(&then) {
                assert!(was.served > 1.0 - 1e-9, "{told}: {} with both", was.class);
                // A chooser without checks goes on choosing what is gone: that is a leak, and no standstill.
                assert!(is.served > 0.0, "{told}: {} with one", was.class);
                seen += 1;
            }
        }
    }
    assert!(seen > 60, "only {seen} classes");
}

#[test]
fn what_is_accepted_is_left_and_all_else_is_mended() {
    let scenario = sketch("users -> dns-1 -> lb-1 -> web-1 -> db-1\nwest = lb-1 web-1 db-1");
    let target = |id: &str| scenario.target(id).expect("it is there");
    let accepted = BTreeSet::from([target("west"), target("dns-1")]);
    let mended = mend_all(&scenario, &Failed::nothing(), PARTS, &accepted);
    assert_eq!(mended.left, []);
    let spofs = analyse(&mended.scenario, &Failed::nothing(), PARTS).spofs;
    let spofs: BTreeSet<Target> = spofs.iter().map(|v| v.element).collect();
    assert_eq!(spofs, accepted);
    let all = mend_all(&scenario, &Failed::nothing(), PARTS, &BTreeSet::new());
    assert_eq!(analyse(&all.scenario, &Failed::nothing(), PARTS).spofs, []);
}

#[test]
fn mending_all_ends_with_none_but_what_was_accepted() {
    let mut ended = 0;
    for seed in 0..250 {
        let scenario = layered(seed, 0.25);
        let accepted: BTreeSet<Target> = if seed % 2 == 0 {
            scenario
                .regions
                .iter()
                .map(|r| Target::Region(r.id))
                .collect()
        } else {
            BTreeSet::new()
        };
        let mended = mend_all(&scenario, &Failed::nothing(), PARTS, &accepted);
        assert_eq!(mended.left, [], "seed {seed}: {:?}", mended.taken);
        let spofs = analyse(&mended.scenario, &Failed::nothing(), PARTS).spofs;
        let foreign = spofs.iter().find(|v| !accepted.contains(&v.element));
        assert_eq!(foreign, None, "seed {seed}");
        assert!(
            validate::problems(&mended.scenario).is_empty(),
            "seed {seed}"
        );
        ended += usize::from(!mended.taken.is_empty());
    }
    assert!(ended > 150, "only {ended} systems had anything to mend");
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
        let mut chance = Chance(seed);
        let mut scenario = wired(seed, 4 + (seed % 10) as usize);
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
            let mend = &found[chance.below(found.len())];
            write!(told, "\n{}: {}", verdict.element, mend.id).expect("a string takes it");
            scenario = mended(&scenario, mend);
        }
        ended += 1;
    }
    assert!(ended > 60, "only {ended} systems");
}
