//! **Topple**: knock any part over and see what still stands.
//!
//! The rooms of the house, each knowing only those above it in this list; `ARCHITECTURE.md` gives the tour.

pub mod model;

pub mod analysis;
pub mod engine;
pub mod formats;

pub mod lessons;
pub mod templates;

#[cfg(not(target_arch = "wasm32"))]
pub mod cli;

pub mod editor;

#[cfg(target_arch = "wasm32")]
pub mod app;
