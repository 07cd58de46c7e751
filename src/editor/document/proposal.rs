//! A step that is proposed: what it is called, its edits, and what is selected and said once they are taken.

use super::history::SquashKey;
use crate::model::{Edit, Scenario, Target};

/// A step of the document before it is taken.
#[derive(Clone, PartialEq, Debug)]
pub struct Proposal {
    /// What undo calls it: `Move web-1`.
    pub label: String,
    /// The step.
    pub edits: Vec<Edit>,
    /// With which edits it becomes one step.
    pub squash: Option<SquashKey>,
    /// What is selected afterwards; `None`: what was before.
    pub selects: Option<Vec<Target>>,
    /// What the person should know once it is done.
    pub notes: Vec<String>,
}

impl Proposal {
    /// A step that leaves the selection alone.
    pub fn new(label: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self {
            label: label.into(),
            edits,
            squash: None,
            selects: None,
            notes: Vec::new(),
        }
    }

    /// The step from one scenario to another.
    pub fn between(label: impl Into<String>, before: &Scenario, after: &Scenario) -> Self {
        Self::new(label, Edit::between(before, after))
    }

    /// Selects these afterwards.
    #[must_use]
    pub fn selecting(mut self, targets: impl IntoIterator<Item = Target>) -> Self {
        self.selects = Some(targets.into_iter().collect());
        self
    }

    /// Says these afterwards.
    #[must_use]
    pub fn saying(mut self, notes: impl IntoIterator<Item = String>) -> Self {
        self.notes.extend(notes);
        self
    }
}
