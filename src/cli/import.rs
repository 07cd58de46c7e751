//! `topple import`: a drawing of the system that files of other programs describe.

use std::ffi::{OsStr, OsString};

use clap::Args;

use super::evidence::{evidence, refuse_guesses};
use super::{Answer, BadInput, input};
use crate::formats::json;

#[derive(Args)]
pub(super) struct Arguments {
    /// The files, folders of them, or - for standard input: compose, Kubernetes, terraform show -json, Mermaid, a balancer's configuration
    #[arg(value_name = "FILE", required = true)]
    sources: Vec<OsString>,
    /// What was answered before; by default topple.answers.json beside the first file, where there is one
    #[arg(long, value_name = "FILE")]
    answers: Option<OsString>,
    /// A drawing that was made of earlier versions of these files: places, settings and answers of it are kept
    #[arg(long, value_name = "FILE")]
    onto: Option<OsString>,
    /// Exit with 2 if anything is guessed or left to be asked
    #[arg(long)]
    strict: bool,
    /// Tell how each thing is known, and not only what is not sure
    #[arg(long)]
    evidence: bool,
}

/// The drawing, and on standard error what it rests on.
pub(super) fn answer(arguments: &Arguments) -> Result<Answer, BadInput> {
    let answers = arguments.answers.as_deref();
    let onto = arguments.onto.as_deref().map(input::scenario).transpose()?;
    let sources: Vec<&OsStr> = arguments.sources.iter().map(OsString::as_os_str).collect();
    let scenario = input::drawn(&sources, answers, onto.as_ref())?;
    let told = evidence(&scenario, arguments.evidence);
    if arguments.strict {
        refuse_guesses(&scenario)?;
    }
    Ok(Answer {
        told,
        ..json::write(&scenario).into()
    })
}
