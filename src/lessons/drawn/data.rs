//! Goals about databases: who takes writes, who has copies, and how the data is split.

use std::collections::{BTreeMap, BTreeSet};

use super::{Drawn, Told, is};
use crate::model::link::LinkRole;
use crate::model::{Failover, Kind, Role};

impl Drawn<'_> {
    fn role(&self, node: usize) -> Option<Role> {
        self.database(node).map(|d| d.role)
    }

    pub(super) fn primaries(&self, count: usize) -> Told {
        let sets = self.topology.sets.iter();
        let primaries = sets.map(|set| {
            let nodes = set.nodes.iter().filter(|n| self.used.contains(n));
            nodes
                .filter(|n| self.role(**n) == Some(Role::Primary))
                .count()
        });
        let most = primaries.max().unwrap_or(0);
        is(most >= count, || match most {
            0 => "Users reach no primary.".to_owned(),
            1 => "Only one database takes writes to this data.".to_owned(),
            n => format!("{n} databases take writes to this data."),
        })
    }

    pub(super) fn standby(&self) -> Told {
        let sets = self.topology.sets.iter();
        let used = sets.filter(|set| set.nodes.iter().any(|n| self.used.contains(n)));
        for set in used {
            let primaries: Vec<_> = set
                .nodes
                .iter()
                .filter(|n| self.role(**n) == Some(Role::Primary))
                .collect();
            if let [first, second, ..] = primaries[..] {
                return Err(format!(
                    "{} and {} both take writes: neither stands by.",
                    self.name(*first),
                    self.name(*second)
                ));
            }
            let waits = |n: &usize| {
                let database = self.database(*n);
                self.topology.is_fed[*n]
                    && database.is_some_and(|d| match d.role {
                        Role::Primary => false,
                        Role::Standby => true,
                        Role::ReadReplica => d.promotable,
                    })
            };
            if !set.nodes.iter().any(waits) {
                return Err("No standby gets the writes of the primary.".to_owned());
            }
        }
        self.at_least(1, Kind::Database)
    }

    pub(super) fn read_replica(&self) -> Told {
        let replicas = |n: &usize| self.role(*n) == Some(Role::ReadReplica);
        let answers = |node: usize| {
            let mut calls = self.links(LinkRole::Calls);
            self.topology.is_fed[node]
                && calls.any(|(from, to)| to == node && self.used.contains(&from))
        };
        let mut all = self.all(Kind::Database).filter(replicas).peekable();
        let Some(&first) = all.peek() else {
            return Err("No database is a read replica.".to_owned());
        };
        is(all.any(answers), || {
            let name = self.name(first);
            if self.topology.is_fed[first] {
                format!("No server reads from {name}.")
            } else {
                format!("{name} gets no writes from the primary: it has no data.")
            }
        })
    }

    /// Whether the data of each service and shard has a copy, and no database holds data that the others do not get.
    pub(super) fn replicated(&self) -> Told {
        let topology = &self.topology;
        let is_witness = |node: usize, failover| {
            failover == Failover::Quorum && self.role(node) != Some(Role::ReadReplica)
        };
        for set in &topology.sets {
            let name = |n: Option<&usize>| n.map_or("It", |n| self.name(*n)).to_owned();
            if set.is_of_its_own {
                let name = name(set.nodes.first());
                return Err(format!(
                    "{name} holds data of its own: no replication link connects it to the others."
                ));
            }
            let lacks = |n: &&usize| !topology.is_fed[**n] && !is_witness(**n, set.failover);
            if let Some(node) = set.nodes.iter().find(lacks) {
                let name = self.name(*node);
                return Err(format!(
                    "{name} has no data: no replication link leads to it from the primary."
                ));
            }
            if set.nodes.iter().filter(|n| topology.is_fed[**n]).count() < 2 {
                let name = name(set.nodes.first());
                return Err(format!("The data of {name} has no copy."));
            }
        }
        is(!topology.sets.is_empty(), || {
            "There is no database.".to_owned()
        })
    }

    pub(super) fn shards(&self, count: usize) -> Told {
        let mut labels: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for set in &self.topology.sets {
            if let Some(shard) = &set.shard
                && set.nodes.iter().any(|n| self.used.contains(n))
            {
                labels.entry(&set.service).or_default().insert(shard);
            }
        }
        let most = labels.values().map(BTreeSet::len).max().unwrap_or(0);
        is(most >= count, || match most {
            0 => "The data is not split: no database in use has a shard label.".to_owned(),
            1 => "All of the data is in one shard.".to_owned(),
            n => format!("The data is split over {n} shards."),
        })
    }
}
