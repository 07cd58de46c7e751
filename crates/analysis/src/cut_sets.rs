//! Minimal cut sets: what only together takes a class down.
//!
//! A region counts where nothing within it would do as well: not "zone A and zone B" where "zone A and db-3" will do;
//! so does a group, within which are its parts.
//!
//! Two elements can do together what neither does alone only where the news of both meet: if no part has to look at
//! both, each settles as if the other had not happened. So of all pairs only those are tried whose ripples touch.

mod inside;
mod orbits;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::base::{Base, Slice, share_of_pairs};
use super::classes::Class;
use super::elements::{Element, Options};
use super::failed::Failed;
use super::losses::{self, Hurt};
use super::plan::{Part, Plan};
use super::ripple::Ripple;
use inside::{inner_first, inside};
use orbits::Orbits;
use topple_model::{ComponentId, LinkId, Scenario, Target, order};

/// Elements whose joint loss takes a class down that no fewer of them do.
#[derive(Clone, PartialEq, Debug)]
pub struct CutSet {
    /// The elements, sorted.
    pub elements: Vec<Target>,
    /// The parts among them, or at the ends of links among them, for which others that are alike would do as well.
    pub stand_ins: Vec<StandIns>,
    /// The classes that only all of them together take down.
    pub classes: Vec<Class>,
    /// Share of all offered demand that would be lost with all of them, 0 to 1.
    pub impact: f64,
}

/// Parts that any others of those that are alike may stand in for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StandIns {
    /// Those that are told of, in the order drawn.
    pub told: Vec<ComponentId>,
    /// All that are alike, these among them, in the order drawn.
    pub alike: Vec<ComponentId>,
}

impl CutSet {
    /// How many sets it stands for, itself among them, at most: two links may be told from two others and be the same.
    pub fn count(&self) -> usize {
        let ways = |class: &StandIns| {
            let (all, told) = (class.alike.len(), class.told.len());
            let ordered = (0..told).try_fold(1usize, |n, k| n.checked_mul(all - k));
            let orders: usize = (1..=told).product();
            ordered.map_or(usize::MAX, |ordered| ordered / orders)
        };
        let all = self.stand_ins.iter().map(ways);
        all.fold(1, usize::saturating_mul)
    }

    /// In plain words, with these names: "lb-1 and lb-2", "any 2 of the 5 like voter-1".
    pub fn words(&self, name: &dyn Fn(Target) -> String) -> String {
        let is_whole = |class: &&StandIns| class.told.len() == class.alike.len();
        let open = || self.stand_ins.iter().filter(|class| !is_whole(class));
        let is_element = |id: &ComponentId| self.elements.contains(&Target::Component(*id));
        let is_any = |class: &&StandIns| class.told.iter().all(is_element);
        let told_as_any = |element: &Target| match element {
            Target::Component(id) => open().filter(is_any).any(|class| class.told.contains(id)),
            Target::Region(_) | Target::Group(_) | Target::Link(_) | Target::Note(_) => false,
        };
        let alone = self.elements.iter().filter(|element| !told_as_any(element));
        let mut phrases: Vec<String> = alone.map(|element| name(*element)).collect();
        phrases.extend(open().filter(is_any).map(|class| {
            let first = name(Target::Component(class.alike[0]));
            format!(
                "any {} of the {} like {first}",
                class.told.len(),
                class.alike.len()
            )
        }));
        let others = if open().all(|class| is_any(&class)) {
            ""
        } else {
            ", or others like them"
        };
        phrases.join(" and ") + others
    }

    /// Every set of elements that it stands for, sorted, itself among them; no more than `most`.
    pub fn every(&self, most: usize) -> Vec<Vec<Target>> {
        let mut found = BTreeSet::new();
        let mut to = BTreeMap::new();
        self.stand_in(0, 0, &mut to, &mut found, most);
        found.into_iter().collect()
    }

    /// Puts others in the place of those of this class from here on, in every way.
    fn stand_in(
        &self,
        class: usize,
        at: usize,
        to: &mut BTreeMap<ComponentId, ComponentId>,
        found: &mut BTreeSet<Vec<Target>>,
        most: usize,
    ) {
        if found.len() >= most {
            return;
        }
        let Some(stand_ins) = self.stand_ins.get(class) else {
            let image = |id: ComponentId| to.get(&id).copied().unwrap_or(id);
            let mut set: Vec<Target> = self
                .elements
                .iter()
                .map(|element| match *element {
                    Target::Component(id) => Target::Component(image(id)),
                    Target::Link(link) => Target::Link(LinkId {
                        from: image(link.from),
                        to: image(link.to),
                    }),
                    Target::Region(_) | Target::Group(_) | Target::Note(_) => *element,
                })
                .collect();
            set.sort();
            found.insert(set);
            return;
        };
        let Some(&told) = stand_ins.told.get(at) else {
            return self.stand_in(class + 1, 0, to, found, most);
        };
        for &other in &stand_ins.alike {
            let taken = stand_ins.told[..at].iter().any(|id| to[id] == other);
            if !taken {
                to.insert(told, other);
                self.stand_in(class, at + 1, to, found, most);
            }
        }
    }
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

/// All pairs of components, regions and groups (and of links, where they count) whose joint loss takes a class down that neither
/// alone does, nor either with something within the other; the worst first. Not told are those of which one contains the
/// other, and two that are single points of failure already.
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
    /// All elements, each region and group after what lies in it; of the first [`CutSets::singles`] it is known what they do alone.
    elements: Vec<Element>,
    /// Which of the sets are looked at for others.
    orbits: Orbits,
    /// Of each region and group the elements within it, by place; of others none.
    inside: Vec<Vec<usize>>,
    singles: Vec<Vec<Hurt>>,
    meeting: Meeting,
    stage: CutSetStage,
    wanted: Order,
    /// What several take down that no fewer of them do, by place in rising order.
    taken: BTreeMap<Vec<usize>, Vec<Hurt>>,
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

/// Who has to look at what: by component, then by replica set, then where messages of all clients come together, the
/// elements whose ripples come by.
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
        let size = match order {
            Order::Pairs => 2,
            Order::Triples => 3,
        };
        let all = inner_first(&base);
        let elements = orbits::enough(&base.plan, &base.twins, all, size);
        let places = base.plan.parts.len() + base.plan.sets.len() + 1;
        Self {
            inside: inside(&base, &elements),
            orbits: Orbits::new(&base.plan, &base.twins, &elements),
            elements,
            singles: Vec::new(),
            meeting: Meeting {
                at: vec![Vec::new(); places],
            },
            stage: CutSetStage::Singles,
            wanted: order,
            taken: BTreeMap::new(),
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
        let mut ripple = Ripple::on(&base);
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
            let together = [struck, &[other]].concat();
            done += 1;
            if self.orbits.first(&together) != together {
                continue;
            }
            let inner = self.strike(ripple, other);
            done += ripple.touched.len();
            let taken = self.newly_lost(ripple, &together);
            if !taken.is_empty() {
                if order == self.wanted && self.is_told(&together) {
                    let whole = self.irreplaceable(&together, &taken);
                    self.keep(ripple, &together, &whole);
                }
                self.taken.insert(together, taken);
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

    /// How far it is, from 0 to 1: a tenth is for each element alone, the rest for what meets. On the way to triples a
    /// third of that is for pairs.
    pub fn share_done(&self) -> f64 {
        const ALONE: f64 = 0.1;
        let count = self.elements.len();
        match &self.stage {
            CutSetStage::Singles => ALONE * self.singles.len() as f64 / count.max(1) as f64,
            CutSetStage::Together { order, struck, .. } => {
                let first = struck.first().copied().unwrap_or_default();
                let done = share_of_pairs(first, count);
                let done = match (*order == self.wanted, self.wanted) {
                    (true, Order::Pairs) => done,
                    (true, Order::Triples) => (1.0 + 2.0 * done) / 3.0,
                    (false, _) => done / 3.0,
                };
                ALONE + (1.0 - ALONE) * done
            }
            CutSetStage::Over => 1.0,
        }
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
        lost.retain(|hurt| !self.is_lost_with_fewer(struck, hurt));
        lost
    }

    fn is_lost_with_fewer(&self, struck: &[usize], hurt: &Hurt) -> bool {
        let alone = |&one: &usize| self.singles[one].contains(hurt);
        let two = |a: usize, b: usize| {
            let taken = self.taken.get(&self.orbits.first(&[a, b]));
            taken.is_some_and(|taken| taken.contains(hurt))
        };
        struck.iter().any(alone)
            || matches!(*struck, [a, b, c] if two(a, b) || two(a, c) || two(b, c))
    }

    /// Whether these say anything together: none contains another, and not all are single points of failure already.
    fn is_told(&self, struck: &[usize]) -> bool {
        let within = |&outer: &usize| struck.iter().any(|s| self.inside[outer].contains(s));
        let is_spof = |&one: &usize| !self.singles[one].is_empty();
        !struck.iter().any(within) && !struck.iter().all(is_spof)
    }

    /// What is lost without all of these, and not with something within one of them in its place.
    fn irreplaceable(&self, struck: &[usize], taken: &[Hurt]) -> Vec<Hurt> {
        let mut whole = taken.to_vec();
        for (place, &outer) in struck.iter().enumerate() {
            for &inner in &self.inside[outer] {
                if whole.is_empty() {
                    return whole;
                }
                let mut instead = struck.to_vec();
                instead[place] = inner;
                instead.sort_unstable();
                let instead = self.orbits.first(&instead);
                whole.retain(|hurt| !self.is_lost_without(&instead, hurt));
            }
        }
        whole
    }

    /// Whether this is lost without all of these, which were looked at before if anything is lost that they do together.
    fn is_lost_without(&self, struck: &[usize], hurt: &Hurt) -> bool {
        if self.taken.get(struck).is_some_and(|t| t.contains(hurt)) {
            return true;
        }
        if !self.is_lost_with_fewer(struck, hurt) {
            return false;
        }
        // More dead can mean more served: what fewer take down, these may not.
        let mut ripple = Ripple::on(&self.base);
        for &one in struck {
            self.strike(&mut ripple, one);
        }
        let (was, is) = (&self.base.state.shares, &ripple.state.shares);
        losses::lost(ripple.plan, was, is).contains(hurt)
    }

    fn keep(&mut self, ripple: &Ripple<'_>, struck: &[usize], taken: &[Hurt]) {
        if taken.is_empty() {
            return;
        }
        if self.found.len() == CUT_SETS {
            self.full = true;
            return;
        }
        let mut elements: Vec<Target> = struck.iter().map(|&s| self.elements[s].target).collect();
        elements.sort();
        let id = |&component: &usize| ripple.plan.scenario().components[component].id;
        let stand_ins = self.orbits.stand_ins(struck).into_iter();
        let stand_ins = stand_ins.map(|(told, alike)| StandIns {
            told: told.iter().map(id).collect(),
            alike: alike.iter().map(id).collect(),
        });
        self.found.push(CutSet {
            elements,
            stand_ins: stand_ins.collect(),
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

/// The places that the news of the last fault came by: components, then sets, then where messages of all clients come
/// together.
pub(super) fn places(plan: &Plan, ripple: &Ripple<'_>) -> Vec<usize> {
    let sets = ripple.touched_sets.iter().map(|set| plan.parts.len() + set);
    let mut places: Vec<usize> = ripple.touched.iter().copied().chain(sets).collect();
    // What a queue delivers depends on what all clients publish.
    let is_client = |&part: &usize| matches!(plan.parts[part], Part::Client(_));
    if !plan.deliveries.all.is_empty() && ripple.touched.iter().any(is_client) {
        places.push(plan.parts.len() + plan.sets.len());
    }
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
