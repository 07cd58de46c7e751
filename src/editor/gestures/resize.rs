//! Sizing a region by its lower right corner. It never gets smaller than what is in it.

use crate::editor::document::Document;
use crate::editor::input::{Modifiers, PointerEvent};
use crate::editor::view::View;
use crate::model::geometry::frames;
use crate::model::geometry::grid::to_grid;
use crate::model::{Point, Rect, RegionId, Scenario, Target};

/// The least width and height of a region: its title can be read and its corner be held.
const LEAST: (f64, f64) = (140.0, 80.0);

/// The corner of a region is being dragged.
#[derive(Clone, Debug)]
pub struct Resizing {
    /// The pointer that does it.
    pub pointer: i32,
    /// Which region.
    pub region: RegionId,
    /// From the pointer to the corner, in the world.
    grip: Point,
    frame: Rect,
    least: Point,
}

impl Resizing {
    pub(super) fn begin(
        document: &Document,
        view: &View,
        start: PointerEvent,
        id: RegionId,
    ) -> Option<Self> {
        let frame = document.region(id)?.frame;
        let from = view.camera().world_from_view(start.at);
        let needed = frames::needed_frame(document.scenario(), id);
        let least = Point::new(
            needed.map_or(f64::MIN, Rect::right).max(frame.x + LEAST.0),
            needed.map_or(f64::MIN, Rect::bottom).max(frame.y + LEAST.1),
        );
        Some(Self {
            pointer: start.id,
            region: id,
            grip: Point::new(frame.right() - from.x, frame.bottom() - from.y),
            frame,
            least,
        })
    }

    pub(super) fn move_to(
        &self,
        document: &mut Document,
        view: &View,
        at: Point,
        modifiers: Modifiers,
    ) {
        let world = view.camera().world_from_view(at);
        let wish = world.offset(self.grip.x, self.grip.y);
        let wish = if modifiers.command {
            wish
        } else {
            to_grid(wish)
        };
        let wish = wish.within_extent();
        let (right, bottom) = (wish.x.max(self.least.x), wish.y.max(self.least.y));
        let Rect { x, y, .. } = self.frame;
        let regions = &mut document.draft().regions;
        if let Some(region) = regions.iter_mut().find(|r| r.id == self.region) {
            region.frame = Rect::new(x, y, right - x, bottom - y);
            document
                .changes
                .look_different([Target::Region(self.region)]);
        }
    }

    /// Lets go: the region takes in what it now encloses.
    pub(super) fn drop(&self, draft: &mut Scenario) {
        frames::capture(draft, self.region, self.frame);
    }
}
