//! Parts that are one service: nodes of one set, copies, members of one pool, names that differ by a number.

use std::collections::{BTreeMap, BTreeSet};

use topple_model::imported::{How, Says};
use topple_model::{Failover, Role};

use super::draft::{About, Draft, Group, Wire, choice};
use crate::evidence::{Rule, Stated};
use crate::trades::{self, Trade};

/// Forms the groups of what is drawn.
pub fn form(draft: &mut Draft<'_>) {
    callers_of_sets(draft);
    let mut joined = Joined((0..draft.judged.len()).collect());
    sets(draft, &mut joined);
    copies(draft, &mut joined);
    stand_ins(draft, &mut joined);
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for i in draft.drawn() {
        groups.entry(joined.root(i)).or_default().push(i);
    }
    let mut labels = BTreeSet::new();
    for parts in groups.into_values() {
        let first = draft.name(parts[0]).to_owned();
        let said = draft
            .part(parts[0])
            .service
            .as_ref()
            .map(|service| service.what.clone());
        let stem = trades::stem(&first);
        let mut label = match said {
            Some(said) => said,
            None if parts.len() > 1 => stem,
            None => first.clone(),
        };
        if !labels.insert(label.clone()) {
            label = first;
            labels.insert(label.clone());
        }
        for &i in &parts {
            draft.judged[i].group = draft.groups.len();
        }
        draft.groups.push(Group {
            label,
            parts,
            failover: None,
            is_replicated: false,
        });
    }
    for group in 0..draft.groups.len() {
        roles(draft, group);
    }
}

/// Who is joined with whom: to each the place of one that it is joined with, in the end the first.
struct Joined(Vec<usize>);

impl Joined {
    fn root(&self, mut i: usize) -> usize {
        while self.0[i] != i {
            i = self.0[i];
        }
        i
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        let first = a.min(b);
        self.0[a] = first;
        self.0[b] = first;
    }
}

/// What passes on and names a set by its setting stands before all of its nodes.
fn callers_of_sets(draft: &mut Draft<'_>) {
    let mut wires = Vec::new();
    for i in draft
        .drawn()
        .into_iter()
        .filter(|&i| draft.judged[i].trade == Some(Trade::Proxy))
    {
        let Some(set) = draft.part(i).store.set.clone() else {
            continue;
        };
        let of_set = |&to: &usize| {
            draft.is_store(to)
                && draft
                    .part(to)
                    .store
                    .set
                    .as_ref()
                    .is_some_and(|other| other.what == set.what)
        };
        let missing = draft
            .drawn()
            .into_iter()
            .filter(of_set)
            .filter(|&to| !draft.callees(i).any(|called| called == to));
        wires.extend(missing.map(|to| Wire {
            from: i,
            to,
            rule: set.evidence.rule,
            how: How::Found,
            source: Some(set.evidence.source.clone()),
            pool: None,
            said_by: Vec::new(),
            addressed: BTreeSet::from([None]),
            primary_only: false,
        }));
    }
    draft.wires.extend(wires);
}

/// Nodes that the files call one set.
fn sets(draft: &Draft<'_>, joined: &mut Joined) {
    let mut first: BTreeMap<u64, usize> = BTreeMap::new();
    for i in draft.drawn().into_iter().filter(|&i| draft.is_store(i)) {
        if let Some(set) = &draft.part(i).store.set {
            joined.join(*first.entry(set.what).or_insert(i), i);
        }
    }
    // Nodes of a ring, and those that vote, know each other by name.
    let is_peer = |i: usize| {
        draft.is_drawn(i)
            && draft.part(i).store.set.is_none()
            && (votes(draft, i) || RINGS.iter().any(|ring| draft.part(i).is_made_of(ring)))
    };
    for wire in &draft.wires {
        let image = |i: usize| draft.part(i).image.as_ref().map(|image| &image.what);
        let is_said = wire.rule.rank() <= Rule::Environment.rank();
        let alike = is_peer(wire.from) && is_peer(wire.to) && image(wire.from) == image(wire.to);
        if alike && is_said && draft.is_store(wire.from) && draft.is_store(wire.to) {
            joined.join(wire.from, wire.to);
        }
    }
}

/// Databases whose nodes hold copies for each other.
const RINGS: [&str; 2] = ["cassandra", "scylla"];

/// Whether it keeps votes: what does holds the same on all of its nodes.
fn votes(draft: &Draft<'_>, i: usize) -> bool {
    draft.judged[i].trade == Some(Trade::Coordinator)
}

/// Copies and what they copy.
fn copies(draft: &Draft<'_>, joined: &mut Joined) {
    let stores: Vec<usize> = draft
        .drawn()
        .into_iter()
        .filter(|&i| draft.is_store(i))
        .collect();
    let places = draft.places();
    for &i in &stores {
        let said = draft
            .part(i)
            .store
            .copies
            .as_ref()
            .and_then(|copies| places.get(copies.what.as_str()).copied());
        if let Some(original) = said.filter(|original| stores.contains(original)) {
            joined.join(original, i);
        } else if is_copy(draft, i) {
            let stem = trades::stem(draft.name(i));
            let alike = |&&other: &&usize| {
                other != i
                    && trades::stem(draft.name(other)) == stem
                    && !is_copy(draft, other)
                    && shares_a_network(draft, i, other)
            };
            if let Some(&original) = stores.iter().find(alike) {
                joined.join(original, i);
            }
        }
    }
}

fn is_copy(draft: &Draft<'_>, i: usize) -> bool {
    said_role(draft, i).is_some_and(|role| role != Role::Primary)
}

fn said_role(draft: &Draft<'_>, i: usize) -> Option<Role> {
    let by_file = draft.part(i).store.role.as_ref().map(|role| role.what);
    by_file.or_else(|| trades::role_of_name(draft.name(i)))
}

/// Whether two can reach each other.
pub fn shares_a_network(draft: &Draft<'_>, a: usize, b: usize) -> bool {
    let (a, b) = (&draft.part(a).networks, &draft.part(b).networks);
    (a.is_empty() && b.is_empty()) || a.iter().any(|network| b.contains(network))
}

/// Nodes of one service that are named apart.
fn stand_ins(draft: &mut Draft<'_>, joined: &mut Joined) {
    let drawn = draft.drawn();
    let mut pools: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    let mut services: BTreeMap<&str, usize> = BTreeMap::new();
    for wire in &draft.wires {
        if let Some(pool) = wire.pool.as_deref().filter(|_| !draft.is_store(wire.to)) {
            joined.join(*pools.entry((wire.from, pool)).or_insert(wire.to), wire.to);
        }
    }
    let mut alike: BTreeMap<(String, &str), Vec<usize>> = BTreeMap::new();
    for &i in &drawn {
        let part = draft.part(i);
        if let Some(service) = &part.service {
            joined.join(*services.entry(&service.what).or_insert(i), i);
        }
        if let Some(made_of) = part.made_of.as_deref() {
            alike
                .entry((trades::stem(&part.name), made_of))
                .or_default()
                .push(i);
        }
    }
    let mut told = Vec::new();
    for (_, parts) in alike {
        let first = parts[0];
        // `frontend` and `frontend2`, too.
        let numbered = |i: &&usize| draft.name(**i).ends_with(|c: char| c.is_ascii_digit());
        let numbered = parts.iter().filter(numbered).count();
        if draft.is_store(first) || numbered == 0 || numbered + 1 < parts.len() {
            continue;
        }
        // One that nobody calls, or others do, is none of them.
        let keeps = matches!(draft.judged[first].trade, Some(Trade::Queue | Trade::Cache));
        let callers = |i: usize| draft.callers(i).collect::<BTreeSet<usize>>();
        let theirs = parts.iter().map(|&i| callers(i));
        let theirs = theirs.max_by_key(BTreeSet::len).unwrap_or_default();
        let is_one = |i: &usize| keeps || !callers(*i).is_disjoint(&theirs);
        let parts: Vec<usize> = parts.into_iter().filter(is_one).collect();
        if parts.len() < 2 {
            continue;
        }
        let first = parts[0];
        for &i in &parts[1..] {
            joined.join(first, i);
        }
        let names: Vec<&str> = parts.iter().map(|&i| draft.name(i)).collect();
        let text = format!(
            "{} are made of the same, and are taken for nodes of one service.",
            names.join(", ")
        );
        told.push((first, text, draft.part(first).source.clone()));
    }
    for (first, text, source) in told {
        draft.note(About::Part(first), How::Told, text, Some(source));
    }
}

/// Who is primary, who copies, and who promotes.
fn roles(draft: &mut Draft<'_>, group: usize) {
    let parts: Vec<usize> = draft.groups[group].parts.clone();
    if !parts.iter().all(|&i| draft.is_store(i)) {
        return;
    }
    let nodes: u32 = parts.iter().map(|&i| draft.nodes(i)).sum();
    let label = draft.groups[group].label.clone();
    let names: Vec<String> = parts
        .iter()
        .map(|&i| draft.name(i).to_owned())
        .chain([label.clone()])
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let failover = parts
        .iter()
        .find_map(|&i| draft.part(i).store.failover.clone());
    let failover = failover.or_else(|| by_votes(draft, &parts, nodes));
    let watched = parts
        .iter()
        .any(|&i| draft.judged[i].trade == Some(Trade::Redis))
        && has_sentinels(draft, &parts);
    let hidden = parts
        .iter()
        .any(|&i| draft.part(i).store.hidden_standby.is_some());
    let answered = draft.answers.replicated(&names);
    let by_set = failover.as_ref().map(|failover| failover.what);
    let by_sentinel = (watched && nodes > 1).then_some(Failover::Automatic);
    let failover_now = by_set
        .or(by_sentinel)
        .filter(|_| answered != Some(false) && (nodes > 1 || hidden));
    draft.groups[group].failover = failover_now;
    let said: Vec<Option<Role>> = parts.iter().map(|&i| said_role(draft, i)).collect();
    let copies = said
        .iter()
        .any(|role| role.is_some_and(|role| role != Role::Primary))
        && said.iter().any(|role| *role != Some(Role::ReadReplica));
    let first = said
        .iter()
        .position(|role| *role == Some(Role::Primary))
        .or_else(|| said.iter().position(Option::is_none))
        .unwrap_or(0);
    draft.groups[group].is_replicated = answered.unwrap_or(failover_now.is_some() || hidden);
    let is_replicated = draft.groups[group].is_replicated;
    for (at, &i) in parts.iter().enumerate() {
        draft.judged[i].role = Some(match said[at] {
            _ if at == first => Role::Primary,
            // What the file itself calls a read replica takes over nothing, but for Sentinels, and in a set that elects: there
            // what copies is promoted.
            Some(Role::ReadReplica)
                if !watched
                    && draft.part(i).store.role.is_some()
                    && draft.part(i).store.set.is_none() =>
            {
                Role::ReadReplica
            }
            _ if is_replicated => Role::Standby,
            Some(role) if copies => role,
            _ => Role::Primary,
        });
    }
    let source = Some(draft.part(parts[first]).source.clone());
    let (about, of) = (
        About::Part(parts[first]),
        draft.name(parts[first]).to_owned(),
    );
    if nodes > 1 && is_replicated {
        let is_guessed = failover
            .is_some_and(|failover| How::from(failover.evidence.certainty) == How::Guessed)
            && answered.is_none();
        let by_image = parts.iter().all(|&i| draft.part(i).kind.is_none());
        let by = who_promotes(answered, by_set, watched);
        let text = one_set(nodes, &label, by, is_guessed && by_image);
        let how = if is_guessed { How::Guessed } else { How::Told };
        draft.note(about, how, text, source).choices.push(choice(
            "Each has data of its own",
            &label,
            Says::Replicated(false),
        ));
    } else if nodes > 1 && copies {
        let text = format!(
            "{label} has copies to be read (by their labels or names). Nothing promotes one of them when {of} dies."
        );
        draft.note(about, How::Told, text, source);
    } else if nodes > 1 {
        let of = if parts.len() == 1 { of } else { label };
        let how = if answered.is_some() {
            How::Told
        } else {
            How::Asked
        };
        let text = format!(
            "Do the {nodes} nodes of {of} hold the same data? Nothing in the files copies it from one to another, so each is drawn as needed."
        );
        draft.note(about, how, text, source).choices.push(choice(
            "They hold copies of the same data",
            &of,
            Says::Replicated(true),
        ));
    }
}

/// That they are one set, in a sentence.
fn one_set(nodes: u32, label: &str, by: &str, is_vague: bool) -> String {
    let copies = if is_vague {
        " How many copies there are, and on which nodes, is in no file."
    } else {
        ""
    };
    format!(
        "The {nodes} nodes of {label} are one set. Who is primary is decided as they run, so the first is drawn as it. {by}{copies}"
    )
}

/// Those that keep votes promote by them.
fn by_votes(draft: &Draft<'_>, parts: &[usize], nodes: u32) -> Option<Stated<Failover>> {
    let source = draft.part(*parts.first()?).source.clone();
    let all_vote = parts.iter().all(|&i| votes(draft, i)) && nodes > 1;
    all_vote.then(|| Stated::found(Failover::Quorum, source, Rule::Replication))
}

/// Who promotes a standby, in a sentence.
fn who_promotes(answered: Option<bool>, by_set: Option<Failover>, watched: bool) -> &'static str {
    match (answered, by_set, watched) {
        (Some(true), None, _) => {
            "As you said they hold the same data. Nothing in the files promotes one of them: a person has to."
        }
        (_, Some(Failover::Quorum), _) => {
            "One is promoted when the first dies, as long as most of them live."
        }
        (_, Some(Failover::Manual), _) => "Nothing promotes one of them: a person has to.",
        (_, None, true) => {
            "Sentinels promote one of them while most of the sentinels live; they are not drawn."
        }
        _ => "One is promoted when the first dies, as long as what decides that answers.",
    }
}

/// Sentinels that are left out and can reach these.
fn has_sentinels(draft: &Draft<'_>, stores: &[usize]) -> bool {
    let sentinels =
        (0..draft.judged.len()).filter(|&i| draft.judged[i].trade == Some(Trade::Sentinel));
    let mut sentinels = sentinels.filter(|&i| !draft.is_drawn(i));
    sentinels.any(|i| {
        stores
            .iter()
            .any(|&store| shares_a_network(draft, i, store))
    })
}
