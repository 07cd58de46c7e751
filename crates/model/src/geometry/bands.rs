//! Bands: places for what a file leaves unplaced: who types a system need not draw it, too.
//!
//! Callers stand to the left of what they call, in bands, one for each region. What has a place keeps it. Where what has
//! one lies at the edge of the canvas, the rest is moved in: a place that is made up is one that may be given, too.

use std::collections::BTreeMap;

use super::frames::needed_frame;
use super::{Point, Rect};
use crate::{Nesting, RegionId, Scenario, Topology};

/// From one column to the next.
const COLUMN: f64 = 200.0;
/// From one row to the next.
const ROW: f64 = 130.0;
/// Between bands: room for two frames, each with its padding, and a title.
const BAND: f64 = 80.0;
/// The size of a frame with nothing in it.
const EMPTY: Rect = Rect::new(0.0, 0.0, 320.0, 200.0);

/// Places components and frames that have no place, by their indices.
pub fn complete(scenario: &mut Scenario, unplaced: &[usize], unframed: &[usize]) {
    place(scenario, unplaced);
    frame(scenario, unframed);
}

fn place(scenario: &mut Scenario, unplaced: &[usize]) {
    let placed = (0..scenario.components.len()).filter(|i| !unplaced.contains(i));
    let cards: Vec<Rect> = placed
        .map(|i| Rect::card(scenario.components[i].at))
        .collect();
    let mut top = cards
        .iter()
        .map(|card| card.bottom())
        .reduce(f64::max)
        .map_or(0.0, |y| y + ROW);
    let left = cards
        .iter()
        .map(|card| card.centre().x)
        .reduce(f64::min)
        .unwrap_or_default();
    let depths = Topology::new(scenario).depths();
    let mut bands: Vec<(Option<RegionId>, Vec<usize>)> = Vec::new();
    for &i in unplaced {
        let region = scenario.components[i].region;
        match bands.iter_mut().find(|(of, _)| *of == region) {
            Some((_, members)) => members.push(i),
            None => bands.push((region, vec![i])),
        }
    }
    for (_, members) in bands {
        let mut rows = BTreeMap::new();
        for i in members {
            let row = rows
                .entry(depths[i])
                .and_modify(|row| *row += 1)
                .or_insert(0u32);
            let at = Point::new(
                left + depths[i] as f64 * COLUMN,
                top + f64::from(*row) * ROW,
            );
            scenario.components[i].at = at.within_extent();
        }
        let most = rows.values().max().copied().unwrap_or_default();
        top += f64::from(most + 1) * ROW + BAND;
    }
}

fn frame(scenario: &mut Scenario, unframed: &[usize]) {
    for i in Nesting::new(scenario).inner_first() {
        if unframed.contains(&i) {
            let needed = needed_frame(scenario, scenario.regions[i].id);
            let frame = needed.unwrap_or_else(|| below(scenario));
            scenario.regions[i].frame = frame.within_extent();
        }
    }
}

/// An empty frame below everything.
fn below(scenario: &Scenario) -> Rect {
    let cards = scenario
        .components
        .iter()
        .map(|c| Rect::card(c.at).bottom());
    let frames = scenario.regions.iter().map(|r| r.frame.bottom());
    let lowest = cards.chain(frames).reduce(f64::max);
    EMPTY.offset(0.0, lowest.map_or(0.0, |y| y + BAND))
}
