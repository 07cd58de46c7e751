//! What is said of a file that no reader takes, and of files in which nothing runs: what it seems to be, and what to give
//! instead.

use crate::sniff::Format;
use crate::yaml::Node;

/// What is read.
pub const UNKNOWN: &str = "This is no format that is known here: a compose file, Kubernetes manifests, what `terraform show -json` prints, a Mermaid diagram, the configuration of HAProxy, nginx or Caddy, a file of Traefik or Kong.";

const NO_SERVICE: &str = "This compose file has no services: there is nothing to draw. Where it lays something over another file, give both.";
const EMPTY_SERVICES: &str = "No service of this compose file says what it runs (image, build): there is nothing to draw. Where it lays something over another file, give both.";
const INCLUDES: &str = "This compose file only includes others. Import what `docker compose config --format json` prints.";
const NOTHING: &str = "Nothing but comments and empty values stands in this file.";
const CLOUD_FORMATION: &str = "This is a template of CloudFormation, which is not read.";

/// What the documents of a YAML or JSON file seem to be.
pub fn of_documents(documents: &[Node]) -> &'static str {
    let has = |key: &str| documents.iter().any(|document| document.get(key).is_some());
    let is_empty = |node: &Node| node.entries().is_empty() && node.items().is_empty();
    let services = || {
        documents
            .iter()
            .filter_map(|document| document.get("services"))
    };
    let is_map = |node: &Node| node.items().is_empty();
    let of_compose = [
        "services", "version", "networks", "volumes", "configs", "name",
    ];
    if documents
        .iter()
        .all(|document| is_empty(document) && document.text().is_none())
    {
        NOTHING
    } else if has("AWSTemplateFormatVersion") {
        CLOUD_FORMATION
    } else if services().any(|node| is_map(node) && !is_empty(node)) {
        EMPTY_SERVICES
    } else if services().any(is_empty) {
        NO_SERVICE
    } else if has("include") {
        INCLUDES
    } else if documents.iter().all(|document| {
        let keys = document.entries();
        !keys.is_empty()
            && keys.iter().all(|(key, _)| {
                of_compose.contains(&key.name.as_str()) || key.name.starts_with("x-")
            })
    }) {
        NO_SERVICE
    } else {
        UNKNOWN
    }
}

/// Why there is nothing to draw, where each file was read.
pub fn nothing_runs(of: Option<Format>) -> String {
    let hint = match of {
        Some(Format::Yaml) => {
            "Deployments, StatefulSets and other workloads are drawn: give the files that hold them."
        }
        Some(Format::Terraform) => {
            "No resource of a type that is drawn stands there: a plan of an empty folder, perhaps, or of networks and permissions alone."
        }
        Some(Format::Mermaid) => "The diagram has no boxes.",
        Some(Format::Haproxy) => "No frontend or listen sends requests to a server.",
        Some(Format::Nginx | Format::Caddy) => "It passes requests on to nobody.",
        Some(Format::Env) => {
            "Settings alone say nothing of what runs: give the compose file as well."
        }
        None => "",
    };
    let text =
        format!("Nothing that runs is described in these files: there is nothing to draw. {hint}");
    text.trim_end().to_owned()
}
