//! What few draw, added to any system: shared fates, optional calls, calls of some requests alone, names for servers,
//! brakes, queues.

use topple_model::link::LinkRole;
use topple_model::rules::may_link;
use topple_model::settings::WhenFull;
use topple_model::{
    Component, ComponentId, Group, GroupId, Kind, Link, On, Point, Scenario, Settings, Topology,
    validate,
};

use crate::Chance;

/// The scenario with more in it. It stays sound. The same seed adds the same.
pub fn furnished(seed: u64, mut scenario: Scenario) -> Scenario {
    let mut chance = Chance(seed ^ 0x00f0_2715);
    share_fates(&mut chance, &mut scenario);
    if chance.happens(0.6) {
        loosen(&mut chance, &mut scenario);
    }
    brake(&mut chance, &mut scenario);
    if chance.happens(0.5) {
        name(&mut chance, &mut scenario);
    }
    if chance.happens(0.5) {
        enqueue(&mut chance, &mut scenario);
    }
    let problems = validate::problems(&scenario);
    assert!(problems.is_empty(), "seed {seed}: {problems:?}");
    scenario
}

fn share_fates(chance: &mut Chance, scenario: &mut Scenario) {
    for n in 0..chance.below(3) {
        let id = GroupId::new(&format!("fate-{n}")).expect("an id");
        scenario.groups.push(Group::new(id));
        for component in &mut scenario.components {
            if component.kind() != Kind::Client && chance.happens(0.3) {
                component.groups.push(id);
            }
        }
    }
}

/// Calls that may fail, and calls of some requests alone.
fn loosen(chance: &mut Chance, scenario: &mut Scenario) {
    for link in &mut scenario.links {
        let is_call = scenario_is_call(&scenario.components, link);
        if !is_call {
            continue;
        }
        if chance.happens(0.3) {
            link.required = Some(chance.happens(0.3));
        }
        if chance.happens(0.3) {
            link.on = Some(chance.pick(&[On::All, On::Reads, On::Writes]));
        }
    }
}

/// Whether a link makes a call that can be optional: of a server, or a fixed address of a client.
fn scenario_is_call(components: &[Component], link: &Link) -> bool {
    let kind = |id: ComponentId| components.iter().find(|c| c.id == id).map(Component::kind);
    match (kind(link.from), kind(link.to)) {
        (Some(Kind::Server), Some(_)) => true,
        (Some(Kind::Client), Some(to)) => to != Kind::Dns,
        _ => false,
    }
}

fn brake(chance: &mut Chance, scenario: &mut Scenario) {
    for component in &mut scenario.components {
        if chance.happens(0.2) && component.kind() != Kind::Client {
            component.restart_s = Some(chance.pick(&[5.0, 30.0]));
        }
        match &mut component.settings {
            Settings::LoadBalancer(balancer) => {
                balancer.panic_threshold = chance.pick(&[0.0, 0.0, 0.4, 0.5, 0.7, 1.0]);
            }
            Settings::Client(client) if chance.happens(0.2) => client.retry_budget = Some(0.2),
            _ => {}
        }
    }
}

/// Servers that look addresses up.
fn name(chance: &mut Chance, scenario: &mut Scenario) {
    let of_kind = |scenario: &Scenario, kind: Kind| -> Vec<ComponentId> {
        let all = scenario.components.iter();
        all.filter(|c| c.kind() == kind).map(|c| c.id).collect()
    };
    let (servers, names) = (
        of_kind(scenario, Kind::Server),
        of_kind(scenario, Kind::Dns),
    );
    for server in servers {
        for &dns in &names {
            let link = Link::new(server, dns);
            if chance.happens(0.4) && may_link(scenario, &link).is_ok() {
                scenario.links.push(link);
            }
        }
    }
}

/// Nodes of queues, published to and delivering.
fn enqueue(chance: &mut Chance, scenario: &mut Scenario) {
    let drawn = scenario.components.len();
    for n in 0..chance.between(1, 3) {
        let id = ComponentId::new(&format!("queue-{}", drawn + n)).expect("an id");
        let at = Point::new((drawn + n) as f64 * 160.0, 160.0);
        let mut component = Component::new(id, Kind::Queue, at);
        if chance.happens(0.2) {
            component.service = Some("mail".to_owned());
        }
        if !scenario.regions.is_empty() && chance.happens(0.4) {
            component.region = Some(chance.pick(&scenario.regions).id);
        }
        if let Settings::Queue(queue) = &mut component.settings {
            queue.max_deliveries = chance.pick(&[1, 2, 5]) as u32;
            queue.when_full =
                chance.pick(&[WhenFull::Refuse, WhenFull::Refuse, WhenFull::DropOldest]);
        }
        scenario.components.push(component);
    }
    for _ in 0..12 {
        let any = |chance: &mut Chance| chance.below(scenario.components.len());
        let queue = chance.between(drawn, scenario.components.len() - 1);
        let other = any(chance);
        let (from, to) = if chance.happens(0.5) {
            (queue, other)
        } else {
            (other, queue)
        };
        let mut link = Link::new(scenario.components[from].id, scenario.components[to].id);
        if may_link(scenario, &link).is_err() {
            continue;
        }
        link.weight = chance.pick(&[1.0, 1.0, 2.0, 0.0]);
        if scenario_is_call(&scenario.components, &link) {
            link.on = chance.pick(&[None, None, Some(On::All), Some(On::Reads)]);
            link.required = chance.pick(&[None, None, Some(false)]);
        }
        scenario.links.push(link);
        if feeds_itself(scenario) {
            scenario.links.pop();
        }
    }
}

/// Whether what a node of a queue takes is delivered, by itself or by one that mirrors it, to who publishes to it again.
fn feeds_itself(scenario: &Scenario) -> bool {
    let topology = Topology::new(scenario);
    let nodes = 0..scenario.components.len();
    let mut queues = nodes.filter(|&n| scenario.components[n].kind() == Kind::Queue);
    queues.any(|node| {
        let tied = topology.mirrors_of(node);
        tied.iter().any(|&other| {
            let consumers = topology.out_by(other, LinkRole::Delivers);
            let mut consumers = consumers.filter_map(|link| topology.to(link));
            consumers.any(|c| {
                topology
                    .reached_from(c)
                    .any(|reached| tied.contains(&reached))
            })
        })
    })
}
