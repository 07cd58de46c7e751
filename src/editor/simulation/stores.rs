//! The databases as they are in the run: of every replica set who takes writes, who takes over and when.

use super::Simulation;
use crate::engine::RoleNow;
use crate::model::{Component, ComponentId, ReplicaSet, Role, Roles, Target};

/// A replica set in the run.
pub(super) struct Store<'a> {
    /// The set as drawn.
    pub set: &'a ReplicaSet,
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
    /// Whether it may be promoted.
    pub may_follow: bool,
    pub lives: bool,
    /// Whether it takes writes, or would if it lived.
    pub acts: bool,
    /// Whether it takes over; if so, in how many seconds, where that is known.
    pub takes_over: Option<Option<f64>>,
}

impl Node<'_> {
    fn is_promoted(&self) -> bool {
        self.acts && !self.drawn_primary
    }
}

impl Store<'_> {
    /// Those who take writes now.
    pub fn primaries(&self) -> impl Iterator<Item = &Node<'_>> {
        self.nodes.iter().filter(|node| node.acts && node.lives)
    }

    /// Who takes over.
    pub fn heir(&self) -> Option<&Node<'_>> {
        self.nodes.iter().find(|node| node.takes_over.is_some())
    }

    /// Whether primaries that were not drawn so together take writes: neither knows what the other takes.
    pub fn is_split(&self) -> bool {
        self.primaries().count() > 1 && self.primaries().any(Node::is_promoted)
    }
}

impl Simulation {
    /// The replica sets that can fail over, or that have: those of more than one node.
    pub(super) fn stores(&self) -> Vec<Store<'_>> {
        let sets = self.sound.topology().sets.iter();
        sets.map(|set| Store {
            set,
            nodes: set
                .nodes
                .iter()
                .filter_map(|&place| self.node(place))
                .collect(),
        })
        .collect()
    }

    /// Who acts as primary now, where that is not as drawn.
    pub(super) fn roles_now(&self) -> Roles {
        let stores = self.stores();
        let moved = stores
            .iter()
            .filter(|store| store.nodes.iter().any(Node::is_promoted));
        let acting = moved.flat_map(|store| store.nodes.iter().filter(|node| node.acts));
        Roles {
            primaries: acting.map(|node| node.id).collect(),
            ..Roles::default()
        }
    }

    fn node(&self, place: usize) -> Option<Node<'_>> {
        let component: &Component = self.sound.scenario().components.get(place)?;
        let role = self.numbers(component.id)?.role_now?;
        let database = component.database()?;
        let fed = self.sound.topology().is_fed.get(place) == Some(&true);
        Some(Node {
            id: component.id,
            place,
            name: component.display_name(),
            drawn_primary: database.role == Role::Primary,
            may_follow: fed && (database.role != Role::ReadReplica || database.promotable),
            lives: self.is_alive(Target::Component(component.id)),
            acts: matches!(role, RoleNow::Primary | RoleNow::Promoted),
            takes_over: (role == RoleNow::BeingPromoted).then_some(None),
        })
    }
}
