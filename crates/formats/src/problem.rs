//! What is wrong with a text, and where.

use std::fmt;
use topple_model::order;

/// A place in a text, as editors count: both from 1, columns in characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// One problem of a text that was to be a scenario.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PathProblem {
    /// Where in the JSON: `components[3].health_check.fall`. Empty: the text as a whole.
    pub path: String,
    /// What, and what would be right, in plain words: `0 is not in 1..=20`.
    pub message: String,
    /// Where in the text, where there is one (a link has none).
    pub position: Option<Position>,
}

impl fmt::Display for PathProblem {
    /// `components[3].health_check.fall: 0 is not in 1..=20`; of the text as a whole, its line and column.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.path.is_empty(), self.position) {
            (false, _) => write!(f, "{}: {}", self.path, self.message),
            (true, Some(Position { line, column })) => {
                write!(f, "line {line}, column {column}: {}", self.message)
            }
            (true, None) => f.write_str(&self.message),
        }
    }
}

/// A problem that still names its place by byte.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Found {
    pub path: String,
    pub message: String,
    pub at: Option<u32>,
    /// Whether it is a word not known here, which a newer version may know.
    pub may_be_newer: bool,
}

/// Lines and columns for bytes, in one pass over the text; the problems in the order of the text.
pub(super) fn locate(text: &str, mut found: Vec<Found>) -> Vec<PathProblem> {
    order::sort_by_key(&mut found, |f| f.at);
    let mut walked = 0;
    let mut position = Position { line: 1, column: 1 };
    found
        .into_iter()
        .map(|found| {
            let Found {
                path, message, at, ..
            } = found;
            let position = at.map(|at| {
                let upto = text.floor_char_boundary((at as usize).max(walked));
                for c in text[walked..upto].chars() {
                    if c == '\n' {
                        position = Position {
                            line: position.line + 1,
                            column: 1,
                        };
                    } else {
                        position.column += 1;
                    }
                }
                walked = upto;
                position
            });
            PathProblem {
                path,
                message,
                position,
            }
        })
        .collect()
}
