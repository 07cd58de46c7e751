//! What diagrams are made for: means over all states, and how much each element adds to them.

use super::diagram::{Diagrams, Top, Value};

impl<V: Value> Diagrams<V> {
    /// The mean of `number` over all states where each element is up with its chance, independently, for every
    /// node; to be [found](Self::find_means) and looked up by [`Means::of`].
    pub(super) fn means(&self, number: impl Fn(&V) -> f64) -> Means {
        Means {
            nodes: Vec::with_capacity(self.nodes.len()),
            values: self.values.iter().map(number).collect(),
        }
    }

    /// Finds so many means more; whether all are known.
    pub(super) fn find_means(&self, means: &mut Means, up: &[f64], looks: usize) -> bool {
        // Children are made before their parents.
        for node in self.nodes.iter().skip(means.nodes.len()).take(looks) {
            let chance = up[node.element as usize];
            let mean = chance * means.of(node.up) + (1.0 - chance) * means.of(node.down);
            means.nodes.push(mean);
        }
        means.nodes.len() == self.nodes.len()
    }

    /// How much the weighted sum of the means of `tops` grows from the element being down to its being up, for
    /// every element: to be [found](Self::find_growth).
    pub(super) fn growth(&self, tops: &[(Top, f64)], elements: usize) -> Growth {
        let mut growth = Growth {
            left: self.nodes.len(),
            reached: vec![0.0; self.nodes.len()],
            of_element: vec![0.0; elements],
        };
        for &(top, weight) in tops {
            growth.reach(top, weight);
        }
        growth
    }

    /// Goes on over so many nodes more; whether all growth is known.
    pub(super) fn find_growth(
        &self,
        growth: &mut Growth,
        means: &Means,
        up: &[f64],
        looks: usize,
    ) -> bool {
        // Parents are looked at before their children.
        for _ in 0..looks.min(growth.left) {
            growth.left -= 1;
            let node = self.nodes[growth.left];
            let (here, chance) = (growth.reached[growth.left], up[node.element as usize]);
            if here != 0.0 {
                let grown = here * (means.of(node.up) - means.of(node.down));
                growth.of_element[node.element as usize] += grown;
                growth.reach(node.up, here * chance);
                growth.reach(node.down, here * (1.0 - chance));
            }
        }
        growth.left == 0
    }
}

/// By element, how much more of the whole there is while it is up than while it is down.
#[derive(Debug)]
pub(super) struct Growth {
    left: usize,
    /// How often a node is come by.
    reached: Vec<f64>,
    pub(super) of_element: Vec<f64>,
}

impl Growth {
    fn reach(&mut self, top: Top, weight: f64) {
        if top.value().is_none() {
            self.reached[top.0 as usize] += weight;
        }
    }
}

/// The mean of every diagram.
#[derive(Debug)]
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
