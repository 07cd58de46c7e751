//! The gesture under way, and what becomes of it with every event.

use std::collections::BTreeMap;

use super::camera::{Panning, Pinching};
use super::drag::Dragging;
use super::gesture::{Gesture, Pressing};
use super::marquee::Marquee;
use super::outcome::Outcome;
use super::place::Placing;
use super::resize::Resizing;
use crate::editor::changes::Changes;
use crate::editor::document::Document;
use crate::editor::document::add::Drawn;
use crate::editor::input::{Button, Device, PointerEvent, PointerKind, Wheel};
use crate::editor::view::View;
use crate::editor::view::hit::Hit;
use crate::model::{Point, Target};

/// How far a mouse or pen may stray while it clicks, in view pixels.
const MOUSE_SLOP: f64 = 4.0;
/// The same of a finger.
const TOUCH_SLOP: f64 = 9.0;

/// What gestures work on.
pub(in crate::editor) struct Reach<'a> {
    /// It selects, and changes the draft.
    pub document: &'a mut Document,
    /// It moves the camera.
    pub view: &'a mut View,
    /// Whether it may change nothing of the document.
    pub is_readonly: bool,
    /// Whether something was to be changed that may not be.
    pub is_refused: bool,
}

/// A click that another may make a double click.
#[derive(Clone, Copy, Debug)]
pub(super) struct Click {
    /// What was clicked; `None`: the ground.
    pub target: Option<Target>,
    /// Where, in view pixels.
    pub at: Point,
    /// When.
    pub at_ms: f64,
}

/// The gesture under way, and what came before where that matters: fingers that are down, and the last click.
#[derive(Debug)]
pub struct Hand {
    pub(super) gesture: Gesture,
    fingers: BTreeMap<i32, Point>,
    pub(super) last_click: Option<Click>,
    /// Whether taps of a finger add to what is selected.
    pub(super) is_selecting: bool,
    pub(in crate::editor) changes: Changes,
}

impl Default for Hand {
    fn default() -> Self {
        Self {
            gesture: Gesture::Idle,
            fingers: BTreeMap::new(),
            last_click: None,
            is_selecting: false,
            changes: Changes::default(),
        }
    }
}

impl Hand {
    /// What it is doing.
    pub fn gesture(&self) -> &Gesture {
        &self.gesture
    }

    /// Whether it does nothing.
    pub fn is_idle(&self) -> bool {
        matches!(self.gesture, Gesture::Idle)
    }

    /// A pointer did something on the canvas, or anywhere while it is captured.
    pub(in crate::editor) fn pointer(
        &mut self,
        event: PointerEvent,
        reach: &mut Reach<'_>,
    ) -> Option<Outcome> {
        if !(event.at.x.is_finite() && event.at.y.is_finite()) {
            return None;
        }
        match event.kind {
            PointerKind::Down => self.pressed(event, reach),
            PointerKind::Move => {
                self.moved(event, reach);
                None
            }
            PointerKind::Up => self.lifted(event, reach),
            // The finger that is left of a pinch goes on, as if the other were lifted.
            PointerKind::Cancel if matches!(self.gesture, Gesture::Pinching(_)) => {
                self.lifted(event, reach)
            }
            PointerKind::Cancel => {
                self.fingers.remove(&event.id);
                if self.is_of(event.id) {
                    self.cancel(reach.document);
                }
                None
            }
        }
    }

    /// Gives up what it is doing and takes back what it changed. Returns whether it was doing anything.
    pub(in crate::editor) fn cancel(&mut self, document: &mut Document) -> bool {
        match self.end() {
            Gesture::Idle => return false,
            Gesture::Dragging(_) | Gesture::Resizing(_) => document.bail(),
            Gesture::Marquee(marquee) => document.select(marquee.base.iter()),
            Gesture::Linking(_)
            | Gesture::Pressing(_)
            | Gesture::Panning(_)
            | Gesture::Pinching(_)
            | Gesture::Placing(_) => {}
        }
        true
    }

    /// A change by other means is about to happen: what a gesture has changed so far, or knows of the document, is
    /// given up first. A mere press is not: a field that loses the focus to it may still change something.
    pub(in crate::editor) fn yield_document(&mut self, document: &mut Document) {
        if matches!(
            self.gesture,
            Gesture::Dragging(_) | Gesture::Resizing(_) | Gesture::Linking(_) | Gesture::Marquee(_)
        ) {
            self.cancel(document);
        }
    }

    /// The gesture is over.
    pub(super) fn end(&mut self) -> Gesture {
        let over = std::mem::replace(&mut self.gesture, Gesture::Idle);
        if let Gesture::Linking(linking) = &over {
            self.changes.look_different(linking.all_ends());
        }
        self.changes.picture = true;
        over
    }

    /// Something is taken out of the palette.
    pub(in crate::editor) fn begin_place(
        &mut self,
        drawn: Drawn,
        pointer: i32,
        reach: &mut Reach<'_>,
    ) {
        self.cancel(reach.document);
        reach.is_refused = reach.is_readonly;
        if !reach.is_readonly {
            self.gesture = Gesture::Placing(Placing::begin(drawn, pointer));
        }
    }

    fn pressed(&mut self, event: PointerEvent, reach: &mut Reach<'_>) -> Option<Outcome> {
        if event.device == Device::Touch && self.begins_pinch(event, reach) {
            return None;
        }
        match &mut self.gesture {
            Gesture::Linking(linking) if linking.pointer.is_none() => {
                linking.move_to(reach.document, reach.view, event.at);
                return self.finish_link(reach.document);
            }
            Gesture::Idle => {}
            _ => return None,
        }
        if event.button == Button::Middle {
            self.gesture = panning(event);
            return None;
        }
        let hit = event
            .hit
            .unwrap_or_else(|| reach.view.hit(reach.document, event.at));
        let selected = reach.document.selection();
        self.is_selecting &= !selected.is_empty();
        let fresh = hit.target().filter(|t| !selected.contains(*t));
        let mut has_selected = false;
        if let (Button::Primary, Some(target)) = (event.button, fresh) {
            has_selected = true;
            if self.adds(&event) {
                toggle(reach, target);
            } else {
                reach.document.select([target]);
            }
        }
        self.gesture = Gesture::Pressing(Pressing {
            event,
            hit,
            has_selected,
            has_rested: false,
        });
        None
    }

    /// A finger comes down: the second one of two begins a pinch.
    fn begins_pinch(&mut self, event: PointerEvent, reach: &mut Reach<'_>) -> bool {
        // A finger whose lifting was never told must not turn every later press into a pinch.
        if self.is_idle() {
            self.fingers.clear();
        }
        // A hand that rests beside the pen or the mouse takes nothing out of it.
        let is_beside = self.fingers.is_empty() && !self.is_idle();
        if is_beside || matches!(self.gesture, Gesture::Pinching(_)) {
            return false;
        }
        let other = self.fingers.iter().next().map(|(&id, &at)| (id, at));
        self.fingers.insert(event.id, event.at);
        let Some((other, at)) = other.filter(|(id, _)| *id != event.id) else {
            return false;
        };
        self.cancel(reach.document);
        self.gesture = Gesture::Pinching(Pinching {
            fingers: [other, event.id],
            last: [at, event.at],
        });
        true
    }

    fn moved(&mut self, event: PointerEvent, reach: &mut Reach<'_>) {
        if let Some(finger) = self.fingers.get_mut(&event.id) {
            *finger = event.at;
        }
        if let Gesture::Pressing(pressing) = self.gesture {
            let start = pressing.event;
            let strayed = (event.at.x - start.at.x).hypot(event.at.y - start.at.y);
            if start.id != event.id || strayed <= slop(event.device) {
                return;
            }
            self.begin(pressing, reach);
        }
        let (document, view) = (&mut *reach.document, &mut *reach.view);
        let (at, id) = (event.at, event.id);
        match &mut self.gesture {
            Gesture::Dragging(g) if g.pointer == id => {
                g.move_to(document, view, at, event.modifiers);
            }
            Gesture::Resizing(g) if g.pointer == id => {
                g.move_to(document, view, at, event.modifiers);
            }
            Gesture::Marquee(g) if g.pointer == id => g.move_to(document, view, at),
            Gesture::Linking(g) if g.pointer.is_none_or(|pointer| pointer == id) => {
                g.move_to(document, view, at);
            }
            Gesture::Placing(g) if g.pointer == id => {
                g.move_to(document, view, at, event.modifiers);
            }
            Gesture::Panning(g) if g.pointer == id => return g.move_to(view, at),
            Gesture::Pinching(g) => {
                let [a, b] = g.fingers.map(|id| self.fingers.get(&id));
                if let (Some(&a), Some(&b)) = (a, b) {
                    g.move_to(view, [a, b]);
                }
                return;
            }
            Gesture::Idle
            | Gesture::Pressing(_)
            | Gesture::Dragging(_)
            | Gesture::Resizing(_)
            | Gesture::Marquee(_)
            | Gesture::Linking(_)
            | Gesture::Panning(_)
            | Gesture::Placing(_) => return,
        }
        self.changes.picture = true;
    }

    /// What a press becomes once it moves.
    fn begin(&mut self, pressing: Pressing, reach: &mut Reach<'_>) {
        let (start, hit) = (pressing.event, pressing.hit);
        self.gesture = Gesture::Idle;
        if start.button == Button::Secondary || reach.is_readonly {
            let is_of_view = matches!(hit, Hit::Link(_) | Hit::Ground);
            reach.is_refused = start.button != Button::Secondary && !is_of_view;
            self.gesture = panning(start);
            return;
        }
        let (document, view) = (&*reach.document, &*reach.view);
        let begun = match hit {
            Hit::Card(_) | Hit::Region(_) | Hit::Note(_) => {
                Dragging::begin(document, view, start, hit).map(Gesture::Dragging)
            }
            Hit::Port(id) => return self.begin_link(id, Some(start.id), reach),
            Hit::Corner(id) => Resizing::begin(document, view, start, id).map(Gesture::Resizing),
            Hit::Link(_) | Hit::Ground if start.device == Device::Touch && !pressing.has_rested => {
                Some(panning(start))
            }
            Hit::Link(_) | Hit::Ground => {
                let adds = self.adds(&start);
                self.is_selecting |= pressing.has_rested;
                let marquee = Marquee::begin(document, view, start, adds);
                Some(Gesture::Marquee(marquee))
            }
        };
        self.gesture = begun.unwrap_or(Gesture::Idle);
    }

    fn lifted(&mut self, event: PointerEvent, reach: &mut Reach<'_>) -> Option<Outcome> {
        self.fingers.remove(&event.id);
        if !self.is_of(event.id) {
            return None;
        }
        match self.end() {
            Gesture::Pressing(pressing) => self.clicked(pressing, event, reach),
            Gesture::Dragging(dragging) => Some(dragging.outcome(reach.document)),
            Gesture::Resizing(resizing) => {
                let name = reach.document.name_of(Target::Region(resizing.region));
                resizing.drop(reach.document.draft());
                Some(Outcome::Squash(format!("Size {name}")))
            }
            Gesture::Linking(linking) => linking.outcome(reach.document),
            Gesture::Placing(mut placing) => {
                placing.move_to(reach.document, reach.view, event.at, event.modifiers);
                Some(Outcome::PutDown(placing.drawn, placing.at?))
            }
            // The finger that is left goes on moving the view.
            Gesture::Pinching(_) => {
                if let Some((&pointer, &last)) = self.fingers.iter().next() {
                    self.gesture = Gesture::Panning(Panning { pointer, last });
                }
                None
            }
            Gesture::Idle | Gesture::Marquee(_) | Gesture::Panning(_) => None,
        }
    }

    /// Whether this pointer makes the gesture.
    fn is_of(&self, pointer: i32) -> bool {
        match &self.gesture {
            Gesture::Idle => false,
            Gesture::Pressing(g) => g.event.id == pointer,
            Gesture::Dragging(g) => g.pointer == pointer,
            Gesture::Resizing(g) => g.pointer == pointer,
            Gesture::Linking(g) => g.pointer == Some(pointer),
            Gesture::Placing(g) => g.pointer == pointer,
            Gesture::Marquee(g) => g.pointer == pointer,
            Gesture::Panning(g) => g.pointer == pointer,
            Gesture::Pinching(g) => g.fingers.contains(&pointer),
        }
    }
}

/// Adds it to what is selected with all that is one with it on the canvas, or takes it out.
pub(super) fn toggle(reach: &mut Reach<'_>, target: Target) {
    let is_in = reach.document.selection().contains(target);
    for target in reach.view.whole(reach.document, target) {
        if reach.document.selection().contains(target) == is_in {
            reach.document.toggle_selected(target);
        }
    }
}

/// The wheel was turned: pans, or zooms at the pointer while control (or ⌘) is held.
pub(in crate::editor) fn wheel(view: &mut View, wheel: Wheel) {
    if wheel.modifiers.command {
        view.zoom_at(wheel.at, zoom_of_wheel(wheel.dy));
    } else if wheel.modifiers.shift && wheel.dx == 0.0 {
        view.pan(-wheel.dy, 0.0);
    } else {
        view.pan(-wheel.dx, -wheel.dy);
    }
}

/// By what factor the wheel zooms.
///
/// Browsers report a trackpad's pinch as small turns of the wheel whose sum is 100 times the logarithm of the fingers'
/// scale. A notch of a mouse is larger than any of them, whatever the browser's own zoom makes of it.
fn zoom_of_wheel(dy: f64) -> f64 {
    /// The largest step of a pinch, in pixels.
    const LARGEST_STEP: f64 = 40.0;
    /// By what a notch zooms.
    const NOTCH: f64 = 1.2;
    if dy.abs() < LARGEST_STEP {
        (-dy / 100.0).exp()
    } else {
        NOTCH.powf(-dy.signum())
    }
}

fn panning(start: PointerEvent) -> Gesture {
    Gesture::Panning(Panning {
        pointer: start.id,
        last: start.at,
    })
}

/// How far a pointer may stray while it clicks, in view pixels.
fn slop(device: Device) -> f64 {
    match device {
        Device::Touch => TOUCH_SLOP,
        Device::Mouse | Device::Pen => MOUSE_SLOP,
    }
}
