//! What the editor asks of places and frames.

pub use crate::model::geometry::frames::{
    capture, content, grow_frames, needed_frame, region_at, within,
};
pub use crate::model::geometry::free_space::GAP;
pub use crate::model::geometry::grid::inside_extent;

/// Size of a new region.
pub const NEW_REGION: (f64, f64) = (360.0, 240.0);
