//! The resources of a plan or a state, and who refers to whom.

use std::collections::{BTreeMap, BTreeSet};

use super::json::Json;
use super::table::{self, Row};
use crate::limits;

/// A resource that exists, or will.
pub struct Resource<'a> {
    /// Its address: `module.web["a"].aws_instance.this[0]`.
    pub address: &'a str,
    /// Its type.
    pub kind: &'a str,
    /// Its own name.
    pub name: &'a str,
    /// Its index or key, where it is one of several.
    pub index: Option<String>,
    /// The modules around it, outermost first, each with its index or key.
    pub modules: Vec<(String, Option<String>)>,
    /// What is known of it.
    pub values: &'a Json,
    /// Where it stands.
    pub line: u32,
    /// Its row of the table.
    pub row: Option<&'static Row>,
}

/// What the configuration says of a module: its resources, what it calls, what it gives out.
#[derive(Default)]
struct Module<'a> {
    resources: BTreeMap<String, &'a Json>,
    calls: BTreeMap<&'a str, (&'a Json, Module<'a>)>,
    outputs: BTreeMap<&'a str, &'a Json>,
}

/// All of a plan or state.
pub struct Plan<'a> {
    /// Its resources, in order.
    pub resources: Vec<Resource<'a>>,
    root: Module<'a>,
    /// Resources by what tells them: type and name within their modules.
    by_name: BTreeMap<(Vec<&'a str>, String), Vec<usize>>,
    /// Resources by an id, ARN, host name that the provider gave them.
    by_value: BTreeMap<&'a str, Vec<usize>>,
}

/// Attributes whose values tell a resource from all others.
const TELLING: [&str; 32] = [
    "id",
    "arn",
    "dns_name",
    "invoke_arn",
    "url",
    "address",
    "endpoint",
    "reader_endpoint",
    "primary_endpoint_address",
    "configuration_endpoint",
    "identifier",
    "cluster_identifier",
    "replication_group_id",
    "function_name",
    "bucket",
    "bucket_domain_name",
    "bucket_regional_domain_name",
    "configuration_endpoint_address",
    "qualified_arn",
    "execution_arn",
    "domain_name",
    "self_link",
    "instance_group",
    "public_ip",
    "connection_name",
    "fqdn",
    "hostname",
    "default_hostname",
    "fully_qualified_domain_name",
    "private_ip_address",
    "host",
    "name",
];

impl<'a> Plan<'a> {
    /// Of the values (`planned_values` or `values`) and the configuration, if there is one.
    pub fn new(values: &'a Json, prior: Option<&'a Json>, configuration: Option<&'a Json>) -> Self {
        let mut resources = Vec::new();
        for root in [Some(values), prior].into_iter().flatten() {
            if let Some(module) = root.get("root_module") {
                gather(module, root == values, &mut resources);
            }
        }
        let root = configuration
            .and_then(|c| c.get("root_module"))
            .map(module)
            .unwrap_or_default();
        let mut plan = Self {
            resources,
            root,
            by_name: BTreeMap::new(),
            by_value: BTreeMap::new(),
        };
        for (at, resource) in plan.resources.iter().enumerate() {
            let path: Vec<&str> = path(resource.address);
            plan.by_name
                .entry((path, format!("{}.{}", resource.kind, resource.name)))
                .or_default()
                .push(at);
            for attribute in TELLING {
                if let Some(value) = resource
                    .values
                    .get(attribute)
                    .and_then(Json::text)
                    .filter(|v| v.len() > 2)
                {
                    plan.by_value.entry(value).or_default().push(at);
                }
            }
        }
        plan
    }

    /// Whom an attribute of a resource names.
    pub fn targets(&self, at: usize, attribute: &str) -> BTreeSet<usize> {
        let resource = &self.resources[at];
        let mut found = BTreeSet::new();
        if let Some(value) = resource.values.get(attribute) {
            let mut texts = Vec::new();
            value.texts(&mut texts);
            for text in texts {
                self.by_text(text, &mut found);
            }
        }
        let path: Vec<&str> = path(resource.address);
        let expression = self.module(&path).and_then(|m| {
            m.resources
                .get(&format!("{}.{}", resource.kind, resource.name))
        });
        if let Some(config) = expression {
            let mut references = BTreeSet::new();
            if let Some(expression) = config.get("expressions").and_then(|e| e.get(attribute)) {
                collect(expression, &mut references);
            }
            with_each(config, &mut references);
            let own = references
                .iter()
                .any(|r| r.starts_with("each.") || *r == "count.index");
            // Terraform names what a more exact reference stands in, too.
            let is_whole = |r: &&&str| {
                references.iter().any(|other| {
                    other.len() > r.len()
                        && other.starts_with(**r)
                        && other[r.len()..].starts_with('.')
                })
            };
            let exact: Vec<&str> = references
                .iter()
                .filter(|r| !r.starts_with("module.") || !is_whole(r))
                .copied()
                .collect();
            let mut steps = 0;
            let mut named = BTreeSet::new();
            for reference in exact {
                self.follow(&path, reference, &mut named, &mut steps);
            }
            for (path, name, index) in named {
                self.instances(resource, &path, &name, index.as_deref(), own, &mut found);
            }
        }
        found.remove(&at);
        found
    }

    /// Whom a text names: by being their id, or by holding their address within it.
    fn by_text(&self, text: &str, found: &mut BTreeSet<usize>) {
        if let Some(same) = self.by_value.get(text) {
            found.extend(same);
            return;
        }
        // A document with addresses in it: an environment, a policy, a list of hosts.
        if text.len() > 12 && text.len() < 65_536 {
            for word in text.split(|c: char| {
                !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '/'))
            }) {
                let word = word.split_once("://").map_or(word, |(_, rest)| rest);
                for piece in [
                    word,
                    word.split(['/', ':']).next().unwrap_or_default(),
                    word.trim_end_matches("/*"),
                ] {
                    let is_telling =
                        piece.len() > 7 && (piece.contains('.') || piece.starts_with("arn:"));
                    if let Some(same) = self.by_value.get(piece).filter(|_| is_telling) {
                        found.extend(same);
                    }
                }
            }
        }
    }

    fn module<'s>(&'s self, path: &[&str]) -> Option<&'s Module<'a>> {
        let mut module = &self.root;
        for name in path {
            module = &module.calls.get(*name)?.1;
        }
        Some(module)
    }

    /// Follows a reference through variables and outputs of modules to the resources that it names.
    fn follow(
        &self,
        path: &[&'a str],
        reference: &str,
        found: &mut BTreeSet<(Vec<&'a str>, String, Option<String>)>,
        steps: &mut usize,
    ) {
        *steps += 1;
        if *steps > limits::NODES || path.len() > limits::DEPTH {
            return;
        }
        let mut parts = dotted(reference);
        let first = parts.next().unwrap_or_default();
        match first {
            "var" => {
                let (Some(name), Some((last, outer))) = (parts.next(), path.split_last()) else {
                    return;
                };
                let call = self.module(outer).and_then(|m| m.calls.get(last));
                let expression = call
                    .and_then(|(call, _)| call.get("expressions"))
                    .and_then(|e| e.get(bare(name)));
                if let (Some(expression), Some((call, _))) = (expression, call) {
                    let mut references = BTreeSet::new();
                    collect(expression, &mut references);
                    with_each(call, &mut references);
                    for reference in references {
                        self.follow(outer, reference, found, steps);
                    }
                }
            }
            "module" => {
                let (Some(name), output) = (parts.next(), parts.next()) else {
                    return;
                };
                let Some(outer) = self.module(path) else {
                    return;
                };
                let Some((name, (_, inner))) = outer.calls.get_key_value(bare(name)) else {
                    return;
                };
                let mut references = BTreeSet::new();
                // `module.site[each.key].dns_name` is told as `module.site`: which output is meant is lost.
                for (_, said) in inner
                    .outputs
                    .iter()
                    .filter(|(name, _)| output.is_none_or(|output| bare(output) == **name))
                {
                    if let Some(expression) = said.get("expression") {
                        collect(expression, &mut references);
                    }
                }
                let mut within = path.to_vec();
                within.push(name);
                for reference in references {
                    self.follow(&within, reference, found, steps);
                }
            }
            "data" => {
                if let (Some(kind), Some(name)) = (parts.next(), parts.next()) {
                    found.insert((path.to_vec(), format!("{kind}.{}", bare(name)), index(name)));
                }
            }
            "local" | "each" | "count" | "path" | "terraform" | "self" => {}
            kind => {
                if let Some(name) = parts.next() {
                    found.insert((path.to_vec(), format!("{kind}.{}", bare(name)), index(name)));
                }
            }
        }
    }

    /// The resources of a name: those of the same instance of the modules that both are in; where the reference runs along
    /// with the resource's own count or key, the one of the same.
    fn instances(
        &self,
        of: &Resource<'_>,
        path: &[&'a str],
        name: &str,
        index: Option<&str>,
        own: bool,
        found: &mut BTreeSet<usize>,
    ) {
        let Some(all) = self.by_name.get(&(path.to_vec(), name.to_owned())) else {
            return;
        };
        let same_modules = |at: &usize| {
            let both = std::iter::zip(&self.resources[*at].modules, &of.modules);
            both.take_while(|((a, _), (b, _))| a == b)
                .all(|((_, a), (_, b))| a == b)
        };
        let mut all: Vec<usize> = all.iter().copied().filter(same_modules).collect();
        // Into a module with keys of its own: the one of the same key.
        let key = |at: &usize| {
            self.resources[*at]
                .modules
                .get(of.modules.len())
                .and_then(|(_, key)| key.as_deref())
        };
        let same: Vec<usize> = all
            .iter()
            .copied()
            .filter(|at| own && of.index.is_some() && key(at) == of.index.as_deref())
            .collect();
        if !same.is_empty() {
            all = same;
        }
        let with = |wanted: Option<&str>| -> Vec<usize> {
            all.iter()
                .copied()
                .filter(|at| wanted.is_some() && self.resources[*at].index.as_deref() == wanted)
                .collect()
        };
        let mut chosen = with(index);
        if chosen.is_empty() && own {
            chosen = with(of.index.as_deref());
        }
        found.extend(if chosen.is_empty() { all } else { chosen });
    }
}

/// The resources of a module and of those in it. Of an earlier state only data is taken: the rest may be gone.
fn gather<'a>(module: &'a Json, is_whole: bool, found: &mut Vec<Resource<'a>>) {
    for resource in module.get("resources").map_or(&[][..], Json::items) {
        let text = |name: &str| resource.get(name).and_then(Json::text);
        let (Some(address), Some(kind), Some(name)) = (text("address"), text("type"), text("name"))
        else {
            continue;
        };
        let is_data = text("mode") == Some("data");
        if !is_whole && !is_data {
            continue;
        }
        let index = match resource.get("index") {
            Some(Json::Text(key)) => Some(key.clone()),
            Some(Json::Number(number)) => Some(number.to_string()),
            _ => None,
        };
        found.push(Resource {
            address,
            kind,
            name,
            index,
            modules: modules(address),
            values: resource.get("values").unwrap_or(&Json::Null),
            line: resource.line(),
            row: table::row(kind),
        });
    }
    for child in module.get("child_modules").map_or(&[][..], Json::items) {
        gather(child, is_whole, found);
    }
}

fn module(config: &Json) -> Module<'_> {
    let mut module = Module::default();
    for resource in config.get("resources").map_or(&[][..], Json::items) {
        if let (Some(kind), Some(name)) = (
            resource.get("type").and_then(Json::text),
            resource.get("name").and_then(Json::text),
        ) {
            module.resources.insert(format!("{kind}.{name}"), resource);
        }
    }
    for (name, output) in config.get("outputs").map_or(&[][..], Json::fields) {
        module.outputs.insert(name, output);
    }
    for (name, call) in config.get("module_calls").map_or(&[][..], Json::fields) {
        let inner = call.get("module").map(self::module).unwrap_or_default();
        module.calls.insert(name, (call, inner));
    }
    module
}

/// Where `each` is among the references, those of what it runs over as well.
fn with_each<'a>(config: &'a Json, references: &mut BTreeSet<&'a str>) {
    let runs = references.iter().any(|r| r.starts_with("each."));
    if let Some(each) = config.get("for_each_expression").filter(|_| runs) {
        collect(each, references);
    }
}

/// All references within an expression.
fn collect<'a>(expression: &'a Json, found: &mut BTreeSet<&'a str>) {
    match expression {
        Json::List(items) => items.iter().for_each(|item| collect(item, found)),
        Json::Map(_, fields) => {
            for (name, value) in fields {
                if name == "references" {
                    found.extend(value.items().iter().filter_map(Json::text));
                } else {
                    collect(value, found);
                }
            }
        }
        _ => {}
    }
}

/// A reference's parts: dots within brackets do not count.
fn dotted(reference: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0;
    reference.split(move |c| {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        c == '.' && depth == 0
    })
}

/// A name without its index.
fn bare(name: &str) -> &str {
    name.split('[').next().unwrap_or(name)
}

fn index(name: &str) -> Option<String> {
    let (_, index) = name.split_once('[')?;
    Some(index.trim_end_matches(']').trim_matches('"').to_owned())
}

/// The names of the modules of an address.
fn path(address: &str) -> Vec<&str> {
    let mut parts = dotted(address);
    let mut path = Vec::new();
    while let (Some("module"), Some(name)) = (parts.next(), parts.next()) {
        path.push(bare(name));
    }
    path
}

fn modules(address: &str) -> Vec<(String, Option<String>)> {
    let mut parts = dotted(address);
    let mut modules = Vec::new();
    while let (Some("module"), Some(name)) = (parts.next(), parts.next()) {
        modules.push((bare(name).to_owned(), index(name)));
    }
    modules
}
