//! The hand as a state machine: what a press may become, and how it ends.
//!
//! A gesture that changes the document marks the moment before, changes freely, and ends in one step of history or in
//! none. Escape, a second finger, and a lost pointer take everything back.

use std::collections::BTreeMap;

use super::commands::Request;
use super::hit::Hit;
use super::input::{Button, Device, PointerEvent, PointerKind, Wheel};
use super::session::Session;
use crate::model::{Point, Target};

pub use super::gestures::drag::Dragging;
pub use super::gestures::link::Linking;
pub use super::gestures::marquee::Marquee;
pub use super::gestures::place::{Drawn, Placing};
pub use super::gestures::resize::Resizing;
pub use super::gestures::view::{Panning, Pinching};

/// How far a mouse or pen may stray while it clicks, in view pixels.
const MOUSE_SLOP: f64 = 4.0;
/// The same of a finger.
const TOUCH_SLOP: f64 = 9.0;
/// How long a finger rests until the menu opens, in milliseconds.
const LONG_PRESS_MS: f64 = 500.0;
/// The longest time between the two clicks of a double click, in milliseconds.
const DOUBLE_CLICK_MS: f64 = 400.0;

/// What the hand is doing.
#[derive(Clone, Debug)]
pub enum Gesture {
    /// Nothing.
    Idle,
    /// It has pressed and not yet moved: a click, or the start of something.
    Pressing(Pressing),
    /// It drags cards and regions.
    Dragging(Dragging),
    /// It spans a rectangle that selects.
    Marquee(Marquee),
    /// It draws a link.
    Linking(Linking),
    /// It drags the view.
    Panning(Panning),
    /// Two fingers hold the view.
    Pinching(Pinching),
    /// It drags something new from the palette.
    Placing(Placing),
    /// It drags the corner of a region.
    Resizing(Resizing),
}

/// A press that has not moved yet.
#[derive(Clone, Copy, Debug)]
pub struct Pressing {
    /// What began it.
    pub event: PointerEvent,
    /// What lies under it.
    pub hit: Hit,
    /// Whether the press itself has selected it, so that lifting must not toggle it away again.
    pub has_selected: bool,
}

/// What the hand did before, where that matters: fingers that are down, and the last click.
#[derive(Clone, Debug, Default)]
pub struct Hand {
    pub(super) fingers: BTreeMap<i32, Point>,
    pub(super) hovered: Option<Hit>,
    last_click: Option<(Target, f64)>,
}

impl Session {
    /// A pointer did something on the canvas, or anywhere while it is captured.
    pub fn pointer(&mut self, event: PointerEvent) {
        if !(event.at.x.is_finite() && event.at.y.is_finite()) {
            return;
        }
        match event.kind {
            PointerKind::Down => self.pressed(event),
            PointerKind::Move => self.moved(event),
            PointerKind::Up => self.lifted(event),
            PointerKind::Cancel => {
                self.hand.fingers.remove(&event.id);
                self.cancel_gesture();
            }
        }
    }

    /// The wheel was turned: pans, or zooms at the pointer while control (or ⌘) is held.
    pub fn wheel(&mut self, wheel: Wheel) {
        if wheel.modifiers.command {
            // A notch of a mouse (100 pixels or more) is a factor of 1.2; a trackpad's pinch comes in small steps.
            self.camera
                .zoom_at(wheel.at, (-wheel.dy.clamp(-60.0, 60.0) * 0.004).exp2());
        } else if wheel.modifiers.shift && wheel.dx == 0.0 {
            self.camera.pan(-wheel.dy, 0.0);
        } else {
            self.camera.pan(-wheel.dx, -wheel.dy);
        }
        self.camera_moved();
    }

    /// Gives up what the hand is doing and takes back what it changed. Returns whether it was doing anything.
    pub fn cancel_gesture(&mut self) -> bool {
        match std::mem::replace(&mut self.gesture, Gesture::Idle) {
            Gesture::Idle => return false,
            Gesture::Dragging(drag) => self.bail(drag.before),
            Gesture::Resizing(resize) => self.bail(resize.before),
            Gesture::Marquee(marquee) => self.set_selection(marquee.base),
            Gesture::Linking(_) => self.link_ends_changed(),
            Gesture::Pressing(_)
            | Gesture::Panning(_)
            | Gesture::Pinching(_)
            | Gesture::Placing(_) => {}
        }
        self.changes.picture = true;
        true
    }

    /// A change by other means is about to happen: what a gesture has changed so far, or knows of the document, is given
    /// up first. A mere press is not: a field that loses the focus to it may still change something.
    pub(super) fn yield_document(&mut self) {
        if matches!(
            self.gesture,
            Gesture::Dragging(_) | Gesture::Resizing(_) | Gesture::Linking(_) | Gesture::Marquee(_)
        ) {
            self.cancel_gesture();
        }
    }

    /// Whether a finger rests, so that [`Session::frame`] must be called until it is known to be a long press.
    pub(super) fn waits_for_long_press(&self) -> bool {
        matches!(&self.gesture, Gesture::Pressing(p) if p.event.device == Device::Touch)
    }

    /// A finger that has rested long enough opens the menu.
    pub(super) fn long_press(&mut self, now_ms: f64) {
        let Gesture::Pressing(pressing) = &self.gesture else {
            return;
        };
        let Pressing { event, hit, .. } = *pressing;
        if event.device == Device::Touch && now_ms - event.at_ms >= LONG_PRESS_MS {
            self.gesture = Gesture::Idle;
            self.open_menu(event.at, hit);
        }
    }

    fn open_menu(&mut self, at: Point, hit: Hit) {
        let target = hit.target();
        match target {
            Some(target) if !self.selection.contains(target) => self.select([target]),
            Some(_) => {}
            None => self.select([]),
        }
        self.requests.push(Request::ContextMenu { at, target });
    }

    fn pressed(&mut self, event: PointerEvent) {
        if event.device == Device::Touch {
            // A finger whose lifting was never told must not turn every later press into a pinch.
            if matches!(self.gesture, Gesture::Idle) {
                self.hand.fingers.clear();
            }
            self.hand.fingers.insert(event.id, event.at);
            if self.hand.fingers.len() == 2 && !matches!(self.gesture, Gesture::Placing(_)) {
                self.cancel_gesture();
                self.begin_pinch();
                return;
            }
        }
        match &self.gesture {
            Gesture::Linking(linking) if linking.pointer.is_none() => {
                self.aim_link(event.at);
                self.finish_link();
                return;
            }
            Gesture::Idle => {}
            _ => return,
        }
        let hit = event.hit.unwrap_or_else(|| self.hit(event.at));
        if event.button == Button::Middle {
            self.gesture = Gesture::Panning(Panning {
                pointer: event.id,
                last: event.at,
            });
            return;
        }
        let adds = event.modifiers.shift || event.modifiers.command;
        let fresh = hit.target().filter(|t| !self.selection.contains(*t));
        let mut has_selected = false;
        if let (Button::Primary, Some(target)) = (event.button, fresh) {
            has_selected = true;
            if adds {
                let mut selection = self.selection.clone();
                selection.toggle(target);
                self.set_selection(selection);
            } else {
                self.select([target]);
            }
        }
        self.gesture = Gesture::Pressing(Pressing {
            event,
            hit,
            has_selected,
        });
    }

    fn moved(&mut self, event: PointerEvent) {
        if let Some(finger) = self.hand.fingers.get_mut(&event.id) {
            *finger = event.at;
        }
        match &self.gesture {
            Gesture::Idle => self.hover(event),
            Gesture::Pressing(pressing) if pressing.event.id == event.id => {
                let Pressing {
                    event: start, hit, ..
                } = *pressing;
                let slop = if event.device == Device::Touch {
                    TOUCH_SLOP
                } else {
                    MOUSE_SLOP
                };
                if (event.at.x - start.at.x).hypot(event.at.y - start.at.y) > slop {
                    self.begin(start, hit);
                    self.moved(event);
                }
            }
            Gesture::Dragging(g) if g.pointer == event.id => {
                self.drag_to(event.at, event.modifiers);
            }
            Gesture::Resizing(g) if g.pointer == event.id => {
                self.resize_to(event.at, event.modifiers);
            }
            Gesture::Marquee(g) if g.pointer == event.id => self.marquee_to(event.at),
            Gesture::Linking(g) if g.pointer.is_none_or(|id| id == event.id) => {
                self.aim_link(event.at);
            }
            Gesture::Panning(g) if g.pointer == event.id => self.pan_to(event.at),
            Gesture::Pinching(_) => self.pinch(),
            Gesture::Placing(g) if g.pointer == event.id => {
                self.place_over(event.at, event.modifiers);
            }
            Gesture::Pressing(_)
            | Gesture::Dragging(_)
            | Gesture::Resizing(_)
            | Gesture::Marquee(_)
            | Gesture::Linking(_)
            | Gesture::Panning(_)
            | Gesture::Placing(_) => {}
        }
    }

    /// What a press becomes once it moves.
    fn begin(&mut self, start: PointerEvent, hit: Hit) {
        self.gesture = Gesture::Idle;
        if start.button == Button::Secondary || self.is_readonly {
            self.gesture = Gesture::Panning(Panning {
                pointer: start.id,
                last: start.at,
            });
            return;
        }
        match hit {
            Hit::Card(_) | Hit::Region(_) => self.begin_drag(start, hit),
            Hit::Port(id) => self.begin_link(id, Some(start.id)),
            Hit::Corner(id) => self.begin_resize(start, id),
            Hit::Link(_) | Hit::Ground if start.device == Device::Touch => {
                self.gesture = Gesture::Panning(Panning {
                    pointer: start.id,
                    last: start.at,
                });
            }
            Hit::Link(_) | Hit::Ground => self.begin_marquee(start),
        }
    }

    fn lifted(&mut self, event: PointerEvent) {
        self.hand.fingers.remove(&event.id);
        match &self.gesture {
            Gesture::Pressing(pressing) if pressing.event.id == event.id => {
                let pressing = *pressing;
                self.gesture = Gesture::Idle;
                self.clicked(pressing, event);
            }
            Gesture::Dragging(g) if g.pointer == event.id => self.finish_drag(),
            Gesture::Resizing(g) if g.pointer == event.id => self.finish_resize(),
            Gesture::Linking(g) if g.pointer == Some(event.id) => self.finish_link(),
            Gesture::Placing(g) if g.pointer == event.id => {
                self.finish_place(event.at, event.modifiers);
            }
            Gesture::Marquee(g) if g.pointer == event.id => self.end_gesture(),
            Gesture::Panning(g) if g.pointer == event.id => self.end_gesture(),
            Gesture::Pinching(_) if self.hand.fingers.len() < 2 => self.end_pinch(),
            Gesture::Idle
            | Gesture::Pressing(_)
            | Gesture::Dragging(_)
            | Gesture::Resizing(_)
            | Gesture::Linking(_)
            | Gesture::Placing(_)
            | Gesture::Marquee(_)
            | Gesture::Panning(_)
            | Gesture::Pinching(_) => {}
        }
    }

    fn end_gesture(&mut self) {
        self.gesture = Gesture::Idle;
        self.changes.picture = true;
    }

    fn clicked(&mut self, pressing: Pressing, lifted: PointerEvent) {
        let Pressing {
            event,
            hit,
            has_selected,
        } = pressing;
        if event.button == Button::Secondary {
            self.open_menu(event.at, hit);
            return;
        }
        let adds = event.modifiers.shift || event.modifiers.command;
        match hit.target() {
            Some(_) if adds && has_selected => {}
            Some(target) if adds => {
                let mut selection = self.selection.clone();
                selection.toggle(target);
                self.set_selection(selection);
            }
            Some(target) => {
                self.select([target]);
                let again = self.hand.last_click.is_some_and(|(last, at_ms)| {
                    last == target && lifted.at_ms - at_ms <= DOUBLE_CLICK_MS
                });
                if again && !self.is_readonly && !matches!(target, Target::Link(_)) {
                    self.requests.push(Request::Rename(target));
                }
                self.hand.last_click = (!again).then_some((target, lifted.at_ms));
            }
            None if !adds => self.select([]),
            None => {}
        }
    }

    /// What the pointer is over, while nothing is pressed.
    pub fn hovered(&self) -> Option<Hit> {
        self.hand.hovered
    }

    /// The pointer is not over what is gone.
    pub(super) fn forget_hovered(&mut self) {
        let target = self.hand.hovered.and_then(Hit::target);
        if target.is_some_and(|target| !self.document.has(target)) {
            self.hand.hovered = None;
        }
    }

    fn hover(&mut self, event: PointerEvent) {
        let hit = (event.device != Device::Touch)
            .then(|| event.hit.unwrap_or_else(|| self.hit(event.at)))
            .filter(|hit| *hit != Hit::Ground);
        if hit != self.hand.hovered {
            self.hand.hovered = hit;
            self.changes.picture = true;
        }
    }
}
