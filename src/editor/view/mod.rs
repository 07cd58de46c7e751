//! The view: the camera, and the geometry of what it shows.
//!
//! # What holds
//! - It reads the document and never changes it. What it holds itself is the camera alone; all else is derived, and kept only as long as nothing has moved.
//! - Points are either of the *view* (pixels from the canvas's upper left corner) or of the *world* (canvas units);
//!   [`Camera`] turns one into the other.
//!
//! Absent: the run, the verdicts, gestures.

pub mod camera;
pub mod curve;
pub mod detour;
pub mod elements;
pub mod hit;
pub mod label;
mod routes;
pub mod snap;

use std::cell::RefCell;

use self::camera::{Camera, Insets};
use self::curve::Curve;
use self::routes::Routes;
use super::changes::Changes;
use super::document::Document;
use crate::model::{Note, Point, Rect, Target};

/// Room around the view in which things are drawn too, in view pixels: for strokes, shadows and arrowheads.
const MARGIN: f64 = 40.0;

/// What a view that was fitted shows, until it is moved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fitted {
    /// All of the drawing.
    Whole,
    /// The same as it was opened: it is shown in whatever panels leave of the view.
    Opening,
}

/// The camera, moved only by what is here.
#[derive(Debug, Default)]
pub struct View {
    camera: Camera,
    fitted: Option<Fitted>,
    routes: RefCell<Routes>,
    pub(super) changes: Changes,
}

impl View {
    /// The curve of a link by its index.
    pub fn route(&self, document: &Document, link: usize) -> Option<Curve> {
        self.routes.borrow_mut().of_link(document, link)
    }

    /// Where the camera is.
    pub fn camera(&self) -> &Camera {
        &self.camera
    }

    /// The part of the world in which things are drawn.
    pub fn drawn(&self) -> Rect {
        self.camera.visible().inflate(MARGIN / self.camera.zoom)
    }

    /// Tells the size of the canvas and what panels cover of it, in pixels. What was in the middle stays there. Tells what
    /// the view was fitted to that now has another size, and may be fitted anew.
    pub fn set_viewport(&mut self, width: f64, height: f64, insets: Insets) -> Option<Fitted> {
        let middle = self.camera.centre();
        let before = (self.camera.width, self.camera.height);
        let is_covered_otherwise = self.camera.insets != insets;
        self.camera.width = width.max(1.0);
        self.camera.height = height.max(1.0);
        self.camera.insets = insets;
        let fitted = self.fitted;
        self.look_at(middle);
        self.fitted = fitted;
        let differs = |a: f64, b: f64| (a - b).abs() >= 1.0;
        let is_resized = differs(before.0, width) || differs(before.1, height);
        // What was opened is shown in what a phone's sheet leaves of the canvas, and in all of it once that is closed.
        fitted.filter(|is| is_resized || *is == Fitted::Opening && is_covered_otherwise)
    }

    /// Shows all of this; with `None`, an empty canvas.
    pub fn fit(&mut self, content: Option<Rect>) {
        let content = content.unwrap_or(Rect::card(Point::default()));
        self.move_camera(|camera| camera.fit(content, camera.largest_fit()));
        self.fitted = Some(Fitted::Whole);
    }

    /// Shows all of this, and again whenever panels leave another part of the view, until it is moved.
    pub fn open(&mut self, content: Option<Rect>) {
        self.fit(content);
        self.fitted = Some(Fitted::Opening);
    }

    /// Whether all of this is shown as [`View::fit`] does.
    pub fn is_fitted(&self, content: Option<Rect>) -> bool {
        let mut fitted = self.camera;
        let content = content.unwrap_or(Rect::card(Point::default()));
        fitted.fit(content, fitted.largest_fit());
        let (is, was) = (self.camera.offset, fitted.offset);
        (self.camera.zoom / fitted.zoom - 1.0).abs() < 0.01
            && (is.x - was.x).hypot(is.y - was.y) < 2.0
    }

    /// How high the canvas would have to be for all of this to be as large as its width allows, and no larger than it is.
    pub fn wanted_height(&self, content: Option<Rect>) -> f64 {
        self.camera
            .wanted_height(content.unwrap_or(Rect::card(Point::default())))
    }

    /// Zooms by a factor at the middle of the open part of the view.
    pub fn zoom_by(&mut self, factor: f64) {
        self.move_camera(|camera| camera.zoom_at(camera.open().centre(), factor));
    }

    /// Moves the view so that this part of the world is in its middle.
    pub fn look_at(&mut self, world: Point) {
        let (to, now) = (
            self.camera.open().centre(),
            self.camera.view_from_world(world),
        );
        self.pan(to.x - now.x, to.y - now.y);
    }

    /// Moves what is seen by this many pixels.
    pub fn pan(&mut self, dx: f64, dy: f64) {
        self.move_camera(|camera| camera.pan(dx, dy));
    }

    /// Zooms by a factor; what is seen at `at` (view pixels) stays there.
    pub fn zoom_at(&mut self, at: Point, factor: f64) {
        self.move_camera(|camera| camera.zoom_at(at, factor));
    }

    /// Shows this: moves just so far that it is seen, and further away only where it does not fit.
    pub fn show(&mut self, content: Rect) {
        self.move_camera(|camera| camera.show(content));
    }

    /// Shows this beside what is seen of the document's parts: further away, if need be.
    pub fn include(&mut self, document: &Document, content: Rect) {
        let visible = self.camera.visible();
        let scenario = document.scenario();
        let cards = scenario.components.iter().map(|c| Rect::card(c.at));
        let frames = scenario.regions.iter().map(|r| r.frame);
        let notes = scenario.notes.iter().map(Note::frame);
        let seen = cards
            .chain(frames)
            .chain(notes)
            .filter(|part| visible.encloses(*part));
        let seen = seen.reduce(Rect::union);
        self.move_camera(|camera| camera.include(content, seen));
    }

    /// Whether nothing of what is drawn can be seen, though something is.
    pub fn is_lost(&self, document: &Document) -> bool {
        let camera = &self.camera;
        let open = camera.open();
        let corner = |x, y| camera.world_from_view(Point::new(x, y));
        let seen = Rect::spanning(corner(open.x, open.y), corner(open.right(), open.bottom()));
        let scenario = document.scenario();
        let cards = scenario.components.iter().map(|c| Rect::card(c.at));
        let mut parts = cards
            .chain(scenario.regions.iter().map(|r| r.frame))
            .chain(scenario.notes.iter().map(Note::frame))
            .peekable();
        parts.peek().is_some() && !parts.any(|part| seen.touches(part))
    }

    /// Moves the view just so far that this is seen, if it is not.
    pub fn reveal(&mut self, content: Rect) {
        self.move_camera(|camera| camera.reveal(content));
    }

    fn move_camera(&mut self, by: impl FnOnce(&mut Camera)) {
        by(&mut self.camera);
        self.fitted = None;
        self.changes.camera_moved();
    }
}

/// Where a thing lies on the canvas: its card, its frame, what encloses its parts, the bounds of its curve.
pub fn place_of(document: &Document, target: Target) -> Option<Rect> {
    match target {
        Target::Component(id) => document.component(id).map(|c| Rect::card(c.at)),
        Target::Region(id) => document.region(id).map(|r| r.frame),
        Target::Group(id) => {
            let parts = document.scenario().components.iter();
            let parts = parts.filter(|c| c.groups.contains(&id));
            parts.map(|c| Rect::card(c.at)).reduce(Rect::union)
        }
        Target::Link(id) => Curve::of_link(document, id).map(|curve| curve.bounds()),
        Target::Note(id) => document.note(id).map(Note::frame),
    }
}
