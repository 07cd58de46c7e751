//! Calls that no file says and that are likely: `X-db` beside `X`, the only store, the only one to call.

use std::collections::BTreeSet;

use topple_model::Kind;
use topple_model::imported::How;

use super::draft::{Draft, Wire};
use super::groups::shares_a_network;
use crate::evidence::Rule;
use crate::trades::{self, Trade};

/// `X-db`, `X-redis` beside `X`.
pub fn name_pairs(draft: &mut Draft<'_>) {
    let endings = [
        "db", "database", "postgres", "mysql", "mariadb", "mongo", "mongodb", "redis", "cache",
        "store",
    ];
    for store in draft.drawn() {
        if !(draft.is_store(store) || draft.judged[store].trade == Some(Trade::Cache))
            || draft.callers(store).next().is_some()
        {
            continue;
        }
        let name = draft.name(store).to_lowercase();
        let stem = endings
            .iter()
            .find_map(|ending| name.strip_suffix(ending)?.strip_suffix(['-', '_']));
        let owner = stem.and_then(|stem| {
            draft.drawn().into_iter().find(|&i| {
                draft.name(i).to_lowercase() == stem && shares_a_network(draft, i, store)
            })
        });
        if let Some(owner) = owner.filter(|&owner| works(draft, owner)) {
            guess(draft, owner, store, Rule::NamePair);
        }
    }
}

/// The only store that nobody calls, and the only one who could.
pub fn only_store(draft: &mut Draft<'_>) {
    for group in 0..draft.groups.len() {
        let stores = draft.groups[group].parts.clone();
        if !stores.iter().all(|&i| draft.is_store(i))
            || stores.iter().any(|&i| draft.callers(i).next().is_some())
        {
            continue;
        }
        let servers = draft.drawn().into_iter().filter(|&i| works(draft, i));
        let near: Vec<usize> = servers
            .filter(|&i| {
                stores
                    .iter()
                    .any(|&store| shares_a_network(draft, i, store))
            })
            .collect();
        let without: Vec<usize> = near
            .iter()
            .copied()
            .filter(|&i| !draft.callees(i).any(|to| draft.is_store(to)))
            .collect();
        // Where somebody who is left out calls it, it is not known to be the store of another who has one.
        let works_behind = |wire: &Wire| {
            stores.contains(&wire.to)
                && draft.judged[wire.from].left.is_some()
                && works(draft, wire.from)
        };
        let near = if draft.wires_apart.iter().any(works_behind) {
            without.clone()
        } else {
            near
        };
        let Some(callers) = [near, without]
            .into_iter()
            .find(|some| one_service(draft, some))
        else {
            continue;
        };
        // Whoever calls another node of the same make may know of this one, or need it not: that is asked.
        let calls_alike = |&caller: &usize| {
            draft
                .callees(caller)
                .any(|to| stores.iter().any(|&store| is_alike(draft, to, store)))
        };
        if callers.iter().any(calls_alike) {
            continue;
        }
        for &caller in &callers {
            for &store in &stores {
                guess(draft, caller, store, Rule::SharedNetwork);
            }
        }
    }
}

/// Whether two are of one image and of one name but for their numbers.
fn is_alike(draft: &Draft<'_>, a: usize, b: usize) -> bool {
    let image = |i: usize| draft.part(i).image.as_ref().map(|image| &image.what);
    let stem = |i: usize| trades::stem(draft.name(i));
    image(a).is_some() && image(a) == image(b) && stem(a) == stem(b)
}

/// What only passes on, is open to users and has nothing behind it: the only one that nobody calls stands there.
pub fn only_entry(draft: &mut Draft<'_>) {
    for front in draft.drawn() {
        let passes = passes_on(draft, front);
        if !passes || draft.part(front).entry.is_none() || draft.callees(front).next().is_some() {
            continue;
        }
        let uncalled = draft
            .drawn()
            .into_iter()
            .filter(|&i| works(draft, i) && draft.callers(i).next().is_none())
            .filter(|&i| draft.judged[i].trade != Some(Trade::Background));
        let behind: Vec<usize> = uncalled
            .filter(|&i| draft.part(i).entry.is_none() && shares_a_network(draft, front, i))
            .collect();
        if one_service(draft, &behind) {
            for to in behind {
                guess(draft, front, to, Rule::OnlyEntry);
            }
        }
    }
}

/// Whether it works for itself: no store, no queue, nothing that passes on.
fn works(draft: &Draft<'_>, i: usize) -> bool {
    match &draft.part(i).kind {
        Some(kind) => kind.what == Kind::Server,
        None => matches!(draft.judged[i].trade, None | Some(Trade::Background)),
    }
}

/// Whether it passes on by its image or name.
pub fn passes_on(draft: &Draft<'_>, i: usize) -> bool {
    match &draft.part(i).kind {
        Some(kind) => kind.what == Kind::LoadBalancer,
        None => matches!(draft.judged[i].trade, Some(Trade::Proxy | Trade::WebServer)),
    }
}

fn one_service(draft: &Draft<'_>, parts: &[usize]) -> bool {
    let first = parts.first().map(|&i| draft.judged[i].group);
    first.is_some() && parts.iter().all(|&i| Some(draft.judged[i].group) == first)
}

fn guess(draft: &mut Draft<'_>, from: usize, to: usize, rule: Rule) {
    if from == to || draft.answers.calls(&draft.names(from), &draft.names(to)) == Some(false) {
        return;
    }
    draft.wires.push(Wire {
        from,
        to,
        rule,
        how: How::Guessed,
        source: Some(draft.part(to).source.clone()),
        pool: None,
        said_by: Vec::new(),
        addressed: BTreeSet::from([None]),
        primary_only: false,
    });
}
