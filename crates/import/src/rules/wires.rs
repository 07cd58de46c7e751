//! Who calls whom: hosts looked up, the strongest of several kept, strangers told of.

use std::collections::{BTreeMap, BTreeSet};

use topple_model::imported::How;

use super::draft::{About, Draft, Wire};
use crate::evidence::{Rule, Source};
use crate::inventory::{Call, Carries};

/// Turns the calls of the inventory into wires.
pub fn resolve(draft: &mut Draft<'_>) {
    let calls = std::mem::take(&mut draft.inventory.calls);
    let hosts = hosts(draft);
    let mut wires: Vec<Wire> = Vec::new();
    let mut known: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut strangers: BTreeMap<(String, String), Call> = BTreeMap::new();
    let places: BTreeMap<String, usize> = draft
        .places()
        .into_iter()
        .map(|(name, i)| (name.to_owned(), i))
        .collect();
    for call in calls {
        let find = |name: &str| {
            places
                .get(name)
                .copied()
                .or_else(|| hosts.get(&name.to_lowercase()).copied())
        };
        let Some(from) = find(&call.from) else {
            continue;
        };
        let Some(to) = find(&call.to) else {
            if call.is_told {
                strangers
                    .entry((call.from.clone(), call.to.clone()))
                    .or_insert(call);
            }
            continue;
        };
        if from == to || call.carries == Carries::Replication {
            continue;
        }
        let said_by = call.evidence.source.path.clone();
        let wire = Wire {
            from,
            to,
            rule: call.evidence.rule,
            how: How::from(call.evidence.certainty),
            source: Some(call.evidence.source),
            pool: call.pool,
            said_by: Vec::new(),
            addressed: BTreeSet::from([call.node]),
            primary_only: call.primary_only,
        };
        let at = *known.entry((from, to)).or_insert_with(|| {
            wires.push(wire.clone());
            wires.len() - 1
        });
        let kept = &mut wires[at];
        kept.addressed.insert(call.node);
        kept.primary_only &= call.primary_only;
        if wire.rule.rank() < kept.rule.rank() {
            let said = std::mem::take(&mut kept.said_by);
            *kept = Wire {
                said_by: said,
                pool: wire.pool.or(kept.pool.take()),
                addressed: std::mem::take(&mut kept.addressed),
                primary_only: kept.primary_only,
                ..wire
            };
        } else if kept.pool.is_none() {
            kept.pool = wire.pool;
        }
        kept.said_by.push(said_by);
    }
    draft.wires = wires;
    answered(draft, &hosts);
    tell_of_strangers(draft, strangers);
}

/// Most hosts that one row names.
const NAMED: usize = 6;

/// Tells of hosts that nobody has: in one row those that one setting of the same parts names.
fn tell_of_strangers(draft: &mut Draft<'_>, strangers: BTreeMap<(String, String), Call>) {
    let mut by_host: BTreeMap<(String, String), Vec<Call>> = BTreeMap::new();
    for ((_, to), call) in strangers {
        let path = &call.evidence.source.path;
        let setting = path.rsplit('.').next().unwrap_or_default().to_owned();
        by_host.entry((setting, to)).or_default().push(call);
    }
    let mut told: BTreeMap<(String, Vec<String>), (Vec<String>, Source)> = BTreeMap::new();
    for ((setting, to), calls) in by_host {
        let names = calls.iter().map(|call| call.from.clone()).collect();
        let Some(first) = calls.into_iter().next() else {
            continue;
        };
        let (hosts, _) = told
            .entry((setting, names))
            .or_insert_with(|| (Vec::new(), first.evidence.source));
        hosts.push(to);
    }
    for ((setting, names), (hosts, source)) in told {
        let of = if setting.is_empty() {
            String::new()
        } else {
            format!("{setting} of ")
        };
        let about = draft
            .places()
            .get(names[0].as_str())
            .map_or(About::All, |&i| About::Part(i));
        let verb = if hosts.len() == 1 { "is" } else { "are" };
        let more = match hosts.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let text = format!(
            "{of}{} names {}{more}, which {verb} not in these files and not drawn.",
            names.join(", "),
            hosts[..hosts.len().min(NAMED)].join(", ")
        );
        draft.note(about, How::Told, text, Some(source));
    }
}

/// Calls that a person says there are, and takes out those that there are not.
fn answered(draft: &mut Draft<'_>, hosts: &BTreeMap<String, usize>) {
    let places = draft.places();
    let find = |name: &str| {
        places
            .get(name)
            .copied()
            .or_else(|| hosts.get(&name.to_lowercase()).copied())
    };
    let ends = draft
        .answers
        .added_calls()
        .filter_map(|(from, to)| Some((find(from)?, find(to)?)));
    let ends: Vec<(usize, usize)> = ends.filter(|(from, to)| from != to).collect();
    let answers = draft.answers;
    let is_there =
        |(from, to): (usize, usize)| answers.calls(&[draft.name(from)], &[draft.name(to)]);
    let added: Vec<(usize, usize)> = ends
        .into_iter()
        .filter(|ends| is_there(*ends) == Some(true))
        .collect();
    let gone: Vec<bool> = draft
        .wires
        .iter()
        .map(|wire| is_there((wire.from, wire.to)) == Some(false))
        .collect();
    let mut gone = gone.into_iter();
    draft.wires.retain(|_| !gone.next().unwrap_or_default());
    for (from, to) in added {
        draft
            .wires
            .retain(|wire| (wire.from, wire.to) != (from, to));
        draft.wires.push(Wire {
            from,
            to,
            rule: Rule::Answer,
            how: How::Found,
            source: None,
            pool: None,
            said_by: Vec::new(),
            addressed: BTreeSet::from([None]),
            primary_only: false,
        });
    }
}

fn hosts(draft: &Draft<'_>) -> BTreeMap<String, usize> {
    let mut hosts = BTreeMap::new();
    for (i, part) in draft.inventory.parts.iter().enumerate() {
        for host in &part.hosts {
            hosts.entry(host.to_lowercase()).or_insert(i);
        }
    }
    hosts
}
