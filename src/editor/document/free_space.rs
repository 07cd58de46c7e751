//! Free places, for what the editor puts somewhere on its own.

pub use crate::model::geometry::free_space::{Home, for_card, for_cards, for_frame, is_free};
