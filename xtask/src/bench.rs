//! `cargo xtask bench`: how fast the engine plays and the analysis judges, natively and in the page that is shipped.

use std::fs;

use crate::dist;
use crate::setup::{Tool, ensure};
use crate::shell::{Outcome, Shell, run};

/// Runs the native benches, builds the page and lets it measure itself in a headless Chromium.
pub fn bench(shell: &Shell) -> Outcome<()> {
    ensure(shell, &dist::TOOLS)?;
    ensure(shell, &[Tool::Browser])?;
    println!("── this machine\n{}", machine());
    println!("\n── native: the engine");
    run(&mut cargo(shell, "bench --quiet --bench engine"))?;
    println!("\n── native: the analysis");
    run(&mut cargo(shell, "bench --quiet --bench analysis"))?;
    println!("\n── native: what a hand costs");
    run(&mut cargo(shell, "bench --quiet --bench hands"))?;
    println!("\n── the page, as it is shipped");
    dist::build(shell)?;
    println!("\n── the page in a headless Chromium: its own address with ?bench");
    run(&mut cargo(
        shell,
        "run --quiet --package topple-browser-tests --bin bench -- dist",
    ))
}

fn cargo(shell: &Shell, arguments: &str) -> std::process::Command {
    shell.command("cargo", arguments.split(' '))
}

/// The processor's name and how many of it there are, as far as the system tells.
fn machine() -> String {
    let count = std::thread::available_parallelism().map_or(0, usize::from);
    let information = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let value = |key: &str| {
        let line = information.lines().find(|line| line.starts_with(key))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let name = value("model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let cache =
        value("cache size").map_or_else(String::new, |size| format!(", {size} of cache each"));
    format!("{name}, {count} at once{cache}, {}", std::env::consts::OS)
}
