//! Parts that no longer share a fate.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::draft::{Draft, Ground};
use super::{Candidate, Change};
use topple_model::{ComponentId, GroupId, Target};

/// Parts that are tried one by one at most.
const ALONE: usize = 12;

/// Candidates for a group: one of its parts leaves it, then those of one place, then half of those of each service. The
/// first that mends is enough.
pub(super) fn candidates(ground: &Rc<Ground>, element: Target) -> Vec<Candidate> {
    let Target::Group(group) = element else {
        return Vec::new();
    };
    let (scenario, topology) = (ground.scenario(), ground.topology());
    let shares = |c: &usize| scenario.components[*c].groups.contains(&group);
    let parts: Vec<usize> = (0..scenario.components.len()).filter(shares).collect();
    let mut leaving: Vec<Vec<usize>> = Vec::new();
    if parts.len() <= ALONE {
        leaving.extend(parts.iter().map(|&part| vec![part]));
    }
    // By region, the outermost too: what stands together serves together.
    let mut places: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &part in &parts {
        for &region in topology.regions(part) {
            places.entry(region).or_default().push(part);
        }
    }
    leaving.extend(places.into_values());
    leaving.push(half(ground, &parts));
    let mut tried: BTreeSet<Vec<usize>> = BTreeSet::new();
    leaving.retain(|parts| !parts.is_empty() && tried.insert(parts.clone()));
    let leaves = |parts: Vec<usize>| leaves(ground, group, &parts);
    leaving.into_iter().map(leaves).collect()
}

/// Of each service every other part, the second first.
fn half(ground: &Ground, parts: &[usize]) -> Vec<usize> {
    let mut seen = BTreeMap::new();
    let is_other = |part: &usize| {
        let kind = ground.scenario().components[*part].kind();
        let alike = (kind, ground.topology().services[*part].as_ref());
        let count = seen.entry(alike).or_insert(0);
        *count += 1;
        *count % 2 == 0
    };
    parts.iter().copied().filter(is_other).collect()
}

fn leaves(ground: &Rc<Ground>, group: GroupId, parts: &[usize]) -> Candidate {
    let mut draft = Draft::new(ground);
    let id = |&part: &usize| ground.scenario().components[part].id;
    let ids: Vec<ComponentId> = parts.iter().map(id).collect();
    for &id in &ids {
        draft.change(id, |component| component.groups.retain(|g| *g != group));
    }
    Candidate::new(Change::LeaveGroup(group, ids), draft).only_in_need()
}
