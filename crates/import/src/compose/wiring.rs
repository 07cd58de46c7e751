//! Whom a service calls, waits for, and stands behind.

use std::collections::BTreeMap;

use super::{Reader, base_name, source, variables};
use crate::evidence::{Rule, Source};
use crate::inventory::{Call, Inventory, Part};
use crate::settings::{self, Setting};
use crate::yaml::{Key, Node};

impl Reader<'_> {
    /// Whom a service calls, waits for, and stands behind.
    pub(super) fn wiring(
        &self,
        part: &mut Part,
        service: &Node,
        hosts: &BTreeMap<String, String>,
        front: Option<&str>,
        inventory: &mut Inventory,
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
        let texts = self.settings(&name, service, inventory);
        let settings: Vec<Setting<'_>> = texts
            .iter()
            .map(|text| Setting {
                name: &text.name,
                value: &text.value,
                source: text.source.clone(),
                rule: Rule::Environment,
                is_open: text.is_open,
            })
            .collect();
        let outside = outside(service);
        let calls = settings::calls(part, &settings, resolve, |host| {
            outside.iter().any(|known| known == host)
        });
        settings::ask_about_strangers(part, &settings, &calls, inventory);
        inventory.calls.extend(calls);
        settings::store(part, &settings, resolve);
        if let Some(front) = front.filter(|front| *front != name) {
            inventory
                .calls
                .extend(behind_a_front(service, &name, front, &texts));
        }
        self.missing_files(part, inventory);
        beside(part, service, inventory);
    }

    /// Settings with their values, variables in them resolved.
    fn settings(&self, name: &str, service: &Node, inventory: &mut Inventory) -> Vec<Text> {
        let mut texts = Vec::new();
        for (path, node) in service.get("env_file").map(files_named).unwrap_or_default() {
            // What is told of a path with a variable in it is its default, never its value.
            let told = base_name(&variables::resolve(&path, &[]).0);
            let told = Some(told).filter(|told| !told.is_empty());
            let told = told.unwrap_or_else(|| "A file of env_file".to_owned());
            let path = base_name(&variables::resolve(&path, self.env_files).0);
            let at = |key: &str| source(node.file, node.line, name, &format!("env_file{key}"));
            let found = self
                .env_files
                .iter()
                .find(|env| base_name(env.name) == path);
            if let Some(env) = found {
                texts.extend(env.settings().map(|(key, value)| Text {
                    name: key.to_owned(),
                    value: value.to_owned(),
                    source: at(&format!(".{key}")),
                    is_open: variables::is_open(value, self.env_files),
                }));
            } else {
                let text = format!(
                    "Whom does {name} call? {told} may say so, and is not among these files."
                );
                inventory.ask(name, text, at(""));
                if let Some(remark) = inventory.remarks.last_mut() {
                    let end = format!(
                        "may stand in {}, which is not among these files.",
                        told.replace("A file", "a file")
                    );
                    remark.if_told = Some(("Calls of", end));
                }
            }
        }
        for (key, node) in service
            .get("environment")
            .map(Node::entries)
            .unwrap_or_default()
        {
            // A name without a value is passed on from who runs it, or from `.env`.
            let passed = format!("${{{}}}", key.name);
            let text = node.text().unwrap_or(&passed);
            let (value, _) = variables::resolve(text, self.env_files);
            texts.push(Text {
                name: key.name.clone(),
                value,
                source: source(
                    node.file,
                    key.line,
                    name,
                    &format!("environment.{}", key.name),
                ),
                is_open: variables::is_open(text, self.env_files),
            });
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
            texts.push(Text {
                name: "command".to_owned(),
                value: words.join(" "),
                source: source(node.file, node.line, name, key),
                is_open: false,
            });
        }
        texts
    }
}

/// Whose network it stands in, and what runs once on each machine.
fn beside(part: &Part, service: &Node, inventory: &mut Inventory) {
    let name = &part.name;
    let mode = service
        .get("network_mode")
        .and_then(|node| Some((node, node.text()?)));
    if let Some((node, other)) =
        mode.and_then(|(node, mode)| Some((node, mode.strip_prefix("service:")?)))
    {
        let at = source(node.file, node.line, name, "network_mode");
        let text = format!(
            "{name} stands in the network of {other}: what {other} publishes may be {name}, and without {other} nobody reaches it. That is not drawn."
        );
        inventory.ask(name, text, at);
    }
    if let Some(node) = service
        .at(&["deploy", "mode"])
        .filter(|node| node.text() == Some("global"))
    {
        let at = source(node.file, node.line, name, "deploy.mode");
        let text = format!(
            "{name} runs once on each machine. How many there are is in no file: one is drawn."
        );
        inventory.tell(Some(name), text, Some(at));
    }
}

/// A setting with its value.
struct Text {
    name: String,
    value: String,
    source: Source,
    is_open: bool,
}

/// Hosts that the file itself says are elsewhere.
fn outside(service: &Node) -> Vec<String> {
    let listed = service.get("extra_hosts").map(Node::one_or_many);
    let listed = listed.unwrap_or_default().iter().filter_map(Node::text);
    let mapped = service.get("extra_hosts").map(Node::entries);
    let mapped = mapped
        .unwrap_or_default()
        .iter()
        .map(|(key, _)| key.name.as_str());
    // Containers of others, by the name that they have here.
    let linked = service.get("external_links").map(Node::items);
    let linked = linked.unwrap_or_default().iter().filter_map(Node::text);
    let linked = linked.filter_map(|text| text.rsplit(':').next());
    listed
        .chain(mapped)
        .chain(linked)
        .filter_map(|text| text.split([':', '=']).next())
        .map(str::to_lowercase)
        .chain(["host.docker.internal".to_owned()])
        .collect()
}

/// What Traefik's and nginx-proxy's labels and variables put behind them. Only their names are read.
fn behind_a_front(service: &Node, name: &str, front: &str, texts: &[Text]) -> Option<Call> {
    let labels = service
        .get("labels")
        .map(Node::entries)
        .unwrap_or_default()
        .iter();
    let deployed = service
        .at(&["deploy", "labels"])
        .map(Node::entries)
        .unwrap_or_default();
    let labels: Vec<&(Key, Node)> = labels.chain(deployed).collect();
    let enable = labels.iter().find(|(key, _)| key.name == "traefik.enable");
    let is_enabled = |wanted: &str| {
        enable.is_some_and(|(_, node)| {
            node.text()
                .is_some_and(|it| it.eq_ignore_ascii_case(wanted))
        })
    };
    let routes = |key: &str| {
        ["http", "tcp", "udp"]
            .iter()
            .any(|of| key.starts_with(&format!("traefik.{of}.routers.")))
    };
    // What is enabled and has no rule of its own is reached by its name.
    let label = labels
        .iter()
        .find(|(key, _)| routes(&key.name))
        .or(enable.filter(|_| is_enabled("true")))
        .filter(|_| !is_enabled("false"));
    let by_label = label.map(|(key, node)| source(node.file, key.line, name, "labels"));
    let by_host = || {
        texts
            .iter()
            .find(|text| text.name == "VIRTUAL_HOST")
            .map(|text| text.source.clone())
    };
    let at = by_label.or_else(by_host)?;
    Some(Call::found(front, name, at, Rule::BalancerFile))
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
