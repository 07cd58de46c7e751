//! What the editor asks of places and frames.

use crate::model::Point;
pub use crate::model::geometry::frames::{
    capture, content, grow_frames, keep_inside, needed_frame, region_at, within,
};
pub use crate::model::geometry::free_space::GAP;

/// Size of a new region.
pub const NEW_REGION: (f64, f64) = (360.0, 240.0);

/// The point, moved into what a scenario may hold.
pub fn inside_extent(p: Point) -> Point {
    p.within_extent()
}
