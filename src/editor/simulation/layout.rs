//! What is kept of a layout: along which curves traffic goes, and which borders stand on them.

use std::collections::{BTreeMap, BTreeSet};

use crate::editor::view::curve::Curve;
use crate::model::{ComponentId, Point, Rect, RegionId};

/// How a way is drawn: along which curve, and whether from its end to its start.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Placed {
    pub curve: Curve,
    pub backwards: bool,
    pub is_link: bool,
}

impl Placed {
    /// The point at this share of the way.
    pub fn at(&self, share: f64) -> Point {
        let share = if self.backwards { 1.0 - share } else { share };
        self.curve.at(share)
    }

    /// Its curve in the direction in which the way leads.
    pub fn heading(&self) -> Curve {
        let Curve {
            start,
            control_1,
            control_2,
            end,
        } = self.curve;
        if self.backwards {
            Curve {
                start: end,
                control_1: control_2,
                control_2: control_1,
                end: start,
            }
        } else {
            self.curve
        }
    }
}

/// The ways of one layout, each found when it is first asked for: the way round cards looks at all of them.
#[derive(Debug, Default)]
pub(super) struct Ways {
    pub layout: u64,
    /// Whether a gesture was at work on it.
    pub of_draft: bool,
    pub known: BTreeMap<(ComponentId, ComponentId), Known>,
}

/// A way that was found: `None` where one of its ends is not there.
#[derive(Debug)]
pub(super) struct Known {
    /// Where the cards at its ends were.
    pub ends: [Rect; 2],
    pub placed: Option<Placed>,
}

/// What the walls on the ways were made of.
#[derive(Debug, Default)]
pub(super) struct Walls {
    pub layout: u64,
    pub isolated: BTreeSet<RegionId>,
}
