//! A scenario as a flowchart, which is read back as the same system: kinds, services, roles, zones, links.
//!
//! Each box says its kind by its shape and by a class of the kind's name, and its service on a line of its own. What a
//! flowchart has no words for is listed beside it.

use std::fmt::Write as _;

use super::text::is_picture;
use topple_model::words::Choice;
use topple_model::{Component, Kind, Region, Role, Scenario, Topology};

/// A flowchart, and what of the scenario it cannot say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Flowchart {
    /// The text, for a file or a fence of a Markdown file.
    pub text: String,
    /// What is lost, as sentences.
    pub lost: Vec<String>,
}

/// Writes a scenario.
pub fn write(scenario: &Scenario) -> Flowchart {
    let topology = Topology::new(scenario);
    let mut text = String::new();
    if !scenario.title.is_empty() {
        let _ = write!(
            text,
            "---\ntitle: {}\n---\n",
            quoted(&scenario.title.replace(['\n', '\r'], " "))
        );
    }
    text.push_str("flowchart LR\n");
    for (place, component) in scenario.components.iter().enumerate() {
        if component.region.is_none() {
            node(&mut text, component, &topology, place, 1);
        }
    }
    let is_top = |region: &&Region| {
        region
            .parent
            .is_none_or(|parent| scenario.region(parent).is_none())
    };
    for region in scenario.regions.iter().filter(is_top) {
        frame(&mut text, scenario, &topology, region, 1);
    }
    for link in &scenario.links {
        let label = if link.label.is_empty() {
            String::new()
        } else {
            format!("|{}|", quoted(&link.label))
        };
        let _ = writeln!(
            text,
            "  {} -->{label} {}",
            name(link.from.as_str()),
            name(link.to.as_str())
        );
    }
    for kind in Kind::ALL
        .into_iter()
        .filter(|kind| scenario.components.iter().any(|c| c.kind() == *kind))
    {
        let _ = writeln!(text, "  classDef {} stroke-width:2px", kind.key());
    }
    Flowchart {
        text,
        lost: lost(scenario),
    }
}

/// A region with all that is in it.
fn frame(
    text: &mut String,
    scenario: &Scenario,
    topology: &Topology,
    region: &Region,
    depth: usize,
) {
    if depth > crate::limits::DEPTH {
        return;
    }
    let indent = "  ".repeat(depth);
    let title = region.name.as_deref().unwrap_or(region.id.as_str());
    let _ = writeln!(
        text,
        "{indent}subgraph zone_{}[{}]",
        name(region.id.as_str()),
        quoted(&format!("Zone: {title}"))
    );
    for (place, component) in scenario.components.iter().enumerate() {
        if component.region == Some(region.id) {
            node(text, component, topology, place, depth + 1);
        }
    }
    let inner = |other: &&Region| other.parent == Some(region.id) && other.id != region.id;
    for inner in scenario.regions.iter().filter(inner) {
        frame(text, scenario, topology, inner, depth + 1);
    }
    let _ = writeln!(text, "{indent}end");
}

fn node(text: &mut String, component: &Component, topology: &Topology, place: usize, depth: usize) {
    let mut lines = vec![component.display_name().to_owned()];
    if component.kind().row().own_service().is_some() {
        let (service, _) = topology.drawn_set(place);
        let label = component
            .service
            .clone()
            .or_else(|| service.map(|service| service.label.clone()));
        lines.extend(label.map(|label| format!("service: {label}")));
    }
    if let Some(database) = component.database() {
        lines.push(format!("role: {}", database.role.key()));
        if database.role != Role::ReadReplica {
            lines.push(format!("failover: {}", database.failover.key()));
        }
    }
    let label = lines
        .iter()
        .map(|line| escaped(line))
        .collect::<Vec<_>>()
        .join("<br/>");
    let label = format!("\"{label}\"");
    let kind = component.kind();
    let shape = match kind {
        Kind::Client => format!("([{label}])"),
        Kind::Dns => format!("[/{label}/]"),
        Kind::LoadBalancer => format!("{{{{{label}}}}}"),
        Kind::Server => format!("[{label}]"),
        Kind::Database => format!("[({label})]"),
        Kind::Cache => format!("({label})"),
        Kind::Queue => format!("[[{label}]]"),
    };
    let _ = writeln!(
        text,
        "{}{}{shape}:::{}",
        "  ".repeat(depth),
        name(component.id.as_str()),
        kind.key()
    );
}

/// An id as flowcharts bear it: a dash may be taken for a line, and some words mean something else.
fn name(id: &str) -> String {
    const WORDS: [&str; 12] = [
        "end",
        "graph",
        "flowchart",
        "subgraph",
        "style",
        "class",
        "click",
        "direction",
        "default",
        "title",
        "link",
        "call",
    ];
    let name = id.replace('-', "_");
    if WORDS.contains(&id) {
        name + "_"
    } else {
        name
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// A text within quotes: no sign of it is markup.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut last = ' ';
    for c in text.chars() {
        let before = std::mem::replace(&mut last, c);
        match c {
            c if is_picture(c) || (c == ' ' && before == ' ') => {
                let _ = write!(out, "#{};", u32::from(c));
            }
            '"' | '#' | '&' | '<' | '>' | '`' | '*' | '|' | '\\' => {
                let _ = write!(out, "#{};", u32::from(c));
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// What a flowchart has no words for.
fn lost(scenario: &Scenario) -> Vec<String> {
    let components = &scenario.components;
    let sets = |component: &Component| {
        let mut bare = Component::new(component.id, component.kind(), component.at);
        if let (Some(bare), Some(said)) = (bare.database_mut(), component.database()) {
            (bare.role, bare.failover) = (said.role, said.failover);
        }
        bare.settings != component.settings
    };
    let mut lost = Vec::new();
    let mut say = |is: bool, text: &str| {
        if is {
            lost.push(text.to_owned());
        }
    };
    say(
        components.iter().any(sets),
        "Settings of parts: rates, checks, times, capacities, shards.",
    );
    say(
        components.iter().any(|c| c.availability.is_some())
            || scenario.regions.iter().any(|r| r.availability.is_some()),
        "Availabilities.",
    );
    say(
        components.iter().any(|c| c.restart_s.is_some()),
        "After how long parts are started again.",
    );
    say(!scenario.groups.is_empty(), "Shared fates.");
    let plain = |link: &topple_model::Link| {
        let mut bare = topple_model::Link::new(link.from, link.to);
        bare.label.clone_from(&link.label);
        bare == *link
    };
    say(
        !scenario.links.iter().all(plain),
        "Of links: weights, latency, loss, whether a call is required and which requests make it, how data is copied.",
    );
    say(!scenario.script.is_empty(), "The script.");
    say(!scenario.notes.is_empty(), "Notes.");
    say(
        scenario.seed != 1 || scenario.workload != topple_model::Workload::default(),
        "Seed and workload.",
    );
    lost
}
