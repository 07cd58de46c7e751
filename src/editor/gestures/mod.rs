//! Gestures as a state machine: what a press may become, and how it ends.
//!
//! # What holds
//! - A gesture that changes the document works on its draft, and ends in one step of history or in none. Escape, a second
//!   finger, and a lost pointer take everything back.
//! - It selects and moves the camera itself; what becomes of the document it hands back as an `Outcome`, which the
//!   session carries out.
//! - One file per gesture: what it holds while it lasts, how it begins, goes on and ends.
//!
//! Absent: the run, the verdicts, the session.

mod camera;
mod click;
pub mod drag;
mod draw_link;
pub mod gesture;
pub mod hand;
pub mod link;
pub mod marquee;
pub mod outcome;
pub mod place;
pub mod resize;
