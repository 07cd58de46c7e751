//! How often the costly things were done, so that tests can count them. Counted in builds with debug assertions alone;
//! in others all counts are 0 and cost nothing.

use std::cell::Cell;

/// Counts of one thread.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Work {
    /// Scenarios that were copied whole.
    pub copies: u32,
    /// Topologies that were made.
    pub topologies: u32,
    /// Readings of which region lies in which.
    pub nestings: u32,
}

thread_local! {
    static DONE: Cell<Work> = const { Cell::new(Work { copies: 0, topologies: 0, nestings: 0 }) };
}

/// What `task` gives, and the work that was done for it on this thread.
pub fn of<T>(task: impl FnOnce() -> T) -> (T, Work) {
    let before = DONE.get();
    let value = task();
    let after = DONE.get();
    let work = Work {
        copies: after.copies - before.copies,
        topologies: after.topologies - before.topologies,
        nestings: after.nestings - before.nestings,
    };
    (value, work)
}

pub(super) fn copied() {
    count(|work| &mut work.copies);
}

pub(super) fn made_topology() {
    count(|work| &mut work.topologies);
}

pub(super) fn made_nesting() {
    count(|work| &mut work.nestings);
}

fn count(which: impl FnOnce(&mut Work) -> &mut u32) {
    if cfg!(debug_assertions) {
        let mut work = DONE.get();
        let counter = which(&mut work);
        *counter = counter.wrapping_add(1);
        DONE.set(work);
    }
}
