//! Scenario lines in, verdict lines out.

use std::fmt::Write as _;

use topple_analysis::{Failed, Options, Verdict, analyse};
use topple_model::Scenario;
use topple_model::sketch::sketch;

/// Everything that the analysis says about single faults, a line each: `spof db-1 0.200 users/write`.
pub fn verdict_lines(scenario: &Scenario, failed: &Failed, options: Options) -> String {
    let report = analyse(scenario, failed, options);
    let mut lines = String::new();
    for (word, verdicts) in [
        ("spof", &report.spofs),
        ("leak", &report.leaks),
        ("degrade", &report.degrades),
    ] {
        for Verdict {
            element,
            impact,
            classes,
            without,
            for_s,
            ..
        } in verdicts
        {
            write!(lines, "{word} {element} {impact:.3}").expect("a string takes it");
            for class in classes {
                write!(lines, " {class}").expect("a string takes it");
            }
            if !without.is_empty() {
                write!(lines, " without {}", without.join(" ")).expect("a string takes it");
            }
            if let Some(for_s) = for_s {
                write!(lines, " for {for_s} s").expect("a string takes it");
            }
            lines.push('\n');
        }
    }
    lines
}

/// The parts named by `text`, dead.
pub fn dead(scenario: &Scenario, text: &str) -> Failed {
    text.split_whitespace()
        .map(|id| {
            scenario
                .target(id)
                .unwrap_or_else(|| panic!("nothing is called {id:?}"))
        })
        .collect()
}

/// Asserts what the analysis says about `system` with `failed` dead.
#[track_caller]
pub fn expect(system: &str, failed: &str, options: Options, expected: &str) {
    let scenario = sketch(system);
    let problems = topple_model::validate::problems(&scenario);
    assert!(problems.is_empty(), "{problems:?}");
    let found = verdict_lines(&scenario, &dead(&scenario, failed), options);
    let lines: Vec<&str> = expected
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .collect();
    let found: Vec<&str> = found.lines().collect();
    assert_eq!(
        found,
        lines,
        "\nfound:\n{}\nexpected:\n{}",
        found.join("\n"),
        lines.join("\n")
    );
}
