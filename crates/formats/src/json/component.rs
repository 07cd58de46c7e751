//! One component: the fields that all kinds have, and those of its kind by the model's table.

use super::reader::Reader;
use crate::tree::{Field as Entry, Node, Path, Value as Json};
use topple_model::fields::{self, CHECK, Field, Shape, Value, of_check};
use topple_model::validate::out_of_shape;
use topple_model::{Component, ComponentId, GroupId, Kind, Point, RegionId, limits};

/// Fields that every kind has.
const COMMON: [&str; 11] = [
    "id",
    "kind",
    "name",
    "region",
    "groups",
    "at",
    "service",
    "availability",
    "restart_s",
    "note",
    "color",
];

/// Reads one; `None` where not even its id and its kind could be read.
pub(super) fn read(node: &Node, path: &Path<'_>, reader: &mut Reader) -> Option<Component> {
    let entries = reader.object(node, path, "a component: { \"id\": …, \"kind\": … }")?;
    let id = reader.needed_id(node, path);
    let kind = kind(node, path, reader);
    let (id, kind) = (ComponentId(id?), kind?);
    let mut component = Component::new(id, kind, Point::default());
    for entry in entries {
        let (node, path_of) = (&entry.node, path.field(&entry.key));
        match &*entry.key {
            "id" | "kind" => {}
            "name" => component.name = reader.text(node, &path_of).map(str::to_owned),
            "region" => component.region = reader.id(node, &path_of).map(RegionId),
            "groups" => {
                for (i, node) in reader
                    .list(node, &path_of, limits::GROUPS)
                    .iter()
                    .enumerate()
                {
                    let id = reader.id(node, &path_of.element(i));
                    component.groups.extend(id.map(GroupId));
                }
            }
            "at" => {
                if let Some([x, y]) = reader.numbers(node, &path_of, "a place: [x, y]") {
                    component.at = Point::new(x, y);
                }
            }
            "service" => component.service = service(node, &path_of, kind, reader),
            "availability" => {
                let usual = Some(kind.row().availability);
                let said = reader.number(node, &path_of);
                component.availability = said.filter(|_| said != usual);
            }
            "restart_s" => component.restart_s = reader.number(node, &path_of),
            "note" => {
                reader
                    .text(node, &path_of)
                    .unwrap_or_default()
                    .clone_into(&mut component.note);
            }
            "color" => component.colour = super::note::colour(entry, path, reader),
            key => match fields::find(kind, key) {
                Some(field) if field.key == CHECK => {
                    health_check(node, &path_of, &mut component, reader);
                }
                Some(field) if !key.contains('.') => {
                    setting(field, node, &path_of, &mut component, reader);
                }
                Some(_) | None => unknown(entry, path, kind, reader),
            },
        }
    }
    Some(component)
}

fn kind(node: &Node, path: &Path<'_>, reader: &mut Reader) -> Option<Kind> {
    let kinds = Kind::ALL.into_iter().map(|kind| (kind, kind.key()));
    let Some(node) = node.get("kind") else {
        let keys = kinds.map(|(_, key)| key).collect::<Vec<_>>().join(", ");
        reader.wrong(node.at, path, format!("\"kind\" is missing: one of {keys}"));
        return None;
    };
    reader.choice(node, &path.field("kind"), kinds)
}

/// A service that is not the one the component would have anyhow. (A balancer's default hangs on its members.)
fn service(node: &Node, path: &Path<'_>, kind: Kind, reader: &mut Reader) -> Option<String> {
    let service = reader.text(node, path)?;
    (kind.row().own_service() != Some(service)).then(|| service.to_owned())
}

fn health_check(node: &Node, path: &Path<'_>, component: &mut Component, reader: &mut Reader) {
    let kind = component.kind();
    let on = match &node.value {
        Json::Switch(on) => *on,
        Json::Object(_) => true,
        _ => {
            reader.unlike(
                node,
                path,
                "true, false or an object with the check's settings",
            );
            return;
        }
    };
    if let Some(switch) = fields::find(kind, CHECK) {
        (switch.set)(component, &Value::Switch(on));
    }
    if !matches!(node.value, Json::Object(_)) {
        return;
    }
    for entry in reader.object(node, path, "").unwrap_or_default() {
        let field = of_check(kind).find(|(key, _)| *key == entry.key);
        if let Some((key, field)) = field {
            setting(field, &entry.node, &path.field(key), component, reader);
        } else {
            reader.unknown(entry, path, of_check(kind).map(|(key, _)| key));
        }
    }
}

/// Reads one setting by its row of the table.
fn setting(
    field: &Field,
    node: &Node,
    path: &Path<'_>,
    component: &mut Component,
    reader: &mut Reader,
) {
    let value = match (field.shape, &node.value) {
        (Shape::Number { .. } | Shape::Optional { .. }, Json::Number(_)) => {
            let Some(number) = reader.number(node, path) else {
                return;
            };
            Value::Number(number)
        }
        (Shape::Switch, Json::Switch(on)) => Value::Switch(*on),
        (Shape::Label, Json::Text(label)) => Value::Label(Some(label.clone())),
        (Shape::Choice(choices), Json::Text(_)) => {
            let keys = choices.iter().map(|(key, _)| (*key, *key));
            let Some(key) = reader.choice(node, path, keys) else {
                return;
            };
            Value::Choice(key)
        }
        (shape, _) => {
            reader.unlike(node, path, &wanted(shape));
            return;
        }
    };
    if field.admits(&value) {
        (field.set)(component, &value);
    } else {
        reader.wrong(node.at, path, out_of_shape(field.shape, &value));
    }
}

/// What a shape takes, in words.
fn wanted(shape: Shape) -> String {
    match shape {
        Shape::Number {
            min,
            max,
            whole: true,
        }
        | Shape::Optional {
            min,
            max,
            whole: true,
        } => format!("a whole number in {min}..={max}"),
        Shape::Number {
            min,
            max,
            whole: false,
        }
        | Shape::Optional {
            min,
            max,
            whole: false,
        } => format!("a number in {min}..={max}"),
        Shape::Switch => "true or false".to_owned(),
        Shape::Choice(choices) => {
            let keys: Vec<_> = choices
                .iter()
                .map(|(key, _)| format!("\"{key}\""))
                .collect();
            format!("one of {}", keys.join(", "))
        }
        Shape::Label => format!("text of 1 to {} characters without +", limits::NAME),
    }
}

fn unknown(entry: &Entry, path: &Path<'_>, kind: Kind, reader: &mut Reader) {
    let others: Vec<_> = Kind::ALL
        .into_iter()
        .filter(|k| fields::find(*k, &entry.key).is_some() && !entry.key.contains('.'))
        .collect();
    if others.is_empty() {
        let own = fields::of_kind(kind)
            .iter()
            .map(|f| f.key)
            .filter(|key| !key.contains('.'));
        reader.unknown(entry, path, own.chain(COMMON));
    } else {
        let others: Vec<_> = others.into_iter().map(Kind::noun).collect();
        let message = format!(
            "a {} has no such field; it is one of a {}",
            kind.noun(),
            others.join(" or a ")
        );
        reader.strange(entry.at, &path.field(&entry.key), message);
    }
}
