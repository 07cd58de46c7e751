//! Regions and caches, and all of it together.

use super::{ALL, HALF, NOTHING, answer};
use crate::lessons::When::AtTheStart;
use crate::lessons::{Lesson, Predict, Rules};
use crate::model::Kind::{Cache, Database, Dns, LoadBalancer, Server};
use crate::model::lesson::{Goal, Share};

pub(super) const LESSONS: &[Lesson] = &[
    Lesson {
        key: "region",
        title: "The region goes down",
        text: &[
            "There are two of everything, and all of it is in one place. A hurricane in California, a fire, a cut cable: a region can fail as any part can, and this one is flagged.",
        ],
        task: "Run the system in a second region as well, so that it survives the loss of either.",
        predict: Some(Predict {
            ask: "Before you change anything, you kill the region West. How much is still served?",
            kill: "west",
            when: AtTheStart,
            comes: 2,
            seen_s: 10,
            answers: &[
                answer("Everything: there are two of each", ALL),
                answer("Half", HALF),
                answer("Nothing", NOTHING),
            ],
        }),
        goals: &[
            Goal::Placed(2),
            Goal::Replicated,
            Goal::RegionsSafe,
            Goal::Spofs(0),
            Goal::SurvivesRegion(Share {
                least: 0.97,
                from_s: 20,
                over_s: 30,
            }),
        ],
        hints: &[
            "Select the balancers and servers and duplicate them; drop the copies into a new region.",
            "Let DNS give out addresses in both regions. The second one needs the data, too: put a standby there.",
            "Servers keep their link to the database's address, wherever that is: it leads to whichever node is primary.",
        ],
        learned: "Kill a region, and watch the traffic move to the other. Distance has its price: a server that is far from the primary waits longer for each call.",
        rules: Rules {
            regions: true,
            ..Rules::showing(&[LoadBalancer, Server, Database])
        },
        file: include_str!("../region.json"),
    },
    Lesson {
        key: "cache",
        title: "The cache dies",
        text: &[
            "A cache remembers answers, so that the database need not give them again. No request needs it: without the cache, everything is read from the database. So it has no red flag.",
            "But the database was never sized for all of the reads.",
        ],
        task: "Scale the cache horizontally, behind a load balancer, so that the system survives the loss of any one node.",
        predict: Some(Predict {
            ask: "Before you change anything, you kill cache-1. How much is served a minute later?",
            kill: "cache-1",
            when: AtTheStart,
            comes: 1,
            seen_s: 60,
            answers: &[
                answer("Everything: it is only a shortcut", ALL),
                answer("A part: the database is overloaded", &[(0.0, 0.6)]),
                answer("Nothing", NOTHING),
            ],
        }),
        goals: &[
            Goal::AtLeast(2, Cache),
            Goal::CachesPooled,
            Goal::Pools(2, Cache),
            Goal::Survives(
                Cache,
                Share {
                    least: 0.99,
                    from_s: 0,
                    over_s: 60,
                },
            ),
            Goal::Survives(
                LoadBalancer,
                Share {
                    least: 0.97,
                    from_s: 5,
                    over_s: 60,
                },
            ),
        ],
        hints: &[
            "Link the servers to a load balancer, and that balancer to the caches.",
            "Remove the servers' own links to a cache: they would go past the balancer.",
            "One balancer in front of the caches is one part again: with it dead, every read goes to the database.",
        ],
        learned: "A cache that no request needs can still be a hidden single point of failure, and so can a balancer in front of it. And a cache that comes back is empty: for a while every read misses it and goes to the database. That rush is called a thundering herd.",
        rules: Rules::showing(&[LoadBalancer, Cache]),
        file: include_str!("../cache.json"),
    },
    Lesson {
        key: "all-at-once",
        title: "All at once",
        text: &[
            "Back to where it began: users, one server, one database. By now you know all the cures.",
        ],
        task: "Build it so that nothing is a single point of failure.",
        predict: None,
        goals: &[
            Goal::ByName,
            Goal::Names(2),
            Goal::BalancersInFront,
            Goal::Pools(2, Server),
            Goal::Checks(LoadBalancer),
            Goal::Spofs(0),
            Goal::Replicated,
            Goal::NoLeaks { links: false },
            Goal::Survives(LoadBalancer, Share::after(20)),
            Goal::Survives(Server, Share::after(20)),
            Goal::Survives(Database, Share::after(20)),
        ],
        hints: &[
            "From left to right: two name servers, two balancers, two servers, a database with a standby.",
            "The list of verdicts says what is still missing, and why.",
        ],
        learned: "Kill anything. Then kill a second thing: which two must not die together is listed under the verdicts.",
        rules: Rules::showing(&[Dns, LoadBalancer, Server, Database]),
        file: include_str!("../all-at-once.json"),
    },
];
