//! Files that are opened: drawings, and what other programs write, of which a drawing is made. Answers to what such files
//! leave open.
//!
//! The files are held as long as the page is open, for answers to be applied to them. They are never kept: there may be
//! secrets in them.

use std::cell::RefCell;

use leptos::task::spawn_local;

use super::Bridge;
use crate::app::fetched::TextFile;
use crate::app::importers::{self, Drawing, Order};
use crate::editor::Severity;
use crate::formats::{collection, json, link, shortened};
use crate::model::imported::{Answer, How};
use crate::model::{Imported, Scenario};

/// What is said where the code that reads such files cannot be had.
const UNREACHABLE: &str = "What reads such files could not be fetched. Your work is as it was; try again when the network is there.";
/// So many of the problems of files are told.
const TOLD: usize = 4;

/// The files that were last imported.
#[derive(Default)]
pub struct Imports(RefCell<Vec<TextFile>>);

impl Bridge {
    /// Opens files: one drawing, or what a drawing is to be made of.
    pub fn open_texts(self, files: Vec<TextFile>) {
        let is_own = |text: &str| json::is_meant(text) || collection::read(text).is_some();
        let own = files.iter().find(|file| is_own(&file.text));
        match (own, files.as_slice()) {
            (_, []) => {}
            (Some(file), [_]) => self.open_drawing(&file.text),
            (Some(file), _) => {
                let name = shortened(&file.name);
                let text = format!("{name} is a drawing of its own: open it without the others.");
                self.refuse_files(text);
            }
            (None, _) => {
                let former = self.read(|session| former(session.document().scenario(), &files));
                let label = format!("Import {} again", names(&files));
                let imported = former.iter().filter_map(|it| it.imported.as_deref());
                let answers = imported.flat_map(|it| it.answers.clone()).collect();
                self.import(files, answers, former, label, None);
            }
        }
    }

    /// Puts in what was copied: parts, the text of a file that a drawing is to be made of, or a link, which is opened.
    pub fn paste_text(self, text: &str) {
        if !describes_a_system(text) {
            if link::is_link(text) && !json::is_meant(text) {
                return self.open_link(text);
            }
            self.change(|session| session.paste(text));
            return;
        }
        let (name, text) = ("pasted text".to_owned(), text.to_owned());
        self.open_texts(vec![TextFile { name, text }]);
    }

    fn open_drawing(self, text: &str) {
        if let Some(files) = collection::read(text) {
            self.import_collection(files);
        } else if self.change(|session| session.open_text(text)) {
            self.touch();
        }
    }

    /// Applies an answer to the files that this drawing was made of; where they are not at hand, keeps it for the next time.
    pub fn answer(self, words: &str, answer: Answer) {
        let scenario = self.read(|session| session.document().scenario().clone());
        let mut imported = scenario.imported.as_deref().cloned().unwrap_or_default();
        imported.answers.push(answer);
        let is_of = |file: &TextFile| imported.files.contains(&file.name);
        let files = self.inner().imports.0.borrow().clone();
        let kept = (words.to_owned(), imported.clone());
        if files.len() == imported.files.len() && files.iter().all(is_of) {
            let label = format!("Answer: {words}");
            self.import(files, imported.answers, Some(scenario), label, Some(kept));
        } else {
            self.keep_answer(kept);
        }
    }

    /// Keeps an answer whose files are not at hand.
    fn keep_answer(self, (words, imported): (String, Imported)) {
        let text = format!(
            "Your answer is kept. Open {} again, and it is drawn: Topple does not keep such files, for there may be secrets in them.",
            joined(&imported.files)
        );
        self.change(|session| session.keep_answer(&words, imported));
        self.say(Severity::Note, text);
    }

    /// Has a drawing made of files: a new one, or the next state of a former one. An answer is kept where they turn out to
    /// be those of another system.
    fn import(
        self,
        files: Vec<TextFile>,
        answers: Vec<Answer>,
        former: Option<Scenario>,
        label: String,
        answer: Option<(String, Imported)>,
    ) {
        let held = files.clone();
        let order = Order {
            files,
            answers,
            former,
        };
        let begun = self.read(|session| session.document().revision());
        spawn_local(async move {
            let is_again = order.former.is_some();
            let made = importers::run(order).await;
            let is_old = is_again && self.read(|session| session.document().revision()) != begun;
            match made {
                Err(_) => self.refuse_files(UNREACHABLE),
                Ok(Err(problems)) => self.refuse_files(refused(&problems)),
                Ok(Ok(Drawing::Next(_))) if is_old => self.say(
                    Severity::Failure,
                    "The drawing was changed meanwhile: open the files once more.",
                ),
                Ok(Ok(Drawing::Next(scenario))) => {
                    self.inner().imports.0.replace(held);
                    self.change(|session| session.import_again(&label, &scenario));
                }
                Ok(Ok(Drawing::New(scenario))) => {
                    if let Some(answer) = answer {
                        return self.keep_answer(answer);
                    }
                    let told = summary(&scenario);
                    if self.change(|session| session.open_imported(scenario)) {
                        self.inner().imports.0.replace(held);
                        self.touch();
                        self.say(Severity::Note, told);
                    }
                }
            }
        });
    }
}

/// Whether a text that was copied is the file of another program rather than parts of a drawing.
fn describes_a_system(text: &str) -> bool {
    /// What a line of such a file begins with.
    const BEGINNINGS: [&str; 10] = [
        "services:",
        "apiVersion:",
        "flowchart ",
        "graph ",
        "architecture-beta",
        "```mermaid",
        "frontend ",
        "backend ",
        "listen ",
        "upstream ",
    ];
    const WORDS: [&str; 2] = ["\"terraform_version\"", "\"apiVersion\""];
    let is_object = text.trim_start().starts_with('{') && !json::is_meant(text);
    let begins = |line: &str| BEGINNINGS.iter().any(|word| line.starts_with(word));
    is_object && WORDS.iter().any(|word| text.contains(word))
        || text.lines().any(|line| begins(line.trim_start()))
}

/// The drawing in hand, if it was made of files of these names.
fn former(scenario: &Scenario, files: &[TextFile]) -> Option<Scenario> {
    let imported = scenario.imported.as_deref()?;
    let is_same = imported.files.len() == files.len()
        && files.iter().all(|file| imported.files.contains(&file.name));
    is_same.then(|| scenario.clone())
}

fn names(files: &[TextFile]) -> String {
    let names: Vec<String> = files.iter().map(|file| file.name.clone()).collect();
    joined(&names)
}

/// `compose.yaml`, or how many there are.
fn joined(names: &[String]) -> String {
    match names {
        [one] => shortened(one),
        [a, b] => format!("{} and {}", shortened(a), shortened(b)),
        many => format!("these {} files", many.len()),
    }
}

fn refused(problems: &[String]) -> String {
    let mut told: Vec<String> = problems.iter().take(TOLD).cloned().collect();
    let more = problems.len().saturating_sub(TOLD);
    if more > 0 {
        told.push(format!("And {more} problems more."));
    }
    told.push("Your work is as it was.".to_owned());
    told.join("\n")
}

/// What came of an import, in one line.
fn summary(scenario: &Scenario) -> String {
    let empty = Imported::default();
    let imported = scenario.imported.as_deref().unwrap_or(&empty);
    let count = |how| imported.rows.iter().filter(|row| row.how == how).count();
    let parts = scenario.components.len();
    let open = match (count(How::Asked), count(How::Guessed)) {
        (0, 0) => "All of it stands in the files.".to_owned(),
        (0, guessed) => format!("{guessed} of its lines are guessed: look at them under Import."),
        (asked, guessed) => format!(
            "{asked} questions are open, and {guessed} lines guessed: they stand under Import."
        ),
    };
    format!(
        "Drawn from {}: {parts} parts. {open}",
        joined(&imported.files)
    )
}
