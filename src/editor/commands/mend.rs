//! Mends: what takes a verdict away, as one step that can be undone; and a second region for all there is.

use std::sync::Arc;

use super::row::{CommandRow, Offered};
use crate::analysis::{Mend, MendId, SiteDatabases};
use crate::editor::document::proposal::Proposal;
use crate::editor::session::Session;
use crate::editor::session::messages::Severity;
use crate::editor::view;
use crate::model::geometry::frames;
use crate::model::{Component, Rect, RegionId, Sound, Target};

/// All of a region once more elsewhere, its databases standing by.
pub(super) const COPY_REGION_STANDBY: CommandRow = CommandRow {
    key: "copy_region_standby",
    label: "Copy into a second region (databases as standbys)",
    shortcuts: &[],
    shown: &[Offered::Context, Offered::Ground],
    edits: true,
    enabled: can_copy_region,
    effect: |s| copy_region(s, SiteDatabases::Standbys),
};

/// The same, its databases being primaries too.
pub(super) const COPY_REGION_PRIMARY: CommandRow = CommandRow {
    key: "copy_region_primary",
    label: "Copy into a second region (databases as second primaries)",
    shortcuts: &[],
    shown: &[Offered::Context, Offered::Ground],
    edits: true,
    enabled: can_copy_region,
    effect: |s| copy_region(s, SiteDatabases::Primaries),
};

impl Session {
    /// Takes this mend of this verdict, as one step, and shows what came of it. Returns whether it was taken; if not,
    /// the person is told.
    pub fn mend(&mut self, element: Target, id: &MendId) -> bool {
        self.findings_mut().point_at(None);
        if self.is_readonly() {
            self.say_locked();
            return false;
        }
        let Some(mend) = self.findings_mut().find_mend(element, id) else {
            let text = "That mend does not apply any more: the system is another one now.";
            self.say(Severity::Note, text);
            return false;
        };
        take(self, mend)
    }
}

/// Takes a mend and shows what is new, else what was changed.
fn take(s: &mut Session, mend: Mend) -> bool {
    let before = Arc::clone(s.document().sound());
    let label = mend.id.label(before.scenario());
    let taken = s.propose(Proposal::new(label, mend.edits));
    if taken {
        let shown = difference(&before, s.document().sound());
        let places = shown.iter();
        let places = places.filter_map(|target| view::place_of(s.document(), *target));
        let place = places.reduce(Rect::union);
        s.document_mut().select(shown);
        if let Some(place) = place {
            s.view_mut().show(place);
        }
    }
    taken
}

/// The regions that are new, else the components, else the components that were changed, else the links that are new.
fn difference(before: &Sound, now: &Sound) -> Vec<Target> {
    let now = now.scenario();
    let regions = now.regions.iter().map(|r| Target::Region(r.id));
    let components = now.components.iter().map(|c| Target::Component(c.id));
    let links = now.links.iter().map(|l| Target::Link(l.id()));
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
        shown = links.filter(is_new).collect();
    }
    shown
}

/// Copies all that a region holds into a second region; where nothing lies in regions, all but clients and name servers.
fn copy_region(s: &mut Session, databases: SiteDatabases) {
    let region = only_region(s);
    match s.findings_mut().second_site(region, databases) {
        Some(mend) => {
            take(s, mend);
        }
        None => s.refuse("There is nothing to copy, or no room for a copy."),
    }
}

/// One region is selected and holds something; or nothing is, there are no regions, and there is something to copy. Not
/// where drawing it by hand is what a lesson asks for.
fn can_copy_region(s: &Session) -> bool {
    if s.withholds_mends() {
        return false;
    }
    let scenario = s.document().scenario();
    let is_copied = |c: &Component| c.kind().row().may_die();
    let mut components = scenario.components.iter();
    match only_region(s) {
        Some(region) => {
            let within = frames::within(scenario, region);
            let lies_in = |c: &Component| c.region.is_some_and(|r| within.contains(&r));
            components.any(|c| is_copied(c) && lies_in(c))
        }
        None => {
            s.document().selection().is_empty()
                && scenario.regions.is_empty()
                && components.any(|c| c.kind().row().is_of_a_site())
        }
    }
}

fn only_region(s: &Session) -> Option<RegionId> {
    match s.document().selection().only() {
        Some(Target::Region(region)) => Some(region),
        Some(Target::Component(_) | Target::Group(_) | Target::Link(_) | Target::Note(_))
        | None => None,
    }
}
