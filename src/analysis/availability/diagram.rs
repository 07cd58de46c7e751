//! Decision diagrams: a value for every state of the system, shared wherever states agree.
//!
//! A diagram asks one element after the other whether it is up, always in the same order, and ends in a value.
//! Equal parts are kept once, so that a pool of fifty servers takes some thousand nodes and not 2⁵⁰ states
//! (Bryant 1986; with values other than true and false, Bahar and others 1993).

use std::collections::HashMap;
use std::hash::Hash;

/// The top of a diagram: a place in the list of nodes, or in that of values.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Top(u32);

const IS_VALUE: u32 = 1 << 31;

impl Top {
    fn value(self) -> Option<usize> {
        (self.0 & IS_VALUE != 0).then_some((self.0 & !IS_VALUE) as usize)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Node {
    /// Which element is asked about; earlier ones come first.
    element: u32,
    down: Top,
    up: Top,
}

/// There are more nodes than the limit allows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct TooLarge;

/// A value that a diagram can end in.
pub(super) trait Value: Clone {
    /// What is equal in two values that may be taken for one another.
    type Key: Eq + Hash;

    /// See [`Value::Key`].
    fn key(&self) -> Self::Key;
}

/// All diagrams of one system: nodes and values are shared among them.
pub(super) struct Diagrams<V: Value> {
    nodes: Vec<Node>,
    known: HashMap<Node, Top>,
    values: Vec<V>,
    known_values: HashMap<V::Key, Top>,
    limit: usize,
}

impl<V: Value> Diagrams<V> {
    /// No diagrams yet, and never more than `limit` nodes.
    pub(super) fn new(limit: usize) -> Self {
        Self {
            nodes: Vec::new(),
            known: HashMap::new(),
            values: Vec::new(),
            known_values: HashMap::new(),
            limit,
        }
    }

    /// The same value in every state.
    pub(super) fn constant(&mut self, value: V) -> Top {
        let next = Top(self.values.len() as u32 | IS_VALUE);
        let top = *self.known_values.entry(value.key()).or_insert(next);
        if top == next {
            self.values.push(value);
        }
        top
    }

    /// One value while the element is up, another while it is down.
    pub(super) fn element(&mut self, element: usize, up: V, down: V) -> Result<Top, TooLarge> {
        let (up, down) = (self.constant(up), self.constant(down));
        self.node(Node {
            element: element as u32,
            down,
            up,
        })
    }

    fn node(&mut self, node: Node) -> Result<Top, TooLarge> {
        if node.up == node.down {
            return Ok(node.up);
        }
        if let Some(&top) = self.known.get(&node) {
            return Ok(top);
        }
        if self.nodes.len() >= self.limit {
            return Err(TooLarge);
        }
        let top = Top(self.nodes.len() as u32);
        self.nodes.push(node);
        self.known.insert(node, top);
        Ok(top)
    }

    /// `rule` of the value, in every state.
    pub(super) fn map(&mut self, a: Top, mut rule: impl FnMut(&V) -> V) -> Result<Top, TooLarge> {
        self.join(a, a, &mut |value, _| rule(value))
    }

    /// `rule` of both values, in every state.
    pub(super) fn join(
        &mut self,
        a: Top,
        b: Top,
        rule: &mut dyn FnMut(&V, &V) -> V,
    ) -> Result<Top, TooLarge> {
        self.join_known(a, b, rule, &mut HashMap::new())
    }

    fn join_known(
        &mut self,
        a: Top,
        b: Top,
        rule: &mut dyn FnMut(&V, &V) -> V,
        known: &mut HashMap<(Top, Top), Top>,
    ) -> Result<Top, TooLarge> {
        if let Some(&top) = known.get(&(a, b)) {
            return Ok(top);
        }
        let top = if let (Some(x), Some(y)) = (a.value(), b.value()) {
            let value = rule(&self.values[x], &self.values[y]);
            self.constant(value)
        } else {
            let element = self.asks(a).min(self.asks(b));
            let ((a_down, a_up), (b_down, b_up)) = (self.split(a, element), self.split(b, element));
            let down = self.join_known(a_down, b_down, rule, known)?;
            let up = self.join_known(a_up, b_up, rule, known)?;
            self.node(Node { element, down, up })?
        };
        known.insert((a, b), top);
        Ok(top)
    }

    fn asks(&self, top: Top) -> u32 {
        if top.value().is_some() {
            u32::MAX
        } else {
            self.nodes[top.0 as usize].element
        }
    }

    fn split(&self, top: Top, element: u32) -> (Top, Top) {
        if self.asks(top) == element {
            let node = self.nodes[top.0 as usize];
            (node.down, node.up)
        } else {
            (top, top)
        }
    }

    /// The mean of `number` over all states where each element is up with its chance, independently, for every
    /// node; to be looked up by [`Means::of`].
    pub(super) fn means(&self, up: &[f64], number: impl Fn(&V) -> f64) -> Means {
        let values: Vec<f64> = self.values.iter().map(number).collect();
        let mut means = Means {
            nodes: Vec::with_capacity(self.nodes.len()),
            values,
        };
        // Children are made before their parents.
        for node in &self.nodes {
            let chance = up[node.element as usize];
            let mean = chance * means.of(node.up) + (1.0 - chance) * means.of(node.down);
            means.nodes.push(mean);
        }
        means
    }

    /// How much the weighted sum of the means of `tops` grows from the element being down to its being up, for
    /// every element.
    pub(super) fn growth(&self, tops: &[(Top, f64)], up: &[f64], means: &Means) -> Vec<f64> {
        let mut reached = vec![0.0; self.nodes.len()];
        let mut growth = vec![0.0; up.len()];
        for &(top, weight) in tops {
            if top.value().is_none() {
                reached[top.0 as usize] += weight;
            }
        }
        for (place, node) in self.nodes.iter().enumerate().rev() {
            let (here, chance) = (reached[place], up[node.element as usize]);
            if here == 0.0 {
                continue;
            }
            growth[node.element as usize] += here * (means.of(node.up) - means.of(node.down));
            for (next, share) in [(node.up, chance), (node.down, 1.0 - chance)] {
                if next.value().is_none() {
                    reached[next.0 as usize] += here * share;
                }
            }
        }
        growth
    }
}

/// The mean of every diagram.
pub(super) struct Means {
    nodes: Vec<f64>,
    values: Vec<f64>,
}

impl Means {
    /// The mean of this one.
    pub(super) fn of(&self, top: Top) -> f64 {
        match top.value() {
            Some(value) => self.values[value],
            None => self.nodes[top.0 as usize],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Value for u64 {
        type Key = u64;
        fn key(&self) -> u64 {
            *self
        }
    }

    fn counted(elements: usize) -> (Diagrams<u64>, Top) {
        let mut diagrams = Diagrams::new(100_000);
        let mut count = diagrams.constant(0);
        for element in 0..elements {
            let one = diagrams.element(element, 1, 0).expect("small");
            count = diagrams.join(count, one, &mut |a, b| a + b).expect("small");
        }
        (diagrams, count)
    }

    /// Σ over i from k to n of C(n, i) Aⁱ(1−A)ⁿ⁻ⁱ; the numbers are those of a table of reliability theory.
    #[test]
    fn k_of_n_comes_out_as_in_the_books() {
        for (n, k, expected) in [(2, 1, 0.9999), (3, 2, 0.999_702), (5, 3, 0.999_990_149)] {
            let (diagrams, count) = counted(n);
            let means = diagrams.means(&vec![0.99; n], |v| f64::from(u8::from(*v >= k)));
            assert!(
                (means.of(count) - expected).abs() < 1e-9,
                "{k} of {n}: {}",
                means.of(count)
            );
        }
    }

    #[test]
    fn a_count_of_many_takes_few_nodes() {
        let (diagrams, count) = counted(60);
        // All 60 sums are kept, each of k elements with k (k + 1) / 2 nodes, beside the elements themselves: not 2^60.
        assert!(
            diagrams.nodes.len() <= 60 * 61 * 62 / 6 + 60,
            "{}",
            diagrams.nodes.len()
        );
        let means = diagrams.means(&[0.5; 60], |v| *v as f64);
        assert!((means.of(count) - 30.0).abs() < 1e-9);
    }

    #[test]
    fn growth_is_the_mean_with_an_element_up_less_that_with_it_down() {
        let (diagrams, count) = counted(4);
        let up = [0.9, 0.8, 0.7, 0.6];
        let number = |v: &u64| f64::from(u8::from(*v >= 3));
        let means = diagrams.means(&up, number);
        let growth = diagrams.growth(&[(count, 2.0)], &up, &means);
        for element in 0..4 {
            let with = |chance: f64| {
                let mut up = up;
                up[element] = chance;
                diagrams.means(&up, number).of(count)
            };
            assert!((growth[element] - 2.0 * (with(1.0) - with(0.0))).abs() < 1e-12);
        }
    }

    #[test]
    fn past_its_limit_it_stops() {
        let mut diagrams: Diagrams<u64> = Diagrams::new(3);
        let tops: Vec<_> = (0..5).map(|e| diagrams.element(e, 1, 0)).collect();
        assert_eq!(tops.iter().filter(|t| t.is_err()).count(), 2);
    }
}
