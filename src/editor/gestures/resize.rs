//! Sizing a region by its lower right corner. It never gets smaller than what is in it.

use std::rc::Rc;

use crate::editor::gesture::Gesture;
use crate::editor::history::Moment;
use crate::editor::input::{Modifiers, PointerEvent};
use crate::editor::session::Session;
use crate::editor::{place, snap};
use crate::model::{Point, Rect, RegionId};

/// The least width and height of a region: its title can be read and its corner be held.
const LEAST: (f64, f64) = (140.0, 80.0);

/// The corner of a region is being dragged.
#[derive(Clone, Debug)]
pub struct Resizing {
    /// By whom.
    pub pointer: i32,
    /// Which region.
    pub region: RegionId,
    pub(in crate::editor) before: Moment,
    /// From the pointer to the corner, in the world.
    grip: Point,
    frame: Rect,
    least: Point,
}

impl Session {
    pub(in crate::editor) fn begin_resize(&mut self, start: PointerEvent, id: RegionId) {
        let Some(frame) = self.region(id).map(|r| r.frame) else {
            return;
        };
        let from = self.camera.world_from_view(start.at);
        let needed = place::needed_frame(&self.document, id);
        let least = Point::new(
            needed.map_or(f64::MIN, Rect::right).max(frame.x + LEAST.0),
            needed.map_or(f64::MIN, Rect::bottom).max(frame.y + LEAST.1),
        );
        let grip = Point::new(frame.right() - from.x, frame.bottom() - from.y);
        let before = self.moment();
        self.gesture = Gesture::Resizing(Resizing {
            pointer: start.id,
            region: id,
            before,
            grip,
            frame,
            least,
        });
    }

    pub(in crate::editor) fn resize_to(&mut self, at: Point, modifiers: Modifiers) {
        let world = self.camera.world_from_view(at);
        let Gesture::Resizing(resize) = &self.gesture else {
            return;
        };
        let wish = world.offset(resize.grip.x, resize.grip.y);
        let wish = place::inside_extent(if modifiers.alt {
            wish
        } else {
            snap::to_grid(wish)
        });
        let (right, bottom) = (wish.x.max(resize.least.x), wish.y.max(resize.least.y));
        let (id, Rect { x, y, .. }) = (resize.region, resize.frame);
        let document = Rc::make_mut(&mut self.document);
        if let Some(region) = document.regions.iter_mut().find(|r| r.id == id) {
            region.frame = Rect::new(x, y, right - x, bottom - y);
            self.changes.regions.insert(id);
            self.changes.picture = true;
        }
    }

    pub(in crate::editor) fn finish_resize(&mut self) {
        let Gesture::Resizing(resize) = std::mem::replace(&mut self.gesture, Gesture::Idle) else {
            return;
        };
        place::capture(
            Rc::make_mut(&mut self.document),
            resize.region,
            resize.frame,
        );
        self.commit(format!("Size {}", resize.region), resize.before);
    }
}
