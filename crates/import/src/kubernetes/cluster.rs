//! The objects of all files, by what they are for.

use std::collections::BTreeMap;

use crate::evidence::Source;
use crate::inventory::Inventory;
use crate::trades;
use crate::yaml::Node;

/// An object.
#[derive(Clone, Copy)]
pub struct Object<'a> {
    /// Its kind: `Deployment`.
    pub kind: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its namespace.
    pub namespace: &'a str,
    /// All of it.
    pub node: &'a Node,
}

impl Object<'_> {
    /// A place in it.
    pub fn at(&self, node: &Node, path: &str) -> Source {
        let dot = if path.is_empty() { "" } else { "." };
        Source {
            file: node.file,
            line: node.line,
            path: format!("{} {}{dot}{path}", self.kind, self.name),
        }
    }

    /// Its first line.
    pub fn here(&self) -> Source {
        self.at(self.node, "")
    }
}

/// Something that runs pods.
pub struct Workload<'a> {
    /// The object.
    pub object: Object<'a>,
    /// What its part is called: its name, with its namespace or kind where that is taken.
    pub part: String,
    /// What its pods are made of.
    pub template: &'a Node,
    /// How many a scaler keeps at least.
    pub scaled: Option<(u32, Source)>,
}

impl Workload<'_> {
    /// What its pods are made of, within.
    pub fn pod(&self) -> Option<&Node> {
        self.template.get("spec")
    }

    /// The labels of its pods.
    pub fn label(&self, key: &str) -> Option<&str> {
        let labels = self.template.at(&["metadata", "labels"])?;
        labels.text_at(&[key])
    }

    /// Whether a selector selects its pods. One without conditions selects none here: it means all.
    pub fn is_selected(&self, selector: &Node) -> bool {
        let plain = selector
            .get("matchLabels")
            .map(Node::entries)
            .unwrap_or_default();
        let expressions = selector
            .get("matchExpressions")
            .map(Node::items)
            .unwrap_or_default();
        let equal =
            |key: &str, value: &Node| value.text().is_some() && self.label(key) == value.text();
        let holds = |expression: &Node| {
            let key = expression.text_at(&["key"]).unwrap_or_default();
            let values = expression
                .get("values")
                .map(Node::items)
                .unwrap_or_default();
            let is_one = values.iter().any(|value| equal(key, value));
            match expression.text_at(&["operator"]) {
                Some("In") => is_one,
                Some("NotIn") => !is_one,
                Some("Exists") => self.label(key).is_some(),
                _ => false,
            }
        };
        !(plain.is_empty() && expressions.is_empty())
            && plain.iter().all(|(key, value)| equal(&key.name, value))
            && expressions.iter().all(holds)
    }
}

/// Whether a workload is what answers for Ingress and the like: nginx, Traefik, `HAProxy`.
fn is_controller(workload: &Workload<'_>) -> bool {
    let images = workload
        .pod()
        .and_then(|pod| pod.get("containers"))
        .map(Node::items)
        .unwrap_or_default()
        .iter()
        .filter_map(|container| container.text_at(&["image"]));
    let is_job = matches!(workload.object.kind, "Job" | "CronJob");
    let mut controls = images.filter(|image| {
        let is_one = [
            "ingress-nginx/controller",
            "nginx-ingress",
            "haproxy-ingress",
            "haproxytech/kubernetes-ingress",
        ];
        is_one.iter().any(|word| image.contains(word)) || trades::image_name(image) == "traefik"
    });
    !is_job && controls.next().is_some()
}

/// All objects.
pub struct Cluster<'a> {
    /// What runs pods.
    pub workloads: Vec<Workload<'a>>,
    /// Services.
    pub services: Vec<Object<'a>>,
    /// What opens Services to the outside: Ingress, routes of gateways.
    pub routes: Vec<Object<'a>>,
    /// Network policies.
    pub policies: Vec<Object<'a>>,
    /// `ConfigMap`s, by namespace and name.
    pub configs: BTreeMap<(&'a str, &'a str), &'a Node>,
    /// Whose a host is (`service.namespace`), by part.
    pub hosts: BTreeMap<String, Vec<String>>,
    /// Everything else, by kind.
    pub others: Vec<Object<'a>>,
    /// What stands in these files more than once, of which the last counts.
    pub repeated: Vec<Object<'a>>,
}

/// What runs pods.
const WORKLOADS: [&str; 10] = [
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "ReplicaSet",
    "ReplicationController",
    "Rollout",
    "DeploymentConfig",
    "Pod",
    "Job",
    "CronJob",
];
/// What opens Services to the outside.
const ROUTES: [&str; 10] = [
    "Ingress",
    "HTTPRoute",
    "GRPCRoute",
    "TLSRoute",
    "TCPRoute",
    "Route",
    "VirtualService",
    "IngressRoute",
    "IngressRouteTCP",
    "HTTPProxy",
];
/// What no request passes through.
const SILENT: [&str; 60] = [
    "Namespace",
    "ServiceAccount",
    "Role",
    "ClusterRole",
    "RoleBinding",
    "ClusterRoleBinding",
    "Secret",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "StorageClass",
    "CustomResourceDefinition",
    "PodDisruptionBudget",
    "Endpoints",
    "EndpointSlice",
    "ServiceMonitor",
    "PodMonitor",
    "PrometheusRule",
    "LimitRange",
    "ResourceQuota",
    "PriorityClass",
    "MutatingWebhookConfiguration",
    "ValidatingWebhookConfiguration",
    "IngressClass",
    "Certificate",
    "Issuer",
    "ClusterIssuer",
    "APIService",
    "Lease",
    "Event",
    "Node",
    "ControllerRevision",
    "Gateway",
    "GatewayClass",
    "PodTemplate",
    "SealedSecret",
    "ExternalSecret",
    "SecretStore",
    "ClusterSecretStore",
    "DestinationRule",
    "PeerAuthentication",
    "AuthorizationPolicy",
    "ServiceEntry",
    "Middleware",
    "ConfigMap",
    "HorizontalPodAutoscaler",
    "VerticalPodAutoscaler",
    "ScaledObject",
    "Grafana",
    "KafkaTopic",
    "KafkaUser",
    "KafkaNodePool",
    "ScheduledBackup",
    "Backup",
    "Telemetry",
    "Sidecar",
    "AnalysisTemplate",
    "TriggerAuthentication",
    "ReferenceGrant",
    "NodePool",
    "VolumeSnapshotClass",
];

/// The objects of a document: lists are opened, what another object owns is left to it.
fn open<'a>(document: &'a Node, found: &mut Vec<Object<'a>>) {
    let kind = document.text_at(&["kind"]).unwrap_or_default();
    if let Some(items) = document.get("items").filter(|_| kind.ends_with("List")) {
        items.items().iter().for_each(|item| open(item, found));
        return;
    }
    let object = Object {
        kind,
        name: document.text_at(&["metadata", "name"]).unwrap_or_default(),
        namespace: document
            .text_at(&["metadata", "namespace"])
            .unwrap_or("default"),
        node: document,
    };
    let is_owned = document
        .at(&["metadata", "ownerReferences"])
        .is_some_and(|owners| !owners.items().is_empty());
    if !object.name.is_empty() && !is_owned {
        found.push(object);
    }
}

impl<'a> Cluster<'a> {
    /// Sorts the objects of these documents; lists are opened.
    pub fn new(documents: &'a [Node]) -> Self {
        let mut cluster = Self {
            workloads: Vec::new(),
            services: Vec::new(),
            routes: Vec::new(),
            policies: Vec::new(),
            configs: BTreeMap::new(),
            hosts: BTreeMap::new(),
            others: Vec::new(),
            repeated: Vec::new(),
        };
        let mut objects = Vec::new();
        for document in documents {
            open(document, &mut objects);
        }
        for object in cluster.last_of_each(objects) {
            cluster.take(object);
        }
        cluster.scale();
        cluster
    }

    /// Of objects of one kind and name the last counts, as where they are applied one after the other.
    fn last_of_each(&mut self, objects: Vec<Object<'a>>) -> Vec<Object<'a>> {
        let mut places: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
        let mut kept: Vec<Object<'a>> = Vec::new();
        for object in objects {
            let key = (object.kind, object.namespace, object.name);
            if let Some(&place) = places.get(&key) {
                kept[place] = object;
                self.repeated.push(object);
            } else {
                places.insert(key, kept.len());
                kept.push(object);
            }
        }
        kept
    }

    fn take(&mut self, object: Object<'a>) {
        let (kind, document) = (object.kind, object.node);
        let is_knative = document
            .text_at(&["apiVersion"])
            .is_some_and(|version| version.starts_with("serving.knative"));
        match kind {
            _ if WORKLOADS.contains(&kind) => self.workload(object),
            "Service" if is_knative => self.others.push(object),
            "Service" => self.services.push(object),
            _ if ROUTES.contains(&kind) => self.routes.push(object),
            "NetworkPolicy" => self.policies.push(object),
            "ConfigMap" => {
                self.configs
                    .insert((object.namespace, object.name), document);
            }
            _ => self.others.push(object),
        }
    }

    fn workload(&mut self, object: Object<'a>) {
        let template = match object.kind {
            "Pod" => Some(object.node),
            "CronJob" => object.node.at(&["spec", "jobTemplate", "spec", "template"]),
            _ => object.node.at(&["spec", "template"]),
        };
        let Some(template) = template else {
            self.others.push(object);
            return;
        };
        let is_taken = |name: &str| self.workloads.iter().any(|workload| workload.part == name);
        let names = [
            object.name.to_owned(),
            format!("{}.{}", object.name, object.namespace),
            format!(
                "{}.{}.{}",
                object.name,
                object.namespace,
                object.kind.to_lowercase()
            ),
        ];
        let Some(part) = names.into_iter().find(|name| !is_taken(name)) else {
            // The same object a second time.
            return;
        };
        self.workloads.push(Workload {
            object,
            part,
            template,
            scaled: None,
        });
    }

    /// What scalers keep at least counts, and not what a workload says of itself.
    fn scale(&mut self) {
        let scalers = self
            .others
            .iter()
            .filter(|object| matches!(object.kind, "HorizontalPodAutoscaler" | "ScaledObject"));
        for scaler in scalers {
            let target = scaler
                .node
                .text_at(&["spec", "scaleTargetRef", "name"])
                .unwrap_or_default();
            let least = ["minReplicas", "minReplicaCount"]
                .into_iter()
                .find_map(|key| scaler.node.at(&["spec", key]));
            // What is scaled to none while nobody asks is started with the first who does.
            let count = least.and_then(Node::number).unwrap_or(1).max(1);
            let source = scaler.at(least.unwrap_or(scaler.node), "spec.minReplicas");
            let of = self
                .workloads
                .iter_mut()
                .find(|w| w.object.name == target && w.object.namespace == scaler.namespace);
            if let Some(workload) = of {
                workload.scaled = Some((count, source));
            }
        }
        // A Rollout that runs the pods of a Deployment, which itself is scaled to none.
        let rollouts = self.others.iter().filter(|object| object.kind == "Rollout");
        for rollout in rollouts {
            let target = rollout.node.text_at(&["spec", "workloadRef", "name"]);
            let of = self
                .workloads
                .iter_mut()
                .find(|w| Some(w.object.name) == target && w.object.namespace == rollout.namespace);
            if let Some(workload) = of {
                let replicas = rollout.node.at(&["spec", "replicas"]);
                let count = replicas.and_then(Node::number).unwrap_or(1);
                let source = rollout.at(replicas.unwrap_or(rollout.node), "spec.replicas");
                let by_scaler = self.others.iter().find(|scaler| {
                    scaler.kind == "HorizontalPodAutoscaler"
                        && scaler.namespace == rollout.namespace
                        && scaler.node.text_at(&["spec", "scaleTargetRef", "name"])
                            == Some(rollout.name)
                });
                let least = by_scaler.and_then(|s| s.node.at(&["spec", "minReplicas"])?.number());
                workload.scaled = Some((least.unwrap_or(count), source));
            }
        }
    }

    /// What answers for every Ingress, where these files have it and there is one alone.
    pub fn controller(&self) -> Option<&Workload<'a>> {
        let mut found = self
            .workloads
            .iter()
            .filter(|workload| is_controller(workload));
        found.next().filter(|_| found.next().is_none())
    }

    /// Whether Traefik answers for every route.
    pub fn has_traefik(&self) -> bool {
        let image = |workload: &Workload<'a>| {
            let containers = workload.pod()?.get("containers")?.items();
            let mut names = containers
                .iter()
                .filter_map(|container| container.text_at(&["image"]))
                .map(trades::image_name);
            names.find(|name| name == "traefik")
        };
        self.controller().is_some_and(|of| image(of).is_some())
    }

    /// Whether a host is a Service that leads out of the cluster, or to addresses that are written by hand.
    pub fn is_outside(&self, host: &str, namespace: &str) -> bool {
        let host = host
            .trim_end_matches(".cluster.local")
            .trim_end_matches(".svc");
        self.services.iter().any(|service| {
            let name = service.name.to_lowercase();
            (name == host && service.namespace == namespace)
                || host.split_once('.') == Some((&name, service.namespace))
        })
    }

    /// Workloads of a namespace; of all where none is in it, as where a namespace is left to who applies the file.
    pub fn in_namespace(&self, namespace: &str) -> Vec<&Workload<'a>> {
        let within: Vec<&Workload<'a>> = self
            .workloads
            .iter()
            .filter(|workload| workload.object.namespace == namespace)
            .collect();
        if within.is_empty() {
            self.workloads.iter().collect()
        } else {
            within
        }
    }

    /// What a Service selects.
    pub fn selected(&self, service: &Object<'a>) -> Vec<&Workload<'a>> {
        let Some(selector) = service
            .node
            .at(&["spec", "selector"])
            .filter(|selector| !selector.entries().is_empty())
        else {
            // Its addresses are written by what runs under its name.
            let same = |workload: &&Workload<'a>| workload.object.name == service.name;
            return self
                .in_namespace(service.namespace)
                .into_iter()
                .filter(same)
                .collect();
        };
        let all = |workload: &&Workload<'a>| {
            selector.entries().iter().all(|(key, value)| {
                // A Service of one pod of a StatefulSet.
                let is_pod = key.name == "statefulset.kubernetes.io/pod-name"
                    && value.text().is_some_and(|pod| {
                        pod.rsplit_once('-').map(|(name, _)| name) == Some(workload.object.name)
                    });
                is_pod || (value.text().is_some() && workload.label(&key.name) == value.text())
            })
        };
        self.in_namespace(service.namespace)
            .into_iter()
            .filter(all)
            .collect()
    }

    /// The parts that a host leads to, seen from a namespace.
    pub fn resolve(&self, host: &str, namespace: &str) -> Vec<String> {
        let host = host
            .trim_end_matches(".cluster.local")
            .trim_end_matches(".svc");
        let full = if host.contains('.') {
            host.to_owned()
        } else {
            format!("{host}.{namespace}")
        };
        let of = |full: &str| self.hosts.get(full).cloned().unwrap_or_default();
        let found = of(&full);
        if !found.is_empty() {
            return found;
        }
        // `redis-0.redis` is a pod of the Service redis; `redis-0.redis.shop` too.
        let behind = host
            .split_once('.')
            .map(|(_, rest)| rest.to_owned())
            .unwrap_or_default();
        let behind = if behind.contains('.') || behind.is_empty() {
            behind
        } else {
            format!("{behind}.{namespace}")
        };
        of(&behind)
    }

    /// Tells which kinds were not read: those that no request passes through, and those that `is_known` are not told of.
    pub fn tell(&self, inventory: &mut Inventory, is_known: impl Fn(&Object<'_>) -> bool) {
        let drawn = self
            .repeated
            .iter()
            .filter(|object| WORKLOADS.contains(&object.kind) || is_known(object));
        let names: Vec<String> = drawn
            .map(|object| format!("{} {}", object.kind, object.name))
            .take(12)
            .collect();
        if let (false, Some(first)) = (names.is_empty(), self.repeated.first()) {
            let text = format!(
                "These stand in the files more than once, and the last of each counts: {}.",
                names.join(", ")
            );
            inventory.tell(None, text, Some(first.here()));
        }
        let mut kinds: BTreeMap<&str, (usize, Source)> = BTreeMap::new();
        for object in &self.others {
            let is_rollout =
                object.kind == "Rollout" && object.node.at(&["spec", "workloadRef"]).is_some();
            if !SILENT.contains(&object.kind) && !is_known(object) && !is_rollout {
                kinds
                    .entry(object.kind)
                    .or_insert_with(|| (0, object.here()))
                    .0 += 1;
            }
        }
        let names: Vec<&str> = kinds.keys().copied().take(12).collect();
        if let Some((_, source)) = kinds.values().next() {
            let text = format!(
                "Objects of these kinds are not read: {}. What they run is not drawn.",
                names.join(", ")
            );
            inventory.tell(None, text, Some(source.clone()));
        }
    }
}
