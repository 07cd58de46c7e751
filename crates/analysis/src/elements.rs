//! What can fail on its own.

use super::failed::Failed;
use super::plan::Plan;
use super::serve::State;
use topple_model::Target;

/// What to look at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// Whether links count as elements too.
    pub links: bool,
}

/// Something that can fail on its own: what dies with it.
#[derive(Clone, Debug)]
pub(super) struct Element {
    pub(super) target: Target,
    pub(super) components: Vec<usize>,
    pub(super) links: Vec<usize>,
}

/// All elements: components but clients, regions, groups, and links where they count; without what is dead already.
pub(super) fn elements(
    plan: &Plan,
    state: &State,
    failed: &Failed,
    options: Options,
) -> Vec<Element> {
    let mut found = Vec::new();
    for (i, component) in plan.scenario().components.iter().enumerate() {
        if component.kind().row().may_die() && !state.dead[i] {
            let target = Target::Component(component.id);
            found.push(Element {
                target,
                components: vec![i],
                links: Vec::new(),
            });
        }
    }
    for (region, within) in plan.scenario().regions.iter().zip(&plan.within) {
        if !plan.region_is_dead(region.id, failed) {
            let target = Target::Region(region.id);
            found.push(Element {
                target,
                components: within.clone(),
                links: Vec::new(),
            });
        }
    }
    for (group, sharing) in plan.scenario().groups.iter().zip(&plan.sharing) {
        if !failed.groups.contains(&group.id) {
            found.push(Element {
                target: Target::Group(group.id),
                components: sharing.clone(),
                links: Vec::new(),
            });
        }
    }
    if options.links {
        for (i, link) in plan.scenario().links.iter().enumerate() {
            if !state.cut[i] {
                let target = Target::Link(link.id());
                found.push(Element {
                    target,
                    components: Vec::new(),
                    links: vec![i],
                });
            }
        }
    }
    found
}
