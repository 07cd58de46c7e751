//! Colours of a person's own, for parts, links and notes.

/// One of a few colours, each readable in light and in dark. They mean nothing to a run and to the analysis; none looks
/// like a flag, and what is dead or flagged looks so in any of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Colour {
    /// Between blue and green.
    Teal,
    /// Light blue.
    Sky,
    /// Purple.
    Violet,
    /// Reddish purple.
    Pink,
    /// Dark yellow.
    Brown,
    /// Bluish grey.
    Slate,
}
