//! Where a drawing cannot mean what its author thinks.
//!
//! Warnings are about the drawing, whatever is dead now; they stand beside the verdicts.

mod databases;

use std::collections::BTreeSet;
use std::fmt;
use std::rc::Rc;

use super::overload::AnswerTimes;
use super::plan::{Plan, QueuePart};
use super::words::span;
use topple_model::link::LinkRole;
use topple_model::{Component, ComponentId, LinkId, Role, Scenario, Settings, Target};

/// Something that is probably not meant.
#[derive(Clone, PartialEq, Debug)]
pub enum Warning {
    /// A standby or a read replica that no channel ties to a primary: it has no data.
    WithoutData {
        /// The node.
        node: ComponentId,
        /// What a person calls it.
        name: String,
        /// What it is drawn as.
        role: Role,
        /// What a person calls the primary that could replicate to it, if there is one.
        source: Option<String>,
    },
    /// Two primaries of one service and shard with no channel between them: the second is another store.
    AnotherStore {
        /// The first.
        one: ComponentId,
        /// The store of its own.
        other: ComponentId,
        /// What a person calls the two.
        names: [String; 2],
    },
    /// Servers of one service that keep their data in different stores.
    DataApart {
        /// The second of them.
        server: ComponentId,
        /// What a person calls the two.
        names: [String; 2],
        /// What a person calls the primary of the store of each.
        stores: [String; 2],
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
    /// A queue that is published to, and that nobody takes from.
    NeverTaken {
        /// The node.
        queue: ComponentId,
        /// What a person calls it.
        name: String,
        /// Seconds after which it is full at the rate as drawn; `None`: nothing is published to it.
        full_after_s: Option<f64>,
        /// Whether it refuses what comes then, or drops the oldest.
        refuses: bool,
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
    /// What a mend that brings it does beside mending, in a few words; `None`: nothing that has to be known at once.
    pub fn in_short(&self) -> Option<&'static str> {
        match self {
            Warning::SplitBrain { .. } => Some("opens the way to a split brain"),
            Warning::DataApart { .. } | Warning::AnotherStore { .. } => {
                Some("leaves data that is not copied")
            }
            Warning::WithoutData { .. }
            | Warning::TimeoutTooShort { .. }
            | Warning::Unreached { .. }
            | Warning::NeverTaken { .. }
            | Warning::MixedAddresses { .. } => None,
        }
    }

    /// What it is about: the part or link to be shown.
    pub fn about(&self) -> Target {
        match self {
            Warning::WithoutData { node: id, .. }
            | Warning::AnotherStore { other: id, .. }
            | Warning::DataApart { server: id, .. }
            | Warning::Unreached { component: id, .. }
            | Warning::NeverTaken { queue: id, .. }
            | Warning::MixedAddresses { dns: id, .. }
            | Warning::SplitBrain { standby: id, .. } => Target::Component(*id),
            Warning::TimeoutTooShort { link, .. } => Target::Link(*link),
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Warning::WithoutData {
                name, role, source, ..
            } => {
                let cannot = match role {
                    Role::ReadReplica => "and answers no reads",
                    Role::Primary | Role::Standby => "and cannot take over",
                };
                let source = source.as_deref().unwrap_or("a primary");
                write!(
                    f,
                    "Nothing replicates to {name}: it has no data {cannot}. Draw a link from {source} to it."
                )
            }
            Warning::AnotherStore {
                names: [one, other],
                ..
            } => write!(
                f,
                "{other} gets none of {one}'s writes: no link between them replicates, so it is another store and no copy. \
                 Draw a link from {one} to {other}; or, if each is to hold a part of the data, name a shard at each."
            ),
            Warning::DataApart {
                names: [one, other],
                stores: [here, there],
                ..
            } => write!(
                f,
                "{one} keeps its data in {here} and {other} in {there}: what is written by one is never seen by the other."
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
                write!(f, "No request ever reaches {name}: no client leads to it.")
            }
            Warning::NeverTaken {
                name,
                full_after_s,
                refuses,
                ..
            } => {
                let full = full_after_s.as_ref().map_or(String::new(), |s| {
                    let then = if *refuses {
                        "refuses new messages"
                    } else {
                        "drops the oldest message for each new one"
                    };
                    format!(" It is full after {}, and then {then}.", span(*s))
                });
                write!(
                    f,
                    "Nothing consumes what is published to {name}.{full} Draw a link from it to the servers that are to \
                     process its messages."
                )
            }
            Warning::SplitBrain {
                names: [primary, standby],
                ..
            } => write!(
                f,
                "If {primary} and {standby} lose sight of each other, both will take writes and their data will diverge \
                 (split brain). Failover by majority, with a third node, prevents it."
            ),
            Warning::MixedAddresses {
                name,
                addresses: [(one, does), (other, does_too)],
                ..
            } => write!(
                f,
                "Callers that ask {name} take either address, {one} or {other}, but the two do different work ({does} and \
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
    warnings_of(&plan, &times.by_component(), &times.rates())
}

/// All warnings, given how long each component's answers take, and how many requests a second it gets.
pub(super) fn warnings_of(plan: &Plan, answer_times_ms: &[f64], rates: &[f64]) -> Vec<Warning> {
    let mut found = databases::about_databases(plan);
    found.extend(mixed_addresses(plan));
    found.extend(timeouts(plan, answer_times_ms));
    found.extend(unreached(plan));
    found.extend(never_taken(plan, rates));
    found
}

/// The warnings about databases that there are after a change and were not before.
pub(super) fn brought(before: &Plan, after: &Plan) -> Vec<Warning> {
    let known = databases::about_databases(before);
    let mut brought = databases::about_databases(after);
    brought.retain(|warning| !known.contains(warning));
    brought
}

fn name(plan: &Plan, component: usize) -> String {
    plan.scenario().components[component]
        .display_name()
        .to_owned()
}

/// Nodes of queues that are published to and deliver to nobody, nor does any that mirrors them.
fn never_taken(plan: &Plan, rates: &[f64]) -> Vec<Warning> {
    let topology = plan.topology();
    let is_published_to = |node: usize| {
        let mut into = topology.into[node].iter();
        into.any(|&link| topology.roles[link] == Some(LinkRole::Calls))
    };
    let never = |(node, queue): (usize, &QueuePart)| {
        if !queue.services.is_empty() || !is_published_to(node) {
            return None;
        }
        let Settings::Queue(settings) = &plan.scenario().components[node].settings else {
            return None;
        };
        let rate = rates[node];
        Some(Warning::NeverTaken {
            queue: plan.scenario().components[node].id,
            name: name(plan, node),
            full_after_s: (rate > 0.0).then(|| f64::from(settings.capacity) / rate),
            refuses: queue.refuses,
        })
    };
    plan.queues().filter_map(never).collect()
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
        | Settings::Cache(_)
        | Settings::Queue(_) => None,
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
