//! Kubernetes manifests: YAML of many documents, or what `kubectl get … -o json` prints. All files are read together,
//! because a Service, a policy and the pods that they speak of may stand in different ones.

mod cluster;
mod operators;
mod pods;
mod policies;
mod services;
mod spread;

use crate::inventory::Inventory;
use crate::yaml::Node;

/// Whether a document is one of Kubernetes.
pub fn is_one(document: &Node) -> bool {
    document.get("kind").is_some()
        && (document.get("apiVersion").is_some() || document.get("items").is_some())
}

/// Reads all documents together.
pub fn read(documents: &[Node], inventory: &mut Inventory) {
    let mut cluster = cluster::Cluster::new(documents);
    services::name(&mut cluster);
    pods::read(&cluster, inventory);
    operators::read(&cluster, inventory);
    services::read(&cluster, inventory);
    policies::read(&cluster, inventory);
    spread::read(&cluster, inventory);
    cluster.tell(inventory, operators::is_known);
}
