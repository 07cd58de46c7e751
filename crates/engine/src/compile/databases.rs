//! From a scenario to a world: databases, their sets, and whom their writes reach.

use super::super::Micros;
use super::super::random::{hash_of, mix};
use super::super::world::{DatabasePlan, ReplicaPlan, SetPlan};
use super::Compiler;
use topple_model::link::LinkRole;
use topple_model::{Database, Replication, Role};

/// What asynchronous replication lags behind beside its link's latency: tens of milliseconds to seconds in practice.
const REPLICATION_LAG: Micros = Micros(100_000);

/// Replicas of replicas of replicas: deeper chains are not followed when lost writes are counted.
const REPLICATION_DEPTH: usize = 3;

impl Compiler<'_> {
    pub fn database(&mut self, part: usize, database: &Database) -> usize {
        let set = self.topology.set_of[part].expect("every database belongs to a set") as u32;
        self.world.databases.push(DatabasePlan {
            part: part as u32,
            set,
            role: database.role,
            promotable: database.promotable,
            workers: database.workers,
            read_us: database.read_ms * 1e3,
            write_us: database.write_ms * 1e3,
            replicas: self.replicas_of(part),
            has_data: self.topology.into[part]
                .iter()
                .any(|&link| self.topology.roles[link] == Some(LinkRole::Replicates)),
        });
        self.world.databases.len()
    }

    /// Whom the writes of a node reach, nearest first; each once.
    pub fn replicas_of(&self, part: usize) -> Vec<ReplicaPlan> {
        let mut found: Vec<ReplicaPlan> = Vec::new();
        let mut front = vec![(part, Vec::new(), Micros::ZERO, true)];
        for _ in 0..REPLICATION_DEPTH {
            let mut next = Vec::new();
            for (at, path, lag, sync) in front {
                for link in self.topology.out_by(at, LinkRole::Replicates) {
                    let Some(to) = self.topology.to(link) else {
                        continue;
                    };
                    if to == part || found.iter().any(|r| r.part as usize == to) {
                        continue;
                    }
                    let mut path: Vec<u32> = path.clone();
                    path.push(link as u32);
                    let latency = self.world.links[link].latency.span;
                    let is_sync = self.scenario.links[link].mode == Replication::Sync;
                    let lag = lag
                        + latency
                        + if is_sync {
                            Micros::ZERO
                        } else {
                            REPLICATION_LAG
                        };
                    let sync = sync && is_sync;
                    found.push(ReplicaPlan {
                        part: to as u32,
                        path: path.clone(),
                        lag,
                        sync,
                    });
                    next.push((to, path, lag, sync));
                }
            }
            front = next;
        }
        found
    }

    pub fn sets(&mut self) {
        for set in &self.topology.sets {
            let database = |node: &usize| self.scenario.components[*node].database();
            let drawn_primary =
                |node: &&usize| database(node).is_some_and(|d| d.role == Role::Primary);
            let ruling = set
                .nodes
                .iter()
                .find(drawn_primary)
                .or_else(|| set.nodes.first());
            let (detect_s, promote_s) = ruling
                .and_then(database)
                .map_or((0.0, 0.0), |d| (d.detect_s, d.promote_s));
            self.world.sets.push(SetPlan {
                name: mix(hash_of(&set.service) ^ set.shard.as_deref().map_or(0, hash_of)),
                nodes: set.nodes.iter().map(|n| *n as u32).collect(),
                failover: set.failover,
                detect: Micros::from_seconds(detect_s),
                promote: Micros::from_seconds(promote_s),
                links: Vec::new(),
            });
        }
        for link in 0..self.scenario.links.len() {
            let replicates = self.topology.roles[link] == Some(LinkRole::Replicates);
            let to = self.topology.to(link).filter(|_| replicates);
            if let Some(set) = to.and_then(|to| self.topology.set_of[to]) {
                self.world.sets[set].links.push(link as u32);
            }
        }
    }
}
