//! Why edits are not taken.

use std::fmt;

use super::validate::{self, Problem};
use super::{Refusal, Scenario, Target, Topology, rules};

/// Why edits were not taken. The document is as it was.
#[derive(Clone, PartialEq, Debug)]
pub enum Rejection {
    /// What the edit speaks of is not there (any more), or is there already.
    Stale(Target),
    /// The rules of links forbid it.
    Refused(Refusal),
    /// The result would not be a sound scenario.
    Unsound(Problem),
    /// The document is open only to be read.
    ReadOnly,
    /// The person has locked the drawing.
    Locked,
    /// What is under way does not allow it: why, as a sentence.
    NotHere(String),
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rejection::Stale(target) => write!(f, "\"{target}\" is not there any more."),
            Rejection::Refused(refusal) => refusal.fmt(f),
            Rejection::Unsound(problem) => f.write_str(&problem.message),
            Rejection::NotHere(why) => f.write_str(why),
            Rejection::ReadOnly => f.write_str("This scenario is only to be read."),
            Rejection::Locked => f.write_str("The drawing is locked. Unlock it to change it."),
        }
    }
}

/// Whether a scenario keeps every rule. A broken rule of links is told as such: it says more than its place does.
pub(super) fn check(scenario: &Scenario, topology: &Topology) -> Result<(), Rejection> {
    let problem = validate::problems_of(scenario, topology).into_iter().next();
    let Some(problem) = problem else {
        return Ok(());
    };
    let broken = rules::broken_rules(scenario, topology).into_iter().next();
    Err(broken.map_or(Rejection::Unsound(problem), |(_, refusal)| {
        Rejection::Refused(refusal)
    }))
}
