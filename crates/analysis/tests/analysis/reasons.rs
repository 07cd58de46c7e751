//! Every verdict says why, in a sentence that names the parts.

use topple_analysis::{Options, analyse, blast_radius};
use topple_model::sketch::sketch;
use topple_testing::systems::{damage, wired};

use crate::tables::dead;

/// Asserts the sentences about `system`: `element: sentence`, the worst first.
#[track_caller]
fn expect(system: &str, failed: &str, expected: &[&str]) {
    let scenario = sketch(system);
    let report = analyse(
        &scenario,
        &dead(&scenario, failed),
        Options { links: false },
    );
    let all = report.spofs.iter().chain(&report.leaks);
    let found: Vec<String> = all
        .map(|v| format!("{}: {}", v.element, v.reason))
        .collect();
    assert_eq!(found, expected, "found:\n{}", found.join("\n"));
}

#[test]
fn a_chain_says_what_each_part_is_needed_for() {
    expect(
        "users -> dns-1 -> lb-1 -> web-1 -> db-1",
        "",
        &[
            "db-1: Every request needs a primary of db; db-1 is the only one, and nothing may take over.",
            "dns-1: Every request asks a name server for an address first; dns-1 is the only one it can ask.",
            "lb-1: Every request goes to an address that dns-1 gives; lb-1 is the only one.",
            "web-1: Every request passes through lb-1, which needs a server of web; web-1 is the only one it can call.",
        ],
    );
}

#[test]
fn what_is_dead_already_makes_the_survivor_the_only_one_left() {
    expect(
        "users -> dns-1 dns-2 -> lb-1 lb-2 -> web-1 web-2",
        "lb-1",
        &["lb-2: Every request goes to an address that dns-1 gives; lb-2 is the only one left."],
    );
}

#[test]
fn a_region_is_blamed_for_what_lies_in_it() {
    expect(
        "
        users -> lb-1 lb-2 -> web-1 web-2 -> db-1
        db-1 -> db-2
        db-2: role=standby
        west = web-1 web-2
        ",
        "",
        &[
            "west: Every request passes through a balancer (lb-1, say), which needs a server of web; web-1 and web-2 are both in west, and there is no other.",
        ],
    );
}

#[test]
fn a_group_is_blamed_for_its_parts() {
    let system = "
        users -> lb-1 lb-2 lb-3
        lb-1 lb-2 lb-3 -> web-1 web-2
        edge ~ lb-1 lb-2 lb-3
        code ~ web-1 web-2
        ";
    expect(
        system,
        "",
        &[
            "code: Every request passes through a balancer (lb-1, say), which needs a server of web; web-1 and web-2 are both parts of code, and there is no other.",
            "edge: Every request goes straight to a fixed address; all 3 are parts of edge.",
        ],
    );
}

#[test]
fn why_no_node_takes_over_is_told_apart() {
    let sentence = |data: &str, expected: &str| {
        let system =
            format!("users -> lb-1 lb-2 -> web-1 web-2 -> db-1 -> db-2\nusers: reads=0\n{data}");
        expect(&system, "", &[expected]);
    };
    sentence(
        "db-2: role=read_replica",
        "db-1: Every write needs a primary of db; db-1 is the only one, and nothing may take over (db-2 is only a read replica).",
    );
    sentence(
        "db-2: role=standby\ndb-1: failover=manual",
        "db-1: Every write needs a primary of db; db-1 is the only one. db-2 stands by, but failover is manual: a person has to promote it.",
    );
    expect(
        "users -> lb-1 lb-2 -> web-1 web-2 -> db-1 db-2\nusers: reads=0\ndb-2: role=standby",
        "",
        &[
            "db-1: Every write needs a primary of db; db-1 is the only one. Nothing replicates to db-2, so it has no data to take over with.",
        ],
    );
}

#[test]
fn a_store_of_its_own_is_no_copy() {
    expect(
        "users -> lb-1 lb-2 -> web-1 web-2 -> db-1 db-2",
        "",
        &[
            "db-1: db-2 gets none of db-1's writes: it is another store, and web needs both. Without db-1, every request fails.",
            "db-2: db-2 gets none of db-1's writes: it is another store, and web needs both. Without db-2, every request fails.",
        ],
    );
    // In a pool, too, each request needs one of each store.
    expect(
        "users -> lb-1 lb-2 -> web-1 web-2 -> pool-1 pool-2\npool-1 pool-2 -> db-1 db-2"
            .replace("pool", "lb-db")
            .as_str(),
        "",
        &[
            "db-1: db-2 gets none of db-1's writes: it is another store, and db needs both. Without db-1, every request fails.",
            "db-2: db-2 gets none of db-1's writes: it is another store, and db needs both. Without db-2, every request fails.",
        ],
    );
}

#[test]
fn deep_checks_that_make_a_part_all_are_named() {
    let system = "users -> lb-1 lb-2 -> web-1 web-2 -> db-a db-b
         db-a: shard=a
         db-b: shard=b
         lb-1: health_check.deep=on
         lb-2: health_check.deep=on";
    let told = |db: &str| {
        format!(
            "{db}: Without {db}, no server of web passes the deep checks of lb-1, although each could still serve some of the requests: the checks turn a partial failure into a total one."
        )
    };
    expect(system, "", &[&told("db-a"), &told("db-b")]);
}

#[test]
fn who_has_no_way_to_the_primary_is_told_so() {
    // db-2 takes over, and web-1 has lost its way to it.
    expect(
        "users -> web-1 -> db-1 db-2\ndb-1 -> db-2\ndb-2: role=standby",
        "web-1>db-2",
        &[
            "db-1: Every request needs a primary of db; without db-1 that is db-2, and web-1 has no way to it.",
            "web-1: Every request goes straight to a fixed address; web-1 is the only one.",
        ],
    );
}

#[test]
fn a_majority_that_is_missed_is_told_as_one() {
    expect(
        "users -> web-1 web-2 -> db-1 -> db-2\ndb-2: role=standby\ndb-1: failover=quorum",
        "",
        &[
            "db-1: Every request needs a primary of db; db-1 is the only one, and the nodes that would be left are no majority of the set, so they may not promote another.",
            "db-2: Every request needs a primary of db, and a primary needs a majority of the set's 2 nodes; without db-2 there are too few.",
        ],
    );
}

#[test]
fn a_shard_and_a_client_are_named_where_there_are_several() {
    expect(
        "
        users-a -> web-1 web-2
        users-b -> web-1 web-2
        users-a: reads=0
        users-b: reads=0 rate_rps=0
        web-1 web-2 -> db-a db-b
        db-a: shard=a
        db-b: shard=b
        ",
        "",
        &[
            "db-a: Every write of users-a for shard a needs a primary of db; db-a is the only one, and nothing may take over.",
            "db-b: Every write of users-a for shard b needs a primary of db; db-b is the only one, and nothing may take over.",
        ],
    );
}

#[test]
fn a_leak_says_who_goes_on_sending_and_why() {
    expect(
        "users -> lb-1 lb-2 -> web-1 web-2\nlb-1: health_check=off retries=0",
        "",
        &[
            "web-1: lb-1 does not check its members: it goes on sending a dead web-1 its share of the requests, and never tries another member.",
            "web-2: lb-1 does not check its members: it goes on sending a dead web-2 its share of the requests, and never tries another member.",
        ],
    );
    expect(
        "
        users -> lb-1 lb-2 -> web-1 web-2
        web-1 -> db-1
        web-2 -> db-2
        db-1: service=one
        db-2: service=two
        ",
        "",
        &[
            "db-1: Without db-1, web-1 still takes connections but cannot serve, and lb-1 checks only whether it is alive, so requests go on to web-1 and fail.",
            "db-2: Without db-2, web-2 still takes connections but cannot serve, and lb-1 checks only whether it is alive, so requests go on to web-2 and fail.",
        ],
    );
    expect(
        "users -> web-1 web-2\nusers: tries_next_address=off",
        "",
        &[
            "web-1: Requests of users do not go on to the next address: those that go to a dead web-1 fail.",
            "web-2: Requests of users do not go on to the next address: those that go to a dead web-2 fail.",
        ],
    );
}

#[test]
fn every_verdict_on_a_random_system_has_a_sentence_and_most_tell_the_way() {
    let (mut all, mut unclear) = (0, 0);
    for seed in 0..600 {
        let scenario = wired(seed, 4 + (seed % 23) as usize);
        let failed = damage(seed, &scenario);
        let report = analyse(&scenario, &failed, Options { links: true });
        for verdict in report.spofs.iter().chain(&report.leaks) {
            let text = verdict.reason.to_string();
            assert!(
                text.ends_with('.') && text.len() > 20,
                "seed {seed}: {text:?}"
            );
            assert!(!verdict.path.is_empty(), "seed {seed}: {text:?}");
            all += 1;
            unclear += usize::from(text.ends_with("fails."));
        }
    }
    assert!(unclear * 10 < all, "{unclear} of {all} are unclear");
}

#[test]
fn pointing_at_a_verdict_shows_what_would_be_taken_down() {
    let scenario =
        sketch("users -> dns-1 -> lb-1 lb-2\nlb-1 -> web-1 -> db-1\nlb-2 -> web-2 -> db-1");
    let shown = |failed: &str, element: &str| -> String {
        let element = scenario.target(element).expect("it is there");
        let lit = blast_radius(&scenario, &dead(&scenario, failed), element);
        lit.iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(
        shown("", "lb-1"),
        "lb-1 web-1 dns-1>lb-1 lb-1>web-1 web-1>db-1"
    );
    assert_eq!(
        shown("lb-2", "db-1"),
        "db-1 dns-1 lb-1 users web-1 dns-1>lb-1 lb-1>web-1 users>dns-1 web-1>db-1",
    );
    assert_eq!(shown("lb-2", "web-2"), "");
}
