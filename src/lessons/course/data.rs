//! The data: copies of it, who may write, and what a split is not.

use super::{ALL, HALF, NOTHING, answer};
use crate::lessons::{Lesson, Predict, Rules};
use crate::model::Kind::Database;
use crate::model::lesson::{Goal, Share};

pub(super) const LESSONS: &[Lesson] = &[
    Lesson {
        key: "standby",
        title: "The database dies",
        text: &[
            "Servers are easy to double because they remember nothing. A database does: a second one is of use only if it has the data.",
            "A standby gets everything that the primary writes, over a replication link, and does nothing else. When the primary dies, the standby is promoted and takes its place: that is failover. Older books call the two master and slave.",
        ],
        task: "Give the database a standby that takes over.",
        predict: Some(Predict {
            ask: "Once the standby is there, you kill db-1. What happens to the requests?",
            kill: "db-1",
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
            "With failover by hand nobody is promoted until you do it.",
        ],
        learned: "Kill the primary: for some eight seconds requests fail, until its death is noticed and the standby is promoted. A ring on the standby's card shows how far that is. Then all is served again, with one copy left.",
        rules: Rules::showing(&[Database]),
        file: include_str!("../standby.json"),
    },
    Lesson {
        key: "lost-writes",
        title: "What was promised and lost",
        text: &[
            "This primary answers a write at once, and ships it to the standby a moment later: asynchronous replication. If it dies in that moment, a user was told that the write is safe, and it is not.",
        ],
        task: "Make sure that no acknowledged write is lost when the primary dies.",
        predict: Some(Predict {
            ask: "Before you change anything, you kill db-1, which takes a hundred writes a second. How many of those it acknowledged are lost?",
            kill: "db-1",
            answers: &[
                answer("None: the standby has all", &[]),
                answer("A few, of the last moment", &[]),
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
            "Synchronous replication answers only once the standby has the write, too.",
        ],
        learned: "Nothing that was acknowledged is lost any more. But every write now waits for the way to the standby and back. Within a region that costs little; across an ocean, a lot.",
        rules: Rules::showing(&[Database]),
        file: include_str!("../lost-writes.json"),
    },
    Lesson {
        key: "two-primaries",
        title: "Two primaries",
        text: &[
            "With a standby there is always a gap: nobody takes writes until it has been promoted. Two primaries that replicate to each other both take writes all the time. That is called active–active, or master–master.",
        ],
        task: "Turn the standby into a second primary.",
        predict: Some(Predict {
            ask: "Once both are primaries, you kill db-1. What happens to the requests?",
            kill: "db-1",
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
        learned: "Kill either, and no promotion is waited for. The price does not show in this picture: two users may change the same thing on both sides at the same time, and somebody has to decide who is right.",
        rules: Rules::showing(&[Database]),
        file: include_str!("../two-primaries.json"),
    },
    Lesson {
        key: "read-replicas",
        title: "Many readers",
        text: &[
            "Most requests only read. Here they are more than one database can answer: it is busy all the time, requests wait behind each other, and many fail.",
            "Read replicas have a copy of the data and answer reads, nothing else. Writes still go to one node. That is what is meant when master–slave is said to suit writing: one takes all the writes, the others may take the reads.",
        ],
        task: "Add read replicas until everybody is served.",
        predict: Some(Predict {
            ask: "Once the replicas are there, you kill db-1, the primary. How much is still served?",
            kill: "db-1",
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
        learned: "Reads are spread now. But the primary has its flag still: every write needs it, and a read replica does not take over unless you allow it. It is there for speed, not for safety.",
        rules: Rules::showing(&[Database]),
        file: include_str!("../read-replicas.json"),
    },
    Lesson {
        key: "sharding",
        title: "Splitting is not doubling",
        text: &[
            "Another way to spread the load is to split the data: half of the keys here, half there. The halves are called shards, or partitions. Each database has half of the work, as its bar shows, and answers sooner than one that had it all.",
            "Two databases, and both are flagged: each of them is the only one that has its half.",
        ],
        task: "Make each shard safe.",
        predict: Some(Predict {
            ask: "Before you change anything, you kill db-a. How much is still served?",
            kill: "db-a",
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
            "Each shard needs a standby of its own, with the same label and a replication link. Duplicate makes one.",
        ],
        learned: "Partitioning makes a system faster and removes no single point of failure: without copies it makes each loss smaller, and there are more parts to lose.",
        rules: Rules::showing(&[Database]),
        file: include_str!("../sharding.json"),
    },
];
