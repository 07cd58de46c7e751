//! Messages: notes go by themselves, and so does what an edit was refused for; other failures stay until they are dismissed.

use gloo_timers::callback::Timeout;

use super::Bridge;
use crate::editor::{Message, Severity, Topic};

/// How long a note stays, and how much longer for each line beyond the first.
const NOTE_MS: u32 = 4_000;
/// Lines that count for that.
const NOTE_LINES: usize = 8;
/// How long a refused edit is told.
const REFUSAL_MS: u32 = 15_000;

impl Bridge {
    /// What goes by itself goes after a while.
    pub(super) fn let_notes_go(self) {
        let notes = self.read(|session| {
            let notes = session
                .messages()
                .iter()
                .filter(|m| m.severity == Severity::Note || m.topic == Topic::Drawing);
            let stays_ms = |m: &Message| match m.severity {
                Severity::Note => NOTE_MS * m.text.lines().count().clamp(1, NOTE_LINES) as u32,
                Severity::Failure => REFUSAL_MS,
            };
            notes.map(|m| (m.number, stays_ms(m))).collect::<Vec<_>>()
        });
        let stays_ms = notes.iter().map(|(_, stays_ms)| *stays_ms).max();
        let stays_ms = stays_ms.unwrap_or(NOTE_MS);
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
