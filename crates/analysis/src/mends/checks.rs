//! Choosers that look before they choose: checks, retries, the next address.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::draft::{Draft, Ground};
use super::{Candidate, Change};
use topple_model::{Component, ComponentId, HealthCheck, Scenario, Target, Topology, limits};

/// Candidates for a leak: checks on for those on the way, or for all upstream; retries; the next address.
pub(super) fn candidates(ground: &Rc<Ground>, element: Target, path: &[Target]) -> Vec<Candidate> {
    let on_path: BTreeSet<ComponentId> = path
        .iter()
        .filter_map(|target| match target {
            Target::Component(id) => Some(*id),
            Target::Region(_) | Target::Group(_) | Target::Link(_) | Target::Note(_) => None,
        })
        .collect();
    let upstream = upstream_of(ground.scenario(), element);
    let mut found = Vec::new();
    for whose in [&on_path, &upstream] {
        found.extend(checked(ground, whose, false));
        found.extend(checked(ground, whose, true));
    }
    found.extend(next_address(ground, &upstream));
    found.extend(retries(ground, &on_path));
    found.extend(shallow(ground, &upstream));
    found
}

/// Checks that look no further than a member itself, for balancers that look deeper: where every member needs what is
/// broken, they would take all of them out.
fn shallow(ground: &Rc<Ground>, upstream: &BTreeSet<ComponentId>) -> Option<Candidate> {
    let mut draft = Draft::new(ground);
    let is_deep = |c: &&Component| {
        let check = c.health_check().is_some_and(|check| check.deep);
        check && c.kind().row().passes_on() && upstream.contains(&c.id)
    };
    let deep = ground.scenario().components.iter().filter(is_deep);
    let whom: Vec<ComponentId> = deep.map(|c| c.id).collect();
    for &id in &whom {
        draft.change(id, |component| {
            if let Some(Some(check)) = component.settings.health_check_mut() {
                check.deep = false;
            }
        });
    }
    let change = Change::ShallowChecks(whom);
    let mut candidate = Candidate::new(change, draft);
    candidate.lessens = true;
    let is_some = !matches!(&candidate.id.change, Change::ShallowChecks(of) if of.is_empty());
    is_some.then_some(candidate)
}

/// The same candidate, with deep checks and the next address for all upstream of the element, where that changes
/// anything.
pub(super) fn along(mut candidate: Candidate, element: Target) -> Option<Candidate> {
    let upstream = upstream_of(&candidate.draft.scenario, element);
    let mut changed = false;
    for id in upstream {
        candidate.draft.change(id, |component| {
            let was = component.settings.clone();
            turn_on(component, true);
            if let Some(client) = component.client_mut() {
                client.tries_next_address = true;
            }
            changed |= component.settings != was;
        });
    }
    candidate.id.with_checks = true;
    changed.then_some(candidate)
}

/// Makes a chooser look before it chooses: with checks where there were none, a client by going on to the next address.
pub(super) fn look(component: &mut Component) {
    turn_on(component, false);
    if let Some(client) = component.client_mut() {
        client.tries_next_address = true;
    }
}

/// Turns checks on, with the defaults of the kind, or makes them deep. Does nothing to kinds that do not check.
fn turn_on(component: &mut Component, deep: bool) {
    let default = component.kind().row().health_check;
    let Some(check) = component.settings.health_check_mut() else {
        return;
    };
    *check = (*check).or(default).map(|check| HealthCheck {
        deep: check.deep || deep,
        ..check
    });
}

fn checked(ground: &Rc<Ground>, whose: &BTreeSet<ComponentId>, deep: bool) -> Option<Candidate> {
    let scenario = ground.scenario();
    let mut draft = Draft::new(ground);
    let (mut turned, mut deepened) = (Vec::new(), Vec::new());
    for component in scenario.components.iter().filter(|c| whose.contains(&c.id)) {
        let was = component.health_check();
        draft.change(component.id, |component| turn_on(component, deep));
        let is = draft
            .component(component.id)
            .and_then(Component::health_check);
        match was {
            None if is.is_some() => turned.push(component.id),
            Some(_) if is != was => deepened.push(component.id),
            None | Some(_) => {}
        }
    }
    let change = match (turned.is_empty(), deepened.is_empty()) {
        (true, true) => return None,
        (true, false) => Change::DeepenChecks(deepened),
        (false, _) => {
            turned.extend(deepened);
            Change::Checks { at: turned, deep }
        }
    };
    Some(Candidate::new(change, draft))
}

fn next_address(ground: &Rc<Ground>, upstream: &BTreeSet<ComponentId>) -> Option<Candidate> {
    let scenario = ground.scenario();
    let mut draft = Draft::new(ground);
    let mut whom = Vec::new();
    for component in scenario
        .components
        .iter()
        .filter(|c| upstream.contains(&c.id))
    {
        if component
            .client()
            .is_some_and(|client| !client.tries_next_address)
        {
            whom.push(component.id);
            draft.change(component.id, |component| {
                if let Some(client) = component.client_mut() {
                    client.tries_next_address = true;
                }
            });
        }
    }
    (!whom.is_empty()).then(|| Candidate::new(Change::NextAddress(whom), draft))
}

/// As many retries as there are members, for balancers on the way that do not check.
fn retries(ground: &Rc<Ground>, whose: &BTreeSet<ComponentId>) -> Option<Candidate> {
    let scenario = ground.scenario();
    let mut draft = Draft::new(ground);
    let mut whom = Vec::new();
    for component in scenario.components.iter().filter(|c| whose.contains(&c.id)) {
        let members = scenario
            .links
            .iter()
            .filter(|l| l.from == component.id)
            .count() as u32;
        let enough = members.saturating_sub(1).min(MOST_RETRIES);
        let Some(balancer) = component.balancer() else {
            continue;
        };
        if balancer.health_check.is_none() && balancer.retries < enough {
            whom.push(component.id);
            draft.change(component.id, |component| {
                if let Some(balancer) = component.balancer_mut() {
                    balancer.retries = enough;
                }
            });
        }
    }
    (!whom.is_empty()).then(|| Candidate::new(Change::Retries(whom), draft))
}

/// The most retries that a balancer can be set to.
const MOST_RETRIES: u32 = 20;

/// All that call the element, directly or not, and it itself; of a region, all that call what lies in it.
fn upstream_of(scenario: &Scenario, element: Target) -> BTreeSet<ComponentId> {
    debug_assert!(scenario.components.len() <= 2 * limits::COMPONENTS);
    let topology = Topology::new(scenario);
    let start: Vec<usize> = match element {
        Target::Component(id) => topology.index.get(&id).copied().into_iter().collect(),
        Target::Link(link) => topology.index.get(&link.to).copied().into_iter().collect(),
        Target::Region(region) => match topology.nesting.place(region) {
            Some(region) => (0..scenario.components.len())
                .filter(|&c| topology.regions(c).contains(&region))
                .collect(),
            None => Vec::new(),
        },
        Target::Group(group) => {
            let shares = |c: &usize| scenario.components[*c].groups.contains(&group);
            (0..scenario.components.len()).filter(shares).collect()
        }
        Target::Note(_) => Vec::new(),
    };
    // A database's standby is called by those that call its set.
    let is_database = |c: &usize| scenario.components[*c].database().is_some();
    let sets = start.iter().filter(|c| is_database(c));
    let sets: BTreeSet<usize> = sets.filter_map(|&c| topology.set_of[c]).collect();
    let nodes = sets.into_iter().flat_map(|set| &topology.sets[set].nodes);
    let upstream = topology.reaching(start.iter().chain(nodes).copied());
    upstream.map(|c| scenario.components[c].id).collect()
}
