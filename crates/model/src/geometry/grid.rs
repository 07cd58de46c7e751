//! The grid that parts snap to.

use super::Point;

/// Distance of the grid's lines.
pub const GRID: f64 = 20.0;

/// The nearest point of the grid.
pub fn to_grid(p: Point) -> Point {
    Point::new((p.x / GRID).round() * GRID, (p.y / GRID).round() * GRID)
}
