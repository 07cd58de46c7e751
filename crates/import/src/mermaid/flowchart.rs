//! Reads a flowchart: `flowchart LR`, `graph TD`, boxes in all shapes, lines, frames. Styles are passed over.

mod boxes;
mod lines;

use std::collections::BTreeMap;

use super::cursor::Cursor;
use super::diagram::{Diagram, Edge, Frame, Node, Shape};
use super::text;
use crate::limits;
use crate::problem::Problem;

/// Words that begin a statement about how it looks; all of it ends with the line.
const LOOKS: [&str; 7] = [
    "style",
    "linkStyle",
    "classDef",
    "click",
    "direction",
    "accTitle",
    "title",
];

/// Reads what follows the word `flowchart` or `graph`.
pub fn read(mut cursor: Cursor<'_>) -> Result<Diagram, Problem> {
    // The direction, and a `;` that ends it.
    cursor.take_while(|c| c != '\n' && c != ';');
    let mut reader = Reader::default();
    while reader.statement(&mut cursor)? {}
    if let Some(open) = reader.open.last() {
        let frame = &reader.diagram.frames[*open];
        return Err(cursor.problem(
            frame.line,
            "This subgraph has no end: the diagram stops within it.",
        ));
    }
    // What names a frame is no box.
    let frames: Vec<String> = reader.diagram.frames.iter().map(|f| f.id.clone()).collect();
    reader
        .diagram
        .nodes
        .retain(|node| !frames.contains(&node.id));
    Ok(reader.diagram)
}

/// A diagram that is being read.
#[derive(Default)]
struct Reader {
    diagram: Diagram,
    places: BTreeMap<String, usize>,
    /// The frames around the place where we are, outermost first.
    open: Vec<usize>,
}

impl Reader {
    /// Reads one statement; `false`: there is no more.
    fn statement(&mut self, cursor: &mut Cursor<'_>) -> Result<bool, Problem> {
        cursor.take_while(|c| c.is_whitespace() || c == ';');
        if cursor.rest().is_empty() {
            return Ok(false);
        }
        if cursor.rest().starts_with("%%") {
            cursor.take_line();
            return Ok(true);
        }
        let word: &str = first_word(cursor.rest());
        match word {
            "subgraph" => self.begin(cursor)?,
            "end" => {
                cursor.skip(word.len());
                if self.open.pop().is_none() {
                    return Err(cursor.problem(cursor.line, "This end belongs to no subgraph."));
                }
            }
            "class" => {
                cursor.skip(word.len());
                self.class(statement_text(cursor));
            }
            "accDescr" => {
                cursor.skip(word.len());
                cursor.blanks();
                if cursor.takes("{") {
                    cursor.take_until("}");
                } else {
                    cursor.take_line();
                }
            }
            _ if LOOKS.contains(&word) => {
                cursor.take_line();
            }
            _ => self.chain(cursor)?,
        }
        Ok(true)
    }

    /// `subgraph one [Title]`, `subgraph "Title"`, `subgraph A long title`.
    fn begin(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Problem> {
        let line = cursor.line;
        cursor.skip("subgraph".len());
        let said = statement_text(cursor).trim();
        let (id, title) = match said.split_once('[') {
            Some((id, title)) if !said.starts_with('"') => {
                (id.trim(), title.trim().trim_end_matches(']'))
            }
            _ => (said, said),
        };
        let title = text::line(title.trim().trim_matches('"'));
        let id = id.trim_matches('"');
        let id = if id.is_empty() {
            format!("subgraph at line {line}")
        } else {
            id.to_owned()
        };
        if self.open.len() >= limits::DEPTH {
            let message = format!(
                "Subgraphs lie within one another {} deep, and no more are read.",
                limits::DEPTH
            );
            return Err(cursor.problem(line, message));
        }
        self.has_room(cursor, line)?;
        self.open.push(self.diagram.frames.len());
        let parent = self.open.iter().rev().nth(1).copied();
        self.diagram.frames.push(Frame {
            id,
            title,
            parent,
            line,
        });
        Ok(())
    }

    /// `class a,b name`.
    fn class(&mut self, said: &str) {
        let Some((ids, class)) = said.trim().rsplit_once(char::is_whitespace) else {
            return;
        };
        for id in ids.split(',').map(str::trim) {
            if let Some(at) = self.places.get(id) {
                self.diagram.nodes[*at].classes.push(class.to_owned());
            }
        }
    }

    /// Boxes, and lines between them: `a & b --> c -- says --> d`.
    fn chain(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Problem> {
        let mut from = self.boxes(cursor)?;
        loop {
            cursor.blanks();
            let before = cursor.clone();
            // A line may go on below: what stands there begins with an arrow.
            cursor.take_while(char::is_whitespace);
            let Some(said) = lines::read(cursor)? else {
                *cursor = before;
                break;
            };
            cursor.take_while(char::is_whitespace);
            let to = self.boxes(cursor)?;
            if said.is_seen {
                for (from, to) in from.iter().flat_map(|f| to.iter().map(move |t| (f, t))) {
                    self.has_room(cursor, said.line)?;
                    let (from, to) = if said.is_backward {
                        (to, from)
                    } else {
                        (from, to)
                    };
                    self.diagram.edges.push(Edge {
                        from: from.clone(),
                        to: to.clone(),
                        heads: said.heads,
                        dotted: said.is_dotted,
                        label: said.label.clone(),
                        line: said.line,
                    });
                }
            }
            from = to;
        }
        match cursor.peek() {
            None | Some('\n' | ';') => Ok(()),
            _ if cursor.rest().starts_with("%%") => Ok(()),
            _ => {
                let message = "Here an arrow or the end of the line was expected.";
                Err(cursor.problem(cursor.line, message))
            }
        }
    }

    /// `a[One] & b`; their ids.
    fn boxes(&mut self, cursor: &mut Cursor<'_>) -> Result<Vec<String>, Problem> {
        let mut ids = Vec::new();
        loop {
            let said = boxes::read(cursor)?;
            ids.push(said.id.clone());
            self.add(said, cursor)?;
            let before = cursor.clone();
            cursor.take_while(char::is_whitespace);
            if !cursor.takes("&") {
                *cursor = before;
                return Ok(ids);
            }
            cursor.take_while(char::is_whitespace);
        }
    }

    /// Notes a box, or what is said of it anew.
    fn add(&mut self, said: boxes::Said, cursor: &Cursor<'_>) -> Result<(), Problem> {
        let frame = self.open.last().copied();
        let at = if let Some(at) = self.places.get(&said.id) {
            *at
        } else {
            self.has_room(cursor, said.line)?;
            self.places
                .insert(said.id.clone(), self.diagram.nodes.len());
            self.diagram.nodes.push(Node {
                lines: vec![said.id.clone()],
                id: said.id,
                shape: Shape::Plain,
                icon: String::new(),
                classes: Vec::new(),
                line: said.line,
                frame,
            });
            self.diagram.nodes.len() - 1
        };
        let node = &mut self.diagram.nodes[at];
        if node.frame.is_none() {
            node.frame = frame;
        }
        if let Some(lines) = said
            .text
            .map(|text| text::lines(&text))
            .filter(|l| !l.is_empty())
        {
            node.lines = lines;
        }
        if let Some(shape) = said.shape {
            node.shape = shape;
        }
        node.icon.push_str(&said.icon);
        node.classes.extend(said.class);
        Ok(())
    }

    fn has_room(&self, cursor: &Cursor<'_>, line: u32) -> Result<(), Problem> {
        let Diagram {
            nodes,
            edges,
            frames,
        } = &self.diagram;
        if nodes.len() + edges.len() + frames.len() < limits::NODES {
            return Ok(());
        }
        let message = format!(
            "More than the {} boxes and lines that are read of a diagram.",
            limits::NODES
        );
        Err(cursor.problem(line, message))
    }
}

/// The word at the head of a statement, if it is one that is not a box: it ends with a space, a `;` or the line.
fn first_word(rest: &str) -> &str {
    let end = rest
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(rest.len());
    let ends = rest[end..]
        .chars()
        .next()
        .is_none_or(|c| c.is_whitespace() || matches!(c, ';' | ':' | '{'));
    let goes_on = rest[end..].trim_start_matches([' ', '\t']);
    let is_a_box = ["--", "==", "-.", "&", "~~", ":::"]
        .iter()
        .any(|arrow| goes_on.starts_with(arrow));
    if ends && !is_a_box { &rest[..end] } else { "" }
}

/// What is left of a statement.
fn statement_text<'a>(cursor: &mut Cursor<'a>) -> &'a str {
    let text = cursor.take_while(|c| c != '\n');
    let text = text.split("%%").next().unwrap_or_default();
    text.trim().trim_end_matches(';')
}
