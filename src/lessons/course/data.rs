//! The data: copies of it, who may write, and what a split is not.

use super::{ALL, HALF, NOTHING, answer};
use crate::lessons::When::{AtTheStart, Built};
use crate::lessons::{Lesson, Predict, Rules};
use crate::model::Kind::Database;
use crate::model::lesson::{Goal, Share};

pub(super) const LESSONS: &[Lesson] = &[
    Lesson {
        key: "standby",
        title: "The database dies",
        text: &[
            "Servers are easy to double because they keep no data. A database does: a second one helps only if it has the same data.",
            "A standby gets everything that the primary writes, over a replication link, and does nothing else. When the primary dies, the standby is promoted and takes its place: that is failover. The pair is called primary–standby, or master–slave in older books.",
        ],
        task: "Give the database a standby that takes over.",
        predict: Some(Predict {
            ask: "Once the standby is there, you kill db-1. What happens to the requests?",
            kill: "db-1",
            when: Built,
            comes: 1,
            seen_s: 12,
            answers: &[
                answer("All are served", ALL),
                answer(
                    "None for a few seconds, then all",
                    &[(0.0, 0.0), (8.0, 1.0)],
                ),
                answer("Reads are served, writes fail for good", &[(0.0, 0.9)]),
            ],
        }),
        goals: &[
            Goal::AtLeast(2, Database),
            Goal::Replicated,
            Goal::Standby,
            Goal::Safe(Database),
            Goal::Survives(Database, Share::after(15)),
        ],
        hints: &[
            "Duplicate the database: the copy is a standby, and gets the primary's writes.",
            "A database from the palette is a store of its own. Without a link from the primary it has none of its data, and cannot take over.",
            "With manual failover, no standby takes over until you promote it.",
        ],
        learned: "Kill the primary: requests fail for about eight seconds, until its death is noticed and the standby is promoted. A ring on the standby's card fills meanwhile. Then everything is served again, from the one copy that is left.",
        rules: Rules::showing(&[Database]),
        file: include_str!("../standby.json"),
    },
    Lesson {
        key: "lost-writes",
        title: "Acknowledged, and lost",
        text: &[
            "This primary answers a write at once, and ships it to the standby a moment later: asynchronous replication. If it dies in between, a user has been told that the write is safe, and it is lost.",
        ],
        task: "Make sure that no acknowledged write is lost when the primary dies.",
        predict: Some(Predict {
            ask: "Before you change anything, you kill db-1, which takes a hundred writes a second. How many acknowledged writes are lost?",
            kill: "db-1",
            when: AtTheStart,
            comes: 1,
            seen_s: 10,
            answers: &[
                answer("None: the standby has them all", &[]),
                answer("A few: the most recent ones", &[]),
                answer("All since the start", &[]),
            ],
        }),
        goals: &[
            Goal::Replicated,
            Goal::Standby,
            Goal::Safe(Database),
            Goal::Survives(Database, Share::after(15)),
            Goal::LosesNoWrites,
        ],
        hints: &[
            "Select the link between the two databases.",
            "With synchronous replication the primary answers only once the standby has the write, too.",
        ],
        learned: "No acknowledged write is lost any more. But every write now waits for the round trip to the standby. Within a region that costs little; across an ocean, a lot.",
        rules: Rules::showing(&[Database]),
        file: include_str!("../lost-writes.json"),
    },
    Lesson {
        key: "two-primaries",
        title: "Two primaries",
        text: &[
            "With a standby there is always a gap: no database takes writes until it has been promoted. Two primaries that replicate to each other both take writes all the time. That is called active–active, or master–master.",
        ],
        task: "Turn the standby into a second primary.",
        predict: Some(Predict {
            ask: "Once both are primaries, you kill db-1. What happens to the requests?",
            kill: "db-1",
            when: Built,
            comes: 0,
            seen_s: 10,
            answers: &[
                answer("All are served", ALL),
                answer(
                    "None for a few seconds, then all",
                    &[(0.0, 0.0), (8.0, 1.0)],
                ),
                answer("Half fail from then on", HALF),
            ],
        }),
        goals: &[
            Goal::Primaries(2),
            Goal::Replicated,
            Goal::Safe(Database),
            Goal::Survives(Database, Share::AT_ONCE),
        ],
        hints: &[
            "Set the standby's role to primary.",
            "Each must get what the other writes. The link between them does that, both ways; without it each has data of its own.",
        ],
        learned: "Kill either: no promotion is needed, and the other goes on. The price does not show here: two users may change the same row at the same time, each at another primary, and one of the two changes has to give way.",
        rules: Rules::showing(&[Database]),
        file: include_str!("../two-primaries.json"),
    },
    Lesson {
        key: "read-replicas",
        title: "Many readers",
        text: &[
            "Most requests only read. Here there are more of them than one database can answer: it is busy all the time, requests queue up, and many fail.",
            "Read replicas have a copy of the data and answer reads, nothing else. Writes still go to one node. In a master–slave setup one node takes all writes, and the others share the reads.",
        ],
        task: "Add read replicas until every request is served.",
        predict: Some(Predict {
            ask: "Once the replicas are there, you kill db-1, the primary. How much is still served?",
            kill: "db-1",
            when: Built,
            comes: 1,
            seen_s: 10,
            answers: &[
                answer("Everything", ALL),
                answer("The reads, no writes", &[(0.0, 0.95)]),
                answer("Nothing", NOTHING),
            ],
        }),
        goals: &[
            Goal::AtLeast(2, Database),
            Goal::ReadReplica,
            Goal::Replicated,
            Goal::Serves(Share::after(10)),
        ],
        hints: &[
            "Duplicate the database, and set the copy's role to read replica.",
            "The copy has its replication link and the servers' links already. A replica without replication has no data, and answers nothing.",
        ],
        learned: "Reads are spread now. But the primary still has its flag: every write needs it, and a read replica does not take over unless you allow it. Read replicas are there for speed, not for safety.",
        rules: Rules::showing(&[Database]),
        file: include_str!("../read-replicas.json"),
    },
    Lesson {
        key: "sharding",
        title: "Sharding is not redundancy",
        text: &[
            "Another way to spread the load is to split the data: half of the keys here, half there. The halves are called shards, or partitions. Each database does half of the work, as its bar shows, and answers sooner than one that did it all.",
            "There are two databases, and both are flagged: each is the only one that has its half.",
        ],
        task: "Make each shard safe.",
        predict: Some(Predict {
            ask: "Before you change anything, you kill db-a. How much is still served?",
            kill: "db-a",
            when: AtTheStart,
            comes: 1,
            seen_s: 10,
            answers: &[
                answer("Everything: db-b is there", ALL),
                answer("Half", HALF),
                answer("Nothing", NOTHING),
            ],
        }),
        goals: &[
            Goal::Shards(2),
            Goal::Replicated,
            Goal::Standby,
            Goal::Safe(Database),
            Goal::Survives(Database, Share::after(15)),
        ],
        hints: &[
            "The label \"shard\" says which databases hold the same data.",
            "Each shard needs a standby of its own, with the same label and a replication link. Duplicating the database makes one.",
        ],
        learned: "Partitioning reduces latency, and removes no single point of failure: without copies each loss is smaller, and there are more parts to lose.",
        rules: Rules::showing(&[Database]),
        file: include_str!("../sharding.json"),
    },
];
