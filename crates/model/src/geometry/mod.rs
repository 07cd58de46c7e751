//! Places and frames on the canvas, in canvas units (one unit is one CSS pixel at 100 % zoom). y grows downwards.
//!
//! All that puts parts somewhere on its own stands here, for the editor, for mends and for files that leave places out:
//! the [`grid`], [`frames`] around their members, [free space](free_space), and layouts ([whole](layout),
//! [of what has no place](bands)); and the [curves](curve) of links round cards. They are pure functions of a scenario.

pub mod bands;
pub mod curve;
pub mod detour;
pub mod follow;
pub mod frames;
pub mod free_space;
pub mod grid;
pub mod layout;
pub mod notes;
pub mod room;

use super::limits::EXTENT;

/// A point of the canvas.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

impl Point {
    /// The point at `x`, `y`.
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// The point moved by `dx`, `dy`.
    #[must_use]
    pub fn offset(self, dx: f64, dy: f64) -> Self {
        Self::new(self.x + dx, self.y + dy)
    }

    /// The nearest point that a scenario may hold. For places that are derived rather than given.
    #[must_use]
    pub fn within_extent(self) -> Self {
        Self::new(limited(self.x), limited(self.y))
    }
}

fn limited(v: f64) -> f64 {
    if v.is_finite() {
        v.clamp(-EXTENT, EXTENT)
    } else {
        0.0
    }
}

/// An axis-parallel rectangle: its upper left corner and its size (never negative).
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// Width of a component's card. `at` is the card's centre; cards 160 apart do not touch.
pub const CARD_WIDTH: f64 = 136.0;
/// Height of a component's card.
pub const CARD_HEIGHT: f64 = 76.0;
/// Room between a region's frame and what it holds.
pub const REGION_PADDING: f64 = 16.0;
/// Height of a region's title bar, inside its frame.
pub const REGION_TITLE: f64 = 32.0;

impl Rect {
    /// The rectangle with this upper left corner and this size.
    pub const fn new(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self {
            x,
            y,
            width,
            height,
        }
    }

    /// The card of a component whose `at` is `centre`.
    pub fn card(centre: Point) -> Self {
        Self::new(
            centre.x - CARD_WIDTH / 2.0,
            centre.y - CARD_HEIGHT / 2.0,
            CARD_WIDTH,
            CARD_HEIGHT,
        )
    }

    /// The rectangle spanned by two corners, in any order.
    pub fn spanning(a: Point, b: Point) -> Self {
        Self::new(
            a.x.min(b.x),
            a.y.min(b.y),
            (a.x - b.x).abs(),
            (a.y - b.y).abs(),
        )
    }

    /// Right edge.
    pub fn right(self) -> f64 {
        self.x + self.width
    }

    /// Lower edge.
    pub fn bottom(self) -> f64 {
        self.y + self.height
    }

    /// The middle.
    pub fn centre(self) -> Point {
        Point::new(self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    /// Whether the point lies in it (edges count).
    pub fn contains(self, p: Point) -> bool {
        (self.x..=self.right()).contains(&p.x) && (self.y..=self.bottom()).contains(&p.y)
    }

    /// The point of it that is nearest to `p`: `p` itself, where that lies in it.
    #[must_use]
    pub fn nearest(self, p: Point) -> Point {
        Point::new(
            p.x.clamp(self.x, self.right().max(self.x)),
            p.y.clamp(self.y, self.bottom().max(self.y)),
        )
    }

    /// Whether the whole of `other` lies in it.
    pub fn encloses(self, other: Rect) -> bool {
        self.x <= other.x
            && self.y <= other.y
            && self.right() >= other.right()
            && self.bottom() >= other.bottom()
    }

    /// Whether the two share any point.
    pub fn touches(self, other: Rect) -> bool {
        self.x <= other.right()
            && other.x <= self.right()
            && self.y <= other.bottom()
            && other.y <= self.bottom()
    }

    /// The smallest rectangle that encloses both.
    #[must_use]
    pub fn union(self, other: Rect) -> Self {
        let x = self.x.min(other.x);
        let y = self.y.min(other.y);
        Self::new(
            x,
            y,
            self.right().max(other.right()) - x,
            self.bottom().max(other.bottom()) - y,
        )
    }

    /// Grown by `by` on every side.
    #[must_use]
    pub fn inflate(self, by: f64) -> Self {
        Self::new(
            self.x - by,
            self.y - by,
            self.width + 2.0 * by,
            self.height + 2.0 * by,
        )
    }

    /// Moved by `dx`, `dy`.
    #[must_use]
    pub fn offset(self, dx: f64, dy: f64) -> Self {
        Self {
            x: self.x + dx,
            y: self.y + dy,
            ..self
        }
    }

    /// As much of it as a scenario may hold as a frame. For frames that are derived rather than given.
    #[must_use]
    pub fn within_extent(self) -> Self {
        let (x, y) = (limited(self.x), limited(self.y));
        let side = |from: f64, to: f64| (to - from).clamp(0.0, EXTENT);
        Self::new(
            x,
            y,
            side(x, limited(self.right())),
            side(y, limited(self.bottom())),
        )
    }

    /// The frame a region needs in order to hold this content: padding all round and the title bar above.
    #[must_use]
    pub fn framed(self) -> Self {
        let r = self.inflate(REGION_PADDING);
        Self {
            y: r.y - REGION_TITLE,
            height: r.height + REGION_TITLE,
            ..r
        }
    }
}
