//! The system that people have already, from the files that describe it.
//!
//! A *reader* for each format turns text into an [`Inventory`]: what runs, and who is said to know whom, in the words
//! of the files. The *rules* make a drawing of it, the same rules for every format. Whatever is drawn carries its
//! [`Evidence`].
//!
//! The danger is a false "safe": a wrong drawing is worse than a question. And no secret may leave a reader: an
//! inventory holds names, hosts and numbers, never the value of a setting.
//!
//! Absent here, on purpose: files, the network, a screen.

pub mod evidence;
pub mod inventory;

pub use evidence::{Certainty, Evidence, Rule, Source};
pub use inventory::Inventory;

/// Hard limits on what is read. What lies beyond is refused before it costs memory.
pub mod limits {
    /// Bytes of all files together: 16 MiB.
    pub const TEXT: usize = 16 << 20;
    /// Lists and mappings within one another.
    pub const DEPTH: usize = 64;
    /// Values of a file once its aliases are followed.
    pub const NODES: usize = 100_000;
}
