//! Dragging cards and regions. A region takes along all that is in it.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::editor::gesture::Gesture;
use crate::editor::history::{self, Moment};
use crate::editor::hit::Hit;
use crate::editor::input::{Modifiers, PointerEvent};
use crate::editor::place;
use crate::editor::session::Session;
use crate::editor::snap::{self, Guide};
use crate::model::{Point, Rect, RegionId, Scenario};

/// Cards and regions are being dragged. Indices are into the document's lists, which no gesture reorders.
#[derive(Clone, Debug)]
pub struct Dragging {
    /// By whom.
    pub pointer: i32,
    /// Lines to draw: with whom what is held is aligned.
    pub guides: Vec<Guide>,
    /// The region that it would fall into.
    pub over: Option<RegionId>,
    pub(in crate::editor) before: Moment,
    /// Where the press was, in the world.
    from: Point,
    anchor: Anchor,
    cards: Vec<(usize, Point)>,
    frames: Vec<(usize, Rect)>,
    carried: BTreeSet<RegionId>,
    neighbours: Vec<Point>,
}

/// What the hand holds: it is what snaps, the rest keeps its distance.
#[derive(Clone, Copy, Debug)]
enum Anchor {
    /// A card, by its centre at the start.
    Card(Point),
    /// A region, by its upper left corner at the start.
    Frame(Point),
}

impl Session {
    pub(in crate::editor) fn begin_drag(&mut self, start: PointerEvent, hit: Hit) {
        // With shift held a press may just have taken it out of the selection; then there is nothing to drag.
        if hit
            .target()
            .is_none_or(|target| !self.selection.contains(target))
        {
            return;
        }
        let anchor = match hit {
            Hit::Card(id) => self.component(id).map(|c| Anchor::Card(c.at)),
            Hit::Region(id) => self
                .region(id)
                .map(|r| Anchor::Frame(Point::new(r.frame.x, r.frame.y))),
            Hit::Port(_) | Hit::Corner(_) | Hit::Link(_) | Hit::Ground => None,
        };
        let Some(anchor) = anchor else { return };
        let document = &self.document;
        let (chosen, carried) = self.selected_parts();
        let moves = |c: &crate::model::Component| chosen.contains(&c.id);
        let all = || document.components.iter().enumerate();
        let cards = all()
            .filter(|(_, c)| moves(c))
            .map(|(i, c)| (i, c.at))
            .collect();
        let visible = self.camera.visible();
        let neighbours = all()
            .filter(|(_, c)| !moves(c) && visible.touches(Rect::card(c.at)))
            .map(|(_, c)| c.at)
            .collect();
        let frames = document.regions.iter().enumerate();
        let frames = frames
            .filter(|(_, r)| carried.contains(&r.id))
            .map(|(i, r)| (i, r.frame))
            .collect();
        self.gesture = Gesture::Dragging(Dragging {
            pointer: start.id,
            guides: Vec::new(),
            over: None,
            before: self.moment(),
            from: self.camera.world_from_view(start.at),
            anchor,
            cards,
            frames,
            carried,
            neighbours,
        });
    }

    pub(in crate::editor) fn drag_to(&mut self, at: Point, modifiers: Modifiers) {
        let world = self.camera.world_from_view(at);
        let zoom = self.camera.zoom;
        let Gesture::Dragging(drag) = &mut self.gesture else {
            return;
        };
        let (dx, dy) = (world.x - drag.from.x, world.y - drag.from.y);
        let (Anchor::Card(start) | Anchor::Frame(start)) = drag.anchor;
        let wish = start.offset(dx, dy);
        let (to, guides) = match drag.anchor {
            _ if modifiers.alt => (wish, Vec::new()),
            Anchor::Card(_) => snap::card(wish, &drag.neighbours, zoom),
            // By whole places of the grid, so that what is on it in the region stays on it.
            Anchor::Frame(_) => {
                let by = snap::to_grid(Point::new(dx, dy));
                (start.offset(by.x, by.y), Vec::new())
            }
        };
        drag.guides = guides;
        let (dx, dy) = (to.x - start.x, to.y - start.y);
        let document = Rc::make_mut(&mut self.document);
        for &(i, at) in &drag.cards {
            if let Some(component) = document.components.get_mut(i) {
                component.at = place::inside_extent(at.offset(dx, dy));
                self.changes.components.insert(component.id);
            }
        }
        for &(i, frame) in &drag.frames {
            if let Some(region) = document.regions.get_mut(i) {
                let corner = place::inside_extent(Point::new(frame.x + dx, frame.y + dy));
                region.frame = Rect {
                    x: corner.x,
                    y: corner.y,
                    ..frame
                };
                self.changes.regions.insert(region.id);
            }
        }
        drag.over = match drag.anchor {
            Anchor::Card(_) => place::region_at(document, to, |r| !drag.carried.contains(&r.id)),
            Anchor::Frame(_) => None,
        };
        self.changes.picture = true;
    }

    pub(in crate::editor) fn finish_drag(&mut self) {
        let Gesture::Dragging(drag) = std::mem::replace(&mut self.gesture, Gesture::Idle) else {
            return;
        };
        let document = Rc::make_mut(&mut self.document);
        let dropped: Vec<usize> = drag.cards.iter().map(|(i, _)| *i).collect();
        drop_cards(document, &dropped, &drag.carried);
        drop_frames(document, &drag);
        let label = history::label_of("Move", &drag.before.selection.iter().collect::<Vec<_>>());
        self.commit(label, drag.before);
    }
}

/// Cards that were let go are of the region under them, save those that moved with theirs.
pub(in crate::editor) fn drop_cards(
    document: &mut Scenario,
    cards: &[usize],
    carried: &BTreeSet<RegionId>,
) {
    for &i in cards {
        let Some(component) = document.components.get(i) else {
            continue;
        };
        if component.region.is_some_and(|r| carried.contains(&r)) {
            continue;
        }
        let region = place::region_at(document, component.at, |_| true);
        if let Some(component) = document.components.get_mut(i) {
            component.region = region;
        }
    }
}

/// Frames that were let go are of the region under their middle, if it is larger, and take in what they now enclose.
fn drop_frames(document: &mut Scenario, drag: &Dragging) {
    for &(i, old) in &drag.frames {
        let Some(region) = document.regions.get(i) else {
            continue;
        };
        if region
            .parent
            .is_some_and(|parent| drag.carried.contains(&parent))
        {
            continue;
        }
        let (id, frame) = (region.id, region.frame);
        let holds = |r: &crate::model::Region| {
            let larger = r.frame.width * r.frame.height > frame.width * frame.height;
            larger && !drag.carried.contains(&r.id)
        };
        let parent = place::region_at(document, frame.centre(), holds);
        if let Some(region) = document.regions.get_mut(i) {
            region.parent = parent;
        }
        if old != frame {
            place::capture(document, id, old);
        }
    }
}
