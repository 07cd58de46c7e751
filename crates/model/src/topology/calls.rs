//! What calls what, and for which requests: groups of calls, deliveries, mirrors, shards that are reached.

use std::collections::BTreeMap;

use super::{Dependency, Need, ReplicaSet, Service, Topology};
use crate::link::LinkRole;
use crate::{Kind, On, Scenario, order};

impl Topology {
    /// What a server or a client with fixed addresses calls, grouped by service in the order first drawn. What a
    /// server looks up by name is apart from what it is linked to, and name servers that name the same service are
    /// asked for each other. (A client that asks name servers calls what they answer, and nothing here.)
    pub fn dependencies(&self, scenario: &Scenario, component: usize) -> Vec<Dependency> {
        let mut found: Vec<Dependency> = Vec::new();
        let asks = scenario.components[component].kind().row().asks();
        let out = self.out.get(component).map_or(&[][..], Vec::as_slice);
        for &link in out {
            let by_name = match self.roles[link] {
                Some(LinkRole::Calls) => false,
                Some(LinkRole::Resolves) if !asks => true,
                _ => continue,
            };
            let Some(to) = self.to(link) else { continue };
            let service = if by_name {
                self.named_by(scenario, to)
            } else if let Some(service) = self.services[to].clone() {
                service
            } else {
                continue;
            };
            let known = found
                .iter()
                .position(|d| d.by_name == by_name && d.service == service);
            let place = known.unwrap_or_else(|| {
                found.push(Dependency {
                    service,
                    by_name,
                    links: Vec::new(),
                    reads: Need::default(),
                    writes: Need::default(),
                });
                found.len() - 1
            });
            let group = &mut found[place];
            group.links.push(link);
            let required = self.is_required(scenario, link);
            for (need, writes) in [(&mut group.reads, false), (&mut group.writes, true)] {
                if self.on(scenario, link).covers(writes) {
                    need.links.push(link);
                    need.required |= required;
                }
            }
        }
        found
    }

    /// The service of a name server's first address; where it has none, one of its own.
    fn named_by(&self, scenario: &Scenario, name_server: usize) -> Service {
        let mut names = self.out_by(name_server, LinkRole::Names);
        names
            .find_map(|link| self.services[self.to(link)?].clone())
            .unwrap_or_else(|| Service {
                kind: Kind::Dns,
                label: scenario.components[name_server].id.to_string(),
            })
    }

    /// Whether a request fails without what this link leads to: as the link says, else unless that is a shortcut.
    pub fn is_required(&self, scenario: &Scenario, link: usize) -> bool {
        scenario.links[link].required.unwrap_or_else(|| {
            let service = self.to(link).and_then(|to| self.services[to].as_ref());
            service.is_none_or(|service| !service.kind.row().is_shortcut)
        })
    }

    /// Whether the call of this link is optional: whichever requests make it, none fails without what it leads to (another
    /// link there may say so), and that is no shortcut.
    pub fn is_optional(&self, scenario: &Scenario, link: usize) -> bool {
        let Some((from, _)) = self.ends[link].filter(|_| !self.is_required(scenario, link)) else {
            return false;
        };
        let groups = self.dependencies(scenario, from);
        groups.iter().any(|group| {
            let does_without = |need: &Need| !need.links.contains(&link) || !need.required;
            group.links.contains(&link)
                && !group.service.kind.row().is_shortcut
                && does_without(&group.reads)
                && does_without(&group.writes)
        })
    }

    /// Which requests make the call of this link: as it says, else all, and to a queue those that write.
    pub fn on(&self, scenario: &Scenario, link: usize) -> On {
        scenario.links[link].on.unwrap_or_else(|| {
            let to = self.to(link).map(|to| scenario.components[to].kind());
            if to.is_some_and(|kind| kind.row().keeps_messages()) {
                On::Writes
            } else {
                On::All
            }
        })
    }

    /// The services that a node of a queue delivers to, in the order first drawn, each with the links to it.
    pub fn deliveries(&self, queue: usize) -> Vec<(&Service, Vec<usize>)> {
        let mut found: Vec<(&Service, Vec<usize>)> = Vec::new();
        for link in self.out_by(queue, LinkRole::Delivers) {
            let Some(service) = self.to(link).and_then(|to| self.services[to].as_ref()) else {
                continue;
            };
            match found.iter_mut().find(|(known, _)| *known == service) {
                Some((_, links)) => links.push(link),
                None => found.push((service, vec![link])),
            }
        }
        found
    }

    /// A node of a queue and all that mirrors tie it to, directly or through one another, in the order drawn. Alone
    /// where nothing does.
    pub fn mirrors_of(&self, queue: usize) -> Vec<usize> {
        let mut found = vec![queue];
        let mut next = 0;
        while let Some(&node) = found.get(next) {
            next += 1;
            let tied = self.out[node].iter().chain(&self.into[node]);
            let tied = tied.filter(|link| self.roles[**link] == Some(LinkRole::Mirrors));
            for (a, b) in tied.filter_map(|link| self.ends[*link]) {
                let other = if a == node { b } else { a };
                if !found.contains(&other) {
                    found.push(other);
                }
            }
        }
        found.sort_unstable();
        found
    }

    /// The sharded services (more than one shard) whose databases this client's requests can reach as drawn, by
    /// service label, each with the sets that are its shards, sorted by shard label. Those that only a message reaches,
    /// which such a request publishes, count too.
    pub fn shards_reached(&self, client: usize) -> BTreeMap<&str, Vec<usize>> {
        self.shards_among(self.reached_from(client))
    }

    /// The same of the requests alone: no delivery counts.
    pub fn shards_called(&self, client: usize) -> BTreeMap<&str, Vec<usize>> {
        let mut called = vec![client];
        let mut seen = order::set_of([client]);
        let mut next = 0;
        while let Some(&component) = called.get(next) {
            next += 1;
            for &link in &self.out[component] {
                let is_call = !matches!(
                    self.roles[link],
                    Some(LinkRole::Delivers | LinkRole::Mirrors | LinkRole::Replicates)
                );
                called.extend(self.to(link).filter(|to| is_call && seen.insert(*to)));
            }
        }
        self.shards_among(called)
    }

    fn shards_among(
        &self,
        components: impl IntoIterator<Item = usize>,
    ) -> BTreeMap<&str, Vec<usize>> {
        let mut reached: BTreeMap<&str, BTreeMap<Option<&str>, usize>> = BTreeMap::new();
        for set in components.into_iter().filter_map(|c| self.set_of[c]) {
            let ReplicaSet { service, shard, .. } = &self.sets[set];
            let shards = reached.entry(service).or_default();
            shards.insert(shard.as_deref(), set);
        }
        reached.retain(|_, shards| shards.len() > 1);
        let lists = reached.into_iter();
        order::map_of(lists.map(|(service, sets)| (service, sets.into_values().collect())))
    }
}
