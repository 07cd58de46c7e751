//! Overload: all is served on paper, but those who are left cannot do the work.
//!
//! The offered load is followed from the clients through every choice to the workers. A server's worker is held while
//! it waits for what it calls, so its occupancy is *rate × (own work + time in calls)*, over its workers; that is
//! Little's law, and above 1 a queue grows without end, whatever its length. Caches take off what they hit once
//! settled (`hits`). Waiting in queues is left out: what is flagged is saturated for certain, and what is nearly full is not
//! flagged.

mod caches;
mod held;
mod hits;
mod load;

use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use super::base::{Base, Slice};
use super::elements::{Element, Options};
use super::failed::Failed;
use super::losses;
use super::plan::Plan;
use super::ripple::Ripple;
use super::serve::State;
use super::twins;
use super::words::{list, span};
pub(super) use hits::Popularity;
pub(super) use load::Load;
use topple_model::{Alike, ComponentId, Scenario, Target, order};

/// A component that has more to do than its workers can.
#[derive(Clone, PartialEq, Debug)]
pub struct Saturated {
    /// The component.
    pub component: ComponentId,
    /// What a person calls it.
    pub name: String,
    /// Its workers, 1 to 1,000,000; 0 where it is a rate that it may not pass.
    pub workers: u32,
    /// Of a balancer: the requests a second that it lets through.
    pub rate_limit_rps: Option<f64>,
    /// How many times its workers it would need, or its rate it would get: above 1.
    pub utilisation: f64,
}

impl fmt::Display for Saturated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} would {} {:.0} % of its {}",
            self.name,
            if self.rate_limit_rps.is_some() {
                "get"
            } else {
                "need"
            },
            self.utilisation * 100.0,
            if self.rate_limit_rps.is_some() {
                "rate limit"
            } else {
                "workers"
            },
        )
    }
}

/// A node of a queue that gets more than is taken from it.
#[derive(Clone, PartialEq, Debug)]
pub struct Growing {
    /// The node.
    pub queue: ComponentId,
    /// What a person calls it.
    pub name: String,
    /// Messages a second by which it grows.
    pub per_s: f64,
    /// Seconds after which it is full, if it is empty now.
    pub full_after_s: f64,
}

impl fmt::Display for Growing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, full) = (&self.name, span(self.full_after_s));
        let rate = (self.per_s * 10.0).round() / 10.0;
        write!(
            f,
            "{name} grows by {rate} messages a second, and is full after {full}"
        )
    }
}

/// An element whose loss moves more load to others than they can do.
#[derive(Clone, PartialEq, Debug)]
pub struct Overload {
    /// The element.
    pub element: Target,
    /// What is saturated then and is not now, the worst first.
    pub saturated: Vec<Saturated>,
    /// Of a cache: the share of the reads through it that it answers now.
    pub hit_share: Option<f64>,
    /// Whether some of them are saturated because they wait, at every request, for a target that is gone.
    pub waits: bool,
    /// The queues that grow then and do not now, the fastest first.
    pub growing: Vec<Growing>,
    name: String,
}

/// Most names in the sentence of an overload.
const TOLD: usize = 4;

impl fmt::Display for Overload {
    /// Why, in a sentence.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // "web-1 would need 130 % of its workers, web-2 120 % and db-1 110 %"
        let of_one = |(place, d): (usize, &Saturated)| match place {
            0 => d.to_string(),
            _ => format!("{} {:.0} %", d.name, d.utilisation * 100.0),
        };
        let first = self.saturated.iter().enumerate().take(TOLD);
        let mut told: Vec<String> = first.map(of_one).collect();
        match self.saturated.len().saturating_sub(TOLD) {
            0 => {}
            more => told.push(format!("{more} more")),
        }
        let told = list(&told.iter().map(String::as_str).collect::<Vec<_>>());
        let name = &self.name;
        let wait = if self.waits {
            " and its callers wait for an answer that does not come"
        } else {
            ""
        };
        if let Some(hits) = self.hit_share {
            let hits = hits * 100.0;
            write!(
                f,
                "{name} answers {hits:.0} % of the reads that ask it. Without it they go on to the database{wait}; {told}."
            )?;
        } else {
            write!(
                f,
                "Without {name}, its load moves to those that are left{wait}; {told}."
            )?;
        }
        self.growing
            .iter()
            .try_for_each(|queue| write!(f, " {queue}."))
    }
}

/// What is overloaded now, and whose loss would overload others.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Overloads {
    /// Who has more to do than it can, with what is dead now; the worst first.
    pub now: Vec<Saturated>,
    /// The queues that get more than is taken from them, with what is dead now; the fastest first.
    pub growing: Vec<Growing>,
    /// Elements whose loss loses no requests on paper and saturates others; the worst first.
    pub verdicts: Vec<Overload>,
}

impl Overloads {
    /// What has to be said beside the nines: they count a request as served whatever the load. `None`: nothing, whatever is
    /// lost the others can carry.
    pub fn beside_the_nines(&self) -> Option<String> {
        let percent = |d: &Saturated| format!("{:.0} %", d.utilisation * 100.0);
        let why = match (self.now.first(), self.verdicts.first()) {
            (Some(now), _) => format!(
                "{} has to do {} of what it can already",
                now.name,
                percent(now)
            ),
            (None, Some(lost)) => {
                let first = lost.saturated.first()?;
                let (name, percent) = (&first.name, percent(first));
                format!(
                    "with {} down, {name} would have to do {percent} of what it can",
                    lost.name
                )
            }
            (None, None) => return None,
        };
        Some(format!(
            "These nines count a request as served whatever the load: {why}."
        ))
    }
}

/// What is overloaded now, and whose loss would overload others. Only elements without a worse verdict are listed.
pub fn overloads(scenario: &Scenario, failed: &Failed, options: Options) -> Overloads {
    let base = Rc::new(Base::new(scenario, failed, options));
    let mut search = OverloadSearch::new(base);
    while !search.advance(usize::MAX).over {}
    search.take_found()
}

/// What the loss of this element would saturate; `None`: nothing, or it has a worse verdict.
pub(super) fn overload_in(base: &Rc<Base>, element: Target) -> Option<Overload> {
    let mut search = OverloadSearch::new(Rc::clone(base));
    search.elements.retain(|e| e.target == element);
    while !search.advance(usize::MAX).over {}
    search.take_found().verdicts.pop()
}

/// A search for overloads that can be done in slices: one element after the other is taken away, and the load settled
/// anew.
#[derive(Debug)]
pub(super) struct OverloadSearch {
    base: Rc<Base>,
    popularity: Rc<Popularity>,
    elements: Vec<Element>,
    next: usize,
    /// Parts that are alike for the load.
    twins: Rc<Alike>,
    /// Of those that stand for others: what was said of them.
    judged: BTreeMap<usize, Vec<Overload>>,
    /// The load that is being settled: as it is now, or with the next element gone.
    settling: Option<Load>,
    before: Option<Before>,
    found: Overloads,
}

/// What the load is while everything that lives now lives.
#[derive(Debug)]
struct Before {
    growing: Vec<ComponentId>,
    utilisation: Vec<Option<f64>>,
    hit_share: Vec<Option<f64>>,
}

impl OverloadSearch {
    /// Makes ready for the search, which is yet to be done.
    pub(super) fn new(base: Rc<Base>) -> Self {
        let popularity = Rc::new(Popularity::new(base.plan.scenario().workload));
        let is_open = |link: usize| base.state.is_open(link);
        let twins = Rc::new(twins::for_load(&base.plan, &base.state.dead, &is_open));
        Self {
            settling: Some(Load::of_alike(&base.plan, &base.state, &popularity, &twins)),
            popularity,
            elements: base.elements(),
            twins,
            judged: BTreeMap::new(),
            next: 0,
            before: None,
            found: Overloads::default(),
            base,
        }
    }

    /// Goes on until about `looks` parts more have been looked at.
    pub(super) fn advance(&mut self, looks: usize) -> Slice {
        let mut done = 0;
        while done < looks && !self.is_over() {
            done += 1;
            let Some(mut load) = self.settling.take() else {
                done += self.begin_next();
                continue;
            };
            let slice = load.advance(looks - done.min(looks));
            done += slice.looks;
            if !slice.over {
                self.settling = Some(load);
            } else if self.before.is_none() {
                self.settle_before(&load);
            } else {
                let found = self.judge(&load, &self.elements[self.next]);
                self.say(found);
            }
        }
        Slice {
            looks: done,
            over: self.is_over(),
        }
    }

    fn is_over(&self) -> bool {
        self.before.is_some() && self.next == self.elements.len()
    }

    fn settle_before(&mut self, load: &Load) {
        let all = 0..self.base.plan.parts.len();
        self.found.growing = load.growing();
        self.before = Some(Before {
            growing: self.found.growing.iter().map(|g| g.queue).collect(),
            utilisation: all.clone().map(|part| load.utilisation(part)).collect(),
            hit_share: all.map(|part| load.hit_share(part)).collect(),
        });
        self.found.now = saturated(load, |_| true);
    }

    /// Takes the next element away; how many parts had to look. Where that loses requests it has a worse verdict.
    fn begin_next(&mut self) -> usize {
        if let Some(said) = self.said_of_another() {
            self.found.verdicts.extend(said);
            self.next += 1;
            return 0;
        }
        let (plan, state) = (&self.base.plan, &self.base.state);
        let element = &self.elements[self.next];
        let mut ripple = Ripple::on(&self.base);
        ripple.strike(&element.components, &element.links);
        if losses::is_hurt(plan, &state.shares, &ripple.state.shares) {
            let touched = ripple.touched.len();
            self.say(None);
            return touched;
        }
        let load = Load::of_alike(plan, &ripple.state, &self.popularity, &self.twins);
        self.settling = Some(load);
        ripple.touched.len()
    }

    /// Keeps what is to be said of the element that it is about, and turns to the next one.
    fn say(&mut self, found: Option<Overload>) {
        if let Some(part) = self.part() {
            self.judged.insert(part, found.iter().cloned().collect());
        }
        self.found.verdicts.extend(found);
        self.next += 1;
    }

    /// The component that the next element is, if it is one.
    fn part(&self) -> Option<usize> {
        let element = &self.elements[self.next];
        match (element.target, element.components.as_slice()) {
            (Target::Component(_), &[part]) => Some(part),
            _ => None,
        }
    }

    /// What is to be said of the next element where the same goes for one that is like it: with the two changing places.
    fn said_of_another(&self) -> Option<Vec<Overload>> {
        let part = self.part()?;
        let first = self.twins.first(part);
        let said = self.judged.get(&first)?;
        let scenario = self.base.plan.scenario();
        let (one, other) = (&scenario.components[first], &scenario.components[part]);
        let changed = said.iter().cloned().map(|mut overload| {
            overload.element = Target::Component(other.id);
            overload.name = super::words::name_of(scenario, overload.element);
            for saturated in &mut overload.saturated {
                if saturated.component == other.id {
                    saturated.component = one.id;
                    one.display_name().clone_into(&mut saturated.name);
                }
            }
            sort(&mut overload.saturated);
            overload
        });
        Some(changed.collect())
    }

    /// What was found, the worst first. The search is left empty.
    pub(super) fn take_found(&mut self) -> Overloads {
        let mut found = std::mem::take(&mut self.found);
        let worst = |o: &Overload| o.saturated.first().map_or(0.0, |d| d.utilisation);
        order::sort_by(&mut found.verdicts, |a, b| {
            worst(b)
                .total_cmp(&worst(a))
                .then(a.element.cmp(&b.element))
        });
        found
    }

    fn judge(&self, after: &Load, element: &Element) -> Option<Overload> {
        let (plan, before) = (&self.base.plan, self.before.as_ref()?);
        let was_saturated = |part: usize| before.utilisation[part].is_some_and(|u| u > 1.0);
        // What takes over from a saturated one is saturated by the same load: that is no news.
        let services = &plan.topology().services;
        let inherited = |part: usize| {
            let mut gone = element.components.iter();
            gone.any(|&gone| was_saturated(gone) && services[gone] == services[part])
        };
        let is_news = |part: usize| !was_saturated(part) && !inherited(part);
        let saturated = saturated(after, is_news);
        if saturated.is_empty() {
            return None;
        }
        let cache = match *element.components.as_slice() {
            [one] if plan.scenario().components[one].kind().row().is_shortcut => Some(one),
            _ => None,
        };
        let calls_the_dead = |d: &Saturated| {
            let calls = |link: usize| {
                plan.topology()
                    .to(link)
                    .is_some_and(|to| element.components.contains(&to))
                    || element.links.contains(&link)
            };
            let caller = plan.topology().index.get(&d.component);
            caller.is_some_and(|&caller| plan.topology().calls(caller).any(calls))
        };
        Some(Overload {
            waits: saturated.iter().any(calls_the_dead),
            growing: after
                .growing()
                .into_iter()
                .filter(|g| !before.growing.contains(&g.queue))
                .collect(),
            element: element.target,
            saturated,
            hit_share: cache.and_then(|cache| before.hit_share[cache]),
            name: super::words::name_of(plan.scenario(), element.target),
        })
    }
}

/// Who has more to do than it can, the worst first.
fn saturated(load: &Load, counts: impl Fn(usize) -> bool) -> Vec<Saturated> {
    let mut found: Vec<Saturated> = Vec::new();
    for (i, component) in load.plan.scenario().components.iter().enumerate() {
        let utilisation = load
            .utilisation(i)
            .filter(|u| *u > 1.0 && !load.state.dead[i] && counts(i));
        let Some(utilisation) = utilisation else {
            continue;
        };
        let name = component.display_name().to_owned();
        found.push(Saturated {
            component: component.id,
            name,
            workers: component.settings.workers().unwrap_or_default(),
            rate_limit_rps: component.balancer().and_then(|b| b.rate_limit_rps),
            utilisation,
        });
    }
    sort(&mut found);
    found
}

/// The worst first.
fn sort(saturated: &mut Vec<Saturated>) {
    order::sort_by(saturated, |a, b| {
        b.utilisation
            .total_cmp(&a.utilisation)
            .then(a.component.cmp(&b.component))
    });
}

/// How long answers take while nothing is dead and no request waits in a queue; found in slices.
#[derive(Debug)]
pub(super) struct AnswerTimes {
    load: Load,
}

impl AnswerTimes {
    pub(super) fn new(plan: &Rc<Plan>) -> Self {
        let state = State::of(plan, &Failed::nothing());
        let popularity = Rc::new(Popularity::new(plan.scenario().workload));
        Self {
            load: Load::begin(plan, &state, &popularity),
        }
    }

    /// Goes on until about `looks` parts more have been looked at.
    pub(super) fn advance(&mut self, looks: usize) -> Slice {
        self.load.advance(looks)
    }

    /// By component: requests a second.
    pub(super) fn rates(&self) -> Vec<f64> {
        (0..self.load.plan.parts.len())
            .map(|component| self.load.rate(component))
            .collect()
    }

    /// By component, in milliseconds: the longest over all sorts of requests.
    pub(super) fn by_component(&self) -> Vec<f64> {
        (0..self.load.plan.parts.len())
            .map(|component| self.load.longest_answer_ms(component))
            .collect()
    }
}

/// Share of its workers that each component needs now, for those that have workers: 1 is all of them.
pub fn utilisations(scenario: &Scenario, failed: &Failed) -> Vec<(ComponentId, f64)> {
    let plan = Rc::new(Plan::new(&crate::base::unchecked(scenario)));
    let state = State::of(&plan, failed);
    let popularity = Rc::new(Popularity::new(scenario.workload));
    let load = Load::new(&plan, &state, &popularity);
    let row = |(i, c): (usize, &topple_model::Component)| Some((c.id, load.utilisation(i)?));
    scenario
        .components
        .iter()
        .enumerate()
        .filter_map(row)
        .collect()
}
