//! Whether a scenario is one: every rule, all at once, each problem with its place.

mod lessons;

use std::collections::{BTreeMap, BTreeSet};

use super::fields::{self, Shape, Value};
use super::script::{Action, Deed};
use super::{
    Component, GroupId, Id, Refusal, RegionId, Scenario, Target, Topology, limits, order, rules,
};

pub use super::problem::{Place, Problem};
use super::problem::{number, text};

/// Every problem of the scenario, in the order of its parts; empty: it is sound.
pub fn problems(scenario: &Scenario) -> Vec<Problem> {
    let oversized = sizes(scenario);
    if oversized.is_empty() {
        problems_of(scenario, &Topology::new(scenario))
    } else {
        oversized
    }
}

/// The same of a scenario within its sizes, whose topology is at hand.
pub(super) fn problems_of(scenario: &Scenario, topology: &Topology) -> Vec<Problem> {
    let mut found = Vec::new();
    let parents = parents(scenario);
    header(scenario, &mut found);
    ids(scenario, &mut found);
    for (i, region) in scenario.regions.iter().enumerate() {
        one_region(&parents, i, region, &mut found);
    }
    for (i, group) in scenario.groups.iter().enumerate() {
        one_group(i, group, &mut found);
    }
    let groups = order::set_of(scenario.groups.iter().map(|g| g.id));
    for (i, component) in scenario.components.iter().enumerate() {
        one_component(&parents, i, component, &mut found);
        shared_fates(&groups, i, component, &mut found);
    }
    for (i, link) in scenario.links.iter().enumerate() {
        one_link(i, link, &mut found);
    }
    for (link, refusal) in rules::broken_rules(scenario, topology) {
        let place = match (&refusal, link) {
            (Refusal::NoSuchComponent(id), Some(i)) if scenario.links[i].from == *id => {
                Place::Link(i, "from")
            }
            (Refusal::NoSuchComponent(_), Some(i)) => Place::Link(i, "to"),
            (Refusal::SettingDoesNotApply { setting, .. }, Some(i)) => Place::Link(i, setting),
            (_, Some(i)) => Place::Link(i, ""),
            (_, None) => Place::Scenario("links"),
        };
        found.push(Problem::new(place, refusal.to_string()));
    }
    for (i, entry) in scenario.script.iter().enumerate() {
        one_entry(scenario, i, entry, &mut found);
    }
    notes(scenario, &mut found);
    if let Some(lesson) = &scenario.lesson {
        lessons::problems(scenario, topology, lesson, &mut found);
    }
    found
}

/// Which lists are longer than a scenario may hold.
pub(super) fn sizes(scenario: &Scenario) -> Vec<Problem> {
    let mut found = Vec::new();
    let lists = [
        ("regions", scenario.regions.len(), limits::REGIONS),
        ("groups", scenario.groups.len(), limits::GROUPS),
        ("components", scenario.components.len(), limits::COMPONENTS),
        ("links", scenario.links.len(), limits::LINKS),
        ("script", scenario.script.len(), limits::SCRIPT),
        ("notes", scenario.notes.len(), limits::NOTES),
    ];
    for (field, len, limit) in lists {
        if len > limit {
            let message = format!("{len} are more than the {limit} that a scenario holds");
            found.push(Problem::new(Place::Scenario(field), message));
        }
    }
    found
}

/// The region that each region lies in, by id.
type Parents = BTreeMap<RegionId, Option<RegionId>>;

fn parents(scenario: &Scenario) -> Parents {
    order::map_of(scenario.regions.iter().map(|r| (r.id, r.parent)))
}

fn header(scenario: &Scenario, found: &mut Vec<Problem>) {
    text(
        Place::Scenario("title"),
        &scenario.title,
        limits::NAME,
        found,
    );
    if scenario.seed > super::scenario::MAX_SEED {
        let message = format!(
            "{} is not in 0..={}",
            scenario.seed,
            super::scenario::MAX_SEED
        );
        found.push(Problem::new(Place::Scenario("seed"), message));
    }
    let keys = f64::from(scenario.workload.keys);
    number(
        Place::Scenario("workload.keys"),
        keys,
        1.0,
        limits::MILLION,
        found,
    );
    number(
        Place::Scenario("workload.skew"),
        scenario.workload.skew,
        0.0,
        3.0,
        found,
    );
}

fn ids(scenario: &Scenario, found: &mut Vec<Problem>) {
    let mut seen: BTreeSet<Id> = BTreeSet::new();
    let regions = scenario
        .regions
        .iter()
        .enumerate()
        .map(|(i, r)| (Place::Region(i, "id"), r.id.0));
    let components = scenario
        .components
        .iter()
        .enumerate()
        .map(|(i, c)| (Place::Component(i, "id"), c.id.0));
    let groups = scenario.groups.iter().enumerate();
    let groups = groups.map(|(i, g)| (Place::Group(i, "id"), g.id.0));
    for (place, id) in regions.chain(groups).chain(components) {
        if !seen.insert(id) {
            found.push(Problem::new(
                place,
                format!("\"{id}\" is taken: ids are unique"),
            ));
        }
    }
}

fn one_region(parents: &Parents, i: usize, region: &super::Region, found: &mut Vec<Problem>) {
    let at = |field| Place::Region(i, field);
    if let Some(name) = &region.name {
        text(at("name"), name, limits::NAME, found);
    }
    text(at("note"), &region.note, limits::NOTE, found);
    let frame = region.frame;
    for value in [frame.x, frame.y] {
        number(at("frame"), value, -limits::EXTENT, limits::EXTENT, found);
    }
    for value in [frame.width, frame.height] {
        number(at("frame"), value, 0.0, limits::EXTENT, found);
    }
    if let Some(availability) = region.availability {
        number(at("availability"), availability, 0.0, 1.0, found);
    }
    if let Some(parent) = region.parent {
        if !parents.contains_key(&parent) {
            found.push(Problem::new(
                at("parent"),
                format!("there is no region \"{parent}\""),
            ));
        } else if within_itself(parents, region) {
            found.push(Problem::new(
                at("parent"),
                "a region cannot lie within itself",
            ));
        }
    }
}

fn one_group(i: usize, group: &super::Group, found: &mut Vec<Problem>) {
    let at = |field| Place::Group(i, field);
    if let Some(name) = &group.name {
        text(at("name"), name, limits::NAME, found);
    }
    if let Some(availability) = group.availability {
        number(at("availability"), availability, 0.0, 1.0, found);
    }
}

/// The groups that a component is in are there, each once.
fn shared_fates(
    groups: &BTreeSet<GroupId>,
    i: usize,
    component: &Component,
    found: &mut Vec<Problem>,
) {
    let mut wrong = |message: String| {
        found.push(Problem::new(Place::Component(i, "groups"), message));
    };
    let mut seen = BTreeSet::new();
    for id in &component.groups {
        if !groups.contains(id) {
            wrong(format!("there is no group \"{id}\""));
        } else if !seen.insert(id) {
            wrong(format!("\"{id}\" stands there twice"));
        }
    }
    if !component.groups.is_empty() && !component.kind().row().may_die() {
        wrong("what is never dead shares no fate".to_owned());
    }
}

fn within_itself(parents: &Parents, region: &super::Region) -> bool {
    let mut next = region.parent;
    for _ in 0..=parents.len() {
        match next {
            None => return false,
            Some(id) if id == region.id => return true,
            Some(id) => next = parents.get(&id).copied().flatten(),
        }
    }
    // A circle further out: its own members report it.
    false
}

fn one_component(parents: &Parents, i: usize, component: &Component, found: &mut Vec<Problem>) {
    let at = |field| Place::Component(i, field);
    if let Some(name) = &component.name {
        text(at("name"), name, limits::NAME, found);
    }
    text(at("note"), &component.note, limits::NOTE, found);
    for value in [component.at.x, component.at.y] {
        number(at("at"), value, -limits::EXTENT, limits::EXTENT, found);
    }
    if let Some(availability) = component.availability {
        number(at("availability"), availability, 0.0, 1.0, found);
    }
    if let Some(restart) = component.restart_s {
        number(at("restart_s"), restart, 0.0, limits::TIME_S, found);
        if !component.kind().row().may_die() {
            let message = "what is never dead is not started again";
            found.push(Problem::new(at("restart_s"), message));
        }
    }
    if let Some(region) = component.region.filter(|id| !parents.contains_key(id)) {
        found.push(Problem::new(
            at("region"),
            format!("there is no region \"{region}\""),
        ));
    }
    if let Some(service) = &component.service {
        if service.is_empty() {
            found.push(Problem::new(
                at("service"),
                "a service has at least one character",
            ));
        } else {
            text(at("service"), service, limits::NAME, found);
        }
    }
    for field in fields::of_kind(component.kind()) {
        let Some(value) = (field.get)(component).filter(|v| !field.admits(v)) else {
            continue;
        };
        found.push(Problem::new(
            at(field.key),
            out_of_shape(field.shape, &value),
        ));
    }
}

/// What is wrong with a value that its field does not admit.
pub fn out_of_shape(shape: Shape, value: &Value) -> String {
    match (shape, value) {
        (
            Shape::Number { min, max, whole } | Shape::Optional { min, max, whole },
            Value::Number(n),
        ) if (min..=max).contains(n) && whole => {
            format!("{n} is not a whole number")
        }
        (Shape::Number { min, max, .. } | Shape::Optional { min, max, .. }, Value::Number(n)) => {
            format!("{n} is not in {min}..={max}")
        }
        (Shape::Label, _) => format!("a label has 1 to {} characters and no +", limits::NAME),
        _ => "this value does not belong here".to_owned(),
    }
}

fn one_link(i: usize, link: &super::Link, found: &mut Vec<Problem>) {
    if let Some(latency) = link.latency_ms {
        number(
            Place::Link(i, "latency_ms"),
            latency,
            0.0,
            limits::TIME_S * 1_000.0,
            found,
        );
    }
    text(Place::Link(i, "label"), &link.label, limits::LABEL, found);
    number(Place::Link(i, "loss"), link.loss, 0.0, 1.0, found);
    number(Place::Link(i, "weight"), link.weight, 0.0, 1_000.0, found);
}

/// Notes say something, stand somewhere, and are about what is there.
fn notes(scenario: &Scenario, found: &mut Vec<Problem>) {
    if scenario.notes.is_empty() {
        return;
    }
    let regions = scenario.regions.iter().map(|r| r.id.0);
    let parts = order::set_of(scenario.components.iter().map(|c| c.id.0).chain(regions));
    let mut seen = BTreeSet::new();
    for (i, note) in scenario.notes.iter().enumerate() {
        let at = |field| Place::Note(i, field);
        if !seen.insert(note.id) {
            let message = format!("\"{}\" is taken: ids of notes are unique", note.id);
            found.push(Problem::new(at("id"), message));
        }
        for value in [note.at.x, note.at.y] {
            number(at("at"), value, -limits::EXTENT, limits::EXTENT, found);
        }
        text(at("text"), &note.text, limits::NOTE_TEXT, found);
        if note.text.trim().is_empty() {
            found.push(Problem::new(at("text"), "it says nothing"));
        }
        if let Some(about) = note.about.filter(|id| !parts.contains(id)) {
            let message = format!("there is no part and no region \"{about}\"");
            found.push(Problem::new(at("about"), message));
        }
    }
}

fn one_entry(scenario: &Scenario, i: usize, entry: &super::ScriptEntry, found: &mut Vec<Problem>) {
    let at = |field| Place::Script(i, field);
    number(at("at_s"), entry.at_s, 0.0, limits::TIME_S, found);
    let action = match &entry.deed {
        Deed::Act(action) => action,
        Deed::Say(sentence) => {
            text(at("text"), sentence, limits::SENTENCE, found);
            if sentence.trim().is_empty() {
                found.push(Problem::new(at("text"), "it says nothing".to_owned()));
            }
            return;
        }
    };
    let target = action.target();
    if !scenario.has(target) {
        found.push(Problem::new(
            at("target"),
            format!("there is no \"{target}\""),
        ));
        return;
    }
    if let Some(why) = inapplicable(scenario, action) {
        found.push(Problem::new(at("do"), why));
    }
    match *action {
        Action::Slow { factor, .. } | Action::Latency { factor, .. } => {
            number(at("factor"), factor, 1.0, 1_000.0, found);
        }
        Action::Errors { share, .. } | Action::Loss { share, .. } => {
            number(at("share"), share, 0.0, 1.0, found);
        }
        Action::SetRate {
            rate_rps, over_s, ..
        } => {
            number(at("rate_rps"), rate_rps, 0.0, limits::MILLION, found);
            number(at("over_s"), over_s, 0.0, limits::TIME_S, found);
        }
        Action::Kill(_)
        | Action::Crash(_)
        | Action::Empty(_)
        | Action::Cut(_)
        | Action::Isolate(_)
        | Action::Drain(_)
        | Action::Revive(_) => {}
    }
}

/// Why this cannot be done to its target, if it cannot. The target must exist.
pub fn inapplicable(scenario: &Scenario, action: &Action) -> Option<String> {
    let id = match action.target() {
        Target::Component(id) => id,
        Target::Note(_) => return Some("a note is no part of the system".to_owned()),
        Target::Region(_) | Target::Group(_) | Target::Link(_) => {
            let killed_link = matches!(action, Action::Kill(Target::Link(_)));
            return killed_link.then(|| "a link is cut, not killed".to_owned());
        }
    };
    let kind = scenario.component(id)?.kind();
    if action.applies_to(kind) {
        return None;
    }
    Some(match action {
        Action::Slow { .. } | Action::Errors { .. } => {
            format!("a {} is neither slow nor in error", kind.noun())
        }
        Action::SetRate { .. } => {
            format!("only a client has a rate, and {id} is a {}", kind.noun())
        }
        Action::Empty(_) => format!(
            "only a name server answers without addresses, and {id} is a {}",
            kind.noun()
        ),
        Action::Drain(_) => format!("a {} stands in no pool and behind no name", kind.noun()),
        Action::Kill(_)
        | Action::Crash(_)
        | Action::Cut(_)
        | Action::Loss { .. }
        | Action::Latency { .. }
        | Action::Isolate(_)
        | Action::Revive(_) => {
            "a client is never dead: its users are not in the data centre".to_owned()
        }
    })
}
