//! What lies within which element.

use crate::base::Base;
use crate::elements::Element;
use topple_model::{Target, order};

/// All elements, each region after what lies in it, each group after its parts.
pub(super) fn inner_first(base: &Base) -> Vec<Element> {
    let mut elements = base.elements();
    let nesting = &base.plan.topology().nesting;
    let mut turn = vec![0; base.plan.scenario().regions.len()];
    for (place, region) in nesting.inner_first().into_iter().enumerate() {
        turn[region] = place;
    }
    order::sort_by_key(&mut elements, |element| match element.target {
        Target::Component(_) => (0, 0),
        Target::Region(id) => (1, nesting.place(id).map_or(0, |region| turn[region])),
        Target::Group(_) => (2, 0),
        Target::Link(_) | Target::Note(_) => (3, 0),
    });
    elements
}

/// Of each region and each group the elements within it, by place.
pub(super) fn inside(base: &Base, elements: &[Element]) -> Vec<Vec<usize>> {
    let topology = base.plan.topology();
    let within = |region: usize, element: &Element| match element.target {
        Target::Component(id) => {
            let component = topology.index.get(&id);
            component.is_some_and(|&c| topology.regions(c).contains(&region))
        }
        Target::Region(id) => {
            let inner = topology.nesting.place(id);
            inner.is_some_and(|inner| inner != region && topology.nesting.encloses(region, inner))
        }
        Target::Group(_) | Target::Link(_) | Target::Note(_) => false,
    };
    let groups = &base.plan.scenario().groups;
    let shares = |group: usize, element: &Element| match element.target {
        Target::Component(_) => {
            let parts = &base.plan.sharing[group];
            element.components.iter().all(|c| parts.contains(c))
        }
        Target::Region(_) | Target::Group(_) | Target::Link(_) | Target::Note(_) => false,
    };
    let of = |element: &Element| match element.target {
        Target::Region(id) => topology.nesting.place(id).map_or(Vec::new(), |region| {
            let all = 0..elements.len();
            all.filter(|&e| within(region, &elements[e])).collect()
        }),
        Target::Group(id) => {
            let group = groups.iter().position(|g| g.id == id);
            group.map_or(Vec::new(), |group| {
                let all = 0..elements.len();
                all.filter(|&e| shares(group, &elements[e])).collect()
            })
        }
        Target::Component(_) | Target::Link(_) | Target::Note(_) => Vec::new(),
    };
    elements.iter().map(of).collect()
}
