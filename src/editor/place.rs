//! Where things lie: frames around their members, and which frame a dropped thing falls into.

use std::collections::BTreeSet;

use crate::model::{Point, Rect, Region, RegionId, Scenario, order};

/// Size of a new region.
pub const NEW_REGION: (f64, f64) = (360.0, 240.0);
/// Room that is left between cards where the editor chooses the place.
pub const GAP: f64 = 24.0;

/// What encloses everything that is drawn; `None` where nothing is.
pub fn content(document: &Scenario) -> Option<Rect> {
    let cards = document.components.iter().map(|c| Rect::card(c.at));
    cards
        .chain(document.regions.iter().map(|r| r.frame))
        .reduce(Rect::union)
}

/// Grows every frame so that it encloses its members, inner regions first. Frames never shrink here.
pub fn grow_frames(document: &mut Scenario) {
    let index = order::map_of(document.regions.iter().enumerate().map(|(i, r)| (r.id, i)));
    let mut needed: Vec<Option<Rect>> = vec![None; document.regions.len()];
    for component in &document.components {
        if let Some(&i) = component.region.as_ref().and_then(|id| index.get(id)) {
            join(&mut needed[i], Rect::card(component.at));
        }
    }
    let mut inner_first: Vec<usize> = (0..document.regions.len()).collect();
    order::sort_by_key(&mut inner_first, |&i| {
        std::cmp::Reverse(document.enclosing(Some(document.regions[i].id)).len())
    });
    for i in inner_first {
        let region = &mut document.regions[i];
        if let Some(content) = needed[i].filter(|content| !region.frame.encloses(content.framed()))
        {
            region.frame = region.frame.union(content.framed()).within_extent();
        }
        if let Some(&parent) = region.parent.as_ref().and_then(|id| index.get(id)) {
            join(&mut needed[parent], document.regions[i].frame);
        }
    }
}

fn join(sum: &mut Option<Rect>, part: Rect) {
    *sum = Some(sum.map_or(part, |sum| sum.union(part)));
}

/// The smallest frame that a region can have: around its members; `None` where it has none.
pub fn needed_frame(document: &Scenario, region: RegionId) -> Option<Rect> {
    let cards = document
        .components
        .iter()
        .filter(|c| c.region == Some(region))
        .map(|c| Rect::card(c.at));
    let inner = document
        .regions
        .iter()
        .filter(|r| r.parent == Some(region))
        .map(|r| r.frame);
    cards.chain(inner).reduce(Rect::union).map(Rect::framed)
}

/// The innermost region, of those that may be, whose frame holds this point. Among equals the one drawn last, which
/// lies on top.
pub fn region_at(
    document: &Scenario,
    point: Point,
    may_be: impl Fn(&Region) -> bool,
) -> Option<RegionId> {
    let depth = |r: &Region| document.enclosing(Some(r.id)).len();
    let holds = document
        .regions
        .iter()
        .filter(|r| r.frame.contains(point) && may_be(r));
    holds.max_by_key(|r| depth(r)).map(|r| r.id)
}

/// A region and all regions within it.
pub fn within(document: &Scenario, region: RegionId) -> BTreeSet<RegionId> {
    let inside = document
        .regions
        .iter()
        .filter(|r| document.enclosing(Some(r.id)).contains(&region));
    inside.map(|r| r.id).collect()
}

/// Takes into `region` what lies wholly in its frame, did not lie in `old`, and is of the region around it: what a
/// frame is put around belongs to it.
pub fn capture(document: &mut Scenario, region: RegionId, old: Rect) {
    let Some((frame, around)) = document.region(region).map(|r| (r.frame, r.parent)) else {
        return;
    };
    for component in &mut document.components {
        let card = Rect::card(component.at);
        if component.region == around && frame.encloses(card) && !old.encloses(card) {
            component.region = Some(region);
        }
    }
    for other in &mut document.regions {
        let is_beside = other.id != region && other.parent == around;
        if is_beside && frame.encloses(other.frame) && !old.encloses(other.frame) {
            other.parent = Some(region);
        }
    }
}

/// The point, moved into what a scenario may hold.
pub fn inside_extent(p: Point) -> Point {
    p.within_extent()
}

/// Everything, moved into what a scenario may hold: what is moved as a whole may come to lie beyond.
pub fn keep_inside(document: &mut Scenario) {
    for component in &mut document.components {
        component.at = component.at.within_extent();
    }
    for region in &mut document.regions {
        region.frame = region.frame.within_extent();
    }
}
