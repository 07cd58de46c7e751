//! What is known by now of something that takes a while.

use std::fmt;

/// What is known by now of something that takes a while.
#[derive(Clone, PartialEq, Debug)]
pub enum Finding<T> {
    /// It has not been found out yet.
    Pending,
    /// This is it.
    Known(T),
    /// It is not looked for in a system of this size; [`Display`](fmt::Display) says so in plain words.
    TooLarge(TooLarge),
}

impl<T> Finding<T> {
    /// It, if it is known.
    pub fn known(&self) -> Option<&T> {
        match self {
            Finding::Known(it) => Some(it),
            Finding::Pending | Finding::TooLarge(_) => None,
        }
    }

    /// Whether it has not been found out yet.
    pub fn is_pending(&self) -> bool {
        matches!(self, Finding::Pending)
    }
}

/// A system that is too large for something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TooLarge {
    /// Components and links together.
    pub parts: usize,
    /// How many there may be.
    pub most: usize,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "This system is too large for that: it has {} components and links, and no more than {} are looked at.",
            self.parts, self.most
        )
    }
}
