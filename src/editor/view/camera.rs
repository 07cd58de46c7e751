//! The camera: pan and zoom between the world (canvas units) and the view (pixels).

use crate::model::geometry::CARD_WIDTH;
use crate::model::geometry::layout::Flow;
use crate::model::{Point, Rect};

/// The smallest zoom: some ten thousand cards on one screen.
pub const MIN_ZOOM: f64 = 0.02;
/// The largest zoom.
pub const MAX_ZOOM: f64 = 4.0;
/// Below this zoom the text of a card cannot be read, and cards are drawn as shapes.
pub const READABLE_ZOOM: f64 = 0.4;
/// Below this zoom names are written larger than the rest of a card.
pub const SMALL_ZOOM: f64 = 0.92;
/// The smallest zoom at which names are letters of a small screen's text.
const LEGIBLE_ZOOM: f64 = 0.75;
/// The smallest zoom at which a card has room for more than a name of such letters.
const LARGE_NAMES_ZOOM: f64 = 0.5;
/// Below this zoom a card has room for no name.
const NAMELESS_ZOOM: f64 = 0.25;
/// A view that is not as wide is a phone's that is held upright, in pixels.
const SMALL_VIEW: f64 = 480.0;
/// The largest zoom that fitting chooses: a small system is not blown up. On a large screen, as many cards go into its width.
const LARGEST_FIT: f64 = 1.25;
const LARGEST_FIT_OF_ALL: f64 = 3.0;
const CARDS_ACROSS: f64 = 8.0;
/// What is left free above and below what is fitted, in view pixels: a flag hangs below its card.
const MARGIN: f64 = 24.0;
/// What the flag of a card takes up below it, in canvas units.
const FLAG: f64 = 22.0;
/// How far the view may wander from the origin, in view pixels.
const FAR: f64 = 1e7;

/// What of the canvas is covered by panels, in pixels from each edge.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Insets {
    /// From above.
    pub top: f64,
    /// From the right.
    pub right: f64,
    /// From below.
    pub bottom: f64,
    /// From the left.
    pub left: f64,
}

/// How names are written on cards, so that they can be read from farther off than all else.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Names {
    /// On a card that shows everything.
    BesideAll,
    /// In letters that leave room for sign, role and power.
    Large,
    /// In letters that leave room for nothing but a role.
    Alone,
    /// In letters that leave room for some six of them.
    AloneAndShort,
    /// Not at all.
    Nowhere,
}

impl Names {
    /// As `style/canvas.css` spells it.
    pub const fn key(self) -> &'static str {
        match self {
            Names::BesideAll => "beside",
            Names::Large => "large",
            Names::Alone => "alone",
            Names::AloneAndShort => "short",
            Names::Nowhere => "none",
        }
    }
}

/// Pan, zoom, and the size of what it shows.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Camera {
    /// Where the world's origin lies in the view, in pixels.
    pub offset: Point,
    /// View pixels per canvas unit.
    pub zoom: f64,
    /// Width of the view in pixels.
    pub width: f64,
    /// Height of the view in pixels.
    pub height: f64,
    /// What panels cover.
    pub insets: Insets,
}

impl Default for Camera {
    fn default() -> Self {
        Self {
            offset: Point::default(),
            zoom: 1.0,
            width: 1280.0,
            height: 800.0,
            insets: Insets::default(),
        }
    }
}

impl Camera {
    /// Where a point of the world is seen.
    pub fn view_from_world(&self, p: Point) -> Point {
        Point::new(
            p.x * self.zoom + self.offset.x,
            p.y * self.zoom + self.offset.y,
        )
    }

    /// Which point of the world is seen there.
    pub fn world_from_view(&self, p: Point) -> Point {
        Point::new(
            (p.x - self.offset.x) / self.zoom,
            (p.y - self.offset.y) / self.zoom,
        )
    }

    /// The part of the world that the view shows.
    pub fn visible(&self) -> Rect {
        let corner = Point::new(self.width, self.height);
        Rect::spanning(
            self.world_from_view(Point::default()),
            self.world_from_view(corner),
        )
    }

    /// The part of the view that no panel covers.
    pub fn open(&self) -> Rect {
        let Insets {
            top,
            right,
            bottom,
            left,
        } = self.insets;
        let (width, height) = (self.width - left - right, self.height - top - bottom);
        // Panels that cover everything (a phone's sheet) leave the whole view to aim at.
        if width < 40.0 || height < 40.0 {
            return Rect::new(0.0, 0.0, self.width, self.height);
        }
        Rect::new(left, top, width, height)
    }

    /// The middle of what is open, in the world.
    pub fn centre(&self) -> Point {
        self.world_from_view(self.open().centre())
    }

    /// The largest zoom that fitting chooses.
    pub fn largest_fit(&self) -> f64 {
        let open = self.open();
        let across = open.width.min(open.height * 1.6) / CARDS_ACROSS;
        (across / CARD_WIDTH).clamp(LARGEST_FIT, LARGEST_FIT_OF_ALL)
    }

    /// Which way requests flow best through what is seen: down where it is clearly higher than wide, and on a phone that
    /// is held upright, whose bars leave little of its height.
    pub fn flow(&self) -> Flow {
        let least = if self.width < SMALL_VIEW { 0.85 } else { 1.15 };
        if self.height > least * self.width {
            Flow::Down
        } else {
            Flow::Right
        }
    }

    /// Whether it is no wider than a phone that is held upright.
    pub fn is_narrow(&self) -> bool {
        self.width < SMALL_VIEW
    }

    /// Whether names are written larger than the rest of a card, which is too small to be read.
    pub fn is_small(&self) -> bool {
        self.zoom < SMALL_ZOOM
    }

    /// Whether names are letters of a small screen's text on cards that show all else as well.
    pub fn is_legible(&self) -> bool {
        self.zoom >= LEGIBLE_ZOOM
    }

    /// How names are written on cards: the smaller the cards are, the larger their letters.
    pub fn names(&self) -> Names {
        match self.zoom {
            LEGIBLE_ZOOM.. => Names::BesideAll,
            LARGE_NAMES_ZOOM.. => Names::Large,
            READABLE_ZOOM.. => Names::Alone,
            NAMELESS_ZOOM.. => Names::AloneAndShort,
            _ => Names::Nowhere,
        }
    }

    /// Whether text on cards can be read.
    pub fn is_readable(&self) -> bool {
        self.zoom >= READABLE_ZOOM
    }

    /// Moves what is seen by this many pixels.
    pub fn pan(&mut self, dx: f64, dy: f64) {
        if dx.is_finite() && dy.is_finite() {
            self.offset.x = (self.offset.x + dx).clamp(-FAR, FAR);
            self.offset.y = (self.offset.y + dy).clamp(-FAR, FAR);
        }
    }

    /// Zooms by a factor; what is seen at `at` (view pixels) stays there.
    pub fn zoom_at(&mut self, at: Point, factor: f64) {
        if !(factor.is_finite() && factor > 0.0 && at.x.is_finite() && at.y.is_finite()) {
            return;
        }
        let world = self.world_from_view(at);
        self.zoom = (self.zoom * factor).clamp(MIN_ZOOM, MAX_ZOOM);
        let now = self.view_from_world(world);
        self.pan(at.x - now.x, at.y - now.y);
    }

    /// Shows the whole of `content`, in the open part of the view, no larger than `largest`.
    pub fn fit(&mut self, content: Rect, largest: f64) {
        let open = self.open();
        let wide = self.widest(content);
        let above = (open.height * 0.05).clamp(10.0, MARGIN);
        let high = (open.height - 2.0 * above).max(1.0) / content.height.max(1.0);
        // The flag of the lowest card hangs below it, into the margin and further where that is small.
        let flagged = (open.height - above).max(1.0) / (content.height + FLAG);
        self.zoom = wide.min(high).min(flagged).clamp(MIN_ZOOM, largest);
        let (to, from) = (open.centre(), content.centre());
        self.offset = Point::default();
        let below = (open.height - content.height * self.zoom) / 2.0;
        let lift = (FLAG * self.zoom - below).clamp(0.0, (below - above).max(0.0));
        self.pan(to.x - from.x * self.zoom, to.y - from.y * self.zoom - lift);
    }

    /// How far the view can be zoomed for `content` to be as wide as what is open of it.
    fn widest(&self, content: Rect) -> f64 {
        let open = self.open();
        // A phone has no width to give away.
        let beside = (open.width * 0.025).clamp(8.0, MARGIN);
        (open.width - 2.0 * beside).max(1.0) / content.width.max(1.0)
    }

    /// How high the view would have to be for `content` to be as large as its width allows, and no larger than it is.
    pub fn wanted_height(&self, content: Rect) -> f64 {
        let zoom = self.widest(content).clamp(MIN_ZOOM, 1.0);
        self.insets.top + content.height * zoom + 2.0 * MARGIN + self.insets.bottom
    }

    /// Shows `content`: moves just so far that it is seen, and further away only where it does not fit.
    pub fn show(&mut self, content: Rect) {
        let open = self.open();
        if content.width * self.zoom > open.width || content.height * self.zoom > open.height {
            self.fit(content, self.zoom);
        } else {
            self.reveal(content);
        }
    }

    /// Shows `content` beside what was seen, of which `seen` is the part that matters: where it is not in view, the view
    /// goes further away instead of moving aside.
    pub fn include(&mut self, content: Rect, seen: Option<Rect>) {
        let open = self.open();
        let corner = |x, y| self.world_from_view(Point::new(x, y));
        let visible = Rect::spanning(corner(open.x, open.y), corner(open.right(), open.bottom()));
        if !visible.encloses(content) {
            let all = seen.map_or(content, |seen| seen.union(content));
            self.fit(all, self.zoom);
        }
    }

    /// Moves the view just so far that `content` is seen, if it is not.
    pub fn reveal(&mut self, content: Rect) {
        let seen = Rect::spanning(
            self.view_from_world(Point::new(content.x, content.y)),
            self.view_from_world(Point::new(content.right(), content.bottom())),
        );
        let open = self.open().inflate(-16.0);
        let shift = |low: f64, high: f64, from: f64, to: f64| {
            if low < from {
                from - low
            } else if high > to {
                (to - high).max(from - low)
            } else {
                0.0
            }
        };
        let dx = shift(seen.x, seen.right(), open.x, open.right());
        let dy = shift(seen.y, seen.bottom(), open.y, open.bottom());
        self.pan(dx, dy);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zooming_at_a_point_keeps_what_is_seen_there() {
        let mut camera = Camera::default();
        camera.pan(37.0, -12.0);
        let at = Point::new(300.0, 200.0);
        let before = camera.world_from_view(at);
        camera.zoom_at(at, 1.7);
        let after = camera.world_from_view(at);
        assert!((before.x - after.x).abs() < 1e-9 && (before.y - after.y).abs() < 1e-9);
        camera.zoom_at(at, 1e9);
        assert!((camera.zoom - MAX_ZOOM).abs() < 1e-12);
        camera.zoom_at(at, f64::NAN);
        assert!((camera.zoom - MAX_ZOOM).abs() < 1e-12);
    }

    #[test]
    fn a_view_as_high_as_is_wanted_shows_everything_as_large_as_its_width_allows() {
        for (content, width) in [
            (Rect::new(-100.0, 40.0, 900.0, 500.0), 600.0),
            (Rect::new(0.0, 0.0, 300.0, 900.0), 320.0),
            (Rect::new(0.0, 0.0, 136.0, 76.0), 800.0),
        ] {
            let mut camera = Camera {
                width,
                height: 100.0,
                ..Camera::default()
            };
            let wide = camera.widest(content).min(1.0);
            camera.height = camera.wanted_height(content);
            camera.fit(content, 1.0);
            assert!((camera.zoom - wide).abs() < 1e-9, "{camera:?}");
        }
    }

    #[test]
    fn fitting_shows_everything_beside_the_panels() {
        let insets = Insets {
            left: 200.0,
            right: 300.0,
            top: 48.0,
            bottom: 150.0,
        };
        let mut camera = Camera {
            insets,
            ..Camera::default()
        };
        let content = Rect::new(-1_000.0, 50.0, 3_000.0, 900.0);
        camera.fit(content, 1.0);
        let corner = camera.view_from_world(Point::new(content.x, content.y));
        let other = camera.view_from_world(Point::new(content.right(), content.bottom()));
        assert!(camera.open().encloses(Rect::spanning(corner, other)));
    }

    #[test]
    fn revealing_moves_no_further_than_needed() {
        let mut camera = Camera::default();
        camera.reveal(Rect::new(100.0, 100.0, 50.0, 50.0));
        assert_eq!(camera.offset, Point::default());
        camera.reveal(Rect::new(1_300.0, 100.0, 50.0, 50.0));
        assert_eq!(camera.offset, Point::new(-86.0, 0.0));
    }
}
