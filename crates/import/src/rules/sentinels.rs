//! Who asks a Sentinel for the primary calls the Redis that it watches.

use std::collections::BTreeSet;

use topple_model::imported::How;

use super::draft::{Draft, Wire};
use super::groups::shares_a_network;
use crate::evidence::Rule;
use crate::trades::Trade;

/// Wires who asks Sentinels to what they watch: the Redis that they name, else the only one that they could.
pub fn callers(draft: &mut Draft<'_>) {
    let asking: Vec<Wire> = draft
        .wires_apart
        .iter()
        .filter(|wire| {
            draft.judged[wire.to].trade == Some(Trade::Sentinel)
                && draft.is_drawn(wire.from)
                && !draft.is_store(wire.from)
        })
        .cloned()
        .collect();
    let mut done = BTreeSet::new();
    for wire in asking {
        let Some((group, is_named)) = watched(draft, wire.to) else {
            continue;
        };
        let parts = draft.groups[group].parts.clone();
        let calls_it = draft.callees(wire.from).any(|to| parts.contains(&to));
        let is_denied = parts.iter().any(|&to| {
            draft
                .answers
                .calls(&draft.names(wire.from), &draft.names(to))
                == Some(false)
        });
        if !done.insert((wire.from, group)) || calls_it || is_denied {
            continue;
        }
        draft.wires.extend(parts.into_iter().map(|to| Wire {
            to,
            rule: if is_named {
                wire.rule
            } else {
                Rule::SharedNetwork
            },
            how: if is_named { wire.how } else { How::Guessed },
            ..wire.clone()
        }));
    }
}

/// The group that a Sentinel watches, and whether its settings name it.
fn watched(draft: &Draft<'_>, sentinel: usize) -> Option<(usize, bool)> {
    let is_redis = |&i: &usize| draft.is_drawn(i) && draft.judged[i].trade == Some(Trade::Redis);
    let group = |i: usize| draft.judged[i].group;
    let named: BTreeSet<usize> = draft
        .wires_apart
        .iter()
        .filter(|wire| wire.from == sentinel)
        .map(|wire| wire.to)
        .filter(is_redis)
        .map(group)
        .collect();
    if let (1, Some(&only)) = (named.len(), named.first()) {
        return Some((only, true));
    }
    let near: BTreeSet<usize> = draft
        .drawn()
        .into_iter()
        .filter(is_redis)
        .filter(|&i| shares_a_network(draft, sentinel, i))
        .map(group)
        .collect();
    near.first()
        .filter(|_| near.len() == 1)
        .map(|&only| (only, false))
}
