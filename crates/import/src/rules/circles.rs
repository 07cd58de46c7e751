//! Calls never go round in a circle: of each circle the weakest is dropped, and told.

use std::collections::{BTreeMap, BTreeSet};

use topple_model::imported::{How, Says};

use super::draft::{About, Draft, Wire, choice};
use super::guesses::passes_on;
use crate::evidence::Rule;
use crate::hosts::words_of;
use crate::trades::Trade;

/// Keeps the strongest calls that form no circle, and none within a service.
pub fn drop_weakest(draft: &mut Draft<'_>) {
    let mut wires = std::mem::take(&mut draft.wires);
    let mut order: Vec<usize> = (0..wires.len()).collect();
    order.sort_by_key(|&w| (doubt(draft, &wires[w]), w));
    let mut calls: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    let mut dropped = BTreeSet::new();
    for w in order {
        let Wire { from, to, .. } = wires[w];
        let (a, b) = (draft.judged[from].group, draft.judged[to].group);
        if a == b {
            dropped.insert(w);
        } else if leads(&calls, b, a) {
            dropped.insert(w);
            let (from, to) = (draft.name(from).to_owned(), draft.name(to).to_owned());
            let text = format!(
                "{from} and {to} call each other, by way of others perhaps. {from} > {to} is the less certain call, and is not drawn."
            );
            let source = wires[w].source.clone();
            let there = choice(
                format!("{from} calls {to}"),
                format!("{from} > {to}"),
                Says::Calls(true),
            );
            draft
                .note(About::All, How::Told, text, source)
                .choices
                .push(there);
        } else {
            calls.entry(a).or_default().insert(b);
        }
    }
    let mut at = 0..;
    wires.retain(|_| !at.next().is_some_and(|w| dropped.contains(&w)));
    draft.wires = wires;
}

/// How much a call is to be doubted where another leads the other way.
fn doubt(draft: &Draft<'_>, wire: &Wire) -> u8 {
    let by_rule = wire.rule.rank() * 2;
    let keeps = |i: usize| {
        draft.is_store(i) || matches!(draft.judged[i].trade, Some(Trade::Queue | Trade::Cache))
    };
    match wire.rule {
        Rule::Answer => 0,
        // What keeps data or messages is called.
        _ if keeps(wire.from) && !keeps(wire.to) => u8::MAX,
        // What passes on waits for nobody else than those whom it passes on to, and an address of its own is in many a setting
        // of theirs.
        Rule::Environment
            if is_public(wire)
                || (passes_on(draft, wire.to) && draft.part(wire.to).entry.is_some()) =>
        {
            Rule::DependsOn.rank() * 2 + 1
        }
        Rule::DependsOn if passes_on(draft, wire.from) => Rule::Environment.rank() * 2 - 1,
        _ => by_rule,
    }
}

/// Whether only settings say so that hold the address which browsers are told: `SITE_URL`, `PUBLIC_URI`.
fn is_public(wire: &Wire) -> bool {
    let says = |path: &String| {
        let setting = path.rsplit('.').next().unwrap_or_default();
        words_of(setting)
            .iter()
            .any(|word| matches!(word.as_str(), "PUBLIC" | "SITE" | "EXTERNAL" | "CANONICAL"))
    };
    !wire.said_by.is_empty() && wire.said_by.iter().all(says)
}

fn leads(calls: &BTreeMap<usize, BTreeSet<usize>>, from: usize, to: usize) -> bool {
    let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(at) = next.pop() {
        if at == to {
            return true;
        }
        if seen.insert(at) {
            next.extend(calls.get(&at).into_iter().flatten());
        }
    }
    false
}
