//! What a drawing that was imported rests on, in lines.

use std::fmt::Write as _;

use super::BadInput;
use crate::model::imported::How;
use crate::model::words::Choice as _;
use crate::model::{Imported, Scenario};

/// What an import rests on, a line each: what is asked and guessed first; what was found only where that is wanted.
pub(super) fn evidence(scenario: &Scenario, with_found: bool) -> String {
    let mut told = String::new();
    let Some(imported) = scenario.imported.as_deref() else {
        return told;
    };
    let wanted = How::ALL
        .into_iter()
        .filter(|how| with_found || *how != How::Found);
    for how in wanted {
        for row in imported.rows.iter().filter(|row| row.how == how) {
            let place = match row.place.as_str() {
                "" => String::new(),
                place => format!(" ({place})"),
            };
            let _ = writeln!(told, "{}: {}{place}", how.key(), row.text);
        }
    }
    told
}

/// Why what is not sure cannot stand.
pub(super) fn refuse_guesses(scenario: &Scenario) -> Result<(), BadInput> {
    let empty = Imported::default();
    let imported = scenario.imported.as_deref().unwrap_or(&empty);
    let open = imported
        .rows
        .iter()
        .filter(|row| matches!(row.how, How::Asked | How::Guessed));
    let mut lines: Vec<String> = open
        .map(|row| format!("{}: {}", row.how.key(), row.text))
        .collect();
    if lines.is_empty() {
        return Ok(());
    }
    lines.push(
        "Answer them in topple.answers.json, and with --strict nothing is left to chance.".into(),
    );
    Err(BadInput(lines))
}
