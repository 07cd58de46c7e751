//! Where run and share differ by how a system is drawn, as `docs/meaning.md` says.

use std::collections::{BTreeMap, BTreeSet};

use topple::model::{Algorithm, Kind, Scenario, Service, Settings, Topology, WhenFull};

/// Whether a queue may drop what is new, since it hands out all that it can hold, while it waits for one of several
/// services.
pub fn drops_what_is_new(scenario: &Scenario) -> bool {
    let topology = Topology::new(scenario);
    let mut nodes = scenario.components.iter().enumerate();
    nodes.any(|(node, component)| {
        let tied = topology.mirrors_of(node).into_iter().chain([node]);
        let services: BTreeSet<Service> = tied
            .flat_map(|node| topology.deliveries(node))
            .map(|(service, _)| service.clone())
            .collect();
        component.queue().is_some_and(|queue| {
            queue.when_full == WhenFull::DropOldest
                && queue.prefetch >= queue.capacity
                && services.len() > 1
        })
    })
}

/// Whether some balancer looks at load.
pub fn goes_by_load(scenario: &Scenario) -> bool {
    scenario.components.iter().any(|c| match &c.settings {
        Settings::LoadBalancer(balancer) => match balancer.algorithm {
            Algorithm::RoundRobin | Algorithm::Random | Algorithm::SourceHash => false,
            Algorithm::LeastConnections | Algorithm::TwoChoices => true,
        },
        _ => false,
    })
}

/// Whether one request may come to the same balancer twice, where that picks in turn: the second pick then follows from
/// the first, and a share is exact only for choices that do not depend on each other.
pub fn is_met_twice_in_turn(scenario: &Scenario) -> bool {
    let topology = Topology::new(scenario);
    // Components of one service, and balancers as deep before it, stand in for each other: a request meets one of them.
    let mut depth = vec![0usize; scenario.components.len()];
    for &i in topology.order.iter().rev() {
        if scenario.components[i].kind() == Kind::LoadBalancer {
            let members = topology.calls(i).filter_map(|l| topology.to(l));
            depth[i] = 1 + members.map(|m| depth[m]).max().unwrap_or(0);
        }
    }
    let stage = |i: usize| (topology.services[i].clone(), depth[i]);
    let clients =
        (0..scenario.components.len()).filter(|&i| scenario.components[i].kind() == Kind::Client);
    clients.into_iter().any(|client| {
        let mut seen: Vec<Vec<usize>> = vec![Vec::new(); scenario.components.len()];
        seen[client].push(client);
        let mut meetings: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        let mut count: BTreeMap<_, usize> = BTreeMap::new();
        for &caller in &topology.order {
            if seen[caller].is_empty() {
                continue;
            }
            for link in &topology.out[caller] {
                let Some(to) = topology.to(*link) else {
                    continue;
                };
                seen[to].push(caller);
                let is_client = caller == client || scenario.components[caller].kind() == Kind::Dns;
                let from = (!is_client).then(|| stage(caller));
                if meetings.entry(stage(to)).or_default().insert(from.clone()) {
                    let before = from.and_then(|f| count.get(&f).copied()).unwrap_or(1);
                    *count.entry(stage(to)).or_default() += before;
                }
            }
        }
        (0..scenario.components.len()).any(|i| {
            let in_turn = matches!(
                &scenario.components[i].settings,
                Settings::LoadBalancer(b) if b.algorithm == Algorithm::RoundRobin
            );
            let again = count.get(&stage(i)).copied().unwrap_or(0) > 1;
            in_turn && (again || is_delivered_again(scenario, &topology, i))
        })
    })
}

/// Whether a queue may deliver a message to this part more than once: the next time follows at once.
fn is_delivered_again(scenario: &Scenario, topology: &Topology, part: usize) -> bool {
    let mut nodes = scenario.components.iter().enumerate();
    nodes.any(|(node, c)| {
        matches!(&c.settings, Settings::Queue(queue) if queue.max_deliveries > 1)
            && topology.reached_from(node).any(|reached| reached == part)
    })
}
