//! What the browser keeps of a person's work: scenarios, and versions of each.

/// A scenario that is kept.
#[derive(Clone, PartialEq, Debug)]
pub struct Saved {
    /// Names it among all of this browser.
    pub id: String,
    /// Its title; empty where it has none.
    pub title: String,
    /// The scenario, as a file.
    pub file: String,
    /// When it was last saved, in milliseconds since 1970.
    pub at_ms: f64,
    /// How often it was saved. Who saves it must have seen the last time, or somebody else has changed it meanwhile.
    pub saves: u32,
    /// The lesson that it belongs to, by its key; empty where it belongs to none.
    pub lesson: String,
    /// It is only kept until its deletion can no longer be taken back.
    pub is_deleted: bool,
}

impl Saved {
    /// What a person calls it.
    pub fn name(&self) -> &str {
        if self.title.is_empty() {
            "Untitled"
        } else {
            &self.title
        }
    }
}

/// An earlier state of a scenario.
#[derive(Clone, PartialEq, Debug)]
pub struct Version {
    /// When it was kept, in milliseconds since 1970.
    pub at_ms: f64,
    /// The scenario, as a file.
    pub file: String,
}

/// Versions that are kept of a scenario; the oldest go.
pub const VERSIONS: usize = 50;

/// What came of saving.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Written {
    /// It is kept, and was saved so often.
    Saves(u32),
    /// Somebody else has saved it meanwhile: nothing was written.
    Conflict,
}

/// Why the browser keeps nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refused {
    /// There is no more room.
    Full,
    /// It has no store here: a private window, a frame of another page, or settings that forbid it.
    Closed,
    /// Its store does not answer.
    Silent,
    /// The page goes: what it began was given up.
    Left,
}

/// What a tab has in hand.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Held {
    /// The scenario that is kept; `None` where what is shown was not touched yet.
    pub id: Option<String>,
    /// How often it had been saved when this tab last saw it.
    pub saves: u32,
    /// The lesson under way, by its key.
    pub lesson: Option<String>,
}

/// How long ago something was, in words: `just now`, `5 minutes ago`, `3 days ago`.
pub fn ago(past_ms: f64, now_ms: f64) -> String {
    const STEPS: [(f64, &str); 3] = [(60.0, "minute"), (60.0, "hour"), (24.0, "day")];
    let mut count = (now_ms - past_ms) / 1_000.0;
    let mut words = "just now".to_owned();
    for (size, unit) in STEPS {
        count /= size;
        if count < 1.0 {
            break;
        }
        let whole = count.floor();
        let s = if whole == 1.0 { "" } else { "s" };
        words = format!("{whole} {unit}{s} ago");
    }
    words
}
