//! Databases: which are copies of which.

use std::collections::{BTreeMap, BTreeSet};

use topple_model::words::Choice;
use topple_model::{Failover, Kind, Role};

use super::Judged;
use crate::evidence::{Rule, Stated};
use crate::inventory::Part;
use crate::mermaid::groups;
use crate::mermaid::words::{Meaning, say_one};

const READ: [&str; 12] = [
    "replica",
    "replicas",
    "read replica",
    "read replicas",
    "follower",
    "slave",
    "secondary",
    "read",
    "reader",
    "read only",
    "readonly",
    "hot copy",
];
const STANDBY: [&str; 5] = ["standby", "failover", "passive", "hot standby", "mirror"];
const PRIMARY: [&str; 8] = [
    "primary", "master", "leader", "main", "writer", "write", "active", "source",
];
const PROMOTES: [&str; 10] = [
    "automatic failover",
    "auto failover",
    "patroni",
    "sentinel",
    "multi az",
    "rds",
    "aurora",
    "cloud sql",
    "replica set",
    "galera",
];

/// What a line of a box says in a word of Topple's own: `role: standby`.
fn said<T: Choice>(lines: &[String], head: &str) -> Option<T> {
    lines
        .iter()
        .find_map(|line| T::from_key(line.strip_prefix(head)?))
}

impl Judged<'_> {
    /// The part in replication that the words on a box say.
    fn role(&self, at: usize) -> Option<Role> {
        let node = &self.diagram.nodes[at];
        if let Some(role) = said(&node.lines, "role: ") {
            return Some(role);
        }
        let text = format!("{} {}", node.lines.join(" "), node.id);
        if say_one(&text, &STANDBY) {
            Some(Role::Standby)
        } else if say_one(&text, &READ) && !say_one(&node.lines[0], &["primary", "master"]) {
            Some(Role::ReadReplica)
        } else if say_one(&text, &PRIMARY) {
            Some(Role::Primary)
        } else {
            None
        }
    }

    /// Whether the words say that it is a copy.
    pub(super) fn may_be_copy(&self, at: usize) -> bool {
        matches!(self.role(at), Some(Role::ReadReplica | Role::Standby))
    }

    /// From whom a database copies, by the lines.
    fn original(&self, at: usize) -> Option<usize> {
        let into = self.wires.iter().filter(|w| w.copies && w.to == at);
        let from = into.map(|w| w.from);
        from.filter(|from| self.kinds[*from] == Some(Kind::Database))
            .min()
    }

    /// Sets of databases that lines tie together are one service; copies that nobody reads, and stores that nothing ties, are told.
    pub(super) fn stores(&mut self) {
        let stores: Vec<usize> = (0..self.kinds.len())
            .filter(|at| self.kinds[*at] == Some(Kind::Database))
            .collect();
        let originals: BTreeMap<usize, usize> = stores
            .iter()
            .filter_map(|at| Some((*at, self.original(*at)?)))
            .collect();
        for at in stores.iter().copied() {
            let Some(original) = originals.get(&at).copied() else {
                continue;
            };
            // The first of a chain; of a circle the one where it closes.
            let mut first = original;
            let mut seen = BTreeSet::from([at, first]);
            while let Some(next) = originals.get(&first).filter(|next| seen.insert(**next)) {
                first = *next;
            }
            let service = self.services[first]
                .clone()
                .unwrap_or_else(|| groups::slug(self.title(first)));
            self.services[first] = Some(service.clone());
            self.services[at] = Some(service);
            let is_read = self.wires.iter().any(|w| w.to == at && !w.copies);
            let is_standby = self.role(at) == Some(Role::Standby);
            if !is_read && !is_standby {
                let text = format!(
                    "{} is fed by {} and read by nobody.",
                    self.title(at),
                    self.title(original)
                );
                self.tell(Some(at), text, None);
            }
        }
        let mut alike: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for at in stores.iter().copied() {
            let is_alone = self.services[at].is_none() && self.meanings[at] != Meaning::Disk;
            if let Some((stem, _)) = groups::numbered(self.title(at)).filter(|_| is_alone) {
                alike.entry(stem).or_default().push(at);
            }
        }
        let mut told = Vec::new();
        for same in alike.values().filter(|same| same.len() > 1) {
            let names: Vec<&str> = same.iter().map(|at| self.title(*at)).collect();
            told.push((same[0], format!("No line says that {} hold copies of the same data: each is drawn as a store of its own.", names.join(", "))));
        }
        for (at, text) in told {
            self.tell(Some(at), text, None);
        }
        for at in stores {
            if self.meanings[at] == Meaning::Disk {
                let text = format!("{} is storage: it is drawn as a database.", self.title(at));
                self.tell(Some(at), text, None);
            }
        }
    }

    /// What is known of a database.
    pub(super) fn of_store(&self, at: usize, part: &mut Part) {
        if self.kinds[at] != Some(Kind::Database) {
            return;
        }
        let source = part.source.clone();
        let original = self.original(at);
        if let Some(original) = original {
            let name = self.diagram.nodes[original].id.clone();
            part.store.copies = Some(Stated::found(name, source.clone(), Rule::Arrow));
        }
        let is_copied = self.wires.iter().any(|w| w.copies && w.from == at);
        part.store.role = match self.role(at) {
            Some(role) if said::<Role>(&self.diagram.nodes[at].lines, "role: ").is_some() => {
                Some(Stated::found(role, source.clone(), Rule::Replication))
            }
            Some(Role::Primary) | None if original.is_some() => Some(Stated::guessed(
                Role::ReadReplica,
                source.clone(),
                Rule::Replication,
            )),
            Some(role) if original.is_some() || is_copied || role == Role::Primary => {
                Some(Stated::found(role, source.clone(), Rule::Replication))
            }
            _ => None,
        };
        let text = self.diagram.nodes[at].lines.join(" ");
        let promotes = say_one(&text, &PROMOTES);
        if promotes && say_one(&text, &["multi az"]) {
            part.store.hidden_standby = Some(Stated::found((), source.clone(), Rule::Replication));
        }
        if promotes && (is_copied || original.is_some() || part.store.hidden_standby.is_some()) {
            part.store.failover = Some(Stated::guessed(
                Failover::Automatic,
                source.clone(),
                Rule::Replication,
            ));
        }
        if let Some(failover) = said(&self.diagram.nodes[at].lines, "failover: ") {
            part.store.failover = Some(Stated::found(failover, source.clone(), Rule::Replication));
        }
        if self.meanings[at] == Meaning::Store(true) {
            part.store.failover = Some(Stated::found(
                Failover::Automatic,
                source.clone(),
                Rule::Managed,
            ));
            part.store.hidden_standby = Some(Stated::found((), source, Rule::Managed));
        }
    }
}
