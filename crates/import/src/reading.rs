//! All files into one inventory: each by the reader of its format.

use crate::adopt::adopt;
use crate::compose::{self, EnvFile};
use crate::haproxy;
use crate::inventory::Inventory;
use crate::kubernetes;
use crate::limits;
use crate::mermaid;
use crate::nginx;
use crate::problem::Problem;
use crate::sniff::{self, Format};
use crate::terraform;
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
const READERS: [(Format, Reader); 4] = [
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
    let (mut composed, mut manifests): (Vec<Node>, Vec<Node>) = (Vec::new(), Vec::new());
    for (i, file) in files.iter().enumerate() {
        match sniff::format(i, file.name, file.text) {
            Ok(Format::Env) => env_files.push(EnvFile {
                name: file.name,
                text: file.text,
            }),
            Ok(Format::Yaml) => match yaml::read(i, file.text) {
                Ok(documents) => problems.extend(sort(i, documents, &mut composed, &mut manifests)),
                Err(problem) => problems.push(problem),
            },
            Ok(format) => single.push((i, format)),
            Err(problem) => problems.push(problem),
        }
    }
    if !composed.is_empty() && !manifests.is_empty() {
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
    for (i, format) in single {
        let Some((_, reader)) = READERS.iter().find(|(known, _)| *known == format) else {
            problems.push(Problem::of_file(i, UNKNOWN));
            continue;
        };
        let mut read = Inventory::default();
        match reader(i, files[i].text, &mut read) {
            Ok(()) => adopt(read, files[i].name, &mut inventory),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() {
        Ok(inventory)
    } else {
        Err(problems)
    }
}

/// Which documents of a file are whose; a problem where they are nobody's.
fn sort(
    file: usize,
    documents: Vec<Node>,
    composed: &mut Vec<Node>,
    manifests: &mut Vec<Node>,
) -> Option<Problem> {
    let before = composed.len() + manifests.len();
    for document in documents {
        if compose::is_one(&document) {
            composed.push(document);
        } else if kubernetes::is_one(&document) {
            manifests.push(document);
        }
    }
    let found = composed.len() + manifests.len() > before;
    (!found).then(|| Problem::of_file(file, UNKNOWN))
}

const TWICE: &str = "These are compose files and Kubernetes manifests: each describes what runs, and together they would draw the same parts twice. Import one of the two.";

const UNKNOWN: &str = "This is no format that is known here: a compose file, Kubernetes manifests, what `terraform show -json` prints, a Mermaid diagram, HAProxy's configuration.";
