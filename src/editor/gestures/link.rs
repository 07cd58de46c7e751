//! Drawing a link: by dragging from a port, or by `L` and a target.

use super::outcome::Outcome;
use crate::editor::document::Document;
use crate::editor::view::View;
use crate::editor::view::curve::Curve;
use crate::editor::view::hit::Hit;
use crate::model::{ComponentId, Point, Rect, Refusal, Target, rules};

/// A link is being drawn.
#[derive(Clone, Debug)]
pub struct Linking {
    /// The pointer that draws it; `None`: begun by a key, ended by a click or Enter.
    pub pointer: Option<i32>,
    /// Where it starts.
    pub from: ComponentId,
    /// Where its loose end is, in the world.
    pub to: Point,
    /// The component it would end at.
    pub aim: Option<ComponentId>,
    /// Why it cannot end there, if it cannot.
    pub refusal: Option<String>,
    /// All components, in the order of their indices.
    ends: Vec<ComponentId>,
    /// For each of them: why it cannot end there.
    refusals: Vec<Option<Refusal>>,
}

impl Linking {
    pub(super) fn begin(
        document: &Document,
        from: ComponentId,
        pointer: Option<i32>,
    ) -> Option<Self> {
        let at = document.component(from)?.at;
        let sound = document.sound();
        let index = document.index_of(from)?;
        Some(Self {
            pointer,
            from,
            to: Point::new(Rect::card(at).right(), at.y),
            aim: None,
            refusal: None,
            ends: sound.scenario().components.iter().map(|c| c.id).collect(),
            refusals: rules::targets::refusals(sound.scenario(), sound.topology(), index),
        })
    }

    pub(super) fn move_to(&mut self, document: &Document, view: &View, at: Point) {
        let aim = match view.hit(document, at) {
            Hit::Card(id) | Hit::Port(id) => Some(id),
            Hit::Region(_) | Hit::Corner(_) | Hit::Note(_) | Hit::Link(_) | Hit::Ground => None,
        };
        self.to = view.camera().world_from_view(at);
        self.aim_at(document, aim);
    }

    /// Points the loose end at a component.
    pub(super) fn aim_at(&mut self, document: &Document, aim: Option<ComponentId>) {
        let aim = aim.filter(|id| *id != self.from);
        if aim == self.aim {
            return;
        }
        let answer = aim.and_then(|to| self.target(document, to));
        let at = aim.and_then(|id| document.component(id)).map(|c| c.at);
        self.aim = aim;
        self.refusal = answer.and_then(Result::err);
        self.to = at.unwrap_or(self.to);
    }

    /// Whether it may end at this component, or the sentence that says why not; `None` for the component that it starts at.
    pub(in crate::editor) fn target(
        &self,
        document: &Document,
        id: ComponentId,
    ) -> Option<Result<(), String>> {
        let index = document.index_of(id)?;
        let refusal = self.refusals.get(index).filter(|_| id != self.from)?;
        Some(match refusal {
            None => Ok(()),
            Some(refusal) => Err(refusal.to_string()),
        })
    }

    /// What comes of it where it ends: a link, or on the ground the offer of what may stand there. Nothing at the card
    /// that it starts from.
    pub(super) fn outcome(&self, document: &Document) -> Option<Outcome> {
        /// How near to its own card a link may be dropped to be given up, in canvas units: its port and a little more.
        const HOME: f64 = 24.0;
        if let Some(aim) = self.aim {
            return Some(Outcome::Link(self.from, aim));
        }
        let home = Rect::card(document.component(self.from)?.at).inflate(HOME);
        (!home.contains(self.to)).then_some(Outcome::Offer(self.from, self.to))
    }

    /// The components that look different while it is drawn: all.
    pub(super) fn all_ends(&self) -> impl Iterator<Item = Target> + '_ {
        self.ends.iter().map(|id| Target::Component(*id))
    }

    /// Its curve, for as long as it is drawn.
    pub(in crate::editor) fn rubber_band(&self, document: &Document) -> Option<Curve> {
        let from = Rect::card(document.component(self.from)?.at);
        match self.aim.and_then(|id| document.component(id)) {
            Some(to) => Some(Curve::between(from, Rect::card(to.at))),
            None => Some(Curve::to_point(from, self.to)),
        }
    }
}
