//! Undo and redo: whole documents, shared, one step per gesture.
//!
//! A document of 2,000 components is copied in a tenth of a millisecond, so a step holds the document as it was:
//! what comes back is equal by construction. The run is no part of it.

use std::collections::VecDeque;
use std::rc::Rc;

use super::selection::Selection;
use crate::model::{Scenario, Target};

/// Most steps that are kept.
pub const STEPS: usize = 2_000;
/// Most parts (components, links, regions, script entries) that all kept documents hold together: some 100 MB.
const PARTS: usize = 600_000;

/// Which edits become one step when they follow each other: those of one field of one thing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SquashKey {
    /// What is edited.
    pub targets: Vec<Target>,
    /// Which of its fields.
    pub field: String,
}

/// The document and the selection at one moment.
#[derive(Clone, Debug)]
pub struct Moment {
    /// The document.
    pub document: Rc<Scenario>,
    /// What was selected.
    pub selection: Selection,
}

#[derive(Clone, Debug)]
struct Step {
    label: String,
    moment: Moment,
    squash: Option<SquashKey>,
}

/// What can be undone and redone.
#[derive(Clone, Debug, Default)]
pub struct History {
    past: VecDeque<Step>,
    future: Vec<Step>,
}

impl History {
    /// Remembers the moment before a change. What had been undone can no longer be redone.
    pub fn record(&mut self, label: String, before: Moment, squash: Option<SquashKey>) {
        self.future.clear();
        let last = self.past.back();
        if squash.is_some() && last.is_some_and(|step| step.squash == squash) {
            return;
        }
        self.past.push_back(Step {
            label,
            moment: before,
            squash,
        });
        self.drop_oldest();
    }

    /// The next edit starts a step of its own, whatever field it is of.
    pub fn settle(&mut self) {
        if let Some(step) = self.past.back_mut() {
            step.squash = None;
        }
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

    /// One step back from `now`: the moment to return to.
    pub fn undo(&mut self, now: Moment) -> Option<Moment> {
        let step = self.past.pop_back()?;
        self.future.push(Step {
            label: step.label,
            moment: now,
            squash: None,
        });
        Some(step.moment)
    }

    /// One step forward from `now`: the moment to go on to.
    pub fn redo(&mut self, now: Moment) -> Option<Moment> {
        let step = self.future.pop()?;
        self.past.push_back(Step {
            label: step.label,
            moment: now,
            squash: None,
        });
        Some(step.moment)
    }

    fn drop_oldest(&mut self) {
        let size = |step: &Step| {
            let d = &step.moment.document;
            d.components.len() + d.links.len() + d.regions.len() + d.script.len()
        };
        let mut parts: usize = self.past.iter().map(size).sum();
        while self.past.len() > STEPS || (parts > PARTS && self.past.len() > 1) {
            let Some(oldest) = self.past.pop_front() else {
                break;
            };
            parts -= size(&oldest);
        }
    }
}

/// `Move web-1`, `Move 3 parts`.
pub(super) fn label_of(verb: &str, targets: &[Target]) -> String {
    match targets {
        [only] => format!("{verb} {only}"),
        many => format!("{verb} {} parts", many.len()),
    }
}
