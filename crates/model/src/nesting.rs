//! Which region lies in which, by numbers.
//!
//! Asked of the scenario itself, each step outwards is a search through all regions; who asks for more than one thing
//! reads the scenario once, into this.

use std::collections::BTreeMap;

use super::{RegionId, Scenario, order, work};

/// The regions around each region. Regions are named by their index in the scenario's list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Nesting {
    places: BTreeMap<RegionId, usize>,
    /// Each region and those around it, innermost first. A circle of parents is walked once.
    around: Vec<Vec<usize>>,
}

impl Nesting {
    /// Reads the scenario. Takes as many steps as there are regions around regions.
    pub fn new(scenario: &Scenario) -> Self {
        work::made_nesting();
        let regions = &scenario.regions;
        let places = order::map_of(regions.iter().enumerate().map(|(i, r)| (r.id, i)));
        let parent = |r: &super::Region| places.get(r.parent.as_ref()?).copied();
        let parents: Vec<Option<usize>> = regions.iter().map(parent).collect();
        let mut seen_from = vec![usize::MAX; regions.len()];
        let mut chain = |region: usize| {
            let mut chain = Vec::new();
            let mut next = Some(region);
            while let Some(at) = next.filter(|&at| seen_from[at] != region) {
                seen_from[at] = region;
                chain.push(at);
                next = parents[at];
            }
            chain
        };
        Self {
            around: (0..regions.len()).map(&mut chain).collect(),
            places,
        }
    }

    /// The place of a region in the scenario's list.
    pub fn place(&self, region: RegionId) -> Option<usize> {
        self.places.get(&region).copied()
    }

    /// A region and those around it, innermost first.
    pub fn around(&self, region: usize) -> &[usize] {
        self.around.get(region).map_or(&[], Vec::as_slice)
    }

    /// The same by id; none around what lies in no region, or in one that is not there.
    pub fn around_id(&self, region: Option<RegionId>) -> &[usize] {
        let place = region.and_then(|region| self.place(region));
        place.map_or(&[], |place| self.around(place))
    }

    /// Whether `inner` is `outer` or lies in it.
    pub fn encloses(&self, outer: usize, inner: usize) -> bool {
        let inner = self.around(inner);
        // Both end in the same outermost region, where one lies in the other: so many steps from the end as around `outer`.
        let place = inner.len().checked_sub(self.around(outer).len());
        place.is_some_and(|place| inner.get(place) == Some(&outer))
    }

    /// All regions, each before those around it; as drawn among those equally deep.
    pub fn inner_first(&self) -> Vec<usize> {
        let mut all: Vec<usize> = (0..self.around.len()).collect();
        order::sort_by_key(&mut all, |&i| std::cmp::Reverse(self.around[i].len()));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Rect, Region};

    fn nested(parents: &[Option<usize>]) -> Scenario {
        let id = |i: usize| RegionId::new(&format!("r-{i}")).expect("an id");
        let region = |(i, parent): (usize, &Option<usize>)| Region {
            parent: parent.map(id),
            ..Region::new(id(i), Rect::default())
        };
        Scenario {
            regions: parents.iter().enumerate().map(region).collect(),
            ..Scenario::default()
        }
    }

    #[test]
    fn it_says_what_the_scenario_says() {
        let scenario = nested(&[None, Some(0), Some(1), Some(0), None]);
        let nesting = Nesting::new(&scenario);
        for (inner, region) in scenario.regions.iter().enumerate() {
            let around = scenario.enclosing(Some(region.id));
            let ids = nesting
                .around(inner)
                .iter()
                .map(|&i| scenario.regions[i].id);
            assert!(ids.eq(around.iter().copied()), "around {}", region.id);
            for (outer, other) in scenario.regions.iter().enumerate() {
                let encloses = nesting.encloses(outer, inner);
                assert_eq!(encloses, around.contains(&other.id), "{outer} {inner}");
            }
        }
        assert_eq!(nesting.inner_first(), [2, 1, 3, 0, 4]);
    }

    #[test]
    fn a_circle_of_parents_is_walked_once() {
        let nesting = Nesting::new(&nested(&[Some(1), Some(0)]));
        assert_eq!(
            (nesting.around(0), nesting.around(1)),
            (&[0, 1][..], &[1, 0][..])
        );
    }
}
