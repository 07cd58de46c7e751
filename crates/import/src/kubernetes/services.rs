//! Services, and what opens them to the outside: load balancers, node ports, Ingress and other routes.

use topple_model::Kind;

use super::cluster::{Cluster, Object};
use super::operators;
use crate::evidence::{Certainty, Rule, Source, Stated};
use crate::inventory::{Call, Inventory, Part};
use crate::trades::{self, Trade};
use crate::yaml::{Node, Value};

/// Gives workloads the hosts that their Services are.
pub fn name(cluster: &mut Cluster<'_>) {
    let mut named: Vec<(String, String)> = Vec::new();
    for service in &cluster.services {
        for workload in cluster.selected(service) {
            named.push((
                workload.part.clone(),
                format!("{}.{}", service.name, service.namespace).to_lowercase(),
            ));
            // A namespace that nobody has here is that of whoever applies the file.
            named.push((
                workload.part.clone(),
                format!("{}.{}", service.name, workload.object.namespace).to_lowercase(),
            ));
        }
    }
    named.extend(
        operators::hosts(cluster)
            .into_iter()
            .map(|(host, part)| (part, host)),
    );
    for (part, host) in named {
        let parts = cluster.hosts.entry(host).or_default();
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
}

/// Draws balancers, and notes who is open.
pub fn read(cluster: &Cluster<'_>, inventory: &mut Inventory) {
    for service in &cluster.services {
        one(cluster, service, inventory);
    }
    for route in &cluster.routes {
        open(cluster, route, inventory);
    }
}

fn one(cluster: &Cluster<'_>, service: &Object<'_>, inventory: &mut Inventory) {
    let selected: Vec<String> = cluster
        .selected(service)
        .into_iter()
        .map(|workload| workload.part.clone())
        .collect();
    let ports = service
        .node
        .at(&["spec", "ports"])
        .map(Node::items)
        .unwrap_or_default();
    let numbers: Vec<u16> = ports
        .iter()
        .filter_map(|port| u16::try_from(port.get("port")?.number()?).ok())
        .collect();
    let kind = service.node.at(&["spec", "type"]);
    for part in inventory
        .parts
        .iter_mut()
        .filter(|part| selected.contains(&part.name))
    {
        part.ports.extend(&numbers);
    }
    stand_ins(service, &selected, inventory);
    let is_outside = kind.and_then(Node::text) == Some("ExternalName")
        || service.node.at(&["spec", "selector"]).is_none();
    if is_outside && selected.is_empty() && service.name != "kubernetes" {
        let text = format!(
            "Service {} leads to what is not in these files: a host outside, or addresses written by hand.",
            service.name
        );
        inventory.tell(None, text, Some(service.here()));
    }
    let source = kind.map_or_else(|| service.here(), |kind| service.at(kind, "spec.type"));
    match kind.and_then(Node::text) {
        Some("LoadBalancer") if !is_internal(service) => {
            balancer(service, &selected, &numbers, source, inventory);
        }
        Some("LoadBalancer" | "NodePort") => {
            let is_open = kind.and_then(Node::text) == Some("NodePort");
            for part in inventory
                .parts
                .iter_mut()
                .filter(|part| selected.contains(&part.name))
            {
                let entry = if is_open {
                    Stated::found
                } else {
                    Stated::guessed
                };
                part.entry
                    .get_or_insert_with(|| entry((), source.clone(), Rule::Published));
            }
            let text = if is_open {
                format!(
                    "Service {} (NodePort) is in every machine, and is not drawn.",
                    service.name
                )
            } else {
                format!(
                    "Service {} has a balancer within the cloud alone, which is not drawn.",
                    service.name
                )
            };
            inventory.tell(selected.first().map(String::as_str), text, Some(source));
        }
        _ => {}
    }
}

/// What one Service selects and is made of one image stands in for each other, as a canary does.
fn stand_ins(service: &Object<'_>, selected: &[String], inventory: &mut Inventory) {
    // `reviews-v1` and `reviews-v2` are two versions of one.
    let image = |part: &Part| {
        let name = part
            .image
            .as_ref()?
            .what
            .trim_end_matches(|c: char| c.is_ascii_digit());
        let name = name.strip_suffix("-v").unwrap_or(name);
        Some(name.to_owned())
    };
    let parts: Vec<usize> = (0..inventory.parts.len())
        .filter(|&i| selected.contains(&inventory.parts[i].name))
        .collect();
    let first = parts.first().and_then(|&i| image(&inventory.parts[i]));
    let is_store = |image: &str| {
        matches!(
            trades::of_image(image),
            Some(Trade::Database | Trade::Redis | Trade::Queue)
        )
    };
    let alike = parts.len() > 1
        && first.as_deref().is_some_and(|first| !is_store(first))
        && parts.iter().all(|&i| image(&inventory.parts[i]) == first);
    if alike {
        for i in parts {
            let label = Stated::found(service.name.to_owned(), service.here(), Rule::Alike);
            inventory.parts[i].service.get_or_insert(label);
        }
    }
}

/// A balancer that the cloud gives only to what is within it.
fn is_internal(service: &Object<'_>) -> bool {
    let annotations = service
        .node
        .at(&["metadata", "annotations"])
        .map(Node::entries)
        .unwrap_or_default();
    annotations.iter().any(|(key, value)| {
        let says = value.text().unwrap_or_default().to_ascii_lowercase();
        (key.name.ends_with("load-balancer-internal")
            && matches!(says.as_str(), "true" | "0.0.0.0/0"))
            || (key.name.ends_with("load-balancer-type") && says == "internal")
            || (key.name.ends_with("load-balancer-scheme") && says == "internal")
    })
}

/// The balancer that the cloud gives a Service.
fn balancer(
    service: &Object<'_>,
    selected: &[String],
    ports: &[u16],
    source: Source,
    inventory: &mut Inventory,
) {
    if selected.is_empty() {
        let text = format!(
            "Service {} selects no pod of these files: the cloud's balancer for it is not drawn.",
            service.name
        );
        inventory.tell(None, text, Some(source));
        return;
    }
    let names: Vec<&str> = inventory
        .parts
        .iter()
        .map(|part| part.name.as_str())
        .collect();
    let prefix = trades::prefix_of_all(&names);
    let keeps = |part: &&Part| {
        let trade = part
            .image
            .as_ref()
            .and_then(|image| trades::of_image(&image.what))
            .or_else(|| trades::of_name(&part.name, &prefix));
        // What is kept running does not end, whatever its name says.
        let is_apart = matches!(trade, Some(Trade::Apart(why)) if why != trades::ONCE);
        let is_store = matches!(
            trade,
            Some(Trade::Database | Trade::Redis | Trade::Cache | Trade::Queue)
        );
        selected.contains(&part.name) && (is_store || is_apart)
    };
    if let Some(store) = inventory.parts.iter().find(keeps) {
        let name = store.name.clone();
        let text = format!(
            "Service {} opens {name} to the outside. Users are not taken to call it, and its balancer is not drawn.",
            service.name
        );
        inventory.tell(Some(&name), text, Some(source));
        return;
    }
    let is_taken = |name: &str| inventory.parts.iter().any(|part| part.name == name);
    let mut name = service.name.to_owned();
    while is_taken(&name) {
        name.push_str("-lb");
    }
    let mut part = Part::new(&name, source.clone());
    part.hosts.clear();
    part.kind = Some(Stated::found(
        Kind::LoadBalancer,
        source.clone(),
        Rule::ResourceType,
    ));
    part.managed = true;
    part.entry = Some(Stated::found((), source.clone(), Rule::Published));
    part.networks = vec![service.namespace.to_owned()];
    part.ports = ports.to_vec();
    inventory.parts.push(part);
    for to in selected {
        let mut call = Call::found(&name, to, source.clone(), Rule::TargetGroup);
        call.pool = Some(service.name.to_owned());
        inventory.calls.push(call);
    }
    let text = format!(
        "The cloud's balancer (Service {}) is drawn as two: its provider runs more than one.",
        service.name
    );
    inventory.tell(Some(&name), text, Some(source));
}

/// Who an Ingress or another route leads to is open.
fn open(cluster: &Cluster<'_>, route: &Object<'_>, inventory: &mut Inventory) {
    let mut backends = Vec::new();
    collect(route.node, "", &mut backends);
    if route.kind == "VirtualService" {
        let gateways = route
            .node
            .at(&["spec", "gateways"])
            .map(Node::items)
            .unwrap_or_default();
        if gateways
            .iter()
            .all(|gateway| gateway.text() == Some("mesh"))
        {
            return;
        }
    }
    // nginx and HAProxy answer for Ingress alone: gateways and meshes have other controllers.
    let controller = cluster
        .controller()
        .filter(|_| matches!(route.kind, "Ingress" | "Route") || cluster.has_traefik());
    let mut is_open = false;
    for (backend, node) in backends {
        let name = backend.split('.').next().unwrap_or_default();
        let service = cluster.services.iter().find(|service| {
            service.name == name
                && (service.namespace == route.namespace
                    || cluster.services.len() < 2
                    || !cluster
                        .services
                        .iter()
                        .any(|s| s.name == name && s.namespace == route.namespace))
        });
        let parts: Vec<String> = match service {
            Some(service) => cluster
                .selected(service)
                .into_iter()
                .map(|workload| workload.part.clone())
                .collect(),
            None => Vec::new(),
        };
        if parts.is_empty() {
            let text = format!(
                "{} {} leads to a Service that is not in these files, or selects nothing.",
                route.kind, route.name
            );
            inventory.tell(None, text, Some(route.at(node, "spec")));
        }
        if let Some(controller) = controller {
            let others = parts.iter().filter(|part| **part != controller.part);
            inventory.calls.extend(others.map(|to| {
                Call::found(&controller.part, to, route.at(node, "spec"), Rule::Ingress)
            }));
            continue;
        }
        for part in inventory
            .parts
            .iter_mut()
            .filter(|part| parts.contains(&part.name))
        {
            is_open = true;
            part.entry = Some(Stated::found((), route.at(node, "spec"), Rule::Ingress));
        }
    }
    shares(route, inventory);
    if let Some(controller) = controller {
        open_controller(&controller.part, route, inventory);
    }
    if is_open {
        let text = format!(
            "What answers for {} {} (its controller, and the balancer before it) is not in these files, and not drawn.",
            route.kind, route.name
        );
        inventory.tell(None, text, Some(route.here()));
    }
}

/// Tells of a route that gives each of several Services a share of the requests.
fn shares(route: &Object<'_>, inventory: &mut Inventory) {
    let mut weights = Vec::new();
    weighted(route.node, &mut weights);
    if let Some(weight) = weights.first().filter(|_| weights.len() > 1) {
        let text = format!(
            "{} {} gives each of its Services a share of the requests (weight). The shares are not drawn: each Service is taken to be needed by all.",
            route.kind, route.name
        );
        inventory.tell(None, text, Some(route.at(weight, "spec")));
    }
}

/// Weights that are more than none.
fn weighted<'a>(node: &'a Node, found: &mut Vec<&'a Node>) {
    match &node.value {
        Value::Map(entries) => {
            for (key, value) in entries {
                if key.name == "weight" && value.number().is_some_and(|weight| weight > 0) {
                    found.push(value);
                } else {
                    weighted(value, found);
                }
            }
        }
        Value::List(items) => items.iter().for_each(|item| weighted(item, found)),
        Value::Scalar(_) | Value::Null => {}
    }
}

/// What answers for Ingress is where users come in, unless a balancer that is drawn stands before it.
fn open_controller(controller: &str, route: &Object<'_>, inventory: &mut Inventory) {
    let has_balancer = inventory
        .calls
        .iter()
        .any(|call| call.to == controller && call.evidence.rule == Rule::TargetGroup);
    let part = inventory
        .parts
        .iter_mut()
        .find(|part| part.name == controller && !has_balancer);
    if let Some(part) = part {
        let is_found = part
            .entry
            .as_ref()
            .is_some_and(|entry| entry.evidence.certainty == Certainty::Found);
        if !is_found {
            part.entry = Some(Stated::found((), route.here(), Rule::Ingress));
        }
    }
}

/// Names of Services where routes have them.
fn collect<'a>(node: &'a Node, within: &str, found: &mut Vec<(&'a str, &'a Node)>) {
    match &node.value {
        Value::Map(entries) => {
            for (key, value) in entries {
                let is_name = match key.name.as_str() {
                    "serviceName" => true,
                    "name" => matches!(
                        within,
                        "service" | "backendRefs" | "services" | "to" | "alternateBackends"
                    ),
                    "host" => within == "destination",
                    _ => false,
                };
                if let Some(name) = value.text().filter(|_| is_name) {
                    found.push((name, value));
                } else {
                    collect(value, &key.name, found);
                }
            }
        }
        Value::List(items) => items.iter().for_each(|item| collect(item, within, found)),
        Value::Scalar(_) | Value::Null => {}
    }
}
