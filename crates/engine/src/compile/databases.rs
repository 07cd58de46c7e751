//! From a scenario to a world: databases, their sets, and who is linked to them.

use super::super::Micros;
use super::super::calls::BY_NAME;
use super::super::random::{hash_of, mix};
use super::super::world::{Channel, DatabasePlan, EndpointPlan, SetPlan, World};
use super::Compiler;
use topple_model::{Database, Replication, Topology};

/// What asynchronous replication lags behind beside its link's latency: tens of milliseconds to seconds in practice.
const REPLICATION_LAG: Micros = Micros(100_000);

impl Compiler<'_> {
    pub fn database(&mut self, part: usize, database: &Database) -> usize {
        let set = self.topology.set_of[part].expect("every database belongs to a set");
        let (service, shard) = self.topology.drawn_set(part);
        let label = service.map_or(0, |s| hash_of(&s.label));
        self.world.databases.push(DatabasePlan {
            part: part as u32,
            set: set as u32,
            place: place_in(self.topology, set, part),
            role: database.role,
            promotable: database.promotable,
            workers: database.workers,
            read_us: database.read_ms * 1e3,
            write_us: database.write_ms * 1e3,
            label: mix(label ^ shard.map_or(0, hash_of)),
            is_fed: self.topology.is_fed[part],
            tie: part as u32,
        });
        self.world.databases.len()
    }

    /// The endpoint of a set that a link leads to, by its caller.
    pub fn endpoint(&mut self, caller: usize, set: usize, link: usize) -> u32 {
        let known = self.endpoints.get(&(caller, set)).copied();
        let place = known.unwrap_or_else(|| {
            let mut paths = vec![BY_NAME; self.topology.sets[set].nodes.len()];
            for link in self.topology.calls(caller) {
                let to = self.topology.to(link);
                let to = to.filter(|to| self.topology.set_of[*to] == Some(set));
                let is_node = |to: &usize| self.scenario.components[*to].database().is_some();
                if let Some(to) = to.filter(is_node) {
                    paths[place_in(self.topology, set, to) as usize] = link as u32;
                }
            }
            self.world.endpoints.push(EndpointPlan {
                caller: caller as u32,
                set: set as u32,
                links: Vec::new(),
                paths,
            });
            self.world.endpoints.len() as u32 - 1
        });
        self.endpoints.insert((caller, set), place);
        let links = &mut self.world.endpoints[place as usize].links;
        links.push(link as u32);
        place
    }

    /// Of each member of a pool of databases, which of its stores it belongs to; and the set of each store.
    pub fn stores(&self, balancer: usize, members: &[u32]) -> (Vec<u16>, Vec<Option<u32>>) {
        if self.topology.set_of[balancer].is_none() {
            return (vec![0; members.len()], vec![None]);
        }
        let stores = self.topology.stores_of_pool(balancer);
        let store_of = |member: &u32| {
            let is_in = |links: &Vec<usize>| links.contains(&(*member as usize));
            stores.iter().position(is_in).unwrap_or(0) as u16
        };
        let of_members = members.iter().map(store_of).collect();
        let set_of = |links: &Vec<usize>| {
            let member = self.topology.to(*links.first()?)?;
            self.topology.set_of[member].map(|set| set as u32)
        };
        (of_members, stores.iter().map(set_of).collect())
    }

    pub fn sets(&mut self) {
        for (number, set) in self.topology.sets.iter().enumerate() {
            let rules = self.scenario.components[set.ruling].database();
            let (detect_s, promote_s) = rules.map_or((0.0, 0.0), |d| (d.detect_s, d.promote_s));
            let channel = |&link: &usize| {
                let (from, to) = self.topology.ends[link]?;
                let sync = self.scenario.links[link].mode == Replication::Sync;
                let lag = if sync { Micros::ZERO } else { REPLICATION_LAG };
                let place = |node| place_in(self.topology, number, node);
                Some(Channel {
                    link: link as u32,
                    ends: [place(from), place(to)],
                    lag: self.world.links[link].latency.span + lag,
                    sync,
                })
            };
            let channels: Vec<Channel> = set.channels.iter().filter_map(channel).collect();
            let mut channels_of = vec![Vec::new(); set.nodes.len()];
            for (i, channel) in (0..).zip(&channels) {
                for end in channel.ends {
                    channels_of[end as usize].push(i);
                }
            }
            self.world.sets.push(SetPlan {
                name: mix(hash_of(&set.service) ^ set.shard.as_deref().map_or(0, hash_of)),
                nodes: set.nodes.iter().map(|n| *n as u32).collect(),
                failover: set.failover,
                failback: set.failback,
                detect: Micros::from_seconds(detect_s),
                promote: Micros::from_seconds(promote_s),
                channels,
                channels_of,
            });
        }
        self.ties();
    }

    /// Numbers what channels tie together by the first node of it.
    fn ties(&mut self) {
        let World {
            sets,
            parts,
            databases,
            ..
        } = &mut self.world;
        for set in sets {
            let slot = |place: u32| parts[set.nodes[place as usize] as usize].slot as usize;
            let mut is_done = false;
            while !is_done {
                is_done = true;
                for [a, b] in set.channels.iter().map(|c| c.ends.map(slot)) {
                    let (one, other) = (databases[a].tie, databases[b].tie);
                    databases[a].tie = one.min(other);
                    databases[b].tie = one.min(other);
                    is_done &= one == other;
                }
            }
        }
    }
}

/// The place of a node in its set.
fn place_in(topology: &Topology, set: usize, node: usize) -> u32 {
    topology.sets[set].nodes.binary_search(&node).unwrap_or(0) as u32
}
