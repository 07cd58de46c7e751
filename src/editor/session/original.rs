//! Whether an outage of the gallery is still as its script tells it.

use super::Session;
use crate::model::{Scenario, ScriptEntry};
use crate::templates::outages::{original_of, sentences};

/// What was found in the gallery for the sentences of a script.
#[derive(Debug)]
pub(super) struct Original {
    said: Vec<ScriptEntry>,
    scenario: Option<Scenario>,
}

impl Session {
    /// Holds what is drawn against the outage of the gallery whose sentences its script says: where it means something
    /// else, they tell of the original. To be asked for after each change of the document.
    pub fn hold_against_original(&mut self) {
        let scenario = self.document.scenario();
        let said = sentences(&scenario.script);
        if self
            .original
            .as_ref()
            .is_none_or(|known| known.said != said)
        {
            let scenario = original_of(&scenario.script);
            self.original = Some(Original { said, scenario });
        }
        let original = self.original.as_ref();
        let original = original.and_then(|known| known.scenario.as_ref());
        let has_strayed = original.is_some_and(|original| !original.means_the_same(scenario));
        self.simulation.set_strayed(has_strayed);
    }
}
