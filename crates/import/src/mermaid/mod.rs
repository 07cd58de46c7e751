//! Diagrams in Mermaid: flowcharts and `architecture-beta`, alone or in a fence of a Markdown file.
//!
//! A diagram is drawn for people: half of its boxes may be decoration. So its words, shapes and arrows are *judged*
//! here, and every box that is not drawn is told with its reason.

pub mod diagram;

mod architecture;
mod cursor;
mod edges;
mod fence;
mod flowchart;
mod groups;
mod judge;
mod text;
mod wiring;
mod words;
pub mod write;
mod zones;

use cursor::Cursor;
use diagram::Diagram;

use crate::evidence::Source;
use crate::inventory::{Inventory, Remark};
use crate::limits;
use crate::problem::Problem;

/// Whether a text is a diagram, or a Markdown file with one in a fence.
pub fn is_it(text: &str) -> bool {
    fence::is_bare(text) || !fence::blocks(text).is_empty()
}

/// Reads a diagram: the text itself, or the first flowchart or architecture in a fence of a Markdown file. `file`: which file it is, from 0.
///
/// # Errors
/// What cannot be read, with its line; a diagram of another type, with what is read instead.
pub fn read(text: &str, file: usize) -> Result<Inventory, Problem> {
    if text.len() > limits::TEXT {
        let message = format!("More than the {} MiB that are read.", limits::TEXT >> 20);
        return Err(Problem::at(file, 0, message));
    }
    if fence::is_bare(text) {
        return judge::inventory(&parse(text, file, 1)?, file);
    }
    let blocks = fence::blocks(text);
    let Some(first) = blocks.first() else {
        let message = "There is no Mermaid diagram in this file: neither at its head nor in a fence ```mermaid.";
        return Err(Problem::at(file, 0, message));
    };
    // The first of a type that is read; where there is none, why the first is not.
    let chosen = blocks
        .iter()
        .find(|block| fence::is_read(block.text))
        .unwrap_or(first);
    let mut inventory = judge::inventory(&parse(chosen.text, file, chosen.line)?, file)?;
    if let Some(other) = blocks.iter().find(|block| *block != chosen) {
        let others = match blocks.len() {
            2 => "another diagram".to_owned(),
            many => format!("{} other diagrams", many - 1),
        };
        inventory.remarks.push(Remark {
            about: None,
            text: format!("The file holds {others} besides the one at line {}: only that one is read. Give another in a file of its own.", chosen.line),
            source: Some(Source::line(file, other.line)),
            is_asked: false,
            if_told: None,
        });
    }
    Ok(inventory)
}

/// What a diagram says that begins at this line of a file.
fn parse(text: &str, file: usize, line: u32) -> Result<Diagram, Problem> {
    let mut cursor = Cursor::new(text, file, line);
    let word = fence::word(&mut cursor)?;
    match word {
        "flowchart" | "graph" | "flowchart-elk" => flowchart::read(cursor),
        "architecture-beta" | "architecture" => architecture::read(cursor),
        "sequenceDiagram" => Err(cursor.problem(
            cursor.line,
            "A sequence diagram tells one story, and not what there is of each part. Draw the parts as a flowchart or architecture-beta.",
        )),
        other => Err(cursor.problem(
            cursor.line,
            format!("A diagram of type {} is not read: flowchart, graph and architecture-beta are.", short(other)),
        )),
    }
}

/// A word of a file, for a sentence.
fn short(word: &str) -> String {
    word.chars().take(40).collect()
}
