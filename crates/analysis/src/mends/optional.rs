//! Calls that a request can go on without.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::draft::{Draft, Ground};
use super::{Candidate, Change};
use topple_model::{ComponentId, Kind, Service, Target};

/// Candidates: for each service that the element, or something in it, is of, the calls of all servers that cannot do
/// without it become optional. Data are no such service, nor is what a client asks for.
pub(super) fn candidates(
    ground: &Rc<Ground>,
    element: Target,
    dependents: &BTreeSet<ComponentId>,
) -> Vec<Candidate> {
    let (scenario, topology) = (ground.scenario(), ground.topology());
    let dies = |i: usize| match element {
        Target::Component(id) => scenario.components[i].id == id,
        Target::Region(id) => scenario.lies_in(&scenario.components[i], id),
        Target::Group(id) => scenario.components[i].groups.contains(&id),
        Target::Link(link) => scenario.components[i].id == link.to,
        Target::Note(_) => false,
    };
    let parts = (0..scenario.components.len()).filter(|&i| dies(i));
    let services: BTreeSet<&Service> = parts
        .filter_map(|i| topology.services[i].as_ref())
        .filter(|service| matches!(service.kind, Kind::Server | Kind::Queue))
        .collect();
    let of = |service: &Service| optional(ground, service, dependents);
    services.into_iter().filter_map(of).collect()
}

fn optional(
    ground: &Rc<Ground>,
    service: &Service,
    dependents: &BTreeSet<ComponentId>,
) -> Option<Candidate> {
    let (scenario, topology) = (ground.scenario(), ground.topology());
    let mut draft = Draft::new(ground);
    let mut callers = Vec::new();
    for (caller, component) in scenario.components.iter().enumerate() {
        if component.kind() != Kind::Server || !dependents.contains(&component.id) {
            continue;
        }
        for dependency in topology.dependencies(scenario, caller) {
            if dependency.service == *service && dependency.is_required() {
                for &link in &dependency.links {
                    draft.change_link(scenario.links[link].id(), |l| l.required = Some(false));
                }
                callers.push(component.id);
            }
        }
    }
    callers.dedup();
    let change = Change::MakeOptional(service.label.clone(), callers.clone());
    (!callers.is_empty()).then(|| Candidate::new(change, draft))
}
