//! Where things lie: frames around their members, and which frame a dropped thing falls into.

use std::collections::BTreeSet;

use crate::model::{Edit, Point, Rect, Region, RegionId, Scenario, order};

/// Size of a new region.
pub const NEW_REGION: (f64, f64) = (360.0, 240.0);
/// Distance of the grid's lines, in canvas units.
pub const GRID: f64 = 20.0;
/// Room that is left between cards where the editor chooses the place.
pub const GAP: f64 = 24.0;

/// What encloses everything that is drawn; `None` where nothing is.
pub fn content(document: &Scenario) -> Option<Rect> {
    let cards = document.components.iter().map(|c| Rect::card(c.at));
    cards
        .chain(document.regions.iter().map(|r| r.frame))
        .reduce(Rect::union)
}

/// Grows every frame so that it encloses its members. Frames never shrink here.
pub fn grow_frames(document: &mut Scenario) {
    for (i, frame) in too_small(document) {
        document.regions[i].frame = frame;
    }
}

/// The edits that grow every frame so that it encloses its members.
pub(in crate::editor) fn grown_frames(document: &Scenario) -> Vec<Edit> {
    let grown = too_small(document).into_iter().map(|(i, frame)| {
        let region = document.regions[i].clone();
        Edit::SetRegion(Box::new(Region { frame, ..region }))
    });
    grown.collect()
}

/// The regions whose frames do not enclose their members, by index, each with the frame that does.
fn too_small(document: &Scenario) -> Vec<(usize, Rect)> {
    let regions = &document.regions;
    let index = order::map_of(regions.iter().enumerate().map(|(i, r)| (r.id, i)));
    let mut needed: Vec<Option<Rect>> = vec![None; regions.len()];
    for component in &document.components {
        if let Some(&i) = component.region.as_ref().and_then(|id| index.get(id)) {
            join(&mut needed[i], Rect::card(component.at));
        }
    }
    let mut inner_first: Vec<usize> = (0..regions.len()).collect();
    order::sort_by_key(&mut inner_first, |&i| {
        std::cmp::Reverse(document.enclosing(Some(regions[i].id)).len())
    });
    let mut grown = Vec::new();
    for i in inner_first {
        let mut frame = regions[i].frame;
        if let Some(content) = needed[i].filter(|content| !frame.encloses(content.framed())) {
            frame = frame.union(content.framed()).within_extent();
            grown.push((i, frame));
        }
        let parent = regions[i].parent.as_ref().and_then(|id| index.get(id));
        if let Some(&parent) = parent {
            join(&mut needed[parent], frame);
        }
    }
    grown
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

/// The nearest point of the grid.
pub fn to_grid(p: Point) -> Point {
    Point::new((p.x / GRID).round() * GRID, (p.y / GRID).round() * GRID)
}

/// Everything, moved into what a scenario may hold: what is moved as a whole may come to lie beyond.
pub(in crate::editor) fn keep_inside(document: &mut Scenario) {
    for component in &mut document.components {
        component.at = component.at.within_extent();
    }
    for region in &mut document.regions {
        region.frame = region.frame.within_extent();
    }
}

/// Cards that were let go are of the region under them, save those that moved with theirs.
pub(in crate::editor) fn drop_cards(
    document: &mut Scenario,
    cards: &[usize],
    carried: &BTreeSet<RegionId>,
) {
    for &i in cards {
        let Some(component) = document.components.get(i) else {
            continue;
        };
        if component.region.is_some_and(|r| carried.contains(&r)) {
            continue;
        }
        let region = region_at(document, component.at, |_| true);
        if let Some(component) = document.components.get_mut(i) {
            component.region = region;
        }
    }
}
