//! A second reading of `docs/meaning.md`: brute force, slow and plain. It goes through one request under every outcome of
//! every choice, and through a history of faults moment by moment, and knows nothing of the analysis and the engine but
//! what they answer. Random systems, read from files as a user's are, must get the same answers from both.
#![cfg(not(target_arch = "wasm32"))]

mod against;
mod choose;
mod drawn;
mod file;
mod furnished;
mod known;
mod messages;
mod once;
mod outcome;
mod request;
mod run;
mod sets;
mod verdicts;

use against::{Depth, differences, smallest};
use drawn::{Case, case};
use furnished::furnished;
use std::collections::BTreeMap;
use std::fmt::Write;
use topple_testing::sweep;

/// What a difference is about: its words up to the first name.
fn sort(difference: &str) -> &str {
    let ends = difference.find(" of ").or(difference.find(':'));
    let words = &difference[..ends.unwrap_or(difference.len())];
    ["single point of failure", "leak", "degrades", "pair"]
        .into_iter()
        .find(|sort| difference.starts_with(sort))
        .unwrap_or(words)
}

fn told(case: &Case, depth: Depth) -> String {
    let differ = differences(case, depth).join("\n");
    format!("{differ}\n{:?}\n{}", case.moments, case.file)
}

/// Holds roles in runs and in the oracle against each other; panics with the smallest system of each sort of difference.
fn compare_runs(seeds: impl Iterator<Item = u64>) {
    let mut differing: BTreeMap<String, (usize, u64)> = BTreeMap::new();
    for seed in seeds {
        if let Some(difference) = run::differences(&case(seed)) {
            let about = difference.split(' ').next().unwrap().to_owned();
            differing.entry(about).or_insert((0, seed)).0 += 1;
        }
    }
    let mut report = String::new();
    for (about, (count, seed)) in differing {
        let fails =
            |case: &Case| run::differences(case).is_some_and(|told| told.starts_with(&about));
        let least = smallest(&case(seed), &fails);
        let told = run::differences(&least).unwrap();
        let Case { file, moments } = least;
        writeln!(
            report,
            "\n{count} times {about}; seed {seed}:\n{told}\n{moments:?}\n{file}"
        )
        .unwrap();
    }
    assert!(report.is_empty(), "{report}");
}

/// Holds program and oracle against each other; panics with the smallest system of each sort of difference.
fn compare(draw: fn(u64) -> Case, seeds: impl Iterator<Item = u64>, depth: impl Fn(u64) -> Depth) {
    let (mut count, mut refused) = (0, 0);
    let mut differing: BTreeMap<String, (usize, u64)> = BTreeMap::new();
    for seed in seeds {
        count += 1;
        let case = draw(seed);
        if topple::formats::json::read(&case.file.to_string()).is_err() {
            refused += 1;
            continue;
        }
        for difference in differences(&case, depth(seed)) {
            let entry = differing.entry(sort(&difference).to_owned());
            entry.or_insert((0, seed)).0 += 1;
        }
    }
    assert!(
        10 * refused < count,
        "{refused} of {count} systems are refused"
    );
    let mut report = String::new();
    for (about, (count, seed)) in differing {
        let depth = depth(seed);
        let fails = |case: &Case| {
            let mut all = differences(case, depth).into_iter();
            all.any(|difference| sort(&difference) == about)
        };
        let least = smallest(&draw(seed), &fails);
        let least = told(&least, depth);
        writeln!(report, "\n{count} times {about}; seed {seed}:\n{least}").unwrap();
    }
    assert!(report.is_empty(), "{report}");
}

#[test]
fn analysis_and_oracle_say_the_same_of_a_thousand_systems() {
    compare(case, 0..1_000, |seed| Depth {
        links: seed % 2 == 0,
        pairs: seed % 3 == 0,
        states: if seed % 5 == 0 { 8 } else { 0 },
    });
}

#[test]
#[ignore = "takes minutes"]
fn analysis_and_oracle_say_the_same_of_ten_thousand_systems() {
    compare(case, sweep(1_000..11_000), |seed| Depth {
        links: true,
        pairs: seed % 4 == 0,
        states: if seed % 10 == 0 { 11 } else { 0 },
    });
}

#[test]
fn analysis_and_oracle_say_the_same_of_systems_with_what_few_draw() {
    compare(furnished, 0..600, |seed| Depth {
        links: seed % 2 == 0,
        pairs: seed % 3 == 0,
        states: if seed % 5 == 0 { 7 } else { 0 },
    });
}

#[test]
#[ignore = "takes minutes"]
fn analysis_and_oracle_say_the_same_of_ten_thousand_systems_with_what_few_draw() {
    compare(furnished, sweep(1_000..11_000), |seed| Depth {
        links: true,
        pairs: seed % 4 == 0,
        states: if seed % 10 == 0 { 10 } else { 0 },
    });
}

#[test]
fn runs_and_oracle_agree_on_who_is_primary_in_some_hundred_histories() {
    compare_runs(0..180);
}

#[test]
#[ignore = "takes minutes"]
fn runs_and_oracle_agree_on_who_is_primary_in_ten_thousand_histories() {
    compare_runs(sweep(1_000..11_000));
}
