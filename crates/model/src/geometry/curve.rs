//! The curve of a link: from the edge of one card to the edge of another.

use super::{Point, Rect};

/// A cubic Bézier curve in canvas units.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Curve {
    /// Where it starts: at the caller's card.
    pub start: Point,
    /// Where it heads for first.
    pub control_1: Point,
    /// Where it comes from last.
    pub control_2: Point,
    /// Where it ends: at the card of the called.
    pub end: Point,
}

/// Steps in which a curve is walked where its length or distance is asked for.
const STEPS: usize = 16;
/// Steps in which it is walked where a border is looked for.
const FINE: u32 = 32;
/// How often a step is halved to find where a border is crossed: to a tenth of a unit on the longest link.
const HALVINGS: u32 = 10;

impl Curve {
    /// From card to card, out of the sides that face each other.
    pub fn between(from: Rect, to: Rect) -> Self {
        let (a, b) = (from.centre(), to.centre());
        let gap_x = (a.x - b.x).abs() - f64::midpoint(from.width, to.width);
        let gap_y = (a.y - b.y).abs() - f64::midpoint(from.height, to.height);
        if gap_x >= 24.0 || gap_x >= gap_y {
            let way = if b.x >= a.x { 1.0 } else { -1.0 };
            let start = Point::new(a.x + way * from.width / 2.0, a.y);
            let end = Point::new(b.x - way * to.width / 2.0, b.y);
            let pull = way * pull(end.x - start.x, end.y - start.y);
            Self {
                start,
                control_1: start.offset(pull, 0.0),
                control_2: end.offset(-pull, 0.0),
                end,
            }
        } else {
            let way = if b.y >= a.y { 1.0 } else { -1.0 };
            let start = Point::new(a.x, a.y + way * from.height / 2.0);
            let end = Point::new(b.x, b.y - way * to.height / 2.0);
            let pull = way * pull(end.y - start.y, end.x - start.x);
            Self {
                start,
                control_1: start.offset(0.0, pull),
                control_2: end.offset(0.0, -pull),
                end,
            }
        }
    }

    /// From a card to a loose end: the rubber band of a link that is being drawn.
    pub fn to_point(from: Rect, to: Point) -> Self {
        Self::between(from, Rect::new(to.x, to.y, 0.0, 0.0))
    }

    /// The one with these points: where it starts, its two control points, where it ends.
    pub const fn through([start, control_1, control_2, end]: [Point; 4]) -> Self {
        Self {
            start,
            control_1,
            control_2,
            end,
        }
    }

    /// Its points, as [`Curve::through`] takes them.
    pub const fn control_points(&self) -> [Point; 4] {
        [self.start, self.control_1, self.control_2, self.end]
    }

    /// The point at share `t` (0 to 1) of its parameter.
    pub fn at(&self, t: f64) -> Point {
        self.weighed(bernstein(t.clamp(0.0, 1.0)))
    }

    /// Walks it in so many even steps of its parameter, one fewer than there are points; both ends are among them.
    pub(super) fn walk<const N: usize>(&self, points: &mut [Point; N]) {
        self.walk_by(const { &even_steps::<N>() }, points);
    }

    #[inline(never)]
    fn walk_by(&self, weights: &[[f64; 4]], points: &mut [Point]) {
        for (point, weights) in points.iter_mut().zip(weights) {
            *point = self.weighed(*weights);
        }
    }

    fn weighed(&self, [w0, w1, w2, w3]: [f64; 4]) -> Point {
        Point::new(
            w0 * self.start.x + w1 * self.control_1.x + w2 * self.control_2.x + w3 * self.end.x,
            w0 * self.start.y + w1 * self.control_1.y + w2 * self.control_2.y + w3 * self.end.y,
        )
    }

    /// The angle in which it arrives, in radians: where its arrowhead points.
    pub fn end_angle(&self) -> f64 {
        (self.end.y - self.control_2.y).atan2(self.end.x - self.control_2.x)
    }

    /// Its length in canvas units, to a few per cent.
    pub fn length(&self) -> f64 {
        self.length_and_extent().0
    }

    /// How far `p` is from it.
    pub fn distance(&self, p: Point) -> f64 {
        let points = self.steps();
        let pieces = points.iter().zip(&points[1..]);
        pieces
            .map(|(a, b)| distance_to_segment(p, *a, *b))
            .fold(f64::INFINITY, f64::min)
    }

    /// A rectangle that encloses it.
    pub fn bounds(&self) -> Rect {
        Rect::spanning(self.start, self.end).union(Rect::spanning(self.control_1, self.control_2))
    }

    /// The smallest rectangle that encloses it, to a few per cent of its size.
    pub fn extent(&self) -> Rect {
        self.length_and_extent().1
    }

    /// Both of them at the price of one.
    pub(super) fn length_and_extent(&self) -> (f64, Rect) {
        let (mut length, mut last) = (0.0, self.start);
        let (mut corner, mut other) = (self.start, self.start);
        for p in self.steps() {
            let (dx, dy) = (p.x - last.x, p.y - last.y);
            length += (dx * dx + dy * dy).sqrt();
            corner = Point::new(corner.x.min(p.x), corner.y.min(p.y));
            other = Point::new(other.x.max(p.x), other.y.max(p.y));
            last = p;
        }
        (length, Rect::spanning(corner, other))
    }

    /// The share of its parameter at which it first crosses the border of a frame; `None` where it does not.
    pub fn crosses(&self, frame: Rect) -> Option<f64> {
        let starts_inside = frame.contains(self.start);
        let is_over = |share: f64| frame.contains(self.at(share)) != starts_inside;
        let share = |i: u32| f64::from(i) / f64::from(FINE);
        let mut after = (1..=FINE).map(share).find(|&s| is_over(s))?;
        let mut before = after - share(1);
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(before, after);
            if is_over(middle) {
                after = middle;
            } else {
                before = middle;
            }
        }
        Some(after)
    }

    fn steps(&self) -> [Point; STEPS + 1] {
        let mut points = [Point::default(); STEPS + 1];
        self.walk(&mut points);
        points
    }
}

/// Bernstein's polynomials of the third degree.
const fn bernstein(t: f64) -> [f64; 4] {
    let rest = 1.0 - t;
    [
        rest * rest * rest,
        3.0 * rest * rest * t,
        3.0 * rest * t * t,
        t * t * t,
    ]
}

/// The same at the ends of `N - 1` even steps: links ask for them a thousand times per frame while a card is dragged.
const fn even_steps<const N: usize>() -> [[f64; 4]; N] {
    let mut all = [[0.0; 4]; N];
    let mut i = 0;
    while i < N {
        all[i] = bernstein(i as f64 / (N - 1) as f64);
        i += 1;
    }
    all
}

/// How strongly the curve leaves along its side: half the way, never so much that a short link loops.
fn pull(along: f64, across: f64) -> f64 {
    (along.abs() / 2.0)
        .max(across.abs().min(120.0) / 4.0)
        .clamp(8.0, 160.0)
}

fn distance_to_segment(p: Point, a: Point, b: Point) -> f64 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let length_squared = dx * dx + dy * dy;
    let t = if length_squared > 0.0 {
        (((p.x - a.x) * dx + (p.y - a.y) * dy) / length_squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (p.x - a.x - t * dx).hypot(p.y - a.y - t * dy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leaves_and_arrives_on_the_sides_that_face_each_other() {
        let a = Rect::card(Point::new(0.0, 0.0));
        let right = Curve::between(a, Rect::card(Point::new(300.0, 40.0)));
        assert_eq!(
            (right.start, right.end),
            (Point::new(68.0, 0.0), Point::new(232.0, 40.0))
        );
        let below = Curve::between(a, Rect::card(Point::new(20.0, 200.0)));
        assert_eq!(
            (below.start, below.end),
            (Point::new(0.0, 38.0), Point::new(20.0, 162.0))
        );
        let left = Curve::between(a, Rect::card(Point::new(-300.0, 0.0)));
        assert!((left.end_angle().abs() - std::f64::consts::PI).abs() < 1e-9);
    }

    #[test]
    fn a_curve_knows_where_it_crosses_a_border_from_within_and_from_without() {
        let card = |x| Rect::card(Point::new(x, 0.0));
        let frame = Rect::new(-100.0, -100.0, 250.0, 200.0);
        let there = Curve::between(card(0.0), card(300.0));
        let out = there.crosses(frame).expect("it leads out");
        assert!((there.at(out).x - 150.0).abs() < 0.2);
        let back = Curve::between(card(300.0), card(0.0));
        let into = back.crosses(frame).expect("it leads in");
        assert!((back.at(into).x - 150.0).abs() < 0.2);
        assert_eq!(there.crosses(frame.inflate(1_000.0)), None);
    }

    #[test]
    fn a_curve_knows_how_far_a_point_is() {
        let a = Rect::card(Point::new(0.0, 0.0));
        let curve = Curve::between(a, Rect::card(Point::new(300.0, 0.0)));
        assert!((curve.distance(Point::new(150.0, 7.0)) - 7.0).abs() < 1e-6);
        assert!((curve.length() - 164.0).abs() < 1e-6);
        assert!(curve.bounds().contains(curve.at(0.5)));
    }
}
