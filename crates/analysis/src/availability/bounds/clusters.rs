//! What fails by itself, cluster by cluster.
//!
//! Two elements that are down have to do with each other only where their news meet: where some part has to look at both
//! (`cut_sets` rests on the same). So what is down falls apart into *clusters*, whose news meet within them and never
//! those of others, and what a client loses is what one cluster takes from it, as if nothing else were down. The chance
//! of a cluster is that its elements are down and that all are up whose news it would meet; nobody else is asked.
//!
//! Clusters of up to four elements are looked at one by one. A state that holds a larger one (or one that was not looked
//! at, for there is an end to them) is not known: its shares lie between nothing and everything. Such a cluster comes
//! about where two that were looked at meet for the first time, so that the sum over all of these is a bound of its chance.
//!
//! This is the first part of a cluster expansion, as statistical physics calls it, with a bound for the rest.

use std::collections::HashSet;

use crate::availability::elements::Element;
use crate::availability::mixing::Mixing;
use crate::base::{Base, Slice};
use crate::cut_sets::places;
use crate::ripple::{Mark, Ripple};

/// The most elements of a cluster that is looked at.
const LARGEST: usize = 4;

/// Parts that are looked at before no more clusters of three or four are.
const WORK: usize = 3_000_000;

/// How far clusters are looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    /// So many of two elements.
    pub(super) pairs: usize,
    /// So many of three.
    pub(super) triples: usize,
    /// So many of four.
    pub(super) fours: usize,
}

impl Extent {
    /// Each element by itself.
    pub(super) const ALONE: Self = Self {
        pairs: 0,
        triples: 0,
        fours: 0,
    };

    /// How many clusters of so many elements are looked at.
    fn of(self, elements: usize) -> usize {
        match elements {
            2 => self.pairs,
            3 => self.triples,
            4 => self.fours,
            _ => 0,
        }
    }
}

/// A search through the clusters of one condition, that can be done in slices.
#[derive(Debug)]
pub(super) struct Clusters {
    /// Components that are down in any case.
    given: Vec<usize>,
    extent: Extent,
    /// The shares while nothing else is down.
    shares: Vec<f64>,
    /// By element: the places that its news come by; none where it has none, for it is down already.
    singles: Vec<Vec<usize>>,
    /// By place: whose news come by.
    meeting: Vec<Vec<usize>>,
    /// How many elements have been looked at alone.
    alone: usize,
    /// The next element whose clusters with later ones are looked at.
    root: usize,
    /// The clusters that are being grown, each of one element more than the one before.
    grown: Vec<Grown>,
    /// How many clusters of two, three and four elements have been looked at.
    looked_at: [usize; LARGEST + 1],
    /// How many parts have been looked at.
    work: usize,
    /// Clusters that only the news of several of their elements tie together, and that have been come by.
    known: HashSet<Vec<usize>, Mixing>,
    /// By element: whose news meet its own.
    meets: Vec<Vec<bool>>,
    /// By place: the chance of clusters of several whose news come by while those of none of their elements do.
    beyond: Vec<f64>,
    /// By share: what is gained and what is lost, each cluster by its chance.
    gained: Vec<f64>,
    lost: Vec<f64>,
    /// The chance of clusters of several that were looked at, and a bound of that of all others.
    several: f64,
    unknown: f64,
}

/// A cluster, and whom it has not been grown by yet.
#[derive(Debug)]
struct Grown {
    cluster: Vec<usize>,
    /// The places that its news come by.
    places: Vec<usize>,
    /// Whose news it meets; the next is last.
    others: Vec<usize>,
}

impl Clusters {
    pub(super) fn new(given: Vec<usize>, extent: Extent) -> Self {
        Self {
            given,
            extent,
            shares: Vec::new(),
            singles: Vec::new(),
            meeting: Vec::new(),
            alone: 0,
            root: 0,
            grown: Vec::new(),
            looked_at: [0; LARGEST + 1],
            work: 0,
            known: HashSet::default(),
            meets: Vec::new(),
            beyond: Vec::new(),
            gained: Vec::new(),
            lost: Vec::new(),
            several: 0.0,
            unknown: 0.0,
        }
    }

    /// How much of it is done, from 0 to 1: a tenth is each element alone.
    pub(super) fn share_done(&self) -> f64 {
        let all = self.singles.len().max(1) as f64;
        0.1 * self.alone as f64 / all + 0.9 * self.root as f64 / all
    }

    /// Goes on until about `looks` parts more have been looked at.
    pub(super) fn advance(&mut self, base: &Base, parts: &[Element], looks: usize) -> Slice {
        let mut ripple = Ripple::on(base);
        ripple.strike(&self.given, &[]);
        if self.meeting.is_empty() {
            self.begin(base, &ripple, parts.len());
        }
        let mut marks = Vec::new();
        for grown in &self.grown {
            let last = grown.cluster.last().map(|&last| &parts[last].components);
            marks.push(ripple.strike(last.map_or(&[], |components| components), &[]));
        }
        let mut done = 1;
        while done < looks {
            done += 1;
            if self.alone < parts.len() {
                done += self.look_at_one(&mut ripple, parts);
            } else if !self.grown.is_empty() {
                done += self.grow(&mut ripple, parts, &mut marks);
            } else if self.root < parts.len() {
                done += self.begin_with(&mut ripple, parts, &mut marks);
            } else {
                break;
            }
        }
        self.work += done;
        Slice {
            looks: done,
            over: self.alone == parts.len() && self.root == parts.len() && self.grown.is_empty(),
        }
    }

    /// The least and the most that each share can be in this condition.
    pub(super) fn shares(&self) -> Vec<(f64, f64)> {
        // Two clusters of several that meet beyond the news of their elements make a larger one.
        let two: f64 = self.beyond.iter().map(|chance| chance * chance / 2.0).sum();
        let unknown = (self.unknown + two).min(1.0);
        // While a cluster is there and all are up whose news it meets, it may yet be part of a larger one, or a state
        // not be known for another: no more often than there are others of several elements.
        let surely = (1.0 - unknown - self.several).max(0.0);
        let share = |(place, &now): (usize, &f64)| {
            let (gained, lost) = (self.gained[place], self.lost[place]);
            (
                now + gained * surely - lost - now * unknown,
                now + gained - lost * surely + (1.0 - now) * unknown,
            )
        };
        let clamped = |(low, high): (f64, f64)| (low.clamp(0.0, 1.0), high.clamp(0.0, 1.0));
        self.shares
            .iter()
            .enumerate()
            .map(share)
            .map(clamped)
            .collect()
    }

    fn begin(&mut self, base: &Base, ripple: &Ripple<'_>, parts: usize) {
        let places = base.plan.parts.len() + base.plan.sets.len() + 1;
        self.shares.clone_from(&ripple.state.shares);
        self.gained = vec![0.0; self.shares.len()];
        self.lost = vec![0.0; self.shares.len()];
        self.meeting = vec![Vec::new(); places];
        self.beyond = vec![0.0; places];
        self.singles = vec![Vec::new(); parts];
        self.meets = vec![vec![false; parts]; parts];
    }

    /// Finds out where the news of the next element come by; how many parts had to look.
    fn look_at_one(&mut self, ripple: &mut Ripple<'_>, parts: &[Element]) -> usize {
        let one = self.alone;
        let mark = ripple.strike(&parts[one].components, &[]);
        // Where it is down already nobody looks.
        self.singles[one] = places(ripple.plan, ripple);
        ripple.lift(mark);
        for &place in &self.singles[one] {
            for &other in &self.meeting[place] {
                (self.meets[one][other], self.meets[other][one]) = (true, true);
            }
            self.meeting[place].push(one);
        }
        self.alone += 1;
        self.singles[one].len()
    }

    /// Whether a cluster that grows by this element is come by in another way too, and that is the one that counts: by the
    /// last of the elements that meet one of the others while these hold together without it. What only more of their
    /// news tie together counts the first time.
    fn comes_another_way(&mut self, cluster: &[usize], other: usize) -> bool {
        let mut all = [other; LARGEST + 1];
        all[..cluster.len()].copy_from_slice(cluster);
        let all = &all[..=cluster.len()];
        // By place among all: whom of them it meets, a bit each.
        let mut meets = [0_u8; LARGEST + 1];
        for (place, &one) in all.iter().enumerate() {
            for (bit, &other) in all.iter().enumerate() {
                meets[place] |= u8::from(self.meets[one][other]) << bit;
            }
        }
        let everybody = (1_u8 << all.len()) - 1;
        let is_last = |&place: &usize| {
            let others = everybody & !(1 << place);
            meets[place] & others != 0 && holds_together(&meets, others)
        };
        let last = (0..all.len()).filter(is_last).map(|place| all[place]).max();
        if let Some(last) = last {
            return last != other;
        }
        let mut key = all.to_vec();
        key.sort_unstable();
        !self.known.insert(key)
    }

    /// Looks at the next element alone, and begins clusters with it.
    fn begin_with(
        &mut self,
        ripple: &mut Ripple<'_>,
        parts: &[Element],
        marks: &mut Vec<Mark>,
    ) -> usize {
        let root = self.root;
        self.root += 1;
        if self.singles[root].is_empty() {
            return 0;
        }
        let mark = ripple.strike(&parts[root].components, &[]);
        let seen = self.see(ripple, parts, &[root], self.singles[root].clone());
        let (looks, grown) = (seen.places.len() + seen.others.len(), seen);
        self.go_on_with(ripple, parts, grown, marks, mark);
        looks
    }

    /// Looks at the cluster that is grown now with one more element.
    fn grow(&mut self, ripple: &mut Ripple<'_>, parts: &[Element], marks: &mut Vec<Mark>) -> usize {
        let Some(grown) = self.grown.last_mut() else {
            return 0;
        };
        let Some(other) = grown.others.pop() else {
            self.grown.pop();
            marks.pop().into_iter().for_each(|mark| ripple.lift(mark));
            return 0;
        };
        let before = (grown.cluster.clone(), grown.places.clone());
        if self.comes_another_way(&before.0, other) {
            return 0;
        }
        let (mut cluster, before) = before;
        cluster.push(other);
        if !self.looks_at_more_of(cluster.len()) {
            self.unknown += down(parts, &cluster);
            return 0;
        }
        self.looked_at[cluster.len()] += 1;
        let mark = ripple.strike(&parts[other].components, &[]);
        let mut all = places(ripple.plan, ripple);
        let looks = all.len();
        all.extend(before);
        // Where others are down already its news may end earlier than if it were alone.
        all.extend(&self.singles[other]);
        all.sort_unstable();
        all.dedup();
        let seen = self.see(ripple, parts, &cluster, all);
        let looks = looks + seen.others.len();
        self.go_on_with(ripple, parts, seen, marks, mark);
        looks
    }

    /// Whether one more cluster of so many elements is looked at.
    fn looks_at_more_of(&self, elements: usize) -> bool {
        let known = self.looked_at.get(elements).copied().unwrap_or_default();
        known < self.extent.of(elements) && (elements <= 2 || self.work < WORK)
    }

    /// Grows what is struck since `mark` further, where that is wanted; else all that it would grow to is not known.
    fn go_on_with(
        &mut self,
        ripple: &mut Ripple<'_>,
        parts: &[Element],
        mut seen: Grown,
        marks: &mut Vec<Mark>,
        mark: Mark,
    ) {
        if let [root] = seen.cluster[..] {
            // With those before it, it has been looked at.
            seen.others.retain(|&other| other > root);
        }
        if self.looks_at_more_of(seen.cluster.len() + 1) {
            self.grown.push(seen);
            marks.push(mark);
            return;
        }
        ripple.lift(mark);
        let is_down = down(parts, &seen.cluster);
        // Of the largest it would take longest to tell which come twice, and they are the least likely.
        let is_largest = seen.cluster.len() == LARGEST;
        for &other in &seen.others {
            if is_largest || !self.comes_another_way(&seen.cluster, other) {
                self.unknown += is_down * (1.0 - parts[other].up);
            }
        }
    }

    /// Adds what this cluster, which is struck, gains and loses; whose news it meets.
    fn see(
        &mut self,
        ripple: &Ripple<'_>,
        parts: &[Element],
        cluster: &[usize],
        places: Vec<usize>,
    ) -> Grown {
        let mut others: Vec<usize> = Vec::new();
        for &place in &places {
            others.extend(&self.meeting[place]);
        }
        others.sort_unstable();
        others.dedup();
        others.retain(|other| !cluster.contains(other));
        let is_down = down(parts, cluster);
        let alone = is_down * others.iter().map(|&other| parts[other].up).product::<f64>();
        for (place, now) in ripple.state.shares.iter().enumerate() {
            let change = now - self.shares[place];
            if change > 0.0 {
                self.gained[place] += alone * change;
            } else {
                self.lost[place] -= alone * change;
            }
        }
        if cluster.len() > 1 {
            self.several += is_down;
            let comes_by = |place: &usize| cluster.iter().any(|&c| self.singles[c].contains(place));
            for place in places.iter().filter(|place| !comes_by(place)) {
                self.beyond[*place] += is_down;
            }
        }
        Grown {
            cluster: cluster.to_vec(),
            places,
            others,
        }
    }
}

/// Whether those of a set, a bit each, meet one by one so that all are tied together.
fn holds_together(meets: &[u8], set: u8) -> bool {
    let mut reached = set & set.wrapping_neg();
    loop {
        let is_reached = |place: &usize| reached & (1 << place) != 0;
        let next = (0..meets.len())
            .filter(is_reached)
            .fold(reached, |all, place| all | meets[place] & set);
        if next == reached {
            return reached == set;
        }
        reached = next;
    }
}

/// The chance that all of these are down.
fn down(parts: &[Element], cluster: &[usize]) -> f64 {
    cluster.iter().map(|&one| 1.0 - parts[one].up).product()
}
