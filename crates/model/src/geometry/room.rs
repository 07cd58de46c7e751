//! Room: a frame holds its own and nobody else's.
//!
//! Frames grow around their members. What then stands in a frame without being of it, a card or another frame with all
//! that is in it, is moved out to the nearest free place. From the innermost regions outwards, level by level: what lies
//! side by side in one region (or in none) is kept apart there, so that nothing of one can meet anything of the other.

use std::collections::BTreeMap;

use super::free_space::GAP;
use super::grid::GRID;
use super::{Point, Rect};
use crate::limits::EXTENT;
use crate::{ComponentId, Nesting, RegionId, Scenario, order};

/// What is left free beside what was moved out.
const CLEAR: f64 = GAP / 2.0;
/// How far a card is moved at most, in places of the grid.
const FAR: i32 = 600;

/// Grows frames around their members, then moves strangers out of them and frames apart. What a hand has just moved, since
/// `before`, stays where it was put, as far as it is a frame; others make room.
///
/// Where nothing was moved, added or put into another region since, nothing is.
pub fn settle(scenario: &mut Scenario, before: &Scenario) {
    let nesting = Nesting::new(scenario);
    let mut touched = Touched::new(scenario, before);
    if !touched.any {
        return;
    }
    let levels = Levels::new(scenario, &nesting);
    for home in nesting.inner_first().into_iter().map(Some).chain([None]) {
        let level = levels.of(home);
        part(scenario, &levels, level, &touched);
        if let Some(home) = home {
            touched.frames[home] |= level.cards.iter().any(|&i| touched.cards[i])
                || level.frames.iter().any(|&i| touched.frames[i]);
            grow(scenario, level, home);
        }
    }
}

/// Whether every frame holds its own and nobody else's: the first pair of a frame and what is wrongly in it, by their ids.
pub fn intruder(scenario: &Scenario) -> Option<(RegionId, String)> {
    let nesting = Nesting::new(scenario);
    for (i, region) in scenario.regions.iter().enumerate() {
        let is_in = |home: Option<RegionId>| nesting.around_id(home).contains(&i);
        let mut cards = scenario.components.iter();
        let card = cards.find(|c| Rect::card(c.at).touches(region.frame) && !is_in(c.region));
        if let Some(card) = card {
            return Some((region.id, card.id.to_string()));
        }
        let mut frames = scenario.regions.iter().enumerate();
        let frame = frames.find(|(j, other)| {
            other.frame.touches(region.frame)
                && !nesting.encloses(i, *j)
                && !nesting.encloses(*j, i)
        });
        if let Some((_, frame)) = frame {
            return Some((region.id, frame.id.to_string()));
        }
    }
    None
}

/// What a hand has moved, added, or put into another region; frames also where something in them was.
struct Touched {
    any: bool,
    cards: Vec<bool>,
    frames: Vec<bool>,
}

impl Touched {
    fn new(now: &Scenario, before: &Scenario) -> Self {
        let cards: BTreeMap<ComponentId, _> =
            order::map_of(before.components.iter().map(|c| (c.id, (c.at, c.region))));
        let frames: BTreeMap<RegionId, _> =
            order::map_of(before.regions.iter().map(|r| (r.id, (r.frame, r.parent))));
        let card = |c: &crate::Component| cards.get(&c.id) != Some(&(c.at, c.region));
        let frame = |r: &crate::Region| frames.get(&r.id) != Some(&(r.frame, r.parent));
        let cards: Vec<bool> = now.components.iter().map(card).collect();
        let frames: Vec<bool> = now.regions.iter().map(frame).collect();
        Self {
            any: cards.iter().chain(&frames).any(|touched| *touched)
                || now.components.len() < before.components.len(),
            cards,
            frames,
        }
    }
}

/// What lies side by side, by place in the scenario's lists.
#[derive(Clone, Default)]
struct Level {
    cards: Vec<usize>,
    frames: Vec<usize>,
}

/// The levels of a scenario: one for each region, and the outermost.
struct Levels {
    inner: Vec<Level>,
    outermost: Level,
}

impl Levels {
    fn new(scenario: &Scenario, nesting: &Nesting) -> Self {
        let mut levels = Self {
            inner: vec![Level::default(); scenario.regions.len()],
            outermost: Level::default(),
        };
        for (i, component) in scenario.components.iter().enumerate() {
            let home = component.region.and_then(|id| nesting.place(id));
            levels.of_mut(home).cards.push(i);
        }
        for (i, region) in scenario.regions.iter().enumerate() {
            let home = region.parent.and_then(|id| nesting.place(id));
            levels.of_mut(home).frames.push(i);
        }
        levels
    }

    fn of(&self, home: Option<usize>) -> &Level {
        home.map_or(&self.outermost, |home| &self.inner[home])
    }

    fn of_mut(&mut self, home: Option<usize>) -> &mut Level {
        match home {
            Some(home) => &mut self.inner[home],
            None => &mut self.outermost,
        }
    }

    /// Moves a frame with all that is in it.
    fn shift(&self, scenario: &mut Scenario, frame: usize, by: Point) {
        let region = &mut scenario.regions[frame];
        region.frame = region.frame.offset(by.x, by.y);
        for &card in &self.inner[frame].cards {
            let at = &mut scenario.components[card].at;
            *at = at.offset(by.x, by.y);
        }
        for &inner in &self.inner[frame].frames {
            self.shift(scenario, inner, by);
        }
    }
}

/// The frame encloses what lies in it.
fn grow(scenario: &mut Scenario, level: &Level, home: usize) {
    let cards = level
        .cards
        .iter()
        .map(|&i| Rect::card(scenario.components[i].at));
    let frames = level.frames.iter().map(|&i| scenario.regions[i].frame);
    let content = cards.chain(frames).reduce(Rect::union).map(Rect::framed);
    let frame = &mut scenario.regions[home].frame;
    if let Some(content) = content.filter(|content| !frame.encloses(*content)) {
        *frame = frame.union(content).within_extent();
    }
}

/// Moves frames apart, then cards out of them. Frames that a hand has touched stay; then those drawn first.
fn part(scenario: &mut Scenario, levels: &Levels, level: &Level, touched: &Touched) {
    let mut frames = level.frames.clone();
    order::sort_by_key(&mut frames, |&i| !touched.frames[i]);
    let mut placed: Vec<Rect> = Vec::with_capacity(frames.len());
    for (n, &i) in frames.iter().enumerate() {
        let frame = scenario.regions[i].frame;
        if placed.iter().any(|other| other.touches(frame)) {
            let others = frames[n + 1..].iter().map(|&i| scenario.regions[i].frame);
            let cards = level
                .cards
                .iter()
                .map(|&i| Rect::card(scenario.components[i].at));
            let others: Vec<Rect> = others.chain(cards).collect();
            let by = way_out(frame, &placed, &others).unwrap_or_default();
            levels.shift(scenario, i, by);
        }
        placed.push(scenario.regions[i].frame);
    }
    for &i in &level.cards {
        let card = Rect::card(scenario.components[i].at);
        if placed.iter().any(|frame| frame.touches(card)) {
            let others = level.cards.iter().filter(|&&other| other != i);
            let others = others.map(|&i| Rect::card(scenario.components[i].at));
            let others: Vec<Rect> = others.collect();
            let by = card_way_out(card, &placed, &others).unwrap_or_default();
            let at = &mut scenario.components[i].at;
            *at = at.offset(by.x, by.y);
        }
    }
}

/// The shortest way for a frame on which it meets none of the `placed`, and, if there is one, none of the `others`.
fn way_out(frame: Rect, placed: &[Rect], others: &[Rect]) -> Option<Point> {
    // It comes to stand at an edge of one of them in each direction in which it is moved.
    let beside = |low: f64, high: f64, from: f64, to: f64| {
        [
            -((high + CLEAR - from) / GRID).ceil(),
            ((to + CLEAR - low) / GRID).ceil(),
        ]
        .map(|n| n * GRID)
    };
    let mut xs: Vec<f64> = vec![0.0];
    let mut ys: Vec<f64> = vec![0.0];
    for other in placed.iter().chain(others.iter().take(MANY)) {
        xs.extend(beside(frame.x, frame.right(), other.x, other.right()));
        ys.extend(beside(frame.y, frame.bottom(), other.y, other.bottom()));
    }
    let mut ways: Vec<Point> = Vec::with_capacity(xs.len() * ys.len());
    for &x in &xs {
        ways.extend(ys.iter().map(|&y| Point::new(x, y)));
    }
    let length = |way: &Point| way.x.hypot(way.y);
    ways.sort_by(|a, b| length(a).total_cmp(&length(b)));
    let is_clear = |way: &Point, of: &[Rect]| {
        let moved = frame.offset(way.x, way.y);
        let room = moved.inflate(CLEAR / 2.0);
        is_inside(moved) && of.iter().all(|other| !other.touches(room))
    };
    let mut clear = ways
        .into_iter()
        .filter(|way| is_clear(way, placed))
        .peekable();
    let shortest = clear.peek().copied();
    clear.find(|way| is_clear(way, others)).or(shortest)
}

/// Of how many others edges are tried; more than that are only kept clear of.
const MANY: usize = 60;

/// The shortest way for a card out of all `frames`, on which it meets no other card, if there is one.
fn card_way_out(card: Rect, frames: &[Rect], others: &[Rect]) -> Option<Point> {
    let is_clear = |way: Point, cards: &[Rect]| {
        let moved = card.offset(way.x, way.y);
        let room = moved.inflate(CLEAR / 2.0);
        is_inside(moved) && frames.iter().chain(cards).all(|other| !other.touches(room))
    };
    nearest(|way| is_clear(way, others)).or_else(|| nearest(|way| is_clear(way, &[])))
}

fn is_inside(rect: Rect) -> bool {
    rect.x >= -EXTENT && rect.y >= -EXTENT && rect.right() <= EXTENT && rect.bottom() <= EXTENT
}

/// The shortest way, by places of the grid, that suits.
fn nearest(suits: impl Fn(Point) -> bool) -> Option<Point> {
    let mut best: Option<(f64, Point)> = None;
    for ring in 1..FAR {
        let r = f64::from(ring) * GRID;
        if best.is_some_and(|(length, _)| length <= r) {
            break;
        }
        let side = (-ring..=ring).map(|n| f64::from(n) * GRID);
        let around = side.flat_map(|d| [(d, r), (r, d), (d, -r), (-r, d)]);
        for (x, y) in around {
            let length = x.hypot(y);
            let way = Point::new(x, y);
            if best.is_none_or(|(shortest, _)| length < shortest) && suits(way) {
                best = Some((length, way));
            }
        }
    }
    best.map(|(_, way)| way)
}
