//! Free places, for what is put somewhere on its own: overlapping no card, and clear of frames.

use std::collections::{BTreeMap, BTreeSet};

use super::grid::{GRID, to_grid};
use super::{CARD_HEIGHT, CARD_WIDTH, Point, Rect};
use crate::{Component, Region, RegionId, Scenario};

/// Room that is left between cards, and between frames, where their place is chosen here.
pub const GAP: f64 = 24.0;
/// How far, in places of the grid, a place is looked for that suits well.
const NEAR: u32 = 30;
/// How far any place is looked for: at most as many cards as a scenario holds lie closer.
const FAR: u32 = 2_000;

/// Of which region cards will be that look for a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Home {
    /// Of whichever lies under them.
    Under,
    /// Of this one, or of none: they stay there wherever they lie.
    Of(Option<RegionId>),
}

/// The free place on the grid nearest to `wish` for cards that are given as offsets from it. Best is one where no frame
/// has to grow, then one where no foreign frame is touched, then any.
pub fn for_cards(scenario: &Scenario, offsets: &[Point], home: Home, wish: Point) -> Point {
    let wish = to_grid(wish.within_extent());
    let taken = Taken::new(scenario);
    let around: BTreeSet<RegionId> = match home {
        Home::Under => BTreeSet::new(),
        Home::Of(region) => scenario.enclosing(region).into_iter().collect(),
    };
    // Whether they are free is quickly told, and mostly they are not: all are asked before any look at frames.
    let all = |at: Point, suits: &dyn Fn(Rect) -> bool| {
        let mut places = offsets.iter().map(|o| at.offset(o.x, o.y));
        places.clone().all(|p| taken.is_free(p)) && places.all(|p| suits(Rect::card(p)))
    };
    let suits_well = |card: Rect| {
        scenario.regions.iter().all(|r| {
            let inside = r.frame.encloses(card.framed());
            match home {
                Home::Of(_) if around.contains(&r.id) => inside,
                Home::Of(_) => !r.frame.touches(card),
                Home::Under => inside || !r.frame.touches(card),
            }
        })
    };
    let (holders, foreign): (Vec<_>, Vec<_>) = scenario
        .regions
        .iter()
        .partition(|r| around.contains(&r.id));
    let strangers = scenario
        .components
        .iter()
        .filter(|c| c.region.is_none_or(|r| !around.contains(&r)));
    let strangers: Vec<Rect> = strangers.map(|c| Rect::card(c.at)).collect();
    // A frame that grows must run into nothing that it did not touch before.
    let suits = |card: Rect| {
        let beside = |other: Rect| {
            let grows_into = |r: &&Region| {
                !r.frame.touches(other) && r.frame.union(card.framed()).touches(other)
            };
            !other.touches(card) && !holders.iter().any(grows_into)
        };
        foreign.iter().all(|r| beside(r.frame))
            && strangers.iter().all(|stranger| beside(*stranger))
    };
    nearest(wish, NEAR, |at| all(at, &suits_well))
        .or_else(|| nearest(wish, 2 * NEAR, |at| all(at, &suits)))
        .or_else(|| nearest(wish, FAR, |at| all(at, &|_| true)))
        .unwrap_or(wish)
}

/// The free place on the grid nearest to `wish` for one card.
pub fn for_card(scenario: &Scenario, home: Home, wish: Point) -> Point {
    for_cards(scenario, &[Point::default()], home, wish)
}

/// Whether cards at these offsets from `at` would overlap none.
pub fn is_free(scenario: &Scenario, offsets: &[Point], at: Point) -> bool {
    let taken = Taken::new(scenario);
    offsets.iter().all(|o| taken.is_free(at.offset(o.x, o.y)))
}

/// The middle of the free place nearest to `wish` for a frame of this size: it touches no card, and no frame but those
/// that hold it wholly and may (the regions around it).
pub fn for_frame(
    scenario: &Scenario,
    (width, height): (f64, f64),
    may_hold: &[RegionId],
    wish: Point,
) -> Point {
    let suits = |at: Point| {
        let frame = Rect::new(at.x - width / 2.0, at.y - height / 2.0, width, height);
        let room = frame.inflate(GAP);
        let mut cards = scenario.components.iter().map(|c| Rect::card(c.at));
        let beside = |r: &Region| may_hold.contains(&r.id) || !r.frame.touches(room);
        scenario.regions.iter().all(beside) && !cards.any(|card| card.touches(room))
    };
    // On a grid four times as wide, for a frame is large and each place costs a look at everything.
    let coarse = |p: Point| wish.offset((p.x - wish.x) * 4.0, (p.y - wish.y) * 4.0);
    let wish_on_grid = to_grid(wish);
    nearest(wish, 2 * NEAR, |p| suits(coarse(p))).map_or(wish_on_grid, coarse)
}

/// How far to move a copy of this frame so that it meets nothing: to the right, below, to the left or above,
/// whichever is nearest.
pub fn beside_frame(scenario: &Scenario, region: RegionId) -> (f64, f64) {
    let Some(frame) = scenario.region(region).map(|r| r.frame) else {
        return (0.0, 0.0);
    };
    let around = scenario.enclosing(Some(region));
    let outer = &around[1.min(around.len())..];
    let step_x = ((frame.width + 2.0 * GAP) / GRID).ceil() * GRID;
    let step_y = ((frame.height + 2.0 * GAP) / GRID).ceil() * GRID;
    let is_clear = |(dx, dy): &(f64, f64)| {
        let moved = frame.offset(*dx, *dy).inflate(GAP / 2.0);
        let card = |c: &Component| moved.touches(Rect::card(c.at));
        let other = |r: &Region| !outer.contains(&r.id) && moved.touches(r.frame);
        !scenario.components.iter().any(card) && !scenario.regions.iter().any(other)
    };
    let away = (1..40).map(f64::from);
    let mut ways = away.flat_map(|n| {
        [
            (n * step_x, 0.0),
            (0.0, n * step_y),
            (-n * step_x, 0.0),
            (0.0, -n * step_y),
        ]
    });
    ways.find(is_clear).unwrap_or((step_x, step_y))
}

/// The nearest point of the grid around `wish` that suits, looked for in rings.
fn nearest(wish: Point, rings: u32, suits: impl Fn(Point) -> bool) -> Option<Point> {
    (0..rings).find_map(|ring| {
        let r = f64::from(ring) * GRID;
        let side = (0..=2 * ring).map(|i| f64::from(i) * GRID - r);
        // Below and to the right first, where there are several alike.
        let around = side.flat_map(|d| [(d, r), (r, d), (d, -r), (-r, d)]);
        let places = around.map(|(dx, dy)| wish.offset(dx, dy));
        let suiting = places.filter(|at| at.within_extent() == *at && suits(*at));
        let distance = |p: &Point| (p.x - wish.x).hypot(p.y - wish.y);
        suiting.min_by(|a, b| distance(a).total_cmp(&distance(b)))
    })
}

/// Cards by coarse cell, so that asking whether a place is free does not look at all of them.
struct Taken {
    cells: BTreeMap<(i64, i64), Vec<Point>>,
}

impl Taken {
    fn new(scenario: &Scenario) -> Self {
        let mut cells: BTreeMap<_, Vec<Point>> = BTreeMap::new();
        for component in &scenario.components {
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
        let overlaps = |other: &Point| {
            (other.x - at.x).abs() < CARD_WIDTH + GAP && (other.y - at.y).abs() < CARD_HEIGHT + GAP
        };
        !near
            .filter_map(|key| self.cells.get(&key))
            .flatten()
            .any(overlaps)
    }
}

fn cell(p: Point) -> (i64, i64) {
    let column = (p.x / (CARD_WIDTH + GAP)).floor();
    let row = (p.y / (CARD_HEIGHT + GAP)).floor();
    (column as i64, row as i64)
}
