//! The grid that parts snap to, and how far the canvas reaches.

use super::{Point, Rect};
use crate::limits;

/// Distance of the grid's lines.
pub const GRID: f64 = 20.0;

/// The nearest point of the grid.
pub fn to_grid(p: Point) -> Point {
    Point::new((p.x / GRID).round() * GRID, (p.y / GRID).round() * GRID)
}

/// The point, moved into what a scenario may hold.
pub fn inside_extent(p: Point) -> Point {
    let limit = |v: f64| {
        if v.is_finite() {
            v.clamp(-limits::EXTENT, limits::EXTENT)
        } else {
            0.0
        }
    };
    Point::new(limit(p.x), limit(p.y))
}

/// The frame, as far as a scenario may hold it.
pub fn frame_inside_extent(frame: Rect) -> Rect {
    let corner = inside_extent(Point::new(frame.x, frame.y));
    let width = frame.width.min(limits::EXTENT);
    Rect::new(corner.x, corner.y, width, frame.height.min(limits::EXTENT))
}
