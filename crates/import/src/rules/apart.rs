//! What is not drawn: what observes, administers, runs once, stands for users, keeps votes, works behind a queue.

use std::collections::BTreeSet;

use topple_model::Kind;
use topple_model::imported::{How, Says};

use super::answers::Fate;
use super::draft::{About, Draft, Judged, Wire, choice, draws};
use crate::evidence::{Certainty, Rule};
use crate::inventory::{Lasts, Part};
use crate::trades::{self, Trade};

/// Judges each part by its image, by what it is told to run, and by its name.
pub fn judge(draft: &mut Draft<'_>) {
    let names: Vec<&str> = draft
        .inventory
        .parts
        .iter()
        .map(|part| part.name.as_str())
        .collect();
    let prefix = trades::prefix_of_all(&names);
    let judged = draft.inventory.parts.iter().enumerate().map(|(i, part)| {
        let (trade, how, why) = trade_of(part, &prefix);
        Judged {
            trade,
            kind: part.kind.as_ref().map_or(Kind::Server, |kind| kind.what),
            how,
            why,
            left: None,
            group: i,
            role: None,
        }
    });
    draft.judged = judged.collect();
}

fn trade_of(part: &Part, prefix: &str) -> (Option<Trade>, How, String) {
    if part.kind.is_some() {
        return (None, How::Found, "as the file says".to_owned());
    }
    let (trade, how, why) = by_words(part, prefix);
    // What the platform keeps running does not end, whatever its name says.
    let ends = matches!(trade, Some(Trade::Apart(why)) if why == trades::ONCE);
    if ends && part.lasts == Lasts::ForGood && part.apart.is_none() {
        let image = part.image.as_ref().map(|image| image.what.as_str());
        let trade = image
            .and_then(trades::of_image)
            .filter(|trade| !matches!(trade, Trade::Apart(_)));
        return (trade, How::Guessed, "it is kept running".to_owned());
    }
    (trade, how, why)
}

fn by_words(part: &Part, prefix: &str) -> (Option<Trade>, How, String) {
    let image = part.image.as_ref().map(|image| image.what.as_str());
    let by_program = part
        .program
        .as_deref()
        .and_then(|program| trades::of_image(program).or_else(|| trades::of_name(program, "")));
    // An image with several programs, as Patroni's, is what it is told to run.
    if let (Some(trade), Some(program)) = (by_program, &part.program) {
        return (Some(trade), How::Found, format!("it runs {program}"));
    }
    if let (Some(trade), Some(image)) = (image.and_then(trades::of_image), image) {
        // A task with the image of what it works on: `mongo-init`.
        if let Some(why) = trades::ends(trades::without(&part.name, prefix)) {
            return (
                Some(Trade::Apart(why)),
                How::Guessed,
                "by its name".to_owned(),
            );
        }
        // Whoever calls a Patroni image etcd has it run etcd.
        let other = trades::of_name(&part.name, prefix).filter(|_| image == "patroni");
        return (
            Some(other.unwrap_or(trade)),
            How::Found,
            format!("image {image}"),
        );
    }
    match trades::of_name(&part.name, prefix) {
        Some(trade) => (Some(trade), How::Guessed, "by its name".to_owned()),
        None => (
            None,
            How::Found,
            "it is not known for anything else".to_owned(),
        ),
    }
}

/// Leaves out what is not drawn, as far as a person has not said otherwise.
pub fn leave(draft: &mut Draft<'_>) {
    queues_call_nobody(draft);
    called_by_settings(draft);
    for i in 0..draft.judged.len() {
        let name = draft.name(i).to_owned();
        let fate = draft.answers.fate(&[&name]);
        if fate == Some(Fate::LeftOut) {
            let draw = draws(&name, Kind::Server);
            draft.leave(i, "You left it out.", draw);
        }
        if fate.is_some() {
            continue;
        }
        let why = match (draft.part(i).apart.clone(), draft.judged[i].trade) {
            (Some(why), _) => why,
            (None, Some(Trade::Apart(why))) => why.to_owned(),
            (None, Some(Trade::Users)) => "It stands for the users.".to_owned(),
            (None, Some(Trade::Sentinel)) => {
                "It watches a Redis and promotes one of its copies; no request passes through it."
                    .to_owned()
            }
            _ => continue,
        };
        let kind = if draft.judged[i].trade == Some(Trade::Redis) {
            Kind::Database
        } else {
            Kind::Server
        };
        draft.leave(i, &why, draws(&name, kind));
    }
    super::watchers::draw(draft);
    tasks(draft);
    coordinators(draft);
    behind_queues(draft);
    background(draft);
}

/// What nothing starts again, nobody calls and opens nothing does its task and ends.
fn tasks(draft: &mut Draft<'_>) {
    let serves = |&i: &usize| draft.judged[i].trade.is_none() && draft.part(i).lasts != Lasts::Once;
    if !draft.drawn().iter().any(serves) {
        return;
    }
    for i in draft.drawn() {
        let part = draft.part(i);
        let is_one = part.lasts == Lasts::Once
            && part.entry.is_none()
            && draft.judged[i].trade.is_none()
            && draft.callers(i).next().is_none();
        let name = draft.name(i).to_owned();
        let is_answered = draft.answers.fate(&[&name]).is_some()
            || draft.answers.entry(&[&name]).is_some()
            || draft.answers.added_calls().any(|(_, to)| to == name);
        if is_one && !is_answered {
            let why = "Its file has nothing start it again, and nobody calls it: it does its task and ends.";
            draft.leave(i, why, draws(&name, Kind::Server));
        }
    }
}

/// A broker that names a server in its own settings delivers nothing to it: a registry of schemas, what watches it.
fn queues_call_nobody(draft: &mut Draft<'_>) {
    let is_one = |draft: &Draft<'_>, wire: &Wire| {
        let to = draft.judged[wire.to].trade;
        draft.judged[wire.from].trade == Some(Trade::Queue)
            && draft.part(wire.to).kind.is_none()
            && matches!(to, None | Some(Trade::Background))
            && matches!(wire.rule, Rule::Environment | Rule::DependsOn)
    };
    let (gone, stay): (Vec<Wire>, Vec<Wire>) = std::mem::take(&mut draft.wires)
        .into_iter()
        .partition(|wire| is_one(draft, wire));
    draft.wires = stay;
    for wire in gone {
        let text = format!(
            "{} names {}, and is drawn as a queue, which does not call such a thing: this is not drawn.",
            draft.name(wire.from),
            draft.name(wire.to)
        );
        draft.note(About::Part(wire.from), How::Told, text, wire.source);
    }
}

/// Nobody names a task as a host: `cassandra-seed` that others are told to call serves, whatever its name says.
fn called_by_settings(draft: &mut Draft<'_>) {
    let is_task = |draft: &Draft<'_>, i: usize| {
        draft.judged[i].how == How::Guessed
            && matches!(draft.judged[i].trade, Some(Trade::Apart(why)) if why == trades::ONCE)
    };
    for i in 0..draft.judged.len() {
        let is_called = draft.wires.iter().any(|wire| {
            wire.to == i
                && wire.rule.rank() <= Rule::Environment.rank()
                && draft.part(wire.from).apart.is_none()
                && !matches!(
                    draft.judged[wire.from].trade,
                    Some(Trade::Apart(_) | Trade::Users)
                )
        });
        if is_called && is_task(draft, i) && draft.part(i).apart.is_none() {
            let image = draft.part(i).image.as_ref();
            let image = image.map(|image| image.what.clone());
            draft.judged[i].trade = image.as_deref().and_then(trades::of_image);
            draft.judged[i].why = match image {
                Some(image) => format!("image {image}"),
                None => "others call it".to_owned(),
            };
        }
    }
}

/// What keeps the votes of databases and queues, and no server calls.
fn coordinators(draft: &mut Draft<'_>) {
    for i in 0..draft.judged.len() {
        let name = draft.name(i).to_owned();
        if !draft.is_drawn(i)
            || draft.judged[i].trade != Some(Trade::Coordinator)
            || draft.answers.fate(&[&name]).is_some()
        {
            continue;
        }
        let callers: Vec<usize> = draft
            .wires
            .iter()
            .chain(&draft.wires_apart)
            .filter(|wire| wire.to == i)
            .map(|wire| wire.from)
            .collect();
        let votes = |caller: &usize| {
            matches!(
                draft.judged[*caller].trade,
                Some(
                    Trade::Database
                        | Trade::Redis
                        | Trade::Queue
                        | Trade::Proxy
                        | Trade::Coordinator
                )
            ) && draft.part(*caller).kind.is_none()
        };
        let masters = callers
            .iter()
            .any(|&c| draft.judged[c].trade != Some(Trade::Coordinator));
        if masters && callers.iter().all(votes) {
            let why = "It keeps the votes of others, and Topple has no store of votes: who promotes by them does so only while most of them live.";
            draft.leave(i, why, draws(&name, Kind::Database));
        }
    }
    // Those that know each other alone have their fate from the first.
    let peers: Vec<usize> = draft
        .drawn()
        .into_iter()
        .filter(|&i| {
            let left_peer = || {
                draft.wires_apart.iter().any(|wire| {
                    (wire.from == i && !draft.is_drawn(wire.to))
                        || (wire.to == i && !draft.is_drawn(wire.from))
                })
            };
            draft.judged[i].trade == Some(Trade::Coordinator)
                && draft
                    .callers(i)
                    .all(|c| draft.judged[c].trade == Some(Trade::Coordinator))
                && left_peer()
        })
        .collect();
    for i in peers {
        let draw = draws(draft.name(i), Kind::Database);
        draft.leave(i, "It keeps the votes of others, as its peers do.", draw);
    }
}

/// What calls a queue, and nobody calls, takes from it: if somebody else is there to publish.
fn behind_queues(draft: &mut Draft<'_>) {
    let is_queue = |draft: &Draft<'_>, i: usize| {
        let by_format = draft
            .part(i)
            .kind
            .as_ref()
            .map(|kind| kind.what == Kind::Queue);
        by_format.unwrap_or(draft.judged[i].trade == Some(Trade::Queue))
    };
    for i in draft.drawn() {
        let works = matches!(draft.judged[i].trade, None | Some(Trade::Background))
            && draft.part(i).kind.is_none();
        if !works || is_asked(draft, i) {
            continue;
        }
        let Some(queue) = draft.callees(i).find(|&to| is_queue(draft, to)) else {
            continue;
        };
        let is_background = draft.judged[i].trade == Some(Trade::Background);
        let publishes = |other: usize| other != i && is_asked(draft, other);
        if !is_background && !draft.callers(queue).any(publishes) {
            continue;
        }
        let why = format!(
            "It takes from {}, so no request waits for it.",
            draft.name(queue)
        );
        let about = format!("{} > {}", draft.name(queue), draft.name(i));
        if draft.answers.calls(&[draft.name(queue)], &[draft.name(i)]) == Some(true)
            || draft.answers.fate(&[draft.name(i)]).is_some()
        {
            continue;
        }
        let draw = choice(
            format!(
                "Draw it as what works on the messages of {}",
                draft.name(queue)
            ),
            about,
            Says::Calls(true),
        );
        draft.leave(i, &why, draw);
        let serve = draws(draft.name(i), Kind::Server);
        if let Some(note) = draft.notes.last_mut() {
            note.choices.push(serve);
        }
    }
}

/// What works in the background by its name, and nobody calls.
fn background(draft: &mut Draft<'_>) {
    let asked = inner_doors(draft);
    // Of two of which one calls the other, the one that is called is seen to be called by nobody once the other is left out.
    loop {
        let before = draft.drawn().len();
        for i in draft.drawn() {
            let name = draft.name(i).to_owned();
            let is_one = draft.judged[i].trade == Some(Trade::Background)
                && !asked.contains(&i)
                && draft.answers.fate(&[&name]).is_none();
            let delivered = draft.answers.added_calls().any(|(_, to)| to == name);
            if is_one && !delivered && !is_asked(draft, i) {
                draft.leave(
                    i,
                    "It works in the background by its name, so no request waits for it.",
                    draws(&name, Kind::Server),
                );
            }
        }
        if draft.drawn().len() == before {
            return;
        }
    }
}

/// A port of what works in the background is for whoever watches it, where users come in elsewhere. Those whose port is
/// open to the outside stay, to be asked about.
fn inner_doors(draft: &mut Draft<'_>) -> BTreeSet<usize> {
    let mut asked = BTreeSet::new();
    let is_back = |draft: &Draft<'_>, i: usize| draft.judged[i].trade == Some(Trade::Background);
    let is_open = |draft: &Draft<'_>, i: usize| {
        let entry = draft.part(i).entry.as_ref();
        entry.is_some_and(|entry| entry.evidence.certainty == Certainty::Found)
    };
    let drawn = draft.drawn();
    let serves = |&i: &usize| {
        is_open(draft, i)
            && matches!(
                draft.judged[i].trade,
                None | Some(Trade::Proxy | Trade::WebServer)
            )
    };
    if !drawn.iter().any(serves) {
        return asked;
    }
    for i in drawn {
        let name = draft.name(i).to_owned();
        let is_answered = draft.answers.entry(&[&name]).is_some();
        if !is_back(draft, i) || is_answered || draft.part(i).entry.is_none() {
            continue;
        }
        if is_open(draft, i) {
            asked.insert(i);
        }
        draft.inventory.parts[i].entry = None;
    }
    asked
}

/// Whether a request may come to it: users come in, or somebody calls it.
fn is_asked(draft: &Draft<'_>, i: usize) -> bool {
    draft.part(i).entry.is_some()
        || draft.callers(i).next().is_some()
        || draft.answers.entry(&[draft.name(i)]) == Some(true)
}

/// Says of whoever stands for the users whom it calls.
pub fn users(draft: &mut Draft<'_>) {
    let wires = draft
        .wires_apart
        .iter()
        .filter(|wire| draft.judged[wire.from].trade == Some(Trade::Users));
    let said: Vec<_> = wires
        .map(|wire| (wire.from, wire.to, wire.source.clone()))
        .collect();
    for (from, to, source) in said {
        if draft.is_drawn(to) {
            let text = format!(
                "{} stands for the users: it calls {}.",
                draft.name(from),
                draft.name(to)
            );
            draft.note(About::Part(to), How::Told, text, source);
        }
    }
}
