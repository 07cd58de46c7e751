//! A place in a text, with its line.

use crate::problem::Problem;

/// Where a reader is.
#[derive(Clone, Debug)]
pub struct Cursor<'a> {
    text: &'a str,
    at: usize,
    /// The line, counted in the file from 1.
    pub line: u32,
    /// Which file.
    pub file: usize,
}

impl<'a> Cursor<'a> {
    /// At the head of a text that begins at this line of a file.
    pub fn new(text: &'a str, file: usize, line: u32) -> Self {
        Self {
            text,
            at: 0,
            line,
            file,
        }
    }

    /// What is left.
    pub fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// The next character.
    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Goes on by so many bytes, which end between two characters.
    pub fn skip(&mut self, bytes: usize) -> &'a str {
        let skipped = &self.rest()[..bytes];
        self.line += skipped.matches('\n').count() as u32;
        self.at += bytes;
        skipped
    }

    /// Goes on past this, if it is next.
    pub fn takes(&mut self, what: &str) -> bool {
        let is_next = self.rest().starts_with(what);
        if is_next {
            self.skip(what.len());
        }
        is_next
    }

    /// Goes on while characters are such.
    pub fn take_while(&mut self, is_such: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !is_such(c)).unwrap_or(rest.len());
        self.skip(end)
    }

    /// Goes on past spaces of this line.
    pub fn blanks(&mut self) {
        self.take_while(|c| c != '\n' && c.is_whitespace());
    }

    /// What is left of this line; goes on past it.
    pub fn take_line(&mut self) -> &'a str {
        let line = self.take_while(|c| c != '\n');
        self.takes("\n");
        line
    }

    /// What stands before this; goes on past it.
    pub fn take_until(&mut self, end: &str) -> Option<&'a str> {
        let at = self.rest().find(end)?;
        let text = self.skip(at);
        self.skip(end.len());
        Some(text)
    }

    /// Something is wrong at a line.
    pub fn problem(&self, line: u32, text: impl Into<String>) -> Problem {
        Problem::at(self.file, line, text)
    }
}
