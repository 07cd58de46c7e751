//! What the databases come to: who takes over and when, who is primary since whose death, who waits for a person, which
//! side of a border has a primary, and who takes writes apart.

use crate::editor::simulation::Simulation;
use crate::editor::simulation::stores::{Node, Store};
use crate::editor::simulation::words::{names, seconds_left};
use crate::engine::RoleNow;
use crate::model::{ComponentId, Failover, RegionId};

/// How the role of a primary passes on.
pub(super) struct Succession {
    /// `db-2 takes over in 3 s`.
    pub clause: String,
    /// Whose death that tells of by itself.
    pub explains: Option<ComponentId>,
}

impl From<String> for Succession {
    fn from(clause: String) -> Self {
        Self {
            clause,
            explains: None,
        }
    }
}

impl Simulation {
    /// `db-1 and db-2 both take writes`, where they do and should not.
    pub(super) fn split_brain(&self) -> Option<String> {
        let stores = self.stores();
        let is_apart = |node: &&Node<'_>| node.now.split_writes.is_some();
        let mut apart = stores.iter().map(|store| {
            let apart: Vec<&Node<'_>> = store.nodes.iter().filter(is_apart).collect();
            apart
        });
        let apart = apart.find(|apart| apart.len() > 1)?;
        let primaries: Vec<&str> = apart.iter().map(|node| node.name).collect();
        let takes = |node: &&&Node<'_>| node.now.split_writes.is_some_and(|writes| writes > 0);
        let taking: Vec<&str> = apart.iter().filter(takes).map(|node| node.name).collect();
        if taking.len() < primaries.len() {
            let how = if primaries.len() == 2 { "both" } else { "all" };
            let so_far = match taking[..] {
                [] => "no write has come yet".to_owned(),
                [one] => format!("so far only {one} has taken writes"),
                _ => format!("so far only {} have taken writes", names(&taking)),
            };
            return Some(format!(
                "{} are {how} primary, and {so_far}",
                names(&primaries)
            ));
        }
        let writes = apart.iter().filter_map(|node| node.now.split_writes);
        let writes: Vec<String> = writes.map(|writes| writes.to_string()).collect();
        let writes: Vec<&str> = writes.iter().map(String::as_str).collect();
        let how = if primaries.len() == 2 { "both" } else { "all" };
        Some(format!(
            "{} {how} take writes, {} so far",
            names(&primaries),
            names(&writes)
        ))
    }

    /// What there is to say of who takes writes in a set; nothing where that is as drawn.
    pub(super) fn succession(&self, store: &Store<'_>) -> Option<Succession> {
        if let Some(clause) = under_way(store) {
            return Some(clause.into());
        }
        let primaries: Vec<&Node<'_>> = store.primaries().collect();
        if primaries.is_empty() {
            return without_primary(store).map(Succession::from);
        }
        let promoted: Vec<&Node<'_>> = primaries.into_iter().filter(|n| !n.drawn_primary).collect();
        let heir = promoted.first()?.name;
        let replaced = |node: &&Node<'_>| node.drawn_primary && !node.has_the_title();
        let old = store.nodes.iter().find(replaced)?;
        if !old.lives {
            return Some(Succession {
                clause: format!("{heir} is primary since {} died", old.name),
                explains: self.has_its_own_fault(old.id).then_some(old.id),
            });
        }
        let clause = match (old.now.role, old.now.follows) {
            (RoleNow::Out, _) => format!("{heir} is primary, and {} stays out", old.name),
            (_, Some(_)) => format!("{heir} is primary, and {} stands by", old.name),
            (_, None) => format!("{heir} is primary in place of {}", old.name),
        };
        Some(clause.into())
    }

    fn has_its_own_fault(&self, id: ComponentId) -> bool {
        self.faults.killed.contains(&id) || self.faults.crashed.contains(&id)
    }

    /// Which regions are cut off, and who is without a primary for it.
    pub(super) fn borders(&self, stores: &[Store<'_>]) -> Vec<String> {
        let isolated = self.faults.isolated.iter();
        let there = isolated.filter(|region| self.sound.region(**region).is_some());
        there.map(|&region| self.border(region, stores)).collect()
    }

    fn border(&self, region: RegionId, stores: &[Store<'_>]) -> String {
        let name = self.region_name(region);
        let mut writes = stores.iter().filter_map(|store| self.lacks(region, store));
        match writes.next() {
            Some(lack) => format!("{name} is cut off from the rest; {lack}"),
            None => format!("{name} is cut off from the rest"),
        }
    }

    /// Who has no primary on its side of a border.
    fn lacks(&self, region: RegionId, store: &Store<'_>) -> Option<String> {
        let topology = self.sound.topology();
        let inside = |place: usize| {
            let mut around = topology.regions(place).iter();
            around.any(|&r| self.sound.scenario().regions[r].id == region)
        };
        let callers = store
            .nodes
            .iter()
            .filter_map(|node| topology.into.get(node.place));
        let callers = callers.flatten().filter_map(|&link| topology.ends[link]);
        let callers: Vec<usize> = callers
            .map(|(from, _)| from)
            .filter(|from| !store.nodes.iter().any(|node| node.place == *from))
            .collect();
        let writes_on = |side: bool| store.primaries().any(|node| inside(node.place) == side);
        // Where no client is on a side, nothing is asked for there.
        let components = self.sound.scenario().components.iter().enumerate();
        let clients = components.filter(|(_, c)| c.kind().row().asks());
        let clients: Vec<usize> = clients.map(|(place, _)| place).collect();
        let is_on = |places: &[usize], side: bool| places.iter().any(|&p| inside(p) == side);
        let asks_on = |side: bool| is_on(&clients, side) && is_on(&callers, side);
        if asks_on(true) && !writes_on(true) {
            let why = match store.set.failover {
                Failover::Quorum => "no majority there",
                Failover::Automatic | Failover::Manual => "no primary there",
            };
            return Some(format!("its writes fail: {why}"));
        }
        (asks_on(false) && !writes_on(false))
            .then(|| "the rest has no primary to write to".to_owned())
    }
}

/// Whose role changes soon.
fn under_way(store: &Store<'_>) -> Option<String> {
    if let Some((heir, left_s)) = store.heir() {
        let left = seconds_left(left_s);
        return Some(format!("{} takes over in {left}", heir.name));
    }
    store.nodes.iter().find_map(|node| {
        let left = seconds_left(node.left_s?);
        match node.now.role {
            RoleNow::StandingDown => Some(format!(
                "{} has no majority, and stops taking writes in {left}",
                node.name
            )),
            RoleNow::CatchingUp => Some(format!("{} takes its role back in {left}", node.name)),
            RoleNow::Primary
            | RoleNow::Promoted
            | RoleNow::NotPrimary
            | RoleNow::Noticing
            | RoleNow::BeingPromoted
            | RoleNow::Standby
            | RoleNow::ReadReplica
            | RoleNow::Out
            | RoleNow::NoData => None,
        }
    })
}

/// Why nobody takes writes, and who could change that.
fn without_primary(store: &Store<'_>) -> Option<String> {
    let has_data = |node: &&Node<'_>| node.lives && node.now.role != RoleNow::NoData;
    let first = store.nodes.iter().find(has_data)?;
    let ruling = store.nodes.iter().find(|n| n.place == store.set.ruling)?;
    Some(match store.set.failover {
        Failover::Manual => format!("{} waits for a person to promote it", first.name),
        Failover::Quorum => {
            let all: Vec<&str> = store.nodes.iter().map(|node| node.name).collect();
            format!(
                "no majority of {} is left, so no node takes writes",
                names(&all)
            )
        }
        Failover::Automatic => format!("no node can take over from {}", ruling.name),
    })
}
