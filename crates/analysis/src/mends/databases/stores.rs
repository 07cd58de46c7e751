//! Stores that hold what ought to be one: the channel that ties them, or a standby of one of the other.

use std::rc::Rc;

use super::super::draft::{Draft, Ground};
use super::super::{Candidate, Change};
use topple_model::{Failover, Link, Role};

/// Candidates for a node of a store beside which there is another of the same service and shard, as drawn.
pub(super) fn tie_in(ground: &Rc<Ground>, node: usize) -> Vec<Candidate> {
    let (scenario, topology) = (ground.scenario(), ground.topology());
    let Some(mine) = topology.set_of[node] else {
        return Vec::new();
    };
    let drawn = topology.drawn_set(node);
    let of_the_same = |set: &usize| topology.drawn_set(topology.sets[*set].ruling) == drawn;
    let all: Vec<usize> = (0..topology.sets.len()).filter(of_the_same).collect();
    let Some(&first) = all.iter().find(|&&set| !topology.sets[set].is_of_its_own) else {
        return Vec::new();
    };
    let other = |set: &&usize| **set != first && (mine == first || mine == **set);
    let Some(&own) = all.iter().find(other) else {
        return Vec::new();
    };
    let (first, own) = (&topology.sets[first], &topology.sets[own]);
    let id = |node: usize| scenario.components[node].id;
    let channel = Link::new(id(first.ruling), id(own.ruling));

    let mut tied = Draft::new(ground);
    tied.link(channel.clone());
    let mut found = vec![Candidate::new(Change::DrawChannel(channel.id()), tied)];

    let role = |node: usize| scenario.components[node].database().map(|d| d.role);
    let primaries = own
        .nodes
        .iter()
        .filter(|&&n| role(n) == Some(Role::Primary));
    if primaries.count() == 1 && first.failover == Failover::Automatic {
        let mut standby = Draft::new(ground);
        standby.change(channel.to, |component| {
            if let Some(database) = component.database_mut() {
                database.role = Role::Standby;
            }
        });
        standby.link(channel.clone());
        let change = Change::MakeStandby {
            node: channel.to,
            of: channel.from,
        };
        found.push(Candidate::new(change, standby));
    }
    found
}
