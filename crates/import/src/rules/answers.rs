//! What a person answered, by the names in the files. Of two answers about the same the later counts.

use topple_model::Kind;
use topple_model::imported::{Answer, Says};

/// The answers of a person.
#[derive(Clone, Copy)]
pub struct Answers<'a>(pub &'a [Answer]);

/// What becomes of a part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// It is drawn, as this.
    Drawn(Kind),
    /// It is left out.
    LeftOut,
}

impl Answers<'_> {
    fn last<T>(&self, names: &[&str], pick: impl Fn(Says) -> Option<T>) -> Option<T> {
        let mut answers = self
            .0
            .iter()
            .rev()
            .filter(|answer| names.contains(&answer.about.as_str()));
        answers.find_map(|answer| pick(answer.says))
    }

    /// What becomes of the part.
    pub fn fate(&self, names: &[&str]) -> Option<Fate> {
        self.last(names, |says| match says {
            Says::Kind(kind) => Some(Fate::Drawn(kind)),
            Says::LeftOut => Some(Fate::LeftOut),
            _ => None,
        })
    }

    /// Whether users come in here.
    pub fn entry(&self, names: &[&str]) -> Option<bool> {
        self.last(names, |says| match says {
            Says::Entry(is_one) => Some(is_one),
            _ => None,
        })
    }

    /// Whether its nodes hold copies of the same data.
    pub fn replicated(&self, names: &[&str]) -> Option<bool> {
        self.last(names, |says| match says {
            Says::Replicated(is_so) => Some(is_so),
            _ => None,
        })
    }

    /// Whether there is this call.
    pub fn calls(&self, from: &[&str], to: &[&str]) -> Option<bool> {
        let names = both(from, to);
        self.last(&refs(&names), |says| match says {
            Says::Calls(there) => Some(there),
            _ => None,
        })
    }

    /// Whether requests need this call.
    pub fn needed(&self, from: &[&str], to: &[&str]) -> Option<bool> {
        let names = both(from, to);
        self.last(&refs(&names), |says| match says {
            Says::Needed(needed) => Some(needed),
            _ => None,
        })
    }

    /// Calls that a person says there are, by their ends.
    pub fn added_calls(&self) -> impl Iterator<Item = (&str, &str)> {
        let said = self
            .0
            .iter()
            .filter(|answer| matches!(answer.says, Says::Calls(true)));
        said.filter_map(|answer| {
            let (from, to) = answer.about.split_once('>')?;
            Some((from.trim(), to.trim()))
        })
    }
}

fn both(from: &[&str], to: &[&str]) -> Vec<String> {
    from.iter()
        .flat_map(|from| to.iter().map(move |to| format!("{from} > {to}")))
        .collect()
}

fn refs(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}
