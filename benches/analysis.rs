//! How long the analysis takes, by the number of parts. `cargo bench --bench analysis`.

use std::hint::black_box;
use std::time::{Duration, Instant};

use topple::analysis::bench::system;
use topple::analysis::{Failed, Options, analyse, availability, pairs};

/// The median of repeated runs, for about half a second.
fn median(mut run: impl FnMut()) -> Duration {
    let start = Instant::now();
    let mut times = Vec::new();
    while times.len() < 3 || (start.elapsed() < Duration::from_millis(500) && times.len() < 2_000) {
        let begin = Instant::now();
        run();
        times.push(begin.elapsed());
    }
    times.sort();
    times[times.len() / 2]
}

fn main() {
    println!(
        "{:>6} {:>6} {:>12} {:>12} {:>12}",
        "parts", "links", "verdicts", "with links", "pairs"
    );
    for parts in [30, 100, 300, 1_000, 3_000] {
        let scenario = system(parts);
        let failed = Failed::nothing();
        let verdicts = median(|| {
            black_box(analyse(
                black_box(&scenario),
                &failed,
                Options { links: false },
            ));
        });
        let with_links = median(|| {
            black_box(analyse(
                black_box(&scenario),
                &failed,
                Options { links: true },
            ));
        });
        let in_pairs = (parts <= 1_000).then(|| {
            median(|| {
                black_box(pairs(
                    black_box(&scenario),
                    &failed,
                    Options { links: false },
                ));
            })
        });
        let nines = (parts <= 300).then(|| {
            median(|| {
                black_box(availability(black_box(&scenario), &failed));
            })
        });
        println!(
            "{:>6} {:>6} {verdicts:>12.2?} {with_links:>12.2?} {:>12.2?} {:>12.2?}",
            scenario.components.len(),
            scenario.links.len(),
            in_pairs.unwrap_or_default(),
            nines.unwrap_or_default(),
        );
    }
}
