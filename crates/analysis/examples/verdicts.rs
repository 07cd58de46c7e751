//! The verdicts on a system that is drawn in text, and what mends each.
//!
//! ```sh
//! cargo run -p topple-analysis --example verdicts -- "users -> lb-1 -> web-1 web-2 -> db-1"
//! ```

use std::process::ExitCode;

use topple_analysis::{Failed, Options, Study, Verdict};
use topple_model::sketch::sketch;
use topple_model::{Scenario, validate};

/// What is judged where nothing is given: the balancers are two, the database is one.
const SYSTEM: &str = "
    users -> dns-1 -> lb-1 lb-2 -> web-1 web-2 -> cache-1 db-1
    west = web-1 web-2 db-1
";

fn main() -> ExitCode {
    let given = std::env::args().nth(1);
    let scenario = sketch(given.as_deref().unwrap_or(SYSTEM));
    let problems = validate::problems(&scenario);
    for problem in &problems {
        eprintln!("{:?}: {}", problem.place, problem.message);
    }
    if !problems.is_empty() {
        return ExitCode::FAILURE;
    }
    let mut study = Study::new(&scenario, &Failed::nothing(), Options::default());
    while study.step() {}
    let report = study.report();
    tell("Single points of failure", &report.spofs, &study, &scenario);
    tell("Leaks", &report.leaks, &study, &scenario);
    ExitCode::SUCCESS
}

fn tell(title: &str, verdicts: &[Verdict], study: &Study, scenario: &Scenario) {
    println!("{title}: {}", verdicts.len());
    for verdict in verdicts {
        let lost = verdict.impact * 100.0;
        println!("\n{} ({lost:.0} % lost)", verdict.element);
        println!("  {}", verdict.reason);
        for mend in study.mends(verdict.element).known().into_iter().flatten() {
            println!("  → {}", mend.id.label(scenario));
        }
    }
    println!();
}
