//! A tree to JSON text: small, or laid out for people.

use super::tree::{Field, Node, Value};

/// Without a space that could be left out.
pub(super) fn compact(node: &Node) -> String {
    let mut text = String::new();
    write(node, Style::Compact, &mut text);
    text
}

/// A field of the root per line, an element of its lists per line; the same within an object that has lists of texts or of
/// objects.
pub(super) fn for_people(root: &Node) -> String {
    let Value::Object(fields) = &root.value else {
        return compact(root);
    };
    let mut text = String::new();
    in_lines(fields, "\n", &mut text);
    text.push('\n');
    text
}

/// The fields of an object, one a line. `line` begins one where the object stands.
fn in_lines(fields: &[Field], line: &str, text: &mut String) {
    let begin = |i: usize, text: &mut String, deep: &str| {
        text.push_str(if i == 0 { "" } else { "," });
        text.push_str(line);
        text.push_str(deep);
    };
    text.push('{');
    for (i, Field { key, node, .. }) in fields.iter().enumerate() {
        begin(i, text, "  ");
        quote(key, text);
        text.push_str(": ");
        match &node.value {
            Value::List(nodes) if !nodes.is_empty() && (line == "\n" || are_long(nodes)) => {
                text.push('[');
                for (i, node) in nodes.iter().enumerate() {
                    begin(i, text, "    ");
                    write(node, Style::Spaced, text);
                }
                text.push_str(line);
                text.push_str("  ]");
            }
            Value::Object(inner) if line == "\n" && inner.iter().any(has_long) => {
                in_lines(inner, "\n  ", text);
            }
            _ => write(node, Style::Spaced, text),
        }
    }
    text.push_str(line);
    text.push('}');
}

fn has_long(field: &Field) -> bool {
    match &field.node.value {
        Value::List(nodes) => are_long(nodes),
        _ => false,
    }
}

/// Whether these are worth a line each: objects, or sentences.
fn are_long(nodes: &[Node]) -> bool {
    nodes.iter().any(|node| match &node.value {
        Value::Object(_) => true,
        Value::Text(text) => text.contains(' '),
        _ => false,
    })
}

#[derive(Clone, Copy, PartialEq)]
enum Style {
    Compact,
    Spaced,
}

fn write(node: &Node, style: Style, text: &mut String) {
    let spaced = style == Style::Spaced;
    match &node.value {
        Value::Null => text.push_str("null"),
        Value::Switch(on) => text.push_str(if *on { "true" } else { "false" }),
        Value::Number(number) => text.push_str(&plain(*number)),
        Value::Text(words) => quote(words, text),
        Value::List(nodes) => {
            text.push('[');
            for (i, node) in nodes.iter().enumerate() {
                if i > 0 {
                    text.push_str(if spaced { ", " } else { "," });
                }
                write(node, style, text);
            }
            text.push(']');
        }
        Value::Object(fields) if fields.is_empty() => text.push_str("{}"),
        Value::Object(fields) => {
            text.push_str(if spaced { "{ " } else { "{" });
            for (i, Field { key, node, .. }) in fields.iter().enumerate() {
                if i > 0 {
                    text.push_str(if spaced { ", " } else { "," });
                }
                quote(key, text);
                text.push_str(if spaced { ": " } else { ":" });
                write(node, style, text);
            }
            text.push_str(if spaced { " }" } else { "}" });
        }
    }
}

/// The shortest decimal that reads back as the same number; exponents only where zeros would hide the digits.
pub(super) fn plain(number: f64) -> String {
    match number.abs() {
        0.0 => "0".to_owned(),
        1e-6..1e16 => number.to_string(),
        _ => format!("{number:e}"),
    }
}

fn quote(words: &str, text: &mut String) {
    text.push('"');
    for c in words.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            // The last two are line breaks to a script that the text may be pasted into.
            c if c < ' ' || matches!(c, '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}') => {
                let escape = format!("\\u{:04x}", c as u32);
                text.push_str(&escape);
            }
            c => text.push(c),
        }
    }
    text.push('"');
}
