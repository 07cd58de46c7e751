//! What the configuration of a balancer says: who is behind it, how they are checked, how it picks.

use std::collections::{BTreeMap, BTreeSet};

use topple_model::{Algorithm, Failover, Kind, Role};

use crate::evidence::{Certainty, Rule, Source, Stated};
use crate::inventory::{Call, Check, Inventory, LeftOut, Part, Remark};
use crate::limits;
use crate::problem::Problem;
use crate::settings::mark;

/// A configuration, read.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Config {
    /// The pools that requests are sent to.
    pub pools: Vec<Pool>,
    /// What must be told, with its line.
    pub remarks: Vec<(u32, String)>,
    /// What is not drawn: its name, why, its line.
    pub left_out: Vec<(String, String, u32)>,
}

/// Those who can stand in for each other.
#[derive(Clone, PartialEq, Debug)]
pub struct Pool {
    /// What the file calls it.
    pub name: String,
    /// Who is in it.
    pub members: Vec<Member>,
    /// How they are checked; `None`: not at all.
    pub check: Option<Check>,
    /// Whether the check lets only the primary of a set pass.
    pub only_primary: bool,
    /// Whether it passes on bytes and knows nothing of requests.
    pub is_tcp: bool,
    /// Further tries after a failed connect, where the file says so.
    pub retries: Option<u32>,
    /// Milliseconds for a connect, where the file says so.
    pub connect_timeout_ms: Option<f64>,
    /// How one is picked.
    pub algorithm: Algorithm,
    /// The line where it stands.
    pub line: u32,
}

/// One of a pool.
#[derive(Clone, PartialEq, Debug)]
pub struct Member {
    /// What the file calls it.
    pub name: String,
    /// Its host, in lower case; its name where the file has a variable in its place.
    pub host: String,
    /// Its port.
    pub port: Option<u16>,
    /// How many answer to the host.
    pub nodes: u32,
    /// Its line.
    pub line: u32,
}

impl Member {
    /// What tells it from others.
    fn address(&self) -> (String, Option<u16>) {
        (self.host.clone(), self.port)
    }
}

impl Pool {
    /// A pool without members, of which nothing is said.
    pub fn new(name: &str, line: u32) -> Self {
        Self {
            name: name.to_owned(),
            members: Vec::new(),
            check: None,
            only_primary: false,
            is_tcp: false,
            retries: None,
            connect_timeout_ms: None,
            algorithm: Algorithm::RoundRobin,
            line,
        }
    }
}

/// What is told of members that are used only where the others are down.
pub fn backups(names: &str, pool: &str) -> String {
    format!("{names} of {pool} is used only when the others are down; it is drawn as one of them.")
}

/// Whether a configuration is short enough to be read.
///
/// # Errors
/// It is not.
pub fn bounded(text: &str, file: usize) -> Result<(), Problem> {
    if text.len() > limits::TEXT {
        let most = limits::TEXT >> 20;
        return Err(Problem::at(
            file,
            0,
            format!("More than the {most} MiB that are read."),
        ));
    }
    Ok(())
}

/// Host and port of an address: `db:5432`, `[::1]:80`, `ipv4@10.0.0.1:80`. `None`: a socket or a variable.
pub fn address(text: &str) -> Option<(String, Option<u16>)> {
    let text = text.rsplit_once('@').map_or(text, |(_, host)| host);
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let (host, rest) = rest.split_once(']')?;
            (host, rest.strip_prefix(':'))
        }
        None => text
            .rsplit_once(':')
            .map_or((text, None), |(host, port)| (host, Some(port))),
    };
    let port = port.and_then(|port| port.parse().ok());
    let is_host = !host.is_empty()
        && host
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':'));
    is_host.then(|| (host.to_lowercase(), port))
}

/// The kind that listens on a port by custom, as the name of an image.
fn image(port: Option<u16>) -> Option<&'static str> {
    Some(match port? {
        5432 | 5433 => "postgres",
        3306 => "mysql",
        1433 => "mssql",
        6379 | 26379 => "redis",
        27017 => "mongo",
        11211 => "memcached",
        9200 => "elasticsearch",
        9042 => "cassandra",
        5672 => "rabbitmq",
        9092 => "kafka",
        _ => return None,
    })
}

impl Config {
    /// One pool for those of the same members: two doors to one set.
    fn distinct(&self) -> Vec<&Pool> {
        let mut seen = BTreeSet::new();
        let members = |pool: &Pool| {
            pool.members
                .iter()
                .map(Member::address)
                .collect::<BTreeSet<_>>()
        };
        let mut pools: Vec<&Pool> = self
            .pools
            .iter()
            .filter(|pool| !pool.members.is_empty())
            .collect();
        // Whose check is the stricter says what the pool is.
        pools.sort_by_key(|pool| !pool.only_primary);
        pools.retain(|pool| seen.insert(members(pool)));
        pools.sort_by_key(|pool| pool.line);
        pools
    }

    /// The inventory of a configuration that stands alone: the balancer and who is behind it.
    pub fn alone(&self, name: &str, file: usize) -> Inventory {
        let mut inventory = Inventory::default();
        let pools = self.distinct();
        let source = Source::line(file, pools.first().map_or(1, |pool| pool.line));
        let mut balancer = Part::new(name, source.clone());
        balancer.image = Some(Stated::found(
            name.to_owned(),
            source.clone(),
            Rule::BalancerFile,
        ));
        if pools.len() < 2 {
            balancer.kind = Some(Stated::found(
                Kind::LoadBalancer,
                source.clone(),
                Rule::BalancerFile,
            ));
        }
        if !pools.is_empty() {
            balancer.entry = Some(Stated::found((), source, Rule::Published));
            inventory.parts.push(balancer);
        }
        let mut names = BTreeSet::from([name.to_owned()]);
        let mut known: BTreeMap<(String, Option<u16>), String> = BTreeMap::new();
        let places = narrowest(&pools);
        for (at, pool) in pools.iter().enumerate() {
            for (place, member) in pool.members.iter().enumerate() {
                let address = member.address();
                if known.contains_key(&address) || places.get(&address) != Some(&at) {
                    continue;
                }
                let bare = if names.contains(&member.name) {
                    format!("{}-{}", pool.name, member.name)
                } else {
                    member.name.clone()
                };
                let name = unique(&bare, &mut names);
                known.insert(address, name.clone());
                inventory.parts.push(pool.part(&name, member, place, file));
            }
        }
        self.wire(
            name,
            &pools,
            &Source::line(file, 0),
            &mut inventory,
            |member| known.get(&member.address()).cloned(),
        );
        inventory
    }

    /// What the configuration says of a part that is in the inventory already, by its name: who is behind it, and how they
    /// are checked. `place`: the file, and the path of the setting in it where the configuration is written into another file.
    pub fn apply(&self, part: &str, place: &Source, inventory: &mut Inventory) {
        let pools = self.distinct();
        let places = narrowest(&pools);
        for (at, pool) in pools.iter().enumerate() {
            let own =
                |member: &&Member| pool.only_primary || places.get(&member.address()) == Some(&at);
            let resolved = pool.members.iter().filter(own).map(|member| {
                let host = member
                    .host
                    .split('.')
                    .next()
                    .unwrap_or(&member.host)
                    .to_owned();
                inventory
                    .parts
                    .iter()
                    .position(|p| p.hosts.contains(&member.host) || p.hosts.contains(&host))
            });
            let resolved: BTreeSet<usize> = resolved.flatten().collect();
            let images: BTreeSet<_> = resolved
                .iter()
                .map(|at| inventory.parts[*at].image.as_ref().map(|i| i.what.clone()))
                .collect();
            if pool.only_primary {
                for at in &resolved {
                    let source = within(place, pool.line);
                    let store = &mut inventory.parts[*at].store;
                    store.failover.get_or_insert_with(|| {
                        Stated::found(Failover::Automatic, source.clone(), Rule::Check)
                    });
                    store.set.get_or_insert_with(|| {
                        Stated::found(mark(&pool.name), source, Rule::Check)
                    });
                }
            }
            if resolved.len() > 1 && images.len() == 1 && !pool.only_primary {
                let service = stem(resolved.iter().map(|at| inventory.parts[*at].name.as_str()))
                    .unwrap_or_else(|| pool.name.clone());
                for at in resolved {
                    let source = within(place, pool.line);
                    inventory.parts[at].service.get_or_insert_with(|| {
                        Stated::found(service.clone(), source, Rule::BalancerFile)
                    });
                }
            }
        }
        self.wire(part, &pools, place, inventory, |member| {
            Some(member.host.clone())
        });
    }

    fn wire(
        &self,
        name: &str,
        pools: &[&Pool],
        place: &Source,
        inventory: &mut Inventory,
        to: impl Fn(&Member) -> Option<String>,
    ) {
        let mut once = BTreeSet::new();
        let places = narrowest(pools);
        for (at, pool) in pools.iter().enumerate() {
            let own = |member: &&Member| places.get(&member.address()) == Some(&at);
            for member in pool.members.iter().filter(own) {
                let Some(to) = to(member).filter(|to| once.insert(to.clone())) else {
                    continue;
                };
                let source = within(place, member.line);
                let mut call = Call::found(name, to, source, Rule::BalancerFile);
                call.pool = Some(pool.name.clone());
                inventory.calls.push(call);
            }
        }
        // What is said of one member alone says nothing of how others are tried.
        let telling = pools.iter().find(|pool| pool.members.len() > 1);
        if let (Some(part), Some(pool)) = (
            inventory.parts.iter_mut().find(|p| p.name == name),
            telling.or(pools.first()),
        ) {
            let source = within(place, pool.line);
            let balancer = &mut part.balancer;
            balancer.check = Some(Stated::found(pool.check, source.clone(), Rule::Check));
            balancer.algorithm = Some(Stated::found(
                pool.algorithm,
                source.clone(),
                Rule::BalancerFile,
            ));
            balancer.retries = pool
                .retries
                .map(|retries| Stated::found(retries, source.clone(), Rule::Check));
            balancer.connect_timeout_ms = pool
                .connect_timeout_ms
                .map(|ms| Stated::found(ms, source, Rule::Check));
        }
        let about = inventory
            .parts
            .iter()
            .any(|p| p.name == name)
            .then(|| name.to_owned());
        let mut tell = |line: u32, text: String| {
            let source = Some(Source {
                line: if place.line > 0 {
                    place.line + line - 1
                } else {
                    line
                },
                ..place.clone()
            });
            inventory.remarks.push(Remark {
                about: about.clone(),
                text,
                source,
                is_asked: false,
                if_told: None,
            });
        };
        if pools.len() > 1 {
            let names: Vec<&str> = pools.iter().map(|pool| pool.name.as_str()).collect();
            tell(
                pools[0].line,
                format!(
                    "{name} sends to {} pools ({}): which request goes where is not drawn, so each is taken to be needed.",
                    pools.len(),
                    names.join(", ")
                ),
            );
        }
        for (line, text) in &self.remarks {
            tell(*line, text.clone());
        }
        for (name, why, line) in &self.left_out {
            let source = Source {
                line: if place.line > 0 {
                    place.line + line - 1
                } else {
                    *line
                },
                ..place.clone()
            };
            inventory.left_out.push(LeftOut {
                name: name.clone(),
                why: why.clone(),
                source,
            });
        }
    }
}

/// Of each member the place of its pool. Whoever is in several does the work of the narrowest.
fn narrowest(pools: &[&Pool]) -> BTreeMap<(String, Option<u16>), usize> {
    let mut places: BTreeMap<(String, Option<u16>), usize> = BTreeMap::new();
    for (at, pool) in pools.iter().enumerate() {
        for member in &pool.members {
            let place = places.entry(member.address()).or_insert(at);
            if pool.members.len() < pools[*place].members.len() {
                *place = at;
            }
        }
    }
    places
}

/// A line of the configuration, as a place in the file that it is written into.
fn within(place: &Source, line: u32) -> Source {
    let line = if place.line > 0 {
        place.line + line - 1
    } else {
        line
    };
    Source {
        line,
        ..place.clone()
    }
}

impl Pool {
    /// A member as a part of its own.
    fn part(&self, name: &str, member: &Member, place: usize, file: usize) -> Part {
        let source = Source::line(file, member.line);
        let mut part = Part::new(name, source.clone());
        part.hosts.push(member.host.clone());
        let several = self.members.len() > 1;
        if several {
            part.service = Some(Stated::found(
                self.name.clone(),
                source.clone(),
                Rule::BalancerFile,
            ));
        }
        if member.nodes > 1 {
            part.nodes = Some(Stated::found(member.nodes, source.clone(), Rule::Replicas));
        }
        if self.only_primary {
            let role = if place == 0 {
                Role::Primary
            } else {
                Role::Standby
            };
            part.kind = Some(Stated::found(Kind::Database, source.clone(), Rule::Check));
            part.store.role = Some(Stated {
                what: role,
                evidence: crate::Evidence {
                    source: source.clone(),
                    rule: Rule::Check,
                    certainty: Certainty::Guessed,
                },
            });
            part.store.set = Some(Stated::found(mark(&self.name), source.clone(), Rule::Check));
            part.store.failover = Some(Stated::found(Failover::Automatic, source, Rule::Check));
        } else if let Some(image) = image(member.port) {
            part.image = Some(Stated::guessed(image.to_owned(), source, Rule::Name));
        } else {
            let certainty = if self.is_tcp {
                Certainty::Guessed
            } else {
                Certainty::Found
            };
            part.kind = Some(Stated {
                what: Kind::Server,
                evidence: crate::Evidence {
                    source,
                    rule: Rule::BalancerFile,
                    certainty,
                },
            });
        }
        part
    }
}

/// The name, or the first free one with a number.
fn unique(name: &str, names: &mut BTreeSet<String>) -> String {
    let mut found = name.to_owned();
    let mut number = 2;
    while !names.insert(found.clone()) {
        found = format!("{name}-{number}");
        number += 1;
    }
    found
}

/// What names have in common without their numbers: `web` of `web1`, `web2`.
fn stem<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    let stems: BTreeSet<&str> = names
        .map(|name| {
            name.trim_end_matches(|c: char| c.is_ascii_digit())
                .trim_end_matches(['-', '_'])
        })
        .collect();
    let stem = stems
        .first()
        .filter(|stem| stems.len() == 1 && !stem.is_empty())?;
    Some((*stem).to_owned())
}
