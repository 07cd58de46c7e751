//! Bounds for systems whose diagrams grow too large.
//!
//! What regions and groups take down with them is told apart first: none of them is down, each alone, each two. In each
//! of these conditions what fails by itself is summed cluster by cluster (`clusters`). Of the rest it is only known that a
//! share lies between nothing and everything.

mod clusters;

use super::elements::{Element, Elements, apart};
use super::{Availability, from_shares};
use crate::base::{Base, Slice};
use crate::plan::Plan;
use clusters::{Clusters, Extent};
use topple_model::Target;

/// Clusters of two elements that are looked at in the condition that no region and no group is down, and in all those
/// together in which one is.
const CLUSTERS: usize = 100_000;

/// Two regions or groups at once are only looked at where this many elements in all do not have to be.
const PAIRS: usize = 200_000;

/// The sums over the conditions that have been looked at.
#[derive(Debug)]
pub(super) struct Bounds {
    /// What fails by itself.
    parts: Vec<Element>,
    /// Regions and groups.
    causes: Vec<Element>,
    /// Components that are never up.
    always_down: Vec<usize>,
    /// What is yet to be looked at, the last first.
    conditions: Vec<Condition>,
    /// How many there were.
    count: usize,
    /// The one that is looked at now.
    clusters: Option<(f64, Clusters)>,
    low: Vec<f64>,
    high: Vec<f64>,
    /// The chance of what has been looked at.
    seen: f64,
}

/// Regions and groups that are down while no other is, but for those within them.
#[derive(Debug)]
struct Condition {
    /// Their places among the causes.
    down: Vec<usize>,
    chance: f64,
    extent: Extent,
}

impl Bounds {
    pub(super) fn new(base: &Base) -> Self {
        let plan = &base.plan;
        let elements = Elements::new(plan, &base.state, &base.failed, &apart(plan));
        let (mut parts, mut causes, mut always_down) = (Vec::new(), Vec::new(), Vec::new());
        for element in elements.all {
            if element.up <= 0.0 {
                always_down.extend(element.components);
            } else if element.up < 1.0 && !element.components.is_empty() {
                match element.targets.first() {
                    Some(Target::Region(_) | Target::Group(_)) => causes.push(element),
                    _ => parts.push(element),
                }
            }
        }
        let conditions = conditions(&causes, parts.len());
        Self {
            count: conditions.len(),
            conditions,
            clusters: None,
            low: vec![0.0; plan.shares()],
            high: vec![0.0; plan.shares()],
            seen: 0.0,
            parts,
            causes,
            always_down,
        }
    }

    /// How much of it is done, from 0 to 1: half is the condition that no region and no group is down.
    pub(super) fn share_done(&self) -> f64 {
        let now = self.clusters.as_ref();
        let of_this = now.map_or(0.0, |(_, clusters)| clusters.share_done());
        let others = self.count.saturating_sub(1).max(1) as f64;
        let begun = self.count - self.conditions.len();
        match begun {
            0 => 0.0,
            1 => of_this / 2.0,
            _ => 0.5 + 0.5 * ((begun - 2) as f64 + of_this) / others,
        }
    }

    /// Goes on until about `looks` parts more have been looked at.
    pub(super) fn advance(&mut self, base: &Base, looks: usize) -> Slice {
        let mut done = 0;
        while done < looks {
            let Some((chance, mut clusters)) = self.clusters.take().or_else(|| self.next()) else {
                return Slice {
                    looks: done,
                    over: true,
                };
            };
            let slice = clusters.advance(base, &self.parts, looks - done);
            done += slice.looks.max(1);
            if slice.over {
                self.add(chance, &clusters);
            } else {
                self.clusters = Some((chance, clusters));
            }
        }
        Slice {
            looks: done,
            over: self.clusters.is_none() && self.conditions.is_empty(),
        }
    }

    fn next(&mut self) -> Option<(f64, Clusters)> {
        let condition = self.conditions.pop()?;
        let mut given = self.always_down.clone();
        for &cause in &condition.down {
            given.extend(&self.causes[cause].components);
        }
        Some((condition.chance, Clusters::new(given, condition.extent)))
    }

    fn add(&mut self, chance: f64, clusters: &Clusters) {
        self.seen += chance;
        for (place, (low, high)) in clusters.shares().into_iter().enumerate() {
            self.low[place] += chance * low;
            self.high[place] += chance * high;
        }
    }

    /// The shares that all this leaves open.
    pub(super) fn found(&self, plan: &Plan) -> Availability {
        let unseen = (1.0 - self.seen).clamp(0.0, 1.0);
        let low: Vec<f64> = self.low.iter().map(|low| low.clamp(0.0, 1.0)).collect();
        let high = self.high.iter().map(|high| (high + unseen).clamp(0.0, 1.0));
        from_shares(plan, &low, &high.collect::<Vec<f64>>())
    }
}

/// What is looked at, the last first: that none is down, that each is, and where that is not too much, that each two are.
fn conditions(causes: &[Element], parts: usize) -> Vec<Condition> {
    let count = causes.len();
    let two = count * count.saturating_sub(1) / 2;
    let mut conditions = Vec::new();
    if two.saturating_mul(parts) <= PAIRS {
        for first in 0..count {
            for second in first + 1..count {
                let (a, b) = (&causes[first], &causes[second]);
                if !a.holds(b) && !b.holds(a) {
                    conditions.push(condition(causes, vec![first, second], Extent::ALONE));
                }
            }
        }
    }
    let extent = Extent {
        pairs: CLUSTERS / count.max(1),
        ..Extent::ALONE
    };
    conditions.extend((0..count).map(|one| condition(causes, vec![one], extent)));
    let extent = Extent {
        pairs: CLUSTERS,
        triples: 2 * CLUSTERS,
        fours: 3 * CLUSTERS,
    };
    conditions.push(condition(causes, Vec::new(), extent));
    conditions
}

fn condition(causes: &[Element], down: Vec<usize>, extent: Extent) -> Condition {
    let mut chance = 1.0;
    for (place, cause) in causes.iter().enumerate() {
        if down.contains(&place) {
            chance *= 1.0 - cause.up;
        } else if !down.iter().any(|&outer| covers(causes, outer, place)) {
            chance *= cause.up;
        }
    }
    Condition {
        down,
        chance,
        extent,
    }
}

/// Whether it makes no difference if the one at `inner` is down where the one at `outer` is. Of two that hold the same,
/// the first covers the second.
fn covers(causes: &[Element], outer: usize, inner: usize) -> bool {
    let (a, b) = (&causes[outer], &causes[inner]);
    a.holds(b) && (outer < inner || !b.holds(a))
}

impl Element {
    /// Whether all that dies with the other dies with this one.
    fn holds(&self, other: &Element) -> bool {
        let dies = |component: &usize| self.components.contains(component);
        other.components.iter().all(dies)
    }
}
