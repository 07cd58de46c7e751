//! The services of all files together: later files over earlier ones, `extends` resolved, lists turned into mappings.

use crate::limits;
use crate::yaml::{Key, Node, Value};

/// How far a service extends another that extends another.
const EXTENDS: usize = 8;

/// Services by name, in the order in which they first appear.
pub fn services(documents: &[Node]) -> Vec<(Key, Node)> {
    let mut merged: Vec<(Key, Node)> = Vec::new();
    for document in documents {
        let services = document.get("services").unwrap_or(document);
        for (key, node) in services
            .entries()
            .iter()
            .filter(|(_, node)| matches!(node.value, Value::Map(_)))
        {
            let node = normal(node);
            match merged.iter_mut().find(|(known, _)| known.name == key.name) {
                Some((_, known)) => over(known, &node),
                None => merged.push((key.clone(), node)),
            }
        }
    }
    let originals = merged.clone();
    let mut left = limits::NODES;
    for (_, node) in &mut merged {
        *node = extended(node, &originals, EXTENDS, &mut left);
    }
    merged
}

/// A service over the one that it extends. Values that are copied are counted, as those of aliases are.
fn extended(service: &Node, all: &[(Key, Node)], depth: usize, left: &mut usize) -> Node {
    let base = service
        .get("extends")
        .and_then(|node| node.text().or_else(|| node.text_at(&["service"])));
    let base = base.and_then(|name| all.iter().find(|(key, _)| key.name == name));
    let Some((_, base)) = base.filter(|(_, base)| depth > 0 && base.size() <= *left) else {
        return service.clone();
    };
    *left -= base.size();
    let mut node = extended(base, all, depth - 1, left);
    // What waits for others is not passed on, by compose's own rule.
    if let Value::Map(entries) = &mut node.value {
        entries.retain(|(key, _)| {
            !matches!(key.name.as_str(), "depends_on" | "links" | "volumes_from")
        });
    }
    over(&mut node, service);
    node.line = service.line;
    node.file = service.file;
    node
}

/// A service whose lists of `KEY=value` and of names are mappings.
fn normal(service: &Node) -> Node {
    let mut service = service.clone();
    if let Value::Map(entries) = &mut service.value {
        for (key, node) in entries {
            if let ("deploy", Value::Map(deploy)) = (key.name.as_str(), &mut node.value) {
                let labels = deploy.iter_mut().filter(|(key, _)| key.name == "labels");
                labels.for_each(|(_, labels)| *labels = mapping(labels, true));
            }
            let splits = matches!(key.name.as_str(), "environment" | "labels");
            if splits || matches!(key.name.as_str(), "depends_on" | "networks") {
                *node = mapping(node, splits);
            }
        }
    }
    service
}

fn mapping(node: &Node, splits: bool) -> Node {
    let Value::List(items) = &node.value else {
        return node.clone();
    };
    let entries = items.iter().filter_map(|item| {
        let text = item.text()?;
        let (name, value) = match text.split_once('=').filter(|_| splits) {
            Some((name, value)) => (name, Value::Scalar(value.to_owned())),
            None => (text, Value::Null),
        };
        let key = Key {
            name: name.trim().to_owned(),
            line: item.line,
        };
        let value = Node {
            value,
            ..item.clone()
        };
        Some((key, value))
    });
    Node {
        value: Value::Map(entries.collect()),
        ..node.clone()
    }
}

/// Lays one value over another: mappings are merged, lists joined, anything else is replaced.
fn over(below: &mut Node, above: &Node) {
    match (&mut below.value, &above.value) {
        (Value::Map(entries), Value::Map(more)) => {
            for (key, node) in more {
                match entries
                    .iter_mut()
                    .rev()
                    .find(|(known, _)| known.name == key.name)
                {
                    Some((_, known)) if !matches!(key.name.as_str(), "command" | "entrypoint") => {
                        over(known, node);
                    }
                    Some((_, known)) => *known = node.clone(),
                    None => entries.push((key.clone(), node.clone())),
                }
            }
        }
        (Value::List(items), Value::List(more)) => items.extend(more.iter().cloned()),
        _ => *below = above.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml;

    fn merged(texts: &[&str]) -> Vec<(Key, Node)> {
        let read = |(file, text): (usize, &&str)| yaml::read(file, text).expect("YAML");
        services(&texts.iter().enumerate().flat_map(read).collect::<Vec<_>>())
    }

    #[test]
    fn a_later_file_stands_over_an_earlier_one() {
        let base =
            "services:\n  web:\n    image: a\n    ports: ['80:80']\n    environment: [A=1, B=2]\n";
        let top = "services:\n  web:\n    image: b\n    ports: ['81:80']\n    environment: {B: 3}\n  db: {image: postgres}\n";
        let services = merged(&[base, top]);
        let (_, web) = &services[0];
        assert_eq!(services.len(), 2);
        assert_eq!(web.text_at(&["image"]), Some("b"));
        assert_eq!(web.text_at(&["environment", "A"]), Some("1"));
        assert_eq!(web.text_at(&["environment", "B"]), Some("3"));
        assert_eq!(web.get("ports").map(|ports| ports.items().len()), Some(2));
        assert_eq!(web.get("image").map(|image| image.file), Some(1));
    }

    #[test]
    fn a_service_takes_what_it_extends_and_a_circle_ends() {
        let text = "services:\n  base: {image: a, environment: {A: 1}, depends_on: [x]}\n  web: {extends: {service: base}, environment: {B: 2}}\n  x: {image: x, extends: y}\n  y: {image: y, extends: x}\n";
        let services = merged(&[text]);
        let (_, web) = &services[1];
        assert_eq!(web.text_at(&["image"]), Some("a"));
        assert_eq!(web.text_at(&["environment", "A"]), Some("1"));
        assert!(web.get("depends_on").is_none());
    }
}
