//! A line between boxes: `-->`, `-.->`, `==>`, `---`, `<-->`, `-- says -->`, `-->|says|`, `e1@-->`.

use crate::mermaid::cursor::Cursor;
use crate::mermaid::diagram::Heads;
use crate::mermaid::text;
use crate::problem::Problem;

/// What a line says.
#[derive(Clone, PartialEq, Debug)]
pub struct Said {
    /// Where it has heads.
    pub heads: Heads,
    /// Whether its only head is where it begins.
    pub is_backward: bool,
    /// Whether it is dotted.
    pub is_dotted: bool,
    /// `~~~` is there for the layout alone.
    pub is_seen: bool,
    /// What is written on it.
    pub label: String,
    /// Where it stands.
    pub line: u32,
}

/// Reads a line; `None`: none stands here.
pub fn read(cursor: &mut Cursor<'_>) -> Result<Option<Said>, Problem> {
    let line = cursor.line;
    let before = cursor.clone();
    name(cursor);
    let rest = cursor.rest();
    if rest.starts_with("~~~") {
        cursor.take_while(|c| c == '~');
        return Ok(Some(Said {
            heads: Heads::None,
            is_backward: false,
            is_dotted: false,
            is_seen: false,
            label: String::new(),
            line,
        }));
    }
    let head_length = usize::from(rest.starts_with(['<', 'x', 'o']));
    let starts_with_head = head_length > 0 && rest.starts_with('<');
    let body = &rest[head_length..];
    let stroke = ["--", "==", "-."]
        .into_iter()
        .find(|stroke| body.starts_with(stroke));
    let Some(stroke) = stroke else {
        *cursor = before;
        return Ok(None);
    };
    cursor.skip(head_length);
    let is_dotted = stroke == "-.";
    let drawn = match stroke {
        "-." => {
            cursor.skip(1);
            cursor.take_while(|c| c == '.');
            cursor.take_while(|c| c == '-')
        }
        "==" => cursor.take_while(|c| c == '='),
        _ => cursor.take_while(|c| c == '-'),
    };
    let mut ends_with_head = takes_head(cursor);
    // Two dashes, two equals, or dots without the last dash, and no head: a text stands within the line.
    let is_open = !ends_with_head
        && !takes_foot(cursor)
        && if is_dotted {
            drawn.is_empty()
        } else {
            drawn.len() == 2
        };
    let mut label = String::new();
    if is_open {
        match within(cursor, stroke, line) {
            Ok((said, head)) => {
                label = said;
                ends_with_head = head;
            }
            // `a <-- b` is no text within a line, but a line drawn backwards.
            Err(_) if starts_with_head => {}
            Err(problem) => return Err(problem),
        }
    }
    cursor.blanks();
    if cursor.takes("|") {
        cursor.blanks();
        // A quoted text may hold the sign that ends it.
        let said = if cursor.takes("\"") {
            let said = cursor.take_until("\"");
            said.and_then(|said| cursor.take_until("|").map(|_| said))
        } else {
            cursor.take_until("|")
        };
        let said =
            said.ok_or_else(|| cursor.problem(line, "The text of this line is not closed by |."))?;
        label = text::line(said.trim().trim_matches('"'));
    }
    let heads = match (starts_with_head, ends_with_head) {
        (false, false) => Heads::None,
        (true, true) => Heads::Both,
        _ => Heads::End,
    };
    let is_backward = starts_with_head && !ends_with_head;
    Ok(Some(Said {
        heads,
        is_backward,
        is_dotted,
        is_seen: true,
        label,
        line,
    }))
}

/// The name that a line may have: `e1@`.
fn name(cursor: &mut Cursor<'_>) {
    let rest = cursor.rest();
    let end = rest
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')))
        .unwrap_or(rest.len());
    let goes_on = rest[end..].strip_prefix('@');
    if end > 0 && goes_on.is_some_and(|g| g.starts_with(['-', '=', '<', 'x', 'o', '~'])) {
        cursor.skip(end + 1);
    }
}

fn takes_head(cursor: &mut Cursor<'_>) -> bool {
    cursor.takes(">")
}

/// A cross or a circle ends a line, too, without a direction: `--x b`, `--o b`.
fn takes_foot(cursor: &mut Cursor<'_>) -> bool {
    let ends = |c| {
        cursor
            .rest()
            .strip_prefix(c)
            .is_some_and(|rest: &str| rest.starts_with([' ', '\t', '|']))
    };
    let foot = ['x', 'o'].into_iter().find(|c| ends(*c));
    foot.is_some_and(|_| {
        cursor.skip(1);
        true
    })
}

/// What stands within a line, and whether it has a head behind it.
fn within(cursor: &mut Cursor<'_>, stroke: &str, line: u32) -> Result<(String, bool), Problem> {
    let end = match stroke {
        "-." => ".-",
        _ => stroke,
    };
    let rest = cursor.rest();
    let quoted = rest
        .trim_start()
        .strip_prefix('"')
        .and_then(|q| q.find('"'))
        .map_or(0, |end| rest.len() - rest.trim_start().len() + end + 2);
    let at = rest[quoted..].find(end).map(|at| at + quoted);
    let at = at.filter(|at| !rest[..*at].contains('\n'));
    let at = at.ok_or_else(|| {
        cursor.problem(
            line,
            "This line is not closed: a text stands on it, and no arrow behind that.",
        )
    })?;
    let said = text::line(cursor.skip(at).trim().trim_matches('"'));
    cursor.take_while(|c| matches!(c, '-' | '=' | '.'));
    let head = takes_head(cursor);
    if !head {
        takes_foot(cursor);
    }
    Ok((said, head))
}
