//! The system that people have already, from the files that describe it.
//!
//! A *reader* for each format turns text into an [`Inventory`]: what runs, and who is said to know whom, in the words
//! of the files. The *rules* make a drawing of it, the same rules for every format. Whatever is drawn carries its
//! [`Evidence`].
//!
//! The danger is a false "safe": a wrong drawing is worse than a question. And no secret may leave a reader: an
//! inventory holds names, hosts and numbers, never the value of a setting.
//!
//! ```
//! use topple_import::{File, import};
//!
//! let text = "services: {web: {build: ., ports: ['80:80'], environment: {DB_HOST: db}}, db: {image: 'postgres:16'}}";
//! let import = import(&[File { name: "compose.yaml", text }], &[]).unwrap();
//! let ids: Vec<_> = import.scenario.components.iter().map(|c| c.id.to_string()).collect();
//! assert_eq!(ids, ["users", "web", "db"]);
//! ```
//!
//! Absent here, on purpose: files, the network, a screen.

mod adopt;
mod caddy;
mod compose;
pub mod evidence;
mod gateways;
pub mod haproxy;
mod hosts;
pub mod inventory;
mod kubernetes;
pub mod mermaid;
pub mod nginx;
mod pools;
mod problem;
mod reading;
mod rules;
mod settings;
mod sniff;
pub mod terraform;
mod trades;
mod unknown;
mod update;
mod yaml;

pub use evidence::{Certainty, Evidence, Rule, Source};
pub use inventory::Inventory;
pub use problem::Problem;
pub use reading::File;
pub use update::{is_later, update};

use std::sync::Arc;

use topple_model::Scenario;
use topple_model::imported::{Answer, Imported};

/// Hard limits on what is read. What lies beyond is refused before it costs memory.
pub mod limits {
    /// Bytes of all files together: 16 MiB.
    pub const TEXT: usize = 16 << 20;
    /// Lists and mappings within one another.
    pub const DEPTH: usize = 64;
    /// Values of a file once its aliases are followed.
    pub const NODES: usize = 100_000;
}

/// A drawing, and what is known of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Import {
    /// The drawing: sound, and laid out.
    pub scenario: Scenario,
    /// How each thing is known, and what was answered.
    pub imported: Imported,
}

impl Import {
    /// The drawing, which remembers what is known of it.
    pub fn into_scenario(self) -> Scenario {
        let mut scenario = self.scenario;
        scenario.imported = Some(Arc::new(self.imported));
        scenario
    }
}

/// Draws what these files describe together. What `answers` say wins over every guess.
///
/// # Errors
/// Every file that cannot be read, with its line and the command that prints what can; or that nothing runs in them.
pub fn import(files: &[File<'_>], answers: &[Answer]) -> Result<Import, Vec<Problem>> {
    let inventory = reading::read(files)?;
    let names: Vec<&str> = files.iter().map(|file| file.name).collect();
    let (scenario, mut imported) = rules::draw(inventory, &names, answers)?;
    imported.drawn = update::prints(&scenario);
    Ok(Import { scenario, imported })
}
