//! Where users come in.

use topple_model::Kind;
use topple_model::imported::{How, Says};

use super::draft::{About, Draft, choice};
use crate::evidence::{Certainty, Source};
use crate::trades::Trade;

/// Most parts that a question names.
const ASKED: usize = 8;

/// Finds where users come in.
pub fn find(draft: &mut Draft<'_>) {
    // A diagram that draws its users says itself where they come in.
    if !users(draft).is_empty() {
        return;
    }
    let doors: Vec<usize> = draft
        .drawn()
        .into_iter()
        .filter(|&i| {
            matches!(
                draft.judged[i].kind,
                Kind::Server | Kind::LoadBalancer | Kind::Dns
            )
        })
        .collect();
    let answered = |draft: &Draft<'_>, i: usize| draft.answers.entry(&draft.names(i));
    let open = |draft: &Draft<'_>, certainty: Certainty| -> Vec<(usize, Source)> {
        let said = doors
            .iter()
            .filter_map(|&i| Some((i, draft.part(i).entry.as_ref()?)));
        let said = said.filter(|(i, entry)| {
            entry.evidence.certainty == certainty && answered(draft, *i) != Some(false)
        });
        said.map(|(i, entry)| (i, entry.evidence.source.clone()))
            .collect()
    };
    let found = before_stores(draft, outermost(draft, open(draft, Certainty::Found)));
    let mut entries: Vec<(usize, How, Option<Source>)> = found
        .into_iter()
        .map(|(i, source)| (i, How::Found, Some(source)))
        .collect();
    let yes: Vec<usize> = doors
        .iter()
        .copied()
        .filter(|&i| answered(draft, i) == Some(true))
        .collect();
    if entries.is_empty() && yes.is_empty() {
        let local = outermost(draft, open(draft, Certainty::Guessed));
        entries.extend(
            local
                .into_iter()
                .map(|(i, source)| (i, How::Guessed, Some(source))),
        );
    }
    if entries.is_empty() && yes.is_empty() {
        let by_users = draft.wires_apart.iter().filter(|wire| {
            draft.judged[wire.from].trade == Some(Trade::Users) && doors.contains(&wire.to)
        });
        let mut by_users: Vec<_> = by_users
            .map(|wire| (wire.to, How::Guessed, wire.source.clone()))
            .collect();
        by_users.retain(|(i, ..)| answered(draft, *i) != Some(false));
        by_users.dedup_by_key(|(i, ..)| *i);
        // What others call, too, is behind them.
        let is_outer = |(i, ..): &(usize, How, Option<Source>)| draft.callers(*i).next().is_none();
        if by_users.iter().any(is_outer) {
            by_users.retain(is_outer);
        }
        entries.extend(by_users);
    }
    for i in yes {
        if !entries.iter().any(|(entry, ..)| *entry == i) {
            entries.push((i, How::Found, None));
        }
    }
    if entries.is_empty() {
        entries.extend(only_one(draft, &doors));
    }
    for (i, how, source) in &entries {
        let name = draft.name(*i).to_owned();
        let text = match how {
            How::Guessed => format!(
                "Users are taken to come in at {name}: no file opens anything to the outside, and nobody else calls it."
            ),
            _ => format!("Users come in at {name}."),
        };
        let how = if answered(draft, *i).is_some() {
            How::Found
        } else {
            *how
        };
        draft
            .note(About::Part(*i), how, text, source.clone())
            .choices
            .push(choice(
                "Users do not come in here",
                name,
                Says::Entry(false),
            ));
    }
    draft.entries = entries;
}

/// The users that the files draw themselves.
fn users(draft: &Draft<'_>) -> Vec<usize> {
    let drawn = draft.drawn().into_iter();
    drawn
        .filter(|&i| draft.judged[i].kind == Kind::Client)
        .collect()
}

/// Without what only passes on to stores, as Pgpool does, where users come in elsewhere, too.
fn before_stores(draft: &Draft<'_>, open: Vec<(usize, Source)>) -> Vec<(usize, Source)> {
    let keeps = |to: usize| {
        matches!(
            draft.judged[to].kind,
            Kind::Database | Kind::Cache | Kind::Queue
        )
    };
    let is_one = |(i, _): &(usize, Source)| {
        draft.judged[*i].kind == Kind::LoadBalancer
            && draft.callees(*i).next().is_some()
            && draft.callees(*i).all(keeps)
    };
    if open.iter().all(is_one) {
        return open;
    }
    open.into_iter().filter(|entry| !is_one(entry)).collect()
}

/// Without what another open one calls.
fn outermost(draft: &Draft<'_>, open: Vec<(usize, Source)>) -> Vec<(usize, Source)> {
    let places: Vec<usize> = open.iter().map(|(i, _)| *i).collect();
    let is_called = |i: usize| {
        draft
            .callers(i)
            .any(|caller| caller != i && places.contains(&caller))
    };
    open.into_iter().filter(|(i, _)| !is_called(*i)).collect()
}

/// The only one that nobody calls, or the only one of them that serves what browsers ask for. Else a question.
fn only_one(draft: &mut Draft<'_>, doors: &[usize]) -> Vec<(usize, How, Option<Source>)> {
    let uncalled: Vec<usize> = doors
        .iter()
        .copied()
        .filter(|&i| {
            draft.callers(i).next().is_none() && draft.answers.entry(&draft.names(i)) != Some(false)
        })
        .collect();
    let serves = |&i: &usize| {
        draft
            .part(i)
            .ports
            .iter()
            .any(|port| matches!(port, 80 | 443 | 8080 | 8443))
    };
    let web: Vec<usize> = uncalled.iter().copied().filter(serves).collect();
    let one_service = |parts: &[usize]| {
        parts.first().is_some_and(|&first| {
            parts
                .iter()
                .all(|&i| draft.judged[i].group == draft.judged[first].group)
        })
    };
    let only = [&uncalled, &web]
        .into_iter()
        .find(|parts| one_service(parts))
        .cloned();
    if let Some(only) = only {
        return only
            .into_iter()
            .map(|i| (i, How::Guessed, Some(draft.part(i).source.clone())))
            .collect();
    }
    if uncalled.is_empty() {
        let text = "Nothing here can be called from outside, so no request is drawn and nothing is judged. Draw the users, and whom they call.";
        draft.note(About::All, How::Asked, text, None);
        return Vec::new();
    }
    let names: Vec<String> = uncalled.iter().map(|&i| draft.name(i).to_owned()).collect();
    let text =
        "Where do users come in? No file says, so no request is drawn and nothing is judged.";
    let note = draft.note(About::All, How::Asked, text, None);
    note.choices.extend(
        names
            .iter()
            .take(ASKED)
            .map(|name| choice(format!("At {name}"), name, Says::Entry(true))),
    );
    Vec::new()
}

/// Asks who calls what no request reaches.
pub fn ask_about_the_rest(draft: &mut Draft<'_>) {
    let reached = reached(draft);
    let is_caller = |&i: &usize| matches!(draft.judged[i].kind, Kind::Server | Kind::LoadBalancer);
    let callers: Vec<usize> = draft.drawn().into_iter().filter(is_caller).collect();
    let is_empty = |&i: &usize| {
        draft.judged[i].kind == Kind::LoadBalancer && draft.callees(i).next().is_none()
    };
    let empty: Vec<usize> = callers.iter().copied().filter(is_empty).collect();
    for &front in &empty {
        ask_who_stands_behind(draft, front);
    }
    for i in draft.drawn() {
        if !reached[i] && draft.callers(i).next().is_none() && !empty.contains(&i) {
            let mut near: Vec<usize> = callers
                .iter()
                .copied()
                .filter(|&c| c != i && (reached[c] || empty.contains(&c)))
                .collect();
            near.sort_by_key(|&c| (!empty.contains(&c), c));
            ask_who_calls(draft, i, &near, &reached);
        }
    }
}

/// What a request may come to. Copies are reached with what they copy.
fn reached(draft: &Draft<'_>) -> Vec<bool> {
    let mut reached: Vec<bool> = vec![false; draft.judged.len()];
    let mut next: Vec<usize> = draft.entries.iter().map(|(i, ..)| *i).collect();
    next.extend(users(draft));
    while let Some(i) = next.pop() {
        if !std::mem::replace(&mut reached[i], true) {
            next.extend(draft.callees(i));
            let set = draft.groups[draft.judged[i].group].parts.iter().copied();
            next.extend(set.filter(|&other| draft.is_store(other)));
        }
    }
    reached
}

/// Asks who stands behind what passes on, where nothing in the files does.
pub fn ask_who_stands_behind(draft: &mut Draft<'_>, front: usize) {
    let name = draft.name(front).to_owned();
    let end = if draft.judged[front].kind == Kind::LoadBalancer {
        "so it serves no request, and nothing behind it can be judged"
    } else {
        "so what it passes requests on to is not drawn, and not judged"
    };
    let text = format!("Who stands behind {name}? Nothing in the files does, {end}.");
    let source = Some(draft.part(front).source.clone());
    let may_be = |&i: &usize| {
        i != front && draft.callers(i).next().is_none() && draft.judged[i].kind == Kind::Server
    };
    let drawn = draft.drawn();
    let names = drawn
        .iter()
        .copied()
        .filter(may_be)
        .take(ASKED)
        .map(|i| draft.name(i));
    let choices: Vec<_> = names
        .map(|other| {
            choice(
                format!("{other} does"),
                format!("{name} > {other}"),
                Says::Calls(true),
            )
        })
        .collect();
    draft
        .note(About::Part(front), How::Asked, text, source)
        .choices = choices;
}

fn ask_who_calls(draft: &mut Draft<'_>, i: usize, near: &[usize], reached: &[bool]) {
    let name = draft.name(i).to_owned();
    let behind = behind(draft, i, reached);
    let also = if behind.is_empty() {
        String::new()
    } else {
        format!(", nor is what stands behind it ({})", behind.join(", "))
    };
    let apart = draft
        .wires_apart
        .iter()
        .filter(|wire| wire.to == i && wire.from != i)
        .map(|wire| draft.name(wire.from));
    let apart: Vec<&str> = apart.take(ASKED).collect();
    let apart = if apart.is_empty() {
        String::new()
    } else {
        let verbs = if apart.len() == 1 {
            "does, and is"
        } else {
            "do, and are"
        };
        format!(" {} {verbs} not drawn.", apart.join(", "))
    };
    let text = format!("Nobody calls {name}: it is not judged{also}.{apart} Draw who does.");
    let source = Some(draft.part(i).source.clone());
    let names = near.iter().take(ASKED).map(|&c| draft.name(c));
    let mut choices: Vec<_> = names
        .map(|caller| {
            choice(
                format!("{caller} calls it"),
                format!("{caller} > {name}"),
                Says::Calls(true),
            )
        })
        .collect();
    if matches!(draft.judged[i].kind, Kind::Server | Kind::LoadBalancer) {
        choices.push(choice("Users call it", &name, Says::Entry(true)));
    }
    choices.push(choice("Leave it out", &name, Says::LeftOut));
    draft.note(About::Part(i), How::Asked, text, source).choices = choices;
}

/// What only this one leads to.
fn behind(draft: &Draft<'_>, from: usize, reached: &[bool]) -> Vec<String> {
    let (mut seen, mut next) = (vec![from], vec![from]);
    while let Some(i) = next.pop() {
        for to in draft.callees(i) {
            if !reached[to] && !seen.contains(&to) && seen.len() < 20 {
                seen.push(to);
                next.push(to);
            }
        }
    }
    seen[1..]
        .iter()
        .map(|&i| draft.name(i).to_owned())
        .collect()
}
