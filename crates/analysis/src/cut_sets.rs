//! Minimal cut sets: what only together takes a class down.
//!
//! Two elements can do together what neither does alone only where the news of both meet: if no part has to look at
//! both, each settles as if the other had not happened. So of all pairs only those are tried whose ripples touch.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::base::{Base, Slice};
use super::classes::Class;
use super::elements::{Element, Options};
use super::failed::Failed;
use super::losses::{self, Hurt};
use super::plan::Plan;
use super::ripple::Ripple;
use topple_model::{Scenario, Target, order};

/// Elements whose joint loss takes a class down that no fewer of them do.
#[derive(Clone, PartialEq, Debug)]
pub struct CutSet {
    /// The elements, sorted.
    pub elements: Vec<Target>,
    /// The classes that only all of them together take down.
    pub classes: Vec<Class>,
    /// Share of all offered demand that would be lost with all of them, 0 to 1.
    pub impact: f64,
}

/// Cut sets that are kept; a search that finds more says so and stops.
pub const CUT_SETS: usize = 20_000;

/// How many elements a cut set has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// Two.
    Pairs,
    /// Three.
    Triples,
}

/// All pairs of components (and of links, where they count; never regions) whose joint loss takes a class down that
/// neither alone does; the worst first.
pub fn pairs(scenario: &Scenario, failed: &Failed, options: Options) -> Vec<CutSet> {
    let mut search = CutSets::new(scenario, failed, options, Order::Pairs);
    while !search.advance(usize::MAX) {}
    search.into_found()
}

/// The same for three, of which no two do.
pub fn triples(scenario: &Scenario, failed: &Failed, options: Options) -> Vec<CutSet> {
    let mut search = CutSets::new(scenario, failed, options, Order::Triples);
    while !search.advance(usize::MAX) {}
    search.into_found()
}

/// A search for cut sets that can be done in slices.
#[derive(Clone, Debug)]
pub struct CutSets {
    base: Rc<Base>,
    /// All elements; of the first [`CutSets::singles`] it is known what they do alone.
    elements: Vec<Element>,
    singles: Vec<Vec<Hurt>>,
    meeting: Meeting,
    stage: CutSetStage,
    wanted: Order,
    /// What pairs take down that neither does alone.
    by_pair: BTreeMap<(usize, usize), Vec<Hurt>>,
    found: Vec<CutSet>,
    full: bool,
}

/// How far the search has come.
#[derive(Clone, Debug)]
enum CutSetStage {
    /// Looking at every element alone.
    Singles,
    /// Looking at all that meet the ripples of those that are struck (one for pairs, two for triples).
    Together {
        order: Order,
        struck: Vec<usize>,
        /// Who meets them and has not been looked at; the next is last. `None`: it is not known yet.
        others: Option<Vec<usize>>,
    },
    Over,
}

/// Who has to look at what: by component, then by replica set, the elements whose ripples come by.
#[derive(Clone, Debug)]
struct Meeting {
    at: Vec<Vec<usize>>,
}

impl CutSets {
    /// Makes ready for the search, which is yet to be done.
    pub fn new(scenario: &Scenario, failed: &Failed, options: Options, order: Order) -> Self {
        Self::on(Rc::new(Base::new(scenario, failed, options)), order)
    }

    pub(super) fn on(base: Rc<Base>, order: Order) -> Self {
        let mut elements = base.elements();
        elements.retain(|element| !matches!(element.target, Target::Region(_)));
        let places = base.plan.parts.len() + base.plan.sets.len();
        Self {
            elements,
            singles: Vec::new(),
            meeting: Meeting {
                at: vec![Vec::new(); places],
            },
            stage: CutSetStage::Singles,
            wanted: order,
            by_pair: BTreeMap::new(),
            found: Vec::new(),
            full: false,
            base,
        }
    }

    /// Goes on until about `looks` parts more have been looked at. Whether the search is over.
    pub fn advance(&mut self, looks: usize) -> bool {
        self.go_on(looks).over
    }

    pub(super) fn go_on(&mut self, looks: usize) -> Slice {
        let base = Rc::clone(&self.base);
        let mut ripple = Ripple::new(&base.plan, base.state.clone());
        let mut done = 0;
        while done < looks && !self.is_over() {
            let left = looks - done;
            done += 1;
            done += match &mut self.stage {
                CutSetStage::Singles => self.look_at_one(&mut ripple),
                CutSetStage::Together {
                    order,
                    struck,
                    others,
                } => {
                    let (order, struck, others) = (*order, struck.clone(), others.take());
                    self.look_at_several(&mut ripple, order, &struck, others, left)
                }
                CutSetStage::Over => 0,
            };
        }
        Slice {
            looks: done,
            over: self.is_over(),
        }
    }

    fn is_over(&self) -> bool {
        self.full || matches!(self.stage, CutSetStage::Over)
    }

    /// Strikes the next element alone; how many parts had to look.
    fn look_at_one(&mut self, ripple: &mut Ripple<'_>) -> usize {
        let one = self.singles.len();
        let Some(element) = self.elements.get(one) else {
            self.stage = next_struck(self.elements.len(), Order::Pairs, &[]);
            return 0;
        };
        let mark = ripple.strike(&element.components, &element.links);
        let plan = ripple.plan;
        let lost = losses::lost(plan, &self.base.state.shares, &ripple.state.shares);
        let places = places(plan, ripple);
        ripple.lift(mark);
        for &place in &places {
            self.meeting.at[place].push(one);
        }
        self.singles.push(lost);
        places.len()
    }

    /// Strikes those of `struck` and with them one after the other that meets them, until `looks` parts have looked.
    fn look_at_several(
        &mut self,
        ripple: &mut Ripple<'_>,
        order: Order,
        struck: &[usize],
        others: Option<Vec<usize>>,
        looks: usize,
    ) -> usize {
        let mut done = 0;
        let mut joint: Vec<usize> = Vec::new();
        let mut mark = None;
        for &element in struck {
            let before = self.strike(ripple, element);
            mark = mark.or(Some(before));
            done += ripple.touched.len();
            joint.extend(places(ripple.plan, ripple));
        }
        let last = struck.last().copied().unwrap_or_default();
        let mut others = others.unwrap_or_else(|| {
            let mut met = self.meeting.beyond(last, &joint);
            done += met.len();
            met.reverse();
            met
        });
        while done < looks
            && !self.full
            && let Some(other) = others.pop()
        {
            let inner = self.strike(ripple, other);
            done += 1 + ripple.touched.len();
            let together = [struck, &[other]].concat();
            let taken = self.newly_lost(ripple, &together);
            if !taken.is_empty() {
                if order == self.wanted {
                    self.keep(ripple, &together, &taken);
                }
                if let [first, second] = *together {
                    self.by_pair.insert((first, second), taken);
                }
            }
            ripple.lift(inner);
        }
        if let Some(mark) = mark {
            ripple.lift(mark);
        }
        self.stage = if others.is_empty() {
            match next_struck(self.elements.len(), order, struck) {
                CutSetStage::Over if order != self.wanted => {
                    next_struck(self.elements.len(), self.wanted, &[])
                }
                next => next,
            }
        } else {
            CutSetStage::Together {
                order,
                struck: struck.to_vec(),
                others: Some(others),
            }
        };
        done
    }

    /// What has been found so far, the worst first.
    pub fn found(&self) -> Vec<CutSet> {
        let mut found = self.found.clone();
        sort(&mut found);
        found
    }

    /// What has been found, the worst first.
    pub fn into_found(mut self) -> Vec<CutSet> {
        sort(&mut self.found);
        self.found
    }

    /// Whether the search stopped because there are more cut sets than are kept.
    pub fn is_full(&self) -> bool {
        self.full
    }

    fn strike(&self, ripple: &mut Ripple<'_>, single: usize) -> super::ripple::Mark {
        let element = &self.elements[single];
        ripple.strike(&element.components, &element.links)
    }

    /// What is lost now that no fewer of these take down.
    fn newly_lost(&self, ripple: &Ripple<'_>, struck: &[usize]) -> Vec<Hurt> {
        let (was, is) = (&self.base.state.shares, &ripple.state.shares);
        if !was.iter().zip(is).any(|(was, is)| *was > 0.0 && *is == 0.0) {
            return Vec::new();
        }
        let mut lost = losses::lost(ripple.plan, was, is);
        lost.retain(|hurt| !struck.iter().any(|&s| self.singles[s].contains(hurt)));
        if let [a, b, c] = *struck {
            let by_two = [(a, b), (a, c), (b, c)].map(|two| self.by_pair.get(&two));
            lost.retain(|hurt| !by_two.iter().flatten().any(|lost| lost.contains(hurt)));
        }
        lost
    }

    fn keep(&mut self, ripple: &Ripple<'_>, struck: &[usize], taken: &[Hurt]) {
        if self.found.len() == CUT_SETS {
            self.full = true;
            return;
        }
        let mut elements: Vec<Target> = struck.iter().map(|&s| self.elements[s].target).collect();
        elements.sort();
        self.found.push(CutSet {
            elements,
            classes: taken.iter().map(|hurt| hurt.class(ripple.plan)).collect(),
            impact: losses::impact(ripple.plan, &self.base.state.shares, &ripple.state.shares),
        });
    }
}

impl Meeting {
    /// The elements after this one whose ripples come by any of these places.
    fn beyond(&self, element: usize, places: &[usize]) -> Vec<usize> {
        let mut met: Vec<usize> = Vec::new();
        for &place in places {
            let here = &self.at[place];
            let after = here.partition_point(|&other| other <= element);
            met.extend(&here[after..]);
        }
        met.sort_unstable();
        met.dedup();
        met
    }
}

/// Who is struck next: the one after those of `struck`, or the two; the first if there is none.
fn next_struck(elements: usize, order: Order, struck: &[usize]) -> CutSetStage {
    let next = match (order, struck) {
        (Order::Pairs, []) => vec![0],
        (Order::Triples, []) => vec![0, 1],
        (_, [first]) => vec![first + 1],
        (_, [first, second, ..]) if second + 2 < elements => vec![*first, second + 1],
        (_, [first, ..]) => vec![first + 1, first + 2],
    };
    match next.last() {
        Some(last) if last + 1 < elements => CutSetStage::Together {
            order,
            struck: next,
            others: None,
        },
        _ => CutSetStage::Over,
    }
}

fn places(plan: &Plan, ripple: &Ripple<'_>) -> Vec<usize> {
    let sets = ripple.touched_sets.iter().map(|set| plan.parts.len() + set);
    let mut places: Vec<usize> = ripple.touched.iter().copied().chain(sets).collect();
    places.sort_unstable();
    places.dedup();
    places
}

fn sort(found: &mut Vec<CutSet>) {
    order::sort_by(found, |a, b| {
        b.impact
            .total_cmp(&a.impact)
            .then_with(|| a.elements.cmp(&b.elements))
    });
}
