//! Minimal cut sets: what only together takes a class down.
//!
//! Two elements can do together what neither does alone only where the news of both meet: if no part has to look at
//! both, each settles as if the other had not happened. So of all pairs only those are tried whose ripples touch.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::classes::Class;
use super::failed::Failed;
use super::plan::Plan;
use super::ripple::Ripple;
use super::serve::State;
use super::verdicts::{self, Element, Hurt, Options};
use crate::model::{Scenario, Target};

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
    plan: Rc<Plan>,
    base: State,
    singles: Vec<Single>,
    meeting: Meeting,
    order: Order,
    /// The next to be struck first: one for pairs, two for triples.
    next: Vec<usize>,
    /// What pairs take down that neither does alone.
    by_pair: BTreeMap<(usize, usize), Vec<Hurt>>,
    found: Vec<CutSet>,
    full: bool,
}

/// One element on its own.
#[derive(Clone, Debug)]
struct Single {
    element: Element,
    lost: Vec<Hurt>,
    /// Places of its ripple, in [`Meeting`].
    places: Vec<usize>,
}

/// Who has to look at what: by component, then by replica set, the elements whose ripples come by.
#[derive(Clone, Debug)]
struct Meeting {
    at: Vec<Vec<usize>>,
}

impl CutSets {
    /// Looks at every element alone. The search itself is yet to be done.
    pub fn new(scenario: &Scenario, failed: &Failed, options: Options, order: Order) -> Self {
        let plan = Plan::new(scenario);
        let base = State::of(&plan, failed);
        let mut meeting = Meeting {
            at: vec![Vec::new(); plan.parts.len() + plan.sets.len()],
        };
        let mut ripple = Ripple::new(&plan, base.clone());
        let mut singles: Vec<Single> = Vec::new();
        for element in verdicts::elements(&plan, &base, failed, options) {
            if matches!(element.target, Target::Region(_)) {
                continue;
            }
            let mark = ripple.strike(&element.components, &element.links);
            let lost = verdicts::lost(&plan, &base.shares, &ripple.state.shares);
            let places = places(&plan, &ripple);
            ripple.lift(mark);
            for &place in &places {
                meeting.at[place].push(singles.len());
            }
            singles.push(Single {
                element,
                lost,
                places,
            });
        }
        let mut search = Self {
            plan: Rc::new(plan),
            base,
            singles,
            meeting,
            order: Order::Pairs,
            next: vec![0],
            by_pair: BTreeMap::new(),
            found: Vec::new(),
            full: false,
        };
        if order == Order::Triples {
            // What pairs do has to be known first.
            while !search.advance(usize::MAX) {}
            search.found.clear();
            (search.order, search.next) = (order, vec![0, 1]);
        }
        search
    }

    /// Goes on until about `looks` combinations more have been tried. Whether the search is over.
    pub fn advance(&mut self, looks: usize) -> bool {
        let plan = Rc::clone(&self.plan);
        let mut ripple = Ripple::new(&plan, self.base.clone());
        let mut done = 0;
        let mut over = false;
        while done < looks && !over && !self.full {
            over = match self.order {
                Order::Pairs => self.pairs_with(&mut ripple, &mut done),
                Order::Triples => self.triples_with(&mut ripple, &mut done),
            };
        }
        over || self.full
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

    fn pairs_with(&mut self, ripple: &mut Ripple<'_>, done: &mut usize) -> bool {
        let first = self.next[0];
        if first + 1 >= self.singles.len() {
            return true;
        }
        self.next[0] += 1;
        let mark = self.strike(ripple, first);
        let places = self.singles[first].places.clone();
        for second in self.meeting.beyond(first, &places) {
            *done += 1;
            let inner = self.strike(ripple, second);
            let taken = self.newly_lost(ripple, &[first, second]);
            if !taken.is_empty() {
                self.keep(ripple, &[first, second], &taken);
                self.by_pair.insert((first, second), taken);
            }
            ripple.lift(inner);
        }
        ripple.lift(mark);
        false
    }

    fn triples_with(&mut self, ripple: &mut Ripple<'_>, done: &mut usize) -> bool {
        let (first, second) = (self.next[0], self.next[1]);
        if first + 2 >= self.singles.len() {
            return true;
        }
        if second + 1 >= self.singles.len() {
            self.next = vec![first + 1, first + 2];
            return false;
        }
        self.next[1] += 1;
        *done += 1;
        let mark = self.strike(ripple, first);
        let mut joint = self.singles[first].places.clone();
        self.strike(ripple, second);
        joint.extend(places(ripple.plan, ripple));
        for third in self.meeting.beyond(second, &joint) {
            *done += 1;
            let inner = self.strike(ripple, third);
            let taken = self.newly_lost(ripple, &[first, second, third]);
            if !taken.is_empty() {
                self.keep(ripple, &[first, second, third], &taken);
            }
            ripple.lift(inner);
        }
        ripple.lift(mark);
        false
    }

    fn strike(&self, ripple: &mut Ripple<'_>, single: usize) -> super::ripple::Mark {
        let element = &self.singles[single].element;
        ripple.strike(&element.components, &element.links)
    }

    /// What is lost now that no fewer of these take down.
    fn newly_lost(&self, ripple: &Ripple<'_>, struck: &[usize]) -> Vec<Hurt> {
        let (was, is) = (&self.base.shares, &ripple.state.shares);
        if !was.iter().zip(is).any(|(was, is)| *was > 0.0 && *is == 0.0) {
            return Vec::new();
        }
        let mut lost = verdicts::lost(ripple.plan, was, is);
        lost.retain(|hurt| !struck.iter().any(|&s| self.singles[s].lost.contains(hurt)));
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
        let mut elements: Vec<Target> = struck
            .iter()
            .map(|&s| self.singles[s].element.target)
            .collect();
        elements.sort();
        self.found.push(CutSet {
            elements,
            classes: taken.iter().map(|hurt| hurt.class(ripple.plan)).collect(),
            impact: verdicts::impact(ripple.plan, &self.base.shares, &ripple.state.shares),
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

fn places(plan: &Plan, ripple: &Ripple<'_>) -> Vec<usize> {
    let sets = ripple.touched_sets.iter().map(|set| plan.parts.len() + set);
    let mut places: Vec<usize> = ripple.touched.iter().copied().chain(sets).collect();
    places.sort_unstable();
    places.dedup();
    places
}

fn sort(found: &mut [CutSet]) {
    found.sort_by(|a, b| {
        b.impact
            .total_cmp(&a.impact)
            .then_with(|| a.elements.cmp(&b.elements))
    });
}
