//! What is read out to who cannot see the page: what happened in the run, and what was done to the drawing.
//!
//! What is served now and what the verdicts say are read where they stand.

use super::Session;

/// Most events that are read out at once; the rest are counted.
const EVENTS: usize = 4;

/// How far it has been told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Told {
    /// The number of the next event of the log.
    event: u64,
    revision: u64,
    steps: usize,
}

impl Session {
    /// What happened since this was last asked, a sentence each: `lb-1 is killed.`, `Move web-1: done.` Nothing the first
    /// time.
    pub fn announcements(&mut self) -> Vec<String> {
        let history = self.document.history();
        let now = Told {
            event: self.simulation.run().events_end(),
            revision: self.document.revision(),
            steps: history.len(),
        };
        let Some(before) = self.told.replace(now) else {
            return Vec::new();
        };
        let mut said = Vec::new();
        if now.revision != before.revision {
            // A step back leaves one fewer, and one that can be done again.
            let undone = history.redo_label().filter(|_| now.steps < before.steps);
            said.extend(match (undone, history.undo_label()) {
                (Some(label), _) => Some(format!("Undone: {label}.")),
                (None, Some(label)) => Some(format!("{label}: done.")),
                (None, None) => None,
            });
        }
        // A log that is shorter is that of a run that began anew.
        let from = if now.event < before.event {
            0
        } else {
            before.event
        };
        let events = self.simulation.log_since(from);
        let rest = events.len().saturating_sub(EVENTS);
        said.extend(events.into_iter().take(EVENTS).map(|line| line.text));
        if rest > 0 {
            said.push(format!("And {rest} more events."));
        }
        said
    }
}
