//! Elements that are alike in cut sets: of all sets that differ only in which of them they have, one is looked at.
//!
//! Members of a class may stand in for each other, so a set of elements has many images: any two servers of a pool for
//! these two. The search looks at the *first* image of each, by place; what it finds goes for all of them.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::elements::Element;
use crate::plan::Plan;
use topple_model::{Alike, Target, order};

/// Which sets of elements are images of each other.
#[derive(Clone, Debug)]
pub(super) struct Orbits {
    twins: Rc<Alike>,
    /// By element: the components with twins that it is, or that it links.
    ends: Vec<Vec<usize>>,
    /// The place of each element by the components that it is or links, for those that have twins among them.
    places: BTreeMap<Vec<usize>, usize>,
    /// By element: the components that it is, or links, all of them.
    is: Vec<Vec<usize>>,
}

/// The components that an element is, or that it links; of a region and a group none: nobody stands in for them.
fn parts(plan: &Plan, element: &Element) -> Vec<usize> {
    match (element.target, element.links.as_slice()) {
        (Target::Component(_), _) => element.components.clone(),
        (Target::Link(_), &[link]) => plan.topology().ends[link]
            .map(|(from, to)| vec![from, to])
            .unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// Only the elements that are needed to show every set of `size` of them up to those that are alike: of each class the
/// first `size`.
pub(super) fn enough(
    plan: &Plan,
    twins: &Alike,
    elements: Vec<Element>,
    size: usize,
) -> Vec<Element> {
    let is_early = |&part: &usize| twins.like(part).iter().take(size).any(|&one| one == part);
    let is_kept = |element: &Element| parts(plan, element).iter().all(is_early);
    elements.into_iter().filter(is_kept).collect()
}

impl Orbits {
    pub(super) fn new(plan: &Plan, twins: &Rc<Alike>, elements: &[Element]) -> Self {
        let is: Vec<Vec<usize>> = elements.iter().map(|e| parts(plan, e)).collect();
        let has_twins = |&part: &usize| twins.like(part).len() > 1;
        let ends: Vec<Vec<usize>> = is
            .iter()
            .map(|parts| parts.iter().copied().filter(has_twins).collect())
            .collect();
        let known = is
            .iter()
            .enumerate()
            .filter(|(place, _)| !ends[*place].is_empty());
        Self {
            places: order::map_of(known.map(|(place, parts)| (parts.clone(), place))),
            ends,
            is,
            twins: Rc::clone(twins),
        }
    }

    /// The first image of a set of elements, given and told by place in rising order.
    pub(super) fn first(&self, set: &[usize]) -> Vec<usize> {
        let used = self.used(set);
        if used.is_empty() {
            return set.to_vec();
        }
        // The first of each class, in every order.
        let mut first: Option<Vec<usize>> = None;
        each_order(&used, &mut |used| {
            let mut to = BTreeMap::new();
            for of_class in used {
                let like = self.twins.like(of_class[0]);
                to.extend(of_class.iter().copied().zip(like.iter().copied()));
            }
            if let Some(image) = self.image(set, &to)
                && first.as_ref().is_none_or(|first| image < *first)
            {
                first = Some(image);
            }
        });
        first.unwrap_or_else(|| set.to_vec())
    }

    /// Of a set of elements the parts for which others would do: of each class those that it has, and all that are alike.
    pub(super) fn stand_ins(&self, set: &[usize]) -> Vec<(Vec<usize>, Vec<usize>)> {
        let used = self.used(set).into_iter();
        used.map(|used| {
            let like = self.twins.like(used[0]).to_vec();
            (used, like)
        })
        .collect()
    }

    /// The components of the set that have twins, class by class.
    fn used(&self, set: &[usize]) -> Vec<Vec<usize>> {
        let mut used: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for &part in set.iter().flat_map(|&place| &self.ends[place]) {
            let of_class = used.entry(self.twins.first(part)).or_default();
            if !of_class.contains(&part) {
                of_class.push(part);
            }
        }
        used.into_values().collect()
    }

    /// The set with other components in the place of those with twins; `None`: there is no such link.
    fn image(&self, set: &[usize], to: &BTreeMap<usize, usize>) -> Option<Vec<usize>> {
        let mut image = Vec::with_capacity(set.len());
        for &place in set {
            if self.ends[place].is_empty() {
                image.push(place);
                continue;
            }
            let parts = self.is[place].iter();
            let parts: Vec<usize> = parts.map(|p| to.get(p).copied().unwrap_or(*p)).collect();
            image.push(*self.places.get(&parts)?);
        }
        order::sort(&mut image);
        Some(image)
    }
}

/// Calls `each` with the members of every class in every order.
fn each_order(classes: &[Vec<usize>], each: &mut dyn FnMut(&[Vec<usize>])) {
    fn go_on(
        classes: &mut Vec<Vec<usize>>,
        class: usize,
        at: usize,
        each: &mut dyn FnMut(&[Vec<usize>]),
    ) {
        let Some(length) = classes.get(class).map(Vec::len) else {
            return each(classes);
        };
        if at + 1 >= length {
            return go_on(classes, class + 1, 0, each);
        }
        for other in at..length {
            classes[class].swap(at, other);
            go_on(classes, class, at + 1, each);
            classes[class].swap(at, other);
        }
    }
    go_on(&mut classes.to_vec(), 0, 0, each);
}
