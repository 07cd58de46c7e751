//! Which outage a script tells of, by its sentences: for who changed something in it.

use super::ALL;
use crate::model::{Deed, Scenario, ScriptEntry};

/// The scenario of the gallery whose sentences this script says, all of them and no others: an outage as it was, or with a
/// change that would have helped.
pub fn original_of(script: &[ScriptEntry]) -> Option<Scenario> {
    let said = sentences(script);
    if said.is_empty() {
        return None;
    }
    ALL.iter().find_map(|outage| {
        let helped = outage.helps.iter().map(|help| help.applied_to(outage));
        let mut all = std::iter::once_with(|| outage.scenario()).chain(helped);
        all.find(|scenario| sentences(&scenario.script) == said)
    })
}

/// What a script says, each sentence with its moment.
pub fn sentences(script: &[ScriptEntry]) -> Vec<ScriptEntry> {
    let said = script.iter();
    let said = said.filter(|entry| matches!(entry.deed, Deed::Say(_)));
    said.cloned().collect()
}
