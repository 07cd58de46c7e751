//! Versions of the form, and the way from each to the next.
//!
//! A new version adds one function here that turns a tree of the version before into one of its own, and a folder
//! of frozen samples beside those of the older ones. Nothing is ever taken away: files and links open for ever.

use super::problem::Found;
use super::tree::{Node, Value};

/// The version that is written.
pub const VERSION: u32 = 2;

/// `MIGRATIONS[n]` turns version `n + 1` into version `n + 2`.
const MIGRATIONS: [fn(Node) -> Node; VERSION as usize - 1] = [to_2];

/// Version 2: what stands in a file stays as it is. What it means has changed where databases are not tied together by
/// replication, and where a primary comes back ([`changes_since`]).
fn to_2(tree: Node) -> Node {
    tree
}

/// The tree in the form of [`VERSION`], whichever it was written in.
///
/// # Errors
/// It names no version, or one that is newer than this.
pub(super) fn to_current(tree: Node) -> Result<Node, Found> {
    let version = version_of(&tree)?;
    Ok(MIGRATIONS
        .iter()
        .skip(version - 1)
        .fold(tree, |tree, migrate| migrate(tree)))
}

fn version_of(tree: &Node) -> Result<usize, Found> {
    let found = |message: String, node: &Node| {
        Err(Found {
            path: "topple".to_owned(),
            message,
            at: node.at,
            may_be_newer: matches!(node.value, Value::Number(n) if n > f64::from(VERSION)),
        })
    };
    if !matches!(tree.value, Value::Object(_)) {
        let message = format!("a scenario is an object: {{ \"topple\": {VERSION}, … }}");
        return Err(Found {
            path: String::new(),
            message,
            at: tree.at,
            may_be_newer: false,
        });
    }
    let Some(node) = tree.get("topple") else {
        let message =
            format!("the version is missing: a scenario starts with \"topple\": {VERSION}");
        return found(message, tree);
    };
    match node.value {
        Value::Number(n) if n.fract() == 0.0 && (1.0..=f64::from(VERSION)).contains(&n) => {
            Ok(n as usize)
        }
        Value::Number(n) if n.fract() == 0.0 && n > f64::from(VERSION) => found(
            format!(
                "this was made by a newer Topple: its form is version {n}, and this one reads up to {VERSION}. \
                 Reload the page or update the program."
            ),
            node,
        ),
        _ => found(
            format!("the version is a whole number from 1 to {VERSION}"),
            node,
        ),
    }
}
