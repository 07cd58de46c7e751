//! `topple mend`: takes mends until no single point of failure is left but what is accepted.

use std::collections::BTreeSet;
use std::ffi::OsString;

use clap::Args;

use super::paper::counted;
use super::{Answer, BadInput, input};
use crate::analysis::{self, Failed, Mended, Options};
use crate::formats::json;
use crate::model::Target;

#[derive(Args)]
pub(super) struct Arguments {
    /// The scenario: a file, a link, or - for standard input
    #[arg(value_name = "FILE|LINK")]
    source: OsString,
    /// What is allowed to stay a single point of failure: components, regions, and links named from>to
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    accept: Vec<String>,
    /// Count links as parts that can fail
    #[arg(long)]
    links: bool,
}

/// The file of the mended scenario; what was mended how is told beside it.
pub(super) fn answer(arguments: &Arguments) -> Result<Answer, BadInput> {
    let scenario = input::scenario(&arguments.source)?;
    let accepted = input::elements(&scenario, &arguments.accept)?;
    let accepted: BTreeSet<Target> = accepted.into_iter().collect();
    let options = Options {
        links: arguments.links,
    };
    let mended = analysis::mend_all(&scenario, &Failed::nothing(), options, &accepted);
    let exceeded = (!mended.left.is_empty()).then(|| {
        let count = counted(
            mended.left.len(),
            "single point of failure is left that nothing mends",
            "single points of failure are left that nothing mends",
        );
        let left: Vec<String> = mended.left.iter().map(ToString::to_string).collect();
        format!("{count}: {}", left.join(", "))
    });
    Ok(Answer {
        text: json::write(&mended.scenario),
        told: told(&mended),
        exceeded,
        file: None,
    })
}

/// What was mended how, a line each.
fn told(mended: &Mended) -> String {
    if mended.taken.is_empty() {
        return "There is nothing to mend.\n".to_owned();
    }
    let mut lines = String::new();
    for (element, mend) in &mended.taken {
        lines = lines + &element.to_string() + ": " + &mend.label(&mended.scenario) + "\n";
    }
    lines
}
