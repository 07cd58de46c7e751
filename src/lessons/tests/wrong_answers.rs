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
