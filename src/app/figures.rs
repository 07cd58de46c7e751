//! How figures are written: as in what is given out.

pub use crate::export::figures::*;
