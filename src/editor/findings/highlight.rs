//! What is pointed at beside the canvas is highlighted on it: the blast radius of a loss, who would be saturated, what a
//! mend would add and change; before anything is killed or drawn.

use std::collections::BTreeMap;

use crate::analysis::MendId;
use crate::editor::view::curve::Curve;
use crate::model::{Kind, Rect, Target};

/// What a person points at, in a list beside the canvas.
#[derive(Clone, PartialEq, Debug)]
pub enum Pointed {
    /// A verdict, a pair, three: what is lost with all of these.
    Loss(Vec<Target>),
    /// A verdict of overload: who is saturated without it.
    Overload(Target),
    /// Just a part.
    Part(Target),
    /// A mend of a verdict.
    Mend(Target, MendId),
}

/// How something is highlighted, and why.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Highlight {
    /// It is what would fail.
    Cause,
    /// It would go down with that.
    Down,
    /// It would be saturated.
    Saturated,
    /// The remark is about it.
    Spoken,
    /// The mend changes it.
    Changed,
    /// The mend takes its flag away.
    Relieved,
    /// The mend gives it a flag.
    Flagged,
}

impl Highlight {
    /// As markup spells it.
    pub const fn key(self) -> &'static str {
        match self {
            Highlight::Cause => "cause",
            Highlight::Down => "down",
            Highlight::Saturated => "saturated",
            Highlight::Spoken => "spoken",
            Highlight::Changed => "changed",
            Highlight::Relieved => "relieved",
            Highlight::Flagged => "flagged",
        }
    }
}

/// What a mend would add to the drawing.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Additions {
    /// Frames of new regions.
    pub frames: Vec<Rect>,
    /// New links.
    pub links: Vec<Curve>,
    /// New cards: where, what, and what they would be called.
    pub cards: Vec<(Rect, Kind, String)>,
}

/// What is pointed at, and what is highlighted for it.
#[derive(Clone, Debug, Default)]
pub(super) struct Highlights {
    pub pointed: Option<Pointed>,
    pub shown: BTreeMap<Target, Highlight>,
    pub additions: Additions,
}

impl Highlights {
    /// Whether other parts may be highlighted once more is found out.
    pub(super) fn hangs_on_findings(&self) -> bool {
        matches!(self.pointed, Some(Pointed::Overload(_) | Pointed::Mend(..)))
    }
}
