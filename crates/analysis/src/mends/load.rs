//! More to work with: mends for who would drown.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::draft::{Draft, Ground};
use super::{Candidate, Change, databases};
use crate::overload::{Drowning, Overload};
use topple_model::{Component, ComponentId, Service, Target, limits};

/// Nodes that one mend adds at most.
const MOST_NODES: usize = 12;
/// How busy workers may be at most where their number is raised: enough that queues stay short.
const BUSY: f64 = 0.8;

/// Candidates for an element whose loss drowns others: more nodes of what drowns, read replicas, more workers, and
/// for a cache another one.
pub(super) fn candidates(ground: &Rc<Ground>, overload: &Overload) -> Vec<Candidate> {
    let mut found = Vec::new();
    if let Target::Component(id) = overload.element {
        found.extend(another_cache(ground, id));
    }
    let services = drowning_services(ground, overload);
    if let Some((service, drowning)) = services.first() {
        let lacking = lacking(ground, drowning, overload.element, service);
        for count in [lacking, 2 * lacking] {
            found.extend(more_nodes(ground, service, drowning, count));
        }
    }
    found.extend(more_workers(ground, &services));
    found
}

/// Those who drown, by service; the service that drowns most is first.
fn drowning_services<'a>(
    ground: &Ground,
    overload: &'a Overload,
) -> Vec<(Service, Vec<&'a Drowning>)> {
    let mut found: Vec<(Service, Vec<&Drowning>)> = Vec::new();
    for drowning in &overload.drowning {
        let Some(service) = service_of(ground, drowning.component) else {
            continue;
        };
        match found.iter_mut().find(|(known, _)| *known == service) {
            Some((_, of_service)) => of_service.push(drowning),
            None => found.push((service, vec![drowning])),
        }
    }
    found
}

fn service_of(ground: &Ground, component: ComponentId) -> Option<Service> {
    let &place = ground.topology().index.get(&component)?;
    ground.topology().services[place].clone()
}

/// How many nodes more than there are could do the work of those that are left.
fn lacking(ground: &Ground, drowning: &[&Drowning], lost: Target, service: &Service) -> usize {
    let base = &ground.base;
    let survives = |c: &&Component| {
        let dead = base.failed.components.contains(&c.id) || lost == Target::Component(c.id);
        !dead && service_of(ground, c.id).as_ref() == Some(service)
    };
    let survivors = ground.scenario().components.iter().filter(survives).count();
    let worst = drowning.iter().map(|d| d.utilisation).fold(1.0, f64::max);
    let wanted = (survivors as f64 * worst).ceil() as usize;
    wanted.saturating_sub(survivors).max(1)
}

fn more_nodes(
    ground: &Rc<Ground>,
    _service: &Service,
    drowning: &[&Drowning],
    count: usize,
) -> Option<Candidate> {
    let drowned = drowning.first()?.component;
    if count > MOST_NODES {
        return None;
    }
    let is_database = ground.scenario().component(drowned)?.database().is_some();
    if is_database {
        return databases::more_replicas(ground, drowned, count);
    }
    let mut draft = Draft::new(ground);
    for _ in 0..count {
        draft.duplicate(drowned)?;
    }
    Some(Candidate::new(Change::AddNodes(drowned, count), draft))
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

/// So many workers for every node of the services that drown that they are no busier than [`BUSY`].
fn more_workers(ground: &Rc<Ground>, services: &[(Service, Vec<&Drowning>)]) -> Option<Candidate> {
    let mut wanted: BTreeMap<&Service, u32> = BTreeMap::new();
    for (service, drowning) in services {
        let workers = drowning
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
