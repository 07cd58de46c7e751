//! Warnings about who holds which data.

use std::collections::{BTreeMap, BTreeSet};

use super::{Warning, name};
use crate::databases::SetNode;
use crate::plan::{Part, Plan};
use topple_model::{Failover, Kind, Role, Service};

/// All of them, set by set.
pub(super) fn about_databases(plan: &Plan) -> Vec<Warning> {
    let mut found = Vec::new();
    for set in 0..plan.sets.len() {
        found.extend(without_data(plan, set));
    }
    for set in 0..plan.sets.len() {
        found.extend(another_store(plan, set));
        found.extend(split_brain(plan, set));
    }
    found.extend(data_apart(plan));
    found
}

/// Nodes that no channel ties to a primary. Under `quorum` a standby without data has its use: it votes.
fn without_data(plan: &Plan, set: usize) -> Vec<Warning> {
    let of = &plan.sets[set];
    let source = of.nodes.iter().find(|n| n.role == Role::Primary);
    let is_witness = |n: &SetNode| of.failover == Failover::Quorum && n.role == Role::Standby;
    let empty = of.nodes.iter().filter(|n| !n.fed && !is_witness(n));
    let warning = |n: &SetNode| Warning::WithoutData {
        node: plan.scenario().components[n.component].id,
        name: name(plan, n.component),
        role: n.role,
        source: source.map(|n| name(plan, n.component)),
    };
    empty.map(warning).collect()
}

/// A store of its own beside one of the same service and shard, as drawn.
fn another_store(plan: &Plan, set: usize) -> Option<Warning> {
    let topology = plan.topology();
    let store = topology.sets.get(set).filter(|s| s.is_of_its_own)?;
    let drawn = topology.drawn_set(store.ruling);
    let first = topology
        .sets
        .iter()
        .find(|s| !s.is_of_its_own && topology.drawn_set(s.ruling) == drawn)?;
    let id = |component: usize| plan.scenario().components[component].id;
    Some(Warning::AnotherStore {
        one: id(first.ruling),
        other: id(store.ruling),
        names: [name(plan, first.ruling), name(plan, store.ruling)],
    })
}

/// The first standby that would be promoted beside a primary in another region.
fn split_brain(plan: &Plan, set: usize) -> Option<Warning> {
    let set = &plan.sets[set];
    if set.failover != Failover::Automatic {
        return None;
    }
    let primary = set
        .nodes
        .iter()
        .find(|n| n.role == Role::Primary)?
        .component;
    let region = |component: usize| plan.scenario().components[component].region;
    let far =
        |n: &&SetNode| n.role == Role::Standby && n.fed && region(n.component) != region(primary);
    let standby = set.nodes.iter().find(far)?.component;
    Some(Warning::SplitBrain {
        primary: plan.scenario().components[primary].id,
        standby: plan.scenario().components[standby].id,
        names: [name(plan, primary), name(plan, standby)],
    })
}

/// Of every service, the first server that does not keep its data where the first that keeps any does.
fn data_apart(plan: &Plan) -> Vec<Warning> {
    let stores = stores(plan);
    let mut firsts: BTreeMap<&Service, usize> = BTreeMap::new();
    let mut told: BTreeSet<&Service> = BTreeSet::new();
    let mut found = Vec::new();
    for (server, component) in plan.scenario().components.iter().enumerate() {
        let Some(service) = plan.topology().services[server].as_ref() else {
            continue;
        };
        if component.kind() != Kind::Server || stores[server].is_empty() {
            continue;
        }
        let first = *firsts.entry(service).or_insert(server);
        if told.contains(service) {
            continue;
        }
        if let Some((one, other)) = apart(plan, &stores[first], &stores[server]) {
            told.insert(service);
            let names = [first, server].map(|server| name(plan, server));
            let ruling = |set: usize| name(plan, plan.topology().sets[set].ruling);
            found.push(Warning::DataApart {
                server: component.id,
                names,
                stores: [ruling(one), ruling(other)],
            });
        }
    }
    found
}

/// A store of the one that the other has not, and the other way round; shards of one service are no such two.
fn apart(plan: &Plan, a: &BTreeSet<usize>, b: &BTreeSet<usize>) -> Option<(usize, usize)> {
    let service = |set: usize| &plan.topology().sets[set].service;
    let missing = |set: &usize| {
        b.difference(a)
            .copied()
            .find(|o| service(*o) != service(*set))
    };
    let one = a
        .difference(b)
        .copied()
        .find(|set| missing(set).is_some())?;
    Some((one, missing(&one)?))
}

/// By component: the sets that its own calls lead to, over balancers too.
fn stores(plan: &Plan) -> Vec<BTreeSet<usize>> {
    let mut stores: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); plan.parts.len()];
    for &component in plan.order.iter().rev() {
        stores[component] = match &plan.parts[component] {
            Part::Balancer(pool) => {
                let behind = pool.members.iter().map(|m| m.to);
                let databases = behind.filter(|&to| is_data(plan, to));
                databases.flat_map(|to| stores[to].clone()).collect()
            }
            Part::Server { groups } => {
                let called = groups.all.iter().flat_map(|g| &g.members).map(|m| m.to);
                let databases = called.filter(|&to| is_data(plan, to));
                databases.flat_map(|to| stores[to].clone()).collect()
            }
            Part::Database => plan.topology().set_of[component].into_iter().collect(),
            Part::Client(_) | Part::Dns { .. } | Part::Cache | Part::Queue(_) => BTreeSet::new(),
        };
    }
    stores
}

/// Whether it is a database, or a balancer of databases.
fn is_data(plan: &Plan, component: usize) -> bool {
    plan.topology().set_of[component].is_some()
}
