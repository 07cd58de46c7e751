//! Which lines are calls.

use std::collections::BTreeSet;

use topple_model::Kind;

use super::{Judged, is_stated};
use crate::evidence::{Certainty, Rule, Source};
use crate::inventory::{Call, Carries};
use crate::mermaid::edges::Flow;
use crate::mermaid::wiring::Wire;
use crate::mermaid::words::Meaning;

/// What to do with a line between two parts.
enum Sense {
    /// A call, as drawn.
    Call,
    /// A call the other way round.
    Turned,
    /// Copies of data.
    Copies,
    /// Nodes of one queue, or of one cache, that hold the same or share it.
    Mirrors,
    /// None that can be drawn.
    Dropped(&'static str),
}

/// How far behind the users a kind stands: who stands nearer calls.
fn rank(kind: Kind) -> u8 {
    match kind {
        Kind::Client => 0,
        Kind::Dns => 1,
        Kind::LoadBalancer => 2,
        Kind::Server => 3,
        Kind::Cache | Kind::Queue => 4,
        Kind::Database => 5,
    }
}

impl Judged<'_> {
    /// Turns lines into calls. Those that are none are told.
    pub(super) fn calls(&mut self) {
        let wires = std::mem::take(&mut self.wires);
        let mut kept: Vec<Wire> = Vec::with_capacity(wires.len());
        let mut once = BTreeSet::new();
        let mut through_caches = Vec::new();
        let mut is_undirected = None;
        let mut dropped = Vec::new();
        for mut wire in wires {
            let (Some(from), Some(to)) = (self.kinds[wire.from], self.kinds[wire.to]) else {
                continue;
            };
            if wire.flow == Flow::Nothing {
                continue;
            }
            if wire.flow == Flow::EitherWay {
                is_undirected.get_or_insert(wire.line);
                if rank(from) > rank(to) && self.meanings[wire.to] != Meaning::Worker {
                    (wire.from, wire.to) = (wire.to, wire.from);
                }
            }
            let sense = self.sense(&wire);
            match sense {
                Sense::Call | Sense::Mirrors => {}
                Sense::Turned => (wire.from, wire.to) = (wire.to, wire.from),
                Sense::Copies => wire.copies = true,
                Sense::Dropped(why) => {
                    if self.kinds[wire.from] == Some(Kind::Cache)
                        && self.kinds[wire.to] == Some(Kind::Database)
                    {
                        through_caches.push((wire.from, wire.to, wire.line));
                    } else {
                        let said = (
                            self.title(wire.from).to_owned(),
                            self.title(wire.to).to_owned(),
                        );
                        dropped.push((wire.from, said, why, wire.line));
                    }
                    continue;
                }
            }
            if once.insert((wire.from, wire.to)) {
                kept.push(wire);
            }
        }
        // `App --> Cache --> Database`: who asks the cache asks the database where the cache has nothing.
        for (cache, store, line) in through_caches {
            let callers: Vec<usize> = kept
                .iter()
                .filter(|w| w.to == cache)
                .map(|w| w.from)
                .collect();
            for from in callers {
                if once.insert((from, store)) {
                    kept.push(Wire {
                        from,
                        to: store,
                        flow: Flow::Requests,
                        is_followed: true,
                        copies: false,
                        line,
                    });
                }
            }
            let text = format!(
                "{} calls nobody: who asks it asks {} on a miss.",
                self.title(cache),
                self.title(store)
            );
            self.tell(Some(cache), text, Some(line));
        }
        self.wires = kept;
        for (about, (from, to), why, line) in dropped {
            self.tell(
                Some(about),
                format!("The line from {from} to {to} is no call: {why}."),
                Some(line),
            );
        }
        if let Some(line) = is_undirected {
            let text = "Lines without an arrowhead, or with two, do not say who calls whom: that is taken from the kinds.";
            self.tell(None, text, Some(line));
        }
    }

    /// The calls of what is drawn.
    pub(super) fn call_list(&mut self) {
        self.inventory.calls = self.wires.iter().map(|wire| self.call(wire)).collect();
    }

    fn call(&self, wire: &Wire) -> Call {
        let id = |at: usize| self.diagram.nodes[at].id.as_str();
        let source = Source {
            file: self.file,
            line: wire.line,
            path: format!("{} > {}", id(wire.from), id(wire.to)),
        };
        let mut call = Call::found(id(wire.from), id(wire.to), source, Rule::Arrow);
        if wire.is_followed || wire.flow == Flow::EitherWay {
            call.evidence.certainty = Certainty::Guessed;
        }
        if wire.copies {
            call.carries = Carries::Replication;
        }
        call
    }

    /// What a line between two kinds means.
    fn sense(&self, wire: &Wire) -> Sense {
        let (Some(from), Some(to)) = (self.kinds[wire.from], self.kinds[wire.to]) else {
            return Sense::Dropped("one of them is not drawn");
        };
        let both_stated =
            is_stated(&self.diagram.nodes[wire.from]) && is_stated(&self.diagram.nodes[wire.to]);
        let is_disk =
            self.meanings[wire.from] == Meaning::Disk || self.meanings[wire.to] == Meaning::Disk;
        match (from, to) {
            (Kind::Database, Kind::Database) if is_disk => {
                Sense::Dropped("a disk belongs to its database, and is no copy of it")
            }
            (Kind::Database, Kind::Database)
                if wire.copies
                    || both_stated
                    || self.may_be_copy(wire.to)
                    || self.may_be_copy(wire.from) =>
            {
                Sense::Copies
            }
            (Kind::Database, Kind::Database) => {
                Sense::Dropped("nothing says that one is a copy of the other")
            }
            (Kind::Queue, Kind::Queue) if both_stated => Sense::Mirrors,
            (Kind::Queue, Kind::Queue) => Sense::Dropped("a queue hands its messages to servers"),
            (from, to) if from.row().link_to(to).is_some() => Sense::Call,
            (_, Kind::Client) => Sense::Dropped("nobody calls users"),
            // Data that flows out of a store is asked for by who gets it.
            (Kind::Database | Kind::Cache, Kind::Server) => Sense::Turned,
            (Kind::Client, Kind::Database | Kind::Cache | Kind::Queue) => {
                Sense::Dropped("users reach data through a server")
            }
            (Kind::LoadBalancer, Kind::Queue) => Sense::Dropped("only servers publish to a queue"),
            (Kind::Cache, Kind::Database) => Sense::Dropped("a cache calls nobody"),
            _ => Sense::Dropped("parts of these kinds do not call each other"),
        }
    }

    /// Whether a line leads to a box, whichever way it is drawn.
    pub(super) fn is_below(&self, at: usize) -> bool {
        self.wires.iter().any(|w| w.to == at)
    }
}
