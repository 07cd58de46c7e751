//! `cargo xtask shots`: pictures of the page in every size and theme it is made for.

use crate::dist::trunk;
use crate::setup::{Tool, ensure};
use crate::shell::{Outcome, Shell, run};

/// Builds the page for development, which is quick, and hands over to the browser tests' own camera.
pub fn shots(shell: &Shell, arguments: &[String]) -> Outcome<()> {
    let has_own_page = arguments
        .iter()
        .any(|argument| ["--dist", "--help", "-h"].contains(&argument.as_str()));
    let mut camera = shell.command(
        "cargo",
        [
            "run",
            "--quiet",
            "--package",
            "topple-browser-tests",
            "--bin",
            "shots",
            "--",
        ],
    );
    camera.args(arguments);
    if has_own_page {
        ensure(shell, &[Tool::Browser])?;
    } else {
        ensure(
            shell,
            &[
                Tool::WasmTarget,
                Tool::Trunk,
                Tool::WasmBindgen,
                Tool::Browser,
            ],
        )?;
        let page = "target/shots-page";
        run(&mut trunk(shell, &["build", "--dist", page]))?;
        camera.args(["--dist", page]);
    }
    run(&mut camera)
}
