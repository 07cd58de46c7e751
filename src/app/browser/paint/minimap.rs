//! The minimap: all of the drawing, small, and the part of it that is seen.

use super::{Inks, rounded};
use crate::app::browser::surface::Surface;
use crate::model::{Point, Rect};

/// Room left free at its edge, in pixels.
const MARGIN: f64 = 6.0;

/// What the minimap shows, in canvas units.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Whole {
    /// What encloses everything.
    pub content: Rect,
    /// The cards, each with whether it lives.
    pub cards: Vec<(Rect, bool)>,
    /// The frames of regions.
    pub frames: Vec<Rect>,
    /// The sheets of notes.
    pub notes: Vec<Rect>,
    /// The part that is seen.
    pub seen: Rect,
}

/// From canvas units to pixels of the minimap.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Scale {
    zoom: f64,
    offset: Point,
}

impl Scale {
    /// The one that shows all of `content`, in the middle of so many pixels.
    pub fn new(content: Rect, (width, height): (f64, f64)) -> Self {
        let wide = (width - 2.0 * MARGIN).max(1.0) / content.width.max(1.0);
        let high = (height - 2.0 * MARGIN).max(1.0) / content.height.max(1.0);
        let zoom = wide.min(high);
        let middle = content.centre();
        let offset = Point::new(
            width / 2.0 - middle.x * zoom,
            height / 2.0 - middle.y * zoom,
        );
        Self { zoom, offset }
    }

    /// Which point of the drawing is shown at this pixel.
    pub fn world(self, at: Point) -> Point {
        let Point { x, y } = self.offset;
        Point::new((at.x - x) / self.zoom, (at.y - y) / self.zoom)
    }

    fn rect(self, r: Rect) -> Rect {
        let Point { x, y } = self.offset;
        let zoom = self.zoom;
        Rect::new(
            r.x * zoom + x,
            r.y * zoom + y,
            r.width * zoom,
            r.height * zoom,
        )
    }
}

/// Paints it anew.
pub fn paint(surface: &mut Surface, inks: &Inks, whole: &Whole) {
    surface.begin();
    let scale = Scale::new(whole.content, (surface.width, surface.height));
    let pen = &surface.pen;
    pen.set_line_width(1.0);
    pen.set_fill_style_str(&inks.region_fill);
    pen.set_stroke_style_str(&inks.region_line);
    for frame in &whole.frames {
        rounded(pen, scale.rect(*frame), 2.0);
        pen.fill();
        pen.stroke();
    }
    for note in &whole.notes {
        pen.set_stroke_style_str(&inks.ink_faint);
        rounded(pen, scale.rect(*note), 1.0);
        pen.stroke();
    }
    for (card, alive) in &whole.cards {
        let ink = if *alive { &inks.ink_soft } else { &inks.danger };
        pen.set_fill_style_str(ink);
        let Rect {
            x,
            y,
            width,
            height,
        } = scale.rect(*card);
        pen.fill_rect(x, y, width.max(2.0), height.max(2.0));
    }
    // The part that is seen may be larger than all there is: its edge stays in sight.
    let seen = scale.rect(whole.seen);
    let (left, top) = (seen.x.max(1.0), seen.y.max(1.0));
    let (right, bottom) = (
        seen.right().min(surface.width - 1.0),
        seen.bottom().min(surface.height - 1.0),
    );
    if right > left && bottom > top {
        let seen = Rect::new(left, top, right - left, bottom - top);
        pen.set_fill_style_str(&inks.accent_soft);
        pen.set_stroke_style_str(&inks.accent);
        pen.set_line_width(1.5);
        pen.set_global_alpha(0.35);
        rounded(pen, seen, 3.0);
        pen.fill();
        pen.set_global_alpha(1.0);
        pen.stroke();
    }
}
