//! Groups: fates that parts share wherever they stand.

use super::{GroupId, availability};

/// One vendor, one release, one configuration, one power feed: what takes all its parts down at once, across regions. It
/// has no frame; parts say which groups they are in.
#[derive(Clone, PartialEq, Debug)]
pub struct Group {
    /// Its id, unique over components, regions and groups.
    pub id: GroupId,
    /// What a person calls it; `None`: its id.
    pub name: Option<String>,
    /// Share of the time that it is up, 0 to 1; `None`: the default.
    pub availability: Option<f64>,
}

impl Group {
    /// A group with all defaults.
    pub fn new(id: GroupId) -> Self {
        Self {
            id,
            name: None,
            availability: None,
        }
    }

    /// What to call it on the screen.
    pub fn display_name(&self) -> &str {
        self.name.as_deref().unwrap_or(self.id.as_str())
    }

    /// Share of the time that it is up, 0 to 1.
    pub fn availability(&self) -> f64 {
        self.availability.unwrap_or(availability::GROUP)
    }

    /// Bytes that it holds, its name included.
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + self.name.as_ref().map_or(0, String::capacity)
    }
}
