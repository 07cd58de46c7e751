//! What a page may ask of the playground that it embeds, read from a message that may hold anything.
//!
//! A message is a record with `topple: 1`, a `type`, and what that type needs. Who sent it, and how a record is read, is
//! the browser's business; what it means is decided here.

/// What the page around asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ask {
    /// Open this file's text.
    Load(String),
    /// Let the run go on.
    Play,
    /// Hold it.
    Pause,
    /// Kill a component or a region, or cut a link, by the words that files use.
    Kill(String),
    /// Undo that.
    Revive(String),
    /// Tell the state.
    GetState,
}

/// The version of the messages.
pub const VERSION: f64 = 1.0;

impl Ask {
    /// Reads a message by its fields: the number `topple`, and texts by name. `None` for whatever is no message of ours.
    pub fn read(version: Option<f64>, text: impl Fn(&str) -> Option<String>) -> Option<Self> {
        if version != Some(VERSION) {
            return None;
        }
        match text("type")?.as_str() {
            "load" => Some(Self::Load(text("scenario")?)),
            "play" => Some(Self::Play),
            "pause" => Some(Self::Pause),
            "kill" => Some(Self::Kill(text("target")?)),
            "revive" => Some(Self::Revive(text("target")?)),
            "get_state" => Some(Self::GetState),
            _ => None,
        }
    }
}
