//! YAML as a tree with lines, bounded: aliases are followed and counted, merge keys (`<<`) are merged. JSON is YAML.

use std::borrow::Cow;
use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle};

use crate::limits;
use crate::problem::Problem;

/// A value, with the place where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// Which file.
    pub file: usize,
    /// Its line, from 1.
    pub line: u32,
    /// What it is.
    pub value: Value,
}

/// What a value is.
#[derive(Clone, Debug)]
pub enum Value {
    /// Nothing: `null`, `~`, or an empty place.
    Null,
    /// A text, a number, a truth: as it is written.
    Scalar(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order written. Of two values of one key the later counts.
    Map(Vec<(Key, Node)>),
}

/// A key of a mapping.
#[derive(Clone, Debug)]
pub struct Key {
    /// The key.
    pub name: String,
    /// Its line, from 1.
    pub line: u32,
}

impl Node {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        let entries = self.entries();
        let found = entries.iter().rev().find(|(k, _)| k.name == key);
        found.map(|(_, node)| node).filter(|node| !node.is_null())
    }

    /// The value at the end of several keys.
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The text at the end of several keys.
    pub fn text_at(&self, path: &[&str]) -> Option<&str> {
        self.at(path)?.text()
    }

    /// Its text; `None`: it is none.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// Its number, if it is a whole one from 0.
    pub fn number(&self) -> Option<u32> {
        self.text()?.trim().parse().ok()
    }

    /// What it lists; empty if it is no list.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The items of a list, or the one value itself: many settings take either.
    pub fn one_or_many(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            Value::Scalar(_) => std::slice::from_ref(self),
            Value::Map(_) | Value::Null => &[],
        }
    }

    /// What it maps; empty if it is no mapping.
    pub fn entries(&self) -> &[(Key, Node)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// How many values it is made of, a long text counting as several.
    pub fn size(&self) -> usize {
        1 + match &self.value {
            Value::Null => 0,
            Value::Scalar(text) => text.len() / LONG,
            Value::List(items) => items.iter().map(Node::size).sum(),
            Value::Map(entries) => entries.iter().map(|(_, node)| node.size()).sum(),
        }
    }

    /// Whether there is nothing.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }
}

/// The documents of a text.
///
/// # Errors
/// What is no YAML, and what is larger than the [limits](crate::limits).
pub fn read(file: usize, text: &str) -> Result<Vec<Node>, Problem> {
    let mut tree = Tree {
        file,
        nodes: 0,
        open: Vec::new(),
        anchors: BTreeMap::new(),
        documents: Vec::new(),
    };
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| {
            let line = error.marker().line();
            Problem::at(file, line as u32, unreadable(error.info()))
        })?;
        tree.take(event, span.start.line() as u32)?;
    }
    Ok(tree.documents)
}

/// The parser's words quote nothing of the file but single characters; of those that do, none is passed on.
fn unreadable(info: &str) -> String {
    let quotes = info.contains('`') || info.contains('"');
    let what = if quotes {
        "a character that does not belong here"
    } else {
        info
    };
    format!(
        "This is not YAML that can be read: {what}. Check that the file is whole and not cut off."
    )
}

/// Bytes of a text that weigh as much as a value.
const LONG: usize = 1_024;

struct Tree {
    file: usize,
    nodes: usize,
    open: Vec<Open>,
    /// Anchors by their number, with how much each holds.
    anchors: BTreeMap<usize, (Node, usize)>,
    documents: Vec<Node>,
}

struct Open {
    node: Node,
    anchor: usize,
    key: Option<Key>,
    before: usize,
}

impl Tree {
    fn take(&mut self, event: Event<'_>, line: u32) -> Result<(), Problem> {
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) => {
                self.anchors.clear();
                Ok(())
            }
            Event::Alias(anchor) => {
                let Some((node, size)) = self.anchors.get(&anchor) else {
                    let what = "This alias (*) stands for something that it is itself part of, or for nothing.";
                    return Err(Problem::at(self.file, line, what));
                };
                let (mut node, size) = (node.clone(), *size);
                node.line = line;
                self.count(size, line)?;
                self.put(node, 0, size, line)
            }
            Event::Scalar(text, style, anchor, _) => {
                // A long text weighs as much as several values: aliases could copy it many times.
                let size = 1 + text.len() / LONG;
                self.count(size, line)?;
                let value = scalar(text, style);
                let node = self.node(line, value);
                self.put(node, anchor, size, line)
            }
            Event::SequenceStart(anchor, _) => self.begin(line, Value::List(Vec::new()), anchor),
            Event::MappingStart(anchor, _) => self.begin(line, Value::Map(Vec::new()), anchor),
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(done) = self.open.pop() else {
                    return Ok(());
                };
                let size = self.nodes - done.before;
                self.put(done.node, done.anchor, size, line)
            }
        }
    }

    fn node(&self, line: u32, value: Value) -> Node {
        Node {
            file: self.file,
            line,
            value,
        }
    }

    fn begin(&mut self, line: u32, value: Value, anchor: usize) -> Result<(), Problem> {
        if self.open.len() >= limits::DEPTH {
            let depth = limits::DEPTH;
            let text =
                format!("This is nested more than {depth} levels deep, which no such file needs.");
            return Err(Problem::at(self.file, line, text));
        }
        let before = self.nodes;
        self.count(1, line)?;
        let node = self.node(line, value);
        self.open.push(Open {
            node,
            anchor,
            key: None,
            before,
        });
        Ok(())
    }

    fn count(&mut self, more: usize, line: u32) -> Result<(), Problem> {
        self.nodes = self.nodes.saturating_add(more);
        if self.nodes <= limits::NODES {
            return Ok(());
        }
        let text = format!(
            "With its aliases followed the file holds more than {} values. Import a part of it.",
            limits::NODES
        );
        Err(Problem::at(self.file, line, text))
    }

    /// Puts a whole value where it belongs.
    fn put(&mut self, node: Node, anchor: usize, size: usize, line: u32) -> Result<(), Problem> {
        if anchor != 0 {
            self.anchors.insert(anchor, (node.clone(), size));
            // What an anchor keeps is a copy, and counts as one.
            self.count(size, line)?;
        }
        let Some(open) = self.open.last_mut() else {
            if !node.is_null() {
                self.documents.push(node);
            }
            return Ok(());
        };
        match (&mut open.node.value, open.key.take()) {
            (Value::List(items), _) => items.push(node),
            (Value::Map(entries), Some(key)) if key.name == "<<" => merge(entries, node),
            (Value::Map(entries), Some(key)) => entries.push((key, node)),
            (_, _) => {
                let name = match node.value {
                    Value::Scalar(text) => text,
                    _ => String::new(),
                };
                open.key = Some(Key {
                    name,
                    line: node.line,
                });
            }
        }
        Ok(())
    }
}

/// What `<<` brings stands before what the mapping says itself, which so counts.
fn merge(entries: &mut Vec<(Key, Node)>, node: Node) {
    let brought = match node.value {
        Value::Map(brought) => brought,
        // Of several the first counts: the last stands first.
        Value::List(items) => {
            let maps = items.into_iter().rev().filter_map(|item| match item.value {
                Value::Map(entries) => Some(entries),
                _ => None,
            });
            maps.flatten().collect()
        }
        _ => return,
    };
    entries.splice(0..0, brought);
}

fn scalar(text: Cow<'_, str>, style: ScalarStyle) -> Value {
    let is_plain = matches!(style, ScalarStyle::Plain);
    if is_plain && matches!(&*text, "" | "~" | "null" | "Null" | "NULL") {
        Value::Null
    } else {
        Value::Scalar(text.into_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    fn one(text: &str) -> Node {
        let mut documents = read(0, text).expect("YAML");
        documents.remove(0)
    }

    #[test]
    fn anchors_aliases_and_merge_keys_are_followed_with_their_lines() {
        let node =
            one("a: &x\n  k: 1\n  l: 2\nb:\n  <<: *x\n  k: 3\nc: [*x, {<<: [*x, {m: 4}]}]\n");
        assert_eq!(node.text_at(&["b", "k"]), Some("3"));
        assert_eq!(node.text_at(&["b", "l"]), Some("2"));
        assert_eq!(node.at(&["b", "k"]).map(|n| n.line), Some(6));
        let last = &node.get("c").expect("c").items()[1];
        assert_eq!(
            (last.text_at(&["m"]), last.text_at(&["k"])),
            (Some("4"), Some("1"))
        );
    }

    #[test]
    fn an_anchor_is_defined_anew_in_each_document() {
        let documents = read(0, "a: &n one\nb: *n\n---\na: &n two\nb: *n\n").expect("YAML");
        let values: Vec<_> = documents.iter().map(|d| d.text_at(&["b"])).collect();
        assert_eq!(values, [Some("one"), Some("two")]);
    }

    #[test]
    fn json_is_read_as_it_is() {
        let node = one("{\"a\": [1, \"x\", null, true], \"b\": {\"c\": \"d\\u00e9\"}}");
        assert_eq!(node.text_at(&["b", "c"]), Some("dé"));
        assert!(node.get("a").expect("a").items()[2].is_null());
    }

    #[test]
    fn a_bomb_is_refused_before_it_costs_memory() {
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for i in 1..12 {
            let of = (0..9)
                .map(|_| format!("*a{}", i - 1))
                .collect::<Vec<_>>()
                .join(", ");
            writeln!(bomb, "a{i}: &a{i} [{of}]").expect("a string takes all");
        }
        let problem = read(0, &bomb).expect_err("a bomb");
        assert!(problem.text.contains("100000 values"), "{problem}");
        assert!(problem.line > 1, "{problem:?}");
    }

    #[test]
    fn what_is_too_deep_or_refers_to_itself_is_refused() {
        let deep = |levels| read(0, &("[".repeat(levels) + &"]".repeat(levels)));
        assert!(deep(64).is_ok());
        assert!(deep(65).expect_err("too deep").text.contains("64 levels"));
        assert!(deep(100_000).is_err());
        assert!(read(0, "a: &a [*a]").is_err());
        assert!(read(0, "a: *nobody").is_err());
        assert!(read(0, "a: [1, 2").is_err());
    }
}
