//! Seeds one after the other; a test that fails says which one it was.

use std::ops::Range;

/// Calls `test` with every seed. Where it panics, the seed is printed.
pub fn each_seed(seeds: Range<u64>, mut test: impl FnMut(u64)) {
    for seed in seeds {
        let told = Told(seed);
        test(seed);
        drop(told);
    }
}

/// Prints the seed when it is dropped by a panic.
struct Told(u64);

impl Drop for Told {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("failed with seed {}", self.0);
        }
    }
}
