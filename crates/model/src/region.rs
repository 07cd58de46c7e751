//! Regions: failure domains that hold components.

use super::{Rect, RegionId, availability};

/// A frame on the canvas. What is in it is what the components' `region` fields say, never the geometry.
#[derive(Clone, PartialEq, Debug)]
pub struct Region {
    /// Its id, unique over components, regions and groups.
    pub id: RegionId,
    /// What a person calls it; `None`: its id.
    pub name: Option<String>,
    /// The region that it lies in, as an availability zone does.
    pub parent: Option<RegionId>,
    /// Its frame on the canvas.
    pub frame: Rect,
    /// Share of the time that it is up, 0 to 1; `None`: the default.
    pub availability: Option<f64>,
    /// Anything a person wants to remember.
    pub note: String,
}

impl Region {
    /// A region with all defaults.
    pub fn new(id: RegionId, frame: Rect) -> Self {
        Self {
            id,
            name: None,
            parent: None,
            frame,
            availability: None,
            note: String::new(),
        }
    }

    /// What to call it on the screen.
    pub fn display_name(&self) -> &str {
        self.name.as_deref().unwrap_or(self.id.as_str())
    }

    /// Bytes that it holds, its texts included.
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + self.name.as_ref().map_or(0, String::capacity) + self.note.capacity()
    }

    /// Share of the time that it is up, apart from what it lies in. 0 to 1.
    pub fn availability(&self) -> f64 {
        let default = if self.parent.is_some() {
            availability::ZONE
        } else {
            availability::REGION
        };
        self.availability.unwrap_or(default)
    }
}
