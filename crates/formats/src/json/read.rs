//! A tree of the current version to a scenario.

use super::draft::Draft;
use super::reader::Reader;
use super::{component, imported, lesson, note, places, script};
use crate::problem::Found;
use crate::tree::{Node, Path};
use topple_model::geometry::bands;
use topple_model::words::Choice;
use topple_model::{
    Component, ComponentId, Group, GroupId, Link, On, Rect, Region, RegionId, Replication,
    Scenario, limits, scenario,
};

/// Reads a scenario.
///
/// # Errors
/// All that is wrong with it: with the form, and by the rules of the model.
pub(crate) fn read_tree(tree: &Node) -> Result<Scenario, Vec<Found>> {
    let mut reader = Reader::default();
    let mut draft = draft(tree, &mut reader);
    places::judge(tree, &draft, &mut reader);
    let found = reader.into_found();
    if !found.is_empty() {
        return Err(found);
    }
    bands::complete(&mut draft.scenario, &draft.unplaced, &draft.unframed);
    note::pin(&mut draft.scenario, &draft.unpinned);
    Ok(draft.scenario)
}

const FIELDS: [&str; 12] = [
    "topple",
    "title",
    "seed",
    "workload",
    "regions",
    "groups",
    "components",
    "links",
    "script",
    "notes",
    "import",
    "lesson",
];

fn draft(tree: &Node, reader: &mut Reader) -> Draft {
    let mut draft = Draft::default();
    let root = Path::Root;
    let fields = reader.object(tree, &root, "a scenario").unwrap_or_default();
    for field in &fields {
        let (node, path) = (&field.node, root.field(&field.key));
        match &*field.key {
            "title" => {
                if let Some(title) = reader.text(node, &path) {
                    title.clone_into(&mut draft.scenario.title);
                }
            }
            "seed" => {
                if let Some(seed) = reader.whole(node, &path, 0, scenario::MAX_SEED) {
                    draft.scenario.seed = seed;
                }
            }
            "workload" => workload(node, &path, reader, &mut draft.scenario),
            "regions" => regions(node, &path, reader, &mut draft),
            "groups" => groups(node, &path, reader, &mut draft),
            "components" => components(node, &path, reader, &mut draft),
            "links" => links(node, &path, reader, &mut draft),
            "notes" => note::read_all(node, &path, reader, &mut draft),
            // Read last, whatever its place: what it names must be known. The version was read before.
            "script" | "import" | "lesson" | "topple" => {}
            _ => reader.unknown(field, &root, FIELDS.into_iter()),
        }
    }
    if let Some(field) = fields.iter().find(|f| f.key == "script") {
        let path = root.field("script");
        for (i, node) in reader
            .list(&field.node, &path, limits::SCRIPT)
            .iter()
            .enumerate()
        {
            if let Some(entry) = script::read(node, &path.element(i), reader, &draft) {
                draft.scenario.script.push(entry);
                draft.script.push(i);
            }
        }
    }
    if let Some(field) = fields.iter().find(|f| f.key == "import") {
        let path = root.field("import");
        draft.scenario.imported = imported::read(&field.node, &path, reader, &draft.scenario);
    }
    if let Some(field) = fields.iter().find(|f| f.key == "lesson") {
        lesson::read(&field.node, &root.field("lesson"), reader, &mut draft);
    }
    draft
}

fn workload(node: &Node, path: &Path<'_>, reader: &mut Reader, scenario: &mut Scenario) {
    let wanted = "an object with keys and skew";
    for field in reader.object(node, path, wanted).unwrap_or_default() {
        let (node, path_of) = (&field.node, path.field(&field.key));
        match &*field.key {
            "keys" => {
                if let Some(keys) = reader.whole(node, &path_of, 1, limits::MILLION as u64) {
                    scenario.workload.keys = keys as u32;
                }
            }
            "skew" => {
                if let Some(skew) = reader.number(node, &path_of) {
                    scenario.workload.skew = skew;
                }
            }
            _ => reader.unknown(field, path, ["keys", "skew"].into_iter()),
        }
    }
}

fn regions(node: &Node, path: &Path<'_>, reader: &mut Reader, draft: &mut Draft) {
    for (i, node) in reader.list(node, path, limits::REGIONS).iter().enumerate() {
        if let Some(region) = region(node, &path.element(i), reader) {
            if node.get("frame").is_none() {
                draft.unframed.push(draft.scenario.regions.len());
            }
            draft.scenario.regions.push(region);
            draft.regions.push(i);
        } else {
            draft.unread.extend(spelled_id(node));
        }
    }
}

const REGION_FIELDS: [&str; 6] = ["id", "name", "parent", "frame", "availability", "note"];

fn region(node: &Node, path: &Path<'_>, reader: &mut Reader) -> Option<Region> {
    let fields = reader.object(node, path, "a region: { \"id\": …, \"frame\": … }")?;
    let mut region = Region::new(RegionId(reader.needed_id(node, path)?), Rect::default());
    for field in fields {
        let (node, path_of) = (&field.node, path.field(&field.key));
        match &*field.key {
            "id" => {}
            "name" => region.name = reader.text(node, &path_of).map(str::to_owned),
            "parent" => region.parent = reader.id(node, &path_of).map(RegionId),
            "frame" => {
                let wanted = "a frame: [left, top, width, height]";
                if let Some([x, y, width, height]) = reader.numbers(node, &path_of, wanted) {
                    region.frame = Rect::new(x, y, width, height);
                }
            }
            "availability" => region.availability = reader.number(node, &path_of),
            "note" => {
                reader
                    .text(node, &path_of)
                    .unwrap_or_default()
                    .clone_into(&mut region.note);
            }
            _ => reader.unknown(field, path, REGION_FIELDS.into_iter()),
        }
    }
    Some(region)
}

fn groups(node: &Node, path: &Path<'_>, reader: &mut Reader, draft: &mut Draft) {
    for (i, node) in reader.list(node, path, limits::GROUPS).iter().enumerate() {
        if let Some(group) = group(node, &path.element(i), reader) {
            draft.scenario.groups.push(group);
            draft.groups.push(i);
        } else {
            draft.unread.extend(spelled_id(node));
        }
    }
}

const GROUP_FIELDS: [&str; 3] = ["id", "name", "availability"];

fn group(node: &Node, path: &Path<'_>, reader: &mut Reader) -> Option<Group> {
    let fields = reader.object(node, path, "a group: { \"id\": … }")?;
    let mut group = Group::new(GroupId(reader.needed_id(node, path)?));
    for field in fields {
        let (node, path_of) = (&field.node, path.field(&field.key));
        match &*field.key {
            "id" => {}
            "name" => group.name = reader.text(node, &path_of).map(str::to_owned),
            "availability" => group.availability = reader.number(node, &path_of),
            _ => reader.unknown(field, path, GROUP_FIELDS.into_iter()),
        }
    }
    Some(group)
}

fn components(node: &Node, path: &Path<'_>, reader: &mut Reader, draft: &mut Draft) {
    for (i, node) in reader
        .list(node, path, limits::COMPONENTS)
        .iter()
        .enumerate()
    {
        let before = reader.found.len();
        let component: Option<Component> = component::read(node, &path.element(i), reader);
        let doubtful = reader.found.len() > before;
        if let Some(component) = component {
            draft.doubtful.extend(doubtful.then_some(component.id));
            if node.get("at").is_none() {
                draft.unplaced.push(draft.scenario.components.len());
            }
            draft.scenario.components.push(component);
            draft.components.push(i);
        } else {
            draft.unread.extend(spelled_id(node));
        }
    }
}

fn links(node: &Node, path: &Path<'_>, reader: &mut Reader, draft: &mut Draft) {
    for (i, node) in reader.list(node, path, limits::LINKS).iter().enumerate() {
        if let Some(link) = link(node, &path.element(i), reader) {
            draft.scenario.links.push(link);
            draft.links.push(i);
        }
    }
}

const LINK_FIELDS: [&str; 10] = [
    "from",
    "to",
    "latency_ms",
    "loss",
    "weight",
    "required",
    "on",
    "mode",
    "label",
    "color",
];

fn link(node: &Node, path: &Path<'_>, reader: &mut Reader) -> Option<Link> {
    let fields = reader.object(node, path, "a link: { \"from\": …, \"to\": … }")?;
    let mut end = |key: &'static str| {
        if let Some(end) = node.get(key) {
            return reader.id(end, &path.field(key)).map(ComponentId);
        }
        reader.wrong(
            node.at,
            path,
            format!("\"{key}\" is missing: a link has two ends"),
        );
        None
    };
    let (from, to) = (end("from"), end("to"));
    let mut link = Link::new(from?, to?);
    for field in fields {
        let (node, path_of) = (&field.node, path.field(&field.key));
        let mut number = |into: &mut f64| {
            if let Some(number) = reader.number(node, &path_of) {
                *into = number;
            }
        };
        match &*field.key {
            "from" | "to" => {}
            "loss" => number(&mut link.loss),
            "weight" => number(&mut link.weight),
            "latency_ms" => link.latency_ms = reader.number(node, &path_of),
            "required" => link.required = reader.switch(node, &path_of),
            "on" => {
                let choices = On::TABLE.iter().map(|(on, key, _)| (*on, *key));
                link.on = reader.choice(node, &path_of, choices);
            }
            "mode" => {
                let modes = Replication::TABLE
                    .iter()
                    .map(|(mode, key, _)| (*mode, *key));
                link.mode = reader.choice(node, &path_of, modes).unwrap_or_default();
            }
            "label" => {
                let label = reader.text(node, &path_of).unwrap_or_default();
                label.clone_into(&mut link.label);
            }
            "color" => link.colour = note::colour(field, path, reader),
            _ => reader.unknown(field, path, LINK_FIELDS.into_iter()),
        }
    }
    Some(link)
}

/// The id of a part that could not be read, where that much can be.
fn spelled_id(node: &Node) -> Option<topple_model::Id> {
    match &node.get("id")?.value {
        crate::tree::Value::Text(text) => topple_model::Id::new(text),
        _ => None,
    }
}
