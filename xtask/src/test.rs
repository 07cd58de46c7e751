//! `cargo xtask test`: everything there is to check, each step named before it runs, all tests counted at the end.

use std::process::Command;
use std::time::Instant;

use crate::dist;
use crate::setup::{Tool, ensure};
use crate::shell::{Failure, Outcome, Shell, run, run_watched};
use crate::tally::Tally;

/// A part of the checks that can be run on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suite {
    /// Format and lints, for both targets.
    Lint,
    /// Tests of everything but the page, on this machine.
    Native,
    /// The same code's tests inside a browser.
    Wasm,
    /// Tests of the built page, driven like a person would.
    Browser,
    /// The documentation's links and examples.
    Docs,
}

const ALL: [Suite; 5] = [
    Suite::Lint,
    Suite::Native,
    Suite::Wasm,
    Suite::Browser,
    Suite::Docs,
];

impl Suite {
    const fn name(self) -> &'static str {
        match self {
            Self::Lint => "lint",
            Self::Native => "native",
            Self::Wasm => "wasm",
            Self::Browser => "browser",
            Self::Docs => "docs",
        }
    }

    /// In an order that finds out early what cannot be had: the two that take minutes to build come last.
    const fn tools(self) -> &'static [Tool] {
        match self {
            Self::Lint => &[Tool::Linters, Tool::WasmTarget],
            Self::Native | Self::Docs => &[],
            Self::Wasm => &[Tool::Browser, Tool::WasmTarget, Tool::WasmBindgen],
            Self::Browser => &[
                Tool::Browser,
                Tool::WasmTarget,
                Tool::WasmOpt,
                Tool::WasmSplit,
                Tool::WasmBindgen,
                Tool::Trunk,
            ],
        }
    }
}

/// Reads the suites' names; none means all.
pub fn suites(arguments: &[String]) -> Outcome<Vec<Suite>> {
    if arguments.is_empty() {
        return Ok(ALL.to_vec());
    }
    let named = |name: &String| {
        ALL.into_iter()
            .find(|suite| suite.name() == name)
            .ok_or_else(|| Failure::Usage(format!("There is no suite `{name}`.")))
    };
    arguments.iter().map(named).collect()
}

/// Runs the suites. Anything that keeps code from being built or read ends the run at once; tests are all run and counted.
pub fn test(shell: &Shell, suites: &[Suite]) -> Outcome<()> {
    let mut tools: Vec<Tool> = Vec::new();
    for tool in suites.iter().flat_map(|suite| suite.tools()) {
        if !tools.contains(tool) {
            tools.push(*tool);
        }
    }
    let mut report = Report {
        shell,
        results: Vec::new(),
    };
    step("tools", || ensure(shell, &tools))?;
    for suite in ALL.into_iter().filter(|suite| suites.contains(suite)) {
        report.suite(suite)?;
    }
    report.close()
}

struct Report<'a> {
    shell: &'a Shell,
    results: Vec<(&'static str, Tally)>,
}

impl Report<'_> {
    fn suite(&mut self, suite: Suite) -> Outcome<()> {
        let shell = self.shell;
        let cargo = |arguments: &str| shell.command("cargo", arguments.split(' '));
        match suite {
            Suite::Lint => {
                step("format", || run(&mut cargo("fmt --all --check")))?;
                let native = "clippy --quiet --workspace --all-targets -- -D warnings";
                step("lints, native", || run(&mut cargo(native)))?;
                let wasm = "clippy --quiet --target wasm32-unknown-unknown --lib --bin topple --test wasm -- -D warnings";
                step("lints, wasm", || run(&mut cargo(wasm)))
            }
            Suite::Native => self.tests(
                "tests, native",
                &mut cargo("test --no-fail-fast --workspace --exclude topple-browser-tests"),
            ),
            Suite::Wasm => {
                let mut command =
                    cargo("test --package topple --target wasm32-unknown-unknown --test wasm");
                if let Some(driver) = shell.find("chromedriver") {
                    command.env("CHROMEDRIVER", driver);
                }
                // A cold browser on a busy machine may well take longer than the runner's own 20 seconds.
                command
                    .env("WASM_BINDGEN_TEST_TIMEOUT", "300")
                    .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60");
                self.tests("tests, wasm in the browser", &mut command)
            }
            Suite::Browser => {
                step("page", || dist::build(shell))?;
                let mut command =
                    cargo("test --no-fail-fast --package topple-browser-tests -- --test-threads=2");
                self.tests(
                    "tests, the page in the browser",
                    command.env("TOPPLE_DIST", shell.root().join("dist")),
                )
            }
            Suite::Docs => {
                let mut command = cargo("doc --quiet --no-deps");
                step("documentation", || {
                    run(command.env("RUSTDOCFLAGS", "-D warnings"))
                })
            }
        }
    }

    /// Runs a suite of tests and counts them. A runner that fails without naming a failed test counts as one.
    fn tests(&mut self, name: &'static str, command: &mut Command) -> Outcome<()> {
        let tally = step(name, || {
            let mut tallies = Vec::new();
            let succeeded =
                run_watched(command, |line| tallies.extend(Tally::of_closing_line(line)))?;
            let mut tally: Tally = tallies.into_iter().sum();
            if tally.failed == 0 && (!succeeded || tally.ran() == 0) {
                tally.failed = 1;
                println!(
                    "{}",
                    if succeeded {
                        "No test ran where there should be some."
                    } else {
                        "The run broke off."
                    }
                );
            }
            Ok(tally)
        })?;
        self.results.push((name, tally));
        Ok(())
    }

    fn close(&self) -> Outcome<()> {
        println!();
        for (name, tally) in &self.results {
            println!("{name}: {tally}");
        }
        let all: Tally = self.results.iter().map(|(_, tally)| *tally).sum();
        println!("\n{all}");
        if all.failed == 0 {
            Ok(())
        } else {
            Err(Failure::Step(format!(
                "{} of the tests failed.",
                all.failed
            )))
        }
    }
}

/// Names a step, runs it, and tells how long it took.
fn step<T>(name: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    println!("\n── {name}");
    let start = Instant::now();
    let outcome = work();
    let verdict = if outcome.is_ok() { "done" } else { "failed" };
    println!(
        "── {name}: {verdict} in {:.1} s",
        start.elapsed().as_secs_f32()
    );
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suites_are_known_by_name_and_none_means_all() {
        assert_eq!(suites(&[]).ok(), Some(ALL.to_vec()));
        assert_eq!(suites(&["wasm".into()]).ok(), Some(vec![Suite::Wasm]));
        assert!(matches!(
            suites(&["nonsense".into()]),
            Err(Failure::Usage(_))
        ));
    }
}
