//! Who is primary of a replica set, given what is dead and cut.

use topple_model::link::LinkRole;
use topple_model::{Failover, Role, Scenario, Topology};

/// A replica set as its rule sees it.
#[derive(Clone, Debug)]
pub(super) struct SetPlan {
    pub(super) failover: Failover,
    /// In the order drawn.
    pub(super) nodes: Vec<SetNode>,
    /// Replication links between its nodes: the link, and its ends as places in `nodes`.
    pub(super) links: Vec<(usize, usize, usize)>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct SetNode {
    pub(super) component: usize,
    pub(super) role: Role,
    pub(super) promotable: bool,
    /// Whether a replication link leads to it: it has the data, cut off by now or not.
    pub(super) fed: bool,
}

/// What a set is after its rule has done what it does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct SetState {
    /// Whether there is a primary, so that the set's endpoint leads somewhere.
    pub(super) has_primary: bool,
    /// The node that is primary without being drawn as one.
    pub(super) promoted: Option<usize>,
}

impl SetPlan {
    pub(super) fn new(scenario: &Scenario, topology: &Topology, set: usize) -> Self {
        let drawn = &topology.sets[set];
        let place = |component| drawn.nodes.iter().position(|&n| n == component);
        let replicates = |&&link: &&usize| topology.roles[link] == Some(LinkRole::Replicates);
        let nodes = drawn.nodes.iter().filter_map(|&component| {
            let database = scenario.components[component].database()?;
            let fed = topology.into[component]
                .iter()
                .any(|link| replicates(&link));
            Some(SetNode {
                component,
                role: database.role,
                promotable: database.promotable,
                fed,
            })
        });
        let links = drawn
            .nodes
            .iter()
            .flat_map(|&node| &topology.out[node])
            .filter(replicates);
        let links = links.filter_map(|&link| {
            let (from, to) = topology.ends[link]?;
            Some((link, place(from)?, place(to)?))
        });
        Self {
            failover: drawn.failover,
            nodes: nodes.collect(),
            links: links.collect(),
        }
    }

    /// Who leads, with these components dead and these links cut.
    pub(super) fn settled(&self, dead: &[bool], cut: &[bool]) -> SetState {
        let Some(group) = self.quorum(dead, cut) else {
            return SetState::default();
        };
        if self.drawn_primaries(&group, dead).next().is_some() {
            return SetState {
                has_primary: true,
                promoted: None,
            };
        }
        let promoted = match self.failover {
            Failover::Manual => None,
            Failover::Automatic | Failover::Quorum => self.heir(&group, dead, cut),
        };
        SetState {
            has_primary: promoted.is_some(),
            promoted,
        }
    }

    /// Whether it matters to the rule that this node lives.
    pub(super) fn counts(&self, node: &SetNode) -> bool {
        match node.role {
            Role::Primary => true,
            Role::Standby => self.failover == Failover::Quorum || node.fed,
            Role::ReadReplica => node.fed && node.promotable && self.failover != Failover::Manual,
        }
    }

    /// Whether what is known of the first nodes settles that there is a drawn primary, whichever others live.
    pub(super) fn is_decided(&self, living: &[bool]) -> bool {
        let leads = |(node, lives): (&SetNode, &bool)| *lives && node.role == Role::Primary;
        self.failover != Failover::Quorum && self.nodes.iter().zip(living).any(leads)
    }

    fn drawn_primaries<'a>(
        &'a self,
        group: &'a [bool],
        dead: &'a [bool],
    ) -> impl Iterator<Item = usize> + 'a {
        let members = self.nodes.iter().zip(group);
        members
            .filter(|(node, in_group)| {
                **in_group && node.role == Role::Primary && !dead[node.component]
            })
            .map(|(node, _)| node.component)
    }

    /// The first live standby of the group that has the data, else the first live promotable read replica.
    fn heir(&self, group: &[bool], dead: &[bool], cut: &[bool]) -> Option<usize> {
        let fit = |node: &SetNode| node.fed && !dead[node.component];
        let standby = (0..self.nodes.len())
            .find(|&n| self.nodes[n].role == Role::Standby && group[n] && fit(&self.nodes[n]));
        let replica = || {
            (0..self.nodes.len()).find(|&n| {
                let node = &self.nodes[n];
                let may = node.role == Role::ReadReplica && node.promotable && fit(node);
                may && (self.failover != Failover::Quorum || self.talks_to_any(n, group, dead, cut))
            })
        };
        standby.or_else(replica).map(|n| self.nodes[n].component)
    }

    fn talks_to_any(&self, node: usize, group: &[bool], dead: &[bool], cut: &[bool]) -> bool {
        (0..self.nodes.len()).any(|other| {
            group[other] && !dead[self.nodes[other].component] && self.talk(node, other, cut)
        })
    }

    /// Whether two live nodes talk directly: unless a link drawn between them, either way, is cut.
    fn talk(&self, a: usize, b: usize, cut: &[bool]) -> bool {
        !self
            .links
            .iter()
            .any(|&(link, from, to)| cut[link] && ((from, to) == (a, b) || (from, to) == (b, a)))
    }

    /// Which nodes count: under `quorum` those of the majority that talk to each other (`None`: there is no
    /// such group), else all nodes.
    fn quorum(&self, dead: &[bool], cut: &[bool]) -> Option<Vec<bool>> {
        if self.failover != Failover::Quorum {
            return Some(vec![true; self.nodes.len()]);
        }
        let votes = |n: usize| self.nodes[n].role != Role::ReadReplica;
        let all = (0..self.nodes.len()).filter(|&n| votes(n)).count();
        let lives = |n: usize| votes(n) && !dead[self.nodes[n].component];
        let mut seen = vec![false; self.nodes.len()];
        for start in (0..self.nodes.len()).filter(|&n| lives(n)) {
            if seen[start] {
                continue;
            }
            let mut group = vec![false; self.nodes.len()];
            let mut next = vec![start];
            group[start] = true;
            while let Some(node) = next.pop() {
                seen[node] = true;
                let reached = |&other: &usize| lives(other) && self.talk(node, other, cut);
                for other in (0..self.nodes.len()).filter(reached) {
                    if !std::mem::replace(&mut group[other], true) {
                        next.push(other);
                    }
                }
            }
            if 2 * group.iter().filter(|in_group| **in_group).count() > all {
                return Some(group);
            }
        }
        None
    }
}
