//! What the person is told: that something could not be done and why, or that it was done.

/// How much a message matters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Severity {
    /// Something could not be done: stays until it is dismissed.
    Failure,
    /// Something was done or should be known: may go by itself.
    Note,
}

/// One message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    /// Tells it from others with the same words.
    pub number: u64,
    /// Whether it is a failure.
    pub severity: Severity,
    /// Whole sentences in plain words.
    pub text: String,
}

/// How many messages are kept: the oldest go first.
const LIMIT: usize = 6;

/// The messages that have not been dismissed, the oldest first.
#[derive(Clone, Debug, Default)]
pub struct Messages {
    next: u64,
    list: Vec<Message>,
}

impl Messages {
    /// All of them, the oldest first.
    pub fn list(&self) -> &[Message] {
        &self.list
    }

    /// Says something. The same words twice in a row are one message, which is new again.
    pub fn say(&mut self, severity: Severity, text: impl Into<String>) {
        let text = text.into();
        self.list.retain(|m| m.text != text);
        let excess = (self.list.len() + 1).saturating_sub(LIMIT);
        self.list.drain(..excess);
        self.list.push(Message {
            number: self.next,
            severity,
            text,
        });
        self.next += 1;
    }

    /// Takes one away; nothing happens if it is gone.
    pub fn dismiss(&mut self, number: u64) {
        self.list.retain(|m| m.number != number);
    }
}
