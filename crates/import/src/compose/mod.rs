//! Compose files, and what `docker compose config --format json` prints of them. Several are laid over one another.

mod files;
mod merge;
mod variables;
mod wiring;

use std::collections::BTreeMap;

use crate::evidence::{Certainty, Rule, Source, Stated};
use crate::inventory::{Inventory, Lasts, Part};
use crate::settings;
use crate::trades;
use crate::yaml::{Key, Node};

pub use variables::EnvFile;

/// Whether a document looks like a compose file.
pub fn is_one(document: &Node) -> bool {
    let services = document.get("services").map(Node::entries);
    let looks = |entries: &[(Key, Node)]| {
        let is_service = |(_, node): &(Key, Node)| {
            ["image", "build", "extends", "command", "ports"]
                .iter()
                .any(|key| node.get(key).is_some())
        };
        !entries.is_empty() && entries.iter().any(is_service)
    };
    let is_kubernetes = document.get("apiVersion").is_some() || document.get("kind").is_some();
    !is_kubernetes
        && services.map_or_else(
            || {
                looks(document.entries())
                    && document
                        .entries()
                        .iter()
                        .all(|(_, n)| !n.entries().is_empty())
            },
            looks,
        )
}

/// Reads all compose documents together, later ones over earlier ones.
pub fn read(
    documents: &[Node],
    env_files: &[EnvFile<'_>],
    given: &[&str],
    inventory: &mut Inventory,
) {
    let services = merge::services(documents);
    let reader = Reader {
        env_files,
        given,
        configs: configs(documents),
    };
    let mut told = Told::new();
    let mut readings: Vec<(Part, &Node)> = Vec::new();
    for (key, service) in &services {
        readings.push((reader.part(key, service, &mut told), service));
    }
    let hosts: BTreeMap<String, String> = readings
        .iter()
        .flat_map(|(part, _)| {
            part.hosts
                .iter()
                .map(|host| (host.clone(), part.name.clone()))
        })
        .collect();
    let ended: Vec<String> = services
        .iter()
        .flat_map(|(_, service)| ended_before(service))
        .collect();
    for (part, _) in &mut readings {
        if ended.contains(&part.name) && part.apart.is_none() {
            part.apart = Some(trades::ONCE.to_owned());
        }
    }
    let front = readings
        .iter()
        .find(|(part, _)| part.is_made_of("traefik") || part.is_made_of("nginx-proxy"));
    let front = front.map(|(part, _)| part.name.clone());
    for (mut part, service) in readings {
        reader.wiring(&mut part, service, &hosts, front.as_deref(), inventory);
        inventory.parts.push(part);
    }
    for ((start, end), of) in told {
        let names: Vec<&str> = of.iter().map(|(name, _)| name.as_str()).collect();
        let about = (names.len() == 1).then(|| names[0].to_owned());
        let text = format!("{start} {} {end}", names.join(", "));
        let source = of.first().map(|(_, source)| source.clone());
        inventory.tell(about.as_deref(), text, source);
    }
    if let Some(document) = documents.first() {
        let source = Some(Source::line(document.file, document.line));
        let text = "Plain compose runs all of this on one machine. The machine is not drawn: if it dies, everything does.";
        inventory.tell(None, text, source);
        elsewhere(&services, given, inventory);
        for document in documents
            .iter()
            .filter_map(|document| document.get("include"))
        {
            let text = "This file includes others. Import what `docker compose config --format json` prints, and they are read, too.";
            inventory.tell(None, text, Some(Source::line(document.file, document.line)));
        }
    }
}

/// Tells of services that extend what stands in a file that was not given.
fn elsewhere(services: &[(Key, Node)], given: &[&str], inventory: &mut Inventory) {
    let mut missing: BTreeMap<String, (Vec<&str>, Source)> = BTreeMap::new();
    for (key, service) in services {
        let Some(node) = service.at(&["extends", "file"]) else {
            continue;
        };
        let file = base_name(node.text().unwrap_or_default());
        if !given.iter().any(|given| base_name(given) == file) {
            let at = source(node.file, node.line, &key.name, "extends");
            let (names, _) = missing.entry(file).or_insert_with(|| (Vec::new(), at));
            names.push(&key.name);
        }
    }
    for (file, (names, at)) in missing {
        let verb = if names.len() == 1 {
            "extends"
        } else {
            "extend"
        };
        let text = format!(
            "{} {verb} what stands in {file}, which is not among these files: its image, its nodes and whom it calls may stand there. Import what `docker compose config --format json` prints.",
            names.join(", ")
        );
        inventory.tell(None, text, Some(at));
    }
}

/// The services that one waits for until they have ended.
fn ended_before(service: &Node) -> Vec<String> {
    let waits = service
        .get("depends_on")
        .map(Node::entries)
        .unwrap_or_default();
    let ends = |node: &Node| node.text_at(&["condition"]) == Some("service_completed_successfully");
    waits
        .iter()
        .filter(|(_, node)| ends(node))
        .map(|(key, _)| key.name.clone())
        .collect()
}

/// Names of files that top-level `configs` stand for.
fn configs(documents: &[Node]) -> BTreeMap<String, String> {
    let all = documents
        .iter()
        .filter_map(|document| document.get("configs"))
        .flat_map(Node::entries);
    let named =
        all.filter_map(|(key, node)| Some((key.name.clone(), base_name(node.text_at(&["file"])?))));
    named.collect()
}

fn base_name(path: &str) -> String {
    path.trim_end_matches('/')
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// What is told of several services in one sentence: its start and its end, and of whom.
type Told = BTreeMap<(&'static str, String), Vec<(String, Source)>>;

struct Reader<'a> {
    env_files: &'a [EnvFile<'a>],
    given: &'a [&'a str],
    configs: BTreeMap<String, String>,
}

impl Reader<'_> {
    /// What a service says of itself.
    fn part(&self, key: &Key, service: &Node, told: &mut Told) -> Part {
        let at = |node: &Node, path: &str| source(node.file, node.line, &key.name, path);
        let mut part = Part::new(&key.name, source(service.file, key.line, &key.name, ""));
        if let Some(image) = service.get("image") {
            let text = image.text().unwrap_or_default();
            let (resolved, variable) = variables::resolve(text, self.env_files);
            // A variable that is only the tag says nothing of what it is.
            if let Some(variable) = variable.filter(|_| text.starts_with('$')) {
                let why = format!("is a variable, {variable}; what is known of it is its default.");
                told.entry(("The image of", why))
                    .or_default()
                    .push((key.name.clone(), at(image, "image")));
            }
            let name = trades::image_name(&resolved);
            if !name.is_empty() {
                part.image = Some(Stated::found(name, at(image, "image"), Rule::Image));
                part.made_of = Some(resolved);
            }
        }
        if let Some(build) = service.get("build").filter(|_| part.made_of.is_none()) {
            let context = build
                .text()
                .or_else(|| build.text_at(&["context"]))
                .unwrap_or_default();
            let file = build.text_at(&["dockerfile"]).unwrap_or_default();
            let target = build.text_at(&["target"]).unwrap_or_default();
            part.made_of = Some(format!("build {context} {file} {target}"));
        }
        part.program = settings::program(&words(service));
        part.hosts.extend(names(service));
        part.hosts.sort();
        part.hosts.dedup();
        part.networks = networks(service);
        part.nodes = [&["deploy", "replicas"][..], &["scale"]]
            .iter()
            .find_map(|path| {
                let node = service.at(path)?;
                let (text, _) = variables::resolve(node.text()?, self.env_files);
                let count = text.trim().parse().ok()?;
                Some(Stated::found(
                    count,
                    at(node, &path.join(".")),
                    Rule::Replicas,
                ))
            });
        part.restarts = restarts(service);
        part.config_files = self.config_files(service);
        self.doors(&mut part, service);
        let is_open = part
            .entry
            .as_ref()
            .is_some_and(|entry| entry.evidence.certainty == Certainty::Found);
        part.lasts = lasts(service, is_open);
        part.apart = apart(service, part.nodes.as_ref().map(|nodes| nodes.what));
        part
    }

    /// Ports: those that it serves, and whether they are open.
    fn doors(&self, part: &mut Part, service: &Node) {
        let (mut open, mut local) = (None, None);
        let ports = service
            .get("ports")
            .map(Node::one_or_many)
            .unwrap_or_default();
        let long = service.get("ports").map(Node::items).unwrap_or_default();
        for node in ports
            .iter()
            .chain(long.iter().filter(|node| node.text().is_none()))
        {
            let at = source(node.file, node.line, &part.name, "ports");
            if let Some(text) = node.text() {
                let (text, _) = variables::resolve(text, self.env_files);
                let text = text.split('/').next().unwrap_or_default();
                part.ports.extend(
                    text.rsplit(':')
                        .next()
                        .and_then(|port| port.split('-').next()?.trim().parse::<u16>().ok()),
                );
                let is_local = text.starts_with("127.")
                    || text.starts_with("localhost")
                    || text.starts_with("[::1]");
                if is_local { &mut local } else { &mut open }.get_or_insert(at);
            } else if let Some(target) = node.get("target") {
                part.ports
                    .extend(target.number().and_then(|port| u16::try_from(port).ok()));
                let is_local = node
                    .text_at(&["host_ip"])
                    .is_some_and(|ip| ip.starts_with("127."));
                if is_local { &mut local } else { &mut open }.get_or_insert(at);
            }
        }
        if let Some(host) = service
            .get("network_mode")
            .filter(|node| node.text() == Some("host"))
        {
            local.get_or_insert_with(|| source(host.file, host.line, &part.name, "network_mode"));
        }
        let exposed = service
            .get("expose")
            .map(Node::one_or_many)
            .unwrap_or_default();
        part.ports.extend(
            exposed
                .iter()
                .filter_map(|node| node.text()?.split(['/', '-']).next()?.parse::<u16>().ok()),
        );
        part.entry = match (open, local) {
            (Some(at), _) => Some(Stated::found((), at, Rule::Published)),
            (None, Some(at)) => Some(Stated::guessed((), at, Rule::Published)),
            (None, None) => None,
        };
    }
}

fn source(file: usize, line: u32, service: &str, path: &str) -> Source {
    let dot = if path.is_empty() { "" } else { "." };
    Source {
        file,
        line,
        path: format!("services.{service}{dot}{path}"),
    }
}

/// The words of what it is told to run.
fn words(service: &Node) -> Vec<&str> {
    let both = ["entrypoint", "command"]
        .into_iter()
        .filter_map(|key| service.get(key));
    both.flat_map(Node::one_or_many)
        .filter_map(Node::text)
        .flat_map(str::split_whitespace)
        .collect()
}

fn names(service: &Node) -> Vec<String> {
    let single = ["container_name", "hostname"]
        .into_iter()
        .filter_map(|key| service.text_at(&[key]));
    let networks = service
        .get("networks")
        .map(Node::entries)
        .unwrap_or_default();
    let aliases = networks
        .iter()
        .filter_map(|(_, node)| node.get("aliases"))
        .flat_map(Node::items)
        .filter_map(Node::text);
    let addresses = networks
        .iter()
        .filter_map(|(_, node)| node.text_at(&["ipv4_address"]));
    single
        .chain(aliases)
        .chain(addresses)
        .filter(|name| !name.contains(['$', '{']))
        .map(str::to_lowercase)
        .collect()
}

fn networks(service: &Node) -> Vec<String> {
    let named = service
        .get("networks")
        .map(Node::entries)
        .unwrap_or_default();
    let named: Vec<String> = named.iter().map(|(key, _)| key.name.clone()).collect();
    if named.is_empty() {
        vec!["default".to_owned()]
    } else {
        named
    }
}

/// Docker starts again what died where it is told to.
fn restarts(service: &Node) -> bool {
    let by = |text: &str| {
        ["always", "unless-stopped", "on-failure", "any"]
            .iter()
            .any(|word| text.starts_with(word))
    };
    service.text_at(&["restart"]).is_some_and(by)
        || service
            .text_at(&["deploy", "restart_policy", "condition"])
            .is_some_and(by)
}

/// Whether it runs for good.
fn lasts(service: &Node, is_open: bool) -> Lasts {
    let policy = service.text_at(&["restart"]);
    let deployed = service.text_at(&["deploy", "restart_policy", "condition"]);
    if is_open || matches!(policy, Some("always" | "unless-stopped")) {
        Lasts::ForGood
    } else if policy == Some("no") || deployed == Some("none") {
        Lasts::Once
    } else {
        Lasts::Unsaid
    }
}

fn apart(service: &Node, nodes: Option<u32>) -> Option<String> {
    if nodes == Some(0) {
        return Some("It is scaled to none.".to_owned());
    }
    let profiles = service
        .get("profiles")
        .map(Node::one_or_many)
        .unwrap_or_default();
    (!profiles.is_empty())
        .then(|| "It starts only where one of its profiles is asked for.".to_owned())
}
