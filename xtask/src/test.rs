//! `cargo xtask test`: everything there is to check, each step named before it runs, all tests counted at the end.

use std::process::Command;
use std::time::Instant;

use crate::dist;
use crate::setup::{Tool, axe, ensure};
use crate::shell::{Failure, Outcome, Shell, run, run_watched};
use crate::tally::{Tally, failed_test};

/// A part of the checks that can be run on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suite {
    /// Format and lints, for both targets.
    Lint,
    /// Tests of everything but the page, on this machine.
    Native,
    /// The same code's tests inside a browser.
    Wasm,
    /// Tests of the built page, driven like a person would, in Chromium.
    Chromium,
    /// Those of them in Firefox in which engines may differ.
    Firefox,
    /// The few of them that `WebKit`'s driver has words for.
    WebKit,
    /// The documentation's links and examples.
    Docs,
}

const ALL: [Suite; 7] = [
    Suite::Lint,
    Suite::Native,
    Suite::Wasm,
    Suite::Chromium,
    Suite::Firefox,
    Suite::WebKit,
    Suite::Docs,
];

/// What runs in Firefox: where engines differ, which is in what hands do, in the store, in the focus and in layout. The rest
/// of the page is the same program, and would take a quarter of an hour more.
const IN_FIREFOX: [&str; 6] = [
    "smoke::",
    "keyboard::",
    "saved::",
    "typing::",
    "drawing::",
    "verdicts::",
];

/// The suites that test the built page, which are asked for together by this name too.
const BROWSER: (&str, [Suite; 3]) = ("browser", [Suite::Chromium, Suite::Firefox, Suite::WebKit]);

impl Suite {
    const fn name(self) -> &'static str {
        match self {
            Self::Lint => "lint",
            Self::Native => "native",
            Self::Wasm => "wasm",
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
            Self::Docs => "docs",
        }
    }

    /// In an order that finds out early what cannot be had: those that take minutes to build come last.
    const fn tools(self) -> &'static [Tool] {
        match self {
            Self::Lint => &[Tool::Linters, Tool::WasmTarget],
            Self::Native | Self::Docs => &[],
            Self::Wasm => &[Tool::Browser, Tool::WasmTarget, Tool::WasmBindgen],
            Self::Chromium => &[Tool::Browser, Tool::Axe],
            Self::Firefox => &[Tool::Firefox, Tool::GeckoDriver],
            Self::WebKit => &[Tool::WebKit],
        }
    }

    fn is_of_page(self) -> bool {
        BROWSER.1.contains(&self)
    }
}

/// Reads the suites' names; none means all.
pub fn suites(arguments: &[String]) -> Outcome<Vec<Suite>> {
    if arguments.is_empty() {
        return Ok(ALL.to_vec());
    }
    let mut suites = Vec::new();
    for name in arguments {
        if name == BROWSER.0 {
            suites.extend(BROWSER.1);
            continue;
        }
        let named = ALL.into_iter().find(|suite| suite.name() == name);
        suites.push(named.ok_or_else(|| Failure::Usage(format!("There is no suite `{name}`.")))?);
    }
    Ok(suites)
}

/// Runs the suites. Anything that keeps code from being built or read ends the run at once; tests are all run and counted.
pub fn test(shell: &Shell, suites: &[Suite]) -> Outcome<()> {
    let mut tools: Vec<Tool> = Vec::new();
    let of_page = suites.iter().any(|suite| suite.is_of_page());
    let build: &[Tool] = if of_page { &dist::TOOLS } else { &[] };
    for tool in suites.iter().flat_map(|suite| suite.tools()).chain(build) {
        if !tools.contains(tool) {
            tools.push(*tool);
        }
    }
    let mut report = Report {
        shell,
        results: Vec::new(),
    };
    step("tools", || ensure(shell, &tools))?;
    let mut is_built = false;
    for suite in ALL.into_iter().filter(|suite| suites.contains(suite)) {
        if suite.is_of_page() && !is_built {
            step("page", || dist::build(shell))?;
            is_built = true;
        }
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
            Suite::Chromium => self.page("tests, the page in Chromium", "chromium", &[]),
            Suite::Firefox => self.page("tests, the page in Firefox", "firefox", &IN_FIREFOX),
            Suite::WebKit => self.page("tests, the page in WebKit", "webkit", &["smoke::"]),
            Suite::Docs => {
                let mut command = cargo("doc --quiet --no-deps");
                step("documentation", || {
                    run(command.env("RUSTDOCFLAGS", "-D warnings"))
                })
            }
        }
    }

    /// Tests of the built page whose names contain one of `filters`, in an engine; without filters, all.
    ///
    /// `WebKit`'s driver loses a key or a whole command now and then. What fails there runs once more, and that is told.
    fn page(&mut self, name: &'static str, engine: &str, filters: &[&str]) -> Outcome<()> {
        let mut failed = Vec::new();
        let mut tally = step(name, || {
            counted(&mut self.tests_of_page(engine, filters), &mut failed)
        })?;
        if engine == "webkit" && !failed.is_empty() {
            println!("\nOnce more, alone: {}", failed.join(", "));
            let names: Vec<&str> = failed.iter().map(String::as_str).collect();
            let arguments = [&["--exact"], &*names].concat();
            let again = step("what failed", || {
                counted(&mut self.tests_of_page(engine, &arguments), &mut Vec::new())
            })?;
            println!("{} of {} pass the second time", again.passed, failed.len());
            tally = Tally {
                passed: tally.passed + again.passed,
                failed: tally.failed.saturating_sub(again.passed),
                ..tally
            };
        }
        self.results.push((name, tally));
        Ok(())
    }

    /// `WebKit`'s browser wants a display, and that for itself: of several, one takes the keys' focus from the others.
    fn tests_of_page(&self, engine: &str, filters: &[&str]) -> Command {
        let shell = self.shell;
        let tests = "test --no-fail-fast --package topple-browser-tests --test page --";
        let is_webkit = engine == "webkit";
        let threads = if is_webkit {
            "--test-threads=1"
        } else {
            "--test-threads=2"
        };
        let arguments = tests.split(' ').chain([threads]);
        let arguments = arguments.chain(filters.iter().copied());
        let mut command = if is_webkit {
            shell.command("xvfb-run", ["-a", "cargo"].into_iter().chain(arguments))
        } else {
            shell.command("cargo", arguments)
        };
        command
            .env("TOPPLE_DIST", shell.root().join("dist"))
            .env("TOPPLE_ENGINE", engine)
            .env("TOPPLE_AXE", axe(shell));
        command
    }

    fn tests(&mut self, name: &'static str, command: &mut Command) -> Outcome<()> {
        let tally = step(name, || counted(command, &mut Vec::new()))?;
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

/// Runs a suite of tests, counts them and names those that fail. A runner that fails without naming a failed test counts
/// as one.
fn counted(command: &mut Command, failed: &mut Vec<String>) -> Outcome<Tally> {
    let mut tallies = Vec::new();
    let succeeded = run_watched(command, |line| {
        tallies.extend(Tally::of_closing_line(line));
        failed.extend(failed_test(line).map(str::to_owned));
    })?;
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
        assert_eq!(suites(&["browser".into()]).ok(), Some(BROWSER.1.to_vec()));
        assert!(matches!(
            suites(&["nonsense".into()]),
            Err(Failure::Usage(_))
        ));
    }
}
