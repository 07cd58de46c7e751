//! Versions of the form, and the way from each to the next.
//!
//! A new version adds one function here that turns a tree of the version before into one of its own, and a folder
//! of frozen samples beside those of the older ones. Nothing is ever taken away: files and links open for ever.

use super::problem::Found;
use super::tree::{Node, Value};
use topple_model::{Failback, Failover, Role, Scenario, Topology};

/// The version that is written.
pub const VERSION: u32 = 2;

/// `MIGRATIONS[n]` turns version `n + 1` into version `n + 2`.
const MIGRATIONS: [fn(Node) -> Node; VERSION as usize - 1] = [to_2];

/// Version 2: what stands in a file stays as it is. What it means has changed where databases are not tied together by
/// replication, and where a primary comes back ([`Opened::news`]).
fn to_2(tree: Node) -> Node {
    tree
}

/// The tree in the form of [`VERSION`], whichever it was written in.
///
/// # Errors
/// It names no version, or one that is newer than this.
pub(super) fn to_current(tree: Node) -> Result<(u32, Node), Found> {
    let version = version_of(&tree)?;
    let newer = MIGRATIONS.iter().skip(version as usize - 1);
    Ok((version, newer.fold(tree, |tree, migrate| migrate(tree))))
}

/// A scenario, and the version of the form that it was written in.
#[derive(Clone, PartialEq, Debug)]
pub struct Opened {
    /// The scenario.
    pub scenario: Scenario,
    /// 1 to [`VERSION`].
    pub version: u32,
}

impl Opened {
    /// What this drawing means by now that it did not when it was written, a sentence each; to be told once. Empty where
    /// it means what it did.
    pub fn news(&self) -> Vec<String> {
        if self.version < 2 {
            news_of_2(&self.scenario)
        } else {
            Vec::new()
        }
    }
}

/// Since version 2 databases hold the same data only where replication ties them together, and roles have a memory.
fn news_of_2(scenario: &Scenario) -> Vec<String> {
    let topology = Topology::new(scenario);
    let name = |node: usize| scenario.components[node].display_name();
    let role = |node: usize| scenario.components[node].database().map(|d| d.role);
    let mut news = Vec::new();
    for set in &topology.sets {
        if set.is_of_its_own {
            news.push(format!(
                "{} is a store of its own now: no replication ties it to the other databases of its service, so it \
                 has none of their data.",
                name(set.ruling)
            ));
        }
        for &node in set.nodes.iter().filter(|&&node| !topology.is_fed[node]) {
            // Under quorum a node without data votes, which is what it may have been drawn for.
            if set.failover != Failover::Quorum || role(node) == Some(Role::ReadReplica) {
                news.push(format!(
                    "{} has no data now: no replication leads to it from a primary.",
                    name(node)
                ));
            }
        }
        let stands_by =
            |&&node: &&usize| role(node) == Some(Role::Standby) && topology.is_fed[node];
        if let Some(&standby) = set.nodes.iter().find(stands_by)
            && set.failover != Failover::Manual
            && set.failback == Failback::Stay
        {
            news.push(format!(
                "Once {} has taken over, {} stays a standby when it comes back. It took its role back before; \
                 \"Failback\" says so.",
                name(standby),
                name(set.ruling)
            ));
        }
    }
    news
}

fn version_of(tree: &Node) -> Result<u32, Found> {
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
            Ok(n as u32)
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
