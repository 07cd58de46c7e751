//! What caches take off: which nodes share the keys, and what share of the reads they answer.

use super::load::{Load, Share};
use crate::analysis::choices::Pick;
use crate::analysis::classes::Operation;
use crate::analysis::plan::{Check, Group, Member, Part};
use crate::model::{Kind, Settings};

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
        for part in self.shares(&pool.members, pool.slot, pool.check, environment) {
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
            matches!(self.plan.parts[m.to], Part::Cache) && self.state.connects(m, Operation::Read)
        };
        let mut nodes: Vec<usize> = group.members.iter().filter(alive).map(|m| m.to).collect();
        nodes.sort_unstable();
        nodes
    }

    /// Finds what each cache hits at the rates of this round; how many caches had to be looked at.
    pub(super) fn find_hits(&mut self) -> usize {
        self.hits.clear();
        let mut together: Vec<Vec<usize>> = Vec::new();
        for part in &self.plan.parts {
            match part {
                Part::Server { groups } => {
                    let caches = groups
                        .iter()
                        .filter(|group| group.service.kind == Kind::Cache);
                    together.extend(caches.map(|group| self.direct(group)));
                }
                Part::Balancer(pool) => {
                    let members = pool.members.iter().map(|m| m.to);
                    together.extend(
                        members
                            .filter(|&to| matches!(self.plan.parts[to], Part::Cache))
                            .map(|to| vec![to]),
                    );
                }
                Part::Client(_) | Part::Dns { .. } | Part::Database | Part::Cache => {}
            }
        }
        for nodes in together.into_iter().filter(|nodes| !nodes.is_empty()) {
            if !self.hits.contains_key(&nodes) {
                let hits = self.hits_of(&nodes);
                self.hits.insert(nodes, hits);
            }
        }
        self.hits.len()
    }

    fn hits_of(&self, nodes: &[usize]) -> f64 {
        let (mut places, mut ttl_s) = (0.0, f64::INFINITY);
        for &node in nodes {
            if let Settings::Cache(cache) = &self.plan.scenario.components[node].settings {
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
        self.popularity
            .hits(places, rate(Operation::Read), rate(Operation::Write), ttl_s)
    }
}
