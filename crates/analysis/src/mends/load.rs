//! More to work with: mends for what would be saturated.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::draft::{Draft, Ground};
use super::{Candidate, Change, databases};
use crate::overload::{Overload, Saturated};
use topple_model::{Component, ComponentId, Service, Target, limits};

/// Nodes that one mend adds at most.
const MOST_NODES: usize = 12;
/// How busy workers may be at most where their number is raised: enough that queues stay short.
const BUSY: f64 = 0.8;

/// Candidates for an element whose loss saturates others: more nodes of what is saturated, read replicas, more workers, and
/// for a cache another one.
pub(super) fn candidates(ground: &Rc<Ground>, overload: &Overload) -> Vec<Candidate> {
    let mut found = Vec::new();
    if let Target::Component(id) = overload.element {
        found.extend(another_cache(ground, id));
    }
    let services = saturated_services(ground, overload);
    if let Some((service, saturated)) = services.first() {
        let lacking = lacking(ground, saturated, overload.element, service);
        for count in [lacking, 2 * lacking] {
            found.extend(more_nodes(ground, service, saturated, count));
        }
    }
    found.extend(more_workers(ground, &services));
    found
}

/// What is saturated, by service; the service of the most saturated is first.
fn saturated_services<'a>(
    ground: &Ground,
    overload: &'a Overload,
) -> Vec<(Service, Vec<&'a Saturated>)> {
    let mut found: Vec<(Service, Vec<&Saturated>)> = Vec::new();
    for saturated in &overload.saturated {
        let Some(service) = service_of(ground, saturated.component) else {
            continue;
        };
        match found.iter_mut().find(|(known, _)| *known == service) {
            Some((_, of_service)) => of_service.push(saturated),
            None => found.push((service, vec![saturated])),
        }
    }
    found
}

fn service_of(ground: &Ground, component: ComponentId) -> Option<Service> {
    let &place = ground.topology().index.get(&component)?;
    ground.topology().services[place].clone()
}

/// How many nodes more than there are could do the work of those that are left.
fn lacking(ground: &Ground, saturated: &[&Saturated], lost: Target, service: &Service) -> usize {
    let base = &ground.base;
    let survives = |c: &&Component| {
        let dead = base.failed.components.contains(&c.id) || lost == Target::Component(c.id);
        !dead && service_of(ground, c.id).as_ref() == Some(service)
    };
    let survivors = ground.scenario().components.iter().filter(survives).count();
    let worst = saturated.iter().map(|d| d.utilisation).fold(1.0, f64::max);
    let wanted = (survivors as f64 * worst).ceil() as usize;
    wanted.saturating_sub(survivors).max(1)
}

fn more_nodes(
    ground: &Rc<Ground>,
    _service: &Service,
    saturated: &[&Saturated],
    count: usize,
) -> Option<Candidate> {
    let worst = saturated.first()?.component;
    if count > MOST_NODES {
        return None;
    }
    let is_database = ground.scenario().component(worst)?.database().is_some();
    if is_database {
        return databases::more_replicas(ground, worst, count);
    }
    let mut draft = Draft::new(ground);
    for _ in 0..count {
        draft.duplicate(worst)?;
    }
    Some(Candidate::new(Change::AddNodes(worst, count), draft))
}

fn another_cache(ground: &Rc<Ground>, id: ComponentId) -> Option<Candidate> {
    let cache = ground.scenario().component(id)?;
    if !cache.kind().row().is_shortcut {
        return None;
    }
    let mut draft = Draft::new(ground);
    draft.duplicate(id)?;
    Some(Candidate::new(Change::AddNodes(id, 1), draft))
}

/// So many workers for every node of the saturated services that they are no busier than [`BUSY`].
fn more_workers(ground: &Rc<Ground>, services: &[(Service, Vec<&Saturated>)]) -> Option<Candidate> {
    let mut wanted: BTreeMap<&Service, u32> = BTreeMap::new();
    for (service, saturated) in services {
        let workers = saturated
            .iter()
            .map(|d| (f64::from(d.workers) * d.utilisation / BUSY).ceil());
        let most = workers.fold(0.0, f64::max).min(limits::MILLION) as u32;
        wanted.insert(service, most);
    }
    let mut draft = Draft::new(ground);
    let mut raised: BTreeMap<Service, (ComponentId, u32)> = BTreeMap::new();
    for component in &ground.scenario().components {
        let Some(service) = service_of(ground, component.id) else {
            continue;
        };
        let Some(&workers) = wanted.get(&service) else {
            continue;
        };
        draft.change(component.id, |component| {
            if let Some(of_component) = component.settings.workers_mut() {
                *of_component = workers.max(*of_component);
                raised.entry(service).or_insert((component.id, workers));
            }
        });
    }
    let change = Change::MoreWorkers(raised.values().copied().collect());
    (!raised.is_empty()).then(|| Candidate::new(change, draft))
}
