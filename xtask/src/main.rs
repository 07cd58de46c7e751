//! `cargo xtask COMMAND`: serving, testing and building the page, installing what the machine lacks on the way.

mod bare;
mod bench;
mod dist;
mod install;
mod page;
mod serve;
mod setup;
mod shell;
mod shots;
mod split;
mod styles;
mod tally;
mod test;
mod version;

use std::process::ExitCode;

use shell::{Failure, Outcome, Shell};

const USAGE: &str = "\
cargo xtask COMMAND

  serve [--port N]   serve the page on this machine and rebuild it when a file changes (port 8080)
  test [SUITE…]      check everything, or only the suites named: lint, native, wasm, browser (which is chromium, firefox and
                     webkit), docs
  dist [--quick]     build the page into dist/, a folder for any static web server; quickly: to be tried, not shipped
  bench              measure how fast it is, natively and in the built page in a headless Chromium
  shots [OPTION…]    build the page and take pictures of it; `cargo xtask shots --help` tells more
  help               print this

Each command first installs what it needs and this machine lacks, and says so.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure @ Failure::Usage(_)) => {
            eprintln!("{failure}\n\n{USAGE}");
            ExitCode::from(2)
        }
        Err(failure) => {
            eprintln!("\n{failure}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Outcome<()> {
    let shell = Shell::new();
    let Some((command, rest)) = arguments.split_first() else {
        return Err(Failure::Usage("Which command?".into()));
    };
    match command.as_str() {
        "serve" => serve::serve(&shell, serve::port(rest)?),
        "test" => test::test(&shell, &test::suites(rest)?),
        "dist" if rest == ["--quick"] => dist::quick(&shell),
        "dist" => shell::no_more(rest).and_then(|()| dist::dist(&shell)),
        "bench" => shell::no_more(rest).and_then(|()| bench::bench(&shell)),
        "shots" => shots::shots(&shell, rest),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        unknown => Err(Failure::Usage(format!("There is no command `{unknown}`."))),
    }
}
