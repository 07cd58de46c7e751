//! What the tests of all crates share: one source of chance, systems drawn by it, runs whose hashes are frozen, the
//! bodies of the fuzz targets, and texts that are expected.
//!
//! Whatever is drawn by chance is a function of a seed, and a test that fails says which.

mod chance;
pub mod fuzz;
pub mod golden;
mod seeds;
pub mod settled;
pub mod systems;

pub use chance::Chance;
pub use seeds::{each_seed, sweep};
