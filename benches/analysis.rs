//! How long the analysis takes, by the number of parts. `cargo bench --bench analysis`.
//!
//! The last table is of a [`Study`]'s steps: how many, and how long the longest of each sort of work took.

use std::hint::black_box;
use std::time::{Duration, Instant};

use topple::analysis::bench::{SIZES, system};
use topple::analysis::{Failed, Options, Study, analyse, availability, pairs};
use topple::model::{Kind, Target};

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
    for parts in SIZES {
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

    println!();
    for parts in SIZES {
        steps(parts);
    }
}

/// Steps a study to its end and tells which took the longest.
fn steps(parts: usize) {
    let scenario = system(parts);
    let begin = Instant::now();
    // With one name server dead the other has a verdict: there is something to mend.
    let dns = scenario.components.iter().find(|c| c.kind() == Kind::Dns);
    let failed: Failed = dns.map(|c| Target::Component(c.id)).into_iter().collect();
    let mut study = Study::new(&scenario, &failed, Options::default());
    let made = begin.elapsed();
    let mut rows: Vec<(&str, usize, Duration, Duration, usize)> = Vec::new();
    loop {
        let work = if study.warnings().is_pending() {
            "warnings"
        } else if study.overloads().is_pending() {
            "overloads"
        } else if study.availability().is_pending() {
            "nines"
        } else if study.pairs().is_pending() {
            "pairs"
        } else {
            "mends"
        };
        let begin = Instant::now();
        let more = study.step();
        let took = begin.elapsed();
        if rows.last().is_none_or(|row| row.0 != work) {
            rows.push((work, 0, Duration::ZERO, Duration::ZERO, 0));
        }
        if let Some((_, steps, longest, all, looks)) = rows.last_mut() {
            *steps += 1;
            *longest = took.max(*longest);
            *all += took;
            *looks = study.looks_of_last_step().max(*looks);
        }
        if !more {
            break;
        }
    }
    println!("{parts} parts: made in {made:.2?}");
    for (work, steps, longest, all, looks) in rows {
        println!(
            "{work:>12} {steps:>7} steps, longest {longest:>10.2?}, all {all:>10.2?}, at most {looks} looks"
        );
    }
}
