//! Dragging something new out of the palette.

use crate::editor::document::Document;
use crate::editor::document::add::Drawn;
use crate::editor::input::Modifiers;
use crate::editor::view::View;
use crate::editor::view::snap::{self, Guide};
use crate::model::geometry::frames;
use crate::model::geometry::grid::to_grid;
use crate::model::{Point, Rect, RegionId};

/// Something new is being dragged from the palette.
#[derive(Clone, Debug)]
pub struct Placing {
    /// What.
    pub drawn: Drawn,
    /// The pointer that does it.
    pub pointer: i32,
    /// Where it would come to lie, in the world; `None` while it is not over the open part of the canvas.
    pub at: Option<Point>,
    /// The region that it would fall into.
    pub over: Option<RegionId>,
    /// Lines to draw: what it is aligned with.
    pub guides: Vec<Guide>,
}

impl Placing {
    pub(super) fn begin(drawn: Drawn, pointer: i32) -> Self {
        Self {
            drawn,
            pointer,
            at: None,
            over: None,
            guides: Vec::new(),
        }
    }

    pub(super) fn move_to(
        &mut self,
        document: &Document,
        view: &View,
        at: Point,
        modifiers: Modifiers,
    ) {
        let camera = view.camera();
        let is_open = camera.open().contains(at);
        let wish = camera.world_from_view(at);
        let visible = camera.visible();
        let cards = document.scenario().components.iter().map(|c| c.at);
        let (to, guides) = match self.drawn {
            _ if modifiers.command => (wish, Vec::new()),
            Drawn::Component(_) => {
                let neighbours = cards.filter(|p| visible.touches(Rect::card(*p)));
                snap::card(wish, &neighbours.collect::<Vec<_>>(), camera.zoom)
            }
            Drawn::Region | Drawn::Note => (to_grid(wish), Vec::new()),
        };
        let scenario = document.scenario();
        self.at = is_open.then_some(to);
        self.over = self
            .at
            .filter(|_| self.drawn != Drawn::Note)
            .and_then(|p| frames::region_at(scenario, p, |_| true));
        self.guides = if is_open { guides } else { Vec::new() };
    }
}
