//! Who of a replica set can talk to whom, and where its majority is.

use topple_model::{Failover, Role, order};

use super::state::State;
use super::world::{SetPlan, World};

/// How a set stands at one moment, its nodes by their places.
pub(super) struct Standing {
    /// Which side each live node is on; `None`: it is dead. Nodes of one side can talk, directly or through one another.
    pub sides: Vec<Option<u32>>,
    /// Whether each node is one of those that may have a primary: of the majority under `quorum`, any that lives elsewhere.
    /// `None`: there is no majority.
    pub group: Option<Vec<bool>>,
}

impl Standing {
    /// Whether a node is one of those that may have a primary.
    pub fn is_in_group(&self, place: usize) -> bool {
        self.group.as_ref().is_some_and(|group| group[place])
    }
}

/// Which nodes of a set talk to each other directly.
struct Talk<'a> {
    state: &'a State,
    nodes: &'a [u32],
    /// Ends of channels that are cut, the lower first, sorted.
    cut: Vec<[u32; 2]>,
}

impl Talk<'_> {
    fn holds(&self, a: usize, b: usize) -> bool {
        let ends = [a.min(b) as u32, a.max(b) as u32];
        !self.state.is_apart(self.nodes[a], self.nodes[b]) && self.cut.binary_search(&ends).is_err()
    }

    /// Takes out of `left` those who talk to `start`, directly or through one another, and returns them.
    fn circle(&self, start: usize, left: &mut Vec<usize>) -> Vec<usize> {
        let mut circle = vec![start];
        left.retain(|other| *other != start);
        let mut next = 0;
        while let Some(&node) = circle.get(next) {
            next += 1;
            left.retain(|&other| {
                let talks = self.holds(node, other);
                if talks {
                    circle.push(other);
                }
                !talks
            });
        }
        circle
    }
}

impl State {
    /// How a set stands now.
    pub fn standing(&self, w: &World, plan: &SetPlan) -> Standing {
        let channels = plan.channels.iter().filter(|c| self.cut[c.link as usize]);
        let mut cut: Vec<[u32; 2]> = channels
            .map(|c| [c.ends[0].min(c.ends[1]), c.ends[0].max(c.ends[1])])
            .collect();
        order::sort(&mut cut);
        let talk = Talk {
            state: self,
            nodes: &plan.nodes,
            cut,
        };
        let places = 0..plan.nodes.len();
        let live: Vec<usize> = places.filter(|p| self.is_up(plan.nodes[*p])).collect();
        let mut sides = vec![None; plan.nodes.len()];
        let (mut left, mut side) = (live.clone(), 0);
        while let Some(&start) = left.first() {
            for node in talk.circle(start, &mut left) {
                sides[node] = Some(side);
            }
            side += 1;
        }
        let group = match plan.failover {
            Failover::Manual | Failover::Automatic => Some(vec![true; plan.nodes.len()]),
            Failover::Quorum => majority(w, &talk, &live),
        };
        Standing { sides, group }
    }
}

/// More than half of those who vote, who live and can talk to each other; and the read replicas that can talk to one of
/// them. A witness votes, a read replica does not.
fn majority(w: &World, talk: &Talk<'_>, live: &[usize]) -> Option<Vec<bool>> {
    let votes = |place: &usize| w.databases[w.slot(talk.nodes[*place])].role != Role::ReadReplica;
    let all = (0..talk.nodes.len()).filter(votes).count();
    let mut left: Vec<usize> = live.iter().copied().filter(votes).collect();
    while let Some(&start) = left.first() {
        let circle = talk.circle(start, &mut left);
        if 2 * circle.len() > all {
            let mut group = vec![false; talk.nodes.len()];
            for &node in &circle {
                group[node] = true;
            }
            for &place in live.iter().filter(|place| !votes(place)) {
                group[place] = circle.iter().any(|node| talk.holds(*node, place));
            }
            return Some(group);
        }
    }
    None
}
