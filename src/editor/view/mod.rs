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
pub mod elements;
pub mod hit;
pub mod label;
mod routes;
pub mod snap;
pub mod stacks;

use std::cell::RefCell;
use std::sync::Arc;

use self::camera::{Camera, Insets};
use self::curve::Curve;
use self::routes::Routes;
use self::stacks::{Stack, Stacks};
use super::changes::Changes;
use super::document::Document;
use crate::model::{ComponentId, LinkId, Note, Point, Rect, Target};

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
    stacks: RefCell<Stacks>,
    pub(super) changes: Changes,
}

impl View {
    /// The curve of a link by its index; `None` where another link of a stack is drawn for it.
    pub fn route(&self, document: &Document, link: usize) -> Option<Curve> {
        let (from, to) = document.topology().ends.get(link).copied().flatten()?;
        let is_stacked = self.with_stacks(document, |stacks| {
            [from, to].iter().any(|&end| stacks.of(end).is_some())
        });
        if is_stacked {
            return self.between(document, from, to);
        }
        self.routes.borrow_mut().of_link(document, link)
    }

    /// From card to card by their indices, straight; `None` where one of them is not seen.
    fn between(&self, document: &Document, from: usize, to: usize) -> Option<Curve> {
        let (from, to) = (self.card(document, from)?, self.card(document, to)?);
        Some(Curve::between(from, to))
    }

    fn with_stacks<T>(&self, document: &Document, ask: impl FnOnce(&Stacks) -> T) -> T {
        let mut stacks = self.stacks.borrow_mut();
        stacks.follow(document, &self.camera);
        ask(&stacks)
    }

    /// The stack that this part stands in.
    pub fn stack_of(&self, document: &Document, id: ComponentId) -> Option<Arc<Stack>> {
        let index = document.index_of(id)?;
        self.with_stacks(document, |stacks| {
            stacks.of(index).map(|(stack, _)| Arc::clone(stack))
        })
    }

    /// The part whose card is seen for this one: itself, or the one that stands for its stack.
    pub fn shown_for(&self, document: &Document, id: ComponentId) -> ComponentId {
        let stack = self.stack_of(document, id);
        stack.and_then(|stack| stack.first()).unwrap_or(id)
    }

    /// The card of a component by its index; `None` where another stands for it.
    pub fn card(&self, document: &Document, index: usize) -> Option<Rect> {
        let component = document.scenario().components.get(index)?;
        self.with_stacks(document, |stacks| match stacks.of(index) {
            None => Some(Rect::card(component.at)),
            Some((stack, is_first)) => is_first.then_some(stack.card),
        })
    }

    /// All cards that are seen, with the indices of their components.
    pub fn cards(&self, document: &Document) -> Vec<(usize, Rect)> {
        let components = document.scenario().components.iter().enumerate();
        self.with_stacks(document, |stacks| {
            let card = |(i, c): (usize, &crate::model::Component)| match stacks.of(i) {
                None => Some((i, Rect::card(c.at))),
                Some((stack, is_first)) => is_first.then_some((i, stack.card)),
            };
            components.filter_map(card).collect()
        })
    }

    /// The parts that could stand as one card with this one, itself among them; empty where none could.
    pub fn alike(&self, document: &Document, id: ComponentId) -> Vec<ComponentId> {
        let components = &document.scenario().components;
        let Some(index) = document.index_of(id) else {
            return Vec::new();
        };
        let like = document.sound().alike().like(index).iter();
        let like: Vec<_> = like.filter_map(|&i| components.get(i)).collect();
        if like.len() < 2 || !like.iter().all(|c| stacks::may_stand_in_one(c)) {
            return Vec::new();
        }
        like.iter().map(|c| c.id).collect()
    }

    /// Opens the stack that this part is in, or closes it.
    pub fn turn_stack(&mut self, document: &Document, id: ComponentId) {
        let is_closed = self.stack_of(document, id).is_some();
        let members = self.alike(document, id);
        self.stacks.get_mut().turn(&members, !is_closed);
        self.changes.picture = true;
    }

    /// Stacks are as they are by themselves: for another document.
    pub fn forget_stacks(&mut self) {
        self.stacks.get_mut().forget_hands();
    }

    /// Opens the stack that this part is in, unless it stands for it, so that it is seen by itself.
    pub fn open_stack_around(&mut self, document: &Document, target: Target) {
        if let Target::Component(id) = target
            && self.shown_for(document, id) != id
        {
            self.turn_stack(document, id);
        }
    }

    /// Everything that is one with this on the canvas: the parts of its stack, or the links that are drawn as one.
    pub fn whole(&self, document: &Document, target: Target) -> Vec<Target> {
        let members = |id| {
            let stack = self.stack_of(document, id);
            stack.map_or_else(|| vec![id], |stack| stack.members.clone())
        };
        match target {
            Target::Component(id) => members(id).into_iter().map(Target::Component).collect(),
            Target::Link(link) => {
                let (from, to) = (members(link.from), members(link.to));
                // Those that are alike have the same links, so all of these are there.
                let pairs = from.iter().flat_map(|a| to.iter().map(move |b| (*a, *b)));
                let pairs = pairs.filter(|(from, to)| from != to);
                let links = pairs.map(|(from, to)| LinkId { from, to });
                links.map(Target::Link).collect()
            }
            Target::Region(_) | Target::Group(_) | Target::Note(_) => vec![target],
        }
    }

    /// The links that this one, of this index, is drawn for.
    pub fn links_drawn_as(&self, document: &Document, index: usize, id: LinkId) -> Vec<LinkId> {
        let ends = document.topology().ends.get(index).copied().flatten();
        let is_stacked = self.with_stacks(document, |stacks| {
            ends.is_some_and(|(a, b)| stacks.of(a).is_some() || stacks.of(b).is_some())
        });
        if !is_stacked {
            return vec![id];
        }
        let whole = self.whole(document, Target::Link(id)).into_iter();
        whole
            .filter_map(|target| match target {
                Target::Link(id) => Some(id),
                _ => None,
            })
            .collect()
    }

    /// What stands as one card now, and a number that grows when that changes.
    pub(super) fn stacks(&self, document: &Document) -> (u64, Vec<Arc<Stack>>) {
        self.with_stacks(document, |stacks| (stacks.version(), stacks.all().to_vec()))
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

    /// Whether it is as it was opened: nobody has moved it since.
    pub fn is_as_opened(&self) -> bool {
        self.fitted == Some(Fitted::Opening)
    }

    /// Whether all of this is in what panels leave of the view.
    pub fn sees(&self, content: Rect) -> bool {
        let corner = |x, y| self.camera.view_from_world(Point::new(x, y));
        let seen = Rect::spanning(
            corner(content.x, content.y),
            corner(content.right(), content.bottom()),
        );
        self.camera.open().encloses(seen)
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
        Target::Link(id) => curve::of_link(document, id).map(|curve| curve.bounds()),
        Target::Note(id) => document.note(id).map(Note::frame),
    }
}
