//! The nines with load: what share is served by those who are up, of what they can do.
//!
//! In each state the load is settled, and a part that has more to do than it can serves its share of it; what it turns
//! away is not passed on. States are gone through from the likeliest on, of parts that are alike only by how many are
//! down, until the rest is too unlikely to matter or [`STATES`] have been looked at (fewer where they are large). Where that
//! leaves too much open, states are drawn at random from the rest (`drawn`); what is not drawn either may serve something
//! between nothing and everything. Trying again does not help where there is too much to do.
//!
//! The load on a part hangs on all that is up, so that here whole states have to be drawn, not requests as for the plain
//! nines: a thousand states, in none of which anybody has too much to do, show only that less than a percent more is lost.

mod drawn;

use std::cmp::Ordering;
use std::collections::{BTreeSet, BinaryHeap};
use std::rc::Rc;

use super::elements::Elements;
use super::{Availability, from_shares};
use crate::base::{Base, Slice};
use crate::overload::{Load, Popularity};
use crate::plan::{Part, Plan};
use crate::ripple::Ripple;
use crate::serve::State;
use crate::twins;
use drawn::Drawn;
use topple_model::Alike;

/// States that are looked at, at most, and parts in them: of a large system fewer states.
const STATES: usize = 2_000;
const PARTS: usize = 60_000;

/// What is left out when all but this is looked at is less than what is told.
const UNSEEN: f64 = 1e-10;

/// The search for the nines with load, that can be done in slices.
#[derive(Debug)]
pub(crate) struct CarriedSearch {
    base: Rc<Base>,
    /// The plan where nobody tries again.
    once: Rc<Plan>,
    twins: Rc<Alike>,
    popularity: Rc<Popularity>,
    elements: Elements,
    due: BinaryHeap<Likely>,
    /// How many states are looked at before some are drawn.
    most: usize,
    looked_at: usize,
    /// What is down in every state.
    never_up: Vec<usize>,
    /// What has been down in those that were.
    known: BTreeSet<Down>,
    /// The state whose load is being settled.
    settling: Option<(Likely, State, Load)>,
    low: Vec<f64>,
    seen: f64,
    /// States by chance, once all that is looked at has been.
    drawn: Option<Drawn>,
}

/// Elements and how many of each, by place in rising order.
type Down = Vec<(usize, usize)>;

/// A state, by how many are down of some elements.
#[derive(Clone, Debug)]
struct Likely {
    chance: f64,
    down: Down,
}

impl PartialEq for Likely {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Likely {}

impl PartialOrd for Likely {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Likely {
    fn cmp(&self, other: &Self) -> Ordering {
        let chance = self.chance.total_cmp(&other.chance);
        chance.then_with(|| other.down.cmp(&self.down))
    }
}

impl CarriedSearch {
    /// Makes ready; all is yet to be found.
    pub(crate) fn new(base: &Rc<Base>) -> Self {
        let plan = &base.plan;
        let is_open = |link: usize| base.state.is_open(link);
        let twins = Rc::new(twins::for_load(plan, &base.state.dead, &is_open));
        let elements = Elements::new(plan, &base.state, &base.failed, &twins);
        let mut once = Plan::clone(plan);
        for part in &mut once.parts {
            match part {
                Part::Client(client) => client.tries = 1,
                Part::Balancer(balancer) => balancer.retries = 0,
                Part::Dns { .. }
                | Part::Server { .. }
                | Part::Database
                | Part::Cache
                | Part::Queue(_) => {}
            }
        }
        let (never, others): (Vec<_>, Vec<_>) = elements.all.iter().partition(|e| e.up <= 0.0);
        let of_never = never.iter().flat_map(|element| match element.steps {
            Some(_) => twins.like(element.components[0]),
            None => element.components.as_slice(),
        });
        let never_up: Vec<usize> = of_never.copied().collect();
        let chance = others
            .iter()
            .map(|element| element.up.powi(element.targets.len() as i32))
            .product();
        let all_up = Likely {
            chance,
            down: Vec::new(),
        };
        Self {
            once: Rc::new(once),
            popularity: Rc::new(Popularity::new(plan.scenario().workload)),
            due: BinaryHeap::from([all_up]),
            most: STATES.min(PARTS / plan.parts.len().max(1)),
            looked_at: 0,
            known: BTreeSet::new(),
            drawn: None,
            never_up,
            settling: None,
            low: vec![0.0; plan.shares()],
            seen: 0.0,
            base: Rc::clone(base),
            elements,
            twins,
        }
    }

    /// Looks at so many states before it draws some.
    pub(super) fn look_at(&mut self, states: usize) {
        self.most = states;
    }

    /// Goes on until about `looks` parts more have been looked at.
    pub(crate) fn advance(&mut self, looks: usize) -> Slice {
        let mut done = 0;
        while done < looks {
            match self.settling.take() {
                None => match self.next() {
                    Some(cost) => done += cost,
                    None => break,
                },
                Some((likely, state, mut load)) => {
                    let slice = load.advance(looks - done);
                    done += 1 + slice.looks;
                    if slice.over {
                        done += self.add(&likely, &state, load);
                    } else {
                        self.settling = Some((likely, state, load));
                    }
                }
            }
        }
        Slice {
            looks: done,
            over: self.settling.is_none() && self.is_over() && !self.may_draw(),
        }
    }

    /// All of it at once.
    pub(super) fn find(mut self) -> Availability {
        while !self.advance(usize::MAX).over {}
        self.found()
    }

    /// The nines with load.
    pub(crate) fn found(&self) -> Availability {
        let proven = self.proven();
        match &self.drawn {
            Some(drawn) => drawn.found(&self.base.plan, (&self.low, self.seen), &proven),
            None => proven,
        }
    }

    fn proven(&self) -> Availability {
        let unseen = (1.0 - self.seen).max(0.0);
        let high: Vec<f64> = if unseen < UNSEEN {
            self.low.clone()
        } else {
            self.low.iter().map(|low| (low + unseen).min(1.0)).collect()
        };
        from_shares(&self.base.plan, &self.low, &high)
    }

    fn is_over(&self) -> bool {
        self.due.is_empty() || self.looked_at >= self.most || 1.0 - self.seen < UNSEEN
    }

    /// Whether one state more is drawn from those that are left.
    fn may_draw(&self) -> bool {
        match &self.drawn {
            None => !self.due.is_empty() && !self.proven().is_worth_reading(),
            Some(drawn) => !drawn.is_over(),
        }
    }

    /// Takes the likeliest state that is left, or draws one; how many parts had to look. `None`: enough has been looked at.
    fn next(&mut self) -> Option<usize> {
        let mut cost = 1;
        let likely = if self.is_over() {
            if !self.may_draw() {
                return None;
            }
            let drawn = self.drawn.get_or_insert_with(|| Drawn::new(&self.base));
            let (down, looks) = drawn.state(&self.elements, &self.known);
            cost += looks;
            // One that has been looked at, or may have been, is drawn in vain.
            let Some(down) = down else {
                return Some(cost);
            };
            Likely { chance: 0.0, down }
        } else {
            let likely = self.due.pop()?;
            self.looked_at += 1;
            self.known.insert(likely.down.clone());
            self.follow(&likely);
            likely
        };
        let plan = &self.base.plan;
        let mut gone = self.never_up.clone();
        for &(place, count) in &likely.down {
            let element = &self.elements.all[place];
            if element.steps.is_some() {
                let alike = self.twins.like(element.components[0]);
                gone.extend(alike.iter().take(count));
            } else {
                gone.extend(&element.components);
            }
        }
        let mut ripple = Ripple::on(&self.base);
        ripple.strike(&gone, &[]);
        cost += ripple.touched.len();
        let load = Load::of_alike(plan, &ripple.state, &self.popularity, &self.twins);
        self.settling = Some((likely, ripple.state, load));
        Some(cost)
    }

    /// The states that have one more down: of the last element that something is down of, or of one after it.
    fn follow(&mut self, likely: &Likely) {
        let (last, count) = likely.down.last().copied().unwrap_or((0, 0));
        for place in last..self.elements.all.len() {
            let element = &self.elements.all[place];
            let of_this = if place == last { count } else { 0 };
            let (all, up) = (element.targets.len(), element.up);
            if of_this == all || up >= 1.0 || up <= 0.0 {
                continue;
            }
            let ways = (all - of_this) as f64 / (of_this + 1) as f64;
            let mut down = likely.down.clone();
            if of_this > 0 {
                down.pop();
            }
            down.push((place, of_this + 1));
            self.due.push(Likely {
                chance: likely.chance * ways * (1.0 - up) / up,
                down,
            });
        }
    }

    /// Adds what is served in a state whose load has settled; how many parts were looked at.
    fn add(&mut self, likely: &Likely, state: &State, load: Load) -> usize {
        let factors = load.carried();
        let is_carried = factors.iter().all(|factor| *factor >= 1.0);
        let shares = if is_carried {
            state.shares.clone()
        } else {
            let settled = |factors: &[f64]| {
                let (dead, cut) = (state.dead.clone(), state.cut.clone());
                State::settled_within(&self.once, &state.now, dead, cut, factors).shares
            };
            let (with, without) = (settled(&factors), settled(&[]));
            let pairs = with.iter().zip(&without);
            let part = |(with, without): (&f64, &f64)| {
                if *without > 0.0 {
                    (with / without).min(1.0)
                } else {
                    0.0
                }
            };
            let parts = pairs.map(part);
            state.shares.iter().zip(parts).map(|(s, p)| s * p).collect()
        };
        if let Some(drawn) = &mut self.drawn {
            drawn.add(&shares);
        } else {
            self.seen += likely.chance;
            for (sum, share) in self.low.iter_mut().zip(&shares) {
                *sum += likely.chance * share;
            }
        }
        if is_carried {
            1
        } else {
            2 * self.base.plan.parts.len()
        }
    }
}
