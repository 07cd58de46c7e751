//! Trying what may be a mend, one candidate after the other.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

use super::draft::Ground;
use super::{Candidate, Mend, checks, databases, load, nodes, optional, regions, sharing};
use crate::base::{Base, Slice};
use crate::classes::Class;
use crate::losses;
use crate::overload;
use crate::plan::Part;
use crate::ripple::Ripple;
use crate::verdict_kind::VerdictKind;
use crate::verdicts;
use crate::warnings;
use topple_model::{ComponentId, Sound, Target};

/// A search for the mends of one verdict (an overload is one, too) that can be done in slices.
#[derive(Debug)]
pub(crate) struct MendSearch {
    ground: Rc<Ground>,
    element: Target,
    /// What is served now.
    before: Vec<verdicts::ClassReport>,
    /// The way from a client to where its requests fail without the element.
    path: Vec<Target>,
    /// What is lost without it, of all demand.
    impact: f64,
    /// What its verdict is; `None`: an overload.
    kind: Option<VerdictKind>,
    /// Who cannot do without the element.
    dependents: BTreeSet<ComponentId>,
    /// Whether its verdict is that its loss would saturate others.
    overload: bool,
    pass: Pass,
    /// What is tried in this pass, the plainest first.
    queue: VecDeque<Idea>,
    /// What was tried in the first pass and did not mend alone.
    too_little: Vec<Candidate>,
    attempt: Option<Attempt>,
    found: Vec<Mend>,
}

/// What is asked of a candidate, one pass after the other until some are found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Pass {
    /// Nothing has been looked at yet.
    Start,
    /// That the element is safe with it.
    Safe,
    /// That the element is safe with it and with checks.
    SafeWithChecks,
    /// That at least no class is lost whole.
    Leaking,
    /// The same, with checks.
    LeakingWithChecks,
    Over,
}

/// What may be tried, or where to look for it. Drawings of large systems take a while: they are made one at a time.
#[derive(Debug)]
enum Idea {
    Nodes,
    Sharing,
    Databases,
    Checks,
    Regions,
    Optional,
    Drawn(Box<Candidate>),
    Site(Box<regions::Recipe>),
}

/// How far the trial of one candidate has come.
#[derive(Debug)]
enum Attempt {
    Made(Candidate),
    Told(Candidate, Mend),
    Taken(Candidate, Mend, Arc<Sound>),
    Settled(Candidate, Mend, Rc<Base>),
}

impl MendSearch {
    /// Makes ready for the search, which is yet to be done.
    pub(crate) fn new(ground: Rc<Ground>, element: Target) -> Self {
        Self {
            before: Vec::new(),
            path: Vec::new(),
            impact: 0.0,
            kind: None,
            dependents: BTreeSet::new(),
            ground,
            element,
            overload: false,
            pass: Pass::Start,
            queue: VecDeque::new(),
            too_little: Vec::new(),
            attempt: None,
            found: Vec::new(),
        }
    }

    /// Does one piece: finds what may be tried, or goes one step on with trying it.
    pub(crate) fn advance(&mut self) -> Slice {
        match self.attempt.take() {
            Some(attempt) => self.go_on(attempt),
            None => match self.queue.pop_front() {
                Some(Idea::Drawn(candidate)) => self.begin(*candidate),
                Some(Idea::Site(recipe)) => {
                    let candidate = recipe.draw(&self.ground);
                    self.begin(candidate);
                }
                Some(idea) => self.look(&idea),
                None => self.next_pass(),
            },
        }
        Slice {
            looks: self.ground.scenario().components.len(),
            over: self.pass == Pass::Over,
        }
    }

    /// What was found, the plainest first.
    pub(crate) fn into_found(self) -> Vec<Mend> {
        self.found
    }

    fn next_pass(&mut self) {
        let looked = self.found.iter().any(|mend| mend.id.kind().is_look());
        let with_checks = |search: &mut Self| {
            let along = |candidate| checks::along(candidate, search.element);
            let drawn = search.too_little.drain(..).filter_map(along);
            search.queue = drawn.map(Box::new).map(Idea::Drawn).collect();
        };
        self.pass = match self.pass {
            Pass::Start => self.start(),
            Pass::Safe if !looked => {
                with_checks(self);
                Pass::SafeWithChecks
            }
            Pass::Safe | Pass::SafeWithChecks => self.start_again(),
            Pass::Leaking if !looked => {
                with_checks(self);
                Pass::LeakingWithChecks
            }
            Pass::Leaking | Pass::LeakingWithChecks | Pass::Over => Pass::Over,
        };
    }

    fn start(&mut self) -> Pass {
        let base = &self.ground.base;
        self.before = verdicts::class_reports(&base.plan, &base.state);
        if !self.fill() {
            return Pass::Over;
        }
        Pass::Safe
    }

    /// Where nothing makes a single point of failure safe, less will do.
    fn start_again(&mut self) -> Pass {
        let verdict = verdicts::verdict_in(&self.ground.base, self.element);
        let is_spof = verdict.is_some_and(|v| v.kind == VerdictKind::SinglePointOfFailure);
        self.too_little.clear();
        // To do without what is asked for is a choice, beside which there is to be a mend.
        let is_mended = self.found.iter().any(|mend| {
            let kind = mend.id.kind();
            !kind.only_lessens() && !kind.asks_less()
        });
        if is_mended || !is_spof || !self.fill() {
            return Pass::Over;
        }
        Pass::Leaking
    }

    /// Says where to look for candidates; whether there is a verdict at all.
    fn fill(&mut self) -> bool {
        let (ground, element) = (&self.ground, self.element);
        if let Some(verdict) = verdicts::verdict_in(&ground.base, element) {
            self.path = verdict.path;
            self.impact = verdict.impact;
            self.kind = Some(verdict.kind);
            self.dependents = dependents(&ground.base, element);
            let ideas = [
                Idea::Nodes,
                Idea::Sharing,
                Idea::Databases,
                Idea::Checks,
                Idea::Regions,
                Idea::Optional,
            ];
            self.queue.extend(ideas);
            return true;
        }
        let Some(overload) = overload::overload_in(&ground.base, element) else {
            return false;
        };
        self.overload = true;
        let drawn = load::candidates(ground, &overload).into_iter();
        self.queue.extend(drawn.map(Box::new).map(Idea::Drawn));
        true
    }

    /// Puts what comes of an idea in its place.
    fn look(&mut self, idea: &Idea) {
        let (ground, element, dependents) = (&self.ground, self.element, &self.dependents);
        let found: Vec<Candidate> = match idea {
            Idea::Nodes => nodes::candidates(ground, element, dependents),
            Idea::Sharing => sharing::candidates(ground, element),
            Idea::Databases => databases::candidates(ground, element),
            Idea::Checks => checks::candidates(ground, element, &self.path),
            Idea::Regions => {
                let recipes = regions::recipes(ground, element, dependents).into_iter();
                self.queue.extend(recipes.map(Box::new).map(Idea::Site));
                return;
            }
            Idea::Optional => {
                let found = optional::candidates(ground, element, dependents).into_iter();
                self.queue.extend(found.map(Box::new).map(Idea::Drawn));
                return;
            }
            Idea::Drawn(_) | Idea::Site(_) => Vec::new(),
        };
        for candidate in found.into_iter().rev() {
            self.queue.push_front(Idea::Drawn(Box::new(candidate)));
        }
    }

    fn begin(&mut self, candidate: Candidate) {
        // Of those that only look harder, and of those that only give more to work with, the plainest of a sort is enough.
        if candidate.last_resort && !self.found.is_empty() {
            return;
        }
        let one_will_do = candidate.id.kind().is_look() || self.overload;
        if !one_will_do
            || !self
                .found
                .iter()
                .any(|mend| mend.id.kind() == candidate.id.kind())
        {
            self.attempt = Some(Attempt::Made(candidate));
        }
    }

    fn go_on(&mut self, attempt: Attempt) {
        match attempt {
            Attempt::Made(candidate) => {
                let mend = Mend {
                    id: candidate.id.clone(),
                    edits: candidate.draft.clone().into_edits(),
                    brings: Vec::new(),
                };
                let same = |m: &Mend| m.edits == mend.edits || m.id == mend.id;
                if mend.edits.is_empty() || self.found.iter().any(same) {
                    self.fails(candidate);
                } else {
                    self.attempt = Some(Attempt::Told(candidate, mend));
                }
            }
            Attempt::Told(candidate, mend) => {
                match self.ground.base.plan.sound.take(mend.edits.clone()) {
                    Ok(mended) => {
                        self.attempt = Some(Attempt::Taken(candidate, mend, Arc::new(mended)));
                    }
                    Err(_) => self.fails(candidate),
                }
            }
            Attempt::Taken(candidate, mend, mended) => {
                let base = &self.ground.base;
                let settled = Rc::new(Base::of(&mended, &base.failed, base.options));
                self.attempt = Some(Attempt::Settled(candidate, mend, settled));
            }
            Attempt::Settled(candidate, mut mend, after) => {
                let mends = if candidate.lessens {
                    self.lessens(&after)
                } else {
                    self.mends(&after)
                };
                if mends && self.keeps_what_is_served(&after) {
                    mend.brings = warnings::brought(&self.ground.base.plan, &after.plan);
                    self.found.push(mend);
                } else {
                    self.fails(candidate);
                }
            }
        }
    }

    fn fails(&mut self, candidate: Candidate) {
        if !candidate.id.kind().is_look()
            && !candidate.lessens
            && matches!(self.pass, Pass::Safe | Pass::Leaking)
        {
            self.too_little.push(candidate);
        }
    }

    /// Whether nothing is lost that was served.
    fn keeps_what_is_served(&self, after: &Base) -> bool {
        let after = verdicts::class_reports(&after.plan, &after.state);
        let after: BTreeMap<&Class, (f64, f64)> = after
            .iter()
            .map(|is| (&is.class, (is.served, is.full)))
            .collect();
        self.before.iter().all(|was| {
            let is = after.get(&was.class);
            is.is_some_and(|(served, full)| {
                *served >= was.served - losses::ROUNDING && *full >= was.full - losses::ROUNDING
            })
        })
    }

    /// Whether less is lost without the element than now.
    fn lessens(&self, after: &Rc<Base>) -> bool {
        let impact = verdicts::verdict_in(after, self.element).map_or(0.0, |v| v.impact);
        impact < self.impact - losses::ROUNDING
    }

    /// Whether the verdict is gone, or at least less.
    fn mends(&self, after: &Rc<Base>) -> bool {
        if self.overload && overload::overload_in(after, self.element).is_some() {
            return false;
        }
        match (verdicts::verdict_in(after, self.element), self.pass) {
            (None, _) => true,
            // What is no longer lost may be missing: that is another verdict, and a lesser one.
            (Some(verdict), _) if verdict.kind == VerdictKind::Degrades => {
                self.kind != Some(VerdictKind::Degrades)
            }
            (Some(verdict), Pass::Leaking | Pass::LeakingWithChecks) => {
                verdict.kind == VerdictKind::Leak
            }
            (Some(_), Pass::Start | Pass::Safe | Pass::SafeWithChecks | Pass::Over) => false,
        }
    }
}

/// Who serves something now, and nothing of that without the element; with the name servers that clients ask who are
/// not served without it.
fn dependents(base: &Base, element: Target) -> BTreeSet<ComponentId> {
    let plan = &base.plan;
    let mut found = BTreeSet::new();
    let Some(element) = base.elements().into_iter().find(|e| e.target == element) else {
        return found;
    };
    let mut ripple = Ripple::on(base);
    ripple.strike(&element.components, &element.links);
    let id = |component: usize| plan.scenario().components[component].id;
    let lost = |was: &f64, is: &f64| *was > 0.0 && *is == 0.0;
    let each = plan.environments.len().max(1);
    let serves = base.state.serves.iter().zip(&ripple.state.serves);
    for (place, (was, is)) in serves.enumerate() {
        if lost(was, is) {
            found.insert(id(place / each));
        }
    }
    for flow in &plan.flows {
        let mut places = flow.shares.clone();
        if places.any(|p| lost(&base.state.shares[p], &ripple.state.shares[p])) {
            found.insert(id(flow.client));
            if let Part::Client(client) = &plan.parts[flow.client] {
                found.extend(client.names.iter().map(|name| id(name.dns)));
            }
        }
    }
    found
}
