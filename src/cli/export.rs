//! `topple export`: a scenario in the words of others.

use std::ffi::OsString;

use clap::Args;
use topple_import::mermaid::write::write;

use super::{Answer, BadInput, input};

#[derive(Args)]
pub(super) struct Arguments {
    /// The scenario: a file, a link, or - for standard input
    #[arg(value_name = "FILE|LINK")]
    source: OsString,
    /// As a flowchart in Mermaid, which imports again as the same system
    #[arg(long, required = true)]
    mermaid: bool,
}

/// The scenario as a flowchart. What a flowchart cannot say is told beside it.
pub(super) fn answer(arguments: &Arguments) -> Result<Answer, BadInput> {
    debug_assert!(arguments.mermaid, "it is the only form yet");
    let flowchart = write(&input::scenario(&arguments.source)?);
    let mut told = String::new();
    if !flowchart.lost.is_empty() {
        told.push_str("A flowchart has no words for:\n");
        flowchart
            .lost
            .iter()
            .for_each(|text| told = format!("{told}  {text}\n"));
    }
    Ok(Answer {
        text: flowchart.text,
        told,
        exceeded: None,
        file: None,
    })
}
