//! One file per gesture: what it holds while it lasts, how it begins, goes on and ends.

pub mod drag;
pub mod link;
pub mod marquee;
pub mod place;
pub mod resize;
pub mod view;
