//! Sorting and indexing without a sorter of its own for every type and every order.
//!
//! The standard library's sort is fast and long: some 6 kB of machine code for each type and order that is sorted, and
//! again for each map that is collected. The page ships all of it, for lists that are short. Here is one sorter for all.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Sorts as [`slice::sort_by`] does: what compares equal keeps its order.
pub fn sort_by<T>(list: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    if list.len() < 2 {
        return;
    }
    let order = order_of(list.len(), &|a, b| compare(&list[a], &list[b]));
    let mut taken: Vec<Option<T>> = list.drain(..).map(Some).collect();
    list.extend(order.into_iter().filter_map(|place| taken[place].take()));
}

/// Sorts as [`slice::sort_by_key`] does.
pub fn sort_by_key<T, K: Ord>(list: &mut Vec<T>, key: impl Fn(&T) -> K) {
    sort_by(list, |a, b| key(a).cmp(&key(b)));
}

/// The places of a list of this length, in order.
fn order_of(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..len).collect();
    places.sort_by(|a, b| compare(*a, *b));
    places
}

/// Sorts as [`slice::sort`] does.
pub fn sort<T: Ord>(list: &mut Vec<T>) {
    sort_by(list, T::cmp);
}

/// Collects a set.
pub fn set_of<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    for item in items {
        set.insert(item);
    }
    set
}

/// Collects a map; of equal keys the last counts.
pub fn map_of<K: Ord, V>(entries: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    for (key, value) in entries {
        map.insert(key, value);
    }
    map
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_sorts_as_the_standard_library_does_and_keeps_equals_in_their_order() {
        let mut list: Vec<(u32, usize)> = (0..200).map(|i| ((i * 37 % 11) as u32, i)).collect();
        let mut same = list.clone();
        sort_by_key(&mut list, |(key, _)| *key);
        same.sort_by_key(|(key, _)| *key);
        assert_eq!(list, same);
        sort_by(&mut list, |a, b| b.1.cmp(&a.1));
        assert!(list.windows(2).all(|pair| pair[0].1 > pair[1].1));
    }

    #[test]
    fn of_equal_keys_the_last_counts() {
        let map = map_of([(1, "a"), (2, "b"), (1, "c")]);
        assert_eq!(map.into_iter().collect::<Vec<_>>(), [(1, "c"), (2, "b")]);
    }
}
