//! Who reaches whom: lines to frames, through what is no part, and along what is one balancer in several boxes.

use std::collections::{BTreeMap, BTreeSet};

use super::diagram::{Diagram, Edge, Heads};
use super::edges::{self, Flow};
use super::words::{Meaning, say_one, stated};
use crate::limits;
use crate::problem::Problem;

/// Lines that are judged of one diagram: twice as many as a drawing can hold.
const WIRES: usize = 20_000;

/// A line between two boxes that are drawn, as places in [`Diagram::nodes`].
#[derive(Clone, PartialEq, Debug)]
pub struct Wire {
    /// Where it begins.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// What it carries.
    pub flow: Flow,
    /// Whether it was read through a box that is no part, or a frame.
    pub is_followed: bool,
    /// Whether it is written that data is copied along it.
    pub copies: bool,
    /// The line of the file.
    pub line: u32,
}

/// The lines of a diagram between its boxes; what ends at a frame ends at the boxes in it.
pub fn direct(diagram: &Diagram, meanings: &[Meaning], file: usize) -> Result<Vec<Wire>, Problem> {
    let places: BTreeMap<&str, usize> = diagram
        .nodes
        .iter()
        .enumerate()
        .map(|(at, n)| (n.id.as_str(), at))
        .collect();
    let drawn: BTreeSet<(&str, &str)> = diagram
        .edges
        .iter()
        .map(|e| (e.from.as_str(), e.to.as_str()))
        .collect();
    let frames: BTreeMap<&str, usize> = diagram
        .frames
        .iter()
        .enumerate()
        .map(|(at, frame)| (frame.id.as_str(), at))
        .collect();
    let mut known: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for edge in &diagram.edges {
        for id in [edge.from.as_str(), edge.to.as_str()] {
            if !known.contains_key(id) {
                let found = match (places.get(id), frames.get(id)) {
                    (Some(at), _) => vec![*at],
                    (None, Some(frame)) => within(diagram, meanings, *frame),
                    (None, None) => Vec::new(),
                };
                known.insert(id, found);
            }
        }
    }
    let ends = |id: &str| (&known[id], !places.contains_key(id));
    // Where both ends say of themselves what they are, what stands on the line is a text and no more.
    let says_itself = |id: &String| {
        places
            .get(id.as_str())
            .is_some_and(|at| stated(&diagram.nodes[*at]).is_some())
    };
    let both_stated =
        |edge: &Edge| edge.heads == Heads::End && says_itself(&edge.from) && says_itself(&edge.to);
    let mut wires = Vec::new();
    for edge in &diagram.edges {
        let flow = match edges::flow(edge) {
            _ if both_stated(edge) => Flow::Requests,
            _ if edges::says_reply(edge)
                && drawn.contains(&(edge.to.as_str(), edge.from.as_str())) =>
            {
                Flow::Nothing
            }
            flow => flow,
        };
        let ((from, a), (to, b)) = (ends(&edge.from), ends(&edge.to));
        if wires.len() + from.len() * to.len() > WIRES {
            let message = format!("More than the {WIRES} lines that are read of a diagram.");
            return Err(Problem::at(file, edge.line, message));
        }
        let copies = edges::says_copies(edge);
        for (from, to) in from.iter().flat_map(|f| to.iter().map(move |t| (*f, *t))) {
            wires.push(Wire {
                from,
                to,
                flow,
                is_followed: a || b,
                copies,
                line: edge.line,
            });
        }
    }
    Ok(wires)
}

/// The boxes of a frame that a line to it means: those that balance or serve, else all that are drawn.
fn within(diagram: &Diagram, meanings: &[Meaning], frame: usize) -> Vec<usize> {
    let inside =
        (0..diagram.nodes.len()).filter(|at| diagram.lies_in(diagram.nodes[*at].frame, frame));
    let inside: Vec<usize> = inside
        .filter(|at| !matches!(meanings[*at], Meaning::Aside(_)))
        .collect();
    // Whom nobody else in the frame calls stands at its door.
    let ids: BTreeSet<&str> = inside
        .iter()
        .map(|at| diagram.nodes[*at].id.as_str())
        .collect();
    let from_within = |e: &&Edge| e.heads != Heads::None && ids.contains(e.from.as_str());
    let called: BTreeSet<&str> = diagram
        .edges
        .iter()
        .filter(from_within)
        .map(|e| e.to.as_str())
        .collect();
    let is_called = |at: usize| called.contains(diagram.nodes[at].id.as_str());
    let doors: Vec<usize> = inside
        .iter()
        .copied()
        .filter(|at| !is_called(*at))
        .collect();
    if doors.is_empty() { inside } else { doors }
}

/// The same lines, with those through boxes that are no parts drawn from part to part.
pub fn through(wires: &[Wire], meanings: &[Meaning], nodes: usize) -> Vec<Wire> {
    let mut after: Vec<Vec<&Wire>> = vec![Vec::new(); nodes];
    for wire in wires {
        after[wire.from].push(wire);
    }
    let is_part = |at: usize| !matches!(meanings[at], Meaning::Through(_) | Meaning::Aside(_));
    let mut found = Vec::new();
    let mut steps = 0;
    for wire in wires.iter().filter(|w| is_part(w.from)) {
        if is_part(wire.to) {
            found.push(wire.clone());
            continue;
        }
        if wire.flow == Flow::Nothing {
            continue;
        }
        let mut seen = BTreeSet::from([wire.to]);
        let mut next = vec![wire.to];
        while let Some(at) = next.pop() {
            if !matches!(meanings[at], Meaning::Through(_)) {
                continue;
            }
            for onward in after[at].iter().filter(|w| w.flow != Flow::Nothing) {
                steps += 1;
                if steps > limits::NODES || found.len() > WIRES {
                    return found;
                }
                if is_part(onward.to) {
                    let line = onward.line;
                    found.push(Wire {
                        to: onward.to,
                        is_followed: true,
                        line,
                        ..wire.clone()
                    });
                } else if seen.insert(onward.to) {
                    next.push(onward.to);
                }
            }
        }
    }
    found
}

/// For each box the one that stands for it: pieces of one balancer stand for each other.
pub fn balancers(diagram: &Diagram, wires: &[Wire], meanings: &[Meaning]) -> Vec<usize> {
    let mut stands_for: Vec<usize> = (0..diagram.nodes.len()).collect();
    let requests = |w: &&Wire| w.flow != Flow::Nothing;
    let is_backend = |at: usize| say_one(&diagram.nodes[at].lines[0], &["backend service"]);
    let balances = |at: usize| matches!(meanings[at], Meaning::Piece | Meaning::Balancer(_));
    let mut after: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); diagram.nodes.len()];
    let mut before = after.clone();
    for wire in wires.iter().filter(requests) {
        after[wire.from].insert(wire.to);
        before[wire.to].insert(wire.from);
    }
    for at in (0..diagram.nodes.len()).filter(|at| meanings[*at] == Meaning::Piece) {
        let onward: Vec<usize> = after[at].iter().copied().collect();
        let backward: Vec<usize> = before[at]
            .iter()
            .copied()
            .filter(|b| balances(*b))
            .collect();
        match (onward.as_slice(), backward.as_slice()) {
            ([next], _) if balances(*next) || is_backend(*next) => {
                join(&mut stands_for, meanings, at, *next);
            }
            (_, [last]) => join(&mut stands_for, meanings, at, *last),
            _ => {}
        }
    }
    (0..diagram.nodes.len())
        .map(|at| root(&stands_for, at))
        .collect()
}

fn root(stands_for: &[usize], mut at: usize) -> usize {
    while stands_for[at] != at {
        at = stands_for[at];
    }
    at
}

/// One box stands for both: the one that says it is a balancer, else the later.
fn join(stands_for: &mut [usize], meanings: &[Meaning], piece: usize, next: usize) {
    let (a, b) = (root(stands_for, piece), root(stands_for, next));
    let (whole, part) = if matches!(meanings[a], Meaning::Balancer(_)) {
        (a, b)
    } else {
        (b, a)
    };
    stands_for[part] = whole;
}
