//! Where things lie: frames around their members, which frame a dropped thing falls into, and free spots.

use std::collections::{BTreeMap, BTreeSet};

use super::snap;
use crate::model::geometry::{CARD_HEIGHT, CARD_WIDTH};
use crate::model::{Point, Rect, Region, RegionId, Scenario, limits};

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
    let index: BTreeMap<RegionId, usize> = document
        .regions
        .iter()
        .enumerate()
        .map(|(i, r)| (r.id, i))
        .collect();
    let mut needed: Vec<Option<Rect>> = vec![None; document.regions.len()];
    for component in &document.components {
        if let Some(&i) = component.region.as_ref().and_then(|id| index.get(id)) {
            join(&mut needed[i], Rect::card(component.at));
        }
    }
    let mut inner_first: Vec<usize> = (0..document.regions.len()).collect();
    inner_first.sort_by_key(|&i| {
        std::cmp::Reverse(document.enclosing(Some(document.regions[i].id)).len())
    });
    for i in inner_first {
        let region = &mut document.regions[i];
        if let Some(content) = needed[i].filter(|content| !region.frame.encloses(content.framed()))
        {
            region.frame = region.frame.union(content.framed());
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

/// The free place for a card that is nearest to `wish`, on the grid: it overlaps no card.
pub fn free_spot(document: &Scenario, wish: Point) -> Point {
    free_spot_for(document, &[Point::default()], wish)
}

/// The free place nearest to `wish` for a group of cards, given as offsets from it.
pub fn free_spot_for(document: &Scenario, offsets: &[Point], wish: Point) -> Point {
    let wish = snap::to_grid(inside_extent(wish));
    let taken = Taken::new(document);
    let is_free = |at: Point| offsets.iter().all(|o| taken.is_free(at.offset(o.x, o.y)));
    // Rings of grid places around the wish: there are at most COMPONENTS cards, so some ring is free.
    let step = snap::GRID;
    for ring in 0_u32..2_000 {
        let r = f64::from(ring) * step;
        let side = (0..=2 * ring).map(|i| f64::from(i) * step - r);
        let around = side.flat_map(|d| [(r, d), (d, r), (-r, d), (d, -r)]);
        let free = around
            .map(|(dx, dy)| wish.offset(dx, dy))
            .filter(|at| is_free(*at));
        let distance = |p: &Point| (p.x - wish.x).hypot(p.y - wish.y);
        let nearest = free.min_by(|a, b| distance(a).total_cmp(&distance(b)));
        if let Some(at) = nearest {
            return at;
        }
    }
    wish
}

/// Whether cards at these offsets from `at` would overlap none.
pub fn is_free(document: &Scenario, offsets: &[Point], at: Point) -> bool {
    let taken = Taken::new(document);
    offsets.iter().all(|o| taken.is_free(at.offset(o.x, o.y)))
}

/// The point, moved into what a scenario may hold.
pub fn inside_extent(p: Point) -> Point {
    let limit = |v: f64| {
        if v.is_finite() {
            v.clamp(-limits::EXTENT, limits::EXTENT)
        } else {
            0.0
        }
    };
    Point::new(limit(p.x), limit(p.y))
}

/// Cards by coarse cell, so that asking whether a place is free does not look at all of them.
struct Taken {
    cells: BTreeMap<(i64, i64), Vec<Point>>,
}

impl Taken {
    fn new(document: &Scenario) -> Self {
        let mut cells: BTreeMap<_, Vec<Point>> = BTreeMap::new();
        for component in &document.components {
            cells
                .entry(cell(component.at))
                .or_default()
                .push(component.at);
        }
        Self { cells }
    }

    fn is_free(&self, at: Point) -> bool {
        let (column, row) = cell(at);
        let near = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (column + dx, row + dy)));
        !near
            .filter_map(|key| self.cells.get(&key))
            .flatten()
            .any(|other| {
                (other.x - at.x).abs() < CARD_WIDTH + GAP
                    && (other.y - at.y).abs() < CARD_HEIGHT + GAP
            })
    }
}

fn cell(p: Point) -> (i64, i64) {
    (
        (p.x / (CARD_WIDTH + GAP)).floor() as i64,
        (p.y / (CARD_HEIGHT + GAP)).floor() as i64,
    )
}
