//! The scenario outside the playground: as a file, as a link, on the clipboard.
//!
//! All of them are one form: the JSON of [`json`], which people read and type. The [`link`] is the same form
//! packed small, the [`clipboard`] is the same form with a selection in it, and the [`schema`] describes it. So
//! there is one reader, and it is strict: what it does not know, it reports, all at once, each problem with its
//! path, its line and what would be right. It never panics, and refuses what is too large before that costs memory.
//!
//! Beside them stands the [`message`] that a page sends to the playground that it embeds.
//!
//! The wire has a shape of its own (`tree`), apart from the model's: the model may change while files and links
//! made today go on opening.
//!
//! Absent here, on purpose: files, browsers, clocks. Text goes in, a [`Scenario`](topple_model::Scenario) comes out.

pub mod clipboard;
pub mod collection;
pub mod json;
pub mod link;
pub mod message;
mod migrations;
mod print;
mod problem;
mod quote;
mod schema;
mod schema_of_lessons;
mod schema_words;
mod syntax;
mod tree;

pub use migrations::{Opened, VERSION};
pub use problem::{PathProblem, Position};
pub use quote::{quoted, shortened};
pub use schema::schema;

/// Hard limits on what is read, beside those of the model.
pub mod limits {
    /// Bytes of a file, and of a link once unpacked: 4 MiB.
    pub const TEXT: usize = 4 << 20;
    /// Values in a file, each field, element and list counting as one. The largest sound scenario has fewer than half.
    pub const VALUES: usize = 400_000;
    /// Lists and objects within one another. A scenario needs five.
    pub const DEPTH: usize = 32;
    /// Problems that are reported of one text; the rest are counted.
    pub const PROBLEMS: usize = 1_000;
}

/// The examples of the README run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
