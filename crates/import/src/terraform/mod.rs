//! What `terraform show -json` prints, of a plan or of a state: what there is, to the count, and who refers to whom.
//!
//! Values that Terraform calls sensitive, and all that no rule needs, stay in the reader: an inventory has names of resources,
//! counts and zones.

mod draw;
mod gates;
mod json;
mod names;
mod plan;
mod records;
mod scaled;
mod stores;
mod table;

use json::Json;

use crate::inventory::Inventory;
use crate::limits;
use crate::problem::Problem;

/// Whether a text is what Terraform writes: a plan or state for machines, a state file, or its language.
pub fn is_it(text: &str) -> bool {
    let head: String = text.chars().take(65_536).collect();
    if head.trim_start().starts_with('{') {
        let says = |name: &str| head.contains(name);
        return says("\"terraform_version\"")
            || says("\"planned_values\"")
            || says("\"lineage\"")
            || says("registry.terraform.io");
    }
    is_language(&head)
}

/// Whether a text is in Terraform's language.
pub fn is_language(text: &str) -> bool {
    let words = [
        "resource \"",
        "data \"",
        "provider \"",
        "module \"",
        "variable \"",
        "output \"",
        "terraform {",
        "locals {",
    ];
    text.lines()
        .any(|line| words.iter().any(|word| line.starts_with(word)) && line.contains('{'))
}

/// How to get what is read.
const OF_A_PLAN: &str = "run `terraform plan -out plan.bin` and `terraform show -json plan.bin > plan.json`, and give that";
const OF_A_STATE: &str = "run `terraform show -json > state.json` and give that";

/// Reads a plan or a state. `file`: which file it is, from 0.
///
/// # Errors
/// What cannot be read, with its line; Terraform's language and raw state files, with the command that prints what is read.
pub fn read(text: &str, file: usize) -> Result<Inventory, Problem> {
    if text.len() > limits::TEXT {
        return Err(Problem::at(
            file,
            0,
            format!("More than the {} MiB that are read.", limits::TEXT >> 20),
        ));
    }
    if !text.trim_start().starts_with('{') && is_language(text) {
        let line = text
            .lines()
            .position(|line| line.contains('{'))
            .map_or(1, |at| at as u32 + 1);
        return Err(Problem::at(
            file,
            line,
            format!(
                "This is Terraform's language, in which counts and zones are not known: {OF_A_PLAN}."
            ),
        ));
    }
    let keep = [
        "version",
        "lineage",
        "format_version",
        "planned_values",
        "configuration",
        "values",
        "prior_state",
        "terraform_version",
    ];
    let root = json::read(text, file, &keep)?;
    if let (Some(version), None) = (
        root.get("version").and_then(Json::number),
        root.get("format_version"),
    ) {
        let wrote = if version <= 3 {
            " (Terraform 0.11)"
        } else {
            ""
        };
        return Err(Problem::at(
            file,
            1,
            format!("This is a state file of version {version}{wrote}: {OF_A_STATE}."),
        ));
    }
    let configuration = root.get("configuration");
    let prior = root
        .get("prior_state")
        .and_then(|state| state.get("values"));
    let is_plan = root.get("planned_values").is_some();
    let Some(values) = root.get("planned_values").or_else(|| root.get("values")) else {
        return Err(Problem::at(
            file,
            1,
            format!("This holds neither planned_values nor values: {OF_A_PLAN}."),
        ));
    };
    let plan = plan::Plan::new(values, prior.filter(|_| is_plan), configuration);
    draw::inventory(&plan, file)
}
