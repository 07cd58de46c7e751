//! The databases as they are in the run: of every replica set who takes writes, who takes over and when.

use super::Simulation;
use crate::engine::{DatabaseNow, RoleNow};
use crate::model::{ComponentId, Database, ReplicaSet, Role, Target};

/// A replica set in the run.
pub(super) struct Store<'a> {
    /// The set as drawn.
    pub set: &'a ReplicaSet,
    /// The node whose rules are those of the set.
    pub ruling: Option<&'a Database>,
    /// Its nodes, in the order drawn.
    pub nodes: Vec<Node<'a>>,
}

/// One node of a replica set in the run.
pub(super) struct Node<'a> {
    pub id: ComponentId,
    /// Its place among the components.
    pub place: usize,
    pub name: &'a str,
    /// Whether it is drawn as primary.
    pub drawn_primary: bool,
    pub lives: bool,
    pub now: DatabaseNow,
    /// Seconds until it is something else, where it soon will be.
    pub left_s: Option<f64>,
}

impl Node<'_> {
    /// Whether it takes writes.
    pub fn is_primary(&self) -> bool {
        match self.now.role {
            RoleNow::Primary | RoleNow::Promoted | RoleNow::StandingDown => true,
            RoleNow::NotPrimary
            | RoleNow::Noticing
            | RoleNow::BeingPromoted
            | RoleNow::CatchingUp
            | RoleNow::Standby
            | RoleNow::ReadReplica
            | RoleNow::Out
            | RoleNow::NoData => false,
        }
    }

    /// Whether it takes writes, or would if it lived or had a majority.
    pub fn has_the_title(&self) -> bool {
        self.is_primary() || self.now.role == RoleNow::NotPrimary
    }
}

impl Store<'_> {
    /// Those who take writes now.
    pub fn primaries(&self) -> impl Iterator<Item = &Node<'_>> {
        self.nodes.iter().filter(|node| node.is_primary())
    }

    /// Who takes over, and in how many seconds.
    pub fn heir(&self) -> Option<(&Node<'_>, f64)> {
        self.nodes
            .iter()
            .find_map(|node| Some((node, self.takes_over_in(node)?)))
    }

    /// In how many seconds it is primary, if it takes over.
    pub fn takes_over_in(&self, node: &Node<'_>) -> Option<f64> {
        match node.now.role {
            RoleNow::Noticing => {
                let promotion_s = self.ruling.map_or(0.0, |ruling| ruling.promote_s);
                Some(node.left_s? + promotion_s)
            }
            RoleNow::BeingPromoted => node.left_s,
            RoleNow::Primary
            | RoleNow::Promoted
            | RoleNow::StandingDown
            | RoleNow::NotPrimary
            | RoleNow::CatchingUp
            | RoleNow::Standby
            | RoleNow::ReadReplica
            | RoleNow::Out
            | RoleNow::NoData => None,
        }
    }
}

impl Simulation {
    /// All replica sets, in the order drawn.
    pub(super) fn stores(&self) -> Vec<Store<'_>> {
        let sets = self.sound.topology().sets.iter();
        sets.map(|set| self.store(set)).collect()
    }

    /// The replica set of a database.
    pub(super) fn store_of(&self, id: ComponentId) -> Option<Store<'_>> {
        let topology = self.sound.topology();
        let place = *topology.index.get(&id)?;
        let set = topology.set_of.get(place).copied().flatten()?;
        Some(self.store(topology.sets.get(set)?))
    }

    fn store<'a>(&'a self, set: &'a ReplicaSet) -> Store<'a> {
        let components = &self.sound.scenario().components;
        let nodes = set.nodes.iter().filter_map(|&place| self.node(place));
        Store {
            set,
            ruling: components.get(set.ruling).and_then(|c| c.database()),
            nodes: nodes.collect(),
        }
    }

    fn node(&self, place: usize) -> Option<Node<'_>> {
        let component = self.sound.scenario().components.get(place)?;
        let now = self.numbers(component.id)?.database?;
        let left = now.span.map(|(_, until)| until.since(self.run.now()));
        Some(Node {
            id: component.id,
            place,
            name: component.display_name(),
            drawn_primary: component.database()?.role == Role::Primary,
            lives: self.is_alive(Target::Component(component.id)),
            now,
            left_s: left.map(crate::engine::Micros::as_seconds),
        })
    }
}
