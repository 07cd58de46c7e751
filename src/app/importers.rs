//! What reads the files of other programs: a part of the page of its own, which is fetched when such a file is first
//! opened. It is reached through one function alone, as the [rest](super::rest) is through its table.

use super::fetched::{TextFile, Unreachable};
use crate::formats::shortened;
use crate::model::Scenario;
use crate::model::imported::Answer;

/// What is to be made of some files.
pub struct Order {
    /// The files.
    pub files: Vec<TextFile>,
    /// What a person has answered.
    pub answers: Vec<Answer>,
    /// The drawing that was made of earlier versions of them.
    pub former: Option<Scenario>,
}

/// What was made of files.
pub enum Drawing {
    /// A drawing of its own.
    New(Scenario),
    /// The next state of the former one.
    Next(Scenario),
}

/// Makes a drawing of files, or says why there is none, a sentence each.
#[allow(
    clippy::unnecessary_wraps,
    clippy::needless_pass_by_value,
    reason = "fetching it can fail, and an order is handed over whole"
)]
#[cfg_attr(
    feature = "split",
    leptos::wasm_split::wasm_split(importers, wasm_split_path = ::leptos::wasm_split, fallible)
)]
fn import(order: Order) -> Result<Result<Drawing, Vec<String>>, Unreachable> {
    Ok(drawing(&order))
}

fn drawing(order: &Order) -> Result<Drawing, Vec<String>> {
    let files: Vec<topple_import::File<'_>> = order
        .files
        .iter()
        .map(|file| topple_import::File {
            name: &file.name,
            text: &file.text,
        })
        .collect();
    let import = topple_import::import(&files, &order.answers);
    let import = import.map_err(|problems| {
        let told = problems.iter().map(|problem| {
            let file = problem.file.and_then(|file| order.files.get(file));
            match file {
                Some(file) => format!("{}: {problem}", shortened(&file.name)),
                None => problem.to_string(),
            }
        });
        told.collect::<Vec<_>>()
    })?;
    Ok(match &order.former {
        Some(former) if topple_import::is_later(former, &import) => {
            Drawing::Next(topple_import::update(former, import))
        }
        Some(_) | None => Drawing::New(import.into_scenario()),
    })
}

/// Fetches what reads them, and has it do that.
///
/// # Errors
/// It could not be fetched.
#[cfg(feature = "split")]
pub async fn run(order: Order) -> Result<Result<Drawing, Vec<String>>, Unreachable> {
    import(order).await
}

/// Has what reads them do that: it is here already.
///
/// # Errors
/// None.
#[cfg(not(feature = "split"))]
#[allow(
    clippy::unused_async,
    reason = "fetching it takes a while, where the page is cut"
)]
pub async fn run(order: Order) -> Result<Result<Drawing, Vec<String>>, Unreachable> {
    import(order)
}
