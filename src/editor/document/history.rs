//! Undo and redo: of every step the edits between the two documents, one step per gesture.
//!
//! What comes back is equal, for the edits are those between the two documents. The run is no part of it.

use std::collections::VecDeque;
use std::sync::Arc;

use super::selection::Selection;
use crate::model::{Edit, Sound, Target};

/// Most steps that are kept.
pub const STEPS: usize = 2_000;
/// Most bytes that the edits of all steps take together, their texts included.
pub const BYTES: usize = 64 << 20;

/// Which edits become one step when they follow each other: those of one field of one thing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SquashKey {
    /// What is edited.
    pub targets: Vec<Target>,
    /// Which of its fields.
    pub field: String,
}

/// A step, and how to leave it: backward while it is past, forward once it was taken back.
#[derive(Clone, Debug)]
pub(super) struct Step {
    /// What it did: `Move web-1`.
    pub label: String,
    /// What leads to the document on the other side of the step.
    pub edits: Vec<Edit>,
    /// What was selected there.
    pub selection: Selection,
}

impl Step {
    fn bytes(&self) -> usize {
        let edits: usize = self.edits.iter().map(Edit::bytes).sum();
        edits + self.label.len() + self.selection.len() * size_of::<Target>()
    }
}

/// The last step while edits of the same field still join it, and the document before it.
#[derive(Clone, Debug)]
struct Open {
    key: SquashKey,
    before: Arc<Sound>,
}

/// What can be undone and redone.
#[derive(Clone, Debug, Default)]
pub struct History {
    past: VecDeque<Step>,
    future: Vec<Step>,
    open: Option<Open>,
    /// Of all past steps together.
    bytes: usize,
}

impl History {
    /// Remembers the step that led from one document to another. What had been undone can no longer be redone.
    pub(super) fn record(
        &mut self,
        label: String,
        [before, after]: [&Arc<Sound>; 2],
        selection: Selection,
        squash: Option<SquashKey>,
    ) {
        self.future.clear();
        let joins = |open: &Open| Some(&open.key) == squash.as_ref();
        if let (Some(open), Some(step)) = (
            self.open.as_ref().filter(|o| joins(o)),
            self.past.back_mut(),
        ) {
            self.bytes -= step.bytes();
            step.edits = Edit::between(after.scenario(), open.before.scenario());
            self.bytes += step.bytes();
            return;
        }
        self.open = squash.map(|key| Open {
            key,
            before: Arc::clone(before),
        });
        self.push(Step {
            label,
            edits: Edit::between(after.scenario(), before.scenario()),
            selection,
        });
    }

    /// The next edit starts a step of its own, whatever field it is of.
    pub(super) fn settle(&mut self) {
        self.open = None;
    }

    /// What undo would take back: `Move web-1`.
    pub fn undo_label(&self) -> Option<&str> {
        self.past.back().map(|step| step.label.as_str())
    }

    /// What redo would do again.
    pub fn redo_label(&self) -> Option<&str> {
        self.future.last().map(|step| step.label.as_str())
    }

    /// How many steps can be undone.
    pub fn len(&self) -> usize {
        self.past.len()
    }

    /// Whether nothing can be undone.
    pub fn is_empty(&self) -> bool {
        self.past.is_empty()
    }

    /// What all that can be undone takes in memory.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Takes out the last step.
    pub(super) fn pop_past(&mut self) -> Option<Step> {
        self.settle();
        let step = self.past.pop_back()?;
        self.bytes -= step.bytes();
        Some(step)
    }

    /// Takes out the step that was last taken back.
    pub(super) fn pop_future(&mut self) -> Option<Step> {
        self.settle();
        self.future.pop()
    }

    /// A step was taken back: it can be done again.
    pub(super) fn push_future(&mut self, step: Step) {
        self.future.push(step);
    }

    /// A step was done; the oldest ones are forgotten where there are too many.
    pub(super) fn push(&mut self, step: Step) {
        self.bytes += step.bytes();
        self.past.push_back(step);
        while self.past.len() > STEPS || (self.bytes > BYTES && self.past.len() > 1) {
            let Some(oldest) = self.past.pop_front() else {
                break;
            };
            self.bytes -= oldest.bytes();
        }
    }
}
