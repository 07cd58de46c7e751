//! Consistent hashing: which of several cache nodes a key lives on, as ketama does it (Karger et al. 1997): every node
//! has many points on a ring, a key belongs to the next point, and where that node is gone to the next node's.

use topple_model::order;

use super::random::{hash_of, mix};

/// Points per node: shares even to about a tenth.
const POINTS: u64 = 128;

/// A ring over places `0..n`.
#[derive(Clone, Debug)]
pub(super) struct Ring {
    points: Vec<(u64, u32)>,
}

impl Ring {
    /// A ring of the nodes with these names. Where a key lives depends on the names alone.
    pub fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let mut points: Vec<(u64, u32)> = names
            .enumerate()
            .flat_map(|(place, name)| {
                let hash = hash_of(name);
                (0..POINTS).map(move |i| (mix(hash ^ mix(i)), place as u32))
            })
            .collect();
        order::sort(&mut points);
        Self { points }
    }

    /// Bytes that it holds beside itself.
    pub fn heap_bytes(&self) -> usize {
        self.points.len() * size_of::<(u64, u32)>()
    }

    /// The first place for this key that `may` accepts, going round the ring.
    pub fn find(&self, key: u64, may: impl Fn(u32) -> bool) -> Option<u32> {
        let hash = mix(key ^ 0x6b65_7900);
        let start = self.points.partition_point(|(point, _)| *point < hash);
        let (before, after) = self.points.split_at(start);
        let mut round = after.iter().chain(before).map(|(_, place)| *place);
        round.find(|place| may(*place))
    }
}

#[cfg(test)]
mod tests {
    use super::Ring;

    #[test]
    fn a_node_that_goes_moves_its_own_keys_and_no_others() {
        let ring = Ring::new(["cache-1", "cache-2", "cache-3"].into_iter());
        let mut counts = [0; 3];
        for key in 0..30_000 {
            let home = ring.find(key, |_| true).unwrap();
            counts[home as usize] += 1;
            let then = ring.find(key, |place| place != 1).unwrap();
            assert!(then != 1 && (home == 1 || then == home));
        }
        assert!(
            counts.iter().all(|n| (7_000..13_500).contains(n)),
            "{counts:?}"
        );
        assert_eq!(ring.find(1, |_| false), None);
    }

    #[test]
    fn where_a_key_lives_does_not_depend_on_the_order_drawn() {
        let (ring, other) = (
            Ring::new(["a", "b"].into_iter()),
            Ring::new(["b", "a"].into_iter()),
        );
        assert!((0..1_000).all(|k| ring.find(k, |_| true) != other.find(k, |_| true)));
    }
}
