//! Drawings that cannot mean what their author thinks.

use topple_analysis::warnings;
use topple_model::sketch::sketch;

#[track_caller]
fn expect(system: &str, expected: &[&str]) {
    let found: Vec<String> = warnings(&sketch(system))
        .iter()
        .map(|w| format!("{}: {w}", w.about()))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_sound_drawing_has_no_warnings() {
    expect(
        "users -> dns-1 -> lb-1 -> web-1 -> cache-1 db-1\ndb-1 -> db-2\ndb-2: role=standby",
        &[],
    );
}

#[test]
fn a_standby_needs_replication() {
    expect(
        "users -> web-1 -> db-1 db-2\ndb-2: role=standby",
        &[
            "db-2: Nothing replicates to db-2: it has no data and cannot take over. Draw a link from db-1 to it.",
        ],
    );
}

#[test]
fn a_witness_needs_no_data_and_a_replica_does() {
    let witness = "users -> web-1 -> db-1 -> db-2\ndb-1: failover=quorum\ndb-2: role=standby\ndb-3: role=standby";
    expect(witness, &[]);
    expect(
        "users -> web-1 -> db-1 db-2\ndb-2: role=read_replica",
        &[
            "db-2: Nothing replicates to db-2: it has no data and answers no reads. Draw a link from db-1 to it.",
        ],
    );
}

#[test]
fn servers_of_one_service_keep_their_data_in_one_place() {
    let apart = "users -> web-1 web-2\nweb-1 -> db-1\nweb-2 -> db-2";
    let told = "web-2: web-1 keeps its data in db-1 and web-2 in db-2: what is written by one is never seen by the other.";
    let store = "db-2: db-2 gets none of db-1's writes: no link between them replicates, so it is another store and no \
                 copy. Draw a link from db-1 to db-2; or, if each is to hold a part of the data, name a shard at each.";
    expect(apart, &[store, told]);
    expect(&format!("{apart}\ndb-2: service=other"), &[told]);
    expect(&format!("{apart}\ndb-1 -> db-2\ndb-2: role=standby"), &[]);
    expect(&format!("{apart}\ndb-1: shard=a\ndb-2: shard=b"), &[]);
}

#[test]
fn two_primaries_need_replication_in_some_direction() {
    let told = "db-2: db-2 gets none of db-1's writes: no link between them replicates, so it is another store and no \
                copy. Draw a link from db-1 to db-2; or, if each is to hold a part of the data, name a shard at each.";
    expect("users -> web-1 -> db-1 db-2", &[told]);
    expect("users -> web-1 -> db-1 db-2\ndb-1 -> db-2", &[]);
}

#[test]
fn the_addresses_of_one_name_do_the_same_work() {
    expect("users -> dns-1 -> web-1 web-2 lb-1 -> web-2", &[]);
    expect(
        "users -> dns-1 -> web-1 api-1\napi-1: service=api",
        &[
            "dns-1: Callers that ask dns-1 take either address, web-1 or api-1, but the two do different work (web and api \
             (server)). Give each service a name of its own, or link the users straight to both.",
        ],
    );
}

#[test]
fn a_timeout_is_held_against_the_work_behind_it() {
    expect(
        "users -> web-1 -> db-1\nweb-1: dependency_timeout_ms=5",
        &[
            "web-1>db-1: A call from web-1 to db-1 is given up after 5 ms, but an answer takes 6.5 ms on average.",
        ],
    );
    expect(
        "users -> dns-1 -> lb-1 -> web-1\nusers: timeout_ms=300\nweb-1: service_ms=500",
        &[
            "dns-1>lb-1: A call from users to lb-1 is given up after 300 ms, but an answer takes 501 ms on average.",
        ],
    );
}

#[test]
fn a_part_that_no_request_reaches_is_told() {
    expect(
        "users -> web-1\nweb-2 -> db-1",
        &[
            "web-2: No request ever reaches web-2: no client leads to it.",
            "db-1: No request ever reaches db-1: no client leads to it.",
        ],
    );
}

#[test]
fn an_automatic_failover_across_regions_may_split_the_brain() {
    let system = "users -> web-1 -> db-1 -> db-2\ndb-2: role=standby\nwest = db-1\neast = db-2";
    let told = "db-2: If db-1 and db-2 lose sight of each other, both will take writes and their data will diverge (split brain). Failover by majority, with a third node, prevents it.";
    expect(system, &[told]);
    expect(&format!("{system}\ndb-1: failover=manual"), &[]);
}
