//! Where run and share differ by what is dead, as `docs/meaning.md` says: a fault that such a difference does not touch is
//! held to the share all the same.

use std::collections::BTreeSet;

use topple::analysis::Failed;
use topple::model::link::LinkRole;
use topple::model::{Algorithm, ComponentId, Kind, Scenario, Settings, Topology};

use super::measured::Measured;

/// A system as it stands.
pub struct Standing<'a> {
    scenario: &'a Scenario,
    topology: Topology,
    failed: &'a Failed,
    /// By component.
    dead: Vec<bool>,
    /// By link: it is cut, or its ends are isolated from each other.
    barred: Vec<bool>,
}

/// Something that is wrong somewhere: a part, or a link.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Wrong {
    Part(usize),
    Link(usize),
    /// A part that two who reach for it are isolated from each other.
    Apart(usize, usize),
}

impl<'a> Standing<'a> {
    pub fn new(scenario: &'a Scenario, failed: &'a Failed) -> Self {
        let topology = Topology::new(scenario);
        let components = scenario.components.iter().enumerate();
        let dead = components.map(|(i, component)| {
            let within = topology.regions(i).iter();
            let mut within = within.map(|&region| scenario.regions[region].id);
            component.kind() != Kind::Client
                && (failed.components.contains(&component.id)
                    || component.groups.iter().any(|id| failed.groups.contains(id))
                    || within.any(|id| failed.regions.contains(&id)))
        });
        let mut standing = Self {
            scenario,
            dead: dead.collect(),
            barred: Vec::new(),
            failed,
            topology,
        };
        let links = scenario.links.iter().enumerate();
        let barred = links.map(|(i, link)| {
            let ends = standing.topology.ends[i];
            failed.links.contains(&link.id())
                || ends.is_some_and(|(from, to)| standing.are_isolated(from, to))
        });
        standing.barred = barred.collect();
        standing
    }

    fn are_isolated(&self, a: usize, b: usize) -> bool {
        let regions = self.scenario.regions.iter().enumerate();
        let mut isolated = regions.filter(|(_, region)| self.failed.isolated.contains(&region.id));
        let lies_in = |part: usize, region: usize| self.topology.regions(part).contains(&region);
        isolated.any(|(region, _)| lies_in(a, region) != lies_in(b, region))
    }

    /// What is wrong on the ways over this link, those through `left_out` aside.
    fn wrong_over(&self, link: usize, left_out: Option<usize>) -> BTreeSet<Wrong> {
        let mut wrong = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut due = vec![link];
        while let Some(link) = due.pop() {
            let Some((from, to)) = self.topology.ends[link] else {
                continue;
            };
            if Some(to) == left_out || !seen.insert(link) {
                continue;
            }
            wrong.extend(self.barred[link].then_some(Wrong::Link(link)));
            wrong.extend((self.dead[to] || self.topology.idle[to]).then_some(Wrong::Part(to)));
            due.extend(&self.topology.out[to]);
            let is_database = self.scenario.components[to].kind() == Kind::Database;
            if let Some(set) = self.topology.set_of[to].filter(|_| is_database) {
                due.extend(&self.topology.sets[set].channels);
                wrong.extend(self.wrong_with(from, set));
            }
        }
        wrong
    }

    /// What is wrong with a set for who calls it: any node of it may be the one that is to answer.
    fn wrong_with(&self, caller: usize, set: usize) -> BTreeSet<Wrong> {
        let mut wrong = BTreeSet::new();
        for &node in &self.topology.sets[set].nodes {
            let id = self.scenario.components[node].id;
            let is_without_data =
                !self.topology.is_fed[node] || self.failed.roles.out.contains(&id);
            let is_wrong = self.dead[node] || is_without_data;
            wrong.extend(is_wrong.then_some(Wrong::Part(node)));
            let is_apart = self.are_isolated(caller, node);
            wrong.extend(is_apart.then_some(Wrong::Apart(caller, node)));
            let drawn = self.topology.out[caller].iter();
            let barred =
                drawn.filter(|&&link| self.barred[link] && self.topology.to(link) == Some(node));
            wrong.extend(barred.map(|&link| Wrong::Link(link)));
        }
        wrong
    }

    /// Whether the requests of which this is a share, or what publishes those messages, meet the part as drawn.
    fn meets(&self, of: &Measured, part: usize) -> bool {
        let topology = &self.topology;
        match of {
            Measured::Served(client) | Measured::Full(client) => {
                let client = topology.index.get(client);
                client.is_some_and(|&client| topology.reached_from(client).any(|met| met == part))
            }
            Measured::Published(_) => false,
            Measured::Delivered { queue, .. } => topology.reached_from(part).any(|reached| {
                self.scenario.components[reached].kind() == Kind::Queue
                    && topology.services[reached]
                        .as_ref()
                        .is_some_and(|s| s.label == *queue)
            }),
        }
    }

    /// Whether what some reads bring into a cache serves others that have lost their way to a database: more is served
    /// than the analysis vouches for, and what follows is published.
    pub fn is_kept_warm(&self, of: &Measured) -> bool {
        let servers = (0..self.scenario.components.len())
            .filter(|&i| self.scenario.components[i].kind() == Kind::Server && !self.dead[i]);
        let servers: Vec<Reader> = servers.map(|server| self.reader(server)).collect();
        servers.iter().any(|lost| {
            let is_warmed = servers.iter().any(|other| self.warms(other, lost));
            is_warmed && self.meets(of, lost.server)
        })
    }

    fn reader(&self, server: usize) -> Reader {
        let dependencies = self.topology.dependencies(self.scenario, server);
        let mut reader = Reader {
            server,
            ..Reader::default()
        };
        for group in dependencies {
            let links = group.reads.links.iter().copied();
            let open = links.clone().filter(|&link| !self.barred[link]);
            let targets = open.filter_map(|link| self.topology.to(link));
            match group.service.kind {
                Kind::Cache if !group.by_name => {
                    let reached = targets.flat_map(|to| self.topology.reached_from(to));
                    let live = reached.filter(|&to| {
                        self.scenario.components[to].kind() == Kind::Cache && !self.dead[to]
                    });
                    reader.caches.extend(live);
                }
                Kind::Database => {
                    let is_by_chance =
                        |to: usize| self.scenario.components[to].kind() != Kind::Database;
                    reader.databases.extend(targets);
                    reader
                        .drawn
                        .extend(links.clone().filter_map(|link| self.topology.to(link)));
                    for link in links {
                        let Some(to) = self.topology.to(link) else {
                            continue;
                        };
                        reader.picks_by_chance |= is_by_chance(to);
                        reader.has_lost |= !self.wrong_over(link, None).is_empty();
                        reader.sets.extend(self.topology.set_of[to]);
                    }
                }
                _ => {}
            }
        }
        reader
    }

    /// Whether what one server brings into a cache may serve the reads of another, or of itself, that have lost their way.
    fn warms(&self, one: &Reader, other: &Reader) -> bool {
        if one.caches.is_disjoint(&other.caches) {
            return false;
        }
        if one.server == other.server {
            return other.has_lost && other.picks_by_chance;
        }
        let services = &self.topology.services;
        let sharded = |set: usize| &self.topology.sets[set].service;
        let lacks_a_shard = one.sets.difference(&other.sets).any(|&shard| {
            let mut others = other.sets.iter();
            others.any(|&set| sharded(set) == sharded(shard))
        });
        services[one.server] == services[other.server]
            && (lacks_a_shard || (other.has_lost && one.ways() != other.ways()))
    }

    /// Whether a queue mirrors one that lives, whose messages may be left lying, and to which nobody publishes as things
    /// stand: the analysis takes it to be full of what that took before.
    pub fn is_spared_by_silence(
        &self,
        of: &Measured,
        is_silent: impl Fn(ComponentId) -> bool,
    ) -> bool {
        let topology = &self.topology;
        let is_queue = |&i: &usize| self.scenario.components[i].kind() == Kind::Queue;
        let mut queues = (0..self.scenario.components.len()).filter(is_queue);
        queues.any(|silent| {
            let tied = topology.mirrors_of(silent);
            let own: Vec<usize> = topology.out_by(silent, LinkRole::Delivers).collect();
            let of_all = tied
                .iter()
                .flat_map(|&node| topology.out_by(node, LinkRole::Delivers));
            let mut delivers = if own.is_empty() {
                of_all.collect()
            } else {
                own
            }
            .into_iter();
            let mut others = tied.iter().filter(|&&node| node != silent);
            !self.dead[silent]
                && is_silent(self.scenario.components[silent].id)
                && delivers.any(|link| !self.wrong_over(link, None).is_empty())
                && others.any(|&node| self.meets_queue(of, node))
        })
    }

    fn meets_queue(&self, of: &Measured, node: usize) -> bool {
        match of {
            Measured::Served(_) | Measured::Full(_) => self.meets(of, node),
            Measured::Delivered { .. } => true,
            Measured::Published(_) => false,
        }
    }

    /// Whether one balancer that picks in turn stands behind another, neither checks, and each may fail a part of what it
    /// gets: of two requests that come one after the other, each then fails at both or at neither, or always at one.
    pub fn is_in_step(&self, of: &Measured) -> bool {
        let in_turn = |i: usize| {
            matches!(
                &self.scenario.components[i].settings,
                Settings::LoadBalancer(b)
                    if b.algorithm == Algorithm::RoundRobin && b.health_check.is_none()
            )
        };
        let balancers = (0..self.scenario.components.len()).filter(|&i| in_turn(i));
        let uneven: Vec<usize> = balancers.filter(|&i| self.is_uneven(i, None)).collect();
        uneven.iter().any(|&first| {
            let mut behind = self.topology.reached_from(first);
            let fails_too = |second: usize| {
                second != first && uneven.contains(&second) && self.is_uneven(first, Some(second))
            };
            behind.any(fails_too) && self.meets(of, first)
        })
    }

    /// Whether it is not the same to which of its members a balancer sends, whatever becomes of what one of them sends on.
    fn is_uneven(&self, balancer: usize, left_out: Option<usize>) -> bool {
        let members = self.topology.calls(balancer);
        let ways: BTreeSet<_> = members
            .map(|link| self.wrong_over(link, left_out))
            .collect();
        ways.len() > 1
    }
}

/// A server, and where its reads go.
#[derive(Default)]
struct Reader {
    server: usize,
    /// Caches that it reaches.
    caches: BTreeSet<usize>,
    /// Databases and pools of them that it has an open link to, those that it is drawn to, and the sets of these.
    databases: BTreeSet<usize>,
    drawn: BTreeSet<usize>,
    sets: BTreeSet<usize>,
    /// Whether something is wrong on the way to one of its databases.
    has_lost: bool,
    /// Whether a balancer or a name picks a database for it.
    picks_by_chance: bool,
}

impl Reader {
    /// Two whose ways are the same lose their databases together.
    fn ways(&self) -> [&BTreeSet<usize>; 2] {
        [&self.databases, &self.drawn]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use topple::model::sketch::sketch;

    /// With what dead of these a difference touches a share.
    fn touched(
        system: &str,
        of: &Measured,
        differs: fn(&Standing<'_>, &Measured) -> bool,
        all: &[&str],
    ) -> Vec<String> {
        let scenario = sketch(system);
        let touches = |dead: &&&str| {
            let dead = dead.split_whitespace();
            let failed: Failed = dead.map(|id| scenario.target(id).unwrap()).collect();
            differs(&Standing::new(&scenario, &failed), of)
        };
        all.iter()
            .filter(touches)
            .map(ToString::to_string)
            .collect()
    }

    fn warm(standing: &Standing<'_>, of: &Measured) -> bool {
        standing.is_kept_warm(of)
    }

    fn silence(standing: &Standing<'_>, of: &Measured) -> bool {
        standing.is_spared_by_silence(of, |node| node.to_string() == "queue-2")
    }

    fn step(standing: &Standing<'_>, of: &Measured) -> bool {
        standing.is_in_step(of)
    }

    fn served(client: &str) -> Measured {
        Measured::Served(ComponentId::new(client).unwrap())
    }

    fn delivered() -> Measured {
        Measured::Delivered {
            queue: "queue".to_owned(),
            service: "mail".to_owned(),
        }
    }

    #[test]
    fn a_cache_is_kept_warm_for_who_has_lost_a_database_and_for_nobody_else() {
        let system = "
            users-1 -> web-1 web-2 -> cache-1
            web-1 -> db-1 queue-1
            queue-1 -> mail-1
            users-2 -> api-1 -> db-2
            api-1: service=api
            mail-1: service=mail
            web-1>queue-1: on=all
        ";
        let all = [
            "",
            "db-1",
            "web-1>db-1",
            "db-1 web-2",
            "db-1 cache-1",
            "db-1 web-2>cache-1",
            "cache-1",
            "web-2",
            "queue-1",
            "db-2",
        ];
        let warmed = |of: &Measured| touched(system, of, warm, &all);
        assert_eq!(warmed(&served("users-1")), ["db-1", "web-1>db-1"]);
        assert_eq!(warmed(&delivered()), ["db-1", "web-1>db-1"]);
        assert_eq!(warmed(&served("users-2")), [""; 0]);
    }

    #[test]
    fn a_pool_that_fails_a_part_of_the_reads_keeps_its_own_cache_warm() {
        let system = "
            users-1 -> web-1 -> cache-1 lb-1
            lb-1 -> db-1 db-2
            db-1 -> db-2
            db-2: role=read_replica
        ";
        let all = ["", "db-2", "lb-1>db-2", "cache-1", "db-2 web-1>cache-1"];
        let warmed = touched(system, &served("users-1"), warm, &all);
        assert_eq!(warmed, ["db-2", "lb-1>db-2"]);
    }

    #[test]
    fn who_is_drawn_to_another_shard_is_served_what_others_bring() {
        let system = "
            users-1 -> web-1 web-2 -> cache-1
            web-1 -> db-1
            web-2 -> db-2
            db-1: shard=a
            db-2: shard=b
        ";
        let all = ["", "cache-1", "web-1>cache-1"];
        let warmed = touched(system, &served("users-1"), warm, &all);
        assert_eq!(warmed, [""]);
    }

    #[test]
    fn a_mirror_that_nobody_publishes_to_any_more_does_not_fill_the_other() {
        let system = "
            users-1 -> web-1 web-2
            web-1 -> queue-1 -> mail-1
            web-2 -> queue-2 -> mail-2
            queue-1 -> queue-2
            mail-1: service=mail
            mail-2: service=mail
            users-2 -> api-1
            api-1: service=api
        ";
        let all = ["", "mail-1", "mail-2", "queue-2>mail-2", "mail-2 queue-2"];
        let silent = |of: &Measured| touched(system, of, silence, &all);
        let stuck = ["mail-2", "queue-2>mail-2"];
        assert_eq!(silent(&served("users-1")), stuck);
        assert_eq!(silent(&delivered()), stuck);
        assert_eq!(silent(&served("users-2")), [""; 0]);
    }

    #[test]
    fn balancers_are_in_step_where_each_fails_a_part() {
        let system = "
            users-1 -> lb-1 -> web-1 web-2 -> lb-2 -> api-1 api-2
            web-2 -> ads-1
            users-2 -> lb-2
            api-1: service=api
            api-2: service=api
            ads-1: service=ads
            lb-1: health_check=off
            lb-2: health_check=off
        ";
        let all = [
            "",
            "api-1",
            "ads-1",
            "ads-1 api-1",
            "web-1 lb-2>api-2",
            "ads-1 lb-2",
        ];
        let in_step = |system: &str, of: &Measured| touched(system, of, step, &all);
        let both = ["ads-1 api-1", "web-1 lb-2>api-2"];
        assert_eq!(in_step(system, &served("users-1")), both);
        assert_eq!(in_step(system, &served("users-2")), [""; 0]);
        let checked = system.replace("lb-2: health_check=off", "");
        assert_eq!(in_step(&checked, &served("users-1")), [""; 0]);
    }
}
