//! The file: JSON that is written to be read and typed by people.
//!
//! What is left out takes its default (a place: one of its own), and what equals its default is not written. One component stands on one
//! line. Reading reports everything that is wrong at once:
//!
//! ```
//! let problems = topple_formats::json::read(
//!     r#"{ "topple": 2,
//!          "components": [
//!            { "id": "dns", "kind": "dns", "ttl": 30, "health_check": { "fall": 0 } } ],
//!          "links": [ { "from": "users", "to": "dns" } ] }"#,
//! );
//! let told: Vec<String> = problems.unwrap_err().iter().map(ToString::to_string).collect();
//! assert_eq!(told, [
//!     "components[0].ttl: there is no such field; did you mean \"ttl_s\"?",
//!     "components[0].health_check.fall: 0 is not in 1..=20",
//!     "links[0].from: There is no component \"users\".",
//! ]);
//! ```

mod component;
mod draft;
mod imported;
mod lesson;
mod note;
mod places;
mod read;
mod reader;
mod script;
mod write;

pub(super) use imported::MOST_DRAWN;
pub(super) use lesson::REGION;
pub(super) use read::read_tree;
pub(super) use script::{FORMS, Form};
pub(super) use write::to_tree;

use super::tree::{Fields, Node, Path};
use super::{Opened, PathProblem, migrations, print, problem, syntax};
use reader::Reader;
use topple_model::Scenario;
use topple_model::imported::Answer;

/// Whether a text is meant to be a scenario, well formed or not, rather than what another program wrote: a JSON object with
/// a word of the form.
pub fn is_meant(text: &str) -> bool {
    let text = text.trim_start();
    let words = ["\"topple\"", "\"components\""];
    text.starts_with('{') && words.iter().any(|word| text.contains(word))
}

/// The scenario that a file's text describes.
///
/// # Errors
/// All that is wrong with it, in the order of the text.
pub fn read(text: &str) -> Result<Scenario, Vec<PathProblem>> {
    open(text).map(|opened| opened.scenario)
}

/// The same, with the version that it was written in: what that means otherwise by now can be told.
///
/// # Errors
/// All that is wrong with it, in the order of the text.
pub fn open(text: &str) -> Result<Opened, Vec<PathProblem>> {
    syntax::parse(text)
        .and_then(migrations::to_current)
        .map_err(|found| vec![found])
        .and_then(|(version, tree)| {
            let scenario = read_tree(&tree)?;
            Ok(Opened { scenario, version })
        })
        .map_err(|found| problem::locate(text, found))
}

/// The answers that a file of its own holds, `{ "answers": [ { "about": "redis", "kind": "cache" } ] }`: what a person said
/// once where the files of an import do not.
///
/// # Errors
/// All that is wrong with it, in the order of the text.
pub fn read_answers(text: &str) -> Result<Vec<Answer>, Vec<PathProblem>> {
    let read = |tree: Node| {
        let (root, mut reader) = (Path::Root, Reader::default());
        let mut answers = Vec::new();
        let wanted = "an object with answers";
        for field in reader.object(&tree, &root, wanted).unwrap_or_default() {
            if field.key == "answers" {
                answers = imported::answers(&field.node, &root.field("answers"), &mut reader);
            } else {
                reader.unknown(field, &root, ["answers"].into_iter());
            }
        }
        let found = reader.into_found();
        if found.is_empty() {
            Ok(answers)
        } else {
            Err(found)
        }
    };
    syntax::parse(text)
        .map_err(|found| vec![found])
        .and_then(read)
        .map_err(|found| problem::locate(text, found))
}

/// The text of a file of answers.
pub fn write_answers(answers: &[Answer]) -> String {
    let mut fields = Fields::default();
    fields.put("answers", imported::answers_to_tree(answers));
    print::for_people(&fields.into_node())
}

/// The file's text: the same for the same scenario, always.
pub fn write(scenario: &Scenario) -> String {
    print::for_people(&to_tree(scenario))
}
