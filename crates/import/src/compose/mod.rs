//! Compose files, and what `docker compose config --format json` prints of them. Several are laid over one another.

mod merge;
mod variables;

use std::collections::BTreeMap;

use crate::evidence::{Rule, Source, Stated};
use crate::inventory::{Call, Inventory, Part};
use crate::settings::{self, Setting};
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
        reader.wiring(
            &mut part,
            service,
            &hosts,
            front.as_deref(),
            inventory,
            &mut told,
        );
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
        for document in documents
            .iter()
            .filter_map(|document| document.get("include"))
        {
            let text = "This file includes others. Import what `docker compose config --format json` prints, and they are read, too.";
            inventory.tell(None, text, Some(Source::line(document.file, document.line)));
        }
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

    /// Names of the configuration files that it is given.
    fn config_files(&self, service: &Node) -> Vec<String> {
        let mut files = Vec::new();
        for volume in service.get("volumes").map(Node::items).unwrap_or_default() {
            let from = volume
                .text()
                .and_then(|text| text.split(':').next())
                .or_else(|| volume.text_at(&["source"]));
            files.extend(from.map(base_name));
        }
        for config in service.get("configs").map(Node::items).unwrap_or_default() {
            let name = config
                .text()
                .or_else(|| config.text_at(&["source"]))
                .unwrap_or_default();
            files.extend(self.configs.get(name).cloned());
        }
        files.retain(|name| is_configuration(name));
        files
    }

    /// Whom a service calls, waits for, and stands behind.
    fn wiring(
        &self,
        part: &mut Part,
        service: &Node,
        hosts: &BTreeMap<String, String>,
        front: Option<&str>,
        inventory: &mut Inventory,
        told: &mut Told,
    ) {
        let name = part.name.clone();
        let mut aliases = BTreeMap::new();
        for link in service.get("links").map(Node::items).unwrap_or_default() {
            let text = link.text().unwrap_or_default();
            let (to, alias) = text.split_once(':').unwrap_or((text, text));
            aliases.insert(alias.to_lowercase(), to.to_owned());
            if hosts.contains_key(&to.to_lowercase()) {
                inventory.calls.push(Call::found(
                    &name,
                    to,
                    source(link.file, link.line, &name, "links"),
                    Rule::DependsOn,
                ));
            }
        }
        for (key, node) in service
            .get("depends_on")
            .map(Node::entries)
            .unwrap_or_default()
        {
            if hosts.contains_key(&key.name.to_lowercase()) {
                let at = source(node.file, key.line, &name, "depends_on");
                inventory
                    .calls
                    .push(Call::found(&name, &key.name, at, Rule::DependsOn));
            }
        }
        let resolve = |host: &str| {
            let host = host.strip_prefix("tasks.").unwrap_or(host);
            let known = aliases.get(host).or_else(|| hosts.get(host));
            known.cloned().into_iter().collect::<Vec<String>>()
        };
        let texts = self.settings(&name, service, told);
        let settings: Vec<Setting<'_>> = texts
            .iter()
            .map(|(setting, value, source)| Setting {
                name: setting,
                value,
                source: source.clone(),
                rule: Rule::Environment,
            })
            .collect();
        inventory
            .calls
            .extend(settings::calls(part, &settings, resolve));
        settings::store(part, &settings, resolve);
        if let Some(front) = front.filter(|front| *front != name) {
            inventory
                .calls
                .extend(behind_a_front(service, &name, front, &texts));
        }
        for file in part
            .config_files
            .iter()
            .filter(|file| !self.given.iter().any(|given| base_name(given) == **file))
        {
            let is_conf = has_ending(file, ".conf") && part.is_made_of("nginx");
            if is_conf || has_ending(file, ".cfg") {
                let text = format!(
                    "{name} is given {file}, which is not among these files. With it, what stands behind {name} is known."
                );
                inventory.tell(Some(&name), text, Some(part.source.clone()));
            }
        }
    }

    /// Settings with their values, variables in them resolved.
    fn settings(
        &self,
        name: &str,
        service: &Node,
        told: &mut Told,
    ) -> Vec<(String, String, Source)> {
        let mut texts = Vec::new();
        for file in service.get("env_file").map(files_named).unwrap_or_default() {
            let (path, at) = (
                base_name(&file.0),
                source(file.1.file, file.1.line, name, "env_file"),
            );
            let found = self
                .env_files
                .iter()
                .find(|env| base_name(env.name) == path);
            if let Some(env) = found {
                let settings = env.settings();
                texts.extend(
                    settings.map(|(key, value)| (key.to_owned(), value.to_owned(), at.clone())),
                );
            } else {
                let why = format!("call may stand in {path}, which is not among these files.");
                told.entry(("Whom", why))
                    .or_default()
                    .push((name.to_owned(), at));
            }
        }
        for (key, node) in service
            .get("environment")
            .map(Node::entries)
            .unwrap_or_default()
        {
            let value = node.text().unwrap_or_default();
            let (value, _) = variables::resolve(value, self.env_files);
            let at = source(
                node.file,
                key.line,
                name,
                &format!("environment.{}", key.name),
            );
            texts.push((key.name.clone(), value, at));
        }
        for key in ["command", "entrypoint"] {
            let Some(node) = service.get(key) else {
                continue;
            };
            let words: Vec<String> = node
                .one_or_many()
                .iter()
                .filter_map(Node::text)
                .map(|text| variables::resolve(text, self.env_files).0)
                .collect();
            texts.push((
                "command".to_owned(),
                words.join(" "),
                source(node.file, node.line, name, key),
            ));
        }
        texts
    }
}

/// What Traefik's and nginx-proxy's labels and variables put behind them. Only their names are read.
fn behind_a_front(
    service: &Node,
    name: &str,
    front: &str,
    texts: &[(String, String, Source)],
) -> Option<Call> {
    let labels = service
        .get("labels")
        .map(Node::entries)
        .unwrap_or_default()
        .iter();
    let deployed = service
        .at(&["deploy", "labels"])
        .map(Node::entries)
        .unwrap_or_default();
    let mut labels = labels.chain(deployed);
    let label = labels.find(|(key, _)| {
        key.name.starts_with("traefik.http.routers.")
            || key.name.starts_with("traefik.tcp.routers.")
    });
    let by_label = label.map(|(key, node)| source(node.file, key.line, name, "labels"));
    let by_host = || {
        texts
            .iter()
            .find(|(key, ..)| key == "VIRTUAL_HOST")
            .map(|(.., at)| at.clone())
    };
    let at = by_label.or_else(by_host)?;
    Some(Call::found(front, name, at, Rule::BalancerFile))
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
    single
        .chain(aliases)
        .filter(|name| !name.contains('$'))
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

fn is_configuration(name: &str) -> bool {
    [".conf", ".cfg", "Caddyfile"]
        .iter()
        .any(|ending| has_ending(name, ending))
}

fn has_ending(name: &str, ending: &str) -> bool {
    name.to_ascii_lowercase()
        .ends_with(&ending.to_ascii_lowercase())
}

/// Paths of environment files: texts, or mappings with a `path`.
fn files_named(node: &Node) -> Vec<(String, &Node)> {
    let many = node.one_or_many().iter().filter_map(|node| {
        Some((
            node.text().or_else(|| node.text_at(&["path"]))?.to_owned(),
            node,
        ))
    });
    many.collect()
}
