//! The borders of isolated regions: where a way meets one, nothing goes on.

use std::collections::BTreeSet;

use super::Simulation;
use super::layout::Walls;
use crate::editor::document::Document;
use crate::editor::view::curve::Curve;
use crate::model::{ComponentId, order};

/// Where a way meets a border that its frame, drawn elsewhere, does not show: half way.
const SOMEWHERE: f64 = 0.5;

impl Simulation {
    /// Ways learn where the border of an isolated region stands on them. Nothing is looked at where none is, nor again what
    /// has not moved.
    pub(super) fn raise_walls(&mut self, document: &Document) {
        let isolated = &self.faults.isolated;
        if isolated.is_empty() && self.walls.isolated.is_empty() {
            return;
        }
        let anew = self.walls.layout != document.layout() || self.walls.isolated != *isolated;
        let mut traffic = std::mem::take(&mut self.traffic);
        traffic.raise_walls(anew, |from, to| {
            let way = self.placed_apart(document, from, to)?.heading();
            self.border_between(document, (from, to), &way)
        });
        self.traffic = traffic;
        if anew {
            self.walls = Walls {
                layout: document.layout(),
                isolated: self.faults.isolated.clone(),
            };
        }
    }

    /// The share of a curve between two components at which it first meets the border of an isolated region; `None` where
    /// nothing stands between them.
    pub fn border_between(
        &self,
        document: &Document,
        (from, to): (ComponentId, ComponentId),
        curve: &Curve,
    ) -> Option<f64> {
        let isolated = &self.faults.isolated;
        if isolated.is_empty() {
            return None;
        }
        let regions = &document.scenario().regions;
        let around = |id: ComponentId| -> BTreeSet<usize> {
            let region = document.component(id).and_then(|c| c.region);
            let around = document.topology().nesting.around_id(region).iter();
            let is_closed = |&&place: &&usize| {
                let region = regions.get(place);
                region.is_some_and(|region| isolated.contains(&region.id))
            };
            order::set_of(around.filter(is_closed).copied())
        };
        let borders = around(from);
        let borders = borders
            .symmetric_difference(&around(to))
            .copied()
            .collect::<Vec<_>>();
        let meets = |place: usize| {
            let frame = regions.get(place).map(|region| region.frame)?;
            Some(curve.crosses(frame).unwrap_or(SOMEWHERE))
        };
        borders.into_iter().filter_map(meets).min_by(f64::total_cmp)
    }
}
