//! `topple link`, `open` and `check`.

use clap::Args;
use std::ffi::OsString;

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

/// All that is wrong with all of the files.
pub(super) fn check(arguments: &CheckArguments) -> Result<Answer, BadInput> {
    let mut sound = String::new();
    let mut wrong = Vec::new();
    for source in &arguments.sources {
        match input::scenario(source) {
            Ok(_) => sound = sound + &input::name(source) + ": fine\n",
            Err(BadInput(lines)) => wrong.extend(lines),
        }
    }
    if wrong.is_empty() {
        Ok(sound.into())
    } else {
        Err(BadInput(wrong))
    }
}
