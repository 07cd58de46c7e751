//! Decision diagrams: a value for every state of the system, shared wherever states agree.
//!
//! A diagram asks one element after the other whether it is up, always in the same order, and ends in a value.
//! Equal parts are kept once, so that a pool of fifty servers takes some thousand nodes and not 2⁵⁰ states
//! (Bryant 1986; with values other than true and false, Bahar and others 1993).

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::ops::Range;

use super::mixing::Mixing;

/// The top of a diagram: a place in the list of nodes, or in that of values.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Top(pub(super) u32);

const IS_VALUE: u32 = 1 << 31;

impl Top {
    pub(super) fn value(self) -> Option<usize> {
        (self.0 & IS_VALUE != 0).then_some((self.0 & !IS_VALUE) as usize)
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    /// Which element is asked about; earlier ones come first.
    pub(super) element: u32,
    pub(super) down: Top,
    pub(super) up: Top,
}

/// Why an operation did not come to its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stop {
    /// There are more nodes than the limit allows, or so many were looked at that it is not worth going on.
    TooLarge,
    /// The work that this slice may do is done: to be asked again, in the same order from the last
    /// [`Diagrams::milestone`] on. What was done is remembered.
    Paused,
}

/// A value that a diagram can end in.
pub(super) trait Value: Clone {
    /// What is equal in two values that may be taken for one another.
    type Key: Eq + Hash;

    /// See [`Value::Key`].
    fn key(&self) -> Self::Key;

    /// The value of states that are not looked into: whatever is reckoned from it is not known either.
    fn unknown() -> Self;
}

/// States that are so unlikely that they are not looked into.
#[derive(Debug)]
pub(super) struct Neglected {
    /// Nodes that a diagram comes by with a smaller chance are cut off.
    pub(super) below: f64,
    /// By question: the chance of a yes.
    pub(super) chances: Vec<f64>,
}

/// How many times the nodes that there may be are looked at, at most; fewer where what is unlikely is left out anyway.
const LOOKS: usize = 12;
const LOOKS_WHERE_NEGLECTING: usize = 4;

/// What is cut off of smaller diagrams is not worth the search for it.
const FEW: usize = 64;

type Known<K> = HashMap<K, Top, Mixing>;

/// All diagrams of one system: nodes and values are shared among them.
#[derive(Debug)]
pub(super) struct Diagrams<V: Value> {
    pub(super) nodes: Vec<Node>,
    /// By element, so that no single table becomes large and growing one takes long.
    known: Vec<Known<(Top, Top)>>,
    pub(super) values: Vec<V>,
    known_values: Known<V::Key>,
    limit: usize,
    /// How many were left when nodes were dropped the last time.
    kept: usize,
    /// How many there were before nodes were dropped, at most.
    most: usize,
    /// What operations have come to since the last milestone.
    finished: Vec<Top>,
    /// How many of them have been asked for again since the pause.
    repeated: usize,
    /// What the operation that was paused knows already, by the element that is asked about.
    joined: Vec<Known<(Top, Top)>>,
    /// The elements of which `joined` knows something.
    joined_at: Vec<u32>,
    /// Nodes that may still be looked at in this slice.
    left: usize,
    /// The same before it is given up.
    left_of_all: usize,
    neglected: Option<Neglected>,
    unknown: Option<Top>,
}

impl<V: Value> Diagrams<V> {
    /// No diagrams yet, and never more than `limit` nodes.
    pub(super) fn new(limit: usize) -> Self {
        Self {
            nodes: Vec::new(),
            known: Vec::new(),
            values: Vec::new(),
            known_values: HashMap::default(),
            limit,
            kept: 0,
            most: 0,
            finished: Vec::new(),
            repeated: 0,
            joined: Vec::new(),
            joined_at: Vec::new(),
            left: usize::MAX,
            left_of_all: limit.saturating_mul(LOOKS),
            neglected: None,
            unknown: None,
        }
    }

    /// The same where states that are unlikely are not looked into.
    pub(super) fn neglecting(limit: usize, neglected: Neglected) -> Self {
        let mut diagrams = Self::new(limit);
        diagrams.unknown = Some(diagrams.constant(V::unknown()));
        diagrams.neglected = Some(neglected);
        diagrams.left_of_all = limit.saturating_mul(LOOKS_WHERE_NEGLECTING);
        diagrams
    }

    /// How much of the nodes that there may be has been there at once, or of all looks that there may be has been done:
    /// the larger, from 0 to 1.
    pub(super) fn fullness(&self) -> f64 {
        let looks = match self.neglected {
            None => LOOKS,
            Some(_) => LOOKS_WHERE_NEGLECTING,
        };
        let all = self.limit.max(1) as f64;
        let nodes = self.nodes.len().max(self.most) as f64 / all;
        let looked_at = 1.0 - self.left_of_all as f64 / (all * looks as f64);
        nodes.max(looked_at)
    }

    /// Allows this many nodes to be looked at; operations that were paused are to be asked again.
    pub(super) fn allow(&mut self, looks: usize) {
        (self.left, self.repeated) = (looks, 0);
    }

    /// How many of the allowed nodes have not been looked at.
    pub(super) fn left(&self) -> usize {
        self.left
    }

    /// What was asked before here is not going to be asked again.
    pub(super) fn milestone(&mut self) {
        self.finished.clear();
        self.repeated = 0;
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
    pub(super) fn element(&mut self, element: usize, up: V, down: V) -> Result<Top, Stop> {
        let (up, down) = (self.constant(up), self.constant(down));
        self.node(Node {
            element: element as u32,
            down,
            up,
        })
    }

    /// The number of the question that is answered with yes, of these that are asked one after the other; their number
    /// where none is.
    pub(super) fn steps(
        &mut self,
        questions: Range<usize>,
        value: impl Fn(usize) -> V,
    ) -> Result<Top, Stop> {
        let mut top = self.constant(value(questions.len()));
        for (step, question) in questions.enumerate().rev() {
            let up = self.constant(value(step));
            top = self.node(Node {
                element: question as u32,
                down: top,
                up,
            })?;
        }
        Ok(top)
    }

    fn node(&mut self, node: Node) -> Result<Top, Stop> {
        if node.up == node.down {
            return Ok(node.up);
        }
        let known = table(&mut self.known, node.element);
        if let Some(&top) = known.get(&(node.down, node.up)) {
            return Ok(top);
        }
        if self.nodes.len() >= self.limit {
            return Err(Stop::TooLarge);
        }
        let top = Top(self.nodes.len() as u32);
        known.insert((node.down, node.up), top);
        self.nodes.push(node);
        Ok(top)
    }

    /// `rule` of the value, in every state.
    pub(super) fn map(&mut self, a: Top, mut rule: impl FnMut(&V) -> V) -> Result<Top, Stop> {
        self.join(a, a, &mut |value, _| rule(value))
    }

    /// `rule` of both values, in every state.
    pub(super) fn join(
        &mut self,
        a: Top,
        b: Top,
        rule: &mut dyn FnMut(&V, &V) -> V,
    ) -> Result<Top, Stop> {
        if let Some(&top) = self.finished.get(self.repeated) {
            self.repeated += 1;
            return Ok(top);
        }
        let before = self.nodes.len();
        let mut top = self.join_below(a, b, rule)?;
        for element in self.joined_at.drain(..) {
            self.joined[element as usize].clear();
        }
        if self.nodes.len() - before > FEW {
            top = self.without_the_unlikely(top)?;
        }
        self.finished.push(top);
        self.repeated += 1;
        Ok(top)
    }

    fn join_below(
        &mut self,
        a: Top,
        b: Top,
        rule: &mut dyn FnMut(&V, &V) -> V,
    ) -> Result<Top, Stop> {
        if self.unknown.is_some() && (self.unknown == Some(a) || self.unknown == Some(b)) {
            return Ok(self.unknown.unwrap_or(a));
        }
        if let (Some(x), Some(y)) = (a.value(), b.value()) {
            let value = rule(&self.values[x], &self.values[y]);
            return Ok(self.constant(value));
        }
        let element = self.asks(a).min(self.asks(b));
        if let Some(&top) = table(&mut self.joined, element).get(&(a, b)) {
            return Ok(top);
        }
        if self.left == 0 {
            return Err(Stop::Paused);
        }
        let ((a_down, a_up), (b_down, b_up)) = (self.split(a, element), self.split(b, element));
        let down = self.join_below(a_down, b_down, rule)?;
        let up = self.join_below(a_up, b_up, rule)?;
        let top = self.node(Node { element, down, up })?;
        // What is done counts, not the way down to it: every slice gets further.
        self.left = self.left.saturating_sub(1);
        self.left_of_all = self.left_of_all.checked_sub(1).ok_or(Stop::TooLarge)?;
        let joined = &mut self.joined[element as usize];
        if joined.is_empty() {
            self.joined_at.push(element);
        }
        joined.insert((a, b), top);
        Ok(top)
    }

    /// Whether so many nodes were made that those which nothing leads to any more are worth being dropped.
    pub(super) fn is_crowded(&self) -> bool {
        self.nodes.len() > (self.limit / 2).max(2 * self.kept)
    }

    /// Drops all nodes but those of `roots`, which are told their new places. Only after a [milestone](Self::milestone).
    pub(super) fn keep(&mut self, roots: &mut [&mut Top]) {
        debug_assert!(self.finished.is_empty() && self.joined_at.is_empty());
        let mut is_kept = vec![false; self.nodes.len()];
        for root in roots.iter().filter(|root| root.value().is_none()) {
            is_kept[root.0 as usize] = true;
        }
        for place in (0..self.nodes.len()).rev() {
            if is_kept[place] {
                for child in [self.nodes[place].down, self.nodes[place].up] {
                    if child.value().is_none() {
                        is_kept[child.0 as usize] = true;
                    }
                }
            }
        }
        let mut moved: Vec<u32> = vec![0; self.nodes.len()];
        let mut nodes = Vec::new();
        self.known.iter_mut().for_each(HashMap::clear);
        for (place, node) in self.nodes.iter().enumerate() {
            if !is_kept[place] {
                continue;
            }
            let now = |child: Top| match child.value() {
                Some(_) => child,
                None => Top(moved[child.0 as usize]),
            };
            let (down, up) = (now(node.down), now(node.up));
            moved[place] = nodes.len() as u32;
            let top = Top(nodes.len() as u32);
            table(&mut self.known, node.element).insert((down, up), top);
            nodes.push(Node { down, up, ..*node });
        }
        self.most = self.most.max(self.nodes.len());
        self.kept = nodes.len();
        self.nodes = nodes;
        for root in roots.iter_mut().filter(|root| root.value().is_none()) {
            root.0 = moved[root.0 as usize];
        }
    }

    /// The diagram without the nodes that it comes by too seldom.
    fn without_the_unlikely(&mut self, top: Top) -> Result<Top, Stop> {
        let (Some(neglected), Some(unknown), None) = (&self.neglected, self.unknown, top.value())
        else {
            return Ok(top);
        };
        // Children are made before their parents: the highest place comes first.
        let mut chances: BTreeMap<u32, f64> = BTreeMap::from([(top.0, 1.0)]);
        let mut kept: Vec<u32> = Vec::new();
        let mut is_whole = true;
        while let Some((place, chance)) = chances.pop_last() {
            if chance < neglected.below {
                is_whole = false;
                continue;
            }
            kept.push(place);
            let node = self.nodes[place as usize];
            let yes = neglected.chances[node.element as usize];
            for (child, chance) in [(node.up, chance * yes), (node.down, chance * (1.0 - yes))] {
                if child.value().is_none() {
                    *chances.entry(child.0).or_default() += chance;
                }
            }
        }
        if is_whole {
            return Ok(top);
        }
        let mut made: HashMap<u32, Top, Mixing> = HashMap::default();
        for place in kept.into_iter().rev() {
            let Node { element, down, up } = self.nodes[place as usize];
            let now = |child: Top| match child.value() {
                Some(_) => child,
                None => made.get(&child.0).copied().unwrap_or(unknown),
            };
            let (down, up) = (now(down), now(up));
            let top = self.node(Node { element, down, up })?;
            made.insert(place, top);
        }
        Ok(made.get(&top.0).copied().unwrap_or(unknown))
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
}

fn table<K>(tables: &mut Vec<Known<K>>, element: u32) -> &mut Known<K> {
    let place = element as usize;
    if tables.len() <= place {
        tables.resize_with(place + 1, HashMap::default);
    }
    &mut tables[place]
}

#[cfg(test)]
mod tests {
    use super::super::averages::Means;
    use super::*;

    impl Value for u64 {
        type Key = u64;
        fn key(&self) -> u64 {
            *self
        }
        fn unknown() -> Self {
            u64::MAX
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

    fn means(diagrams: &Diagrams<u64>, up: &[f64], number: impl Fn(&u64) -> f64) -> Means {
        let mut means = diagrams.means(number);
        while !diagrams.find_means(&mut means, up, 3) {}
        means
    }

    /// Σ over i from k to n of C(n, i) Aⁱ(1−A)ⁿ⁻ⁱ; the numbers are those of a table of reliability theory.
    #[test]
    fn k_of_n_comes_out_as_in_the_books() {
        for (n, k, expected) in [(2, 1, 0.9999), (3, 2, 0.999_702), (5, 3, 0.999_990_149)] {
            let (diagrams, count) = counted(n);
            let means = means(&diagrams, &vec![0.99; n], |v| f64::from(u8::from(*v >= k)));
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
        let means = means(&diagrams, &[0.5; 60], |v| *v as f64);
        assert!((means.of(count) - 30.0).abs() < 1e-9);
    }

    #[test]
    fn growth_is_the_mean_with_an_element_up_less_that_with_it_down() {
        let (diagrams, count) = counted(4);
        let up = [0.9, 0.8, 0.7, 0.6];
        let number = |v: &u64| f64::from(u8::from(*v >= 3));
        let known = means(&diagrams, &up, number);
        let mut growth = diagrams.growth(&[(count, 2.0)], up.len());
        while !diagrams.find_growth(&mut growth, &known, &up, 3) {}
        for element in 0..4 {
            let with = |chance: f64| {
                let mut up = up;
                up[element] = chance;
                means(&diagrams, &up, number).of(count)
            };
            assert!((growth.of_element[element] - 2.0 * (with(1.0) - with(0.0))).abs() < 1e-12);
        }
    }

    #[test]
    fn what_is_paused_comes_to_the_same_when_asked_again() {
        let (whole, top) = counted(12);
        let expected = means(&whole, &[0.7; 12], |v| *v as f64).of(top);
        let mut diagrams: Diagrams<u64> = Diagrams::new(100_000);
        let mut pauses = 0;
        let count = loop {
            diagrams.allow(5);
            let mut all = || -> Result<Top, Stop> {
                let mut count = diagrams.constant(0);
                for element in 0..12 {
                    let one = diagrams.element(element, 1, 0)?;
                    count = diagrams.join(count, one, &mut |a, b| a + b)?;
                }
                Ok(count)
            };
            match all() {
                Ok(count) => break count,
                Err(stop) => assert_eq!(stop, Stop::Paused),
            }
            pauses += 1;
        };
        assert!(pauses > 10, "only {pauses} pauses");
        let found = means(&diagrams, &[0.7; 12], |v| *v as f64).of(count);
        assert_eq!(found.to_bits(), expected.to_bits());
    }

    #[test]
    fn past_its_limit_it_stops() {
        let mut diagrams: Diagrams<u64> = Diagrams::new(3);
        let tops: Vec<_> = (0..5).map(|e| diagrams.element(e, 1, 0)).collect();
        assert_eq!(tops.iter().filter(|t| t.is_err()).count(), 2);
    }
}
