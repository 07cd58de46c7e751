//! The gallery: real architectures to start from, as files, each with a sentence and what to knock over first.
//!
//! A template is a file like any other, made by hand in the playground and kept as it was saved. Tests hold each
//! against the analysis, so that what its sentence promises is so.

mod list;
pub mod outages;

pub use list::GROUPS;

use crate::formats::json;
use crate::model::Scenario;

/// Architectures of a sort.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Group {
    /// What they have in common.
    pub title: &'static str,
    /// They, the simplest first.
    pub templates: &'static [Template],
}

/// One architecture of the gallery.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Template {
    /// Its name in addresses and tests.
    pub key: &'static str,
    /// What a person calls it: the title of its scenario.
    pub title: &'static str,
    /// What it is, in one sentence.
    pub sentence: &'static str,
    /// The part to knock over first, by its id.
    pub knock_over: &'static str,
    /// What is to be seen then, in one sentence.
    pub watch: &'static str,
    file: &'static str,
}

impl Template {
    /// The scenario as it is drawn in the gallery.
    ///
    /// # Panics
    /// Never: a test reads every template.
    pub fn scenario(&self) -> Scenario {
        json::read(self.file).expect("every template is a sound file")
    }
}

/// The template of this key.
pub fn find(key: &str) -> Option<&'static Template> {
    all().find(|template| template.key == key)
}

/// All of them.
pub fn all() -> impl Iterator<Item = &'static Template> {
    GROUPS.iter().flat_map(|group| group.templates)
}

#[cfg(test)]
mod tests;
