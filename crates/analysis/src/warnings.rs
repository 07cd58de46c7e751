//! Where a drawing cannot mean what its author thinks.
//!
//! Warnings are about the drawing, whatever is dead now; they stand beside the verdicts.

use std::collections::BTreeSet;
use std::fmt;
use std::rc::Rc;

use super::databases::SetNode;
use super::overload::AnswerTimes;
use super::plan::Plan;
use topple_model::link::LinkRole;
use topple_model::{Component, ComponentId, Failover, LinkId, Role, Scenario, Settings, Target};

/// Something that is probably not meant.
#[derive(Clone, PartialEq, Debug)]
pub enum Warning {
    /// A standby that nothing replicates to, so that it can never take over.
    StandbyWithoutReplication {
        /// The standby.
        standby: ComponentId,
        /// What a person calls it.
        name: String,
    },
    /// Two primaries of one set with no replication between them, so that their data part.
    PrimariesApart {
        /// One of them.
        one: ComponentId,
        /// The other.
        other: ComponentId,
        /// What a person calls the two.
        names: [String; 2],
    },
    /// A caller that gives up before what it calls can have answered.
    TimeoutTooShort {
        /// Who calls whom.
        link: LinkId,
        /// What a person calls the caller.
        caller: String,
        /// What a person calls the called.
        called: String,
        /// After how many milliseconds the caller gives up.
        timeout_ms: f64,
        /// How many milliseconds an answer takes on average, without any waiting in queues.
        answer_ms: f64,
    },
    /// A part that no request can reach.
    Unreached {
        /// The part.
        component: ComponentId,
        /// What a person calls it.
        name: String,
    },
    /// An automatic failover across regions: if these lose sight of each other, both sides have a primary.
    SplitBrain {
        /// The primary.
        primary: ComponentId,
        /// Who would be promoted beside it.
        standby: ComponentId,
        /// What a person calls the two.
        names: [String; 2],
    },
    /// A name whose addresses do different work, while those who ask it take any of them.
    MixedAddresses {
        /// The name server.
        dns: ComponentId,
        /// What a person calls it.
        name: String,
        /// What a person calls two of its addresses, each with its service.
        addresses: [(String, String); 2],
    },
}

impl Warning {
    /// What it is about: the part or link to be shown.
    pub fn about(&self) -> Target {
        match self {
            Warning::StandbyWithoutReplication { standby: id, .. }
            | Warning::PrimariesApart { other: id, .. }
            | Warning::Unreached { component: id, .. }
            | Warning::MixedAddresses { dns: id, .. }
            | Warning::SplitBrain { standby: id, .. } => Target::Component(*id),
            Warning::TimeoutTooShort { link, .. } => Target::Link(*link),
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Warning::StandbyWithoutReplication { name, .. } => write!(
                f,
                "Nothing replicates to {name}: it has no data and cannot take over. Draw a link from the primary to it."
            ),
            Warning::PrimariesApart {
                names: [one, other],
                ..
            } => write!(
                f,
                "{one} and {other} both take writes and neither replicates to the other: what is written to one is \
                 never seen at the other."
            ),
            Warning::TimeoutTooShort {
                caller,
                called,
                timeout_ms,
                answer_ms,
                ..
            } => {
                let (gives_up, takes) = (tenths(*timeout_ms), tenths(*answer_ms));
                write!(
                    f,
                    "A call from {caller} to {called} is given up after {gives_up} ms, but an answer takes {takes} ms on \
                     average."
                )
            }
            Warning::Unreached { name, .. } => {
                write!(
                    f,
                    "No request ever reaches {name}: no links lead to it from any client."
                )
            }
            Warning::SplitBrain {
                names: [primary, standby],
                ..
            } => write!(
                f,
                "If {primary} and {standby} lose sight of each other, both will take writes and their data part (split \
                 brain). A failover by majority, with a third node, prevents it."
            ),
            Warning::MixedAddresses {
                name,
                addresses: [(one, does), (other, does_too)],
                ..
            } => write!(
                f,
                "Whoever asks {name} takes either address, {one} or {other}, but they do different work ({does} and \
                 {does_too}). Give each service a name of its own, or link the users straight to both."
            ),
        }
    }
}

fn tenths(ms: f64) -> f64 {
    (ms * 10.0).round() / 10.0
}

/// All warnings, in the order of the parts they are about.
pub fn warnings(scenario: &Scenario) -> Vec<Warning> {
    let plan = Rc::new(Plan::new(&super::base::unchecked(scenario)));
    let mut times = AnswerTimes::new(&plan);
    while !times.advance(usize::MAX).over {}
    warnings_of(&plan, &times.by_component())
}

/// All warnings, given how long each component's answers take.
pub(super) fn warnings_of(plan: &Plan, answer_times_ms: &[f64]) -> Vec<Warning> {
    let mut found = Vec::new();
    for set in &plan.sets {
        let standbys = set
            .nodes
            .iter()
            .filter(|n| n.role == Role::Standby && !n.fed);
        found.extend(standbys.map(|n| Warning::StandbyWithoutReplication {
            standby: plan.scenario().components[n.component].id,
            name: name(plan, n.component),
        }));
    }
    for set in 0..plan.sets.len() {
        found.extend(primaries_apart(plan, set));
        found.extend(split_brain(plan, set));
    }
    found.extend(mixed_addresses(plan));
    found.extend(timeouts(plan, answer_times_ms));
    found.extend(unreached(plan));
    found
}

fn name(plan: &Plan, component: usize) -> String {
    plan.scenario().components[component]
        .display_name()
        .to_owned()
}

/// The first primary of the set that replication does not join with the one drawn first.
fn primaries_apart(plan: &Plan, set: usize) -> Option<Warning> {
    let set = &plan.sets[set];
    let is_primary = |n: &usize| set.nodes[*n].role == Role::Primary;
    let mut primaries = (0..set.nodes.len()).filter(is_primary);
    let first = primaries.next()?;
    let mut joined = BTreeSet::from([first]);
    while let Some(next) = set.links.iter().find_map(|&(_, from, to)| {
        match (joined.contains(&from), joined.contains(&to)) {
            (true, false) => Some(to),
            (false, true) => Some(from),
            (true, true) | (false, false) => None,
        }
    }) {
        joined.insert(next);
    }
    let apart = primaries.find(|n| !joined.contains(n))?;
    let (one, other) = (set.nodes[first].component, set.nodes[apart].component);
    Some(Warning::PrimariesApart {
        one: plan.scenario().components[one].id,
        other: plan.scenario().components[other].id,
        names: [name(plan, one), name(plan, other)],
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

/// Of every name server, the first address that does not do the work of its first.
fn mixed_addresses(plan: &Plan) -> Vec<Warning> {
    let topology = plan.topology();
    let service = |i: usize| topology.services[i].as_ref().filter(|_| !topology.idle[i]);
    let mixed = |dns: usize| {
        let addresses = topology.out_by(dns, LinkRole::Names);
        let mut addresses = addresses
            .filter_map(|link| topology.to(link))
            .filter_map(|to| Some((to, service(to)?)));
        let one = addresses.next()?;
        let other = addresses.find(|(_, service)| *service != one.1)?;
        Some(Warning::MixedAddresses {
            dns: plan.scenario().components[dns].id,
            name: name(plan, dns),
            addresses: [one, other].map(|(i, service)| (name(plan, i), service.to_string())),
        })
    };
    (0..plan.scenario().components.len())
        .filter_map(mixed)
        .collect()
}

fn timeouts(plan: &Plan, times_ms: &[f64]) -> Vec<Warning> {
    let mut found = Vec::new();
    for (i, link) in plan.scenario().links.iter().enumerate() {
        let (Some((from, to)), Some(LinkRole::Calls | LinkRole::Names)) =
            (plan.topology().ends[i], plan.topology().roles[i])
        else {
            continue;
        };
        for (caller, latency_ms) in callers(plan, i, from, to) {
            let Some(timeout_ms) = timeout_ms(&plan.scenario().components[caller].settings) else {
                continue;
            };
            let answer_ms = 2.0 * latency_ms + times_ms[to];
            if answer_ms > timeout_ms {
                found.push(Warning::TimeoutTooShort {
                    link: link.id(),
                    caller: name(plan, caller),
                    called: name(plan, to),
                    timeout_ms,
                    answer_ms,
                });
            }
        }
    }
    found
}

/// Who calls over a link, with what latency: its start, or, of a name server's, the clients that ask it.
fn callers(plan: &Plan, link: usize, from: usize, to: usize) -> Vec<(usize, f64)> {
    if plan.topology().roles[link] == Some(LinkRole::Names) {
        let asking = plan.callers[from].iter().copied();
        return asking
            .map(|client| (client, plan.topology().default_latency_ms(client, to)))
            .collect();
    }
    vec![(from, plan.topology().latency_ms(plan.scenario(), link))]
}

fn timeout_ms(settings: &Settings) -> Option<f64> {
    match settings {
        Settings::Client(client) => Some(client.timeout_ms),
        Settings::Server(server) => Some(server.dependency_timeout_ms),
        Settings::Dns(_)
        | Settings::LoadBalancer(_)
        | Settings::Database(_)
        | Settings::Cache(_) => None,
    }
}

/// Parts that no client leads to, over whatever is drawn. A set is reached as one; a replica also by replication.
fn unreached(plan: &Plan) -> Vec<Warning> {
    let components = &plan.scenario().components;
    let is_client = |&i: &usize| components[i].kind().row().asks();
    let mut next: Vec<usize> = (0..components.len()).filter(is_client).collect();
    if next.is_empty() {
        return Vec::new();
    }
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    while let Some(component) = next.pop() {
        if seen.insert(component) {
            next.extend(
                plan.topology().out[component]
                    .iter()
                    .filter_map(|&link| plan.topology().to(link)),
            );
            if let (Some(Role::Primary | Role::Standby), Some(set)) = (
                components[component].database().map(|d| d.role),
                plan.topology().set_of[component],
            ) {
                let endpoint = plan.sets[set]
                    .nodes
                    .iter()
                    .filter(|n| n.role != Role::ReadReplica);
                next.extend(endpoint.map(|n| n.component));
            }
        }
    }
    let lonely = components
        .iter()
        .enumerate()
        .filter(|(i, _)| !seen.contains(i));
    let warning = |(_, c): (usize, &Component)| Warning::Unreached {
        component: c.id,
        name: c.display_name().to_owned(),
    };
    lonely.map(warning).collect()
}
