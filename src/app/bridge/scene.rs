//! The picture behind the cards: grid, regions, links, and cards from afar.
//!
//! A small picture is painted whole in the frame that asks for it. A large one is painted a slice at a time on a second
//! canvas, while the first goes on showing what it has, moved and scaled as the camera is; when the second is complete the
//! two change places. So no frame pays for more than a slice, however many links there are.

use crate::app::browser::paint::grid::Grid;
use crate::app::browser::paint::links::{self, Stroke};
use crate::app::browser::paint::{Inks, plates};
use crate::app::browser::surface::Surface;
use crate::editor::session::picture::{Picture, Suspicions};
use crate::editor::{Camera, Session};
use crate::model::{Point, Rect};

/// Up to so many links a picture is small.
const SMALL: usize = 120;
/// How far the canvases of a large picture reach beyond the view at most, in pixels: what is panned into sight is there
/// already.
const MARGIN: f64 = 192.0;
/// The same as a share of the view's shorter side: all of a canvas is handed on in every frame, and a phone is slow.
const MARGIN_SHARE: f64 = 0.25;
/// Room around the view in which things are drawn too, in pixels: for strokes and arrowheads.
const AROUND: f64 = 40.0;
/// Below this zoom the links of a large picture are thin lines.
const THIN_ZOOM: f64 = 0.5;
/// Links that are asked for at a time.
const LINKS: usize = 128;
/// How soon a large picture is painted again only because numbers have changed, in milliseconds.
const NUMBERS_MS: f64 = 1_000.0;

/// What painting costs, in thin lines.
mod cost {
    pub const GROUND: f64 = 200.0;
    pub const FULL: f64 = 8.0;
    pub const THIN: f64 = 1.0;
    pub const UNSEEN: f64 = 0.05;
    pub const PLATE: f64 = 2.0;
}

/// The canvases, and how far they are painted.
pub struct Scene {
    front: Surface,
    back: Option<Surface>,
    /// Where the camera was for what the front shows.
    shown: Camera,
    painting: Option<Painting>,
    is_old: bool,
    numbers_are_old: bool,
    painted_ms: f64,
    pace: Pace,
    grid: Grid,
}

/// A picture that is being painted on the canvas behind.
struct Painting {
    camera: Camera,
    seen: Rect,
    picture: Picture,
    suspicions: Suspicions,
    stroke: Stroke,
    next_link: usize,
    /// How far it reaches beyond the view, in pixels.
    margin: f64,
}

/// How much a frame paints, in thin lines.
struct Pace(f64);

impl Pace {
    /// The last frame took so long: a little more or less from now on.
    fn follow(&mut self, frame_ms: f64) {
        /// What a frame takes that came when it should, at 60 a second, and one that came late.
        const IN_TIME: f64 = 18.0;
        const LATE: f64 = 24.0;
        if frame_ms > LATE {
            self.0 = (self.0 * 0.7).max(250.0);
        } else if frame_ms < IN_TIME {
            self.0 = (self.0 * 1.1).min(6_000.0);
        }
    }
}

impl Scene {
    /// On this canvas, as long as there is no other.
    pub fn new(front: Surface) -> Self {
        Self {
            front,
            back: None,
            shown: Camera::default(),
            painting: None,
            is_old: true,
            numbers_are_old: false,
            painted_ms: 0.0,
            pace: Pace(1_500.0),
            grid: Grid::default(),
        }
    }

    /// There is another canvas, to paint on unseen.
    pub fn set_back(&mut self, back: Surface) {
        back.show(false);
        self.back = Some(back);
    }

    /// What is painted is no longer what there is to see.
    pub fn is_old(&mut self) {
        self.is_old = true;
    }

    /// The numbers of the run are others, which a large picture follows at leisure.
    pub fn numbers_are_old(&mut self) {
        self.numbers_are_old = true;
    }

    /// Whether another frame has something to paint.
    pub fn is_busy(&self) -> bool {
        self.painting.is_some() || self.is_old
    }

    /// Paints what this frame has to, `frame_ms` after the one before.
    pub fn frame(&mut self, session: &Session, inks: &Inks, now_ms: f64, frame_ms: f64) {
        let scenario = session.document().scenario();
        let is_small = scenario.links.len() <= SMALL || self.back.is_none();
        let camera = *session.view().camera();
        if is_small {
            self.painting = None;
            if std::mem::take(&mut self.is_old) | std::mem::take(&mut self.numbers_are_old) {
                let mut painting = Painting::begin(session, camera, 0.0, Stroke::Full);
                self.front.spread(0.0);
                self.front.begin();
                painting.paint_ground(&self.front, inks, &mut self.grid);
                painting.paint_some(&self.front, inks, session, f64::INFINITY);
                self.shown = camera;
                self.front.place(Point::default(), 1.0);
            }
            return;
        }
        self.paint_slice(session, inks, camera, now_ms, frame_ms);
        let factor = camera.zoom / self.shown.zoom;
        let (to, from) = (camera.offset, self.shown.offset);
        let moved = Point::new(to.x - factor * from.x, to.y - factor * from.y);
        self.front.place(moved, factor);
    }

    fn paint_slice(
        &mut self,
        session: &Session,
        inks: &Inks,
        camera: Camera,
        now_ms: f64,
        frame_ms: f64,
    ) {
        let Some(back) = &mut self.back else { return };
        let mut budget = self.pace.0;
        let is_due = self.numbers_are_old && now_ms - self.painted_ms > NUMBERS_MS;
        let painting = match &mut self.painting {
            Some(painting) => {
                self.pace.follow(frame_ms);
                painting
            }
            None if !self.is_old && !is_due => return,
            None => {
                (self.is_old, self.numbers_are_old) = (false, false);
                let stroke = if camera.zoom < THIN_ZOOM {
                    Stroke::Thin
                } else {
                    Stroke::Full
                };
                let margin = MARGIN.min(MARGIN_SHARE * camera.width.min(camera.height));
                back.spread(margin);
                back.begin();
                let painting = Painting::begin(session, camera, margin, stroke);
                painting.paint_ground(back, inks, &mut self.grid);
                budget -= cost::GROUND;
                self.painting.insert(painting)
            }
        };
        if painting.paint_some(back, inks, session, budget) {
            self.shown = camera_within(painting.camera, -painting.margin);
            self.painting = None;
            self.painted_ms = now_ms;
            std::mem::swap(&mut self.front, back);
            self.front.show(true);
            back.show(false);
        }
    }
}

/// The camera of a canvas that reaches so far beyond the view.
fn camera_within(camera: Camera, margin: f64) -> Camera {
    Camera {
        offset: camera.offset.offset(margin, margin),
        width: camera.width + 2.0 * margin,
        height: camera.height + 2.0 * margin,
        ..camera
    }
}

impl Painting {
    fn begin(session: &Session, camera: Camera, margin: f64, stroke: Stroke) -> Self {
        let camera = camera_within(camera, margin);
        let seen = camera.visible().inflate(AROUND / camera.zoom);
        let (picture, suspicions) = session.backdrop(seen);
        Self {
            camera,
            seen,
            picture,
            suspicions,
            stroke,
            next_link: 0,
            margin,
        }
    }

    fn paint_ground(&self, surface: &Surface, inks: &Inks, grid: &mut Grid) {
        grid.paint(surface, inks, &self.camera);
        links::ground(surface, inks, &self.picture, &self.camera);
    }

    /// Paints what so much buys; whether that was the last.
    fn paint_some(
        &mut self,
        surface: &Surface,
        inks: &Inks,
        session: &Session,
        mut budget: f64,
    ) -> bool {
        let all = session.document().scenario().links.len();
        let each = match self.stroke {
            Stroke::Full => cost::FULL,
            Stroke::Thin => cost::THIN,
        };
        while budget > 0.0 && self.next_link < all {
            let some = self.next_link..(self.next_link + LINKS).min(all);
            self.next_link = some.end;
            let shapes = session.link_shapes(some, self.seen, &self.suspicions);
            links::paint(surface, inks, &shapes, &self.camera, self.stroke);
            budget -= shapes.len() as f64 * each + LINKS as f64 * cost::UNSEEN;
        }
        while budget > 0.0 && self.next_link >= all && !self.picture.plates.is_empty() {
            let left = self
                .picture
                .plates
                .split_off(LINKS.min(self.picture.plates.len()));
            let some = std::mem::replace(&mut self.picture.plates, left);
            plates::paint(&surface.pen, inks, &some, &self.camera);
            budget -= some.len() as f64 * cost::PLATE;
        }
        self.next_link >= all && self.picture.plates.is_empty()
    }
}
