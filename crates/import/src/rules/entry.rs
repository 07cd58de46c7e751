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
    let found = outermost(draft, open(draft, Certainty::Found));
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
    let mut reached: Vec<bool> = vec![false; draft.judged.len()];
    let mut next: Vec<usize> = draft.entries.iter().map(|(i, ..)| *i).collect();
    next.extend(users(draft));
    while let Some(i) = next.pop() {
        if !std::mem::replace(&mut reached[i], true) {
            next.extend(draft.callees(i));
            // Copies, and the nodes of a service, are reached with it.
            let group = &draft.groups[draft.judged[i].group];
            next.extend(
                group
                    .parts
                    .iter()
                    .copied()
                    .filter(|&other| draft.is_store(other)),
            );
        }
    }
    let callers: Vec<usize> = draft
        .drawn()
        .into_iter()
        .filter(|&i| matches!(draft.judged[i].kind, Kind::Server | Kind::LoadBalancer))
        .collect();
    let empty: Vec<usize> = callers
        .iter()
        .copied()
        .filter(|&i| {
            draft.judged[i].kind == Kind::LoadBalancer && draft.callees(i).next().is_none()
        })
        .collect();
    for &front in &empty {
        let name = draft.name(front).to_owned();
        let text = format!(
            "Who stands behind {name}? Nothing in the files does, so it serves no request, and nothing behind it can be judged."
        );
        let source = Some(draft.part(front).source.clone());
        let candidates: Vec<usize> = callers
            .iter()
            .copied()
            .filter(|&i| {
                i != front
                    && draft.callers(i).next().is_none()
                    && draft.judged[i].kind == Kind::Server
            })
            .collect();
        let choices: Vec<_> = candidates
            .iter()
            .take(ASKED)
            .map(|&i| {
                choice(
                    format!("{} does", draft.name(i)),
                    format!("{name} > {}", draft.name(i)),
                    Says::Calls(true),
                )
            })
            .collect();
        draft
            .note(About::Part(front), How::Asked, text, source)
            .choices
            .extend(choices);
    }
    for i in draft.drawn() {
        if reached[i] || draft.callers(i).next().is_some() || empty.contains(&i) {
            continue;
        }
        let name = draft.name(i).to_owned();
        let behind = behind(draft, i, &reached);
        let also = if behind.is_empty() {
            String::new()
        } else {
            format!(", nor is what stands behind it ({})", behind.join(", "))
        };
        let apart: Vec<&str> = draft
            .wires_apart
            .iter()
            .filter(|wire| wire.to == i && wire.from != i)
            .map(|wire| draft.name(wire.from))
            .collect();
        let apart = match apart.as_slice() {
            [] => String::new(),
            names => format!(" {} does, and is not drawn.", names.join(", ")),
        };
        let text = format!("Nobody calls {name}: it is not judged{also}.{apart} Draw who does.");
        let source = Some(draft.part(i).source.clone());
        let mut near: Vec<usize> = callers
            .iter()
            .copied()
            .filter(|&c| c != i && (reached[c] || empty.contains(&c)))
            .collect();
        near.sort_by_key(|&c| (!empty.contains(&c), c));
        let mut choices: Vec<_> = near
            .iter()
            .take(ASKED)
            .map(|&c| {
                choice(
                    format!("{} calls it", draft.name(c)),
                    format!("{} > {name}", draft.name(c)),
                    Says::Calls(true),
                )
            })
            .collect();
        if matches!(draft.judged[i].kind, Kind::Server | Kind::LoadBalancer) {
            choices.push(choice("Users call it", &name, Says::Entry(true)));
        }
        choices.push(choice("Leave it out", &name, Says::LeftOut));
        draft
            .note(About::Part(i), How::Asked, text, source)
            .choices
            .extend(choices);
    }
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
