//! What caches take off: which nodes share the keys, and what share of the reads they answer.

use std::collections::BTreeSet;

use super::load::{Load, Share};
use crate::choices::Pick;
use crate::classes::Operation;
use crate::plan::{Check, Group, Member, Part};

/// What finding a hit share that was not known costs, in looks at parts.
const NEW_HITS: usize = 100;

impl Load {
    /// The share of a server's reads that a cache group answers.
    pub(super) fn group_hits(&self, group: &Group, environment: usize) -> f64 {
        if self.plan.environments[environment].operation == Operation::Write {
            return 0.0;
        }
        let shares = self.shares(&group.members, group.slot, Check::Off, environment);
        let direct = self.direct(group);
        let of = |part: &Share| {
            if let Part::Cache = self.plan.parts[part.member.to] {
                self.hits.get(&direct).copied().unwrap_or(0.0)
            } else {
                self.pool_hits(part.member.to, environment)
            }
        };
        shares.iter().map(|part| part.share * of(part)).sum()
    }

    fn pool_hits(&self, balancer: usize, environment: usize) -> f64 {
        let Part::Balancer(pool) = &self.plan.parts[balancer] else {
            return 0.0;
        };
        let mut pick = Pick::default();
        for part in self.shares(&pool.members, None, pool.check, environment) {
            let to = part.member.to;
            let hits = match &self.plan.parts[to] {
                Part::Cache => self.hits.get(&vec![to]).copied().unwrap_or(0.0),
                _ => self.pool_hits(to, environment),
            };
            pick.add(part.share, hits);
        }
        pick.chance()
    }

    /// The live cache nodes that share the keys of a group: those it is linked to directly.
    fn direct(&self, group: &Group) -> Vec<usize> {
        let alive = |m: &&Member| {
            matches!(self.plan.parts[m.to], Part::Cache)
                && self.plan.connects(&self.state, m, Operation::Read)
        };
        let mut nodes: Vec<usize> = group.members.iter().filter(alive).map(|m| m.to).collect();
        nodes.sort_unstable();
        nodes
    }

    /// Finds which caches share keys: those that a server is linked to directly, and each one behind a balancer.
    pub(super) fn find_together(&mut self) {
        let mut together: BTreeSet<Vec<usize>> = BTreeSet::new();
        for part in &self.plan.parts {
            match part {
                Part::Server { groups } => {
                    let called = [Operation::Read, Operation::Write].map(|o| groups.of(o));
                    let called = called.into_iter().flatten();
                    let caches = called.filter(|group| group.service.kind.row().is_shortcut);
                    together.extend(caches.map(|group| self.direct(group)));
                }
                Part::Balancer(pool) => {
                    let members = pool.members.iter().map(|m| m.to);
                    let caches = members.filter(|&to| matches!(self.plan.parts[to], Part::Cache));
                    together.extend(caches.map(|to| vec![to]));
                }
                Part::Client(_)
                | Part::Dns { .. }
                | Part::Database
                | Part::Cache
                | Part::Queue(_) => {}
            }
        }
        together.remove(&Vec::new());
        self.together = together.into_iter().collect();
    }

    /// Finds what one group of caches hits at the rates of this round; how much there was to look at.
    pub(super) fn find_hits(&mut self, place: usize) -> usize {
        let nodes = self.together[place].clone();
        let (hits, looks) = self.hits_of(&nodes);
        self.hits.insert(nodes, hits);
        looks
    }

    fn hits_of(&self, nodes: &[usize]) -> (f64, usize) {
        let (mut places, mut ttl_s) = (0.0, f64::INFINITY);
        for &node in nodes {
            if let Some(cache) = self.plan.scenario().components[node].cache() {
                places += f64::from(cache.capacity_keys);
                ttl_s = ttl_s.min(cache.ttl_s);
            }
        }
        let rate = |operation: Operation| -> f64 {
            let environments = self.plan.environments.iter().enumerate();
            let of_operation = environments.filter(|(_, e)| e.operation == operation);
            of_operation
                .flat_map(|(e, _)| nodes.iter().map(move |&node| (node, e)))
                .map(|(node, e)| self.rps[self.place(node, e)])
                .sum()
        };
        let known = self.popularity.known();
        let rates = (rate(Operation::Read), rate(Operation::Write));
        let hits = self.popularity.hits(places, rates.0, rates.1, ttl_s);
        let looks = if self.popularity.known() > known {
            NEW_HITS
        } else {
            1
        };
        (hits, looks)
    }
}
