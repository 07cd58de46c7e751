//! Moving what is selected about: by places of the grid, or onto one line.

use std::collections::BTreeSet;

use super::Document;
use super::history::SquashKey;
use super::place;
use super::proposal::Proposal;
use crate::model::geometry::frames::keep_inside;
use crate::model::geometry::free_space::GAP;
use crate::model::geometry::grid::GRID;
use crate::model::geometry::{CARD_HEIGHT, CARD_WIDTH};
use crate::model::{ComponentId, Point, Rect, Scenario, order};

/// Moves what is selected by places of the grid, with all that is in selected regions. A row of such moves is one step.
pub(in crate::editor) fn nudge(document: &Document, columns: f64, rows: f64) -> Proposal {
    let (dx, dy) = (columns * GRID, rows * GRID);
    let (chosen, moved_regions) = document.selected_parts();
    let mut nudged = document.committed().clone();
    let mut moved = Vec::new();
    for (i, component) in nudged.components.iter_mut().enumerate() {
        if chosen.contains(&component.id) {
            component.at = component.at.offset(dx, dy).within_extent();
            moved.push(i);
        }
    }
    let frames = nudged.regions.iter_mut();
    for region in frames.filter(|r| moved_regions.contains(&r.id)) {
        let corner = Point::new(region.frame.x + dx, region.frame.y + dy);
        let Point { x, y } = corner.within_extent();
        region.frame = Rect {
            x,
            y,
            ..region.frame
        };
    }
    let notes = document.notes_along(&chosen, &moved_regions);
    for note in nudged.notes.iter_mut().filter(|n| notes.contains(&n.id)) {
        note.at = note.at.offset(dx, dy).within_extent();
    }
    place::drop_cards(&mut nudged, &moved, &moved_regions);
    enter_by_step(&mut nudged, &moved);
    let label = document.label_of_selection("Move");
    let row = SquashKey {
        targets: document.selection().iter().collect(),
        field: "place".to_owned(),
    };
    Proposal {
        squash: Some(row),
        ..Proposal::between(label, document.committed(), &nudged)
    }
}

/// Cards that a step of the keyboard has brought into touch with a frame go into it: by steps so small their middle would
/// never get there, for a frame holds no strangers.
fn enter_by_step(nudged: &mut Scenario, moved: &[usize]) {
    for &i in moved {
        let Some((at, home)) = nudged.components.get(i).map(|c| (c.at, c.region)) else {
            continue;
        };
        let mut frames = nudged.regions.iter();
        let entered = frames
            .find(|r| r.parent == home && r.frame.touches(Rect::card(at)))
            .map(|r| r.id);
        if let (Some(entered), Some(component)) = (entered, nudged.components.get_mut(i)) {
            component.region = Some(entered);
        }
    }
}

/// An edge or a middle on which cards are put.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::editor) enum Line {
    Left,
    Centre,
    Right,
    Top,
    Middle,
    Bottom,
}

impl Line {
    fn axis(self) -> Axis {
        match self {
            Line::Left | Line::Centre | Line::Right => Axis::Column,
            Line::Top | Line::Middle | Line::Bottom => Axis::Row,
        }
    }

    /// Where it lies, given where the cards do. They are of one size, so that aligning centres aligns edges.
    fn through(self, cards: &[f64]) -> f64 {
        let least = cards.iter().copied().fold(f64::INFINITY, f64::min);
        let greatest = cards.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        match self {
            Line::Left | Line::Top => least,
            Line::Centre | Line::Middle => (f64::midpoint(least, greatest) / GRID).round() * GRID,
            Line::Right | Line::Bottom => greatest,
        }
    }
}

/// Puts what is selected on one line; cards that would then overlap are spread along it.
pub(in crate::editor) fn align(document: &Document, line: Line) -> Proposal {
    let axis = line.axis();
    let chosen: BTreeSet<ComponentId> = document.selection().components().collect();
    let mut aligned = document.committed().clone();
    let cards = aligned.components.iter_mut().enumerate();
    let mut cards: Vec<_> = cards.filter(|(_, c)| chosen.contains(&c.id)).collect();
    let across = cards.iter_mut().map(|(_, c)| *axis.across(&mut c.at));
    let line = line.through(&across.collect::<Vec<_>>());
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
    keep_inside(&mut aligned);
    place::drop_cards(&mut aligned, &moved, &BTreeSet::new());
    let label = document.label_of_selection("Align");
    Proposal::between(label, document.committed(), &aligned)
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
            Axis::Row => CARD_WIDTH + GAP,
            Axis::Column => CARD_HEIGHT + GAP,
        }
    }
}
