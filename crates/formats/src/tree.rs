//! JSON as a tree that remembers where each value stood and in which order fields came.

use std::borrow::Cow;
use std::fmt;

use super::quote::quoted;

/// One value of a text.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Node {
    /// What it is.
    pub value: Value,
    /// The byte at which it starts; `None` in what was not read from a text.
    pub at: Option<u32>,
}

/// What a JSON value may be.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Value {
    Null,
    Switch(bool),
    /// Finite. Whole numbers are exact up to 2⁵³, beyond which nothing here reaches.
    Number(f64),
    Text(String),
    List(Vec<Node>),
    Object(Vec<Field>),
}

/// One field of an object.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Field {
    pub key: Cow<'static, str>,
    /// The byte at which the key starts.
    pub at: Option<u32>,
    pub node: Node,
}

impl Node {
    /// The first field of this name, if it is an object and has one.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Object(fields) => fields.iter().find(|f| f.key == key).map(|f| &f.node),
            _ => None,
        }
    }

    /// The element of this index, if it is a list and has one.
    pub fn element(&self, index: usize) -> Option<&Node> {
        match &self.value {
            Value::List(nodes) => nodes.get(index),
            _ => None,
        }
    }
}

impl From<Value> for Node {
    fn from(value: Value) -> Self {
        Self { value, at: None }
    }
}

impl From<f64> for Node {
    fn from(number: f64) -> Self {
        Value::Number(number).into()
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned()).into()
    }
}

/// An object under construction, field by field.
#[derive(Default)]
pub(super) struct Fields(Vec<Field>);

impl Fields {
    pub fn put(&mut self, key: impl Into<Cow<'static, str>>, node: impl Into<Node>) {
        self.0.push(Field {
            key: key.into(),
            at: None,
            node: node.into(),
        });
    }

    /// Puts the field in the place of one of the same name, if there is one.
    pub fn set(&mut self, key: Cow<'static, str>, node: Node) {
        self.0.retain(|field| field.key != key);
        self.put(key, node);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn into_node(self) -> Node {
        Value::Object(self.0).into()
    }
}

/// The way from the root of the tree to a value, written `components[3].health_check.fall`.
#[derive(Clone, Copy)]
pub(super) enum Path<'p> {
    Root,
    Field(&'p Path<'p>, &'p str),
    Element(&'p Path<'p>, usize),
}

impl<'p> Path<'p> {
    pub fn field(&'p self, key: &'p str) -> Self {
        Path::Field(self, key)
    }

    pub fn element(&'p self, index: usize) -> Self {
        Path::Element(self, index)
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Path::Root => Ok(()),
            Path::Element(parent, index) => write!(f, "{parent}[{index}]"),
            Path::Field(parent, key) => {
                let plain =
                    !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
                match (parent, plain) {
                    (Path::Root, true) => f.write_str(key),
                    (_, true) => write!(f, "{parent}.{key}"),
                    (_, false) => write!(f, "{parent}[{}]", quoted(key)),
                }
            }
        }
    }
}
