//! Famous outages, each played from its public account: a scenario with its script, told sentence by sentence, and what
//! would have helped.
//!
//! The sources and what is simplified stand in a note of each file. Tests play each, and hold who failed when, for how
//! long and for which share of the users to what the account says, in its simplified form; and that each change helps.

mod original;

pub use original::{original_of, sentences};

use crate::formats::json;
use crate::model::sketch::onto;
use crate::model::{Action, Deed, Scenario, ScriptEntry};

/// One outage.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Outage {
    /// Its name in addresses and tests.
    pub key: &'static str,
    /// Who and when: the title of its scenario.
    pub title: &'static str,
    /// What happened, in a sentence or two.
    pub sentence: &'static str,
    /// What a second of the run is there.
    pub scale: &'static str,
    /// What would have helped.
    pub helps: &'static [Help],
    file: &'static str,
}

/// A change of the system that would have helped.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Help {
    /// What is done, in a few words.
    pub title: &'static str,
    /// What comes of it, in a sentence.
    pub sentence: &'static str,
    /// A sketch drawn onto the system; a line may also be `spare a …`: nothing of the script is done to these; `apart a …`:
    /// they share no fate; `repair 20`: what the script undoes it undoes at that second.
    changes: &'static str,
    /// What is said of it then, and at which second: much of what the outage says does not come. What it says before the
    /// first of these stands.
    said: &'static [(f64, &'static str)],
}

impl Outage {
    /// The scenario as it was.
    ///
    /// # Panics
    /// Never: a test reads every outage.
    pub fn scenario(&self) -> Scenario {
        json::read(self.file).expect("every outage is a sound file")
    }
}

impl Help {
    /// The outage's scenario with this change, and its title with it.
    ///
    /// # Panics
    /// Never: a test applies every change.
    pub fn applied_to(&self, outage: &Outage) -> Scenario {
        let mut scenario = outage.scenario();
        for line in self.changes.lines().map(str::trim) {
            let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
            let named = |id: &str| rest.split(' ').any(|name| name == id);
            match verb {
                "spare" => {
                    let strikes = |entry: &ScriptEntry| {
                        entry
                            .action()
                            .is_some_and(|a| named(&a.target().to_string()))
                    };
                    scenario.script.retain(|entry| !strikes(entry));
                }
                "apart" => {
                    let mut parts = scenario.components.iter_mut();
                    parts
                        .by_ref()
                        .filter(|c| named(c.id.as_str()))
                        .for_each(|c| c.groups.clear());
                }
                "repair" => {
                    let at_s = rest.parse().unwrap_or_default();
                    for entry in &mut scenario.script {
                        if matches!(entry.deed, Deed::Act(Action::Revive(_))) {
                            entry.at_s = at_s;
                        }
                    }
                }
                _ => scenario = onto(scenario, line),
            }
        }
        self.tell_in(&mut scenario.script);
        scenario.title = format!("{}: {}", outage.title, self.title);
        scenario
    }
}

impl Help {
    /// Puts its own sentences in the place of those that are said from its first on.
    fn tell_in(&self, script: &mut Vec<ScriptEntry>) {
        let since_s = self.said.first().map_or(0.0, |(at_s, _)| *at_s);
        script.retain(|entry| entry.action().is_some() || entry.at_s < since_s);
        // What is repaired earlier is done earlier.
        script.sort_by(|a, b| a.at_s.total_cmp(&b.at_s));
        for (at_s, text) in self.said {
            let place = script.partition_point(|entry| entry.at_s < *at_s);
            script.insert(place, ScriptEntry::say(*at_s, text));
        }
    }
}

/// The outage of this key.
pub fn find(key: &str) -> Option<&'static Outage> {
    ALL.iter().find(|outage| outage.key == key)
}

/// All of them, the latest first.
pub const ALL: &[Outage] = &[
    Outage {
        key: "cloudflare-2025",
        title: "Cloudflare, November 2025",
        sentence: "A feature file grew beyond what the proxies could load, and was pushed to all of them at once.",
        scale: "a second is three minutes",
        helps: &[
            Help {
                title: "go on without the score",
                sentence: "A proxy that gets no bot score serves the request without it: no request fails.",
                changes: "proxy-1>bots-1: required=off\nproxy-2>bots-2: required=off\nproxy-3>bots-3: required=off",
                said: &[
                    (
                        1.0,
                        "November 18, 2025, and what might have been. Each proxy asks for a bot score, and serves the request without one where none comes.",
                    ),
                    (
                        10.0,
                        "11:20 UTC. The doubled file arrives everywhere, and there are no bot scores. Every request is served without one.",
                    ),
                    (
                        13.0,
                        "A good file comes in between, and scores are back for a while.",
                    ),
                    (
                        22.0,
                        "Now every file is bad. Still no request fails: answers only come without a score.",
                    ),
                    (
                        73.0,
                        "14:30. The good file is everywhere, and answers are complete again. No request has failed.",
                    ),
                ],
            },
            Help {
                title: "one location first",
                sentence: "The new file is rolled out to one location first, and stopped there: two thirds are served.",
                changes: "spare bots-2 bots-3",
                said: &[
                    (
                        1.0,
                        "November 18, 2025, and what might have been. Each proxy needs a bot score. Its feature file is rolled out to one location before all others.",
                    ),
                    (
                        10.0,
                        "11:20 UTC. The doubled file arrives at the first location, whose proxy cannot load it and answers with errors. The other two locations go on: two thirds are served.",
                    ),
                    (
                        13.0,
                        "A good file comes in between, and the first location serves again for a while.",
                    ),
                    (
                        22.0,
                        "Now the first location gets bad files only, and stays down. The rollout has stopped there: two thirds are served.",
                    ),
                    (
                        73.0,
                        "14:30. The first location has a good file again, and all requests are served.",
                    ),
                ],
            },
        ],
        file: include_str!("outages/cloudflare-2025.json"),
    },
    Outage {
        key: "aws-2025",
        title: "AWS, October 2025",
        sentence: "The DNS name of a database in one region was left without an address: the database was healthy, and no application could find it.",
        scale: "a second is two minutes",
        helps: &[
            Help {
                title: "keep the last good answer",
                sentence: "Clients that go on using the last addresses they know, for as long as they get no new ones, notice nothing.",
                changes: "dns-1: ttl_s=600",
                said: &[
                    (
                        10.0,
                        "11:48 PM PDT. Two workers of that automation race: an old plan overwrites a newer one and is then deleted. The name is left without an address.",
                    ),
                    (
                        16.0,
                        "Applications get no new addresses, and go on using the last ones they know. Every request is served.",
                    ),
                    (
                        88.5,
                        "2:25 AM. The addresses are restored by hand. No application has noticed.",
                    ),
                ],
            },
            Help {
                title: "a second region",
                sentence: "The application also runs in another region, with a database and a name of its own: users are sent there.",
                changes: "without users>lb-1\nusers -> dns-8 dns-9 -> lb-1 lb-3\nlb-3 -> app-3 -> dns-3 -> lb-4 -> store-3\ndns-8: ttl_s=5 health_check.interval_s=2\ndns-9: ttl_s=5 health_check.interval_s=2\nlb-1: health_check.deep=on\nlb-3: health_check.deep=on\napp-3: service=app\nstore-3: service=store",
                said: &[
                    (
                        10.0,
                        "11:48 PM PDT. Two workers of that automation race: an old plan overwrites a newer one and is then deleted. The name is left without an address in the first region.",
                    ),
                    (
                        30.0,
                        "Deep checks have found that the first region cannot serve, and DNS sends all users to the second, which has a database and a name of its own. Every request is served.",
                    ),
                    (
                        88.5,
                        "2:25 AM. The addresses in the first region are restored by hand, and users are sent there again, too.",
                    ),
                ],
            },
        ],
        file: include_str!("outages/aws-2025.json"),
    },
    Outage {
        key: "aws-2021",
        title: "AWS, December 2021",
        sentence: "A surge of connections congested the border between two networks, and retries kept it congested for hours.",
        scale: "a second is five minutes",
        helps: &[
            Help {
                title: "a retry budget",
                sentence: "When clients retry no more than a tenth of their requests, the devices recover soon after the surge.",
                changes: "internal: retry_budget=0.1",
                said: &[
                    (
                        10.0,
                        "7:30 AM PST. An automated scaling activity sets off a surge of connections: the devices cannot keep up.",
                    ),
                    (
                        14.0,
                        "The surge is over. Clients retry no more than a tenth of their requests, so that the devices can work off what has piled up.",
                    ),
                    (
                        24.0,
                        "The devices have recovered: every request is served. Nothing is left to be moved or taken off them.",
                    ),
                    (
                        76.0,
                        "1:00 PM. Load is turned down and up again, as it was that day. Nothing fails.",
                    ),
                ],
            },
            Help {
                title: "a rate limit at the border",
                sentence: "Devices that refuse what is too much go on serving the rest.",
                changes: "lb-1: rate_limit_rps=300",
                said: &[
                    (
                        10.0,
                        "7:30 AM PST. An automated scaling activity sets off a surge of connections: the devices refuse what is more than they can take, and serve the rest.",
                    ),
                    (
                        24.0,
                        "The surge is over, and nothing has piled up: every request is served.",
                    ),
                    (
                        76.0,
                        "1:00 PM. Load is turned down and up again, as it was that day. Nothing fails.",
                    ),
                ],
            },
        ],
        file: include_str!("outages/aws-2021.json"),
    },
    Outage {
        key: "roblox-2021",
        title: "Roblox, October 2021",
        sentence: "The one cluster that all services use to find each other stopped answering in time, for three days.",
        scale: "a second is an hour",
        helps: &[
            Help {
                title: "go on with the known addresses",
                sentence: "Services that use the addresses they have, and stop calling a cluster that does not answer, go on working.",
                changes: "game-1>consul-1: required=off\ngame-2>consul-1: required=off\ngame-3>consul-1: required=off\ngame-1: breaker_after=3 breaker_s=30\ngame-2: breaker_after=3 breaker_s=30\ngame-3: breaker_after=3 breaker_s=30",
                said: &[
                    (
                        10.0,
                        "13:37 PDT. Under load, streaming contends for a single resource: the cluster is alive, and answers next to nothing in time.",
                    ),
                    (
                        20.0,
                        "Services use the addresses that they have, and have stopped calling the cluster: their breakers are open. Games go on, without news from Consul.",
                    ),
                    (
                        83.0,
                        "October 31, 16:45. The cluster answers in time again. Breakers try it now and then, and close once it answers.",
                    ),
                ],
            },
            Help {
                title: "separate clusters",
                sentence: "A third of the game servers, with a cluster of its own, goes on.",
                changes: "without game-3>consul-1\ngame-3 -> consul-9\nconsul-9: service=consul-b\nlb-1: health_check.deep=on\nlb-2: health_check.deep=on",
                said: &[
                    (
                        1.0,
                        "October 28, 2021, and what might have been. Two thirds of the game servers find each other through one Consul cluster, a third through another.",
                    ),
                    (
                        10.0,
                        "13:37 PDT. Under load, streaming contends for a single resource in the first cluster: it is alive, and answers next to nothing in time.",
                    ),
                    (
                        24.0,
                        "Deep checks have taken the servers of the first cluster out of rotation. The third with a cluster of its own goes on, and serves what it can.",
                    ),
                    (
                        83.0,
                        "October 31, 16:45. The first cluster answers in time again, and its game servers come back.",
                    ),
                ],
            },
        ],
        file: include_str!("outages/roblox-2021.json"),
    },
    Outage {
        key: "facebook-2021",
        title: "Facebook, October 2021",
        sentence: "A command took down the backbone; the name servers could no longer reach the data centres, and withdrew their routes.",
        scale: "a second is five minutes",
        helps: &[
            Help {
                title: "one data centre at a time",
                sentence: "A command that reaches only part of the backbone leaves the rest up, and the name servers can still see a data centre.",
                changes: "apart router-2\nspare dns-1 dns-2",
                said: &[
                    (
                        10.0,
                        "15:39 UTC. The command takes the backbone of one data centre down. It has not been run for the other.",
                    ),
                    (
                        16.0,
                        "The name servers still reach a data centre, so they go on announcing their routes. Users who find the first data centre silent are served by the second.",
                    ),
                    (
                        84.0,
                        "The first data centre's backbone is back. Hardly a request has failed.",
                    ),
                ],
            },
            Help {
                title: "out-of-band access",
                sentence: "Engineers who reach the routers over another network have them back within half an hour or so.",
                changes: "repair 17",
                said: &[
                    (
                        10.0,
                        "15:39 UTC. A command meant to assess the backbone's capacity takes all of it down. The audit tool that should have stopped it has a bug.",
                    ),
                    (
                        13.0,
                        "The name servers cannot reach the data centres, declare themselves unhealthy and withdraw their routes. The name is gone from the internet.",
                    ),
                    (
                        17.0,
                        "About 16:15. Engineers have reached the routers over a network of its own, and the backbone is back. The name servers announce their routes again.",
                    ),
                    (
                        25.0,
                        "Every request is served again, after about an hour instead of six.",
                    ),
                ],
            },
        ],
        file: include_str!("outages/facebook-2021.json"),
    },
    Outage {
        key: "fastly-2021",
        title: "Fastly, June 2021",
        sentence: "A customer's configuration change set off a bug in a release that nearly every edge was running.",
        scale: "a second is a minute",
        helps: &[
            Help {
                title: "a staged rollout",
                sentence: "With only one edge on the new release by then, six sevenths are served.",
                changes: "spare edge-2 edge-3 edge-4 edge-5 edge-6",
                said: &[
                    (
                        1.0,
                        "June 8, 2021, and what might have been. A release with a bug is rolled out edge by edge: one edge of seven runs it by now.",
                    ),
                    (
                        10.0,
                        "09:47. A customer makes a valid change to a setting. It triggers the bug, and one edge answers with errors: six sevenths are served.",
                    ),
                    (
                        50.0,
                        "10:27. The customer's setting is found to be the trigger.",
                    ),
                    (
                        59.0,
                        "10:36. The setting is disabled, and the one edge recovers.",
                    ),
                ],
            },
            Help {
                title: "health checks that ask for a page",
                sentence: "DNS leaves out the edges that answer with errors, and the one that is left serves what it can.",
                changes: "dns-1: health_check=on health_check.interval_s=2 ttl_s=5",
                said: &[
                    (
                        10.0,
                        "09:47. A customer makes a valid change to a setting. It triggers the bug: 85 % of the network returns errors.",
                    ),
                    (
                        16.0,
                        "DNS asks each edge for a page, and leaves out those that answer with errors. Addresses that are cached already run out within seconds.",
                    ),
                    (
                        24.0,
                        "All users are at the one edge that works: every request is served.",
                    ),
                    (
                        59.0,
                        "10:36. The setting is disabled. The other edges pass their checks again, and get their share back.",
                    ),
                ],
            },
        ],
        file: include_str!("outages/fastly-2021.json"),
    },
    Outage {
        key: "slack-2021",
        title: "Slack, January 2021",
        sentence: "A network that lost packets made web servers wait, until health checks took nearly all of them out of rotation.",
        scale: "a second is three minutes",
        helps: &[
            Help {
                title: "a network that is large enough",
                sentence: "Without packet loss, the morning's peak is no problem.",
                changes: "spare web-1>back-1 web-1>back-2 web-2>back-1 web-2>back-2 web-3>back-1 web-3>back-2 web-4>back-1 web-4>back-2",
                said: &[
                    (
                        1.0,
                        "January 4, 2021, and what might have been. The first working day of the year: caches are cold, and the network between AWS accounts has capacity to spare.",
                    ),
                    (
                        30.0,
                        "7:00. Traffic peaks at the full hour. No packet is lost, and every request is served.",
                    ),
                    (75.0, "9:15. The peak is over. Nobody has noticed anything."),
                ],
            },
            Help {
                title: "shallow checks and short timeouts",
                sentence: "Servers that give up early, and stay in rotation, serve part of the requests all the time.",
                changes: "lb-1: health_check.deep=off\nweb-1: dependency_timeout_ms=150 workers=32\nweb-2: dependency_timeout_ms=150 workers=32\nweb-3: dependency_timeout_ms=150 workers=32\nweb-4: dependency_timeout_ms=150 workers=32",
                said: &[
                    (
                        10.0,
                        "6:00. The gateways between the accounts do not scale up fast enough: they begin to drop packets.",
                    ),
                    (
                        30.0,
                        "7:00. Traffic peaks a little at every full hour, and more packets are lost. Web servers give up early on what gets no answer, so they do not fill up with waiting requests.",
                    ),
                    (
                        40.0,
                        "Checks are shallow, so all servers stay in rotation. About a third of the requests get through; as it was, hardly any did.",
                    ),
                    (
                        56.0,
                        "8:15. Fewer packets are lost, and about four in five requests are served.",
                    ),
                    (
                        78.0,
                        "9:15. The gateways have been scaled up by hand. Few requests fail now.",
                    ),
                    (104.0, "10:40. Everything is back to normal."),
                ],
            },
        ],
        file: include_str!("outages/slack-2021.json"),
    },
    Outage {
        key: "github-2018",
        title: "GitHub, October 2018",
        sentence: "One coast was cut off for 43 seconds. A database on the other was promoted, and each had writes that the other lacked.",
        scale: "a second is a second",
        helps: &[
            Help {
                title: "no promotion across the country",
                sentence: "Requests fail for 43 seconds, and then everything is as it was: no write is lost.",
                changes: "db-1: failover=manual\ndb-2: failover=manual\ndb-3: failover=manual",
                said: &[
                    (
                        1.0,
                        "October 21, 2018, and what might have been. The primary database is in the east and replicates to the west. Only a person may promote another.",
                    ),
                    (
                        10.0,
                        "22:52 UTC. Work on failing optical equipment cuts the eastern data centre off from everything else for 43 seconds.",
                    ),
                    (
                        19.0,
                        "Nobody is promoted: the primary is in the east, cut off and unharmed. No request from outside can be served.",
                    ),
                    (
                        53.0,
                        "The link is back. The east is still the primary, and no write is lost.",
                    ),
                    (
                        62.0,
                        "Every request is served as before. It has been an outage of less than a minute.",
                    ),
                ],
            },
            Help {
                title: "a longer wait",
                sentence: "A majority that waits a minute before it acts rides out a short cut, and still acts on a long one.",
                changes: "db-1: detect_s=60\ndb-2: detect_s=60\ndb-3: detect_s=60",
                said: &[
                    (
                        10.0,
                        "22:52 UTC. Work on failing optical equipment cuts the eastern data centre off from everything else for 43 seconds.",
                    ),
                    (
                        19.0,
                        "The west and the cloud are a majority, and wait a minute before they promote anybody. No request from outside can be served meanwhile.",
                    ),
                    (
                        53.0,
                        "The link is back before the minute is over. The east is still the primary, and no write is lost.",
                    ),
                    (
                        62.0,
                        "Every request is served as before. It has been an outage of less than a minute.",
                    ),
                ],
            },
        ],
        file: include_str!("outages/github-2018.json"),
    },
];

#[cfg(test)]
mod tests;
