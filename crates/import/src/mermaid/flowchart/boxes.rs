//! A box: its id, its shape with its text, its class.

use crate::mermaid::cursor::Cursor;
use crate::mermaid::diagram::Shape;
use crate::problem::Problem;

/// What is said of a box at one place.
#[derive(Clone, PartialEq, Debug)]
pub struct Said {
    /// Its id.
    pub id: String,
    /// Its text, with markup.
    pub text: Option<String>,
    /// Its shape.
    pub shape: Option<Shape>,
    /// Words of its icon.
    pub icon: String,
    /// Its class.
    pub class: Option<String>,
    /// The line where it stands.
    pub line: u32,
}

/// How a box opens and closes, the longer ones first.
const FORMS: [(&str, &str, Shape); 16] = [
    ("(((", ")))", Shape::Plain),
    ("((", "))", Shape::Plain),
    ("([", "])", Shape::Plain),
    ("(-", "-)", Shape::Plain),
    ("(", ")", Shape::Plain),
    ("[(", ")]", Shape::Cylinder),
    ("[[", "]]", Shape::Plain),
    ("[|", "|]", Shape::Plain),
    ("[/", "/]", Shape::Plain),
    ("[/", "\\]", Shape::Plain),
    ("[\\", "\\]", Shape::Plain),
    ("[\\", "/]", Shape::Plain),
    ("[", "]", Shape::Plain),
    ("{{", "}}", Shape::Plain),
    ("{", "}", Shape::Diamond),
    (">", "]", Shape::Plain),
];

/// Bytes of a box's text.
const LONGEST: usize = 4_096;

/// Reads a box.
pub fn read(cursor: &mut Cursor<'_>) -> Result<Said, Problem> {
    let line = cursor.line;
    let id = id(cursor);
    if id.is_empty() {
        return Err(cursor.problem(line, "Here the name of a box was expected."));
    }
    let mut said = Said {
        id,
        text: None,
        shape: None,
        icon: String::new(),
        class: None,
        line,
    };
    // `a@{ shape: cyl, label: "Data" }`
    if cursor.takes("@{") {
        attributes(cursor, &mut said)?;
    } else if let Some((text, shape)) = form(cursor)? {
        said.text = Some(text);
        said.shape = Some(shape);
    }
    if cursor.takes(":::") {
        said.class = Some(
            cursor
                .take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
                .to_owned(),
        );
    }
    Ok(said)
}

/// Letters, digits and what may stand among them; a dash only where it begins no line.
fn id(cursor: &mut Cursor<'_>) -> String {
    let rest = cursor.rest();
    let mut end = 0;
    for (at, c) in rest.char_indices() {
        let after = &rest[at + c.len_utf8()..];
        let is_part = match c {
            '-' => at > 0 && !after.starts_with(['-', '.', '>']),
            '=' => at > 0 && !after.starts_with('='),
            '~' => false,
            ':' => !after.starts_with("::"),
            '@' => !after.starts_with('{'),
            '%' => !after.starts_with('%'),
            _ => !c.is_whitespace() && !"[](){}<>|&;\"`,".contains(c),
        };
        if !is_part {
            break;
        }
        end = at + c.len_utf8();
    }
    cursor.skip(end).to_owned()
}

/// The text in its brackets, and what they draw.
fn form(cursor: &mut Cursor<'_>) -> Result<Option<(String, Shape)>, Problem> {
    let line = cursor.line;
    let rest = longest(cursor.rest());
    let mut opened = FORMS
        .iter()
        .filter(|(open, ..)| rest.starts_with(open))
        .peekable();
    let Some((open, ..)) = opened.peek() else {
        return Ok(None);
    };
    let open_length = open.len();
    let unclosed = || cursor.problem(line, "The text of this box is not closed.");
    // A quoted text may hold anything, a bare one ends with the first bracket that closes it.
    let inner = &rest[open_length..];
    let blanks = inner.len() - inner.trim_start().len();
    if let Some(quoted) = inner.trim_start().strip_prefix('"') {
        let end = quoted.find('"').ok_or_else(unclosed)?;
        let after = quoted[end + 1..].trim_start();
        let close =
            opened.find(|(open, close, _)| open.len() == open_length && after.starts_with(close));
        let (_, close, shape) = close.ok_or_else(unclosed)?;
        let length = rest.len() - after.len() + close.len();
        let text = inner[blanks + 1..=blanks + end].to_owned();
        cursor.skip(length);
        return Ok(Some((text, *shape)));
    }
    let same: Vec<_> = opened
        .filter(|(open, ..)| open.len() == open_length)
        .collect();
    let ends = same
        .iter()
        .filter_map(|(_, close, shape)| Some((inner.find(close)?, close, shape)));
    let (end, close, shape) = ends.min_by_key(|(end, ..)| *end).ok_or_else(unclosed)?;
    let text = inner[..end].to_owned();
    if text.contains('\n') && text.lines().any(|l| l.contains("-->")) {
        return Err(unclosed());
    }
    cursor.skip(open_length + end + close.len());
    Ok(Some((text, *shape)))
}

/// As much as a box may hold with its brackets: who never closes one is not looked for to the end of the file.
fn longest(rest: &str) -> &str {
    let mut end = rest.len().min(LONGEST);
    while !rest.is_char_boundary(end) {
        end -= 1;
    }
    &rest[..end]
}

/// `shape: cyl, label: "Data", icon: "aws:rds" }`.
fn attributes(cursor: &mut Cursor<'_>, said: &mut Said) -> Result<(), Problem> {
    let line = cursor.line;
    loop {
        cursor.take_while(|c| c.is_whitespace() || c == ',');
        if cursor.takes("}") {
            return Ok(());
        }
        let key = cursor
            .take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
            .to_owned();
        cursor.take_while(char::is_whitespace);
        if key.is_empty() || !cursor.takes(":") {
            return Err(cursor.problem(line, "What is said of this box in @{ } is not closed, or not a list of names and values."));
        }
        cursor.blanks();
        let value = match cursor.peek() {
            Some(quote @ ('"' | '\'')) => {
                cursor.skip(1);
                let end = if quote == '"' { "\"" } else { "'" };
                let text = cursor.take_until(end);
                text.ok_or_else(|| cursor.problem(line, "A text of this box is not closed."))?
            }
            _ => cursor.take_while(|c| !matches!(c, ',' | '}' | '\n')).trim(),
        };
        match key.as_str() {
            "shape" => said.shape = Some(shape(value)),
            "label" => said.text = Some(value.to_owned()),
            "icon" => value.clone_into(&mut said.icon),
            _ => {}
        }
    }
}

/// The names of shapes that tell something.
fn shape(name: &str) -> Shape {
    match name {
        "cyl" | "cylinder" | "database" | "db" | "lin-cyl" | "disk" | "lined-cylinder"
        | "datastore" | "data-store" => Shape::Cylinder,
        "das" | "h-cyl" | "horizontal-cylinder" => Shape::Pipe,
        "diam" | "diamond" | "decision" | "question" => Shape::Diamond,
        "person" | "actor" => Shape::Person,
        "text" | "comment" | "brace" | "brace-l" | "brace-r" | "braces" | "doc" | "document"
        | "docs" | "documents" | "lin-doc" | "tag-doc" | "note" | "odd" => Shape::Text,
        "f-circ" | "junction" | "filled-circle" | "fork" | "join" | "sm-circ" | "small-circle"
        | "fr-circ" => Shape::Junction,
        _ => Shape::Plain,
    }
}
