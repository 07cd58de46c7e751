//! The sorts of verdicts.

/// What losing an element would mean.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum VerdictKind {
    /// Some class goes from served to not served at all.
    SinglePointOfFailure,
    /// No class is lost whole, but one goes on losing a part of its requests, for good.
    Leak,
    /// Nothing is lost, but some of what is served is not served in full any more: an optional call is skipped.
    Degrades,
}
