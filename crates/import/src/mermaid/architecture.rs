//! Reads `architecture-beta`: groups, services, junctions, and lines from side to side.

use std::collections::BTreeMap;

use super::cursor::Cursor;
use super::diagram::{Diagram, Edge, Frame, Heads, Node, Shape};
use super::text;
use crate::limits;
use crate::problem::Problem;

/// Reads what follows the word `architecture-beta`.
pub fn read(mut cursor: Cursor<'_>) -> Result<Diagram, Problem> {
    let mut diagram = Diagram::default();
    // What has a name, and the place of those that are groups.
    let mut known: BTreeMap<String, Option<usize>> = BTreeMap::new();
    loop {
        cursor.take_while(|c| c.is_whitespace() || c == ';');
        let line = cursor.line;
        let (at_line, text) = (cursor.clone(), cursor.take_line().trim());
        if text.is_empty() {
            return Ok(diagram);
        }
        if diagram.nodes.len() + diagram.edges.len() + diagram.frames.len() >= limits::NODES {
            let message = format!(
                "More than the {} parts and lines that are read of a diagram.",
                limits::NODES
            );
            return Err(at_line.problem(line, message));
        }
        let (word, said) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        match word {
            _ if text.starts_with("%%") => {}
            "title" | "accTitle" | "accTitle:" | "align" => {}
            "accDescr" | "accDescr:" => {
                if said.trim_start().starts_with('{') && !said.contains('}') {
                    cursor.take_until("}");
                }
            }
            "group" | "service" | "junction" => {
                let part = part(said).ok_or_else(|| {
                    at_line.problem(
                        line,
                        format!(
                            "After {word} its name, (its icon) and [what it says] were expected."
                        ),
                    )
                })?;
                let frame = match part.within {
                    None => None,
                    Some(within) => {
                        Some(known.get(within).copied().flatten().ok_or_else(|| {
                            at_line.problem(
                                line,
                                format!("There is no group \"{within}\" above this line."),
                            )
                        })?)
                    }
                };
                let place = (word == "group").then_some(diagram.frames.len());
                if known.insert(part.id.to_owned(), place).is_some() {
                    return Err(
                        at_line.problem(line, format!("There is a \"{}\" already.", part.id))
                    );
                }
                if word == "group" {
                    frame_into(&mut diagram, &part, frame, line, &at_line)?;
                } else {
                    node_into(&mut diagram, &part, frame, line, word == "junction");
                }
            }
            _ => {
                let edge = edge(text, line).ok_or_else(|| {
                    at_line.problem(
                        line,
                        "Here group, service, junction or a line such as a:R --> L:b was expected.",
                    )
                })?;
                if let Some(missing) = [&edge.from, &edge.to]
                    .into_iter()
                    .find(|id| !known.contains_key(id.as_str()))
                {
                    let message = format!("There is no service \"{missing}\" above this line.");
                    return Err(at_line.problem(line, message));
                }
                diagram.edges.push(edge);
            }
        }
    }
}

fn frame_into(
    diagram: &mut Diagram,
    part: &Part<'_>,
    parent: Option<usize>,
    line: u32,
    cursor: &Cursor<'_>,
) -> Result<(), Problem> {
    let depth = std::iter::successors(parent, |at| diagram.frames[*at].parent).count();
    if depth >= limits::DEPTH {
        let message = format!(
            "Groups lie within one another {} deep, and no more are read.",
            limits::DEPTH
        );
        return Err(cursor.problem(line, message));
    }
    diagram.frames.push(Frame {
        id: part.id.to_owned(),
        title: part.title(),
        parent,
        line,
    });
    Ok(())
}

fn node_into(
    diagram: &mut Diagram,
    part: &Part<'_>,
    frame: Option<usize>,
    line: u32,
    is_junction: bool,
) {
    let shape = match part.icon {
        _ if is_junction => Shape::Junction,
        "database" | "disk" => Shape::Cylinder,
        _ => Shape::Plain,
    };
    let mut lines = text::lines(part.text);
    if lines.is_empty() {
        lines.push(part.id.to_owned());
    }
    diagram.nodes.push(Node {
        id: part.id.to_owned(),
        lines,
        shape,
        icon: part.icon.to_owned(),
        classes: Vec::new(),
        line,
        frame,
    });
}

/// `id(icon)[title] in parent`, `id("text")[title]`.
struct Part<'a> {
    id: &'a str,
    icon: &'a str,
    text: &'a str,
    within: Option<&'a str>,
}

impl Part<'_> {
    fn title(&self) -> String {
        let title = text::line(self.text);
        if title.is_empty() {
            self.id.to_owned()
        } else {
            title
        }
    }
}

fn part(said: &str) -> Option<Part<'_>> {
    let said = said.trim();
    let end = said.find(|c: char| !is_name(c)).unwrap_or(said.len());
    let (id, mut rest) = said.split_at(end);
    let (mut icon, mut text) = ("", "");
    if let Some(inner) = rest.trim_start().strip_prefix('(') {
        let (inner, after) = inner.split_once(')')?;
        (icon, rest) = (inner.trim(), after);
    }
    if let Some(inner) = rest.trim_start().strip_prefix('[') {
        let (inner, after) = inner.split_once(']')?;
        (text, rest) = (inner.trim().trim_matches('"'), after);
    }
    if let Some(words) = icon.strip_prefix('"') {
        // A text in place of an icon.
        let words = words.trim_end_matches('"');
        text = if text.is_empty() { words } else { text };
        icon = "";
    }
    let rest = rest.trim();
    let within = match rest.strip_prefix("in ") {
        Some(within) => Some(within.trim()),
        None if rest.is_empty() => None,
        None => return None,
    };
    let is_sound = !id.is_empty() && within.is_none_or(|w| !w.is_empty() && w.chars().all(is_name));
    is_sound.then_some(Part {
        id,
        icon,
        text,
        within,
    })
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}

/// `a:R --> L:b`, `a{group}:T <--> B:b`, `a:R -[says]- L:b`.
fn edge(said: &str, line: u32) -> Option<Edge> {
    let (from, rest) = end(said)?;
    let rest = rest.trim_start().strip_prefix(':')?;
    let mut rest = rest.strip_prefix(['L', 'R', 'T', 'B'])?.trim_start();
    let at_start = rest
        .strip_prefix('<')
        .inspect(|after| rest = after)
        .is_some();
    let (label, after) = match rest.strip_prefix("-[") {
        Some(inner) => {
            let (label, after) = inner.split_once(']')?;
            (label, after.strip_prefix('-')?)
        }
        None => ("", rest.strip_prefix("--")?),
    };
    rest = after;
    let at_end = rest
        .strip_prefix('>')
        .inspect(|after| rest = after)
        .is_some();
    let rest = rest
        .trim_start()
        .strip_prefix(['L', 'R', 'T', 'B'])?
        .trim_start()
        .strip_prefix(':')?;
    let (to, rest) = end(rest.trim_start())?;
    if !rest.trim().is_empty() {
        return None;
    }
    let heads = match (at_start, at_end) {
        (false, false) => Heads::None,
        (true, true) => Heads::Both,
        _ => Heads::End,
    };
    let (from, to) = if at_start && !at_end {
        (to, from)
    } else {
        (from, to)
    };
    Some(Edge {
        from: from.to_owned(),
        to: to.to_owned(),
        heads,
        dotted: false,
        label: text::line(label),
        line,
    })
}

/// `a` or `a{group}`, and what follows.
fn end(said: &str) -> Option<(&str, &str)> {
    let end = said.find(|c: char| !is_name(c)).unwrap_or(said.len());
    let (id, rest) = said.split_at(end);
    let rest = rest.strip_prefix("{group}").unwrap_or(rest);
    (!id.is_empty()).then_some((id, rest))
}
