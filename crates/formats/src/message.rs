//! What a page may ask of the playground that it embeds, read from a message that may hold anything.
//!
//! A message is a record with `topple: 1`, a `type`, and what that type needs. Who sent it, and how a record is read, is
//! the browser's business; what it means, and how long its texts may be, is decided here.

use std::fmt;

use super::{limits, link};

/// What the page around asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ask {
    /// Open this file's text.
    Load {
        /// The file.
        scenario: String,
        /// Where it is a lesson: a link of what had been made of it, to go on with.
        work: Option<String>,
    },
    /// Let the run go on.
    Play,
    /// Hold it.
    Pause,
    /// Kill a component or a region, or cut a link, by the words that files use.
    Kill(String),
    /// Undo that.
    Revive(String),
    /// Tell the state.
    GetState,
}

/// The version of the messages.
pub const VERSION: f64 = 1.0;

/// Characters of a target at most: two ids with an arrow between them are fewer.
const TARGET: usize = 200;
/// Characters of a type at most.
const TYPE: usize = 40;

/// A text of a message that is longer than any that means something. It was not read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TooLong {
    /// Characters that it may have.
    pub most: usize,
}

/// A text of a message: none under this name, a whole one, or one that is too long to be read.
pub type Text = Result<Option<String>, TooLong>;

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "The page around sends a text of more than {} characters, which was not read.",
            self.most
        )
    }
}

impl Ask {
    /// Reads a message by its fields: the number `topple`, and texts by name, each of so many characters at most: longer
    /// ones are not even to be copied. `None` for whatever is no message of ours.
    ///
    /// # Errors
    /// It is one of ours, and a text in it is too long.
    pub fn read(
        version: Option<f64>,
        text: impl Fn(&str, usize) -> Text,
    ) -> Result<Option<Self>, TooLong> {
        if version != Some(VERSION) {
            return Ok(None);
        }
        let Some(kind) = text("type", TYPE)? else {
            return Ok(None);
        };
        Ok(match kind.as_str() {
            "load" => match text("scenario", limits::TEXT)? {
                Some(scenario) => Some(Self::Load {
                    scenario,
                    work: text("work", link::LONGEST)?,
                }),
                None => None,
            },
            "play" => Some(Self::Play),
            "pause" => Some(Self::Pause),
            "kill" => text("target", TARGET)?.map(Self::Kill),
            "revive" => text("target", TARGET)?.map(Self::Revive),
            "get_state" => Some(Self::GetState),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    fn read(kind: &str, sent: &str, copied: &Cell<usize>) -> Result<Option<Ask>, TooLong> {
        Ask::read(Some(VERSION), |name, most| {
            let text = if name == "type" { kind } else { sent };
            if text.len() > most {
                return Err(TooLong { most });
            }
            copied.set(copied.get() + text.len());
            Ok(Some(text.to_owned()))
        })
    }

    #[test]
    fn a_text_that_is_too_long_is_refused_and_never_copied() {
        let long = "x".repeat(20_000_000);
        for (kind, most) in [("kill", TARGET), ("revive", TARGET), ("load", limits::TEXT)] {
            let copied = Cell::new(0);
            let refused = read(kind, &long, &copied).expect_err("too long");
            assert_eq!((refused, copied.get()), (TooLong { most }, kind.len()));
            assert!(refused.to_string().len() < 100);
        }
    }

    #[test]
    fn the_longest_name_of_a_link_is_short_enough() {
        let id = "x".repeat(topple_model::limits::ID);
        let link = format!("{id}>{id}");
        let read = read("kill", &link, &Cell::new(0));
        assert_eq!(read, Ok(Some(Ask::Kill(link))));
    }
}
