//! A scenario to a tree: what equals its default is left out.

use super::imported;
use super::lesson;
use super::note::by_place;
use crate::VERSION;
use crate::tree::{Fields, Node, Value as Json};
use topple_model::fields::{self, CHECK, Field, Value, of_check};
use topple_model::words::Choice;
use topple_model::{Action, Component, Deed, Group, Link, Note, Region, Scenario, ScriptEntry};

/// The file as a tree.
pub(crate) fn to_tree(scenario: &Scenario) -> Node {
    let default = Scenario::default();
    let mut root = Fields::default();
    root.put("topple", f64::from(VERSION));
    put_changed(&mut root, "title", &*scenario.title, &"");
    put_changed(
        &mut root,
        "seed",
        scenario.seed as f64,
        &(default.seed as f64),
    );
    let mut workload = Fields::default();
    let (asked, usual) = (scenario.workload, default.workload);
    put_changed(
        &mut workload,
        "keys",
        f64::from(asked.keys),
        &f64::from(usual.keys),
    );
    put_changed(&mut workload, "skew", asked.skew, &usual.skew);
    if !workload.is_empty() {
        root.put("workload", workload.into_node());
    }
    put_list(&mut root, "regions", scenario.regions.iter().map(region));
    put_list(&mut root, "groups", scenario.groups.iter().map(group));
    put_list(
        &mut root,
        "components",
        scenario.components.iter().map(component),
    );
    put_list(&mut root, "links", scenario.links.iter().map(link));
    put_list(&mut root, "script", scenario.script.iter().map(entry));
    let notes = scenario.notes.iter().enumerate();
    put_list(&mut root, "notes", notes.map(|(i, of)| note(i, of)));
    if let Some(imported) = &scenario.imported {
        root.put("import", imported::to_tree(imported));
    }
    if let Some(lesson) = &scenario.lesson {
        root.put("lesson", lesson::write(lesson));
    }
    root.into_node()
}

fn put_list(root: &mut Fields, key: &'static str, nodes: impl Iterator<Item = Node>) {
    let nodes: Vec<_> = nodes.collect();
    if !nodes.is_empty() {
        root.put(key, Json::List(nodes));
    }
}

fn put_changed<T>(fields: &mut Fields, key: &'static str, value: T, default: &T)
where
    T: Into<Node> + PartialEq,
{
    if value != *default {
        fields.put(key, value);
    }
}

fn numbers<const N: usize>(numbers: [f64; N]) -> Json {
    Json::List(numbers.map(Node::from).into())
}

fn region(region: &Region) -> Node {
    let mut fields = Fields::default();
    fields.put("id", region.id.as_str());
    if let Some(name) = &region.name {
        fields.put("name", &**name);
    }
    if let Some(parent) = &region.parent {
        fields.put("parent", parent.as_str());
    }
    let frame = region.frame;
    fields.put(
        "frame",
        numbers([frame.x, frame.y, frame.width, frame.height]),
    );
    if let Some(availability) = region.availability {
        fields.put("availability", availability);
    }
    put_changed(&mut fields, "note", &*region.note, &"");
    fields.into_node()
}

fn group(group: &Group) -> Node {
    let mut fields = Fields::default();
    fields.put("id", group.id.as_str());
    if let Some(name) = &group.name {
        fields.put("name", &**name);
    }
    if let Some(availability) = group.availability {
        fields.put("availability", availability);
    }
    fields.into_node()
}

fn component(component: &Component) -> Node {
    let kind = component.kind();
    let mut fields = Fields::default();
    fields.put("id", component.id.as_str());
    fields.put("kind", kind.key());
    if let Some(name) = &component.name {
        fields.put("name", &**name);
    }
    if let Some(region) = &component.region {
        fields.put("region", region.as_str());
    }
    if !component.groups.is_empty() {
        let groups = component.groups.iter().map(|id| id.as_str().into());
        fields.put("groups", Json::List(groups.collect()));
    }
    fields.put("at", numbers([component.at.x, component.at.y]));
    // A balancer's default hangs on its members: what is said of it is kept.
    let default_service = kind.row().own_service();
    if let Some(service) = component
        .service
        .as_deref()
        .filter(|s| Some(*s) != default_service)
    {
        fields.put("service", service);
    }
    if let Some(up) = component.availability {
        put_changed(&mut fields, "availability", up, &kind.row().availability);
    }
    if let Some(seconds) = component.restart_s {
        fields.put("restart_s", seconds);
    }
    let default = Component::new(component.id, kind, component.at);
    for field in fields::of_kind(kind)
        .iter()
        .filter(|f| !f.key.contains('.'))
    {
        if field.key == CHECK {
            put_health_check(&mut fields, component, &default);
        } else {
            put_setting(&mut fields, field.key, field, component, &default);
        }
    }
    put_changed(&mut fields, "note", &*component.note, &"");
    if let Some(colour) = component.colour {
        fields.put("color", colour.key());
    }
    fields.into_node()
}

/// Writes a setting of the model's table unless it has its default.
fn put_setting(
    fields: &mut Fields,
    key: &'static str,
    field: &Field,
    of: &Component,
    default: &Component,
) {
    match (field.get)(of).filter(|value| Some(value) != (field.get)(default).as_ref()) {
        Some(Value::Number(number)) => fields.put(key, number),
        Some(Value::Switch(on)) => fields.put(key, Json::Switch(on)),
        Some(Value::Choice(choice)) => fields.put(key, choice),
        Some(Value::Label(Some(label))) => fields.put(key, &*label),
        // The default of every label and of every limit is none: none is always left out.
        Some(Value::Label(None) | Value::Nothing) | None => {}
    }
}

fn put_health_check(fields: &mut Fields, component: &Component, default: &Component) {
    if component.health_check().is_none() {
        fields.put(CHECK, Json::Switch(false));
        return;
    }
    let mut check = Fields::default();
    for (key, field) in of_check(component.kind()) {
        put_setting(&mut check, key, field, component, default);
    }
    if !check.is_empty() {
        fields.put(CHECK, check.into_node());
    }
}

fn link(link: &Link) -> Node {
    let default = Link::new(link.from, link.to);
    let mut fields = Fields::default();
    fields.put("from", link.from.as_str());
    fields.put("to", link.to.as_str());
    if let Some(latency) = link.latency_ms {
        fields.put("latency_ms", latency);
    }
    put_changed(&mut fields, "loss", link.loss, &default.loss);
    put_changed(&mut fields, "weight", link.weight, &default.weight);
    if let Some(required) = link.required {
        fields.put("required", Json::Switch(required));
    }
    if let Some(on) = link.on {
        fields.put("on", on.key());
    }
    put_changed(&mut fields, "mode", link.mode.key(), &default.mode.key());
    put_changed(&mut fields, "label", &*link.label, &"");
    if let Some(colour) = link.colour {
        fields.put("color", colour.key());
    }
    fields.into_node()
}

/// A note; its id where that is not the one of its place in the list.
fn note(place: usize, note: &Note) -> Node {
    let mut fields = Fields::default();
    fields.put("at", numbers([note.at.x, note.at.y]));
    fields.put("text", &*note.text);
    if let Some(about) = note.about {
        fields.put("about", about.as_str());
    }
    if let Some(colour) = note.colour {
        fields.put("color", colour.key());
    }
    if by_place(place) != Some(note.id) {
        fields.put("id", note.id.as_str());
    }
    fields.into_node()
}

fn entry(entry: &ScriptEntry) -> Node {
    let mut fields = Fields::default();
    fields.put("at_s", entry.at_s);
    let action = match &entry.deed {
        Deed::Act(action) => *action,
        Deed::Say(sentence) => {
            fields.put("do", "say");
            fields.put("text", &**sentence);
            return fields.into_node();
        }
    };
    fields.put("do", action.key());
    fields.put("target", &*action.target().to_string());
    match action {
        Action::Slow { factor, .. } | Action::Latency { factor, .. } => {
            fields.put("factor", factor);
        }
        Action::Errors { share, fast, .. } => {
            fields.put("share", share);
            put_changed(
                &mut fields,
                "fast",
                Json::Switch(fast),
                &Json::Switch(false),
            );
        }
        Action::Loss { share, .. } => fields.put("share", share),
        Action::SetRate {
            rate_rps, over_s, ..
        } => {
            fields.put("rate_rps", rate_rps);
            put_changed(&mut fields, "over_s", over_s, &0.0);
        }
        Action::Kill(_)
        | Action::Crash(_)
        | Action::Empty(_)
        | Action::Cut(_)
        | Action::Isolate(_)
        | Action::Drain(_)
        | Action::Revive(_) => {}
    }
    fields.into_node()
}
