//! Who knows one node of a set by its address alone does not find the one that is promoted when it dies; and who asks for
//! the primary reads from no copy.

use std::collections::{BTreeMap, BTreeSet};

use topple_model::imported::{Choice, How, Says};
use topple_model::{Failover, Role};

use super::draft::{About, Draft, Wire, choice};
use super::guesses::passes_on;
use crate::trades::Trade;

/// Programs whose clients are told of all nodes by any of them.
const TELLS_OF_ALL: [&str; 4] = ["mongo", "cassandra", "scylla", "redis-cluster"];

/// Draws nothing as taking over in sets of which a caller names one node alone.
pub fn addresses(draft: &mut Draft<'_>) {
    for group in 0..draft.groups.len() {
        let promotes = draft.groups[group]
            .failover
            .is_some_and(|failover| failover != Failover::Manual);
        let parts = &draft.groups[group].parts;
        let nodes: u32 = parts.iter().map(|&i| draft.nodes(i)).sum();
        if promotes && nodes > 1 {
            one_address(draft, group);
        }
    }
}

/// Leaves out the calls of who asks for the primary alone to copies that are never promoted.
pub fn primaries(draft: &mut Draft<'_>) {
    let role = |draft: &Draft<'_>, wire: &Wire| draft.judged[wire.to].role;
    let is_copy = |wire: &Wire| {
        let others = draft.wires.iter();
        let mut others = others.filter(|other| other.from == wire.from && other.primary_only);
        wire.primary_only
            && role(draft, wire) == Some(Role::ReadReplica)
            && others.any(|other| role(draft, other) != Some(Role::ReadReplica))
    };
    let (copies, rest): (Vec<Wire>, Vec<Wire>) = draft.wires.clone().into_iter().partition(is_copy);
    draft.wires = rest;
    for wire in copies {
        let (from, to) = (
            draft.name(wire.from).to_owned(),
            draft.name(wire.to).to_owned(),
        );
        let text = format!(
            "{from} asks for the primary alone (targetServerType, target_session_attrs): it does not read from {to}."
        );
        draft.note(About::Part(wire.from), How::Told, text, wire.source);
    }
}

fn one_address(draft: &mut Draft<'_>, group: usize) {
    let parts = draft.groups[group].parts.clone();
    let tells = |&i: &usize| {
        let part = draft.part(i);
        TELLS_OF_ALL.iter().any(|word| part.is_made_of(word))
    };
    // What a provider runs has one address for all of its nodes, and a diagram's arrow is none.
    let has_one = |&i: &usize| draft.part(i).kind.is_some();
    if parts.iter().any(|i| tells(i) || has_one(i)) {
        return;
    }
    let mut named: BTreeMap<usize, BTreeSet<(usize, Option<u32>)>> = BTreeMap::new();
    for wire in draft.wires.iter().filter(|wire| parts.contains(&wire.to)) {
        let is_caller = !draft.is_store(wire.from)
            && !passes_on(draft, wire.from)
            && !asks_a_sentinel(draft, wire.from);
        if is_caller {
            let caller = draft.judged[wire.from].group;
            let nodes = wire.addressed.iter().map(|node| (wire.to, *node));
            named.entry(caller).or_default().extend(nodes);
        }
    }
    let fixed: BTreeMap<usize, usize> = named
        .into_iter()
        .filter(|(_, nodes)| nodes.len() == 1)
        .filter_map(|(caller, nodes)| Some((caller, *nodes.first()?)))
        // A Service of all nodes leads to whichever is there.
        .filter(|(_, (part, node))| node.is_some() || draft.nodes(*part) == 1)
        .map(|(caller, (part, _))| (caller, part))
        .collect();
    let nodes: BTreeSet<usize> = fixed.values().copied().collect();
    let Some(&first) = nodes.first() else { return };
    let is_one = nodes.len() == 1;
    draft.groups[group].failover = is_one.then_some(Failover::Manual);
    draft.groups[group].is_replicated = is_one;
    for &i in &parts {
        let role = draft.judged[i].role;
        draft.judged[i].role = match role {
            _ if i == first || !is_one => Some(Role::Primary),
            Some(Role::Primary) => Some(Role::Standby),
            role => role,
        };
    }
    for (caller, node) in fixed {
        say(draft, group, caller, node, is_one);
    }
}

fn say(draft: &mut Draft<'_>, group: usize, caller: usize, node: usize, is_one: bool) {
    let parts = draft.groups[group].parts.clone();
    let Some(&first) = draft.groups[caller].parts.first() else {
        return;
    };
    let from = draft.called(first).to_owned();
    let to = if parts.len() > 1 {
        draft.name(node).to_owned()
    } else {
        "one node".to_owned()
    };
    let label = draft.groups[group].label.clone();
    let nodes: u32 = parts.iter().map(|&i| draft.nodes(i)).sum();
    // Where one part is all of them, it is the part that is found as a whole.
    let other = parts.iter().find(|&&other| other != node).unwrap_or(&node);
    let choices: Vec<Choice> = vec![choice(
        format!("{from} finds the others, too"),
        format!("{from} > {}", draft.name(*other)),
        Says::Calls(true),
    )];
    let end = if is_one {
        "nothing is drawn as taking over"
    } else {
        "each node that is named is drawn as needed"
    };
    let text = format!(
        "{from} names {to} alone of the {nodes} nodes of {label}. Whoever is promoted when that dies, nothing in the files leads {from} there: {end}."
    );
    let is_one_of = |i: usize| draft.judged[i].group == caller;
    let wire = draft
        .wires
        .iter()
        .find(|wire| wire.to == node && is_one_of(wire.from));
    let source = wire.and_then(|wire| wire.source.clone());
    draft
        .note(About::Part(node), How::Guessed, text, source)
        .choices = choices;
}

/// Whether it asks a Sentinel who is primary.
fn asks_a_sentinel(draft: &Draft<'_>, i: usize) -> bool {
    draft
        .wires_apart
        .iter()
        .any(|wire| wire.from == i && draft.judged[wire.to].trade == Some(Trade::Sentinel))
}
