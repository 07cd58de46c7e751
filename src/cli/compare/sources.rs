//! Where the two systems of a comparison come from: scenarios, files that describe a system, folders of such files.
//! To become `input::system` of the whole command line.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::super::{BadInput, input};
use crate::formats::json;
use crate::model::Scenario;
use topple_import::{File, import};

/// Files of a folder that are read.
const FILES: usize = 200;

/// The system in a file, a link, a folder, or on standard input.
pub(super) fn system(source: &OsStr) -> Result<Scenario, BadInput> {
    let path = Path::new(source);
    if path.is_dir() {
        return of_folder(path);
    }
    if crate::formats::link::is_link(&source.to_string_lossy()) {
        return input::scenario(source);
    }
    let text = input::text(source)?;
    if is_scenario(&text) || crate::formats::link::is_link(&text) {
        // Standard input is read once: what it holds is opened as it is.
        return if source == "-" {
            input::of_file(&input::name(source), &text)
        } else {
            input::scenario(source)
        };
    }
    imported(&[(input::name(source).into_owned(), text)], None)
}

/// The files of a folder that describe a system, together; or the one scenario in it.
fn of_folder(folder: &Path) -> Result<Scenario, BadInput> {
    let cannot = |error: std::io::Error| BadInput::from(format!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .to_lowercase();
        let ends = [
            ".yaml", ".yml", ".json", ".mmd", ".mermaid", ".md", ".cfg", ".conf", ".env",
        ];
        if path.is_file() && ends.iter().any(|end| name.ends_with(end)) {
            paths.push(path);
        }
    }
    paths.sort();
    paths.truncate(FILES);
    let (mut scenarios, mut files, mut answers) = (Vec::new(), Vec::new(), None);
    for path in paths {
        let text = input::text(path.as_os_str())?;
        let name = path.to_string_lossy().into_owned();
        if name.ends_with("topple.answers.json") {
            answers = Some(text);
        } else if is_scenario(&text) {
            scenarios.push(path);
        } else if says_a_system(&name, &text) {
            files.push((name, text));
        }
    }
    match (scenarios.as_slice(), files.is_empty()) {
        ([scenario], true) => input::scenario(scenario.as_os_str()),
        ([], false) => imported(&files, answers.as_deref()),
        ([], true) => Err(format!(
            "{}: no file in this folder describes a system",
            folder.display()
        )
        .into()),
        _ => Err(format!(
            "{}: this folder holds several systems; compare file by file",
            folder.display()
        )
        .into()),
    }
}

/// Whether a text is a scenario of Topple.
fn is_scenario(text: &str) -> bool {
    text.trim_start().starts_with('{') && text.contains("\"topple\"")
}

/// Whether a file of a folder is to be read: others lie beside it that describe no system.
fn says_a_system(name: &str, text: &str) -> bool {
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let lower = name.to_lowercase();
    if lower.ends_with(".md") {
        return says(&["```mermaid", "~~~mermaid"]);
    }
    if lower.ends_with(".yaml") || lower.ends_with(".yml") || lower.ends_with(".json") {
        return says(&[
            "services:",
            "\"services\"",
            "apiVersion",
            "planned_values",
            "terraform_version",
        ]);
    }
    true
}

fn imported(files: &[(String, String)], answers: Option<&str>) -> Result<Scenario, BadInput> {
    let answers = match answers.map(json::read_answers) {
        None => Vec::new(),
        Some(Ok(answers)) => answers,
        Some(Err(problems)) => {
            return Err(BadInput(
                problems
                    .iter()
                    .map(|p| format!("topple.answers.json: {}: {}", p.path, p.message))
                    .collect(),
            ));
        }
    };
    let given: Vec<File<'_>> = files
        .iter()
        .map(|(name, text)| File { name, text })
        .collect();
    let told = |problem: &topple_import::Problem| {
        let name = problem
            .file
            .and_then(|file| files.get(file))
            .map_or("the files", |(name, _)| name.as_str());
        format!("{name}: {problem}")
    };
    import(&given, &answers)
        .map(|import| import.scenario)
        .map_err(|problems| BadInput(problems.iter().map(told).collect()))
}
