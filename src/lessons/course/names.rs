//! Names and checks: balancers, name servers, and how they notice that something is dead.

use super::{ALL, HALF, NOTHING, answer};
use crate::lessons::When::{AtTheStart, Built};
use crate::lessons::{Lesson, Predict, Rules};
use crate::model::Kind::{Dns, LoadBalancer, Server};
use crate::model::lesson::{Goal, Share};

pub(super) const LESSONS: &[Lesson] = &[
    Lesson {
        key: "two-balancers",
        title: "The balancer dies",
        text: &[
            "A second balancer is easy to add. But how do users learn of it? Fixed addresses work until one of them changes, and then every user has to be told.",
            "Users know a name, and DNS resolves it to addresses. One name may have several, each of a different balancer, and any of them will do: that is how it works when you open www.facebook.com. A user who gets no answer from the first tries the second.",
        ],
        task: "Run two balancers, and let DNS give out the addresses of both.",
        predict: Some(Predict {
            ask: "With both in DNS you kill lb-1. What happens to the requests?",
            kill: "lb-1",
            when: Built,
            comes: 0,
            seen_s: 10,
            answers: &[
                answer("Nearly all are served, some of them late", ALL),
                answer("Half fail from then on", HALF),
                answer("Nothing is served", NOTHING),
            ],
        }),
        goals: &[
            Goal::AtLeast(2, LoadBalancer),
            Goal::ByName,
            Goal::Names(2),
            Goal::BalancersInFront,
            Goal::Pools(2, Server),
            Goal::Safe(LoadBalancer),
            Goal::Survives(
                LoadBalancer,
                Share {
                    least: 0.98,
                    from_s: 0,
                    over_s: 30,
                },
            ),
        ],
        hints: &[
            "Users call either a name or fixed addresses: remove their link to the balancer first.",
            "Draw links from the users to DNS, and from DNS to each balancer.",
            "Duplicate the balancer once everything else is in place: the copy keeps its links.",
        ],
        learned: "Kill either balancer: users who have it first in their list wait a moment, then try the other. While one is dead, the other is flagged: verdicts judge the system as it is now.",
        rules: Rules::showing(&[Dns, LoadBalancer, Server]),
        file: include_str!("../two-balancers.json"),
    },
    Lesson {
        key: "dns-checks",
        title: "DNS checks first",
        text: &[
            "Here DNS gives each user just one address, picked at random, and these users never try another. An orange flag marks a leak: with a balancer dead, some of the requests fail, and go on failing until it is back.",
            "DNS can keep pinging the balancers, and leave out those that do not answer.",
        ],
        task: "Let DNS check the balancers.",
        predict: Some(Predict {
            ask: "Before you change anything, you kill lb-1. How much is served a minute later?",
            kill: "lb-1",
            when: AtTheStart,
            comes: 1,
            seen_s: 60,
            answers: &[
                answer("Everything again", &[(0.0, 0.5), (20.0, 1.0)]),
                answer("About half", HALF),
                answer("Nothing", NOTHING),
            ],
        }),
        goals: &[
            Goal::AtLeast(2, LoadBalancer),
            Goal::Safe(LoadBalancer),
            Goal::Checks(Dns),
            Goal::NoLeaks { links: false },
            Goal::Survives(LoadBalancer, Share::after(70)),
        ],
        hints: &[
            "Select DNS and turn its health checks on.",
            "Kill a balancer and wait: three failed checks take half a minute, and the answers that users have cached last a little longer.",
        ],
        learned: "It takes a while before no user calls the dead balancer any more: first the checks must fail, then the answers that users have cached must expire. How long an answer is kept is its time to live (TTL): a long one spares the name server work, and makes every change slow.",
        rules: Rules::showing(&[Dns, LoadBalancer]),
        file: include_str!("../dns-checks.json"),
    },
    Lesson {
        key: "two-name-servers",
        title: "Who answers for DNS?",
        text: &[
            "Requests do not pass through DNS: a user asks it once, and caches the answer for a while. So what happens when it dies?",
        ],
        task: "Make the system survive the loss of a name server.",
        predict: Some(Predict {
            ask: "Before you change anything, you kill dns-1. What happens in the next minute?",
            kill: "dns-1",
            when: AtTheStart,
            comes: 1,
            seen_s: 60,
            answers: &[
                answer("Everything is served: no request passes through it", ALL),
                answer(
                    "Everything is served for a while, then nothing",
                    &[(0.0, 1.0), (15.0, 0.0)],
                ),
                answer("Nothing is served, at once", NOTHING),
            ],
        }),
        goals: &[
            Goal::AtLeast(2, Dns),
            Goal::ByName,
            Goal::Names(2),
            Goal::Safe(Dns),
            Goal::Survives(Dns, Share::after(45)),
        ],
        hints: &["Duplicate DNS. Users who get no answer from one name server ask the other."],
        learned: "The same cure once more: add another. A fault that shows only half a minute later is still a fault: the verdict is about what is served once every cached answer has expired.",
        rules: Rules::showing(&[Dns]),
        file: include_str!("../two-name-servers.json"),
    },
    Lesson {
        key: "balancer-checks",
        title: "The balancer checks first",
        text: &[
            "A balancer such as HAProxy sends each server in its pool a small probe every two seconds. After three failures in a row the server is taken out of rotation; after two successes it is back.",
            "These two balancers send no probes, and try each request only once.",
        ],
        task: "Make the balancers notice when a server is dead.",
        predict: Some(Predict {
            ask: "Before you change anything, you kill web-1. How much is served half a minute later?",
            kill: "web-1",
            when: AtTheStart,
            comes: 1,
            seen_s: 30,
            answers: &[
                answer("Everything again", &[(0.0, 0.5), (8.0, 1.0)]),
                answer("About half", HALF),
                answer("Nothing", NOTHING),
            ],
        }),
        goals: &[
            Goal::AtLeast(2, Server),
            Goal::Checks(LoadBalancer),
            Goal::Notices(15),
            Goal::NoLeaks { links: false },
            Goal::Survives(Server, Share::after(10)),
        ],
        hints: &[
            "Select both balancers and turn their health checks on.",
            "Retries help as well, but nothing is learned from them: each request finds out anew.",
        ],
        learned: "Kill a server: until the third probe has failed, the balancers still send it requests, and those fail. Checks limit that time; retries bridge it.",
        rules: Rules::showing(&[LoadBalancer, Server]),
        file: include_str!("../balancer-checks.json"),
    },
];
