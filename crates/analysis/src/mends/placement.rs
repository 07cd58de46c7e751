//! Where new parts lie: near what they belong to, overlapping nothing, inside the frames of their regions.

use topple_model::geometry::{CARD_HEIGHT, CARD_WIDTH};
use topple_model::{Point, Rect, RegionId, Scenario, order};

/// Room that is left between cards, and between regions.
const GAP: f64 = 24.0;
/// Places are looked for on a grid of this width.
const GRID: f64 = 20.0;
/// Rings of grid places around the wish that are searched.
const RINGS: i32 = 120;

/// The free place for a card in `region` that is nearest to `wish`: it overlaps no card, lies in no region that it is
/// not of, and the frames that have to grow for it meet nothing of others. Where there is no such place, one that at
/// least overlaps no card.
pub(super) fn free_spot(scenario: &Scenario, region: Option<RegionId>, wish: Point) -> Point {
    let wish = inside(Point::new(
        (wish.x / GRID).round() * GRID,
        (wish.y / GRID).round() * GRID,
    ));
    let tidy = nearest(wish, |at| {
        is_free(scenario, at) && is_tidy(scenario, region, at)
    });
    tidy.or_else(|| nearest(wish, |at| is_free(scenario, at)))
        .unwrap_or(wish)
}

fn nearest(wish: Point, holds: impl Fn(Point) -> bool) -> Option<Point> {
    (0..RINGS).find_map(|ring| {
        let mut around: Vec<Point> = ring_of(ring).map(|(x, y)| wish.offset(x, y)).collect();
        let distance = |p: &Point| (p.x - wish.x).hypot(p.y - wish.y);
        order::sort_by(&mut around, |a, b| distance(a).total_cmp(&distance(b)));
        around.into_iter().find(|at| holds(*at))
    })
}

/// The grid places at this many steps from the middle, as offsets. Below and to the right come first among equals.
fn ring_of(ring: i32) -> impl Iterator<Item = (f64, f64)> {
    let r = f64::from(ring) * GRID;
    let along = (-ring..=ring).map(|i| f64::from(i) * GRID);
    along.flat_map(move |d| [(d, r), (r, d), (d, -r), (-r, d)])
}

fn is_free(scenario: &Scenario, at: Point) -> bool {
    at == inside(at)
        && !scenario.components.iter().any(|c| {
            (c.at.x - at.x).abs() < CARD_WIDTH + GAP && (c.at.y - at.y).abs() < CARD_HEIGHT + GAP
        })
}

fn is_tidy(scenario: &Scenario, region: Option<RegionId>, at: Point) -> bool {
    let around = scenario.enclosing(region);
    let card = Rect::card(at);
    let foreign_frames = || scenario.regions.iter().filter(|r| !around.contains(&r.id));
    if foreign_frames().any(|r| r.frame.touches(card)) {
        return false;
    }
    let mut content = card;
    for id in &around {
        let Some(frame) = scenario.region(*id).map(|r| r.frame) else {
            return true;
        };
        let grown = frame.union(content.framed());
        if grown != frame && meets_others(scenario, *id, frame, grown) {
            return false;
        }
        content = grown;
    }
    true
}

/// Whether a frame that grows would come to lie upon what is not of its region.
fn meets_others(scenario: &Scenario, region: RegionId, frame: Rect, grown: Rect) -> bool {
    let newly = |rect: Rect| grown.touches(rect) && !frame.touches(rect);
    let cards = scenario
        .components
        .iter()
        .filter(|c| !scenario.lies_in(c, region));
    let mut frames = scenario.regions.iter().filter(|r| {
        let within = scenario.enclosing(Some(r.id)).contains(&region);
        let around = scenario.enclosing(Some(region)).contains(&r.id);
        !within && !around
    });
    cards.map(|c| Rect::card(c.at)).any(newly) || frames.any(|r| newly(r.frame))
}

/// How far to move a copy of this frame so that it meets nothing: to the right, below, to the left or above,
/// whichever is nearest.
pub(super) fn free_frame(scenario: &Scenario, region: RegionId) -> (f64, f64) {
    let Some(frame) = scenario.region(region).map(|r| r.frame) else {
        return (0.0, 0.0);
    };
    let around = scenario.enclosing(Some(region));
    let outer = &around[1.min(around.len())..];
    let step_x = ((frame.width + 2.0 * GAP) / GRID).ceil() * GRID;
    let step_y = ((frame.height + 2.0 * GAP) / GRID).ceil() * GRID;
    let is_clear = |(dx, dy): &(f64, f64)| {
        let moved = frame.offset(*dx, *dy).inflate(GAP / 2.0);
        let card = |c: &topple_model::Component| moved.touches(Rect::card(c.at));
        let other = |r: &topple_model::Region| !outer.contains(&r.id) && moved.touches(r.frame);
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

/// Grows every frame so that it encloses its members, inner regions first.
pub(super) fn grow_frames(scenario: &mut Scenario) {
    let depth =
        |scenario: &Scenario, i: usize| scenario.enclosing(Some(scenario.regions[i].id)).len();
    let mut inner_first: Vec<usize> = (0..scenario.regions.len()).collect();
    order::sort_by_key(&mut inner_first, |&i| std::cmp::Reverse(depth(scenario, i)));
    for i in inner_first {
        let (id, frame) = (scenario.regions[i].id, scenario.regions[i].frame);
        let cards = scenario
            .components
            .iter()
            .filter(|c| c.region == Some(id))
            .map(|c| Rect::card(c.at));
        let inner = scenario
            .regions
            .iter()
            .filter(|r| r.parent == Some(id))
            .map(|r| r.frame);
        let needed = cards.chain(inner).reduce(Rect::union).map(Rect::framed);
        if let Some(needed) = needed.filter(|needed| !frame.encloses(*needed)) {
            scenario.regions[i].frame = frame.union(needed).within_extent();
        }
    }
}

/// The point, moved into what a scenario may hold.
pub(super) fn inside(p: Point) -> Point {
    p.within_extent()
}
