//! What the tests of all crates share: one source of chance, and systems drawn by it.

pub mod random;
