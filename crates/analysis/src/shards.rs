//! Which services are sharded, and which combinations of shards a client's requests can have.

use std::collections::BTreeMap;

use super::classes::UNLABELLED_SHARD;
use topple_model::{Kind, Scenario, Service, Topology};

/// Combinations of shards that are looked at one by one for one client. Where there are more, as many are taken as
/// show every shard of every service.
pub const COMBINATIONS: usize = 256;

/// The sharded services, each with a slot.
pub(super) struct Sharded {
    slots: BTreeMap<String, usize>,
}

pub(super) struct Combinations {
    /// Of each combination, the set by slot.
    pub(super) shards: Vec<Vec<Option<usize>>>,
    /// Of each combination, the labels of its shards; empty where nothing is sharded.
    pub(super) labels: Vec<Vec<String>>,
    /// Services that only messages find sharded: the slot of each, and its sets.
    pub(super) beyond: Vec<(usize, Vec<usize>)>,
    /// Whether there are more than were taken.
    pub(super) cut: bool,
}

impl Sharded {
    pub(super) fn new(scenario: &Scenario, topology: &Topology) -> Self {
        let mut slots = BTreeMap::new();
        let several = |label: &str| {
            topology
                .sets
                .iter()
                .filter(|s| s.service == label)
                .nth(1)
                .is_some()
        };
        for set in &topology.sets {
            if !slots.contains_key(&set.service) && several(&set.service) {
                slots.insert(set.service.clone(), slots.len());
            }
        }
        debug_assert!(slots.len() <= scenario.components.len());
        Self { slots }
    }

    pub(super) fn slot(&self, service: &Service) -> Option<usize> {
        match service.kind {
            Kind::Database => self.slots.get(&service.label).copied(),
            Kind::Client
            | Kind::Dns
            | Kind::LoadBalancer
            | Kind::Server
            | Kind::Cache
            | Kind::Queue => None,
        }
    }

    pub(super) fn slot_of_set(&self, topology: &Topology, set: usize) -> Option<usize> {
        self.slots.get(&topology.sets[set].service).copied()
    }

    pub(super) fn combinations(&self, topology: &Topology, client: usize) -> Combinations {
        let nothing = vec![None; self.slots.len()];
        let whole = Combinations {
            shards: vec![nothing.clone()],
            labels: Vec::new(),
            beyond: Vec::new(),
            cut: false,
        };
        if self.slots.is_empty() {
            return whole;
        }
        let reached = topology.shards_called(client);
        let by_messages = topology.shards_reached(client);
        let beyond: Vec<(usize, Vec<usize>)> = by_messages
            .into_iter()
            .filter(|(label, _)| !reached.contains_key(label))
            .filter_map(|(label, sets)| Some((*self.slots.get(label)?, sets)))
            .collect();
        let services: Vec<(usize, &Vec<usize>)> = reached
            .iter()
            .filter_map(|(label, sets)| Some((*self.slots.get(*label)?, sets)))
            .collect();
        if services.is_empty() {
            return Combinations { beyond, ..whole };
        }
        let all = services
            .iter()
            .try_fold(1usize, |n, (_, sets)| n.checked_mul(sets.len()));
        let count = all.filter(|n| *n <= COMBINATIONS);
        let widest = services
            .iter()
            .map(|(_, sets)| sets.len())
            .max()
            .unwrap_or(1);
        let mut found = Combinations {
            shards: Vec::new(),
            labels: Vec::new(),
            beyond,
            cut: count.is_none(),
        };
        for n in 0..count.unwrap_or(widest) {
            let (mut shards, mut labels, mut rest) = (nothing.clone(), Vec::new(), n);
            // The last service turns fastest, so that names come out sorted.
            let mut picked = vec![0; services.len()];
            for (place, (_, sets)) in services.iter().enumerate().rev() {
                picked[place] = rest % sets.len();
                rest = if found.cut { n } else { rest / sets.len() };
            }
            for ((slot, sets), &pick) in services.iter().zip(&picked) {
                shards[*slot] = Some(sets[pick]);
                let label = topology.sets[sets[pick]].shard.clone();
                labels.push(label.unwrap_or_else(|| UNLABELLED_SHARD.to_owned()));
            }
            found.shards.push(shards);
            found.labels.push(labels);
        }
        found
    }
}
