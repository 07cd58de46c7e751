//! The verdicts on single faults.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::base::{self, Base, Slice};
use super::classes::Class;
use super::elements::{Element, Options};
use super::failed::Failed;
use super::losses::{self, fallen, impact, lost, mean, served};
use super::missing;
use super::plan::Plan;
use super::reasons::{self, Reason};
use super::ripple::Ripple;
use super::serve::State;
use super::verdict_kind::VerdictKind;
use topple_model::{Scenario, Sound, Target, order};

/// A verdict on one element. Elements without one are safe.
#[derive(Clone, PartialEq, Debug)]
pub struct Verdict {
    /// The element.
    pub element: Target,
    /// What losing it would mean.
    pub kind: VerdictKind,
    /// Share of all offered demand that would be lost, 0 to 1. Of what degrades: that would be served no longer in full.
    pub impact: f64,
    /// The classes it hurts: of a single point of failure those that are lost whole, of a leak those that lose a part, of
    /// what degrades those that are served less often in full.
    pub classes: Vec<Class>,
    /// Of what degrades: the services that requests are then answered without, in alphabetical order.
    pub without: Vec<String>,
    /// Seconds that it lasts each time, where the element is started again by itself.
    pub for_s: Option<f64>,
    /// Why.
    pub reason: Reason,
    /// The way from a client whose requests it hurts to where they fail.
    pub path: Vec<Target>,
}

impl Verdict {
    /// How long it lasts each time, in a sentence, where the element is started again by itself.
    pub fn lasts(&self) -> Option<String> {
        let seconds = self.for_s?;
        Some(format!(
            "For {seconds} s each time, until it has been started again."
        ))
    }
}

/// How a traffic class fares now.
#[derive(Clone, PartialEq, Debug)]
pub struct ClassReport {
    /// The class.
    pub class: Class,
    /// The share of its requests that is served with what is dead now, settled. 0 to 1.
    pub served: f64,
    /// The share that is served in full, with all optional calls. 0 to `served`.
    pub full: f64,
    /// Requests per second that it offers; of deliveries, messages that are published now.
    pub rate_rps: f64,
}

/// What the analysis has to say after one edit or kill.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Report {
    /// Single points of failure, the worst first.
    pub spofs: Vec<Verdict>,
    /// Leaks, the worst first.
    pub leaks: Vec<Verdict>,
    /// Elements whose loss loses nothing and leaves answers that are not in full, the worst first.
    pub degrades: Vec<Verdict>,
    /// Every class and how it fares now.
    pub classes: Vec<ClassReport>,
    /// Share of all offered demand that is served now, 0 to 1; 1 where nothing is asked for.
    pub served: f64,
    /// Share of all offered demand that is served in full now, 0 to 1.
    pub full: f64,
    /// Whether some client reaches more combinations of shards than are looked at one by one.
    pub combinations_cut: bool,
}

/// The verdicts on every single fault, relative to what is dead now.
pub fn analyse(scenario: &Scenario, failed: &Failed, options: Options) -> Report {
    analyse_sound(&base::unchecked(scenario), failed, options)
}

/// The same of a scenario whose topology is at hand: none is made.
pub fn analyse_sound(sound: &Arc<Sound>, failed: &Failed, options: Options) -> Report {
    analyse_base(&Base::of(sound, failed, options))
}

pub(super) fn analyse_base(base: &Base) -> Report {
    let mut search = VerdictSearch::new(base);
    while !search.advance(base, usize::MAX).over {}
    search.take_found()
}

/// The search for verdicts, that can be done in slices.
#[derive(Debug)]
pub(super) struct VerdictSearch {
    elements: Vec<Element>,
    next: usize,
    /// What is safe, and so are those that are alike: the first of them; of links, of both ends.
    safe: BTreeSet<Vec<usize>>,
    report: Report,
}

impl VerdictSearch {
    /// Makes ready; no verdict is known yet.
    pub(super) fn new(base: &Base) -> Self {
        let (plan, state) = (&base.plan, &base.state);
        Self {
            elements: base.elements(),
            next: 0,
            safe: BTreeSet::new(),
            report: Report {
                classes: class_reports(plan, state),
                served: served(plan, &state.shares),
                full: served(plan, losses::full(state)),
                combinations_cut: plan.combinations_cut,
                ..Report::default()
            },
        }
    }

    /// Goes on until about `looks` parts more have been looked at.
    pub(super) fn advance(&mut self, base: &Base, looks: usize) -> Slice {
        let mut ripple = Ripple::on(base);
        let mut done = 0;
        while done < looks
            && let Some(element) = self.elements.get(self.next)
        {
            self.next += 1;
            let firsts = firsts(base, element);
            if self.safe.contains(&firsts) {
                done += 1;
                continue;
            }
            let mark = ripple.strike(&element.components, &element.links);
            if let Some(verdict) = judge(&ripple, &base.state, element) {
                match verdict.kind {
                    VerdictKind::SinglePointOfFailure => self.report.spofs.push(verdict),
                    VerdictKind::Leak => self.report.leaks.push(verdict),
                    VerdictKind::Degrades => self.report.degrades.push(verdict),
                }
            } else if !firsts.is_empty() {
                self.safe.insert(firsts);
            }
            done += 1 + ripple.touched.len();
            ripple.lift(mark);
        }
        Slice {
            looks: done,
            over: self.next == self.elements.len(),
        }
    }

    /// What was found, the worst first. The search is left empty.
    pub(super) fn take_found(&mut self) -> Report {
        let mut report = std::mem::take(&mut self.report);
        for verdicts in [&mut report.spofs, &mut report.leaks, &mut report.degrades] {
            order::sort_by(verdicts, |a, b| {
                b.impact
                    .total_cmp(&a.impact)
                    .then(a.element.cmp(&b.element))
            });
        }
        report
    }
}

/// The components that stand for the one that an element is, or for those that it links; of regions and groups none.
fn firsts(base: &Base, element: &Element) -> Vec<usize> {
    let first = |component: &usize| base.twins.first(*component);
    match (element.target, element.links.as_slice()) {
        (Target::Component(_), _) => element.components.iter().map(first).collect(),
        (Target::Link(_), &[link]) => base.plan.topology().ends[link]
            .map(|(from, to)| vec![first(&from), first(&to)])
            .unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// The verdict on one element; `None`: it is safe, dead already, or not there.
pub(super) fn verdict_in(base: &Base, element: Target) -> Option<Verdict> {
    let element = base.elements().into_iter().find(|e| e.target == element)?;
    let mut ripple = Ripple::on(base);
    ripple.strike(&element.components, &element.links);
    judge(&ripple, &base.state, &element)
}

/// The share of a class's requests that is served with `failed` dead; `None` if the scenario has no such class.
///
/// One walk over all parts, straight from the rules: what [`analyse`] finds faster must be this.
pub fn share_served(scenario: &Scenario, failed: &Failed, class: &Class) -> Option<f64> {
    let reports = classes(scenario, failed);
    reports
        .into_iter()
        .find(|report| report.class == *class)
        .map(|report| report.served)
}

/// Every class and the share of it that is served with `failed` dead.
pub fn classes(scenario: &Scenario, failed: &Failed) -> Vec<ClassReport> {
    let (plan, state) = base::weighed(&base::unchecked(scenario), failed);
    class_reports(&plan, &state)
}

fn judge(ripple: &Ripple<'_>, before: &State, element: &Element) -> Option<Verdict> {
    let plan = ripple.plan;
    let (was, is) = (&before.shares, &ripple.state.shares);
    let (was_full, is_full) = (losses::full(before), losses::full(&ripple.state));
    if was == is && was_full == is_full {
        return None;
    }
    let (lost, fallen) = (lost(plan, was, is), fallen(plan, was, is));
    let (kind, hurt, lost) = if !lost.is_empty() {
        (
            VerdictKind::SinglePointOfFailure,
            lost,
            impact(plan, was, is),
        )
    } else if !fallen.is_empty() {
        (VerdictKind::Leak, fallen, impact(plan, was, is))
    } else {
        let fallen = losses::fallen(plan, was_full, is_full);
        if fallen.is_empty() {
            return None;
        }
        (
            VerdictKind::Degrades,
            fallen,
            impact(plan, was_full, is_full),
        )
    };
    let without = if kind == VerdictKind::Degrades {
        missing::missing(plan, before, &ripple.state, &hurt)
    } else {
        Vec::new()
    };
    let states = (before, &ripple.state);
    let (reason, path) = reasons::why(plan, states, element, &hurt, (kind, &without));
    Some(Verdict {
        element: element.target,
        kind,
        impact: lost,
        classes: hurt.iter().map(|hurt| hurt.class(plan)).collect(),
        without,
        for_s: restart_s(plan.scenario(), element.target),
        reason,
        path,
    })
}

/// Seconds after which an element that fails by itself is started again.
fn restart_s(scenario: &Scenario, element: Target) -> Option<f64> {
    match element {
        Target::Component(id) => scenario.component(id)?.restart_s,
        Target::Region(_) | Target::Group(_) | Target::Link(_) | Target::Note(_) => None,
    }
}

pub(super) fn class_reports(plan: &Plan, state: &State) -> Vec<ClassReport> {
    let mut reports = Vec::new();
    for flow in &plan.flows {
        let whole = mean(flow, &state.shares);
        reports.push(ClassReport {
            class: plan.class(flow, None),
            served: whole,
            full: mean(flow, losses::full(state)),
            rate_rps: flow.rate_rps,
        });
        for combination in 0..flow.labels.len() {
            reports.push(ClassReport {
                class: plan.class(flow, Some(combination)),
                served: state.shares[flow.shares.start + combination],
                full: losses::full(state)[flow.shares.start + combination],
                rate_rps: flow.rate_rps / flow.labels.len() as f64,
            });
        }
    }
    reports
}
