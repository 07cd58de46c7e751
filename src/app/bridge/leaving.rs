//! The page goes: what of the work is not in the store by then goes into the drawer, which is at once. The next page finds it there.
//!
//! The store is no place for it. Firefox aborts a transaction that is not complete when its page goes, and `WebKit` keeps
//! it waiting for as long as one can come back to that page, and with it all that other pages want of the store. So what
//! was begun is given up, and nothing more is begun.

use super::Bridge;
use crate::app::browser::address;
use crate::app::browser::listen::Listener;
use crate::app::browser::scenarios;
use crate::app::browser::storage;
use crate::app::saved::Saved;

impl Bridge {
    /// Calls back when the page goes, and when one comes back to it.
    pub(super) fn listen_for_leaving(self) -> [Listener; 2] {
        [
            address::on_leaving(move || self.leave_page()),
            address::on_coming_back(move || self.come_back()),
        ]
    }

    fn leave_page(self) {
        // Whatever changes a document is in the rest; where it is not yet, nothing is to be saved.
        let Some(rest) = self.rest() else { return };
        let inner = self.inner();
        let autosave = &inner.autosave;
        let mut left = self.saves_under_way();
        if autosave.unsaved_since.get().is_some() || autosave.since_version.get() {
            let title = self.read(|session| session.document().scenario().title.clone());
            let saved = self.in_hand(title, self.read(rest.file_text));
            let fragment = self.read(|session| (rest.link)(session.document().scenario()));
            address::set_fragment(&fragment.unwrap_or_default(), Some(&saved.id));
            left.push(saved);
        }
        let seen = |id: &str| autosave.seen.borrow().get(id).copied().unwrap_or_default();
        let keep = |saved: &Saved| storage::keep_unsaved(saved, seen(&saved.id));
        if left.iter().all(keep) {
            scenarios::leave();
        } else if let Some(saved) = left.pop() {
            // The drawer is too small: perhaps the store is quick enough.
            self.save(saved, true);
        }
    }

    /// One has come back to the page: what was abandoned is saved.
    fn come_back(self) {
        scenarios::return_to();
        self.with_rest(move |rest| (rest.save_waiting)(self));
    }
}
