//! Who names whom among the resources, and who is reached through those that are no parts.

use std::collections::{BTreeMap, BTreeSet};

use topple_model::Kind;

use crate::limits;
use crate::terraform::plan::Plan;
use crate::terraform::table::Is;

/// The references between resources of the table.
pub struct Graph {
    onward: Vec<BTreeSet<usize>>,
    permits: Vec<bool>,
    /// Whether requests go through a resource.
    pub is_through: Vec<bool>,
    /// The instances of each cluster, in order.
    pub members: Vec<Vec<usize>>,
    /// The resource that says that one reaches the other, where it is neither.
    between: BTreeMap<(usize, usize), usize>,
    details: BTreeMap<usize, Vec<usize>>,
}

impl Graph {
    /// Of all resources.
    pub fn new(plan: &Plan<'_>) -> Self {
        let count = plan.resources.len();
        let mut graph = Self {
            onward: vec![BTreeSet::new(); count],
            permits: plan
                .resources
                .iter()
                .map(|r| r.row.is_some_and(|row| row.permits))
                .collect(),
            is_through: plan
                .resources
                .iter()
                .map(|r| {
                    r.row
                        .is_some_and(|row| matches!(row.is, Is::Through | Is::Cluster))
                })
                .collect(),
            members: vec![Vec::new(); count],
            between: BTreeMap::new(),
            details: BTreeMap::new(),
        };
        let kind = |at: usize| plan.resources[at].row.map(|row| row.is);
        let takes_part = |at: &usize| {
            matches!(
                kind(*at),
                Some(Is::Part(_) | Is::Redis | Is::Through | Is::Cluster)
            )
        };
        let mut edges = 0;
        for (at, resource) in plan.resources.iter().enumerate() {
            let Some(row) = resource.row else { continue };
            for attribute in row.to {
                for to in plan.targets(at, attribute).into_iter().filter(takes_part) {
                    edges += 1;
                    if edges < limits::NODES {
                        graph.onward[at].insert(to);
                    }
                    let kind = plan.resources[to].kind;
                    if kind.starts_with("aws_launch_") || kind.ends_with("_instance_template") {
                        graph.details.entry(at).or_default().push(to);
                    }
                }
            }
            for attribute in row.from {
                for from in plan.targets(at, attribute).into_iter().filter(takes_part) {
                    edges += 1;
                    if edges < limits::NODES {
                        graph.onward[from].insert(at);
                    }
                    if kind(from) == Some(Is::Cluster) {
                        graph.members[from].push(at);
                    }
                }
            }
        }
        // A topic that only queues listen to hands its messages to each of them.
        for at in 0..count {
            let reached: Vec<usize> = graph.reached(at).into_keys().collect();
            let is_queue = |at: usize| kind(at) == Some(Is::Part(Kind::Queue));
            if is_queue(at) && !reached.is_empty() && reached.iter().all(|to| is_queue(*to)) {
                graph.is_through[at] = true;
            }
        }
        for at in 0..count {
            for through in graph.onward[at].clone() {
                if graph.is_through[through] {
                    for to in graph.reached(through).into_keys() {
                        graph.between.entry((at, to)).or_insert(through);
                    }
                }
            }
        }
        graph
    }

    /// Whom a resource reaches, directly or through others, and whether all that is known is that it may.
    pub fn reached(&self, at: usize) -> BTreeMap<usize, bool> {
        let mut found: BTreeMap<usize, bool> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        let mut next = vec![(at, self.permits[at])];
        while let Some((place, permits)) = next.pop() {
            for to in &self.onward[place] {
                if self.is_through[*to]
                    && self.members[*to].is_empty()
                    && self.onward[*to].is_empty()
                {
                    // A cluster without instances, or a group without members, is where it ends.
                    found
                        .entry(*to)
                        .and_modify(|p| *p &= permits)
                        .or_insert(permits);
                } else if self.is_through[*to] {
                    let permits = permits || self.permits[*to];
                    if seen.insert((*to, permits)) {
                        next.push((*to, permits));
                    }
                } else {
                    found
                        .entry(*to)
                        .and_modify(|p| *p &= permits)
                        .or_insert(permits);
                }
            }
        }
        found.remove(&at);
        found
    }

    /// What a resource reaches others through.
    pub fn through(&self, at: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut next = vec![at];
        while let Some(place) = next.pop() {
            for to in self.onward[place].iter().filter(|to| self.is_through[**to]) {
                if found.insert(*to) {
                    next.push(*to);
                }
            }
        }
        found
    }

    /// The launch templates of a part.
    pub fn details(&self, at: usize) -> Vec<usize> {
        self.details.get(&at).cloned().unwrap_or_default()
    }

    /// The resource that says that one reaches the other.
    pub fn says(&self, from: usize, to: usize) -> usize {
        self.between.get(&(from, to)).copied().unwrap_or(from)
    }
}
