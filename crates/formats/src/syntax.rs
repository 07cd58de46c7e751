//! JSON text to a tree, with messages that a person can act on.
//!
//! `serde_json` reads JSON too, but forgets where a value stood and which of two equal keys came first; both are
//! wanted here, to name the line of every problem and to report a field that stands twice.

use super::limits;
use super::problem::Found;
use super::quote::quoted;
use super::tree::{Field, Node, Value};

/// Reads a whole text.
///
/// # Errors
/// The first place at which it is not JSON, or where it goes beyond a limit.
pub(super) fn parse(text: &str) -> Result<Node, Found> {
    if text.len() > limits::TEXT {
        let message = format!(
            "{} bytes are more than the {} that a scenario may have",
            text.len(),
            limits::TEXT
        );
        return Err(Found {
            path: String::new(),
            message,
            at: None,
            may_be_newer: false,
        });
    }
    // Some editors put a byte order mark first.
    let start = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let mut parser = Parser {
        text,
        at: start,
        values: 0,
        depth: 0,
    };
    let node = parser.value()?;
    parser.space();
    match parser.peek() {
        None => Ok(node),
        Some(c) => Err(parser.wrong(format!("{c:?} stands after the end of the scenario"))),
    }
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    values: usize,
    depth: usize,
}

impl<'t> Parser<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn take(&mut self, c: char) -> bool {
        let taken = self.rest().starts_with(c);
        if taken {
            self.at += c.len_utf8();
        }
        taken
    }

    fn wrong(&self, message: impl Into<String>) -> Found {
        Self::wrong_at(self.at, message)
    }

    fn wrong_at(at: usize, message: impl Into<String>) -> Found {
        Found {
            path: String::new(),
            message: message.into(),
            at: Some(at as u32),
            may_be_newer: false,
        }
    }

    fn value(&mut self) -> Result<Node, Found> {
        self.space();
        self.values += 1;
        if self.values > limits::VALUES {
            let message = format!(
                "more than {} values are more than a scenario has",
                limits::VALUES
            );
            return Err(self.wrong(message));
        }
        let at = Some(self.at as u32);
        let value = match self.peek() {
            Some('{') => self.nested(Self::object)?,
            Some('[') => self.nested(Self::list)?,
            Some('"') => Value::Text(self.string()?),
            Some('-' | '0'..='9') => Value::Number(self.number()?),
            _ => self.word()?,
        };
        Ok(Node { value, at })
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Value, Found>) -> Result<Value, Found> {
        if self.depth == limits::DEPTH {
            let message = format!(
                "more than {} lists and objects within one another",
                limits::DEPTH
            );
            return Err(self.wrong(message));
        }
        self.depth += 1;
        self.at += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn list(&mut self) -> Result<Value, Found> {
        let mut nodes = Vec::new();
        self.space();
        if self.take(']') {
            return Ok(Value::List(nodes));
        }
        loop {
            nodes.push(self.value()?);
            if self.ends(']', "an element")? {
                return Ok(Value::List(nodes));
            }
        }
    }

    fn object(&mut self) -> Result<Value, Found> {
        let mut fields = Vec::new();
        self.space();
        if self.take('}') {
            return Ok(Value::Object(fields));
        }
        loop {
            self.space();
            let at = Some(self.at as u32);
            match self.peek() {
                Some('"') => {}
                None => return Err(self.wrong("the text ends too early: a '}' is missing")),
                Some('/' | '#') => return Err(self.comment()),
                Some(_) => return Err(self.wrong("the name of a field stands in double quotes")),
            }
            let key = self.string()?.into();
            self.space();
            if !self.take(':') {
                return Err(self.wrong("a ':' is missing between a field's name and its value"));
            }
            fields.push(Field {
                key,
                at,
                node: self.value()?,
            });
            if self.ends('}', "a field")? {
                return Ok(Value::Object(fields));
            }
        }
    }

    /// After an element: whether the list or object ends here, else the comma is taken.
    fn ends(&mut self, close: char, what: &str) -> Result<bool, Found> {
        self.space();
        if self.take(close) {
            return Ok(true);
        }
        let comma = self.at;
        if !self.take(',') {
            return Err(match self.peek() {
                None => self.wrong(format!("the text ends too early: a '{close}' is missing")),
                Some('/' | '#') => self.comment(),
                Some(c) => self.wrong(format!("{c:?} stands where a ',' or a '{close}' is wanted")),
            });
        }
        self.space();
        if self.rest().starts_with(close) {
            let message =
                format!("a ',' with nothing after it: remove it, or write {what} after it");
            return Err(Self::wrong_at(comma, message));
        }
        Ok(false)
    }

    fn comment(&self) -> Found {
        self.wrong(
            "JSON has no comments; the \"note\" of a component or region is the place for words",
        )
    }

    fn word(&mut self) -> Result<Value, Found> {
        let rest = self.rest();
        let end = rest
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        let word = &rest[..end];
        let value = match word {
            "true" => Value::Switch(true),
            "false" => Value::Switch(false),
            "null" => Value::Null,
            "" => {
                return Err(match self.peek() {
                    None => self.wrong("the text ends too early: a value is missing"),
                    Some('\'') => self.wrong("text stands in double quotes, not in single ones"),
                    Some('/' | '#') => self.comment(),
                    Some(c) => self.wrong(format!("{c:?} stands where a value is wanted")),
                });
            }
            _ => {
                let message = format!("{} is no value; text stands in double quotes", quoted(word));
                return Err(self.wrong(message));
            }
        };
        self.at += end;
        Ok(value)
    }

    fn number(&mut self) -> Result<f64, Found> {
        let rest = self.rest();
        let part_of = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        let end = rest.find(|c| !part_of(c)).unwrap_or(rest.len());
        let text = &rest[..end];
        let number = text
            .parse()
            .ok()
            .filter(|n: &f64| n.is_finite() && is_json_number(text));
        let number =
            number.ok_or_else(|| self.wrong(format!("{} is not a number", quoted(text))))?;
        self.at += end;
        Ok(number)
    }

    fn string(&mut self) -> Result<String, Found> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest = self.rest();
            let end = rest
                .find(|c| c == '"' || c == '\\' || c < ' ')
                .unwrap_or(rest.len());
            text.push_str(&rest[..end]);
            self.at += end;
            match self.peek() {
                Some('"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some('\\') => text.push(self.escape()?),
                Some('\n' | '\r') | None => {
                    return Err(Self::wrong_at(
                        start,
                        "this text has no closing double quote",
                    ));
                }
                Some(c) => {
                    let message = format!("{c:?} within text is written \\u{:04x}", c as u32);
                    return Err(self.wrong(message));
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, Found> {
        let at = self.at;
        self.at += 1;
        let unknown = || {
            Self::wrong_at(
                at,
                "this escape is not one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u0000",
            )
        };
        let c = self.peek().ok_or_else(unknown)?;
        self.at += c.len_utf8();
        Ok(match c {
            '"' | '\\' | '/' => c,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let first = self.hex().ok_or_else(unknown)?;
                let pair = (0xd800..0xdc00).contains(&first) && self.rest().starts_with("\\u");
                let code = if pair {
                    self.at += 2;
                    let second = self
                        .hex()
                        .filter(|s| (0xdc00..0xe000).contains(s))
                        .ok_or_else(unknown)?;
                    0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)
                } else {
                    first
                };
                char::from_u32(code).ok_or_else(unknown)?
            }
            _ => return Err(unknown()),
        })
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self
            .rest()
            .get(..4)
            .filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }
}

/// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`
fn is_json_number(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = text
        .split_once(['e', 'E'])
        .map_or((text, None), |(m, e)| (m, Some(e)));
    let (whole, fraction) = mantissa
        .split_once('.')
        .map_or((mantissa, None), |(w, f)| (w, Some(f)));
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)))
}
