//! What the person is told: that something could not be done and why, or that it was done.

/// How much a message matters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Severity {
    /// Something could not be done: stays until it is dismissed.
    Failure,
    /// Something was done or should be known: may go by itself.
    Note,
}

/// What a message speaks of. What is said of a topic takes the place of what was said of it before.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Topic {
    /// Something of its own.
    #[default]
    Other,
    /// An edit of the drawing as it is: it goes once that is another.
    Drawing,
    /// A file that was to be opened: it goes once something is opened.
    Files,
    /// That the drawing is locked: it goes once that is over.
    Lock,
}

/// One message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    /// Tells it from others with the same words.
    pub number: u64,
    /// Whether it is a failure.
    pub severity: Severity,
    /// What it speaks of.
    pub topic: Topic,
    /// Whole sentences in plain words.
    pub text: String,
}

/// How many messages are kept: the oldest go first.
const LIMIT: usize = 6;
/// How many failures of them: more would hide what they are about.
const FAILURES: usize = 2;

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

    /// Says something. The same words twice are one message, which is new again.
    pub fn say(&mut self, severity: Severity, topic: Topic, text: impl Into<String>) {
        let text = text.into();
        self.list
            .retain(|m| m.text != text && (topic == Topic::Other || m.topic != topic));
        if severity == Severity::Failure {
            let failures = self.list.iter().filter(|m| m.severity == severity);
            let mut excess = (failures.count() + 1).saturating_sub(FAILURES);
            self.list.retain(|m| {
                let goes = m.severity == severity && excess > 0;
                excess -= usize::from(goes);
                !goes
            });
        }
        let excess = (self.list.len() + 1).saturating_sub(LIMIT);
        self.list.drain(..excess);
        self.list.push(Message {
            number: self.next,
            severity,
            topic,
            text,
        });
        self.next += 1;
    }

    /// Takes away what speaks of this, which is another now. Returns whether there was any.
    pub fn outdated(&mut self, topic: Topic) -> bool {
        let before = self.list.len();
        self.list.retain(|m| m.topic != topic);
        self.list.len() < before
    }

    /// Takes one away; nothing happens if it is gone.
    pub fn dismiss(&mut self, number: u64) {
        self.list.retain(|m| m.number != number);
    }
}
