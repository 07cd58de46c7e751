//! Drawing a link: by dragging from a port, or by `L` and a target.

use crate::editor::curve::Curve;
use crate::editor::gesture::Gesture;
use crate::editor::hit::Hit;
use crate::editor::link_targets;
use crate::editor::messages::Severity;
use crate::editor::session::Session;
use crate::model::{ComponentId, Edit, Link, Point, Rect, Refusal, rules};

/// A link is being drawn.
#[derive(Clone, Debug)]
pub struct Linking {
    /// By whom; `None`: begun by a key, ended by a click or Enter.
    pub pointer: Option<i32>,
    /// Where it starts.
    pub from: ComponentId,
    /// Where its loose end is, in the world.
    pub to: Point,
    /// The component it would end at.
    pub aim: Option<ComponentId>,
    /// Why it cannot end there, if it cannot.
    pub refusal: Option<String>,
    /// For each component, by its index: why it cannot end there.
    refusals: Vec<Option<Refusal>>,
}

impl Session {
    /// Begins to draw a link from this component.
    pub fn begin_link(&mut self, from: ComponentId, pointer: Option<i32>) {
        self.cancel_gesture();
        if self.is_readonly {
            return;
        }
        let (Some(at), Some(index)) = (self.component(from).map(|c| c.at), self.index_of(from))
        else {
            return;
        };
        let to = Point::new(Rect::card(at).right(), at.y);
        let refusals = link_targets::refusals(&self.document, &self.topology, index);
        let (aim, refusal) = (None, None);
        self.gesture = Gesture::Linking(Linking {
            pointer,
            from,
            to,
            aim,
            refusal,
            refusals,
        });
        self.link_ends_changed();
    }

    pub(in crate::editor) fn aim_link(&mut self, at: Point) {
        let world = self.camera.world_from_view(at);
        let aim = match self.hit(at) {
            Hit::Card(id) | Hit::Port(id) => Some(id),
            Hit::Region(_) | Hit::Corner(_) | Hit::Link(_) | Hit::Ground => None,
        };
        if let Gesture::Linking(linking) = &mut self.gesture {
            linking.to = world;
            self.changes.picture = true;
        }
        self.aim_link_at(aim);
    }

    /// Whether the link that is being drawn may end at this component, or the sentence that says why not; `None` while none
    /// is drawn, and for the component that it starts at.
    pub fn link_target(&self, id: ComponentId) -> Option<Result<(), String>> {
        let Gesture::Linking(linking) = &self.gesture else {
            return None;
        };
        let refusal = linking
            .refusals
            .get(self.index_of(id)?)
            .filter(|_| id != linking.from)?;
        Some(
            refusal
                .as_ref()
                .map_or(Ok(()), |refusal| Err(refusal.to_string())),
        )
    }

    /// Points the loose end at a component.
    pub(in crate::editor) fn aim_link_at(&mut self, aim: Option<ComponentId>) {
        let Gesture::Linking(linking) = &self.gesture else {
            return;
        };
        let aim = aim.filter(|id| *id != linking.from);
        if aim == linking.aim {
            return;
        }
        let refusal = aim
            .and_then(|to| self.link_target(to))
            .and_then(Result::err);
        let at = aim.and_then(|id| self.component(id)).map(|c| c.at);
        if let Gesture::Linking(linking) = &mut self.gesture {
            linking.aim = aim;
            linking.refusal = refusal;
            linking.to = at.unwrap_or(linking.to);
        }
        self.changes.picture = true;
    }

    /// Ends the link where it points: it is drawn, refused with the reason, or given up where it points at nothing.
    pub(in crate::editor) fn finish_link(&mut self) {
        let Gesture::Linking(linking) = std::mem::replace(&mut self.gesture, Gesture::Idle) else {
            return;
        };
        self.link_ends_changed();
        if let Some(to) = linking.aim {
            self.add_link(linking.from, to);
        }
    }

    /// Enter, while a link is drawn by keys: ends it where it points.
    pub(in crate::editor) fn finish_link_by_key(&mut self) -> bool {
        let by_key =
            matches!(&self.gesture, Gesture::Linking(l) if l.pointer.is_none() && l.aim.is_some());
        if by_key {
            self.finish_link();
        }
        by_key
    }

    /// Draws a link, or tells the person why not. Returns whether it was drawn.
    pub fn add_link(&mut self, from: ComponentId, to: ComponentId) -> bool {
        let link = Link::new(from, to);
        let id = link.id();
        // Told before the edit is tried, for there a rule that was broken before would be to blame.
        if let Err(refusal) = rules::may_link(&self.document, &link) {
            self.say(Severity::Failure, refusal.to_string());
            return false;
        }
        let edit = Edit::AddLink(self.document.links.len(), Box::new(link));
        let drawn = self.apply_or_say(format!("Link {from} to {to}"), vec![edit]);
        if drawn {
            self.select([crate::model::Target::Link(id)]);
        }
        drawn
    }

    /// The curve of the link that is being drawn.
    pub fn rubber_band(&self) -> Option<Curve> {
        let Gesture::Linking(linking) = &self.gesture else {
            return None;
        };
        let from = Rect::card(self.component(linking.from)?.at);
        match linking.aim.and_then(|id| self.component(id)) {
            Some(to) => Some(Curve::between(from, Rect::card(to.at))),
            None => Some(Curve::to_point(from, linking.to)),
        }
    }

    /// All cards look different: a link is being drawn, or no longer.
    pub(in crate::editor) fn link_ends_changed(&mut self) {
        self.changes
            .components
            .extend(self.document.components.iter().map(|c| c.id));
        self.changes.picture = true;
    }
}
