//! All files into one inventory: each by the reader of its format.

use crate::adopt::adopt;
use crate::caddy;
use crate::compose::{self, EnvFile};
use crate::gateways::{self, Gateway};
use crate::haproxy;
use crate::inventory::Inventory;
use crate::kubernetes;
use crate::limits;
use crate::mermaid;
use crate::nginx;
use crate::problem::Problem;
use crate::sniff::{self, Format};
use crate::terraform;
use crate::unknown;
use crate::yaml::{self, Node};

/// A file to import.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// Its name, with folders or without.
    pub name: &'a str,
    /// What it holds.
    pub text: &'a str,
}

/// Reads the text of one file into an inventory.
pub type Reader = fn(file: usize, text: &str, inventory: &mut Inventory) -> Result<(), Problem>;

/// The readers of formats of which each file is read by itself.
const READERS: [(Format, Reader); 5] = [
    (Format::Caddy, |file, text, inventory| {
        caddy::read(text, file).map(|read| *inventory = read)
    }),
    (Format::Mermaid, |file, text, inventory| {
        mermaid::read(text, file).map(|read| *inventory = read)
    }),
    (Format::Haproxy, |file, text, inventory| {
        haproxy::read(text, file).map(|read| *inventory = read)
    }),
    (Format::Nginx, |file, text, inventory| {
        nginx::read(text, file).map(|read| *inventory = read)
    }),
    (Format::Terraform, |file, text, inventory| {
        terraform::read(text, file).map(|read| *inventory = read)
    }),
];

/// Reads all files.
///
/// # Errors
/// Every file that cannot be read, and why.
pub fn read(files: &[File<'_>]) -> Result<Inventory, Vec<Problem>> {
    if files.is_empty() {
        return Err(vec![Problem::of_all("There is no file to import.")]);
    }
    let bytes: usize = files.iter().map(|file| file.text.len()).sum();
    if bytes > limits::TEXT {
        let text = format!(
            "These files hold {} MiB; at most {} are read. Import a part of them.",
            bytes >> 20,
            limits::TEXT >> 20
        );
        return Err(vec![Problem::of_all(text)]);
    }
    let given: Vec<&str> = files.iter().map(|file| file.name).collect();
    let mut inventory = Inventory::default();
    let (mut problems, mut env_files, mut single) = (Vec::new(), Vec::new(), Vec::new());
    let mut sorted = Sorted::default();
    let mut first = None;
    for (i, file) in files.iter().enumerate() {
        let format = sniff::format(i, file.name, file.text);
        first = first.or(format.as_ref().ok().copied());
        match format {
            Ok(Format::Env) => env_files.push(EnvFile {
                name: file.name,
                text: file.text,
            }),
            Ok(Format::Yaml) => match yaml::read(i, file.text) {
                Ok(documents) => problems.extend(sorted.take(i, documents)),
                Err(problem) => problems.push(problem),
            },
            Ok(format) => single.push((i, format)),
            Err(problem) => problems.push(problem),
        }
    }
    let Sorted {
        composed,
        manifests,
        gateways,
    } = sorted;
    let has_manifests = !manifests.is_empty();
    if !composed.is_empty() && has_manifests {
        problems.push(Problem::of_all(TWICE));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    if !composed.is_empty() {
        compose::read(&composed, &env_files, &given, &mut inventory);
    }
    if !manifests.is_empty() {
        kubernetes::read(&manifests, &mut inventory);
    }
    for (gateway, document) in gateways {
        let read = gateways::read(gateway, &document);
        let name = files.get(document.file).map_or("", |file| file.name);
        adopt(read, name, &mut inventory);
    }
    for (i, format) in single {
        let Some((_, reader)) = READERS.iter().find(|(known, _)| *known == format) else {
            problems.push(Problem::of_file(i, unknown::UNKNOWN));
            continue;
        };
        let mut read = Inventory::default();
        match reader(i, files[i].text, &mut read) {
            Ok(()) => adopt(read, files[i].name, &mut inventory),
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    if inventory.parts.is_empty() {
        let first = first.filter(|format| *format != Format::Yaml || has_manifests);
        return Err(vec![Problem::of_all(unknown::nothing_runs(first))]);
    }
    Ok(inventory)
}

/// Documents by whose they are.
#[derive(Default)]
struct Sorted {
    composed: Vec<Node>,
    manifests: Vec<Node>,
    gateways: Vec<(Gateway, Node)>,
}

impl Sorted {
    /// Sorts the documents of a file; a problem where they are nobody's.
    fn take(&mut self, file: usize, documents: Vec<Node>) -> Option<Problem> {
        let mut is_known = false;
        let why = unknown::of_documents(&documents);
        for document in documents {
            if compose::is_one(&document) {
                self.composed.push(document);
            } else if kubernetes::is_one(&document) {
                self.manifests.push(document);
            } else if let Some(gateway) = gateways::of(&document) {
                self.gateways.push((gateway, document));
            } else {
                continue;
            }
            is_known = true;
        }
        (!is_known).then(|| Problem::of_file(file, why))
    }
}

const TWICE: &str = "These are compose files and Kubernetes manifests: each describes what runs, and together they would draw the same parts twice. Import one of the two.";
