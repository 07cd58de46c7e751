//! Frames around their members, and which frame holds what.

use std::collections::BTreeSet;

use super::{Point, Rect};
use crate::{Nesting, Region, RegionId, Scenario, order};

/// What encloses everything that is drawn, notes too; `None` where nothing is.
pub fn content(scenario: &Scenario) -> Option<Rect> {
    let notes = scenario.notes.iter().map(crate::Note::frame);
    notes.chain(parts(scenario)).reduce(Rect::union)
}

/// What encloses all components and regions; `None` where there are none.
pub fn parts(scenario: &Scenario) -> Option<Rect> {
    let cards = scenario.components.iter().map(|c| Rect::card(c.at));
    cards
        .chain(scenario.regions.iter().map(|r| r.frame))
        .reduce(Rect::union)
}

/// Grows every frame so that it encloses its members, inner regions first. Frames never shrink here.
pub fn grow_frames(scenario: &mut Scenario) {
    let nesting = Nesting::new(scenario);
    let mut needed: Vec<Option<Rect>> = vec![None; scenario.regions.len()];
    for component in &scenario.components {
        if let Some(i) = component.region.and_then(|id| nesting.place(id)) {
            join(&mut needed[i], Rect::card(component.at));
        }
    }
    for i in nesting.inner_first() {
        let region = &mut scenario.regions[i];
        if let Some(content) = needed[i].filter(|content| !region.frame.encloses(content.framed()))
        {
            region.frame = region.frame.union(content.framed()).within_extent();
        }
        if let Some(parent) = region.parent.and_then(|id| nesting.place(id)) {
            join(&mut needed[parent], scenario.regions[i].frame);
        }
    }
}

fn join(sum: &mut Option<Rect>, part: Rect) {
    *sum = Some(sum.map_or(part, |sum| sum.union(part)));
}

/// The smallest frame that a region can have: around its members; `None` where it has none.
pub fn needed_frame(scenario: &Scenario, region: RegionId) -> Option<Rect> {
    let cards = scenario
        .components
        .iter()
        .filter(|c| c.region == Some(region))
        .map(|c| Rect::card(c.at));
    let inner = scenario
        .regions
        .iter()
        .filter(|r| r.parent == Some(region))
        .map(|r| r.frame);
    cards.chain(inner).reduce(Rect::union).map(Rect::framed)
}

/// The innermost region, of those that may be, whose frame holds this point. Among equals the one drawn last, which
/// lies on top.
pub fn region_at(
    scenario: &Scenario,
    point: Point,
    may_be: impl Fn(&Region) -> bool,
) -> Option<RegionId> {
    region_within(scenario, &Nesting::new(scenario), point, may_be)
}

/// The same for who asks of many points: `nesting` is that of the scenario.
pub fn region_within(
    scenario: &Scenario,
    nesting: &Nesting,
    point: Point,
    may_be: impl Fn(&Region) -> bool,
) -> Option<RegionId> {
    let regions = scenario.regions.iter().enumerate();
    let holds = regions.filter(|(_, r)| r.frame.contains(point) && may_be(r));
    let innermost = holds.max_by_key(|(place, _)| nesting.around(*place).len());
    innermost.map(|(_, r)| r.id)
}

/// A region and all regions within it.
pub fn within(scenario: &Scenario, region: RegionId) -> BTreeSet<RegionId> {
    let nesting = Nesting::new(scenario);
    let place = nesting.place(region);
    let is_within = |i: &usize| place.is_some_and(|outer| nesting.encloses(outer, *i));
    let within = (0..scenario.regions.len()).filter(is_within);
    order::set_of(within.map(|i| scenario.regions[i].id))
}

/// Takes into `region` what lies wholly in its frame, did not lie in `old`, and is of the region around it: what a
/// frame is put around belongs to it.
pub fn capture(scenario: &mut Scenario, region: RegionId, old: Rect) {
    let Some((frame, around)) = scenario.region(region).map(|r| (r.frame, r.parent)) else {
        return;
    };
    for component in &mut scenario.components {
        let card = Rect::card(component.at);
        if component.region == around && frame.encloses(card) && !old.encloses(card) {
            component.region = Some(region);
        }
    }
    for other in &mut scenario.regions {
        let is_beside = other.id != region && other.parent == around;
        if is_beside && frame.encloses(other.frame) && !old.encloses(other.frame) {
            other.parent = Some(region);
        }
    }
}

/// Everything, moved into what a scenario may hold: what is moved as a whole may come to lie beyond.
pub fn keep_inside(scenario: &mut Scenario) {
    for component in &mut scenario.components {
        component.at = component.at.within_extent();
    }
    for region in &mut scenario.regions {
        region.frame = region.frame.within_extent();
    }
    for note in &mut scenario.notes {
        note.at = note.at.within_extent();
    }
}
