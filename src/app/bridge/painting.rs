//! The frame loop and the three canvases: what is painted, and when.

use super::Bridge;
use super::publish::set;
use super::scene::Scene;
use super::scrubbing::Scrub;
use crate::app::browser::frames::{Frames, Motion};
use crate::app::browser::paint::Inks;
use crate::app::browser::paint::traffic::{self, Dot, DotKind};
use crate::app::browser::paint::{overlay, timeline};
use crate::app::browser::surface::{DensityWatch, Surface};
use crate::app::browser::theme;
use crate::app::browser::{HtmlCanvasElement, now_ms, prefers_reduced_motion};
use crate::app::fetched::Fetched;
use crate::editor::{Changes, Load, Session};
use crate::engine::Cargo;
use crate::model::order;

/// The canvases and what of them has to be painted anew.
#[derive(Default)]
pub struct Painter {
    scene: Option<Scene>,
    traffic: Option<Surface>,
    timeline: Option<Surface>,
    inks: Inks,
    timeline_is_old: bool,
    has_painted: bool,
    /// When the last frame was, in milliseconds.
    frame_ms: f64,
    /// When the camera was last seen to have moved, in milliseconds.
    moved_ms: f64,
    camera_moves: bool,
    /// A hand that holds the timeline.
    pub(super) scrub: Option<Scrub>,
}

impl Bridge {
    pub(super) fn start_painting(self) {
        let frames = Frames::new(move |at_ms| self.frame(at_ms));
        let inner = self.inner();
        let mut hands = inner.hands.borrow_mut();
        hands.frames = Some(frames);
        hands.density = Some(DensityWatch::new(move || self.paint_anew()));
        hands
            .listeners
            .extend(theme::on_system_change(move || self.new_inks()));
        drop(hands);
        self.new_inks();
    }

    /// The theme changed: everything is painted in other colours.
    pub fn new_inks(self) {
        self.inner().painter.borrow_mut().inks = Inks::read();
        self.paint_anew();
    }

    /// All canvases are painted in the next frame.
    fn paint_anew(self) {
        {
            let inner = self.inner();
            let mut painter = inner.painter.borrow_mut();
            painter.picture_is_old();
            painter.timeline_is_old = true;
        }
        self.wake_frames();
    }

    /// A canvas of links and regions is in the page: the first is seen first.
    pub fn attach_links(self, canvas: HtmlCanvasElement) {
        let surface = self.surface(canvas);
        self.attach(|painter| match (&mut painter.scene, surface) {
            (Some(scene), Some(surface)) => scene.set_back(surface),
            (scene, surface) => *scene = surface.map(Scene::new),
        });
    }

    /// The canvas of traffic is in the page.
    pub fn attach_traffic(self, canvas: HtmlCanvasElement) {
        let surface = self.surface(canvas);
        self.attach(|painter| painter.traffic = surface);
    }

    /// The canvas of the timeline is in the page.
    pub fn attach_timeline(self, canvas: HtmlCanvasElement) {
        let surface = self.surface(canvas);
        self.attach(|painter| painter.timeline = surface);
    }

    fn surface(self, canvas: HtmlCanvasElement) -> Option<Surface> {
        Surface::new(canvas, move || self.paint_anew())
    }

    fn attach(self, attach: impl FnOnce(&mut Painter)) {
        attach(&mut self.inner().painter.borrow_mut());
        self.new_inks();
    }

    pub(super) fn wake_frames(self) {
        if let Some(frames) = &self.inner().hands.borrow().frames {
            frames.wake();
        }
    }

    /// What changed may have to be painted, or may move.
    pub(super) fn wake(self, changes: &Changes) {
        {
            let inner = self.inner();
            let mut painter = inner.painter.borrow_mut();
            painter.camera_moves |= changes.camera;
            if changes.picture || changes.camera {
                painter.picture_is_old();
            }
            if let Some(scene) = painter.scene.as_mut().filter(|_| changes.numbers) {
                scene.numbers_are_old();
            }
            painter.timeline_is_old |= changes.numbers || changes.log || changes.transport;
        }
        self.wake_frames();
    }

    fn frame(self, at_ms: f64) -> Motion {
        self.follow_scrub();
        self.change(|session| session.frame(at_ms));
        let inner = self.inner();
        let session = inner.session.borrow();
        let mut painter = inner.painter.borrow_mut();
        painter.paint(&session, self, at_ms);
        let is_first = !std::mem::replace(&mut painter.has_painted, true);
        drop((painter, session));
        if is_first && self.rest().is_none() {
            self.fetch_rest();
        }
        let is_busy = self.more_elements() | self.follow_camera(at_ms);
        self.think(at_ms);
        if is_busy || self.moves() {
            Motion::Moving
        } else {
            Motion::Still
        }
    }

    /// Many cards are moved as one layer while the camera moves, and drawn sharp again when it rests. Whether it may still
    /// move.
    fn follow_camera(self, at_ms: f64) -> bool {
        /// Cards that a browser without a graphics card draws anew in a part of a frame.
        const FEW: usize = 40;
        /// How long after its last move the camera rests, in milliseconds.
        const RESTS_MS: f64 = 150.0;
        let moves = {
            let inner = self.inner();
            let mut painter = inner.painter.borrow_mut();
            if std::mem::take(&mut painter.camera_moves) {
                painter.moved_ms = at_ms;
            }
            at_ms - painter.moved_ms < RESTS_MS && self.element_ids.with_untracked(Vec::len) > FEW
        };
        set(self.camera_moves, moves);
        moves
    }

    /// Whether another frame is wanted. What the rest of the page would find out waits for nothing where there is none.
    fn moves(self) -> bool {
        let inner = self.inner();
        if inner
            .painter
            .borrow()
            .scene
            .as_ref()
            .is_some_and(Scene::is_busy)
        {
            return true;
        }
        match self.rest.get_untracked() {
            Fetched::Lost => self.read(|session| session.simulation().moves()),
            Fetched::Coming | Fetched::Here(_) => self.read(Session::wants_frame),
        }
    }

    /// What is left of the frame goes to what takes its time; at least a little of it, that it is done at all.
    fn think(self, frame_ms: f64) {
        let Some(rest) = self.rest().filter(|_| self.read(Session::is_thinking)) else {
            return;
        };
        self.change(|session| {
            loop {
                (rest.think)(session);
                if !session.is_thinking() || now_ms() - frame_ms > FRAME_MS {
                    break;
                }
            }
        });
    }
}

/// How long after its start a frame has to be over, in milliseconds: half of one at 60 a second is the browser's own.
const FRAME_MS: f64 = 8.0;

impl Painter {
    fn picture_is_old(&mut self) {
        if let Some(scene) = &mut self.scene {
            scene.is_old();
        }
    }

    fn paint(&mut self, session: &Session, bridge: Bridge, at_ms: f64) {
        let Self {
            scene,
            traffic,
            timeline,
            inks,
            timeline_is_old,
            scrub,
            frame_ms,
            ..
        } = self;
        let took_ms = at_ms - std::mem::replace(frame_ms, at_ms);
        if let Some(scene) = scene {
            scene.frame(session, inks, at_ms, took_ms);
        }
        if let Some(surface) = traffic.as_mut() {
            surface.begin();
            let camera = session.view().camera();
            overlay::paint(&surface.pen, inks, &session.overlay(), camera);
            traffic::paint(&surface.pen, inks, &dots(session), camera.zoom);
        }
        if let Some(surface) = timeline
            .as_mut()
            .filter(|_| std::mem::take(timeline_is_old))
        {
            let now_s = session.simulation().run().now().as_seconds();
            if let Some(scrub) = scrub {
                timeline::paint(surface, inks, &scrub.timeline, now_s);
            } else {
                let run = bridge
                    .log
                    .with_untracked(|log| super::timeline::timeline(session, log));
                timeline::paint(surface, inks, &run, now_s);
            }
        }
    }
}

/// The dots that can be seen (none, where less motion is asked for: thickness and numbers tell the same), in pixels of the viewport, those of one kind together.
fn dots(session: &Session) -> Vec<Dot> {
    if prefers_reduced_motion() {
        return Vec::new();
    }
    let camera = session.view().camera();
    let visible = camera.visible();
    let dots = session
        .simulation()
        .dots(session.document(), session.view())
        .into_iter()
        .filter(|dot| visible.contains(dot.at));
    let mut dots: Vec<Dot> = dots
        .map(|dot| Dot {
            at: camera.view_from_world(dot.at),
            kind: dot_kind(dot.load),
            again: dot.load.again,
            dying: dot.dying,
        })
        .collect();
    order::sort_by_key(&mut dots, |dot| dot.kind);
    dots
}

const fn dot_kind(load: Load) -> DotKind {
    match load.cargo {
        Cargo::Read | Cargo::Write if load.is_of_delivery => DotKind::Message,
        Cargo::Read => DotKind::Read,
        Cargo::Write => DotKind::Write,
        Cargo::Replication => DotKind::Replication,
        Cargo::Answer => DotKind::Answer,
        Cargo::Failure => DotKind::Failure,
        Cargo::Resolve => DotKind::LookUp,
        Cargo::Probe => DotKind::Probe,
    }
}
