//! Clicks: a press that did not move, a double click, a finger that rests.

use super::gesture::{Gesture, Pressing};
use super::hand::{Click, Hand, Reach, toggle};
use super::outcome::{Menu, Outcome};
use crate::editor::document::Document;
use crate::editor::input::{Button, Device, PointerEvent};
use crate::editor::view::hit::Hit;
use crate::model::{Point, Target};

/// How long a finger rests until it selects, in milliseconds.
const LONG_PRESS_MS: f64 = 500.0;
/// The longest time between the two clicks of a double click, in milliseconds.
const DOUBLE_CLICK_MS: f64 = 400.0;
/// How far the two clicks of a double click on the ground may be apart, in view pixels.
const STRAY: f64 = 8.0;

impl Hand {
    /// Whether a finger rests, so that frames must be told until it is known to be a long press.
    pub(in crate::editor) fn waits_for_long_press(&self) -> bool {
        matches!(&self.gesture, Gesture::Pressing(p) if p.event.device == Device::Touch && !p.has_rested)
    }

    /// A finger that has rested long enough begins to select: from now on taps add to what is selected. Dragged on from the
    /// ground it spans a rectangle, lifted it opens the menu.
    pub(in crate::editor) fn long_press(&mut self, now_ms: f64, document: &mut Document) {
        if !self.waits_for_long_press() {
            return;
        }
        let Gesture::Pressing(pressing) = &mut self.gesture else {
            return;
        };
        if now_ms - pressing.event.at_ms < LONG_PRESS_MS {
            return;
        }
        pressing.has_rested = true;
        pressing.has_selected = true;
        let target = pressing.hit.target();
        if let Some(target) = target.filter(|t| !document.selection().contains(*t)) {
            document.select([target]);
        }
        self.is_selecting |= target.is_some();
        self.changes.selection = true;
    }

    /// Whether taps add to what is selected.
    pub(in crate::editor) fn is_selecting(&self) -> bool {
        self.is_selecting
    }

    /// Whether this adds to what is selected.
    pub(super) fn adds(&self, event: &PointerEvent) -> bool {
        event.adds() || (event.device == Device::Touch && self.is_selecting)
    }

    pub(super) fn clicked(
        &mut self,
        pressing: Pressing,
        lifted: PointerEvent,
        reach: &mut Reach<'_>,
    ) -> Option<Outcome> {
        let Pressing {
            event,
            hit,
            has_selected,
            has_rested,
        } = pressing;
        if event.button == Button::Secondary || has_rested {
            return Some(Outcome::Menu(open_menu(event.at, hit, reach.document)));
        }
        let adds = self.adds(&event);
        let link = || reach.view.tapped_link(reach.document, event.at);
        let is_tap = event.device == Device::Touch && !adds;
        let hit = is_tap.then(link).flatten().map_or(hit, Hit::Link);
        match hit.target() {
            Some(_) if adds && has_selected => {}
            Some(target) if adds => toggle(reach, target),
            Some(target) => {
                reach.document.select([target]);
                let again = self.clicked_again(Some(target), lifted);
                let renames = again && !reach.is_readonly && !matches!(target, Target::Link(_));
                return renames.then_some(Outcome::Rename(target));
            }
            None if !event.adds() => {
                self.is_selecting = false;
                reach.document.select([]);
                // A finger that taps twice means nothing by it, or to zoom.
                let may_write = !reach.is_readonly && event.device != Device::Touch;
                let again = may_write && self.clicked_again(None, lifted);
                let at = reach.view.camera().world_from_view(lifted.at);
                return again.then_some(Outcome::Write(at));
            }
            None => {}
        }
        None
    }
}

impl Hand {
    /// Whether this click is the second of a double click.
    fn clicked_again(&mut self, target: Option<Target>, lifted: PointerEvent) -> bool {
        let again = self.last_click.is_some_and(|last| {
            let strayed = (last.at.x - lifted.at.x).hypot(last.at.y - lifted.at.y);
            last.target == target
                && lifted.at_ms - last.at_ms <= DOUBLE_CLICK_MS
                && (target.is_some() || strayed <= STRAY)
        });
        self.last_click = (!again).then_some(Click {
            target,
            at: lifted.at,
            at_ms: lifted.at_ms,
        });
        again
    }
}

/// Selects what the menu is about, and opens it.
fn open_menu(at: Point, hit: Hit, document: &mut Document) -> Menu {
    let target = hit.target();
    match target {
        Some(target) if !document.selection().contains(target) => document.select([target]),
        Some(_) => {}
        None => document.select([]),
    }
    Menu { at, target }
}
