//! Moving what is selected about: aligning it.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::session::Session;
use super::snap::GRID;
use super::{gestures::drag, history, place};
use crate::model::geometry::{CARD_HEIGHT, CARD_WIDTH};
use crate::model::{ComponentId, Point, Scenario, order};

impl Session {
    /// Moves things about in one step.
    pub(super) fn rearrange(&mut self, label: String, change: impl FnOnce(&mut Scenario)) {
        self.cancel_gesture();
        let before = self.moment();
        change(Rc::make_mut(&mut self.document));
        self.commit(label, before);
    }

    /// `Move web-1`, `Move 3 parts`: of what is selected.
    pub(super) fn label_of_selection(&self, verb: &str) -> String {
        history::label_of(verb, &self.selection.iter().collect::<Vec<_>>())
    }

    /// Puts what is selected on one line of one axis; cards that would then overlap are spread along the other.
    fn align(&mut self, axis: Axis, line_of: fn(&[f64]) -> Option<f64>) {
        let chosen: BTreeSet<ComponentId> = self.selection.components().collect();
        let label = self.label_of_selection("Align");
        self.rearrange(label, |document| {
            let cards = document.components.iter_mut().enumerate();
            let mut cards: Vec<_> = cards.filter(|(_, c)| chosen.contains(&c.id)).collect();
            let across: Vec<f64> = cards
                .iter_mut()
                .map(|(_, c)| *axis.across(&mut c.at))
                .collect();
            let Some(line) = line_of(&across) else { return };
            order::sort_by(&mut cards, |(_, a), (_, b)| {
                axis.along_of(a.at).total_cmp(&axis.along_of(b.at))
            });
            let mut free_from = f64::MIN;
            let mut moved = Vec::new();
            for (i, component) in cards {
                *axis.across(&mut component.at) = line;
                let along = axis.along(&mut component.at);
                *along = along.max(free_from);
                free_from = *along + axis.pitch();
                moved.push(i);
            }
            drag::drop_cards(document, &moved, &BTreeSet::new());
        });
    }
}

/// A direction in which things stand in a line.
#[derive(Clone, Copy)]
enum Axis {
    /// Beside each other.
    Row,
    /// Above each other.
    Column,
}

impl Axis {
    /// The coordinate that all have in common.
    fn across(self, p: &mut Point) -> &mut f64 {
        match self {
            Axis::Row => &mut p.y,
            Axis::Column => &mut p.x,
        }
    }

    fn along(self, p: &mut Point) -> &mut f64 {
        match self {
            Axis::Row => &mut p.x,
            Axis::Column => &mut p.y,
        }
    }

    fn along_of(self, mut p: Point) -> f64 {
        *self.along(&mut p)
    }

    /// From one card to the next.
    fn pitch(self) -> f64 {
        match self {
            Axis::Row => CARD_WIDTH + place::GAP,
            Axis::Column => CARD_HEIGHT + place::GAP,
        }
    }
}

fn least(values: &[f64]) -> Option<f64> {
    values.iter().copied().reduce(f64::min)
}

fn greatest(values: &[f64]) -> Option<f64> {
    values.iter().copied().reduce(f64::max)
}

fn middle(values: &[f64]) -> Option<f64> {
    let (low, high) = (least(values)?, greatest(values)?);
    Some((f64::midpoint(low, high) / GRID).round() * GRID)
}

// Cards are of one size, so that aligning centres aligns edges.
pub(super) fn align_left(s: &mut Session) {
    s.align(Axis::Column, least);
}

pub(super) fn align_centre(s: &mut Session) {
    s.align(Axis::Column, middle);
}

pub(super) fn align_right(s: &mut Session) {
    s.align(Axis::Column, greatest);
}

pub(super) fn align_top(s: &mut Session) {
    s.align(Axis::Row, least);
}

pub(super) fn align_middle(s: &mut Session) {
    s.align(Axis::Row, middle);
}

pub(super) fn align_bottom(s: &mut Session) {
    s.align(Axis::Row, greatest);
}
