//! The chances of those who choose: by weight, blind with a few retries, down a list of addresses.
//!
//! Everywhere the chance of *success* is summed up from non-negative terms and never taken as one minus
//! something, so that a share comes out as exactly 0 only where no choice can serve.

use std::collections::BTreeMap;

/// Chance that one of at most `picks` picks by weight, without putting back, falls on one that is alive.
///
/// `alive` and `dead` are the weights of those who would and would not take the connection.
pub fn blind_hit(alive: &[f64], dead: &[f64], picks: usize) -> f64 {
    if alive.is_empty() || picks == 0 {
        return 0.0;
    }
    if dead.len() < picks {
        return 1.0;
    }
    let weighty = |weights: &[f64]| {
        weights
            .iter()
            .copied()
            .filter(|w| *w > 0.0)
            .collect::<Vec<_>>()
    };
    let (weighty_alive, weighty_dead) = (weighty(alive), weighty(dead));
    if weighty_alive.is_empty() {
        // All that have a weight come first, and all of them are dead. What is left is picked evenly.
        let left = picks.saturating_sub(weighty_dead.len());
        let idle_dead = vec![1.0; dead.len() - weighty_dead.len()];
        return if left == 0 {
            0.0
        } else {
            even_or_by_weight(alive.len() as f64, &idle_dead, left)
        };
    }
    even_or_by_weight(weighty_alive.iter().sum(), &weighty_dead, picks)
}

/// Past this many states the exact recursion gives way to an integral that is good to about twelve digits.
const STATES: usize = 20_000;

fn even_or_by_weight(alive: f64, dead: &[f64], picks: usize) -> f64 {
    let mut kinds: BTreeMap<u64, (f64, usize)> = BTreeMap::new();
    for &weight in dead {
        kinds.entry(weight.to_bits()).or_insert((weight, 0)).1 += 1;
    }
    let kinds: Vec<(f64, usize)> = kinds.into_values().collect();
    by_recursion(alive, &kinds, picks).unwrap_or_else(|| by_integral(alive, &kinds, picks))
}

/// Layer by layer: how many of each weight have been picked, and how likely that is. `None`: too many states.
fn by_recursion(alive: f64, kinds: &[(f64, usize)], picks: usize) -> Option<f64> {
    let all: f64 = alive
        + kinds
            .iter()
            .map(|(weight, count)| weight * *count as f64)
            .sum::<f64>();
    let mut layer: BTreeMap<Vec<u8>, f64> = BTreeMap::from([(vec![0; kinds.len()], 1.0)]);
    let (mut hit, mut states) = (0.0, 0);
    for _ in 0..picks {
        let mut next: BTreeMap<Vec<u8>, f64> = BTreeMap::new();
        for (picked, chance) in &layer {
            let gone: f64 = kinds
                .iter()
                .zip(picked)
                .map(|((w, _), n)| w * f64::from(*n))
                .sum();
            let left = all - gone;
            hit += chance * (alive / left).min(1.0);
            for (kind, &(weight, count)) in kinds.iter().enumerate() {
                let remaining = count - usize::from(picked[kind]);
                if remaining > 0 {
                    let mut further = picked.clone();
                    further[kind] += 1;
                    *next.entry(further).or_default() += chance * weight * remaining as f64 / left;
                }
            }
        }
        states += next.len();
        if states * kinds.len() > STATES {
            return None;
        }
        layer = next;
    }
    Some(hit.min(1.0))
}

/// Picking by weight without putting back is a race of exponential clocks: the chance that fewer than `picks`
/// dead ones ring before the first one alive, integrated over when that one rings (tanh-sinh quadrature).
fn by_integral(alive: f64, kinds: &[(f64, usize)], picks: usize) -> f64 {
    const STEP: f64 = 1.0 / 32.0;
    const HALF: i32 = 120;
    let mut sum = 0.0;
    for i in -HALF..=HALF {
        let t = f64::from(i) * STEP;
        let s = std::f64::consts::FRAC_PI_2 * libm::sinh(t);
        // u = e^(-alive · time) runs over 0..1.
        let u = 1.0 / (1.0 + libm::exp(-2.0 * s));
        let density = std::f64::consts::PI * libm::cosh(t) * u * (1.0 - u);
        if density > 0.0 {
            sum += density * fewer_than(picks, u, alive, kinds);
        }
    }
    (sum * STEP).clamp(f64::MIN_POSITIVE, 1.0)
}

/// Chance that fewer than `picks` of the dead have rung when those alive have survived with chance `u`.
fn fewer_than(picks: usize, u: f64, alive: f64, kinds: &[(f64, usize)]) -> f64 {
    let mut rung = vec![0.0; picks];
    rung[0] = 1.0;
    for &(weight, count) in kinds {
        let silent = libm::pow(u, weight / alive);
        for _ in 0..count {
            for n in (0..picks).rev() {
                rung[n] = rung[n] * silent
                    + if n > 0 {
                        rung[n - 1] * (1.0 - silent)
                    } else {
                        0.0
                    };
            }
        }
    }
    rung.iter().sum()
}

/// Chance that one of `tries` tries serves when they go down a list in uniform random order, round and round,
/// and `serves` are the chances of those on it. 0 for an empty list.
pub fn down_a_list(serves: &[f64], tries: usize) -> f64 {
    let Some(&first) = serves.first() else {
        return 0.0;
    };
    if serves.iter().all(|s| s.to_bits() == first.to_bits()) {
        return one_of(first, tries);
    }
    let (rounds, rest) = (tries / serves.len(), tries % serves.len());
    let (mut all_fail, mut some_serve) = (1.0, 0.0);
    for &s in serves {
        let again = one_of(s, rounds);
        some_serve += all_fail * again;
        all_fail *= 1.0 - again;
    }
    some_serve + all_fail * random_subset(serves, rest)
}

/// Who is met on the way down a list: the chance that it serves, which ends the way, and what meeting it yields.
///
/// What is yielded may be the chance to serve in full, or the number of messages that are published. Where it is the
/// chance to serve itself, what a whole way yields is the chance that it serves.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Met {
    /// The chance that it serves.
    pub serves: f64,
    /// What it yields on average.
    pub yields: f64,
}

impl Met {
    /// Whoever is asked for nothing but to serve.
    pub fn serving(serves: f64) -> Self {
        Self {
            serves,
            yields: serves,
        }
    }

    fn bits(&self) -> (u64, u64) {
        (self.serves.to_bits(), self.yields.to_bits())
    }

    fn is_plain(&self) -> bool {
        self.serves.to_bits() == self.yields.to_bits()
    }
}

/// What `tries` tries down a list in uniform random order, round and round, until one serves, yield on average: the sum
/// over all that are met. 0 for an empty list.
pub fn yield_of_a_list(list: &[Met], tries: usize) -> f64 {
    let Some(first) = list.first() else {
        return 0.0;
    };
    if list.iter().all(Met::is_plain) {
        let serves: Vec<f64> = list.iter().map(|met| met.serves).collect();
        return down_a_list(&serves, tries);
    }
    if list.iter().all(|met| met.bits() == first.bits()) {
        return yield_of(*first, tries);
    }
    let (rounds, rest) = (tries / list.len(), tries % list.len());
    let all_fail: f64 = list.iter().map(|met| 1.0 - met.serves).product();
    let (mut yields, mut chance) = (0.0, 1.0);
    let round = if rounds > 0 {
        yield_of_a_round(list, list.len())
    } else {
        0.0
    };
    for _ in 0..rounds {
        yields += chance * round;
        chance *= all_fail;
    }
    yields + chance * yield_of_a_round(list, rest)
}

/// What the same one yields in so many tries, until one serves.
pub fn yield_of(met: Met, tries: usize) -> f64 {
    if met.is_plain() {
        return one_of(met.serves, tries);
    }
    let (mut yields, mut chance) = (0.0, 1.0);
    for _ in 0..tries {
        yields += chance * met.yields;
        chance *= 1.0 - met.serves;
    }
    yields
}

/// What the first `length` of a random order yield.
fn yield_of_a_round(list: &[Met], length: usize) -> f64 {
    let mut kinds: BTreeMap<(u64, u64), (Met, usize)> = BTreeMap::new();
    for met in list {
        kinds.entry(met.bits()).or_insert((*met, 0)).1 += 1;
    }
    let mut yields = 0.0;
    for (one, count) in kinds.values() {
        // Means over all subsets of the others, by size: the chance that all who come before fail.
        let mut fail = vec![0.0; length.max(1)];
        fail[0] = 1.0;
        let mut seen = 0;
        for (other, of_them) in kinds.values() {
            let many = of_them - usize::from(other.bits() == one.bits());
            for _ in 0..many {
                for n in (1..fail.len().min(seen + 2)).rev() {
                    let with = n as f64 / (seen + 1) as f64;
                    fail[n] = fail[n] * (1.0 - with) + fail[n - 1] * (1.0 - other.serves) * with;
                }
                seen += 1;
            }
        }
        let met: f64 = fail.iter().take(length).sum();
        yields += *count as f64 / list.len() as f64 * met * one.yields;
    }
    yields
}

/// Chance that one of `tries` independent tries serves.
pub fn one_of(serves: f64, tries: usize) -> f64 {
    if tries == 1 || serves >= 1.0 {
        return if tries == 0 { 0.0 } else { serves };
    }
    let (mut all_fail, mut one_serves) = (1.0, 0.0);
    for _ in 0..tries {
        one_serves += all_fail * serves;
        all_fail *= 1.0 - serves;
    }
    one_serves
}

/// Chance that at least one of `size` of these, drawn evenly without putting back, serves.
fn random_subset(serves: &[f64], size: usize) -> f64 {
    // Means over all subsets of each size, built up one candidate at a time.
    let mut all_fail = vec![0.0; size + 1];
    let mut one_serves = vec![0.0; size + 1];
    all_fail[0] = 1.0;
    for (seen, &s) in serves.iter().enumerate() {
        for n in (1..=size.min(seen + 1)).rev() {
            let with = n as f64 / (seen + 1) as f64;
            all_fail[n] = all_fail[n] * (1.0 - with) + all_fail[n - 1] * (1.0 - s) * with;
            one_serves[n] =
                one_serves[n] * (1.0 - with) + (one_serves[n - 1] + all_fail[n - 1] * s) * with;
        }
    }
    one_serves[size]
}

/// Orders of several lists that are gone through one by one; past it each try is taken to be independent.
const ORDERS: usize = 20_000;

/// Chance that one of `tries` tries serves when a try needs one address of each of `lists`, one list after the other.
///
/// Each list is in a uniform random order of its own and goes on, round and round, after the address that was used
/// last; a list whose turn does not come, because one before it failed, stays where it is. With more than a few
/// thousand orders of unlike addresses the tries are taken to be independent.
pub fn down_lists(lists: &[Vec<f64>], tries: usize) -> f64 {
    if lists.iter().any(Vec::is_empty) {
        return 0.0;
    }
    let orders: Option<Vec<Vec<Vec<f64>>>> = lists
        .iter()
        .map(|list| distinct_orders(list, f64::total_cmp))
        .collect();
    let orders = orders.unwrap_or_default();
    let count = orders
        .iter()
        .try_fold(1usize, |n, of_list| n.checked_mul(of_list.len()));
    let Some(count) = count.filter(|n| *n <= ORDERS && !orders.is_empty()) else {
        let mean = |list: &Vec<f64>| list.iter().sum::<f64>() / list.len() as f64;
        return one_of(lists.iter().map(mean).product(), tries);
    };
    let mut sum = 0.0;
    for n in 0..count {
        let mut rest = n;
        let picked: Vec<&[f64]> = orders
            .iter()
            .map(|of_list| {
                let order = &of_list[rest % of_list.len()];
                rest /= of_list.len();
                order.as_slice()
            })
            .collect();
        sum += in_order(&picked, tries);
    }
    sum / count as f64
}

/// A list of which a try needs one address, or, where it is optional, does without.
#[derive(Clone, PartialEq, Debug)]
pub struct Needed {
    /// Whether the try fails without it.
    pub required: bool,
    /// Its addresses.
    pub list: Vec<Met>,
}

/// What is asked of a way that needs one address of each of several lists.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
    /// The product of what the addresses yield that served it: the chance that all is in full.
    Together,
    /// The sum of what all yield that were met.
    Sum,
}

/// What `tries` tries yield that need one address of each required list, one list after the other, as in [`down_lists`].
pub fn yield_of_lists(lists: &[Needed], tries: usize, asked: Asked) -> f64 {
    // A list without anybody is one with somebody who never serves.
    let nobody = [Met::serving(0.0)];
    let filled: Vec<(bool, &[Met])> = lists
        .iter()
        .map(|needed| match needed.list.as_slice() {
            [] => (needed.required, &nobody[..]),
            list => (needed.required, list),
        })
        .collect();
    let by = |a: &Met, b: &Met| {
        a.serves
            .total_cmp(&b.serves)
            .then(a.yields.total_cmp(&b.yields))
    };
    let orders: Option<Vec<Vec<Vec<Met>>>> = filled
        .iter()
        .map(|(_, list)| distinct_orders(list, by))
        .collect();
    let orders = orders.unwrap_or_default();
    let count = orders
        .iter()
        .try_fold(1usize, |n, of_list| n.checked_mul(of_list.len()));
    let required: Vec<bool> = filled.iter().map(|(required, _)| *required).collect();
    let Some(count) = count.filter(|n| *n <= ORDERS && !orders.is_empty()) else {
        let mean = |list: &[Met]| {
            let count = list.len() as f64;
            vec![Met {
                serves: list.iter().map(|met| met.serves).sum::<f64>() / count,
                yields: list.iter().map(|met| met.yields).sum::<f64>() / count,
            }]
        };
        let means: Vec<Vec<Met>> = filled.iter().map(|(_, list)| mean(list)).collect();
        let picked: Vec<&[Met]> = means.iter().map(Vec::as_slice).collect();
        return yield_in_order(&picked, &required, tries, asked);
    };
    let mut sum = 0.0;
    for n in 0..count {
        let mut rest = n;
        let picked: Vec<&[Met]> = orders
            .iter()
            .map(|of_list| {
                let order = &of_list[rest % of_list.len()];
                rest /= of_list.len();
                order.as_slice()
            })
            .collect();
        sum += yield_in_order(&picked, &required, tries, asked);
    }
    sum / count as f64
}

/// All distinct orders of a list, each as likely as the others; `None`: too many.
fn distinct_orders<T: Copy>(
    list: &[T],
    by: impl Fn(&T, &T) -> std::cmp::Ordering,
) -> Option<Vec<Vec<T>>> {
    let mut sorted = list.to_vec();
    sorted.sort_by(&by);
    let mut orders = vec![sorted.clone()];
    let less = |a: &T, b: &T| by(a, b).is_lt();
    while let Some(fall) = (1..sorted.len())
        .rev()
        .find(|&i| less(&sorted[i - 1], &sorted[i]))
    {
        let swap = (fall..sorted.len())
            .rev()
            .find(|&i| less(&sorted[fall - 1], &sorted[i]));
        sorted.swap(fall - 1, swap.unwrap_or(fall));
        sorted[fall..].reverse();
        if orders.len() == ORDERS {
            return None;
        }
        orders.push(sorted.clone());
    }
    Some(orders)
}

/// [`down_lists`] with the orders known: a walk over where each list stands.
fn in_order(lists: &[&[f64]], tries: usize) -> f64 {
    let mut standing = BTreeMap::from([(vec![0usize; lists.len()], 1.0)]);
    let mut sum = 0.0;
    for _ in 0..tries {
        let mut next: BTreeMap<Vec<usize>, f64> = BTreeMap::new();
        for (places, chance) in standing {
            let (mut reached, mut moved) = (chance, places);
            for (list, order) in lists.iter().enumerate() {
                let serves = order[moved[list]];
                moved[list] = (moved[list] + 1) % order.len();
                if reached * (1.0 - serves) > 0.0 {
                    *next.entry(moved.clone()).or_default() += reached * (1.0 - serves);
                }
                reached *= serves;
            }
            sum += reached;
        }
        standing = next;
    }
    sum
}

/// [`yield_of_lists`] with the orders known.
fn yield_in_order(lists: &[&[Met]], required: &[bool], tries: usize, asked: Asked) -> f64 {
    let mut standing = BTreeMap::from([(vec![0usize; lists.len()], 1.0)]);
    let mut sum = 0.0;
    for _ in 0..tries {
        let mut next: BTreeMap<Vec<usize>, f64> = BTreeMap::new();
        for (places, chance) in standing {
            let (mut reached, mut whole, mut moved) = (chance, chance, places);
            for ((list, order), required) in lists.iter().enumerate().zip(required) {
                let Met { serves, yields } = order[moved[list]];
                moved[list] = (moved[list] + 1) % order.len();
                if asked == Asked::Sum {
                    sum += reached * yields;
                }
                whole *= yields;
                if *required {
                    if reached * (1.0 - serves) > 0.0 {
                        *next.entry(moved.clone()).or_default() += reached * (1.0 - serves);
                    }
                    reached *= serves;
                }
            }
            if asked == Asked::Together {
                sum += whole;
            }
        }
        standing = next;
    }
    sum
}
