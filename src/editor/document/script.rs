//! The script as a person edits it: lines in the order of their moments.

use super::Document;
use super::proposal::Proposal;
use crate::model::fields::{SHARE, Shape, Unit};
use crate::model::script::{Action, Deed, ScriptEntry};
use crate::model::{Edit, limits};

/// A number that belongs to a line of the script.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct DeedNumber {
    /// What it is.
    pub value: f64,
    /// Its unit.
    pub unit: Unit,
    /// What it may be.
    pub shape: Shape,
    /// What is read after it: `times slower`.
    pub words: &'static str,
}

const FACTOR: Shape = Shape::Number {
    min: 1.0,
    max: 1_000.0,
    whole: false,
};
const RATE: Shape = Shape::Number {
    min: 0.0,
    max: limits::MILLION,
    whole: false,
};

/// The number of a line, where it has one.
pub fn number_of(entry: &ScriptEntry) -> Option<DeedNumber> {
    let (value, unit, shape, words) = match entry.action()? {
        Action::Slow { factor, .. } => (factor, Unit::None, FACTOR, "times slower"),
        Action::Latency { factor, .. } => (factor, Unit::None, FACTOR, "times as long"),
        Action::Errors { share, .. } => (share, Unit::Share, SHARE, "% of its answers"),
        Action::Loss { share, .. } => (share, Unit::Share, SHARE, "% of its messages"),
        Action::SetRate { rate_rps, .. } => (rate_rps, Unit::PerSecond, RATE, "req/s"),
        Action::Kill(_)
        | Action::Crash(_)
        | Action::Empty(_)
        | Action::Cut(_)
        | Action::Isolate(_)
        | Action::Drain(_)
        | Action::Revive(_) => return None,
    };
    Some(DeedNumber {
        value,
        unit,
        shape,
        words,
    })
}

/// The same line with another number.
pub fn with_number(entry: &ScriptEntry, value: f64) -> ScriptEntry {
    let Some(mut action) = entry.action() else {
        return entry.clone();
    };
    match &mut action {
        Action::Slow { factor, .. } | Action::Latency { factor, .. } => *factor = value,
        Action::Errors { share, .. } | Action::Loss { share, .. } => *share = value,
        Action::SetRate { rate_rps, .. } => *rate_rps = value,
        Action::Kill(_)
        | Action::Crash(_)
        | Action::Empty(_)
        | Action::Cut(_)
        | Action::Isolate(_)
        | Action::Drain(_)
        | Action::Revive(_) => {}
    }
    ScriptEntry::act(entry.at_s, action)
}

impl Document {
    /// What a line of the script does, in a few words: `Kill web-1`. Where it has a number, a colon, that and its words follow.
    pub fn deed_words(&self, deed: &Deed) -> String {
        let action = match deed {
            Deed::Say(sentence) => return sentence.to_string(),
            Deed::Act(action) => action,
        };
        let name = self.name_of(action.target());
        match action {
            Action::Kill(_) => format!("Kill {name}"),
            Action::Crash(_) => format!("Crash {name}"),
            Action::Slow { .. } => format!("Slow down {name}"),
            Action::Errors { fast: false, .. } => format!("Errors from {name}"),
            Action::Errors { fast: true, .. } => format!("Errors at once from {name}"),
            Action::Empty(_) => format!("Empty answers from {name}"),
            Action::Cut(_) => format!("Cut {name}"),
            Action::Loss { .. } => format!("Message loss on {name}"),
            Action::Latency { .. } => format!("Extra latency on {name}"),
            Action::Isolate(_) => format!("Isolate {name}"),
            Action::Drain(_) => format!("Drain {name}"),
            Action::Revive(_) => format!("Restore {name}"),
            Action::SetRate { over_s, .. } if *over_s > 0.0 => {
                format!("Request rate of {name}, within {over_s} s")
            }
            Action::SetRate { .. } => format!("Request rate of {name}"),
        }
    }

    /// Lines that are added to the script, each once.
    pub fn with_script_lines(
        &self,
        label: impl Into<String>,
        lines: impl IntoIterator<Item = ScriptEntry>,
    ) -> Proposal {
        let mut script = self.scenario().script.clone();
        for line in lines {
            if !script.contains(&line) {
                script.push(line);
            }
        }
        in_order(label, script)
    }

    /// Another line in the place of one; `None`: without it. Nothing where there is no such line.
    pub fn with_script_line(&self, at: usize, line: Option<ScriptEntry>) -> Option<Proposal> {
        let mut script = self.scenario().script.clone();
        let old = script.get(at)?;
        let label = match &line {
            None => format!(
                "Remove \u{201c}{}\u{201d} from the script",
                self.deed_words(&old.deed)
            ),
            Some(_) => "Change the script".to_owned(),
        };
        match line {
            None => drop(script.remove(at)),
            Some(line) => script[at] = line,
        }
        Some(in_order(label, script))
    }
}

fn in_order(label: impl Into<String>, mut script: Vec<ScriptEntry>) -> Proposal {
    script.sort_by(|a, b| a.at_s.total_cmp(&b.at_s));
    Proposal::new(label, vec![Edit::SetScript(script)])
}
