//! The lessons, in their order.

use super::Lesson;
use super::goal::{Goal, Share};
use crate::model::Kind::{Cache, Client, Database, Dns, LoadBalancer, Queue, Server};

/// All lessons: the way from one server to two regions, then what lies beyond.
pub const ALL: &[Lesson] = &[
    Lesson {
        key: "one-server",
        title: "One server",
        text: &[
            "Users send requests to a server, and the server keeps its data in a database. The dots are those requests: each one finds its way, is answered, or fails.",
            "Two parts carry a red flag. If one of them dies, everything stops.",
        ],
        task: "Kill the server and watch.",
        goals: &[Goal::Killed(Server)],
        hints: &["Press the power button on the server's card, or select it and press K."],
        learned: "A part whose loss takes everything down is a single point of failure. This system has two, and a system with even one is not resilient. You can bring the server back with the same button.",
        file: include_str!("one-server.json"),
    },
    Lesson {
        key: "another-node",
        title: "Add another node",
        text: &[
            "The simplest cure is to have one more of the same. Two servers of one service stand in for each other: any of them will do.",
        ],
        task: "Add a second server, so that either may die.",
        goals: &[
            Goal::AtLeast(2, Server),
            Goal::Safe(Server),
            Goal::Survives(Server, Share::AT_ONCE),
        ],
        hints: &[
            "Select the server and duplicate it: the copy gets the same links.",
            "Both servers need a link from the users and a link to the database.",
        ],
        learned: "The server's flag is gone. Kill either one: users who find it silent turn to the other. The database still has its flag; its turn comes later.",
        file: include_str!("another-node.json"),
    },
    Lesson {
        key: "who-spreads-the-load",
        title: "Who spreads the load?",
        text: &[
            "Now every user has to know every server, and finds out alone, and slowly, when one of them is gone. Add ten more servers and everybody needs a new list.",
            "A load balancer has one address for all. It hands each request to a server of its pool, and stops using those that do not answer.",
        ],
        task: "Put a load balancer between the users and the servers.",
        goals: &[
            Goal::BalancersInFront,
            Goal::Safe(Server),
            Goal::Survives(Server, Share::AT_ONCE),
        ],
        hints: &[
            "Drag a load balancer onto the canvas, link the users to it, and it to both servers.",
            "Then remove the links that go from the users straight to the servers.",
        ],
        learned: "Servers may come and go now, and no user notices. But look at the balancer: all requests go through it, and it has a red flag of its own.",
        file: include_str!("who-spreads-the-load.json"),
    },
    Lesson {
        key: "two-balancers",
        title: "The balancer dies",
        text: &[
            "A second balancer is easily added. But which of the two should a user call? Users know a name, not a machine.",
            "DNS turns the name into addresses, and one name may have several. A user who gets two addresses tries the second when the first is silent.",
        ],
        task: "Have two balancers, and let DNS give out the addresses of both.",
        goals: &[
            Goal::AtLeast(1, Dns),
            Goal::AtLeast(2, LoadBalancer),
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
            "Users have either names or fixed addresses: remove their link to the balancer first.",
            "Draw links from the users to DNS, and from DNS to each balancer.",
            "Duplicate the balancer once everything else is in place: the copy keeps its links.",
        ],
        learned: "Kill either balancer: users who had it first in their list wait a moment and take the other. While one is dead, though, the other is flagged again. Verdicts always speak of now.",
        file: include_str!("two-balancers.json"),
    },
    Lesson {
        key: "dns-checks",
        title: "DNS looks first",
        text: &[
            "Here DNS gives each user just one address, by weight, and these users never try another. Kill a balancer, and half of them keep being sent to a machine that is gone. The orange flag calls that a leak: not all is lost, but a part is, for good.",
            "DNS can ask the balancers, again and again, whether they are up, and leave out those that do not answer.",
        ],
        task: "Let DNS check the balancers.",
        goals: &[
            Goal::Checks(Dns),
            Goal::NoLeaks { links: false },
            Goal::Survives(LoadBalancer, Share::after(70)),
        ],
        hints: &[
            "Select DNS and turn its health checks on.",
            "Kill a balancer and wait: three failed checks take half a minute, and answers that users remember a little longer.",
        ],
        learned: "It takes a while until nobody goes to the dead balancer any more: first the checks must fail, then the answers that were given must run out. That is what the time to live is for, and its price.",
        file: include_str!("dns-checks.json"),
    },
    Lesson {
        key: "two-name-servers",
        title: "Who answers for DNS?",
        text: &[
            "DNS is off the way of the requests: it is asked once, and the answer is remembered for a while. Kill it, and at first nothing happens at all. Then the answers run out.",
        ],
        task: "See to it that DNS may die too.",
        goals: &[
            Goal::AtLeast(2, Dns),
            Goal::Safe(Dns),
            Goal::Survives(Dns, Share::after(45)),
        ],
        hints: &["Duplicate DNS. Whoever gets no answer from one asks the other."],
        learned: "The same cure once more. A fault that shows only half a minute later is still a fault: the verdict speaks of what remains when everything that was remembered has run out.",
        file: include_str!("two-name-servers.json"),
    },
    Lesson {
        key: "balancer-checks",
        title: "The balancer looks first",
        text: &[
            "A balancer such as HAProxy sends each member a small probe every two seconds. Three failures in a row, and the member leaves the rotation; two successes, and it is back.",
            "These two balancers have their checks off, and they try only once. They go on giving dead servers their share.",
        ],
        task: "Make the balancers notice when a server is dead.",
        goals: &[
            Goal::Checks(LoadBalancer),
            Goal::NoLeaks { links: false },
            Goal::Survives(Server, Share::after(10)),
        ],
        hints: &[
            "Select both balancers and turn their health checks on.",
            "Retries help as well: a connection that fails is then tried at another member.",
        ],
        learned: "Between the death and the third failed check, requests still go to the dead server. Checks bound that time; retries cover it.",
        file: include_str!("balancer-checks.json"),
    },
    Lesson {
        key: "standby",
        title: "The database dies",
        text: &[
            "Servers are easy to double because they remember nothing. A database does: a second one is of use only if it has the data.",
            "A standby gets everything that the primary writes, over a replication link, and does nothing else. When the primary dies, the standby is promoted and takes its place. That is failover.",
        ],
        task: "Give the database a standby that takes over.",
        goals: &[
            Goal::AtLeast(2, Database),
            Goal::Replicated,
            Goal::Safe(Database),
            Goal::Survives(Database, Share::after(15)),
        ],
        hints: &[
            "Duplicate the database: the copy is a standby, and gets the primary's writes.",
            "A database from the palette is a store of its own. Without a link from the primary it has none of its data, and cannot take over.",
            "With failover by hand nobody is promoted until you do it.",
        ],
        learned: "Kill the primary: for some eight seconds requests fail, until its death is noticed and the standby is promoted. Then all is well, with one copy left.",
        file: include_str!("standby.json"),
    },
    Lesson {
        key: "lost-writes",
        title: "What was promised and lost",
        text: &[
            "This primary answers a write at once and ships it to the standby a moment later: asynchronous replication. If it dies in that moment, a user was told that the write is safe, and it is not.",
        ],
        task: "See to it that no acknowledged write is lost when the primary dies.",
        goals: &[Goal::Replicated, Goal::Safe(Database), Goal::LosesNoWrites],
        hints: &[
            "Select the link between the two databases.",
            "Synchronous replication answers only once the standby has the write, too.",
        ],
        learned: "Nothing is lost any more, and every write now waits for the way to the standby and back. Within a region that is nothing; across an ocean it is everything.",
        file: include_str!("lost-writes.json"),
    },
    Lesson {
        key: "two-primaries",
        title: "Two primaries",
        text: &[
            "With a standby there is always a pause: nobody takes writes until it has been promoted. Two primaries that replicate to each other both take writes all the time.",
        ],
        task: "Turn the standby into a second primary.",
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
        learned: "Kill either: no pause at all. The price does not show in this picture: two users may change the same thing at the same time on both sides, and somebody has to decide who is right.",
        file: include_str!("two-primaries.json"),
    },
    Lesson {
        key: "read-replicas",
        title: "Many readers",
        text: &[
            "Most requests only read. Here they are more than one database can answer, and its queue grows until users give up.",
            "Read replicas have a copy of the data and answer reads, nothing else.",
        ],
        task: "Add read replicas until everybody is served.",
        goals: &[
            Goal::AtLeast(2, Database),
            Goal::Replicated,
            Goal::Serves(Share::after(10)),
        ],
        hints: &[
            "Duplicate the database, and set the copy's role to read replica.",
            "The copy has its replication link and the servers' links already. A replica without replication has no data, and answers nothing.",
        ],
        learned: "Reads are spread now. But look at the primary's flag: every write still needs it, and a read replica does not take over unless you allow it. It is there for speed, not for safety.",
        file: include_str!("read-replicas.json"),
    },
    Lesson {
        key: "sharding",
        title: "Splitting is not doubling",
        text: &[
            "Another way to spread the load is to split the data: half of the keys here, half there. These are shards.",
            "Two databases, and both are flagged: each of them is the only one that has its half.",
        ],
        task: "Make each shard safe.",
        goals: &[
            Goal::Shards(2),
            Goal::Replicated,
            Goal::Safe(Database),
            Goal::Survives(Database, Share::after(15)),
        ],
        hints: &[
            "The label \"shard\" says which databases hold the same data.",
            "Each shard needs a standby of its own, with the same label and a replication link. Duplicate makes one.",
        ],
        learned: "Partitioning makes things faster and removes no single point of failure: without copies it only makes the loss smaller, and there are more parts to lose.",
        file: include_str!("sharding.json"),
    },
    Lesson {
        key: "region",
        title: "The whole place is gone",
        text: &[
            "Two of everything, and all of it in one place. A storm, a fire, a cut cable: the place is a part like any other, and it is flagged.",
        ],
        task: "Build the system in a second region, too, so that either may be lost.",
        goals: &[
            Goal::Replicated,
            Goal::RegionsSafe,
            Goal::AllSafe,
            Goal::SurvivesRegion(Share {
                least: 0.97,
                from_s: 20,
                over_s: 30,
            }),
        ],
        hints: &[
            "Select the balancers and servers and duplicate them; drop the copies into a new region.",
            "DNS gives out the addresses of both places. The second place needs the data: a standby there.",
            "Servers keep their link to the database's address wherever it is: it leads to whoever is primary.",
        ],
        learned: "Kill a region and watch the traffic move to the other. Distance has its price: whoever writes across regions waits for the way.",
        file: include_str!("region.json"),
    },
    Lesson {
        key: "cache",
        title: "The cache dies",
        text: &[
            "A cache remembers answers, so that the database need not give them again. No request needs it: without the cache, everything is read from the database. So it has no red flag.",
            "Kill it all the same. The database was never built for all of the reads.",
        ],
        task: "Spread the cache over several nodes, behind a load balancer, so that any one of them may die.",
        goals: &[
            Goal::AtLeast(2, Cache),
            Goal::CachesPooled,
            Goal::Survives(
                Cache,
                Share {
                    least: 0.99,
                    from_s: 0,
                    over_s: 60,
                },
            ),
        ],
        hints: &[
            "Draw the servers' links to a load balancer, and that balancer's links to the caches.",
            "The servers' own links to a cache have to go: they would be a second way.",
        ],
        learned: "A cache that nobody needs can still be a hidden single point of failure. And one that comes back comes back empty: for a while everything misses it.",
        file: include_str!("cache.json"),
    },
    Lesson {
        key: "all-at-once",
        title: "All at once",
        text: &[
            "Back to where it began: users, one server, one database. You know all the cures now.",
        ],
        task: "Build it so that nothing is a single point of failure.",
        goals: &[
            Goal::AllSafe,
            Goal::Replicated,
            Goal::NoLeaks { links: false },
            Goal::Survives(Server, Share::after(20)),
            Goal::Survives(Database, Share::after(20)),
        ],
        hints: &[
            "From left to right: two name servers, two balancers, two servers, a database with a standby.",
            "The list of verdicts tells what is still missing, and why.",
        ],
        learned: "Kill anything. Then kill a second thing: the pairs are listed under the verdicts.",
        file: include_str!("all-at-once.json"),
    },
    Lesson {
        key: "overload",
        title: "One too few",
        text: &[
            "No red flag on the servers: either of them may die, and the other takes over. But each is busy more than half of the time already.",
            "Kill one and look at the queue of the other.",
        ],
        task: "Have enough servers that one may be missing.",
        goals: &[
            Goal::AtLeast(2, Server),
            Goal::Survives(Server, Share::after(5)),
        ],
        hints: &["Two at 60 % make one at 120 %. How busy are three, and then two of them?"],
        learned: "Being replaceable is not enough: the others must be able to carry the load. For N servers' worth of work have N + 1.",
        file: include_str!("overload.json"),
    },
    Lesson {
        key: "retry-storm",
        title: "When everybody tries again",
        text: &[
            "After 15 seconds the database gets slow, for ten seconds only. Play it, and see what happens once it is quick again.",
            "These users do not give up: whoever fails tries again, up to five times. So a system that is behind gets six times the work.",
        ],
        task: "Make the system find its feet again once the database has.",
        goals: &[
            Goal::AtLeast(1, Client),
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
        file: include_str!("retry-storm.json"),
    },
    Lesson {
        key: "split-brain",
        title: "Two heads",
        text: &[
            "The link between the databases breaks. Both are alive, and neither sees the other. The standby believes that the primary is dead, and is promoted: now there are two, and both take writes.",
        ],
        task: "Let there never be two primaries, even when the databases are cut off from each other.",
        goals: &[Goal::Replicated, Goal::Safe(Database), Goal::NoSplitBrain],
        hints: &[
            "A majority can only be on one side of a cut.",
            "With failover by majority, count who must live for there to be a majority of two. Then of three.",
        ],
        learned: "Three nodes and a majority: whoever is cut off alone knows that it must not decide. This is the choice of the CAP theorem, consistency before availability, made by counting.",
        file: include_str!("split-brain.json"),
    },
    Lesson {
        key: "deep-checks",
        title: "Alive is not well",
        text: &[
            "Count links as parts, too, and two leaks appear: a server that loses its way to the database is alive, answers every check, and fails every request it is given.",
            "A shallow check asks whether somebody is there. A deep one asks whether it can do its work.",
        ],
        task: "Let the balancers leave out a server that cannot reach its database.",
        goals: &[Goal::Checks(LoadBalancer), Goal::NoLeaks { links: true }],
        hints: &[
            "Cut the link from a server to the database and look at the log.",
            "Deep checks are a setting of the balancer's health check.",
        ],
        learned: "Deep checks find more. They also take everyone out at once when what they all need is gone, which is why they are not always the default.",
        file: include_str!("deep-checks.json"),
    },
    Lesson {
        key: "without-the-extras",
        title: "Good enough is served",
        text: &[
            "A shop asks another service what to recommend. Nobody comes for the recommendations, and yet they carry a red flag: while they are gone, the shop sells nothing.",
            "A call may be *required*, or not. What is not required and does not answer is left out, and the page comes without it: less than all, and far more than nothing. That is called graceful degradation.",
        ],
        task: "Let the shop sell while the recommendations are down, and go on asking them.",
        goals: &[
            Goal::Asks("recommendations"),
            Goal::DoesWithout("recommendations", Share::after(5)),
            Goal::AllSafe,
        ],
        hints: &[
            "Select the link from a shop to the recommendations, and look at its settings.",
            "Both shops call them: a service is required if any link to it says so.",
        ],
        learned: "The flag is blue now: nothing is lost without the recommendations, and some answers lack something. Ask of each call what you would rather send: a page without it, or an error.",
        file: include_str!("without-the-extras.json"),
    },
    Lesson {
        key: "accept-now",
        title: "Accept now, work later",
        text: &[
            "Each order waits until the worker has done its part. When the worker dies, no order is taken.",
            "A queue takes the order, keeps it, and says so at once. The worker takes messages out of it when it can, and what piled up while it was gone is worked off once it is back.",
        ],
        task: "Let orders be taken while there is no worker at all.",
        goals: &[
            Goal::AtLeast(1, Queue),
            Goal::Delivers("worker"),
            Goal::DoesWithout("worker", Share::AT_ONCE),
        ],
        hints: &[
            "Put a queue between the shops and the worker: the shops publish to it, it delivers to the worker.",
            "As long as a shop also calls the worker itself, it waits for it.",
        ],
        learned: "Kill the worker and watch the queue fill; revive it and watch it drain. A queue buys time, not work: the worker's flag says after how long it is full.",
        file: include_str!("accept-now.json"),
    },
    Lesson {
        key: "one-release",
        title: "What fails together",
        text: &[
            "Three regions, an edge in each: no single machine takes this down, and no region. But all three edges run the same release, and a bad one takes them down together. That is how much of the web went away in one minute, more than once.",
            "A shared fate is what parts have in common, wherever they stand: a release, a vendor, a certificate. It is a part that can fail like any other.",
        ],
        task: "Roll the release out in steps, so that no one of them takes all edges down.",
        goals: &[
            Goal::AtLeast(3, LoadBalancer),
            Goal::Fated(LoadBalancer),
            Goal::AllSafe,
        ],
        hints: &[
            "Every edge runs some release. They need not all run the same one.",
            "Take one edge out of the shared fate, and give it one of its own.",
        ],
        learned: "Being in three places is no help against what is the same in all three. Regions fail apart only if what runs in them is changed apart.",
        file: include_str!("one-release.json"),
    },
];
