//! Places for what a file leaves unplaced: who types a system need not draw it, too.
//!
//! Callers stand to the left of what they call, in bands, one for each region. What has a place keeps it. Where what has
//! one lies at the edge of the canvas, the rest is moved in: a place that is made up is one that may be given, too.

use topple_model::topology::LinkRole;
use topple_model::{Point, Rect, RegionId, Scenario, Topology, order};

/// From one column to the next.
const COLUMN: f64 = 200.0;
/// From one row to the next.
const ROW: f64 = 130.0;
/// Between bands: room for two frames, each with its padding, and a title.
const BAND: f64 = 80.0;
/// The size of a frame with nothing in it.
const EMPTY: Rect = Rect::new(0.0, 0.0, 320.0, 200.0);

/// Places components and frames that have no place, by their indices.
pub(super) fn complete(scenario: &mut Scenario, unplaced: &[usize], unframed: &[usize]) {
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
    let depths = depths(scenario);
    let mut bands: Vec<(Option<RegionId>, Vec<usize>)> = Vec::new();
    for &i in unplaced {
        let region = scenario.components[i].region;
        match bands.iter_mut().find(|(of, _)| *of == region) {
            Some((_, members)) => members.push(i),
            None => bands.push((region, vec![i])),
        }
    }
    for (_, members) in bands {
        let mut rows = std::collections::BTreeMap::new();
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

/// How many calls away from the users each component is, by the longest way.
fn depths(scenario: &Scenario) -> Vec<usize> {
    let topology = Topology::new(scenario);
    let mut depths = vec![0; scenario.components.len()];
    for &from in &topology.order {
        for &link in &topology.out[from] {
            if let Some(to) = topology
                .to(link)
                .filter(|_| topology.roles[link] != Some(LinkRole::Replicates))
            {
                depths[to] = depths[to].max(depths[from] + 1);
            }
        }
    }
    depths
}

fn frame(scenario: &mut Scenario, unframed: &[usize]) {
    let depth =
        |scenario: &Scenario, i: usize| scenario.enclosing(scenario.regions[i].parent).len();
    let mut inner_first = unframed.to_vec();
    order::sort_by_key(&mut inner_first, |i| std::cmp::Reverse(depth(scenario, *i)));
    for i in inner_first {
        let id = Some(scenario.regions[i].id);
        let cards = scenario
            .components
            .iter()
            .filter(|c| c.region == id)
            .map(|c| Rect::card(c.at));
        let frames = scenario
            .regions
            .iter()
            .filter(|r| r.parent == id)
            .map(|r| r.frame);
        let content = cards.chain(frames).reduce(Rect::union).map(Rect::framed);
        let frame = content.unwrap_or_else(|| below(scenario));
        scenario.regions[i].frame = frame.within_extent();
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
