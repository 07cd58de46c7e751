//! The marquee: a rectangle that selects what it touches.

use crate::editor::document::Document;
use crate::editor::document::selection::Selection;
use crate::editor::input::PointerEvent;
use crate::editor::view::View;
use crate::model::{Point, Rect, Target};

/// A rectangle is being spanned.
#[derive(Clone, Debug)]
pub struct Marquee {
    /// The pointer that does it.
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

impl Marquee {
    pub(super) fn begin(document: &Document, view: &View, start: PointerEvent, adds: bool) -> Self {
        let from = view.camera().world_from_view(start.at);
        Self {
            pointer: start.id,
            from,
            to: from,
            base: document.selection().clone(),
            adds,
        }
    }

    /// The rectangle.
    pub fn span(&self) -> Rect {
        Rect::spanning(self.from, self.to)
    }

    /// Cards and notes that it touches are selected, and regions that lie in it wholly.
    pub(super) fn move_to(&mut self, document: &mut Document, view: &View, at: Point) {
        self.to = view.camera().world_from_view(at);
        let span = self.span();
        let scenario = document.scenario();
        let kept = self.base.iter().filter(|_| self.adds);
        let cards = view.cards(document).into_iter();
        let cards = cards.filter(|(_, card)| card.touches(span));
        let cards = cards.filter_map(|(i, _)| scenario.components.get(i));
        let regions = scenario.regions.iter();
        let regions = regions.filter(|r| span.encloses(r.frame));
        let notes = scenario.notes.iter();
        let notes = notes.filter(|n| n.frame().touches(span));
        let found = cards
            .map(|c| Target::Component(c.id))
            .chain(regions.map(|r| Target::Region(r.id)))
            .chain(notes.map(|n| Target::Note(n.id)))
            .chain(kept);
        document.select(found.collect::<Vec<_>>());
    }
}
