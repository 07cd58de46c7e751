//! What comes of a choice, and of the tries of a client.

use crate::outcome::Outcome;

/// Something that may be tried: its weight, whether it connects, and what comes of it then.
pub type Choice = (f64, bool, Outcome);

/// What a list of a client leads to, and whether the request needs it.
pub type List = (bool, Vec<Choice>);

/// The lists of a client, each in an order that it has drawn.
pub struct Way<'a> {
    pub lists: &'a [List],
    pub tries_next: bool,
}

impl Way<'_> {
    /// A try that has come to list `at`, and what follows from it.
    pub fn come_to(
        &self,
        at: usize,
        mut places: Vec<usize>,
        retries: u64,
        degraded: bool,
    ) -> Outcome {
        let Some((needed, list)) = self.lists.get(at) else {
            return if degraded {
                Outcome::failed().or_without()
            } else {
                Outcome::served()
            };
        };
        let steps = if self.tries_next {
            list.len()
        } else {
            list.len().min(1)
        };
        let mut called = Outcome::failed();
        for _ in 0..steps {
            let (_, connects, outcome) = &list[places[at] % list.len()];
            places[at] += 1;
            if *connects {
                called = outcome.clone();
                break;
            }
        }
        let mut sum = Outcome::failed();
        sum.count_all(&called, 1.0);
        if called.full > 0.0 {
            let on = self.come_to(at + 1, places.clone(), retries, degraded);
            sum.add(called.full, &on);
        }
        let mut without = called.served - called.full;
        if !needed {
            without += 1.0 - called.served;
        }
        if without > 0.0 {
            sum.add(
                without,
                &self.come_to(at + 1, places.clone(), retries, true),
            );
        }
        let fails = 1.0 - called.served;
        if *needed && fails > 0.0 && retries > 0 {
            sum.add(fails, &self.come_to(0, places, retries - 1, false));
        }
        sum
    }
}

pub fn permutations(list: &[Choice]) -> Vec<Vec<Choice>> {
    if list.is_empty() {
        return vec![Vec::new()];
    }
    let mut found = Vec::new();
    for first in 0..list.len() {
        let mut rest = list.to_vec();
        let head = rest.remove(first);
        for mut tail in permutations(&rest) {
            tail.insert(0, head.clone());
            found.push(tail);
        }
    }
    found
}

/// How likely each is picked; 0 is picked only when no other can be.
pub fn by_weight(weights: &[f64]) -> Vec<f64> {
    let sum: f64 = weights.iter().sum();
    let even = 1.0 / weights.len() as f64;
    weights
        .iter()
        .map(|weight| if sum > 0.0 { weight / sum } else { even })
        .collect()
}

/// Picks one by weight; where it does not connect, up to `more` others.
pub fn pick(choices: &[Choice], more: usize) -> Outcome {
    let weights: Vec<f64> = choices.iter().map(|(weight, ..)| *weight).collect();
    let mut sum = Outcome::failed();
    for (at, probability) in by_weight(&weights).into_iter().enumerate() {
        if probability == 0.0 {
            continue;
        }
        let (_, connects, outcome) = &choices[at];
        if *connects {
            sum.add(probability, outcome);
        } else if more > 0 {
            let mut others = choices.to_vec();
            others.remove(at);
            sum.add(probability, &pick(&others, more - 1));
        }
    }
    sum
}
