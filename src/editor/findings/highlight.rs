//! What is pointed at beside the canvas is highlighted on it: the blast radius of a loss, who would be saturated, what a
//! mend would add and change; before anything is killed or drawn.

use std::collections::{BTreeMap, BTreeSet};

use super::Findings;
use crate::analysis;
use crate::editor::document::place;
use crate::editor::view::curve::Curve;
use crate::model::{Component, Kind, Rect, Scenario, Target, order};

/// What a person points at, in a list beside the canvas.
#[derive(Clone, PartialEq, Debug)]
pub enum Pointed {
    /// A verdict, a pair, three: what is lost with all of these.
    Loss(Vec<Target>),
    /// A verdict of overload: who is saturated without it.
    Overload(Target),
    /// Just a part.
    Part(Target),
    /// A mend of a verdict, by the words on its button.
    Mend(Target, String),
}

/// How something is lit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lit {
    /// It is what would fail.
    Cause,
    /// It would go down with that.
    Down,
    /// It would have more to do than it can.
    Drowns,
    /// It is what is spoken of.
    Spoken,
    /// The mend changes it.
    Changed,
    /// The mend takes its flag away.
    Relieved,
    /// The mend gives it a flag.
    Flagged,
}

impl Lit {
    /// As markup spells it.
    pub const fn key(self) -> &'static str {
        match self {
            Lit::Cause => "cause",
            Lit::Down => "down",
            Lit::Drowns => "drowns",
            Lit::Spoken => "spoken",
            Lit::Changed => "changed",
            Lit::Relieved => "relieved",
            Lit::Flagged => "flagged",
        }
    }
}

/// What a mend would add to the drawing.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Additions {
    /// Frames of new regions.
    pub frames: Vec<Rect>,
    /// New links.
    pub links: Vec<Curve>,
    /// New cards: where, what, and what they would be called.
    pub cards: Vec<(Rect, Kind, String)>,
}

/// The light: who pointed at what, and what shines for it.
#[derive(Clone, Debug, Default)]
pub(super) struct Light {
    pointed: Option<Pointed>,
    lit: BTreeMap<Target, Lit>,
    additions: Additions,
}

impl Light {
    /// Whether what shines may be something else once more is found out.
    pub(super) fn hangs_on_findings(&self) -> bool {
        matches!(self.pointed, Some(Pointed::Overload(_) | Pointed::Mend(..)))
    }
}

impl Findings {
    /// Highlights what this is about; `None`: nothing.
    pub fn point_at(&mut self, pointed: Option<Pointed>) {
        if self.light.pointed == pointed {
            return;
        }
        self.light.pointed = pointed;
        self.update_light();
    }

    /// How this is highlighted, if it is.
    pub fn lit(&self, target: Target) -> Option<Lit> {
        self.light.lit.get(&target).copied()
    }

    /// What the mend that is pointed at would add.
    pub fn additions(&self) -> &Additions {
        &self.light.additions
    }

    /// Derives the highlight anew: the document or what is known of it may have changed.
    pub(super) fn update_light(&mut self) {
        let wanted = match &self.light.pointed {
            Some(Pointed::Mend(element, label)) => Some((*element, label.clone())),
            Some(Pointed::Loss(_) | Pointed::Overload(_) | Pointed::Part(_)) | None => None,
        };
        self.changes.findings |= self.studied.want_preview(wanted);
        let mut lit = BTreeMap::new();
        let mut additions = Additions::default();
        match self.light.pointed.clone() {
            None => {}
            Some(Pointed::Part(target)) => {
                lit.insert(target, Lit::Spoken);
            }
            Some(Pointed::Loss(targets)) => lit = self.blast_radius(&targets),
            Some(Pointed::Overload(element)) => {
                let saturated = self.overload_of(element).into_iter();
                let saturated = saturated.flat_map(|o| &o.drowning);
                lit.extend(saturated.map(|d| (Target::Component(d.component), Lit::Drowns)));
                lit.insert(element, Lit::Cause);
            }
            Some(Pointed::Mend(element, label)) => {
                (lit, additions) = self.planned(element, &label);
            }
        }
        lit.retain(|target, _| self.sound.scenario().has(*target));
        if lit != self.light.lit || additions != self.light.additions {
            let old = std::mem::replace(&mut self.light.lit, lit);
            self.light.additions = additions;
            let different = old.into_keys().chain(self.light.lit.keys().copied());
            self.changes.look_different(different.collect::<Vec<_>>());
        }
    }

    /// What goes down with all of these, and is served by somebody now.
    fn blast_radius(&self, targets: &[Target]) -> BTreeMap<Target, Lit> {
        let scenario = self.sound.scenario();
        let mut failed = self.studied.failed.clone();
        let mut lit = BTreeMap::new();
        for &target in targets {
            let down = analysis::taken_down(scenario, &failed, target);
            lit.extend(down.into_iter().map(|target| (target, Lit::Down)));
            failed.insert(target);
        }
        lit.extend(targets.iter().flat_map(|t| dies_with(scenario, *t)));
        lit.extend(targets.iter().map(|target| (*target, Lit::Cause)));
        lit
    }

    /// What a mend would change and add.
    fn planned(&mut self, element: Target, label: &str) -> (BTreeMap<Target, Lit>, Additions) {
        let mend = self.studied.shown_mend(&self.sound, element, label);
        let before = self.sound.scenario();
        let mut mended = before.clone();
        let taken = mend.is_some_and(|mend| mended.take(mend.edits).is_ok());
        if !taken {
            return (BTreeMap::new(), Additions::default());
        }
        place::grow_frames(&mut mended);
        let mut lit = changed_by(before, &mended);
        if let Some(preview) = self.previewed().and_then(|p| p.preview.as_ref()) {
            let gone = preview.gone.iter();
            lit.extend(gone.map(|(target, _)| (*target, Lit::Relieved)));
            let new = preview.new.iter();
            lit.extend(new.map(|(target, _)| (*target, Lit::Flagged)));
        }
        (lit, added_by(before, &mended))
    }
}

/// What lies in a region dies with it, whether it serves anybody or not.
fn dies_with(scenario: &Scenario, target: Target) -> Vec<(Target, Lit)> {
    let Target::Region(region) = target else {
        return Vec::new();
    };
    let inside = |c: &&Component| c.kind().row().may_die() && scenario.lies_in(c, region);
    let inside = scenario.components.iter().filter(inside);
    inside
        .map(|c| (Target::Component(c.id), Lit::Down))
        .collect()
}

/// The components whose settings a mend changes.
fn changed_by(before: &Scenario, mended: &Scenario) -> BTreeMap<Target, Lit> {
    let after = order::map_of(mended.components.iter().map(|c| (c.id, c)));
    let is_changed = |c: &&Component| {
        after.get(&c.id).is_none_or(|after| {
            after.settings != c.settings || after.service != c.service || after.region != c.region
        })
    };
    let changed = before.components.iter().filter(is_changed);
    order::map_of(changed.map(|c| (Target::Component(c.id), Lit::Changed)))
}

/// What is in `mended` and not in `before`.
fn added_by(before: &Scenario, mended: &Scenario) -> Additions {
    let components = before.components.iter().map(|c| Target::Component(c.id));
    let regions = before.regions.iter().map(|r| Target::Region(r.id));
    let links = before.links.iter().map(|l| Target::Link(l.id()));
    let old: BTreeSet<Target> = components.chain(regions).chain(links).collect();
    let is_new = |target| !old.contains(&target);
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
