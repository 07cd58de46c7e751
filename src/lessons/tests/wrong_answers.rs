//! Answers that look right and are not, drawn onto a lesson's start: each leaves a goal open. Beside them odd ones that
//! are right.

use std::collections::BTreeSet;

use super::judged;
use crate::lessons::{Lesson, Standing, find};
use crate::model::Scenario;
use crate::model::sketch::onto;

/// The goals of a lesson that stay open, each as a sentence, with this drawn onto its start.
fn open(lesson: &Lesson, drawn: &str) -> Vec<String> {
    let scenario: Scenario = onto(lesson.start(), drawn);
    let problems = crate::model::validate::problems(&scenario);
    assert!(problems.is_empty(), "{drawn}: {problems:?}");
    let standings = judged(lesson, &scenario, &BTreeSet::new());
    let goals = lesson.goals.iter().zip(standings);
    goals
        .filter(|(_, standing)| *standing == Standing::Open)
        .map(|(goal, _)| goal.to_string())
        .collect()
}

#[track_caller]
fn refused(key: &str, answers: &[&str]) {
    let lesson = find(key).expect("there is this lesson");
    for answer in answers {
        assert!(!open(lesson, answer).is_empty(), "{key} takes {answer:?}");
    }
}

#[track_caller]
fn taken(key: &str, answers: &[&str]) {
    let lesson = find(key).expect("there is this lesson");
    for answer in answers {
        let open = open(lesson, answer);
        assert!(open.is_empty(), "{key} refuses {answer:?}: {open:?}");
    }
}

#[test]
fn a_second_database_without_the_data_is_no_standby() {
    refused(
        "standby",
        &[
            "db-2: workers=32",
            "web-1 web-2 -> db-2",
            "web-1 web-2 -> db-2\ndb-2: role=standby",
            "web-1 web-2 -> db-2\ndb-2: role=read_replica",
            "web-1 web-2 -> db-2\nwithout web-2>db-1",
            "web-2 -> db-2\nwithout web-2>db-1",
            "web-1 web-2 -> db-2\ndb-1 -> db-2\ndb-2: role=read_replica",
            "db-1 -> db-2\ndb-2: role=standby\ndb-1: failover=manual",
            "web-1 web-2 -> db-2\ndb-2: shard=b",
            "web-1 web-2 -> db-2\ndb-2: service=other",
            "db-1: failover=quorum\ndb-1 -> db-2\ndb-2: role=standby",
            "db-1: failover=quorum\ndb-2: role=standby\ndb-3: role=standby",
        ],
    );
    taken(
        "standby",
        &[
            "db-1 -> db-2\ndb-2: role=standby",
            "db-2 -> db-1\ndb-2: role=standby",
            "db-1 -> db-2 -> db-3\ndb-2: role=read_replica promotable=on\ndb-3: role=standby",
            "web-1 web-2 -> db-2\ndb-1 -> db-2",
            "db-1: failover=quorum\ndb-1 -> db-2\ndb-2: role=standby\ndb-3: role=standby",
        ],
    );
}

#[test]
fn writes_are_kept_by_a_copy_that_has_them() {
    refused(
        "lost-writes",
        &[
            "without db-1>db-2",
            "without db-1>db-2\ndb-2: role=primary",
            "without db-1>db-2\nweb-1 web-2 -> db-2\ndb-2: role=primary",
            "db-1: failover=manual",
            "db-1>db-2: latency_ms=0",
            "db-2: role=read_replica",
            "db-1 -> db-3\ndb-3: role=standby",
        ],
    );
    taken("lost-writes", &["db-1>db-2: mode=sync"]);
}

#[test]
fn two_primaries_share_their_data() {
    refused(
        "two-primaries",
        &[
            "without db-1>db-2\ndb-2: role=primary",
            "without db-1>db-2\ndb-2: role=primary\nweb-1 web-2 -> db-2",
            "without db-1>db-2 web-2>db-1\ndb-2: role=primary\nweb-2 -> db-2",
            "db-3: workers=32",
            "web-1 web-2 -> db-3",
            "db-1 -> db-3\ndb-3: role=standby",
        ],
    );
    taken(
        "two-primaries",
        &[
            "db-2: role=primary",
            "db-2: role=primary\ndb-2 -> db-1\nweb-1 web-2 -> db-2",
        ],
    );
}

#[test]
fn a_replica_without_the_data_answers_nothing() {
    refused(
        "read-replicas",
        &[
            "web-1 web-2 -> db-2 db-3\ndb-2: role=read_replica\ndb-3: role=read_replica",
            "web-1 web-2 -> db-2 db-3",
            "db-1 -> db-2 db-3\ndb-2: role=read_replica\ndb-3: role=read_replica",
            "db-1 -> db-2 db-3\ndb-2: role=standby\ndb-3: role=standby\nweb-1 web-2 -> db-2 db-3",
        ],
    );
}

#[test]
fn each_shard_has_a_copy_of_its_own_data() {
    let copies = "web-1 web-2 -> db-a2 db-b2\ndb-a2: shard=a\ndb-b2: shard=b";
    let standby = "db-a -> db-a2\ndb-a2: shard=a role=standby";
    refused(
        "sharding",
        &[
            copies,
            &format!("{copies}\ndb-a2: role=standby\ndb-b2: role=standby"),
            standby,
            "web-1 web-2 -> db-c\ndb-c: shard=c",
            "web-1 web-2 -> db-a2 db-b2\ndb-a2: shard=b\ndb-b2: shard=a",
        ],
    );
}

#[test]
fn two_halves_that_share_no_data_are_no_second_region() {
    let halves = "east = lb-3 lb-4 web-3 web-4 db-3
         dns-1 dns-2 -> lb-3 lb-4 -> web-3 web-4 -> db-3";
    refused(
        "region",
        &[
            halves,
            &format!("{halves}\nweb-1 web-2 -> db-3\nweb-3 web-4 -> db-1"),
            &format!("{halves}\ndb-3: role=standby"),
            &format!("{halves}\ndb-1 -> db-3\ndb-3: role=read_replica"),
        ],
    );
}

#[test]
fn two_heads_are_kept_from_by_a_majority_alone() {
    refused(
        "split-brain",
        &[
            "without db-1>db-2",
            "db-1: failover=manual",
            "db-1: failover=quorum",
            "db-1 -> db-3\ndb-3: role=standby",
            "db-1: failover=quorum\ndb-1 -> db-3\ndb-3: role=read_replica",
            "db-2: role=read_replica",
        ],
    );
    taken(
        "split-brain",
        &[
            "db-1: failover=quorum\ndb-1 -> db-3\ndb-3: role=standby",
            "db-1: failover=quorum\ndb-3: role=standby",
        ],
    );
}

#[test]
fn a_shop_that_no_longer_asks_does_not_do_without() {
    refused(
        "without-the-extras",
        &[
            // Not asked at all.
            "without shop-1>recommend-1 shop-2>recommend-1",
            "shop-1>recommend-1: on=writes required=off\nshop-2>recommend-1: on=writes required=off",
            // Still required by one of the two, or by the other half of what is asked.
            "shop-1>recommend-1: required=off",
            "shop-2>recommend-1: required=off",
            "recommend-2: service=recommendations\nshop-1 shop-2 -> recommend-2\nshop-1>recommend-1: required=off\nshop-2>recommend-1: required=off",
            // More of the same: one may die, all may not.
            "recommend-2: service=recommendations\nshop-1 shop-2 -> recommend-2",
            "lb-3 -> recommend-1 recommend-2\nrecommend-2: service=recommendations\nshop-1 shop-2 -> lb-3\nwithout shop-1>recommend-1 shop-2>recommend-1",
            // Of another name.
            "recommend-1: service=shop",
            "recommend-1: restart_s=1",
            "shop-1: breaker_after=3\nshop-2: breaker_after=3",
            "users: retries=5",
            // The data is what nobody can do without.
            "shop-1>db-1: required=off\nshop-1>db-2: required=off\nshop-2>db-1: required=off\nshop-2>db-2: required=off",
        ],
    );
    taken(
        "without-the-extras",
        &[
            "shop-1>recommend-1: required=off\nshop-2>recommend-1: required=off",
            "shop-1>recommend-1: required=off on=reads\nshop-2>recommend-1: required=off on=reads",
            "recommend-2: service=recommendations\nshop-1 shop-2 -> recommend-2\nshop-1>recommend-1: required=off\nshop-2>recommend-1: required=off\nshop-1>recommend-2: required=off\nshop-2>recommend-2: required=off",
        ],
    );
}

#[test]
fn work_that_is_not_done_was_not_accepted() {
    refused(
        "accept-now",
        &[
            // Asked directly all the same, or only as well.
            "shop-1>work-1: required=off\nshop-2>work-1: required=off",
            "work-2: service=worker\nshop-1 shop-2 -> work-2",
            "shop-1 shop-2 -> queue-1 -> work-1",
            "shop-1 shop-2 -> queue-1 -> work-1\nshop-1>work-1: required=off\nshop-2>work-1: required=off",
            // A queue that nobody publishes to, or that delivers to nobody.
            "queue-1 -> work-1",
            "shop-1 shop-2 -> queue-1",
            "shop-1 shop-2 -> queue-1\nwithout shop-1>work-1 shop-2>work-1",
            "queue-1 -> work-1\nwithout shop-1>work-1 shop-2>work-1",
            // Nothing left to be done.
            "without shop-1>work-1 shop-2>work-1",
            // Full after a second or two.
            "shop-1 shop-2 -> queue-1 -> work-1\nwithout shop-1>work-1 shop-2>work-1\nqueue-1: capacity=10",
            // Only one of the shops.
            "shop-1 -> queue-1 -> work-1\nwithout shop-1>work-1",
            "work-1: restart_s=1",
            "users: retries=9",
        ],
    );
    taken(
        "accept-now",
        &[
            "shop-1 shop-2 -> queue-1 -> work-1\nwithout shop-1>work-1 shop-2>work-1",
            "shop-1 shop-2 -> queue-1 queue-2 -> work-1 work-2\nwork-2: service=worker\nqueue-1 -> queue-2\nwithout shop-1>work-1 shop-2>work-1",
            "shop-1 shop-2 -> queue-1 -> lb-3 -> work-1\nwithout shop-1>work-1 shop-2>work-1",
        ],
    );
}

#[test]
fn what_is_released_as_one_fails_as_one() {
    refused(
        "one-release",
        &[
            "lb-4 -> web-1\ndns-1 dns-2 -> lb-4",
            "release ~ web-1 web-2 web-3",
            "other ~ edge-1",
            "other ~ edge-1 edge-2 edge-3",
            "other ~ web-1\nother-2 ~ web-2",
            "edge-1: restart_s=1\nedge-2: restart_s=1\nedge-3: restart_s=1",
            "dns-1: ttl_s=1\ndns-2: ttl_s=1",
            "edge-1: health_check=off",
            "users: retries=5",
            "dns-3 -> edge-1 edge-2 edge-3\nusers -> dns-3",
        ],
    );
    // One edge out of the release, and in none: it is not said what it runs.
    let lesson = find("one-release").expect("there is this lesson");
    let mut scenario = lesson.start();
    let edge = |c: &crate::model::Component| c.id.as_str() == "edge-3";
    scenario
        .components
        .iter_mut()
        .filter(|c| edge(c))
        .for_each(|c| c.groups.clear());
    assert!(judged(lesson, &scenario, &BTreeSet::new()).contains(&Standing::Open));
    let scenario = onto(scenario, "next ~ edge-3");
    let standings = judged(lesson, &scenario, &BTreeSet::new());
    assert!(
        standings.iter().all(|s| *s == Standing::Reached),
        "{standings:?}"
    );
}
