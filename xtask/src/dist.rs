//! `cargo xtask dist`: the page as a folder of static files, and its weight.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::setup::{Tool, ensure};
use crate::shell::{Failure, Outcome, Shell, run};
use crate::{page, split, styles};

/// The most that the files of the first view may weigh together, gzipped: what the page itself asks for. A visitor opens it
/// on a phone: at 10 Mbit/s this takes half a second, once. `docs/weight.md` tells what was reached; this is a little above it.
const FIRST_VIEW_GZIPPED_BYTES: usize = 666_000;
/// The most that all files of the page may weigh together, gzipped: the same, and what is fetched later.
const ALL_GZIPPED_BYTES: usize = 1_860_000;

/// What a build of the page needs.
pub const TOOLS: [Tool; 5] = [
    Tool::WasmTarget,
    Tool::Trunk,
    Tool::WasmBindgen,
    Tool::WasmOpt,
    Tool::WasmSplit,
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

/// Builds the page into `dist/` in a fraction of the time, to be tried: whole, large and slow.
pub fn quick(shell: &Shell) -> Outcome<()> {
    ensure(shell, &TOOLS)?;
    let dist = shell.root().join("dist");
    run(&mut trunk(shell, &["build"]))?;
    styles::join(&dist)?;
    page::finish(&shell.root().join("assets"), &dist)?;
    println!(
        "The page is in {}, to be tried and not to be shipped.",
        dist.display()
    );
    Ok(())
}

/// Builds the page as it is shipped into `dist/`, prints what each file weighs, and fails when they are over the budget.
pub fn build(shell: &Shell) -> Outcome<()> {
    let dist = shell.root().join("dist");
    // As a release, but for wasm-opt: the module that Trunk would give it is cut first.
    let arguments = [
        "build",
        "--cargo-profile",
        "release",
        "--features",
        split::FEATURE,
    ];
    run(&mut trunk(shell, &arguments))?;
    split::split(shell, &dist)?;
    styles::join(&dist)?;
    page::finish(&shell.root().join("assets"), &dist)?;
    weigh(&dist)
}

/// Trunk, told not to look for newer versions of itself.
pub fn trunk(shell: &Shell, arguments: &[&str]) -> Command {
    let mut command = shell.command("trunk", arguments);
    command.env("TRUNK_SKIP_VERSION_CHECK", "true");
    // Trunk reads this widely used variable as a flag of its own, and stops at any value but true and false.
    command.env_remove("NO_COLOR");
    command
}

/// Prints what each file weighs, and fails where they are too heavy. A file whose name stands in the page itself is
/// fetched with it; any other is fetched later, or never.
fn weigh(folder: &Path) -> Outcome<()> {
    let unreadable = |error: std::io::Error| {
        Failure::Machine(format!("{} cannot be read: {error}.", folder.display()))
    };
    let mut files = Vec::new();
    gather(folder, &mut files).map_err(unreadable)?;
    files.sort();
    let page = fs::read_to_string(folder.join("index.html")).map_err(unreadable)?;
    let (mut first_view, mut all) = (0, 0);
    println!("{:>12} {:>12}", "bytes", "gzipped");
    for file in &files {
        let bytes = fs::read(file).map_err(unreadable)?;
        let gzipped = gzipped_len(&bytes);
        let name = file
            .strip_prefix(folder)
            .unwrap_or(file)
            .display()
            .to_string();
        let is_early = is_of_first_view(&page, &name);
        all += gzipped;
        first_view += if is_early { gzipped } else { 0 };
        let when = if is_early { "" } else { " (later)" };
        println!("{:>12} {gzipped:>12}  {name}{when}", bytes.len());
    }
    let sums = [
        ("for the first view", first_view, FIRST_VIEW_GZIPPED_BYTES),
        ("in all", all, ALL_GZIPPED_BYTES),
    ];
    for (what, gzipped, most) in sums {
        println!("{gzipped:>25}  {what}, of {most} at most");
    }
    match sums.iter().find(|(_, gzipped, most)| gzipped > most) {
        Some((what, gzipped, most)) => Err(Failure::Step(format!(
            "The page weighs {gzipped} bytes gzipped {what}, over its budget of {most}."
        ))),
        None => Ok(()),
    }
}

fn is_of_first_view(page: &str, name: &str) -> bool {
    name == "index.html" || page.contains(&format!("/{name}"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_view_is_the_page_and_the_files_that_it_names() {
        let page = r#"<link rel="modulepreload" href="./topple-1.js"><script>fetch('./topple-1_bg.wasm')</script>"#;
        for name in ["index.html", "topple-1.js", "topple-1_bg.wasm"] {
            assert!(is_of_first_view(page, name), "{name}");
        }
        for name in ["topple-1_rest.wasm", "embed.js"] {
            assert!(!is_of_first_view(page, name), "{name}");
        }
    }
}
