//! Gestures: how they reach the rooms of the session, and what becomes of their outcomes.

use super::Session;
use super::messages::{Severity, Topic};
use super::request::Request;
use crate::editor::document::add::{self, Drawn};
use crate::editor::document::duplicate;
use crate::editor::gestures::gesture::Gesture;
use crate::editor::gestures::hand::{self, Hand, Reach};
use crate::editor::gestures::outcome::{Menu, Outcome};
use crate::editor::input::{PointerEvent, PointerKind, Wheel};
use crate::editor::view;
use crate::model::geometry::grid::to_grid;
use crate::model::{ComponentId, Kind, Point, Rect, Target};

impl Session {
    /// A pointer did something on the canvas, or anywhere while it is captured.
    pub fn pointer(&mut self, event: PointerEvent) {
        if event.kind == PointerKind::Down {
            self.menu_place = None;
        }
        let outcome = self.with_hand(|hand, reach| hand.pointer(event, reach));
        self.select_whole();
        self.carry_out(outcome);
    }

    /// The wheel was turned: pans, or zooms at the pointer while control (or ⌘) is held.
    pub fn wheel(&mut self, wheel: Wheel) {
        hand::wheel(&mut self.view, wheel);
    }

    /// Gives up the gesture under way and takes back what it changed. Returns whether it was doing anything.
    pub fn cancel_gesture(&mut self) -> bool {
        self.hand.cancel(&mut self.document)
    }

    /// Begins to draw a link from this component; ended by a click, by Enter, or by the pointer that is named.
    pub fn begin_link(&mut self, from: ComponentId, pointer: Option<i32>) {
        self.with_hand(|hand, reach| hand.begin_link(from, pointer, reach));
    }

    /// Enter: ends a link that is drawn by keys where it points. Returns whether there was one.
    pub(in crate::editor) fn finish_link_by_key(&mut self) -> bool {
        let outcome = self.hand.finish_link_by_key(&self.document);
        let was_one = outcome.is_some();
        let end = match outcome {
            Some(Outcome::Link(_, to)) => Some(to),
            _ => None,
        };
        self.carry_out(outcome);
        // Where the keys have led to is where they go on.
        if let Some(to) = end {
            self.come_to(Target::Component(to), false);
        }
        was_one
    }

    /// Whether the link that is being drawn may end at this component, or the sentence that says why not; `None` while none
    /// is drawn, and for the component that it starts at.
    pub fn link_target(&self, id: ComponentId) -> Option<Result<(), String>> {
        self.hand.linking()?.target(&self.document, id)
    }

    /// Something is taken out of the palette. Its moves go to [`Session::pointer`], in view pixels of the canvas,
    /// also while it is still over the palette.
    pub fn begin_place(&mut self, drawn: Drawn, pointer: i32) {
        self.with_hand(|hand, reach| hand.begin_place(drawn, pointer, reach));
    }

    /// The keyboard's focus came to this: it is selected alone and brought into view, or becomes the end of the link that is
    /// being drawn.
    pub fn focus(&mut self, target: Target) {
        match (self.hand.gesture(), target) {
            (Gesture::Linking(_), Target::Component(id)) => {
                self.hand.aim_link_at(&self.document, id);
            }
            (Gesture::Idle, _) if !self.document.selection().contains(target) => {
                self.come_to(target, false);
            }
            (Gesture::Idle, _) => self.stop = Some(target),
            _ => {}
        }
    }

    /// Selects it alone and moves the view just so far that it is seen: for an entry of the log or a verdict.
    pub fn show(&mut self, target: Target) {
        self.view.open_stack_around(&self.document, target);
        if let Some(place) = view::place_of(&self.document, target) {
            self.document.select([target]);
            self.select_whole();
            self.bring_into_view(place);
        }
    }

    /// Moves the view so that what is written on this can be read.
    pub fn bring_close(&mut self, target: Target) {
        if let Some(place) = view::place_of(&self.document, target) {
            let camera = *self.view.camera();
            if !camera.is_readable() {
                let at = camera.view_from_world(place.centre());
                self.view.zoom_at(at, 1.0 / camera.zoom);
            }
            self.view.reveal(place);
        }
    }

    /// Moves the view away just so far that this is seen beside what is seen already.
    pub(in crate::editor) fn include(&mut self, place: Rect) {
        if self.view.is_as_opened() {
            self.fit_opened();
        } else {
            self.view.include(&self.document, place);
        }
    }

    fn with_hand<T>(&mut self, act: impl FnOnce(&mut Hand, &mut Reach<'_>) -> T) -> T {
        let is_readonly = self.is_readonly();
        let mut reach = Reach {
            document: &mut self.document,
            view: &mut self.view,
            is_readonly,
            is_refused: false,
        };
        let done = act(&mut self.hand, &mut reach);
        if reach.is_refused {
            self.say_locked();
        }
        done
    }

    pub(super) fn carry_out(&mut self, outcome: Option<Outcome>) {
        match outcome {
            None => {}
            Some(Outcome::Squash(label)) => match self.document.squash(label) {
                Ok(stepped) => self.tell(stepped),
                Err(rejection) => self.refuse(rejection.to_string()),
            },
            Some(Outcome::Link(from, to)) => self.link_whole(from, to),
            Some(Outcome::Offer(from, at)) => self.offer(from, at),
            Some(Outcome::Copy { dx, dy }) => {
                if let Some(copies) = duplicate::duplicate_by(&self.document, dx, dy) {
                    self.propose(copies);
                }
            }
            Some(Outcome::PutDown(drawn, at)) => self.put_down(drawn, at),
            Some(Outcome::Menu(menu)) => self.open_menu(menu),
            Some(Outcome::Rename(Target::Component(id)))
                if self.view.stack_of(&self.document, id).is_some() =>
            {
                self.turn_stack(id);
            }
            Some(Outcome::Rename(target)) => self.request(Request::Rename(target)),
            Some(Outcome::Write(at)) => self.add_note_at(to_grid(at), None),
        }
    }

    fn put_down(&mut self, drawn: Drawn, at: Point) {
        if self.propose(add::put_down(&self.document, drawn, at)) {
            self.write_added();
        }
    }

    /// A link was dropped on the ground: what may stand there is offered, or it is said that nothing may.
    fn offer(&mut self, from: ComponentId, at: Point) {
        let kinds = add::callable(&self.document, from);
        if !kinds.is_empty() {
            let at = self.view.camera().view_from_world(at);
            self.request(Request::Offer { at, from, kinds });
        } else if let Some(component) = self.document.component(from) {
            let why = component.kind().row().calls_no_other;
            self.say_of(Topic::Drawing, Severity::Note, why);
        }
    }

    /// Adds a part at this point of the view (pixels) and a link to it, as one step.
    pub fn add_called(&mut self, from: ComponentId, kind: Kind, at: Point) {
        let at = self.view.camera().world_from_view(at);
        match add::called(&self.document, from, kind, at) {
            Ok(proposal) => {
                self.propose(proposal);
            }
            Err(refusal) => self.refuse(refusal.to_string()),
        }
    }

    /// Whether taps add to what is selected, since a finger rested on something.
    pub fn is_selecting(&self) -> bool {
        self.hand.is_selecting() && !self.document.selection().is_empty()
    }

    /// Where the menu of the ground was opened, to be used once.
    pub(in crate::editor) fn take_menu_place(&mut self) -> Option<Point> {
        self.menu_place.take()
    }

    pub(super) fn open_menu(&mut self, Menu { at, target }: Menu) {
        let place = self.view.camera().world_from_view(at);
        self.menu_place = target.is_none().then(|| to_grid(place));
        self.request(Request::ContextMenu { at, target });
    }
}
