//! Installing by the ordinary clients: rustup, npm, apt-get.

use std::fs;
use std::process::Command;

use crate::shell::{Failure, Outcome, Shell, run};

/// Has rustup do something.
pub fn rustup(shell: &Shell, arguments: &[&str]) -> Outcome<()> {
    if shell.find("rustup").is_none() {
        return Err(Failure::Machine(format!(
            "There is no rustup on this machine. Please install with your system's means what `rustup {}` would.",
            arguments.join(" ")
        )));
    }
    run(&mut shell.command("rustup", arguments))
}

/// Installs a package into the folder of this project's tools.
pub fn npm_install(shell: &Shell, package: &str, version: &str) -> Outcome<()> {
    if shell.find("npm").is_none() {
        println!("Installing npm, which brings {package}, with apt-get.");
        apt_install(shell, &["nodejs", "npm"])?;
    }
    let folder = shell.cache();
    fs::create_dir_all(folder).map_err(|error| {
        Failure::Machine(format!("{} cannot be made: {error}.", folder.display()))
    })?;
    let package = format!("{package}@{version}");
    let mut npm = shell.command(
        "npm",
        [
            "install",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--prefix",
        ],
    );
    run(npm.arg(folder).arg(package))
}

/// Installs Debian's packages.
pub fn apt_install(shell: &Shell, packages: &[&str]) -> Outcome<()> {
    if shell.find("apt-get").is_none() {
        return Err(Failure::Machine(format!(
            "There is no apt-get on this machine. Please install {} yourself, so that they are on the PATH (a browser and its driver of one version).",
            packages.join(" and ")
        )));
    }
    // A failed update may concern a source that these packages do not come from: the installation decides.
    let _ = run(&mut apt_get(shell, &["update"])?);
    let mut install = apt_get(
        shell,
        &[
            "install",
            "--yes",
            "--no-install-recommends",
            "-o",
            "DPkg::Lock::Timeout=600",
        ],
    )?;
    run(install.args(packages)).map_err(|_| {
        Failure::Machine(format!(
            "apt-get could not install {}; what it printed tells why.",
            packages.join(" and ")
        ))
    })
}

fn apt_get(shell: &Shell, arguments: &[&str]) -> Outcome<Command> {
    let is_root = shell.answer("id", &["-u"]).as_deref() == Some("0");
    let settings = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
    if is_root {
        Ok(shell.command(settings[0], settings[1..].iter().chain(arguments)))
    } else if shell.find("sudo").is_some() {
        let mut command = shell.command("sudo", settings.iter().chain(arguments));
        command.stdin(std::process::Stdio::inherit());
        Ok(command)
    } else {
        Err(Failure::Machine(
            "Installing Debian packages needs root, and there is no sudo on this machine.".into(),
        ))
    }
}
