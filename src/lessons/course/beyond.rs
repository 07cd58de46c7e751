//! Beyond the source: overload, retries, split brain, checks that see more, and fates that are shared.

use std::borrow::Cow;

use super::{ALL, HALF, NOTHING, answer};
use crate::lessons::{Lesson, Predict, Rules};
use crate::model::Kind::{Client, Database, LoadBalancer, Queue, Server};
use crate::model::lesson::{Goal, Share};

pub(super) const LESSONS: &[Lesson] = &[
    Lesson {
        key: "overload",
        title: "One too few",
        text: &[
            "No red flag on the servers: either of them may die, and the other takes over. But each is busy more than half of the time already.",
        ],
        task: "Have enough servers that one may be missing.",
        predict: Some(Predict {
            ask: "Before you change anything, you kill web-1. How much is served half a minute later?",
            kill: "web-1",
            answers: &[
                answer("Everything", ALL),
                answer("About four in five, and late", &[(0.0, 0.8)]),
                answer("About half", HALF),
            ],
        }),
        goals: &[
            Goal::AtLeast(2, Server),
            Goal::Safe(Server),
            Goal::Survives(Server, Share::after(5)),
        ],
        hints: &["Two at 60 % make one at 120 %. How busy are three, and then two of them?"],
        learned: "Being replaceable is not enough: the others must be able to carry the load. For N servers' worth of work have N + 1.",
        rules: Rules::showing(&[Server]),
        file: include_str!("../overload.json"),
    },
    Lesson {
        key: "retry-storm",
        title: "When everybody tries again",
        text: &[
            "After 15 seconds the database gets slow, for ten seconds only. Then it is at normal speed again.",
            "These users do not give up: whoever fails tries again, up to five times. So a system that is behind gets up to six times the work.",
        ],
        task: "Make the system recover when the database does.",
        predict: Some(Predict {
            ask: "The database is slow from second 15 to second 25. How much is served in second 50?",
            kill: "db-1",
            answers: &[
                answer("Everything again", &[(0.0, 0.5), (10.0, 1.0)]),
                answer("Half", HALF),
                answer("Hardly anything", &[(0.0, 0.5), (5.0, 0.05)]),
            ],
        }),
        goals: &[
            Goal::AtLeast(1, Client),
            Goal::Safe(Database),
            Goal::Recovers(Share {
                least: 0.97,
                from_s: 15,
                over_s: 20,
            }),
        ],
        hints: &[
            "Look at the users: how often do they try again?",
            "Long queues make it worse: whoever is served at last has long given up.",
        ],
        learned: "Retries help when one part of many is broken. When everything is slow they keep it down, long after the cause is gone.",
        rules: Rules {
            locked: &["db-1"],
            free: &["retries", "retry_budget"],
            ..Rules::showing(&[LoadBalancer, Server, Database])
        },
        file: include_str!("../retry-storm.json"),
    },
    Lesson {
        key: "split-brain",
        title: "Two heads",
        text: &[
            "Cut the link between the databases, and wait eight seconds. Both are alive, and neither sees the other. The standby believes that the primary is dead, and is promoted: now there are two, and both take writes.",
        ],
        task: "Make sure that there are never two primaries, even when the databases are cut off from each other.",
        predict: Some(Predict {
            ask: "You cut the link between the databases. What do the users notice in the next half minute?",
            kill: "db-1>db-2",
            answers: &[
                answer("Nothing: all are served", ALL),
                answer("All writes fail", HALF),
                answer("Nothing is served", NOTHING),
            ],
        }),
        goals: &[
            Goal::Replicated,
            Goal::Standby,
            Goal::Safe(Database),
            Goal::NoSplitBrain,
            Goal::Survives(Database, Share::after(15)),
        ],
        hints: &[
            "A majority can only be on one side of a cut.",
            "With failover by majority, count who must live for there to be a majority of two. Then of three.",
        ],
        learned: "Three nodes and a majority: whoever is cut off knows that it must not decide. The CAP theorem says that this is a choice: while a network is parted (P), a system either keeps its data consistent (C) or goes on answering everywhere (A). A majority chooses consistency, by counting; two primaries choose to be available, and sort out the conflicts later.",
        rules: Rules::showing(&[Database]),
        file: include_str!("../split-brain.json"),
    },
    Lesson {
        key: "deep-checks",
        title: "Alive, but not well",
        text: &[
            "Turn on \"Links can fail, too\" beside the verdicts, and two leaks appear: a server that loses its way to the database is alive, passes every check, and fails every request it is given.",
            "A shallow check asks whether somebody is there. A deep one asks whether it can do its work.",
        ],
        task: "Let the balancers leave out a server that cannot reach its database.",
        predict: Some(Predict {
            ask: "Before you change anything, you cut the link from web-1 to the database. How much is served half a minute later?",
            kill: "web-1>db-1",
            answers: &[
                answer(
                    "Everything: the balancers notice",
                    &[(0.0, 0.5), (8.0, 1.0)],
                ),
                answer("About half", HALF),
                answer("Nothing", NOTHING),
            ],
        }),
        goals: &[
            Goal::AtLeast(2, Server),
            Goal::Checks(LoadBalancer),
            Goal::NoLeaks { links: true },
            Goal::SurvivesCutOff(Share::after(15)),
        ],
        hints: &[
            "Cut the link from a server to the database and look at the log: no check fails.",
            "Deep checks are a setting of the balancer's health check.",
        ],
        learned: "Deep checks find more. They also take all servers out at once when what they all need is gone, which is why they are not always the default.",
        rules: Rules::showing(&[LoadBalancer, Server]),
        file: include_str!("../deep-checks.json"),
    },
    Lesson {
        key: "without-the-extras",
        title: "Good enough is served",
        text: &[
            "A shop asks another service what to recommend. Nobody comes for the recommendations, and yet they carry a red flag: while they are gone, the shop sells nothing.",
            "A call may be required, or not. What is not required and does not answer is left out, and the page comes without it: less than all, and far more than nothing. That is called graceful degradation.",
        ],
        task: "Let the shop sell while the recommendations are down, and go on asking them.",
        predict: Some(Predict {
            ask: "Before you change anything, you kill recommend-1. How much is still served?",
            kill: "recommend-1",
            answers: &[
                answer("Everything, without recommendations", ALL),
                answer("Half", HALF),
                answer("Nothing", NOTHING),
            ],
        }),
        goals: &[
            Goal::Asks(Cow::Borrowed("recommendations")),
            Goal::DoesWithout(Cow::Borrowed("recommendations"), Share::after(5)),
            Goal::Spofs(0),
        ],
        hints: &[
            "Select the link from a shop to the recommendations, and look at its settings.",
            "Both shops call them: a service is required if any link to it says so.",
        ],
        learned: "The flag is blue now: nothing is lost without the recommendations, and some answers lack something. Ask of each call what you would rather send: a page without it, or an error.",
        rules: Rules::showing(&[Server]),
        file: include_str!("../without-the-extras.json"),
    },
    Lesson {
        key: "accept-now",
        title: "Accept now, work later",
        text: &[
            "Each order waits until the worker has done its part. When the worker dies, no order is taken.",
            "A queue takes the order, keeps it, and says so at once. The worker takes messages out of it when it can, and works off what piled up while it was gone.",
        ],
        task: "Let orders be taken while there is no worker at all.",
        predict: Some(Predict {
            ask: "Before you change anything, you kill work-1. Half of the requests are orders, the others only look. How much is still served?",
            kill: "work-1",
            answers: &[
                answer("Everything", ALL),
                answer("Half: those that only look", HALF),
                answer("Nothing", NOTHING),
            ],
        }),
        goals: &[
            Goal::AtLeast(1, Queue),
            Goal::Delivers(Cow::Borrowed("worker")),
            Goal::DoesWithout(Cow::Borrowed("worker"), Share::AT_ONCE),
        ],
        hints: &[
            "Put a queue between the shops and the worker: the shops publish to it, it delivers to the worker.",
            "As long as a shop also calls the worker itself, it waits for it.",
        ],
        learned: "Kill the worker and watch the queue fill; revive it and watch it drain. A queue buys time, not work: the worker's flag says after how long it is full.",
        rules: Rules::showing(&[Server, Queue]),
        file: include_str!("../accept-now.json"),
    },
    Lesson {
        key: "one-release",
        title: "What fails together",
        text: &[
            "Three regions, an edge in each: no single machine takes this down, and no region. But all three edges run the same release, and a bad one takes them down together. That is how much of the web went away in one minute, more than once.",
            "A shared fate is what parts have in common, wherever they stand: a release, a vendor, a certificate. It is a part that can fail like any other.",
        ],
        task: "Roll the release out in steps, so that no one of them takes all edges down.",
        predict: Some(Predict {
            ask: "Before you change anything, you kill Release 7. How much is still served?",
            kill: "release",
            answers: &[
                answer("Everything: there are three regions", ALL),
                answer("A third", &[(0.0, 0.33)]),
                answer("Nothing", NOTHING),
            ],
        }),
        goals: &[
            Goal::AtLeast(3, LoadBalancer),
            Goal::Fated(LoadBalancer),
            Goal::Spofs(0),
        ],
        hints: &[
            "Every edge runs some release. They need not all run the same one.",
            "Take one edge out of the shared fate, and give it one of its own.",
        ],
        learned: "Being in three places is no help against what is the same in all three. Regions fail apart only if what runs in them is changed apart.",
        rules: Rules::showing(&[LoadBalancer, Server]),
        file: include_str!("../one-release.json"),
    },
];
