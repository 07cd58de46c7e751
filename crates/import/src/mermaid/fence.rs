//! Where in a file the diagram is: the whole of it, or a fence of a Markdown file.

use super::cursor::Cursor;
use crate::problem::Problem;

/// A diagram's text, and where it begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Block<'a> {
    /// Its text, front matter and all.
    pub text: &'a str,
    /// The line of the file where it begins, from 1.
    pub line: u32,
}

/// The fences of a Markdown file that hold Mermaid, in their order. A fence that nothing closes ends with the file.
pub fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut at = 0;
    // The fence that is open: what closes it, where its text began, and whether it is Mermaid.
    let mut open: Option<(char, usize, usize, u32, bool)> = None;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let bare = line.trim_start_matches(['>', ' ', '\t']);
        let sign = bare.chars().next().filter(|c| matches!(c, '`' | '~' | ':'));
        let length = bare.chars().take_while(|c| Some(*c) == sign).count();
        match (open, sign) {
            (None, Some(sign)) if length >= 3 => {
                let info = bare[length..].trim().trim_start_matches(['{', '.', ' ']);
                let is_mermaid = info.to_ascii_lowercase().starts_with("mermaid");
                open = Some((sign, length, at + line.len(), number as u32 + 2, is_mermaid));
            }
            (Some((closing, least, start, first, is_mermaid)), Some(sign))
                if sign == closing && length >= least && bare[length..].trim().is_empty() =>
            {
                if is_mermaid {
                    blocks.push(Block {
                        text: &text[start..at],
                        line: first,
                    });
                }
                open = None;
            }
            _ => {}
        }
        at += line.len();
    }
    if let Some((.., start, first, true)) = open {
        blocks.push(Block {
            text: &text[start..],
            line: first,
        });
    }
    blocks
}

/// Whether a diagram stands at the head of this text, in no fence.
pub fn is_bare(text: &str) -> bool {
    kind(text).is_some()
}

/// Whether a diagram is of a type that is read.
pub fn is_read(text: &str) -> bool {
    matches!(
        kind(text),
        Some("flowchart" | "graph" | "flowchart-elk" | "architecture-beta" | "architecture")
    )
}

/// The word that says which diagram it is.
fn kind(text: &str) -> Option<&'static str> {
    let mut cursor = Cursor::new(text, 0, 1);
    head(&mut cursor);
    let rest = cursor.rest();
    let end = rest
        .find(|c: char| !(c.is_alphanumeric() || c == '-'))
        .unwrap_or(rest.len());
    KINDS.into_iter().find(|kind| *kind == &rest[..end])
}

/// What Mermaid draws.
const KINDS: [&str; 31] = [
    "flowchart",
    "graph",
    "flowchart-elk",
    "architecture-beta",
    "architecture",
    "sequenceDiagram",
    "classDiagram",
    "classDiagram-v2",
    "stateDiagram",
    "stateDiagram-v2",
    "erDiagram",
    "journey",
    "gantt",
    "pie",
    "quadrantChart",
    "requirementDiagram",
    "gitGraph",
    "mindmap",
    "timeline",
    "zenuml",
    "sankey-beta",
    "xychart-beta",
    "block-beta",
    "block",
    "packet-beta",
    "kanban",
    "radar-beta",
    "C4Context",
    "C4Container",
    "C4Component",
    "C4Deployment",
];

/// Goes on past front matter, directives and comments.
pub fn head(cursor: &mut Cursor<'_>) {
    loop {
        cursor.take_while(|c| c.is_whitespace() || c == '\u{feff}');
        if cursor.rest().starts_with("---") {
            cursor.take_line();
            cursor.take_until("\n---");
            cursor.take_line();
        } else if cursor.takes("%%{") {
            cursor.take_until("}%%");
        } else if cursor.rest().starts_with("%%") {
            cursor.take_line();
        } else {
            return;
        }
    }
}

/// The word that says which diagram follows, and past it.
pub fn word<'a>(cursor: &mut Cursor<'a>) -> Result<&'a str, Problem> {
    head(cursor);
    let line = cursor.line;
    let word = cursor.take_while(|c| c.is_alphanumeric() || c == '-');
    if word.is_empty() {
        return Err(cursor.problem(line, "No diagram stands here: the first word of one is flowchart, graph or architecture-beta."));
    }
    Ok(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_is_mermaid_where_it_says_so() {
        let text = "# A\n```js\ngraph\n```\n\n~~~ mermaid\ngraph LR\n```\n~~~\n````{.mermaid}\nx\n````\n> ```mermaid\n> y\n";
        let blocks = blocks(text);
        let found: Vec<_> = blocks.iter().map(|b| (b.text, b.line)).collect();
        assert_eq!(found, [("graph LR\n```\n", 7), ("x\n", 11), ("> y\n", 14)]);
    }

    #[test]
    fn a_bare_diagram_is_known_behind_its_front_matter() {
        assert!(is_bare(
            "---\ntitle: A\n---\n%%{init: {}}%%\n%% b\nflowchart-elk TD\n"
        ));
        assert!(is_bare("graph;a-->b"));
        assert!(!is_bare("graphic: design"));
        assert!(!is_bare("# Graph\n"));
    }
}
