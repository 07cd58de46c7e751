//! Messages: failures stay until they are dismissed, notes go by themselves.

use gloo_timers::callback::Timeout;

use super::Bridge;
use crate::editor::Severity;

/// How long a note stays, and how much longer for each line beyond the first.
const NOTE_MS: u32 = 4_000;
/// Lines that count for that.
const NOTE_LINES: usize = 8;

impl Bridge {
    /// Notes go by themselves after a while; failures stay.
    pub(super) fn let_notes_go(self) {
        let notes = self.read(|session| {
            let notes = session
                .messages()
                .iter()
                .filter(|m| m.severity == Severity::Note);
            notes
                .map(|m| (m.number, m.text.lines().count()))
                .collect::<Vec<_>>()
        });
        let lines = notes.iter().map(|(_, lines)| *lines).max();
        let stays_ms = NOTE_MS * lines.unwrap_or(1).clamp(1, NOTE_LINES) as u32;
        let timer = (!notes.is_empty()).then(|| {
            Timeout::new(stays_ms, move || {
                self.change(|session| {
                    for (number, _) in &notes {
                        session.dismiss(*number);
                    }
                });
            })
        });
        *self.inner().notes_go.borrow_mut() = timer;
    }
}
