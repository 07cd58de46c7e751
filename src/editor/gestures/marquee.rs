//! The marquee: a rectangle that selects what it touches.

use crate::editor::gesture::Gesture;
use crate::editor::input::PointerEvent;
use crate::editor::selection::Selection;
use crate::editor::session::Session;
use crate::model::{Point, Rect, Target};

/// A rectangle is being spanned.
#[derive(Clone, Debug)]
pub struct Marquee {
    /// By whom.
    pub pointer: i32,
    /// Where it began, in the world.
    pub from: Point,
    /// Where it is now, in the world.
    pub to: Point,
    /// What was selected before.
    pub base: Selection,
    /// Whether that stays selected.
    pub adds: bool,
}

impl Session {
    pub(in crate::editor) fn begin_marquee(&mut self, start: PointerEvent) {
        let from = self.camera.world_from_view(start.at);
        let adds = start.modifiers.shift || start.modifiers.command;
        let base = self.selection.clone();
        self.gesture = Gesture::Marquee(Marquee {
            pointer: start.id,
            from,
            to: from,
            base,
            adds,
        });
    }

    /// Cards that it touches are selected, and regions that lie in it wholly.
    pub(in crate::editor) fn marquee_to(&mut self, at: Point) {
        let to = self.camera.world_from_view(at);
        let Gesture::Marquee(marquee) = &mut self.gesture else {
            return;
        };
        marquee.to = to;
        let span = Rect::spanning(marquee.from, to);
        let kept: Vec<Target> = marquee.base.iter().filter(|_| marquee.adds).collect();
        let cards = self
            .document
            .components
            .iter()
            .filter(|c| Rect::card(c.at).touches(span));
        let regions = self
            .document
            .regions
            .iter()
            .filter(|r| span.encloses(r.frame));
        let found = cards
            .map(|c| Target::Component(c.id))
            .chain(regions.map(|r| Target::Region(r.id)))
            .chain(kept);
        let selection = Selection::of(found);
        self.set_selection(selection);
        self.changes.picture = true;
    }
}
