//! Where things that were put down belong.

use std::collections::BTreeSet;

use crate::model::geometry::frames::region_within;
use crate::model::{Nesting, RegionId, Scenario};

/// Size of a new region.
pub const NEW_REGION: (f64, f64) = (360.0, 240.0);

/// Cards that were let go are of the region under them, save those that moved with theirs.
pub(in crate::editor) fn drop_cards(
    document: &mut Scenario,
    cards: &[usize],
    moved_regions: &BTreeSet<RegionId>,
) {
    // Cards alone change here: the regions stay in one another as they are.
    let nesting = Nesting::new(document);
    for &i in cards {
        let Some(component) = document.components.get(i) else {
            continue;
        };
        if component.region.is_some_and(|r| moved_regions.contains(&r)) {
            continue;
        }
        let region = region_within(document, &nesting, component.at, |_| true);
        if let Some(component) = document.components.get_mut(i) {
            component.region = region;
        }
    }
}
