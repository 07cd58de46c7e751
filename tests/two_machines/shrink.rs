//! Makes a disagreement as small as it will get: what can be left out without the two machines agreeing is left out.

use topple::model::{Edit, Settings};

use super::settle::{Disagreement, disagreement};
use super::system::System;

/// The smallest system found that still disagrees.
pub fn shrink(mut system: System, mut found: Disagreement) -> (System, Disagreement) {
    loop {
        let smaller = smaller_ones(&system, &found)
            .into_iter()
            .find_map(|candidate| Some((disagreement(&candidate, found.fault)?, candidate)));
        match smaller {
            Some((still, candidate)) => (system, found) = (candidate, still),
            None => return (system, found),
        }
    }
}

fn smaller_ones(system: &System, found: &Disagreement) -> Vec<System> {
    let mut smaller = Vec::new();
    let clients = system
        .scenario
        .components
        .iter()
        .filter(|c| c.client().is_some());
    let clients = clients.map(|c| topple::model::Target::Component(c.id));
    for element in system.elements().into_iter().chain(clients) {
        if Some(element) == found.fault {
            continue;
        }
        let mut candidate = system.clone();
        let edits = candidate.scenario.removal_of(&[element]);
        if candidate.scenario.take(edits).is_ok() {
            smaller.push(candidate);
        }
    }
    let failed = &system.failed;
    for id in &failed.components {
        let mut candidate = system.clone();
        candidate.failed.components.remove(id);
        smaller.push(candidate);
    }
    for id in &failed.regions {
        let mut candidate = system.clone();
        candidate.failed.regions.remove(id);
        smaller.push(candidate);
    }
    for id in &failed.isolated {
        let mut candidate = system.clone();
        candidate.failed.isolated.remove(id);
        smaller.push(candidate);
    }
    for id in &failed.groups {
        let mut candidate = system.clone();
        candidate.failed.groups.remove(id);
        smaller.push(candidate);
    }
    for link in &system.scenario.links {
        let mut plainer = link.clone();
        (plainer.required, plainer.on, plainer.weight) = (None, None, 1.0);
        if plainer != *link {
            let mut candidate = system.clone();
            let edit = Edit::SetLink(Box::new(plainer));
            if candidate.scenario.take(vec![edit]).is_ok() {
                smaller.push(candidate);
            }
        }
    }
    for id in &failed.links {
        let mut candidate = system.clone();
        candidate.failed.links.remove(id);
        smaller.push(candidate);
    }
    for component in &system.scenario.components {
        let mut plainer = component.clone();
        match &mut plainer.settings {
            Settings::Client(client) => client.retries = 0,
            Settings::LoadBalancer(balancer) => {
                (balancer.retries, balancer.panic_threshold) = (0, 0.0);
            }
            Settings::Dns(dns) => dns.policy = topple::model::Policy::Multivalue,
            Settings::Queue(queue) => queue.max_deliveries = 1,
            Settings::Server(_) | Settings::Database(_) | Settings::Cache(_) => {}
        }
        if plainer != *component {
            let mut candidate = system.clone();
            if candidate
                .scenario
                .take(vec![Edit::SetComponent(Box::new(plainer))])
                .is_ok()
            {
                smaller.push(candidate);
            }
        }
    }
    smaller
}
