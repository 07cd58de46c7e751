//! The drawing: a scenario that keeps every rule of the model, laid out.

use std::collections::{BTreeMap, BTreeSet};

use topple_model::geometry::layout::{Flow, lay_out};
use topple_model::imported::How;
use topple_model::link::On;
use topple_model::{
    Component, ComponentId, Failover, Id, Kind, Link, Point, Rect, Region, RegionId, Replication,
    Role, Scenario, Settings, Sound, Topology, limits, rules as model_rules,
};

use super::draft::{About, Draft};
use super::numbers;
use crate::problem::Problem;

/// Most nodes of one part that are drawn, where the limits of a scenario leave room.
const NODES: u32 = 50;
/// Requests a second of users of whom no file says how many they are.
const RATE_RPS: f64 = 10.0;
/// Seconds until a platform has started again what died.
const RESTART_S: f64 = 30.0;

/// A drawing, and which components stand for which part.
pub struct Picture {
    /// The drawing.
    pub scenario: Scenario,
    /// The nodes of each part, in the order of the inventory; none of what is left out.
    pub nodes: Vec<Vec<ComponentId>>,
}

/// Draws.
///
/// # Errors
/// What is too large for a scenario.
pub fn draw(draft: &mut Draft<'_>, title: &str) -> Result<Picture, Vec<Problem>> {
    let counts = counts(draft)?;
    let mut scenario = Scenario {
        title: title.chars().take(limits::NAME).collect(),
        ..Scenario::default()
    };
    let mut ids = Ids::default();
    let regions = regions(draft, &mut scenario, &mut ids);
    let clients = clients(draft, &mut scenario, &mut ids);
    let mut picture = Picture {
        scenario,
        nodes: vec![Vec::new(); draft.judged.len()],
    };
    for i in draft.drawn() {
        components(draft, &mut picture, i, counts[i], &regions, &mut ids);
    }
    let links = links(draft, &picture, &clients);
    for refused in model_rules::add_links(&mut picture.scenario, links) {
        draft.note(
            About::All,
            How::Told,
            format!("A call that the files name is not drawn. {refused}"),
            None,
        );
    }
    let topology = Topology::new(&picture.scenario);
    lay_out(&mut picture.scenario, &topology, Flow::Right);
    match Sound::new(picture.scenario) {
        Ok(sound) => {
            picture.scenario = sound.into_scenario();
            Ok(picture)
        }
        Err(problems) => Err(problems
            .into_iter()
            .take(3)
            .map(|problem| {
                Problem::of_all(format!(
                    "The drawing would not be sound: {}.",
                    problem.message
                ))
            })
            .collect()),
    }
}

/// How many nodes of each part are drawn: all, unless a scenario cannot hold so many.
fn counts(draft: &mut Draft<'_>) -> Result<Vec<u32>, Vec<Problem>> {
    let mut most = NODES;
    loop {
        let count = |i: usize| {
            if draft.is_drawn(i) {
                draft.nodes(i).min(most)
            } else {
                0
            }
        };
        let counts: Vec<u32> = (0..draft.judged.len()).map(count).collect();
        let components: u64 = counts.iter().map(|&n| u64::from(n) + 1).sum();
        let links: u64 = draft
            .wires
            .iter()
            .map(|wire| u64::from(counts[wire.from]) * u64::from(counts[wire.to]))
            .sum();
        if components + 4 <= limits::COMPONENTS as u64 && links + components <= limits::LINKS as u64
        {
            for (i, &drawn) in counts.iter().enumerate() {
                let all = draft.nodes(i);
                if drawn > 0 && drawn < all {
                    let text = format!(
                        "{} has {all} nodes, of which {drawn} are drawn.",
                        draft.name(i)
                    );
                    let source = draft
                        .part(i)
                        .nodes
                        .as_ref()
                        .map(|nodes| nodes.evidence.source.clone());
                    draft.note(About::Part(i), How::Told, text, source);
                }
            }
            return Ok(counts);
        }
        // Fewer than three would make of a quorum something else.
        if most <= 3 {
            let text = format!(
                "These files describe {components} nodes and {links} calls between them; a drawing holds {} and {}. Import a part of them.",
                limits::COMPONENTS,
                limits::LINKS
            );
            return Err(vec![Problem::of_all(text)]);
        }
        most = (most / 2).max(3);
    }
}

/// Ids given out, each once.
#[derive(Default)]
struct Ids(BTreeSet<Id>);

impl Ids {
    /// The name as an id; with a number where it is taken.
    fn of(&mut self, name: &str) -> Id {
        let mut slug = String::new();
        for c in name.chars() {
            let c = c.to_ascii_lowercase();
            if c.is_ascii_lowercase() || c.is_ascii_digit() {
                slug.push(c);
            } else if !slug.ends_with('-') && !slug.is_empty() {
                slug.push('-');
            }
        }
        let slug: String = slug
            .trim_end_matches('-')
            .chars()
            .take(limits::ID)
            .collect();
        let free = Id::new(&slug).filter(|id| !self.0.contains(id));
        let id = free.unwrap_or_else(|| Id::fresh(&slug, |id| self.0.contains(&id)));
        self.0.insert(id);
        id
    }

    /// A numbered node of a part.
    fn node(&mut self, name: &str, number: u32) -> Id {
        let number = number.to_string();
        let short: String = name.chars().take(limits::ID - 1 - number.len()).collect();
        self.of(&format!("{short}-{number}"))
    }
}

fn regions(draft: &Draft<'_>, scenario: &mut Scenario, ids: &mut Ids) -> Vec<RegionId> {
    let zones = &draft.inventory.zones[..draft.inventory.zones.len().min(limits::REGIONS)];
    let named: Vec<RegionId> = zones
        .iter()
        .map(|zone| RegionId(ids.of(&zone.name)))
        .collect();
    for (zone, &id) in zones.iter().zip(&named) {
        let mut region = Region::new(id, Rect::new(0.0, 0.0, 240.0, 160.0));
        region.name =
            (zone.name != id.as_str()).then(|| zone.name.chars().take(limits::NAME).collect());
        // A zone stands before those within it, or it is of none: parents cannot go round in a circle.
        region.parent = zone
            .parent
            .and_then(|parent| named.get(parent).copied())
            .filter(|parent| scenario.regions.iter().any(|r| r.id == *parent));
        scenario.regions.push(region);
    }
    named
}

/// Users: those who come in by a name, and those who have addresses.
fn clients(
    draft: &Draft<'_>,
    scenario: &mut Scenario,
    ids: &mut Ids,
) -> Vec<(ComponentId, Vec<usize>)> {
    let (by_name, by_address): (Vec<usize>, Vec<usize>) = draft
        .entries
        .iter()
        .map(|(i, ..)| *i)
        .partition(|&i| draft.judged[i].kind == Kind::Dns);
    let mut clients = Vec::new();
    for entries in [by_name, by_address] {
        if entries.is_empty() {
            continue;
        }
        let taken = draft
            .inventory
            .parts
            .iter()
            .any(|part| part.name.eq_ignore_ascii_case("users"));
        let id = ComponentId(ids.of(if taken { "clients" } else { "users" }));
        let mut client = Component::new(id, Kind::Client, Point::new(0.0, 0.0));
        if let Some(client) = client.client_mut() {
            client.rate_rps = RATE_RPS;
        }
        scenario.components.push(client);
        clients.push((id, entries));
    }
    clients
}

fn components(
    draft: &Draft<'_>,
    picture: &mut Picture,
    i: usize,
    count: u32,
    regions: &[RegionId],
    ids: &mut Ids,
) {
    let (part, judged) = (draft.part(i), &draft.judged[i]);
    let group = &draft.groups[judged.group];
    let members = members(draft, i);
    for number in 1..=count {
        let id = ComponentId(if count > 1 {
            ids.node(&part.name, number)
        } else {
            ids.of(&part.name)
        });
        let mut component = Component::new(id, judged.kind, Point::new(0.0, 0.0));
        let name = part.title.as_deref().unwrap_or(&part.name);
        let name = if count > 1 {
            format!("{name}-{number}")
        } else {
            name.to_owned()
        };
        component.name = (name != id.as_str()).then(|| name.chars().take(limits::NAME).collect());
        if judged.kind.row().own_service().is_some() {
            let label: String = group
                .label
                .chars()
                .filter(|c| *c != '+')
                .take(limits::NAME)
                .collect();
            let label = if label.is_empty() {
                id.as_str().to_owned()
            } else {
                label
            };
            // What a kind is called by default is not said, as in files.
            let default = judged.kind.row().own_service();
            component.service = Some(label).filter(|label| default != Some(label.as_str()));
        }
        let zone =
            (!part.zones.is_empty()).then(|| part.zones[(number as usize - 1) % part.zones.len()]);
        component.region = zone.and_then(|zone| regions.get(zone).copied());
        component.restart_s = (part.restarts && judged.kind.row().may_die()).then_some(RESTART_S);
        match &mut component.settings {
            Settings::Database(database) => {
                database.role = match judged.role.unwrap_or_default() {
                    Role::Primary if number > 1 && group.is_replicated => Role::Standby,
                    role => role,
                };
                if database.role != Role::ReadReplica {
                    database.failover = group.failover.unwrap_or(Failover::Manual);
                }
            }
            Settings::Client(client) => client.rate_rps = RATE_RPS,
            Settings::Dns(dns) => numbers::name_server(dns, part),
            Settings::LoadBalancer(balancer) => {
                numbers::balancer(balancer, part, judged.trade, members);
            }
            _ => {}
        }
        picture.scenario.components.push(component);
        picture.nodes[i].push(id);
    }
    if part.store.hidden_standby.is_some() && judged.kind == Kind::Database {
        hidden_standby(draft, picture, i, ids);
    }
}

/// A standby that no file names.
fn hidden_standby(draft: &Draft<'_>, picture: &mut Picture, i: usize, ids: &mut Ids) {
    let Some(first) = picture.nodes[i]
        .first()
        .and_then(|id| picture.scenario.component(*id))
        .cloned()
    else {
        return;
    };
    let id = ComponentId(ids.of(&format!("{}-standby", draft.name(i))));
    let mut standby = Component {
        id,
        name: Some(
            format!("{}-standby", draft.name(i))
                .chars()
                .take(limits::NAME)
                .collect(),
        )
        .filter(|name: &String| name != id.as_str()),
        region: None,
        ..first
    };
    let zones = &draft.part(i).zones;
    let elsewhere = picture
        .scenario
        .regions
        .iter()
        .filter(|region| Some(region.id) != first.region);
    standby.region = if zones.len() > 1 {
        elsewhere.map(|region| region.id).next()
    } else {
        None
    };
    if let Some(database) = standby.database_mut() {
        database.role = Role::Standby;
    }
    picture.scenario.components.push(standby);
    picture.nodes[i].push(id);
}

/// How many nodes stand behind a part.
fn members(draft: &Draft<'_>, i: usize) -> u32 {
    draft.callees(i).map(|to| draft.nodes(to)).sum()
}

fn links(
    draft: &mut Draft<'_>,
    picture: &Picture,
    clients: &[(ComponentId, Vec<usize>)],
) -> Vec<Link> {
    let mut links = Vec::new();
    for (client, entries) in clients {
        for &entry in entries {
            let needed = draft.answers.needed(&["users"], &draft.names(entry));
            links.extend(picture.nodes[entry].iter().map(|&to| {
                let mut link = Link::new(*client, to);
                link.required = needed.filter(|_| draft.judged[entry].kind != Kind::Dns);
                link
            }));
        }
    }
    let mut refused: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut lifted: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (at, wire) in draft.wires.iter().enumerate() {
        // All parts of a service do the same work, whichever of them a file speaks of.
        for &from in &draft.groups[draft.judged[wire.from].group].parts {
            if !lifted.insert((from, wire.to)) {
                continue;
            }
            let kinds = (draft.judged[from].kind, draft.judged[wire.to].kind);
            let of_one_set = kinds == (Kind::Database, Kind::Database);
            if of_one_set || kinds.0.row().link_to(kinds.1).is_none() {
                refused.insert((wire.from, wire.to), at);
                continue;
            }
            links.extend(calls(draft, picture, from, wire.to));
        }
    }
    for group in &draft.groups {
        links.extend(channels(draft, picture, &group.parts));
    }
    for ((from, to), at) in refused {
        let (kind, wire) = (draft.judged[from].kind, draft.wires[at].clone());
        let text = format!(
            "{} names {}, and is drawn as a {}, which does not call such a thing: this is not drawn.",
            draft.name(from),
            draft.name(to),
            kind.noun()
        );
        draft.note(About::Part(from), How::Told, text, wire.source);
    }
    draft.wires.retain(|wire| {
        let (a, b) = (draft.judged[wire.from].kind, draft.judged[wire.to].kind);
        a.row().link_to(b).is_some() && (a, b) != (Kind::Database, Kind::Database)
    });
    links
}

/// The links of one part to another.
fn calls(draft: &Draft<'_>, picture: &Picture, from: usize, to: usize) -> Vec<Link> {
    let (kind, called) = (draft.judged[from].kind, draft.judged[to].kind);
    let needed = draft.answers.needed(&draft.names(from), &draft.names(to));
    // All nodes of a set are one endpoint: who calls the first finds whoever is primary.
    let is_set = called == Kind::Database && draft.groups[draft.judged[to].group].is_replicated;
    let targets = if is_set && kind == Kind::Server {
        &picture.nodes[to][..1.min(picture.nodes[to].len())]
    } else {
        &picture.nodes[to][..]
    };
    let mut links = Vec::new();
    for &a in &picture.nodes[from] {
        for &b in targets {
            let mut link = Link::new(a, b);
            if kind == Kind::Server && called != Kind::Dns {
                link.required = needed;
                // Whether only writes publish is in no file: every request is taken to.
                link.on = (called == Kind::Queue).then_some(On::All);
            }
            links.push(link);
        }
    }
    links
}

/// How copies come to be, and how nodes of one set are told of each other.
fn channels(draft: &Draft<'_>, picture: &Picture, parts: &[usize]) -> Vec<Link> {
    let nodes: Vec<&Component> = parts
        .iter()
        .flat_map(|&i| &picture.nodes[i])
        .filter_map(|id| picture.scenario.component(*id))
        .collect();
    let role = |component: &Component| component.database().map(|database| database.role);
    let Some(primary) = nodes.iter().find(|node| role(node) == Some(Role::Primary)) else {
        return Vec::new();
    };
    let is_sync = parts
        .iter()
        .any(|&i| draft.part(i).store.hidden_standby.is_some());
    let copies = nodes
        .iter()
        .filter(|node| matches!(role(node), Some(Role::Standby | Role::ReadReplica)));
    let channel = |node: &&Component| {
        let mut link = Link::new(primary.id, node.id);
        if is_sync && role(node) == Some(Role::Standby) {
            link.mode = Replication::Sync;
        }
        link
    };
    copies.map(channel).collect()
}
