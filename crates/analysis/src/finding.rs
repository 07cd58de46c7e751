//! What is known by now of something that takes a while.

/// What is known by now of something that takes a while.
#[derive(Clone, PartialEq, Debug)]
pub enum Finding<T> {
    /// It has not been found out yet.
    Pending,
    /// This is it.
    Known(T),
}

impl<T> Finding<T> {
    /// It, if it is known.
    pub fn known(&self) -> Option<&T> {
        match self {
            Finding::Known(it) => Some(it),
            Finding::Pending => None,
        }
    }

    /// Whether it has not been found out yet.
    pub fn is_pending(&self) -> bool {
        matches!(self, Finding::Pending)
    }
}
