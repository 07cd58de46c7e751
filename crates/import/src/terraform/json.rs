//! JSON with lines, as far as it is wanted: what a plan says twice is passed over without being kept.

use crate::limits;
use crate::problem::Problem;

/// A value.
#[derive(Clone, PartialEq, Debug)]
pub enum Json {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// Names with values, and the line where it begins.
    Map(u32, Vec<(String, Json)>),
}

impl Json {
    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Json::Map(_, fields) => fields
                .iter()
                .rev()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// The fields of a mapping, in order.
    pub fn fields(&self) -> &[(String, Json)] {
        match self {
            Json::Map(_, fields) => fields,
            _ => &[],
        }
    }

    /// The items of a list.
    pub fn items(&self) -> &[Json] {
        match self {
            Json::List(items) => items,
            _ => &[],
        }
    }

    /// A text.
    pub fn text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A whole number, also where it is written as a text.
    pub fn number(&self) -> Option<u32> {
        match self {
            Json::Number(number) if (0.0..=1e9).contains(number) => Some(*number as u32),
            Json::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// Yes or no, also where it is written as a text.
    pub fn bool(&self) -> Option<bool> {
        match self {
            Json::Bool(it) => Some(*it),
            Json::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// The line where a mapping begins; 0 for anything else.
    pub fn line(&self) -> u32 {
        match self {
            Json::Map(line, _) => *line,
            _ => 0,
        }
    }

    /// The texts in it, however deep.
    pub fn texts<'a>(&'a self, found: &mut Vec<&'a str>) {
        match self {
            Json::Text(text) => found.push(text),
            Json::List(items) => items.iter().for_each(|item| item.texts(found)),
            Json::Map(_, fields) => fields.iter().for_each(|(_, value)| value.texts(found)),
            Json::Null | Json::Bool(_) | Json::Number(_) => {}
        }
    }
}

/// Reads an object, of whose fields only those of these names are kept.
///
/// # Errors
/// What is no JSON, or too much of it, with its line. No text of the file is repeated.
pub fn read(text: &str, file: usize, keep: &[&str]) -> Result<Json, Problem> {
    let mut reader = Reader {
        bytes: text.as_bytes(),
        text,
        at: 0,
        line: 1,
        file,
        values: 0,
    };
    reader.blanks();
    if reader.peek() != Some(b'{') {
        return Err(reader.wrong("Here an object was expected: {"));
    }
    let value = reader.map(0, Some(keep))?;
    reader.blanks();
    match reader.peek() {
        None => Ok(value),
        Some(_) => Err(reader.wrong("Something stands behind the end of the object.")),
    }
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    line: u32,
    file: usize,
    values: usize,
}

impl Reader<'_> {
    fn wrong(&self, text: &str) -> Problem {
        let cut = if self.at >= self.bytes.len() {
            "The file stops in the middle: it was cut, or is no JSON."
        } else {
            text
        };
        Problem::at(self.file, self.line, cut)
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while let Some(byte @ (b' ' | b'\t' | b'\r' | b'\n')) = self.peek() {
            self.line += u32::from(byte == b'\n');
            self.at += 1;
        }
    }

    fn takes(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn deeper(&self, depth: usize) -> Result<usize, Problem> {
        if depth < limits::DEPTH {
            return Ok(depth + 1);
        }
        let text = format!(
            "Lists and objects lie within one another {} deep, and no more are read.",
            limits::DEPTH
        );
        Err(Problem::at(self.file, self.line, text))
    }

    /// A value; `None` if it is not kept.
    fn value(&mut self, depth: usize, is_kept: bool) -> Result<Option<Json>, Problem> {
        self.blanks();
        self.values += usize::from(is_kept);
        if self.values > limits::NODES {
            let text = format!(
                "More than the {} values that are read of a plan or state: give a part of it.",
                limits::NODES
            );
            return Err(Problem::at(self.file, self.line, text));
        }
        let value = match self.peek() {
            Some(b'{') if is_kept => self.map(depth, None)?,
            Some(b'{') => {
                self.map(depth, Some(&[]))?;
                Json::Null
            }
            Some(b'[') => {
                let depth = self.deeper(depth)?;
                self.at += 1;
                let mut items = Vec::new();
                self.blanks();
                if !self.takes(b']') {
                    loop {
                        items.extend(self.value(depth, is_kept)?);
                        self.blanks();
                        if self.takes(b']') {
                            break;
                        }
                        if !self.takes(b',') {
                            return Err(self.wrong("In this list , or ] was expected."));
                        }
                    }
                }
                Json::List(items)
            }
            Some(b'"') => {
                let text = self.string()?;
                if is_kept {
                    Json::Text(text)
                } else {
                    Json::Null
                }
            }
            Some(b'-' | b'0'..=b'9') => {
                let start = self.at;
                while matches!(
                    self.peek(),
                    Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')
                ) {
                    self.at += 1;
                }
                let number = self.text[start..self.at].parse();
                Json::Number(number.map_err(|_| self.wrong("This number is none."))?)
            }
            _ => {
                let rest = &self.bytes[self.at..];
                let words: [(&[u8], Json); 3] = [
                    (b"true", Json::Bool(true)),
                    (b"false", Json::Bool(false)),
                    (b"null", Json::Null),
                ];
                let word = words.into_iter().find(|(word, _)| rest.starts_with(word));
                let (word, value) = word.ok_or_else(|| self.wrong("Here a value was expected."))?;
                self.at += word.len();
                value
            }
        };
        Ok(is_kept.then_some(value))
    }

    /// An object; of its fields those are kept whose names are, or all.
    fn map(&mut self, depth: usize, keep: Option<&[&str]>) -> Result<Json, Problem> {
        let depth = self.deeper(depth)?;
        let line = self.line;
        self.at += 1;
        let mut fields = Vec::new();
        self.blanks();
        if self.takes(b'}') {
            return Ok(Json::Map(line, fields));
        }
        loop {
            self.blanks();
            if self.peek() != Some(b'"') {
                return Err(self.wrong("In this object a name in quotes was expected."));
            }
            let name = self.string()?;
            self.blanks();
            if !self.takes(b':') {
                return Err(self.wrong("Behind a name : was expected."));
            }
            let is_kept = keep.is_none_or(|keep| keep.contains(&name.as_str()));
            if let Some(value) = self.value(depth, is_kept)? {
                fields.push((name, value));
            }
            self.blanks();
            if self.takes(b'}') {
                return Ok(Json::Map(line, fields));
            }
            if !self.takes(b',') {
                return Err(self.wrong("In this object , or } was expected."));
            }
        }
    }

    fn string(&mut self) -> Result<String, Problem> {
        self.at += 1;
        let mut text = String::new();
        let mut start = self.at;
        loop {
            match self.peek() {
                Some(b'"') => {
                    text.push_str(&self.text[start..self.at]);
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => {
                    text.push_str(&self.text[start..self.at]);
                    self.at += 1;
                    text.push(self.escape()?);
                    start = self.at;
                }
                Some(0x20..) => self.at += 1,
                _ => return Err(self.wrong("This text is not closed, or holds a line break.")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Problem> {
        let byte = self.peek();
        self.at += 1;
        Ok(match byte {
            Some(b'n') => '\n',
            Some(b't') => '\t',
            Some(b'r') => '\r',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(c @ (b'"' | b'\\' | b'/')) => char::from(c),
            Some(b'u') => {
                let digits = self
                    .bytes
                    .get(self.at..self.at + 4)
                    .and_then(|d| std::str::from_utf8(d).ok());
                let code = digits.and_then(|d| u32::from_str_radix(d, 16).ok());
                let code = code.ok_or_else(|| self.wrong("This escape is none."))?;
                self.at += 4;
                // A half of a pair stands for what no name of a resource holds.
                char::from_u32(code).unwrap_or('\u{fffd}')
            }
            _ => return Err(self.wrong("This escape is none.")),
        })
    }
}
