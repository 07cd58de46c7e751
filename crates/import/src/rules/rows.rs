//! What a person reads of an import: one row for each thing that is known, guessed or asked.

use std::collections::{BTreeMap, BTreeSet};

use topple_model::imported::{Choice, How, Imported, Row, Says};
use topple_model::{Kind, LinkId, Target, limits};

use super::draft::{About, Draft, Note, choice};
use super::numbers;
use super::picture::Picture;
use crate::evidence::{Rule, Source};
use crate::trades::Trade;

/// Says of each part what it is drawn as, and of each call how it is known.
pub fn say(draft: &mut Draft<'_>) {
    for i in draft.drawn() {
        part(draft, i);
    }
    let mut said = BTreeSet::new();
    for at in 0..draft.wires.len() {
        let wire = &draft.wires[at];
        if said.insert((
            draft.called(wire.from).to_owned(),
            draft.called(wire.to).to_owned(),
        )) {
            call(draft, at);
        }
    }
    let callers = draft.wires.iter().filter(|wire| {
        draft.judged[wire.from].kind == Kind::Server && draft.judged[wire.to].kind != Kind::Cache
    });
    if callers.count() > 1 {
        let text = "Every request is taken to need every service that its servers call. Where something works without one, say so beside the call.";
        draft.note(About::All, How::Told, text, None);
    }
    if !draft.entries.is_empty() {
        let text = "No file says how many users there are: 10 requests a second are drawn.";
        draft.note(About::All, How::Told, text, None);
    }
    entries(draft);
    queues(draft);
    remarks(draft);
    for left in std::mem::take(&mut draft.inventory.left_out) {
        draft.note(
            About::All,
            How::LeftOut,
            format!("{} is not drawn. {}", left.name, left.why),
            Some(left.source),
        );
    }
}

/// What an answer says is called that is in no file.
const ELSEWHERE: &str = "elsewhere";

/// The parts that one sentence is about, and where that stands of the first.
type Together = (Vec<String>, Option<Source>);

/// What the readers have to say: questions of what is known to call a store are told, those alike in one sentence.
fn remarks(draft: &mut Draft<'_>) {
    let mut together: BTreeMap<(&str, String), Together> = BTreeMap::new();
    for remark in std::mem::take(&mut draft.inventory.remarks) {
        let place = remark
            .about
            .as_deref()
            .and_then(|name| draft.places().get(name).copied());
        let about = match place {
            Some(i) if draft.is_drawn(i) => About::Part(i),
            // Nothing need be known of what is not drawn.
            Some(_) => continue,
            None => About::All,
        };
        let has_store = place.is_some_and(|i| {
            draft
                .callees(i)
                .any(|to| draft.judged[to].kind == Kind::Database)
        });
        // What keeps data calls nobody who would be missing.
        let keeps = place.is_some_and(|i| {
            matches!(
                draft.judged[i].kind,
                Kind::Database | Kind::Cache | Kind::Queue
            )
        });
        if remark.is_asked && keeps && remark.if_told.is_none() {
            continue;
        }
        let is_settled = place
            .is_some_and(|i| draft.answers.calls(&draft.names(i), &[ELSEWHERE]) == Some(false));
        let is_asked = remark.is_asked && !has_store && !keeps && !is_settled;
        if let (false, Some(sentence), Some(i)) = (is_asked, remark.if_told, place) {
            let (names, _) = together
                .entry(sentence)
                .or_insert_with(|| (Vec::new(), remark.source));
            names.push(draft.name(i).to_owned());
            continue;
        }
        let candidates = draft
            .drawn()
            .into_iter()
            .filter(|&i| is_asked && draft.judged[i].kind == Kind::Database)
            .take(6);
        let mut choices: Vec<Choice> = candidates
            .filter_map(|to| Some((draft.name(place?), draft.called(to))))
            .map(|(from, to)| {
                choice(
                    format!("It calls {to}"),
                    format!("{from} > {to}"),
                    Says::Calls(true),
                )
            })
            .collect();
        if let Some(i) = place.filter(|_| is_asked) {
            choices.push(choice(
                "It calls nothing that is drawn",
                format!("{} > {ELSEWHERE}", draft.name(i)),
                Says::Calls(false),
            ));
        }
        let how = if is_asked { How::Asked } else { How::Told };
        draft.note(about, how, remark.text, remark.source).choices = choices;
    }
    for ((start, end), (names, source)) in together {
        let text = format!("{start} {} {end}", names.join(", "));
        draft.note(About::All, How::Told, text, source);
    }
}

/// Users who come in at several services are taken to need all of them.
fn entries(draft: &mut Draft<'_>) {
    let places: Vec<usize> = draft.entries.iter().map(|(i, ..)| *i).collect();
    let names: BTreeSet<String> = places.iter().map(|&i| draft.called(i).to_owned()).collect();
    if names.len() < 2 {
        return;
    }
    let list: Vec<&str> = names.iter().map(String::as_str).collect();
    let text = format!(
        "Users come in at several services ({}): each request is taken to need all of them.",
        list.join(", ")
    );
    let choices = names
        .iter()
        .map(|name| {
            choice(
                format!("Users can do without {name}"),
                format!("users > {name}"),
                Says::Needed(false),
            )
        })
        .collect();
    draft.note(About::All, How::Told, text, None).choices = choices;
}

/// Whether nodes of a queue hold each other's messages is in no file.
fn queues(draft: &mut Draft<'_>) {
    for group in 0..draft.groups.len() {
        let parts = &draft.groups[group].parts;
        let (first, nodes) = (parts[0], parts.iter().map(|&i| draft.nodes(i)).sum::<u32>());
        // Who runs a managed queue keeps its messages on several nodes.
        let is_own = !draft.part(first).managed;
        if draft.judged[first].kind == Kind::Queue && nodes > 1 && is_own {
            let label = draft.groups[group].label.clone();
            let text = format!(
                "Who publishes to {label} is taken to find any of its {nodes} nodes good enough. Whether they hold each other's messages is in no file."
            );
            let source = Some(draft.part(first).source.clone());
            draft.note(About::Part(first), How::Guessed, text, source);
        }
    }
}

fn part(draft: &mut Draft<'_>, i: usize) {
    let (name, judged) = (draft.name(i).to_owned(), &draft.judged[i]);
    let (kind, how) = (judged.kind, judged.how);
    let nodes = draft.part(i).nodes.clone();
    let count = match &nodes {
        Some(nodes) if nodes.what > 1 => format!(" It has {} nodes.", nodes.what),
        None if draft.part(i).managed => format!(
            " Its provider runs more than one: {} are drawn.",
            draft.nodes(i)
        ),
        None if draft.part(i).restarts && kind != Kind::LoadBalancer => {
            " One is drawn: no number is said.".to_owned()
        }
        _ => String::new(),
    };
    let restarts = if draft.part(i).restarts {
        " It is started again when it dies."
    } else {
        ""
    };
    let is_told_already = judged.trade == Some(Trade::Redis)
        && matches!(kind, Kind::Cache | Kind::Database)
        && how == How::Guessed;
    let (how, why) = if is_told_already {
        (How::Found, String::new())
    } else {
        (how, format!(" ({})", judged.why))
    };
    let source = draft.part(i).image.as_ref().map_or_else(
        || draft.part(i).source.clone(),
        |image| image.evidence.source.clone(),
    );
    let text = format!(
        "{name} is drawn as a {}{why}.{count}{restarts}",
        kind.noun()
    );
    let others = [Kind::Server, Kind::Database, Kind::Cache, Kind::Queue]
        .into_iter()
        .filter(|other| *other != kind);
    let mut choices: Vec<Choice> = others
        .map(|other| {
            choice(
                format!("It is a {}", other.noun()),
                &name,
                Says::Kind(other),
            )
        })
        .collect();
    choices.push(choice("Leave it out", &name, Says::LeftOut));
    draft.note(About::Part(i), how, text, Some(source)).choices = choices;
    if kind == Kind::LoadBalancer {
        checks(draft, i);
    }
}

/// How a balancer finds out that a member is gone.
fn checks(draft: &mut Draft<'_>, i: usize) {
    let (name, part) = (draft.name(i).to_owned(), draft.part(i));
    let said = part.balancer.check.as_ref();
    let source = said.map(|check| check.evidence.source.clone());
    let text = if numbers::is_checking(part, draft.judged[i].trade) {
        format!("{name} asks its members how they are, and leaves out who does not answer.")
    } else if part.managed {
        format!(
            "{name} asks nobody how its members are, and goes on sending to those that are dead."
        )
    } else {
        format!(
            "{name} asks nobody how its members are; where a connect fails it goes on to the next."
        )
    };
    draft.note(
        About::Part(i),
        if said.is_some() {
            How::Found
        } else {
            How::Told
        },
        text,
        source,
    );
}

fn call(draft: &mut Draft<'_>, at: usize) {
    let wire = draft.wires[at].clone();
    let (from, to) = (
        draft.called(wire.from).to_owned(),
        draft.called(wire.to).to_owned(),
    );
    let path = wire.source.as_ref().map(|source| source.path.as_str());
    let setting = path
        .and_then(|path| path.rsplit('.').next())
        .unwrap_or_default();
    let by = match wire.rule {
        Rule::NetworkPolicy => " (network policy)".to_owned(),
        Rule::TargetGroup => " (its members)".to_owned(),
        Rule::Arrow => " (an arrow)".to_owned(),
        _ if setting.is_empty() => String::new(),
        _ => format!(" ({setting})"),
    };
    let is_delivery = draft.judged[wire.from].kind == Kind::Queue;
    let text = match wire.rule {
        Rule::Answer => format!("{from} calls {to}, as you said."),
        Rule::NamePair => format!("{from} is taken to call {to}, by their names."),
        Rule::SharedNetwork | Rule::OnlyStore => {
            format!(
                "{from} is taken to call {to}: nothing in the files says so, but it is the only one that could."
            )
        }
        Rule::OnlyEntry => {
            format!("{to} is taken to stand behind {from}: it is the only one that nobody calls.")
        }
        _ if is_delivery => format!("{from} hands its messages to {to}{by}."),
        _ => format!("{from} calls {to}{by}."),
    };
    let about = format!("{from} > {to}");
    let needed = draft
        .answers
        .needed(&draft.names(wire.from), &draft.names(wire.to));
    let mut choices = Vec::new();
    if draft.judged[wire.from].kind == Kind::Server {
        let is_cache = draft.judged[wire.to].kind == Kind::Cache;
        if needed.unwrap_or(!is_cache) {
            choices.push(choice(
                format!("{from} works without it"),
                &about,
                Says::Needed(false),
            ));
        } else {
            choices.push(choice(
                format!("{from} cannot do without it"),
                &about,
                Says::Needed(true),
            ));
        }
    }
    choices.push(choice("There is no such call", &about, Says::Calls(false)));
    let name = to.to_lowercase();
    let signs_in = [
        "dex",
        "keycloak",
        "authelia",
        "authentik",
        "hydra",
        "zitadel",
    ];
    if signs_in.iter().any(|word| name.contains(word)) && needed.is_none() {
        let text = format!(
            "{to} may be needed for signing in alone. If {from} works without it otherwise, say so."
        );
        let without = choice(
            format!("{from} works without it"),
            &about,
            Says::Needed(false),
        );
        draft
            .note(About::Part(wire.to), How::Told, text, wire.source.clone())
            .choices
            .push(without);
    }
    let answered = draft
        .answers
        .calls(&draft.names(wire.from), &draft.names(wire.to))
        .is_some();
    let how = if answered { How::Found } else { wire.how };
    draft
        .note(About::Wire(wire.from, wire.to), how, text, wire.source)
        .choices = choices;
}

/// The rows of all that was said, those that need a person first.
pub fn of(draft: Draft<'_>, picture: &Picture, files: &[&str]) -> Imported {
    let target = |about: About| -> Option<Target> {
        let first = |i: usize| picture.nodes[i].first().copied();
        match about {
            About::All => None,
            About::Part(i) => Some(Target::Component(first(i)?)),
            About::Wire(from, to) => {
                let (from, to) = (first(from)?, first(to)?);
                let id = LinkId { from, to };
                picture
                    .scenario
                    .link(id)
                    .map(|link| Target::Link(link.id()))
            }
        }
    };
    let place = |source: &Source| {
        let file = files.get(source.file).copied().unwrap_or_default();
        let within = source.to_string();
        if within.is_empty() {
            file.to_owned()
        } else {
            format!("{file}, {within}")
        }
    };
    let mut notes: Vec<Note> = draft.notes;
    notes.sort_by_key(|note| How::ALL.iter().position(|how| *how == note.how));
    let rows = notes.into_iter().map(|note| Row {
        about: target(note.about),
        how: note.how,
        text: bounded(&note.text),
        place: bounded(&note.source.as_ref().map(place).unwrap_or_default()),
        choices: note
            .choices
            .into_iter()
            .filter(is_short)
            .take(limits::ANSWERS)
            .collect(),
    });
    Imported {
        files: files
            .iter()
            .take(limits::FILES)
            .map(|file| bounded(file))
            .collect(),
        // What a person has to know stands first.
        rows: rows.take(limits::EVIDENCE).collect(),
        answers: draft.answers.0.to_vec(),
        drawn: Vec::new(),
    }
}

/// As much of a text as a scenario remembers.
fn bounded(text: &str) -> String {
    if text.chars().count() <= limits::EVIDENCE_TEXT {
        return text.to_owned();
    }
    let start: String = text.chars().take(limits::EVIDENCE_TEXT - 1).collect();
    format!("{start}…")
}

/// Whether an answer can be remembered: cut, it would be about another.
fn is_short(choice: &Choice) -> bool {
    let texts = [&choice.text, &choice.answer.about];
    texts
        .iter()
        .all(|text| text.chars().count() <= limits::EVIDENCE_TEXT)
}
