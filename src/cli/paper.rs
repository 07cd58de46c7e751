//! Text for a terminal or a pipe: colours where they are shown, lines as wide as the terminal, aligned columns.

use std::env;
use std::io::{self, IsTerminal as _, Write as _};

/// What the answer will be shown on.
pub(super) struct Paper {
    coloured: bool,
    /// Characters of a line.
    pub width: usize,
}

/// Begins what steers a terminal.
const ESCAPE: char = '\u{1b}';
/// What follows it in what a paper writes: the end of an ink, and each of the inks.
const INKS: [&str; 7] = ["0", "1", "2", "31", "38;5;208", "33", "32"];

/// The text without what steers a terminal.
pub(super) fn plain(text: &str) -> String {
    let is_plain = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    text.chars()
        .map(|c| if is_plain(&c) { c } else { '\u{fffd}' })
        .collect()
}

/// How a piece of text stands out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// Headings.
    Bold,
    /// What is of less weight.
    Faint,
    /// What takes something down.
    Red,
    /// What goes on losing something.
    Orange,
    /// What cannot do its work.
    Yellow,
    /// What leaves answers that lack something.
    Blue,
    /// All is well.
    Green,
}

impl Paper {
    /// Standard output: coloured if it is a terminal and `NO_COLOR` is not set (<https://no-color.org>).
    pub fn of_this_terminal() -> Self {
        let unwanted = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || env::var_os("TERM").is_some_and(|value| value == "dumb");
        let columns = env::var("COLUMNS")
            .ok()
            .and_then(|columns| columns.parse().ok());
        Self {
            coloured: io::stdout().is_terminal() && !unwanted,
            width: columns.unwrap_or(100usize).clamp(60, 120),
        }
    }

    /// The text in this ink.
    pub fn ink(&self, ink: Ink, text: &str) -> String {
        if !self.coloured || text.is_empty() {
            return text.to_owned();
        }
        let code = match ink {
            Ink::Bold => "1",
            Ink::Faint => "2",
            Ink::Red => "31",
            Ink::Orange => "38;5;208",
            Ink::Yellow => "33",
            Ink::Blue => "34",
            Ink::Green => "32",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }

    /// Prints an answer to standard output. Bytes that steer a terminal and are not of this paper's inks, from a title or a
    /// name, come out as `\u{fffd}`.
    ///
    /// # Errors
    /// Where it could not be written; not where the reader of a pipe wants no more (`topple … | head`).
    pub fn print(&self, text: &str) -> io::Result<()> {
        let plain = if self.coloured {
            let pieces = text.split(ESCAPE).enumerate().map(|(i, piece)| {
                let is_ink = INKS
                    .iter()
                    .any(|ink| piece.starts_with(&format!("[{ink}m")));
                let steers = if i == 0 {
                    ""
                } else if is_ink {
                    "\u{1b}"
                } else {
                    "\u{fffd}"
                };
                steers.to_owned() + &plain(piece)
            });
            pieces.collect()
        } else {
            plain(text)
        };
        let mut out = io::stdout().lock();
        match out.write_all(plain.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            written => written,
        }
    }

    /// A text in lines that fit, indented by two.
    pub fn line(&self, text: &str) -> String {
        self.table(&[[text.to_owned()]], [(Align::Left, None)])
    }

    /// Rows of cells in columns, indented by two; the last cell of a row is broken into lines that fit.
    ///
    /// `inks` colour the columns; numbers stand to the right where `Align` says so.
    pub fn table<const N: usize>(
        &self,
        rows: &[[String; N]],
        columns: [(Align, Option<Ink>); N],
    ) -> String {
        let widths: [usize; N] = std::array::from_fn(|i| {
            let widest = rows.iter().map(|row| row[i].chars().count()).max();
            widest.unwrap_or_default()
        });
        let mut text = String::new();
        for row in rows {
            let mut line = String::from("  ");
            let mut used = 2;
            for (i, cell) in row.iter().enumerate() {
                let (align, ink) = columns[i];
                let paint =
                    |cell: &str| ink.map_or_else(|| cell.to_owned(), |ink| self.ink(ink, cell));
                if i + 1 == N && align == Align::Left {
                    let room = self.width.saturating_sub(used).max(30);
                    for (n, piece) in wrapped(cell, room).iter().enumerate() {
                        if n > 0 {
                            line.push('\n');
                            line.push_str(&" ".repeat(used));
                        }
                        line.push_str(&paint(piece));
                    }
                    continue;
                }
                let room = " ".repeat(widths[i] - cell.chars().count());
                match align {
                    Align::Left => line.push_str(&(paint(cell) + &room)),
                    Align::Right => line.push_str(&(room + &paint(cell))),
                }
                line.push_str("  ");
                used += widths[i] + 2;
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

/// Which edge the cells of a column keep to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
}

/// A text in lines of at most `width` characters, broken between words and where it has a line of its own.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    text.split('\n')
        .flat_map(|line| broken(line, width))
        .collect()
}

fn broken(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is always a line");
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// A share as a person reads it: `100 %`, `12.5 %`, `under 0.1 %`.
pub(super) fn percent(share: f64) -> String {
    let tenths = (share * 1_000.0).round();
    if tenths == 0.0 && share > 0.0 {
        "under 0.1 %".to_owned()
    } else if tenths == 1_000.0 && share < 1.0 {
        "over 99.9 %".to_owned()
    } else {
        format!("{} %", tenths / 10.0)
    }
}

/// A share of a year as a person reads it: `44 hours`, `26 minutes`, `2 seconds`.
pub(super) fn yearly(share: f64) -> String {
    const SECONDS: f64 = 365.25 * 86_400.0;
    let seconds = share.max(0.0) * SECONDS;
    let (count, one, many) = match seconds {
        s if s < 0.5 => return "nothing".to_owned(),
        s if s < 90.0 => (s, "second", "seconds"),
        s if s < 90.0 * 60.0 => (s / 60.0, "minute", "minutes"),
        s if s < 48.0 * 3_600.0 => (s / 3_600.0, "hour", "hours"),
        s => (s / 86_400.0, "day", "days"),
    };
    let word = if count.round() == 1.0 { one } else { many };
    format!("{count:.0} {word}")
}

/// `1 single point of failure`, `2 single points of failure`.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    match count {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        _ => format!("{count} {many}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Paper = Paper {
        coloured: false,
        width: 60,
    };

    #[test]
    fn what_steers_a_terminal_is_shown_as_what_it_is_not() {
        assert_eq!(
            plain("a\u{1b}[2Jb\tc\n\u{9b}d\re"),
            "a\u{fffd}[2Jb\tc\n\u{fffd}d\u{fffd}e"
        );
    }

    #[test]
    fn the_last_column_wraps_under_itself() {
        let rows = [
            [
                "db-1".to_owned(),
                "20 %".to_owned(),
                "Every write needs a primary of db; db-1 is the only one.".to_owned(),
            ],
            ["lb".to_owned(), "100 %".to_owned(), "Short.".to_owned()],
        ];
        let columns = [
            (Align::Left, None),
            (Align::Right, None),
            (Align::Left, None),
        ];
        assert_eq!(
            PLAIN.table(&rows, columns),
            "  db-1   20 %  Every write needs a primary of db; db-1 is\n\
             \x20              the only one.\n  \
             lb    100 %  Short.\n"
        );
    }

    #[test]
    fn a_share_is_never_rounded_to_all_or_nothing() {
        for (share, text) in [
            (0.0, "0 %"),
            (0.0001, "under 0.1 %"),
            (0.125, "12.5 %"),
            (0.9999, "over 99.9 %"),
            (1.0, "100 %"),
        ] {
            assert_eq!(percent(share), text);
        }
    }
}
