//! `cargo xtask dist`: the page as a folder of static files, and its weight.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::setup::{Tool, ensure};
use crate::shell::{Failure, Outcome, Shell, run};

/// The most that all files of the page together may weigh, gzipped. On a phone with 10 Mbit/s this takes
/// 0.7 s, once, and works offline from then on.
///
/// Measured: the engine, the verdicts and the page around them weighed 696 kB; mends with their placement and previews, pairs,
/// nines by decision diagrams, overload, the panel that shows them, faults and chaos brought it to 879 kB; one sorter for
/// all lists (`model::order`) and views behind boxes (`erase_components`) back to 810 kB; 19 lessons with their texts and
/// judge, and what the analysis learned since, to 838 kB. The largest saving left is what the engine's speed costs (`Cargo.toml`).
const BUDGET_GZIPPED_BYTES: usize = 850_000;

/// What a build of the page needs.
pub const TOOLS: [Tool; 4] = [
    Tool::WasmTarget,
    Tool::Trunk,
    Tool::WasmBindgen,
    Tool::WasmOpt,
];

/// Installs the tools, builds, and weighs what was built.
pub fn dist(shell: &Shell) -> Outcome<()> {
    ensure(shell, &TOOLS)?;
    build(shell)?;
    println!(
        "The page is in {}; any static web server can serve it, under any path.",
        shell.root().join("dist").display()
    );
    Ok(())
}

/// Builds the page as it is shipped into `dist/`, prints what each file weighs, and fails when they are over the budget.
pub fn build(shell: &Shell) -> Outcome<()> {
    run(&mut trunk(shell, &["build", "--release"]))?;
    weigh(&shell.root().join("dist"))
}

/// Trunk, told not to look for newer versions of itself.
pub fn trunk(shell: &Shell, arguments: &[&str]) -> Command {
    let mut command = shell.command("trunk", arguments);
    command.env("TRUNK_SKIP_VERSION_CHECK", "true");
    // Trunk reads this widely used variable as a flag of its own, and stops at any value but true and false.
    command.env_remove("NO_COLOR");
    command
}

fn weigh(folder: &Path) -> Outcome<()> {
    let unreadable = |error: std::io::Error| {
        Failure::Machine(format!("{} cannot be read: {error}.", folder.display()))
    };
    let mut files = Vec::new();
    gather(folder, &mut files).map_err(unreadable)?;
    files.sort();
    let (mut total, mut total_gzipped) = (0, 0);
    println!("{:>12} {:>12}", "bytes", "gzipped");
    for file in &files {
        let bytes = fs::read(file).map_err(unreadable)?;
        let gzipped = gzipped_len(&bytes);
        println!(
            "{:>12} {gzipped:>12}  {}",
            bytes.len(),
            file.strip_prefix(folder).unwrap_or(file).display()
        );
        total += bytes.len();
        total_gzipped += gzipped;
    }
    println!("{total:>12} {total_gzipped:>12}  in all, of {BUDGET_GZIPPED_BYTES} gzipped at most");
    if total_gzipped > BUDGET_GZIPPED_BYTES {
        return Err(Failure::Step(format!(
            "The page weighs {total_gzipped} bytes gzipped, over its budget of {BUDGET_GZIPPED_BYTES}."
        )));
    }
    Ok(())
}

fn gather(folder: &Path, files: &mut Vec<std::path::PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// What a server that compresses well sends: deflate at its best, and gzip's frame of 18 bytes.
fn gzipped_len(bytes: &[u8]) -> usize {
    miniz_oxide::deflate::compress_to_vec(bytes, 9).len() + 18
}
