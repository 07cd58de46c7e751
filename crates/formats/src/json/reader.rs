//! Typed access to a tree: what is not as wanted is noted, and reading goes on.

use std::collections::BTreeSet;

use crate::limits;
use crate::print::plain;
use crate::problem::Found;
use crate::quote::quoted;
use crate::tree::{Field, Node, Path, Value};
use topple_model::Id;

/// Collects what is wrong.
#[derive(Default)]
pub(super) struct Reader {
    pub found: Vec<Found>,
    beyond_limit: usize,
}

impl Reader {
    /// Notes a problem.
    pub fn wrong(&mut self, at: Option<u32>, path: &Path<'_>, message: impl Into<String>) {
        self.note(at, path, message.into(), false);
    }

    /// Notes a word that is not known here.
    pub fn strange(&mut self, at: Option<u32>, path: &Path<'_>, message: impl Into<String>) {
        self.note(at, path, message.into(), true);
    }

    fn note(&mut self, at: Option<u32>, path: &Path<'_>, message: String, may_be_newer: bool) {
        if self.found.len() < limits::PROBLEMS {
            let path = path.to_string();
            self.found.push(Found {
                path,
                message,
                at,
                may_be_newer,
            });
        } else {
            self.beyond_limit += 1;
        }
    }

    /// Notes that a value is not what is wanted here.
    pub fn unlike(&mut self, node: &Node, path: &Path<'_>, wanted: &str) {
        self.wrong(
            node.at,
            path,
            format!("{} is not {wanted}", described(node)),
        );
    }

    /// All problems, the last of them saying how many more there are.
    pub fn into_found(mut self) -> Vec<Found> {
        if self.beyond_limit > 0 {
            let message = format!("and {} problems more", self.beyond_limit);
            let at = self.found.iter().filter_map(|f| f.at).max();
            self.found.push(Found {
                path: String::new(),
                message,
                at,
                may_be_newer: false,
            });
        }
        self.found
    }

    /// The fields of an object, each name but once, the first of equals.
    pub fn object<'t>(
        &mut self,
        node: &'t Node,
        path: &Path<'_>,
        wanted: &str,
    ) -> Option<Vec<&'t Field>> {
        let Value::Object(fields) = &node.value else {
            self.unlike(node, path, wanted);
            return None;
        };
        let mut seen = BTreeSet::new();
        let mut once = Vec::with_capacity(fields.len());
        for field in fields {
            if seen.insert(&field.key) {
                once.push(field);
            } else {
                self.wrong(
                    field.at,
                    &path.field(&field.key),
                    "this field stands here twice",
                );
            }
        }
        Some(once)
    }

    /// Notes a field that does not belong here. `known` are those that do.
    pub fn unknown<'k>(
        &mut self,
        field: &Field,
        path: &Path<'_>,
        known: impl Iterator<Item = &'k str> + Clone,
    ) {
        let path = path.field(&field.key);
        let nearest = known.clone().min_by_key(|k| distance(k, &field.key));
        let meant = nearest.filter(|k| distance(k, &field.key) <= 2 || k.starts_with(&*field.key));
        let message = if let Some(meant) = meant {
            format!("there is no such field; did you mean \"{meant}\"?")
        } else {
            let known: Vec<_> = known.collect();
            format!(
                "there is no such field; here may stand {}",
                known.join(", ")
            )
        };
        self.strange(field.at, &path, message);
    }

    /// A list of at most `limit` elements.
    pub fn list<'t>(&mut self, node: &'t Node, path: &Path<'_>, limit: usize) -> &'t [Node] {
        match &node.value {
            Value::List(nodes) if nodes.len() <= limit => nodes,
            Value::List(nodes) => {
                let message = format!(
                    "{} are more than the {limit} that a scenario holds",
                    nodes.len()
                );
                self.wrong(node.at, path, message);
                &[]
            }
            _ => {
                self.unlike(node, path, "a list: [ … ]");
                &[]
            }
        }
    }

    /// A number of a size that could be meant; its range is the model's to judge.
    pub fn number(&mut self, node: &Node, path: &Path<'_>) -> Option<f64> {
        match node.value {
            Value::Number(number) if number.abs() < 1e16 => Some(number),
            Value::Number(number) => {
                self.wrong(
                    node.at,
                    path,
                    format!("{} is beyond all ranges", plain(number)),
                );
                None
            }
            _ => {
                self.unlike(node, path, "a number");
                None
            }
        }
    }

    /// A whole number from `min` to `max`.
    pub fn whole(&mut self, node: &Node, path: &Path<'_>, min: u64, max: u64) -> Option<u64> {
        let number = self.number(node, path)?;
        if !(min as f64..=max as f64).contains(&number) {
            self.wrong(
                node.at,
                path,
                format!("{} is not in {min}..={max}", plain(number)),
            );
            return None;
        }
        if number.fract() != 0.0 {
            self.wrong(
                node.at,
                path,
                format!("{} is not a whole number", plain(number)),
            );
            return None;
        }
        Some(number as u64)
    }

    /// Numbers in a list of just so many: a point or a frame.
    pub fn numbers<const N: usize>(
        &mut self,
        node: &Node,
        path: &Path<'_>,
        wanted: &str,
    ) -> Option<[f64; N]> {
        let Value::List(nodes) = &node.value else {
            self.unlike(node, path, wanted);
            return None;
        };
        if nodes.len() != N {
            self.wrong(
                node.at,
                path,
                format!("a list of {} is not {wanted}", nodes.len()),
            );
            return None;
        }
        let mut numbers = [0.0; N];
        for (i, node) in nodes.iter().enumerate() {
            // A minus before a zero means nothing, and would not be written again.
            numbers[i] = self.number(node, &path.element(i))? + 0.0;
        }
        Some(numbers)
    }

    /// Text.
    pub fn text<'t>(&mut self, node: &'t Node, path: &Path<'_>) -> Option<&'t str> {
        if let Value::Text(text) = &node.value {
            return Some(text);
        }
        self.unlike(node, path, "text");
        None
    }

    /// `true` or `false`.
    pub fn switch(&mut self, node: &Node, path: &Path<'_>) -> Option<bool> {
        if let Value::Switch(on) = node.value {
            return Some(on);
        }
        self.unlike(node, path, "true or false");
        None
    }

    /// One of a few words.
    pub fn choice<T>(
        &mut self,
        node: &Node,
        path: &Path<'_>,
        choices: impl Iterator<Item = (T, &'static str)> + Clone,
    ) -> Option<T> {
        let Value::Text(text) = &node.value else {
            self.unlike(node, path, &one_of(choices.map(|(_, key)| key)));
            return None;
        };
        let found = choices.clone().find(|(_, key)| key == text);
        if found.is_none() {
            let wanted = one_of(choices.map(|(_, key)| key));
            self.strange(
                node.at,
                path,
                format!("{} is not {wanted}", described(node)),
            );
        }
        found.map(|(choice, _)| choice)
    }

    /// An id, as it may be spelled.
    pub fn id(&mut self, node: &Node, path: &Path<'_>) -> Option<Id> {
        let id = match &node.value {
            Value::Text(text) => Id::new(text),
            _ => None,
        };
        if id.is_none() {
            self.unlike(node, path, "an id: 1 to 40 of a-z, 0-9 and -");
        }
        id
    }

    /// The id that a region or component must have.
    pub fn needed_id(&mut self, node: &Node, path: &Path<'_>) -> Option<Id> {
        let Some(id) = node.get("id") else {
            let message = "\"id\" is missing: 1 to 40 of a-z, 0-9 and -";
            self.wrong(node.at, path, message);
            return None;
        };
        self.id(id, &path.field("id"))
    }
}

/// `one of "a", "b"`.
fn one_of<'k>(keys: impl Iterator<Item = &'k str>) -> String {
    let keys: Vec<_> = keys.map(|k| format!("\"{k}\"")).collect();
    format!("one of {}", keys.join(", "))
}

/// A value as a message names it.
fn described(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Switch(on) => on.to_string(),
        Value::Number(number) => plain(*number),
        Value::Text(text) => quoted(text),
        Value::List(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// How many letters must be put in, left out or replaced; 99 for words too long to be meant.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().take(64).collect());
    if b.len() > 40 {
        return 99;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut before = i;
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let replaced = before + usize::from(from != to);
            before = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(before + 1);
        }
    }
    row[b.len()]
}
