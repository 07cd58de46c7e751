//! A later import of files that a drawing was made of before.
//!
//! Files win where they speak; what they do not say stays as a person set it. A part that the former import drew and the
//! new one does not is gone; what was drawn by hand stays.

use std::collections::BTreeSet;
use std::sync::Arc;

use topple_model::fields;
use topple_model::imported::Answer;
use topple_model::rules::may_link;
use topple_model::{Component, Link, LinkId, Scenario, Target};

use crate::Import;

/// The next state of a drawing.
pub fn update(former: &Scenario, import: Import) -> Scenario {
    let Import {
        mut scenario,
        imported,
    } = import;
    let was_imported = imported_in(former);
    for component in &mut scenario.components {
        let before = former.component(component.id);
        if let Some(before) = before.filter(|before| before.kind() == component.kind()) {
            keep(component, before);
        }
    }
    let known = former.imported.as_deref().map_or(&[][..], |it| &it.answers);
    let new: Vec<&Answer> = imported
        .answers
        .iter()
        .filter(|answer| !known.contains(answer))
        .collect();
    for link in &mut scenario.links {
        if let Some(before) = former.link(link.id()) {
            keep_link(link, before);
            // What was answered just now is newer than what was set.
            if !new.iter().any(|answer| is_about(answer, link)) {
                link.required = link.required.or(before.required);
                link.on = link.on.or(before.on);
            }
        }
    }
    for region in &mut scenario.regions {
        if let Some(before) = former.region(region.id) {
            region.frame = before.frame;
            region.availability = region.availability.or(before.availability);
            region.note.clone_from(&before.note);
        }
    }
    draw_by_hand(&mut scenario, former, &was_imported);
    scenario.title.clone_from(&former.title);
    scenario.seed = former.seed;
    scenario.workload = former.workload;
    scenario.imported = Some(Arc::new(imported));
    scenario
}

/// What a former import drew: whatever its evidence is about.
fn imported_in(former: &Scenario) -> BTreeSet<Target> {
    let rows = former.imported.iter().flat_map(|imported| &imported.rows);
    rows.filter_map(|row| row.about).collect()
}

/// Where a part stands and what is noted of it stay; of its settings, those that the files leave at their defaults.
fn keep(component: &mut Component, before: &Component) {
    let default = Component::new(component.id, component.kind(), component.at);
    for field in fields::of_kind(component.kind()) {
        let is_silent = (field.get)(component) == (field.get)(&default);
        let is_set = (field.get)(before) != (field.get)(&default);
        if let Some(value) = (field.get)(before).filter(|_| is_silent && is_set) {
            // What cannot be set any more is as the files say.
            let _ = (field.set)(component, &value);
        }
    }
    component.at = before.at;
    component.colour = before.colour;
    component.availability = component.availability.or(before.availability);
    component.note.clone_from(&before.note);
    if component.name.is_none() {
        component.name.clone_from(&before.name);
    }
}

fn keep_link(link: &mut Link, before: &Link) {
    let default = Link::new(link.from, link.to);
    link.label.clone_from(&before.label);
    if link.latency_ms == default.latency_ms {
        link.latency_ms = before.latency_ms;
    }
    if link.loss == default.loss {
        link.loss = before.loss;
    }
    if link.weight == default.weight {
        link.weight = before.weight;
    }
}

/// Whether an answer is about the call that this link stands for: it names the parts that the ends are nodes of.
fn is_about(answer: &Answer, link: &Link) -> bool {
    let is_node_of = |id: &str, name: &str| {
        let name = name.trim().to_lowercase();
        id == name
            || id
                .strip_prefix(&*name)
                .is_some_and(|rest| rest.starts_with('-'))
    };
    answer.about.split_once('>').is_some_and(|(from, to)| {
        is_node_of(link.from.as_str(), from) && is_node_of(link.to.as_str(), to)
    })
}

/// What a person drew beside the import, as far as it still goes with it.
fn draw_by_hand(scenario: &mut Scenario, former: &Scenario, was_imported: &BTreeSet<Target>) {
    for region in &former.regions {
        let is_new = scenario.region(region.id).is_none() && !scenario.is_taken(region.id.0);
        if is_new && !was_imported.contains(&Target::Region(region.id)) {
            scenario.regions.push(region.clone());
        }
    }
    for group in &former.groups {
        if scenario.group(group.id).is_none() && !scenario.is_taken(group.id.0) {
            scenario.groups.push(group.clone());
        }
    }
    for component in &former.components {
        let is_new = !scenario.is_taken(component.id.0);
        if is_new && !was_imported.contains(&Target::Component(component.id)) {
            scenario.components.push(component.clone());
        }
    }
    let regions: BTreeSet<_> = scenario.regions.iter().map(|region| region.id).collect();
    for region in &mut scenario.regions {
        region.parent = region.parent.filter(|parent| regions.contains(parent));
    }
    let groups: BTreeSet<_> = scenario.groups.iter().map(|group| group.id).collect();
    for component in &mut scenario.components {
        component.region = component.region.filter(|region| regions.contains(region));
        if let Some(before) = former.component(component.id) {
            let joined = before.groups.iter().filter(|group| groups.contains(group));
            for group in joined {
                if !component.groups.contains(group) {
                    component.groups.push(*group);
                }
            }
        }
    }
    for link in &former.links {
        let id: LinkId = link.id();
        let is_there = |id| scenario.component(id).is_some();
        let is_new = scenario.link(id).is_none() && is_there(link.from) && is_there(link.to);
        let by_hand = !was_imported.contains(&Target::Link(id));
        if is_new && by_hand && may_link(scenario, link).is_ok() {
            scenario.links.push(link.clone());
        }
    }
    let script = former.script.iter().filter(|entry| {
        let action = entry.action();
        action.is_none_or(|action| scenario.has(action.target()))
    });
    scenario.script = script.cloned().collect();
    scenario.notes.clone_from(&former.notes);
    for note in &mut scenario.notes {
        let about = note.about.filter(|about| {
            scenario.components.iter().any(|c| c.id.0 == *about)
                || regions.iter().any(|r| r.0 == *about)
        });
        note.about = about;
    }
}
