//! Standbys, failover, replicas.

mod stores;
mod votes;

use std::rc::Rc;

use super::draft::{Draft, Ground};
use super::{Candidate, Change};
use crate::failed::Failed;
use topple_model::{
    Component, ComponentId, Database, Failover, Link, Point, ReplicaSet, Role, Scenario, Target,
    Topology,
};

/// Candidates for a database, or for a link to one.
pub(super) fn candidates(ground: &Rc<Ground>, element: Target) -> Vec<Candidate> {
    let (id, link) = match element {
        Target::Component(id) => (id, None),
        Target::Link(link) => (link.to, Some(link)),
        Target::Region(region) => return votes::elsewhere(ground, region),
        Target::Group(_) | Target::Note(_) => return Vec::new(),
    };
    let (scenario, topology) = (ground.scenario(), ground.topology());
    let Some(&place) = topology.index.get(&id) else {
        return Vec::new();
    };
    let component = &scenario.components[place];
    let (Some(database), Some(set)) = (component.database(), topology.set_of[place]) else {
        return Vec::new();
    };
    let set = Set {
        ground,
        scenario,
        failed: &ground.base.failed,
        drawn: &topology.sets[set],
        node: component,
    };
    let mut found = stores::tie_in(ground, place);
    let automatic = set.automatic();
    let is_quorum = set.drawn.failover == Failover::Quorum;
    let (first, last) = if is_quorum {
        // A majority is there for a reason: without it both sides of a partition may write.
        (None, automatic)
    } else {
        (automatic, None)
    };
    found.extend(first);
    found.extend(set.feed_or_promote());
    found.push(set.standby());
    found.extend(set.witness());
    if database.role == Role::ReadReplica {
        found.extend(set.another_replica());
    } else {
        found.extend(set.read_replicas(topology, 1));
    }
    if let Some(link) = link {
        found.extend(set.second_link(link.from));
        let mut candidate = set.standby();
        if let Change::AddStandbys { linked_from, .. } = &mut candidate.id.change {
            *linked_from = Some(link.from);
        }
        if let Some(added) = candidate.draft.scenario.components.last().map(|c| c.id) {
            candidate.draft.link(Link::new(link.from, added));
        }
        found.push(candidate);
    }
    found.extend(last);
    found
}

/// So many read replicas more, that all who call the set may read from.
pub(super) fn more_replicas(
    ground: &Rc<Ground>,
    node: ComponentId,
    count: usize,
) -> Option<Candidate> {
    let (scenario, topology) = (ground.scenario(), ground.topology());
    let &place = topology.index.get(&node)?;
    let set = Set {
        ground,
        scenario,
        failed: &ground.base.failed,
        drawn: &topology.sets[topology.set_of[place]?],
        node: &scenario.components[place],
    };
    set.read_replicas(topology, count)
}

struct Set<'a> {
    ground: &'a Rc<Ground>,
    scenario: &'a Scenario,
    failed: &'a Failed,
    drawn: &'a ReplicaSet,
    /// The node that has the verdict.
    node: &'a Component,
}

impl<'a> Set<'a> {
    fn nodes(&self) -> impl Iterator<Item = (&'a Component, &'a Database)> {
        let nodes = self
            .drawn
            .nodes
            .iter()
            .map(|&n| &self.scenario.components[n]);
        nodes.filter_map(|c| c.database().map(|d| (c, d)))
    }

    /// The node whose rule counts.
    fn ruling(&self) -> Option<ComponentId> {
        let first_primary = self.nodes().find(|(_, d)| d.role == Role::Primary);
        first_primary
            .or_else(|| self.nodes().next())
            .map(|(c, _)| c.id)
    }

    fn is_dead(&self, component: &Component) -> bool {
        let plan = &self.ground.base.plan;
        let region_dead = |region| plan.region_is_dead(region, self.failed);
        component.region.is_some_and(region_dead) || self.failed.components.contains(&component.id)
    }

    fn set_failover(&self, draft: &mut Draft, failover: Failover) {
        let Some(ruling) = self.ruling() else { return };
        draft.change(ruling, |component| {
            if let Some(database) = component.database_mut() {
                database.failover = failover;
            }
        });
    }

    fn automatic(&self) -> Option<Candidate> {
        if self.drawn.failover == Failover::Automatic {
            return None;
        }
        let mut draft = Draft::new(self.ground);
        self.set_failover(&mut draft, Failover::Automatic);
        let change = Change::AutomaticFailover(self.node.id);
        Some(Candidate::new(change, draft))
    }

    /// Replication to all that are there and could take over; where there is no standby, replicas that may.
    fn feed_or_promote(&self) -> Option<Candidate> {
        let mut draft = Draft::new(self.ground);
        // Who has no data comes first: nothing else keeps it from taking over.
        let heir = |role| {
            let fits = |(c, d): &(&Component, &Database)| d.role == role && c.id != self.node.id;
            let empty = self
                .nodes()
                .find(|node| fits(node) && self.is_empty(node.0.id));
            empty.or_else(|| self.nodes().find(fits))
        };
        let (heir, change) = if let Some((standby, _)) = heir(Role::Standby) {
            (standby.id, Change::ReplicateTo(standby.id))
        } else {
            let (replica, _) = heir(Role::ReadReplica)?;
            draft.change(replica.id, |component| {
                if let Some(database) = component.database_mut() {
                    database.promotable = true;
                }
            });
            (replica.id, Change::LetBePromoted(replica.id))
        };
        self.feed(&mut draft, heir);
        if self.drawn.failover == Failover::Manual {
            self.set_failover(&mut draft, Failover::Automatic);
        }
        Some(Candidate::new(change, draft))
    }

    fn is_empty(&self, node: ComponentId) -> bool {
        let topology = self.ground.topology();
        let place = topology.index.get(&node);
        place.is_some_and(|&place| !topology.is_fed[place])
    }

    /// Replication to a node that has none, from the node that has the verdict, or from a primary.
    fn feed(&self, draft: &mut Draft, node: ComponentId) {
        let is_node = |id: ComponentId| self.nodes().any(|(c, _)| c.id == id);
        if draft
            .scenario
            .links
            .iter()
            .any(|l| l.to == node && is_node(l.from))
        {
            return;
        }
        let primary = self
            .nodes()
            .find(|(c, d)| d.role == Role::Primary && c.id != node)
            .map(|(c, _)| c.id);
        let from = primary.or_else(|| (self.node.id != node).then_some(self.node.id));
        if let Some(from) = from {
            draft.link(Link::new(from, node));
        }
    }

    fn add(&self, draft: &mut Draft, role: Role) -> ComponentId {
        self.add_in(draft, role, None)
    }

    /// The same in another place, where one is given.
    fn add_in(&self, draft: &mut Draft, role: Role, place: Option<votes::Place>) -> ComponentId {
        let added = self.add_alone(draft, role, place);
        self.feed(draft, added);
        added
    }

    /// The same without replication.
    fn add_alone(&self, draft: &mut Draft, role: Role, place: Option<votes::Place>) -> ComponentId {
        let mut component = self.node.clone();
        component.name = None;
        component.note = String::new();
        if let Some(database) = component.database_mut() {
            database.role = role;
            database.promotable = false;
        }
        let mut wish: Point = self.node.at.offset(0.0, 120.0);
        if let Some(place) = place {
            component.region = place.region;
            wish = place.wish;
        }
        draft.add(component, wish)
    }

    fn standby(&self) -> Candidate {
        let mut draft = Draft::new(self.ground);
        let voters = self.nodes().filter(|(_, d)| d.role != Role::ReadReplica);
        let (mut all, mut alive) = (0, 0);
        for (component, _) in voters {
            all += 1;
            alive += usize::from(!self.is_dead(component));
        }
        let mut added = 1;
        let elsewhere = self.third_place();
        self.add_in(&mut draft, Role::Standby, elsewhere);
        if self.drawn.failover == Failover::Quorum {
            // So many that a majority is left when one more is lost.
            while 2 * (alive + added).saturating_sub(1) <= all + added && added < MOST_STANDBYS {
                self.add(&mut draft, Role::Standby);
                added += 1;
            }
        }
        let automatic = self.drawn.failover == Failover::Manual;
        if automatic {
            self.set_failover(&mut draft, Failover::Automatic);
        }
        let change = Change::AddStandbys {
            node: self.node.id,
            count: added,
            automatic,
            linked_from: None,
            third_vote: self.drawn.failover == Failover::Quorum && all == 2 && added == 1,
        };
        Candidate::new(change, draft)
    }

    fn another_replica(&self) -> Option<Candidate> {
        let mut draft = Draft::new(self.ground);
        draft.duplicate(self.node.id)?;
        Some(Candidate::new(Change::AddReplicaLike(self.node.id), draft))
    }

    /// Read replicas that all who call the set may read from.
    fn read_replicas(&self, topology: &Topology, count: usize) -> Option<Candidate> {
        let mut draft = Draft::new(self.ground);
        for _ in 0..count {
            let replica = self.add(&mut draft, Role::ReadReplica);
            let into = self
                .drawn
                .nodes
                .iter()
                .flat_map(|&node| &topology.into[node]);
            for link in into.map(|&link| &self.scenario.links[link]) {
                if self.scenario.component(link.from)?.database().is_none() {
                    draft.link(Link {
                        to: replica,
                        ..link.clone()
                    });
                }
            }
        }
        let change = Change::AddReplicas(self.node.id, count);
        Some(Candidate::new(change, draft))
    }

    /// Another link to the same endpoint.
    fn second_link(&self, from: ComponentId) -> Option<Candidate> {
        let is_linked = |to: ComponentId| {
            self.scenario
                .links
                .iter()
                .any(|l| l.from == from && l.to == to)
        };
        let (node, _) = self
            .nodes()
            .find(|(c, d)| d.role != Role::ReadReplica && !is_linked(c.id))?;
        let mut draft = Draft::new(self.ground);
        let link = Link::new(from, node.id);
        let change = Change::SecondLink(link.id());
        draft.link(link);
        Some(Candidate::new(change, draft))
    }
}

/// Standbys that one mend adds at most.
const MOST_STANDBYS: usize = 8;
