//! Moving the view: by dragging it, and by two fingers.

use crate::editor::view::View;
use crate::model::Point;

/// The view is being dragged.
#[derive(Clone, Copy, Debug)]
pub struct Panning {
    /// The pointer that does it.
    pub pointer: i32,
    /// Where it was last, in view pixels.
    pub last: Point,
}

impl Panning {
    pub(super) fn move_to(&mut self, view: &mut View, at: Point) {
        let last = std::mem::replace(&mut self.last, at);
        view.pan(at.x - last.x, at.y - last.y);
    }
}

/// Two fingers hold the view.
#[derive(Clone, Copy, Debug)]
pub struct Pinching {
    /// The pointers that do it. Others that come down meanwhile (a third finger, a palm) mean nothing.
    pub fingers: [i32; 2],
    /// Where the two were last, in view pixels.
    pub last: [Point; 2],
}

/// The least distance of two fingers that counts, in view pixels: fingers are no closer, and what is would zoom wildly.
const CLOSEST: f64 = 20.0;

impl Pinching {
    /// The world stays under both fingers.
    pub(super) fn move_to(&mut self, view: &mut View, now: [Point; 2]) {
        let last = std::mem::replace(&mut self.last, now);
        let middle =
            |[a, b]: [Point; 2]| Point::new(f64::midpoint(a.x, b.x), f64::midpoint(a.y, b.y));
        let apart = |[a, b]: [Point; 2]| (a.x - b.x).hypot(a.y - b.y).max(CLOSEST);
        let (from, to) = (middle(last), middle(now));
        view.pan(to.x - from.x, to.y - from.y);
        view.zoom_at(to, apart(now) / apart(last));
    }
}
