//! Systems that once told the program and the oracle apart, with answers worked out by hand.

use crate::against::{Depth, both, differences};
use crate::drawn::{Case, Deed};
use serde_json::{Value, json};

/// Program and oracle say the same of everything in this system, with these dead.
fn agree(file: Value, dead: &[&str]) -> Case {
    let dead = dead.iter().map(|id| Deed::Kill((*id).to_owned()));
    let case = Case {
        file,
        moments: vec![dead.collect()],
    };
    let depth = Depth {
        links: true,
        pairs: true,
        states: 8,
    };
    assert_eq!(differences(&case, depth), Vec::<String>::new());
    case
}

/// The oracle's share of a class without one more element, and its rate now.
fn share_and_rate(case: &Case, class: &str, without: &str) -> (f64, f64) {
    let (oracle, ..) = both(case).unwrap();
    let also = oracle.system.element(without).unwrap();
    let shares = oracle.shares(&[also]);
    let mut all = oracle.classes.iter().zip(shares);
    let (class, share) = all.find(|(of, _)| of.name == class).unwrap();
    (share.served, class.rate)
}

fn assert_near(got: (f64, f64), wanted: (f64, f64)) {
    let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
    assert!(
        near(got.0, wanted.0) && near(got.1, wanted.1),
        "{got:?}, not {wanted:?}"
    );
}

#[test]
fn the_first_service_that_a_read_calls_is_that_of_the_first_link_that_reads_take() {
    let file = json!({
        "topple": 2,
        "components": [
            { "id": "users", "kind": "client", "rate_rps": 100, "reads": 0.9 },
            { "id": "web-1", "kind": "server" },
            { "id": "db-1", "kind": "database", "shard": "a" },
            { "id": "db-2", "kind": "database", "shard": "b" },
            { "id": "queue-1", "kind": "queue" },
            { "id": "queue-2", "kind": "queue" },
            { "id": "mail-1", "kind": "server" },
            { "id": "audit-1", "kind": "server" },
        ],
        "links": [
            { "from": "users", "to": "web-1" },
            { "from": "web-1", "to": "db-1", "on": "writes" },
            { "from": "web-1", "to": "queue-1" },
            { "from": "web-1", "to": "queue-2", "on": "reads" },
            { "from": "web-1", "to": "db-2" },
            { "from": "queue-2", "to": "mail-1" },
            { "from": "mail-1", "to": "queue-1" },
            { "from": "queue-1", "to": "audit-1" },
        ],
    });
    let case = agree(file, &[]);
    // 90 reads publish, of which 45 then fail for want of their shard, and 10 writes; what is delivered of the reads
    // publishes again. Without that, the messages of the writes are taken: 10 of 100.
    let got = share_and_rate(&case, "queue>web", "mail-1>queue-1");
    assert_near(got, (0.1, 190.0));
}

#[test]
fn a_read_comes_to_its_caches_before_it_publishes() {
    let file = json!({
        "topple": 2,
        "components": [
            { "id": "users", "kind": "client", "rate_rps": 100, "reads": 0.5 },
            { "id": "web-1", "kind": "server" },
            { "id": "queue-1", "kind": "queue" },
            { "id": "cache-1", "kind": "cache" },
            { "id": "db-1", "kind": "database" },
            { "id": "mail-1", "kind": "server" },
        ],
        "links": [
            { "from": "users", "to": "web-1" },
            { "from": "web-1", "to": "queue-1", "on": "all" },
            { "from": "web-1", "to": "cache-1", "required": true },
            { "from": "web-1", "to": "db-1" },
            { "from": "queue-1", "to": "mail-1" },
        ],
    });
    let case = agree(file, &["cache-1"]);
    assert_near(share_and_rate(&case, "queue>web", "mail-1"), (0.0, 50.0));
}

#[test]
fn a_deep_check_asks_for_a_service_over_any_of_its_links_whichever_requests_take_them() {
    let file = json!({
        "topple": 2,
        "components": [
            { "id": "users", "kind": "client", "rate_rps": 100, "reads": 0.5 },
            { "id": "lb-1", "kind": "load_balancer", "health_check": { "deep": true } },
            { "id": "web-1", "kind": "server" },
            { "id": "lb-2", "kind": "load_balancer" },
            { "id": "api-1", "kind": "server" },
        ],
        "links": [
            { "from": "users", "to": "lb-1" },
            { "from": "lb-1", "to": "web-1" },
            { "from": "web-1", "to": "lb-2", "on": "writes", "required": false },
            { "from": "lb-2", "to": "api-1" },
            { "from": "web-1", "to": "api-1" },
        ],
    });
    let case = agree(file, &[]);
    // Writes still have lb-2, and so web-1 stays in rotation, though it serves no read.
    assert_near(
        share_and_rate(&case, "users/write", "web-1>api-1"),
        (1.0, 50.0),
    );
    assert_near(
        share_and_rate(&case, "users/read", "web-1>api-1"),
        (0.0, 50.0),
    );
}

#[test]
fn what_nobody_takes_at_a_node_of_a_queue_fills_its_mirror_where_that_holds_no_more() {
    for (capacity, left) in [(100, 0.0), (50, 0.5)] {
        let file = json!({
            "topple": 2,
            "components": [
                { "id": "users", "kind": "client", "rate_rps": 100, "reads": 0.5 },
                { "id": "web-1", "kind": "server" },
                { "id": "web-2", "kind": "server" },
                { "id": "queue-1", "kind": "queue", "capacity": 100 },
                { "id": "queue-2", "kind": "queue", "capacity": capacity },
                { "id": "mail-1", "kind": "server", "service": "mail" },
                { "id": "mail-2", "kind": "server", "service": "mail" },
            ],
            "links": [
                { "from": "users", "to": "web-1" },
                { "from": "users", "to": "web-2" },
                { "from": "web-1", "to": "queue-1" },
                { "from": "web-2", "to": "queue-2" },
                { "from": "queue-1", "to": "queue-2" },
                { "from": "queue-1", "to": "mail-1" },
                { "from": "queue-2", "to": "mail-2" },
            ],
        });
        let case = agree(file, &[]);
        // What web-1 publishes stays at queue-1, 100 messages of it, and queue-2 holds them as well.
        assert_near(share_and_rate(&case, "users/write", "mail-1"), (0.0, 50.0));
        // What stays at queue-2 fills queue-1 only if it is as much as that holds.
        assert_near(share_and_rate(&case, "users/write", "mail-2"), (left, 50.0));
        assert_near(share_and_rate(&case, "users/read", "mail-2"), (1.0, 50.0));
    }
}

#[test]
fn a_client_with_fixed_addresses_sends_no_write_where_only_a_replica_answers() {
    let file = json!({
        "topple": 2,
        "components": [
            { "id": "users", "kind": "client", "rate_rps": 100, "reads": 0.8, "tries_next_address": false },
            { "id": "lb-1", "kind": "load_balancer" },
            { "id": "lb-2", "kind": "load_balancer" },
            { "id": "db-1", "kind": "database" },
            { "id": "db-2", "kind": "database", "role": "read_replica" },
        ],
        "links": [
            { "from": "users", "to": "lb-1" },
            { "from": "users", "to": "lb-2" },
            { "from": "lb-1", "to": "db-1" },
            { "from": "lb-2", "to": "db-2" },
        ],
    });
    let case = agree(file, &[]);
    assert_near(share_and_rate(&case, "users/write", "lb-2"), (1.0, 20.0));
    assert_near(share_and_rate(&case, "users/read", "lb-2"), (0.5, 80.0));
}
