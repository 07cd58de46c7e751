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

/// How something is lit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lit {
    /// It is what would fail.
    Cause,
    /// It would go down with that.
    Down,
    /// It would have more to do than it can.
    Drowns,
    /// It is what is spoken of.
    Spoken,
    /// The mend changes it.
    Changed,
    /// The mend takes its flag away.
    Relieved,
    /// The mend gives it a flag.
    Flagged,
}

impl Lit {
    /// As markup spells it.
    pub const fn key(self) -> &'static str {
        match self {
            Lit::Cause => "cause",
            Lit::Down => "down",
            Lit::Drowns => "drowns",
            Lit::Spoken => "spoken",
            Lit::Changed => "changed",
            Lit::Relieved => "relieved",
            Lit::Flagged => "flagged",
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

/// The light: who pointed at what, and what shines for it.
#[derive(Clone, Debug, Default)]
pub(super) struct Light {
    pub pointed: Option<Pointed>,
    pub lit: BTreeMap<Target, Lit>,
    pub additions: Additions,
}

impl Light {
    /// Whether what shines may be something else once more is found out.
    pub(super) fn hangs_on_findings(&self) -> bool {
        matches!(self.pointed, Some(Pointed::Overload(_) | Pointed::Mend(..)))
    }
}
