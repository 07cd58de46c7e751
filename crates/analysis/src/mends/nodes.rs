//! Another node, a second balancer, a balancer in front.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::draft::{Draft, Ground};
use super::{Candidate, Change};
use topple_model::link::LinkRole;
use topple_model::{Component, ComponentId, Kind, Link, Point, Scenario, Target};

/// Candidates for a component, or for what a link leads to.
pub(super) fn candidates(
    ground: &Rc<Ground>,
    element: Target,
    dependents: &BTreeSet<ComponentId>,
) -> Vec<Candidate> {
    let id = match element {
        Target::Component(id) => id,
        Target::Link(link) => link.to,
        Target::Region(_) | Target::Group(_) | Target::Note(_) => return Vec::new(),
    };
    let Some(component) = ground.scenario().component(id) else {
        return Vec::new();
    };
    let pooled = match (component.kind(), element) {
        // A link to a primary is the only way of its caller to it: another caller has another.
        (Kind::Database, Target::Link(link)) => {
            return candidates(ground, Target::Component(link.from), dependents);
        }
        // Another database is a replica, with a role.
        (Kind::Client | Kind::Database, _) => return Vec::new(),
        (Kind::Dns | Kind::Cache | Kind::LoadBalancer | Kind::Queue, _) => None,
        (Kind::Server, _) => in_front(ground, component),
    };
    mirror(ground, component)
        .into_iter()
        .chain(another(ground, component))
        .chain(pooled)
        .chain(another_for(ground, component, dependents))
        .collect()
}

fn another(ground: &Rc<Ground>, component: &Component) -> Option<Candidate> {
    let scenario = ground.scenario();
    let mut draft = Draft::new(ground);
    draft.duplicate(component.id)?;
    let named = scenario.links.iter().any(|l| {
        l.to == component.id
            && scenario
                .component(l.from)
                .is_some_and(|c| c.kind().row().names_addresses())
    });
    let change = if component.kind().row().passes_on() && named {
        Change::RegisterBalancer(component.id)
    } else {
        Change::AddNodes(component.id, 1)
    };
    Some(Candidate::new(change, draft))
}

/// Another node of a queue, tied to this one by a mirror: what is queued outlives either.
fn mirror(ground: &Rc<Ground>, component: &Component) -> Option<Candidate> {
    if component.kind() != Kind::Queue {
        return None;
    }
    let mut draft = Draft::new(ground);
    let copy = draft.duplicate(component.id)?;
    draft.link(Link::new(component.id, copy));
    let change = Change::AddMirror(component.id);
    Some(Candidate::new(change, draft))
}

/// Another node for those alone who cannot do without: where others go on choosing what is broken, one more to choose
/// from would cost them.
fn another_for(
    ground: &Rc<Ground>,
    component: &Component,
    dependents: &BTreeSet<ComponentId>,
) -> Option<Candidate> {
    let scenario = ground.scenario();
    let mut draft = Draft::new(ground);
    let copy = draft.copy(component.id)?;
    let into = |l: &&Link| l.to == component.id && dependents.contains(&l.from);
    let callers: Vec<&Link> = scenario.links.iter().filter(into).collect();
    let change = Change::AddNodeFor(component.id, callers.iter().map(|l| l.from).collect());
    let out = scenario.links.iter().filter(|l| l.from == component.id);
    for link in callers.iter().copied().chain(out) {
        let end = |end| if end == component.id { copy } else { end };
        draft.link(Link {
            from: end(link.from),
            to: end(link.to),
            ..link.clone()
        });
    }
    (!callers.is_empty()).then(|| Candidate::new(change, draft).only_in_need())
}

/// A balancer between a service and all that call it directly; with a second server where there is but one.
fn in_front(ground: &Rc<Ground>, component: &Component) -> Option<Candidate> {
    let (scenario, topology) = (ground.scenario(), ground.topology());
    let place = *topology.index.get(&component.id)?;
    let service = topology.services[place].as_ref()?;
    let is_direct = |link: &usize| {
        let role = topology.roles[*link];
        let from = topology.ends[*link].map(|(from, _)| scenario.components[from].kind());
        let from_a_pool = from.is_some_and(|kind| kind.row().passes_on());
        matches!(role, Some(LinkRole::Calls | LinkRole::Names)) && !from_a_pool
    };
    let callers: BTreeSet<usize> = topology.into[place]
        .iter()
        .filter(|link| is_direct(link))
        .filter_map(|&link| topology.ends[link].map(|(from, _)| from))
        .collect();
    let is_of_service = |to: usize| {
        scenario.components[to].kind() == component.kind()
            && topology.services[to].as_ref() == Some(service)
    };
    let replaced: Vec<usize> = callers
        .iter()
        .flat_map(|&caller| &topology.out[caller])
        .copied()
        .filter(|&link| topology.to(link).is_some_and(is_of_service))
        .collect();
    if replaced.is_empty() {
        return None;
    }
    let members: BTreeSet<usize> = replaced
        .iter()
        .filter_map(|&link| topology.to(link))
        .collect();
    let mut draft = Draft::new(ground);
    let balancer = draft.add_new(
        Kind::LoadBalancer,
        component.region,
        between(scenario, &callers, component),
    )?;
    for &link in &replaced {
        let drawn = &scenario.links[link];
        draft.unlink(drawn.id());
        draft.link(Link {
            from: drawn.from,
            to: balancer,
            ..drawn.clone()
        });
    }
    let mut pool: Vec<ComponentId> = members.iter().map(|&m| scenario.components[m].id).collect();
    let only = pool.len() == 1;
    if only {
        // The copy is to be behind the balancer too, and called by no other: its links in are those of the pool.
        let copy = draft.copy(component.id)?;
        for link in scenario.links.iter().filter(|l| l.from == component.id) {
            draft.link(Link {
                from: copy,
                ..link.clone()
            });
        }
        pool.push(copy);
    }
    for member in pool {
        draft.link(Link::new(balancer, member));
    }
    let change = Change::BalancerInFront {
        server: component.id,
        with_second: only,
    };
    Some(Candidate::new(change, draft))
}

/// A place between the callers and what they call, nearer to that.
fn between(scenario: &Scenario, callers: &BTreeSet<usize>, called: &Component) -> Point {
    let count = callers.len().max(1) as f64;
    let mean = |of: fn(&Component) -> f64| {
        callers
            .iter()
            .map(|&c| of(&scenario.components[c]))
            .sum::<f64>()
            / count
    };
    let (x, y) = (mean(|c| c.at.x), mean(|c| c.at.y));
    Point::new(f64::midpoint(x, called.at.x), (y + 2.0 * called.at.y) / 3.0)
}
