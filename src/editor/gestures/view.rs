//! Moving the view: by dragging it, and by two fingers.

use crate::editor::gesture::Gesture;
use crate::editor::session::Session;
use crate::model::Point;

/// The view is being dragged.
#[derive(Clone, Copy, Debug)]
pub struct Panning {
    /// By whom.
    pub pointer: i32,
    /// Where it was last, in view pixels.
    pub last: Point,
}

/// Two fingers hold the view.
#[derive(Clone, Copy, Debug)]
pub struct Pinching {
    /// Where the two were last, in view pixels.
    pub last: [Point; 2],
}

impl Session {
    pub(in crate::editor) fn pan_to(&mut self, at: Point) {
        if let Gesture::Panning(panning) = &mut self.gesture {
            let last = std::mem::replace(&mut panning.last, at);
            self.camera.pan(at.x - last.x, at.y - last.y);
            self.camera_moved();
        }
    }

    fn two_fingers(&self) -> Option<[Point; 2]> {
        let mut fingers = self.hand.fingers.values();
        Some([*fingers.next()?, *fingers.next()?])
    }

    pub(in crate::editor) fn begin_pinch(&mut self) {
        if let Some(last) = self.two_fingers() {
            self.gesture = Gesture::Pinching(Pinching { last });
        }
    }

    /// The finger that is left goes on moving the view.
    pub(in crate::editor) fn end_pinch(&mut self) {
        let left = self.hand.fingers.iter().next();
        self.gesture = match left {
            Some((&pointer, &last)) => Gesture::Panning(Panning { pointer, last }),
            None => Gesture::Idle,
        };
    }

    /// The world stays under both fingers.
    pub(in crate::editor) fn pinch(&mut self) {
        let (Some(now), Gesture::Pinching(pinching)) = (self.two_fingers(), &mut self.gesture)
        else {
            return;
        };
        let last = std::mem::replace(&mut pinching.last, now);
        let middle =
            |[a, b]: [Point; 2]| Point::new(f64::midpoint(a.x, b.x), f64::midpoint(a.y, b.y));
        let apart = |[a, b]: [Point; 2]| (a.x - b.x).hypot(a.y - b.y).max(1.0);
        let (from, to) = (middle(last), middle(now));
        self.camera.pan(to.x - from.x, to.y - from.y);
        self.camera.zoom_at(to, apart(now) / apart(last));
        self.camera_moved();
    }
}
