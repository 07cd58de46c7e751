//! The nines: what share of each class is served in the long run.
//!
//! Every element is up with its own availability, independently of the others; a region is a common cause for all
//! that lies in it, a group for all that share its fate; recovery is taken as instant. The expected share is exact: it is
//! summed over all states of the system by a decision diagram (`diagram`), not sampled; of parts that are alike it only asks
//! how many are up (`steps`). Where a diagram would grow past its limit, states that are too unlikely are left out, and
//! where that does not suffice, what fails together is summed cluster by cluster (`bounds`): the rest gives a bound. Where
//! that leaves too much open, requests are drawn at random (`drawn`), and what is told is no longer proven. What is served
//! within capacity is found apart (`carried`).

mod averages;
mod bounds;
mod carried;
mod clients;
mod confidence;
mod diagram;
mod drawn;
mod elements;
mod enumerated;
mod mixing;
mod queues;
mod services;
mod sets;
mod states;
mod steps;
mod values;

use std::rc::Rc;

use super::base::{Base, Slice};
use super::classes::Class;
use super::elements::Options;
use super::failed::Failed;
use super::plan::{Flow, Plan};
use averages::{Growth, Means};
use bounds::Bounds;
use diagram::Neglected;
use drawn::Drawn;
use elements::{Element, Elements};
use states::States;
use topple_model::{Scenario, Target, order};
use values::Is;

pub(super) use carried::CarriedSearch;
pub use enumerated::{ELEMENTS, enumerated};
pub use states::NODES;

/// An expected share: exact, or between two bounds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Expected {
    /// It is at least this.
    pub low: f64,
    /// It is at most this. Equal to `low` where it is exact.
    pub high: f64,
}

impl Expected {
    /// The share, if it is known exactly.
    pub fn exact(self) -> Option<f64> {
        (self.low.to_bits() == self.high.to_bits()).then_some(self.low)
    }
}

impl Expected {
    /// Whether its bounds are within a tenth of a nine.
    fn is_worth_reading(self) -> bool {
        const TENTH_OF_A_NINE: f64 = 1.258_925;
        1.0 - self.low <= (1.0 - self.high) * TENTH_OF_A_NINE + 1e-12
    }

    /// What both say. The other is not believed where it says something else altogether, as what is drawn may.
    fn narrowed(self, other: Self) -> Self {
        let (low, high) = (self.low.max(other.low), self.high.min(other.high));
        if low <= high {
            Self { low, high }
        } else {
            self
        }
    }
}

/// The long-run share of one class.
#[derive(Clone, PartialEq, Debug)]
pub struct ClassAvailability {
    /// The class.
    pub class: Class,
    /// The share of its requests that is served in the long run.
    pub expected: Expected,
}

/// What an element is worth.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Importance {
    /// The element: a component, a region or a group.
    pub element: Target,
    /// Birnbaum's importance: how much more of all demand is served while it is up than while it is down.
    pub birnbaum: f64,
    /// How much more of all demand would be served if it never failed: the importance times its downtime.
    pub gain: f64,
}

/// The nines of a scenario, relative to what is dead now: the dead stay dead.
#[derive(Clone, PartialEq, Debug)]
pub struct Availability {
    /// Every class.
    pub classes: Vec<ClassAvailability>,
    /// The expected share of all demand; 1 where nothing is asked for.
    pub all: Expected,
    /// What each element is worth, the one that buys the most first; empty where the shares are not exact.
    pub importance: Vec<Importance>,
    /// How many requests (or states, of what is served within capacity) were drawn at random for bounds that are likely and
    /// not proven: all of them hold in 999 of 1,000 such systems. 0: what is told is proven.
    pub drawn: u64,
}

impl Availability {
    /// Who buys the most: several where they buy the same, as far as sums that were added up another way can tell; none
    /// where nobody buys anything.
    pub fn best(&self) -> &[Importance] {
        const SAME: f64 = 1e-9;
        const NOTHING: f64 = 1e-12;
        let most = self.importance.first().map_or(0.0, |best| best.gain);
        let is_best = |i: &&Importance| i.gain > NOTHING && i.gain >= most * (1.0 - SAME);
        let ties = self.importance.iter().take_while(is_best).count();
        &self.importance[..ties]
    }

    /// What is to be said of the share of all demand that is served within capacity, which is what [`carried`] finds,
    /// with `words` for shares; `None`: it is what is served.
    pub fn within_capacity(
        &self,
        with_load: &Availability,
        words: &dyn Fn(Expected) -> String,
    ) -> Option<String> {
        const SAME: f64 = 1e-9;
        // Less than this part of what is lost anyway is not worth a word.
        const LITTLE: f64 = 0.1;
        let (served, carried) = (self.all, with_load.all);
        let doubt = match with_load.drawn {
            0 => "",
            _ => ", which is not proven: in one of a thousand such systems it is wrong",
        };
        if served.low - carried.high > SAME {
            let share = words(carried);
            return Some(format!(
                "Counting only the load that the parts that are up can carry, {share} is served in the long run{doubt}."
            ));
        }
        let open = served.low - carried.low;
        (open > SAME + LITTLE * (1.0 - served.low)).then(|| {
            let share = words(Expected {
                high: carried.high.min(served.high),
                ..carried
            });
            let drawn = match with_load.drawn {
                0 => String::new(),
                states => format!(", so {states} of them were drawn at random"),
            };
            format!(
                "How much load the parts that are up can carry is not known exactly, for the system has too many states to \
                 look at each{drawn}. Counting only that, {share} is served{doubt}."
            )
        })
    }

    fn is_worth_reading(&self) -> bool {
        let classes = self.classes.iter().map(|row| row.expected);
        classes.chain([self.all]).all(Expected::is_worth_reading)
    }

    /// What both say of the same classes; neither tells what elements are worth.
    fn narrowed(mut self, other: &Self) -> Self {
        self.all = self.all.narrowed(other.all);
        for (row, other) in self.classes.iter_mut().zip(&other.classes) {
            row.expected = row.expected.narrowed(other.expected);
        }
        self
    }

    /// In plain words, where the shares are not exact; `None`: they are.
    pub fn caveat(&self) -> Option<String> {
        if self.drawn > 0 {
            let millions = self.drawn as f64 / 1e6;
            return Some(format!(
                "This system is too large to be computed exactly, so {millions:.1} million requests were drawn at random. \
                 What is served in the long run lies between the two numbers: that is not proven, and in one of a thousand \
                 such systems it lies outside of them. What buys the most is not known."
            ));
        }
        let words = "This system is too large to be computed exactly: what is served in the long run lies between the two \
                     numbers. What buys the most is not known.";
        self.all.exact().is_none().then(|| words.to_owned())
    }
}

/// The expected share served of every class, and what each element is worth.
pub fn availability(scenario: &Scenario, failed: &Failed) -> Availability {
    let base = Rc::new(Base::new(scenario, failed, Options::default()));
    AvailabilitySearch::new(&base, NODES).find()
}

/// The expected share that is served within capacity: who is up serves no more than it can do. What each element is worth
/// is not told.
pub fn carried(scenario: &Scenario, failed: &Failed) -> Availability {
    let base = Rc::new(Base::new(scenario, failed, Options::default()));
    let search = CarriedSearch::new(&base);
    search.find()
}

/// The same where so many states are looked at before some are drawn: to see that these are right.
pub fn carried_of_states(scenario: &Scenario, failed: &Failed, states: usize) -> Availability {
    let base = Rc::new(Base::new(scenario, failed, Options::default()));
    let mut search = CarriedSearch::new(&base);
    search.look_at(states);
    search.find()
}

/// What [`availability`] finds, with diagrams of at most `nodes` nodes and nothing that is drawn: to see the bounds.
pub fn with_limit(scenario: &Scenario, failed: &Failed, nodes: usize) -> Availability {
    let base = Rc::new(Base::new(scenario, failed, Options::default()));
    let mut search = AvailabilitySearch::new(&base, nodes);
    search.draws = false;
    search.find()
}

/// What draws alone find, as far as [`availability`] would go: to see that they are right.
pub fn drawn(scenario: &Scenario, failed: &Failed) -> Availability {
    let base = Rc::new(Base::new(scenario, failed, Options::default()));
    let known = anything(&base.plan);
    let Some(mut drawn) = Drawn::new(&base, known.clone()) else {
        return known;
    };
    while !drawn.advance(&base, usize::MAX).over {}
    drawn.found(&base.plan)
}

/// The search for the nines, that can be done in slices.
#[derive(Debug)]
pub(super) struct AvailabilitySearch {
    base: Rc<Base>,
    elements: Elements,
    nodes: usize,
    /// Whether requests may be drawn where nothing else leaves little open.
    draws: bool,
    stage: AvailabilityStage,
}

/// How far the search has come.
#[derive(Debug)]
enum AvailabilityStage {
    /// Diagrams of all that is there.
    Diagrams(States),
    /// The mean of each.
    Means(States, Means),
    /// What each element is worth.
    Growth(States, Means, Growth),
    /// Where diagrams are too large: of all but what is less likely than the step at this place of [`NEGLECTED`] says.
    Likely(States, usize),
    /// Where these are too large, too, or leave too much open: what they say is kept.
    Bounds(Bounds, Option<Availability>),
    /// Where that leaves too much open, too.
    Drawn(Box<Drawn>),
    Over(Option<Availability>),
}

/// How unlikely what is not looked into may be, step by step, until diagrams are small enough.
const NEGLECTED: [f64; 2] = [1e-9, 1e-6];

impl AvailabilitySearch {
    /// What comes after diagrams that were too large.
    fn likely(&self, step: usize) -> AvailabilityStage {
        match NEGLECTED.get(step) {
            None => self.bounds(None),
            Some(&below) => {
                let chances = self.elements.chances.clone();
                let neglected = Neglected { below, chances };
                let states = States::neglecting(&self.base, self.nodes, neglected);
                AvailabilityStage::Likely(states, step)
            }
        }
    }

    /// What comes after diagrams that leave too much open. Where several parts are down most of the time, clusters do
    /// as well: requests are drawn at once.
    fn bounds(&self, known: Option<Availability>) -> AvailabilityStage {
        const DOWN: f64 = 0.75;
        let plan = &self.base.plan;
        let fails = self.elements.all.iter().filter(|element| element.up > 0.0);
        let down = fails.map(|element| element.targets.len() as f64 * (1.0 - element.up));
        let down: f64 = down.sum();
        if self.draws && down > DOWN {
            self.draw(known.unwrap_or_else(|| anything(plan)))
        } else {
            AvailabilityStage::Bounds(Bounds::new(&self.base), known)
        }
    }

    /// What comes after bounds: nothing more where they are worth reading.
    fn draw(&self, known: Availability) -> AvailabilityStage {
        let may = self.draws && !known.is_worth_reading();
        let drawn = may.then(|| Drawn::new(&self.base, known.clone())).flatten();
        match drawn {
            Some(drawn) => AvailabilityStage::Drawn(Box::new(drawn)),
            None => AvailabilityStage::Over(Some(known)),
        }
    }

    /// Makes ready for the search, which is yet to be done: with diagrams of at most so many nodes.
    pub(super) fn new(base: &Rc<Base>, nodes: usize) -> Self {
        Self {
            elements: Elements::new(&base.plan, &base.state, &base.failed, &base.twins),
            nodes,
            draws: true,
            stage: AvailabilityStage::Diagrams(States::new(base, nodes)),
            base: Rc::clone(base),
        }
    }

    fn find(mut self) -> Availability {
        loop {
            self.advance(usize::MAX);
            if let Some(found) = self.take_found() {
                return found;
            }
        }
    }

    /// The nines, once they are known.
    pub(super) fn take_found(&mut self) -> Option<Availability> {
        match &mut self.stage {
            AvailabilityStage::Over(found) => found.take(),
            AvailabilityStage::Diagrams(_)
            | AvailabilityStage::Means(..)
            | AvailabilityStage::Growth(..)
            | AvailabilityStage::Likely(..)
            | AvailabilityStage::Bounds(..)
            | AvailabilityStage::Drawn(_) => None,
        }
    }

    /// How far it is, from 0 to 1: half of it is the diagrams at their largest, half what is looked for where these do
    /// not suffice. Where they do, it is done earlier.
    pub(super) fn share_done(&self) -> f64 {
        match &self.stage {
            AvailabilityStage::Diagrams(states) => states.diagrams.fullness() / 2.0,
            AvailabilityStage::Means(..) | AvailabilityStage::Growth(..) => 0.5,
            AvailabilityStage::Likely(states, step) => {
                let done = *step as f64 + states.diagrams.fullness();
                0.5 + 0.2 * done / NEGLECTED.len() as f64
            }
            AvailabilityStage::Bounds(bounds, _) => 0.7 + bounds.share_done() / 10.0,
            AvailabilityStage::Drawn(drawn) => 0.8 + drawn.share_done() / 5.0,
            AvailabilityStage::Over(_) => 1.0,
        }
    }

    /// Goes on until about `looks` nodes (or parts) more have been looked at.
    pub(super) fn advance(&mut self, looks: usize) -> Slice {
        let (plan, up) = (&self.base.plan, &self.elements.chances);
        // Numbers are quicker to add than nodes are to find.
        let quick = looks.saturating_mul(8);
        let mut done = looks;
        let stage = std::mem::replace(&mut self.stage, AvailabilityStage::Over(None));
        self.stage = match stage {
            AvailabilityStage::Diagrams(mut states) => {
                match states.advance(&self.elements, looks) {
                    Ok(slice) => {
                        done = slice.looks;
                        if slice.over {
                            let means = states.diagrams.means(values::Is::serves);
                            AvailabilityStage::Means(states, means)
                        } else {
                            AvailabilityStage::Diagrams(states)
                        }
                    }
                    Err(_) => self.likely(0),
                }
            }
            AvailabilityStage::Likely(mut states, step) => {
                match states.advance(&self.elements, looks) {
                    Ok(slice) => {
                        done = slice.looks;
                        if slice.over {
                            let found = bounded(plan, &states, up);
                            if found.is_worth_reading() {
                                AvailabilityStage::Over(Some(found))
                            } else {
                                self.bounds(Some(found))
                            }
                        } else {
                            AvailabilityStage::Likely(states, step)
                        }
                    }
                    Err(_) => self.likely(step + 1),
                }
            }
            AvailabilityStage::Means(states, mut means) => {
                if states.diagrams.find_means(&mut means, up, quick) {
                    let tops: Vec<_> = states.shares().iter().copied().zip(weights(plan)).collect();
                    let growth = states.diagrams.growth(&tops, up.len());
                    AvailabilityStage::Growth(states, means, growth)
                } else {
                    AvailabilityStage::Means(states, means)
                }
            }
            AvailabilityStage::Growth(states, means, mut growth) => {
                if states.diagrams.find_growth(&mut growth, &means, up, quick) {
                    let of = |top: &diagram::Top| means.of(*top);
                    let expected: Vec<f64> = states.shares().iter().map(of).collect();
                    AvailabilityStage::Over(Some(Availability {
                        importance: importance(&self.elements, &growth.of_element),
                        ..from_shares(plan, &expected, &expected)
                    }))
                } else {
                    AvailabilityStage::Growth(states, means, growth)
                }
            }
            AvailabilityStage::Bounds(mut bounds, known) => {
                let slice = bounds.advance(&self.base, looks);
                done = slice.looks;
                if slice.over {
                    let found = bounds.found(plan);
                    self.draw(match &known {
                        Some(known) => found.narrowed(known),
                        None => found,
                    })
                } else {
                    AvailabilityStage::Bounds(bounds, known)
                }
            }
            AvailabilityStage::Drawn(mut drawn) => {
                let slice = drawn.advance(&self.base, looks);
                done = slice.looks;
                if slice.over {
                    AvailabilityStage::Over(Some(drawn.found(plan)))
                } else {
                    AvailabilityStage::Drawn(drawn)
                }
            }
            AvailabilityStage::Over(found) => AvailabilityStage::Over(found),
        };
        Slice {
            looks: done,
            over: matches!(self.stage, AvailabilityStage::Over(_)),
        }
    }
}

/// The nines where unlikely states were not looked into: in them nothing is served, or everything.
fn bounded(plan: &Plan, states: &States, chances: &[f64]) -> Availability {
    let [low, high] = [0.0, 1.0].map(|unknown| {
        let number = |is: &Is| match is {
            Is::Unknown => unknown,
            other => other.serves(),
        };
        let mut means = states.diagrams.means(number);
        while !states.diagrams.find_means(&mut means, chances, usize::MAX) {}
        let of = |top: &diagram::Top| means.of(*top);
        states.shares().iter().map(of).collect::<Vec<f64>>()
    });
    from_shares(plan, &low, &high)
}

/// Which part of all demand each share is.
fn weights(plan: &Plan) -> Vec<f64> {
    let mut weights = Vec::with_capacity(plan.shares());
    for flow in &plan.flows {
        let part = flow.environments.len() as f64 * plan.demand_rps;
        let weight = if part > 0.0 {
            flow.rate_rps / part
        } else {
            0.0
        };
        weights.extend(flow.environments.iter().map(|_| weight));
    }
    weights
}

/// What each element is worth, given how much more is served with a growing chance of each question's yes.
fn importance(elements: &Elements, growth: &[f64]) -> Vec<Importance> {
    let rows = |element: &Element| {
        let questions = element.asked_at..element.asked_at + element.questions();
        let birnbaum = match &element.steps {
            None => growth[element.asked_at],
            Some(steps) => steps.of_one(&growth[questions]),
        };
        let row = |&target: &Target| Importance {
            element: target,
            birnbaum,
            gain: birnbaum * (1.0 - element.up),
        };
        element.targets.iter().map(row).collect::<Vec<_>>()
    };
    let mut rows: Vec<Importance> = elements.all.iter().flat_map(rows).collect();
    order::sort_by(&mut rows, |a, b| {
        b.gain.total_cmp(&a.gain).then(a.element.cmp(&b.element))
    });
    rows
}

/// What is known before anything is.
fn anything(plan: &Plan) -> Availability {
    let [nothing, all] = [0.0, 1.0].map(|share| vec![share; plan.shares()]);
    from_shares(plan, &nothing, &all)
}

/// The classes, of the bounds of every share.
fn from_shares(plan: &Plan, low: &[f64], high: &[f64]) -> Availability {
    let whole = |flow: &Flow| {
        let mean = |shares| super::losses::mean(flow, shares);
        Expected {
            low: mean(low),
            high: mean(high),
        }
    };
    let mut classes = Vec::new();
    let (mut all_low, mut all_high) = (0.0, 0.0);
    for flow in &plan.flows {
        let expected = whole(flow);
        all_low += flow.rate_rps * expected.low;
        all_high += flow.rate_rps * expected.high;
        classes.push(ClassAvailability {
            class: plan.class(flow, None),
            expected,
        });
        for combination in 0..flow.labels.len() {
            let place = flow.shares.start + combination;
            classes.push(ClassAvailability {
                class: plan.class(flow, Some(combination)),
                expected: Expected {
                    low: low[place],
                    high: high[place],
                },
            });
        }
    }
    let of_all = |sum: f64| {
        if plan.demand_rps > 0.0 {
            sum / plan.demand_rps
        } else {
            1.0
        }
    };
    let all = Expected {
        low: of_all(all_low),
        high: of_all(all_high),
    };
    Availability {
        classes,
        all,
        importance: Vec::new(),
        drawn: 0,
    }
}
