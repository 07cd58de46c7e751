//! What runs pods, as parts; and whom their settings name.

use topple_model::Failover;

use super::cluster::{Cluster, Object, Workload};
use crate::evidence::{Rule, Source, Stated};
use crate::hosts;
use crate::inventory::{Check, Inventory, Lasts, Part};
use crate::settings::{self, Setting};
use crate::trades::{self, Trade};
use crate::yaml::Node;

/// What a probe does that says nothing else: every 10 s, given up after 1 s, out after 3, back after 1 (Kubernetes API,
/// *Probe v1 core*).
const READINESS: Check = Check {
    interval_s: 10.0,
    timeout_s: 1.0,
    fall: 3,
    rise: 1,
};

/// Reads all of them.
pub fn read(cluster: &Cluster<'_>, inventory: &mut Inventory) {
    for workload in &cluster.workloads {
        let part = one(cluster, workload, inventory);
        inventory.parts.push(part);
    }
}

fn one(cluster: &Cluster<'_>, workload: &Workload<'_>, inventory: &mut Inventory) -> Part {
    let object = &workload.object;
    let mut part = Part::new(&workload.part, object.here());
    let containers = workload
        .pod()
        .and_then(|pod| pod.get("containers"))
        .map(Node::items)
        .unwrap_or_default();
    if let Some(main) = main(containers) {
        beside(workload, main, inventory);
        if let Some(image) = main.get("image") {
            let text = image.text().unwrap_or_default();
            part.image = Some(Stated::found(
                trades::image_name(text),
                object.at(image, "image"),
                Rule::Image,
            ));
            part.made_of = Some(text.to_owned());
        }
        part.program = settings::program(&words(main))
            .filter(|program| program != "sentinel" || containers.len() == 1);
    }
    let ports = containers
        .iter()
        .filter_map(|container| container.get("ports"))
        .flat_map(Node::items);
    part.ports = ports
        .clone()
        .filter_map(|port| u16::try_from(port.get("containerPort")?.number()?).ok())
        .collect();
    if let Some(port) = ports.clone().find_map(|port| port.get("hostPort")) {
        part.entry = Some(Stated::guessed(
            (),
            object.at(port, "hostPort"),
            Rule::Published,
        ));
    }
    part.networks = vec![object.namespace.to_owned()];
    part.restarts = restarts(workload);
    if !matches!(object.kind, "Pod" | "Job" | "CronJob") {
        part.lasts = Lasts::ForGood;
    }
    part.nodes = nodes(workload);
    part.apart = apart(workload).or_else(|| of_the_cluster(cluster, workload));
    part.balancer.check = Some(Stated::found(Some(READINESS), object.here(), Rule::Check));
    if let Some(role) = role(workload) {
        part.store.role = Some(Stated::found(role, object.here(), Rule::Replication));
    }
    wiring(cluster, workload, &mut part, inventory);
    secrets(workload, inventory);
    if containers.len() > 1 && containers.iter().any(is_sentinel) {
        let source = object.here();
        part.store.failover = Some(Stated::found(
            Failover::Quorum,
            source.clone(),
            Rule::Replication,
        ));
        let text = format!(
            "{} runs Sentinel in the same pods: one of its nodes is promoted as long as most of them live.",
            workload.part
        );
        inventory.tell(Some(&workload.part), text, Some(source));
    }
    tell(workload, &part, inventory);
    part
}

/// The container that the pod is for: what serves, before what passes on to it, before what only watches.
fn main(containers: &[Node]) -> Option<&Node> {
    let trade = |container: &Node| {
        trades::of_image(&trades::image_name(
            container.text_at(&["image"]).unwrap_or_default(),
        ))
    };
    let beside = |container: &Node| {
        let text = container.text_at(&["image"]).unwrap_or_default();
        [
            "istio",
            "proxyv2",
            "linkerd",
            "cloud-sql-proxy",
            "gce-proxy",
            "vault",
            "git-sync",
            "configmap-reload",
            "oauth2-proxy",
        ]
        .iter()
        .any(|word| text.contains(word))
    };
    let serves = |container: &&Node| {
        !matches!(
            trade(container),
            Some(Trade::Apart(_) | Trade::Proxy | Trade::WebServer | Trade::Sentinel)
        ) && !beside(container)
    };
    let passes = |container: &&Node| {
        !matches!(trade(container), Some(Trade::Apart(_) | Trade::Sentinel)) && !beside(container)
    };
    let all = || containers.iter();
    all()
        .find(serves)
        .or_else(|| all().find(passes))
        .or_else(|| containers.first())
}

fn is_sentinel(container: &Node) -> bool {
    settings::program(&words(container)).as_deref() == Some("sentinel")
        || trades::of_image(&trades::image_name(
            container.text_at(&["image"]).unwrap_or_default(),
        )) == Some(Trade::Sentinel)
}

fn words(container: &Node) -> Vec<&str> {
    let both = ["command", "args"]
        .into_iter()
        .filter_map(|key| container.get(key));
    both.flat_map(Node::one_or_many)
        .filter_map(Node::text)
        .take(16)
        .collect()
}

fn nodes(workload: &Workload<'_>) -> Option<Stated<u32>> {
    if let Some((count, source)) = &workload.scaled {
        return Some(Stated::found(*count, source.clone(), Rule::Replicas));
    }
    let replicas = workload.object.node.at(&["spec", "replicas"])?;
    Some(Stated::found(
        replicas.number()?,
        workload.object.at(replicas, "spec.replicas"),
        Rule::Replicas,
    ))
}

fn restarts(workload: &Workload<'_>) -> bool {
    let policy = workload
        .pod()
        .and_then(|pod| pod.text_at(&["restartPolicy"]));
    workload.object.kind != "Pod" || policy != Some("Never")
}

fn apart(workload: &Workload<'_>) -> Option<String> {
    let hook = workload
        .object
        .node
        .at(&["metadata", "annotations"])
        .is_some_and(|notes| {
            notes
                .entries()
                .iter()
                .any(|(key, _)| key.name == "helm.sh/hook")
        });
    match workload.object.kind {
        "Job" => Some(trades::ONCE.to_owned()),
        "CronJob" => {
            Some("It runs by the clock and ends; no request passes through it.".to_owned())
        }
        _ if hook => Some("It runs while a release is installed, and ends.".to_owned()),
        _ if nodes(workload).is_some_and(|nodes| nodes.what == 0) => {
            Some("It is scaled to none.".to_owned())
        }
        _ => None,
    }
}

/// What a cluster runs for itself: its names, its network. What answers for Ingress is part of the system, wherever it runs.
fn of_the_cluster(cluster: &Cluster<'_>, workload: &Workload<'_>) -> Option<String> {
    let is_controller = cluster
        .controller()
        .is_some_and(|controller| controller.part == workload.part);
    (workload.object.namespace == "kube-system" && !is_controller).then(|| {
        "It belongs to the cluster itself (namespace kube-system); the cluster is not drawn."
            .to_owned()
    })
}

/// What its labels say of its part in replication.
fn role(workload: &Workload<'_>) -> Option<topple_model::Role> {
    let labels = workload
        .template
        .at(&["metadata", "labels"])
        .map(Node::entries)
        .unwrap_or_default();
    let mut of_role = labels.iter().filter(|(key, _)| {
        let name = key.name.rsplit('/').next().unwrap_or_default();
        matches!(name, "role" | "component")
    });
    of_role.find_map(|(_, value)| trades::role_of_word(value.text()?))
}

/// Whom it names in its environment, its arguments and the `ConfigMap`s that it is given.
fn wiring(
    cluster: &Cluster<'_>,
    workload: &Workload<'_>,
    part: &mut Part,
    inventory: &mut Inventory,
) {
    let object = &workload.object;
    let pod = workload.pod();
    let mut texts: Vec<(String, String, Source, Rule)> = Vec::new();
    for (key, rule) in [
        ("containers", Rule::Environment),
        ("initContainers", Rule::DependsOn),
    ] {
        for container in pod
            .and_then(|pod| pod.get(key))
            .map(Node::items)
            .unwrap_or_default()
        {
            of_container(cluster, object, container, rule, &mut texts);
        }
    }
    for volume in pod
        .and_then(|pod| pod.get("volumes"))
        .map(Node::items)
        .unwrap_or_default()
    {
        let sources = volume
            .at(&["projected", "sources"])
            .map(Node::items)
            .unwrap_or_default()
            .iter();
        let maps = sources
            .filter_map(|source| source.get("configMap"))
            .chain(volume.get("configMap"));
        for map in maps {
            let items = map.get("items").map(Node::items).unwrap_or_default();
            let keys: Vec<&str> = items
                .iter()
                .filter_map(|item| item.text_at(&["key"]))
                .collect();
            let is_given = |key: &str| keys.is_empty() || keys.contains(&key);
            of_config(
                cluster,
                object,
                map.text_at(&["name"]).unwrap_or_default(),
                is_given,
                &mut texts,
            );
        }
    }
    let resolve = |host: &str| cluster.resolve(host, object.namespace);
    let of = |wanted: Option<Rule>| -> Vec<Setting<'_>> {
        let chosen = texts
            .iter()
            .filter(|(.., rule)| wanted.is_none_or(|wanted| wanted == *rule));
        chosen
            .map(|(name, value, source, rule)| Setting {
                name,
                value,
                source: source.clone(),
                rule: *rule,
                is_open: value.contains("$("),
            })
            .collect()
    };
    let calls = settings::calls(part, &of(None), resolve, |host| {
        cluster.is_outside(host, object.namespace)
    });
    settings::ask_about_strangers(part, &of(Some(Rule::Environment)), &calls, inventory);
    inventory.calls.extend(calls);
    settings::store(part, &of(Some(Rule::Environment)), resolve);
}

/// What stands in the same pods beside the container that they are for: a way to a database elsewhere, a store.
fn beside(workload: &Workload<'_>, main: &Node, inventory: &mut Inventory) {
    let (object, name) = (&workload.object, &workload.part);
    let containers = ["containers", "initContainers"]
        .into_iter()
        .flat_map(|key| {
            let pod = workload.pod();
            pod.and_then(|pod| pod.get(key))
                .map(Node::items)
                .unwrap_or_default()
        });
    let mut stores = Vec::new();
    for container in containers {
        let image = trades::image_name(container.text_at(&["image"]).unwrap_or_default());
        if ["cloud-sql-proxy", "gce-proxy", "alloydb-auth-proxy"].contains(&image.as_str()) {
            let text = format!(
                "{name} reaches a database of Google's cloud by a proxy in its own pods. Which one is in no file that is read: it is not drawn."
            );
            inventory.ask(name, text, object.at(container, "containers"));
        }
        let keeps = matches!(
            trades::of_image(&image),
            Some(Trade::Database | Trade::Redis | Trade::Cache | Trade::Queue)
        );
        let is_other = container.line != main.line && container.get("ports").is_some();
        if keeps && is_other {
            stores.push((image, container));
        }
    }
    if let Some((_, first)) = stores.first() {
        let images: Vec<&str> = stores.iter().map(|(image, _)| image.as_str()).collect();
        let text = format!(
            "The pods of {name} hold {} as well: it lives and dies with {name}, and is not drawn apart.",
            images.join(", ")
        );
        inventory.tell(Some(name), text, Some(object.at(first, "containers")));
    }
}

/// Settings that lie in Secrets are not read, and may name whom it calls.
fn secrets(workload: &Workload<'_>, inventory: &mut Inventory) {
    let containers = workload
        .pod()
        .and_then(|pod| pod.get("containers"))
        .map(Node::items)
        .unwrap_or_default();
    let mut names = Vec::new();
    let mut at = None;
    for container in containers {
        for variable in container.get("env").map(Node::items).unwrap_or_default() {
            let name = variable.text_at(&["name"]).unwrap_or_default();
            if variable.at(&["valueFrom", "secretKeyRef"]).is_some() && hosts::names_a_host(name) {
                names.push(name.to_owned());
                at.get_or_insert_with(|| workload.object.at(variable, &format!("env.{name}")));
            }
        }
        for from in container
            .get("envFrom")
            .map(Node::items)
            .unwrap_or_default()
        {
            if from.get("secretRef").is_some() {
                let all = if names.is_empty() {
                    "Its environment"
                } else {
                    "its environment"
                };
                if !names.iter().any(|name| name.eq_ignore_ascii_case(all)) {
                    names.push(all.to_owned());
                }
                at.get_or_insert_with(|| workload.object.at(from, "envFrom"));
            }
        }
    }
    if let Some(at) = at {
        let part = &workload.part;
        let text = format!(
            "Whom does {part} call? {} may say so, and is in a Secret, which is not read: what stands there is not drawn.",
            names.join(", ")
        );
        inventory.ask(part, text, at);
    }
}

fn of_container(
    cluster: &Cluster<'_>,
    object: &Object<'_>,
    container: &Node,
    rule: Rule,
    texts: &mut Vec<(String, String, Source, Rule)>,
) {
    for variable in container.get("env").map(Node::items).unwrap_or_default() {
        let name = variable.text_at(&["name"]).unwrap_or_default();
        let at = object.at(variable, &format!("env.{name}"));
        if let Some(value) = variable.text_at(&["value"]) {
            texts.push((name.to_owned(), value.to_owned(), at, rule));
        } else if let Some(from) = variable.at(&["valueFrom", "configMapKeyRef"]) {
            let (map, key) = (
                from.text_at(&["name"]).unwrap_or_default(),
                from.text_at(&["key"]).unwrap_or_default(),
            );
            let value = config(cluster, object, map).and_then(|data| data.text_at(&[key]));
            texts.extend(value.map(|value| (name.to_owned(), value.to_owned(), at, rule)));
        }
    }
    for from in container
        .get("envFrom")
        .map(Node::items)
        .unwrap_or_default()
    {
        if let Some(map) = from.text_at(&["configMapRef", "name"]) {
            of_config(cluster, object, map, |_| true, texts);
        }
    }
    for key in ["command", "args"] {
        if let Some(node) = container.get(key) {
            let words: Vec<&str> = node.one_or_many().iter().filter_map(Node::text).collect();
            texts.push((
                "command".to_owned(),
                words.join(" "),
                object.at(node, key),
                rule,
            ));
        }
    }
}

/// The values of a `ConfigMap` as settings.
fn of_config(
    cluster: &Cluster<'_>,
    object: &Object<'_>,
    map: &str,
    is_given: impl Fn(&str) -> bool,
    texts: &mut Vec<(String, String, Source, Rule)>,
) {
    let Some(data) = config(cluster, object, map) else {
        return;
    };
    for (key, value) in data.entries().iter().filter(|(key, _)| is_given(&key.name)) {
        let source = Source {
            file: value.file,
            line: value.line,
            path: format!("ConfigMap {map}.{}", key.name),
        };
        texts.push((
            key.name.clone(),
            value.text().unwrap_or_default().to_owned(),
            source,
            Rule::Environment,
        ));
    }
}

fn config<'a>(cluster: &Cluster<'a>, object: &Object<'_>, map: &str) -> Option<&'a Node> {
    let within = cluster.configs.get(&(object.namespace, map)).or_else(|| {
        let mut named = cluster.configs.iter().filter(|((_, name), _)| *name == map);
        named
            .next()
            .map(|(_, node)| node)
            .filter(|_| named.next().is_none())
    });
    within?.get("data")
}

/// What a drawing cannot say.
fn tell(workload: &Workload<'_>, part: &Part, inventory: &mut Inventory) {
    let (object, name) = (&workload.object, &workload.part);
    if object.kind == "DaemonSet" {
        let text = format!(
            "{name} runs once on each machine. How many there are is in no file: one is drawn."
        );
        inventory.tell(Some(name), text, Some(object.here()));
    }
    let trade = part
        .image
        .as_ref()
        .and_then(|image| trades::of_image(&image.what))
        .or_else(|| trades::of_name(name, ""));
    let volumes = workload
        .pod()
        .and_then(|pod| pod.get("volumes"))
        .map(Node::items)
        .unwrap_or_default();
    let fleeting = volumes.iter().find(|volume| {
        volume.entries().iter().any(|(key, node)| {
            key.name == "emptyDir" && node.text_at(&["medium"]) != Some("Memory")
        })
    });
    let keeps = object.node.at(&["spec", "volumeClaimTemplates"]).is_some()
        || volumes
            .iter()
            .any(|volume| volume.get("persistentVolumeClaim").is_some());
    if let Some(volume) = fleeting
        .filter(|_| !keeps && matches!(trade, Some(Trade::Database | Trade::Redis | Trade::Queue)))
    {
        let text = format!(
            "The data of {name} lies in emptyDir: a pod that moves to another machine loses it."
        );
        inventory.tell(Some(name), text, Some(object.at(volume, "volumes")));
    }
}
