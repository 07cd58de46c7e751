//! What changed since the page last asked, so that it updates one small signal per id and nothing else.

use std::collections::BTreeSet;

use crate::model::{ComponentId, RegionId};

/// What changed. All `false` and empty: nothing did.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a signal of the page"
)]
pub struct Changes {
    /// The document, in any way. It has a new revision, and should be kept.
    pub document: bool,
    /// Which components or regions there are, or in which order: the lists of ids.
    pub lists: bool,
    /// Components whose card looks different: place, name, settings, selected, dead, flagged, lit, link end.
    pub components: BTreeSet<ComponentId>,
    /// Regions that look different.
    pub regions: BTreeSet<RegionId>,
    /// Something of the static picture: links, regions, camera, guides, rubber band, marquee. Ask for the shapes again.
    pub picture: bool,
    /// Pan, zoom or the size of the view.
    pub camera: bool,
    /// What is selected.
    pub selection: bool,
    /// What can be undone or redone.
    pub history: bool,
    /// Who is dead or cut, or slow, or in error.
    pub faults: bool,
    /// The run's numbers: rates, loads, queues, time.
    pub numbers: bool,
    /// Playing or paused, speed.
    pub transport: bool,
    /// The analysis.
    pub verdicts: bool,
    /// What the analysis finds out in its own time, or how far that is.
    pub deeper: bool,
    /// The lesson under way, or how its goals stand.
    pub lesson: bool,
    /// The log of the run.
    pub log: bool,
    /// What the person is told.
    pub messages: bool,
}

impl Changes {
    /// Everything: what a page that has just been made needs.
    pub fn everything(
        components: impl IntoIterator<Item = ComponentId>,
        regions: impl IntoIterator<Item = RegionId>,
    ) -> Self {
        Self {
            document: true,
            lists: true,
            components: components.into_iter().collect(),
            regions: regions.into_iter().collect(),
            picture: true,
            camera: true,
            selection: true,
            history: true,
            faults: true,
            numbers: true,
            transport: true,
            verdicts: true,
            deeper: true,
            lesson: true,
            log: true,
            messages: true,
        }
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
