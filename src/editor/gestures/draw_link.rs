//! Drawing a link, by pointer or by keys: how it begins, is aimed and ends.

use super::gesture::Gesture;
use super::hand::{Hand, Reach};
use super::link::Linking;
use super::outcome::Outcome;
use crate::editor::document::Document;
use crate::model::ComponentId;

impl Hand {
    /// The link that it draws.
    pub(in crate::editor) fn linking(&self) -> Option<&Linking> {
        match &self.gesture {
            Gesture::Linking(linking) => Some(linking),
            _ => None,
        }
    }

    /// Begins to draw a link from this component.
    pub(in crate::editor) fn begin_link(
        &mut self,
        from: ComponentId,
        pointer: Option<i32>,
        reach: &mut Reach<'_>,
    ) {
        self.cancel(reach.document);
        if reach.is_readonly {
            reach.is_refused = true;
            return;
        }
        if let Some(linking) = Linking::begin(reach.document, from, pointer) {
            self.changes.look_different(linking.all_ends());
            self.gesture = Gesture::Linking(linking);
        }
    }

    /// Points the loose end of the link that is drawn at a component.
    pub(in crate::editor) fn aim_link_at(&mut self, document: &Document, aim: ComponentId) {
        if let Gesture::Linking(linking) = &mut self.gesture {
            linking.aim_at(document, Some(aim));
            self.changes.picture = true;
        }
    }

    /// Ends the link where it points; on the ground, what may stand there is offered.
    pub(super) fn finish_link(&mut self, document: &Document) -> Option<Outcome> {
        match self.end() {
            Gesture::Linking(linking) => linking.outcome(document),
            _ => None,
        }
    }

    /// Enter, while a link is drawn by keys: ends it where it points.
    pub(in crate::editor) fn finish_link_by_key(&mut self, document: &Document) -> Option<Outcome> {
        self.linking()
            .filter(|linking| linking.pointer.is_none() && linking.aim.is_some())?;
        self.finish_link(document)
    }
}
