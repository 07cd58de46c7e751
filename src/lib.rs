//! **Topple**: knock any part over and see what still stands.
//!
//! The rooms of the house, each knowing only those above it in this list; `ARCHITECTURE.md` gives the tour.

pub use topple_analysis as analysis;
pub use topple_engine as engine;
pub use topple_formats as formats;
pub use topple_model as model;

pub mod export;
pub mod lessons;
pub mod templates;

#[cfg(not(target_arch = "wasm32"))]
pub mod cli;

pub mod editor;

#[cfg(target_arch = "wasm32")]
pub mod app;
