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

/// Steps a study to its end and tells how long steps took, by what was being looked for.
fn steps(parts: usize) {
    let scenario = system(parts);
    // With one name server dead the other has a verdict: there is something to mend.
    let dns = scenario.components.iter().find(|c| c.kind() == Kind::Dns);
    let failed: Failed = dns.map(|c| Target::Component(c.id)).into_iter().collect();
    let begin = Instant::now();
    let mut study = Study::new(&scenario, &failed, Options::default());
    println!("{parts} parts: made in {:.2?}", begin.elapsed());
    let mut rows: Vec<(&str, Vec<Duration>)> = Vec::new();
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
        match rows.last_mut() {
            Some((known, steps)) if *known == work => steps.push(took),
            _ => rows.push((work, vec![took])),
        }
        if !more {
            break;
        }
    }
    for (work, mut took) in rows {
        let all: Duration = took.iter().sum();
        took.sort();
        let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize];
        let steps = took.len();
        println!(
            "{work:>12} {all:>10.2?} in {steps:>6} steps: half within {:>9.2?}, 99 % within {:>9.2?}, all within {:>9.2?}",
            at(0.5),
            at(0.99),
            at(1.0)
        );
    }
}
