//! From what is pointed at to what is highlighted for it: the blast radius of a loss, who would be saturated, what a mend
//! would add and change.

use std::collections::BTreeMap;

use super::Findings;
use super::highlight::{Additions, Highlight, Pointed};
use crate::analysis::MendId;
use crate::editor::view::curve::Curve;
use crate::model::geometry::frames;
use crate::model::{Component, Rect, Scenario, Sound, Target, order};

impl Findings {
    /// Highlights what this is about; `None`: nothing.
    pub fn point_at(&mut self, pointed: Option<Pointed>) {
        if self.highlights.pointed == pointed {
            return;
        }
        self.highlights.pointed = pointed;
        self.update_light = Some(Self::derive_light);
        self.derive_light();
    }

    fn derive_light(&mut self) {
        let wanted = match &self.highlights.pointed {
            Some(Pointed::Mend(element, mend)) => Some((*element, mend.clone())),
            Some(Pointed::Loss(_) | Pointed::Overload(_) | Pointed::Part(_)) | None => None,
        };
        self.changes.findings |= self.studied.want_preview(wanted);
        let mut highlights = BTreeMap::new();
        let mut additions = Additions::default();
        match self.highlights.pointed.clone() {
            None => {}
            Some(Pointed::Part(target)) => {
                highlights.insert(target, Highlight::Spoken);
            }
            Some(Pointed::Loss(targets)) => highlights = self.blast_radius(&targets),
            Some(Pointed::Overload(element)) => {
                let saturated = self.overload_of(element).into_iter();
                let saturated = saturated.flat_map(|o| &o.saturated);
                highlights.extend(
                    saturated.map(|d| (Target::Component(d.component), Highlight::Saturated)),
                );
                highlights.insert(element, Highlight::Cause);
            }
            Some(Pointed::Mend(element, mend)) => {
                (highlights, additions) = self.planned(element, &mend);
            }
        }
        highlights.retain(|target, _| self.sound.has(*target));
        if highlights != self.highlights.shown || additions != self.highlights.additions {
            let old = std::mem::replace(&mut self.highlights.shown, highlights);
            self.highlights.additions = additions;
            let different = old.into_keys().chain(self.highlights.shown.keys().copied());
            self.changes.look_different(different.collect::<Vec<_>>());
        }
    }

    /// What goes down with all of these, and carries requests that are served now.
    fn blast_radius(&self, targets: &[Target]) -> BTreeMap<Target, Highlight> {
        let scenario = self.sound.scenario();
        let down = self.studied.blast_radius(targets).into_iter();
        let mut highlights = order::map_of(down.map(|target| (target, Highlight::Down)));
        highlights.extend(targets.iter().flat_map(|t| dies_with(scenario, *t)));
        highlights.extend(targets.iter().map(|target| (*target, Highlight::Cause)));
        highlights
    }

    /// What a mend would change and add.
    fn planned(&self, element: Target, id: &MendId) -> (BTreeMap<Target, Highlight>, Additions) {
        let mends = self.mends_of(element).and_then(|mends| mends.value());
        let mend = mends.into_iter().flatten().find(|m| m.id == *id);
        let before = &self.sound;
        let mut mended = before.scenario().clone();
        let taken = mend.is_some_and(|mend| mended.take(mend.edits.clone()).is_ok());
        if !taken {
            return (BTreeMap::new(), Additions::default());
        }
        frames::grow_frames(&mut mended);
        let mut highlights = changed_by(before.scenario(), &mended);
        if let Some(preview) = self.previewed().and_then(|p| p.preview.as_ref()) {
            let gone = preview.gone.iter();
            highlights.extend(gone.map(|(target, _)| (*target, Highlight::Relieved)));
            let new = preview.new.iter();
            highlights.extend(new.map(|(target, _)| (*target, Highlight::Flagged)));
        }
        (highlights, added_by(before, &mended))
    }
}

/// What lies in a region dies with it, whether it serves requests or not.
fn dies_with(scenario: &Scenario, target: Target) -> Vec<(Target, Highlight)> {
    let Target::Region(region) = target else {
        return Vec::new();
    };
    let within = frames::within(scenario, region);
    let lies_in = |c: &Component| c.region.is_some_and(|region| within.contains(&region));
    let inside = scenario.components.iter();
    let inside = inside.filter(|c| c.kind().row().may_die() && lies_in(c));
    inside
        .map(|c| (Target::Component(c.id), Highlight::Down))
        .collect()
}

/// The components whose settings a mend changes.
fn changed_by(before: &Scenario, mended: &Scenario) -> BTreeMap<Target, Highlight> {
    let after = order::map_of(mended.components.iter().map(|c| (c.id, c)));
    let is_changed = |c: &&Component| {
        after.get(&c.id).is_none_or(|after| {
            after.settings != c.settings || after.service != c.service || after.region != c.region
        })
    };
    let changed = before.components.iter().filter(is_changed);
    order::map_of(changed.map(|c| (Target::Component(c.id), Highlight::Changed)))
}

/// What is in `mended` and not in `before`.
fn added_by(before: &Sound, mended: &Scenario) -> Additions {
    let is_new = |target| !before.has(target);
    let cards = mended.components.iter();
    let cards = cards.filter(|c| is_new(Target::Component(c.id)));
    let links = mended.links.iter().filter(|l| is_new(Target::Link(l.id())));
    let card = |id| mended.component(id).map(|c| Rect::card(c.at));
    let regions = mended.regions.iter();
    let regions = regions.filter(|r| is_new(Target::Region(r.id)));
    Additions {
        frames: regions.map(|r| r.frame).collect(),
        links: links
            .filter_map(|l| Some(Curve::between(card(l.from)?, card(l.to)?)))
            .collect(),
        cards: cards
            .map(|c| (Rect::card(c.at), c.kind(), c.display_name().to_owned()))
            .collect(),
    }
}
