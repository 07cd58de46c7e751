//! Who acts as primary in a run, after each moment of a history, held against the history that the oracle goes through.

use crate::against::moments;
use crate::drawn::{Case, Deed};
use crate::file::read;
use crate::sets::{History, sets};
use std::collections::BTreeSet;
use topple::engine::{Micros, Run};
use topple::formats::json;
use topple::model::{Action, Target};

/// Longer than it takes to notice, to promote, to catch up and to take a role back.
const REST: Micros = Micros(20_000_000);

/// Where run and oracle differ first.
pub fn differences(case: &Case) -> Option<String> {
    let mut file = case.file.clone();
    // Nobody calls: what is compared needs no requests.
    for part in file["components"].as_array_mut().unwrap() {
        if part["kind"] == "client" {
            part["rate_rps"] = 0.into();
        }
    }
    let text = file.to_string();
    let scenario = json::read(&text).ok()?;
    let system = read(&text);
    let sets = sets(&system);
    let mut history = History::start(&system);
    let mut run = Run::new(&scenario);
    let rest = |run: &mut Run| {
        let until = run.now() + REST;
        run.advance(until, u64::MAX);
    };
    rest(&mut run);
    for (at, (deeds, broken)) in case.moments.iter().zip(moments(&system, case)).enumerate() {
        let deeds = deeds.iter().filter_map(|deed| {
            let target = scenario.target(deed.target())?;
            match (deed, target) {
                (Deed::Revive(_), _) => Some(Action::Revive(target)),
                (Deed::Kill(_), Target::Link(link)) => Some(Action::Cut(link)),
                (Deed::Kill(_), _) => Some(Action::Kill(target)),
                (Deed::Isolate(_), Target::Region(region)) => Some(Action::Isolate(region)),
                (Deed::Isolate(_), _) => None,
            }
        });
        let deeds: Vec<Action> = deeds.collect();
        run.act_all(&deeds);
        rest(&mut run);
        history = history.then(&system, &sets, &broken);
        let roles = run.roles();
        for set in &sets {
            let ids = |nodes: &mut dyn Iterator<Item = &usize>| -> BTreeSet<String> {
                nodes.map(|node| system.parts[*node].id.clone()).collect()
            };
            let named = |node: &&usize| {
                let id = &system.parts[**node].id;
                roles.primaries.iter().any(|named| named.to_string() == *id)
            };
            let drawn = |node: &&usize| system.parts[**node].role == crate::file::Role::Primary;
            let ours = ids(&mut set
                .nodes
                .iter()
                .filter(|node| history.acting.contains_key(node)));
            let theirs = ids(&mut set.nodes.iter().filter(named));
            let theirs = if theirs.is_empty() {
                ids(&mut set.nodes.iter().filter(drawn))
            } else {
                theirs
            };
            if ours != theirs {
                return Some(format!(
                    "primaries after moment {at}: oracle {ours:?}, run {theirs:?}"
                ));
            }
        }
        // Who has no data is never promoted, in or out.
        let matters = |id: &str| {
            let node = system.parts.iter().position(|part| part.id == id);
            node.is_some_and(|node| sets.iter().any(|set| set.with_data.contains(&node)))
        };
        let ours: BTreeSet<String> = history
            .out
            .iter()
            .map(|node| system.parts[*node].id.clone())
            .filter(|id| matters(id))
            .collect();
        let theirs: BTreeSet<String> = roles
            .out
            .iter()
            .map(ToString::to_string)
            .filter(|id| matters(id))
            .collect();
        if ours != theirs {
            return Some(format!(
                "out after moment {at}: oracle {ours:?}, run {theirs:?}"
            ));
        }
    }
    None
}
