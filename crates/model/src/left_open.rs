//! What no verdict is about: parts that no request meets, and questions that an import left open.

use std::fmt;

use super::imported::How;
use super::{Scenario, Topology};

/// What is left open by all that can be said of a scenario.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LeftOpen {
    /// Questions of an import that nobody has answered.
    pub questions: usize,
    /// The names of the parts that no request meets, in the order drawn.
    pub not_judged: Vec<String>,
}

impl LeftOpen {
    /// What a scenario leaves open.
    pub fn of(scenario: &Scenario, topology: &Topology) -> Self {
        let rows = scenario.imported.iter().flat_map(|imported| &imported.rows);
        let unmet = topology.not_judged(scenario);
        let names = unmet
            .iter()
            .map(|i| scenario.components[*i].display_name().to_owned());
        Self {
            questions: rows.filter(|row| row.how == How::Asked).count(),
            not_judged: names.collect(),
        }
    }

    /// Whether nothing is.
    pub fn is_empty(&self) -> bool {
        self.questions == 0 && self.not_judged.is_empty()
    }
}

impl fmt::Display for LeftOpen {
    /// `2 questions of the import are open. web and db are not judged: no request reaches them.` Empty where nothing is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unmet = self.not_judged.as_slice();
        let space = if unmet.is_empty() { "" } else { " " };
        match self.questions {
            0 => {}
            1 => write!(f, "1 question of the import is open.{space}")?,
            n => write!(f, "{n} questions of the import are open.{space}")?,
        }
        match unmet {
            [] => Ok(()),
            [one] => write!(f, "{one} is not judged: no request reaches it."),
            [a, b] => write!(f, "{a} and {b} are not judged: no request reaches them."),
            many => write!(
                f,
                "{} parts are not judged: no request reaches them.",
                many.len()
            ),
        }
    }
}
