//! The model's own verdict on what was read, at the places of the file.

use super::draft::Draft;
use super::reader::Reader;
use crate::tree::{Node, Path};
use topple_model::validate::{self, Place, Problem};
use topple_model::{Component, ComponentId, Id, Link, Scenario};

/// Adds what the model finds wrong, but not what only follows from something that could not be read.
pub(super) fn judge(tree: &Node, draft: &Draft, reader: &mut Reader) {
    let root = Path::Root;
    for Problem { place, message } in validate::problems(&draft.scenario) {
        if follows(&place, draft) {
            continue;
        }
        let (list, index, field) = match place {
            Place::Scenario(field) => ("", None, field),
            Place::Region(i, field) => ("regions", draft.regions.get(i), field),
            Place::Group(i, field) => ("groups", draft.groups.get(i), field),
            Place::Component(i, field) => ("components", draft.components.get(i), field),
            Place::Link(i, field) => ("links", draft.links.get(i), field),
            Place::Script(i, field) => ("script", draft.script.get(i), field),
            Place::Note(i, field) => ("notes", draft.notes.get(i), field),
            Place::Lesson(list, i, field) => {
                of_lesson(tree, draft, (list, i, field), message, reader);
                continue;
            }
        };
        let list_path = root.field(list);
        match index {
            Some(&i) => {
                let node = tree
                    .get(list)
                    .and_then(|list| list.element(i))
                    .unwrap_or(tree);
                note(node, &list_path.element(i), field, message, reader);
            }
            None => note(tree, &root, field, message, reader),
        }
    }
}

/// A problem of the lesson, at its place.
fn of_lesson(
    tree: &Node,
    draft: &Draft,
    (list, i, field): (&'static str, Option<usize>, &'static str),
    message: String,
    reader: &mut Reader,
) {
    let root = Path::Root;
    let path = root.field("lesson");
    let lesson = tree.get("lesson").unwrap_or(tree);
    let Some(i) = i else {
        return match (list, field) {
            (list, "") => note(lesson, &path, list, message, reader),
            (list, field) => {
                let node = lesson.get(list).unwrap_or(lesson);
                note(node, &path.field(list), field, message, reader);
            }
        };
    };
    let place = match list {
        "goals" => draft.goals.get(i).copied().unwrap_or(i),
        _ => i,
    };
    let node = lesson.get(list).and_then(|list| list.element(place));
    let list_path = path.field(list);
    let path = list_path.element(place);
    note(node.unwrap_or(lesson), &path, field, message, reader);
}

fn note(node: &Node, path: &Path<'_>, field: &str, message: String, reader: &mut Reader) {
    match field.split_once('.') {
        _ if field.is_empty() => reader.wrong(node.at, path, message),
        Some((outer, inner)) => {
            note(
                node.get(outer).unwrap_or(node),
                &path.field(outer),
                inner,
                message,
                reader,
            );
        }
        None => {
            let at = node.get(field).map_or(node.at, |n| n.at);
            reader.wrong(at, &path.field(field), message);
        }
    }
}

/// Whether this may be untrue because one of the parts it speaks of could not be read, or not wholly.
fn follows(place: &Place, draft: &Draft) -> bool {
    let scenario = &draft.scenario;
    let unread = |id: Id| draft.unread.contains(&id);
    let dubious = |id: ComponentId| unread(id.0) || draft.doubtful.contains(&id);
    match *place {
        Place::Link(i, field) => scenario.links.get(i).is_some_and(|link| match field {
            "latency_ms" | "loss" | "weight" | "label" => false,
            "from" => unread(link.from.0),
            "to" => unread(link.to.0),
            // Kinds that never call each other do not, whatever else could not be read of them.
            "" if kinds_never_link(scenario, link) => false,
            _ => dubious(link.from) || dubious(link.to),
        }),
        Place::Component(i, "region") => {
            let region = scenario.components.get(i).and_then(|c| c.region);
            region.is_some_and(|region| unread(region.0))
        }
        Place::Component(i, "groups") => {
            let groups = scenario.components.get(i).map(|c| &c.groups);
            groups.is_some_and(|groups| groups.iter().any(|group| unread(group.0)))
        }
        Place::Region(i, "parent") => {
            let parent = scenario.regions.get(i).and_then(|r| r.parent);
            parent.is_some_and(|region| unread(region.0))
        }
        Place::Note(i, "about") => {
            let about = scenario.notes.get(i).and_then(|n| n.about);
            about.is_some_and(unread)
        }
        // A service may be that of a server that could not be read; what else is named was looked up when it was read.
        Place::Lesson("goals", ..) => !(draft.unread.is_empty() && draft.doubtful.is_empty()),
        Place::Scenario(_)
        | Place::Region(..)
        | Place::Group(..)
        | Place::Component(..)
        | Place::Script(..)
        | Place::Lesson(..)
        | Place::Note(..) => false,
    }
}

fn kinds_never_link(scenario: &Scenario, link: &Link) -> bool {
    let kind = |id| scenario.component(id).map(Component::kind);
    let kinds = kind(link.from).zip(kind(link.to));
    kinds.is_some_and(|(from, to)| from.row().link_to(to).is_none())
}
