//! The language of nginx's configuration: directives with their words, in blocks.

use std::iter::Peekable;
use std::str::Chars;

use crate::limits;
use crate::problem::Problem;

/// A directive.
pub struct Directive {
    /// Its words.
    pub words: Vec<String>,
    /// Its line.
    pub line: u32,
    /// The blocks around it, by their first words; those of `upstream` with their names.
    pub within: Vec<String>,
}

/// The directives of a text, in their order.
///
/// # Errors
/// What is not closed, and what lies beyond the limits, with its line.
pub fn directives(text: &str, file: usize) -> Result<Vec<Directive>, Problem> {
    let mut reading = Reading {
        file,
        line: 1,
        first_line: 1,
        characters: text.chars().peekable(),
        words: Vec::new(),
        within: Vec::new(),
        found: Vec::new(),
    };
    while let Some(c) = reading.characters.next() {
        reading.take(c)?;
    }
    reading.end()
}

/// How far a text is read.
struct Reading<'a> {
    file: usize,
    line: u32,
    /// The line of the first of the words.
    first_line: u32,
    characters: Peekable<Chars<'a>>,
    /// The words of the directive under way.
    words: Vec<String>,
    /// The blocks around it, with their lines.
    within: Vec<(String, u32)>,
    found: Vec<Directive>,
}

impl Reading<'_> {
    fn problem<T>(&self, line: u32, text: impl Into<String>) -> Result<T, Problem> {
        Err(Problem::at(self.file, line, text.into()))
    }

    fn take(&mut self, c: char) -> Result<(), Problem> {
        if self.words.is_empty() {
            self.first_line = self.line;
        }
        match c {
            '\n' => self.line += 1,
            c if c.is_whitespace() => {}
            '#' => while self.characters.next_if(|c| *c != '\n').is_some() {},
            ';' => self.close_directive()?,
            '{' => self.open_block()?,
            '}' => self.close_block()?,
            '"' | '\'' => self.quoted(c)?,
            c => self.word(c),
        }
        Ok(())
    }

    fn close_directive(&mut self) -> Result<(), Problem> {
        self.bound()?;
        if !self.words.is_empty() {
            self.found.push(Directive {
                words: std::mem::take(&mut self.words),
                line: self.first_line,
                within: self.within.iter().map(|(name, _)| name.clone()).collect(),
            });
        }
        Ok(())
    }

    fn open_block(&mut self) -> Result<(), Problem> {
        self.bound()?;
        if self.within.len() >= limits::DEPTH {
            let depth = limits::DEPTH;
            let text = format!("Blocks lie within one another {depth} deep, and no more are read.");
            return self.problem(self.line, text);
        }
        let mut said = std::mem::take(&mut self.words).into_iter();
        let mut name = said.next().unwrap_or_default();
        if name == "upstream" {
            let of = said.next().unwrap_or_default().to_lowercase();
            name = format!("upstream {of}");
        }
        self.within.push((name, self.first_line));
        Ok(())
    }

    fn close_block(&mut self) -> Result<(), Problem> {
        if !self.words.is_empty() {
            return self.problem(self.first_line, UNCLOSED);
        }
        if self.within.pop().is_none() {
            return self.problem(self.line, "This } closes no block.");
        }
        Ok(())
    }

    /// Directives and blocks are bounded.
    fn bound(&self) -> Result<(), Problem> {
        if self.found.len() + self.within.len() > limits::NODES {
            let text = format!("More than the {} directives that are read.", limits::NODES);
            return self.problem(self.line, text);
        }
        Ok(())
    }

    fn quoted(&mut self, quote: char) -> Result<(), Problem> {
        let start = self.line;
        let mut word = String::new();
        loop {
            match self.characters.next() {
                None => return self.problem(start, "This text is not closed."),
                Some(c) if c == quote => break,
                Some('\\') => word.extend(self.characters.next()),
                Some(c) => {
                    self.line += u32::from(c == '\n');
                    word.push(c);
                }
            }
        }
        self.words.push(word);
        Ok(())
    }

    fn word(&mut self, first: char) {
        let is_of_word = |c: &char| !c.is_whitespace() && !matches!(c, ';' | '{' | '}');
        let mut word = String::from(first);
        self.braces(first, &mut word);
        while let Some(c) = self.characters.next_if(is_of_word) {
            word.push(c);
            self.braces(c, &mut word);
        }
        self.words.push(word);
    }

    /// `${name}` is one word: what stands in braces behind a `$`.
    fn braces(&mut self, before: char, word: &mut String) {
        if before != '$' || self.characters.peek() != Some(&'{') {
            return;
        }
        for c in self.characters.by_ref() {
            word.push(c);
            if c == '}' {
                break;
            }
        }
    }

    fn end(self) -> Result<Vec<Directive>, Problem> {
        if let Some((_, line)) = self.within.last() {
            return self.problem(*line, "This block is not closed: the file stops within it.");
        }
        if !self.words.is_empty() {
            return self.problem(self.first_line, UNCLOSED);
        }
        Ok(self.found)
    }
}

const UNCLOSED: &str = "This directive is not closed by a semicolon.";
