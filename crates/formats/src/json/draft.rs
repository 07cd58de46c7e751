//! A scenario while it is being read.

use topple_model::{ComponentId, Id, Scenario};

/// What could be read, and for each part its place in the file's lists: what could not be read leaves a gap.
#[derive(Default)]
pub(super) struct Draft {
    pub scenario: Scenario,
    pub regions: Vec<usize>,
    pub groups: Vec<usize>,
    pub components: Vec<usize>,
    pub links: Vec<usize>,
    pub script: Vec<usize>,
    pub notes: Vec<usize>,
    /// Goals of the lesson.
    pub goals: Vec<usize>,
    /// Components without a place, by index.
    pub unplaced: Vec<usize>,
    /// Regions without a frame, by index.
    pub unframed: Vec<usize>,
    /// Notes without a place, by index.
    pub unpinned: Vec<usize>,
    /// Notes without an id, by index.
    pub unnamed: Vec<usize>,
    /// Components of which something could not be read. What the rules say of their links may be wrong.
    pub doubtful: Vec<ComponentId>,
    /// Ids that stand in the file, of parts that could not be read.
    pub unread: Vec<Id>,
}
