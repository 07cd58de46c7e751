//! The bodies of the fuzz targets: each takes any bytes, and panics where something is wrong.
//!
//! `fuzz/` hands them to libFuzzer, which looks for bytes that reach new code; `tests/fuzz.rs` (beside `src`) feeds them bytes by
//! chance. Bytes are read as choices, so that each input is short and most of them get far: the first says where to
//! start from (a system of [`crate::systems`], say), the others what to do to it.

mod choices;
mod edits;
mod file;
mod import;
mod link;
mod message;
mod mutate;
mod run;

pub use edits::edits;
pub use file::file;
pub use import::import;
pub use link::link;
pub use message::message;
pub use run::run;
