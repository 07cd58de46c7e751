//! Where pods stand: zones that they must differ in, machines, and what is only preferred.

use super::cluster::{Cluster, Workload};
use crate::evidence::Source;
use crate::inventory::{Inventory, Zone};
use crate::yaml::Node;

/// How pods must or should spread.
#[derive(Default)]
struct Spread {
    /// They must stand in different zones: how many at least, and where that is said.
    zones: Option<(u32, Source)>,
    /// They should.
    zones_preferred: Option<Source>,
    /// They must stand on different machines.
    machines: Option<Source>,
    /// They should.
    machines_preferred: Option<Source>,
    /// They must stand in these zones.
    named: Vec<(String, Source)>,
}

/// Notes the zones of parts, and tells what holds nobody apart.
pub fn read(cluster: &Cluster<'_>, inventory: &mut Inventory) {
    let (mut alone, mut preferred, mut zones_preferred) = (Vec::new(), Vec::new(), Vec::new());
    let (mut machines, mut unplaced) = (Vec::new(), Vec::new());
    let mut at = None;
    for workload in &cluster.workloads {
        let Some(i) = inventory
            .parts
            .iter()
            .position(|part| part.name == workload.part && part.apart.is_none())
        else {
            continue;
        };
        let nodes = inventory.parts[i]
            .nodes
            .as_ref()
            .map_or(1, |nodes| nodes.what);
        let spread = of(workload, nodes);
        let zones: Vec<(String, Source)> = if spread.named.is_empty() {
            let made_up = spread.zones.iter().flat_map(|(count, source)| {
                (1..=*count).map(move |n| (format!("zone-{n}"), source.clone()))
            });
            made_up.collect()
        } else {
            spread.named
        };
        let places: Vec<usize> = zones
            .into_iter()
            .map(|(name, source)| zone(inventory, &name, source))
            .collect();
        inventory.parts[i].zones = places;
        let name = workload.part.as_str();
        if let Some((_, source)) = &spread.zones {
            let text = format!(
                "{name} must spread over zones. Which there are is in no file, so they are numbered."
            );
            inventory.tell(Some(name), text, Some(source.clone()));
        } else if inventory.parts[i].zones.is_empty() {
            unplaced.push(name);
        }
        if nodes < 2 {
            continue;
        }
        let must = spread.zones.is_some();
        if spread.zones_preferred.is_some() && !must {
            zones_preferred.push(name);
        }
        if let Some(source) = spread.machines {
            machines.push(name);
            at.get_or_insert(source);
        } else if spread.machines_preferred.is_some() {
            preferred.push(name);
        } else if !must && spread.zones_preferred.is_none() {
            alone.push(name);
        }
    }
    let sentences = [
        (
            alone,
            "nothing spreads their nodes: all of them may land on one machine, which is not drawn.",
        ),
        (
            zones_preferred,
            "different zones are only preferred. That does not count: all nodes may stand in one.",
        ),
        (
            preferred,
            "different machines are only preferred. That does not count: all nodes may stand on one.",
        ),
        (
            machines,
            "machines are required to differ. The machines are not drawn.",
        ),
    ];
    for (names, text) in sentences {
        if !names.is_empty() {
            inventory.tell(None, format!("{}: {text}", names.join(", ")), None);
        }
    }
    // What operators run has its own words for it, which are not read.
    let of_operators: Vec<String> = inventory
        .parts
        .iter()
        .filter(|part| part.kind.is_some() && !part.managed && part.zones.is_empty())
        .map(|part| part.name.clone())
        .collect();
    unplaced.extend(of_operators.iter().map(String::as_str));
    if !inventory.zones.is_empty() && !unplaced.is_empty() {
        let text = format!(
            "{}: in which zone they stand is in no file. They are drawn in none, and no zone's loss takes them along.",
            unplaced.join(", ")
        );
        inventory.tell(None, text, at);
    }
}

fn zone(inventory: &mut Inventory, name: &str, source: Source) -> usize {
    if let Some(known) = inventory.zones.iter().position(|zone| zone.name == name) {
        return known;
    }
    inventory.zones.push(Zone {
        name: name.to_owned(),
        parent: None,
        source,
    });
    inventory.zones.len() - 1
}

fn of(workload: &Workload<'_>, nodes: u32) -> Spread {
    let mut spread = Spread::default();
    let Some(pod) = workload.pod() else {
        return spread;
    };
    let at = |node: &Node, path: &str| workload.object.at(node, path);
    let is_zone = |node: &Node| {
        node.text_at(&["topologyKey"])
            .is_some_and(|key| key.contains("zone"))
    };
    for constraint in pod
        .get("topologySpreadConstraints")
        .map(Node::items)
        .unwrap_or_default()
    {
        let source = at(constraint, "topologySpreadConstraints");
        let must = constraint.text_at(&["whenUnsatisfiable"]) != Some("ScheduleAnyway");
        match (is_zone(constraint), must) {
            (true, true) => {
                // One zone alone would satisfy it, unless it says how many there have to be. As many as nodes, at most three.
                let least = constraint
                    .get("minDomains")
                    .and_then(Node::number)
                    .unwrap_or(3);
                spread.zones = Some((least.min(nodes).min(20), source)).filter(|_| nodes > 1);
            }
            (true, false) => spread.zones_preferred = Some(source),
            (false, true) => spread.machines = Some(source),
            (false, false) => spread.machines_preferred = Some(source),
        }
    }
    let anti = pod.at(&["affinity", "podAntiAffinity"]);
    let required = anti.and_then(|anti| anti.get("requiredDuringSchedulingIgnoredDuringExecution"));
    for term in required.map(Node::items).unwrap_or_default() {
        let source = at(term, "podAntiAffinity");
        if is_zone(term) {
            spread.zones = Some((nodes.min(20), source)).filter(|_| nodes > 1);
        } else {
            spread.machines = Some(source);
        }
    }
    let preferred =
        anti.and_then(|anti| anti.get("preferredDuringSchedulingIgnoredDuringExecution"));
    for term in preferred
        .map(Node::items)
        .unwrap_or_default()
        .iter()
        .filter_map(|term| term.get("podAffinityTerm"))
    {
        let source = at(term, "podAntiAffinity");
        if is_zone(term) {
            spread.zones_preferred = Some(source);
        } else {
            spread.machines_preferred = Some(source);
        }
    }
    spread.named = named(workload, pod);
    spread
}

/// Zones that it must stand in, by name.
fn named(workload: &Workload<'_>, pod: &Node) -> Vec<(String, Source)> {
    let is_zone = |key: &str| key.ends_with("/zone");
    let selector = pod
        .get("nodeSelector")
        .map(Node::entries)
        .unwrap_or_default();
    let one = selector
        .iter()
        .find(|(key, _)| is_zone(&key.name))
        .map(|(_, value)| value);
    let terms = pod.at(&[
        "affinity",
        "nodeAffinity",
        "requiredDuringSchedulingIgnoredDuringExecution",
        "nodeSelectorTerms",
    ]);
    let expressions = terms
        .map(Node::items)
        .unwrap_or_default()
        .iter()
        .filter_map(|term| term.get("matchExpressions"))
        .flat_map(Node::items);
    let among = expressions.filter(|e| {
        e.text_at(&["key"]).is_some_and(is_zone) && e.text_at(&["operator"]) == Some("In")
    });
    // Several zones to choose from are no promise to use them all.
    let single = among
        .filter_map(|e| e.get("values"))
        .filter(|values| values.items().len() == 1)
        .flat_map(Node::items);
    let named = one.into_iter().chain(single);
    named
        .filter_map(|value| Some((value.text()?.to_owned(), workload.object.at(value, "zone"))))
        .take(1)
        .collect()
}
