//! `topple link`, `open` and `check`.

use std::ffi::OsString;
use std::fmt::Write as _;

use clap::Args;
use serde_json::json;

use super::lesson::Checked;
use super::{Answer, BadInput, input};
use crate::formats::{json, link};

#[derive(Args)]
pub(super) struct LinkArguments {
    /// The scenario's file, or - for standard input
    #[arg(value_name = "FILE")]
    source: OsString,
    /// Address of a playground to put before the link
    #[arg(
        long,
        value_name = "URL",
        default_value = "",
        hide_default_value = true
    )]
    base: String,
}

#[derive(Args)]
pub(super) struct OpenArguments {
    /// The link: an address with #s= in it, or - for standard input
    #[arg(value_name = "LINK")]
    source: OsString,
}

#[derive(Args)]
pub(super) struct CheckArguments {
    /// Scenario files, or - for standard input
    #[arg(value_name = "FILE", required = true)]
    sources: Vec<OsString>,
    /// The file of a system that solves the lesson of the one file: all of its goals have to be met by it, and its rules kept
    #[arg(long, value_name = "FILE")]
    solution: Option<OsString>,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

/// The link to a file's scenario.
pub(super) fn link(arguments: &LinkArguments) -> Result<Answer, BadInput> {
    let scenario = input::scenario(&arguments.source)?;
    let link = link::encode(&scenario);
    if link.len() > link::LONGEST {
        let name = input::name(&arguments.source);
        let message = format!(
            "{name}: its link would have {} characters, more than the {} that open; give the file on instead",
            link.len(),
            link::LONGEST
        );
        return Err(message.into());
    }
    let base = arguments.base.split('#').next().unwrap_or_default();
    Ok(format!("{base}{link}\n").into())
}

/// The file of a link's scenario.
pub(super) fn open(arguments: &OpenArguments) -> Result<Answer, BadInput> {
    let text = input::link_text(&arguments.source)?;
    let scenario = link::decode(text.trim()).map_err(|error| error.to_string())?;
    Ok(json::write(&scenario).into())
}

/// All that is wrong with all of the files; of those that carry a lesson, how its goals stand.
pub(super) fn check(arguments: &CheckArguments) -> Result<Answer, BadInput> {
    if arguments.solution.is_some() && arguments.sources.len() != 1 {
        return Err("--solution is that of one lesson: name one file"
            .to_owned()
            .into());
    }
    let solution = arguments.solution.as_deref().map(input::scenario);
    let solution = solution.transpose()?;
    let mut text = String::new();
    let mut told = Vec::new();
    let mut wrong = Vec::new();
    let mut faults = Vec::new();
    for source in &arguments.sources {
        let name = input::name(source);
        match input::scenario(source) {
            Ok(scenario) => {
                let lesson = Checked::of(&scenario, solution.as_ref());
                if lesson.is_none() && solution.is_some() {
                    wrong.push(format!("{name}: there is no lesson in it to be solved"));
                }
                let fault = lesson.as_ref().and_then(Checked::fault);
                faults.extend(fault.map(|fault| format!("{name}: {fault}")));
                let word = if fault.is_none() {
                    "fine"
                } else {
                    "no lesson yet"
                };
                let _ = writeln!(text, "{name}: {word}");
                text += &lesson.as_ref().map(Checked::text).unwrap_or_default();
                told.push(json!({
                    "file": name,
                    "fault": fault,
                    "lesson": lesson.as_ref().map(Checked::json),
                }));
            }
            Err(BadInput(lines)) => wrong.extend(lines),
        }
    }
    if !wrong.is_empty() {
        return Err(BadInput(wrong));
    }
    if arguments.json {
        text = format!("{}\n", json!({ "files": told }));
    }
    Ok(Answer {
        exceeded: (!faults.is_empty()).then(|| faults.join("\ntopple: ")),
        ..Answer::from(text)
    })
}
