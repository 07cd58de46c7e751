//! Which cards are elements of the page: all of a small drawing, of a large one those that can be read.

use std::collections::BTreeSet;

use super::Bridge;
use super::publish::set;
use crate::editor::Changes;
use crate::model::{Target, order};

impl Bridge {
    /// The camera, the keyboard's place or the document is another.
    pub(super) fn elements_change(self, changes: &Changes) {
        if changes.camera || changes.lists || changes.document || changes.selection {
            self.publish_elements();
        }
    }

    /// A frame has room for some more of them. Whether the next is wanted for others.
    pub(super) fn more_elements(self) -> bool {
        if self.inner().elements_wait.get() {
            self.publish_elements();
        }
        self.inner().elements_wait.get()
    }

    /// Makes elements of some more cards, and lets those go that are out of view.
    fn publish_elements(self) {
        let moves = self.camera_moves.get_untracked();
        let (ids, waits) = self.read(|session| {
            let now: BTreeSet<_> = self
                .element_ids
                .with_untracked(|ids| order::set_of(ids.iter().copied()));
            let stop = match session.stop() {
                Some(Target::Component(id)) => Some(id),
                Some(Target::Region(_) | Target::Group(_) | Target::Link(_) | Target::Note(_))
                | None => None,
            };
            let view = session.view();
            view.cards_as_elements(session.document(), &now, stop, moves)
        });
        set(self.element_ids, ids);
        // Some may have stayed only because the camera moves.
        self.inner().elements_wait.set(waits || moves);
    }
}
