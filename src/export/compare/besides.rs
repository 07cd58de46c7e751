//! What is compared besides verdicts on single parts: pairs that only together take something down, and overloads.

use std::collections::BTreeSet;

use crate::analysis::{CUT_SETS, CutSet, Overloads};

/// An overload, in words.
#[derive(Clone, PartialEq, Debug)]
pub struct Overloaded {
    /// Whose loss it is, or what has more to do than it can: the id.
    pub element: String,
    /// Whether it is one already, with nothing dead.
    pub is_now: bool,
    /// Why, in a sentence.
    pub reason: String,
}

/// Two that only together take something down.
#[derive(Clone, PartialEq, Debug)]
pub struct Pair {
    /// Their ids.
    pub elements: Vec<String>,
    /// Both in words; of parts that are alike any two: "any 2 of the 5 like web-1".
    pub words: String,
    /// How many pairs these words stand for.
    pub count: usize,
    /// Share of all requests that is lost without both, 0 to 1.
    pub impact: f64,
}

/// A pair with all pairs that it stands for, each as the ids of both.
pub(super) struct Pairs {
    told: Pair,
    every: Vec<Vec<String>>,
}

/// The overloads of a system: what is one already first.
pub(super) fn overloads(found: &Overloads) -> Vec<Overloaded> {
    let now = found.now.iter().map(|saturated| Overloaded {
        element: saturated.component.to_string(),
        is_now: true,
        reason: format!("{saturated}, with nothing dead."),
    });
    let growing = found.growing.iter().map(|growing| Overloaded {
        element: growing.queue.to_string(),
        is_now: true,
        reason: format!("{growing}."),
    });
    let verdicts = found.verdicts.iter().map(|overload| Overloaded {
        element: overload.element.to_string(),
        is_now: false,
        reason: overload.to_string(),
    });
    now.chain(growing).chain(verdicts).collect()
}

/// Those that the others have not: one on the same element is the same, however large.
pub(super) fn overloads_beyond(these: &[Overloaded], others: &[Overloaded]) -> Vec<Overloaded> {
    let key = |overload: &Overloaded| (overload.element.clone(), overload.is_now);
    let others: BTreeSet<_> = others.iter().map(key).collect();
    let new = these
        .iter()
        .filter(|overload| !others.contains(&key(overload)));
    new.cloned().collect()
}

/// The pairs of a system, the worst first.
pub(super) fn pairs(sets: &[CutSet]) -> Vec<Pairs> {
    let mut left = CUT_SETS;
    let pairs = sets.iter().map(|set| {
        let every = set.every(left);
        left -= every.len();
        let ids = |set: &[crate::model::Target]| set.iter().map(ToString::to_string).collect();
        Pairs {
            told: Pair {
                elements: ids(&set.elements),
                words: set.words(&|target| target.to_string()),
                count: every.len(),
                impact: set.impact,
            },
            every: every.iter().map(|set| ids(set)).collect(),
        }
    });
    pairs.collect()
}

/// Pairs that the others have not. Where all that are alike are new they stay together, else each stands by itself.
pub(super) fn pairs_beyond(these: &[Pairs], others: &[Pairs]) -> Vec<Pair> {
    let known: BTreeSet<&Vec<String>> = others.iter().flat_map(|pair| &pair.every).collect();
    let mut found = Vec::new();
    for Pairs { told, every } in these {
        let new: Vec<&Vec<String>> = every.iter().filter(|pair| !known.contains(pair)).collect();
        if new.len() == every.len() && !new.is_empty() {
            found.push(told.clone());
            continue;
        }
        found.extend(new.into_iter().map(|elements| Pair {
            elements: elements.clone(),
            words: elements.join(" and "),
            count: 1,
            impact: told.impact,
        }));
    }
    found
}
