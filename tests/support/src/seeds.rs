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

/// The seeds of a sweep, one after the other, and now and then how many are done: those that `TOPPLE_SEEDS` names
/// (`TOPPLE_SEEDS=1000..1400`), so that a long sweep can be run in pieces; without it the usual ones.
pub fn sweep(usual: Range<u64>) -> impl Iterator<Item = u64> {
    let told = std::env::var("TOPPLE_SEEDS").ok();
    let seeds = told.map_or(usual, |told| {
        range(&told).unwrap_or_else(|| panic!("TOPPLE_SEEDS={told} is not like 1000..1400"))
    });
    let (first, count) = (seeds.start, (seeds.end - seeds.start) as usize);
    let step = (count / 20).max(1);
    (0..count).map(move |done| {
        if done > 0 && done % step == 0 {
            eprintln!("{done} of {count} seeds");
        }
        first + done as u64
    })
}

fn range(told: &str) -> Option<Range<u64>> {
    let (first, end) = told.split_once("..")?;
    let seeds = first.parse().ok()?..end.parse().ok()?;
    (!seeds.is_empty()).then_some(seeds)
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

#[cfg(test)]
mod tests {
    use super::range;

    #[test]
    fn a_range_of_seeds_is_written_as_in_rust() {
        assert_eq!(range("1000..1400"), Some(1_000..1_400));
        for told in ["", "7", "7..", "..7", "9..9", "9..7", "a..b", "1..=2"] {
            assert_eq!(range(told), None, "{told}");
        }
    }
}
