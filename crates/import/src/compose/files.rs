//! Configuration files that a service is given.

use super::{Reader, base_name};
use crate::inventory::{Inventory, Part};
use crate::trades::{self, Trade};
use crate::yaml::Node;

impl Reader<'_> {
    /// Names of the configuration files that it is given.
    pub(super) fn config_files(&self, service: &Node) -> Vec<String> {
        let mut files = Vec::new();
        for volume in service.get("volumes").map(Node::items).unwrap_or_default() {
            let (from, to) = ends_of(volume);
            let counts = |name: &String| {
                is_configuration(name)
                    || to.is_some_and(configures_a_proxy)
                    || is_data(name) && to.is_some_and(is_data) && !holds_no_names(name)
            };
            files.extend(from.map(base_name).filter(counts));
        }
        for config in service.get("configs").map(Node::items).unwrap_or_default() {
            let name = config
                .text()
                .or_else(|| config.text_at(&["source"]))
                .unwrap_or_default();
            let file = self.configs.get(name).cloned();
            files.extend(file.filter(|name| is_configuration(name)));
        }
        files
    }

    /// Configuration files of proxies that are not among those given, or that are not read.
    pub(super) fn missing_files(&self, part: &Part, inventory: &mut Inventory) {
        let name = &part.name;
        let passes = part
            .image
            .as_ref()
            .and_then(|image| trades::of_image(&image.what))
            .is_some_and(|trade| matches!(trade, Trade::Proxy | Trade::WebServer));
        let is_given = |file: &str| self.given.iter().any(|given| base_name(given) == file);
        let is_one_given = self
            .given
            .iter()
            .any(|given| has_ending(given, ".conf") || has_ending(given, ".cfg"));
        for file in part.config_files.iter().filter(|file| !is_given(file)) {
            let reads_data = part.is_made_of("traefik") || part.is_made_of("kong");
            let is_read = has_ending(file, ".cfg")
                || (has_ending(file, ".conf") && part.is_made_of("nginx"))
                || (has_ending(file, "Caddyfile") && part.is_made_of("caddy"))
                || (reads_data && (has_ending(file, ".yml") || has_ending(file, ".yaml")));
            let is_folder =
                has_ending(file, ".d") || !file.contains('.') && !has_ending(file, "Caddyfile");
            let text = if is_read || is_folder && part.is_made_of("nginx") && !is_one_given {
                format!(
                    "{name} is given {file}, which is not among these files. With it, what stands behind {name} is known."
                )
            } else if passes && (!is_folder || !part.is_made_of("nginx")) {
                format!(
                    "{name} is given {file}, which is not read: what else stands behind {name} may stand there."
                )
            } else {
                continue;
            };
            inventory.tell(Some(name), text, Some(part.source.clone()));
        }
    }
}

/// What a volume is of, and where it stands within: both where they are said.
fn ends_of(volume: &Node) -> (Option<&str>, Option<&str>) {
    match volume.text() {
        Some(text) => {
            let mut parts = text.split(':');
            (parts.next(), parts.next())
        }
        None => (volume.text_at(&["source"]), volume.text_at(&["target"])),
    }
}

/// Where proxies look for what they pass on to: not for their certificates and pages.
fn configures_a_proxy(target: &str) -> bool {
    let places = [
        "/etc/nginx",
        "/etc/caddy",
        "/etc/traefik",
        "/etc/envoy",
        "/usr/local/etc/haproxy",
        "/etc/haproxy",
    ];
    places.iter().any(|place| target.starts_with(place)) && !holds_no_names(target)
}

/// Certificates, pages, records of what was asked.
fn holds_no_names(path: &str) -> bool {
    let others = [
        "cert", "ssl", "html", "htpasswd", "acme", "log", "dhparam", "mime",
    ];
    others.iter().any(|word| path.contains(word))
}

/// A file of values, as Kong, Envoy and Traefik are told by.
fn is_data(path: &str) -> bool {
    [".yml", ".yaml", ".json", ".toml"]
        .iter()
        .any(|ending| has_ending(path, ending))
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
