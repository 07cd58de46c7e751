//! Mends: what takes a verdict away, as one step that can be undone; and a second region for all there is.

use super::messages::Severity;
use super::session::Session;
use crate::analysis::mends::SiteDatabases;
use crate::model::{Component, Rect, RegionId, Scenario, Target};

impl Session {
    /// Whether mends may be taken here: not where the document is only to be read.
    pub fn may_mend(&self) -> bool {
        !self.is_readonly
    }

    /// Takes the mend of this verdict whose button says `label`, as one step, and shows what came of it. Returns whether
    /// it was taken; if not, the person is told.
    pub fn mend(&mut self, element: Target, label: &str) -> bool {
        self.point_at(None);
        if self.is_readonly {
            return false;
        }
        let Some(mend) = self.find_mend(element, label) else {
            let text = "That mend does not apply any more: the system is another one now.";
            self.say(Severity::Note, text);
            return false;
        };
        let before = self.shared_document();
        let taken = self.apply_or_say(mend.label, mend.edits);
        if taken {
            self.show_difference(&before);
        }
        taken
    }

    /// Selects what is new since `before`, else what was changed, and brings it into view.
    pub(super) fn show_difference(&mut self, before: &Scenario) {
        let now = self.shared_document();
        let regions = now.regions.iter().map(|r| Target::Region(r.id));
        let components = now.components.iter().map(|c| Target::Component(c.id));
        let is_new = |target: &Target| !before.has(*target);
        let mut shown: Vec<Target> = regions.filter(is_new).collect();
        if shown.is_empty() {
            shown = components.filter(is_new).collect();
        }
        if shown.is_empty() {
            let is_changed = |c: &&Component| before.component(c.id) != Some(*c);
            let changed = now.components.iter().filter(is_changed);
            shown = changed.map(|c| Target::Component(c.id)).collect();
        }
        if shown.is_empty() {
            let links = now.links.iter().map(|l| Target::Link(l.id()));
            shown = links.filter(is_new).collect();
        }
        let place = shown.iter().filter_map(|t| self.place_of(*t));
        let place = place.reduce(Rect::union);
        self.select(shown);
        if let Some(place) = place {
            self.camera.show(place);
            self.camera_moved();
        }
    }
}

/// Copies all that a region holds into a second region; where nothing lies in regions, all but clients and name servers.
pub(super) fn copy_region(s: &mut Session, databases: SiteDatabases) {
    let before = s.shared_document();
    let Some(mend) = s.second_site(only_region(s), databases) else {
        s.say(
            Severity::Failure,
            "There is nothing to copy, or no room for a copy.",
        );
        return;
    };
    if s.apply_or_say(mend.label, mend.edits) {
        s.show_difference(&before);
    }
}

/// One region is selected and holds something; or nothing is, there are no regions, and there is something to copy.
pub(super) fn can_copy_region(s: &Session) -> bool {
    let is_copied = |c: &Component| c.kind().row().may_die();
    let mut components = s.document.components.iter();
    match only_region(s) {
        Some(region) => components.any(|c| is_copied(c) && s.document.lies_in(c, region)),
        None => {
            s.selection.is_empty()
                && s.document.regions.is_empty()
                && components.any(|c| c.kind().row().is_of_a_site())
        }
    }
}

fn only_region(s: &Session) -> Option<RegionId> {
    match s.selection.only() {
        Some(Target::Region(region)) => Some(region),
        Some(Target::Component(_) | Target::Link(_)) | None => None,
    }
}
