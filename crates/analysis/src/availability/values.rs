//! What diagrams end in: the state of a part, or of a choice half made.

use super::diagram::Value;
use crate::choices::{Answer, Named, Pick, Pool, Seen};
use crate::choose::{Met, Needed};
use crate::databases::{SetState, Tally};

/// What a part is in one state.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Is {
    /// Whether it is alive, or healthy.
    So(bool),
    /// What its set is.
    Set(SetState),
    /// What is known of a set while its nodes are asked whether they live.
    Tally(Tally),
    /// The chance that it serves.
    Serves(f64),
    /// What its chooser sees of it.
    Seen(Seen),
    /// Of several that are alike: what their chooser sees of one that lives, and of one that does not.
    Alike(Seen, Seen),
    /// A choice half made.
    Pick(Pick),
    /// A pool half gone through.
    Pool(Pool),
    /// An answer half given.
    Named(Named),
    /// A list of addresses half made.
    List(Answer),
    /// The lists of several services.
    Lists(Vec<Needed>),
    /// How many members pass their checks.
    Count(usize),
    /// Which of the nodes that mirrors tie together live.
    Alive(Vec<bool>),
    /// It is not looked into.
    Unknown,
}

impl Value for Is {
    type Key = Vec<u64>;

    fn key(&self) -> Vec<u64> {
        let mut key = Vec::new();
        let numbers = |key: &mut Vec<u64>, numbers: &[f64]| {
            key.push(numbers.len() as u64);
            key.extend(numbers.iter().map(|n| n.to_bits()));
        };
        match self {
            Is::So(so) => key.extend([0, u64::from(*so)]),
            Is::Set(set) => {
                key.push(1);
                key.extend(set.primaries.iter().map(|&node| node as u64));
            }
            Is::Tally(tally) => {
                key.push(2);
                key.extend(tally.key());
            }
            Is::Serves(chance) => key.extend([3, chance.to_bits()]),
            Is::Seen(seen) => {
                key.push(4);
                key.extend(seen_key(seen));
            }
            Is::Alike(live, dead) => {
                key.push(12);
                key.extend(seen_key(live));
                key.extend(seen_key(dead));
            }
            Is::Pick(pick) => {
                key.push(5);
                numbers(&mut key, &pick.numbers());
            }
            Is::Pool(pool) => {
                key.push(6);
                numbers(&mut key, &pool.pick.numbers());
                numbers(&mut key, &pool.alive);
                numbers(&mut key, &pool.dead);
            }
            Is::Named(named) => {
                key.extend([7, u64::from(named.in_rotation)]);
                answer_key(&mut key, named.chosen());
                if named.in_rotation {
                    return key;
                }
                answer_key(&mut key, &named.rotation);
            }
            Is::List(answer) => {
                key.push(8);
                answer_key(&mut key, answer);
            }
            Is::Lists(lists) => {
                key.push(9);
                for Needed { required, list } in lists {
                    key.extend([u64::from(*required), list.len() as u64]);
                    key.extend(list.iter().flat_map(bits));
                }
            }
            Is::Count(count) => key.extend([10, *count as u64]),
            Is::Unknown => key.push(13),
            Is::Alive(alive) => {
                key.push(11);
                key.extend(alive.iter().map(|alive| u64::from(*alive)));
            }
        }
        key
    }

    fn unknown() -> Self {
        Is::Unknown
    }
}

fn seen_key(seen: &Seen) -> [u64; 5] {
    let [carries, connects, passes] = [seen.carries, seen.connects, seen.passes].map(u64::from);
    let [serves, yields] = [seen.serves, seen.yields].map(f64::to_bits);
    [carries, connects, passes, serves, yields]
}

fn bits(met: &Met) -> [u64; 2] {
    [met.serves, met.yields].map(f64::to_bits)
}

fn answer_key(key: &mut Vec<u64>, answer: &Answer) {
    match answer {
        Answer::List(list) => {
            key.extend([0, list.len() as u64]);
            key.extend(list.iter().flat_map(bits));
        }
        Answer::Weighted(pick) => {
            key.push(1);
            key.extend(pick.numbers().map(f64::to_bits));
        }
        Answer::First(first) => key.extend([2, first.map_or(u64::MAX, f64::to_bits)]),
    }
}

impl Is {
    pub(super) fn so(&self) -> bool {
        matches!(self, Is::So(true))
    }

    pub(super) fn set(&self) -> SetState {
        if let Is::Set(set) = self {
            set.clone()
        } else {
            SetState::default()
        }
    }

    /// A choice among those of both, these first.
    pub(super) fn with(&self, other: &Self) -> Self {
        match (self, other) {
            (Is::Pick(a), Is::Pick(b)) => Is::Pick(a.with(*b)),
            (Is::Pool(a), Is::Pool(b)) => Is::Pool(a.with(b)),
            (Is::Named(a), Is::Named(b)) => Is::Named(a.with(b)),
            (Is::List(a), Is::List(b)) => Is::List(a.with(b)),
            (one, _) => one.clone(),
        }
    }

    /// The chance to serve, of what ends a diagram of it.
    pub(super) fn serves(&self) -> f64 {
        if let Is::Serves(chance) = self {
            *chance
        } else {
            0.0
        }
    }

    pub(super) fn count(&self) -> usize {
        if let Is::Count(count) = self {
            *count
        } else {
            0
        }
    }

    pub(super) fn seen(&self) -> Seen {
        match self {
            Is::Seen(seen) => *seen,
            _ => Seen {
                carries: false,
                connects: false,
                passes: false,
                serves: 0.0,
                yields: 0.0,
            },
        }
    }
}
