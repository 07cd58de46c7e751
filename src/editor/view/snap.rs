//! Snapping: to the grid, and to the lines of neighbours, with guides that say so.

use crate::model::geometry::grid::to_grid;
use crate::model::{Point, Rect};

/// How near a neighbour's line has to be, in view pixels.
const REACH: f64 = 7.0;

/// A line that says what something is aligned with.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Guide {
    /// One end.
    pub from: Point,
    /// The other.
    pub to: Point,
}

/// Where a card whose centre is at `wish` snaps to: the lines of the nearest neighbours, else the grid.
/// `zoom` is view pixels per canvas unit.
pub fn card(wish: Point, neighbours: &[Point], zoom: f64) -> (Point, Vec<Guide>) {
    let reach = REACH / zoom.max(1e-6);
    let mut at = to_grid(wish);
    let mut guides = Vec::new();
    // Among those on a line, the nearest along it makes the shortest guide.
    let on_column = nearest(
        neighbours,
        |n| ((n.x - wish.x).abs(), (n.y - wish.y).abs()),
        reach,
    );
    let on_row = nearest(
        neighbours,
        |n| ((n.y - wish.y).abs(), (n.x - wish.x).abs()),
        reach,
    );
    if let Some(neighbour) = on_column {
        at.x = neighbour.x;
    }
    if let Some(neighbour) = on_row {
        at.y = neighbour.y;
    }
    if let Some(neighbour) = on_column {
        guides.push(guide(neighbour, at));
    }
    if let Some(neighbour) = on_row {
        guides.push(guide(neighbour, at));
    }
    (at, guides)
}

fn nearest(
    neighbours: &[Point],
    distances: impl Fn(Point) -> (f64, f64),
    reach: f64,
) -> Option<Point> {
    let within = neighbours
        .iter()
        .copied()
        .filter(|n| distances(*n).0 <= reach);
    within.min_by(|a, b| {
        let (a, b) = (distances(*a), distances(*b));
        a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
    })
}

/// From the far side of one card to the far side of the other.
fn guide(a: Point, b: Point) -> Guide {
    let both = Rect::card(a).union(Rect::card(b));
    if (a.x - b.x).abs() < 1e-9 {
        Guide {
            from: Point::new(a.x, both.y),
            to: Point::new(a.x, both.bottom()),
        }
    } else {
        Guide {
            from: Point::new(both.x, a.y),
            to: Point::new(both.right(), a.y),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_neighbour_in_reach_wins_over_the_grid() {
        let neighbours = [Point::new(103.0, 300.0), Point::new(500.0, 7.0)];
        let (at, guides) = card(Point::new(98.0, 52.0), &neighbours, 1.0);
        assert_eq!((at, guides.len()), (Point::new(103.0, 60.0), 1));
        let (at, guides) = card(Point::new(80.0, 52.0), &neighbours, 1.0);
        assert_eq!((at, guides.len()), (Point::new(80.0, 60.0), 0));
    }

    #[test]
    fn reach_is_a_matter_of_what_is_seen() {
        let neighbours = [Point::new(110.0, 300.0)];
        assert_eq!(card(Point::new(98.0, 0.0), &neighbours, 1.0).1.len(), 0);
        assert_eq!(card(Point::new(98.0, 0.0), &neighbours, 0.5).1.len(), 1);
    }
}
