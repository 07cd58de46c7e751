//! Beyond the source: overload, retries, split brain, checks that see more, and fates that are shared.

use std::borrow::Cow;

use super::{ALL, HALF, NOTHING, answer};
use crate::lessons::When::AtTheStart;
use crate::lessons::{Lesson, Predict, Rules};
use crate::model::Kind::{Database, LoadBalancer, Queue, Server};
use crate::model::lesson::{Goal, Share};

pub(super) const LESSONS: &[Lesson] = &[
    Lesson {
        key: "overload",
        title: "One too few",
        text: &[
            "The servers have no red flag: when either dies, the other takes over. But each is busy more than half of the time already.",
        ],
        task: "Add enough servers that any one of them can be missing.",
        predict: Some(Predict {
            ask: "Before you change anything, you kill web-1. How much is served half a minute later?",
            kill: "web-1",
            when: AtTheStart,
            comes: 1,
            seen_s: 30,
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
        learned: "It is not enough that another server takes over: it must be able to carry the load. For N servers' worth of work, run N + 1.",
        rules: Rules::showing(&[Server]),
        file: include_str!("../overload.json"),
    },
    Lesson {
        key: "retry-storm",
        title: "When everybody tries again",
        text: &[
            "After 15 seconds the database gets slow, for ten seconds only. Then it is at normal speed again.",
            "These users do not give up: a request that fails is tried again, up to five times. So a system that has fallen behind gets up to six times the load.",
        ],
        task: "Make the system recover when the database does.",
        predict: Some(Predict {
            ask: "The database is slow from second 15 to second 25. How much is served in second 50?",
            kill: "db-1",
            when: AtTheStart,
            comes: 2,
            seen_s: 35,
            answers: &[
                answer("Everything again", &[(0.0, 0.5), (10.0, 1.0)]),
                answer("Half", HALF),
                answer("Hardly anything", &[(0.0, 0.5), (5.0, 0.05)]),
            ],
        }),
        goals: &[
            Goal::Safe(Database),
            Goal::Recovers(Share {
                least: 0.97,
                from_s: 15,
                over_s: 20,
            }),
        ],
        hints: &[
            "Look at the users: how often do they try again?",
            "Long queues make it worse: by the time a request is served, its user has long given up.",
        ],
        learned: "Retries help when one part of many is broken. When everything is slow, they keep it down long after the cause is gone: that is a retry storm.",
        rules: Rules {
            locked: &["db-1"],
            free: &["retries", "retry_budget"],
            ..Rules::showing(&[LoadBalancer, Server, Database])
        },
        file: include_str!("../retry-storm.json"),
    },
    Lesson {
        key: "split-brain",
        title: "Split brain",
        text: &[
            "Cut the link between the databases, and wait eight seconds. Both are alive, and neither sees the other. The standby believes that the primary is dead, and is promoted: now there are two primaries. Either server writes to both, one write here and one there, and neither database has what the other took.",
        ],
        task: "Make sure that there are never two primaries, even when the databases are cut off from each other.",
        predict: Some(Predict {
            ask: "You cut the link between the databases. What do the users notice in the next half minute?",
            kill: "db-1>db-2",
            when: AtTheStart,
            comes: 0,
            seen_s: 30,
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
            "With failover by majority, count how many of two nodes must be alive to have one. Then count again with three.",
        ],
        learned: "With three nodes and a majority, a node that is cut off knows that it must not take writes. The CAP theorem says that this is a choice: during a network partition (P), a system either keeps its data consistent (C) or stays available on both sides (A). A majority chooses consistency; two primaries choose availability, and sort out the conflicts later.",
        rules: Rules::showing(&[Database]),
        file: include_str!("../split-brain.json"),
    },
    Lesson {
        key: "deep-checks",
        title: "Alive, but not well",
        text: &[
            "Turn on \"Links can fail, too\" beside the verdicts, and two leaks appear: a server that has lost its connection to the database is alive, passes every check, and fails every request it is given.",
            "A shallow check asks whether the server is there. A deep one asks whether it can do its work.",
        ],
        task: "Let the balancers leave out a server that cannot reach its database.",
        predict: Some(Predict {
            ask: "Before you change anything, you cut the link from web-1 to the database. How much is served half a minute later?",
            kill: "web-1>db-1",
            when: AtTheStart,
            comes: 1,
            seen_s: 30,
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
            "Cut the link from a server to the database, and look at the log: no check fails.",
            "Deep checks are a setting of the balancer's health check.",
        ],
        learned: "Deep checks find more. But when something is gone that every server needs, they take all servers out at once, which is why they are not always the default.",
        rules: Rules::showing(&[LoadBalancer, Server]),
        file: include_str!("../deep-checks.json"),
    },
    Lesson {
        key: "without-the-extras",
        title: "Without the extras",
        text: &[
            "A shop asks another service what to recommend. Nobody visits a shop for its recommendations, and yet they have a red flag: while they are gone, the shop sells nothing.",
            "A call can be required or optional. When an optional call gets no answer, the page comes without it: less than everything, and far more than nothing. That is called graceful degradation.",
        ],
        task: "Let the shop go on selling while the recommendations are down, and still call them.",
        predict: Some(Predict {
            ask: "Before you change anything, you kill picks-1. How much is still served?",
            kill: "picks-1",
            when: AtTheStart,
            comes: 2,
            seen_s: 10,
            answers: &[
                answer("Everything, without recommendations", ALL),
                answer("Half", HALF),
                answer("Nothing", NOTHING),
            ],
        }),
        goals: &[
            Goal::Asks(Cow::Borrowed("recommendations")),
            Goal::Serves(Share::AT_ONCE),
            Goal::DoesWithout(Cow::Borrowed("recommendations"), Share::after(5)),
            Goal::Spofs(0),
        ],
        hints: &[
            "Select the link from a shop to the recommendations, and look at its settings.",
            "Both shops call them, and each link has a setting of its own.",
        ],
        learned: "The flag is blue now: without the recommendations no request fails, but the answers lack something. Ask of each call what you would rather send: a page without it, or an error.",
        rules: Rules::showing(&[Server]),
        file: include_str!("../without-the-extras.json"),
    },
    Lesson {
        key: "accept-now",
        title: "Accept now, work later",
        text: &[
            "Each order waits until the worker has done its part. When the worker dies, no order is taken.",
            "A queue stores the order, and confirms it at once. The worker takes messages from the queue when it can, and works off what has piled up while it was gone.",
        ],
        task: "Let the shop take orders while there is no worker at all.",
        predict: Some(Predict {
            ask: "Before you change anything, you kill work-1. Half of the requests are orders, the others only look around. How much is still served?",
            kill: "work-1",
            when: AtTheStart,
            comes: 1,
            seen_s: 10,
            answers: &[
                answer("Everything", ALL),
                answer("Half: those that only look around", HALF),
                answer("Nothing", NOTHING),
            ],
        }),
        goals: &[
            Goal::AtLeast(1, Queue),
            Goal::Delivers(Cow::Borrowed("worker")),
            Goal::DoesWithout(Cow::Borrowed("worker"), Share::AT_ONCE),
        ],
        hints: &[
            "Put a queue between the shops and the worker: the shops publish to it, and it delivers to the worker.",
            "As long as a shop also calls the worker itself, it waits for it.",
        ],
        learned: "Kill the worker and watch the queue fill; revive it and watch it drain. A queue buys time, and does no work: the worker's flag says after how long the queue is full.",
        rules: Rules::showing(&[Server, Queue]),
        file: include_str!("../accept-now.json"),
    },
    Lesson {
        key: "one-release",
        title: "What fails together",
        text: &[
            "There are three regions with an edge in each: no single machine takes this down, and no region. But all three edges run the same release, and a bad one takes them down together. That is how large parts of the web went down within a minute, more than once.",
            "A shared fate is what parts have in common, wherever they are: a release, a vendor, a certificate. It can fail as any part can: its name stands over one of its parts, with a power button of its own.",
        ],
        task: "Roll the release out in steps, so that no single release takes all edges down.",
        predict: Some(Predict {
            ask: "Before you change anything, you kill Release 7. How much is still served?",
            kill: "release",
            when: AtTheStart,
            comes: 2,
            seen_s: 10,
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
            Goal::SurvivesFate(Share {
                least: 0.97,
                from_s: 20,
                over_s: 30,
            }),
        ],
        hints: &[
            "Every edge runs some release. They need not all run the same one.",
            "Take one edge out of the shared fate, and give it one of its own.",
        ],
        learned: "Being in three places does not help against what is the same in all three. Regions fail independently only if they are changed independently.",
        rules: Rules::showing(&[LoadBalancer, Server]),
        file: include_str!("../one-release.json"),
    },
];
