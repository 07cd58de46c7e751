//! What each part is drawn as, once it is known who calls whom: a Redis as its callers have it, what passes on by what
//! stands behind it.

use std::collections::BTreeSet;

use topple_model::Kind;
use topple_model::imported::{How, Says};

use super::answers::Fate;
use super::draft::{About, Draft, Wire, choice};
use crate::evidence::Source;
use crate::settings;
use crate::trades::Trade;

/// Settles the kinds of what is drawn.
pub fn settle(draft: &mut Draft<'_>) {
    for i in draft.drawn() {
        let (kind, how) = match (&draft.part(i).kind, draft.judged[i].trade) {
            (Some(kind), _) => (kind.what, How::from(kind.evidence.certainty)),
            (None, Some(Trade::Database | Trade::Coordinator)) => {
                (Kind::Database, draft.judged[i].how)
            }
            (None, Some(Trade::Cache)) => (Kind::Cache, draft.judged[i].how),
            (None, Some(Trade::Queue)) => (Kind::Queue, draft.judged[i].how),
            (None, Some(Trade::Redis)) => continue,
            (None, Some(Trade::Proxy | Trade::WebServer)) => {
                (Kind::LoadBalancer, draft.judged[i].how)
            }
            (None, _) => (Kind::Server, How::Found),
        };
        set(draft, i, kind, how);
    }
    for group in 0..draft.groups.len() {
        redis(draft, group);
    }
    answers(draft);
    fronts(draft);
}

fn set(draft: &mut Draft<'_>, i: usize, kind: Kind, how: How) {
    draft.judged[i].kind = kind;
    draft.judged[i].how = how;
}

fn answers(draft: &mut Draft<'_>) {
    for i in draft.drawn() {
        if let Some(Fate::Drawn(kind)) = draft.answers.fate(&draft.names(i)) {
            // Users are drawn by the rules alone.
            if kind != Kind::Client {
                set(draft, i, kind, How::Found);
                "as you said".clone_into(&mut draft.judged[i].why);
                draft.judged[i].trade = Some(match kind {
                    Kind::Database => Trade::Database,
                    Kind::Cache => Trade::Cache,
                    Kind::Queue => Trade::Queue,
                    Kind::LoadBalancer => Trade::Proxy,
                    Kind::Client | Kind::Dns | Kind::Server => continue,
                });
            }
        }
    }
}

/// A Redis that is a caller's only store is a database. Where each caller has another it is a cache, unless a setting says
/// that more than copies lies in it.
fn redis(draft: &mut Draft<'_>, group: usize) {
    let parts = draft.groups[group].parts.clone();
    let is_one =
        |&i: &usize| draft.judged[i].trade == Some(Trade::Redis) && draft.part(i).kind.is_none();
    if !parts.iter().all(is_one) {
        return;
    }
    let label = draft.groups[group].label.clone();
    let (callers, said_by) = users_of(draft, &parts);
    let without = callers
        .iter()
        .copied()
        .find(|&caller| !has_database(draft, caller));
    let setting = said_by.into_iter().find(|setting| {
        let setting = setting.to_ascii_uppercase();
        KEEPS.iter().any(|word| setting.contains(word))
    });
    let first = parts[0];
    let is_answered = draft.answers.fate(&draft.names(first)).is_some();
    let source = Some(draft.part(first).source.clone());
    let worker = callers.iter().copied().find(|&i| takes_jobs(draft, i));
    let text = match (without, setting) {
        // The words of a diagram, which has no settings.
        (_, Some(setting)) if setting.contains('>') => {
            format!("By its name more than copies lies in {label}, so it is drawn as a database.")
        }
        (_, Some(setting)) => format!(
            "{setting} says that more than copies lies in {label}, so it is drawn as a database."
        ),
        _ if worker.is_some() => {
            let worker = worker.map_or("", |worker| draft.name(worker));
            format!(
                "{worker} takes its jobs from {label}, so more than copies lies there and it is drawn as a database."
            )
        }
        (Some(caller), None) => {
            format!(
                "{label} is the only store of {}, so it is drawn as a database, not as a cache.",
                draft.called(caller)
            )
        }
        (None, None) if callers.is_empty() => {
            format!(
                "Nobody is known to call {label}, so it is drawn as a database, the more careful of the two."
            )
        }
        (None, None) => return cache(draft, &parts, &label, &callers),
    };
    for &i in &parts {
        set(draft, i, Kind::Database, How::Guessed);
    }
    let how = if is_answered {
        How::Found
    } else {
        How::Guessed
    };
    let cache = choice("It is a cache", &label, Says::Kind(Kind::Cache));
    draft
        .note(About::Part(first), how, text, source)
        .choices
        .push(cache);
}

/// A Redis of which each caller has a database, too, is a cache; whether they can do without is asked.
fn cache(draft: &mut Draft<'_>, parts: &[usize], label: &str, callers: &BTreeSet<usize>) {
    let first = parts[0];
    let names: BTreeSet<String> = callers
        .iter()
        .map(|&caller| draft.called(caller).to_owned())
        .collect();
    let names: Vec<String> = names.into_iter().collect();
    let (have, it) = if names.len() == 1 {
        ("has", "it")
    } else {
        ("have", "they")
    };
    let text = format!(
        "{label} is drawn as a cache, because {} {have} a database, too. Can {it} do without {label}?",
        names.join(", ")
    );
    for &i in parts {
        set(draft, i, Kind::Cache, How::Guessed);
    }
    let is_answered = draft.answers.fate(&draft.names(first)).is_some();
    let is_settled = is_answered || names_answered(draft, callers, first);
    let how = if is_settled { How::Found } else { How::Guessed };
    let source = Some(draft.part(first).source.clone());
    let note = draft.note(About::Part(first), how, text, source);
    for name in names {
        let about = format!("{name} > {label}");
        note.choices.push(choice(
            format!("{name} cannot do without it"),
            &about,
            Says::Needed(true),
        ));
        note.choices.push(choice(
            format!("{name} can do without it"),
            &about,
            Says::Needed(false),
        ));
    }
    note.choices.push(choice(
        "It is a database",
        label,
        Says::Kind(Kind::Database),
    ));
}

/// Whether it works on jobs, and has no queue to take them from.
fn takes_jobs(draft: &Draft<'_>, i: usize) -> bool {
    let wires = draft.wires.iter().chain(&draft.wires_apart);
    let mut called = wires.filter(|wire| wire.from == i).map(|wire| wire.to);
    draft.part(i).program.as_deref() == Some(settings::JOBS)
        && !called.any(|to| draft.judged[to].trade == Some(Trade::Queue))
}

/// Words of a setting's name that say that more than copies lies there: messages, sessions.
const KEEPS: [&str; 8] = [
    "BROKER", "CELERY", "SESSION", "QUEUE", "JOB", "SIDEKIQ", "BULL", "STREAM",
];

/// Who calls these, by way of proxies too and whether drawn or not; and the settings that name them.
fn users_of(draft: &Draft<'_>, parts: &[usize]) -> (BTreeSet<usize>, Vec<String>) {
    let into = |parts: &[usize]| -> Vec<&Wire> {
        let wires = draft
            .wires
            .iter()
            .chain(&draft.wires_apart)
            .filter(|wire| parts.contains(&wire.to));
        wires
            .filter(|wire| {
                !matches!(
                    draft.judged[wire.from].trade,
                    Some(Trade::Apart(_) | Trade::Sentinel | Trade::Users)
                )
            })
            .collect()
    };
    let mut wires = into(parts);
    let is_proxy = |&i: &usize| draft.judged[i].trade == Some(Trade::Proxy);
    let proxies: Vec<usize> = wires
        .iter()
        .map(|wire| wire.from)
        .filter(is_proxy)
        .collect();
    wires.extend(into(&proxies));
    let callers = wires
        .iter()
        .map(|wire| wire.from)
        .filter(|from| !proxies.contains(from) && !parts.contains(from));
    let settings = wires
        .iter()
        .flat_map(|wire| &wire.said_by)
        .filter_map(|path| path.rsplit('.').next());
    (callers.collect(), settings.map(str::to_owned).collect())
}

/// Whether it calls a database that is no Redis, by way of a proxy perhaps.
fn has_database(draft: &Draft<'_>, caller: usize) -> bool {
    let targets = draft
        .wires
        .iter()
        .chain(&draft.wires_apart)
        .filter(|wire| wire.from == caller)
        .map(|wire| wire.to);
    let is_database = |to: usize| match &draft.part(to).kind {
        Some(kind) => kind.what == Kind::Database,
        None => draft.judged[to].trade == Some(Trade::Database),
    };
    let behind = |to: usize| {
        draft.judged[to].trade == Some(Trade::Proxy) && draft.callees(to).any(is_database)
    };
    targets.into_iter().any(|to| is_database(to) || behind(to))
}

fn names_answered(draft: &Draft<'_>, callers: &BTreeSet<usize>, to: usize) -> bool {
    callers.iter().all(|&from| {
        draft
            .answers
            .needed(&draft.names(from), &draft.names(to))
            .is_some()
    })
}

/// What passes on is a balancer if one service stands behind it, else a server that needs all of them.
fn fronts(draft: &mut Draft<'_>) {
    for i in draft.drawn() {
        if draft.judged[i].kind != Kind::LoadBalancer
            || draft.answers.fate(&draft.names(i)).is_some()
        {
            continue;
        }
        let behind: Vec<usize> = draft.callees(i).collect();
        let services: BTreeSet<usize> = behind.iter().map(|&to| draft.judged[to].group).collect();
        let fits = behind
            .iter()
            .all(|&to| draft.judged[to].kind != Kind::Queue);
        let name = draft.name(i).to_owned();
        let source = Some(draft.part(i).source.clone());
        let is_asked = draft.part(i).entry.is_some() && draft.callers(i).next().is_none();
        let by_format = draft.part(i).kind.is_some();
        if services.len() > 1 || !fits {
            set(draft, i, Kind::Server, How::Found);
            let labels: Vec<String> = services
                .iter()
                .map(|&group| draft.groups[group].label.clone())
                .collect();
            let text = format!(
                "{name} passes on to several services ({}). It is drawn as a server that needs each of them.",
                labels.join(", ")
            );
            draft.note(About::Part(i), How::Told, text, source.clone());
            tries_no_other(draft, i, &services, source);
        } else if services.is_empty()
            && !by_format
            && (draft.judged[i].trade == Some(Trade::WebServer) || !is_asked)
        {
            set(draft, i, Kind::Server, How::Found);
            if draft.judged[i].trade == Some(Trade::Proxy) {
                super::entry::ask_who_stands_behind(draft, i);
            }
        }
    }
}

/// Says of what neither asks nor tries again, and is drawn as a server, what that hides: a server goes on to the next.
fn tries_no_other(
    draft: &mut Draft<'_>,
    i: usize,
    services: &BTreeSet<usize>,
    source: Option<Source>,
) {
    let balancer = &draft.part(i).balancer;
    let asks = balancer
        .check
        .as_ref()
        .is_some_and(|check| check.what.is_some());
    let retries = balancer.retries.as_ref().map(|retries| retries.what);
    if asks || retries != Some(0) {
        return;
    }
    let several = services.iter().filter(|&&group| {
        let parts = &draft.groups[group].parts;
        parts.iter().map(|&to| draft.nodes(to)).sum::<u32>() > 1
    });
    let labels: Vec<String> = several
        .map(|&group| draft.groups[group].label.clone())
        .collect();
    if !labels.is_empty() {
        let text = format!(
            "Where a node of {} is dead, {} goes on sending it its share, and those requests fail: by its configuration it asks nobody and tries no other. This is not drawn.",
            labels.join(", "),
            draft.name(i)
        );
        draft.note(About::Part(i), How::Guessed, text, source);
    }
}
