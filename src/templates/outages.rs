//! Famous outages, each played from its public account: a scenario with its script, told sentence by sentence, and what
//! would have helped.
//!
//! The sources and what is simplified stand in a note of each file. Tests play each, and hold who failed when, for how
//! long and for which share of the users to what the account says, in its simplified form; and that each change helps.

use crate::formats::json;
use crate::model::sketch::onto;
use crate::model::{Action, Deed, Scenario, ScriptEntry};

/// One outage.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
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
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Help {
    /// What is done, in a few words.
    pub title: &'static str,
    /// What comes of it, in a sentence.
    pub sentence: &'static str,
    /// A sketch drawn onto the system; a line may also be `spare a …`: nothing of the script is done to these; `apart a …`:
    /// they share no fate; `repair 20`: what the script undoes it undoes at that second.
    changes: &'static str,
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
        scenario.title = format!("{}: {}", outage.title, self.title);
        scenario
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
            },
            Help {
                title: "one location first",
                sentence: "The new file is rolled out to one location first, and stopped there: two thirds are served.",
                changes: "spare bots-2 bots-3",
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
            },
            Help {
                title: "a second region",
                sentence: "The application also runs in another region, with a database and a name of its own: users are sent there.",
                changes: "without users>lb-1\nusers -> dns-8 dns-9 -> lb-1 lb-3\nlb-3 -> app-3 -> dns-3 -> lb-4 -> store-3\ndns-8: ttl_s=5 health_check.interval_s=2\ndns-9: ttl_s=5 health_check.interval_s=2\nlb-1: health_check.deep=on\nlb-3: health_check.deep=on\napp-3: service=app\nstore-3: service=store",
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
            },
            Help {
                title: "a rate limit at the border",
                sentence: "Devices that refuse what is too much go on serving the rest.",
                changes: "lb-1: rate_limit_rps=300",
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
            },
            Help {
                title: "separate clusters",
                sentence: "A third of the game servers, with a cluster of its own, goes on.",
                changes: "without game-3>consul-1\ngame-3 -> consul-9\nconsul-9: service=consul-b\nlb-1: health_check.deep=on\nlb-2: health_check.deep=on",
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
            },
            Help {
                title: "out-of-band access",
                sentence: "Engineers who reach the routers over another network have them back within half an hour or so.",
                changes: "repair 17",
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
            },
            Help {
                title: "health checks that ask for a page",
                sentence: "DNS leaves out the edges that answer with errors, and the one that is left serves what it can.",
                changes: "dns-1: health_check=on health_check.interval_s=2 ttl_s=5",
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
            },
            Help {
                title: "shallow checks and short timeouts",
                sentence: "Servers that give up early, and stay in rotation, serve part of the requests all the time.",
                changes: "lb-1: health_check.deep=off\nweb-1: dependency_timeout_ms=150 workers=32\nweb-2: dependency_timeout_ms=150 workers=32\nweb-3: dependency_timeout_ms=150 workers=32\nweb-4: dependency_timeout_ms=150 workers=32",
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
            },
            Help {
                title: "a longer wait",
                sentence: "A majority that waits a minute before it acts rides out a short cut, and still acts on a long one.",
                changes: "db-1: detect_s=60\ndb-2: detect_s=60\ndb-3: detect_s=60",
            },
        ],
        file: include_str!("outages/github-2018.json"),
    },
];

#[cfg(test)]
mod tests;
