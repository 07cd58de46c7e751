//! Dragging cards, regions and notes. A region takes along all that is in it, and whatever is dragged the notes about it.

use std::collections::BTreeSet;

use super::outcome::Outcome;
use crate::editor::document::Document;
use crate::editor::document::place;
use crate::editor::input::{Modifiers, PointerEvent};
use crate::editor::view::View;
use crate::editor::view::hit::Hit;
use crate::editor::view::snap::{self, Guide};
use crate::model::geometry::frames;
use crate::model::geometry::grid::to_grid;
use crate::model::{Component, Note, Point, Rect, Region, RegionId, Scenario, Target};

/// Cards and regions are being dragged. Indices are into the document's lists, which no gesture reorders.
#[derive(Clone, Debug)]
pub struct Dragging {
    /// The pointer that does it.
    pub pointer: i32,
    /// Lines to draw: what the dragged parts are aligned with.
    pub guides: Vec<Guide>,
    /// The region that it would fall into.
    pub over: Option<RegionId>,
    /// While Alt is held: the copies lie so far from what is dragged, which stays.
    pub copies: Option<(f64, f64)>,
    /// What undo will call it.
    label: String,
    /// Where the press was, in the world.
    from: Point,
    anchor: Anchor,
    cards: Vec<(usize, Point)>,
    frames: Vec<(usize, Rect)>,
    notes: Vec<(usize, Point)>,
    moved_regions: BTreeSet<RegionId>,
    neighbours: Vec<Point>,
}

/// What the pointer holds: it is what snaps, the rest keeps its distance.
#[derive(Clone, Copy, Debug)]
enum Anchor {
    /// A card, by its centre at the start.
    Card(Point),
    /// A region or a note, by its upper left corner at the start.
    Frame(Point),
}

impl Dragging {
    /// Begins to drag what is selected. `None` where what was hit is not: with shift held a press may just have taken
    /// it out of the selection.
    pub(super) fn begin(
        document: &Document,
        view: &View,
        start: PointerEvent,
        hit: Hit,
    ) -> Option<Self> {
        hit.target()
            .filter(|target| document.selection().contains(*target))?;
        let anchor = match hit {
            Hit::Card(id) => Anchor::Card(document.component(id)?.at),
            Hit::Region(id) => {
                let frame = document.region(id)?.frame;
                Anchor::Frame(Point::new(frame.x, frame.y))
            }
            Hit::Note(id) => Anchor::Frame(document.note(id)?.at),
            Hit::Port(_) | Hit::Corner(_) | Hit::Link(_) | Hit::Ground => return None,
        };
        let (chosen, moved_regions) = document.selected_parts();
        let scenario = document.scenario();
        let moves = |c: &Component| chosen.contains(&c.id);
        let all = || scenario.components.iter().enumerate();
        let cards = all().filter(|(_, c)| moves(c)).map(|(i, c)| (i, c.at));
        let visible = view.camera().visible();
        let near = |c: &Component| !moves(c) && visible.touches(Rect::card(c.at));
        let neighbours = all().filter(|(_, c)| near(c)).map(|(_, c)| c.at);
        let frames = scenario.regions.iter().enumerate();
        let frames = frames.filter(|(_, r)| moved_regions.contains(&r.id));
        let along = document.notes_along(&chosen, &moved_regions);
        let notes = scenario.notes.iter().enumerate();
        let notes = notes.filter(|(_, n)| along.contains(&n.id));
        Some(Self {
            pointer: start.id,
            guides: Vec::new(),
            over: None,
            copies: None,
            label: document.label_of_selection("Move"),
            from: view.camera().world_from_view(start.at),
            anchor,
            cards: cards.collect(),
            frames: frames.map(|(i, r)| (i, r.frame)).collect(),
            notes: notes.map(|(i, n)| (i, n.at)).collect(),
            neighbours: neighbours.collect(),
            moved_regions,
        })
    }

    pub(super) fn move_to(
        &mut self,
        document: &mut Document,
        view: &View,
        at: Point,
        modifiers: Modifiers,
    ) {
        let world = view.camera().world_from_view(at);
        let (dx, dy) = (world.x - self.from.x, world.y - self.from.y);
        let (Anchor::Card(start) | Anchor::Frame(start)) = self.anchor;
        let wish = start.offset(dx, dy);
        let (to, guides) = match self.anchor {
            _ if modifiers.command => (wish, Vec::new()),
            Anchor::Card(_) => snap::card(wish, &self.neighbours, view.camera().zoom),
            // By whole places of the grid, so that what is on it in the region stays on it.
            Anchor::Frame(_) => {
                let by = to_grid(Point::new(dx, dy));
                (start.offset(by.x, by.y), Vec::new())
            }
        };
        self.guides = guides;
        let by = (to.x - start.x, to.y - start.y);
        self.copies = modifiers.alt.then_some(by);
        let (dx, dy) = if modifiers.alt { (0.0, 0.0) } else { by };
        let moved = self.shift(document.draft(), dx, dy);
        document.changes.look_different(moved);
        let may_take = |r: &Region| !self.moved_regions.contains(&r.id);
        self.over = match self.anchor {
            Anchor::Card(_) => frames::region_at(document.scenario(), to, may_take),
            Anchor::Frame(_) => None,
        };
    }

    /// Puts everything so far from where it was at the start. Returns what that is.
    fn shift(&self, draft: &mut Scenario, dx: f64, dy: f64) -> Vec<Target> {
        let mut moved = Vec::new();
        for &(i, at) in &self.cards {
            if let Some(component) = draft.components.get_mut(i) {
                component.at = at.offset(dx, dy).within_extent();
                moved.push(Target::Component(component.id));
            }
        }
        for &(i, frame) in &self.frames {
            if let Some(region) = draft.regions.get_mut(i) {
                let Point { x, y } = Point::new(frame.x + dx, frame.y + dy).within_extent();
                region.frame = Rect { x, y, ..frame };
                moved.push(Target::Region(region.id));
            }
        }
        for &(i, at) in &self.notes {
            if let Some(note) = draft.notes.get_mut(i) {
                note.at = at.offset(dx, dy).within_extent();
                moved.push(Target::Note(note.id));
            }
        }
        moved
    }

    /// What is about to be copied, where the copies would come to lie.
    pub(in crate::editor) fn ghost(&self, scenario: &Scenario) -> Option<Rect> {
        let (dx, dy) = self.copies?;
        let cards = self.cards.iter().map(|(_, at)| Rect::card(*at));
        let frames = self.frames.iter().map(|(_, frame)| *frame);
        let notes = self
            .notes
            .iter()
            .filter_map(|(i, _)| scenario.notes.get(*i));
        let all = cards
            .chain(frames)
            .chain(notes.map(Note::frame))
            .reduce(Rect::union)?;
        Some(all.offset(dx, dy))
    }

    /// Lets go: what was dragged becomes a step, or its copies do.
    pub(super) fn outcome(self, document: &mut Document) -> Outcome {
        if let Some((dx, dy)) = self.copies {
            document.bail();
            return Outcome::Copy { dx, dy };
        }
        self.drop(document.draft());
        Outcome::Squash(self.label)
    }

    /// Everything is of the region that it fell into.
    fn drop(&self, draft: &mut Scenario) {
        let dropped: Vec<usize> = self.cards.iter().map(|(i, _)| *i).collect();
        place::drop_cards(draft, &dropped, &self.moved_regions);
        self.drop_frames(draft);
    }

    /// Frames that were let go are of the region under their middle, if it is larger, and take in what they now enclose.
    fn drop_frames(&self, draft: &mut Scenario) {
        for &(i, old) in &self.frames {
            let Some(region) = draft.regions.get(i) else {
                continue;
            };
            if region
                .parent
                .is_some_and(|parent| self.moved_regions.contains(&parent))
            {
                continue;
            }
            let (id, frame) = (region.id, region.frame);
            let holds = |r: &Region| {
                let larger = r.frame.width * r.frame.height > frame.width * frame.height;
                larger && !self.moved_regions.contains(&r.id)
            };
            let parent = frames::region_at(draft, frame.centre(), holds);
            if let Some(region) = draft.regions.get_mut(i) {
                region.parent = parent;
            }
            if old != frame {
                frames::capture(draft, id, old);
            }
        }
    }
}
