//! Why a file cannot be read, in plain words.

use std::fmt;

/// What is wrong with a file, and what to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// Which file, counted from 0 in the order given; `None`: all of them together.
    pub file: Option<usize>,
    /// Its line, from 1; 0 where none can be named.
    pub line: u32,
    /// What, as sentences, with the command to run where there is one. Never the value of a setting.
    pub text: String,
}

impl Problem {
    /// A problem at a line.
    pub fn at(file: usize, line: u32, text: impl Into<String>) -> Self {
        Self {
            file: Some(file),
            line,
            text: text.into(),
        }
    }

    /// A problem of a whole file.
    pub fn of_file(file: usize, text: impl Into<String>) -> Self {
        Self::at(file, 0, text)
    }

    /// A problem of all files together.
    pub fn of_all(text: impl Into<String>) -> Self {
        Self {
            file: None,
            line: 0,
            text: text.into(),
        }
    }
}

impl fmt::Display for Problem {
    /// `line 12: The text.`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            f.write_str(&self.text)
        } else {
            write!(f, "line {}: {}", self.line, self.text)
        }
    }
}
