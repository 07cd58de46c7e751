//! The rules that make a drawing of an inventory: the same for every format, in the order in which they are applied.

mod answers;
mod apart;
mod circles;
mod draft;
mod entry;
mod fixed;
mod groups;
mod guesses;
mod kinds;
mod numbers;
mod picture;
mod rows;
mod sentinels;
mod watchers;
mod wires;

use topple_model::imported::{Answer, Imported};
use topple_model::{Scenario, limits};

use crate::inventory::Inventory;
use crate::problem::Problem;

/// Draws what was found, as far as possible by what a person answered.
///
/// # Errors
/// Where nothing runs in the files, or more than a drawing holds.
pub fn draw(
    inventory: Inventory,
    files: &[&str],
    answers: &[Answer],
) -> Result<(Scenario, Imported), Vec<Problem>> {
    if inventory.parts.is_empty() {
        return Err(vec![Problem::of_all(
            "Nothing that runs is described in these files: there is nothing to draw.",
        )]);
    }
    if inventory.parts.len() > limits::COMPONENTS {
        let text = format!(
            "These files describe {} parts; a drawing holds {}. Import a part of them.",
            inventory.parts.len(),
            limits::COMPONENTS
        );
        return Err(vec![Problem::of_all(text)]);
    }
    let mut draft = draft::Draft::new(inventory, answers);
    apart::judge(&mut draft);
    wires::resolve(&mut draft);
    guesses::name_pairs(&mut draft);
    apart::leave(&mut draft);
    apart::users(&mut draft);
    groups::form(&mut draft);
    sentinels::callers(&mut draft);
    guesses::only_store(&mut draft);
    guesses::only_entry(&mut draft);
    fixed::addresses(&mut draft);
    fixed::primaries(&mut draft);
    circles::drop_weakest(&mut draft);
    kinds::settle(&mut draft);
    entry::find(&mut draft);
    entry::ask_about_the_rest(&mut draft);
    let picture = picture::draw(&mut draft, &title(files))?;
    rows::say(&mut draft);
    let imported = rows::of(draft, &picture, files);
    Ok((picture.scenario, imported))
}

/// The first file's name, without its folders and its ending.
fn title(files: &[&str]) -> String {
    let first = files.first().copied().unwrap_or_default();
    let name = first.rsplit(['/', '\\']).next().unwrap_or_default();
    name.split('.')
        .find(|part| !part.is_empty())
        .unwrap_or("System")
        .to_owned()
}
