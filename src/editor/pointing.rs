//! What is pointed at beside the canvas lights up on it: what a loss would take down, who would drown, what a mend
//! would add and change; before anything is killed or drawn.

use std::collections::BTreeMap;

use super::curve::Curve;
use super::session::Session;
use crate::model::{Component, Kind, Rect, Scenario, Target, order};

/// What a person points at, in a list beside the canvas.
#[derive(Clone, PartialEq, Debug)]
pub enum Pointed {
    /// A verdict, a pair, three: what is lost with all of these.
    Loss(Vec<Target>),
    /// A verdict of overload: who drowns without it.
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
pub struct Plan {
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
    plan: Plan,
}

impl Session {
    /// Lights up what this is about; `None` puts the light out.
    pub fn point_at(&mut self, pointed: Option<Pointed>) {
        if self.light.pointed == pointed {
            return;
        }
        let mend = match &pointed {
            Some(Pointed::Mend(element, label)) => Some((*element, label.clone())),
            Some(Pointed::Loss(_) | Pointed::Overload(_) | Pointed::Part(_)) | None => None,
        };
        self.light.pointed = pointed;
        self.want_preview(mend);
        self.relight();
    }

    /// How this is lit, if it is.
    pub fn lit(&self, target: Target) -> Option<Lit> {
        self.light.lit.get(&target).copied()
    }

    /// What the mend that is pointed at would add.
    pub fn plan(&self) -> &Plan {
        &self.light.plan
    }

    /// Whether what shines may be something else once more is found out.
    pub(super) fn light_hangs_on_findings(&self) -> bool {
        matches!(
            self.light.pointed,
            Some(Pointed::Overload(_) | Pointed::Mend(..))
        )
    }

    /// Derives the light anew: the document or what is known of it may have changed.
    pub(super) fn relight(&mut self) {
        let mut lit = BTreeMap::new();
        let mut plan = Plan::default();
        match self.light.pointed.clone() {
            None => {}
            Some(Pointed::Part(target)) => {
                lit.insert(target, Lit::Spoken);
            }
            Some(Pointed::Loss(targets)) => {
                let down = self.taken_down_by(&targets);
                lit.extend(down.into_iter().map(|target| (target, Lit::Down)));
                lit.extend(targets.iter().flat_map(|t| self.dies_with(*t)));
                lit.extend(targets.into_iter().map(|target| (target, Lit::Cause)));
            }
            Some(Pointed::Overload(element)) => {
                let drowning = self.overload_of(element).into_iter();
                let drowning = drowning.flat_map(|o| &o.drowning);
                lit.extend(drowning.map(|d| (Target::Component(d.component), Lit::Drowns)));
                lit.insert(element, Lit::Cause);
            }
            Some(Pointed::Mend(element, label)) => (lit, plan) = self.planned(element, &label),
        }
        lit.retain(|target, _| self.document.has(*target));
        if lit != self.light.lit || plan != self.light.plan {
            let old = std::mem::replace(&mut self.light.lit, lit);
            self.light.plan = plan;
            let different: Vec<Target> = old
                .into_keys()
                .chain(self.light.lit.keys().copied())
                .collect();
            self.look_different(different);
        }
    }

    /// What lies in a region dies with it, whether it serves anybody or not.
    fn dies_with(&self, target: Target) -> Vec<(Target, Lit)> {
        let Target::Region(region) = target else {
            return Vec::new();
        };
        let inside = |c: &&Component| c.kind().row().may_die() && self.document.lies_in(c, region);
        let inside = self.document.components.iter().filter(inside);
        inside
            .map(|c| (Target::Component(c.id), Lit::Down))
            .collect()
    }

    /// What a mend would change and add.
    fn planned(&self, element: Target, label: &str) -> (BTreeMap<Target, Lit>, Plan) {
        let mends = self.mends_of(element).and_then(|mends| mends.value());
        let mend = mends.into_iter().flatten().find(|m| m.label == label);
        let mut mended = Scenario::clone(&self.document);
        let taken = mend.is_some_and(|mend| mended.take(mend.edits.clone()).is_ok());
        if !taken {
            return (BTreeMap::new(), Plan::default());
        }
        super::place::grow_frames(&mut mended);
        let mut lit = self.changed_by(&mended);
        if let Some(preview) = self.previewed().and_then(|p| p.preview.as_ref()) {
            lit.extend(
                preview
                    .gone
                    .iter()
                    .map(|(target, _)| (*target, Lit::Relieved)),
            );
            lit.extend(
                preview
                    .new
                    .iter()
                    .map(|(target, _)| (*target, Lit::Flagged)),
            );
        }
        (lit, self.added_by(&mended))
    }

    /// The components whose settings a mend changes.
    fn changed_by(&self, mended: &Scenario) -> BTreeMap<Target, Lit> {
        let is_changed = |c: &&Component| {
            let after = mended.component(c.id);
            after.is_none_or(|after| {
                after.settings != c.settings
                    || after.service != c.service
                    || after.region != c.region
            })
        };
        let changed = self.document.components.iter().filter(is_changed);
        order::map_of(changed.map(|c| (Target::Component(c.id), Lit::Changed)))
    }

    /// What is in `mended` and not in the document.
    fn added_by(&self, mended: &Scenario) -> Plan {
        let is_new = |target| !self.document.has(target);
        let cards = mended.components.iter();
        let cards = cards.filter(|c| is_new(Target::Component(c.id)));
        let links = mended.links.iter().filter(|l| is_new(Target::Link(l.id())));
        let card = |id| mended.component(id).map(|c| Rect::card(c.at));
        let regions = mended.regions.iter();
        let regions = regions.filter(|r| is_new(Target::Region(r.id)));
        Plan {
            frames: regions.map(|r| r.frame).collect(),
            links: links
                .filter_map(|l| Some(Curve::between(card(l.from)?, card(l.to)?)))
                .collect(),
            cards: cards
                .map(|c| (Rect::card(c.at), c.kind(), c.display_name().to_owned()))
                .collect(),
        }
    }
}
