//! Network policies: who may call whom, which is who does.

use super::cluster::{Cluster, Object, Workload};
use crate::evidence::Rule;
use crate::inventory::{Call, Inventory};
use crate::yaml::Node;

/// Reads all policies.
pub fn read(cluster: &Cluster<'_>, inventory: &mut Inventory) {
    for policy in &cluster.policies {
        one(cluster, policy, inventory);
    }
}

fn one(cluster: &Cluster<'_>, policy: &Object<'_>, inventory: &mut Inventory) {
    let Some(selector) = policy
        .node
        .at(&["spec", "podSelector"])
        .filter(|selector| has_conditions(selector))
    else {
        // It is about all pods: it says nothing of one.
        return;
    };
    let of = selected(cluster, selector, policy.namespace);
    if of.is_empty() {
        let text = format!(
            "NetworkPolicy {} selects pods by a label that no pod of these files has.",
            policy.name
        );
        inventory.tell(None, text, Some(policy.at(selector, "spec.podSelector")));
    }
    for (direction, side) in [("ingress", "from"), ("egress", "to")] {
        let rules = policy
            .node
            .at(&["spec", direction])
            .map(Node::items)
            .unwrap_or_default();
        let peers = rules
            .iter()
            .filter_map(|rule| rule.get(side))
            .flat_map(Node::items);
        for peer in peers {
            let Some(pods) = peer.get("podSelector").filter(|pods| has_conditions(pods)) else {
                continue;
            };
            let path = format!("spec.{direction}.{side}");
            let namespace = if peer.get("namespaceSelector").is_some() {
                ""
            } else {
                policy.namespace
            };
            let others = selected(cluster, pods, namespace);
            if others.is_empty() && peer.get("namespaceSelector").is_none() {
                let text = format!(
                    "NetworkPolicy {} names pods by a label that no pod of these files has.",
                    policy.name
                );
                inventory.tell(None, text, Some(policy.at(pods, &path)));
            }
            for (a, b) in others
                .iter()
                .flat_map(|other| of.iter().map(move |one| (other, one)))
            {
                let (from, to) = if direction == "ingress" {
                    (a, b)
                } else {
                    (b, a)
                };
                if from != to {
                    inventory.calls.push(Call::found(
                        from,
                        to,
                        policy.at(pods, &path),
                        Rule::NetworkPolicy,
                    ));
                }
            }
        }
    }
}

fn has_conditions(selector: &Node) -> bool {
    ["matchLabels", "matchExpressions"].iter().any(|key| {
        selector
            .get(key)
            .is_some_and(|node| !node.entries().is_empty() || !node.items().is_empty())
    })
}

/// The parts whose pods are selected; of all namespaces where none is named.
fn selected(cluster: &Cluster<'_>, selector: &Node, namespace: &str) -> Vec<String> {
    let among: Vec<&Workload<'_>> = if namespace.is_empty() {
        cluster.workloads.iter().collect()
    } else {
        cluster.in_namespace(namespace)
    };
    among
        .into_iter()
        .filter(|workload| workload.is_selected(selector))
        .map(|workload| workload.part.clone())
        .collect()
}
