//! Why: the way from a client to where its requests fail, and a sentence about it.

use std::fmt;

use super::failed::Failed;
use super::plan::Plan;
use super::serve::State;
use super::verdicts::{Element, Hurt, VerdictKind};
use crate::model::Target;

/// Why an element has its verdict. [`Display`](fmt::Display) says it in a sentence for students.
#[derive(Clone, PartialEq, Debug)]
pub struct Reason {
    text: String,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The reason for a verdict, and the way from a client to where its requests fail.
pub(super) fn why(
    plan: &Plan<'_>,
    _after: &State,
    element: &Element,
    kind: VerdictKind,
    hurt: &[Hurt],
    _failed: &Failed,
) -> (Reason, Vec<Target>) {
    let classes: Vec<String> = hurt.iter().map(|h| h.class(plan).to_string()).collect();
    let classes = classes.join(", ");
    let text = match kind {
        VerdictKind::SinglePointOfFailure => {
            format!(
                "Without {}, nothing of {classes} is served.",
                element.target
            )
        }
        VerdictKind::Leak => format!(
            "Without {}, a part of {classes} fails for good.",
            element.target
        ),
    };
    (Reason { text }, Vec::new())
}
