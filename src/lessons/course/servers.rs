//! More than one server.

use super::{ALL, HALF, NOTHING, answer};
use crate::lessons::When::{AtTheStart, Built};
use crate::lessons::{Lesson, Predict, Rules};
use crate::model::Kind::{Database, LoadBalancer, Server};
use crate::model::lesson::{Goal, Share};

pub(super) const LESSONS: &[Lesson] = &[
    Lesson {
        key: "one-server",
        title: "One server",
        text: &[
            "Users send requests to a web server, and the server keeps its data in a database. Each dot is a request on its way, or its answer.",
            "Two parts carry a red flag. If either of them dies, everything stops.",
        ],
        task: "Kill the server, and watch what happens to the requests.",
        predict: Some(Predict {
            ask: "You kill web-1. How much is still served ten seconds later?",
            kill: "web-1",
            when: AtTheStart,
            comes: 2,
            seen_s: 10,
            answers: &[
                answer("Everything", ALL),
                answer("Half", HALF),
                answer("Nothing", NOTHING),
            ],
        }),
        goals: &[Goal::Killed(Server)],
        hints: &["Press the power button on the server's card, or select it and press K."],
        learned: "A part whose loss takes everything down is a single point of failure. A system that has even one is not resilient, and this one has two. Only you can bring the server back, with the same button.",
        rules: Rules::showing(&[Server]),
        file: include_str!("../one-server.json"),
    },
    Lesson {
        key: "another-node",
        title: "Add another node",
        text: &[
            "The simplest cure is to add another node: one more of the same. Two servers of one service, say two instances of a Read API, stand in for each other. Adding instances is called horizontal scaling.",
        ],
        task: "Add a second server, so that the system survives the loss of either.",
        predict: Some(Predict {
            ask: "Once there are two, you kill web-1. What happens to the requests?",
            kill: "web-1",
            when: Built,
            comes: 0,
            seen_s: 10,
            answers: &[
                answer("All are served", ALL),
                answer("Half fail from then on", HALF),
                answer(
                    "Half fail for ten seconds, then none",
                    &[(0.0, 0.5), (10.0, 1.0)],
                ),
            ],
        }),
        goals: &[
            Goal::AtLeast(2, Server),
            Goal::Safe(Server),
            Goal::Survives(Server, Share::AT_ONCE),
        ],
        hints: &[
            "Select the server and duplicate it: the copy gets the same links.",
            "Both servers need a link from the users and a link to the database.",
        ],
        learned: "No server has a red flag now. Kill either one: users whose connection to it times out try the other.",
        rules: Rules::showing(&[Server, Database]),
        file: include_str!("../another-node.json"),
    },
    Lesson {
        key: "who-spreads-the-load",
        title: "Who spreads the load?",
        text: &[
            "Now every user has to know the address of every server, and each finds out alone, and slowly, when one of them is gone. Add ten servers, and every user needs a new list.",
            "A load balancer has one address for everybody. It hands each request to a server in its pool, and stops using those that do not answer. Users talk to it as if it were the server: that makes it a reverse proxy, too.",
        ],
        task: "Put a load balancer between the users and the servers.",
        predict: Some(Predict {
            ask: "With the balancer in front you kill web-1. What happens to the requests?",
            kill: "web-1",
            when: Built,
            comes: 0,
            seen_s: 10,
            answers: &[
                answer("All are served", ALL),
                answer("Half fail from then on", HALF),
                answer("Nothing is served", NOTHING),
            ],
        }),
        goals: &[
            Goal::BalancersInFront,
            Goal::Pools(2, Server),
            Goal::Safe(Server),
            Goal::Survives(Server, Share::AT_ONCE),
        ],
        hints: &[
            "Drag a load balancer onto the canvas, link the users to it, and it to both servers.",
            "Then remove the links that go from the users straight to the servers.",
        ],
        learned: "Kill a server: the balancer tries those requests at the other one, and its health checks take the dead one out of rotation. But every request now passes through the balancer, and that has a red flag of its own.",
        rules: Rules::showing(&[LoadBalancer, Server]),
        file: include_str!("../who-spreads-the-load.json"),
    },
];
