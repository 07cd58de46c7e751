//! The command line: `topple analyze`, `mend`, `simulate`, `report`, `link`, `open` and `check`, for authors of scenarios and for CI of
//! architecture files.
//!
//! A command reads its scenario, answers with one text, and says how the process should exit: 0 fine, 1 a limit was
//! exceeded, 2 the input was bad, 3 the answer could not be written. Answers go to standard output, all else to standard error. What a person reads is
//! coloured only on a terminal, and not where `NO_COLOR` is set.
//!
//! Absent here, on purpose: the editor and the page.

mod analyze;
mod compare;
mod evidence;
mod export;
mod import;
mod input;
mod lesson;
mod mend;
mod paper;
mod report;
mod scorm;
mod share;
mod shell;
mod simulate;
mod zip;

use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use paper::Paper;

/// Knock any part of a system over and see what still stands.
#[derive(Parser)]
#[command(
    name = "topple",
    version,
    max_term_width = 100,
    arg_required_else_help = true
)]
#[command(
    after_help = "Exit code: 0 fine, 1 a limit was exceeded, 2 the input was bad, 3 the answer could not be written."
)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Find the single points of failure
    Analyze(analyze::Arguments),
    /// Say what a change does: parts, verdicts and nines before and after
    Compare(compare::Arguments),
    /// Print a scenario as a Mermaid flowchart
    Export(export::Arguments),
    /// Mend every single point of failure, and print the mended file
    Mend(mend::Arguments),
    /// Play a scenario and say what happened
    Simulate(simulate::Arguments),
    /// Write a report in Markdown: picture, verdicts, double failures, availability, what faults cost
    Report(report::Arguments),
    /// Draw a system from the files that describe it: compose, Kubernetes, Terraform, Mermaid, a balancer's configuration
    Import(import::Arguments),
    /// Print the link of a scenario's file
    Link(share::LinkArguments),
    /// Print the file of a scenario's link
    Open(share::OpenArguments),
    /// Say everything that is wrong with scenario files, and how the goals of their lessons stand
    Check(share::CheckArguments),
    /// Pack a lesson for a course system (SCORM 1.2): `topple scorm lesson.json --dist dist > lesson.zip`
    Scorm(scorm::Arguments),
    /// Print the JSON Schema of scenario files
    Schema,
    /// Print the completions of a shell: `topple completions bash > FILE`
    Completions(shell::Arguments),
    /// Print the manual page: `topple man | man -l -`
    Man,
}

/// What a command has to say.
struct Answer {
    /// For standard output.
    text: String,
    /// What is told beside it, on standard error.
    told: String,
    /// What exceeded a limit that was set, in words; for standard error.
    exceeded: Option<String>,
    /// A file that goes with it, and what is in it.
    file: Option<(PathBuf, String)>,
}

impl From<String> for Answer {
    fn from(text: String) -> Self {
        Self {
            text,
            told: String::new(),
            exceeded: None,
            file: None,
        }
    }
}

/// Input that cannot be used, in words, one line for each thing that is wrong.
struct BadInput(Vec<String>);

impl From<&str> for BadInput {
    fn from(line: &str) -> Self {
        line.to_owned().into()
    }
}

impl From<String> for BadInput {
    fn from(line: String) -> Self {
        Self(vec![line])
    }
}

/// Runs the command line and says how the process should exit.
pub fn main() -> ExitCode {
    let paper = Paper::of_this_terminal();
    let answer = match CommandLine::parse().command {
        Command::Analyze(arguments) => analyze::answer(&arguments, &paper),
        Command::Compare(arguments) => compare::answer(&arguments, &paper),
        Command::Export(arguments) => export::answer(&arguments),
        Command::Mend(arguments) => mend::answer(&arguments),
        Command::Simulate(arguments) => simulate::answer(&arguments, &paper),
        Command::Report(arguments) => report::answer(&arguments),
        Command::Import(arguments) => import::answer(&arguments),
        Command::Link(arguments) => share::link(&arguments),
        Command::Open(arguments) => share::open(&arguments),
        Command::Check(arguments) => share::check(&arguments),
        Command::Scorm(arguments) => scorm::package(&arguments),
        Command::Schema => Ok(shell::schema()),
        Command::Completions(arguments) => shell::completions(&arguments),
        Command::Man => shell::manual(),
    };
    match answer {
        Ok(Answer {
            text,
            told,
            exceeded,
            file,
        }) => {
            tell(&told);
            let written = file.map_or(Ok(()), |(file, text)| {
                fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))
            });
            let printed =
                written.and_then(|()| paper.print(&text).map_err(|error| error.to_string()));
            if let Err(why) = printed {
                tell(&format!("topple: the answer could not be written: {why}\n"));
                return ExitCode::from(3);
            }
            match exceeded {
                None => ExitCode::SUCCESS,
                Some(words) => {
                    tell(&format!("topple: {words}\n"));
                    ExitCode::from(1)
                }
            }
        }
        Err(BadInput(lines)) => {
            let text = lines
                .iter()
                .fold(String::new(), |text, line| text + line + "\n");
            tell(&text);
            ExitCode::from(2)
        }
    }
}

/// Tells something beside the answer. Who cannot be told is not kept from the answer.
fn tell(text: &str) {
    let _ = io::stderr().lock().write_all(paper::plain(text).as_bytes());
}
