//! The path to the node that answers: whom the links of one caller into a replica set can lead to.

use std::collections::BTreeMap;

use super::borders::Borders;
use topple_model::link::LinkRole;
use topple_model::{Role, Scenario, Topology, order};

/// All links of one caller to the primaries and standbys, as drawn, of one replica set.
#[derive(Clone, Debug)]
pub(super) struct Endpoint {
    pub(super) caller: usize,
    pub(super) set: usize,
    /// The links, in the order drawn.
    pub(super) links: Vec<usize>,
    /// All nodes of the set that the caller is linked to, read replicas among them, each with the link; sorted.
    drawn: Vec<(usize, usize)>,
}

impl Endpoint {
    /// Of every caller and every set that it is linked to.
    pub(super) fn all(scenario: &Scenario, topology: &Topology) -> BTreeMap<(usize, usize), Self> {
        let mut found: BTreeMap<(usize, usize), Self> = BTreeMap::new();
        for (link, ends) in topology.ends.iter().enumerate() {
            let (Some((caller, node)), Some(LinkRole::Calls)) = (*ends, topology.roles[link])
            else {
                continue;
            };
            let database = scenario.components[node].database();
            let Some((database, set)) = database.zip(topology.set_of[node]) else {
                continue;
            };
            let endpoint = found.entry((caller, set)).or_insert_with(|| Self {
                caller,
                set,
                links: Vec::new(),
                drawn: Vec::new(),
            });
            endpoint.drawn.push((node, link));
            match database.role {
                Role::Primary | Role::Standby => endpoint.links.push(link),
                Role::ReadReplica => {}
            }
        }
        found.retain(|_, endpoint| !endpoint.links.is_empty());
        for endpoint in found.values_mut() {
            order::sort(&mut endpoint.drawn);
        }
        found
    }

    /// The link from the caller to this node, if one is drawn.
    pub(super) fn link_to(&self, node: usize) -> Option<usize> {
        let place = self.drawn.binary_search_by_key(&node, |(node, _)| *node);
        place.ok().map(|place| self.drawn[place].1)
    }

    /// Whether this acting primary, which is alive, is in reach of the caller.
    pub(super) fn reaches(&self, node: usize, cut: &[bool], borders: &Borders) -> bool {
        let is_open = |link: &usize| !cut[*link];
        !borders.part(self.caller, node)
            && match self.link_to(node) {
                Some(link) => is_open(&link),
                None => self.links.iter().any(is_open),
            }
    }
}
