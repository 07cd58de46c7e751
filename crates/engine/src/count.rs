//! How many there are at present: what a balancer holds, which workers are busy.

/// A number of things that come and go. It is never below none: in a release build a thing that goes twice is counted
/// out once, in any other that is a panic.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(super) struct Count(u32);

impl Count {
    pub const NONE: Count = Count(0);

    #[inline]
    pub const fn get(self) -> u32 {
        self.0
    }

    /// One comes.
    #[inline]
    pub fn up(&mut self) {
        self.0 = self.0.saturating_add(1);
    }

    /// One goes. Whether it was the last.
    #[inline]
    pub fn down(&mut self) -> bool {
        debug_assert!(self.0 > 0, "who goes has come");
        self.0 = self.0.saturating_sub(1);
        self.0 == 0
    }
}

#[cfg(test)]
mod tests {
    use super::Count;

    #[test]
    fn what_came_goes_and_only_that() {
        let mut count = Count::NONE;
        count.up();
        count.up();
        assert!(!count.down());
        assert!(count.down());
        assert_eq!(count, Count::NONE);
    }

    #[test]
    #[cfg(debug_assertions)]
    #[should_panic(expected = "who goes has come")]
    fn a_thing_that_goes_twice_is_seen() {
        Count::default().down();
    }
}
